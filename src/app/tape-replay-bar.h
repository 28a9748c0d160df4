/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bar of a replay, on every page while it runs: pause, speed, position and date. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-desk.h"

G_BEGIN_DECLS

#define TAPE_TYPE_REPLAY_BAR (tape_replay_bar_get_type ())
G_DECLARE_FINAL_TYPE (TapeReplayBar, tape_replay_bar, TAPE, REPLAY_BAR, GtkWidget)

/* Properties: "desk" (TapeDesk), "width-class" (TapeWidthClass: when narrow the date is left out).
 * Signals: "speed" (double): the person chose another speed; 0 as fast as it goes. */

/**
 * tape_replay_bar_toggle:
 *
 * Pauses the replay, or lets it run.
 */
void tape_replay_bar_toggle (TapeReplayBar *self);

G_END_DECLS
