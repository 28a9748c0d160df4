/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A rule in plain words, as a list shows it: what it watches for, on whom and how often. Unlike its one-line form it is
 * translated and is not read back. Free of state: any thread. All results are UTF-8. */

#pragma once

#include "alerts/tape-rule.h"

G_BEGIN_DECLS

/**
 * tape_rule_title_condition:
 *
 * Returns: (transfer full): "Rises 5 % against the previous close"
 */
char *tape_rule_title_condition (const TapeCondition *condition);

/**
 * tape_rule_title_new:
 *
 * Returns: (transfer full): its conditions, with the one that they are on before them: "NVDA: crosses above 140"
 */
char *tape_rule_title_new (const TapeRule *rule);

/**
 * tape_rule_title_target:
 *
 * Returns: (transfer full): "All watched", "AAPL, MSFT and 4 more", "Energy"
 */
char *tape_rule_title_target (const TapeRule *rule);

/**
 * tape_rule_title_detail:
 *
 * Returns: (transfer full): on whom, where the title does not say it, and how often: "All watched · every time, 5 min apart"
 */
char *tape_rule_title_detail (const TapeRule *rule);

G_END_DECLS
