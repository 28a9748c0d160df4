/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The person's rules, the nearest to firing first, with what can be done with them. Their order waits while the list is
 * used. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-alert-book.h"

G_BEGIN_DECLS

#define TAPE_TYPE_RULE_PANE (tape_rule_pane_get_type ())
G_DECLARE_FINAL_TYPE (TapeRulePane, tape_rule_pane, TAPE, RULE_PANE, GtkWidget)

/**
 * tape_rule_pane_set_book:
 * @book: whose rules are shown
 * @desk: what they are held against
 */
void tape_rule_pane_set_book (TapeRulePane *self, TapeAlertBook *book, TapeDesk *desk);

G_END_DECLS
