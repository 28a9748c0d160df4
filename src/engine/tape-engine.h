/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine: takes batches through its stages, one after the other, and owns all streaming state. It never reads a
 * clock and knows neither feed nor store: the same events and ticks in the same order give the same output, bit for bit,
 * however they were batched. One thread at a time. */

#pragma once

#include "alerts/tape-alert-stored.h"
#include "alerts/tape-rule-set.h"
#include "analytics/tape-batch-mean.h"
#include "base/tape-commit.h"
#include "base/tape-universe.h"
#include "engine/tape-frame.h"

G_BEGIN_DECLS

#define TAPE_ENGINE_ERROR (tape_engine_error_quark ())

typedef enum
{
  TAPE_ENGINE_ERROR_WINDOW, /* a window that cannot be */
  TAPE_ENGINE_ERROR_STATE,  /* stored state that cannot be read */
  TAPE_ENGINE_ERROR_NEWER,  /* stored state that a newer version wrote */
} TapeEngineError;

GQuark tape_engine_error_quark (void);

typedef struct _TapeEngine TapeEngine;

/**
 * TapeWindowSpec:
 * @size: whole seconds in µs; TAPE_DAY with @calendar
 * @slide: whole seconds in µs that divide @size
 * @calendar: the exchange's own day
 * @session: of that only the regular session, from its opening to its close
 */
typedef struct
{
  gint64 size;
  gint64 slide;
  gboolean calendar;
  gboolean session;
} TapeWindowSpec;

typedef enum
{
  TAPE_MODE_APPEND,   /* windows as they close, and again when revised */
  TAPE_MODE_UPDATE,   /* what changed since the last trigger */
  TAPE_MODE_COMPLETE, /* all windows at each trigger */
} TapeMode;

/**
 * TapeWindow:
 * @instrument: number in the universe
 * @start: event time
 * @end: event time, excluded
 * @revision: number of late trades in it
 * @count: trades
 * @stddev: population standard deviation of the prices
 * @mean: plain mean over trades
 * @turnover: Σ price · quantity
 * @vwap: NaN where the volume is 0
 */
typedef struct
{
  guint32 instrument;
  guint32 revision;
  gint64 start;
  gint64 end;
  guint64 count;
  double open;
  double high;
  double low;
  double close;
  double mean;
  double stddev;
  double volume;
  double turnover;
  double vwap;
} TapeWindow;

/**
 * TapeWindowFunc:
 * @windows: (array length=n_windows): ordered by end, then symbol
 *
 * Takes the windows that one closing or one trigger emits. Called on the engine's thread.
 */
typedef void (*TapeWindowFunc) (const TapeWindow *windows, guint n_windows, gpointer data);

/**
 * TapeEngineConfig:
 * @lateness: µs; how long after its end a window still takes late trades
 * @trigger: µs of receive time between triggers; 0: each event is one
 * @tick_rule: estimate the side of trades whose source says nothing of it
 * @disagreement: share by which the prices of two sources of an instrument may differ before they disagree; 0: any
 * @mode: what @emit gets
 * @window: the free window, size 0: none
 * @emit: (nullable): takes the free windows
 * @emit_data: for @emit
 * @asks_past: rules on bars ask what was before them: what the commits ask is answered by tape_engine_take_past()
 */
typedef struct
{
  gint64 lateness;
  gint64 trigger;
  gboolean tick_rule;
  double disagreement;
  TapeMode mode;
  TapeWindowSpec window;
  TapeWindowFunc emit;
  gpointer emit_data;
  gboolean asks_past;
} TapeEngineConfig;

#define TAPE_LATENESS_DEFAULT     (10 * TAPE_MINUTE)
#define TAPE_TRIGGER_DEFAULT      TAPE_SECOND
#define TAPE_DELAY_LIVE           (10 * TAPE_SECOND)
#define TAPE_IDLE_AFTER           (30 * TAPE_SECOND)
#define TAPE_DISAGREEMENT_DEFAULT 0.01

/**
 * tape_window_spec_parse:
 * @text: "1m", "5m/1m", "1d", "24h", "session"
 * @error: says what is allowed
 */
gboolean tape_window_spec_parse (const char *text, TapeWindowSpec *spec, GError **error);

TapeEngine *tape_engine_new (TapeUniverse *universe, const TapeEngineConfig *config);
void tape_engine_free (TapeEngine *self);

/**
 * tape_engine_restore_row:
 * @row: a row of state as it was committed
 * @data: its data
 *
 * Gives a new engine one row of the state that an earlier one left; in any order, before the first batch.
 */
gboolean tape_engine_restore_row (TapeEngine *self, const TapeStateRow *row, gconstpointer data, GError **error);

