/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a session is made of. Private to tape-session*.c. */

#pragma once

#include "pipeline/tape-session.h"

#include "base/tape-thread.h"
#include "engine/tape-engine-thread.h"
#include "pipeline/tape-bound-sources.h"
#include "pipeline/tape-past-thread.h"
#include "pipeline/tape-restore.h"
#include "pipeline/tape-store-thread.h"

G_BEGIN_DECLS

struct _TapeSession
{
  TapeOwner owner;
  TapeSessionOptions options;
  char *database;
  TapeUniverse *universe;
  TapeWriter *writer; /* the store thread's; its calls exclude each other */
  TapeBoundSources *sources;
  TapeQueue *batches;
  TapeQueue *commits;
  TapeEngineThread *engine;
  TapeStoreThread *store;
  TapeQueue *answers;   /* (nullable): without a database */
  TapePastThread *past; /* (nullable): likewise */
  gboolean past_failed; /* the past thread's: it said so */
  TapeFiringTray *tray;
  TapeDelays *delays;
  GError *restore_error; /* atomic: set once, by the engine's or a feed's thread */
  char *notice;          /* atomic: set by the engine's thread, and where there is none by the past thread */
  GPtrArray *feeds;
  GPtrArray *cancellables;   /* parallel to feeds */
  GPtrArray *pending;        /* Ended: runs that are not over or not yet told */
  TapeSessionSummary before; /* the engine thread's until that has ended */
  TapeEngine *rested;        /* after the run */
};

/* A run whose callback is still to come; without a session where that has ended meanwhile. */
typedef struct
{
  TapeSession *session;
  TapeFeed *feed;
  void (*callback) (TapeFeed *feed, gpointer data);
  gpointer data;
} Ended;

/**
 * tape_session_note_restore_error:
 * @error: (transfer full): why what is stored could not be taken up
 *
 * The first stays. Any thread.
 */
void tape_session_note_restore_error (TapeSession *self, GError *error);

G_END_DECLS
