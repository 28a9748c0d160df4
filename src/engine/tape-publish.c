/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The publish stage keeps what only frames want, and a frame is made when one is asked for: rows of the instruments that
 * changed since the last, groups and totals over all rows. */

#include "analytics/tape-growth.h"
#include "engine/tape-engine-private.h"

#include <math.h>
#include <string.h>

void
tape_publish_stage (TapeEngine *self)
{
  const TapeBatch *batch = self->batch;

  if (self->focus == TAPE_NO_INSTRUMENT)
    return;
  for (guint i = 0; i < batch->n_trades; i++)
    if (batch->trades[i].instrument == self->focus && !self->skip[i] && !(batch->trades[i].flags & TAPE_TRADE_ASIDE))
      self->tape[self->n_tape++ % TAPE_FRAME_TRADES] = batch->trades[i];
}

void
tape_engine_set_focus (TapeEngine *self, guint32 instrument)
{
  if (self->focus == instrument)
    return;
  self->focus = instrument;
  self->n_tape = 0;
  g_array_set_size (self->focus_seconds, 0);
  self->focus_seconds_end = 0;
}

guint32
tape_engine_get_focus (TapeEngine *self)
{
  return self->focus;
}

/* --- Rows --- */

static void
fill_spark (float *spark, const TapeTradingDay *day)
{
  guint last = TAPE_SPARK_POINTS;
  float price = NAN;

  while (last > 0 && isnan (day->spark[last - 1]))
    last--;
  for (guint i = 0; i < TAPE_SPARK_POINTS; i++)
    {
      if (!isnan (day->spark[i]))
        price = day->spark[i];
      spark[i] = i < last ? price : NAN;
    }
}

static void
fill_day (TapeFrameRow *row, const TapeTrack *track, const TapeMinutes *minutes, guint i)
{
  TapeTradingDay merged;
  const TapeTradingDay *day = tape_track_get_day (track, minutes, i, &merged);
  const TapePane *prices = tape_trading_day_prices (day);
  TapeBarTotals totals;
  TapeBar bar;

  tape_trading_day_to_bar (day, 0, &totals);
  bar = totals.bar;
  row->day = day->bounds.start;
  row->date = day->bounds.date;
  row->open = bar.open;
  row->high = bar.high;
  row->low = bar.low;
  row->last = bar.close;
  row->volume = bar.volume;
  row->turnover = bar.turnover;
  row->vwap = bar.count > 0 && bar.volume > 0 ? bar.turnover / bar.volume : NAN;
  row->count = bar.count;
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    row->flow[side] = (TapeFlow){ totals.sides[side].count, totals.sides[side].quantity, totals.sides[side].turnover };
  fill_spark (row->spark, day);

  row->previous_close = tape_days_previous_close (&track->days, i, &row->previous_date);
  if (prices != NULL || day->bar.length != 0)
    row->growth = tape_growth_of_day (row->last, row->open, row->previous_close, &row->base);
}

static void
fill_nothing (TapeFrameRow *row)
{
  *row = (TapeFrameRow){
    .last_time = TAPE_NO_TIME,
    .latest = NAN,
    .day = TAPE_NO_TIME,
    .last = NAN,
    .open = NAN,
    .high = NAN,
    .low = NAN,
    .previous_close = NAN,
    .growth = NAN,
    .vwap = NAN,
  };
  for (guint i = 0; i < TAPE_SPARK_POINTS; i++)
    row->spark[i] = NAN;
  for (guint i = 0; i < TAPE_N_VALUES; i++)
    row->values[i] = NAN;
}

