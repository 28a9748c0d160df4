/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The log of what alert rules found, as the writer writes it. Inside store/ only, on the thread of its connection. */

#pragma once

#include "base/tape-firing.h"
#include "store/tape-database.h"
#include "store/tape-firing-filter.h"

G_BEGIN_DECLS

/**
 * TapeFiringStore:
 * @next: number of the next firing
 *
 * Statements, and what it goes on from.
 */
typedef struct
{
  sqlite3_stmt *find;
  sqlite3_stmt *last;
  sqlite3_stmt *put;
  sqlite3_stmt *mark;
  sqlite3_stmt *see;
  gint64 next;
} TapeFiringStore;

/**
 * tape_firing_store_init:
 *
 * To be cleared also where it failed.
 */
gboolean tape_firing_store_init (TapeFiringStore *self, sqlite3 *db, GError **error);
void tape_firing_store_clear (TapeFiringStore *self);

/**
 * tape_firing_store_number:
 * @firings: (element-type TapeFiring): those that have no number get one; those of the past are not to be told
 */
void tape_firing_store_number (TapeFiringStore *self, GPtrArray *firings);

/**
 * tape_firing_store_put:
 * @firings: (element-type TapeFiring): have numbers; those that are in the log already are taken out
 *
 * Within a transaction. A firing is known by rule, subject and serial: a repeat of one that is there changes nothing. One
 * that has the serial of another (the state that counted them was lost), or none, gets the next.
 */
gboolean tape_firing_store_put (TapeFiringStore *self, GPtrArray *firings, GError **error);

/* Within a transaction. */
gboolean tape_firing_store_mark (TapeFiringStore *self, const TapeFiringMark *mark, GError **error);

/**
 * tape_firing_store_see:
 *
 * Within a transaction: a person has looked at those up to number @up_to.
 */
gboolean tape_firing_store_see (TapeFiringStore *self, gint64 up_to, GError **error);

G_END_DECLS
