/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-user-feeds.h"

#include "store/tape-user-db-private.h"

TapeUserFeed *
tape_user_feed_copy (const TapeUserFeed *self)
{
  TapeUserFeed *copy = g_new (TapeUserFeed, 1);

  *copy = *self;
  copy->name = g_strdup (self->name);
  copy->kind = g_strdup (self->kind);
  copy->service = g_strdup (self->service);
  copy->account = g_strdup (self->account);
  copy->symbols = g_strdupv (self->symbols);
  copy->settings = g_strdup (self->settings);
  return copy;
}

void
tape_user_feed_free (TapeUserFeed *self)
{
  g_free (self->name);
  g_free (self->kind);
  g_free (self->service);
  g_free (self->account);
  g_strfreev (self->symbols);
  g_free (self->settings);
  g_free (self);
}

static char *
get_text (sqlite3_stmt *row, int column)
{
  return g_strdup ((const char *)sqlite3_column_text (row, column));
}

static TapeUserFeed *
make_feed (sqlite3_stmt *row)
{
  TapeUserFeed *feed = g_new0 (TapeUserFeed, 1);

  feed->id = sqlite3_column_int64 (row, 0);
  feed->name = get_text (row, 1);
  feed->kind = get_text (row, 2);
  feed->service = get_text (row, 3);
  feed->account = get_text (row, 4);
  feed->settings = get_text (row, 5);
  feed->priority = sqlite3_column_int64 (row, 6);
  feed->enabled = sqlite3_column_int (row, 7) != 0;
  return feed;
}

/* In one transaction: a feed and its symbols belong together. */
static gboolean
load_feeds (TapeUserDb *self, GPtrArray *feeds, GError **error)
{
  sqlite3_stmt *statement = tape_user_db_begin (self, TAPE_USER_SQL_FEEDS);
  int result;

  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (feeds, make_feed (statement));
  if (!tape_database_done (statement, result, error))
    return FALSE;
  for (guint i = 0; i < feeds->len; i++)
    {
      TapeUserFeed *feed = g_ptr_array_index (feeds, i);

      feed->symbols = tape_user_db_load_symbols (self, TAPE_USER_SQL_FEED_SYMBOLS, feed->id, error);
      if (feed->symbols == NULL)
        return FALSE;
    }
  return TRUE;
}

GPtrArray *
tape_user_db_load_feeds (TapeUserDb *self, GError **error)
{
  g_autoptr (GPtrArray) feeds = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_user_feed_free);

  if (!tape_database_exec (self->db, "BEGIN", error)
      || !tape_user_db_end_change (self, load_feeds (self, feeds, error), error))
    return NULL;
  return g_steal_pointer (&feeds);
}

/* The row, without its symbols. */
static gboolean
put_feed (TapeUserDb *self, TapeUserSql sql, const TapeUserFeed *feed, GError **error)
{
  sqlite3_stmt *statement = tape_user_db_begin (self, sql);

  if (feed->id != 0)
    sqlite3_bind_int64 (statement, 1, feed->id);
  else
    sqlite3_bind_null (statement, 1);
  sqlite3_bind_text (statement, 2, feed->name, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, feed->kind, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 4, feed->service, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 5, feed->account, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 6, feed->settings, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 7, feed->priority);
  sqlite3_bind_int (statement, 8, feed->enabled);
  return tape_database_run (statement, error);
}

static gboolean
put_symbols (TapeUserDb *self, gint64 id, char **symbols, GError **error)
{
  return tape_user_db_replace_symbols (self, TAPE_USER_SQL_CLEAR_FEED_SYMBOLS, TAPE_USER_SQL_ADD_FEED_SYMBOL, id,
                                       (const char *const *)symbols, error);
}

static gboolean
add_feed (TapeUserDb *self, const TapeUserFeed *feed, gint64 *id, GError **error)
{
  if (!put_feed (self, TAPE_USER_SQL_ADD_FEED, feed, error))
    return FALSE;
  *id = sqlite3_last_insert_rowid (self->db);
  return put_symbols (self, *id, feed->symbols, error);
}

gint64
tape_user_db_add_feed (TapeUserDb *self, const TapeUserFeed *feed, GError **error)
{
  gint64 id = 0;

  if (!tape_user_db_begin_change (self, error)
      || !tape_user_db_end_change (self, add_feed (self, feed, &id, error), error))
    return 0;
  return id;
}

static gboolean
set_feed (TapeUserDb *self, const TapeUserFeed *feed, GError **error)
{
  if (!put_feed (self, TAPE_USER_SQL_SET_FEED, feed, error))
    return FALSE;
  return sqlite3_changes (self->db) == 0 || put_symbols (self, feed->id, feed->symbols, error);
}

gboolean
tape_user_db_set_feed (TapeUserDb *self, const TapeUserFeed *feed, GError **error)
{
  return tape_user_db_begin_change (self, error) && tape_user_db_end_change (self, set_feed (self, feed, error), error);
}

gboolean
tape_user_db_remove_feed (TapeUserDb *self, gint64 feed, GError **error)
{
  sqlite3_stmt *statement = tape_user_db_begin (self, TAPE_USER_SQL_REMOVE_FEED);

  sqlite3_bind_int64 (statement, 1, feed);
  return tape_database_run (statement, error);
}
