/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bars of a second that stand for trades that are removed, into the table of bars. Inside store/ only, on the thread of its
 * connection, within the transaction that removes the trades. */

#pragma once

#include "store/tape-second-bars.h"

G_BEGIN_DECLS

typedef struct
{
  sqlite3_stmt *get;
  sqlite3_stmt *put;
} TapeSecondStore;

/**
 * tape_second_store_init:
 *
 * To be cleared also where it failed.
 */
gboolean tape_second_store_init (TapeSecondStore *self, sqlite3 *db, GError **error);
void tape_second_store_clear (TapeSecondStore *self);

/**
 * tape_second_store_add:
 * @second: made of trades that arrived, wherever their time is the same, later than those that were removed before
 *
 * Merges it with what is stored of the same second. A source's bar gives way.
 */
gboolean tape_second_store_add (TapeSecondStore *self, const TapeSecond *second, GError **error);

G_END_DECLS
