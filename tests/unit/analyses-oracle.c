/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analyses-oracle-private.h"

#include <math.h>
#include <string.h>

static void
clear_row (gpointer row)
{
  g_free (((Row *)row)->order);
}

static void
free_sum (gpointer sum)
{
  g_free (((Sum *)sum)->order);
  g_free (sum);
}

Row *
oracle_add_row (Oracle *self, char *order)
{
  Row row = { .order = order };

  g_array_append_val (self->rows, row);
  return &g_array_index (self->rows, Row, self->rows->len - 1);
}

void
oracle_put_text (Row *row, const char *text)
{
  row->cells[row->n++].text = text;
}

void
oracle_put_integer (Row *row, gint64 integer)
{
  row->cells[row->n++].integer = integer;
}

void
oracle_put_number (Row *row, double number, double scale)
{
  row->cells[row->n++] = (Cell){ .number = number, .scale = scale };
}

Sum *
oracle_find_sum (Oracle *self, char *order)
{
  Sum *sum = g_hash_table_lookup (self->sums, order);

  if (sum == NULL)
    {
      sum = g_new0 (Sum, 1);
      sum->order = order;
      sum->low = INFINITY;
      sum->high = -INFINITY;
      g_hash_table_insert (self->sums, order, sum);
    }
  else
    g_free (order);
  return sum;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Row *)a)->order, ((const Row *)b)->order);
}

static void
assert_cell (const Cell *cell, const TapeAnalysisResult *result, gsize row, guint column)
{
  double number;

  switch (tape_analysis_result_get_column (result, column)->kind)
    {
    case TAPE_COLUMN_TEXT:
      g_assert_cmpstr (tape_analysis_result_get_text (result, row, column), ==, cell->text);
      break;
    case TAPE_COLUMN_COUNT:
    case TAPE_COLUMN_DAY:
    case TAPE_COLUMN_TIME:
      g_assert_cmpint (tape_analysis_result_get_integer (result, row, column), ==, cell->integer);
      break;
    case TAPE_COLUMN_QUANTITY:
    case TAPE_COLUMN_PRICE:
    case TAPE_COLUMN_FRACTION:
      number = tape_analysis_result_get_number (result, row, column);
      g_assert_cmpint (isnan (number), ==, !isfinite (cell->number));
      if (cell->scale == EXACT)
        g_assert_cmpfloat (number, ==, cell->number);
      else if (!isnan (number))
        g_assert_cmpfloat (fabs (number - cell->number), <=, 1e-9 * MAX (fabs (cell->number), cell->scale));
      break;
    }
}

static void
assert_rows (Oracle *self, const TapeAnalysisResult *result)
{
  g_array_sort (self->rows, compare_rows);
  g_assert_cmpuint (tape_analysis_result_get_n_rows (result), ==, self->rows->len);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);

      g_assert_cmpuint (tape_analysis_result_get_n_columns (result), ==, row->n);
      for (guint column = 0; column < row->n; column++)
        assert_cell (&row->cells[column], result, i, column);
    }
}

/* --- Orders --- */

char *
oracle_order_of_time (gint64 time)
{
  return g_strdup_printf ("%020" G_GINT64_FORMAT, time + G_GINT64_CONSTANT (1000000000000000000));
}

const char *
oracle_group_text (const TapeInstrument *instrument, TapeKeys key, guint technology)
{
  switch ((guint)key)
    {
    case TAPE_KEY_SYMBOL:
      return instrument->symbol;
    case TAPE_KEY_INDUSTRY:
      return tape_group_name (TAPE_GROUP_INDUSTRY, instrument->industry);
    case TAPE_KEY_COUNTRY:
      return tape_group_name (TAPE_GROUP_COUNTRY, instrument->country);
    default:
      return tape_group_name (TAPE_GROUP_TECHNOLOGY, technology);
    }
}

/* --- Days --- */

static double
day_volume (const MarketDay *day)
{
  double volume = day->bar.length != 0 ? day->bar.volume : 0;

  for (guint i = 0; i < day->trades->len; i++)
    volume += g_array_index (day->trades, TapeTrade, i).quantity;
  return volume;
}

double
oracle_day_turnover (const MarketDay *day)
{
  double turnover = 0;

  if (day->bar.length != 0)
    return day->bar.turnover > 0 || day->bar.volume == 0 ? day->bar.turnover : NAN;
  for (guint i = 0; i < day->trades->len; i++)
    turnover += g_array_index (day->trades, TapeTrade, i).price * g_array_index (day->trades, TapeTrade, i).quantity;
  return turnover;
}

static double
day_growth (const MarketDay *day)
{
  double base = isnan (day->previous_close) ? day->open : day->previous_close;

  return (day->last - base) / base;
}

