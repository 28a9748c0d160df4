/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a trial of a rule came to, in words. Free of state: any thread. */

#pragma once

#include "pipeline/tape-trial.h"

G_BEGIN_DECLS

/**
 * tape_trial_text_headline:
 *
 * Returns: (transfer full): "34 times on 12 instruments, about one a day; 3 times summed up"
 */
char *tape_trial_text_headline (const TapeTrial *trial);

/**
 * tape_trial_text_coverage:
 *
 * Returns: (transfer full) (nullable): where not all of the span is stored as trades, how much is: "3 of 30 days stored"
 */
char *tape_trial_text_coverage (const TapeTrial *trial);

/**
 * tape_trial_text_is_thin:
 *
 * Returns: whether less than half of the days on which anything could be traded are stored
 */
gboolean tape_trial_text_is_thin (const TapeTrial *trial);

/**
 * tape_trial_text_count_stored:
 *
 * Returns: days of which anything is stored
 */
guint tape_trial_text_count_stored (const TapeTrial *trial);

G_END_DECLS
