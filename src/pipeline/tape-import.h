/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Puts the rows of files into a database on purpose, mostly the main one, where replays never write. It is a session of its
 * own with that database: the same engine, each row exactly once, positions kept, rejected rows stored with their reason.
 * Whoever looks at the file first does so by feed/tape-preview.h. */

#pragma once

#include "pipeline/tape-session.h"

G_BEGIN_DECLS

typedef struct _TapeImport TapeImport;

/**
 * TapeImportOptions:
 * @map: (nullable) (array zero-terminated=1): "COLUMN=FIELD"
 * @again: take the files as new sources even if they are known
 * @simulated: rows that say that they are simulated are wanted; else such a file is refused, since beside others they would
 *   not say it any more
 */
typedef struct
{
  const char *const *map;
  gboolean again;
  gboolean simulated;
} TapeImportOptions;

/**
 * tape_import_new:
 * @database: path; made if it is not there
 * @paths: (array zero-terminated=1): files, merged by event time
 * @options: copied
 *
 * Looks at nothing yet.
 *
 * Returns: (transfer full): the import
 */
TapeImport *tape_import_new (const char *database, const char *const *paths, const TapeImportOptions *options);

/**
 * tape_import_free:
 *
 * After it ran.
 */
void tape_import_free (TapeImport *self);

/**
 * tape_import_run:
 * @summary: (out): what came of it
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED; what was stored stays, and the same files go on from there
 * @error: a %TAPE_FEED_ERROR or %TAPE_STORE_ERROR; where another process or session writes the database, who that is
 *
 * Once. Blocks on the disk, so not on the main thread. A database is made only for files that can be read.
 */
gboolean tape_import_run (TapeImport *self, TapeSessionSummary *summary, GCancellable *cancellable, GError **error);

/**
 * tape_import_get_progress:
 * @rows: (out) (optional): events read so far
 *
 * Any thread, any time before it is freed.
 *
 * Returns: how far it is, from 0 to 1; -1 where that is not known yet
 */
double tape_import_get_progress (TapeImport *self, guint64 *rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeImport, tape_import_free)

G_END_DECLS
