/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Micro-batches: what came between two triggers, with the mean of each instrument in it and since the session began. Held
 * against sums over all trades of random streams, and after a restart. */

#include "engine-ledger.h"
#include "engine-streams.h"

#include <math.h>

static const gint64 triggers[] = { TAPE_SECOND, 2 * TAPE_SECOND, 0 };

/* Each event has an id of its own or none, so that none is a duplicate; receive times may stand, and have gaps. */
static GArray *
draw_stream (TapeUniverse *universe, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  const StreamSpec spec = {
    .start = 1000 * TAPE_DAY,
    .gap = g_rand_int_range (random, 0, 8) * TAPE_SECOND / 8,
    .spread = 5 * TAPE_SECOND,
    .n = 300,
    .n_sources = 3,
    .live = g_rand_boolean (random),
    .price = 100,
  };
  GArray *stream = stream_new (universe, &spec, g_rand_int (random));

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < stream->len; i++)
    if (g_array_index (stream, StreamEvent, i).kind == TAPE_BATCH_TRADES)
      g_array_index (stream, StreamEvent, i).id[0] = '\0';
  return stream;
}

static TapeEngine *
new_engine (TapeUniverse *universe, gint64 trigger)
{
  const TapeEngineConfig config = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = trigger };

  return tape_engine_new (universe, &config);
}

/* --- The oracle --- */

/* In which stretch between triggers each event came: the number of it, from 0, empty ones too. */
static GArray *
number_events (GArray *stream, gint64 trigger, gint64 *last)
{
  GArray *numbers = g_array_sized_new (FALSE, TRUE, sizeof (gint64), stream->len);
  gint64 latest = G_MININT64;

  *last = G_MININT64;
  for (guint i = 0; i < stream->len; i++)
    {
      const StreamEvent *event = &g_array_index (stream, StreamEvent, i);
      gint64 number;

      if (event->kind == TAPE_BATCH_TRADES)
        latest = MAX (latest, event->trade.receive_time);
      else if (event->kind == TAPE_BATCH_TICK)
        latest = MAX (latest, event->receive_time);
      number = G_MININT64; /* before any clock */
      if (trigger == 0)
        number = (gint64)i;
      else if (latest != G_MININT64)
        number = tape_time_floor (latest, trigger) / trigger;
      g_array_append_val (numbers, number);
      /* What comes ends all stretches before its own; without a clock that is any event. */
      if (event->kind == TAPE_BATCH_TRADES || event->kind == TAPE_BATCH_TICK)
        *last = MAX (*last, number + (trigger == 0 && event->kind == TAPE_BATCH_TICK));
    }
  return numbers;
}

/* The numbers of the stretches that had trades and have ended, oldest first. */
static GArray *
find_batches (GArray *stream, GArray *numbers, gint64 last)
{
  GArray *batches = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < stream->len; i++)
    {
      gint64 number = g_array_index (numbers, gint64, i);

      if (g_array_index (stream, StreamEvent, i).kind == TAPE_BATCH_TRADES && number < last
          && (batches->len == 0 || g_array_index (batches, gint64, batches->len - 1) != number))
        g_array_append_val (batches, number);
    }
  return batches;
}

/* The mean of the trades of @instrument in stretches @from to @to. */
static double
mean_of (GArray *stream, GArray *numbers, guint32 instrument, gint64 from, gint64 to, guint *count)
{
  double sum = 0;

  *count = 0;
  for (guint i = 0; i < stream->len; i++)
    {
      const StreamEvent *event = &g_array_index (stream, StreamEvent, i);
      gint64 number = g_array_index (numbers, gint64, i);

      if (event->kind != TAPE_BATCH_TRADES || event->trade.instrument != instrument || number < from || number > to)
        continue;
      sum += event->trade.price;
      *count += 1;
    }
  return sum / *count;
}

static void
assert_near (double value, double wanted)
{
  g_assert_cmpfloat (fabs (value - wanted), <=, 1e-9 * fabs (wanted));
}

/* @means: (array length=n_means): all of one micro-batch */
static void
assert_batch (const TapeBatchMean *means,
              guint n_means,
              GArray *stream,
              GArray *numbers,
              gint64 number,
              gint64 trigger,
              guint n_instruments)
{
  guint n = 0;

  for (guint i = 0; i < n_means; i++)
    {
      const TapeBatchMean *mean = &means[i];
      guint count;

      g_assert_cmpint (mean->end - mean->start, ==, trigger);
      if (trigger > 0)
        g_assert_cmpint (mean->start, ==, number * trigger);
      assert_near (mean->mean, mean_of (stream, numbers, mean->instrument, number, number, &count));
      g_assert_cmpuint (mean->count, ==, count);
      assert_near (mean->running_mean, mean_of (stream, numbers, mean->instrument, G_MININT64, number, &count));
    }
  for (guint32 i = 0; i < n_instruments; i++)
    {
      guint count;

      mean_of (stream, numbers, i, number, number, &count);
      n += count > 0;
    }
  g_assert_cmpuint (n_means, ==, n);
}

static GArray *
get_means (TapeEngine *engine)
{
  GArray *means = g_array_new (FALSE, FALSE, sizeof (TapeBatchMean));

  tape_engine_get_batch_means (engine, means);
  return means;
}

