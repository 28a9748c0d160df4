/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Buys, sells and unknown of the day as a bar in three parts with its legend, and by the minute below. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-market-history.h"

G_BEGIN_DECLS

#define TAPE_TYPE_FLOW_CARD (tape_flow_card_get_type ())
G_DECLARE_FINAL_TYPE (TapeFlowCard, tape_flow_card, TAPE, FLOW_CARD, GtkWidget)

/**
 * tape_flow_card_show:
 * @flow: (array fixed-size=3): of the day, by #TapeSide
 * @history: by minute
 * @estimated: some of the sides are estimates, which it says
 *
 * Draws anew only where something is another.
 */
void tape_flow_card_show (TapeFlowCard *self, const TapeFlow *flow, const TapeFlowHistory *history, gboolean estimated);

G_END_DECLS
