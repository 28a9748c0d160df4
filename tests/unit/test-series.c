/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-bar-list.h"
#include "model/tape-series.h"

#include <math.h>

/* Monday 2013-10-07, 13:30 UTC: half past nine in New York. */
#define OPEN (G_GINT64_CONSTANT (1381152600) * TAPE_SECOND)

#define SETTLE 20

/* A store that answers from an array, at once or when told to, as far as it was committed. */
typedef struct
{
  TapeUniverse *universe;
  guint32 instrument;
  GArray *bars;
  gint64 committed; /* bars that start before it can be read */
  gboolean holds_back;
  TapeSeriesRequest request;
  guint n_requests;
  TapeSeries *series;
  guint n_changes;
} Store;

static void
answer (Store *store)
{
  const TapeSeriesRequest *request = &store->request;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TapeBar));

  for (guint i = 0; i < store->bars->len; i++)
    {
      const TapeBar *bar = &g_array_index (store->bars, TapeBar, i);

      if (bar->length == request->length && bar->start >= request->from && bar->start < request->to
          && bar->start < store->committed)
        g_array_append_vals (found, bar, 1);
    }
  if (found->len > request->max)
    g_array_remove_range (found, 0, found->len - request->max);
  tape_series_answer (store->series, request->serial, found);
}

static void
read_bars (TapeSeries *series, const TapeSeriesRequest *request, gpointer data)
{
  Store *store = data;

  store->request = *request;
  store->n_requests++;
  if (!store->holds_back)
    answer (store);
}

static void
on_changed (TapeSeries *series, Store *store)
{
  store->n_changes++;
}

static void
choose (Store *store, const char *const *names)
{
  guint n = g_strv_length ((char **)names);
  g_autofree TapeIndicator *indicators = g_new (TapeIndicator, n);

  for (guint i = 0; i < n; i++)
    g_assert_true (tape_indicator_parse (&indicators[i], names[i], NULL));
  tape_series_set_indicators (store->series, indicators, n);
}

static const guint periods[] = { 5, 10 };

static void
store_init (Store *store)
{
  *store = (Store){ .committed = G_MAXINT64 };
  store->universe = tape_universe_new (FALSE);
  store->instrument = tape_universe_intern (store->universe, "IBM", 3);
  store->bars = g_array_new (FALSE, TRUE, sizeof (TapeBar));
  store->series = tape_series_new (read_bars, store, SETTLE);
  choose (store, (const char *const[]){ "sma:5", "sma:10", NULL });
  g_signal_connect (store->series, "changed", G_CALLBACK (on_changed), store);
}

static void
store_clear (Store *store)
{
  g_object_unref (store->series);
  g_array_unref (store->bars);
  tape_universe_unref (store->universe);
}

static TapeBar
make_bar (gint64 start, guint32 length, double price, guint32 count)
{
  return (TapeBar){ .start = start,
                    .length = length,
                    .open = price,
                    .high = price + 1,
                    .low = price - 1,
                    .close = price + 0.5,
                    .volume = 100 * count,
                    .count = count };
}

static void
add_bar (GArray *bars, TapeBar bar)
{
  g_array_append_val (bars, bar);
}

static void
show_last_frame (Store *store, const TapeBar *bars, guint n_bars, gint64 watermark, gboolean ended)
{
  g_autoptr (GArray) array = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  TapeFrame frame = { .watermark = watermark, .ended = ended, .focus = store->instrument, .bars = array };

  g_array_append_vals (array, bars, n_bars);
  tape_series_take_frame (store->series, &frame);
}

static void
show_frame (Store *store, const TapeBar *bars, guint n_bars, gint64 watermark)
{
  show_last_frame (store, bars, n_bars, watermark, FALSE);
}

static const TapeBar *
get_bar (Store *store, guint index)
{
  guint n;
  const TapeBar *bars = tape_series_get_bars (store->series, &n);

  g_assert_cmpuint (index, <, n);
  return &bars[index];
}

