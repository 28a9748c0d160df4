/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Readers beside the writer: what they see is what was committed when a call began, each call can be stopped in its middle,
 * and one that stays for long neither stops the writer nor makes it wait. */

#include <pthread.h>
#include <stdatomic.h>

#include "../support/store-fixture.h"
#include "store/tape-checkpointer.h"
#include "store/tape-schema.h"

#define TRADES 300000
#define START  G_GINT64_CONSTANT (1381147200000000)

static void
commit_trades (TapeWriter *writer, guint n, gint64 *arrival)
{
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  g_autoptr (GError) error = NULL;

  store_commit_add_batch (commit, store_batch_new (n, (guint32)(*arrival / n % 3), START + *arrival * TAPE_SECOND, 1),
                          arrival);
  tape_writer_commit (writer, commit, &error);
  g_assert_no_error (error);
}

static TapeWriter *
store_many (StoreFixture *fixture, guint n, gint64 *arrival)
{
  g_autoptr (TapeUniverse) universe = NULL;
  TapeWriter *writer = store_fixture_open_writer (fixture, &universe);

  store_intern_instruments (universe, 3);
  while (*arrival <= n)
    commit_trades (writer, 10000, arrival);
  return writer;
}

/* --- Stopped --- */

typedef struct
{
  TapeReader *reader;
  GCancellable *cancellable;
  GError *error;
} Call;

static gboolean
note_row (const TapeTrade *trade, const char *text, gpointer data)
{
  return TRUE;
}

static void
note_trade (const TapeTrade *trade, const char *text, gint64 arrival, gpointer data)
{
}

static void
note_reject (const TapeReject *reject, const char *source, const char *reason, const char *raw, gpointer data)
{
}

static void
note_totals (const TapeBarTotals *totals, gpointer data)
{
}

static gboolean
holds (guint32 instrument, gint64 event_time, gpointer data)
{
  return TRUE;
}

static gboolean
get_bars (Call *call)
{
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));

  return tape_reader_get_bars (call->reader, 1, TAPE_BAR_SECOND, G_MININT64, G_MAXINT64, G_MAXUINT, bars,
                               call->cancellable, &call->error);
}

static gboolean
get_trades (Call *call)
{
  g_autoptr (GArray) trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));

  return tape_reader_get_trades (call->reader, 1, G_MININT64, G_MAXINT64, G_MAXUINT, trades, call->cancellable,
                                 &call->error);
}

static gboolean
get_last_time (Call *call)
{
  return tape_reader_get_last_time (call->reader, 1, call->cancellable, &call->error) != TAPE_NO_TIME;
}

static gboolean
each_totals (Call *call)
{
  return tape_reader_each_totals (call->reader, TAPE_BAR_MINUTE, G_MININT64, G_MAXINT64, note_totals, NULL,
                                  call->cancellable, &call->error);
}

static gboolean
count_estimates (Call *call)
{
  const TapeTradeSpan span = { START, G_MAXINT64, G_MAXINT64, G_MININT64, holds, NULL };
  guint64 estimates, trades;

  return tape_reader_count_estimates (call->reader, &span, &estimates, &trades, call->cancellable, &call->error);
}

static gboolean
get_span (Call *call)
{
  gint64 first, last;

  return tape_reader_get_span (call->reader, &first, &last, call->cancellable, &call->error);
}

static gboolean
each_reject (Call *call)
{
  return tape_reader_each_reject (call->reader, 9, 1, note_reject, NULL, call->cancellable, &call->error);
}

static gboolean
load_trades (Call *call)
{
  return tape_reader_load_trades (call->reader, G_MININT64, 0, note_trade, NULL, call->cancellable, &call->error);
}

static gboolean
each_trade (Call *call)
{
  const TapeRowSpan span = { .from = G_MININT64, .to = G_MAXINT64 };

  return tape_reader_each_trade (call->reader, &span, note_row, NULL, NULL, call->cancellable, &call->error);
}

static gboolean (*const calls[]) (Call *call) = {
  get_bars, get_trades, get_last_time, each_totals, count_estimates, get_span, each_reject, load_trades, each_trade,
};

static void *
cancel_soon (void *data)
{
  g_usleep ((gulong)g_random_int_range (0, 3000));
  g_cancellable_cancel (data);
  return NULL;
}

