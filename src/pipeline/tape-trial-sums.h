/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a trial's firings add up to: by day, by subject, and what a person would have been told. Inside pipeline/ only, on
 * the trial's thread. */

#pragma once

#include "pipeline/tape-trial.h"

G_BEGIN_DECLS

/**
 * tape_trial_sums_begin:
 *
 * @instrument: by whose exchange's days; TAPE_NO_INSTRUMENT: by those of UTC
 *
 * Makes the days of the trial's span, all missing.
 */
void tape_trial_sums_begin (TapeTrial *trial, guint32 instrument);

/**
 * tape_trial_sums_note:
 * @time: event time of a trade, or of one made of a bar
 * @kind: which of both
 */
void tape_trial_sums_note (TapeTrial *trial, gint64 time, TapeTrialDayKind kind);

/**
 * tape_trial_sums_finish:
 * @rules: what was tried: its quiet hours
 *
 * Adds up; days on which every exchange is closed are no longer missing.
 */
void tape_trial_sums_finish (TapeTrial *trial, TapeRuleSet *rules);

G_END_DECLS
