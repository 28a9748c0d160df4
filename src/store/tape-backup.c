/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store/tape-backup.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/tape-database.h"

/* Pages copied between two looks at the cancellable: 4 MiB. */
#define STEP 512

/* What marks a session's database, and user.db. */
static const gint64 kinds[] = { 0x54617065, 0x54617055 };

typedef struct
{
  const char *target;
  char *part; /* what is written until the copy is whole */
  sqlite3 *from;
  sqlite3 *to;
  TapeBackupFunc progress;
  gpointer data;
  GCancellable *cancellable;
} Backup;

static void
set_error (const Backup *self, const char *reason, GError **error)
{
  g_autofree char *name = g_filename_display_name (self->target);

  g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_WRITE,
               _ ("The backup “%s” was not made: %s. Choose another place, or free some space."), name, reason);
}

static void
set_sqlite_error (const Backup *self, int result, GError **error)
{
  if ((result & 0xff) == SQLITE_INTERRUPT)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled."));
  else if ((result & 0xff) == SQLITE_FULL)
    set_error (self, _ ("the disk is full"), error);
  else
    set_error (self, sqlite3_errstr (result), error);
}

/* --- Both ends. --- */

static gboolean
open_from (Backup *self, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  gint64 kind;

  if (sqlite3_open_v2 (path, &self->from, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL)
      != SQLITE_OK)
    {
      g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_OPEN,
                   _ ("“%s” cannot be opened (%s). Look at its folder and permissions, or choose another file."), name,
                   g_strerror (sqlite3_system_errno (self->from)));
      return FALSE;
    }
  sqlite3_busy_timeout (self->from, TAPE_DATABASE_PATIENCE);
  if (!tape_database_get_number (self->from, "PRAGMA application_id", &kind, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kind == kinds[i])
      return TRUE;
  g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_FORMAT,
               _ ("“%s” is a database, but not one of Tapeline's that belongs here. Choose another file."), name);
  return FALSE;
}

/* A log that is left beside the target would be taken for the copy's. */
static gboolean
check_target (const Backup *self, const char *path, GError **error)
{
  static const char *const ends[] = { "-wal", "-journal" };
  GStatBuf from, to;

  if (g_stat (path, &from) == 0 && g_stat (self->target, &to) == 0 && from.st_dev == to.st_dev
      && from.st_ino == to.st_ino)
    {
      set_error (self, _ ("it would replace the database that it is a copy of"), error);
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *log = g_strconcat (self->target, ends[i], NULL);

      if (g_file_test (log, G_FILE_TEST_EXISTS))
        {
          set_error (self, _ ("there is a database that is open, or was not closed"), error);
          return FALSE;
        }
    }
  return TRUE;
}

/* In the target's folder, so that it can be given its name in one step. */
static gboolean
make_part (Backup *self, GError **error)
{
  int fd;

  self->part = g_strconcat (self->target, ".XXXXXX", NULL);
  fd = g_mkstemp_full (self->part, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      set_error (self, g_strerror (errno), error);
      g_clear_pointer (&self->part, g_free);
      return FALSE;
    }
  close (fd);
  return TRUE;
}

static gboolean
open_to (Backup *self, GError **error)
{
  int result;

  if (!make_part (self, error))
    return FALSE;
  result = sqlite3_open_v2 (self->part, &self->to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                            NULL);
  /* Nobody else has it, and what is not whole is thrown away: no journal is needed. */
  if (result == SQLITE_OK)
    result = sqlite3_exec (self->to,
                           "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", NULL,
                           NULL, NULL);
  if (result != SQLITE_OK)
    set_sqlite_error (self, result, error);
  return result == SQLITE_OK;
}

/* --- Copying. --- */

static int
copy_pages (Backup *self, sqlite3_backup *backup)
{
  int result;

  do
    {
      int total;

      result = sqlite3_backup_step (backup, STEP);
      total = sqlite3_backup_pagecount (backup);
      if (self->progress != NULL && total > 0)
        self->progress ((double)(total - sqlite3_backup_remaining (backup)) / total, self->data);
      if (g_cancellable_is_cancelled (self->cancellable))
        return SQLITE_INTERRUPT;
    }
  while (result == SQLITE_OK);
  return result;
}

