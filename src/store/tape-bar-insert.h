/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bars into the table of bars. One a statement: SQLite keeps a copy of each page that a statement of many rows changes, and
 * bars lie far apart. Inside store/ only, on the thread of its connection, within a transaction. */

#pragma once

#include "base/tape-event.h"
#include "store/tape-database.h"

G_BEGIN_DECLS

typedef struct
{
  sqlite3_stmt *put;
} TapeBarInsert;

/**
 * tape_bar_insert_init:
 *
 * To be cleared also where it failed.
 */
gboolean tape_bar_insert_init (TapeBarInsert *self, sqlite3 *db, GError **error);
void tape_bar_insert_clear (TapeBarInsert *self);

/**
 * tape_bar_insert_add:
 *
 * A bar made of trades takes the place of any, a source's only that of another source's.
 */
gboolean tape_bar_insert_add (TapeBarInsert *self, const TapeBar *bar, GError **error);

G_END_DECLS
