/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The desk: what the window looks at. It owns the one session that is shown (the simulation, a replay, or what is
 * live and imported), the newest
 * frame of it, the chosen symbol, and the readers of its database. Pages hold the desk, connect to its signals and read
 * its frame; nothing else reaches them. Main thread only. */

#pragma once

#include <gio/gio.h>

#include "model/tape-format.h"
#include "pipeline/tape-session.h"
#include "store/tape-user-feeds.h"

G_BEGIN_DECLS

#define TAPE_TYPE_DESK (tape_desk_get_type ())
G_DECLARE_FINAL_TYPE (TapeDesk, tape_desk, TAPE, DESK, GObject)

/* How real the prices are, the least real last. */
typedef enum
{
  TAPE_REALITY_LIVE,
  TAPE_REALITY_DELAYED,
  TAPE_REALITY_REPLAY,
  TAPE_REALITY_SIMULATED,
  TAPE_REALITY_STOPPED,
} TapeReality;

#define TAPE_TYPE_REALITY (tape_reality_get_type ())
GType tape_reality_get_type (void);

/* Properties: "reality" (TapeReality, read), "symbol" (string), "store-message" (string, nullable, read: what keeps trades
 * from being stored), "store-notice" (string, nullable, read: what was done to a damaged database), "zone" (TapeZone as int: zone that times are shown in),
 * "place" (int64, read: event time that the chart is to show).
 * Signals: "frame" (void): a newer frame is there, at most once for each frame of the display;
 *          "ready" (void): a frame waits for tape_desk_poll();
 *          "session" (void): another session is shown: forget all numbers of instruments;
 *          "feeds" (void): a feed started, ended, was added or removed;
 *          "trial" (void): what a trial found is on the chart, or is not any more. */

/**
 * tape_desk_new:
 * @folder: where databases are kept
 */
TapeDesk *tape_desk_new (const char *folder);

/* As many as a person can look over: a tile of the treemap holds its symbol. */
#define TAPE_DESK_SIMULATED_SYMBOLS 320

/**
 * tape_desk_open_simulation:
 * @speed: times the clock
 *
 * Ends the session that is shown, shows the simulation and starts the simulator.
 */
gboolean tape_desk_open_simulation (TapeDesk *self, double speed, GError **error);

/**
 * tape_desk_open_files:
 * @paths: (array zero-terminated=1): files of trades or bars
 * @speed: times the recorded pace; 0 as fast as it goes
 *
 * Shows a replay of the files, in a database of its own; goes on where it was if they were opened before.
 * On error what was shown stays.
 */
gboolean tape_desk_open_files (TapeDesk *self, const char *const *paths, double speed, GError **error);

/**
 * tape_desk_open_stored:
 *
 * Shows what is live and imported: the session of the main database, and runs the feeds that are set up.
 * On error what was shown stays.
 */
gboolean tape_desk_open_stored (TapeDesk *self, GError **error);

/**
 * tape_desk_set_aside:
 *
 * Lets go of the main database, which is shown, so that another can write it: an empty session stands in its place, until
 * tape_desk_open_stored() shows it again.
 */
void tape_desk_set_aside (TapeDesk *self);

/**
 * tape_desk_is_stored:
 *
 * Returns: whether that is what is shown
 */
gboolean tape_desk_is_stored (TapeDesk *self);

/**
 * tape_desk_set_live_feeds:
 * @definitions: (element-type TapeUserFeed): what is set up, by priority; copied
 *
 * The feeds that run while the main database is shown: those of them that are enabled. What runs is kept to it at once.
 */
void tape_desk_set_live_feeds (TapeDesk *self, GPtrArray *definitions);

/**
 * tape_desk_take_key:
 * @service: name of a service
 * @account: whose key was entered, changed or removed
 *
 * Makes the live feeds that use it anew.
 */
void tape_desk_take_key (TapeDesk *self, const char *service, const char *account);

/**
 * tape_desk_get_definition:
 *
 * Returns: (transfer none) (nullable): what the live feed @feed was made of; %NULL if it is none
 */
const TapeUserFeed *tape_desk_get_definition (TapeDesk *self, TapeFeed *feed);

/**
 * tape_desk_describe_connection:
 * @service: name of a service
 * @account: (nullable): whose key it is
 *
 * Returns: (transfer full) (nullable): that a feed runs with the one connection that the service gives a key, so that testing
 *   this key would end it; %NULL where it would not
 */
