/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the parts of the desk share: tape-desk.c what is seen of it, tape-desk-session.c the session and its feeds,
 * tape-desk-live.c the feeds that are set up, tape-desk-storing.c what happens where that cannot be stored, tape-desk-read.c reading of what is stored. */

#pragma once

#include "base/tape-thread.h"
#include "model/tape-desk.h"
#include "model/tape-reader-pool.h"
#include "pipeline/tape-live.h"

G_BEGIN_DECLS

typedef struct _TapeStoreAttempt TapeStoreAttempt;

struct _TapeDesk
{
  GObject parent_instance;

  TapeOwner owner;
  char *folder;

  TapeSession *session;
  TapeReaderPool *readers; /* NULL where nothing is stored */
  GPtrArray *feeds;        /* (element-type TapeFeed), the session's */
  GPtrArray *definitions;  /* (element-type TapeUserFeed), what is set up; or NULL */
  TapeLive *live;          /* NULL but in the session of the main database */
  gboolean ticking;        /* the session has a clock */
  gboolean simulation;
  gboolean no_past; /* what is simulated begins now: tests that want none of it need not wait for a past */
  char **files;
  double speed;
  gboolean tick_rule;
  double disagreement;
  TapeRuleSet *rules;           /* or NULL, like the next */
  TapeRuleSet *replayed;        /* the rules of replays */
  TapeRetention keep_stored;    /* what feeds and imports brought */
  TapeRetention keep_simulated; /* what the simulator made up */
  char *wanted;                 /* path of the database that the session is to be stored in */
  char *fallback_message;       /* why the session keeps nothing */
  GError *refusal;              /* why the session that is opened next cannot be stored, where that is known already */
  TapeStoreAttempt *attempt;
  guint retry; /* source */
  guint watch; /* source, while there is a session */

  TapeFrame *frame;
  gboolean undrawn; /* nobody has seen it yet */
  TapeReality reality;
  char *store_message;
  char *store_notice;
  char *symbol;
  gboolean symbol_found; /* the session has seen it */
  guint32 focus;
  gint64 place;
  GPtrArray *trial; /* (element-type TapeFiring), or NULL */
  char *trial_title;
  TapeZone zone;
};

/**
 * tape_desk_end_session:
 *
 * Ends the session that is shown, if there is one, and forgets what belongs to it; announces nothing.
 */
void tape_desk_end_session (TapeDesk *self);

/**
 * tape_desk_has_live_feeds:
 *
 * Returns: whether any feed that is set up is to run
 */
gboolean tape_desk_has_live_feeds (TapeDesk *self);

/**
 * tape_desk_begin_live:
 *
 * Runs the feeds that are set up in the session that is shown now.
 */
void tape_desk_begin_live (TapeDesk *self);

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

/**
 * tape_desk_cannot_store:
 * @problem: a %TAPE_STORE_ERROR: why the session that is shown now runs in memory
 *
 * Says so, and does what can be done about it.
 */
void tape_desk_cannot_store (TapeDesk *self, const GError *problem);

/**
 * tape_desk_attempt_ended:
 * @problem: (nullable): why the session still cannot be stored
 * @notice: (transfer full) (nullable): what was done to a damaged database
 */
void tape_desk_attempt_ended (TapeDesk *self, const GError *problem, char *notice);

/**
 * tape_desk_stop_attempt:
 *
 * Forgets what is tried; it ends by itself.
 */
void tape_desk_stop_attempt (TapeDesk *self);

/**
 * tape_desk_look_for_damage:
 *
 * Gives up a session whose database turned out to be damaged, goes on in memory and saves what can be read.
 */
void tape_desk_look_for_damage (TapeDesk *self);

/**
 * tape_desk_watch_store:
 * @data: the desk
 *
 * Looks whether the session can be stored: with each frame, and every few seconds.
 */
gboolean tape_desk_watch_store (gpointer data);

/**
 * tape_desk_set_store_notice:
 * @notice: (nullable): what a person should know of the database, until it is dismissed
 */
void tape_desk_set_store_notice (TapeDesk *self, const char *notice);

/**
 * tape_desk_open_again:
 *
 * Opens what is shown once more: the simulation, the files or what is stored.
 */
gboolean tape_desk_open_again (TapeDesk *self, GError **error);

G_END_DECLS
