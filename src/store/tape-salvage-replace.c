/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store/tape-salvage-replace.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "store/tape-salvage.h"

char *
tape_salvage_set_aside (const char *path, gint64 time, GError **error)
{
  static const char *const ends[] = { "-wal", "-shm", "" };
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autofree char *mark = g_date_time_format (now, "damaged-%Y-%m-%dT%H-%M-%S");
  g_autofree char *aside = g_strconcat (path, ".", mark, NULL);

  for (guint n = 2; g_file_test (aside, G_FILE_TEST_EXISTS); n++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.%s-%u", path, mark, n);
    }
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *old = g_strconcat (path, ends[i], NULL);
      g_autofree char *new = g_strconcat (aside, ends[i], NULL);

      if (g_rename (old, new) != 0 && errno != ENOENT)
        {
          int reason = errno;
          g_autofree char *name = g_filename_display_name (old);

          g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_WRITE,
                       _ ("“%s” is damaged and cannot be moved (%s). Look at its folder, or choose another file."),
                       name, g_strerror (reason));
          return NULL;
        }
    }
  return g_steal_pointer (&aside);
}

static gboolean
move (const char *from, const char *to, GError **error)
{
  g_autofree char *name = g_filename_display_name (to);

  if (g_rename (from, to) == 0)
    return TRUE;
  g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_WRITE,
               _ ("“%s” cannot be written (%s). Look at its folder, or choose another file."), name,
               g_strerror (errno));
  return FALSE;
}

/* What @said of what is at @new, which takes the place of @path, or is kept beside it. */
static char *
put_in_place (const char *path, const char *new, const char *said, gboolean begin_anew, gint64 time, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *aside = tape_salvage_set_aside (path, time, error);
  g_autofree char *beside = NULL;
  g_autofree char *aside_name = NULL;
  g_autofree char *beside_name = NULL;

  if (aside == NULL)
    return NULL;
  aside_name = g_filename_display_basename (aside);
  if (!begin_anew)
    {
      if (!move (new, path, error))
        return NULL;
      return g_strdup_printf (_ ("“%s” was damaged. %s The damaged file is kept as “%s”."), name, said, aside_name);
    }
  beside = g_strconcat (aside, ".saved", NULL);
  beside_name = g_filename_display_basename (beside);
  if (!move (new, beside, error))
    return NULL;
  return g_strdup_printf (
      _ ("“%s” was damaged. %s A new database was begun; what was saved is in “%s”, the damaged file "
         "is kept as “%s”."),
      name, said, beside_name, aside_name);
}

static char *
begin_anew (const char *path, gint64 time, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *aside = tape_salvage_set_aside (path, time, error);
  g_autofree char *aside_name = aside == NULL ? NULL : g_filename_display_basename (aside);

  if (aside == NULL)
    return NULL;
  return g_strdup_printf (
      _ ("Nothing that Tapeline stored was found in “%s”. A new one was begun, and the file is kept as "
         "“%s”."),
      name, aside_name);
}

char *
tape_salvage_replace (const char *path, gint64 time, GCancellable *cancellable, GError **error)
{
  g_autofree char *new = g_strconcat (path, ".salvage", NULL);
  g_autofree char *said = NULL;
  g_auto (TapeSalvageReport) report = { 0 };
  g_autoptr (GError) problem = NULL;

  /* What an attempt that was interrupted left. */
  tape_salvage_remove (new);
  if (!tape_salvage_run (path, new, NULL, &report, cancellable, &problem))
    {
      if (g_error_matches (problem, TAPE_STORE_ERROR, TAPE_STORE_ERROR_FORMAT))
        return begin_anew (path, time, error);
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  said = tape_salvage_report_describe (&report);
  return put_in_place (path, new, said, report.sources_lost > 0, time, error);
}
