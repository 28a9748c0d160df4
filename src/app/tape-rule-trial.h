/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A rule that is being written, tried on what is stored: how often it would have fired, on which days, on whom. Begins by
 * itself when the rule is another. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "alerts/tape-rule-set.h"
#include "model/tape-desk.h"

G_BEGIN_DECLS

#define TAPE_TYPE_RULE_TRIAL (tape_rule_trial_get_type ())
G_DECLARE_FINAL_TYPE (TapeRuleTrial, tape_rule_trial, TAPE, RULE_TRIAL, GtkWidget)

/**
 * tape_rule_trial_set_desk:
 * @desk: whose database it is tried on
 * @set: (nullable): with the lists that rules refer to
 */
void tape_rule_trial_set_desk (TapeRuleTrial *self, TapeDesk *desk, TapeRuleSet *set);

/**
 * tape_rule_trial_set_rule:
 * @rule: (nullable): copied; %NULL where there is none that could be tried
 */
void tape_rule_trial_set_rule (TapeRuleTrial *self, const TapeRule *rule);

G_END_DECLS
