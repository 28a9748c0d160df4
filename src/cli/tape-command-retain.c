/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/tape-command.h"
#include "cli/tape-retention-options.h"
#include "cli/tape-watch.h"
#include "pipeline/tape-retain.h"
#include "store/tape-compact.h"

/* --- Progress --- */

typedef struct
{
  gint64 trades; /* atomic */
  gint64 left;   /* atomic */
} Progress;

static void
note_progress (const TapeRetentionProgress *progress, gpointer data)
{
  Progress *self = data;

  __atomic_store_n (&self->trades, progress->trades, __ATOMIC_RELAXED);
  __atomic_store_n (&self->left, progress->trades_left, __ATOMIC_RELAXED);
}

static char *
describe_progress (gpointer data)
{
  Progress *self = data;

  return g_strdup_printf (_ ("%" G_GINT64_FORMAT " trades removed, %" G_GINT64_FORMAT " to go"),
                          __atomic_load_n (&self->trades, __ATOMIC_RELAXED),
                          __atomic_load_n (&self->left, __ATOMIC_RELAXED));
}

/* --- Removing --- */

static gboolean
print (TapeOutputFormat format, const TapeRetentionProgress *done, gint64 freed, GError **error)
{
  static const char *const columns[] = { "trades", "bars", "rejected", "bytes", NULL };
  TapeOutput *output = tape_output_new (stdout, format, columns, TRUE);

  tape_output_integer (output, done->trades);
  tape_output_integer (output, done->bars);
  tape_output_integer (output, done->rejects);
  tape_output_integer (output, freed);
  return tape_output_close (output, error);
}

/* A file that cannot shrink beside its use is left as it is when what is in it has gone; then it is made anew. */
static gboolean
retain (const char *path, const TapeRetention *retention, TapeOutputFormat format, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Progress progress = { 0 };
  TapeRetentionProgress done;
  gint64 freed = 0;
  TapeWatch *watch = tape_watch_start (cancellable, describe_progress, &progress);
  gboolean removed = tape_retain (path, retention, note_progress, &progress, &done, cancellable, error)
                     && tape_store_compact (path, NULL, NULL, &freed, cancellable, error);

  tape_watch_stop (watch);
  return removed && print (format, &done, done.bytes + freed, error);
}

gboolean
tape_command_retain (int argc, char **argv, GError **error)
{
  g_autofree char *database = NULL;
  g_autofree char *format = NULL;
  g_autofree char *path = NULL;
  g_auto (TapeRetentionArguments) keep = { 0 };
  TapeOutputFormat output_format;
  TapeRetention retention;
  const GOptionEntry entries[] = {
    { "db", 0, 0, G_OPTION_ARG_FILENAME, &database, N_ ("Database; the application's own if not given"), N_ ("FILE") },
    TAPE_RETENTION_ENTRIES (keep),
    { "format", 'f', 0, G_OPTION_ARG_STRING, &format, N_ ("Form of the output: table, csv, json, jsonl"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL,
  };

  if (!tape_command_parse (
          NULL,
          _ ("Removes trades and bars that are older than you want to keep them, counted back from the "
             "latest that is stored, and gives the space back. What removed trades come to is kept: "
             "every analysis finds the same as before. Days are kept for ever. Without --keep-trades "
             "and the like nothing is removed; “tapectl check” with them says what they would free."),
          entries, &argc, &argv, 0, 0, error)
      || !tape_command_format (format, stdout, &output_format, error)
      || !tape_retention_arguments_read (&keep, &retention, error)
      || (path = tape_command_database (database, error)) == NULL)
    return FALSE;
  return retain (path, &retention, output_format, error);
}
