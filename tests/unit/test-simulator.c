/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The simulator as a feed: its options, order, knobs, past and pace. */

#include "feed/tape-simulated-instrument.h"

#include <math.h>
#include <string.h>

#include "../support/simulator-run.h"

static void
test_same_seed (void)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  TapeSimulatorOptions options = simulator_options (20000);
  g_autoptr (SimulatorRun) one = simulate (universe, &options, NULL);
  g_autoptr (SimulatorRun) two = simulate (universe, &options, NULL);
  g_autoptr (SimulatorRun) other = NULL;

  g_assert_cmpuint (one->trades->len, ==, 20000);
  simulator_run_assert_same (one, 0, two);
  options.seed = 2;
  other = simulate (universe, &options, NULL);
  g_assert_cmpint (memcmp (simulator_run_trade (one, 0), simulator_run_trade (other, 0), sizeof (TapeTrade)), !=, 0);
}

/* A universe that closes gets the same events. */
static void
test_any_universe (void)
{
  g_autoptr (TapeUniverse) always = tape_universe_new (TRUE), sometimes = tape_universe_new (FALSE);
  TapeSimulatorOptions options = simulator_options (5000);
  g_autoptr (SimulatorRun) one = simulate (always, &options, NULL);
  g_autoptr (SimulatorRun) two = simulate (sometimes, &options, NULL);

  simulator_run_assert_same (one, 0, two);
}

static void
test_valid (void)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  TapeSimulatorOptions options = simulator_options (2000000);
  g_autoptr (SimulatorRun) run = simulate (universe, &options, NULL);
  guint n = tape_universe_count (universe);
  g_autofree TapeSimulatedInstrument *instruments = g_new (TapeSimulatedInstrument, n);
  TapeSimulatedFactors factors;
  gint64 time = G_MININT64;

  tape_simulated_factors_init (&factors);
  for (guint i = 0; i < n; i++)
    tape_simulated_instrument_init (&instruments[i], &factors, tape_universe_get (universe, i));

  for (guint i = 0; i < run->trades->len; i++)
    {
      const TapeTrade *trade = simulator_run_trade (run, i);
      const TapeSimulatedInstrument *it = &instruments[trade->instrument];
      double ticks = rint (trade->price * it->unit / it->tick);

      g_assert_null (tape_trade_check (trade->price, trade->quantity, trade->event_time, trade->receive_time));
      g_assert_cmpfloat (trade->price, ==, ticks * it->tick / it->unit);
      g_assert_cmpfloat (trade->quantity, >, 0);
      g_assert_cmpuint (trade->id, ==, i + 1);
      g_assert_cmpuint (trade->source, ==, 1);
      g_assert_true (trade->flags == TAPE_TRADE_HAS_ID);
      g_assert_cmpint (trade->event_time, >=, time);
      g_assert_cmpint (trade->event_time, ==, trade->receive_time);
      time = trade->event_time;
    }
}

/* At the default rate all of the first 500 are traded at least about every 25 s. */
static void
test_least_active (void)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  TapeSimulatorOptions options = simulator_options (200000);
  g_autoptr (SimulatorRun) run = NULL;
  g_autofree guint *counts = g_new0 (guint, 500);
  guint least = G_MAXUINT, most = 0;
  double seconds;

  options.symbols = 500;
  run = simulate (universe, &options, NULL);
  seconds = (double)(simulator_run_trade (run, run->trades->len - 1)->event_time - options.start) / TAPE_SECOND;
  for (guint i = 0; i < run->trades->len; i++)
    counts[simulator_run_trade (run, i)->instrument]++;
  for (guint i = 0; i < 500; i++)
    {
      least = MIN (least, counts[i]);
      most = MAX (most, counts[i]);
    }
  g_assert_cmpfloat (seconds / least, <, 40);
  g_assert_cmpuint (most, >, 20 * least);
}

static void
test_made_up_symbols (void)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  TapeSimulatorOptions options = simulator_options (1000);
  const TapeInstrument *instrument;
  g_autoptr (SimulatorRun) run = NULL;
  guint n_known;

  tape_instruments_list (&n_known);
  options.symbols = n_known + 2;
  run = simulate (universe, &options, NULL);
  g_assert_cmpuint (tape_universe_count (universe), ==, n_known + 2);
  instrument = tape_universe_get (universe, n_known + 1);
  g_assert_cmpstr (instrument->symbol, ==, "SIM00002");
  g_assert_cmpstr (instrument->name, ==, "SIM00002");
  g_assert_false (instrument->known);
}

