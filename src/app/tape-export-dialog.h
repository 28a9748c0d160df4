/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks what of the stored data is to be written to a file, and writes it. Main thread only. */

#pragma once

#include "app/tape-application.h"

G_BEGIN_DECLS

#define TAPE_TYPE_EXPORT_DIALOG (tape_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TapeExportDialog, tape_export_dialog, TAPE, EXPORT_DIALOG, AdwWindow)

/**
 * tape_export_dialog_show:
 * @application: whose data it is
 * @parent: (nullable): window that it stands over
 */
void tape_export_dialog_show (TapeApplication *application, GtkWindow *parent);

G_END_DECLS
