/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The index of a group made of the stored bars of its members: see tape-group-index.h. One thread. */

#pragma once

#include "analytics/tape-group-index.h"
#include "base/tape-universe.h"

G_BEGIN_DECLS

typedef struct _TapeGroupSeries TapeGroupSeries;

TapeGroupSeries *tape_group_series_new (TapeUniverse *universe);
void tape_group_series_free (TapeGroupSeries *self);

/**
 * tape_group_series_add_day:
 * @bar: a day of a member, later than its days before
 */
void tape_group_series_add_day (TapeGroupSeries *self, const TapeBar *bar);

/**
 * tape_group_series_add_minute:
 * @bar: a minute of a member; members and minutes come in any order
 */
void tape_group_series_add_minute (TapeGroupSeries *self, const TapeBar *bar);

/**
 * tape_group_series_compute:
 *
 * Returns: (transfer full) (element-type TapeIndicatorBar): the minutes of the index, in order
 */
GArray *tape_group_series_compute (TapeGroupSeries *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeGroupSeries, tape_group_series_free)

G_END_DECLS
