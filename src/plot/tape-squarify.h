/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Divides a rectangle among weights, so that areas are as the weights and the parts as near to squares as can be:
 * M. Bruls, K. Huizing, J. J. van Wijk, "Squarified Treemaps", 2000. Free of state: any thread. */

#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/**
 * tape_squarify:
 * @weights: (array length=n_weights): what the areas are proportional to; best in falling order. What is not a finite
 *   number above 0 gets an empty rectangle
 * @n_weights: how many
 * @bounds: what to divide
 * @parts: (out caller-allocates) (array length=n_weights): the part of each weight
 *
 * The parts fill @bounds without gaps and overlaps.
 */
void tape_squarify (const double *weights, guint n_weights, const cairo_rectangle_t *bounds, cairo_rectangle_t *parts);

G_END_DECLS
