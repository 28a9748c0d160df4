/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/tape-command.h"
#include "cli/tape-watch.h"
#include "store/tape-sql.h"

typedef struct
{
  TapeOutputFormat format;
  TapeOutput *output;
} Printer;

static void
print_columns (const char *const *names, guint n, gpointer data)
{
  Printer *printer = data;
  g_autofree const char **columns = g_new0 (const char *, n + 1);

  for (guint i = 0; i < n; i++)
    columns[i] = names[i];
  printer->output = tape_output_new (stdout, printer->format, columns, FALSE);
}

static void
print_value (TapeOutput *output, const TapeSqlValue *value)
{
  g_autofree char *text = NULL;

  switch (value->type)
    {
    case TAPE_SQL_NULL:
      tape_output_text (output, NULL);
      break;
    case TAPE_SQL_INTEGER:
      tape_output_integer (output, value->integer);
      break;
    case TAPE_SQL_REAL:
      tape_output_number (output, value->real);
      break;
    case TAPE_SQL_TEXT:
      tape_output_text (output, value->text);
      break;
    case TAPE_SQL_BLOB:
      text = g_base64_encode ((const guchar *)value->text, value->length);
      tape_output_text (output, text);
      break;
    }
}

static gboolean
print_row (const TapeSqlValue *values, guint n, gpointer data)
{
  Printer *printer = data;

  for (guint i = 0; i < n; i++)
    print_value (printer->output, &values[i]);
  return TRUE;
}

static gboolean
run (const char *sql, const char *database, const char *format, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *path = NULL;
  TapeWatch *watch;
  Printer printer = { 0 };
  gboolean done;

  if (!tape_command_format (format, stdout, &printer.format, error)
      || (path = tape_command_database (database, error)) == NULL)
    return FALSE;
  watch = tape_watch_start (cancellable, NULL, NULL);
  done = tape_sql_run (path, sql, NULL, print_columns, print_row, &printer, cancellable, error);
  tape_watch_stop (watch);
  if (printer.output == NULL)
    return done;
  return tape_output_close (printer.output, done ? error : NULL) && done;
}

gboolean
tape_command_sql (int argc, char **argv, GError **error)
{
  g_autofree char *database = NULL;
  g_autofree char *format = NULL;
  const GOptionEntry entries[] = {
    { "db", 0, 0, G_OPTION_ARG_FILENAME, &database, N_ ("Database to ask; the application's own if not given"),
      N_ ("FILE") },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &format, N_ ("Form of the output: table, csv, json, jsonl"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL,
  };

  return tape_command_parse (
             _ ("\"SELECT …\""),
             _ ("Asks a database, read-only; stops after 30 s or a million rows. The view “stocks” holds the trades."),
             entries, &argc, &argv, 1, 1, error)
         && run (argv[1], database, format, error);
}
