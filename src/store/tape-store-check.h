/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What `tapectl check` says of a database. Blocks: not the main thread. */

#pragma once

#include "store/tape-store-error.h"

G_BEGIN_DECLS

/**
 * TapeStoreCheck:
 * @integrity: "ok", or what SQLite's integrity check found, a line each
 * @trades: how many trades are stored; -1 where that cannot be read
 * @bytes: size of the database and of its write-ahead log
 * @reclaimable_bytes: of free pages
 * @schema: version of the schema
 */
typedef struct
{
  char *integrity;
  gint64 trades;
  gint64 bytes;
  gint64 reclaimable_bytes;
  gint64 schema;
} TapeStoreCheck;

/**
 * tape_store_check:
 * @result: (out caller-allocates): to be cleared
 *
 * Reads the whole file, and writes nothing. A damaged one is a result, not an error, as long as it can be opened.
 */
gboolean tape_store_check (const char *path, TapeStoreCheck *result, GError **error);
void tape_store_check_clear (TapeStoreCheck *result);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TapeStoreCheck, tape_store_check_clear)

G_END_DECLS
