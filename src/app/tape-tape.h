/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tape: the last trades of the instrument that is shown, newest on top, with B for trades whose aggressor bought and S
 * for those whose aggressor sold. Draws as many as fit, a few times a second at most. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "engine/tape-frame.h"
#include "model/tape-format.h"

G_BEGIN_DECLS

#define TAPE_TYPE_TAPE (tape_tape_get_type ())
G_DECLARE_FINAL_TYPE (TapeTape, tape_tape, TAPE, TAPE, GtkWidget)

/**
 * tape_tape_set_trades:
 * @instrument: (nullable): whose trades they are
 * @trades: (nullable) (element-type TapeTrade): oldest first
 */
void tape_tape_set_trades (TapeTape *self, const TapeInstrument *instrument, GArray *trades, TapeZone zone);

G_END_DECLS
