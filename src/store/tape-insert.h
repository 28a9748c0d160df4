/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows into a table, many a statement: the rows are bound straight into a statement of TAPE_INSERT_ROWS rows, those left
 * over into one of a single row. Inside store/ only, on the thread of its connection.
 *
 *   tape_insert_begin (&insert, n);
 *   n times: sqlite3_stmt *statement = tape_insert_row (&insert, &parameter);
 *            bind its columns from parameter on;
 *            tape_insert_end_row (&insert, error);
 */

#pragma once

#include "store/tape-database.h"

G_BEGIN_DECLS

#define TAPE_INSERT_ROWS 50

typedef struct
{
  sqlite3_stmt *many;
  sqlite3_stmt *one;
  guint n_columns;
  gint64 left;
  guint slot;
} TapeInsert;

/**
 * tape_insert_init:
 * @into: "INSERT INTO table (columns)"
 * @n_columns: how many columns
 * @after: what follows the values, or ""
 *
 * Prepares the statements; to be cleared also where it failed.
 */
gboolean
tape_insert_init (TapeInsert *self, sqlite3 *db, const char *into, guint n_columns, const char *after, GError **error);
void tape_insert_clear (TapeInsert *self);

/**
 * tape_insert_begin:
 * @n: how many rows will follow, exactly
 */
static inline void
tape_insert_begin (TapeInsert *self, gint64 n)
{
  self->left = n;
  self->slot = n >= TAPE_INSERT_ROWS ? 0 : TAPE_INSERT_ROWS;
}

/**
 * tape_insert_row:
 * @parameter: (out): number of the next row's first parameter
 *
 * What was bound to a slot (self->slot, TAPE_INSERT_ROWS for the single row) before is still bound to it.
 */
static inline sqlite3_stmt *
tape_insert_row (TapeInsert *self, int *parameter)
{
  if (self->slot == TAPE_INSERT_ROWS)
    {
      *parameter = 1;
      return self->one;
    }
  *parameter = 1 + (int)(self->slot * self->n_columns);
  return self->many;
}

gboolean tape_insert_flush (TapeInsert *self, GError **error);

/**
 * tape_insert_end_row:
 *
 * Runs the statement when it is full.
 */
static inline gboolean
tape_insert_end_row (TapeInsert *self, GError **error)
{
  if (self->slot < TAPE_INSERT_ROWS - 1)
    {
      self->slot++;
      return TRUE;
    }
  return tape_insert_flush (self, error);
}

G_END_DECLS
