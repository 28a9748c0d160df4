/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Puts a file's rows into the main database: the file is chosen or dropped, looked at, imported, and what came of it is
 * said. Main thread only. */

#pragma once

#include "app/tape-application.h"

G_BEGIN_DECLS

#define TAPE_TYPE_IMPORT_DIALOG (tape_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TapeImportDialog, tape_import_dialog, TAPE, IMPORT_DIALOG, AdwWindow)

/**
 * tape_import_dialog_show:
 * @application: whose main database the file goes to
 * @parent: (nullable): window that it stands over
 */
void tape_import_dialog_show (TapeApplication *application, GtkWindow *parent);

G_END_DECLS
