/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was exported imports to equal rows; what is imported has its bars however old it is. */

#include <math.h>
#include <sqlite3.h>
#include <string.h>

#include "../support/session-fixture.h"
#include "../support/store-fixture.h"
#include "pipeline/tape-export.h"
#include "pipeline/tape-import.h"

#define N_TRADES 3000
#define N_BARS   1000

/* Rows of three hours. */
#define PART 5000

static const char *const forms[] = { "out.csv", "out.jsonl", "out.csv.gz", "out.jsonl.gz" };

#define TRADES                                                                                                         \
  "SELECT event_time, receive_time, symbol, price, quantity, side, derived, trade_id, typeof (trade_id) "              \
  "FROM trades JOIN instruments ON instruments.id = instrument ORDER BY arrival"

#define BARS                                                                                                           \
  "SELECT symbol, length, start, open, high, low, close, volume, turnover, buys, sells, count, revision, source > 0 "  \
  "FROM bars JOIN instruments ON instruments.id = instrument "

/* Rows of a query, to the last bit, and how many. */
static char *
dump (const char *path, const char *sql, guint *n)
{
  GString *text = g_string_new (NULL);
  sqlite3 *db;
  sqlite3_stmt *statement;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  for (*n = 0; sqlite3_step (statement) == SQLITE_ROW; (*n)++)
    {
      for (int i = 0; i < sqlite3_column_count (statement); i++)
        if (sqlite3_column_type (statement, i) == SQLITE_FLOAT)
          g_string_append_printf (text, "%a|", sqlite3_column_double (statement, i));
        else
          g_string_append_printf (text, "%s|", (const char *)sqlite3_column_text (statement, i));
      g_string_append_c (text, '\n');
    }
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return g_string_free (text, FALSE);
}

static void
assert_equal (const char *a, const char *b, const char *sql, guint wanted)
{
  guint n_a, n_b;
  g_autofree char *of_a = dump (a, sql, &n_a);
  g_autofree char *of_b = dump (b, sql, &n_b);
  g_auto (GStrv) rows_a = NULL;
  g_auto (GStrv) rows_b = NULL;

  g_assert_cmpuint (n_a, ==, wanted);
  g_assert_cmpuint (n_b, ==, wanted);
  if (strcmp (of_a, of_b) == 0)
    return;
  rows_a = g_strsplit (of_a, "\n", -1);
  rows_b = g_strsplit (of_b, "\n", -1);
  for (guint i = 0; i < wanted; i++)
    g_assert_cmpstr (rows_a[i], ==, rows_b[i]);
  g_assert_not_reached ();
}

static double
random_number (GRand *random)
{
  double number;

  switch (g_rand_int_range (random, 0, 4))
    {
    case 0:
      return g_rand_int_range (random, 1, 100000) / 100.0;
    case 1:
      return g_rand_double_range (random, 1e-9, 1);
    case 2:
      return pow (10, g_rand_double_range (random, -300, 300));
    default:
      do
        {
          const guint64 bits = (guint64)g_rand_int (random) << 32 | g_rand_int (random);

          memcpy (&number, &bits, sizeof number);
          number = fabs (number);
        }
      while (!isfinite (number) || number == 0);
      return number;
    }
}

/* Numbers, and texts that could be taken for something else. */
static void
set_random_id (TapeBatch *batch, TapeTrade *trade, GRand *random, guint i)
{
  static const char *const odd[]
      = { "00%u", "-%u", " %u", "%u ", "a,\"%u\"", "%u\n", "%u.0", "é%u", "1e%u", "\\%u\x01\t" };
  char text[64];

  switch (g_rand_int_range (random, 0, 4))
    {
    case 0:
      return;
    case 1:
      g_snprintf (text, sizeof text, "%u", i);
      break;
    case 2:
      g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, G_MAXINT64 - i);
      break;
    default:
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
      g_snprintf (text, sizeof text, odd[g_rand_int_range (random, 0, G_N_ELEMENTS (odd))], i);
#pragma GCC diagnostic pop
    }
  tape_batch_set_trade_id (batch, trade, text, strlen (text));
}