char *tape_desk_describe_connection (TapeDesk *self, const char *service, const char *account);

/**
 * tape_desk_set_tick_rule:
 * @tick_rule: whether sessions estimate the sides that their sources do not tell
 *
 * For the sessions that are opened from now on.
 */
void tape_desk_set_tick_rule (TapeDesk *self, gboolean tick_rule);

/**
 * tape_desk_set_disagreement:
 * @share: by which the prices of two feeds of an instrument may differ before they disagree; 0: any
 *
 * For the session that is shown, at once, and for those that are opened.
 */
void tape_desk_set_disagreement (TapeDesk *self, double share);

/**
 * tape_desk_set_rules:
 * @rules: (nullable): the alert rules of what is live, stored and simulated
 * @replayed: (nullable): those of replays, whose receive time is of the past, so that they have other snoozes
 *
 * For the session that is shown, at once, and for those that are opened.
 */
void tape_desk_set_rules (TapeDesk *self, TapeRuleSet *rules, TapeRuleSet *replayed);

/**
 * tape_desk_set_retention:
 * @stored: how long the main database keeps what feeds and imports bring
 * @simulated: how long that of the simulation keeps what was made up
 *
 * For the session that is shown, at once, and for those that are opened. What a replay stores is kept until it is deleted.
 */
void tape_desk_set_retention (TapeDesk *self, const TapeRetention *stored, const TapeRetention *simulated);

/**
 * tape_desk_get_retention:
 * @progress: (out caller-allocates): what the session that is shown has removed, and has left to remove
 * @message: (out) (transfer full) (nullable): why it could not
 *
 * Returns: whether a session is shown that stores anything
 */
gboolean tape_desk_get_retention (TapeDesk *self, TapeRetentionProgress *progress, char **message);

/**
 * tape_desk_compact:
 *
 * Gives back to the disk what the database of the session that is shown does not use; tape_desk_get_retention() says how
 * much of it is left.
 *
 * Returns: whether there is such a database
 */
gboolean tape_desk_compact (TapeDesk *self);

/**
 * tape_desk_close:
 *
 * Ends the session; waits until all is stored. To be called before the desk is given up: what reads from the store holds a
 * reference, which may be the last, on another thread.
 */
void tape_desk_close (TapeDesk *self);

/**
 * tape_desk_poll:
 *
 * Takes the newest frame, if there is one, and emits "frame". The window calls it once for each frame of the display.
 */
void tape_desk_poll (TapeDesk *self);

/**
 * tape_desk_get_frame:
 *
 * Returns: (transfer none) (nullable): the newest frame; %NULL before the first
 */
const TapeFrame *tape_desk_get_frame (TapeDesk *self);

/**
 * tape_desk_note_drawn:
 *
 * Says that the newest frame was painted just now; nothing happens where that was said before.
 */
void tape_desk_note_drawn (TapeDesk *self);

/**
 * tape_desk_get_session:
 *
 * Returns: (transfer none) (nullable): the session that is shown
 */
TapeSession *tape_desk_get_session (TapeDesk *self);

/**
 * tape_desk_find_feed:
 * @source: number of a source
 *
 * Returns: (transfer none) (nullable): the feed of the session that is shown that reads it
 */
TapeFeed *tape_desk_find_feed (TapeDesk *self, guint32 source);

/**
 * tape_desk_get_universe:
 *
 * Returns: (transfer none) (nullable): its universe
 */
TapeUniverse *tape_desk_get_universe (TapeDesk *self);

TapeReality tape_desk_get_reality (TapeDesk *self);
const char *tape_desk_get_symbol (TapeDesk *self);
void tape_desk_set_symbol (TapeDesk *self, const char *symbol);

/**
 * tape_desk_go_to:
 * @symbol: which to choose
 * @time: event time
 *
 * Chooses a symbol and wishes for a place of its chart, which takes it once it is there: "place" is notified.
 */
void tape_desk_go_to (TapeDesk *self, const char *symbol, gint64 time);

/**
 * tape_desk_take_place:
 *
 * Returns: the event time that the chart is to show; TAPE_NO_TIME where none is wished for, or it was taken
 */
gint64 tape_desk_take_place (TapeDesk *self);

