/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules of one number, found and changed in the book: see tape-quick-rule.h. Main thread only. */

#pragma once

#include "model/tape-alert-book.h"
#include "model/tape-quick-rule.h"

G_BEGIN_DECLS

/**
 * tape_rules_at_hand_find:
 * @name: (nullable): of a target that has one
 * @x: (out): its number; NaN without it
 *
 * Returns: (transfer none) (nullable): the rule; of several that differ in their number one that is switched on
 */
TapeAlertRule *
tape_rules_at_hand_find (TapeAlertBook *book, TapeQuickRule which, TapeTargetKind target, const char *name, double *x);

/**
 * tape_rules_at_hand_set:
 * @x: its number from now on
 * @enabled: whether it is switched on; one that is not there is made only if it is
 */
gboolean tape_rules_at_hand_set (TapeAlertBook *book,
                                 TapeQuickRule which,
                                 TapeTargetKind target,
                                 const char *name,
                                 double x,
                                 gboolean enabled,
                                 GError **error);

G_END_DECLS
