/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipeline/tape-trial-bars.h"

#include <math.h>

#include "base/tape-batch.h"
#include "pipeline/tape-trial.h"

/* So much of all instruments' minutes is in memory at a time. */
#define CHUNK (6 * TAPE_HOUR)

/* Where in its minute each of the four trades lies. */
static const gint64 places[] = { 0, 20 * TAPE_SECOND, 40 * TAPE_SECOND, TAPE_MINUTE - TAPE_SECOND };

struct _TapeTrialBars
{
  TapeArrivalScan *scan;
  TapeUniverse *universe;
  const guint8 *targets;
  guint n_instruments;
  gint64 to;
  guint first_span;
  GArray *spans;      /* TapeTimeSpan: with trades */
  GArray *minutes;    /* TapeTimeSpan, by instrument: from its first minute to its last */
  GHashTable *traded; /* instrument and date of days with trades */
  GArray *days;       /* TapeBar, whose place is their end, by that */
  guint next_day;
  GArray *spread; /* TapeBar: what days are played as, by start */
  guint next_spread;
  gint64 chunk; /* start of the next that is to be read */
  GArray *bars; /* TapeBar: those read, by start */
  guint next_bar;
};

/* --- One bar --- */

/* Two of them take one side's quantity, two the other's; a third side has the outer ones. */
static void
share_out (const TapeBar *bar, TapeTrade trades[4])
{
  double unknown = bar->volume - bar->buys - bar->sells;

  if (unknown <= bar->volume * 1e-9)
    unknown = 0;
  for (guint i = 0; i < 4; i++)
    {
      gboolean buys = bar->sells <= 0 || (bar->buys > 0 && i % 2 == 0);
      gboolean both = bar->buys > 0 && bar->sells > 0;

      trades[i].quantity = bar->volume / 4;
      if (bar->buys <= 0 && bar->sells <= 0)
        continue;
      trades[i].side = buys ? TAPE_SIDE_BUY : TAPE_SIDE_SELL;
      trades[i].quantity = (buys ? bar->buys : bar->sells) / (both ? 2 : 4);
      if (unknown <= 0)
        continue;
      if (i == 0 || i == 3)
        {
          trades[i].side = TAPE_SIDE_UNKNOWN;
          trades[i].quantity = unknown / 2;
        }
      else
        {
          buys = bar->sells <= 0 || (bar->buys > 0 && i == 1);
          trades[i].side = buys ? TAPE_SIDE_BUY : TAPE_SIDE_SELL;
          trades[i].quantity = (buys ? bar->buys : bar->sells) / (both ? 1 : 2);
        }
    }
}

void
tape_trial_bars_split (const TapeBar *bar, TapeTrade trades[4])
{
  gboolean low_first = bar->open - bar->low <= bar->high - bar->open;
  const double prices[] = { bar->open, low_first ? bar->low : bar->high, low_first ? bar->high : bar->low, bar->close };

  for (guint i = 0; i < 4; i++)
    trades[i] = (TapeTrade){
      .event_time = bar->start + places[i],
      .receive_time = bar->start + places[i],
      .price = prices[i],
      .instrument = bar->instrument,
      .source = TAPE_TRIAL_BARS,
      .id = bar->length,
    };
  share_out (bar, trades);
}

/* --- What there is --- */

static gint64
day_key (guint32 instrument, gint32 date)
{
  return (gint64)instrument << 32 | (guint32)date;
}

static void
note_day (const TapeBarTotals *totals, gpointer data)
{
  TapeTrialBars *self = data;
  TapeTimeSpan *first = self->spans->len > 0 ? &g_array_index (self->spans, TapeTimeSpan, 0) : NULL;
  TapeBar bar = totals->bar;
  TapeDay day;

  if (bar.instrument >= self->n_instruments)
    return;
  tape_universe_get_day (self->universe, bar.instrument, bar.start, &day);
  if (bar.count > 0)
    {
      gint64 key = day_key (bar.instrument, day.date);

      g_hash_table_add (self->traded, g_memdup2 (&key, sizeof key));
    }
  /* Of days of trades that are all there the engine makes them itself. */
  if (bar.count > 0 && first != NULL && day.end > first->from)
    return;
  bar.source = TAPE_TRIAL_BARS;
  bar.count = 0;
  g_array_append_val (self->days, bar);
}

static int
compare_bars (gconstpointer a, gconstpointer b)
{
  const TapeBar *one = a, *other = b;

  if (one->start != other->start)
    return one->start < other->start ? -1 : 1;
  return (one->instrument > other->instrument) - (one->instrument < other->instrument);
}

