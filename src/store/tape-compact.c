/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store/tape-compact.h"

#include <glib/gi18n-lib.h>

#include "store/tape-lock.h"
#include "store/tape-schema.h"

/* Given back in one transaction. */
#define STEP_PAGES 512

typedef struct
{
  sqlite3 *db;
  TapeCompactFunc progress;
  gpointer data;
  GCancellable *cancellable;
} Compact;

static void
report (Compact *self, double share)
{
  if (self->progress != NULL)
    self->progress (share, self->data);
}

static gboolean
shrink (Compact *self, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA incremental_vacuum (%d)", STEP_PAGES);
  gint64 all, left;

  if (!tape_database_get_number (self->db, "PRAGMA freelist_count", &all, error))
    return FALSE;
  for (left = all; left > 0;)
    {
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error) || !tape_database_exec (self->db, sql, error)
          || !tape_database_get_number (self->db, "PRAGMA freelist_count", &left, error)
          || !tape_database_exec (self->db, "PRAGMA wal_checkpoint (PASSIVE)", error))
        return FALSE;
      report (self, (double)(all - left) / (double)all);
    }
  return TRUE;
}

static gboolean
write_anew (Compact *self, GError **error)
{
  gboolean done;

  report (self, -1);
  tape_database_watch (self->db, self->cancellable);
  done = tape_database_exec (self->db, "PRAGMA auto_vacuum = INCREMENTAL; VACUUM", error);
  tape_database_watch (self->db, NULL);
  return done;
}

static gboolean
compact (Compact *self, GError **error)
{
  gint64 auto_vacuum;

  return tape_database_get_number (self->db, "PRAGMA auto_vacuum", &auto_vacuum, error)
         && (auto_vacuum == 2 ? shrink (self, error) : write_anew (self, error));
}

gboolean
tape_store_compact (
    const char *path, TapeCompactFunc progress, gpointer data, gint64 *freed, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (TapeLock) lock = NULL;
  Compact self = { .progress = progress, .data = data, .cancellable = cancellable };
  gint64 before;
  gboolean done;

  *freed = 0;
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_OPEN,
                   _ ("There is no database “%s” to be made smaller. Choose another file."), name);
      return FALSE;
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  lock = tape_lock_take (path, error);
  if (lock == NULL || (self.db = tape_database_open (path, TAPE_DATABASE_WRITE, &tape_store_schema, error)) == NULL)
    return FALSE;
  before = tape_database_get_size (path);
  done = compact (&self, error);
  /* What was given back of the file only leaves it with the log; what readers hold of it leaves with them. */
  sqlite3_exec (self.db, "PRAGMA wal_checkpoint (TRUNCATE)", NULL, NULL, NULL);
  *freed = MAX (0, before - tape_database_get_size (path));
  sqlite3_close (self.db);
  return done;
}
