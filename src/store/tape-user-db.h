/* SPDX-License-Identifier: GPL-3.0-or-later */

/* user.db: what belongs to the person and serves every session. For now the watchlists. Main thread only: its tables are
 * tiny, each call is one short transaction. */

#pragma once

#include "store/tape-store-error.h"

G_BEGIN_DECLS

typedef struct _TapeUserDb TapeUserDb;

/**
 * TapeUserList:
 * @id: stays the same while the list exists
 * @name: to show
 * @symbols: (array zero-terminated=1): in order
 */
typedef struct
{
  gint64 id;
  char *name;
  char **symbols;
} TapeUserList;

void tape_user_list_free (TapeUserList *self);

/**
 * tape_user_db_open:
 * @path: made, with its folder, if it is not there
 *
 * Returns: (transfer full) (nullable): the database
 */
TapeUserDb *tape_user_db_open (const char *path, GError **error);
void tape_user_db_free (TapeUserDb *self);

/**
 * tape_user_db_load_lists:
 *
 * Returns: (transfer full) (nullable) (element-type TapeUserList): all lists, oldest first; %NULL on error
 */
GPtrArray *tape_user_db_load_lists (TapeUserDb *self, GError **error);

/**
 * tape_user_db_add_list:
 * @name: to show
 *
 * Adds an empty list behind the others.
 *
 * Returns: its id, from 1; 0 on error
 */
gint64 tape_user_db_add_list (TapeUserDb *self, const char *name, GError **error);

/**
 * tape_user_db_rename_list:
 *
 * Nothing happens where there is no such list.
 */
gboolean tape_user_db_rename_list (TapeUserDb *self, gint64 list, const char *name, GError **error);

/**
 * tape_user_db_remove_list:
 *
 * Removes it with its items.
 */
gboolean tape_user_db_remove_list (TapeUserDb *self, gint64 list, GError **error);

/**
 * tape_user_db_set_symbols:
 * @symbols: (array zero-terminated=1): in order; each at most once
 *
 * Replaces the items of a list that is there.
 */
gboolean tape_user_db_set_symbols (TapeUserDb *self, gint64 list, const char *const *symbols, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeUserDb, tape_user_db_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeUserList, tape_user_list_free)

G_END_DECLS