static gboolean
look_for_minutes (TapeTrialBars *self, GError **error)
{
  for (guint32 i = 0; i < self->n_instruments; i++)
    {
      TapeTimeSpan span = { G_MAXINT64, G_MININT64 };

      if (self->targets[i] && !tape_arrival_scan_get_minutes (self->scan, i, &span, error))
        return FALSE;
      g_array_append_val (self->minutes, span);
    }
  return TRUE;
}

/* A day as four bars, of a price and a quarter of its quantity each. */
static void
spread_day (TapeTrialBars *self, const TapeBar *bar, const TapeDay *day)
{
  gint64 from = day->open != TAPE_NO_TIME ? day->open : day->start;
  gint64 to = (day->open != TAPE_NO_TIME ? day->close : day->end) - TAPE_MINUTE;
  TapeTrade trades[4];

  tape_trial_bars_split (bar, trades);
  for (guint i = 0; i < 4; i++)
    {
      const double price = trades[i].price;
      const TapeBar part = {
        .start = tape_time_floor (from + (to - from) / 3 * i, TAPE_MINUTE),
        .length = TAPE_BAR_DAY,
        .instrument = bar->instrument,
        .open = price,
        .high = price,
        .low = price,
        .close = price,
        .volume = trades[i].quantity,
        .buys = trades[i].side == TAPE_SIDE_BUY ? trades[i].quantity : 0,
        .sells = trades[i].side == TAPE_SIDE_SELL ? trades[i].quantity : 0,
      };

      g_array_append_val (self->spread, part);
    }
}

/* Days of which no minutes are stored. */
static void
spread_days (TapeTrialBars *self)
{
  for (guint i = 0; i < self->days->len; i++)
    {
      const TapeBar *bar = &g_array_index (self->days, TapeBar, i);
      const TapeTimeSpan *known = &g_array_index (self->minutes, TapeTimeSpan, bar->instrument);
      TapeDay day;

      tape_universe_get_day (self->universe, bar->instrument, bar->start, &day);
      if (self->targets[bar->instrument] && (day.end <= known->from || day.start >= known->to))
        spread_day (self, bar, &day);
    }
  g_array_sort (self->spread, compare_bars);
}

TapeTrialBars *
tape_trial_bars_new (TapeReader *reader,
                     TapeArrivalScan *scan,
                     TapeUniverse *universe,
                     const guint8 *targets,
                     gint64 from,
                     gint64 to,
                     gboolean play_days,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (TapeTrialBars) self = g_new0 (TapeTrialBars, 1);

  self->scan = scan;
  self->universe = universe;
  self->targets = targets;
  self->n_instruments = tape_universe_count (universe);
  self->to = to;
  self->chunk = tape_time_floor (from, CHUNK);
  self->spans = g_array_new (FALSE, FALSE, sizeof (TapeTimeSpan));
  self->minutes = g_array_new (FALSE, FALSE, sizeof (TapeTimeSpan));
  self->traded = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->days = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  self->bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  self->spread = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  if (!tape_arrival_scan_get_spans (scan, self->spans, error) || !look_for_minutes (self, error)
      || !tape_reader_each_totals (reader, TAPE_BAR_DAY, from, to, note_day, self, cancellable, error))
    return NULL;
  g_array_sort (self->days, compare_bars);
  if (play_days)
    spread_days (self);
  return g_steal_pointer (&self);
}

void
tape_trial_bars_free (TapeTrialBars *self)
{
  g_clear_pointer (&self->spans, g_array_unref);
  g_clear_pointer (&self->minutes, g_array_unref);
  g_clear_pointer (&self->traded, g_hash_table_unref);
  g_clear_pointer (&self->days, g_array_unref);
  g_clear_pointer (&self->bars, g_array_unref);
  g_clear_pointer (&self->spread, g_array_unref);
  g_free (self);
}

/* --- A chunk --- */

static gboolean
read_minutes (TapeTrialBars *self, guint32 instrument, gint64 from, gint64 to, GError **error)
{
  const TapeTimeSpan span = { from, to };

  return from >= to || tape_arrival_scan_add_minutes (self->scan, instrument, &span, self->bars, error);
}

/* Whole minutes of [@from, @to) without trades. */
static gboolean
read_between (TapeTrialBars *self, guint32 instrument, gint64 from, gint64 to, GError **error)
{
  for (guint i = self->first_span; i < self->spans->len && from < to; i++)
    {
      const TapeTimeSpan *span = &g_array_index (self->spans, TapeTimeSpan, i);

      if (!read_minutes (self, instrument, from, MIN (to, tape_time_floor (span->from, TAPE_MINUTE)), error))
        return FALSE;
      from = MAX (from, tape_time_floor (span->to - 1, TAPE_MINUTE) + TAPE_MINUTE);
    }
  return read_minutes (self, instrument, from, to, error);
}

