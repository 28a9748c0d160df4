/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The simulator as a feed: its options, order, knobs, past, positions and pace. */

#include "feed/tape-simulator.h"
#include "feed/tape-trade-text.h"

#include "feed/tape-simulated-instrument.h"

#include <math.h>
#include <string.h>

/* What a run said. */
typedef struct
{
  GArray *trades;       /* TapeTrade */
  GArray *bars;         /* TapeBar */
  GPtrArray *positions; /* TapeBatch: those with a position, in order */
  guint begins;
  guint ends;
} Run;

static Run *
run_new (void)
{
  Run *run = g_new0 (Run, 1);

  run->trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  run->bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  run->positions = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_batch_unref);
  return run;
}

static void
run_free (Run *run)
{
  g_array_unref (run->trades);
  g_array_unref (run->bars);
  g_ptr_array_unref (run->positions);
  g_free (run);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

static gboolean
take (TapeBatch *batch, gpointer data)
{
  Run *run = data;

  run->begins += batch->kind == TAPE_BATCH_BEGIN;
  run->ends += batch->kind == TAPE_BATCH_END;
  g_array_append_vals (run->trades, batch->trades, batch->n_trades);
  g_array_append_vals (run->bars, batch->bars, batch->n_bars);
  if (batch->n_positions > 0)
    g_ptr_array_add (run->positions, tape_batch_ref (batch));
  tape_batch_unref (batch);
  return TRUE;
}

static const TapeTrade *
trade_at (const Run *run, guint i)
{
  return &g_array_index (run->trades, TapeTrade, i);
}

static const TapeBar *
bar_at (const Run *run, guint i)
{
  return &g_array_index (run->bars, TapeBar, i);
}

static TapeFeed *
new_feed (TapeUniverse *universe, const TapeSimulatorOptions *options)
{
  g_autoptr (GError) error = NULL;
  TapeFeed *feed = tape_simulator_new (universe, options, &error);

  g_assert_no_error (error);
  return feed;
}

static Run *
simulate_from (TapeUniverse *universe, const TapeSimulatorOptions *options, const TapePosition *position)
{
  g_autoptr (TapeFeed) feed = new_feed (universe, options);
  const TapeFeedType *type = tape_feed_get_type_info (feed);
  g_autoptr (GError) error = NULL;
  Run *run = run_new ();

  type->bind (feed, 0, 1, position);
  g_assert_true (tape_feed_run (feed, take, run, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (run->begins, ==, 1);
  g_assert_cmpuint (run->ends, ==, 1);
  return run;
}

static Run *
simulate (TapeUniverse *universe, const TapeSimulatorOptions *options)
{
  return simulate_from (universe, options, NULL);
}

static TapeSimulatorOptions
options_for (guint64 trades)
{
  TapeSimulatorOptions options = tape_simulator_defaults;

  options.trades = trades;
  return options;
}

static void
assert_same_trades (const Run *a, guint from, const Run *b)
{
  g_assert_cmpuint (a->trades->len - from, ==, b->trades->len);
  for (guint i = 0; i < b->trades->len; i++)
    if (memcmp (trade_at (a, from + i), trade_at (b, i), sizeof (TapeTrade)) != 0)
      g_error ("trade %u differs from trade %u", from + i, i);
}

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

static void
test_same_seed (void)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  TapeSimulatorOptions options = options_for (20000);
  g_autoptr (Run) one = simulate (universe, &options);
  g_autoptr (Run) two = simulate (universe, &options);
  g_autoptr (Run) other = NULL;

  g_assert_cmpuint (one->trades->len, ==, 20000);
  assert_same_trades (one, 0, two);
  options.seed = 2;
  other = simulate (universe, &options);
  g_assert_cmpint (memcmp (trade_at (one, 0), trade_at (other, 0), sizeof (TapeTrade)), !=, 0);
}

/* A universe that closes gets the same events. */
static void
test_any_universe (void)
{
  g_autoptr (TapeUniverse) always = tape_universe_new (TRUE), sometimes = tape_universe_new (FALSE);
  TapeSimulatorOptions options = options_for (5000);
  g_autoptr (Run) one = simulate (always, &options);
  g_autoptr (Run) two = simulate (sometimes, &options);

  assert_same_trades (one, 0, two);
}

static void
test_valid (void)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  TapeSimulatorOptions options = options_for (2000000);
  g_autoptr (Run) run = simulate (universe, &options);
  guint n = tape_universe_count (universe);
  g_autofree TapeSimulatedInstrument *instruments = g_new (TapeSimulatedInstrument, n);
  TapeSimulatedFactors factors;
  gint64 time = G_MININT64;

  tape_simulated_factors_init (&factors);
  for (guint i = 0; i < n; i++)
    tape_simulated_instrument_init (&instruments[i], &factors, tape_universe_get (universe, i));

  for (guint i = 0; i < run->trades->len; i++)
    {
      const TapeTrade *trade = trade_at (run, i);
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
  TapeSimulatorOptions options = options_for (200000);
  g_autoptr (Run) run = NULL;
  g_autofree guint *counts = g_new0 (guint, 500);
  guint least = G_MAXUINT, most = 0;
  double seconds;

  options.symbols = 500;
  run = simulate (universe, &options);
  seconds = (double)(trade_at (run, run->trades->len - 1)->event_time - options.start) / TAPE_SECOND;
  for (guint i = 0; i < run->trades->len; i++)
    counts[trade_at (run, i)->instrument]++;
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
  TapeSimulatorOptions options = options_for (1000);
  const TapeInstrument *instrument;
  g_autoptr (Run) run = NULL;
  guint n_known;

  tape_instruments_list (&n_known);
  options.symbols = n_known + 2;
  run = simulate (universe, &options);
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
  TapeSimulatorOptions options = options_for (100000);
  g_autoptr (Run) plain = simulate (universe, &options);
  g_autofree gboolean *seen = g_new0 (gboolean, 100001);
  g_autoptr (Run) run = NULL;
  guint late = 0, out_of_order = 0, twice = 0;
  gint64 time = G_MININT64;

  options.late = 0.01;
  options.out_of_order = 0.05;
  options.duplicates = 0.02;
  run = simulate (universe, &options);
  for (guint i = 0; i < run->trades->len; i++)
    {
      TapeTrade trade = *trade_at (run, i);
      gint64 delay = trade.receive_time - trade.event_time;

      g_assert_cmpint (trade.receive_time, >=, time);
      time = trade.receive_time;
      g_assert_cmpint (delay, >=, 0);
      g_assert_cmpint (delay, <=, 5 * TAPE_MINUTE + 2 * TAPE_SECOND);
      trade.receive_time = trade.event_time;
      g_assert_cmpmem (&trade, sizeof trade, trade_at (plain, (guint)trade.id - 1), sizeof trade);
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
  TapeSimulatorOptions options = options_for (310000);
  g_autofree guint *days = g_new0 (guint, 100);
  g_autofree double *last = g_new0 (double, 100);
  g_autoptr (Run) run = NULL;
  guint n_minutes = 0, n_past = 0;
  gint64 start = G_MININT64;

  options.past = TRUE;
  options.symbols = 100;
  run = simulate (universe, &options);
  for (guint i = 0; i < run->bars->len; i++)
    {
      const TapeBar *bar = bar_at (run, i);
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
    g_assert_cmpuint (days[i], >=, 245);
  g_assert_cmpuint (n_minutes, >, 50000);
  g_assert_cmpuint (n_minutes, <=, 60000);

  g_assert_cmpint (trade_at (run, 0)->event_time, >=, start + TAPE_MINUTE);
  g_assert_cmpint (trade_at (run, 0)->event_time, <, start + 2 * TAPE_MINUTE);
  for (guint i = 0; i < run->trades->len; i++)
    {
      const TapeTrade *trade = trade_at (run, i);

      g_assert_cmpfloat (fabs (trade->price / last[trade->instrument] - 1), <, 0.1);
      last[trade->instrument] = trade->price;
      n_past += trade->event_time < options.start;
    }
  g_assert_cmpuint (n_past, >, 100000);
  g_assert_cmpuint (n_past, <=, 305000);
}

/* From any event on, a feed that goes on from a stored position says what an undisturbed one says. */
static void
check_resume (const TapeSimulatorOptions *options, guint n_cuts)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  g_autoptr (Run) whole = simulate (universe, options);
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (guint cut = 0; cut < n_cuts; cut++)
    {
      guint i = cut == 0 ? whole->positions->len - 1 : (guint)g_rand_int_range (random, 0, (gint)whole->positions->len);
      const TapeBatch *batch = g_ptr_array_index (whole->positions, i);
      TapePosition position = batch->positions[0];
      g_autoptr (Run) rest = NULL;
      guint n = whole->bars->len;

      if (cut > 0)
        position.offset -= g_rand_int_range (random, 0, (gint)tape_batch_n_events (batch));
      rest = simulate_from (universe, options, &position);
      g_assert_cmpuint (rest->bars->len, ==, position.offset < n ? n - position.offset : 0);
      for (guint k = 0; k < rest->bars->len; k++)
        assert_same_bar (bar_at (whole, (guint)position.offset + k), bar_at (rest, k));
      assert_same_trades (whole, position.offset < n ? 0 : (guint)position.offset - n, rest);
    }
}

static void
test_resume (void)
{
  TapeSimulatorOptions options = options_for (30000);

  check_resume (&options, 20);
  options.trades_per_second = 20000;
  check_resume (&options, 20);
}

static void
test_resume_with_knobs (void)
{
  TapeSimulatorOptions options = options_for (50000);

  options.late = options.duplicates = options.out_of_order = 0.1;
  check_resume (&options, 20);
}

static void
test_resume_in_the_past (void)
{
  TapeSimulatorOptions options = options_for (20000);

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
  TapeSimulatorOptions options = options_for (400000);
  g_autoptr (Run) whole = NULL;
  const TapePosition *position;

  options.symbols = 20;
  whole = simulate (universe, &options);
  position = ((TapeBatch *)g_ptr_array_index (whole->positions, 10))->positions;
  for (guint gap = 0; gap < G_N_ELEMENTS (gaps); gap++)
    {
      g_autofree double *last = g_new0 (double, 20);
      g_autoptr (Run) rest = NULL;
      guint between = 0;
      gint64 time = position->event_time, longest = 0;

      for (guint i = 0; i < position->offset; i++)
        last[trade_at (whole, i)->instrument] = trade_at (whole, i)->price;
      options.start = tape_simulator_defaults.start + gaps[gap];
      rest = simulate_from (universe, &options, position);
      for (guint i = 0; i < rest->trades->len; i++)
        {
          const TapeTrade *trade = trade_at (rest, i);

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
  TapeSimulatorOptions options = options_for (6000);
  g_autoptr (Run) run = simulate (universe, &options);
  g_autoptr (TapeFeed) feed = new_feed (universe, &options), later = NULL, other = NULL, fewer = NULL;
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
  later = new_feed (universe, &options);
  options.seed++;
  other = new_feed (universe, &options);
  options = options_for (6000);
  options.symbols = 10;
  fewer = new_feed (universe, &options);
  g_assert_true (type->matches (later, 0, source, &position));
  g_assert_false (type->matches (other, 0, source, &position));
  g_assert_false (type->matches (fewer, 0, source, &position));
  position.state = cut_off;
  g_assert_false (type->matches (feed, 0, source, &position));
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
  TapeSimulatorOptions options = options_for (600);
  g_autoptr (Run) paced = NULL, plain = NULL;
  gint64 began = g_get_monotonic_time (), span;

  plain = simulate (universe, &options);
  options.speed = 100;
  began = g_get_monotonic_time ();
  paced = simulate (universe, &options);
  span = trade_at (paced, 599)->event_time - options.start;
  g_assert_cmpint (g_get_monotonic_time () - began, >=, span / 100);
  assert_same_trades (plain, 0, paced);
}

static void
on_ended (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

typedef struct
{
  Run *run;
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
  return take (batch, pauser->run);
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
  TapeSimulatorOptions options = options_for (20000);
  g_autoptr (Run) plain = simulate (universe, &options), run = run_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (TapeFeed) feed = NULL;
  g_autoptr (GError) error = NULL;
  Pauser pauser = { .run = run };
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  options.speed = 1;
  pauser.feed = feed = new_feed (universe, &options);
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
  assert_same_trades (plain, 0, run);
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
  TapeSimulatorOptions options = options_for (0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TapeFeedHealth) health = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (TapeFeed) feed = NULL;
  g_autoptr (GError) error = NULL;
  const TapeFeedMessage *message;

  options.speed = 1;
  feed = new_feed (universe, &options);
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
  g_test_add_func ("/simulator/resume", test_resume);
  g_test_add_func ("/simulator/resume-with-knobs", test_resume_with_knobs);
  g_test_add_func ("/simulator/resume-in-the-past", test_resume_in_the_past);
  g_test_add_func ("/simulator/catch-up", test_catch_up);
  g_test_add_func ("/simulator/source", test_source);
  g_test_add_func ("/simulator/bad-options", test_bad_options);
  g_test_add_func ("/simulator/speed", test_speed);
  g_test_add_func ("/simulator/pause-and-speed", test_pause_and_speed);
  g_test_add_func ("/simulator/live", test_live);
  return g_test_run ();
}
