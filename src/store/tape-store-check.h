/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What `tapectl check` says of a database. Blocks: not the main thread. */

#pragma once

#include "store/tape-store-error.h"

G_BEGIN_DECLS

/**
 * TapeStorePart:
 * @name: of a table; "file" for what is of none
 * @rows: how many it has; -1 where they cannot be counted
 * @problem: (nullable): what is wrong with it, a sentence or a line each; %NULL: nothing
 */
typedef struct
{
  char *name;
  gint64 rows;
  char *problem;
} TapeStorePart;

/**
 * TapeStoreCheck:
 * @integrity: "ok", or what is wrong, a line each that begins with the part
 * @parts: (element-type TapeStorePart): the file, then its tables
 * @trades: how many trades are stored; -1 where that cannot be read
 * @bytes: size of the database and of its write-ahead log
 * @reclaimable_bytes: of free pages
 * @schema: version of the schema
 */
typedef struct
{
  char *integrity;
  GArray *parts;
  gint64 trades;
  gint64 bytes;
  gint64 reclaimable_bytes;
  gint64 schema;
} TapeStoreCheck;

/**
 * tape_store_check:
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 * @result: (out caller-allocates): to be cleared
 *
 * Reads the whole file, beside a writer too, and writes nothing: whether SQLite can read each table, and whether what the
 * tables say of each other holds. A damaged one is a result, not an error, as long as it can be opened.
 */
gboolean tape_store_check (const char *path, GCancellable *cancellable, TapeStoreCheck *result, GError **error);
void tape_store_check_clear (TapeStoreCheck *result);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TapeStoreCheck, tape_store_check_clear)

G_END_DECLS
