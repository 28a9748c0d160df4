/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Advancing and declining: how many instruments are up, down and unchanged now, and over the day. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-market-history.h"

G_BEGIN_DECLS

#define TAPE_TYPE_BREADTH_CARD (tape_breadth_card_get_type ())
G_DECLARE_FINAL_TYPE (TapeBreadthCard, tape_breadth_card, TAPE, BREADTH_CARD, GtkWidget)

/**
 * tape_breadth_card_show:
 *
 * Draws anew only where something is another.
 */
void tape_breadth_card_show (TapeBreadthCard *self, const TapeFrame *frame, const TapeBreadth *breadth);

G_END_DECLS
