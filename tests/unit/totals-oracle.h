/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bars with totals made the plain way: all trades of a bar taken together, sorted and looked through anew. */

#pragma once

#include "base/tape-universe.h"

G_BEGIN_DECLS

/**
 * TotalsTrade:
 * @from_minute: it is not in its minute's bar
 * @from_day: it is not in its day's bar either
 */
typedef struct
{
  TapeTrade trade;
  gint64 arrival;
  gboolean from_minute;
  gboolean from_day;
} TotalsTrade;

/**
 * totals_oracle_make:
 * @trades: (element-type TotalsTrade)
 * @length: TAPE_BAR_MINUTE or TAPE_BAR_DAY
 * @dropped: whether those that are not in their bars count too
 *
 * Returns: (transfer full) (element-type TapeBarTotals): by instrument, then start
 */
GArray *totals_oracle_make (TapeUniverse *universe, GArray *trades, guint32 length, gboolean dropped);

/* Where the bar of @length that holds @time starts. */
gint64 totals_oracle_get_start (TapeUniverse *universe, guint32 instrument, guint32 length, gint64 time);

/* Equal to the last bit, the revision apart. */
void totals_oracle_assert_equal (const TapeBarTotals *totals, const TapeBarTotals *wanted);

G_END_DECLS