static void
assert_batches (TapeEngine *engine, TapeUniverse *universe, GArray *stream, gint64 trigger)
{
  gint64 last;
  g_autoptr (GArray) means = get_means (engine);
  g_autoptr (GArray) numbers = number_events (stream, trigger, &last);
  g_autoptr (GArray) wanted = find_batches (stream, numbers, last);
  guint n = MIN (wanted->len, 5);
  guint from = 0;

  for (guint place = wanted->len - n; place < wanted->len; place++)
    {
      guint end = from;

      while (end < means->len && g_array_index (means, TapeBatchMean, end).batch == place + 1)
        end++;
      g_assert_cmpuint (end, >, from);
      assert_batch (&g_array_index (means, TapeBatchMean, from), end - from, stream, numbers,
                    g_array_index (wanted, gint64, place), trigger, tape_universe_count (universe));
      from = end;
    }
  g_assert_cmpuint (from, ==, means->len);
}

/* --- Streams --- */

static void
test_means (gconstpointer data)
{
  gint64 trigger = triggers[GPOINTER_TO_UINT (data)];
  static const guint sizes[] = { 1, 2, 7, 100 };

  for (guint round = 0; round < 15; round++)
    {
      g_autoptr (TapeUniverse) universe = stream_universe ();
      g_autoptr (GArray) whole = draw_stream (universe, (guint32)g_test_rand_int ());

      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        {
          g_autoptr (TapeEngine) engine = new_engine (universe, trigger);
          g_autoptr (GArray) stream = g_array_copy (whole);

          /* The end of it all is a trigger of its own, or none; what is looked at is the middle. */
          g_array_set_size (stream, (guint)g_test_rand_int_range (4, (gint32)whole->len - 3));
          stream_feed (stream, 0, stream->len, sizes[i], engine);
          assert_batches (engine, universe, stream, trigger);
        }
    }
}

/* Sources that had begun and not ended begin once more. */
static void
begin_again (TapeEngine *engine, GArray *stream, guint cut)
{
  for (guint i = 0; i < cut; i++)
    {
      const StreamEvent *event = &g_array_index (stream, StreamEvent, i);
      gboolean running = event->kind == TAPE_BATCH_BEGIN;

      for (guint j = i; j < cut; j++)
        running &= g_array_index (stream, StreamEvent, j).kind != TAPE_BATCH_END
                   || g_array_index (stream, StreamEvent, j).source != event->source;
      if (running)
        stream_feed (stream, i, i + 1, 1, engine);
    }
}

static void
test_restart (gconstpointer data)
{
  gint64 trigger = triggers[GPOINTER_TO_UINT (data)];

  for (guint round = 0; round < 15; round++)
    {
      g_autoptr (TapeUniverse) universe = stream_universe ();
      g_autoptr (GArray) stream = draw_stream (universe, (guint32)g_test_rand_int ());
      g_autoptr (TapeEngine) before = new_engine (universe, trigger);
      g_autoptr (TapeEngine) after = new_engine (universe, trigger);
      g_autoptr (Ledger) ledger = ledger_new ();
      guint cut;

      g_array_set_size (stream, (guint)g_test_rand_int_range (20, (gint32)stream->len - 3));
      /* Ticks alone are no reason to write: what only they ended is ended again by the next. */
      for (cut = (guint)g_test_rand_int_range (5, (gint32)stream->len - 2);
           cut > 0 && g_array_index (stream, StreamEvent, cut - 1).kind == TAPE_BATCH_TICK; cut--)
        ;
      for (guint from = 0; from < cut;)
        {
          g_autoptr (TapeBatch) batch = stream_batch (stream, &from, cut, 3);

          tape_engine_process (before, batch);
          if (g_test_rand_int_range (0, 5) == 0)
            ledger_take (ledger, before);
        }
      ledger_take (ledger, before);
      ledger_restore (ledger, after);
      begin_again (after, stream, cut);
      stream_feed (stream, cut, stream->len, 7, after);
      assert_batches (after, universe, stream, trigger);
    }
}

/* Before the first trigger there is none, whatever has come. */
static void
test_none_yet (void)
{
  g_autoptr (TapeUniverse) universe = stream_universe ();
  g_autoptr (TapeEngine) engine = new_engine (universe, TAPE_SECOND);
  g_autoptr (GArray) stream = draw_stream (universe, 3);
  g_autoptr (GArray) means = NULL;

  g_array_set_size (stream, 4);
  g_assert_cmpint (g_array_index (stream, StreamEvent, 3).kind, !=, TAPE_BATCH_BEGIN);
  stream_feed (stream, 0, stream->len, 1, engine);
  means = get_means (engine);
  g_assert_cmpuint (means->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  static const char *const names[] = { "each-second", "every-other-second", "each-event" };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *means = g_strdup_printf ("/engine/micro-batches/means-equal-sums/%s", names[i]);
      g_autofree char *restart = g_strdup_printf ("/engine/micro-batches/a-restart-changes-nothing/%s", names[i]);

      g_test_add_data_func (means, GUINT_TO_POINTER (i), test_means);
      g_test_add_data_func (restart, GUINT_TO_POINTER (i), test_restart);
    }
  g_test_add_func ("/engine/micro-batches/none-before-the-first-trigger", test_none_yet);
  return g_test_run ();
}
