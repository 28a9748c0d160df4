/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows of the table of firings, and questions to it. Inside store/ only, on the thread of the connection. */

#pragma once

#include "base/tape-firing.h"
#include "store/tape-database.h"
#include "store/tape-firing-filter.h"

G_BEGIN_DECLS

/**
 * tape_stored_firing_list:
 * @max: how many at most
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type TapeFiring): those that @filter lets through, newest first; %NULL on
 *   error
 */
GPtrArray *tape_stored_firing_list (
    sqlite3 *db, const TapeFiringFilter *filter, guint max, GCancellable *cancellable, GError **error);

/**
 * tape_stored_firing_each:
 * @each: called for each that @filter lets through, oldest first in the log, until it says %FALSE
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 */
gboolean tape_stored_firing_each (sqlite3 *db,
                                  const TapeFiringFilter *filter,
                                  TapeFiringFunc each,
                                  gpointer data,
                                  GCancellable *cancellable,
                                  GError **error);

/**
 * tape_stored_firing_list_untold:
 *
 * Returns: (transfer full) (nullable) (element-type TapeFiring): those that are not marked as told, oldest first; %NULL on
 *   error
 */
GPtrArray *tape_stored_firing_list_untold (sqlite3 *db, GError **error);

/**
 * tape_stored_firing_bind:
 * @statement: with a parameter for each column of the table, in order
 */
void tape_stored_firing_bind (sqlite3_stmt *statement, const TapeFiring *firing, const char *evidence);

#define TAPE_STORED_FIRING_COLUMNS                                                                                     \
  "id, rule, text, subject, instrument, serial, direction, flags, value, before, threshold, price, baseline, "         \
  "baseline_time, event_time, receive_time, fired_time, held_since, source, fresh, members, evidence, told, "          \
  "told_time, seen"
#define TAPE_STORED_FIRING_PARAMETERS "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"

G_END_DECLS