static gint64
random_time (GRand *random)
{
  gint64 time = (gint64)g_rand_int_range (random, -2000000000, 1700000000) * TAPE_SECOND;

  switch (g_rand_int_range (random, 0, 3))
    {
    case 0:
      return time;
    case 1:
      return time + g_rand_int_range (random, 0, 1000) * TAPE_MILLISECOND;
    default:
      return time + g_rand_int_range (random, 0, 1000000);
    }
}

static void
intern (TapeUniverse *universe)
{
  static const char *const symbols[] = { "AAPL", "VOD", "x,\"y\"", "007", "Ünïcode", "null", "7203" };

  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++)
    g_assert_cmpuint (tape_universe_intern (universe, symbols[i], strlen (symbols[i])), ==, i);
}

static void
add_random_trade (TapeBatch *batch, GRand *random, guint i)
{
  TapeTrade *trade = tape_batch_add_trade (batch);

  *trade = (TapeTrade){
    .event_time = random_time (random),
    .price = random_number (random),
    .quantity = g_rand_boolean (random) ? random_number (random) : 0,
    .instrument = (guint32)g_rand_int_range (random, 0, 6),
    .source = 1,
    .side = (guint8)g_rand_int_range (random, 0, TAPE_N_SIDES),
    .flags = g_rand_int_range (random, 0, 5) == 0 ? TAPE_TRADE_DERIVED : 0,
  };
  if (g_rand_int_range (random, 0, 5) == 0 && trade->side != TAPE_SIDE_UNKNOWN)
    trade->flags |= TAPE_TRADE_ESTIMATED;
  trade->receive_time = trade->event_time;
  if (g_rand_int_range (random, 0, 3) == 0)
    trade->receive_time += g_rand_int_range (random, -1000000, 1000000);
  set_random_id (batch, trade, random, i);
}

static void
add_random_bar (TapeBatch *batch, GRand *random)
{
  static const guint32 lengths[] = { 1, 60, 300, 3600, 86400, 7 };
  double numbers[4];

  for (guint i = 0; i < 4; i++)
    numbers[i] = random_number (random);
  for (guint i = 0; i < 3; i++)
    for (guint j = 0; j < 3; j++)
      if (numbers[j] > numbers[j + 1])
        {
          double swap = numbers[j];

          numbers[j] = numbers[j + 1];
          numbers[j + 1] = swap;
        }
  *tape_batch_add_bar (batch) = (TapeBar){
    .start = tape_time_floor (random_time (random), TAPE_SECOND),
    .length = lengths[g_rand_int_range (random, 0, G_N_ELEMENTS (lengths))],
    .instrument = 6, /* of which there are no trades: a day made of them would take a source's place */
    .open = numbers[1],
    .high = numbers[3],
    .low = numbers[0],
    .close = numbers[2],
    .volume = random_number (random),
    .turnover = g_rand_boolean (random) ? random_number (random) : 0,
    .buys = g_rand_boolean (random) ? random_number (random) : 0,
    .sells = g_rand_boolean (random) ? random_number (random) : 0,
    .source = 1,
  };
}

/* Every kind of row, none made by us out of it. */
static void
fill (StoreFixture *fixture)
{
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  TapeBatch *trades = tape_batch_new (TAPE_BATCH_TRADES, N_TRADES);
  TapeCommitBatch bars = { .batch = tape_batch_new (TAPE_BATCH_BARS, N_BARS) };
  g_autoptr (GError) error = NULL;
  gint64 arrival = 1;

  intern (universe);
  for (guint i = 0; i < N_TRADES; i++)
    add_random_trade (trades, random, i);
  for (guint i = 0; i < N_BARS; i++)
    add_random_bar (bars.batch, random);
  store_commit_add_batch (commit, trades, &arrival);
  g_array_append_val (commit->batches, bars);
  tape_writer_commit (writer, commit, &error);
  g_assert_no_error (error);
}

static char *export(StoreFixture *fixture, const char *database, const char *table, const char *name)
{
  char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  const TapeExportOptions options
      = { .table = tape_export_lookup (table, &error), .form = tape_export_form_of (name), .span = TAPE_SPAN_ALL };

  g_assert_no_error (error);
  tape_export_run (database, &options, path, NULL, NULL, &error);
  g_assert_no_error (error);
  return path;
}

