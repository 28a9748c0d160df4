/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person may ask of a database, and that its description tells the truth. */

#include <sqlite3.h>
#include <string.h>

#include "../support/store-fixture.h"
#include "store/tape-schema.h"
#include "store/tape-sql.h"
#include "store/tape-store-check.h"
#include "store/tape-user-db.h"

static void
add_names (const char *const *names, guint n, gpointer data)
{
  for (guint i = 0; i < n; i++)
    g_string_append_printf (data, "%s%s", i == 0 ? "" : ",", names[i]);
  g_string_append_c (data, '\n');
}

static gboolean
add_row (const TapeSqlValue *values, guint n, gpointer data)
{
  for (guint i = 0; i < n; i++)
    {
      g_string_append (data, i == 0 ? "" : ",");
      if (values[i].type == TAPE_SQL_INTEGER)
        g_string_append_printf (data, "%" G_GINT64_FORMAT, values[i].integer);
      else if (values[i].type == TAPE_SQL_REAL)
        g_string_append_printf (data, "%g", values[i].real);
      else if (values[i].type != TAPE_SQL_NULL)
        g_string_append_len (data, values[i].text, (gssize)values[i].length);
    }
  g_string_append_c (data, '\n');
  return TRUE;
}

static void
assert_answer (StoreFixture *fixture, const char *sql, const char *answer)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  tape_sql_run (fixture->path, sql, NULL, add_names, add_row, text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text->str, ==, answer);
}

static void
fill_trade (TapeBatch *batch, gint64 time, guint8 side, guint8 flags, const char *id)
{
  TapeTrade *trade = tape_batch_add_trade (batch);

  *trade = (TapeTrade){ .event_time = time, .receive_time = time, .price = 14.5, .quantity = 100, .source = 1 };
  trade->side = side;
  trade->flags = flags;
  tape_batch_set_trade_id (batch, trade, id, strlen (id));
}

static void
fill (StoreFixture *fixture)
{
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  g_autoptr (GError) error = NULL;
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, 5);
  gint64 arrival = 1;

  tape_universe_intern (universe, "BAC", 3);
  fill_trade (batch, G_GINT64_CONSTANT (1381147200000000), TAPE_SIDE_BUY, 0, "17");
  fill_trade (batch, G_GINT64_CONSTANT (1381147200123000), TAPE_SIDE_SELL, 0, "x1");
  fill_trade (batch, G_GINT64_CONSTANT (1381147200123456), TAPE_SIDE_UNKNOWN, 0, "");
  fill_trade (batch, -1, TAPE_SIDE_BUY, TAPE_TRADE_ESTIMATED, "");
  fill_trade (batch, -1000001, TAPE_SIDE_SELL, TAPE_TRADE_ESTIMATED, "18");
  store_commit_add_batch (commit, batch, &arrival);
  tape_writer_commit (writer, commit, &error);
  g_assert_no_error (error);
}

static void
test_stocks (StoreFixture *fixture, gconstpointer data)
{
  fill (fixture);
  assert_answer (fixture, "SELECT *, typeof (trade_id) AS type FROM stocks",
                 "stock,trade_id,price,quantity,trade_type,trade_date,trade_time,estimated,type\n"
                 "BAC,17,14.5,100,buy,2013-10-07,12:00:00,0,text\n"
                 "BAC,x1,14.5,100,sell,2013-10-07,12:00:00.123,0,text\n"
                 "BAC,,14.5,100,unknown,2013-10-07,12:00:00.123456,0,null\n"
                 "BAC,,14.5,100,buy,1969-12-31,23:59:59.999999,1,null\n"
                 "BAC,18,14.5,100,sell,1969-12-31,23:59:58.999999,1,text\n");
}

static void
test_answers (StoreFixture *fixture, gconstpointer data)
{
  fill (fixture);
  assert_answer (fixture, "SELECT 1 AS one, 2.5, 'three', NULL, x'34' AS four -- and so on",
                 "one,2.5,'three',NULL,four\n1,2.5,three,,4\n");
  assert_answer (fixture, "SELECT arrival FROM trades WHERE price < 0;", "arrival\n");
  assert_answer (fixture,
                 "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT sum (i) FROM n",
                 "sum (i)\n6\n");
}

static void
test_refused (StoreFixture *fixture, gconstpointer data)
{
  static const char *const refused[] = {
    "",
    "  -- nothing",
    "SELEC 1",
    "SELECT * FROM nowhere",
    "SELECT 1; SELECT 2",
    "SELECT 1; DROP TABLE trades",
    "DELETE FROM trades",
    "INSERT INTO state VALUES (1, 1, 1, x'00')",
    "UPDATE trades SET price = 1",
    "CREATE TABLE own (a)",
    "CREATE TEMP TABLE own (a)",
    "DROP TABLE trades",
    "ATTACH '/tmp/other.db' AS other",
    "DETACH main",
    "VACUUM",
    "VACUUM INTO '/tmp/other.db'",
    "PRAGMA user_version = 7",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA table_info (trades)",
    "SELECT * FROM pragma_table_info ('trades')",
    "BEGIN",
    "COMMIT",
    "REINDEX",
    "ANALYZE",
    "SELECT load_extension ('/tmp/x.so')",
    "SELECT readfile ('/etc/passwd')",
    "SELECT writefile ('/tmp/x', 'x')",
    "SELECT zeroblob (1000000000)",
    "SELECT replace (hex (zeroblob (8000000)), '0', 'abcdef')",
  };

  fill (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", refused[i]);
      g_assert_false (tape_sql_run (fixture->path, refused[i], NULL, NULL, add_row, text, NULL, &error));
      g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_SQL);
      g_assert_cmpstr (text->str, ==, "");
    }
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades WHERE price = 14.5"), ==, 5);
  g_assert_cmpint (store_fixture_get_number (fixture, "PRAGMA user_version"), ==, tape_store_schema.n_steps);
}

