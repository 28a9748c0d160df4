/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was traded before a time, latest first: what a rule on bars that is new begins with. A read-only connection of its
 * own, beside one that writes; one thread at a time; blocks on the disk. */

#pragma once

#include <gio/gio.h>

#include "base/tape-event.h"
#include "store/tape-store-error.h"

G_BEGIN_DECLS

typedef struct _TapePastScan TapePastScan;

TapePastScan *tape_past_scan_open (const char *path, GError **error);
void tape_past_scan_free (TapePastScan *self);

/**
 * TapePastBarFunc:
 * @totals: a bar; valid during the call
 *
 * Must not call the scan.
 *
 * Returns: whether the one before it is wanted
 */
typedef gboolean (*TapePastBarFunc) (const TapeBarTotals *totals, gpointer data);

/**
 * tape_past_scan_each_bar:
 * @length: TAPE_BAR_MINUTE or TAPE_BAR_DAY
 * @until: event time that starts are before
 * @each: called for the instrument's bars that are made of trades, latest first, as they are stored: without the trades
 *   that they lack
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 */
gboolean tape_past_scan_each_bar (TapePastScan *self,
                                  guint32 instrument,
                                  guint32 length,
                                  gint64 until,
                                  TapePastBarFunc each,
                                  gpointer data,
                                  GCancellable *cancellable,
                                  GError **error);

/**
 * TapePastDropped:
 * @trade: its instrument, event time, price, quantity and side
 * @arrival: its number
 * @from_day: its day's bar lacks it, too
 * @watermark: that judged it; TAPE_NO_TIME where an older version stored it
 *
 * A trade that its minute's bar lacks.
 */
typedef struct
{
  TapeTrade trade;
  gint64 arrival;
  gboolean from_day;
  gint64 watermark;
} TapePastDropped;

/**
 * tape_past_scan_list_dropped:
 * @arrival: of the last that is wanted
 * @dropped: (element-type TapePastDropped): appended to, in order of arrival
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 */
gboolean tape_past_scan_list_dropped (
    TapePastScan *self, gint64 arrival, GArray *dropped, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapePastScan, tape_past_scan_free)

G_END_DECLS