static void
sum_growth (Oracle *self, const MarketDay *day, TapeKeys key, guint technology)
{
  const TapeInstrument *instrument = market_instrument (self->market, day->instrument);
  gboolean by_turnover = self->query->weight == TAPE_WEIGHT_TURNOVER;
  double weight = by_turnover ? oracle_day_turnover (day) : 1;
  g_autofree char *time = oracle_order_of_time (day->bounds.date);
  double growth = day_growth (day);
  Sum *sum;

  if (isnan (weight))
    return;
  sum = oracle_find_sum (self, g_strdup_printf ("%s\001%s\001%s", oracle_group_text (instrument, key, technology), time,
                                                by_turnover ? instrument->currency : ""));
  sum->instrument = day->instrument;
  sum->technology = technology;
  sum->time = day->bounds.date;
  sum->growth += weight * growth;
  sum->weight += weight;
  sum->scale = MAX (sum->scale, fabs (growth));
  sum->members++;
  sum->growing += growth > 0;
  sum->by_close += !isnan (day->previous_close);
  sum->by_open += isnan (day->previous_close);
}

static void
sum_all_growth (Oracle *self, TapeKeys key)
{
  for (guint i = 0; i < self->market->days->len; i++)
    {
      const MarketDay *day = &g_array_index (self->market->days, MarketDay, i);
      const TapeInstrument *instrument = market_instrument (self->market, day->instrument);

      if (!market_in_span (self->market, &self->query->span, day))
        continue;
      if (key != TAPE_KEY_TECHNOLOGY)
        sum_growth (self, day, key, 0);
      for (guint j = 0; key == TAPE_KEY_TECHNOLOGY && j < tape_group_count (TAPE_GROUP_TECHNOLOGY); j++)
        if (tape_instrument_in_group (instrument, TAPE_GROUP_TECHNOLOGY, j))
          sum_growth (self, day, key, j);
    }
}

static void
expect_growth (Oracle *self, TapeKeys key)
{
  GHashTableIter iter;
  gpointer value;

  sum_all_growth (self, key);
  g_hash_table_iter_init (&iter, self->sums);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Sum *sum = value;
      const TapeInstrument *instrument = market_instrument (self->market, sum->instrument);
      Row *row = oracle_add_row (self, g_strdup (sum->order));

      oracle_put_text (row, oracle_group_text (instrument, key, sum->technology));
      oracle_put_integer (row, sum->time);
      if (key == TAPE_KEY_COUNTRY)
        {
          oracle_put_integer (row, sum->growing);
          oracle_put_integer (row, sum->members);
          oracle_put_number (row, (double)sum->growing / sum->members, 0);
          continue;
        }
      oracle_put_number (row, sum->growth / sum->weight, sum->scale);
      oracle_put_integer (row, sum->members);
      oracle_put_text (row, sum->by_open == 0 ? "previous-close" : sum->by_close == 0 ? "open" : "mixed");
      oracle_put_text (row, self->query->weight == TAPE_WEIGHT_TURNOVER ? instrument->currency : NULL);
    }
}

static void
expect_daily_volume (Oracle *self)
{
  for (guint i = 0; i < self->market->days->len; i++)
    {
      const MarketDay *day = &g_array_index (self->market->days, MarketDay, i);
      const TapeInstrument *instrument = market_instrument (self->market, day->instrument);
      g_autofree char *time = oracle_order_of_time (day->bounds.date);
      Row *row;

      if (!market_in_span (self->market, &self->query->span, day))
        continue;
      row = oracle_add_row (self, g_strdup_printf ("%s\001%s", instrument->symbol, time));
      oracle_put_text (row, instrument->symbol);
      oracle_put_integer (row, day->bounds.date);
      oracle_put_number (row, day_volume (day), 0);
      oracle_put_number (row, oracle_day_turnover (day), 0);
      oracle_put_text (row, instrument->currency);
    }
}

/* --- Rankings --- */

/* Puts the ranks into rows that hold all else, by their numbers @scores, the largest first, ties by symbol. */
static void
rank_rows (Oracle *self, const double *scores)
{
  guint n = self->rows->len;
  g_autofree guint *ranks = g_new (guint, n + 1);

  for (guint i = 0; i < n; i++)
    {
      ranks[i] = 1;
      for (guint j = 0; j < n; j++)
        ranks[i]
            += scores[j] > scores[i]
               || (scores[j] == scores[i]
                   && strcmp (g_array_index (self->rows, Row, j).order, g_array_index (self->rows, Row, i).order) < 0);
    }
  for (guint i = n; i-- > 0;)
    {
      Row *row = &g_array_index (self->rows, Row, i);

      row->cells[0].integer = ranks[i];
      g_free (row->order);
      row->order = oracle_order_of_time (ranks[i]);
    }
  g_array_sort (self->rows, compare_rows);
  if (self->query->top > 0 && self->query->top < n)
    g_array_set_size (self->rows, self->query->top);
}

