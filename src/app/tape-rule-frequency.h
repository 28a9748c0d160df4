/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows that say how often and when a rule that is being written fires. Main thread only. */

#pragma once

#include <adwaita.h>

#include "alerts/tape-rule.h"

G_BEGIN_DECLS

#define TAPE_TYPE_RULE_FREQUENCY (tape_rule_frequency_get_type ())
G_DECLARE_FINAL_TYPE (TapeRuleFrequency, tape_rule_frequency, TAPE, RULE_FREQUENCY, AdwPreferencesGroup)

/* Signals: "changed" (void): the person chose something; the rule says it already. */

/**
 * tape_rule_frequency_show:
 * @rule: what the rows change; not owned, kept until the next call
 */
void tape_rule_frequency_show (TapeRuleFrequency *self, TapeRule *rule);

G_END_DECLS
