/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session-fixture.h"

#include <math.h>
#include <sqlite3.h>
#include <string.h>

#include "feed/tape-replay.h"

/* --- Files. --- */

static void
append_row (GString *text, GRand *rand, char prefix, guint i)
{
  static const char *const symbols[] = { "AIG", "BAC", "IBM", "SPY" };
  guint kind = (guint)g_rand_int_range (rand, 0, 40);
  gint64 back
      = g_rand_int_range (rand, 0, 1000) < 5 ? g_rand_int_range (rand, 0, 900000) : g_rand_int_range (rand, 0, 3000);
  gint64 ms = G_GINT64_CONSTANT (1381156200000) + i * 200 - back;
  const char *symbol = symbols[g_rand_int_range (rand, 0, G_N_ELEMENTS (symbols))];
  gint price = g_rand_int_range (rand, 1000, 1100);
  /* An id of the last hundred rows comes again, at its time: a duplicate where all of it is the same. */
  guint id = kind == 1 && i > 0 ? i - 1 : i;

  if (kind == 0)
    g_string_append (text, ",,,,,\n");
  else if (kind == 2)
    g_string_append_printf (text, "%" G_GINT64_FORMAT ",%s,none,1,,\n", ms, symbol);
  else if (kind == 3)
    g_string_append_printf (text, "1381156200000,SPY,10,1,buy,again\n");
  else
    g_string_append_printf (text, "%" G_GINT64_FORMAT ",%s,%d.%02d,%d,%s,%c%u\n", ms, symbol, price / 100, price % 100,
                            g_rand_int_range (rand, 0, 500), kind % 2 ? "buy" : "sell", prefix, id);
}

char *
session_write_mixed (const char *folder, const char *name, char prefix, guint n)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32)prefix);
  GString *text = g_string_new ("event_time,symbol,price,quantity,side,trade_id\n");
  g_autofree char *all = NULL;
  char *path = g_build_filename (folder, name, NULL);

  for (guint i = 0; i < n; i++)
    append_row (text, rand, prefix, i);
  all = g_string_free (text, FALSE);
  g_assert_true (g_file_set_contents (path, all, -1, NULL));
  return path;
}

char *
session_find_sample (void)
{
  const char *folder = g_getenv ("TAPE_SHARED_DATA");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : "", "trades", "us-equities-sample.csv", NULL);

  if (folder != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  g_test_skip ("../shared/data is not there");
  return NULL;
}

/* --- Sessions. --- */

TapeSession *
session_open (const char *database, gboolean persistent)
{
  const TapeSessionOptions options = {
    .database = database,
    .persistent = persistent,
    .frames = TRUE,
    .engine = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT },
  };
  g_autoptr (GError) error = NULL;
  TapeSession *session = tape_session_new (&options, &error);

  g_assert_no_error (error);
  return session;
}

TapeFeed *
session_add_replay (TapeSession *session, const char *const *paths, gboolean again)
{
  const TapeReplayOptions options = { .delay = SESSION_DELAY, .again = again };
  g_autoptr (GError) error = NULL;
  TapeFeed *feed = tape_replay_new (tape_session_get_universe (session), paths, &options, &error);

  g_assert_no_error (error);
  tape_session_add_feed (session, feed, again, &error);
  g_assert_no_error (error);
  return feed;
}

void
session_replay (const char *database, const char *const *paths, TapeSessionSummary *summary)
{
  g_autoptr (TapeSession) session = session_open (database, FALSE);
  g_autoptr (GError) error = NULL;

  session_add_replay (session, paths, FALSE);
  tape_session_run (session, NULL, &error);
  g_assert_no_error (error);
  if (summary != NULL)
    tape_session_get_summary (session, summary);
}

/* --- What is stored. --- */

static void
digest_row (GChecksum *checksum, sqlite3_stmt *statement)
{
  for (int i = 0; i < sqlite3_column_count (statement); i++)
    {
      int type = sqlite3_column_type (statement, i);
      double real = type == SQLITE_FLOAT ? sqlite3_column_double (statement, i) : 0;
      const void *bytes = type == SQLITE_FLOAT ? &real : sqlite3_column_blob (statement, i);
      int length = type == SQLITE_FLOAT ? (int)sizeof real : sqlite3_column_bytes (statement, i);

      g_checksum_update (checksum, (const guchar *)&type, sizeof type);
      g_checksum_update (checksum, (const guchar *)&length, sizeof length);
      if (length > 0)
        g_checksum_update (checksum, bytes, length);
    }
}

