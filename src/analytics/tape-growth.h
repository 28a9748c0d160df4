/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Growth: how far a price moved from what it is held against. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tape_growth:
 * @last: a price, > 0
 * @base: the price it is held against, > 0
 *
 * Returns: (last − base) / base, as a fraction
 */
static inline double
tape_growth (double last, double base)
{
  return (last - base) / base;
}

G_END_DECLS