/* Of all trades: how many came twice, and how long after their time they came. */
static void
test_knobs (void)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  TapeSimulatorOptions options = simulator_options (100000);
  g_autoptr (SimulatorRun) plain = simulate (universe, &options, NULL);
  g_autofree gboolean *seen = g_new0 (gboolean, 100001);
  g_autoptr (SimulatorRun) run = NULL;
  guint late = 0, out_of_order = 0, twice = 0;
  gint64 time = G_MININT64;

  options.late = 0.01;
  options.out_of_order = 0.05;
  options.duplicates = 0.02;
  run = simulate (universe, &options, NULL);
  for (guint i = 0; i < run->trades->len; i++)
    {
      TapeTrade trade = *simulator_run_trade (run, i);
      gint64 delay = trade.receive_time - trade.event_time;

      g_assert_cmpint (trade.receive_time, >=, time);
      time = trade.receive_time;
      g_assert_cmpint (delay, >=, 0);
      g_assert_cmpint (delay, <=, 5 * TAPE_MINUTE + 2 * TAPE_SECOND);
      trade.receive_time = trade.event_time;
      g_assert_cmpmem (&trade, sizeof trade, simulator_run_trade (plain, (guint)trade.id - 1), sizeof trade);
      if (seen[trade.id])
        twice++;
      else
        {
          late += delay >= 20 * TAPE_SECOND;
          out_of_order += delay > 0 && delay <= 5 * TAPE_SECOND;
        }
      seen[trade.id] = TRUE;
    }

  for (guint id = 1; id <= 100000; id++)
    g_assert_true (seen[id]);
  g_assert_cmpfloat (fabs (late - 1000.0), <, 150);
  g_assert_cmpfloat (fabs (out_of_order - 5000.0), <, 350);
  g_assert_cmpfloat (fabs (twice - 2000.0), <, 220);
}

/* Days, then minutes, then trades, each in order, and one price path through all of them. */
static void
test_past (void)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  TapeSimulatorOptions options = simulator_options (310000);
  g_autofree guint *days = g_new0 (guint, 100);
  g_autofree double *last = g_new0 (double, 100);
  g_autoptr (SimulatorRun) run = NULL;
  guint n_minutes = 0, n_past = 0;
  gint64 start = G_MININT64;

  options.past = TRUE;
  options.symbols = 100;
  run = simulate (universe, &options, NULL);
  for (guint i = 0; i < run->bars->len; i++)
    {
      const TapeBar *bar = simulator_run_bar (run, i);
      gboolean first_minute = bar->length == TAPE_BAR_MINUTE && n_minutes == 0;

      g_assert_null (tape_bar_check (bar, options.start));
      g_assert_cmpfloat (bar->high, >=, MAX (bar->open, bar->close));
      g_assert_cmpfloat (bar->low, <=, MIN (bar->open, bar->close));
      g_assert_cmpuint (bar->source, ==, 1);
      g_assert_true (first_minute || bar->start >= start);
      g_assert_true (last[bar->instrument] == 0 || fabs (bar->open / last[bar->instrument] - 1) < 0.2);
      if (bar->length == TAPE_BAR_DAY)
        {
          g_assert_cmpuint (n_minutes, ==, 0);
          days[bar->instrument]++;
        }
      else
        n_minutes++;
      start = bar->start;
      last[bar->instrument] = bar->close;
    }
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (days[i], >=, 235);
  g_assert_cmpuint (n_minutes, >, 50000);
  g_assert_cmpuint (n_minutes, <=, 60000);

  g_assert_cmpint (simulator_run_trade (run, 0)->event_time, >=, start + TAPE_MINUTE);
  g_assert_cmpint (simulator_run_trade (run, 0)->event_time, <, start + 2 * TAPE_MINUTE);
  for (guint i = 0; i < run->trades->len; i++)
    {
      const TapeTrade *trade = simulator_run_trade (run, i);

      g_assert_cmpfloat (fabs (trade->price / last[trade->instrument] - 1), <, 0.1);
      last[trade->instrument] = trade->price;
      n_past += trade->event_time < options.start;
    }
  g_assert_cmpuint (n_past, >, 100000);
  g_assert_cmpuint (n_past, <=, 305000);
}

static void
assert_refused (const TapeSimulatorOptions *options, const char *says)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  g_autoptr (GError) error = NULL;

  g_assert_null (tape_simulator_new (universe, options, &error));
  g_assert_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_bad_options (void)
{
  TapeSimulatorOptions options = tape_simulator_defaults;

  options.symbols = 100001;
  assert_refused (&options, "symbols");
  options = tape_simulator_defaults;
  options.trades_per_second = 0;
  assert_refused (&options, "trades per second");
  options.trades_per_second = 1.1e7;
  assert_refused (&options, "trades per second");
  options.trades_per_second = (double)NAN;
  assert_refused (&options, "trades per second");
  options = tape_simulator_defaults;
  options.speed = -1;
  assert_refused (&options, "speed");
  options = tape_simulator_defaults;
  options.late = 0.51;
  assert_refused (&options, "late");
  options.late = 0;
  options.duplicates = -0.1;
  assert_refused (&options, "duplicates");
  options.duplicates = 0;
  options.out_of_order = (double)NAN;
  assert_refused (&options, "out-of-order");
  options = tape_simulator_defaults;
  options.start = TAPE_NO_TIME;
  assert_refused (&options, "start");
}