static void
dump_query (sqlite3 *db, const char *query, GString *text)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  sqlite3_stmt *statement;
  guint n = 0;

  g_assert_cmpint (sqlite3_prepare_v2 (db, query, -1, &statement, NULL), ==, SQLITE_OK);
  for (; sqlite3_step (statement) == SQLITE_ROW; n++)
    digest_row (checksum, statement);
  g_assert_cmpint (sqlite3_finalize (statement), ==, SQLITE_OK);
  g_string_append_printf (text, "%s: %u rows, %.16s\n", query, n, g_checksum_get_string (checksum));
}

char *
session_dump (const char *database)
{
  static const char *const queries[] = {
    "SELECT * FROM trades ORDER BY arrival",
    "SELECT * FROM bars ORDER BY instrument, length, start",
    "SELECT * FROM totals ORDER BY instrument, length, start",
    "SELECT * FROM dropped ORDER BY arrival",
    "SELECT id, source, offset, line, reason, raw FROM rejected ORDER BY id",
    "SELECT id, kind, name, offset, line, event_time, digest, finished FROM sources ORDER BY id",
    "SELECT * FROM instruments ORDER BY id",
    "SELECT * FROM firings ORDER BY id",
    "SELECT sum (last_arrival - first_arrival + 1) FROM blocks",
  };
  GString *text = g_string_new (NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open_v2 (database, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    dump_query (db, queries[i], text);
  sqlite3_close (db);
  return g_string_free (text, FALSE);
}

/* --- Frames. --- */

static gboolean
same (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

static gboolean
same_flow (const TapeFlow *a, const TapeFlow *b)
{
  for (guint i = 0; i < TAPE_N_SIDES; i++)
    if (a[i].count != b[i].count || a[i].quantity != b[i].quantity || a[i].turnover != b[i].turnover)
      return FALSE;
  return TRUE;
}

static void
assert_same_row (const TapeFrameRow *row, const TapeFrameRow *wanted)
{
  const double numbers[][2] = {
    { row->latest, wanted->latest },
    { row->last, wanted->last },
    { row->open, wanted->open },
    { row->high, wanted->high },
    { row->low, wanted->low },
    { row->previous_close, wanted->previous_close },
    { row->growth, wanted->growth },
    { row->volume, wanted->volume },
    { row->turnover, wanted->turnover },
    { row->vwap, wanted->vwap },
    { row->values[TAPE_VALUE_SMA_5], wanted->values[TAPE_VALUE_SMA_5] },
    { row->values[TAPE_VALUE_MACD_SIGNAL], wanted->values[TAPE_VALUE_MACD_SIGNAL] },
  };

  g_assert_cmpint (row->last_time, ==, wanted->last_time);
  g_assert_cmpint (row->day, ==, wanted->day);
  g_assert_cmpint (row->date, ==, wanted->date);
  g_assert_cmpint (row->previous_date, ==, wanted->previous_date);
  g_assert_cmpint (row->base, ==, wanted->base);
  g_assert_cmpuint (row->count, ==, wanted->count);
  g_assert_true (same_flow (row->flow, wanted->flow));
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_assert_true (same (numbers[i][0], numbers[i][1]));
  for (guint i = 0; i < TAPE_SPARK_POINTS; i++)
    g_assert_true (same (row->spark[i], wanted->spark[i]));
}

void
session_assert_same_frame (const TapeFrame *frame, const TapeFrame *wanted)
{
  g_assert_cmpint (frame->market_day, ==, wanted->market_day);
  g_assert_cmpint (frame->watermark, ==, wanted->watermark);
  g_assert_cmpuint (frame->arrival, ==, wanted->arrival);
  g_assert_cmpuint (frame->up, ==, wanted->up);
  g_assert_cmpuint (frame->down, ==, wanted->down);
  g_assert_cmpuint (frame->flat, ==, wanted->flat);
  g_assert_true (same_flow (frame->flow, wanted->flow));
  g_assert_cmpuint (frame->n_rows, ==, wanted->n_rows);
  for (guint i = 0; i < frame->n_rows; i++)
    assert_same_row (&frame->rows[i], &wanted->rows[i]);
}
