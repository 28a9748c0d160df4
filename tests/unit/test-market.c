/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-market.h"

#include <math.h>
#include <string.h>

#include "model/tape-market-history.h"

/* A Tuesday. */
#define DATE 16014

typedef struct
{
  TapeUniverse *universe;
  TapeFrame *frame;
  TapeMarket *market;
  guint changes;
} Fixture;

static guint32
add (Fixture *self, const char *symbol, double growth, guint64 count, double volume)
{
  TapeFrame *frame = self->frame;
  guint32 number = tape_universe_intern (self->universe, symbol, strlen (symbol));
  TapeFrameRow *row;
  TapeDay day;

  g_assert_cmpuint (number, ==, frame->n_rows);
  frame->rows = g_renew (TapeFrameRow, frame->rows, ++frame->n_rows);
  row = &frame->rows[number];
  memset (row, 0, sizeof *row);
  tape_universe_get_day (self->universe, number, (gint64)DATE * TAPE_DAY + 12 * TAPE_HOUR, &day);
  row->day = day.start;
  row->date = day.date;
  row->base = isnan (growth) ? TAPE_BASE_NONE : TAPE_BASE_PREVIOUS_CLOSE;
  row->previous_close = 100;
  row->last = 100 * (1 + (isnan (growth) ? 0 : growth));
  row->growth = growth;
  row->count = count;
  row->volume = volume;
  row->turnover = volume * row->last;
  for (guint i = 0; i < TAPE_N_VALUES; i++)
    row->values[i] = NAN;
  for (guint i = 0; i < TAPE_SPARK_POINTS; i++)
    row->spark[i] = i < TAPE_SPARK_POINTS / 2 ? (float)row->last : NAN;
  return number;
}

/* What the engine would say of the groups, in the plainest way. */
static void
finish (Fixture *self)
{
  TapeFrame *frame = self->frame;

  frame->serial++;
  frame->market_day = DATE;
  frame->now = (gint64)DATE * TAPE_DAY + 20 * TAPE_HOUR;
  frame->up = frame->down = frame->flat = 0;
  for (guint i = 0; i < frame->n_rows; i++)
    if (frame->rows[i].date >= DATE - 1 && !isnan (frame->rows[i].growth))
      {
        frame->up += frame->rows[i].growth > 0;
        frame->down += frame->rows[i].growth < 0;
        frame->flat += frame->rows[i].growth == 0;
      }
  for (guint grouping = 0; grouping < TAPE_N_GROUPINGS; grouping++)
    {
      g_free (frame->groups[grouping]);
      frame->groups[grouping] = g_new0 (TapeFrameGroup, tape_group_count (grouping));
      for (guint group = 0; group < tape_group_count (grouping); group++)
        {
          TapeFrameGroup *values = &frame->groups[grouping][group];
          double sum = 0;

          for (guint i = 0; i < frame->n_rows; i++)
            if (frame->rows[i].date >= DATE - 1 && !isnan (frame->rows[i].growth)
                && tape_instrument_in_group (tape_universe_get (self->universe, i), grouping, group))
              {
                sum += frame->rows[i].growth;
                values->members++;
                values->growing += frame->rows[i].growth > 0;
              }
          values->growth = values->members > 0 ? sum / values->members : NAN;
        }
    }
}

static void
show (Fixture *self)
{
  finish (self);
  tape_market_update (self->market, self->frame, self->universe);
}

