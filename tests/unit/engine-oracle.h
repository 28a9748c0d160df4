/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine's oracle: says naively what the engine must say. It keeps every trade with its arrival number and the
 * watermark that judged it, and computes whatever is asked for from all of them anew. Slow, short, and sharing nothing
 * with the engine but plain data and the calendar. */

#pragma once

#include "base/tape-batch.h"
#include "base/tape-universe.h"
#include "engine/tape-engine.h"

G_BEGIN_DECLS

/**
 * OracleTrade:
 * @trade: as it came
 * @arrival: its arrival number
 * @mark: the session's watermark before it
 */
typedef struct
{
  TapeTrade trade;
  gint64 arrival;
  gint64 mark;
} OracleTrade;

typedef struct
{
  guint32 source;
  gboolean live;
  gboolean ended;
  gboolean active;
  gint64 delay;
  gint64 watermark;
  gint64 receive_time;
  guint64 trades;
  guint64 bars;
  guint64 duplicates;
  guint64 late;
  guint64 late_dropped;
} OracleSource;

/**
 * Oracle:
 * @trades: (element-type OracleTrade): all that are no duplicates
 * @ids: (element-type utf8): what makes them known again
 * @bars: (element-type TapeBar): of sources
 * @bar_marks: (element-type gint64): of each the session's watermark before it
 * @emitted: (element-type TapeWindow): all windows handed on so far
 * @pending: (element-type TapeWindow): windows to be handed on at the next trigger; start, end and instrument only
 * @closed: all ends up to this were closed
 */
typedef struct
{
  TapeUniverse *universe;
  TapeEngineConfig config;
  GArray *sources;
  GArray *trades;
  GHashTable *ids;
  GArray *bars;
  GArray *bar_marks;
  GArray *emitted;
  GArray *pending;
  gint64 watermark;
  gint64 now;
  gint64 closed;
  guint64 in_batch;
} Oracle;

Oracle *oracle_new (TapeUniverse *universe, const TapeEngineConfig *config);
void oracle_free (Oracle *self);
void oracle_process (Oracle *self, const TapeBatch *batch);

/* The source's clock and counters; made when it is met first. */
OracleSource *oracle_source (Oracle *self, guint32 source);

/**
 * oracle_window:
 * @window: (inout): instrument, start and end; the rest is filled in
 *
 * Returns: whether there is such a window, of the trades so far
 */
gboolean oracle_window (Oracle *self, TapeWindow *window);

/**
 * oracle_windows:
 * @spec: size and slide
 * @from: ends after this
 * @to: and not after this
 *
 * Returns: (transfer full) (element-type TapeWindow): those there are, ordered by end, then symbol
 */
GArray *oracle_windows (Oracle *self, const TapeWindowSpec *spec, gint64 from, gint64 to);

/* What the engine's frame is to say of @instrument now, but for its sparkline. */
void oracle_row (Oracle *self, guint32 instrument, TapeFrameRow *row);

/* Close of the latest day of @instrument before @date, by all trades and by the bars that came while the watermark was below
 * @known; NaN where there is none. */
double oracle_previous_close (Oracle *self, guint32 instrument, gint32 date, gint64 known);

/* What the engine's frame is to say of the indices of all groups now; the rest of @groups is left alone. */
void oracle_group_indices (Oracle *self, TapeFrameGroup *const *groups);

/* Fails unless the two are the same: sums to 1e-9 of the larger of value and inputs, all else to the last digit. */
void oracle_assert_window (const TapeWindow *window, const TapeWindow *oracle);

/* Fails unless @value is @oracle to 1e-9 of the larger of it and @input. */
void oracle_assert_close (double value, double oracle, double input);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Oracle, oracle_free)

G_END_DECLS
