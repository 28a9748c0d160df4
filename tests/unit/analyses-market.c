/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analyses-market.h"

#include <math.h>
#include <string.h>

static const char *const symbols[]
    = { "XOM",     "NVDA",   "ACS.MC", "ABBN.SW", "NOBODY-KNOWS", "MSFT",  "IBM",   "ANDR.VI",
        "0001.HK", "1605.T", "ABF.L",  "TSLA",    "AAPL",         "ALONE", "SILENT" };

/* Instruments of special ways; ALONE trades once, SILENT never. */
enum
{
  CONSTANT = 1,
  HUGE_PRICE = 2,
  TINY_PRICE = 3,
  ONLY_BARS = 7,
  ALONE = 13,
  SILENT = 14,
};

/* Dates about which trades come: daylight saving in New York and in Europe, either way; years before; before 1970. */
static const struct
{
  int year;
  int month;
  int day;
} dates[] = { { 1969, 12, 30 }, { 2019, 5, 6 }, { 2024, 3, 8 }, { 2024, 3, 29 }, { 2024, 10, 25 }, { 2024, 11, 1 } };

/* --- Making --- */

static double
make_price (Market *self, guint32 instrument)
{
  double step = g_rand_double_range (self->random, 0.95, 1.05);

  switch (instrument)
    {
    case CONSTANT:
      return 42;
    case HUGE_PRICE:
      return 1e12 * step;
    case TINY_PRICE:
      return 1e-12 * step;
    default:
      return 100 * (instrument + 1) * step;
    }
}

static gint64
make_time (Market *self)
{
  guint i = (guint)g_rand_int_range (self->random, 0, G_N_ELEMENTS (dates));
  gint64 start = tape_time_from_date (dates[i].year, dates[i].month, dates[i].day) * TAPE_DAY;
  gint64 time = start + (gint64)(g_rand_double (self->random) * (double)(5 * TAPE_DAY));

  /* Some share a minute, some a moment. */
  return g_rand_int_range (self->random, 0, 3) == 0 ? tape_time_floor (time, TAPE_HOUR) : time;
}

static void
add_trade (Market *self)
{
  TapeTrade trade = { .event_time = make_time (self) };

  do
    trade.instrument = (guint32)g_rand_int_range (self->random, 0, ALONE);
  while (trade.instrument == ONLY_BARS);
  trade.price = make_price (self, trade.instrument);
  trade.quantity = g_rand_int_range (self->random, 0, 10) == 0 ? 0 : g_rand_double_range (self->random, 0, 1000);
  trade.side = (guint8)g_rand_int_range (self->random, 0, TAPE_N_SIDES);
  g_array_append_val (self->trades, trade);
}

static void
add_bar (Market *self)
{
  guint32 instrument = (guint32)g_rand_int_range (self->random, 0, ALONE);
  double price = make_price (self, instrument);
  TapeDay day;
  TapeBar bar;

  tape_universe_get_day (self->universe, instrument, make_time (self), &day);
  bar = (TapeBar){
    .start = day.start,
    .length = TAPE_BAR_DAY,
    .instrument = instrument,
    .open = price * 0.99,
    .high = price * 1.1,
    .low = price * 0.9,
    .close = price,
    .volume = g_rand_double_range (self->random, 0, 1e6),
    .source = 1,
  };
  if (g_rand_boolean (self->random))
    bar.turnover = bar.volume * price;
  for (guint i = 0; i < self->bars->len; i++)
    if (g_array_index (self->bars, TapeBar, i).instrument == instrument
        && g_array_index (self->bars, TapeBar, i).start == bar.start)
      return;
  g_array_append_val (self->bars, bar);
}

static int
compare_trades (gconstpointer a, gconstpointer b)
{
  const TapeTrade *one = a;
  const TapeTrade *other = b;

  return one->event_time < other->event_time ? -1 : one->event_time > other->event_time;
}

/* --- Days, naively --- */

static MarketDay *
find_day (Market *self, guint32 instrument, gint64 time)
{
  MarketDay day = { .instrument = instrument, .last = NAN, .open = NAN, .previous_close = NAN };

  for (guint i = 0; i < self->days->len; i++)
    {
      MarketDay *old = &g_array_index (self->days, MarketDay, i);

      if (old->instrument == instrument && time >= old->bounds.start && time < old->bounds.end)
        return old;
    }
  tape_universe_get_day (self->universe, instrument, time, &day.bounds);
  day.trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  g_array_append_val (self->days, day);
  return &g_array_index (self->days, MarketDay, self->days->len - 1);
}