static void
count_change (TapeMarket *market, Fixture *self)
{
  self->changes++;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->universe = tape_universe_new (FALSE);
  self->frame = g_new0 (TapeFrame, 1);
  self->frame->references = 1;
  self->frame->bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  self->frame->trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  self->frame->rules = g_array_new (FALSE, FALSE, sizeof (TapeAlertStanding));
  self->frame->levels = g_array_new (FALSE, FALSE, sizeof (TapeAlertLevel));
  self->frame->watermark = TAPE_NO_TIME;
  self->market = tape_market_new ();
  g_signal_connect (self->market, "changed", G_CALLBACK (count_change), self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_unref (self->market);
  g_assert_cmpint (self->frame->references, ==, 1);
  tape_frame_unref (self->frame);
  tape_universe_unref (self->universe);
}

static guint
find_group (TapeGrouping grouping, const char *name)
{
  for (guint i = 0; i < tape_group_count (grouping); i++)
    if (g_str_equal (tape_group_name (grouping, i), name))
      return i;
  g_error ("no group is called %s", name);
}

static void
test_sentence (Fixture *self, gconstpointer data)
{
  g_autofree char *nothing = tape_market_dup_breadth (self->market);
  g_autofree char *breadth = NULL;
  g_autofree char *extremes = NULL;
  g_autofree char *countries = NULL;

  g_assert_cmpstr (nothing, ==, "");
  add (self, "AAPL", 0.01, 10, 100);
  add (self, "MSFT", 0.02, 10, 100);
  add (self, "XOM", -0.03, 10, 100);
  add (self, "CVX", 0, 10, 100);
  add (self, "JPM", 0.005, 10, 100);
  /* What no table knows is never the strongest. */
  add (self, "QQQQQQQ", 0.5, 10, 100);
  show (self);
  breadth = tape_market_dup_breadth (self->market);
  g_assert_cmpstr (breadth, ==, "4 up, 1 down.");
  extremes = tape_market_dup_extremes (self->market);
  g_assert_cmpstr (extremes, ==, "Information Technology strongest, +1.50\302\240%. Energy weakest, −1.50\302\240%.");
  tape_market_set_grouping (self->market, TAPE_GROUP_COUNTRY);
  countries = tape_market_dup_extremes (self->market);
  g_assert_cmpstr (countries, ==, "United States +0.10\302\240%.");
  g_assert_cmpuint (self->changes, ==, 2);
}

static void
test_ranking (Fixture *self, gconstpointer data)
{
  guint32 best[4];

  add (self, "MSFT", 0.02, 1, 50);
  add (self, "AAPL", 0.02, 1, 50);
  add (self, "XOM", -0.03, 1, 70);
  add (self, "CVX", -0.04, 1, 0);
  add (self, "JPM", 0, 1, 60);
  add (self, "BAC", NAN, 1, 90);
  add (self, "IBM", 0.03, 1, 10);
  add (self, "NVDA", 0.9, 1, 1000);
  /* The day before yesterday's: no part of today's market. */
  self->frame->rows[7].date = DATE - 2;
  self->frame->rows[7].day -= 2 * TAPE_DAY;
  show (self);

  g_assert_cmpuint (tape_market_get_n_members (self->market), ==, 7);
  g_assert_cmpuint (tape_market_rank (self->market, TAPE_RANKING_GAINERS, best, 4), ==, 3);
  g_assert_cmpuint (best[0], ==, 6);
  g_assert_cmpuint (best[1], ==, 1);
  g_assert_cmpuint (best[2], ==, 0);
  g_assert_cmpuint (tape_market_rank (self->market, TAPE_RANKING_LOSERS, best, 4), ==, 2);
  g_assert_cmpuint (best[0], ==, 3);
  g_assert_cmpuint (best[1], ==, 2);
  g_assert_cmpuint (tape_market_rank (self->market, TAPE_RANKING_ACTIVE, best, 4), ==, 4);
  g_assert_cmpuint (best[0], ==, 5);
  g_assert_cmpuint (best[1], ==, 2);
  g_assert_cmpuint (best[2], ==, 4);
  g_assert_cmpuint (best[3], ==, 1);
}

/* Groups are what the frame says, and each instrument has a tile in every group that it is in. */
static void
test_groups (Fixture *self, gconstpointer data)
{
  guint n_instruments;
  const TapeInstrument *instruments = tape_instruments_list (&n_instruments);

  for (guint i = 0; i < n_instruments; i++)
    add (self, instruments[i].symbol, g_test_rand_double_range (-0.1, 0.1), (guint64)g_test_rand_int_range (1, 1000),
         1);
  for (guint grouping = 0; grouping < TAPE_N_GROUPINGS; grouping++)
    {
      GListModel *groups = tape_market_get_groups (self->market);
      g_autofree guint *tiles_in = g_new0 (guint, tape_group_count (grouping));
      const TapeMarketTile *tiles;
      const char *currency;
      guint n_tiles;
      guint n_groups = 0;
      guint none = 0;

      tape_market_set_grouping (self->market, grouping);
      show (self);
      tiles = tape_market_get_tiles (self->market, &n_tiles);
      for (guint i = 0; i < n_tiles; i++)
        {
          g_assert_true (tape_instrument_in_group (&instruments[tiles[i].instrument], grouping, tiles[i].group));
          g_assert_cmpfloat (tiles[i].weight, ==, (double)self->frame->rows[tiles[i].instrument].count);
          tiles_in[tiles[i].group]++;
        }
      for (guint i = 0; i < tape_group_count (grouping); i++)
        {
          g_assert_cmpuint (tiles_in[i], ==, self->frame->groups[grouping][i].members);
          n_groups += tiles_in[i] > 0;
        }
      for (guint i = 0; i < n_instruments; i++)
        none += tape_frame_row_is_current (self->frame, &self->frame->rows[i]) && grouping == TAPE_GROUP_TECHNOLOGY
                && instruments[i].technologies == 0;
      g_assert_cmpuint (tape_market_get_left_out (self->market, &currency), ==, none);
      g_assert_null (currency);
      g_assert_cmpuint (g_list_model_get_n_items (groups), ==, n_groups);
      for (guint i = 0; i < n_groups; i++)
        {
          g_autoptr (TapeMarketGroup) group = g_list_model_get_item (groups, i);

          g_assert_cmpmem (tape_market_group_get_values (group), sizeof (TapeFrameGroup),
                           &self->frame->groups[grouping][tape_market_group_get_number (group)],
                           sizeof (TapeFrameGroup));
        }
    }
}

static void
test_drill_down (Fixture *self, gconstpointer data)
{
  guint energy = find_group (TAPE_GROUP_INDUSTRY, "Energy");
  GListModel *rows = tape_market_get_rows (self->market);
  g_autoptr (TapeMarketRow) row = NULL;
  g_autofree char *groups = NULL;
  guint n_tiles;

  add (self, "AAPL", 0.01, 10, 100);
  add (self, "XOM", -0.03, 10, 100);
  show (self);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 2);
  tape_market_set_group (self->market, energy);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 1);
  row = g_list_model_get_item (rows, 0);
  g_assert_cmpstr (tape_market_row_get_instrument (row)->symbol, ==, "XOM");
  groups = tape_market_row_get_groups (row, TAPE_GROUP_INDUSTRY);
  g_assert_cmpstr (groups, ==, "Energy");
  g_assert_cmpuint (tape_market_get_tiles (self->market, &n_tiles)->group, ==, energy);
  g_assert_cmpuint (n_tiles, ==, 1);
  tape_market_set_grouping (self->market, TAPE_GROUP_COUNTRY);
  g_assert_cmpuint (tape_market_get_group (self->market), ==, TAPE_MARKET_ALL);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 2);
}

