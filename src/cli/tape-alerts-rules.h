/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What of tapectl alerts is about the rules in user.db: list, add, remove. */

#pragma once

#include "alerts/tape-rule-set.h"
#include "store/tape-user-db.h"

G_BEGIN_DECLS

gboolean tape_alerts_list (int argc, char **argv, GError **error);
gboolean tape_alerts_add (int argc, char **argv, GError **error);
gboolean tape_alerts_remove (int argc, char **argv, GError **error);

/**
 * tape_alerts_add_lists:
 * @set: rules may then be on the person's watchlists
 */
gboolean tape_alerts_add_lists (TapeRuleSet *set, TapeUserDb *user, GError **error);

G_END_DECLS