static void
expect_average_volume (Oracle *self)
{
  double scores[64];

  for (guint32 i = 0; i < tape_universe_count (self->market->universe); i++)
    {
      guint days = 0, trades = 0;
      double volume = 0, quantity = 0;
      Row *row;

      for (guint j = 0; j < self->market->days->len; j++)
        {
          const MarketDay *day = &g_array_index (self->market->days, MarketDay, j);

          if (day->instrument != i || !market_in_span (self->market, &self->query->span, day))
            continue;
          days++;
          volume += day_volume (day);
          trades += day->trades->len;
          quantity += day->trades->len > 0 ? day_volume (day) : 0;
        }
      if (days == 0)
        continue;
      scores[self->rows->len] = volume / days;
      row = oracle_add_row (self, g_strdup (market_instrument (self->market, i)->symbol));
      oracle_put_integer (row, 0);
      oracle_put_text (row, market_instrument (self->market, i)->symbol);
      oracle_put_number (row, volume / days, 0);
      oracle_put_integer (row, days);
      oracle_put_number (row, trades > 0 ? quantity / trades : NAN, 0);
    }
  rank_rows (self, scores);
}

static double
day_volatility (const MarketDay *day, double *scale)
{
  g_autoptr (GArray) closes = g_array_new (FALSE, FALSE, sizeof (double));
  double mean = 0, squares = 0;
  guint n;

  *scale = 0;
  for (guint i = 0; i < day->trades->len; i++)
    {
      const TapeTrade *trade = &g_array_index (day->trades, TapeTrade, i);

      if (i + 1 == day->trades->len
          || tape_time_floor (trade[1].event_time, TAPE_MINUTE) != tape_time_floor (trade->event_time, TAPE_MINUTE))
        g_array_append_val (closes, trade->price);
    }
  if (closes->len < 4)
    return NAN;
  n = closes->len - 1;
  for (guint i = 0; i < n; i++)
    mean += log (g_array_index (closes, double, i + 1) / g_array_index (closes, double, i)) / n;
  for (guint i = 0; i < n; i++)
    {
      double change = log (g_array_index (closes, double, i + 1) / g_array_index (closes, double, i));

      squares += (change - mean) * (change - mean);
      *scale = MAX (*scale, fabs (change));
    }
  return sqrt (squares / n);
}

static double
ranking_score (TapeRanking ranking, double growth, double volume, double volatility)
{
  double scores[] = { growth, -growth, volume, volatility };

  return ranking == TAPE_RANKING_VOLATILE || scores[ranking] > 0 ? scores[ranking] : NAN;
}

static void
expect_movers (Oracle *self)
{
  double scores[64];

  for (guint32 i = 0; i < tape_universe_count (self->market->universe); i++)
    {
      const TapeInstrument *instrument = market_instrument (self->market, i);
      const MarketDay *latest = NULL;
      double volatility, scale, score;
      Row *row;

      for (guint j = 0; j < self->market->days->len; j++)
        {
          const MarketDay *day = &g_array_index (self->market->days, MarketDay, j);

          if (day->instrument == i && market_in_span (self->market, &self->query->span, day))
            latest = day;
        }
      if (latest == NULL)
        continue;
      volatility = day_volatility (latest, &scale);
      score = ranking_score (self->query->ranking, day_growth (latest), day_volume (latest), volatility);
      if (isnan (score))
        continue;
      scores[self->rows->len] = score;
      row = oracle_add_row (self, g_strdup (instrument->symbol));
      oracle_put_integer (row, 0);
      oracle_put_text (row, instrument->symbol);
      oracle_put_text (row, instrument->name);
      oracle_put_number (row, latest->last, EXACT);
      oracle_put_number (row, day_growth (latest), 0);
      oracle_put_number (row, day_volume (latest), 0);
      oracle_put_number (row, volatility, scale);
    }
  rank_rows (self, scores);
}

/* --- All --- */

static void
expect (Oracle *self, const char *name)
{
  if (g_str_equal (name, "industry-growth"))
    expect_growth (self, TAPE_KEY_INDUSTRY);
  else if (g_str_equal (name, "technology-growth"))
    expect_growth (self, TAPE_KEY_TECHNOLOGY);
  else if (g_str_equal (name, "country-growth"))
    expect_growth (self, TAPE_KEY_COUNTRY);
  else if (g_str_equal (name, "buy-sell"))
    oracle_expect_buy_sell (self);
  else if (g_str_equal (name, "daily-volume"))
    expect_daily_volume (self);
  else if (g_str_equal (name, "highest-average-volume"))
    expect_average_volume (self);
  else if (g_str_equal (name, "movers"))
    expect_movers (self);
  else if (g_str_equal (name, "pivot"))
    oracle_expect_pivot (self);
  else
    g_assert_not_reached ();
}

gsize
oracle_check (Market *market, const TapeAnalysisQuery *query, const TapeAnalysisResult *result)
{
  Oracle self = { .market = market, .query = query };
  gsize n;

  self.sums = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_sum);
  self.rows = g_array_new (FALSE, TRUE, sizeof (Row));
  g_array_set_clear_func (self.rows, clear_row);
  expect (&self, tape_analysis_get_name (query->analysis));
  assert_rows (&self, result);
  n = self.rows->len;
  g_hash_table_unref (self.sums);
  g_array_unref (self.rows);
  return n;
}