/* Turnover is never compared across currencies. */
static void
test_turnover (Fixture *self, gconstpointer data)
{
  const TapeMarketTile *tiles;
  const char *currency;
  guint n_tiles;

  add (self, "AAPL", 0.01, 10, 100);
  add (self, "MSFT", 0.01, 10, 200);
  add (self, "SAP.DE", 0.01, 15, 5000);
  add (self, "QQQQQQQ", 0.01, 90, 5000);
  tape_market_set_weight (self->market, TAPE_MARKET_BY_TURNOVER);
  show (self);
  g_assert_cmpuint (tape_market_get_left_out (self->market, &currency), ==, 2);
  g_assert_cmpstr (currency, ==, "USD");
  tiles = tape_market_get_tiles (self->market, &n_tiles);
  g_assert_cmpuint (n_tiles, ==, 2);
  g_assert_cmpfloat (tiles[0].weight, ==, self->frame->rows[0].turnover);
  g_assert_cmpfloat (tiles[1].weight, ==, self->frame->rows[1].turnover);
}

static void
test_only_bars (Fixture *self, gconstpointer data)
{
  guint n_tiles;

  add (self, "AAPL", 0.01, 0, 100);
  add (self, "MSFT", 0.01, 0, 200);
  show (self);
  g_assert_cmpfloat (tape_market_get_tiles (self->market, &n_tiles)[1].weight, ==, 1);
  g_assert_cmpuint (n_tiles, ==, 2);
}

static void
count_items (GListModel *model, guint position, guint removed, guint added, guint *count)
{
  ++*count;
}

/* Rows say what changed, and only that; the list says nothing while the same are in it. */
static void
test_rows_stay (Fixture *self, gconstpointer data)
{
  GListModel *rows = tape_market_get_rows (self->market);
  g_autoptr (TapeMarketRow) first = NULL;
  g_autoptr (TapeMarketRow) second = NULL;
  guint lists = 0;
  guint firsts = 0;
  guint seconds = 0;

  add (self, "AAPL", 0.01, 10, 100);
  add (self, "MSFT", NAN, 10, 200);
  show (self);
  first = g_list_model_get_item (rows, 0);
  second = g_list_model_get_item (rows, 1);
  g_signal_connect (rows, "items-changed", G_CALLBACK (count_items), &lists);
  g_signal_connect_swapped (first, "changed", G_CALLBACK (g_atomic_int_inc), &firsts);
  g_signal_connect_swapped (second, "changed", G_CALLBACK (g_atomic_int_inc), &seconds);
  show (self);
  g_assert_cmpuint (firsts, ==, 0);
  self->frame->rows[0].last = 103;
  self->frame->rows[0].growth = 0.03;
  show (self);
  g_assert_cmpuint (firsts, ==, 1);
  g_assert_cmpuint (seconds, ==, 0);
  g_assert_cmpfloat (tape_market_row_get_growth (first), ==, 0.03);
  g_assert_true (isnan (tape_market_row_get_strength (second)));
  self->frame->rows[1].values[TAPE_VALUE_RSI_14] = 61.5;
  show (self);
  g_assert_cmpuint (firsts, ==, 1);
  g_assert_cmpuint (seconds, ==, 1);
  g_assert_cmpfloat (tape_market_row_get_strength (second), ==, 61.5);
  g_assert_cmpuint (lists, ==, 0);
  add (self, "IBM", 0.01, 10, 100);
  show (self);
  g_assert_cmpuint (lists, ==, 1);
  tape_market_reset (self->market);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 0);
  g_assert_null (tape_market_get_frame (self->market));
}

