/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store/tape-database.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

GQuark
tape_store_error_quark (void)
{
  return g_quark_from_static_string ("tape-store-error-quark");
}

gboolean
tape_store_error_is_damage (const GError *error)
{
  return g_error_matches (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_DAMAGED)
         || g_error_matches (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_FORMAT);
}

static void
set_error_for (const char *path, int result, const char *detail, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  switch (result & 0xff)
    {
    case SQLITE_INTERRUPT:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled."));
      break;
    case SQLITE_NOTADB:
      g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_FORMAT, _ ("“%s” is not a database. Choose another file."),
                   name);
      break;
    case SQLITE_CORRUPT:
      g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_DAMAGED,
                   _ ("“%s” is damaged (%s). Keep a copy, and see “tapectl check”."), name, detail);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_IN_USE,
                   _ ("“%s” is locked by another program. Close it there and try again."), name);
      break;
    case SQLITE_FULL:
      g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_WRITE,
                   _ ("“%s” cannot grow: the disk is full. Free some space and try again."), name);
      break;
    case SQLITE_NOMEM:
      g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_WRITE,
                   _ ("“%s” cannot be used: the memory is full. Close other programs and try again."), name);
      break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_WRITE,
                   _ ("“%s” cannot be written. Change its permissions or choose another file."), name);
      break;
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
      g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_OPEN,
                   _ ("“%s” cannot be opened (%s). Look at its folder and permissions, or choose another file."), name,
                   detail);
      break;
    default:
      g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_WRITE,
                   _ ("“%s” cannot be read or written (%s). Look at the disk and try again."), name, detail);
      break;
    }
}

/* Whether a file of @db could not grow, by a quota or a limit of its size: SQLite tells that as a broken disk. */
static gboolean
is_limited (sqlite3 *db, int *reason)
{
  sqlite3_file *log = NULL;

  *reason = 0;
  sqlite3_file_control (db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (log != NULL && log->pMethods != NULL)
    log->pMethods->xFileControl (log, SQLITE_FCNTL_LAST_ERRNO, reason);
  if (*reason != EDQUOT && *reason != EFBIG)
    sqlite3_file_control (db, "main", SQLITE_FCNTL_LAST_ERRNO, reason);
  return *reason == EDQUOT || *reason == EFBIG;
}

void
tape_database_set_error (sqlite3 *db, GError **error)
{
  const char *path = sqlite3_db_filename (db, "main");
  int result = sqlite3_extended_errcode (db);
  const char *message = sqlite3_errmsg (db);
  int reason;

  if (result == SQLITE_IOERR_WRITE && is_limited (db, &reason))
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_WRITE,
                   _ ("“%s” cannot grow (%s). Free some space, or have the limit raised, and try again."), name,
                   g_strerror (reason));
      return;
    }
  set_error_for (path, result, message, error);
}

void
tape_database_set_damaged (sqlite3 *db, GError **error)
{
  set_error_for (sqlite3_db_filename (db, "main"), SQLITE_CORRUPT, sqlite3_errstr (SQLITE_CORRUPT), error);
}

gboolean
tape_database_exec (sqlite3 *db, const char *sql, GError **error)
{
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  tape_database_set_error (db, error);
  return FALSE;
}

sqlite3_stmt *
tape_database_prepare (sqlite3 *db, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v3 (db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
    tape_database_set_error (db, error);
  return statement;
}

gboolean
tape_database_done (sqlite3_stmt *statement, int result, GError **error)
{
  gboolean done = result == SQLITE_DONE;

  if (!done)
    tape_database_set_error (sqlite3_db_handle (statement), error);
  sqlite3_reset (statement);
  return done;
}

gboolean
tape_database_run (sqlite3_stmt *statement, GError **error)
{
  int result;

  do
    result = sqlite3_step (statement);
  while (result == SQLITE_ROW);
  return tape_database_done (statement, result, error);
}

gboolean
tape_database_get_number (sqlite3 *db, const char *sql, gint64 *number, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = tape_database_prepare (db, sql, error);

  *number = 0;
  if (statement == NULL)
    return FALSE;
  if (sqlite3_step (statement) == SQLITE_ROW)
    *number = sqlite3_column_int64 (statement, 0);
  return tape_database_run (statement, error);
}

static int
is_cancelled (void *data)
{
  return g_cancellable_is_cancelled (data);
}

void
tape_database_watch (sqlite3 *db, GCancellable *cancellable)
{
  sqlite3_progress_handler (db, 10000, cancellable != NULL ? is_cancelled : NULL, cancellable);
}

/* Whether the file is ours, and if so its version; a file without anything in it is ours, at version 0. */
static gboolean
check_format (sqlite3 *db, const TapeSchema *schema, gint64 *version, GError **error)
{
  g_autofree char *name = g_filename_display_name (sqlite3_db_filename (db, "main"));
  gint64 application, objects;

  if (!tape_database_get_number (db, "PRAGMA application_id", &application, error)
      || !tape_database_get_number (db, "PRAGMA user_version", version, error)
      || !tape_database_get_number (db, "SELECT count(*) FROM sqlite_schema", &objects, error))
    return FALSE;

  if (application != schema->application_id && (application != 0 || *version != 0 || objects != 0))
    {
      g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_FORMAT,
                   _ ("“%s” is a database, but not one of Tapeline's that belongs here. Choose another file."), name);
      return FALSE;
    }
  if (*version > schema->n_steps)
    {
      g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_FUTURE,
                   _ ("“%s” was written by a newer version of Tapeline (schema %d, this one knows %u). Update Tapeline "
                      "or choose another file."),
                   name, (int)*version, schema->n_steps);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_readable (sqlite3 *db, const TapeSchema *schema, gint64 version, GError **error)
{
  g_autofree char *name = g_filename_display_name (sqlite3_db_filename (db, "main"));

  if (version == schema->n_steps)
    return TRUE;
  g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_FORMAT,
               version == 0 ? _ ("“%s” is an empty database. Choose another file.")
                            : _ ("“%s” was written by an older version of Tapeline. Open it in Tapeline once."),
               name);
  return FALSE;
}

