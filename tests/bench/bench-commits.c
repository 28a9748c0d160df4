/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long a commit takes, with all that the engine makes of its trades, as a feed of 500 instruments gives them; beside
 * it a file to which as many bytes are written and which is waited for, after each commit, on the same disk. */

#include "bench.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "bare-insert.h"
#include "engine/tape-engine.h"
#include "feed/tape-simulator.h"
#include "store/tape-store.h"
#include "timed-vfs.h"

enum
{
  N_SYMBOLS = 500,
  N_LARGE = 4096,
  N_LARGE_COMMITS = 300,
  RATE = 1000, /* trades a second, of the feed and of what is live */
  N_LIVE = RATE / 5,
  N_LIVE_COMMITS = 200,
  N_WARM = 20,              /* commits that are not counted: pages come into memory */
  N_HISTORY = 1000000,      /* trades that are stored before, ... */
  HISTORY_RATE = 60,        /* ... so many a second, so that hours of minutes lie in the tables */
  N_HISTORY_COMMIT = 65536, /* trades */
  LIVE_INTERVAL = TAPE_SECOND / 5,
  PLAIN_SIZE = 16 * 1024 * 1024, /* where the log begins anew */
};

/* Of one commit, in ms. */
typedef struct
{
  double whole;
  double sync;      /* waiting for the disk */
  double processor; /* the thread's processor time */
  double plain;     /* the yardstick */
  gboolean copied;  /* while the log was copied into the database */
} Times;

typedef struct
{
  char *path;
  char *plain_path;
  int plain;
  gint64 plain_offset;
  TapeUniverse *universe;
  TapeEngine *engine;
  TapeWriter *writer;
  GPtrArray *trades; /* TapeBatch, of the feed */
  guint batch;       /* the next trade */
  guint trade;
  GArray *times; /* Times */
  guint64 bytes; /* to the log */
  int stop;      /* atomic */
} Bench;

static gboolean
keep_batch (TapeBatch *batch, gpointer data)
{
  if (batch->kind == TAPE_BATCH_TRADES)
    g_ptr_array_add (data, batch);
  else
    tape_batch_unref (batch);
  return TRUE;
}

/* Goes on at @start, @rate trades a second. */
static void
make_trades (Bench *bench, gint64 start, double rate, guint64 n)
{
  TapeSimulatorOptions options = tape_simulator_defaults;
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeFeed) feed = NULL;

  options.symbols = N_SYMBOLS;
  options.start = start;
  options.trades_per_second = rate;
  options.trades = n;
  g_ptr_array_set_size (bench->trades, 0);
  bench->batch = bench->trade = 0;
  feed = tape_simulator_new (bench->universe, &options, &error);
  g_assert_no_error (error);
  tape_feed_get_type_info (feed)->bind (feed, 0, 1, NULL);
  g_assert_true (tape_feed_run (feed, keep_batch, bench->trades, NULL, &error));
}

static TapeBatch *
take_trades (Bench *bench, guint n)
{
  TapeBatch *taken = tape_batch_new (TAPE_BATCH_TRADES, n);
  TapePosition position = { .source = 1, .event_time = TAPE_NO_TIME };

  while (taken->n_trades < n && bench->batch < bench->trades->len)
    {
      const TapeBatch *batch = g_ptr_array_index (bench->trades, bench->batch);

      if (bench->trade < batch->n_trades)
        *tape_batch_add_trade (taken) = batch->trades[bench->trade++];
      else
        {
          bench->batch++;
          bench->trade = 0;
        }
    }
  position.offset = bench->batch;
  tape_batch_set_position (taken, &position);
  return taken;
}

static void
open_session (Bench *bench)
{
  const TapeEngineConfig config = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT };
  const TapeSource source = { .kind = (char *)"simulator", .name = (char *)"bench" };
  g_autoptr (TapeBatch) begin = tape_batch_new_begin (1, FALSE, 0);
  g_autoptr (GError) error = NULL;

  bench->universe = tape_universe_new (TRUE);
  bench->writer = tape_writer_open (bench->path, bench->universe, &error);
  g_assert_no_error (error);
  tape_writer_put_source (bench->writer, 0, &source, &error);
  g_assert_no_error (error);
  bench->engine = tape_engine_new (bench->universe, &config);
  tape_engine_process (bench->engine, begin);
  bench->plain = g_open (bench->plain_path, O_RDWR | O_CREAT | O_TRUNC, 0600);
  g_assert_cmpint (bench->plain, >=, 0);
  bench->plain_offset = 0;
}

