/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A session joins feeds, one engine and one database: feeds push batches into a bounded queue; the engine thread takes
 * them, and ticks of receive time while the session is live; its commits go through a second bounded queue to the writer
 * thread; its frames to whoever takes them. Used alike by the application, tapectl and the tests.
 *
 * Made, fed and freed on one thread (the main one in the application), with a main context that runs while feeds do. */

#pragma once

#include "engine/tape-engine.h"
#include "engine/tape-frame.h"
#include "feed/tape-feed.h"
#include "pipeline/tape-delays.h"
#include "store/tape-store.h"

G_BEGIN_DECLS

typedef struct _TapeSession TapeSession;

/**
 * TapeSessionOptions:
 * @database: (nullable): path of the database; %NULL keeps nothing
 * @round_the_clock: every exchange is open all day: for the simulation
 * @clock: (nullable): tells µs since 1970, on any thread: receive time passes by it, so that silence is noticed; for live and
 *   simulated sessions
 * @persistent: while nothing can be stored it tries again and the session runs on, waiting; else the session fails
 * @frames: whether frames are published
 * @retention: how long what is stored is kept; all 0: for ever
 * @rules: (nullable): the alert rules that it begins with; borrowed for tape_session_new()
 * @never_tell: what the rules find is logged as not to be told; what was not told before stays so
 * @engine: windows, lateness, mode
 */
typedef struct
{
  const char *database;
  gboolean round_the_clock;
  gint64 (*clock) (void);
  gboolean persistent;
  gboolean frames;
  TapeRetention retention;
  TapeRuleSet *rules;
  gboolean never_tell;
  TapeEngineConfig engine;
} TapeSessionOptions;

/**
 * TapeSessionSummary:
 * @read: events read, rejected ones included
 * @stored: trades and bars stored
 * @rejected: not valid
 * @ignored: messages without an event
 * @duplicates: trades that were there already
 * @late: trades behind the watermark
 * @late_dropped: too late for their window
 * @windows: rows emitted
 *
 * Since the session was made. After tape_session_run() exact; before, what the engine has come to is not said.
 */
typedef struct
{
  guint64 read;
  guint64 stored;
  guint64 rejected;
  guint64 ignored;
  guint64 duplicates;
  guint64 late;
  guint64 late_dropped;
  guint64 windows;
} TapeSessionSummary;

/**
 * tape_session_new:
 * @options: copied
 * @error: a %TAPE_STORE_ERROR
 *
 * Opens the database and starts the threads, the engine's with restoring the engine from it. Where it was restored from all
 * that is stored, tape_session_take_notice() says so.
 *
 * Returns: (transfer full) (nullable): the session
 */
TapeSession *tape_session_new (const TapeSessionOptions *options, GError **error);

/**
 * tape_session_free:
 *
 * Stops the feeds, lets the engine take what they handed over, commits it, and ends. What cannot be stored is tried once
 * more, also where the session is persistent, and given up with a warning.
 */
void tape_session_free (TapeSession *self);

/**
 * tape_session_add_feed:
 * @feed: (transfer full): a feed on the session's universe
 * @again: take its sources as new ones, whatever the store knows
 *
 * Binds the feed's sources to their numbers, and to how far they were read: by a feed of this session that has ended, else
 * as the store says. Freed with the session.
 *
 * Returns: whether that could be done; if not @feed is freed
 */
gboolean tape_session_add_feed (TapeSession *self, TapeFeed *feed, gboolean again, GError **error);

/**
 * tape_session_rank_feed:
 * @feed: of this session, not started yet
 * @rank: which of several feeds of the same instrument is in use, 1 comes first, each its own; 0, as at first: its trades
 *   are taken beside those of all others
 * @stale_after: µs of silence after which the next is used, 0: a minute; for a feed that is polled three of its intervals
 *
 * All trades are stored; bars, rules and what is shown are made of those of the one in use. See tape-selection.h.
 */
void tape_session_rank_feed (TapeSession *self, TapeFeed *feed, guint rank, gint64 stale_after);

/**
 * tape_session_start_feed:
 * @callback: (nullable): called in the caller's main context when it has ended; tape_feed_get_health() says how
 */
void tape_session_start_feed (TapeSession *self,
                              TapeFeed *feed,
                              void (*callback) (TapeFeed *feed, gpointer data),
                              gpointer data);

/**
 * tape_session_stop_feed:
 *
 * Asks it to end.
 */
void tape_session_stop_feed (TapeSession *self, TapeFeed *feed);

/**
 * tape_session_run:
 * @cancellable: (nullable): stops it; what was taken stays taken, and what cannot be stored is given up
 *
 * Runs all feeds, at once and each on a thread of its own, waits for their end and until all is committed. The session
 * takes nothing after it.
 *
 * Returns: whether they all came to their end and everything was stored
 */
gboolean tape_session_run (TapeSession *self, GCancellable *cancellable, GError **error);

void tape_session_get_summary (TapeSession *self, TapeSessionSummary *summary);

/**
 * tape_session_make_frame:
 *
 * After tape_session_run().
 *
 * Returns: (transfer full): what the engine shows at the end
 */
TapeFrame *tape_session_make_frame (TapeSession *self);

TapeUniverse *tape_session_get_universe (TapeSession *self);
const char *tape_session_get_database (TapeSession *self);

/**
 * tape_session_take_frame:
 *
 * Any one thread. Asks for the next one besides.
 *
 * Returns: (transfer full) (nullable): the newest frame, if there is one that was not taken
 */
