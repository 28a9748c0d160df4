/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bars with their totals into the table of strips. Inside store/ only, on the thread of its connection, within a
 * transaction. */

#pragma once

#include "base/tape-event.h"
#include "store/tape-database.h"

G_BEGIN_DECLS

typedef struct
{
  sqlite3_stmt *get;
  sqlite3_stmt *put;
  sqlite3_stmt *drop;
  GByteArray *strip; /* the one that bars go into */
  gboolean changed;  /* there is one */
  guint32 instrument;
  guint32 length;
  gint64 start;
} TapeTotalsInsert;

/**
 * tape_totals_insert_init:
 *
 * To be cleared also where it failed.
 */
gboolean tape_totals_insert_init (TapeTotalsInsert *self, sqlite3 *db, GError **error);
void tape_totals_insert_clear (TapeTotalsInsert *self);

/**
 * tape_totals_insert_begin:
 *
 * Forgets what was not ended.
 */
void tape_totals_insert_begin (TapeTotalsInsert *self);

/**
 * tape_totals_insert_add:
 *
 * As tape_totals_strip_put(). Bars of one strip that come one after the other cost one write.
 */
gboolean tape_totals_insert_add (TapeTotalsInsert *self, const TapeBarTotals *totals, GError **error);

/**
 * tape_totals_insert_remove:
 *
 * Takes out the bar that starts with @bar, if it is there.
 */
gboolean tape_totals_insert_remove (TapeTotalsInsert *self, const TapeBar *bar, GError **error);
gboolean tape_totals_insert_end (TapeTotalsInsert *self, GError **error);

/**
 * tape_totals_insert_find:
 * @totals: (inout): has instrument, length and start; the rest is filled, its count is 0 where there is none made of trades
 *
 * Sees what was added before.
 */
gboolean tape_totals_insert_find (TapeTotalsInsert *self, TapeBarTotals *totals, GError **error);

G_END_DECLS
