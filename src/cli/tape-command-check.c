/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/tape-command.h"
#include "store/tape-store-check.h"

static gboolean
check (const char *database, const char *format, GError **error)
{
  static const char *const columns[] = { "integrity", "trades", "bytes", "reclaimable_bytes", "schema", NULL };
  g_auto (TapeStoreCheck) result = { 0 };
  g_autofree char *path = NULL;
  TapeOutputFormat output_format;
  TapeOutput *output;

  if (!tape_command_format (format, stdout, &output_format, error)
      || (path = tape_command_database (database, error)) == NULL || !tape_store_check (path, &result, error))
    return FALSE;

  output = tape_output_new (stdout, output_format, columns, TRUE);
  tape_output_text (output, result.integrity);
  if (result.trades < 0)
    tape_output_text (output, NULL);
  else
    tape_output_integer (output, result.trades);
  tape_output_integer (output, result.bytes);
  tape_output_integer (output, result.reclaimable_bytes);
  tape_output_integer (output, result.schema);
  if (!tape_output_close (output, error))
    return FALSE;

  if (strcmp (result.integrity, "ok") == 0)
    return TRUE;
  g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_DAMAGED,
               _ ("“%s” is damaged. Keep a copy of it; what can still be read can be asked for with “tapectl sql”."),
               path);
  return FALSE;
}

gboolean
tape_command_check (int argc, char **argv, GError **error)
{
  g_autofree char *database = NULL;
  g_autofree char *format = NULL;
  const GOptionEntry entries[] = {
    { "db", 0, 0, G_OPTION_ARG_FILENAME, &database, N_ ("Database to check; the application's own if not given"),
      N_ ("FILE") },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &format, N_ ("Form of the output: table, csv, json, jsonl"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL,
  };

  return tape_command_parse (NULL,
                             _ ("Says whether a database is sound, how many trades it holds and how large it is."),
                             entries, &argc, &argv, 0, 0, error)
         && check (database, format, error);
}
