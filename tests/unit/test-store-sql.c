/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person's query cannot do, whatever it says. */

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "../support/store-fixture.h"
#include "store/tape-sql.h"

static const TapeSqlLimits brief = { .rows = 1000, .bytes = 1024 * 1024, .time = 300000 };

static gboolean
count_row (const TapeSqlValue *values, guint n, gpointer data)
{
  ++*(guint *)data;
  return TRUE;
}

static gboolean
ask (StoreFixture *fixture, const char *sql, guint *n_rows, GError **error)
{
  *n_rows = 0;
  return tape_sql_run (fixture->path, sql, &brief, NULL, count_row, n_rows, NULL, error);
}

static void
fill (StoreFixture *fixture)
{
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  gint64 arrival = 1;

  store_intern_instruments (universe, 3);
  store_commit_add_batch (commit, store_batch_new (1000, 0, 0, 1), &arrival);
  g_assert_true (tape_writer_commit (writer, commit, NULL));
}

/* All files of the folder, and what is in them. */
static char *
digest_folder (StoreFixture *fixture)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GString *text = g_string_new (NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *bytes = NULL;
      g_autofree char *digest = NULL;
      gsize length;

      /* What readers of a WAL database share is no content, nor is an empty log. */
      if (g_str_has_suffix (name, "-shm") || !g_file_get_contents (path, &bytes, &length, NULL) || length == 0)
        continue;
      digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)bytes, length);
      g_string_append_printf (text, "%s %s\n", name, digest);
    }
  return g_string_free (text, FALSE);
}

/* Each is an error of the query, gives no row, and leaves every file as it was. */
static void
assert_refused (StoreFixture *fixture, const char *const *statements, gsize n)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  fill (fixture);
  before = digest_folder (fixture);
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *line = g_strescape (statements[i], NULL);
      g_autoptr (GError) error = NULL;
      guint n_rows;

      g_test_message ("%s", line);
      g_assert_false (ask (fixture, statements[i], &n_rows, &error));
      g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_SQL);
      g_assert_cmpuint (n_rows, ==, 0);
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
  after = digest_folder (fixture);
  g_assert_cmpstr (after, ==, before);
}

static void
test_writes (StoreFixture *fixture, gconstpointer data)
{
  static const char *const statements[] = {
    "DELETE FROM trades",
    "UPDATE stocks SET price = 1",
    "REPLACE INTO state VALUES (1, 1, 1, x'00')",
    "INSERT INTO trades SELECT * FROM trades",
    "INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 0, '')",
    "WITH t AS (SELECT 1) DELETE FROM trades",
    "EXPLAIN DELETE FROM trades",
    "EXPLAIN QUERY PLAN DROP TABLE trades",
    "DELETE FROM trades RETURNING arrival",
    "CREATE TRIGGER t INSTEAD OF INSERT ON stocks BEGIN DELETE FROM trades; END",
    "CREATE TEMP TRIGGER t AFTER INSERT ON trades BEGIN DELETE FROM bars; END",
    "CREATE TEMP VIEW v AS SELECT 1",
    "CREATE VIRTUAL TABLE v USING fts5 (a)",
    "CREATE VIRTUAL TABLE temp.v USING dbstat",
    "CREATE INDEX i ON trades (price)",
    "ALTER TABLE trades RENAME TO other",
    "SAVEPOINT s",
    "BEGIN IMMEDIATE",
    "END",
    "VACUUM INTO 'x.db'",
    "ATTACH ':memory:' AS m",
    "ATTACH 'file:x.db?mode=rwc' AS x",
    "DETACH main",
    "ANALYZE trades",
    "REINDEX trades",
  };

  assert_refused (fixture, statements, G_N_ELEMENTS (statements));
}

