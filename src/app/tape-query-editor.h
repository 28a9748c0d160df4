/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A dialog in which a query for rules is written: its name, its SQL, and what it answers now. Main thread only. */

#pragma once

#include <adwaita.h>

#include "model/tape-alert-book.h"

G_BEGIN_DECLS

#define TAPE_TYPE_QUERY_EDITOR (tape_query_editor_get_type ())
G_DECLARE_FINAL_TYPE (TapeQueryEditor, tape_query_editor, TAPE, QUERY_EDITOR, AdwWindow)

/* Signals: "saved" (string): the query was kept under that name. */

/**
 * tape_query_editor_show:
 * @parent: it stands over that window
 * @desk: the session that the query is asked of while it is written
 * @name: (nullable): query to change; where there is none of that name a new one is written that has it
 *
 * Returns: (transfer none): the dialog
 */
GtkWindow *tape_query_editor_show (GtkWindow *parent, TapeAlertBook *book, TapeDesk *desk, const char *name);

G_END_DECLS
