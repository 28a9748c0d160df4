/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The analyses that add up trades: buyers and sellers, pivots. */

#include <math.h>
#include <string.h>

#include "analyses-oracle-private.h"

static char
order_of_side (guint side)
{
  return side == TAPE_SIDE_BUY ? '0' : side == TAPE_SIDE_SELL ? '1' : '2';
}

static const char *
side_text (guint side)
{
  return side == TAPE_SIDE_BUY ? "buy" : side == TAPE_SIDE_SELL ? "sell" : "unknown";
}

static void
add_trade (Sum *sum, const TapeTrade *trade)
{
  sum->count++;
  sum->quantity += trade->quantity;
  sum->turnover += trade->price * trade->quantity;
  sum->sum += trade->price;
  sum->low = MIN (sum->low, trade->price);
  sum->high = MAX (sum->high, trade->price);
}

static void
add_bar (Sum *sum, const MarketDay *day)
{
  sum->quantity += day->bar.volume;
  sum->turnover += oracle_day_turnover (day);
  sum->low = MIN (sum->low, day->bar.low);
  sum->high = MAX (sum->high, day->bar.high);
}

/* Calls @each for every trade in the span, and for each day without trades where bars count. */
static void
each_event (Oracle *self, gboolean bars, void (*each) (Oracle *self, const MarketDay *day, const TapeTrade *trade))
{
  for (guint i = 0; i < self->market->days->len; i++)
    {
      const MarketDay *day = &g_array_index (self->market->days, MarketDay, i);

      if (bars && day->bar.length != 0 && market_whole_in_span (self->market, &self->query->span, day))
        each (self, day, NULL);
      for (guint j = 0; j < day->trades->len; j++)
        {
          const TapeTrade *trade = &g_array_index (day->trades, TapeTrade, j);

          if (market_trade_in_span (self->market, &self->query->span, trade))
            each (self, day, trade);
        }
    }
}

static void
sum_side (Oracle *self, const MarketDay *day, const TapeTrade *trade)
{
  const TapeInstrument *instrument = market_instrument (self->market, day->instrument);
  gboolean by_hour = self->query->by == TAPE_KEY_HOUR;
  gint64 time = by_hour ? tape_time_floor (trade->event_time, TAPE_HOUR) : 0;
  g_autofree char *time_order = oracle_order_of_time (time);
  const char *group = self->query->by == 0 || by_hour ? "" : oracle_group_text (instrument, self->query->by, 0);

  for (guint side = 0; side < TAPE_N_SIDES; side++)
    {
      Sum *sum = oracle_find_sum (self, g_strdup_printf ("%s\001%s\001%c\001%s", group, time_order,
                                                         order_of_side (side), instrument->currency));

      sum->instrument = day->instrument;
      sum->time = time;
      sum->side = side;
      if (trade != NULL && trade->side == side)
        add_trade (sum, trade);
      else if (trade == NULL && side == TAPE_SIDE_UNKNOWN)
        add_bar (sum, day);
    }
}

static guint64
count_group (Oracle *self, const Sum *of)
{
  const char *end = strchr (strchr (of->order, '\001') + 1, '\001');
  GHashTableIter iter;
  guint64 count = 0;
  gpointer value;

  g_hash_table_iter_init (&iter, self->sums);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (strncmp (((const Sum *)value)->order, of->order, (gsize)(end - of->order + 1)) == 0)
      count += ((const Sum *)value)->count;
  return count;
}

void
oracle_expect_buy_sell (Oracle *self)
{
  GHashTableIter iter;
  gpointer value;

  each_event (self, self->query->by != TAPE_KEY_HOUR, sum_side);
  g_hash_table_iter_init (&iter, self->sums);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Sum *sum = value;
      const TapeInstrument *instrument = market_instrument (self->market, sum->instrument);
      guint64 all = count_group (self, sum);
      Row *row = oracle_add_row (self, g_strdup (sum->order));

      if (self->query->by == TAPE_KEY_HOUR)
        oracle_put_integer (row, sum->time);
      else if (self->query->by != 0)
        oracle_put_text (row, oracle_group_text (instrument, self->query->by, 0));
      oracle_put_text (row, side_text (sum->side));
      oracle_put_integer (row, (gint64)sum->count);
      oracle_put_number (row, sum->quantity, 0);
      oracle_put_number (row, sum->turnover, 0);
      oracle_put_text (row, instrument->currency);
      oracle_put_number (row, all > 0 ? (double)sum->count / (double)all : NAN, 0);
    }
}

