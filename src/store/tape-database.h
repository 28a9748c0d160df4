/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every connection of this folder shares: opening with its checks, migrating, and turning what SQLite says into a
 * sentence. Inside store/ only. A connection belongs to one thread at a time. */

#pragma once

#include <sqlite3.h>

#include "store/tape-store-error.h"

G_BEGIN_DECLS

/* How long a call waits for another process to let go, ms. */
#define TAPE_DATABASE_PATIENCE 2000

/**
 * TapeSchemaStep:
 * @sql: leads from one version to the next
 * @fill: (nullable): fills what @sql made, where that takes more than SQL; in the same transaction
 */
typedef struct
{
  const char *sql;
  gboolean (*fill) (sqlite3 *db, GError **error);
} TapeSchemaStep;

/**
 * TapeSchema:
 * @application_id: marks the file as one of ours, of this kind
 * @steps: (array length=n_steps): from version i to i + 1; once released a step is never edited again
 * @n_steps: the version that this program writes
 */
typedef struct
{
  gint32 application_id;
  const TapeSchemaStep *steps;
  guint n_steps;
} TapeSchema;

typedef enum
{
  TAPE_DATABASE_WRITE, /* made and migrated as needed; WAL, synchronous=FULL */
  TAPE_DATABASE_READ,  /* must be there; nothing is written */
} TapeDatabaseMode;

/**
 * tape_database_open:
 *
 * Returns: (transfer full) (nullable): the connection; %NULL with a sentence if the file cannot be opened, is not a
 *   database, is another program's or kind's, or is from a newer version
 */
sqlite3 *tape_database_open (const char *path, TapeDatabaseMode mode, const TapeSchema *schema, GError **error);

/**
 * tape_database_open_damaged:
 *
 * As to read, of any version up to this one's, also where nothing but damage can be seen of it.
 *
 * Returns: (transfer full) (nullable): the connection
 */
sqlite3 *tape_database_open_damaged (const char *path, const TapeSchema *schema, GError **error);

/**
 * tape_database_make_folder:
 * @path: of a database
 *
 * Makes the folder that it lies in.
 */
gboolean tape_database_make_folder (const char *path, GError **error);

/**
 * tape_database_set_error:
 *
 * Sets @error from what @db said last.
 */
void tape_database_set_error (sqlite3 *db, GError **error);

/**
 * tape_database_set_damaged:
 *
 * Sets @error to say that a value in @db cannot be.
 */
void tape_database_set_damaged (sqlite3 *db, GError **error);

gboolean tape_database_exec (sqlite3 *db, const char *sql, GError **error);

/**
 * tape_database_prepare:
 *
 * Returns: (transfer full) (nullable): the statement, to be used many times
 */
sqlite3_stmt *tape_database_prepare (sqlite3 *db, const char *sql, GError **error);

/**
 * tape_database_run:
 *
 * Steps @statement, which gives no rows or whose rows do not matter, to its end and resets it.
 */
gboolean tape_database_run (sqlite3_stmt *statement, GError **error);

/**
 * tape_database_done:
 * @result: of the last step, not SQLITE_ROW
 *
 * Resets @statement.
 *
 * Returns: whether it came to its end
 */
gboolean tape_database_done (sqlite3_stmt *statement, int result, GError **error);

/**
 * tape_database_get_size:
 * @path: of a database
 *
 * Returns: bytes of the file and of its log; 0 where it is not there
 */
gint64 tape_database_get_size (const char *path);

/**
 * tape_database_get_number:
 * @sql: gives one number; no row counts as 0
 */
gboolean tape_database_get_number (sqlite3 *db, const char *sql, gint64 *number, GError **error);

/**
 * tape_database_watch:
 * @cancellable: (nullable): stops what runs on @db; %NULL ends the watching
 */
void tape_database_watch (sqlite3 *db, GCancellable *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3, sqlite3_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

G_END_DECLS
