/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-firing-store.h"

#include "store/tape-stored-firing.h"

gboolean
tape_firing_store_init (TapeFiringStore *self, sqlite3 *db, GError **error)
{
  const struct
  {
    sqlite3_stmt **statement;
    const char *sql;
  } table[] = {
    { &self->find, "SELECT event_time, direction, receive_time, text FROM firings WHERE rule = ? AND subject = ? AND "
                   "serial = ?" },
    { &self->last, "SELECT max (serial) FROM firings WHERE rule = ? AND subject = ?" },
    { &self->put, "INSERT INTO firings (" TAPE_STORED_FIRING_COLUMNS ") VALUES (" TAPE_STORED_FIRING_PARAMETERS ")" },
    { &self->mark, "UPDATE firings SET told = ?2, told_time = ?3 WHERE id = ?1" },
    { &self->see, "UPDATE firings SET seen = 1 WHERE seen = 0 AND id <= ?" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if ((*table[i].statement = tape_database_prepare (db, table[i].sql, error)) == NULL)
      return FALSE;
  return tape_database_get_number (db, "SELECT ifnull (max (id), 0) + 1 FROM firings", &self->next, error);
}

void
tape_firing_store_clear (TapeFiringStore *self)
{
  g_clear_pointer (&self->find, sqlite3_finalize);
  g_clear_pointer (&self->last, sqlite3_finalize);
  g_clear_pointer (&self->put, sqlite3_finalize);
  g_clear_pointer (&self->mark, sqlite3_finalize);
  g_clear_pointer (&self->see, sqlite3_finalize);
}

void
tape_firing_store_number (TapeFiringStore *self, GPtrArray *firings)
{
  for (guint i = 0; i < firings->len; i++)
    {
      TapeFiring *firing = g_ptr_array_index (firings, i);

      if (firing->id == 0)
        firing->id = self->next++;
      if ((firing->flags & TAPE_FIRING_PAST) != 0 && firing->told == TAPE_TOLD_NOT)
        firing->told = TAPE_TOLD_NEVER;
    }
}

static void
bind_subject (sqlite3_stmt *statement, const TapeFiring *firing)
{
  sqlite3_bind_int64 (statement, 1, firing->rule);
  sqlite3_bind_text (statement, 2, firing->subject != NULL ? firing->subject : "", -1, SQLITE_STATIC);
}

/* Whether its serial is taken; by the same firing? */
static gboolean
find (TapeFiringStore *self, const TapeFiring *firing, gboolean *taken, gboolean *same, GError **error)
{
  int result;

  bind_subject (self->find, firing);
  sqlite3_bind_int64 (self->find, 3, firing->serial);
  result = sqlite3_step (self->find);
  *taken = result == SQLITE_ROW;
  *same = *taken && sqlite3_column_int64 (self->find, 0) == firing->event_time
          && sqlite3_column_int (self->find, 1) == firing->direction
          && sqlite3_column_int64 (self->find, 2) == firing->receive_time
          && g_strcmp0 ((const char *)sqlite3_column_text (self->find, 3), firing->text) == 0;
  return tape_database_done (self->find, *taken ? sqlite3_step (self->find) : result, error);
}

static gboolean
give_serial (TapeFiringStore *self, TapeFiring *firing, GError **error)
{
  int result;

  bind_subject (self->last, firing);
  result = sqlite3_step (self->last);
  if (result == SQLITE_ROW)
    {
      firing->serial = sqlite3_column_int64 (self->last, 0) + 1;
      result = sqlite3_step (self->last);
    }
  return tape_database_done (self->last, result, error);
}

static gboolean
put (TapeFiringStore *self, TapeFiring *firing, GError **error)
{
  g_autofree char *evidence = tape_evidence_format (firing->evidence);

  tape_stored_firing_bind (self->put, firing, evidence);
  return tape_database_run (self->put, error);
}

gboolean
tape_firing_store_put (TapeFiringStore *self, GPtrArray *firings, GError **error)
{
  for (guint i = 0; i < firings->len;)
    {
      TapeFiring *firing = g_ptr_array_index (firings, i);
      gboolean taken = FALSE, same = FALSE;

      if (firing->serial > 0 && !find (self, firing, &taken, &same, error))
        return FALSE;
      if (same)
        {
          g_ptr_array_remove_index (firings, i);
          continue;
        }
      if ((taken || firing->serial <= 0) && !give_serial (self, firing, error))
        return FALSE;
      if (!put (self, firing, error))
        return FALSE;
      i++;
    }
  return TRUE;
}

gboolean
tape_firing_store_mark (TapeFiringStore *self, const TapeFiringMark *mark, GError **error)
{
  sqlite3_bind_int64 (self->mark, 1, mark->id);
  sqlite3_bind_int (self->mark, 2, (int)mark->told);
  sqlite3_bind_int64 (self->mark, 3, mark->time);
  return tape_database_run (self->mark, error);
}

gboolean
tape_firing_store_see (TapeFiringStore *self, gint64 up_to, GError **error)
{
  sqlite3_bind_int64 (self->see, 1, up_to);
  return tape_database_run (self->see, error);
}
