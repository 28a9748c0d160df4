/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows that say on whom a rule that is being written is. Main thread only. */

#pragma once

#include <adwaita.h>

#include "alerts/tape-rule-set.h"
#include "model/tape-desk.h"
#include "model/tape-rule-draft.h"

G_BEGIN_DECLS

#define TAPE_TYPE_RULE_TARGET (tape_rule_target_get_type ())
G_DECLARE_FINAL_TYPE (TapeRuleTarget, tape_rule_target, TAPE, RULE_TARGET, AdwPreferencesGroup)

/* Signals: "changed" (void): the person chose something; the rule says it already. */

/**
 * tape_rule_target_set_desk:
 * @desk: whose sources are offered
 * @set: whose lists are
 */
void tape_rule_target_set_desk (TapeRuleTarget *self, TapeDesk *desk, TapeRuleSet *set);

/**
 * tape_rule_target_show:
 * @rule: what the rows change; not owned, kept until the next call
 * @hints: what choices begin with; not owned, likewise
 */
void tape_rule_target_show (TapeRuleTarget *self, TapeRule *rule, const TapeDraftHints *hints);

G_END_DECLS
