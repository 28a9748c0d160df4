/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The simulator's positions: what it is known by, and how it goes on. */

#include <math.h>
#include <string.h>

#include "../support/simulator-run.h"

static void
assert_same_bar (const TapeBar *a, const TapeBar *b)
{
  g_assert_cmpuint (a->instrument, ==, b->instrument);
  g_assert_cmpuint (a->length, ==, b->length);
  g_assert_cmpint (a->start, ==, b->start);
  g_assert_cmpfloat (a->open, ==, b->open);
  g_assert_cmpfloat (a->high, ==, b->high);
  g_assert_cmpfloat (a->low, ==, b->low);
  g_assert_cmpfloat (a->close, ==, b->close);
  g_assert_cmpfloat (a->volume, ==, b->volume);
}

/* From any event on, a feed that goes on from a stored position says what an undisturbed one says. */
static void
check_resume (const TapeSimulatorOptions *options, guint n_cuts)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  g_autoptr (SimulatorRun) whole = simulate (universe, options, NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (guint cut = 0; cut < n_cuts; cut++)
    {
      guint i = cut == 0 ? whole->positions->len - 1 : (guint)g_rand_int_range (random, 0, (gint)whole->positions->len);
      const TapeBatch *batch = g_ptr_array_index (whole->positions, i);
      TapePosition position = batch->positions[0];
      g_autoptr (SimulatorRun) rest = NULL;
      guint n = whole->bars->len;

      if (cut > 0)
        position.offset -= g_rand_int_range (random, 0, (gint)tape_batch_n_events (batch));
      rest = simulate (universe, options, &position);
      g_assert_cmpuint (rest->bars->len, ==, position.offset < n ? n - position.offset : 0);
      for (guint k = 0; k < rest->bars->len; k++)
        assert_same_bar (simulator_run_bar (whole, (guint)position.offset + k), simulator_run_bar (rest, k));
      simulator_run_assert_same (whole, position.offset < n ? 0 : (guint)position.offset - n, rest);
    }
}

static void
test_resume (void)
{
  TapeSimulatorOptions options = simulator_options (30000);

  check_resume (&options, 20);
  options.trades_per_second = 20000;
  check_resume (&options, 20);
}

static void
test_resume_with_knobs (void)
{
  TapeSimulatorOptions options = simulator_options (50000);

  options.late = options.duplicates = options.out_of_order = 0.1;
  check_resume (&options, 20);
}

static void
test_resume_in_the_past (void)
{
  TapeSimulatorOptions options = simulator_options (20000);

  options.past = TRUE;
  options.symbols = 50;
  check_resume (&options, 20);
}

/* What happened while nobody watched is told thinly, of a long time only the last hours. */
static void
test_catch_up (void)
{
  static const gint64 gaps[] = { 2 * TAPE_HOUR, 10 * TAPE_DAY };
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  TapeSimulatorOptions options = simulator_options (400000);
  g_autoptr (SimulatorRun) whole = NULL;
  const TapePosition *position;

  options.symbols = 20;
  whole = simulate (universe, &options, NULL);
  position = ((TapeBatch *)g_ptr_array_index (whole->positions, 10))->positions;
  for (guint gap = 0; gap < G_N_ELEMENTS (gaps); gap++)
    {
      g_autofree double *last = g_new0 (double, 20);
      g_autoptr (SimulatorRun) rest = NULL;
      guint between = 0;
      gint64 time = position->event_time, longest = 0;

      for (guint i = 0; i < position->offset; i++)
        last[simulator_run_trade (whole, i)->instrument] = simulator_run_trade (whole, i)->price;
      options.start = tape_simulator_defaults.start + gaps[gap];
      rest = simulate (universe, &options, position);
      for (guint i = 0; i < rest->trades->len; i++)
        {
          const TapeTrade *trade = simulator_run_trade (rest, i);

          g_assert_cmpuint (trade->id, ==, (guint64)position->offset + i + 1);
          g_assert_cmpint (trade->event_time, >=, time);
          g_assert_cmpfloat (fabs (trade->price / last[trade->instrument] - 1), <, 0.1);
          longest = MAX (longest, trade->event_time - time);
          time = trade->event_time;
          last[trade->instrument] = trade->price;
          between += time < options.start;
        }
      g_assert_cmpint (time, >, options.start);
      g_assert_cmpuint (between, <, 310000);
      g_assert_cmpuint (between, >, 50000);
      g_assert_true (gap == 0 ? longest < TAPE_MINUTE : ABS (longest - gaps[1] + 6 * TAPE_HOUR) < TAPE_HOUR);
    }
}

static void
test_source (void)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  TapeSimulatorOptions options = simulator_options (6000);
  g_autoptr (SimulatorRun) run = simulate (universe, &options, NULL);
  g_autoptr (TapeFeed) feed = simulator_feed (universe, &options), later = NULL, other = NULL, fewer = NULL;
  const TapeFeedType *type = tape_feed_get_type_info (feed);
  const TapeSource *source = type->get_source (feed, 0);
  TapeBatch *last = g_ptr_array_index (run->positions, run->positions->len - 1);
  TapePosition position = last->positions[0];
  g_autoptr (GBytes) cut_off = g_bytes_new_from_bytes (position.state, 0, g_bytes_get_size (position.state) - 8);

  g_assert_true (type->live && type->simulated);
  g_assert_cmpuint (type->count_sources (feed), ==, 1);
  g_assert_cmpstr (source->kind, ==, "simulator");
  g_assert_cmpstr (source->name, ==, "Simulator");
  g_assert_true (position.finished);

  options.start += TAPE_DAY;
  later = simulator_feed (universe, &options);
  options.seed++;
  other = simulator_feed (universe, &options);
  options = simulator_options (6000);
  options.symbols = 10;
  fewer = simulator_feed (universe, &options);
  g_assert_true (type->matches (later, 0, source, &position));
  g_assert_false (type->matches (other, 0, source, &position));
  g_assert_false (type->matches (fewer, 0, source, &position));
  position.state = cut_off;
  g_assert_false (type->matches (feed, 0, source, &position));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulator/resume", test_resume);
  g_test_add_func ("/simulator/resume-with-knobs", test_resume_with_knobs);
  g_test_add_func ("/simulator/resume-in-the-past", test_resume_in_the_past);
  g_test_add_func ("/simulator/catch-up", test_catch_up);
  g_test_add_func ("/simulator/source", test_source);
  return g_test_run ();
}
