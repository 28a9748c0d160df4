/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The long work that can be done on what is stored. Each starts a job and hands it to the storage, which must not be busy.
 * Main thread only. */

#pragma once

#include "model/tape-storage.h"
#include "pipeline/tape-export.h"

G_BEGIN_DECLS

/**
 * tape_storage_back_up:
 * @kind: not the replays
 * @target: the file to be made
 *
 * Copies the database, also while it is being written.
 */
void tape_storage_back_up (TapeStorage *self, TapeStoredKind kind, GFile *target);

/**
 * tape_storage_compact:
 * @kind: live or simulated; no session has it open
 *
 * Gives back to the disk what the database does not use.
 */
void tape_storage_compact (TapeStorage *self, TapeStoredKind kind);

/**
 * tape_storage_export:
 * @path: of the database
 * @options: copied; its symbols too
 * @stored_only: leave out symbols that the database does not hold, rather than fail; none left is an error
 * @target: the file to be made; gzipped if its name ends in .gz
 *
 * Writes a table of the database.
 */
void tape_storage_export (
    TapeStorage *self, const char *path, const TapeExportOptions *options, gboolean stored_only, GFile *target);

G_END_DECLS
