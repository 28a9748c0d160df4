/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bars into their table, many a statement, each in the place of the one of its instrument, length and start. Inside store/
 * only, on the thread of its connection. */

#pragma once

#include "base/tape-event.h"
#include "store/tape-insert.h"

G_BEGIN_DECLS

typedef struct
{
  TapeInsert insert;
} TapeBarInsert;

/**
 * tape_bar_insert_init:
 *
 * To be cleared also where it failed.
 */
gboolean tape_bar_insert_init (TapeBarInsert *self, sqlite3 *db, GError **error);
void tape_bar_insert_clear (TapeBarInsert *self);

/**
 * tape_bar_insert_begin:
 * @n: how many tape_bar_insert_add() will follow, exactly
 */
void tape_bar_insert_begin (TapeBarInsert *self, gint64 n);

/**
 * tape_bar_insert_add:
 *
 * A bar made of trades (source 0) replaces any; a source's bar replaces only another source's (count 0).
 */
gboolean tape_bar_insert_add (TapeBarInsert *self, const TapeBar *bar, GError **error);

G_END_DECLS
