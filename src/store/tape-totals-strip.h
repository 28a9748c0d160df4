/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sixteen bars that follow each other, with their totals, as one value of a row: what a scan costs it costs for each row, and
 * for each column of it. Inside store/ only; any thread.
 *
 * For each bar, by start: 8 bytes, how many µs after the strip it starts; 2 bytes, how many bytes follow; these, as
 * tape_totals_pack() makes them. All little-endian. */

#pragma once

#include "base/tape-event.h"

G_BEGIN_DECLS

/**
 * tape_totals_strip_floor:
 * @time: event time
 * @length: of the bars, in seconds
 *
 * Returns: the start of the strip that holds a bar that starts at @time
 */
gint64 tape_totals_strip_floor (gint64 time, guint32 length);

/**
 * tape_totals_strip_put:
 * @strip: the strip's bytes
 * @start: of the strip
 * @totals: a bar that it holds
 *
 * Puts a bar in the place of the one that starts at the same time: one made of trades (source 0) in that of any, a source's
 * only in that of another source's (count 0).
 *
 * Returns: whether @strip was one
 */
gboolean tape_totals_strip_put (GByteArray *strip, gint64 start, const TapeBarTotals *totals);

/**
 * tape_totals_strip_remove:
 * @strip: the strip's bytes
 * @start: of the strip
 * @bar_start: of a bar, which is taken out if it is there
 *
 * Returns: whether @strip was one
 */
gboolean tape_totals_strip_remove (GByteArray *strip, gint64 start, gint64 bar_start);

/**
 * tape_totals_strip_next:
 * @bytes: (inout): what is left of the strip
 * @length: (inout): its bytes, > 0
 * @start: of the strip
 * @totals: (inout): has instrument and length; the rest is filled
 *
 * Returns: whether there was a bar
 */
gboolean tape_totals_strip_next (const guint8 **bytes, gsize *length, gint64 start, TapeBarTotals *totals);

G_END_DECLS
