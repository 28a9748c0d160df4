/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a trade's side is stored: a #TapeSide, and where that is an estimate, two more; of a trade that was set aside for that of
 * another source eight more. Inside store/ only. */

#pragma once

#include "base/tape-event.h"

G_BEGIN_DECLS

/* What is stored from here on is a side that was estimated: 3 a buy, 4 a sell. */
#define TAPE_STORED_ESTIMATES 3

/* What is stored from here on was set aside. */
#define TAPE_STORED_ASIDE 8

/* To be had of every trade that is read for a bar. */
#define TAPE_STORED_NOT_ASIDE "side < 8"

static inline int
tape_stored_side_encode (const TapeTrade *trade)
{
  gboolean estimated = (trade->flags & TAPE_TRADE_ESTIMATED) != 0 && trade->side != TAPE_SIDE_UNKNOWN;
  int side = estimated ? trade->side + TAPE_STORED_ESTIMATES - TAPE_SIDE_BUY : trade->side;

  return trade->flags & TAPE_TRADE_ASIDE ? side + TAPE_STORED_ASIDE : side;
}

/**
 * tape_stored_side_decode:
 * @trade: gets its side, and the flags that it is an estimate, and that the trade was set aside
 * @stored: as read
 *
 * Returns: whether @stored is a side; where it is none, @trade's is unknown
 */
static inline gboolean
tape_stored_side_decode (TapeTrade *trade, gint64 stored)
{
  gboolean aside = stored >= TAPE_STORED_ASIDE;
  gint64 told = aside ? stored - TAPE_STORED_ASIDE : stored;
  gboolean estimated = told >= TAPE_STORED_ESTIMATES;
  gint64 side = estimated ? told - TAPE_STORED_ESTIMATES + TAPE_SIDE_BUY : told;

  trade->side = TAPE_SIDE_UNKNOWN;
  if (aside)
    trade->flags |= TAPE_TRADE_ASIDE;
  if (side < 0 || side >= TAPE_N_SIDES)
    return FALSE;
  trade->side = (guint8)side;
  if (estimated)
    trade->flags |= TAPE_TRADE_ESTIMATED;
  return TRUE;
}

G_END_DECLS
