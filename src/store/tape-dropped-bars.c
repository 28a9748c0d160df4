/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-dropped-bars.h"

#include "store/tape-bar-insert.h"
#include "store/tape-dropped-fold.h"
#include "store/tape-lock.h"
#include "store/tape-schema.h"
#include "store/tape-stored-universe.h"

/* Trades of one transaction. */
#define STEP "50000"

typedef struct
{
  TapeLock *lock;
  sqlite3 *db;
  TapeUniverse *universe;
  sqlite3_stmt *next;
  TapeDroppedFold fold;
  TapeBarInsert insert;
} Maker;

static void
maker_clear (Maker *self)
{
  g_clear_pointer (&self->next, sqlite3_finalize);
  tape_dropped_fold_clear (&self->fold);
  tape_bar_insert_clear (&self->insert);
  g_clear_pointer (&self->fold.bars, g_array_unref);
  g_clear_pointer (&self->db, sqlite3_close);
  g_clear_pointer (&self->universe, tape_universe_unref);
  g_clear_pointer (&self->lock, tape_lock_release);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Maker, maker_clear)

static gboolean
maker_open (Maker *self, const char *path, GError **error)
{
  if ((self->lock = tape_lock_take (path, error)) == NULL
      || (self->db = tape_database_open (path, TAPE_DATABASE_WRITE, &tape_store_schema, error)) == NULL
      || (self->universe = tape_stored_universe_new (self->db, error)) == NULL
      || !tape_dropped_fold_init (&self->fold, self->db, self->universe, error)
      || !tape_bar_insert_init (&self->insert, self->db, error))
    return FALSE;
  self->fold.bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  self->next = tape_database_prepare (
      self->db,
      "SELECT min (arrival), max (arrival) FROM (SELECT arrival FROM dropped ORDER BY arrival LIMIT " STEP ")", error);
  return self->next != NULL;
}

static gboolean
insert_bars (Maker *self, GError **error)
{
  const GArray *bars = self->fold.bars;

  for (guint i = 0; i < bars->len; i++)
    if (!tape_bar_insert_add (&self->insert, &g_array_index (bars, TapeBar, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
fold (Maker *self, gint64 first, gint64 last, GError **error)
{
  g_array_set_size (self->fold.bars, 0);
  if (!tape_database_exec (self->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (tape_dropped_fold_run (&self->fold, first, last, G_MININT64, error) && insert_bars (self, error)
      && tape_database_exec (self->db, "COMMIT", error))
    return TRUE;
  if (!sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

static gboolean
step (Maker *self, gboolean *done, GError **error)
{
  gint64 first, last;

  *done = sqlite3_step (self->next) != SQLITE_ROW || sqlite3_column_type (self->next, 0) == SQLITE_NULL;
  first = sqlite3_column_int64 (self->next, 0);
  last = sqlite3_column_int64 (self->next, 1);
  return tape_database_run (self->next, error) && (*done || fold (self, first, last, error));
}

gboolean
tape_dropped_bars_make (const char *path, GCancellable *cancellable, GError **error)
{
  g_auto (Maker) self = { 0 };
  gboolean done = FALSE;

  if (!maker_open (&self, path, error))
    return FALSE;
  while (!done)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) || !step (&self, &done, error))
      return FALSE;
  return TRUE;
}
