/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a trial goes by: which rules it tries, and what these rules need of what is stored. */

#pragma once

#include "alerts/tape-rule-set.h"
#include "base/tape-universe.h"

G_BEGIN_DECLS

/**
 * tape_trial_rules_pick:
 * @rules: the rules of a session
 * @number: of the one that is tried; 0: all of them
 *
 * Returns: (transfer full): those rules, with the lists, snoozes and quiet hours that they refer to
 */
TapeRuleSet *tape_trial_rules_pick (const TapeRuleSet *rules, gint64 number);

/**
 * tape_trial_rules_look_back:
 * @rules: those that are tried
 *
 * Returns: µs of event time that have to be read ahead of a span, so that previous closes, averages and
 *   baselines are there when it begins
 */
gint64 tape_trial_rules_look_back (const TapeRuleSet *rules);

/**
 * tape_trial_rules_find_targets:
 * @rules: those that are tried
 * @universe: all instruments
 *
 * Returns: (transfer full): by instrument's number 1 where a rule is on it, else 0; a rule on sources is on every one
 */
guint8 *tape_trial_rules_find_targets (const TapeRuleSet *rules, TapeUniverse *universe);

/**
 * tape_trial_rules_are_on_prices:
 * @rules: those that are tried
 *
 * Returns: whether none of them asks for more than prices, so that bars of a day will do where there is nothing finer
 */
gboolean tape_trial_rules_are_on_prices (const TapeRuleSet *rules);

G_END_DECLS
