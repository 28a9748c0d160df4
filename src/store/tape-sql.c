/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store/tape-sql.h"

#include <glib/gi18n-lib.h>

#include "store/tape-schema.h"
#include "store/tape-sql-guard.h"

const TapeSqlLimits tape_sql_default_limits
    = { .rows = 1000000, .bytes = 256 * 1024 * 1024, .time = 30 * G_USEC_PER_SEC };

/* Opcodes of SQLite between two looks at the clock. */
#define STEPS_PER_LOOK 200

typedef struct
{
  sqlite3 *db;
  const TapeSqlLimits *limits;
  gint64 deadline;
  gboolean out_of_time;
  gboolean out_of_memory;
  const TapeSqlGuard *guard;
  GCancellable *cancellable;
} Run;

static int
should_stop (void *data)
{
  Run *run = data;

  run->out_of_time = g_get_monotonic_time () >= run->deadline;
  run->out_of_memory = tape_sql_guard_is_over (run->guard);
  return run->out_of_time || run->out_of_memory || g_cancellable_is_cancelled (run->cancellable);
}

static void
set_out_of_memory (GError **error)
{
  g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_SQL,
               _ ("The query was stopped, since it takes more than %d MiB of memory. Narrow it down."),
               TAPE_SQL_MEMORY / 1024 / 1024);
}

static void
set_error (Run *run, int result, GError **error)
{
  switch (result & 0xff)
    {
    case SQLITE_INTERRUPT:
      if (run->out_of_time)
        g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_SQL,
                     _ ("The query was stopped after %.3g s. Narrow it down, such as by a span of arrival."),
                     (double)run->limits->time / G_USEC_PER_SEC);
      else if (run->out_of_memory)
        set_out_of_memory (error);
      else
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled."));
      break;
    case SQLITE_NOMEM:
      set_out_of_memory (error);
      break;
    case SQLITE_AUTH:
      g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_SQL,
                   _ ("The query may only read the database's tables, with functions that reckon (%s). Use SELECT."),
                   sqlite3_errmsg (run->db));
      break;
    case SQLITE_ERROR:
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
    case SQLITE_CONSTRAINT:
      g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_SQL,
                   _ ("The query is wrong: %s. Correct it and try again."), sqlite3_errmsg (run->db));
      break;
    default:
      tape_database_set_error (run->db, error);
    }
}

static gboolean
set_wrong (GError **error, const char *what)
{
  g_set_error_literal (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_SQL, what);
  return FALSE;
}

/* Comments, spaces and semicolons behind a statement are no second one; what cannot be read is one. */
static gboolean
is_end (Run *run, const char *rest)
{
  while (*rest != '\0')
    {
      g_autoptr (sqlite3_stmt) next = NULL;
      const char *before = rest;

      if (sqlite3_prepare_v2 (run->db, before, -1, &next, &rest) != SQLITE_OK || next != NULL || rest == before)
        return FALSE;
    }
  return TRUE;
}

static sqlite3_stmt *
prepare (Run *run, const char *sql, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  const char *rest;
  int result = sqlite3_prepare_v2 (run->db, sql, -1, &statement, &rest);

  if (result != SQLITE_OK)
    {
      set_error (run, result, error);
      return NULL;
    }
  if (statement == NULL)
    {
      set_wrong (error, _ ("The query is empty. Write a SELECT."));
      return NULL;
    }
  if (!is_end (run, rest))
    {
      set_wrong (error, _ ("The query is more than one statement. Run them one by one."));
      return NULL;
    }
  if (sqlite3_column_count (statement) == 0 || !sqlite3_stmt_readonly (statement))
    {
      set_wrong (error, _ ("The query gives no rows. Use SELECT."));
      return NULL;
    }
  return g_steal_pointer (&statement);
}

static void
hand_over_columns (sqlite3_stmt *statement, TapeSqlColumnsFunc columns, gpointer data)
{
  guint n = (guint)sqlite3_column_count (statement);
  g_autofree const char **names = g_new (const char *, n);

  for (guint i = 0; i < n; i++)
    names[i] = sqlite3_column_name (statement, (int)i);
  columns (names, n, data);
}

