/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "cli/tape-command.h"
#include "cli/tape-watch.h"
#include "pipeline/tape-export.h"

typedef struct
{
  char *database;
  char *from;
  char *to;
  char *symbols;
  char *id;
  char *length;
  char *format;
  char **names; /* made of symbols */
} Arguments;

static void
arguments_clear (Arguments *self)
{
  g_free (self->database);
  g_free (self->from);
  g_free (self->to);
  g_free (self->symbols);
  g_free (self->id);
  g_free (self->length);
  g_free (self->format);
  g_strfreev (self->names);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

/* --- What is asked --- */

static gboolean
read_form (const char *format, const char *path, TapeTextForm *form, GError **error)
{
  if (format == NULL)
    *form = tape_export_form_of (path);
  else if (g_strcmp0 (format, "csv") == 0)
    *form = TAPE_TEXT_CSV;
  else if (g_strcmp0 (format, "jsonl") == 0)
    *form = TAPE_TEXT_JSON;
  else
    return tape_command_usage (error, _ ("There is no format “%s” for a file: choose csv or jsonl."), format);
  return TRUE;
}

static gboolean
read_length (const char *text, guint32 *length, GError **error)
{
  gint64 duration;

  if (text == NULL)
    return TRUE;
  if (!tape_duration_parse (text, &duration) || duration < TAPE_SECOND || duration % TAPE_SECOND != 0
      || duration / TAPE_SECOND > G_MAXUINT32)
    return tape_command_usage (error, _ ("“%s” is not a length of bars: write 1s, 1m, 1h or 1d."), text);
  *length = (guint32)(duration / TAPE_SECOND);
  return TRUE;
}

/* Of no name between two commas nothing is meant. */
static char **
split_symbols (const char *symbols)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) parts = g_strsplit (symbols, ",", -1);

  for (char **part = parts; *part != NULL; part++)
    if (*g_strstrip (*part) != '\0')
      g_strv_builder_add (names, *part);
  return g_strv_builder_end (names);
}

static gboolean
read_options (const char *table, const char *path, Arguments *arguments, TapeExportOptions *options, GError **error)
{
  g_autoptr (GError) problem = NULL;

  options->table = tape_export_lookup (table, &problem);
  if (options->table == NULL)
    return tape_command_usage (error, "%s", problem->message);
  options->span = TAPE_SPAN_ALL;
  options->id = arguments->id;
  if (arguments->symbols != NULL)
    arguments->names = split_symbols (arguments->symbols);
  options->symbols = (const char *const *)arguments->names;
  if (!read_form (arguments->format, path, &options->form, error)
      || !read_length (arguments->length, &options->length, error)
      || !tape_command_bound ("--from", arguments->from, &options->span.from_date, &options->span.from, error)
      || !tape_command_bound ("--to", arguments->to, &options->span.to_date, &options->span.to, error))
    return FALSE;
  return tape_export_check (options, arguments->from, arguments->to, &problem)
         || tape_command_usage (error, "%s", problem->message);
}

/* --- The run --- */

static gboolean
is_standard_output (const char *path)
{
  return path == NULL || g_strcmp0 (path, "-") == 0;
}

static char *
describe_progress (gpointer data)
{
  guint64 rows;
  double share = tape_export_progress_get (data, &rows);

  return g_strdup_printf (_ ("%3.0f %%  %" G_GUINT64_FORMAT " rows"), share * 100, rows);
}

/* What was stored has nothing to do with it. */
static gboolean
explain_stop (const char *path, GError **error)
{
  if (!g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;
  g_clear_error (error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                       is_standard_output (path) ? _ ("Stopped before its end; not all rows were written.")
                                                 : _ ("Stopped before its end; no file was written."));
  return FALSE;
}

static gboolean
write_table (const char *table, const char *path, Arguments *arguments, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TapeExportProgress progress = { 0 };
  TapeExportOptions options = { 0 };
  gboolean to_terminal = is_standard_output (path) && isatty (STDOUT_FILENO);
  g_autofree char *database = NULL;
  TapeWatch *watch;
  gboolean done;

  if (!read_options (table, path, arguments, &options, error))
    return FALSE;
  database = tape_command_database (arguments->database, error);
  if (database == NULL)
    return FALSE;
  watch = tape_watch_start (cancellable, to_terminal ? NULL : describe_progress, &progress);
  done = tape_export_run (database, &options, path, &progress, cancellable, error);
  tape_watch_stop (watch);
  return done || explain_stop (path, error);
}

static char *
describe (void)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n_tables;

  tape_export_list (&n_tables);
  for (guint i = 0; i < n_tables; i++)
    g_string_append_printf (names, "\n  %s", tape_export_table_get_name (tape_export_get (i)));
  return g_strdup_printf (_ ("Writes a table of a database, as CSV or JSON lines. A file whose name ends in .gz is "
                             "compressed;\nit is there whole or not at all. Without a file it goes to standard output. "
                             "Tables:%s"),
                          names->str);
}

gboolean
tape_command_export (int argc, char **argv, GError **error)
{
  g_auto (Arguments) arguments = { 0 };
  const GOptionEntry entries[] = {
    { "db", 0, 0, G_OPTION_ARG_FILENAME, &arguments.database, N_ ("Database to read; without it the application's own"),
      N_ ("FILE") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &arguments.from, N_ ("First day at the instrument's exchange, or a time"),
      N_ ("DAY") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &arguments.to, N_ ("Last day, or a time that it ends before"), N_ ("DAY") },
    { "symbols", 0, 0, G_OPTION_ARG_STRING, &arguments.symbols, N_ ("Only these instruments"), N_ ("A,B") },
    { "id", 0, 0, G_OPTION_ARG_STRING, &arguments.id, N_ ("Of trades: only those of this id"), N_ ("ID") },
    { "length", 0, 0, G_OPTION_ARG_STRING, &arguments.length,
      N_ ("Of bars: only those as long as this, such as 1m; 1s is made of the trades"), N_ ("DURATION") },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &arguments.format,
      N_ ("csv or jsonl; without it JSON lines if the file's name ends in .jsonl, else CSV"), N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL,
  };
  g_autofree char *summary = describe ();

  return tape_command_parse (_ ("TABLE [FILE]"), summary, entries, &argc, &argv, 1, 2, error)
         && write_table (argv[1], argc > 2 ? argv[2] : NULL, &arguments, error);
}
