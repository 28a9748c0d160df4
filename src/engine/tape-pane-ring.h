/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The panes of one instrument and one length that trades may still change, in order of time. Nearly every trade belongs
 * to the last one. Engine thread only. */

#pragma once

#include "analytics/tape-pane.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_SLOT_SCHEDULED = 1 << 0,      /* its own end waits in the schedule of its length */
  TAPE_SLOT_FREE_SCHEDULED = 1 << 1, /* the free windows over it wait in theirs */
  TAPE_SLOT_UNSAVED = 1 << 2,        /* it changed since the last commit */
  TAPE_SLOT_SAVED = 1 << 3,          /* an earlier commit holds its revision, or the day */
  TAPE_SLOT_REVISED = 1 << 4,        /* its revision rose since the last commit */
  TAPE_SLOT_IN_DAY = 1 << 5,         /* its trades are in their day, and what comes goes there too */
} TapeSlotFlags;

/**
 * TapeSlot:
 * @start: event time; its end is a ring's length later
 * @revision: late trades in it
 * @flags: a set of #TapeSlotFlags
 * @pane: its trades
 */
typedef struct
{
  gint64 start;
  guint32 revision;
  guint32 flags;
  TapePane pane;
} TapeSlot;

/**
 * TapePaneRing:
 * @unsaved_from: no slot before it changed since the last commit
 */
typedef struct
{
  TapeSlot *slots;
  guint first;
  guint length;
  guint room;
  gint64 unsaved_from;
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
 * tape_pane_ring_lookup:
 *
 * Returns: (nullable): the slot that starts at @start, if there is one
 */
TapeSlot *tape_pane_ring_lookup (const TapePaneRing *self, gint64 start);

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