static void
test_breadth (Fixture *self, gconstpointer data)
{
  TapeBreadth breadth;
  TapeDay day;

  tape_breadth_read (&breadth, self->frame, self->universe);
  g_assert_null (breadth.exchange);
  g_assert_cmpuint (breadth.n, ==, 0);

  add (self, "AAPL", 0.01, 10, 100);
  add (self, "MSFT", -0.01, 10, 100);
  add (self, "IBM", -0.01, 10, 100);
  self->frame->rows[2].spark[0] = 100;
  self->frame->rows[2].spark[1] = 101;
  /* Closed hours before New York opens: it keeps its last price. */
  add (self, "7203.T", 0.02, 10, 100);
  for (guint i = 0; i < TAPE_SPARK_POINTS; i++)
    self->frame->rows[3].spark[i] = 102;
  finish (self);
  tape_breadth_read (&breadth, self->frame, self->universe);
  tape_universe_get_day (self->universe, 0, self->frame->rows[0].day, &day);
  g_assert_true (breadth.exchange == tape_universe_get (self->universe, 0)->exchange);
  g_assert_cmpint (breadth.start, ==, day.open + (day.close - day.open) / TAPE_SPARK_POINTS);
  g_assert_cmpint (breadth.end, ==, day.close);
  g_assert_cmpuint (breadth.n, ==, TAPE_SPARK_POINTS / 2);
  g_assert_cmpuint (breadth.up[0], ==, 2);
  g_assert_cmpuint (breadth.down[0], ==, 1);
  g_assert_cmpuint (breadth.up[1], ==, 3);
  g_assert_cmpuint (breadth.down[1], ==, 1);
  g_assert_cmpuint (breadth.up[2], ==, 2);
  g_assert_cmpuint (breadth.down[2], ==, 2);
}

static void
test_flow_history (Fixture *self, gconstpointer data)
{
  TapeFlowHistory history = { .n = 0 };
  gint64 start = (gint64)DATE * TAPE_DAY;

  finish (self);
  self->frame->watermark = start;
  self->frame->flow[TAPE_SIDE_BUY].count = 500;
  tape_flow_history_add (&history, self->frame);
  g_assert_cmpuint (history.n, ==, 0);

  for (guint minute = 0; minute < 100; minute++)
    for (guint second = 0; second < 60; second += 20)
      {
        self->frame->watermark = start + minute * TAPE_MINUTE + second * TAPE_SECOND;
        self->frame->flow[TAPE_SIDE_BUY].count += minute;
        self->frame->flow[TAPE_SIDE_SELL].count += 1;
        tape_flow_history_add (&history, self->frame);
      }
  g_assert_cmpuint (history.n, ==, TAPE_FLOW_MINUTES);
  g_assert_cmpint (history.minutes[0].start, ==, start + (100 - TAPE_FLOW_MINUTES) * TAPE_MINUTE);
  for (guint i = 0; i < history.n; i++)
    {
      g_assert_cmpuint (history.minutes[i].count[TAPE_SIDE_BUY], ==, 3 * (100 - TAPE_FLOW_MINUTES + i));
      g_assert_cmpuint (history.minutes[i].count[TAPE_SIDE_SELL], ==, 3);
    }

  /* The next day counts anew. */
  self->frame->market_day++;
  self->frame->watermark += TAPE_DAY;
  self->frame->flow[TAPE_SIDE_BUY].count = 2;
  self->frame->flow[TAPE_SIDE_SELL].count = 0;
  tape_flow_history_add (&history, self->frame);
  g_assert_cmpuint (history.minutes[history.n - 1].count[TAPE_SIDE_BUY], ==, 2);
  g_assert_cmpuint (history.minutes[history.n - 1].count[TAPE_SIDE_SELL], ==, 0);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/model/market/sentence", test_sentence);
  ADD ("/model/market/ranking-ties-by-symbol", test_ranking);
  ADD ("/model/market/groups-as-the-engine-says", test_groups);
  ADD ("/model/market/drill-down", test_drill_down);
  ADD ("/model/market/turnover-of-one-currency", test_turnover);
  ADD ("/model/market/only-bars", test_only_bars);
  ADD ("/model/market/rows-stay", test_rows_stay);
  ADD ("/model/market/breadth-over-the-day", test_breadth);
  ADD ("/model/market/flow-by-minute", test_flow_history);
  return g_test_run ();
}
