/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window in which a rule is written: in one line, or row by row below it; what it would have found stands beside it.
 * Main thread only. */

#pragma once

#include <adwaita.h>

#include "model/tape-alert-book.h"

G_BEGIN_DECLS

#define TAPE_TYPE_RULE_EDITOR (tape_rule_editor_get_type ())
G_DECLARE_FINAL_TYPE (TapeRuleEditor, tape_rule_editor, TAPE, RULE_EDITOR, AdwWindow)

/**
 * tape_rule_editor_show:
 * @book: where the rule is to be kept
 * @desk: whose instruments and past it is written against
 * @id: number of the rule that is changed; 0 for a new one
 * @text: (nullable): one-line form to begin with, which need not be right
 */
void tape_rule_editor_show (GtkWindow *parent, TapeAlertBook *book, TapeDesk *desk, gint64 id, const char *text);

G_END_DECLS
