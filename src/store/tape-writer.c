/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store/tape-writer.h"

#include <glib/gi18n-lib.h>

#include "base/tape-thread.h"
#include "store/tape-checkpointer.h"
#include "store/tape-committer.h"
#include "store/tape-lock.h"
#include "store/tape-remover.h"
#include "store/tape-schema.h"
#include "store/tape-stored-firing.h"
#include "store/tape-stored-state.h"
#include "store/tape-stored-universe.h"

struct _TapeWriter
{
  pthread_mutex_t calls; /* held by each call: the connection has no lock of its own */
  TapeLock *lock;
  sqlite3 *db;
  TapeUniverse *universe;
  TapeCommitter committer;
  TapeCheckpointer *checkpointer;
  TapeRemover *remover; /* once something is to be removed */
  gint64 needed_since;
  gint64 needed_last;
  int wal_frames;
  gboolean ready; /* it was opened */
};

/* Called by SQLite after each commit. */
static int
note_wal (void *data, sqlite3 *db, const char *name, int frames)
{
  ((TapeWriter *)data)->wal_frames = frames;
  return SQLITE_OK;
}

/* What cannot be settled stays as it is, and is read as it is. */
static void
settle (TapeWriter *self)
{
  g_autoptr (GError) error = NULL;

  if (!tape_committer_settle (&self->committer, G_MAXINT64, &error))
    g_debug ("Open bars: %s", error->message);
}

static gboolean
open_locked (TapeWriter *self, const char *path, GError **error)
{
  self->db = tape_database_open (path, TAPE_DATABASE_WRITE, &tape_store_schema, error);
  if (self->db == NULL || !tape_stored_universe_load (self->db, self->universe, error))
    return FALSE;
  sqlite3_wal_hook (self->db, note_wal, self);
  self->checkpointer = tape_checkpointer_new (path, &tape_checkpoint_limits, error);
  if (self->checkpointer == NULL || !tape_committer_init (&self->committer, self->db, self->universe, error))
    return FALSE;
  self->ready = TRUE;
  settle (self); /* what one left that was killed */
  return TRUE;
}