static guint
count_bars (Store *store)
{
  guint n;

  tape_series_get_bars (store->series, &n);
  return n;
}

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
      const TapeBar *bar = get_bar (store, n++);
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
  g_assert_cmpuint (count_bars (store), ==, n);
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
      add_bar (store.bars, make_bar (start, TAPE_BAR_MINUTE, g_rand_double_range (rand, 100, 200), 3));
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
    for (guint i = 0; i < count_bars (store); i++)
      {
        double average = tape_series_get_values (store->series, k, 0)[i];
        double sum = 0;

        if (i + 1 < periods[k] || i >= n_closed)
          {
            g_assert_true (isnan (average));
            continue;
          }
        for (guint j = 0; j < periods[k]; j++)
          sum += get_bar (store, i - j)->close;
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
    add_bar (store.bars, make_bar (OPEN + i * TAPE_MINUTE, TAPE_BAR_MINUTE, 100 + i, 2));
  tape_series_show (store.series, store.universe, store.instrument, TAPE_INTERVAL_1_MINUTE);
  g_assert_cmpuint (count_bars (&store), ==, 30);
  assert_averages (&store, 30);

  bars[0] = make_bar (OPEN, TAPE_BAR_SECOND, 7, 1);
  for (guint i = 0; i < 5; i++)
    bars[1 + i] = make_bar (OPEN + (27 + i) * TAPE_MINUTE, TAPE_BAR_MINUTE, 200 + i, 3);
  show_frame (&store, bars, G_N_ELEMENTS (bars), OPEN + 31 * TAPE_MINUTE);
  g_assert_cmpuint (count_bars (&store), ==, 32);
  g_assert_cmpfloat (get_bar (&store, 26)->open, ==, 126);
  g_assert_cmpfloat (get_bar (&store, 27)->open, ==, 200);
  assert_averages (&store, 31);

  /* The same once more changes nothing, a higher watermark closes the last one. */
  store.n_changes = 0;
  show_frame (&store, bars, G_N_ELEMENTS (bars), OPEN + 31 * TAPE_MINUTE);
  g_assert_cmpuint (store.n_changes, ==, 0);
  show_frame (&store, bars, G_N_ELEMENTS (bars), OPEN + 32 * TAPE_MINUTE);
  g_assert_cmpuint (store.n_changes, ==, 1);
  assert_averages (&store, 32);

  /* So does the end of the last source, however low the watermark stays. */
  show_frame (&store, bars, G_N_ELEMENTS (bars), OPEN + 31 * TAPE_MINUTE);
  assert_averages (&store, 31);
  g_assert_cmpuint (tape_series_get_n_closed (store.series), ==, 31);
  store.n_changes = 0;
  show_last_frame (&store, bars, G_N_ELEMENTS (bars), OPEN + 31 * TAPE_MINUTE, TRUE);
  g_assert_cmpuint (store.n_changes, ==, 1);
  g_assert_cmpuint (tape_series_get_n_closed (store.series), ==, 32);
  assert_averages (&store, 32);

  /* A late trade opens a bar where there was none. */
  bars[1] = make_bar (OPEN - 2 * TAPE_MINUTE, TAPE_BAR_MINUTE, 90, 1);
  show_frame (&store, bars, 2, OPEN + 32 * TAPE_MINUTE);
  g_assert_cmpuint (count_bars (&store), ==, 33);
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
    add_bar (store.bars, make_bar (OPEN + i * TAPE_MINUTE, TAPE_BAR_MINUTE, 100 + i, 2));
  store.committed = OPEN + 20 * TAPE_MINUTE;
  tape_series_show (store.series, store.universe, store.instrument, TAPE_INTERVAL_1_MINUTE);
  g_assert_cmpuint (count_bars (&store), ==, 20);

  bar = make_bar (OPEN + 90 * TAPE_MINUTE, TAPE_BAR_MINUTE, 190, 2);
  store.committed = OPEN + 60 * TAPE_MINUTE;
  show_frame (&store, &bar, 1, bar.start);
  g_assert_cmpuint (count_bars (&store), ==, 21);
  store.n_requests = 0;
  WAIT_UNTIL (store.n_requests >= 1);
  g_assert_cmpuint (count_bars (&store), ==, 61);
  store.committed = G_MAXINT64;
  WAIT_UNTIL (count_bars (&store) == 100);
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
    add_bar (store.bars, make_bar (OPEN + i * TAPE_HOUR, TAPE_BAR_MINUTE, 100 + i, 5));
  store.committed = OPEN;
  tape_series_show (store.series, store.universe, store.instrument, TAPE_INTERVAL_1_MINUTE);
  bar = make_bar (OPEN + TAPE_HOUR, TAPE_BAR_MINUTE, 50, 1);
  show_frame (&store, &bar, 1, bar.start);
  g_assert_cmpfloat (get_bar (&store, 0)->open, ==, 50);
  bar = make_bar (OPEN + 2 * TAPE_HOUR, TAPE_BAR_MINUTE, 60, 6);
  show_frame (&store, &bar, 1, bar.start);
  store.committed = G_MAXINT64;
  WAIT_UNTIL (get_bar (&store, 0)->open == 100);
  WAIT_UNTIL (get_bar (&store, 1)->open == 101);
  /* The frame knows more of the last one than the store. */
  g_assert_cmpfloat (get_bar (&store, 2)->open, ==, 60);
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

static void
test_loads_earlier (void)
{
  Store store;

  store_init (&store);
  for (guint i = 0; i < 4000; i++)
    add_bar (store.bars, make_bar (OPEN + i * TAPE_MINUTE, TAPE_BAR_MINUTE, 100 + i % 50, 2));
  tape_series_show (store.series, store.universe, store.instrument, TAPE_INTERVAL_1_MINUTE);
  g_assert_cmpuint (count_bars (&store), ==, 1500);
  store.holds_back = TRUE;
  tape_series_load_earlier (store.series);
  tape_series_load_earlier (store.series);
  g_assert_true (tape_series_is_loading (store.series));
  store.holds_back = FALSE;
  answer (&store);
  g_assert_false (tape_series_is_loading (store.series));
  g_assert_cmpuint (count_bars (&store), ==, 3000);
  tape_series_load_earlier (store.series);
  g_assert_cmpuint (count_bars (&store), ==, 4000);
  assert_averages (&store, 4000);
  g_assert_false (tape_series_is_complete (store.series));
  tape_series_load_earlier (store.series);
  g_assert_true (tape_series_is_complete (store.series));
  store_clear (&store);
}

/* --- Indicators. --- */

/* What is shown, computed at once over all closed bars. */
static void
assert_computed (Store *store, guint index, gboolean complete)
{
  guint n_closed = tape_series_get_n_closed (store->series), n_bars = count_bars (store), n;
  const TapeIndicator *indicator = &tape_series_get_indicators (store->series, &n)[index];
  gboolean by_day = (indicator->form->needs & TAPE_INDICATOR_NEEDS_DATE) != 0;
  g_autofree void *state = g_malloc0 (tape_indicator_state_size (indicator));
  TapeDay day, first;

  for (guint i = 0; i < n_bars; i++)
    {
      const TapeBar *bar = get_bar (store, i);
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
  choose (store, (const char *const *)names->pdata);
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
    add_bar (store.bars, make_bar (OPEN + i * TAPE_MINUTE, TAPE_BAR_MINUTE, g_rand_double_range (rand, 90, 110), 2));
  tape_series_show (store.series, store.universe, store.instrument, TAPE_INTERVAL_1_MINUTE);
  assert_all_computed (&store, FALSE);
  for (guint round = 0; round < 60; round++)
    {
      guint n = count_bars (&store);
      guint at = round % 3 == 2 ? (guint)g_rand_int_range (rand, 0, (gint32)n) : n;
      gint64 start = OPEN + at * TAPE_MINUTE;
      TapeBar bar = make_bar (start, TAPE_BAR_MINUTE, g_rand_double_range (rand, 90, 110), ++count);

      /* The watermark goes back where another source begins. */
      show_frame (&store, &bar, 1, OPEN + (n - (guint)g_rand_int_range (rand, 0, 300)) * TAPE_MINUTE);
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
  choose (&store, (const char *const[]){ "vwap", "sma:5", NULL });
  for (guint i = 0; i < 4000; i++)
    add_bar (store.bars, make_bar (midnight - TAPE_HOUR + i * 15 * TAPE_SECOND, TAPE_BAR_SECOND, 100 + i % 50, 2));
  store.holds_back = TRUE;
  tape_series_show (store.series, store.universe, store.instrument, TAPE_INTERVAL_1_SECOND);
  store.holds_back = FALSE;
  answer (&store);
  g_assert_cmpuint (store.n_requests, ==, 3);
  g_assert_cmpuint (count_bars (&store), ==, 4000);
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
    add_bar (store.bars, make_bar (OPEN + i * TAPE_MINUTE, TAPE_BAR_MINUTE, 100 + i, 2));
  tape_series_show (store.series, store.universe, store.instrument, TAPE_INTERVAL_1_MINUTE);
  store.n_changes = 0;
  choose (&store, (const char *const[]){ "rsi:7", "macd", NULL });
  g_assert_cmpuint (store.n_changes, ==, 1);
  g_assert_cmpstr (tape_series_get_indicators (store.series, &n)[1].type->name, ==, "macd");
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpfloat (tape_series_get_values (store.series, 0, 0)[39], ==, 100);
  assert_all_computed (&store, FALSE);
  choose (&store, (const char *const[]){ NULL });
  tape_series_get_indicators (store.series, &n);
  g_assert_cmpuint (n, ==, 0);
  store_clear (&store);
}

/* An answer for what was shown before, or that failed, changes nothing. */
static void
test_answers_that_are_not_wanted (void)
{
  TapeSeriesRequest stale;
  Store store;

  store_init (&store);
  add_bar (store.bars, make_bar (OPEN, TAPE_BAR_MINUTE, 100, 2));
  store.holds_back = TRUE;
  tape_series_show (store.series, store.universe, store.instrument, TAPE_INTERVAL_1_MINUTE);
  stale = store.request;
  tape_series_show (store.series, store.universe, store.instrument, TAPE_INTERVAL_1_HOUR);
  tape_series_answer (store.series, stale.serial, store.bars);
  g_assert_cmpuint (count_bars (&store), ==, 0);
  g_assert_true (tape_series_is_loading (store.series));
  tape_series_answer (store.series, store.request.serial, NULL);
  g_assert_false (tape_series_is_loading (store.series));
  tape_series_show (store.series, NULL, TAPE_NO_INSTRUMENT, TAPE_INTERVAL_1_HOUR);
  g_assert_cmpuint (count_bars (&store), ==, 0);
  store_clear (&store);
}

/* Merging in any order of tellings gives what the fullest telling of each bar says. */
static void
test_merge_oracle (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
      guint32 counts[40] = { 0 };
      guint i = 0;

      for (guint telling = 0; telling < 8; telling++)
        {
          g_autoptr (GArray) more = g_array_new (FALSE, FALSE, sizeof (TapeBar));
          g_autoptr (GArray) before = g_array_copy (bars);
          guint first;

          for (guint at = 0; at < G_N_ELEMENTS (counts); at++)
            if (g_rand_int_range (rand, 0, 3) == 0)
              {
                guint32 count = (guint32)g_rand_int_range (rand, 1, 20);

                add_bar (more, make_bar (at * TAPE_MINUTE, TAPE_BAR_MINUTE, count, count));
                counts[at] = MAX (counts[at], count);
              }
          first = tape_bar_list_merge (bars, (const TapeBar *)(void *)more->data, more->len);
          for (guint j = 0; j < MIN (first, before->len); j++)
            {
              g_assert_cmpint (g_array_index (bars, TapeBar, j).start, ==, g_array_index (before, TapeBar, j).start);
              g_assert_cmpuint (g_array_index (bars, TapeBar, j).count, ==, g_array_index (before, TapeBar, j).count);
            }
          if (first == bars->len)
            g_assert_cmpuint (before->len, ==, bars->len);
          g_assert_true (tape_bar_list_holds (more, bars, G_MININT64, G_MAXINT64));
        }
      for (guint at = 0; at < G_N_ELEMENTS (counts); at++)
        if (counts[at] > 0)
          {
            g_assert_cmpint (g_array_index (bars, TapeBar, i).start, ==, at * TAPE_MINUTE);
            g_assert_cmpuint (g_array_index (bars, TapeBar, i).count, ==, counts[at]);
            g_assert_cmpuint (tape_bar_list_find (bars, at * TAPE_MINUTE), ==, i);
            i++;
          }
      g_assert_cmpuint (bars->len, ==, i);
    }
}

static void
test_interval_names (void)
{
  TapeInterval interval;

  g_assert_true (tape_interval_parse ("5", &interval));
  g_assert_cmpint (interval, ==, TAPE_INTERVAL_5_MINUTES);
  g_assert_true (tape_interval_parse (" 1H ", &interval));
  g_assert_cmpint (interval, ==, TAPE_INTERVAL_1_HOUR);
  g_assert_true (tape_interval_parse ("60", &interval));
  g_assert_cmpint (interval, ==, TAPE_INTERVAL_1_HOUR);
  g_assert_true (tape_interval_parse ("5s", &interval));
  g_assert_cmpint (interval, ==, TAPE_INTERVAL_5_SECONDS);
  g_assert_true (tape_interval_parse ("1d", &interval));
  g_assert_cmpint (interval, ==, TAPE_INTERVAL_1_DAY);
  g_assert_false (tape_interval_parse ("7", &interval));
  g_assert_false (tape_interval_parse ("", &interval));
  g_assert_false (tape_interval_parse ("x", &interval));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/interval/names", test_interval_names);
  g_test_add_func ("/model/bar-list/merge-equals-the-fullest-telling", test_merge_oracle);
  g_test_add_func ("/model/series/gathers-bars-on-the-exchanges-clock", test_gathers);
  g_test_add_func ("/model/series/frames-lie-over-the-store", test_frames_lie_over_the_store);
  g_test_add_func ("/model/series/fills-gaps-between-frames", test_gap_is_filled);
  g_test_add_func ("/model/series/reads-final-bars-again-once", test_final_bars_are_read_again);
  g_test_add_func ("/model/series/loads-earlier-bars", test_loads_earlier);
  g_test_add_func ("/model/series/indicators-are-chosen", test_indicators_are_chosen);
  g_test_add_func ("/model/series/indicators-of-the-tail-equal-those-of-all", test_tail_equals_all);
  g_test_add_func ("/model/series/indicators-of-a-day-are-of-a-whole-one", test_days_are_whole);
  g_test_add_func ("/model/series/takes-no-stale-answer", test_answers_that_are_not_wanted);
  return g_test_run ();
}
