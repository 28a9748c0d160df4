/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A consistent copy of a database, also while it is being written. Blocks: not the main thread. */

#pragma once

#include "store/tape-store-error.h"

G_BEGIN_DECLS

/**
 * TapeBackupResult:
 * @bytes: size of the copy
 * @trades: how many trades it holds; -1 where the database is not a session's
 */
typedef struct
{
  gint64 bytes;
  gint64 trades;
} TapeBackupResult;

/**
 * TapeBackupFunc:
 * @share: how much is copied, 0 to 1; −1 once the copy is being compared and checked
 *
 * Called on the thread of the call.
 */
typedef void (*TapeBackupFunc) (double share, gpointer data);

/**
 * tape_backup:
 * @path: a session's database, or user.db; nothing is written to it
 * @target: the file to be made; one that is there is replaced, unless it is a database that has a log beside it
 * @progress: (nullable): told how far it is
 * @result: (out caller-allocates):
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 * @error: a %TAPE_STORE_ERROR
 *
 * Copies what was committed when the call began: whoever writes @path goes on, and its log grows meanwhile. The copy is one
 * plain file, without a log beside it. Before it gets its name it is checked (quick_check), its rows are counted against
 * those of @path, table by table, and it is on the disk. Whatever goes wrong, what was at @target stays as it was.
 */
gboolean tape_backup (const char *path,
                      const char *target,
                      TapeBackupFunc progress,
                      gpointer data,
                      TapeBackupResult *result,
                      GCancellable *cancellable,
                      GError **error);

G_END_DECLS