static void
test_pragmas (StoreFixture *fixture, gconstpointer data)
{
  static const char *const statements[] = {
    "PRAGMA query_only = OFF",
    "PRAGMA query_only",
    "PRAGMA writable_schema = ON",
    "PRAGMA wal_checkpoint (TRUNCATE)",
    "PRAGMA temp_store_directory = '/tmp'",
    "PRAGMA hard_heap_limit = 0",
    "PRAGMA incremental_vacuum",
    "PRAGMA optimize",
    "SELECT * FROM pragma_wal_checkpoint",
    "SELECT count (*) FROM pragma_wal_checkpoint",
    "SELECT * FROM pragma_journal_mode",
    "SELECT * FROM pragma_query_only ('OFF')",
    "SELECT * FROM pragma_database_list",
    "SELECT 1 FROM PRAGMA_database_list",
    "SELECT file FROM \"pragma_database_list\"",
    "SELECT (SELECT count (*) FROM pragma_function_list)",
    "SELECT * FROM trades, pragma_table_info ('trades')",
    "WITH p AS (SELECT * FROM pragma_compile_options) SELECT * FROM p",
  };

  assert_refused (fixture, statements, G_N_ELEMENTS (statements));
}

static void
test_functions (StoreFixture *fixture, gconstpointer data)
{
  static const char *const statements[] = {
    "SELECT load_extension ('/tmp/x.so')",
    "SELECT LOAD_EXTENSION ('/tmp/x.so', 'f')",
    "SELECT readfile ('/etc/passwd')",
    "SELECT writefile ('/tmp/x', 'x')",
    "SELECT edit ('x')",
    "SELECT fts3_tokenizer ('simple')",
    "SELECT fts3_tokenizer ('simple', x'4141414141414141')",
    "SELECT sqlite_compileoption_get (0)",
    "SELECT sqlite_compileoption_used ('X')",
    "SELECT sqlite_source_id ()",
    "SELECT sqlite_log (1, 'x')",
    "SELECT sqlite_offset (price) FROM trades",
    "SELECT sqlite_drop_column (0, '', 0)",
    "SELECT sqlite_rename_table (0, 0, 0, 0, 0, 0, 0)",
    "SELECT total_changes ()",
    "SELECT abs (1) FROM trades WHERE writefile ('/tmp/x', price)",
    "SELECT symbol FROM instruments ORDER BY load_extension (symbol)",
    "SELECT count (*) FILTER (WHERE readfile ('/etc/passwd') IS NULL) FROM trades",
    "SELECT max (load_extension ('x')) OVER () FROM trades",
    "SELECT regexp ('a', 'b')",
    "SELECT match ('a', 'b')",
    "SELECT \" abs \" (1)",
  };

  assert_refused (fixture, statements, G_N_ELEMENTS (statements));
}

static void
test_modules (StoreFixture *fixture, gconstpointer data)
{
  static const char *const statements[] = {
    "SELECT * FROM sqlite_dbpage",
    "SELECT data FROM sqlite_dbpage ('main') WHERE pgno = 1",
    "SELECT * FROM dbstat",
    "SELECT count (*) FROM dbstat",
    "SELECT * FROM sqlite_stmt",
    "SELECT * FROM bytecode ('SELECT 1')",
    "SELECT * FROM fsdir ('/')",
    "SELECT * FROM zipfile ('/tmp/x.zip')",
    "SELECT * FROM csv ('/etc/passwd')",
    "SELECT * FROM generate_series (1, 10)",
    "SELECT * FROM fts5vocab",
    "SELECT * FROM sqlite_temp_schema",
    "SELECT * FROM temp.trades",
    "SELECT * FROM other.trades",
  };

  assert_refused (fixture, statements, G_N_ELEMENTS (statements));
}

