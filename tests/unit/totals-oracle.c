/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "totals-oracle.h"

typedef struct
{
  TapeTrade trade;
  gint64 arrival;
  gint64 start;
} Placed;

gint64
totals_oracle_get_start (TapeUniverse *universe, guint32 instrument, guint32 length, gint64 time)
{
  TapeDay day;

  if (length == TAPE_BAR_MINUTE)
    return tape_time_floor (time, TAPE_MINUTE);
  tape_universe_get_day (universe, instrument, time, &day);
  return day.start;
}

static int
compare (gint64 left, gint64 right)
{
  return (left > right) - (left < right);
}

static int
compare_placed (gconstpointer a, gconstpointer b)
{
  const Placed *left = a, *right = b;
  int order = compare (left->trade.instrument, right->trade.instrument);

  if (order == 0)
    order = compare (left->start, right->start);
  if (order == 0)
    order = compare (left->trade.event_time, right->trade.event_time);
  return order != 0 ? order : compare (left->arrival, right->arrival);
}

static gboolean
in_session (TapeUniverse *universe, const TapeTrade *trade)
{
  TapeDay day;

  tape_universe_get_day (universe, trade->instrument, trade->event_time, &day);
  return day.open != TAPE_NO_TIME && trade->event_time >= day.open && trade->event_time < day.close;
}

/* @trades: those that prices are of, in order of time. */
static void
set_prices (TapeBarTotals *totals, const GPtrArray *trades)
{
  const TapeTrade *first = g_ptr_array_index (trades, 0), *last = g_ptr_array_index (trades, trades->len - 1);
  TapeBar *bar = &totals->bar;

  bar->open = bar->high = bar->low = first->price;
  bar->close = last->price;
  totals->open_time = first->event_time;
  totals->close_time = last->event_time;
  for (guint i = 0; i < trades->len; i++)
    {
      const TapeTrade *trade = g_ptr_array_index (trades, i);

      bar->high = MAX (bar->high, trade->price);
      bar->low = MIN (bar->low, trade->price);
    }
}

static void
set_sums (TapeBarTotals *totals, const Placed *placed, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const TapeTrade *trade = &placed[i].trade;
      TapeTally *side = &totals->sides[trade->side];

      side->low = side->count == 0 ? trade->price : MIN (side->low, trade->price);
      side->high = side->count == 0 ? trade->price : MAX (side->high, trade->price);
      side->count++;
      side->quantity += trade->quantity;
      side->turnover += trade->price * trade->quantity;
      side->sum += trade->price;
      totals->bar.volume += trade->quantity;
      totals->bar.turnover += trade->price * trade->quantity;
    }
  totals->bar.count = n;
  totals->bar.buys = totals->sides[TAPE_SIDE_BUY].quantity;
  totals->bar.sells = totals->sides[TAPE_SIDE_SELL].quantity;
}

static TapeBarTotals
make_bar (TapeUniverse *universe, guint32 length, const Placed *placed, guint n)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new (), session = g_ptr_array_new ();
  TapeBarTotals totals
      = { .bar = { .start = placed->start, .length = length, .instrument = placed->trade.instrument } };

  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (all, (gpointer)&placed[i].trade);
      if (length == TAPE_BAR_DAY && in_session (universe, &placed[i].trade))
        g_ptr_array_add (session, (gpointer)&placed[i].trade);
    }
  set_prices (&totals, session->len > 0 ? session : all);
  set_sums (&totals, placed, n);
  return totals;
}

GArray *
totals_oracle_make (TapeUniverse *universe, GArray *trades, guint32 length, gboolean dropped)
{
  g_autoptr (GArray) placed = g_array_new (FALSE, FALSE, sizeof (Placed));
  GArray *bars = g_array_new (FALSE, FALSE, sizeof (TapeBarTotals));
  const Placed *all;

  for (guint i = 0; i < trades->len; i++)
    {
      const TotalsTrade *item = &g_array_index (trades, TotalsTrade, i);
      const TapeTrade *trade = &item->trade;
      const Placed one
          = { *trade, item->arrival, totals_oracle_get_start (universe, trade->instrument, length, trade->event_time) };

      if (dropped || !(length == TAPE_BAR_MINUTE ? item->from_minute : item->from_day))
        g_array_append_val (placed, one);
    }
  g_array_sort (placed, compare_placed);
  all = (const Placed *)(gpointer)placed->data;
  for (guint i = 0, n; i < placed->len; i += n)
    {
      TapeBarTotals totals;

      for (n = 1; i + n < placed->len && all[i + n].start == all[i].start
                  && all[i + n].trade.instrument == all[i].trade.instrument;)
        n++;
      totals = make_bar (universe, length, &all[i], n);
      g_array_append_val (bars, totals);
    }
  return bars;
}

void
totals_oracle_assert_equal (const TapeBarTotals *totals, const TapeBarTotals *wanted)
{
  const TapeBar *a = &totals->bar, *b = &wanted->bar;

  g_assert_cmpint (a->start, ==, b->start);
  g_assert_cmpuint (a->length, ==, b->length);
  g_assert_cmpuint (a->instrument, ==, b->instrument);
  g_assert_cmpuint (a->count, ==, b->count);
  g_assert_cmpuint (a->source, ==, b->source);
  g_assert_cmpfloat (a->open, ==, b->open);
  g_assert_cmpfloat (a->high, ==, b->high);
  g_assert_cmpfloat (a->low, ==, b->low);
  g_assert_cmpfloat (a->close, ==, b->close);
  g_assert_cmpfloat (a->volume, ==, b->volume);
  g_assert_cmpfloat (a->turnover, ==, b->turnover);
  g_assert_cmpfloat (a->buys, ==, b->buys);
  g_assert_cmpfloat (a->sells, ==, b->sells);
  g_assert_cmpint (totals->open_time, ==, wanted->open_time);
  g_assert_cmpint (totals->close_time, ==, wanted->close_time);
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    {
      const TapeTally *left = &totals->sides[side], *right = &wanted->sides[side];

      g_assert_cmpuint (left->count, ==, right->count);
      if (right->count == 0)
        continue;
      g_assert_cmpfloat (left->quantity, ==, right->quantity);
      g_assert_cmpfloat (left->turnover, ==, right->turnover);
      g_assert_cmpfloat (left->sum, ==, right->sum);
      g_assert_cmpfloat (left->low, ==, right->low);
      g_assert_cmpfloat (left->high, ==, right->high);
    }
}