/* Day by day: a chunk may hold a midnight of the exchange's. */
static gboolean
read_instrument (TapeTrialBars *self, guint32 instrument, GError **error)
{
  const TapeTimeSpan *known = &g_array_index (self->minutes, TapeTimeSpan, instrument);
  gint64 from = MAX (self->chunk, known->from), to = MIN (MIN (self->chunk + CHUNK, self->to), known->to);

  while (from < to)
    {
      TapeDay day;
      gint64 key, end;
      gboolean done;

      tape_universe_get_day (self->universe, instrument, from, &day);
      key = day_key (instrument, day.date);
      end = MIN (to, day.end);
      done = g_hash_table_contains (self->traded, &key) ? read_between (self, instrument, from, end, error)
                                                        : read_minutes (self, instrument, from, end, error);
      if (!done)
        return FALSE;
      from = end;
    }
  return TRUE;
}

static gboolean
read_chunk (TapeTrialBars *self, GCancellable *cancellable, GError **error)
{
  g_array_set_size (self->bars, 0);
  self->next_bar = 0;
  while (self->first_span < self->spans->len
         && g_array_index (self->spans, TapeTimeSpan, self->first_span).to <= self->chunk)
    self->first_span++;
  for (guint32 i = 0; i < self->n_instruments; i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) || !read_instrument (self, i, error))
      return FALSE;
  for (; self->next_spread < self->spread->len; self->next_spread++)
    {
      const TapeBar *bar = &g_array_index (self->spread, TapeBar, self->next_spread);

      if (bar->start >= MIN (self->chunk + CHUNK, self->to))
        break;
      if (bar->start >= self->chunk)
        g_array_append_vals (self->bars, bar, 1);
    }
  g_array_sort (self->bars, compare_bars);
  self->chunk += CHUNK;
  return TRUE;
}

/* --- Handing out --- */

static const TapeBar *
peek (TapeTrialBars *self)
{
  return self->next_bar < self->bars->len ? &g_array_index (self->bars, TapeBar, self->next_bar) : NULL;
}

gint64
tape_trial_bars_get_next (TapeTrialBars *self)
{
  const TapeBar *bar = peek (self);

  if (bar != NULL)
    return bar->start + TAPE_MINUTE;
  return self->chunk < self->to ? self->chunk : G_MAXINT64;
}

static void
take_days (TapeTrialBars *self, gint64 time, GPtrArray *batches)
{
  TapeBatch *batch = NULL;

  for (; self->next_day < self->days->len; self->next_day++)
    {
      const TapeBar *day = &g_array_index (self->days, TapeBar, self->next_day);

      if (day->start + TAPE_DAY > time)
        break;
      if (batch == NULL)
        g_ptr_array_add (batches, batch = tape_batch_new (TAPE_BATCH_BARS, 64));
      *tape_batch_add_bar (batch) = *day;
    }
}

/* All that begin with the same minute: first their opens, then what comes next of each. */
static void
take_minute (TapeTrialBars *self, TapeBatch *batch)
{
  guint first = self->next_bar;
  gint64 start = peek (self)->start;

  while (peek (self) != NULL && peek (self)->start == start)
    self->next_bar++;
  for (guint i = 0; i < 4; i++)
    for (guint j = first; j < self->next_bar; j++)
      {
        TapeTrade trades[4];

        tape_trial_bars_split (&g_array_index (self->bars, TapeBar, j), trades);
        *tape_batch_add_trade (batch) = trades[i];
      }
}

static guint
count_minutes (TapeTrialBars *self, guint from)
{
  guint n = 0;

  for (guint i = from; i < self->next_bar; i++)
    n += g_array_index (self->bars, TapeBar, i).length == TAPE_BAR_MINUTE;
  return n;
}

gboolean
tape_trial_bars_take (
    TapeTrialBars *self, gint64 time, GPtrArray *batches, guint64 *n_bars, GCancellable *cancellable, GError **error)
{
  TapeBatch *batch = NULL;

  while (peek (self) == NULL && self->chunk < self->to && self->chunk <= time)
    if (!read_chunk (self, cancellable, error))
      return FALSE;
  take_days (self, peek (self) != NULL ? MIN (time, peek (self)->start) : MIN (time, self->chunk), batches);
  while (peek (self) != NULL && peek (self)->start + TAPE_MINUTE <= time)
    {
      guint before = self->next_bar;

      if (batch == NULL)
        g_ptr_array_add (batches, batch = tape_batch_new (TAPE_BATCH_TRADES, 4096));
      take_minute (self, batch);
      *n_bars += count_minutes (self, before);
      if (batch->n_trades >= 4096)
        break;
    }
  return TRUE;
}