static void
close_session (Bench *bench)
{
  tape_writer_free (bench->writer);
  tape_engine_free (bench->engine);
  tape_universe_unref (bench->universe);
  close (bench->plain);
  g_unlink (bench->plain_path);
  bare_insert_remove_database (bench->path);
}

static double
get_processor_ms (void)
{
  struct timespec used;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &used);
  return (double)used.tv_sec * 1e3 + (double)used.tv_nsec / 1e6;
}

static double
write_plainly (Bench *bench, gsize n)
{
  static guint8 bytes[PLAIN_SIZE];
  gint64 begin;

  n = MIN (n, sizeof bytes);
  if (bench->plain_offset + (gint64)n > PLAIN_SIZE)
    bench->plain_offset = 0;
  begin = g_get_monotonic_time ();
  g_assert_cmpint (pwrite (bench->plain, bytes, n, bench->plain_offset), ==, n);
  g_assert_cmpint (fdatasync (bench->plain), ==, 0);
  bench->plain_offset += (gint64)n;
  return (double)(g_get_monotonic_time () - begin) / 1e3;
}

static void
commit_once (Bench *bench, guint n_trades, gboolean counts)
{
  g_autoptr (TapeBatch) batch = take_trades (bench, n_trades);
  g_autoptr (TapeCommit) commit = NULL;
  g_autoptr (GError) error = NULL;
  TimedFiles before, after;
  guint64 copied;
  double processor;
  gint64 begin;
  Times times;

  g_assert_cmpuint (batch->n_trades, ==, n_trades);
  tape_engine_process (bench->engine, batch);
  commit = tape_engine_take_commit (bench->engine);
  before = timed_vfs_get ();
  copied = timed_vfs_get_copied ();
  processor = get_processor_ms ();
  begin = g_get_monotonic_time ();
  tape_writer_commit (bench->writer, commit, &error);
  g_assert_no_error (error);
  times.whole = (double)(g_get_monotonic_time () - begin) / 1e3;
  times.processor = get_processor_ms () - processor;
  times.copied = timed_vfs_get_copied () != copied;
  after = timed_vfs_get ();
  times.sync = (double)(after.sync_us - before.sync_us) / 1e3;
  times.plain = write_plainly (bench, after.log_bytes - before.log_bytes);
  if (!counts)
    return;
  bench->bytes += after.log_bytes - before.log_bytes;
  g_array_append_val (bench->times, times);
}

static void
count_totals (const TapeBarTotals *totals, gpointer data)
{
  *(guint64 *)data += totals->bar.count;
}

/* Reads every minute again and again. */
static void *
read_on (void *data)
{
  Bench *bench = data;

  while (!__atomic_load_n (&bench->stop, __ATOMIC_ACQUIRE))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TapeReader) reader = tape_reader_open (bench->path, &error);
      guint64 n = 0;

      g_assert_no_error (error);
      tape_reader_each_totals (reader, TAPE_BAR_MINUTE, G_MININT64, G_MAXINT64, count_totals, &n, NULL, &error);
      g_assert_no_error (error);
    }
  return NULL;
}

/* --- Figures --- */

static int
compare (gconstpointer a, gconstpointer b)
{
  double left = *(const double *)a, right = *(const double *)b;

  return (left > right) - (left < right);
}

/* The figures of one column of the times, in order; only of commits beside a copy of the log where @copied. */
static GArray *
sort_column (const GArray *times, gsize column, gboolean copied)
{
  GArray *sorted = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < times->len; i++)
    {
      const Times *each = &g_array_index (times, Times, i);

      if (!copied || each->copied)
        g_array_append_val (sorted, G_STRUCT_MEMBER (double, each, column));
    }
  g_array_sort (sorted, compare);
  return sorted;
}

static double
get_share (const GArray *sorted, double share)
{
  return g_array_index (sorted, double, MIN (sorted->len - 1, (guint)(sorted->len * share)));
}

static void
put_share (const char *what, const char *share_name, double share, const GArray *whole, const GArray *plain)
{
  g_autofree char *name = g_strdup_printf ("%s, %s", what, share_name);

  bench_row (name, get_share (whole, share), "ms", "as many bytes, plainly", get_share (plain, share));
}

static void
put_commits (const char *what, const GArray *times, gboolean copied)
{
  g_autoptr (GArray) whole = sort_column (times, G_STRUCT_OFFSET (Times, whole), copied);
  g_autoptr (GArray) plain = sort_column (times, G_STRUCT_OFFSET (Times, plain), copied);

  if (whole->len == 0)
    return;
  put_share (what, "p50", 0.5, whole, plain);
  put_share (what, "p99", 0.99, whole, plain);
  put_share (what, "max", 1, whole, plain);
}

