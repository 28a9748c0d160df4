/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The oracle's indices of groups: at the end of each closed minute the growth of every instrument, from all its trades up
 * to then. */

#include "engine-oracle.h"
#include "indicator-oracle.h"

#include <math.h>

#define MINUTES ((TapeWindowSpec){ .size = TAPE_MINUTE, .slide = TAPE_MINUTE })

/* Of one instrument at the end of one minute. */
typedef struct
{
  gboolean traded; /* in the minute */
  double growth;   /* NaN where it has none that is of now */
} Moment;

/* What is known of an instrument while time goes on. */
typedef struct
{
  gint32 date;
  double previous_close;
} Held;

static gboolean
is_in_minute (Oracle *self, const OracleTrade *trade)
{
  gint64 end = tape_time_floor (trade->trade.event_time, TAPE_MINUTE) + TAPE_MINUTE;

  return self->config.mode == TAPE_MODE_COMPLETE || trade->mark < end + self->config.lateness;
}

static gboolean
is_earlier (const OracleTrade *a, const OracleTrade *b)
{
  return a->trade.event_time < b->trade.event_time
         || (a->trade.event_time == b->trade.event_time && a->arrival < b->arrival);
}

/* The first or the last trade from @from on and before @to. */
static const OracleTrade *
find_trade (Oracle *self, guint32 instrument, gint64 from, gint64 to, gboolean last)
{
  const OracleTrade *found = NULL;

  for (guint i = 0; i < self->trades->len; i++)
    {
      const OracleTrade *trade = &g_array_index (self->trades, OracleTrade, i);

      if (trade->trade.instrument == instrument && trade->trade.event_time >= from && trade->trade.event_time < to
          && (found == NULL || is_earlier (trade, found) != last) && is_in_minute (self, trade))
        found = trade;
    }
  return found;
}

/* Up to when bars of earlier days could come to be known: the first minute of the day settles then. */
static gint64
get_known (Oracle *self, guint32 instrument, const TapeDay *day)
{
  const OracleTrade *first = find_trade (self, instrument, day->start, day->end, FALSE);

  if (self->config.mode == TAPE_MODE_COMPLETE)
    return G_MAXINT64;
  return tape_time_floor (first->trade.event_time, TAPE_MINUTE) + TAPE_MINUTE + self->config.lateness;
}

static Moment
read_moment (Oracle *self, guint32 instrument, gint64 end, Held *held)
{
  const OracleTrade *open, *last = find_trade (self, instrument, G_MININT64, end, TRUE);
  Moment moment = { FALSE, NAN };
  TapeDay day;

  if (last == NULL)
    return moment;
  moment.traded = last->trade.event_time >= end - TAPE_MINUTE;
  tape_universe_get_day (self->universe, instrument, last->trade.event_time, &day);
  if (held->date != day.date)
    {
      held->date = day.date;
      held->previous_close = oracle_previous_close (self, instrument, day.date, get_known (self, instrument, &day));
    }
  if (end - day.start >= 48 * TAPE_HOUR)
    return moment;
  open = find_trade (self, instrument, day.start, end, FALSE);
  if (day.open != TAPE_NO_TIME && find_trade (self, instrument, day.open, MIN (day.close, end), TRUE) != NULL)
    {
      open = find_trade (self, instrument, day.open, MIN (day.close, end), FALSE);
      last = find_trade (self, instrument, day.open, MIN (day.close, end), TRUE);
    }
  moment.growth = last->trade.price / (isnan (held->previous_close) ? open->trade.price : held->previous_close) - 1;
  return moment;
}

/* The ends of closed minutes, each once. */
static GArray *
list_ends (Oracle *self)
{
  g_autoptr (GArray) minutes = oracle_windows (self, &MINUTES, G_MININT64, self->closed);
  GArray *ends = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < minutes->len; i++)
    {
      gint64 end = g_array_index (minutes, TapeWindow, i).end;

      if (ends->len == 0 || end != g_array_index (ends, gint64, ends->len - 1))
        g_array_append_val (ends, end);
    }
  return ends;
}

static void
fill_values (const GArray *bars, TapeFrameGroup *group)
{
  static const char *const names[] = { "sma:5", "sma:10", "ema:10", "rsi:14", "macd:12,26,9", "bollinger:20,2" };
  guint n = 0;

  group->index = bars->len == 0 ? NAN : g_array_index (bars, TapeIndicatorBar, bars->len - 1).close;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      TapeIndicator indicator;
      IndicatorOracleRow values;

      g_assert_true (tape_indicator_parse (&indicator, names[i], NULL));
      if (bars->len > 0)
        indicator_oracle_row (&indicator, (const TapeIndicatorBar *)(gpointer)bars->data, bars->len - 1, &values);
      for (guint j = 0; j < tape_indicator_count_outputs (&indicator); j++)
        group->values[n++] = bars->len == 0 ? NAN : (double)values.values[j];
    }
}

static void
fill_group (
    Oracle *self, TapeGrouping grouping, guint number, const GArray *ends, const Moment *moments, TapeFrameGroup *group)
{
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (TapeIndicatorBar));
  guint n = tape_universe_count (self->universe);

  for (guint i = 0; i < ends->len; i++)
    {
      TapeIndicatorBar bar = { .start = g_array_index (ends, gint64, i) - TAPE_MINUTE };
      gboolean traded = FALSE;
      long double sum = 0;
      guint n_members = 0;

      for (guint32 j = 0; j < n; j++)
        {
          const Moment *moment = &moments[i * n + j];

          if (!tape_instrument_in_group (tape_universe_get (self->universe, j), grouping, number))
            continue;
          traded |= moment->traded;
          if (isnan (moment->growth))
            continue;
          sum += moment->growth;
          n_members++;
        }
      bar.close = n_members == 0 ? NAN : (double)(100 * (1 + sum / n_members));
      if (traded)
        g_array_append_val (bars, bar);
    }
  fill_values (bars, group);
}

void
oracle_group_indices (Oracle *self, TapeFrameGroup *const *groups)
{
  g_autoptr (GArray) ends = list_ends (self);
  guint n = tape_universe_count (self->universe);
  g_autofree Moment *moments = g_new0 (Moment, (gsize)ends->len * n + 1);

  for (guint32 instrument = 0; instrument < n; instrument++)
    {
      Held held = { .date = TAPE_NO_DATE };

      for (guint i = 0; i < ends->len; i++)
        moments[i * n + instrument] = read_moment (self, instrument, g_array_index (ends, gint64, i), &held);
    }
  for (guint grouping = 0; grouping < TAPE_N_GROUPINGS; grouping++)
    for (guint i = 0; i < tape_group_count (grouping); i++)
      fill_group (self, grouping, i, ends, moments, &groups[grouping][i]);
}
