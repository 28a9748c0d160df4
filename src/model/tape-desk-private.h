/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the parts of the desk share: tape-desk.c what is seen of it, tape-desk-session.c the session and its feeds,
 * tape-desk-read.c reading of what is stored. */

#pragma once

#include "base/tape-thread.h"
#include "model/tape-desk.h"
#include "model/tape-reader-pool.h"

G_BEGIN_DECLS

struct _TapeDesk
{
  GObject parent_instance;

  TapeOwner owner;
  char *folder;

  TapeSession *session;
  TapeReaderPool *readers; /* NULL where nothing is stored */
  GPtrArray *feeds;        /* (element-type TapeFeed), the session's */
  gboolean simulation;
  char **files;
  double speed;
  gboolean tick_rule;
  TapeRetention keep_stored;    /* what feeds and imports brought */
  TapeRetention keep_simulated; /* what the simulator made up */
  char *fallback_message;       /* why the session keeps nothing */

  TapeFrame *frame;
  TapeReality reality;
  char *store_message;
  char *symbol;
  gboolean symbol_found; /* the session has seen it */
  guint32 focus;
  TapeZone zone;
};

/**
 * tape_desk_end_session:
 *
 * Ends the session that is shown, if there is one, and forgets what belongs to it; announces nothing.
 */
void tape_desk_end_session (TapeDesk *self);

/**
 * tape_desk_announce_session:
 *
 * Says that another session is shown, and asks for its first frame.
 */
void tape_desk_announce_session (TapeDesk *self);

/**
 * tape_desk_feeds_changed:
 *
 * Says that a feed started or ended, goes faster or waits.
 */
void tape_desk_feeds_changed (TapeDesk *self);

/**
 * tape_desk_frame_ready:
 * @data: the desk
 *
 * Says on the main thread that a frame waits. Called on the engine's thread.
 */
void tape_desk_frame_ready (gpointer data);

G_END_DECLS
