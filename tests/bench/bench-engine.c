/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine alone: simulated trades in memory through every stage, one core. The yardsticks of the same run: a plain sum
 * over the same array, which is what reading it costs, and a bare loop that keeps open, high, low, close and volume of
 * each minute and nothing else.
 *
 *   bench-engine [--trades N] [--symbols N [--bars FILE]]
 *
 * Then what memory is taken after 100 million trades, beside after a tenth of them.
 *
 * With --symbols only so many instruments, trades without ids and in batches; --bars writes their minutes as CSV. */

#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/tape-engine.h"
#include "feed/tape-simulator.h"

#define RUNS  5
#define FLOOD G_GUINT64_CONSTANT (100000000)

static gint n_trades = 4000000;

typedef struct
{
  TapeUniverse *universe;
  GPtrArray *batches;
  guint batch_size;
} Bench;

static gboolean
keep_batch (TapeBatch *batch, gpointer data)
{
  g_ptr_array_add (data, batch);
  return TRUE;
}

static GPtrArray *
make_batches (TapeUniverse *universe, guint symbols, gboolean with_ids)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_batch_unref);
  TapeSimulatorOptions options = tape_simulator_defaults;
  g_autoptr (TapeFeed) feed = NULL;

  options.symbols = symbols;
  options.trades = (guint64)n_trades;
  feed = tape_simulator_new (universe, &options, &error);
  g_assert_no_error (error);
  tape_feed_get_type_info (feed)->bind (feed, 0, 1, NULL);
  g_assert_true (tape_feed_run (feed, keep_batch, batches, NULL, &error));
  for (guint i = 0; !with_ids && i < batches->len; i++)
    {
      TapeBatch *batch = g_ptr_array_index (batches, i);

      for (guint j = 0; j < batch->n_trades; j++)
        batch->trades[j].flags = 0;
    }
  return g_steal_pointer (&batches);
}

/* The same events, cut into batches of another size. */
static GPtrArray *
cut_batches (GPtrArray *batches, guint size)
{
  GPtrArray *cut = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_batch_unref);

  for (guint i = 0; i < batches->len; i++)
    {
      TapeBatch *batch = g_ptr_array_index (batches, i);

      if (batch->kind != TAPE_BATCH_TRADES)
        g_ptr_array_add (cut, tape_batch_ref (batch));
      for (guint j = 0; j < batch->n_trades; j++)
        {
          TapeBatch *last = cut->len == 0 ? NULL : g_ptr_array_index (cut, cut->len - 1);

          if (last == NULL || last->kind != TAPE_BATCH_TRADES || last->n_trades == size)
            {
              last = tape_batch_new (TAPE_BATCH_TRADES, size);
              g_ptr_array_add (cut, last);
            }
          *tape_batch_add_trade (last) = batch->trades[j];
        }
    }
  return cut;
}

static gint64
now (void)
{
  return bench_clock (CLOCK_THREAD_CPUTIME_ID);
}

static double
per_trade (gint64 start)
{
  return (double)(now () - start) / n_trades;
}

static double
run_engine (gpointer data)
{
  Bench *bench = data;
  TapeEngineConfig config = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT };
  g_autoptr (TapeEngine) engine = tape_engine_new (bench->universe, &config);
  gint64 start = now ();

  for (guint i = 0; i < bench->batches->len; i++)
    {
      tape_engine_process (engine, g_ptr_array_index (bench->batches, i));
      if (tape_engine_get_pending (engine) >= 131072)
        g_clear_pointer (&(TapeCommit *){ tape_engine_take_commit (engine) }, tape_commit_free);
    }
  return per_trade (start);
}

static double
run_sum (gpointer data)
{
  Bench *bench = data;
  volatile double kept;
  double sum = 0;
  gint64 start = now ();

  for (guint i = 0; i < bench->batches->len; i++)
    {
      const TapeBatch *batch = g_ptr_array_index (bench->batches, i);

      for (guint j = 0; j < batch->n_trades; j++)
        sum += batch->trades[j].price * batch->trades[j].quantity;
    }
  kept = sum;
  (void)kept;
  return per_trade (start);
}

typedef struct
{
  gint64 minute;
  double open, high, low, close, volume;
} Minute;

static double
run_bare (gpointer data)
{
  Bench *bench = data;
  guint n = tape_universe_count (bench->universe);
  g_autofree Minute *current = g_new0 (Minute, n);
  g_autoptr (GArray) finished = g_array_new (FALSE, FALSE, sizeof (Minute));
  gint64 start = now ();

  for (guint i = 0; i < bench->batches->len; i++)
    {
      const TapeBatch *batch = g_ptr_array_index (bench->batches, i);

      for (guint j = 0; j < batch->n_trades; j++)
        {
          const TapeTrade *trade = &batch->trades[j];
          Minute *minute = &current[trade->instrument];

          if (trade->event_time < minute->minute || trade->event_time >= minute->minute + TAPE_MINUTE)
            {
              if (minute->volume > 0)
                g_array_append_val (finished, *minute);
              *minute = (Minute){ tape_time_floor (trade->event_time, TAPE_MINUTE),
                                  trade->price,
                                  trade->price,
                                  trade->price,
                                  trade->price,
                                  0 };
            }
          minute->high = MAX (minute->high, trade->price);
          minute->low = MIN (minute->low, trade->price);
          minute->close = trade->price;
          minute->volume += trade->quantity;
        }
    }
  return per_trade (start);
}

