/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bars of one second are not stored while their trades are: here they are made of the trades. Inside store/ only, on the
 * thread of its connection. */

#pragma once

#include "store/tape-trade-scan.h"

G_BEGIN_DECLS

/**
 * tape_second_bars_make:
 * @from: event time of the first start
 * @to: event time that starts are before
 * @max: how many at most: the latest of them
 * @bars: (element-type TapeBar): appended to, in order of start
 */
gboolean tape_second_bars_make (
    TapeTradeScan *scan, guint32 instrument, gint64 from, gint64 to, guint max, GArray *bars, GError **error);

G_END_DECLS