static void
import (const char *database, const char *path, TapeSessionSummary *summary)
{
  const char *const paths[] = { path, NULL };
  const TapeImportOptions options = { 0 };
  g_autoptr (TapeImport) run = tape_import_new (database, paths, &options);
  g_autoptr (GError) error = NULL;
  guint64 rows;

  g_assert_cmpfloat (tape_import_get_progress (run, NULL), ==, -1);
  tape_import_run (run, summary, NULL, &error);
  g_assert_no_error (error);
  tape_import_get_progress (run, &rows);
  g_assert_cmpuint (rows + summary->rejected, >=, summary->stored);
}

/* In each form, trades and bars into one database of their own. */
static void
test_equal (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *other = g_build_filename (fixture->folder, "other", "test.db", NULL);
  g_autofree char *trades = NULL;
  g_autofree char *bars_name = g_strconcat ("bars-", data, NULL);
  g_autofree char *bars = NULL;
  TapeSessionSummary summary;
  guint n;

  fill (fixture);
  trades = export(fixture, fixture->path, "trades", data);
  bars = export(fixture, fixture->path, "bars", bars_name);
  import (other, trades, &summary);
  g_assert_cmpuint (summary.stored, ==, N_TRADES);
  g_assert_cmpuint (summary.rejected, ==, 0);
  import (other, bars, &summary);
  g_assert_cmpuint (summary.rejected, ==, 0);

  assert_equal (fixture->path, other, TRADES, N_TRADES);
  g_free (dump (fixture->path, BARS "WHERE source > 0", &n));
  assert_equal (fixture->path, other, BARS "WHERE source > 0 ORDER BY symbol, length, start", n);

  /* And once only. */
  import (other, trades, &summary);
  g_assert_cmpuint (summary.read, ==, 0);
}

/* Bars as the engine makes them of what was exported: those of the file that the trades came from. */
static void
assert_same_bars (const char *a, const char *b, const char *sql, guint least)
{
  guint n_a, n_b;
  g_autofree char *of_a = dump (a, sql, &n_a);
  g_autofree char *of_b = dump (b, sql, &n_b);

  g_assert_cmpuint (n_a, >=, least);
  g_assert_cmpstr (of_a, ==, of_b);
}

static void
test_engine (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *real = session_find_sample ();
  g_autofree char *mixed = session_write_mixed (fixture->folder, "mixed.csv", 'm', 20000);
  const char *const files[] = { mixed, real };

  for (guint i = 0; i < G_N_ELEMENTS (files) && files[i] != NULL; i++)
    {
      g_autofree char *name = g_strdup_printf ("of-%u.jsonl.gz", i);
      g_autofree char *first = g_strdup_printf ("%s/first-%u.db", fixture->folder, i);
      g_autofree char *second = g_strdup_printf ("%s/second-%u.db", fixture->folder, i);
      g_autofree char *trades = NULL;
      TapeSessionSummary summary;
      guint n;

      import (first, files[i], &summary);
      trades = export(fixture, first, "trades", name);
      import (second, trades, &summary);
      g_assert_cmpuint (summary.rejected + summary.duplicates, ==, 0);
      g_free (dump (first, TRADES, &n));
      assert_equal (first, second, TRADES, n);
      assert_same_bars (first, second, BARS "ORDER BY symbol, length, start", 100);
    }
}

/* Trades of ten hours, some of them a second before the one above, from the row of this number on. */
static char *
write_part (StoreFixture *fixture, guint first, guint n)
{
  char *path = g_strdup_printf ("%s/from-%u.csv", fixture->folder, first);
  g_autoptr (GString) text = g_string_new ("event_time,symbol,price,quantity,side\n");
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < first + n; i++)
    {
      gint64 time = G_GINT64_CONSTANT (1381150000000) + i * 2000 - g_rand_int_range (random, 0, 2) * 3000;
      guint symbol = (guint)g_rand_int_range (random, 0, 3), price = (guint)g_rand_int_range (random, 1000, 1100);

      if (i >= first)
        g_string_append_printf (text, "%" G_GINT64_FORMAT ",S%u,%u.25,%u,%s\n", time, symbol, price, i % 7,
                                i % 3 == 0 ? "buy" : "sell");
    }
  g_assert_true (g_file_set_contents (path, text->str, (gssize)text->len, NULL));
  return path;
}