static const TapeKeys pivot_keys[] = { TAPE_KEY_SYMBOL, TAPE_KEY_INDUSTRY, TAPE_KEY_COUNTRY, TAPE_KEY_TECHNOLOGY };

static gint64
pivot_time (Oracle *self, const MarketDay *day, const TapeTrade *trade)
{
  switch ((guint)self->query->columns)
    {
    case TAPE_KEY_DAY:
      return day->bounds.date;
    case TAPE_KEY_HOUR:
      return tape_time_floor (trade->event_time, TAPE_HOUR);
    case TAPE_KEY_MINUTE:
      return tape_time_floor (trade->event_time, TAPE_MINUTE);
    default:
      return 0;
    }
}

static void
sum_cell (Oracle *self, const MarketDay *day, const TapeTrade *trade, guint technology)
{
  const TapeInstrument *instrument = market_instrument (self->market, day->instrument);
  guint side = trade == NULL ? TAPE_SIDE_UNKNOWN : trade->side;
  gint64 time = pivot_time (self, day, trade);
  g_autofree char *time_order = oracle_order_of_time (time);
  GString *order = g_string_new (NULL);
  Sum *sum;

  for (guint i = 0; i < G_N_ELEMENTS (pivot_keys); i++)
    if (self->query->rows & pivot_keys[i])
      g_string_append_printf (order, "%s\001", oracle_group_text (instrument, pivot_keys[i], technology));
  if (self->query->rows & TAPE_KEY_SIDE)
    g_string_append_c (order, order_of_side (side));
  g_string_append_printf (order, "\001%s\001%s", time_order, instrument->currency);
  sum = oracle_find_sum (self, g_string_free (order, FALSE));
  sum->instrument = day->instrument;
  sum->technology = technology;
  sum->side = side;
  sum->time = time;
  if (trade == NULL)
    add_bar (sum, day);
  else
    add_trade (sum, trade);
}

static void
sum_cells (Oracle *self, const MarketDay *day, const TapeTrade *trade)
{
  if (!(self->query->rows & TAPE_KEY_TECHNOLOGY))
    sum_cell (self, day, trade, 0);
  else
    for (guint i = 0; i < tape_group_count (TAPE_GROUP_TECHNOLOGY); i++)
      if (tape_instrument_in_group (market_instrument (self->market, day->instrument), TAPE_GROUP_TECHNOLOGY, i))
        sum_cell (self, day, trade, i);
}

void
oracle_expect_pivot (Oracle *self)
{
  GHashTableIter iter;
  gpointer value;

  each_event (self, !(self->query->columns & (TAPE_KEY_HOUR | TAPE_KEY_MINUTE)), sum_cells);
  g_hash_table_iter_init (&iter, self->sums);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Sum *sum = value;
      const TapeInstrument *instrument = market_instrument (self->market, sum->instrument);
      Row *row = oracle_add_row (self, g_strdup (sum->order));

      for (guint i = 0; i < G_N_ELEMENTS (pivot_keys); i++)
        if (self->query->rows & pivot_keys[i])
          oracle_put_text (row, oracle_group_text (instrument, pivot_keys[i], sum->technology));
      if (self->query->rows & TAPE_KEY_SIDE)
        oracle_put_text (row, side_text (sum->side));
      if (self->query->columns != 0)
        oracle_put_integer (row, sum->time);
      oracle_put_integer (row, (gint64)sum->count);
      oracle_put_number (row, sum->quantity, 0);
      oracle_put_number (row, sum->turnover, 0);
      oracle_put_text (row, instrument->currency);
      oracle_put_number (row, sum->count > 0 ? sum->sum / (double)sum->count : NAN, 0);
      oracle_put_number (row, sum->low, EXACT);
      oracle_put_number (row, sum->high, EXACT);
    }
}
