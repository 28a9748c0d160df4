/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A figure: a short text that changes many times a second, such as a price. Unlike a label it keeps its place: a new text
 * only draws anew, and the width grows but never shrinks, so that nothing beside it jumps. Digits are tabular. It says
 * nothing to the accessible tree; what holds it has a name that does. Main thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPE_TYPE_FIGURE (tape_figure_get_type ())
G_DECLARE_FINAL_TYPE (TapeFigure, tape_figure, TAPE, FIGURE, GtkWidget)

/* Properties: "text" (string), "width-chars" (int: digits that have room from the start), "xalign" (float, 0 to 1). */

GtkWidget *tape_figure_new (int width_chars, float xalign);

/**
 * tape_figure_new_ellipsized:
 * @width_chars: digits that have room at least
 *
 * Returns: one for a line of any length, which takes the room that it is given and leaves out what does not fit
 */
GtkWidget *tape_figure_new_ellipsized (int width_chars);

/**
 * tape_figure_set_text:
 * @text: (nullable): what it shows
 */
void tape_figure_set_text (TapeFigure *self, const char *text);
const char *tape_figure_get_text (TapeFigure *self);

/**
 * tape_figure_set_direction:
 * @change: a difference or growth; NaN where unknown
 *
 * Gives the widget the colour of up, down or neither.
 */
void tape_figure_set_direction (TapeFigure *self, double change);

/**
 * tape_figure_set_doubted:
 * @doubted: it is made of what may be wrong
 *
 * A figure that is not believed yet is dim.
 */
void tape_figure_set_doubted (TapeFigure *self, gboolean doubted);

G_END_DECLS