/* The indicators stand as they are in @row where no closed minute changed since it was filled. */
static void
fill_row (TapeEngine *self, TapeFrameRow *row, TapeTrack *track)
{
  guint n_days = tape_days_count (&track->days);
  TapeFrameRow filled;

  fill_nothing (&filled);
  filled.last_time = track->last_time;
  filled.latest = track->latest;
  filled.suspect = track->suspect;
  if (track->unvalued)
    tape_indicators_get (self, track, filled.values);
  else
    memcpy (filled.values, row->values, sizeof filled.values);
  track->unvalued = FALSE;
  if (n_days > 0)
    fill_day (&filled, track, &self->minutes, n_days - 1);
  *row = filled;
}

/* The engine keeps the rows of the last frame; only those that changed are made anew. */
static void
update_rows (TapeEngine *self)
{
  guint n = tape_universe_count (self->universe);

  if (n > self->n_rows)
    {
      self->rows = g_renew (TapeFrameRow, self->rows, n);
      for (guint i = self->n_rows; i < n; i++)
        fill_nothing (&self->rows[i]);
      self->n_rows = n;
    }
  for (guint i = 0; i < self->undrawn->len; i++)
    {
      guint32 instrument = g_array_index (self->undrawn, guint32, i);

      fill_row (self, &self->rows[instrument], self->tracks[instrument]);
      self->tracks[instrument]->undrawn = FALSE;
    }
  g_array_set_size (self->undrawn, 0);
}

/* --- Groups --- */

typedef struct
{
  TapeGroupGrowth *groups[TAPE_N_GROUPINGS];
} Growths;

static void
add_growth (TapeGroupGrowth *group, const TapeFrameRow *row)
{
  tape_group_growth_add (group, row->growth, row->base, 1);
}

static void
add_row (TapeFrame *frame, const Growths *growths, const TapeInstrument *instrument, const TapeFrameRow *row)
{
  guint64 technologies = instrument->technologies;

  for (guint side = 0; side < TAPE_N_SIDES; side++)
    {
      frame->flow[side].count += row->flow[side].count;
      frame->flow[side].quantity += row->flow[side].quantity;
    }
  if (isnan (row->growth))
    return;

  frame->up += row->growth > 0;
  frame->down += row->growth < 0;
  frame->flat += row->growth == 0;
  add_growth (&growths->groups[TAPE_GROUP_INDUSTRY][instrument->industry], row);
  add_growth (&growths->groups[TAPE_GROUP_COUNTRY][instrument->country], row);
  for (; technologies != 0; technologies &= technologies - 1)
    add_growth (&growths->groups[TAPE_GROUP_TECHNOLOGY][__builtin_ctzll (technologies)], row);
}

static void
fill_group (TapeEngine *self, TapeFrameGroup *group, TapeGroupGrowth *growth, TapeGrouping grouping, guint number)
{
  const double *values;

  tape_group_growth_finish (growth);
  group->growth = growth->growth;
  group->members = growth->members;
  group->growing = growth->growing;
  group->base = growth->base;
  values = tape_group_indices_get (&self->indices, grouping, number, &group->index);
  for (guint i = 0; i < TAPE_N_VALUES; i++)
    group->values[i] = values != NULL ? values[i] : NAN;
}

static void
fill_groups (TapeEngine *self, TapeFrame *frame)
{
  Growths growths;

  frame->market_day = TAPE_NO_DATE;
  for (guint i = 0; i < frame->n_rows; i++)
    if (frame->rows[i].day != TAPE_NO_TIME)
      frame->market_day = MAX (frame->market_day, frame->rows[i].date);

  for (guint grouping = 0; grouping < TAPE_N_GROUPINGS; grouping++)
    growths.groups[grouping] = g_new0 (TapeGroupGrowth, tape_group_count (grouping));
  for (guint32 i = 0; i < frame->n_rows; i++)
    if (tape_frame_row_is_current (frame, &frame->rows[i]))
      add_row (frame, &growths, tape_universe_get (self->universe, i), &frame->rows[i]);

  tape_group_indices_update (self);
  for (guint grouping = 0; grouping < TAPE_N_GROUPINGS; grouping++)
    {
      frame->groups[grouping] = g_new0 (TapeFrameGroup, tape_group_count (grouping));
      for (guint i = 0; i < tape_group_count (grouping); i++)
        fill_group (self, &frame->groups[grouping][i], &growths.groups[grouping][i], grouping, i);
      g_free (growths.groups[grouping]);
    }
}

