/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row for one indicator that was chosen: its name, a button that removes it, and, opened, its parameters to change.
 * Main thread only. */

#pragma once

#include <adwaita.h>

#include "analytics/tape-indicator.h"

G_BEGIN_DECLS

#define TAPE_TYPE_INDICATOR_ROW (tape_indicator_row_get_type ())
G_DECLARE_FINAL_TYPE (TapeIndicatorRow, tape_indicator_row, TAPE, INDICATOR_ROW, AdwExpanderRow)

/* Signals: "changed" (void): the person chose other parameters, which the indicator takes; "removed" (void): the person
 * wants it to go. */

GtkWidget *tape_indicator_row_new (const TapeIndicator *indicator);

/**
 * tape_indicator_row_get:
 *
 * Returns: (transfer none): the indicator with the parameters that are chosen
 */
const TapeIndicator *tape_indicator_row_get (TapeIndicatorRow *self);

/**
 * tape_indicator_row_open:
 *
 * Shows the parameters and takes the focus.
 */
void tape_indicator_row_open (TapeIndicatorRow *self);

G_END_DECLS
