/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The oracle's rows of a frame: the trading day of each instrument, from all its trades. */

#include "engine-oracle.h"
#include "indicator-oracle.h"

#include <math.h>

#define MINUTES ((TapeWindowSpec){ .size = TAPE_MINUTE, .slide = TAPE_MINUTE })

/* What is known of one day; the session's or, without any, all trades; without any, the source's bar. */
typedef struct
{
  gboolean known;
  TapeDay bounds;
  const OracleTrade *open;
  const OracleTrade *last;
  gboolean session;
  TapeBar bar;
} Day;

static gboolean
is_earlier (const OracleTrade *a, const OracleTrade *b)
{
  return a->trade.event_time < b->trade.event_time
         || (a->trade.event_time == b->trade.event_time && a->arrival < b->arrival);
}

/* Whether the trade is of the instrument and in @day, and was not dropped from it. */
static gboolean
in_day (Oracle *self, const OracleTrade *trade, guint32 instrument, const TapeDay *day)
{
  return trade->trade.instrument == instrument && trade->trade.event_time >= day->start
         && trade->trade.event_time < day->end
         && (self->config.mode == TAPE_MODE_COMPLETE || trade->mark < day->end + self->config.lateness);
}

static gboolean
in_session (const OracleTrade *trade, const TapeDay *day)
{
  return day->open != TAPE_NO_TIME && trade->trade.event_time >= day->open && trade->trade.event_time < day->close;
}

/* Whether it came while the watermark was below @known. */
static gboolean
is_known (Oracle *self, guint bar, gint64 known)
{
  return g_array_index (self->bar_marks, gint64, bar) < known;
}

/* The latest date before @before with a trade or a bar that is known. */
static gboolean
find_day (Oracle *self, guint32 instrument, gint32 before, gint64 known, TapeDay *found)
{
  gboolean any = FALSE;
  TapeDay day;

  for (guint i = 0; i < self->trades->len; i++)
    {
      const OracleTrade *trade = &g_array_index (self->trades, OracleTrade, i);

      if (trade->trade.instrument != instrument)
        continue;
      tape_universe_get_day (self->universe, instrument, trade->trade.event_time, &day);
      if (!in_day (self, trade, instrument, &day) || day.date >= before || (any && day.date <= found->date))
        continue;
      *found = day;
      any = TRUE;
    }
  for (guint i = 0; i < self->bars->len; i++)
    {
      const TapeBar *bar = &g_array_index (self->bars, TapeBar, i);

      if (bar->instrument != instrument || bar->length != TAPE_BAR_DAY || !is_known (self, i, known))
        continue;
      tape_universe_get_day (self->universe, instrument, bar->start, &day);
      if (day.date >= before || (any && day.date <= found->date))
        continue;
      *found = day;
      any = TRUE;
    }
  return any;
}

static Day
read_day (Oracle *self, guint32 instrument, gint32 before, gint64 known)
{
  Day day = { .known = FALSE };

  day.known = find_day (self, instrument, before, known, &day.bounds);
  for (guint i = 0; day.known && i < self->trades->len; i++)
    {
      const OracleTrade *trade = &g_array_index (self->trades, OracleTrade, i);

      if (in_day (self, trade, instrument, &day.bounds))
        day.session |= in_session (trade, &day.bounds);
    }
  for (guint i = 0; day.known && i < self->trades->len; i++)
    {
      const OracleTrade *trade = &g_array_index (self->trades, OracleTrade, i);

      if (!in_day (self, trade, instrument, &day.bounds) || (day.session && !in_session (trade, &day.bounds)))
        continue;
      day.open = day.open == NULL || is_earlier (trade, day.open) ? trade : day.open;
      day.last = day.last == NULL || is_earlier (day.last, trade) ? trade : day.last;
    }
  for (guint i = 0; day.known && i < self->bars->len; i++)
    {
      const TapeBar *bar = &g_array_index (self->bars, TapeBar, i);

      if (bar->instrument == instrument && bar->length == TAPE_BAR_DAY && bar->start >= day.bounds.start
          && bar->start < day.bounds.end && is_known (self, i, known))
        day.bar = *bar;
    }
  return day;
}

static void
fill_extremes (Oracle *self, guint32 instrument, const Day *day, TapeFrameRow *row)
{
  row->high = row->low = row->open;
  for (guint i = 0; i < self->trades->len; i++)
    {
      const OracleTrade *trade = &g_array_index (self->trades, OracleTrade, i);

      if (!in_day (self, trade, instrument, &day->bounds) || (day->session && !in_session (trade, &day->bounds)))
        continue;
      row->high = MAX (row->high, trade->trade.price);
      row->low = MIN (row->low, trade->trade.price);
    }
}

