/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/tape-saved-queries.h"

#include <glib/gi18n.h>
#include <string.h>

#include "pipeline/tape-home.h"
#include "store/tape-user-db.h"

static TapeUserDb *
open_user (const char *user, GError **error)
{
  g_autofree char *own = tape_home_user ();

  return tape_user_db_open (user != NULL ? user : own, error);
}

/* Its number, or 0 where no query has that name; −1 on error. */
static gint64
find (TapeUserDb *user, const char *name, GError **error)
{
  g_autoptr (GPtrArray) queries = tape_user_db_load_queries (user, error);

  if (queries == NULL)
    return -1;
  for (guint i = 0; i < queries->len; i++)
    {
      const TapeUserQuery *query = g_ptr_array_index (queries, i);

      if (strcmp (query->name, name) == 0)
        return query->id;
    }
  return 0;
}

gboolean
tape_saved_queries_save (const char *user, const char *name, const char *sql, GError **error)
{
  g_autoptr (TapeUserDb) db = open_user (user, error);
  gint64 id = db != NULL ? find (db, name, error) : -1;

  if (id < 0)
    return FALSE;
  if (id > 0)
    return tape_user_db_set_query (db, id, name, sql, error);
  return tape_user_db_add_query (db, name, sql, error) != 0;
}

gboolean
tape_saved_queries_forget (const char *user, const char *name, GError **error)
{
  g_autoptr (TapeUserDb) db = open_user (user, error);
  gint64 id = db != NULL ? find (db, name, error) : -1;

  if (id > 0)
    return tape_user_db_remove_query (db, id, error);
  if (id == 0)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                 _ ("No query is saved as “%s”. “tapectl sql --saved” lists those that are."), name);
  return FALSE;
}

gboolean
tape_saved_queries_print (const char *user, TapeOutputFormat format, GError **error)
{
  static const char *const columns[] = { "name", "sql", NULL };
  g_autoptr (TapeUserDb) db = open_user (user, error);
  g_autoptr (GPtrArray) queries = db != NULL ? tape_user_db_load_queries (db, error) : NULL;
  TapeOutput *output;

  if (queries == NULL)
    return FALSE;
  output = tape_output_new (stdout, format, columns, FALSE);
  for (guint i = 0; i < queries->len; i++)
    {
      const TapeUserQuery *query = g_ptr_array_index (queries, i);

      tape_output_text (output, query->name);
      tape_output_text (output, query->sql);
    }
  return tape_output_close (output, error);
}
