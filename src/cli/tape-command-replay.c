/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/tape-command.h"
#include "cli/tape-replay-options.h"

static const char *const summary_columns[] = {
  "read",         "stored",  "rejected", "ignored",           "duplicates", "late",
  "late_dropped", "windows", "seconds",  "trades_per_second", NULL,
};

static gboolean
print_summary (FILE *file, TapeOutputFormat format, const TapeSessionSummary *summary, double seconds, GError **error)
{
  TapeOutput *output = tape_output_new (file, format, summary_columns, TRUE);

  tape_output_integer (output, (gint64)summary->read);
  tape_output_integer (output, (gint64)summary->stored);
  tape_output_integer (output, (gint64)summary->rejected);
  tape_output_integer (output, (gint64)summary->ignored);
  tape_output_integer (output, (gint64)summary->duplicates);
  tape_output_integer (output, (gint64)summary->late);
  tape_output_integer (output, (gint64)summary->late_dropped);
  tape_output_integer (output, (gint64)summary->windows);
  tape_output_number (output, (double)(gint64)(seconds * 1000 + 0.5) / 1000);
  tape_output_integer (output, seconds > 0 ? (gint64)((double)summary->stored / seconds) : 0);
  return tape_output_close (output, error);
}

static void
say_nothing_new (const TapeSessionSummary *summary)
{
  if (summary->read == 0)
    fprintf (stderr, "%s\n",
             _ ("Nothing new: all of it is in the database already. --again takes the files as new sources."));
}

/* Whatever is told of sides after this run is an estimate, at least in part. */
static void
say_estimated (const TapeReplayArguments *arguments)
{
  if (arguments->tick_rule)
    fprintf (stderr, "%s\n", _ ("Sides that the files do not tell are estimated by the tick rule."));
}

static gboolean
replay (TapeReplayArguments *arguments, char **paths, const char *database, GError **error)
{
  gboolean prints_windows = arguments->window != NULL, prints_firings = arguments->alerts != NULL;
  /* Windows, or what alerts found, are the data where they are asked for; the summary then goes to standard error. */
  FILE *summary_file = prints_windows || prints_firings ? stderr : stdout;
  TapeSessionSummary summary;
  TapeOutputFormat format, summary_format;
  double seconds;

  if (prints_windows && prints_firings)
    return tape_command_usage (error, _ ("--window and --alert both print: leave out one of them."));
  if (!tape_command_format (arguments->format, stdout, &format, error)
      || !tape_command_format (arguments->format, summary_file, &summary_format, error)
      || !tape_replay_run (arguments, paths, database, prints_windows ? &format : NULL, prints_firings ? &format : NULL,
                           &summary, &seconds, error)
      || !print_summary (summary_file, summary_format, &summary, seconds, error))
    return FALSE;
  say_estimated (arguments);
  say_nothing_new (&summary);
  return TRUE;
}

gboolean
tape_command_replay (int argc, char **argv, GError **error)
{
  TapeReplayArguments arguments = { 0 };
  g_autofree char *database = NULL;
  const GOptionEntry entries[] = {
    { "db", 0, 0, G_OPTION_ARG_FILENAME, &database, N_ ("Database to store into; without it nothing is kept"),
      N_ ("FILE") },
    { "speed", 's', 0, G_OPTION_ARG_STRING, &arguments.speed, N_ ("Times the recorded pace, or max"), N_ ("X") },
    { "again", 0, 0, G_OPTION_ARG_NONE, &arguments.again, N_ ("Take the files as new sources, even if they are known"),
      NULL },
    { "tick-rule", 0, 0, G_OPTION_ARG_NONE, &arguments.tick_rule,
      N_ ("Estimate sides that the files do not tell: a buy where the price rose, a sell where it fell"), NULL },
    { "alert", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments.alerts,
      N_ ("Print what this alert rule finds, such as “everything moves ±1 % against previous close”; may be given "
          "again"),
      N_ ("RULE") },
    { "explain", 0, 0, G_OPTION_ARG_NONE, &arguments.explain, N_ ("Say of each alert what it was decided on"), NULL },
    TAPE_REPLAY_ENTRIES (arguments),
    G_OPTION_ENTRY_NULL,
  };
  gboolean done = tape_command_parse (
      _ ("FILE…"),
      _ ("Runs files (CSV or JSON lines, either gzipped) through the engine into a database, and prints a summary.\n"
         "A file that was read before goes on where it was. What --alert finds is logged in the database, too, and "
         "never "
         "told."),
      entries, &argc, &argv, 1, G_MAXINT, error);

  done = done && replay (&arguments, argv + 1, database, error);
  tape_replay_arguments_clear (&arguments);
  return done;
}
