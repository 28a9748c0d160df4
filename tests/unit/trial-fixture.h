/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of trials share: rules of each kind, and a trial of them. */

#pragma once

#include "pipeline/tape-trial.h"

G_BEGIN_DECLS

/* Of the first of what session_write_mixed() writes. */
#define TRIAL_BEGIN G_GINT64_CONSTANT (1381156200000000)

#define TRIAL_RULES 13

/* (transfer full): the first @n of TRIAL_RULES rules, numbered from 1: those that trades decide, then those that bars do. */
TapeRuleSet *trial_make_rules (guint n);

/* (transfer full): what all of @rules find; TAPE_NO_TIME: from the first, to the last. */
TapeTrial *trial_try (const char *database, TapeRuleSet *rules, gint64 from, gint64 to);

G_END_DECLS
