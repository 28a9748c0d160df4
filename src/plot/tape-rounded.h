/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/**
 * tape_rounded_add:
 * @radius: of the corners, at most half of @width and of @height
 *
 * Adds a rectangle with round corners to the path; lengths in pixels.
 */
void tape_rounded_add (cairo_t *cr, double x, double y, double width, double height, double radius);

G_END_DECLS
