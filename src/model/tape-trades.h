/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The last trades of one instrument: those of the frames since it was chosen, and before them those that are stored. Main
 * thread only.
 *
 * Signal: "changed" (void): the trades are others now. */

#pragma once

#include "model/tape-desk.h"

G_BEGIN_DECLS

#define TAPE_TYPE_TRADES (tape_trades_get_type ())
G_DECLARE_FINAL_TYPE (TapeTrades, tape_trades, TAPE, TRADES, GObject)

/**
 * tape_trades_new:
 * @desk: whose session is read
 */
TapeTrades *tape_trades_new (TapeDesk *desk);

/**
 * tape_trades_show:
 * @instrument: or TAPE_NO_INSTRUMENT
 *
 * Forgets what is there, and reads the last stored ones.
 */
void tape_trades_show (TapeTrades *self, guint32 instrument);
void tape_trades_take_frame (TapeTrades *self, const TapeFrame *frame);

/**
 * tape_trades_get:
 *
 * Returns: (transfer none) (element-type TapeTrade): oldest first, at most TAPE_FRAME_TRADES
 */
GArray *tape_trades_get (TapeTrades *self);

G_END_DECLS
