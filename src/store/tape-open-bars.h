/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The newest bar of each instrument and length changes with almost every transaction. In the table of bars, by instrument,
 * it would cost a page of its own each time; so the newest of all lie side by side in a table of their own until the next
 * begins. A bar is in one of both tables. Inside store/ only, on the thread of its connection, within a transaction. */

#pragma once

#include "base/tape-event.h"
#include "store/tape-insert.h"

G_BEGIN_DECLS

/**
 * TapeOpenBars:
 * @loaded: what follows is what the table holds
 * @bars: of TapeOpenBar, by instrument, length and start
 * @newest: those of them that are the newest, by instrument and length
 * @waiting: the others, those that waited longest first
 */
typedef struct
{
  TapeInsert put;
  sqlite3_stmt *load;
  sqlite3_stmt *drop;
  gboolean loaded;
  GHashTable *bars;
  GHashTable *newest;
  GQueue waiting;
} TapeOpenBars;

/**
 * tape_open_bars_init:
 *
 * To be cleared also where it failed.
 */
gboolean tape_open_bars_init (TapeOpenBars *self, sqlite3 *db, GError **error);
void tape_open_bars_clear (TapeOpenBars *self);

/**
 * tape_open_bars_load:
 *
 * Reads the table, if that was not done since tape_open_bars_forget().
 */
gboolean tape_open_bars_load (TapeOpenBars *self, GError **error);

/**
 * tape_open_bars_forget:
 *
 * The transaction was rolled back.
 */
void tape_open_bars_forget (TapeOpenBars *self);

gboolean tape_open_bars_has (TapeOpenBars *self, const TapeBar *bar);

/**
 * tape_open_bars_is_newest:
 *
 * Returns: whether no bar of that instrument and length that starts later is here
 */
gboolean tape_open_bars_is_newest (TapeOpenBars *self, const TapeBar *bar);

/* Whether a bar is here that ends by that event time. */
gboolean tape_open_bars_has_ended (TapeOpenBars *self, gint64 time);

/**
 * tape_open_bars_put:
 * @totals: a bar that is here, or a newest
 */
void tape_open_bars_put (TapeOpenBars *self, const TapeBarTotals *totals);

/**
 * tape_open_bars_take:
 * @n: how many at most of those that are not the newest any more
 * @ended: event time: besides all that end by then
 * @taken: (element-type TapeBarTotals): appended to
 *
 * Takes bars away.
 */
gboolean tape_open_bars_take (TapeOpenBars *self, guint n, gint64 ended, GArray *taken, GError **error);

/**
 * tape_open_bars_write:
 *
 * Writes those that were put and not taken.
 */
gboolean tape_open_bars_write (TapeOpenBars *self, GError **error);

G_END_DECLS
