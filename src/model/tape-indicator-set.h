/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A set of indicators over the bars of one instrument, and what they are at each bar. Bars at the end come and change all
 * the time: only what follows the first that changed is computed again, from states that are kept along the way. They
 * take no more room than the values do. A plain value; one thread at a time. */

#pragma once

#include "analytics/tape-indicator.h"
#include "base/tape-universe.h"

G_BEGIN_DECLS

typedef struct _TapeIndicatorSet TapeIndicatorSet;

/**
 * TapeIndicatorBars:
 * @universe: that @instrument is of; may be %NULL where there are no bars
 * @instrument: whose bars
 * @bars: (array length=n_bars): in order of start
 * @n_bars: how many
 * @n_closed: how many of them have ended: all but the last few
 * @complete: whether there is nothing before the first
 *
 * What a set looks at.
 */
typedef struct
{
  TapeUniverse *universe;
  guint32 instrument;
  const TapeBar *bars;
  guint n_bars;
  guint n_closed;
  gboolean complete;
} TapeIndicatorBars;

/* A set without indicators. */
TapeIndicatorSet *tape_indicator_set_new (void);
void tape_indicator_set_free (TapeIndicatorSet *self);

/**
 * tape_indicator_set_choose:
 * @indicators: (array length=n_indicators): copied
 *
 * Takes these in place of what there was. They have no values before the next update, which is to be from bar 0.
 */
void tape_indicator_set_choose (TapeIndicatorSet *self, const TapeIndicator *indicators, guint n_indicators);

/**
 * tape_indicator_set_update:
 * @bars: as they are now
 * @first: index of the first bar that is another than at the last update, or is closed now where it was not, or the
 *   reverse; 0 where @complete is another
 */
void tape_indicator_set_update (TapeIndicatorSet *self, const TapeIndicatorBars *bars, guint first);

/**
 * tape_indicator_set_get:
 * @n_indicators: (out): how many
 *
 * Returns: (transfer none) (array length=n_indicators): what was chosen, until the next choice
 */
const TapeIndicator *tape_indicator_set_get (TapeIndicatorSet *self, guint *n_indicators);

/**
 * tape_indicator_set_get_values:
 * @indicator: index
 * @output: of it
 *
 * Returns: (transfer none): for each bar its value; NaN before there is one and for bars that are not closed. What counts
 *   from a day's first bar has none on the first day of bars before which there may be others.
 */
const double *tape_indicator_set_get_values (TapeIndicatorSet *self, guint indicator, guint output);

/**
 * tape_indicator_set_needs_days:
 *
 * Returns: whether an indicator counts from the first bar of a day
 */
gboolean tape_indicator_set_needs_days (TapeIndicatorSet *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeIndicatorSet, tape_indicator_set_free)

G_END_DECLS
