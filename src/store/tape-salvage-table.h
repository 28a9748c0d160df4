/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One table of a damaged database into the same table of a new one: row by row through SQLite, from both ends up to where
 * it refuses; then from the pages themselves, whatever leads to them. Which rows can be at all is said by a condition. For
 * tape-salvage.c; inside store/ only. */

#pragma once

#include "store/tape-database.h"
#include "store/tape-page-file.h"

G_BEGIN_DECLS

/**
 * TapeSalvageTable:
 * @name: of the table
 * @columns: (element-type TapeSalvageColumn): in their order
 * @has_rowid: one column is the row id, or none is and there is one
 * @insert: puts a row into the new table, unless there is one of its key or it cannot be
 * @damaged: not all of it could be read in its order
 * @older: the damaged database is of a version that did not have it
 * @saved: rows put
 * @progress: (nullable): counted up with each row; atomic
 */
typedef struct
{
  char *name;
  GArray *columns;
  gboolean has_rowid;
  sqlite3_stmt *insert;
  gboolean damaged;
  gboolean older;
  gint64 saved;
  gint64 *progress;
} TapeSalvageTable;

/**
 * tape_salvage_table_list:
 * @to: the new database
 *
 * Returns: (transfer full) (nullable) (element-type TapeSalvageTable): its tables, in the order in which they were made
 */
GPtrArray *tape_salvage_table_list (sqlite3 *to, GError **error);

/**
 * tape_salvage_table_begin:
 * @condition: (nullable): what holds for each row that can be, of parameters ?1, ?2… that stand for the columns
 */
gboolean tape_salvage_table_begin (TapeSalvageTable *self, sqlite3 *to, const char *condition, GError **error);

/**
 * tape_salvage_table_copy:
 * @from: (nullable): the damaged database, read-only; %NULL where it cannot be opened
 *
 * Copies what @from gives. Sets @self's damaged where that is not all.
 *
 * Returns: whether nothing went wrong but what is wrong with @from
 */
gboolean
tape_salvage_table_copy (TapeSalvageTable *self, sqlite3 *from, sqlite3 *to, GCancellable *cancellable, GError **error);

/**
 * tape_salvage_table_fits:
 *
 * Returns: whether @row, from a page, has the form of a row of this table
 */
gboolean tape_salvage_table_fits (const TapeSalvageTable *self, const TapePageRow *row);

/**
 * tape_salvage_table_put:
 * @row: fits
 */
gboolean tape_salvage_table_put (TapeSalvageTable *self, sqlite3 *to, const TapePageRow *row, GError **error);

G_END_DECLS