static TapeSqlValue
read_value (sqlite3_stmt *statement, int column)
{
  TapeSqlValue value = { .type = TAPE_SQL_NULL };

  switch (sqlite3_column_type (statement, column))
    {
    case SQLITE_INTEGER:
      value.type = TAPE_SQL_INTEGER;
      value.integer = sqlite3_column_int64 (statement, column);
      break;
    case SQLITE_FLOAT:
      value.type = TAPE_SQL_REAL;
      value.real = sqlite3_column_double (statement, column);
      break;
    case SQLITE_TEXT:
      value.type = TAPE_SQL_TEXT;
      value.text = (const char *)sqlite3_column_text (statement, column);
      value.length = (gsize)sqlite3_column_bytes (statement, column);
      break;
    case SQLITE_BLOB:
      value.type = TAPE_SQL_BLOB;
      value.text = sqlite3_column_blob (statement, column);
      value.length = (gsize)sqlite3_column_bytes (statement, column);
      break;
    default:
      break;
    }
  return value;
}

static gboolean
check_size (Run *run, guint64 n_rows, guint64 n_bytes, GError **error)
{
  if (n_rows > run->limits->rows)
    {
      g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_SQL,
                   _ ("The query was stopped after %" G_GUINT64_FORMAT " rows. Narrow it down or add a LIMIT."),
                   run->limits->rows);
      return FALSE;
    }
  if (n_bytes > run->limits->bytes)
    {
      g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_SQL,
                   _ ("The query was stopped after %" G_GUINT64_FORMAT " bytes. Narrow it down or add a LIMIT."),
                   run->limits->bytes);
      return FALSE;
    }
  return TRUE;
}

/* The time that whoever takes the row needs is not the query's. */
static gboolean
hand_over_row (Run *run, const TapeSqlValue *values, guint n, TapeSqlRowFunc row, gpointer data)
{
  gint64 start = g_get_monotonic_time ();
  gboolean more = row (values, n, data);

  run->deadline += g_get_monotonic_time () - start;
  return more;
}

static gboolean
hand_over_rows (Run *run, sqlite3_stmt *statement, TapeSqlRowFunc row, gpointer data, GError **error)
{
  guint n = (guint)sqlite3_column_count (statement);
  g_autofree TapeSqlValue *values = g_new (TapeSqlValue, n);
  guint64 n_rows = 0;
  guint64 n_bytes = 0;
  int result;

  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      n_rows++;
      for (guint i = 0; i < n; i++)
        {
          values[i] = read_value (statement, (int)i);
          n_bytes += values[i].type == TAPE_SQL_TEXT || values[i].type == TAPE_SQL_BLOB ? values[i].length : 8;
        }
      /* Only for want of memory a value is not what it was. */
      if (sqlite3_errcode (run->db) == SQLITE_NOMEM)
        {
          set_out_of_memory (error);
          return FALSE;
        }
      if (!check_size (run, n_rows, n_bytes, error))
        return FALSE;
      if (!hand_over_row (run, values, n, row, data))
        return TRUE;
    }
  if (result != SQLITE_DONE)
    set_error (run, result, error);
  return result == SQLITE_DONE;
}

static gboolean
run_statement (Run *run, const char *sql, TapeSqlColumnsFunc columns, TapeSqlRowFunc row, gpointer data, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = prepare (run, sql, error);

  if (statement == NULL)
    return FALSE;
  if (columns != NULL)
    hand_over_columns (statement, columns, data);
  return hand_over_rows (run, statement, row, data, error);
}

gboolean
tape_sql_run (const char *path,
              const char *sql,
              const TapeSqlLimits *limits,
              TapeSqlColumnsFunc columns,
              TapeSqlRowFunc row,
              gpointer data,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (sqlite3) db = tape_database_open (path, TAPE_DATABASE_READ, &tape_store_schema, error);
  g_autoptr (TapeSqlGuard) guard = NULL;
  Run run = { .db = db, .limits = limits != NULL ? limits : &tape_sql_default_limits, .cancellable = cancellable };

  if (db == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  guard = tape_sql_guard_new (db);
  run.guard = guard;
  run.deadline = g_get_monotonic_time () + run.limits->time;
  sqlite3_progress_handler (db, STEPS_PER_LOOK, should_stop, &run);
  return run_statement (&run, sql, columns, row, data, error);
}
