/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bars of a series: what is stored, with what frames tell lying over it. */

#include "series-store.h"

#include <math.h>

static const guint periods[] = { 5, 10 };

/* Each bar of the interval by its definition: all stored bars that lie in it, one after the other. */
static void
assert_gathered (Store *store, TapeInterval interval, gint64 offset)
{
  gint64 length = tape_interval_get_length (interval);
  guint n = 0;

  for (guint i = 0; i < store->bars->len;)
    {
      const TapeBar *first = &g_array_index (store->bars, TapeBar, i);
      gint64 start = tape_time_floor (first->start + offset, length) - offset;
      const TapeBar *bar = store_get_bar (store, n++);
      double high = first->high, low = first->low, volume = 0, close = 0;

      g_assert_cmpint (bar->start, ==, start);
      g_assert_cmpfloat (bar->open, ==, first->open);
      for (; i < store->bars->len && g_array_index (store->bars, TapeBar, i).start < start + length; i++)
        {
          const TapeBar *part = &g_array_index (store->bars, TapeBar, i);

          high = MAX (high, part->high);
          low = MIN (low, part->low);
          volume += part->volume;
          close = part->close;
        }
      g_assert_cmpfloat (bar->high, ==, high);
      g_assert_cmpfloat (bar->low, ==, low);
      g_assert_cmpfloat (bar->close, ==, close);
      g_assert_cmpfloat_with_epsilon (bar->volume, volume, volume * 1e-9);
      g_assert_cmpuint (bar->length, ==, length / TAPE_SECOND);
    }
  g_assert_cmpuint (store_count_bars (store), ==, n);
}

static void
test_gathers (void)
{
  static const TapeInterval gathered[] = { TAPE_INTERVAL_5_MINUTES, TAPE_INTERVAL_15_MINUTES, TAPE_INTERVAL_1_HOUR };
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  Store store;

  g_test_message ("seed %u", seed);
  store_init (&store);
  for (gint64 start = OPEN; store.bars->len < 900; start += TAPE_MINUTE)
    if (g_rand_double (rand) < 0.7)
      store_add_bar (store.bars, store_make_bar (start, TAPE_BAR_MINUTE, g_rand_double_range (rand, 100, 200), 3));
  for (guint i = 0; i < G_N_ELEMENTS (gathered); i++)
    {
      tape_series_show (store.series, store.universe, store.instrument, gathered[i]);
      assert_gathered (&store, gathered[i], -4 * TAPE_HOUR);
    }
  store_clear (&store);
}

static void
assert_averages (Store *store, guint n_closed)
{
  for (guint k = 0; k < G_N_ELEMENTS (periods); k++)
    for (guint i = 0; i < store_count_bars (store); i++)
      {
        double average = tape_series_get_values (store->series, k, 0)[i];
        double sum = 0;

        if (i + 1 < periods[k] || i >= n_closed)
          {
            g_assert_true (isnan (average));
            continue;
          }
        for (guint j = 0; j < periods[k]; j++)
          sum += store_get_bar (store, i - j)->close;
        g_assert_cmpfloat_with_epsilon (average, sum / periods[k], 1e-9 * average);
      }
}

/* What a frame says lies over what was stored; averages stop before the bar that still runs. */
static void
test_frames_lie_over_the_store (void)
{
  TapeBar bars[6];
  Store store;

  store_init (&store);
  for (guint i = 0; i < 30; i++)
    store_add_bar (store.bars, store_make_bar (OPEN + i * TAPE_MINUTE, TAPE_BAR_MINUTE, 100 + i, 2));
  tape_series_show (store.series, store.universe, store.instrument, TAPE_INTERVAL_1_MINUTE);
  g_assert_cmpuint (store_count_bars (&store), ==, 30);
  assert_averages (&store, 30);

  bars[0] = store_make_bar (OPEN, TAPE_BAR_SECOND, 7, 1);
  for (guint i = 0; i < 5; i++)
    bars[1 + i] = store_make_bar (OPEN + (27 + i) * TAPE_MINUTE, TAPE_BAR_MINUTE, 200 + i, 3);
  store_show_frame (&store, bars, G_N_ELEMENTS (bars), OPEN + 31 * TAPE_MINUTE);
  g_assert_cmpuint (store_count_bars (&store), ==, 32);
  g_assert_cmpfloat (store_get_bar (&store, 26)->open, ==, 126);
  g_assert_cmpfloat (store_get_bar (&store, 27)->open, ==, 200);
  assert_averages (&store, 31);

  /* The same once more changes nothing, a higher watermark closes the last one. */
  store.n_changes = 0;
  store_show_frame (&store, bars, G_N_ELEMENTS (bars), OPEN + 31 * TAPE_MINUTE);
  g_assert_cmpuint (store.n_changes, ==, 0);
  store_show_frame (&store, bars, G_N_ELEMENTS (bars), OPEN + 32 * TAPE_MINUTE);
  g_assert_cmpuint (store.n_changes, ==, 1);
  assert_averages (&store, 32);

  /* So does the end of the last source, however low the watermark stays. */
  store_show_frame (&store, bars, G_N_ELEMENTS (bars), OPEN + 31 * TAPE_MINUTE);
  assert_averages (&store, 31);
  g_assert_cmpuint (tape_series_get_n_closed (store.series), ==, 31);
  store.n_changes = 0;
  store_show_last_frame (&store, bars, G_N_ELEMENTS (bars), OPEN + 31 * TAPE_MINUTE, TRUE);
  g_assert_cmpuint (store.n_changes, ==, 1);
  g_assert_cmpuint (tape_series_get_n_closed (store.series), ==, 32);
  assert_averages (&store, 32);

  /* A late trade opens a bar where there was none. */
  bars[1] = store_make_bar (OPEN - 2 * TAPE_MINUTE, TAPE_BAR_MINUTE, 90, 1);
  store_show_frame (&store, bars, 2, OPEN + 32 * TAPE_MINUTE);
  g_assert_cmpuint (store_count_bars (&store), ==, 33);
  g_assert_cmpint (tape_series_find (store.series, OPEN - TAPE_MINUTE), ==, 0);
  g_assert_cmpint (tape_series_find (store.series, OPEN - TAPE_DAY), ==, -1);
  g_assert_cmpint (tape_series_find (store.series, G_MAXINT64), ==, 32);
  assert_averages (&store, 33);
  store_clear (&store);
}

