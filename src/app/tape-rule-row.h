/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A rule in the list of rules: what it says, how near it is to firing, what is wrong with it, its switch and its menu. Main
 * thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-alert-book.h"

G_BEGIN_DECLS

#define TAPE_TYPE_RULE_ROW (tape_rule_row_get_type ())
G_DECLARE_FINAL_TYPE (TapeRuleRow, tape_rule_row, TAPE, RULE_ROW, GtkWidget)

GtkWidget *tape_rule_row_new (TapeAlertBook *book, TapeDesk *desk);

/**
 * tape_rule_row_set_rule:
 * @rule: (nullable): what it shows
 */
void tape_rule_row_set_rule (TapeRuleRow *self, TapeAlertRule *rule);

G_END_DECLS
