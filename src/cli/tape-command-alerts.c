/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/tape-alerts-log.h"
#include "cli/tape-alerts-rules.h"
#include "cli/tape-alerts-try.h"
#include "cli/tape-command.h"

/* The first argument says which; it is run with the arguments from its own name on. */
static const TapeCommand commands[] = {
  { "list", "", N_ ("Print the rules, as a table or as a file of rules"), tape_alerts_list },
  { "add", "[RULE]", N_ ("Add a rule, or those of a file on standard input"), tape_alerts_add },
  { "remove", "NUMBER…", N_ ("Remove rules"), tape_alerts_remove },
  { "try", "RULE", N_ ("Run a rule over what is stored and print what it would have found"), tape_alerts_try },
  { "log", "", N_ ("Print what rules found, and why"), tape_alerts_log },
};

static void
print_help (void)
{
  printf ("%s\n  tapectl alerts %s\n\n%s\n\n%s\n", _ ("Usage:"), _ ("COMMAND [ARGUMENT…]"),
          _ ("Rules of alerts in their one-line form, such as “AAPL moves ±5 % against previous close, once a day”."),
          _ ("Commands:"));
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    printf ("  %-7s %s%*s %s\n", commands[i].name, commands[i].arguments,
            10 - (int)g_utf8_strlen (commands[i].arguments, -1), "", _ (commands[i].summary));
  printf ("\n%s\n", _ ("“tapectl alerts COMMAND --help” tells all of one; “man tapectl” how rules are written."));
}

gboolean
tape_command_alerts (int argc, char **argv, GError **error)
{
  if (argc < 2)
    return tape_command_usage (error, _ ("“%s” needs more arguments."), argv[0]);
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0 || strcmp (argv[1], "help") == 0)
    {
      print_help ();
      return TRUE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (argv[1], commands[i].name) == 0)
      {
        g_autofree char *name = g_strdup_printf ("alerts %s", commands[i].name);

        argv[1] = name;
        return commands[i].run (argc - 1, argv + 1, error);
      }
  return tape_command_usage (error, _ ("There is no command “%s” of alerts."), argv[1]);
}