/* --- The rest --- */

static void
fill_sources (TapeEngine *self, TapeFrame *frame)
{
  frame->ended = TRUE;
  frame->n_sources = self->watermark.clocks->len;
  frame->sources = g_new0 (TapeFrameSource, MAX (1, frame->n_sources));
  for (guint i = 0; i < frame->n_sources; i++)
    {
      const TapeSourceClock *clock = &g_array_index (self->watermark.clocks, TapeSourceClock, i);
      const TapeSourceCounters *counters = tape_engine_get_counters (self, clock->source);

      frame->ended &= clock->ended != 0;
      frame->sources[i] = (TapeFrameSource){
        .source = clock->source,
        .active = tape_source_clock_counts (clock),
        .watermark = clock->watermark,
        .last_event_time = clock->event_time,
        .last_receive_time = clock->receive_time,
        .trades = counters->trades,
        .bars = counters->bars,
        .duplicates = counters->duplicates,
        .late = counters->late,
        .late_dropped = counters->late_dropped,
        .rejected = counters->rejected,
        .ignored = counters->ignored,
      };
    }
}

/* Event time before which nothing of this length changes any more. */
static gint64
get_settled (TapeEngine *self, gint64 length)
{
  gint64 watermark = self->watermark.watermark;

  return watermark == TAPE_WATERMARK_NONE ? G_MININT64 : watermark - self->config.lateness - length;
}

/* The log's new parts that are of the focus. Its last may still grow, and is left for the next time. */
static void
follow_seconds (TapeEngine *self)
{
  guint64 open = self->seconds.end - (guint32)((guint32)self->seconds.end - self->tracks[self->focus]->second_number);
  gint64 settled = get_settled (self, TAPE_SECOND);
  guint n = 0;

  for (guint64 i = MAX (self->focus_seconds_end, self->seconds.first); i < MIN (open, self->seconds.end); i++)
    if (tape_seconds_get (&self->seconds, i)->instrument == self->focus)
      tape_seconds_merge (self->focus_seconds, tape_seconds_get (&self->seconds, i));
  self->focus_seconds_end = MIN (open, self->seconds.end);
  while (n < self->focus_seconds->len && g_array_index (self->focus_seconds, TapeSecond, n).start < settled)
    n++;
  if (n > 0)
    g_array_remove_range (self->focus_seconds, 0, n);
}

static void
append_seconds (TapeEngine *self, TapeFrame *frame)
{
  const TapeTrack *track = self->tracks[frame->focus];
  g_autoptr (GArray) seconds = NULL;

  follow_seconds (self);
  seconds = g_array_copy (self->focus_seconds);
  if (track->second >= get_settled (self, TAPE_SECOND) && track->second != TAPE_NO_TIME
      && tape_seconds_is_kept (&self->seconds, track->second_number))
    tape_seconds_merge (seconds, tape_seconds_get (&self->seconds, track->second_number));
  for (guint i = 0; i < seconds->len; i++)
    {
      TapeBar bar = tape_second_to_bar (&g_array_index (seconds, TapeSecond, i));

      g_array_append_val (frame->bars, bar);
    }
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const TapeBar *one = a, *other = b;

  return (one->start > other->start) - (one->start < other->start);
}

static void
append_minutes (TapeEngine *self, TapeFrame *frame)
{
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  gint64 settled = get_settled (self, TAPE_MINUTE);
  guint32 number = self->tracks[frame->focus]->minute;

  while (tape_minutes_is_kept (&self->minutes, number))
    {
      const TapeMinute *minute = tape_minutes_get (&self->minutes, number);
      TapeBarTotals totals;

      if (minute->start < settled)
        break;
      tape_pane_to_bar (&minute->pane, minute->start, TAPE_BAR_MINUTE, frame->focus, minute->revision, &totals);
      if (totals.bar.count > 0)
        g_array_append_val (bars, totals.bar);
      number = minute->before;
    }
  g_array_sort (bars, compare_starts);
  g_array_append_vals (frame->bars, bars->data, bars->len);
}

