/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the parts of TapeUserDb share. Inside store/ only. */

#pragma once

#include "base/tape-thread.h"
#include "store/tape-database.h"
#include "store/tape-user-db.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_USER_SQL_LISTS,
  TAPE_USER_SQL_ITEMS,
  TAPE_USER_SQL_ADD_LIST,
  TAPE_USER_SQL_RENAME_LIST,
  TAPE_USER_SQL_REMOVE_LIST,
  TAPE_USER_SQL_CLEAR_ITEMS,
  TAPE_USER_SQL_ADD_ITEM,
  TAPE_USER_SQL_RULES,
  TAPE_USER_SQL_ADD_RULE,
  TAPE_USER_SQL_RESTORE_RULE,
  TAPE_USER_SQL_SET_RULE,
  TAPE_USER_SQL_REMOVE_RULE,
  TAPE_USER_SQL_SNOOZES,
  TAPE_USER_SQL_ADD_SNOOZE,
  TAPE_USER_SQL_REMOVE_SNOOZE,
  TAPE_USER_SQL_QUERIES,
  TAPE_USER_SQL_ADD_QUERY,
  TAPE_USER_SQL_SET_QUERY,
  TAPE_USER_SQL_REMOVE_QUERY,
  TAPE_USER_SQL_FEEDS,
  TAPE_USER_SQL_FEED_SYMBOLS,
  TAPE_USER_SQL_ADD_FEED,
  TAPE_USER_SQL_SET_FEED,
  TAPE_USER_SQL_REMOVE_FEED,
  TAPE_USER_SQL_CLEAR_FEED_SYMBOLS,
  TAPE_USER_SQL_ADD_FEED_SYMBOL,
  TAPE_USER_SQL_VERSION,
  TAPE_N_USER_SQL
} TapeUserSql;

struct _TapeUserDb
{
  TapeOwner owner;
  sqlite3 *db;
  sqlite3_stmt *statements[TAPE_N_USER_SQL];
  gint64 version; /* of the data, as other connections changed it */
};

/* A change of several statements: all of it or, where @done is FALSE, nothing. */
gboolean tape_user_db_begin_change (TapeUserDb *self, GError **error);
gboolean tape_user_db_end_change (TapeUserDb *self, gboolean done, GError **error);

/* Symbols in order, of a list or a feed: @sql gives those of @owner; NULL on error. */
char **tape_user_db_load_symbols (TapeUserDb *self, TapeUserSql sql, gint64 owner, GError **error);

/* Puts @symbols in the place of those that @owner has; within a change. */
gboolean tape_user_db_replace_symbols (TapeUserDb *self,
                                       TapeUserSql clear_sql,
                                       TapeUserSql add_sql,
                                       gint64 owner,
                                       const char *const *symbols,
                                       GError **error);

/* The statement, for the thread that owns the database. */
static inline sqlite3_stmt *
tape_user_db_begin (TapeUserDb *self, TapeUserSql sql)
{
  tape_owner_assert (&self->owner);
  return self->statements[sql];
}

G_END_DECLS
