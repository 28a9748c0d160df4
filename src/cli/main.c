/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tapectl: the engine and the store without a display. */

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

#include "cli/tape-command.h"
#include "feed/tape-feed.h"

static const TapeCommand commands[] = {
  { "simulate", "--trades N", N_ ("Write simulated trades; the same seed gives the same bytes"),
    tape_command_simulate },
  { "replay", "FILE…", N_ ("Run files of trades or bars through the engine into a database"), tape_command_replay },
  { "windows", "FILE…", N_ ("Print the windows over files of trades and store nothing"), tape_command_windows },
  { "analyze", "NAME", N_ ("Growth, volumes, movers, buyers and sellers of what a database holds"),
    tape_command_analyze },
  { "alerts", "COMMAND", N_ ("Rules of alerts: list, add, remove and try them; what they found"), tape_command_alerts },
  { "indicators", "[FILE] INDICATOR…", N_ ("Add moving averages and other indicators to bars of a file or a database"),
    tape_command_indicators },
  { "export", "TABLE [FILE]", N_ ("Write trades, bars or an analysis of a database into a file"), tape_command_export },
  { "import", "FILE…", N_ ("Put the trades or bars of files into the application's own database"),
    tape_command_import },
  { "quote", "[SYMBOL…]", N_ ("Ask a market-data service for the latest prices"), tape_command_quote },
  { "publish", "FILE…|FEED", N_ ("Write trades into a topic of a Kafka cluster"), tape_command_publish },
  { "sql", "\"SELECT …\"", N_ ("Ask a database, read-only"), tape_command_sql },
  { "tail", "FEED", N_ ("Print messages of a feed as they came, and what was made of them"), tape_command_tail },
  { "retain", "", N_ ("Remove what is older than you want to keep it, and give the space back"), tape_command_retain },
  { "check", "", N_ ("Say whether a database is sound and how large it is, or save what can be read of it"),
    tape_command_check },
};

static void
print_help (FILE *file)
{
  fprintf (file, "%s\n  tapectl %s\n\n%s\n", _ ("Usage:"), _ ("COMMAND [ARGUMENT…]"), _ ("Commands:"));
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    fprintf (file, "  %-10s %s%*s %s\n", commands[i].name, commands[i].arguments,
             15 - (int)g_utf8_strlen (commands[i].arguments, -1), "", _ (commands[i].summary));
  fprintf (file, "\n%s\n", _ ("“tapectl COMMAND --help” tells all of one; “tapectl --version” the version."));
}

/* Wrong usage is what the command says of its arguments, and what a feed says of its options. */
static gboolean
is_usage (const GError *error)
{
  return g_error_matches (error, TAPE_COMMAND_ERROR, TAPE_COMMAND_ERROR_USAGE)
         || g_error_matches (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION);
}

static int
run_command (const TapeCommand *command, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (command->run (argc, argv, &error))
    return 0;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    fprintf (stderr, _ ("tapectl %s: stopped before its end; what was stored stays stored.\n"), command->name);
  else
    fprintf (stderr, "tapectl %s: %s\n", command->name, error->message);
  if (!is_usage (error))
    return 1;
  fprintf (stderr, _ ("“tapectl %s --help” tells how it is used.\n"), command->name);
  return 2;
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, TAPE_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (argc > 1 && (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0 || strcmp (argv[1], "help") == 0))
    {
      print_help (stdout);
      return 0;
    }
  if (argc > 1 && strcmp (argv[1], "--version") == 0)
    {
      printf ("tapectl %s\n", TAPE_VERSION);
      return 0;
    }
  for (gsize i = 0; argc > 1 && i < G_N_ELEMENTS (commands); i++)
    if (strcmp (argv[1], commands[i].name) == 0)
      return run_command (&commands[i], argc - 1, argv + 1);

  if (argc > 1)
    fprintf (stderr, _ ("tapectl: there is no command “%s”.\n"), argv[1]);
  print_help (stderr);
  return 2;
}
