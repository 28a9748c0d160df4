/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A bar with its totals in about fifty bytes, since most numbers take three and not eight. Nothing is rounded. Inside store/
 * only; any thread.
 *
 *   byte 0      flags: 1, 2, 4: there are trades of unknown side, buys, sells; 8: prices and 16: sums are told, else
 *               they are those of the sides
 *   then        half a byte for each number, low half first: how many bytes it takes
 *   then        the numbers, little-endian
 *
 * A price, quantity or sum is a whole number of ten-thousandths in 0 to 7 bytes, or a double in 8. Times are counted from
 * the bar's start. The numbers are, in this order: open, close, revision, source; open time and close time, where there
 * are trades; high and low, where told; volume, turnover, buys, sells and count, where told; then for each side with
 * trades count, quantity, turnover, sum, low, high. */

#pragma once

#include "base/tape-event.h"

G_BEGIN_DECLS

/* The most bytes that one takes. */
#define TAPE_TOTALS_PACKED 280

/**
 * tape_totals_pack:
 * @packed: (out caller-allocates): room for TAPE_TOTALS_PACKED bytes
 *
 * Packs all of @totals but instrument, length and start.
 *
 * Returns: how many bytes
 */
gsize tape_totals_pack (const TapeBarTotals *totals, guint8 *packed);

/**
 * tape_totals_unpack:
 * @totals: (inout): has instrument, length and start; the rest is filled
 *
 * Returns: whether @packed is what tape_totals_pack() made
 */
gboolean tape_totals_unpack (const guint8 *packed, gsize length, TapeBarTotals *totals);

G_END_DECLS
