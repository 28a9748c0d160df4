/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/tape-command.h"

#include <glib/gi18n.h>
#include <string.h>

#include "feed/tape-clock-text.h"
#include "pipeline/tape-home.h"

G_DEFINE_QUARK (tape - command - error - quark, tape_command_error)

gboolean
tape_command_usage (GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, TAPE_COMMAND_ERROR, TAPE_COMMAND_ERROR_USAGE, message);
  return FALSE;
}

gboolean
tape_command_parse (const char *arguments,
                    const char *summary,
                    const GOptionEntry *entries,
                    int *argc,
                    char ***argv,
                    int min,
                    int max,
                    GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (arguments);
  g_autoptr (GError) problem = NULL;
  g_autofree char *program = g_strdup_printf ("tapectl %s", (*argv)[0]);
  char *name = (*argv)[0];
  gboolean parsed;

  g_set_prgname (program);
  g_option_context_set_summary (context, summary);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  parsed = g_option_context_parse (context, argc, argv, &problem);
  g_set_prgname ("tapectl");
  if (!parsed)
    return tape_command_usage (error, "%s", problem->message);

  /* What follows a lone -- are arguments, whatever they look like. */
  if (*argc > 1 && g_strcmp0 ((*argv)[1], "--") == 0)
    {
      (*argv)++;
      (*argc)--;
      (*argv)[0] = name;
    }
  if (*argc - 1 < min)
    return tape_command_usage (error, _ ("“%s” needs more arguments."), name);
  if (*argc - 1 > max)
    return tape_command_usage (error, _ ("“%s” does not take the argument “%s”."), name, (*argv)[max + 1]);
  return TRUE;
}

gboolean
tape_command_format (const char *name, FILE *file, TapeOutputFormat *format, GError **error)
{
  if (tape_output_format_parse (name, file, format))
    return TRUE;
  return tape_command_usage (error, _ ("There is no format “%s”: choose table, csv, json or jsonl."), name);
}

gboolean
tape_command_bound (const char *option, const char *text, gint32 *date, gint64 *time, GError **error)
{
  TapeClockText clock = { 0 };
  TapeClockTime read;

  if (text == NULL)
    return TRUE;
  if (!tape_clock_text_parse (&clock, text, strlen (text), &read))
    return tape_command_usage (
        error, _ ("%s takes a day such as 2013-10-07, or a time such as 2013-10-07T13:30Z, not “%s”."), option, text);
  if (read.date_only)
    *date = (gint32)(tape_time_floor (read.time, TAPE_DAY) / TAPE_DAY);
  else if (read.local)
    return tape_command_usage (error, _ ("“%s” could be a time of any zone. Write Z behind it for UTC, or +02:00."),
                               text);
  else
    *time = read.time;
  return TRUE;
}

char *
tape_command_database (const char *path, GError **error)
{
  g_autofree char *own = tape_home_main ();

  if (path != NULL)
    return g_strdup (path);
  if (g_file_test (own, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&own);
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
               _ ("The application has no database of live trades yet (%s). Name one with --db FILE."), own);
  return NULL;
}