/* A file older than all that is there, and one that reaches into it, have the bars that they would have had in order. */
static void
test_older (StoreFixture *fixture, gconstpointer data)
{
  static const guint order[] = { 2, 0, 1 };
  g_autofree char *whole = write_part (fixture, 0, 3 * PART);
  g_autofree char *alone = g_build_filename (fixture->folder, "alone.db", NULL);
  g_autofree char *parts = g_build_filename (fixture->folder, "parts.db", NULL);
  g_autofree char *left = NULL;
  guint64 n_dropped = 0;
  TapeSessionSummary summary;
  guint n;

  import (alone, whole, &summary);
  g_assert_cmpuint (summary.stored, ==, 3 * PART);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autofree char *part = write_part (fixture, order[i] * PART, PART);

      import (parts, part, &summary);
      g_assert_cmpuint (summary.stored, ==, PART);
      n_dropped += summary.late_dropped;
    }
  g_assert_cmpuint (n_dropped, >, PART);
  left = dump (parts, "SELECT * FROM dropped", &n);
  g_assert_cmpuint (n, ==, 0);
  assert_same_bars (alone, parts,
                    "SELECT symbol, length, start, open, high, low, close, count, volume, buys, sells, source "
                    "FROM bars JOIN instruments ON instruments.id = instrument ORDER BY symbol, length, start",
                    500);
}

/* Simulated rows say so in their file, and only there; the simulated stay among themselves. */
static void
test_simulated (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "s.csv", NULL);
  g_autofree char *database = g_build_filename (fixture->folder, "s.db", NULL);
  const char *const paths[] = { path, NULL };
  TapeImportOptions options = { 0 };
  TapeSessionSummary summary;

  g_file_set_contents (path, "event_time,symbol,price,comment\n2024-03-04T15:00:00Z,A,1,simulated\n", -1, NULL);
  for (guint i = 0; i < 2; i++, options.simulated = TRUE)
    {
      g_autoptr (TapeImport) run = tape_import_new (database, paths, &options);
      g_autoptr (GError) error = NULL;
      gboolean done = tape_import_run (run, &summary, NULL, &error);

      g_assert_cmpint (done, ==, i == 1);
      g_assert_cmpuint (summary.stored, ==, i);
      if (i == 0)
        g_assert_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FORMAT);
      g_assert_cmpint (g_file_test (database, G_FILE_TEST_EXISTS), ==, i == 1);
    }
}

/* Who writes it is said; nothing is changed. */
static void
test_in_use (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *mixed = session_write_mixed (fixture->folder, "mixed.csv", 'm', 100);
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, NULL);
  const char *const paths[] = { mixed, NULL };
  const TapeImportOptions options = { 0 };
  g_autoptr (TapeImport) run = tape_import_new (fixture->path, paths, &options);
  g_autoptr (GError) error = NULL;
  TapeSessionSummary summary;

  g_assert_false (tape_import_run (run, &summary, NULL, &error));
  g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_IN_USE);
}

/* Stopped in the middle it goes on where it was. */
static gboolean
cancel_later (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (30000);
  cancel_later (data);
  return NULL;
}

static void
test_cancelled (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *mixed = session_write_mixed (fixture->folder, "mixed.csv", 'm', 20000);
  g_autofree char *alone = g_build_filename (fixture->folder, "alone.db", NULL);
  g_autofree char *stopped = g_build_filename (fixture->folder, "stopped.db", NULL);
  const char *const paths[] = { mixed, NULL };
  const TapeImportOptions options = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TapeImport) run = tape_import_new (stopped, paths, &options);
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_autoptr (GError) error = NULL;
  TapeSessionSummary summary;
  guint n;

  if (!tape_import_run (run, &summary, cancellable, &error))
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  import (stopped, mixed, &summary);
  import (alone, mixed, &summary);
  g_free (dump (alone, TRADES, &n));
  assert_equal (alone, stopped, TRADES, n);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *name = g_strconcat ("/import/equal/", forms[i], NULL);

      g_test_add (name, StoreFixture, forms[i], store_fixture_set_up, test_equal, store_fixture_tear_down);
    }
  STORE_TEST ("/import/engine", test_engine);
  STORE_TEST ("/import/older", test_older);
  STORE_TEST ("/import/simulated", test_simulated);
  STORE_TEST ("/import/in-use", test_in_use);
  STORE_TEST ("/import/cancelled", test_cancelled);
  return g_test_run ();
}