/**
 * tape_engine_restore_trade:
 * @trade: a stored trade
 * @text: (nullable): its id, where that is a text; @trade's id is then the offset in it
 * @arrival: its arrival number
 *
 * After the rows, gives a new engine the stored trades that it still needs, in order of arrival: those that the open
 * windows are made of (from tape_engine_get_restore_time() on), and those whose ids are remembered (the last
 * TAPE_ENGINE_RESTORE_TRADES). More do no harm.
 */
void tape_engine_restore_trade (TapeEngine *self, const TapeTrade *trade, const char *text, gint64 arrival);

#define TAPE_ENGINE_RESTORE_TRADES 50000

/**
 * tape_engine_get_restore_time:
 *
 * Returns: event time of the first trade that an open window may hold
 */
gint64 tape_engine_get_restore_time (TapeEngine *self);

/**
 * tape_engine_restored:
 *
 * Says that all was given.
 */
void tape_engine_restored (TapeEngine *self);

/**
 * tape_engine_check_state:
 * @row: (nullable): the first row of a stored state, %NULL where there is none
 * @data: (nullable): its data
 * @error: %TAPE_ENGINE_ERROR_NEWER if it is a newer version's; %TAPE_ENGINE_ERROR_STATE if it is an older one's, is
 *   damaged, or there is none: what the engine needs is to be made again, see tape-rebuild.h
 *
 * Any thread.
 *
 * Returns: whether tape_engine_restore_row() takes such rows
 */
gboolean tape_engine_check_state (const TapeStateRow *row, gconstpointer data, GError **error);

/* Kinds of rows that are of use alone: the first, which says what wrote them, and those that tell of micro-batches, all that
 * tape_engine_get_batch_means() needs. */
#define TAPE_ENGINE_STATE_HEAD    0
#define TAPE_ENGINE_STATE_BATCHES 6

/**
 * tape_engine_process:
 * @batch: (transfer none): read, and kept for the commit
 */
void tape_engine_process (TapeEngine *self, TapeBatch *batch);

/**
 * tape_engine_take_commit:
 *
 * Returns: (transfer full) (nullable): what came since the last one, with what changed of the state; %NULL if nothing did
 */
TapeCommit *tape_engine_take_commit (TapeEngine *self);

/**
 * tape_engine_take_firings:
 *
 * For an engine of which nothing is stored: in place of tape_engine_take_commit(), and quicker. All else that the commit
 * would hold is gone.
 *
 * Returns: (transfer full) (element-type TapeFiring): what the rules found since the last call
 */
GPtrArray *tape_engine_take_firings (TapeEngine *self);

/**
 * tape_engine_forget_sources:
 *
 * Takes the sources as a restart leaves them: nobody is there until it begins again.
 */
void tape_engine_forget_sources (TapeEngine *self);

/**
 * tape_engine_get_pending:
 *
 * Returns: trades and bars that the next commit would hold
 */
guint64 tape_engine_get_pending (TapeEngine *self);

/**
 * tape_engine_stamp_firings:
 * @clock: says what time it is, µs since 1970
 *
 * Says when what the rules found since the last call was found; the engine reads no clock itself.
 *
 * Returns: whether there is anything in the next commit that rules found
 */
gboolean tape_engine_stamp_firings (TapeEngine *self, gint64 (*clock) (void));

/**
 * tape_engine_get_emitted:
 *
 * Returns: free windows emitted so far
 */
guint64 tape_engine_get_emitted (TapeEngine *self);

/**
 * tape_engine_set_rules:
 * @rules: (transfer none) (nullable): the alert rules from now on; %NULL: none
 *
 * What a rule has come to stays where the same rule stays; one that is new, or says something else, begins armed. What it
 * finds is in the commits.
 */
void tape_engine_set_rules (TapeEngine *self, TapeRuleSet *rules);

/**
 * tape_engine_take_past:
 * @answer: to a question of an earlier commit; any time after that
 */
void tape_engine_take_past (TapeEngine *self, const TapePastAnswer *answer);

/**
 * tape_engine_set_disagreement:
 * @share: as the configuration's; for the prices that come from now on
 */
void tape_engine_set_disagreement (TapeEngine *self, double share);
double tape_engine_get_disagreement (TapeEngine *self);

void tape_engine_set_focus (TapeEngine *self, guint32 instrument);
guint32 tape_engine_get_focus (TapeEngine *self);

/**
 * tape_engine_get_batch_means:
 * @means: (element-type TapeBatchMean): appended to: of the last TAPE_BATCHES micro-batches that a trigger ended, oldest
 *   first
 */
void tape_engine_get_batch_means (TapeEngine *self, GArray *means);

/**
 * tape_engine_get_totals:
 * @totals: (out caller-allocates): counters of all sources added up; its times and flags mean nothing
 */
void tape_engine_get_totals (TapeEngine *self, TapeFrameSource *totals);

/**
 * tape_engine_make_frame:
 *
 * Returns: (transfer full): a snapshot of now
 */
TapeFrame *tape_engine_make_frame (TapeEngine *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeEngine, tape_engine_free)

G_END_DECLS
