/* SPDX-License-Identifier: GPL-3.0-or-later */

/* For tests: services on loopback (live-services.py), and the plainest client there can be of one of them: a socket, a reader,
 * requests for what was missed, a new connection at once after each that ended. */

#pragma once

#include "feed/tape-stream.h"
#include "loopback-server.h"

G_BEGIN_DECLS

/**
 * live_services_start:
 * @arguments: (nullable) (array zero-terminated=1): of live-services.py; empty ones are left out
 *
 * Starts it; until it is stopped, it stands for all services. One at a time.
 */
LoopbackServer *live_services_start (const char *const *arguments);

/**
 * live_services_get:
 * @path: of the server: "/control/state"
 *
 * Returns: (transfer full): what it answers
 */
char *live_services_get (const char *path);

/**
 * LiveTalk:
 * @stream: the service
 * @universe: of its trades
 * @reader: what is known of it
 * @batch: all that came
 * @n_connections: that were open
 * @refused: (nullable): the sentence with which the service refused for good
 */
typedef struct
{
  const TapeStream *stream;
  TapeUniverse *universe;
  TapeStreamReader *reader;
  TapeBatch *batch;
  guint n_connections;
  char *refused;

  /*< private >*/
  struct _LiveTalkWires *wires;
} LiveTalk;

/**
 * live_talk_new:
 * @symbols: separated by commas
 */
LiveTalk *
live_talk_new (const char *service, const char *symbols, TapeUniverse *universe, const char *key, const char *secret);
void live_talk_free (LiveTalk *self);

/**
 * live_talks_run:
 * @talks: (array length=n_talks): of different services
 *
 * Runs the main context until each has all that was traded, or was refused. Aborts where that is not so after one and a half minutes.
 */
void live_talks_run (LiveTalk *const *talks, guint n_talks);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LiveTalk, live_talk_free)

G_END_DECLS
