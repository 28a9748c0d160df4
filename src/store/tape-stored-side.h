/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a trade's side is stored: a #TapeSide, and where that is an estimate, two more. Inside store/ only. */

#pragma once

#include "base/tape-event.h"

G_BEGIN_DECLS

/* What is stored from here on is a side that was estimated: 3 a buy, 4 a sell. */
#define TAPE_STORED_ESTIMATES 3

static inline int
tape_stored_side_encode (const TapeTrade *trade)
{
  gboolean estimated = (trade->flags & TAPE_TRADE_ESTIMATED) != 0 && trade->side != TAPE_SIDE_UNKNOWN;

  return estimated ? trade->side + TAPE_STORED_ESTIMATES - TAPE_SIDE_BUY : trade->side;
}

/**
 * tape_stored_side_decode:
 * @trade: gets its side, and the flag that it is an estimate
 * @stored: as read
 *
 * Returns: whether @stored is a side; where it is none, @trade's is unknown
 */
static inline gboolean
tape_stored_side_decode (TapeTrade *trade, gint64 stored)
{
  gboolean estimated = stored >= TAPE_STORED_ESTIMATES;
  gint64 side = estimated ? stored - TAPE_STORED_ESTIMATES + TAPE_SIDE_BUY : stored;

  trade->side = TAPE_SIDE_UNKNOWN;
  if (side < 0 || side >= TAPE_N_SIDES)
    return FALSE;
  trade->side = (guint8)side;
  if (estimated)
    trade->flags |= TAPE_TRADE_ESTIMATED;
  return TRUE;
}

G_END_DECLS