static gboolean
is_in_session (const MarketDay *day, const TapeTrade *trade)
{
  return day->bounds.open != TAPE_NO_TIME && trade->event_time >= day->bounds.open
         && trade->event_time < day->bounds.close;
}

static gboolean
has_session (const MarketDay *day)
{
  for (guint i = 0; i < day->trades->len; i++)
    if (is_in_session (day, &g_array_index (day->trades, TapeTrade, i)))
      return TRUE;
  return FALSE;
}

static void
price_day (MarketDay *day)
{
  gboolean session = has_session (day);

  if (day->bar.length != 0)
    {
      day->open = day->bar.open;
      day->last = day->bar.close;
    }
  for (guint i = 0; i < day->trades->len; i++)
    {
      const TapeTrade *trade = &g_array_index (day->trades, TapeTrade, i);

      if (session && !is_in_session (day, trade))
        continue;
      if (isnan (day->open))
        day->open = trade->price;
      day->last = trade->price;
    }
}

static int
compare_days (gconstpointer a, gconstpointer b)
{
  const MarketDay *one = a;
  const MarketDay *other = b;

  if (one->instrument != other->instrument)
    return one->instrument < other->instrument ? -1 : 1;
  return one->bounds.date < other->bounds.date ? -1 : one->bounds.date > other->bounds.date;
}

static void
make_days (Market *self)
{
  for (guint i = 0; i < self->trades->len; i++)
    {
      const TapeTrade *trade = &g_array_index (self->trades, TapeTrade, i);

      g_array_append_val (find_day (self, trade->instrument, trade->event_time)->trades, *trade);
    }
  for (guint i = 0; i < self->bars->len; i++)
    {
      const TapeBar *bar = &g_array_index (self->bars, TapeBar, i);
      MarketDay *day = find_day (self, bar->instrument, bar->start);

      if (day->trades->len == 0)
        day->bar = *bar;
    }
  g_array_sort (self->days, compare_days);
  for (guint i = 0; i < self->days->len; i++)
    {
      MarketDay *day = &g_array_index (self->days, MarketDay, i);

      price_day (day);
      if (i > 0 && day[-1].instrument == day->instrument)
        day->previous_close = day[-1].last;
    }
}

static void
clear_day (gpointer day)
{
  g_array_unref (((MarketDay *)day)->trades);
}

Market *
market_new (guint32 seed, guint n)
{
  Market *self = g_new0 (Market, 1);

  self->random = g_rand_new_with_seed (seed);
  self->universe = tape_universe_new (FALSE);
  self->trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  self->bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  self->days = g_array_new (FALSE, FALSE, sizeof (MarketDay));
  g_array_set_clear_func (self->days, clear_day);
  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++)
    tape_universe_intern (self->universe, symbols[i], strlen (symbols[i]));
  for (guint i = 0; i < n; i++)
    add_trade (self);
  if (n > 0)
    g_array_index (self->trades, TapeTrade, n / 2).instrument = ALONE;
  for (guint i = 0; i < n / 20; i++)
    add_bar (self);
  g_array_sort (self->trades, compare_trades);
  make_days (self);
  return self;
}

void
market_free (Market *self)
{
  g_rand_free (self->random);
  g_array_unref (self->trades);
  g_array_unref (self->bars);
  g_array_unref (self->days);
  tape_universe_unref (self->universe);
  g_free (self);
}

const TapeInstrument *
market_instrument (Market *self, guint32 instrument)
{
  return tape_universe_get (self->universe, instrument);
}

/* --- Spans --- */

static gint32
get_date (Market *self, guint32 instrument, gint64 time)
{
  TapeDay day;

  tape_universe_get_day (self->universe, instrument, time, &day);
  return day.date;
}

