/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The theme: keeps the palette of the moment, made of light or dark, contrast and the person's up and down colours, and
 * hands it to the style sheet as named colours. There is one. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "plot/tape-palette.h"

G_BEGIN_DECLS

#define TAPE_TYPE_THEME (tape_theme_get_type ())
G_DECLARE_FINAL_TYPE (TapeTheme, tape_theme, TAPE, THEME, GObject)

/* Signals: "changed" (void): the palette is another one: draw again. */

/**
 * tape_theme_get_default:
 *
 * Returns: (transfer none): the theme of the application
 */
TapeTheme *tape_theme_get_default (void);

/**
 * tape_theme_get_palette:
 *
 * Returns: (transfer none): the palette of the application's theme, valid until "changed"
 */
const TapePalette *tape_theme_get_palette (void);

/**
 * tape_theme_color_change:
 * @change: the sign counts; NaN as 0
 *
 * Gives @widget the colour of up or down, or takes it away.
 */
void tape_theme_color_change (GtkWidget *widget, double change);

G_END_DECLS