/* Whenever it is stopped a call either was done or says that it was stopped; the reader can be used again. */
static void
test_cancelled (StoreFixture *fixture, gconstpointer data)
{
  gint64 arrival = 1;
  g_autoptr (TapeWriter) writer = store_many (fixture, TRADES, &arrival);
  g_autoptr (TapeReader) reader = store_fixture_open_reader (fixture);
  guint n_stopped = 0;

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    for (guint j = 0; j < 6; j++)
      {
        g_autoptr (GCancellable) cancellable = g_cancellable_new ();
        Call call = { .reader = reader, .cancellable = cancellable };
        pthread_t thread;
        gboolean done;

        if (j == 0)
          g_cancellable_cancel (cancellable);
        g_assert_cmpint (pthread_create (&thread, NULL, cancel_soon, cancellable), ==, 0);
        done = calls[i](&call);
        pthread_join (thread, NULL);
        if (!done)
          {
            g_assert_error (call.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
            n_stopped++;
          }
        else
          g_assert_no_error (call.error);
        g_assert_true (!done || j > 0);
        g_clear_error (&call.error);
        call.cancellable = NULL;
        if (j == 5)
          calls[i](&call);
        g_assert_no_error (call.error);
      }
  g_assert_cmpuint (n_stopped, >=, G_N_ELEMENTS (calls));
}

/* --- Beside the writer --- */

typedef struct
{
  const char *path;
  atomic_bool ended;
} Beside;

typedef struct
{
  gint64 last;
  guint n;
} Seen;

static gboolean
see_row (const TapeTrade *trade, const char *text, gpointer data)
{
  Seen *seen = data;

  g_assert_cmpint (trade->event_time, >, seen->last - TAPE_DAY);
  seen->last = trade->event_time;
  seen->n++;
  return TRUE;
}

/* Whole commits of 1,000, never fewer than before. */
static void *
read_beside (void *data)
{
  Beside *beside = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeReader) reader = tape_reader_open (beside->path, &error);
  const TapeRowSpan span = { .from = G_MININT64, .to = G_MAXINT64 };
  guint n_before = 0;

  g_assert_no_error (error);
  while (!atomic_load (&beside->ended))
    {
      g_autoptr (GArray) trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
      Seen seen = { .last = G_MININT64 + TAPE_DAY };

      tape_reader_get_trades (reader, 0, G_MININT64, G_MAXINT64, G_MAXUINT, trades, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (trades->len % 1000, ==, 0);
      g_assert_cmpuint (trades->len, >=, n_before);
      n_before = trades->len;
      tape_reader_each_trade (reader, &span, see_row, NULL, &seen, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (seen.n % 1000, ==, 0);
    }
  return NULL;
}

static void
test_beside (StoreFixture *fixture, gconstpointer data)
{
  gint64 arrival = 1;
  g_autoptr (TapeWriter) writer = store_many (fixture, 0, &arrival);
  Beside beside = { .path = fixture->path };
  pthread_t threads[2];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, read_beside, &beside), ==, 0);
  for (guint i = 0; i < 150; i++)
    commit_trades (writer, 1000, &arrival);
  atomic_store (&beside.ended, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    pthread_join (threads[i], NULL);
}

/* --- One that stays --- */

static int
note_frames (void *data, sqlite3 *db, const char *name, int frames)
{
  *(int *)data = frames;
  return SQLITE_OK;
}

static int
commit_rows (sqlite3 *db, TapeCheckpointer *checkpointer, const int *frames, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_assert_true (tape_database_exec (
          db, "INSERT INTO rejected (source, reason, raw) VALUES (1, 'x', hex (zeroblob (20000)))", NULL));
      tape_checkpointer_note (checkpointer, *frames);
    }
  return *frames;
}

/* The log grows meanwhile, and is not copied with each commit; once the reader is gone it starts over. A commit that is just
 * ending may be taken for a reader that stays, so that it starts over one round later. */
static void
test_long_reader (StoreFixture *fixture, gconstpointer data)
{
  const TapeCheckpointLimits limits = { .start = 20, .most = 100 };
  g_autoptr (sqlite3) db = tape_database_open (fixture->path, TAPE_DATABASE_WRITE, &tape_store_schema, NULL);
  g_autoptr (sqlite3) reader = tape_database_open (fixture->path, TAPE_DATABASE_READ, &tape_store_schema, NULL);
  g_autoptr (TapeCheckpointer) checkpointer = tape_checkpointer_new (fixture->path, &limits, NULL);
  int frames = 0, longest = 0;
  guint rounds;

  sqlite3_wal_hook (db, note_frames, &frames);
  for (guint i = 0; i < 40; i++)
    longest = MAX (longest, commit_rows (db, checkpointer, &frames, 5));
  g_assert_cmpint (longest, <, 2 * limits.most);

  g_assert_true (tape_database_exec (reader, "BEGIN; SELECT count (*) FROM rejected", NULL));
  rounds = tape_checkpointer_count_rounds (checkpointer);
  g_assert_cmpint (commit_rows (db, checkpointer, &frames, 200), >, 5 * limits.most);
  rounds = tape_checkpointer_count_rounds (checkpointer) - rounds;
  g_assert_cmpuint (rounds, >, 0);
  g_assert_cmpuint (rounds, <, 100);

  g_assert_true (tape_database_exec (reader, "COMMIT", NULL));
  for (guint i = 0; i < 10 && frames >= 2 * limits.most; i++)
    {
      commit_rows (db, checkpointer, &frames, 10);
      tape_checkpointer_count_rounds (checkpointer);
    }
  g_assert_cmpint (frames, <, 2 * limits.most);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/readers/cancelled", test_cancelled);
  STORE_TEST ("/store/readers/beside-the-writer", test_beside);
  STORE_TEST ("/store/readers/one-that-stays", test_long_reader);
  return g_test_run ();
}
