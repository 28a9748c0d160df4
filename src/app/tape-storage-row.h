/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A database of the application on the Storage page: how large it is and what it holds; opened, where it lies and what can be
 * done with it. Main thread only. */

#pragma once

#include "app/tape-application.h"

G_BEGIN_DECLS

#define TAPE_TYPE_STORAGE_ROW (tape_storage_row_get_type ())
G_DECLARE_FINAL_TYPE (TapeStorageRow, tape_storage_row, TAPE, STORAGE_ROW, AdwExpanderRow)

/* Signals: "failed" (string): something could not be done, and why. */

/**
 * tape_storage_row_set:
 * @application: (nullable): whose database it is
 */
void tape_storage_row_set (TapeStorageRow *self, TapeApplication *application, TapeStoredKind kind);

/**
 * tape_storage_row_update:
 *
 * Shows the newest numbers.
 */
void tape_storage_row_update (TapeStorageRow *self);

G_END_DECLS