/* At a hundred times the clock, ten simulated seconds take a tenth of one at least. */
static void
test_speed (void)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  TapeSimulatorOptions options = simulator_options (600);
  g_autoptr (SimulatorRun) paced = NULL, plain = NULL;
  gint64 began = g_get_monotonic_time (), span;

  plain = simulate (universe, &options, NULL);
  options.speed = 100;
  began = g_get_monotonic_time ();
  paced = simulate (universe, &options, NULL);
  span = simulator_run_trade (paced, 599)->event_time - options.start;
  g_assert_cmpint (g_get_monotonic_time () - began, >=, span / 100);
  simulator_run_assert_same (plain, 0, paced);
}

static void
on_ended (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

typedef struct
{
  SimulatorRun *run;
  TapeFeed *feed;
  gboolean paused;
} Pauser;

static gboolean
take_and_pause (TapeBatch *batch, gpointer data)
{
  Pauser *pauser = data;

  if (batch->n_trades > 0 && !pauser->paused)
    {
      pauser->paused = TRUE;
      tape_feed_set_paused (pauser->feed, TRUE);
    }
  return simulator_run_take (batch, pauser->run);
}

static TapeFeedState
get_state (TapeFeed *feed)
{
  g_autoptr (TapeFeedHealth) health = tape_feed_get_health (feed, FALSE);

  return (TapeFeedState)health->state;
}

/* A pause and a change of speed change when trades come, and nothing else. */
static void
test_pause_and_speed (void)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  TapeSimulatorOptions options = simulator_options (20000);
  g_autoptr (SimulatorRun) plain = simulate (universe, &options, NULL), run = simulator_run_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (TapeFeed) feed = NULL;
  g_autoptr (GError) error = NULL;
  Pauser pauser = { .run = run };
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  options.speed = 1;
  pauser.feed = feed = simulator_feed (universe, &options);
  tape_feed_get_type_info (feed)->bind (feed, 0, 1, NULL);
  tape_feed_run_async (feed, take_and_pause, &pauser, NULL, on_ended, &result);
  while (get_state (feed) != TAPE_FEED_PAUSED && g_get_monotonic_time () < deadline)
    g_thread_yield ();
  g_assert_cmpint (get_state (feed), ==, TAPE_FEED_PAUSED);
  tape_feed_set_speed (feed, 0);
  tape_feed_set_paused (feed, FALSE);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (tape_feed_run_finish (feed, result, &error));
  g_assert_no_error (error);
  simulator_run_assert_same (plain, 0, run);
}

static gboolean
take_and_cancel (TapeBatch *batch, gpointer data)
{
  if (batch->n_trades > 0)
    g_cancellable_cancel (data);
  tape_batch_unref (batch);
  return TRUE;
}

/* Without end, at the pace of the clock, until it is stopped; what it said last can be looked at. */
static void
test_live (void)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  TapeSimulatorOptions options = simulator_options (0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TapeFeedHealth) health = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (TapeFeed) feed = NULL;
  g_autoptr (GError) error = NULL;
  const TapeFeedMessage *message;

  options.speed = 1;
  feed = simulator_feed (universe, &options);
  tape_feed_run_async (feed, take_and_cancel, cancellable, cancellable, on_ended, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (tape_feed_run_finish (feed, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  health = tape_feed_get_health (feed, TRUE);
  g_assert_cmpint (health->state, ==, TAPE_FEED_STOPPED);
  g_assert_cmpuint (health->messages->len, >, 0);
  message = g_ptr_array_index (health->messages, 0);
  g_assert_true (g_str_has_prefix (message->raw, "2024-06-03T13:30:0"));
  g_assert_nonnull (strstr (message->parsed, " × "));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulator/same-seed-same-trades", test_same_seed);
  g_test_add_func ("/simulator/any-universe", test_any_universe);
  g_test_add_func ("/simulator/trades-are-valid-and-in-order", test_valid);
  g_test_add_func ("/simulator/least-active", test_least_active);
  g_test_add_func ("/simulator/made-up-symbols", test_made_up_symbols);
  g_test_add_func ("/simulator/knobs", test_knobs);
  g_test_add_func ("/simulator/past", test_past);
  g_test_add_func ("/simulator/bad-options", test_bad_options);
  g_test_add_func ("/simulator/speed", test_speed);
  g_test_add_func ("/simulator/pause-and-speed", test_pause_and_speed);
  g_test_add_func ("/simulator/live", test_live);
  return g_test_run ();
}