static void
put_parts (const char *what, const Bench *bench)
{
  g_autoptr (GArray) sync = sort_column (bench->times, G_STRUCT_OFFSET (Times, sync), FALSE);
  g_autoptr (GArray) rest = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) processor = sort_column (bench->times, G_STRUCT_OFFSET (Times, processor), FALSE);
  g_autofree char *waiting = g_strdup_printf ("%s, waiting, p99", what);
  g_autofree char *without = g_strdup_printf ("%s, without it, p99", what);
  g_autofree char *used = g_strdup_printf ("%s, processor, p50", what);
  g_autofree char *bytes = g_strdup_printf ("%s, to the log", what);

  for (guint i = 0; i < bench->times->len; i++)
    {
      const Times *each = &g_array_index (bench->times, Times, i);
      double left = each->whole - each->sync;

      g_array_append_val (rest, left);
    }
  g_array_sort (rest, compare);
  bench_row (waiting, get_share (sync, 0.99), "ms", NULL, 0);
  bench_row (without, get_share (rest, 0.99), "ms", NULL, 0);
  bench_row (used, get_share (processor, 0.5), "ms", NULL, 0);
  bench_row (bytes, (double)bench->bytes / bench->times->len / 1024, "KiB", NULL, 0);
}

/* --- Runs --- */

/* The second after the last trade. */
static gint64
find_end (const Bench *bench)
{
  const TapeBatch *last = g_ptr_array_index (bench->trades, bench->trades->len - 1);

  return tape_time_floor (last->trades[last->n_trades - 1].event_time, TAPE_SECOND) + TAPE_SECOND;
}

static void
store_history (Bench *bench)
{
  make_trades (bench, tape_simulator_defaults.start, HISTORY_RATE, N_HISTORY);
  for (guint n = 0; n < N_HISTORY; n += N_HISTORY_COMMIT)
    commit_once (bench, MIN (N_HISTORY_COMMIT, N_HISTORY - n), FALSE);
}

static void
commit_all (Bench *bench, guint n_trades, guint n_commits, gint64 interval)
{
  gint64 next = g_get_monotonic_time ();

  for (guint i = 0; i < N_WARM + n_commits; i++)
    {
      gint64 now = g_get_monotonic_time ();

      if (i >= N_WARM && now < next)
        g_usleep ((gulong)(next - now));
      next = MAX (now, next) + (i >= N_WARM ? interval : 0);
      commit_once (bench, n_trades, i >= N_WARM);
    }
}

static void
measure (Bench *bench, const char *what, guint n_trades, guint n_commits, gint64 interval, gboolean reading)
{
  g_autofree char *copying = g_strdup_printf ("%s, log copied", what);
  pthread_t reader;

  open_session (bench);
  bench->trades = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_batch_unref);
  bench->times = g_array_new (FALSE, FALSE, sizeof (Times));
  bench->bytes = 0;
  bench->stop = FALSE;
  store_history (bench);
  make_trades (bench, find_end (bench), RATE, (guint64)n_trades * (N_WARM + n_commits));
  if (reading)
    pthread_create (&reader, NULL, read_on, bench);
  commit_all (bench, n_trades, n_commits, interval);
  __atomic_store_n (&bench->stop, TRUE, __ATOMIC_RELEASE);
  if (reading)
    pthread_join (reader, NULL);

  put_commits (what, bench->times, FALSE);
  if (!reading)
    {
      put_commits (copying, bench->times, TRUE);
      put_parts (what, bench);
    }
  g_array_unref (bench->times);
  g_ptr_array_unref (bench->trades);
  close_session (bench);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tapeline-bench-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "session.db", NULL);
  g_autofree char *plain = g_build_filename (folder, "plain", NULL);
  Bench bench = { .path = path, .plain_path = plain };

  bench_init ("commits", &argc, &argv);
  g_assert_no_error (error);
  timed_vfs_install ();
  measure (&bench, "4,096 trades", N_LARGE, N_LARGE_COMMITS, 0, FALSE);
  measure (&bench, "4,096 trades, reader", N_LARGE, N_LARGE_COMMITS, 0, TRUE);
  measure (&bench, "1,000/s", N_LIVE, N_LIVE_COMMITS, LIVE_INTERVAL, FALSE);
  measure (&bench, "1,000/s, reader", N_LIVE, N_LIVE_COMMITS, LIVE_INTERVAL, TRUE);
  g_rmdir (folder);
  return bench_finish ();
}