static gboolean
take_step (sqlite3 *db, const TapeSchemaStep *step, GError **error)
{
  return tape_database_exec (db, step->sql, error) && (step->fill == NULL || step->fill (db, error));
}

static gboolean
migrate (sqlite3 *db, const TapeSchema *schema, gint64 version, GError **error)
{
  for (guint step = (guint)version; step < schema->n_steps; step++)
    {
      g_autofree char *marks
          = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %u", schema->application_id, step + 1);

      if (!tape_database_exec (db, "BEGIN IMMEDIATE", error))
        return FALSE;
      if (!take_step (db, &schema->steps[step], error) || !tape_database_exec (db, marks, error)
          || !tape_database_exec (db, "COMMIT", error))
        {
          sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
prepare_to_write (sqlite3 *db, const TapeSchema *schema, gint64 version, GError **error)
{
  if (sqlite3_db_readonly (db, "main") != 0)
    {
      set_error_for (sqlite3_db_filename (db, "main"), SQLITE_READONLY, "", error);
      return FALSE;
    }
  if (version == 0 && !tape_database_exec (db, "PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL", error))
    return FALSE;
  return tape_database_exec (db,
                             "PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 268435456;"
                             "PRAGMA synchronous = FULL; PRAGMA cache_size = -16384",
                             error)
         && migrate (db, schema, version, error);
}

static sqlite3 *
open_connection (const char *path, int flags, GError **error)
{
  sqlite3 *db = NULL;
  int result = sqlite3_open_v2 (path, &db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

  if (result != SQLITE_OK)
    {
      set_error_for (path, result, g_strerror (db != NULL ? sqlite3_system_errno (db) : ENOMEM), error);
      sqlite3_close (db);
      return NULL;
    }
  sqlite3_busy_timeout (db, TAPE_DATABASE_PATIENCE);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  return db;
}

gint64
tape_database_get_size (const char *path)
{
  static const char *const ends[] = { "", "-wal" };
  gint64 size = 0;

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *file = g_strconcat (path, ends[i], NULL);
      GStatBuf status;

      if (g_stat (file, &status) == 0)
        size += status.st_size;
    }
  return size;
}

gboolean
tape_database_make_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_filename_display_name (folder);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;
  g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_OPEN,
               _ ("The folder “%s” cannot be made (%s). Choose another one."), name, g_strerror (errno));
  return FALSE;
}

static sqlite3 *
open_to_write (const char *path, const TapeSchema *schema, GError **error)
{
  g_autoptr (sqlite3) db = NULL;
  gint64 version;

  if (!tape_database_make_folder (path, error))
    return NULL;
  db = open_connection (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
  if (db == NULL || !check_format (db, schema, &version, error) || !prepare_to_write (db, schema, version, error))
    return NULL;
  return g_steal_pointer (&db);
}

sqlite3 *
tape_database_open_damaged (const char *path, const TapeSchema *schema, GError **error)
{
  g_autoptr (sqlite3) db = open_connection (path, SQLITE_OPEN_READONLY, error);
  gint64 version;

  if (db == NULL || !check_format (db, schema, &version, error)
      || !tape_database_exec (db, "PRAGMA query_only = ON; PRAGMA cell_size_check = ON", error))
    return NULL;
  return g_steal_pointer (&db);
}

static sqlite3 *
open_and_check (const char *path, int flags, const TapeSchema *schema, GError **error)
{
  g_autoptr (sqlite3) db = open_connection (path, SQLITE_OPEN_READONLY | flags, error);
  gint64 version;

  if (db == NULL || !check_format (db, schema, &version, error) || !check_readable (db, schema, version, error)
      || !tape_database_exec (db, "PRAGMA query_only = ON", error))
    return NULL;
  return g_steal_pointer (&db);
}

/* A WAL database needs its -shm file even to be read. Where that cannot be made, and there is no -wal whose rows would be
 * missed, the file cannot change under us and is read as it is. */
static sqlite3 *
open_to_read (const char *path, const TapeSchema *schema, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  sqlite3 *db = open_and_check (path, 0, schema, &local_error);

  if (db == NULL
      && (g_error_matches (local_error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_OPEN)
          || g_error_matches (local_error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_WRITE))
      && g_file_test (path, G_FILE_TEST_IS_REGULAR) && !g_file_test (wal, G_FILE_TEST_EXISTS))
    {
      g_autofree char *absolute = g_canonicalize_filename (path, NULL);
      g_autofree char *plain = g_filename_to_uri (absolute, NULL, NULL);
      g_autofree char *uri = g_strconcat (plain, "?immutable=1", NULL);

      g_clear_error (&local_error);
      db = open_and_check (uri, SQLITE_OPEN_URI, schema, &local_error);
    }
  if (db == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return db;
}

sqlite3 *
tape_database_open (const char *path, TapeDatabaseMode mode, const TapeSchema *schema, GError **error)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      set_error_for (path, SQLITE_CANTOPEN, g_strerror (EISDIR), error);
      return NULL;
    }
  return mode == TAPE_DATABASE_WRITE ? open_to_write (path, schema, error) : open_to_read (path, schema, error);
}
