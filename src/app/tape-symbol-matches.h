/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What there is to choose from below an entry in which symbols are typed: a row each, and how it stands with the service. Main
 * thread only. */

#pragma once

#include <adwaita.h>

#include "model/tape-symbol-completer.h"

G_BEGIN_DECLS

#define TAPE_TYPE_SYMBOL_MATCHES (tape_symbol_matches_get_type ())
G_DECLARE_FINAL_TYPE (TapeSymbolMatches, tape_symbol_matches, TAPE, SYMBOL_MATCHES, GtkBox)

/* Signals: "chosen" (const char *symbol): one was chosen;
 *          "left" (void): the keyboard goes back to where it came from. */

/**
 * tape_symbol_matches_set_completer:
 * @completer: (transfer none) (nullable): what it shows
 */
void tape_symbol_matches_set_completer (TapeSymbolMatches *self, TapeSymbolCompleter *completer);

/**
 * tape_symbol_matches_enter:
 *
 * Gives the keyboard to the first row, or to the button that asks.
 *
 * Returns: %FALSE where there is nothing to go to
 */
gboolean tape_symbol_matches_enter (TapeSymbolMatches *self);

/**
 * tape_symbol_matches_close:
 *
 * Shows nothing until something else is typed.
 *
 * Returns: %FALSE where nothing was shown
 */
gboolean tape_symbol_matches_close (TapeSymbolMatches *self);

G_END_DECLS
