/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the bars of one length with their totals, the trades that came too late for them added. Inside store/ only, on the
 * thread of its connection. */

#pragma once

#include "base/tape-event.h"
#include "store/tape-database.h"
#include "store/tape-reader.h"

G_BEGIN_DECLS

typedef struct
{
  sqlite3_stmt *strips;
  sqlite3_stmt *open;
  sqlite3_stmt *dropped;
} TapeTotalsScan;

/**
 * tape_totals_scan_init:
 *
 * To be cleared also where it failed.
 */
gboolean tape_totals_scan_init (TapeTotalsScan *self, sqlite3 *db, GError **error);
void tape_totals_scan_clear (TapeTotalsScan *self);

/**
 * tape_totals_scan_run:
 *
 * As tape_reader_each_totals(), within one snapshot.
 */
gboolean tape_totals_scan_run (TapeTotalsScan *self,
                               guint32 length,
                               gint64 from,
                               gint64 to,
                               TapeTotalsFunc each,
                               gpointer data,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