static gboolean
count_row (const TapeSqlValue *values, guint n, gpointer data)
{
  return ++*(guint *)data < 5;
}

static const char endless[] = "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT %s FROM n";

static void
test_limits (StoreFixture *fixture, gconstpointer data)
{
  const TapeSqlLimits rows = { .rows = 3, .bytes = 1000, .time = 60 * G_USEC_PER_SEC },
                      time = { .rows = 1, .bytes = 1000, .time = 20000 };
  g_autofree char *many = g_strdup_printf (endless, "i");
  g_autofree char *long_run = g_strdup_printf (endless, "max (i)");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint n = 0;

  fill (fixture);
  g_assert_false (tape_sql_run (fixture->path, many, &rows, NULL, count_row, &n, NULL, &error));
  g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_SQL);
  g_assert_cmpuint (n, ==, 3);
  g_clear_error (&error);

  g_assert_false (tape_sql_run (fixture->path, long_run, &time, NULL, count_row, &n, NULL, &error));
  g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_SQL);
  g_clear_error (&error);

  n = 0;
  g_assert_true (tape_sql_run (fixture->path, many, NULL, NULL, count_row, &n, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 5);

  g_cancellable_cancel (cancellable);
  g_assert_false (tape_sql_run (fixture->path, long_run, NULL, NULL, count_row, &n, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_no_database (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_assert_false (tape_sql_run (fixture->path, "SELECT 1", NULL, NULL, count_row, &n, NULL, &error));
  g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_OPEN);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
test_check (StoreFixture *fixture, gconstpointer data)
{
  g_auto (TapeStoreCheck) check = { 0 };
  g_autoptr (GError) error = NULL;

  fill (fixture);
  store_fixture_exec (fixture->path,
                      "CREATE TABLE a AS WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n "
                      "WHERE i < 10000) SELECT i, i, i FROM n; DROP TABLE a");
  g_assert_true (tape_store_check (fixture->path, NULL, &check, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (check.integrity, ==, "ok");
  g_assert_cmpint (check.trades, ==, 5);
  g_assert_cmpint (check.schema, ==, tape_store_schema.n_steps);
  g_assert_cmpint (check.reclaimable_bytes, >=, 8192);
  g_assert_cmpint (check.bytes, ==, store_fixture_get_number (fixture, "PRAGMA page_count") * 8192);
}

/* A line for each table or view and each of its columns, as they really are. */
static void
list_columns (const char *path, GString *list, const char *where)
{
  sqlite3 *db;
  sqlite3_stmt *row;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db,
                                       "SELECT s.name, c.name FROM sqlite_schema AS s, pragma_table_info (s.name) AS c "
                                       "WHERE s.type IN ('table', 'view') AND s.name NOT LIKE 'sqlite_%' "
                                       "ORDER BY s.rowid, c.cid",
                                       -1, &row, NULL),
                   ==, SQLITE_OK);
  while (sqlite3_step (row) == SQLITE_ROW)
    g_string_append_printf (list, "%s%s.%s\n", where, (const char *)sqlite3_column_text (row, 0),
                            (const char *)sqlite3_column_text (row, 1));
  sqlite3_finalize (row);
  sqlite3_close (db);
}

/* The same as README.md says it: headings "## `table`", rows "| `column` | … |". */
static void
list_described (GString *list)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "src", "store", "README.md", NULL);
  g_autofree char *text = NULL;
  g_autofree char *table = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], "`", 3);

      if (g_str_has_prefix (lines[i], "## `"))
        {
          g_free (table);
          table = g_strconcat (g_str_has_suffix (lines[i], "user.db") ? "user.db: " : "", parts[1], NULL);
        }
      else if (g_str_has_prefix (lines[i], "| `"))
        g_string_append_printf (list, "%s.%s\n", table, parts[1]);
    }
}

static void
test_readme (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *user_path = g_build_filename (fixture->folder, "user.db", NULL);
  g_autoptr (GString) real = g_string_new (NULL);
  g_autoptr (GString) described = g_string_new (NULL);

  tape_writer_free (store_fixture_open_writer (fixture, NULL));
  tape_user_db_free (tape_user_db_open (user_path, NULL));
  list_columns (fixture->path, real, "");
  list_columns (user_path, real, "user.db: ");
  list_described (described);
  g_assert_cmpstr (described->str, ==, real->str);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/stocks/times-sides-and-ids-as-people-read-them", test_stocks);
  STORE_TEST ("/store/sql/answers", test_answers);
  STORE_TEST ("/store/sql/reads-and-nothing-else", test_refused);
  STORE_TEST ("/store/sql/limits", test_limits);
  STORE_TEST ("/store/sql/no-database", test_no_database);
  STORE_TEST ("/store/check/whole", test_check);
  STORE_TEST ("/store/readme/describes-every-column", test_readme);
  return g_test_run ();
}