static void
fill_focus (TapeEngine *self, TapeFrame *frame)
{
  guint64 first = self->n_tape > TAPE_FRAME_TRADES ? self->n_tape - TAPE_FRAME_TRADES : 0;
  TapeTrack *track;
  guint n_days;

  frame->bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  frame->rules = g_array_new (FALSE, FALSE, sizeof (TapeAlertStanding));
  frame->levels = g_array_new (FALSE, FALSE, sizeof (TapeAlertLevel));
  frame->trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  frame->focus = self->focus;
  if (self->focus >= self->n_tracks || self->tracks[self->focus] == NULL)
    return;

  track = self->tracks[self->focus];
  append_seconds (self, frame);
  append_minutes (self, frame);
  n_days = tape_days_count (&track->days);
  if (n_days > 0)
    {
      TapeTradingDay merged;
      TapeBarTotals totals;

      tape_trading_day_to_bar (tape_track_get_day (track, &self->minutes, n_days - 1, &merged), self->focus, &totals);
      g_array_append_val (frame->bars, totals.bar);
    }
  for (guint64 i = first; i < self->n_tape; i++)
    g_array_append_val (frame->trades, self->tape[i % TAPE_FRAME_TRADES]);
}

TapeFrame *
tape_engine_make_frame (TapeEngine *self)
{
  TapeFrame *frame = g_new0 (TapeFrame, 1);

  update_rows (self);
  frame->references = 1;
  frame->serial = ++self->frame_serial;
  frame->now = self->watermark.now;
  frame->watermark = self->watermark.watermark == TAPE_WATERMARK_NONE ? TAPE_NO_TIME : self->watermark.watermark;
  frame->arrival = (guint64)self->arrival;
  frame->estimated = self->config.tick_rule || self->estimated;
  frame->n_rows = self->n_rows;
  frame->rows = g_memdup2 (self->rows, self->n_rows * sizeof (TapeFrameRow));
  fill_groups (self, frame);
  fill_sources (self, frame);
  tape_select_fill_frame (self, frame);
  fill_focus (self, frame);
  tape_alerting_fill_frame (self, frame);
  return frame;
}

void
tape_engine_get_batch_means (TapeEngine *self, GArray *means)
{
  guint64 end = self->micro.number;

  for (guint64 number = end > TAPE_BATCHES ? end - TAPE_BATCHES : 1; number < end; number++)
    {
      const TapeMicroBatch *batch = tape_micro_batches_get (&self->micro, number);

      for (guint i = 0; i < batch->means->len; i++)
        {
          const TapeMicroBatchMean *of = &g_array_index (batch->means, TapeMicroBatchMean, i);
          TapeBatchMean mean
              = { number, batch->start, batch->end, of->instrument, of->count, of->mean, of->running_mean };

          g_array_append_val (means, mean);
        }
    }
}

void
tape_engine_get_totals (TapeEngine *self, TapeFrameSource *totals)
{
  *totals = (TapeFrameSource){ .watermark = TAPE_NO_TIME, .last_event_time = TAPE_NO_TIME };
  for (guint i = 0; i < self->counters->len; i++)
    {
      const TapeSourceCounters *counters = &g_array_index (self->counters, TapeSourceCounters, i);

      totals->trades += counters->trades;
      totals->bars += counters->bars;
      totals->duplicates += counters->duplicates;
      totals->late += counters->late;
      totals->late_dropped += counters->late_dropped;
      totals->rejected += counters->rejected;
      totals->ignored += counters->ignored;
    }
}