static void
fill_sums (Oracle *self, guint32 instrument, const Day *day, TapeFrameRow *row)
{
  long double turnover[TAPE_N_SIDES] = { 0 };

  for (guint i = 0; i < self->trades->len; i++)
    {
      const OracleTrade *trade = &g_array_index (self->trades, OracleTrade, i);
      TapeFlow *flow = &row->flow[trade->trade.side];

      if (!in_day (self, trade, instrument, &day->bounds))
        continue;
      flow->count++;
      flow->quantity += trade->trade.quantity;
      turnover[trade->trade.side] += (long double)trade->trade.price * trade->trade.quantity;
    }
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    {
      row->flow[side].turnover = (double)turnover[side];
      row->count += row->flow[side].count;
      row->volume += row->flow[side].quantity;
      row->turnover += (double)turnover[side];
    }
  row->vwap = row->volume > 0 ? row->turnover / row->volume : NAN;
}

static void
fill_day (Oracle *self, guint32 instrument, const Day *day, TapeFrameRow *row)
{
  row->day = day->bounds.start;
  row->date = day->bounds.date;
  if (day->last == NULL)
    {
      row->open = day->bar.open;
      row->high = day->bar.high;
      row->low = day->bar.low;
      row->last = day->bar.close;
      row->volume = day->bar.volume;
      row->turnover = day->bar.turnover;
      return;
    }
  row->open = day->open->trade.price;
  row->last = day->last->trade.price;
  fill_extremes (self, instrument, day, row);
  fill_sums (self, instrument, day, row);
}

/* The closed minutes of an instrument as bars. */
static GArray *
list_bars (Oracle *self, guint32 instrument)
{
  g_autoptr (GArray) minutes = oracle_windows (self, &MINUTES, G_MININT64, self->closed);
  GArray *bars = g_array_new (FALSE, FALSE, sizeof (TapeIndicatorBar));

  for (guint i = 0; i < minutes->len; i++)
    {
      const TapeWindow *minute = &g_array_index (minutes, TapeWindow, i);
      const TapeIndicatorBar bar = { .start = minute->start, .close = minute->close };

      if (minute->instrument == instrument)
        g_array_append_val (bars, bar);
    }
  return bars;
}

/* By the indicators' own oracle. */
static void
fill_values (Oracle *self, guint32 instrument, TapeFrameRow *row)
{
  static const char *const names[] = { "sma:5", "sma:10", "ema:10", "rsi:14", "macd:12,26,9", "bollinger:20,2" };
  g_autoptr (GArray) bars = list_bars (self, instrument);
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      TapeIndicator indicator;
      IndicatorOracleRow values;

      g_assert_true (tape_indicator_parse (&indicator, names[i], NULL));
      if (bars->len > 0)
        indicator_oracle_row (&indicator, (const TapeIndicatorBar *)(gpointer)bars->data, bars->len - 1, &values);
      for (guint j = 0; j < tape_indicator_count_outputs (&indicator); j++)
        row->values[n++] = bars->len == 0 ? NAN : (double)values.values[j];
    }
  g_assert_cmpuint (n, ==, TAPE_N_VALUES);
}

double
oracle_previous_close (Oracle *self, guint32 instrument, gint32 date, gint64 known)
{
  Day day = read_day (self, instrument, date, known);

  if (!day.known)
    return NAN;
  return day.last != NULL ? day.last->trade.price : day.bar.close;
}

void
oracle_row (Oracle *self, guint32 instrument, TapeFrameRow *row)
{
  const OracleTrade *latest = NULL;
  Day day, previous;

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
  fill_values (self, instrument, row);
  for (guint i = 0; i < self->trades->len; i++)
    {
      const OracleTrade *trade = &g_array_index (self->trades, OracleTrade, i);

      if (trade->trade.instrument == instrument && (latest == NULL || is_earlier (latest, trade)))
        latest = trade;
    }
  if (latest != NULL)
    {
      row->last_time = latest->trade.event_time;
      row->latest = latest->trade.price;
    }

  day = read_day (self, instrument, G_MAXINT32, G_MAXINT64);
  if (!day.known)
    return;
  fill_day (self, instrument, &day, row);
  previous = read_day (self, instrument, day.bounds.date, G_MAXINT64);
  if (previous.known)
    {
      row->previous_close = previous.last != NULL ? previous.last->trade.price : previous.bar.close;
      row->previous_date = previous.bounds.date;
    }
  row->base = previous.known ? TAPE_BASE_PREVIOUS_CLOSE : TAPE_BASE_OPEN;
  row->growth = row->last / (previous.known ? row->previous_close : row->open) - 1;
}