TapeFrame *tape_session_take_frame (TapeSession *self);

/**
 * tape_session_set_frame_notify:
 * @notify: called on the engine thread when there is a frame to take and the one before was taken
 */
void tape_session_set_frame_notify (TapeSession *self, void (*notify) (gpointer data), gpointer data);

/**
 * tape_session_set_disagreement:
 * @share: by which the prices of two feeds of an instrument may differ before they disagree; 0: any
 */
void tape_session_set_disagreement (TapeSession *self, double share);

/**
 * tape_session_set_focus:
 * @instrument: whose bars and trades are wanted in the frames, or TAPE_NO_INSTRUMENT
 */
void tape_session_set_focus (TapeSession *self, guint32 instrument);

/**
 * tape_session_set_rules:
 * @rules: (nullable): the alert rules from now on; see tape_engine_set_rules()
 */
void tape_session_set_rules (TapeSession *self, TapeRuleSet *rules);

/**
 * tape_session_set_firing_notify:
 * @notify: (nullable): called on the writer's thread, after the commit that logged them, when there are firings to take;
 *   once this returns the one before is not called any more
 *
 * Any thread, but not within @notify.
 */
void tape_session_set_firing_notify (TapeSession *self, void (*notify) (gpointer data), gpointer data);

/**
 * tape_session_take_firings:
 *
 * What alert rules found. They are logged, under their numbers; where there is no database the number is 0. As long as
 * nothing can be stored they come all the same, with the number under which they will be logged once it can. At the
 * beginning those of earlier runs are among them that were not marked as told. Any thread.
 *
 * Returns: (transfer full) (element-type TapeFiring): what came since the last call, in order
 */
GPtrArray *tape_session_take_firings (TapeSession *self);

/**
 * tape_session_mark_firing:
 * @id: number of a firing; 0: nothing is done
 * @told: how it was told; not TAPE_TOLD_NOT
 * @time: by the clock
 *
 * Writes it down, soon; a firing that is not marked comes again in the next session. Any thread.
 */
void tape_session_mark_firing (TapeSession *self, gint64 id, TapeTold told, gint64 time);

/**
 * tape_session_mark_seen:
 * @up_to_id: number of a firing
 *
 * Writes down, soon, that a person has looked at the firings up to this one. Any thread.
 */
void tape_session_mark_seen (TapeSession *self, gint64 up_to_id);

/**
 * tape_session_log_firing:
 * @firing: (transfer full): made beside the engine; a serial of 0 is to be the next of its rule and subject
 *
 * Logs it, soon; then it comes by tape_session_take_firings(). Any thread.
 */
void tape_session_log_firing (TapeSession *self, TapeFiring *firing);

/**
 * tape_session_get_source_name:
 * @source: number of a source that this session reads or has read
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): its name; %NULL if it is none of them: tape_reader_each_source() knows those of
 *   earlier sessions
 */
char *tape_session_get_source_name (TapeSession *self, guint32 source);

/**
 * tape_session_is_of_feed:
 * @source: number of a source
 * @feed: of this session
 *
 * Any thread.
 *
 * Returns: whether @feed is the last that reads or has read it in this session
 */
gboolean tape_session_is_of_feed (TapeSession *self, guint32 source, const TapeFeed *feed);

/**
 * tape_session_get_delay:
 * @feed: of this session
 * @delay: (out caller-allocates): how long its events needed of late; to be received where the session has a clock, to be
 *   stored where it has a database
 *
 * Any thread.
 */
void tape_session_get_delay (TapeSession *self, const TapeFeed *feed, TapeHop hop, TapeDelay *delay);

/**
 * tape_session_note_drawn:
 * @frame: of this session; each once
 *
 * To be called right after it was painted, so that tape_session_get_delay() knows of it. Any thread.
 */
void tape_session_note_drawn (TapeSession *self, const TapeFrame *frame);

/**
 * tape_session_get_store_message:
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): what keeps the trades from being stored, and what to do; %NULL if all is well
 */
char *tape_session_get_store_message (TapeSession *self);

/**
 * tape_session_is_damaged:
 *
 * Any thread.
 *
 * Returns: whether that is because the database is damaged, and will not get better
 */
gboolean tape_session_is_damaged (TapeSession *self);

/**
 * tape_session_set_retention:
 * @retention: copied
 *
 * How long what is stored is kept from now on; all 0 stops what is being removed. It goes beside what is stored, in small
 * steps; what the engine needs to go on after a restart stays.
 */
void tape_session_set_retention (TapeSession *self, const TapeRetention *retention);

/**
 * tape_session_compact:
 *
 * Gives back to the disk all space of the database that is not used. Nothing happens where the file cannot shrink beside
 * its use: that takes tape_store_compact(), without a session.
 */
void tape_session_compact (TapeSession *self);

/**
 * tape_session_get_retention:
 * @progress: (out caller-allocates): what was removed since the session was made, and what is left
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): why nothing could be removed
 */
char *tape_session_get_retention (TapeSession *self, TapeRetentionProgress *progress);

/**
 * tape_session_take_notice:
 *
 * Returns: (transfer full) (nullable): what a person should know of how the session went on from its database, such as that
 *   it could not know all that an earlier one did; once, when the first frame is there
 */
char *tape_session_take_notice (TapeSession *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeSession, tape_session_free)

G_END_DECLS