static void
append_minutes (GString *text, TapeUniverse *universe, const TapeCommit *commit)
{
  char start[TAPE_TIME_TEXT], number[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < commit->bars->len; i++)
    {
      const TapeBar *bar = &g_array_index (commit->bars, TapeBarTotals, i).bar;
      const double numbers[] = { bar->open, bar->high, bar->low, bar->close, bar->volume };

      if (bar->length != TAPE_MINUTE / TAPE_SECOND)
        continue;
      tape_time_format (bar->start, start);
      g_string_append_printf (text, "%s,%s,%u", tape_universe_get (universe, bar->instrument)->symbol, start,
                              bar->count);
      for (guint j = 0; j < G_N_ELEMENTS (numbers); j++)
        g_string_append_printf (text, ",%s", g_ascii_dtostr (number, sizeof number, numbers[j]));
      g_string_append_c (text, '\n');
    }
}

/* The minutes that the engine makes of the trades, in a run that is not measured. */
static gboolean
write_minutes (const Bench *bench, const char *path)
{
  TapeEngineConfig config = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT };
  g_autoptr (TapeEngine) engine = tape_engine_new (bench->universe, &config);
  g_autoptr (GString) text = g_string_new ("symbol,start,count,open,high,low,close,volume\n");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < bench->batches->len; i++)
    {
      g_autoptr (TapeCommit) commit = NULL;

      tape_engine_process (engine, g_ptr_array_index (bench->batches, i));
      commit = tape_engine_take_commit (engine);
      if (commit != NULL)
        append_minutes (text, bench->universe, commit);
    }
  if (g_file_set_contents (path, text->str, (gssize)text->len, &error))
    return TRUE;
  g_printerr ("%s\n", error->message);
  return FALSE;
}

static gboolean
measure (guint symbols, gboolean with_ids, guint batch_size, const char *minutes)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  g_autoptr (GPtrArray) made = make_batches (universe, symbols, with_ids);
  g_autoptr (GPtrArray) batches = batch_size == 0 ? g_ptr_array_ref (made) : cut_batches (made, batch_size);
  g_autofree char *in = batch_size == 1 ? g_strdup ("one at a time") : g_strdup ("in batches");
  g_autofree char *what
      = g_strdup_printf ("engine, %u instruments, %s, %s", symbols, with_ids ? "with ids" : "without ids", in);
  Bench bench = { universe, batches, batch_size };
  double bare, sum;
  double value = bench_median_pair (RUNS, run_engine, run_bare, &bench, &bare);

  sum = bench_median (RUNS, run_sum, &bench);
  bench_row (what, value, "ns/trade", "bare loop, open to volume of a minute", bare);
  bench_row (what, value, "ns/trade", "plain sum over the array", sum);
  return minutes == NULL || write_minutes (&bench, minutes);
}

/* --- Memory --- */

typedef struct
{
  TapeEngine *engine;
  guint64 n_trades;
  double early; /* MiB after a tenth */
} Flood;

static double
resident (void)
{
  g_autofree char *text = NULL;
  guint64 pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    sscanf (text, "%*s %" G_GUINT64_FORMAT, &pages);
  return (double)pages * (double)sysconf (_SC_PAGESIZE) / (1024 * 1024);
}

static gboolean
flood (TapeBatch *batch, gpointer data)
{
  Flood *self = data;

  self->n_trades += batch->n_trades;
  tape_engine_process (self->engine, batch);
  tape_batch_unref (batch);
  if (tape_engine_get_pending (self->engine) >= 131072)
    g_clear_pointer (&(TapeCommit *){ tape_engine_take_commit (self->engine) }, tape_commit_free);
  if (self->early == 0 && self->n_trades >= FLOOD / 10)
    self->early = resident ();
  return TRUE;
}

/* Whether memory grows with the trades: 100 million of them, made as they are taken. */
static void
measure_memory (void)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  TapeEngineConfig config = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT };
  g_autoptr (TapeEngine) engine = tape_engine_new (universe, &config);
  g_autoptr (GError) error = NULL;
  TapeSimulatorOptions options = tape_simulator_defaults;
  g_autoptr (TapeFeed) feed = NULL;
  Flood flooded = { .engine = engine };

  options.symbols = 500;
  options.trades = FLOOD;
  feed = tape_simulator_new (universe, &options, &error);
  g_assert_no_error (error);
  tape_feed_get_type_info (feed)->bind (feed, 0, 1, NULL);
  g_assert_true (tape_feed_run (feed, flood, &flooded, NULL, &error));
  bench_row ("memory after 100 million trades, 500 instruments", resident (), "MiB", "after 10 million", flooded.early);
}

int
main (int argc, char **argv)
{
  gint symbols = 0;
  g_autofree char *minutes = NULL;
  const GOptionEntry entries[] = {
    { "trades", 0, 0, G_OPTION_ARG_INT, &n_trades, "How many", "N" },
    { "symbols", 0, 0, G_OPTION_ARG_INT, &symbols, "Measure this number of instruments only", "N" },
    { "bars", 0, 0, G_OPTION_ARG_FILENAME, &minutes, "Write the minutes of them", "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean done = TRUE;

  bench_init ("engine", &argc, &argv);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  if (symbols > 0)
    done = measure ((guint)symbols, FALSE, 0, minutes);
  else
    {
      measure_memory ();
      measure (500, FALSE, 0, NULL);
      measure (500, TRUE, 0, NULL);
      measure (500, FALSE, 1, NULL);
      measure (10000, FALSE, 0, NULL);
    }
  return bench_finish () == EXIT_SUCCESS && done ? EXIT_SUCCESS : EXIT_FAILURE;
}
