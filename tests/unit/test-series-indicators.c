/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The indicators of a series: always those of all its closed bars, however it came by them. */

#include "series-store.h"

#include <math.h>

/* What is shown, computed at once over all closed bars. */
static void
assert_computed (Store *store, guint index, gboolean complete)
{
  guint n_closed = tape_series_get_n_closed (store->series), n_bars = store_count_bars (store), n;
  const TapeIndicator *indicator = &tape_series_get_indicators (store->series, &n)[index];
  gboolean by_day = (indicator->form->needs & TAPE_INDICATOR_NEEDS_DATE) != 0;
  g_autofree void *state = g_malloc0 (tape_indicator_state_size (indicator));
  TapeDay day, first;

  for (guint i = 0; i < n_bars; i++)
    {
      const TapeBar *bar = store_get_bar (store, i);
      double values[TAPE_INDICATOR_OUTPUTS];

      tape_universe_get_day (store->universe, store->instrument, bar->start, &day);
      if (i == 0)
        first = day;
      if (i < n_closed)
        tape_indicator_update (
            indicator, state,
            &(TapeIndicatorBar){ bar->start, bar->open, bar->high, bar->low, bar->close, bar->volume, day.date },
            values);
      for (guint j = 0; j < tape_indicator_count_outputs (indicator); j++)
        {
          double value = tape_series_get_values (store->series, index, j)[i];

          if (i >= n_closed || isnan (values[j]) || (by_day && !complete && day.date == first.date))
            g_assert_true (isnan (value));
          else
            g_assert_cmpfloat (value, ==, values[j]);
        }
    }
}

static void
assert_all_computed (Store *store, gboolean complete)
{
  guint n;

  tape_series_get_indicators (store->series, &n);
  for (guint i = 0; i < n; i++)
    assert_computed (store, i, complete);
}

/* All of the table, and some whose states lie far apart. */
static void
choose_all (Store *store)
{
  guint n;
  const TapeIndicatorType *const *types = tape_indicator_types (&n);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (names, (gpointer)types[i]->name);
  g_ptr_array_add (names, (gpointer) "sma:700");
  g_ptr_array_add (names, (gpointer) "bollinger:300,2");
  g_ptr_array_add (names, (gpointer) "max:30m");
  g_ptr_array_add (names, NULL);
  store_choose (store, (const char *const *)names->pdata);
}

/* A bar or two at the end, sometimes one in the middle that a late trade changes; what was computed before is not
 * computed again, and yet all is as if it were. */
static void
test_tail_equals_all (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint32 count = 2;
  Store store;

  g_test_message ("seed %u", seed);
  store_init (&store);
  choose_all (&store);
  for (guint i = 0; i < 1300; i++)
    store_add_bar (store.bars,
                   store_make_bar (OPEN + i * TAPE_MINUTE, TAPE_BAR_MINUTE, g_rand_double_range (rand, 90, 110), 2));
  tape_series_show (store.series, store.universe, store.instrument, TAPE_INTERVAL_1_MINUTE);
  assert_all_computed (&store, FALSE);
  for (guint round = 0; round < 60; round++)
    {
      guint n = store_count_bars (&store);
      guint at = round % 3 == 2 ? (guint)g_rand_int_range (rand, 0, (gint32)n) : n;
      gint64 start = OPEN + at * TAPE_MINUTE;
      TapeBar bar = store_make_bar (start, TAPE_BAR_MINUTE, g_rand_double_range (rand, 90, 110), ++count);

      /* The watermark goes back where another source begins. */
      store_show_frame (&store, &bar, 1, OPEN + (n - (guint)g_rand_int_range (rand, 0, 300)) * TAPE_MINUTE);
      assert_all_computed (&store, FALSE);
    }
  store_clear (&store);
}

/* What counts from the day's first bar is not shown on a day that may lack its beginning; the newest is read whole. */
static void
test_days_are_whole (void)
{
  gint64 midnight = OPEN - 9 * TAPE_HOUR - TAPE_HOUR / 2;
  Store store;

  store_init (&store);
  store_choose (&store, (const char *const[]){ "vwap", "sma:5", NULL });
  for (guint i = 0; i < 4000; i++)
    store_add_bar (store.bars,
                   store_make_bar (midnight - TAPE_HOUR + i * 15 * TAPE_SECOND, TAPE_BAR_SECOND, 100 + i % 50, 2));
  store.holds_back = TRUE;
  tape_series_show (store.series, store.universe, store.instrument, TAPE_INTERVAL_1_SECOND);
  store.holds_back = FALSE;
  store_answer (&store);
  g_assert_cmpuint (store.n_requests, ==, 3);
  g_assert_cmpuint (store_count_bars (&store), ==, 4000);
  assert_all_computed (&store, FALSE);
  g_assert_true (isnan (tape_series_get_values (store.series, 0, 0)[239]));
  g_assert_false (isnan (tape_series_get_values (store.series, 0, 0)[240]));

  tape_series_load_earlier (store.series);
  g_assert_true (tape_series_is_complete (store.series));
  assert_all_computed (&store, TRUE);
  g_assert_false (isnan (tape_series_get_values (store.series, 0, 0)[0]));
  store_clear (&store);
}

static void
test_indicators_are_chosen (void)
{
  Store store;
  guint n;

  store_init (&store);
  for (guint i = 0; i < 40; i++)
    store_add_bar (store.bars, store_make_bar (OPEN + i * TAPE_MINUTE, TAPE_BAR_MINUTE, 100 + i, 2));
  tape_series_show (store.series, store.universe, store.instrument, TAPE_INTERVAL_1_MINUTE);
  store.n_changes = 0;
  store_choose (&store, (const char *const[]){ "rsi:7", "macd", NULL });
  g_assert_cmpuint (store.n_changes, ==, 1);
  g_assert_cmpstr (tape_series_get_indicators (store.series, &n)[1].type->name, ==, "macd");
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpfloat (tape_series_get_values (store.series, 0, 0)[39], ==, 100);
  assert_all_computed (&store, FALSE);
  store_choose (&store, (const char *const[]){ NULL });
  tape_series_get_indicators (store.series, &n);
  g_assert_cmpuint (n, ==, 0);
  store_clear (&store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/series/indicators-are-chosen", test_indicators_are_chosen);
  g_test_add_func ("/model/series/indicators-of-the-tail-equal-those-of-all", test_tail_equals_all);
  g_test_add_func ("/model/series/indicators-of-a-day-are-of-a-whole-one", test_days_are_whole);
  return g_test_run ();
}