gboolean
market_trade_in_span (Market *self, const TapeSpan *span, const TapeTrade *trade)
{
  gint32 date = get_date (self, trade->instrument, trade->event_time);

  return (span->from_date == TAPE_NO_DATE || date >= span->from_date)
         && (span->to_date == TAPE_NO_DATE || date <= span->to_date)
         && (span->from == TAPE_NO_TIME || trade->event_time >= span->from)
         && (span->to == TAPE_NO_TIME || trade->event_time < span->to);
}

gboolean
market_in_span (Market *self, const TapeSpan *span, const MarketDay *day)
{
  return (span->from_date == TAPE_NO_DATE || day->bounds.date >= span->from_date)
         && (span->to_date == TAPE_NO_DATE || day->bounds.date <= span->to_date)
         && (span->from == TAPE_NO_TIME || day->bounds.end > span->from)
         && (span->to == TAPE_NO_TIME || day->bounds.start < span->to);
}

gboolean
market_whole_in_span (Market *self, const TapeSpan *span, const MarketDay *day)
{
  return market_in_span (self, span, day) && (span->from == TAPE_NO_TIME || day->bounds.start >= span->from)
         && (span->to == TAPE_NO_TIME || day->bounds.end <= span->to);
}

/* --- What a store would hold --- */

static void
add_to_tally (TapeTally *tally, const TapeTrade *trade)
{
  tally->low = tally->count == 0 ? trade->price : MIN (tally->low, trade->price);
  tally->high = tally->count == 0 ? trade->price : MAX (tally->high, trade->price);
  tally->count++;
  tally->quantity += trade->quantity;
  tally->turnover += trade->price * trade->quantity;
  tally->sum += trade->price;
}

static TapeBarTotals
start_totals (const MarketDay *day, gint64 start, guint32 length)
{
  return (TapeBarTotals){
    .bar = { .start = start, .length = length, .instrument = day->instrument, .open = day->open, .close = day->last },
    .open_time = TAPE_NO_TIME,
    .close_time = TAPE_NO_TIME,
  };
}

static void
add_to_totals (TapeBarTotals *totals, const TapeTrade *trade)
{
  totals->bar.count++;
  totals->bar.volume += trade->quantity;
  totals->bar.turnover += trade->price * trade->quantity;
  add_to_tally (&totals->sides[trade->side], trade);
}

static void
run_day (TapeAnalysisRun *run, const MarketDay *day)
{
  TapeBarTotals totals = start_totals (day, day->bounds.start, TAPE_BAR_DAY);

  if (day->bar.length != 0)
    totals.bar = day->bar;
  for (guint i = 0; i < day->trades->len; i++)
    add_to_totals (&totals, &g_array_index (day->trades, TapeTrade, i));
  tape_analysis_run_add_day (run, &totals);
}

static void
run_minutes (TapeAnalysisRun *run, const MarketDay *day, gint64 from, gint64 to)
{
  TapeBarTotals totals = { 0 };

  for (guint i = 0; i < day->trades->len; i++)
    {
      const TapeTrade *trade = &g_array_index (day->trades, TapeTrade, i);
      gint64 start = tape_time_floor (trade->event_time, TAPE_MINUTE);

      if (start < from || start >= to)
        continue;
      if (totals.bar.count > 0 && totals.bar.start != start)
        tape_analysis_run_add_minute (run, &totals);
      if (totals.bar.count == 0 || totals.bar.start != start)
        totals = start_totals (day, start, TAPE_BAR_MINUTE);
      add_to_totals (&totals, trade);
      totals.bar.close = trade->price;
    }
  if (totals.bar.count > 0)
    tape_analysis_run_add_minute (run, &totals);
}

TapeAnalysisResult *
market_run (Market *self, const TapeAnalysisQuery *query)
{
  g_autoptr (TapeAnalysisRun) run = tape_analysis_run_new (query, self->universe);
  gint64 from;
  gint64 to;

  tape_analysis_run_get_days (run, &from, &to);
  for (guint i = 0; i < self->days->len; i++)
    {
      const MarketDay *day = &g_array_index (self->days, MarketDay, i);

      if (day->bounds.start >= from && day->bounds.start < to)
        run_day (run, day);
    }
  if (tape_analysis_run_get_minutes (run, &from, &to))
    for (guint i = 0; i < self->days->len; i++)
      run_minutes (run, &g_array_index (self->days, MarketDay, i), from, to);
  return tape_analysis_run_finish (run);
}