/* A second statement, hidden or not. */
static void
test_second_statement (StoreFixture *fixture, gconstpointer data)
{
  static const char *const statements[] = {
    "SELECT 1; DELETE FROM trades",
    "SELECT 1;; SELECT 2",
    "SELECT 1; ; ; DROP TABLE trades",
    "SELECT 1; /* only this */ DROP TABLE trades",
    "SELECT 1; -- only this\nDROP TABLE trades",
    "SELECT 1; /**/ ; VACUUM",
    "SELECT 1; nonsense",
    "/* SELECT 1",
    "SELECT 'unended",
  };

  assert_refused (fixture, statements, G_N_ELEMENTS (statements));
}

/* Too deep, too long, too much, for too long. */
static void
test_too_much (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *parentheses = g_strnfill (5000, '(');
  g_autofree char *deep = g_strdup_printf ("SELECT %s1", parentheses);
  g_autofree char *long_text = g_strnfill (300000, 'a');
  g_autofree char *long_sql = g_strdup_printf ("SELECT '%s'", long_text);
  g_autoptr (GString) compound = g_string_new ("SELECT 1");
  g_autoptr (GString) columns = g_string_new ("SELECT 1");
  g_autoptr (GString) joins = g_string_new ("SELECT count (*) FROM trades");
  g_autoptr (GString) blobs = g_string_new ("SELECT length (max (randomblob (2000000)");

  for (guint i = 0; i < 600; i++)
    {
      g_string_append (compound, " UNION ALL SELECT 1");
      g_string_append (columns, ", 1");
    }
  for (guint i = 0; i < 80; i++)
    g_string_append (joins, ", trades");
  for (guint i = 0; i < 90; i++)
    g_string_append (blobs, ", max (randomblob (2000000), randomblob (2000000), randomblob (2000000))");
  g_string_append (blobs, "))");

  const char *const statements[] = {
    deep,
    long_sql,
    compound->str,
    columns->str,
    joins->str,
    blobs->str,
    "SELECT randomblob (1000000000)",
    "SELECT zeroblob (1000000000)",
    "SELECT zeroblob (9223372036854775807)",
    "SELECT hex (hex (hex (randomblob (1000000))))",
    "SELECT group_concat (hex (randomblob (1000))) FROM trades, trades AS b",
    "WITH RECURSIVE n (t) AS (VALUES ('x') UNION ALL SELECT t || t FROM n) SELECT count (*) FROM n",
    "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count (*) FROM n",
    "WITH RECURSIVE n (i) AS (VALUES (1) UNION SELECT i + 1 FROM n) SELECT sum (i) FROM n",
    "SELECT count (*) FROM trades AS a, trades AS b, trades AS c, trades AS d",
    "SELECT a.price FROM trades AS a, trades AS b, trades AS c ORDER BY random ()",
    "SELECT DISTINCT random () FROM trades AS a, trades AS b, trades AS c ORDER BY 1",
    "SELECT json_group_array (randomblob (10)) FROM trades",
    "SELECT 'aaaaaaaa' LIKE replace (hex (zeroblob (200)), '0', '%a')",
    "SELECT abs (-9223372036854775807 - 1)",
  };

  assert_refused (fixture, statements, G_N_ELEMENTS (statements));
}

/* Values may be few and large, or many and small. */
static void
test_bytes (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint n_rows;

  fill (fixture);
  g_assert_false (ask (fixture, "SELECT hex (randomblob (50000)) FROM trades", &n_rows, &error));
  g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_SQL);
  g_assert_cmpuint (n_rows, ==, 10);
  g_clear_error (&error);
  g_assert_true (ask (fixture, "SELECT * FROM trades LIMIT 900", &n_rows, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_rows, ==, 900);
}