static gboolean
copy (Backup *self, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (self->to, "main", self->from, "main");
  int result, end;

  if (backup == NULL)
    {
      set_sqlite_error (self, sqlite3_errcode (self->to), error);
      return FALSE;
    }
  result = copy_pages (self, backup);
  end = sqlite3_backup_finish (backup);
  if (result == SQLITE_DONE)
    result = end;
  /* A log of its own would be a second file. */
  if (result == SQLITE_OK)
    result = sqlite3_exec (self->to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
  if (result == SQLITE_OK)
    return TRUE;
  if ((result & 0xff) == SQLITE_CORRUPT || (result & 0xff) == SQLITE_NOTADB)
    tape_database_set_damaged (self->from, error);
  else
    set_sqlite_error (self, result, error);
  return FALSE;
}

/* --- Checking. --- */

static gboolean
is_sound (sqlite3 *db, gboolean *sound, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = tape_database_prepare (db, "PRAGMA quick_check (1)", error);

  *sound = FALSE;
  if (statement == NULL)
    return FALSE;
  if (sqlite3_step (statement) == SQLITE_ROW)
    *sound = g_strcmp0 ((const char *)sqlite3_column_text (statement, 0), "ok") == 0;
  return tape_database_run (statement, error);
}

static gboolean
compare_table (Backup *self, const char *table, TapeBackupResult *result, GError **error)
{
  char *sql = sqlite3_mprintf ("SELECT count (*) FROM \"%w\"", table);
  gint64 before = 0, after = 0;
  gboolean done = tape_database_get_number (self->from, sql, &before, error)
                  && tape_database_get_number (self->to, sql, &after, error);

  sqlite3_free (sql);
  if (strcmp (table, "trades") == 0)
    result->trades = after;
  if (done && before != after)
    set_error (self, _ ("the copy has not the same rows"), error);
  return done && before == after;
}

static gboolean
check (Backup *self, TapeBackupResult *result, GError **error)
{
  g_autoptr (sqlite3_stmt) tables = tape_database_prepare (
      self->from, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'",
      error);
  gboolean sound;
  int step;

  if (tables == NULL)
    return FALSE;
  if (self->progress != NULL)
    self->progress (-1, self->data);
  if (!is_sound (self->to, &sound, error))
    return FALSE;
  if (!sound)
    {
      tape_database_set_damaged (self->from, error);
      return FALSE;
    }
  while ((step = sqlite3_step (tables)) == SQLITE_ROW)
    if (!compare_table (self, (const char *)sqlite3_column_text (tables, 0), result, error))
      return FALSE;
  return tape_database_done (tables, step, error);
}

/* --- Its name. --- */

static gboolean
sync_path (const char *path, int flags)
{
  int fd = g_open (path, flags | O_CLOEXEC, 0);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return synced;
}

static gboolean
publish (Backup *self, TapeBackupResult *result, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->target);
  GStatBuf status;

  g_clear_pointer (&self->to, sqlite3_close);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (!sync_path (self->part, O_RDWR) || g_stat (self->part, &status) != 0 || g_rename (self->part, self->target) != 0)
    {
      set_error (self, g_strerror (errno), error);
      return FALSE;
    }
  g_clear_pointer (&self->part, g_free);
  /* Not every file system can do so for folders; the copy itself is on the disk. */
  if (!sync_path (folder, O_RDONLY | O_DIRECTORY))
    g_debug ("“%s” cannot be synchronized", folder);
  result->bytes = status.st_size;
  return TRUE;
}

/* --- All of it. --- */

static void
clear (Backup *self)
{
  static const char *const ends[] = { "", "-journal", "-wal" };

  g_clear_pointer (&self->to, sqlite3_close);
  g_clear_pointer (&self->from, sqlite3_close);
  for (guint i = 0; self->part != NULL && i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *file = g_strconcat (self->part, ends[i], NULL);

      g_unlink (file);
    }
  g_free (self->part);
}

static gboolean
run (Backup *self, const char *path, TapeBackupResult *result, GError **error)
{
  gint64 n;

  if (!open_from (self, path, error) || !check_target (self, path, error) || !open_to (self, error))
    return FALSE;
  tape_database_watch (self->from, self->cancellable);
  tape_database_watch (self->to, self->cancellable);
  /* What is read from here on is one state of the database; a writer changes nothing about it. */
  return tape_database_exec (self->from, "BEGIN", error)
         && tape_database_get_number (self->from, "SELECT count (*) FROM sqlite_schema", &n, error)
         && copy (self, error) && check (self, result, error) && publish (self, result, error);
}

gboolean
tape_backup (const char *path,
             const char *target,
             TapeBackupFunc progress,
             gpointer data,
             TapeBackupResult *result,
             GCancellable *cancellable,
             GError **error)
{
  Backup backup = { .target = target, .progress = progress, .data = data, .cancellable = cancellable };
  gboolean done;

  *result = (TapeBackupResult){ .trades = -1 };
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  done = run (&backup, path, result, error);
  clear (&backup);
  return done;
}