static gboolean
on_deadline (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

#define WAIT_UNTIL(condition)                                                                                          \
  do                                                                                                                   \
    {                                                                                                                  \
      gboolean late = FALSE;                                                                                           \
      guint deadline = g_timeout_add_seconds (20, on_deadline, &late);                                                 \
                                                                                                                       \
      while (!(condition) && !late)                                                                                    \
        g_main_context_iteration (NULL, TRUE);                                                                         \
      g_assert_true (condition);                                                                                       \
      g_source_remove (deadline);                                                                                      \
    }                                                                                                                  \
  while (0)

/* Much came between two frames: what is missing is read, also where the store has it only later. */
static void
test_gap_is_filled (void)
{
  TapeBar bar;
  Store store;

  store_init (&store);
  for (guint i = 0; i < 100; i++)
    store_add_bar (store.bars, store_make_bar (OPEN + i * TAPE_MINUTE, TAPE_BAR_MINUTE, 100 + i, 2));
  store.committed = OPEN + 20 * TAPE_MINUTE;
  tape_series_show (store.series, store.universe, store.instrument, TAPE_INTERVAL_1_MINUTE);
  g_assert_cmpuint (store_count_bars (&store), ==, 20);

  bar = store_make_bar (OPEN + 90 * TAPE_MINUTE, TAPE_BAR_MINUTE, 190, 2);
  store.committed = OPEN + 60 * TAPE_MINUTE;
  store_show_frame (&store, &bar, 1, bar.start);
  g_assert_cmpuint (store_count_bars (&store), ==, 21);
  store.n_requests = 0;
  WAIT_UNTIL (store.n_requests >= 1);
  g_assert_cmpuint (store_count_bars (&store), ==, 61);
  store.committed = G_MAXINT64;
  WAIT_UNTIL (store_count_bars (&store) == 100);
  assert_averages (&store, 90);
  store_clear (&store);
}

/* A bar that changed after the last frame that held it is read again; then the store is left in peace. */
static void
test_final_bars_are_read_again (void)
{
  TapeBar bar;
  Store store;

  store_init (&store);
  for (guint i = 0; i < 3; i++)
    store_add_bar (store.bars, store_make_bar (OPEN + i * TAPE_HOUR, TAPE_BAR_MINUTE, 100 + i, 5));
  store.committed = OPEN;
  tape_series_show (store.series, store.universe, store.instrument, TAPE_INTERVAL_1_MINUTE);
  bar = store_make_bar (OPEN + TAPE_HOUR, TAPE_BAR_MINUTE, 50, 1);
  store_show_frame (&store, &bar, 1, bar.start);
  g_assert_cmpfloat (store_get_bar (&store, 0)->open, ==, 50);
  bar = store_make_bar (OPEN + 2 * TAPE_HOUR, TAPE_BAR_MINUTE, 60, 6);
  store_show_frame (&store, &bar, 1, bar.start);
  store.committed = G_MAXINT64;
  WAIT_UNTIL (store_get_bar (&store, 0)->open == 100);
  WAIT_UNTIL (store_get_bar (&store, 1)->open == 101);
  /* The frame knows more of the last one than the store. */
  g_assert_cmpfloat (store_get_bar (&store, 2)->open, ==, 60);
  WAIT_UNTIL (!g_main_context_pending (NULL));
  for (guint quiet = 0; quiet < 5; quiet++)
    {
      gboolean late = FALSE;
      guint n_requests = store.n_requests;

      g_timeout_add (3 * SETTLE, on_deadline, &late);
      while (!late)
        g_main_context_iteration (NULL, TRUE);
      if (n_requests == store.n_requests)
        {
          store_clear (&store);
          return;
        }
    }
  g_error ("the store is asked again and again");
}

/* A source tells of the past when the chart is there already. */
static void
test_takes_the_past (void)
{
  TapeBar bar = store_make_bar (OPEN + 60 * TAPE_MINUTE, TAPE_BAR_MINUTE, 150, 1);
  Store store;

  store_init (&store);
  tape_series_show (store.series, store.universe, store.instrument, TAPE_INTERVAL_1_MINUTE);
  g_assert_true (tape_series_is_complete (store.series));
  store_show_frame (&store, &bar, 1, bar.start);
  store_add_bar (store.bars, bar);
  WAIT_UNTIL (store.n_requests >= 2);
  bar.start += TAPE_MINUTE;
  store_show_frame (&store, &bar, 1, bar.start);
  g_assert_cmpuint (store_count_bars (&store), ==, 2);

  g_array_set_size (store.bars, 0);
  for (guint i = 0; i < 50; i++)
    store_add_bar (store.bars, store_make_bar (OPEN + i * TAPE_MINUTE, TAPE_BAR_MINUTE, 100 + i, 0));
  store.told = 50;
  store_show_frame (&store, &bar, 1, bar.start);
  WAIT_UNTIL (store_count_bars (&store) == 52);
  g_assert_cmpfloat (store_get_bar (&store, 0)->open, ==, 100);
  store_clear (&store);
}

static void
test_loads_earlier (void)
{
  Store store;

  store_init (&store);
  for (guint i = 0; i < 4000; i++)
    store_add_bar (store.bars, store_make_bar (OPEN + i * TAPE_MINUTE, TAPE_BAR_MINUTE, 100 + i % 50, 2));
  tape_series_show (store.series, store.universe, store.instrument, TAPE_INTERVAL_1_MINUTE);
  g_assert_cmpuint (store_count_bars (&store), ==, 1500);
  store.holds_back = TRUE;
  tape_series_load_earlier (store.series);
  tape_series_load_earlier (store.series);
  g_assert_true (tape_series_is_loading (store.series));
  store.holds_back = FALSE;
  store_answer (&store);
  g_assert_false (tape_series_is_loading (store.series));
  g_assert_cmpuint (store_count_bars (&store), ==, 3000);
  tape_series_load_earlier (store.series);
  g_assert_cmpuint (store_count_bars (&store), ==, 4000);
  assert_averages (&store, 4000);
  g_assert_false (tape_series_is_complete (store.series));
  tape_series_load_earlier (store.series);
  g_assert_true (tape_series_is_complete (store.series));
  store_clear (&store);
}

/* An answer for what was shown before, or that failed, changes nothing. */
static void
test_answers_that_are_not_wanted (void)
{
  TapeSeriesRequest stale;
  Store store;

  store_init (&store);
  store_add_bar (store.bars, store_make_bar (OPEN, TAPE_BAR_MINUTE, 100, 2));
  store.holds_back = TRUE;
  tape_series_show (store.series, store.universe, store.instrument, TAPE_INTERVAL_1_MINUTE);
  stale = store.request;
  tape_series_show (store.series, store.universe, store.instrument, TAPE_INTERVAL_1_HOUR);
  tape_series_answer (store.series, stale.serial, store.bars);
  g_assert_cmpuint (store_count_bars (&store), ==, 0);
  g_assert_true (tape_series_is_loading (store.series));
  tape_series_answer (store.series, store.request.serial, NULL);
  g_assert_false (tape_series_is_loading (store.series));
  tape_series_show (store.series, NULL, TAPE_NO_INSTRUMENT, TAPE_INTERVAL_1_HOUR);
  g_assert_cmpuint (store_count_bars (&store), ==, 0);
  store_clear (&store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/series/gathers-bars-on-the-exchanges-clock", test_gathers);
  g_test_add_func ("/model/series/frames-lie-over-the-store", test_frames_lie_over_the_store);
  g_test_add_func ("/model/series/fills-gaps-between-frames", test_gap_is_filled);
  g_test_add_func ("/model/series/reads-final-bars-again-once", test_final_bars_are_read_again);
  g_test_add_func ("/model/series/takes-what-a-source-tells-of-the-past", test_takes_the_past);
  g_test_add_func ("/model/series/loads-earlier-bars", test_loads_earlier);
  g_test_add_func ("/model/series/takes-no-stale-answer", test_answers_that_are_not_wanted);
  return g_test_run ();
}
