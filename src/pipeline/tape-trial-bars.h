/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a trial plays where no trades are stored: the bars of minutes, four trades each, and of days that have neither the
 * bars themselves, so that the next day has its previous close. Inside pipeline/ only, on the trial's thread. */

#pragma once

#include "base/tape-universe.h"
#include "store/tape-arrival-scan.h"
#include "store/tape-reader.h"

G_BEGIN_DECLS

typedef struct _TapeTrialBars TapeTrialBars;

/**
 * tape_trial_bars_new:
 * @reader: it and the others must outlive it
 * @targets: (array): by instrument: whether its minutes are wanted
 * @from: event time
 * @to: event time, excluded
 * @play_days: whether a day of which there is nothing else is played, too
 *
 * Minutes that begin between the times of the stored trades, and all those of an instrument on a day on which it has no
 * trades.
 */
TapeTrialBars *tape_trial_bars_new (TapeReader *reader,
                                    TapeArrivalScan *scan,
                                    TapeUniverse *universe,
                                    const guint8 *targets,
                                    gint64 from,
                                    gint64 to,
                                    gboolean play_days,
                                    GCancellable *cancellable,
                                    GError **error);
void tape_trial_bars_free (TapeTrialBars *self);

/**
 * tape_trial_bars_get_next:
 *
 * Returns: event time before which tape_trial_bars_take() gives nothing; G_MAXINT64 where nothing is left
 */
gint64 tape_trial_bars_get_next (TapeTrialBars *self);

/**
 * tape_trial_bars_take:
 * @time: event time
 * @batches: (element-type TapeBatch): appended to: bars of days, then trades, of TAPE_TRIAL_BARS
 * @n_bars: (inout): counts the minutes
 *
 * Takes what ends at or before @time; some of it: until nothing is left before @time it is to be called again. Blocks on
 * the disk.
 */
gboolean tape_trial_bars_take (
    TapeTrialBars *self, gint64 time, GPtrArray *batches, guint64 *n_bars, GCancellable *cancellable, GError **error);

/**
 * tape_trial_bars_split:
 * @bar: a minute's
 * @trades: (array fixed-size=4) (out caller-allocates): the trades that it is played as; their id, which is none, is the
 *   length of the bar that they are made of
 */
void tape_trial_bars_split (const TapeBar *bar, TapeTrade trades[4]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeTrialBars, tape_trial_bars_free)

G_END_DECLS
