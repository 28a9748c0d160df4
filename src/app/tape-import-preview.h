/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a file would say if it were imported: its columns and what they are taken for, its first rows, which rows would be
 * left out and why, and where it would go. Main thread only. */

#pragma once

#include <adwaita.h>

#include "feed/tape-preview.h"

G_BEGIN_DECLS

#define TAPE_TYPE_IMPORT_PREVIEW (tape_import_preview_get_type ())
G_DECLARE_FINAL_TYPE (TapeImportPreview, tape_import_preview, TAPE, IMPORT_PREVIEW, AdwPreferencesPage)

/* Signals: "changed" (void): whether it may be imported is another. */

/**
 * tape_import_preview_show:
 * @preview: of a file
 * @target: path of the database that it would go to
 */
void tape_import_preview_show (TapeImportPreview *self, const TapePreview *preview, const char *target);

/**
 * tape_import_preview_is_allowed:
 *
 * Returns: whether there is anything to import, and if it is simulated the person wants it all the same
 */
gboolean tape_import_preview_is_allowed (TapeImportPreview *self);

G_END_DECLS
