/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row of the preferences for a rule of one number: the number, and a switch. There need be no such rule: it is made when
 * the switch is turned on, and kept, switched off, when it is turned off. Main thread only. */

#pragma once

#include <adwaita.h>

#include "model/tape-alert-book.h"
#include "model/tape-quick-rule.h"

G_BEGIN_DECLS

#define TAPE_TYPE_QUICK_RULE_ROW (tape_quick_rule_row_get_type ())
G_DECLARE_FINAL_TYPE (TapeQuickRuleRow, tape_quick_rule_row, TAPE, QUICK_RULE_ROW, AdwActionRow)

/* Signals: "failed" (string): why what was chosen could not be done. */

/**
 * tape_quick_rule_row_set_rule:
 * @book: whose rule it is
 * @name: (nullable): of a target that has one
 *
 * What the row is for; it follows the book from now on.
 */
void tape_quick_rule_row_set_rule (
    TapeQuickRuleRow *self, TapeAlertBook *book, TapeQuickRule which, TapeTargetKind target, const char *name);

/**
 * tape_quick_rule_row_reset:
 * @on: as it is out of the box
 */
void tape_quick_rule_row_reset (TapeQuickRuleRow *self, gboolean on);

G_END_DECLS