/* Much memory is refused, and others have theirs afterwards. */
static void
test_memory (StoreFixture *fixture, gconstpointer data)
{
  const TapeSqlLimits patient = { .rows = 1000, .bytes = G_MAXINT64, .time = 60 * G_USEC_PER_SEC };
  g_autoptr (GString) sql = g_string_new ("SELECT randomblob (2000000)");
  g_autoptr (GError) error = NULL;
  guint n_rows = 0;

  /* 400 values of 2 MB in one row. */
  for (guint i = 1; i < 400; i++)
    g_string_append (sql, ", randomblob (2000000)");
  fill (fixture);
  g_assert_false (tape_sql_run (fixture->path, sql->str, &patient, NULL, count_row, &n_rows, NULL, &error));
  g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_SQL);
  g_assert_nonnull (strstr (error->message, "memory"));
  g_assert_cmpuint (n_rows, ==, 0);
  g_clear_error (&error);
  g_assert_cmpint (sqlite3_hard_heap_limit64 (-1), ==, 0);
  tape_writer_free (store_fixture_open_writer (fixture, NULL));
  g_assert_true (ask (fixture, "SELECT count (*) FROM trades", &n_rows, &error));
  g_assert_no_error (error);
}

/* What people do ask. */
static void
test_allowed (StoreFixture *fixture, gconstpointer data)
{
  static const char *const statements[] = {
    "SELECT * FROM stocks",
    "SELECT count (*) FROM stocks",
    "SELECT count (*), Count (DISTINCT instrument) FROM TRADES",
    "SELECT name, sql FROM sqlite_schema",
    "SELECT count (*) FROM sqlite_master",
    "WITH t AS (SELECT 1) SELECT count (*) FROM t",
    "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT count (*) FROM n",
    "SELECT datetime (event_time / 1000000, 'unixepoch'), round (price, 2), ifnull (trade_id, '') FROM trades",
    "SELECT avg (price), sum (price * quantity) / sum (quantity), total (price), min (price) FROM trades",
    "SELECT row_number () OVER w, lag (price) OVER w FROM trades WINDOW w AS (ORDER BY arrival)",
    "SELECT group_concat (symbol, ';'), upper (symbol) || lower (symbol), substr (symbol, 1, 1) FROM instruments",
    "SELECT symbol LIKE 'B%', symbol GLOB 'B*', instr (symbol, 'A'), replace (symbol, 'A', 'B') FROM instruments",
    "SELECT value FROM json_each ('[1, 2, 3]')",
    "SELECT json_extract ('{\"a\": 1}', '$.a'), '{\"a\": 1}' ->> '$.a', json_group_array (symbol) FROM instruments",
    "SELECT iif (1, 2, 3), coalesce (NULL, 1), nullif (1, 1), typeof (1), CAST ('1' AS INTEGER), abs (-1)",
    "SELECT strftime ('%H', event_time / 1000000, 'unixepoch') AS hour, count (*) FROM trades GROUP BY hour",
    "SELECT a.arrival FROM trades AS a JOIN trades AS b USING (arrival) ORDER BY a.price DESC, random () LIMIT 5",
    "EXPLAIN QUERY PLAN SELECT * FROM trades",
    "VALUES (1), (2);  -- two\n ; ; /* no more */",
    "SELECT current_timestamp, date (), quote ('x'), hex (randomblob (4)), printf ('%d', 1)",
  };

  fill (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      g_autofree char *line = g_strescape (statements[i], NULL);
      g_autoptr (GError) error = NULL;
      guint n_rows;

      g_test_message ("%s", line);
      ask (fixture, statements[i], &n_rows, &error);
      g_assert_no_error (error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/sql/refuses/writing", test_writes);
  STORE_TEST ("/store/sql/refuses/pragmas", test_pragmas);
  STORE_TEST ("/store/sql/refuses/functions", test_functions);
  STORE_TEST ("/store/sql/refuses/modules", test_modules);
  STORE_TEST ("/store/sql/refuses/a-second-statement", test_second_statement);
  STORE_TEST ("/store/sql/refuses/too-much", test_too_much);
  STORE_TEST ("/store/sql/limits/bytes", test_bytes);
  STORE_TEST ("/store/sql/limits/memory", test_memory);
  STORE_TEST ("/store/sql/allows/what-people-ask", test_allowed);
  return g_test_run ();
}
