/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The panes of one instrument that free windows are made of and that trades may still change, in order of time. Nearly
 * every trade belongs to the last one. Engine thread only. */

#pragma once

#include "analytics/tape-pane.h"

G_BEGIN_DECLS

/**
 * TapeSlot:
 * @start: event time; its end is a ring's length later
 * @scheduled: the windows over it wait for their ends
 * @pane: its trades
 */
typedef struct
{
  gint64 start;
  gboolean scheduled;
  TapePane pane;
} TapeSlot;

typedef struct
{
  TapeSlot *slots;
  guint first;
  guint length;
  guint room;
} TapePaneRing;

static inline TapeSlot *
tape_pane_ring_get (const TapePaneRing *self, guint i)
{
  return &self->slots[(self->first + i) & (self->room - 1)];
}

/**
 * tape_pane_ring_last:
 *
 * Returns: (nullable): the latest slot; valid until one is made or taken away
 */
static inline TapeSlot *
tape_pane_ring_last (const TapePaneRing *self)
{
  return self->length == 0 ? NULL : tape_pane_ring_get (self, self->length - 1);
}

/**
 * tape_pane_ring_find:
 * @start: of a pane
 *
 * Returns: index of the first slot that does not start before @start
 */
guint tape_pane_ring_find (const TapePaneRing *self, gint64 start);

/**
 * tape_pane_ring_ensure:
 * @created: (out): whether it was not there
 *
 * Returns: the slot that starts at @start, made empty if it was not there; valid until the next call
 */
TapeSlot *tape_pane_ring_ensure (TapePaneRing *self, gint64 start, gboolean *created);

/* Takes away the oldest. */
void tape_pane_ring_pop (TapePaneRing *self);

void tape_pane_ring_clear (TapePaneRing *self);

G_END_DECLS
