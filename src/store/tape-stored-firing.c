/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-stored-firing.h"

#include <math.h>

/* --- Writing --- */

static void
bind_number (sqlite3_stmt *statement, int parameter, double number)
{
  if (isfinite (number))
    sqlite3_bind_double (statement, parameter, number);
  else
    sqlite3_bind_null (statement, parameter);
}

static void
bind_time (sqlite3_stmt *statement, int parameter, gint64 time, gint64 unknown)
{
  if (time == unknown)
    sqlite3_bind_null (statement, parameter);
  else
    sqlite3_bind_int64 (statement, parameter, time);
}

void
tape_stored_firing_bind (sqlite3_stmt *statement, const TapeFiring *firing, const char *evidence)
{
  sqlite3_bind_int64 (statement, 1, firing->id);
  sqlite3_bind_int64 (statement, 2, firing->rule);
  sqlite3_bind_text (statement, 3, firing->text != NULL ? firing->text : "", -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 4, firing->subject != NULL ? firing->subject : "", -1, SQLITE_STATIC);
  bind_time (statement, 5, firing->instrument, TAPE_NO_INSTRUMENT);
  sqlite3_bind_int64 (statement, 6, firing->serial);
  sqlite3_bind_int (statement, 7, firing->direction);
  sqlite3_bind_int64 (statement, 8, firing->flags);
  bind_number (statement, 9, firing->value);
  bind_number (statement, 10, firing->before);
  bind_number (statement, 11, firing->threshold);
  bind_number (statement, 12, firing->price);
  bind_number (statement, 13, firing->baseline);
  bind_time (statement, 14, firing->baseline_time, TAPE_NO_TIME);
  sqlite3_bind_int64 (statement, 15, firing->event_time);
  sqlite3_bind_int64 (statement, 16, firing->receive_time);
  bind_time (statement, 17, firing->fired_time, 0);
  bind_time (statement, 18, firing->held_since, TAPE_NO_TIME);
  sqlite3_bind_int64 (statement, 19, firing->source);
  sqlite3_bind_int64 (statement, 20, firing->fresh);
  sqlite3_bind_int64 (statement, 21, firing->members);
  sqlite3_bind_text (statement, 22, evidence, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 23, (int)firing->told);
  bind_time (statement, 24, firing->told_time, TAPE_NO_TIME);
  sqlite3_bind_int (statement, 25, firing->seen != FALSE);
}

/* --- Reading --- */

static double
read_number (sqlite3_stmt *row, int column)
{
  return sqlite3_column_type (row, column) == SQLITE_NULL ? NAN : sqlite3_column_double (row, column);
}

static gint64
read_time (sqlite3_stmt *row, int column, gint64 unknown)
{
  return sqlite3_column_type (row, column) == SQLITE_NULL ? unknown : sqlite3_column_int64 (row, column);
}

static TapeFiring *
read_row (sqlite3_stmt *row)
{
  TapeFiring *firing = tape_firing_new ();

  g_clear_pointer (&firing->evidence, g_array_unref);
  firing->id = sqlite3_column_int64 (row, 0);
  firing->rule = sqlite3_column_int64 (row, 1);
  firing->text = g_strdup ((const char *)sqlite3_column_text (row, 2));
  firing->subject = g_strdup ((const char *)sqlite3_column_text (row, 3));
  firing->instrument = (guint32)read_time (row, 4, TAPE_NO_INSTRUMENT);
  firing->serial = sqlite3_column_int64 (row, 5);
  firing->direction = sqlite3_column_int (row, 6);
  firing->flags = (guint)sqlite3_column_int64 (row, 7);
  firing->value = read_number (row, 8);
  firing->before = read_number (row, 9);
  firing->threshold = read_number (row, 10);
  firing->price = read_number (row, 11);
  firing->baseline = read_number (row, 12);
  firing->baseline_time = read_time (row, 13, TAPE_NO_TIME);
  firing->event_time = sqlite3_column_int64 (row, 14);
  firing->receive_time = sqlite3_column_int64 (row, 15);
  firing->fired_time = read_time (row, 16, 0);
  firing->held_since = read_time (row, 17, TAPE_NO_TIME);
  firing->source = (guint32)sqlite3_column_int64 (row, 18);
  firing->fresh = (guint)sqlite3_column_int64 (row, 19);
  firing->members = (guint)sqlite3_column_int64 (row, 20);
  firing->evidence = tape_evidence_parse ((const char *)sqlite3_column_text (row, 21));
  firing->told = (TapeTold)CLAMP (sqlite3_column_int (row, 22), TAPE_TOLD_NOT, TAPE_TOLD_NEVER);
  firing->told_time = read_time (row, 23, TAPE_NO_TIME);
  firing->seen = sqlite3_column_int (row, 24) != 0;
  return firing;
}

static GPtrArray *
read_rows (sqlite3_stmt *rows, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) firings = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_firing_free);
  int result;

  while ((result = sqlite3_step (rows)) == SQLITE_ROW)
    g_ptr_array_add (firings, read_row (rows));
  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !tape_database_done (rows, result, error))
    return NULL;
  return g_steal_pointer (&firings);
}

static sqlite3_stmt *
select_rows (sqlite3 *db, const TapeFiringFilter *filter, const char *order, guint max, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT " TAPE_STORED_FIRING_COLUMNS " FROM firings WHERE id < ?1 AND (?2 = 0 OR rule = ?2) "
      "AND (?3 IS NULL OR subject = ?3) AND event_time >= ?4 AND event_time < ?5 ORDER BY id %s LIMIT ?6",
      order);
  sqlite3_stmt *rows = tape_database_prepare (db, sql, error);

  if (rows == NULL)
    return NULL;
  sqlite3_bind_int64 (rows, 1, filter->before_id);
  sqlite3_bind_int64 (rows, 2, filter->rule);
  sqlite3_bind_text (rows, 3, filter->subject, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (rows, 4, filter->from);
  sqlite3_bind_int64 (rows, 5, filter->to);
  sqlite3_bind_int64 (rows, 6, max);
  return rows;
}

GPtrArray *
tape_stored_firing_list (
    sqlite3 *db, const TapeFiringFilter *filter, guint max, GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3_stmt) rows = select_rows (db, filter, "DESC", max, error);

  return rows == NULL ? NULL : read_rows (rows, cancellable, error);
}

gboolean
tape_stored_firing_each (sqlite3 *db,
                         const TapeFiringFilter *filter,
                         TapeFiringFunc each,
                         gpointer data,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (sqlite3_stmt) rows = select_rows (db, filter, "ASC", G_MAXUINT, error);
  gboolean going = TRUE;
  int result;

  if (rows == NULL)
    return FALSE;
  while ((result = sqlite3_step (rows)) == SQLITE_ROW && going)
    {
      g_autoptr (TapeFiring) firing = read_row (rows);

      going = each (firing, data);
    }
  return !g_cancellable_set_error_if_cancelled (cancellable, error)
         && (!going || tape_database_done (rows, result, error));
}

GPtrArray *
tape_stored_firing_list_untold (sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3_stmt) rows = tape_database_prepare (
      db, "SELECT " TAPE_STORED_FIRING_COLUMNS " FROM firings WHERE told = 0 ORDER BY id", error);

  return rows == NULL ? NULL : read_rows (rows, NULL, error);
}
