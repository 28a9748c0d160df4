/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The indices of all groups, running over the minutes of their members, and the standing indicators over each. What minutes
 * that cannot change any more made of them is plain data; the closed minutes that may still be revised are put on top of
 * a copy when a frame asks, and only those that closed since the last frame where nothing before them changed. Engine
 * thread only. */

#pragma once

#include "analytics/tape-group-index.h"
#include "base/tape-universe.h"
#include "engine/tape-standing.h"

G_BEGIN_DECLS

/**
 * TapeGroupState:
 * @members: by instrument
 * @groups: of each group its #TapeGroupIndex, then the state of its standing indicators
 *
 * Members and indices after some minutes.
 */
typedef struct
{
  TapeGroupMember *members;
  char *groups;
} TapeGroupState;

/* The groups of an instrument, where it ever traded. */
typedef struct
{
  guint64 technologies;
  guint16 industry;
  guint16 country;
  gboolean traded;
} TapeGroupKeys;

/**
 * TapeGroupIndices:
 * @first: number of the first group of a grouping among all groups
 * @n_groups: how many there are in all
 * @stride: bytes of a group in a state
 * @lists: (array length=n_groups) (element-type guint32): the members of each that ever traded, in order
 * @keys: by instrument
 * @room: instruments that the arrays have room for
 * @settled: after the minutes that cannot change any more
 * @unsaved: by group: its index changed since the last commit
 * @shown: after all closed minutes
 * @shown_to: start of the last of them
 * @changed: start of the first closed minute that @shown is without, or that changed since; G_MAXINT64 if there is none
 * @touched: scratch: by group: a member of it traded in the minute
 */
typedef struct
{
  guint first[TAPE_N_GROUPINGS];
  guint n_groups;
  gsize stride;
  GArray **lists;
  TapeGroupKeys *keys;
  guint room;
  TapeGroupState settled;
  guint8 *unsaved;
  TapeGroupState shown;
  gint64 shown_to;
  gint64 changed;
  guint8 *touched;
} TapeGroupIndices;

void tape_group_indices_init (TapeGroupIndices *self, const TapeStanding *standing);
void tape_group_indices_clear (TapeGroupIndices *self);

/**
 * tape_group_indices_changed:
 * @start: of a minute that closed, opened again or changed after it had closed, or of a day that did, which those after
 *   it are held against; G_MININT64: all is to be made again
 */
static inline void
tape_group_indices_changed (TapeGroupIndices *self, gint64 start)
{
  self->changed = MIN (self->changed, start);
}

/**
 * tape_group_indices_get:
 * @index: (out): value of the index after all closed minutes; NaN where there is none
 *
 * Returns: (transfer none) (nullable): its standing indicators, by #TapeFrameValue; %NULL where there is no index
 */
const double *tape_group_indices_get (const TapeGroupIndices *self, TapeGrouping grouping, guint group, double *index);

G_END_DECLS
