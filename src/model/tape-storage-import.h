/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Importing files into the main database, as long work of the storage. Main thread only. */

#pragma once

#include "model/tape-storage.h"
#include "pipeline/tape-import.h"

G_BEGIN_DECLS

/**
 * TapeImportOutcome:
 * @summary: what came of it
 * @rejects: (element-type utf8): the first rows that were rejected, "line 12: why"; at most TAPE_IMPORT_REJECTS
 */
typedef struct
{
  TapeSessionSummary summary;
  GPtrArray *rejects;
} TapeImportOutcome;

#define TAPE_IMPORT_REJECTS 100

/**
 * tape_storage_import:
 * @paths: (array zero-terminated=1): files, merged by event time
 * @simulated: take rows that say that they are simulated
 *
 * Starts the import; the main database must not be open for writing.
 */
void tape_storage_import (TapeStorage *self, const char *const *paths, gboolean simulated);

/**
 * tape_storage_get_outcome:
 * @job: an import that is done
 *
 * Returns: (transfer none) (nullable): what came of it; %NULL where @job is another's
 */
const TapeImportOutcome *tape_storage_get_outcome (TapeJob *job);

G_END_DECLS
