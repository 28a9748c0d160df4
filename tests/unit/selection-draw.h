/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Random events of several sources of the same instruments: with silences, delays, trades out of order and from the future,
 * ends, other ranks, and ticks. */

#pragma once

#include "selection-oracle.h"

G_BEGIN_DECLS

#define SELECTION_SOURCES (SELECTION_GROUPS + 1)

/* Sources 1 to 3 are groups of their own; source 4 is of the third, too. */
static inline guint32
selection_get_group (guint32 source)
{
  return MIN (source, SELECTION_GROUPS);
}

/**
 * selection_draw_events:
 * @n: trades, about
 *
 * Returns: (transfer full) (element-type SelectionEvent): the same for the same @seed
 */
GArray *selection_draw_events (guint32 seed, guint n);

G_END_DECLS
