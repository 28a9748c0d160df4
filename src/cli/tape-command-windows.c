/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/tape-command.h"
#include "cli/tape-replay-options.h"

static gboolean
print_windows (TapeReplayArguments *arguments, char **paths, GError **error)
{
  TapeSessionSummary summary;
  TapeOutputFormat format;
  double seconds;

  if (!tape_command_format (arguments->format, stdout, &format, error))
    return FALSE;
  if (arguments->window == NULL)
    arguments->window = g_strdup ("1m");
  return tape_replay_run (arguments, paths, NULL, &format, NULL, &summary, &seconds, error);
}

gboolean
tape_command_windows (int argc, char **argv, GError **error)
{
  TapeReplayArguments arguments = { 0 };
  const GOptionEntry entries[] = {
    TAPE_REPLAY_ENTRIES (arguments),
    G_OPTION_ENTRY_NULL,
  };
  gboolean done = tape_command_parse (
      _ ("FILE…"),
      _ ("Prints the windows over files of trades, of one minute unless --window says otherwise, and stores nothing."),
      entries, &argc, &argv, 1, G_MAXINT, error);

  done = done && print_windows (&arguments, argv + 1, error);
  tape_replay_arguments_clear (&arguments);
  return done;
}
