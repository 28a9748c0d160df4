/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of one condition of a rule that is being written: what, which way, how much, against what. Main thread only. */

#pragma once

#include <adwaita.h>

#include "model/tape-rule-draft.h"

G_BEGIN_DECLS

#define TAPE_TYPE_CONDITION_GROUP (tape_condition_group_get_type ())
G_DECLARE_FINAL_TYPE (TapeConditionGroup, tape_condition_group, TAPE, CONDITION_GROUP, AdwPreferencesGroup)

/* Signals: "changed" (void): the person chose something; the rule says it already. */

/**
 * tape_condition_group_show:
 * @rule: (nullable): what the rows change; not owned, kept until the next call
 * @i: which of its conditions
 * @hints: what choices begin with; not owned, likewise
 *
 * Shows what the condition says now.
 */
void tape_condition_group_show (TapeConditionGroup *self, TapeRule *rule, guint i, const TapeDraftHints *hints);

G_END_DECLS