TapeWriter *
tape_writer_open (const char *path, TapeUniverse *universe, GError **error)
{
  g_autoptr (TapeWriter) self = g_new0 (TapeWriter, 1);

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (tape_universe_count (universe) == 0, NULL);

  pthread_mutex_init (&self->calls, NULL);
  self->universe = tape_universe_ref (universe);
  self->needed_since = G_MININT64;
  if (!tape_database_make_folder (path, error) || (self->lock = tape_lock_take (path, error)) == NULL
      || !open_locked (self, path, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
tape_writer_free (TapeWriter *self)
{
  if (self->ready)
    settle (self);
  g_clear_pointer (&self->checkpointer, tape_checkpointer_free);
  tape_committer_clear (&self->committer);
  g_clear_pointer (&self->remover, tape_remover_free);
  g_clear_pointer (&self->db, sqlite3_close);
  g_clear_pointer (&self->lock, tape_lock_release);
  tape_universe_unref (self->universe);
  pthread_mutex_destroy (&self->calls);
  g_free (self);
}

static void
read_source (sqlite3_stmt *statement, TapeSource *source, TapePosition *position)
{
  int n_state = sqlite3_column_bytes (statement, 11);

  source->kind = (char *)sqlite3_column_text (statement, 1);
  source->name = (char *)sqlite3_column_text (statement, 2);
  source->location = (char *)sqlite3_column_text (statement, 3);
  source->head_length = sqlite3_column_int64 (statement, 4);
  source->head_digest = (guint64)sqlite3_column_int64 (statement, 5);

  position->source = (guint32)sqlite3_column_int64 (statement, 0);
  position->offset = sqlite3_column_int64 (statement, 6);
  position->line = sqlite3_column_int64 (statement, 7);
  position->event_time
      = sqlite3_column_type (statement, 8) == SQLITE_NULL ? TAPE_NO_TIME : sqlite3_column_int64 (statement, 8);
  position->digest = (guint64)sqlite3_column_int64 (statement, 9);
  position->finished = sqlite3_column_int (statement, 10) != 0;
  position->state = n_state > 0 ? g_bytes_new (sqlite3_column_blob (statement, 11), (gsize)n_state) : NULL;
}

guint32
tape_writer_find_source (
    TapeWriter *self, const char *kind, TapeSourceFunc match, gpointer data, TapePosition *position, GError **error)
{
  g_autoptr (TapeHold) hold = tape_hold (&self->calls);
  g_autoptr (sqlite3_stmt) statement = tape_database_prepare (
      self->db,
      "SELECT id, kind, name, location, head_length, head_digest, offset, line, event_time, digest, finished, state "
      "FROM sources WHERE kind = ? ORDER BY id DESC",
      error);
  int result;

  *position = (TapePosition){ .event_time = TAPE_NO_TIME };
  if (statement == NULL)
    return 0;
  sqlite3_bind_text (statement, 1, kind, -1, SQLITE_STATIC);
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      TapeSource source;
      TapePosition stored;

      read_source (statement, &source, &stored);
      if (match (&source, &stored, data))
        {
          *position = stored;
          return stored.source;
        }
      g_clear_pointer (&stored.state, g_bytes_unref);
    }
  tape_database_done (statement, result, error);
  return 0;
}

static gboolean
check_number (TapeWriter *self, gint64 number, GError **error)
{
  g_autofree char *name = g_filename_display_name (sqlite3_db_filename (self->db, "main"));

  if (number <= G_MAXUINT16)
    return TRUE;
  g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_WRITE,
               _ ("“%s” holds %d sources and takes no more. Choose another file."), name, G_MAXUINT16);
  return FALSE;
}

guint32
tape_writer_put_source (TapeWriter *self, guint32 number, const TapeSource *source, GError **error)
{
  g_autoptr (TapeHold) hold = tape_hold (&self->calls);
  g_autoptr (sqlite3_stmt) statement = tape_database_prepare (
      self->db,
      "INSERT INTO sources (id, kind, name, location, head_length, head_digest) VALUES (?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, location = excluded.location, "
      "head_length = excluded.head_length, head_digest = excluded.head_digest",
      error);
  gint64 id = number;

  if (statement == NULL
      || (id == 0 && !tape_database_get_number (self->db, "SELECT max (id) + 1 FROM sources", &id, error)))
    return 0;
  id = MAX (id, 1);
  if (!check_number (self, id, error))
    return 0;
  sqlite3_bind_int64 (statement, 1, id);
  sqlite3_bind_text (statement, 2, source->kind, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, source->name != NULL ? source->name : "", -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 4, source->location != NULL ? source->location : "", -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 5, source->head_length);
  sqlite3_bind_int64 (statement, 6, (gint64)source->head_digest);
  return tape_database_run (statement, error) ? (guint32)id : 0;
}

gboolean
tape_writer_load_state (TapeWriter *self, guint32 kind, TapeStateFunc each, gpointer data, GError **error)
{
  g_autoptr (TapeHold) hold = tape_hold (&self->calls);

  return tape_stored_state_load (self->db, kind, each, data, error);
}

gboolean
tape_writer_commit (TapeWriter *self, const TapeCommit *commit, GError **error)
{
  g_autoptr (TapeHold) hold = tape_hold (&self->calls);

  if (!tape_committer_run (&self->committer, commit, error))
    return FALSE;
  self->needed_since = commit->needed_since;
  self->needed_last = commit->needed_last;
  tape_checkpointer_note (self->checkpointer, self->wal_frames);
  return TRUE;
}

void
tape_writer_number_firings (TapeWriter *self, GPtrArray *firings)
{
  g_autoptr (TapeHold) hold = tape_hold (&self->calls);

  tape_firing_store_number (&self->committer.firings, firings);
}

gboolean
tape_writer_log_firings (TapeWriter *self, GPtrArray *firings, GError **error)
{
  g_autoptr (TapeHold) hold = tape_hold (&self->calls);

  if (!tape_committer_log_firings (&self->committer, firings, error))
    return FALSE;
  tape_checkpointer_note (self->checkpointer, self->wal_frames);
  return TRUE;
}

gboolean
tape_writer_mark_firings (TapeWriter *self, const GArray *marks, gint64 seen_up_to, GError **error)
{
  g_autoptr (TapeHold) hold = tape_hold (&self->calls);

  if (!tape_committer_mark_firings (&self->committer, marks, seen_up_to, error))
    return FALSE;
  tape_checkpointer_note (self->checkpointer, self->wal_frames);
  return TRUE;
}

GPtrArray *
tape_writer_list_untold (TapeWriter *self, GError **error)
{
  g_autoptr (TapeHold) hold = tape_hold (&self->calls);

  return tape_stored_firing_list_untold (self->db, error);
}

void
tape_writer_set_needed (TapeWriter *self, gint64 since, gint64 last)
{
  g_autoptr (TapeHold) hold = tape_hold (&self->calls);

  self->needed_since = since;
  self->needed_last = last;
}

gboolean
tape_writer_retain (TapeWriter *self,
                    const TapeRetention *retention,
                    gint64 clock,
                    gboolean compact,
                    TapeRetentionProgress *progress,
                    GError **error)
{
  g_autoptr (TapeHold) hold = tape_hold (&self->calls);
  const TapeCommitter *committer = &self->committer;
  const TapeBlock *block = &committer->block;
  const TapeRemoverLimits limits = {
    .now = committer->latest == TAPE_NO_TIME ? TAPE_NO_TIME : MIN (clock, committer->latest),
    .needed_since = self->needed_since,
    /* Not the last block: it still grows. */
    .last_arrival = MIN (block->last_arrival - self->needed_last, block->first_arrival - 1),
    .compact = compact,
  };

  if (self->remover == NULL && (self->remover = tape_remover_new (self->db, self->universe, error)) == NULL)
    return FALSE;
  /* What is removed is of bars that do not change any more. */
  if (self->needed_since != G_MININT64 && !tape_committer_settle (&self->committer, self->needed_since, error))
    return FALSE;
  if (!tape_remover_step (self->remover, retention, &limits, progress, error))
    return FALSE;
  tape_checkpointer_note (self->checkpointer, self->wal_frames);
  return TRUE;
}