/**
 * tape_desk_show_trial:
 * @title: (nullable): of the rule that was tried; %NULL: what fired is shown again
 * @firings: (nullable) (element-type TapeFiring): what the trial found; not changed any more
 *
 * Has charts show what a trial found in the place of what fired. Ends with the session.
 */
void tape_desk_show_trial (TapeDesk *self, const char *title, GPtrArray *firings);

/**
 * tape_desk_get_trial:
 * @title: (out) (optional) (transfer none): of its rule
 *
 * Returns: (transfer none) (nullable) (element-type TapeFiring): what charts show in the place of what fired
 */
GPtrArray *tape_desk_get_trial (TapeDesk *self, const char **title);

/**
 * tape_desk_get_instrument:
 *
 * Returns: the number of the chosen symbol in the session's universe, or TAPE_NO_INSTRUMENT
 */
guint32 tape_desk_get_instrument (TapeDesk *self);

TapeZone tape_desk_get_zone (TapeDesk *self);
void tape_desk_set_zone (TapeDesk *self, TapeZone zone);

const char *tape_desk_get_store_message (TapeDesk *self);

/**
 * tape_desk_can_try_storing:
 *
 * Returns: whether the session runs in memory because its database could not be opened, and nothing is being done about it
 */
gboolean tape_desk_can_try_storing (TapeDesk *self);

/**
 * tape_desk_try_storing:
 *
 * Tries again to open the database of the session, on another thread. Then the session is opened from it, where it is
 * stored; a replay goes back to there. Without being asked that is tried every few seconds for other sessions than replays.
 */
void tape_desk_try_storing (TapeDesk *self);

const char *tape_desk_get_store_notice (TapeDesk *self);
void tape_desk_dismiss_store_notice (TapeDesk *self);

/**
 * tape_desk_get_files:
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): the files of the replay; %NULL if it is none
 */
const char *const *tape_desk_get_files (TapeDesk *self);

/**
 * tape_desk_is_simulation:
 *
 * Returns: whether what is shown was made by the simulator, also after that ended
 */
gboolean tape_desk_is_simulation (TapeDesk *self);

/**
 * tape_desk_get_feeds:
 *
 * Returns: (transfer none) (element-type TapeFeed): the feeds of the session, without those that were started again
 */
GPtrArray *tape_desk_get_feeds (TapeDesk *self);

/**
 * tape_desk_start_feed:
 * @feed: one of the desk's that has ended
 *
 * Starts another in its place, which goes on where it was.
 */
gboolean tape_desk_start_feed (TapeDesk *self, TapeFeed *feed, GError **error);

/**
 * tape_desk_reconnect_feed:
 * @feed: a live one of the desk's
 *
 * Has it connect anew, at once, by another in its place, which goes on where it was.
 */
void tape_desk_reconnect_feed (TapeDesk *self, TapeFeed *feed);

/**
 * tape_desk_stop_feed:
 *
 * Asks it to end; "feeds" says when it has.
 */
void tape_desk_stop_feed (TapeDesk *self, TapeFeed *feed);

/**
 * tape_desk_set_paused:
 * @paused: whether @feed waits
 */
void tape_desk_set_paused (TapeDesk *self, TapeFeed *feed, gboolean paused);

/**
 * tape_desk_set_speed:
 * @speed: of all feeds: times the recorded pace or the clock; 0 as fast as it goes
 */
void tape_desk_set_speed (TapeDesk *self, double speed);

/**
 * TapeReadFunc:
 * @data: what tape_desk_read_async() was given
 *
 * Reads from the store, on a thread of the readers.
 *
 * Returns: (transfer full): a result
 */
typedef gpointer (*TapeReadFunc) (TapeReader *reader, gpointer data, GCancellable *cancellable, GError **error);

/**
 * tape_desk_read_async:
 * @read: runs on another thread with a read-only connection to the session's database
 * @data: (transfer full): for @read
 * @free_data: frees it
 * @free_result: frees a result that nobody took
 */
void tape_desk_read_async (TapeDesk *self,
                           TapeReadFunc read,
                           gpointer data,
                           GDestroyNotify free_data,
                           GDestroyNotify free_result,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gpointer tape_desk_read_finish (TapeDesk *self, GAsyncResult *result, GError **error);

G_END_DECLS
