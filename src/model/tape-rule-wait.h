/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a rule waits for that names what there is: a baseline, bars, members. Free of state: any thread. */

#pragma once

#include "alerts/tape-rule.h"

G_BEGIN_DECLS

/**
 * tape_rule_wait_new:
 * @subjects: instruments, groups or sources that it is on
 * @waiting: of those, for how many something that it needs does not exist yet; a snooze is no such thing
 *
 * Returns: (transfer full) (nullable): a sentence, translated: "3 of 17 wait for a previous close."; %NULL where none waits
 */
char *tape_rule_wait_new (const TapeRule *rule, guint subjects, guint waiting);

G_END_DECLS
