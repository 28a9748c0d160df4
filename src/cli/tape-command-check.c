/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/tape-command.h"
#include "cli/tape-retention-options.h"
#include "cli/tape-watch.h"
#include "store/tape-salvage.h"
#include "store/tape-store-check.h"

static void
put_count (TapeOutput *output, gint64 n)
{
  if (n < 0)
    tape_output_text (output, NULL);
  else
    tape_output_integer (output, n);
}

/* --- Checking. --- */

static gboolean
print_whole (TapeOutputFormat format, const TapeStoreCheck *result, GError **error)
{
  static const char *const columns[] = { "integrity", "trades", "bytes", "reclaimable_bytes", "schema", NULL };
  TapeOutput *output = tape_output_new (stdout, format, columns, TRUE);

  tape_output_text (output, result->integrity);
  put_count (output, result->trades);
  tape_output_integer (output, result->bytes);
  tape_output_integer (output, result->reclaimable_bytes);
  tape_output_integer (output, result->schema);
  return tape_output_close (output, error);
}

static gboolean
print_parts (TapeOutputFormat format, const TapeStoreCheck *result, GError **error)
{
  static const char *const columns[] = { "part", "rows", "integrity", NULL };
  TapeOutput *output = tape_output_new (stdout, format, columns, FALSE);

  for (guint i = 0; i < result->parts->len; i++)
    {
      const TapeStorePart *part = &g_array_index (result->parts, TapeStorePart, i);

      tape_output_text (output, part->name);
      put_count (output, part->rows);
      tape_output_text (output, part->problem != NULL ? part->problem : "ok");
    }
  return tape_output_close (output, error);
}

static gboolean
say_damaged (const char *path, const TapeStoreCheck *result, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  if (strcmp (result->integrity, "ok") == 0)
    return TRUE;
  g_set_error (
      error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_DAMAGED,
      _ ("“%s” is damaged. Keep it as it is; “tapectl check --db FILE --salvage NEWFILE” saves what can be read "
         "of it into a new one."),
      name);
  return FALSE;
}

/* Where it cannot even be opened there may be much in it still. */
static void
say_what_to_try (GError *problem, GError **error)
{
  if (g_error_matches (problem, TAPE_STORE_ERROR, TAPE_STORE_ERROR_FORMAT)
      || g_error_matches (problem, TAPE_STORE_ERROR, TAPE_STORE_ERROR_DAMAGED))
    g_set_error (
        error, problem->domain, problem->code,
        _ ("%s If Tapeline wrote it, “tapectl check --db FILE --salvage NEWFILE” saves what can be found in it."),
        problem->message);
  else
    g_set_error_literal (error, problem->domain, problem->code, problem->message);
}

static char *
describe_check (gpointer data)
{
  return g_strdup (_ ("Checking…"));
}

/* What can be given back is what is not used, and what retention would remove. */
static gboolean
count_reclaimable (const char *path, const TapeRetention *retention, TapeStoreCheck *result, GError **error)
{
  g_auto (TapeRetentionFacts) facts = { 0 };

  if (!tape_retention_facts_read (path, g_get_real_time (), &facts, NULL, error))
    return FALSE;
  result->reclaimable_bytes = tape_retention_get_freed (&facts, retention);
  return TRUE;
}

static gboolean
check (const char *path, const TapeRetention *retention, TapeOutputFormat format, gboolean parts, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) problem = NULL;
  g_auto (TapeStoreCheck) result = { 0 };
  TapeWatch *watch = tape_watch_start (cancellable, describe_check, NULL);
  gboolean done = tape_store_check (path, cancellable, &result, &problem);

  tape_watch_stop (watch);
  if (!done)
    {
      say_what_to_try (problem, error);
      return FALSE;
    }
  /* Of a damaged one there is nothing to forecast. */
  if (retention != NULL && strcmp (result.integrity, "ok") == 0 && !count_reclaimable (path, retention, &result, error))
    return FALSE;
  return (parts ? print_parts (format, &result, error) : print_whole (format, &result, error))
         && say_damaged (path, &result, error);
}

/* --- Saving what can be read. --- */

static char *
describe_salvage (gpointer data)
{
  gint64 rows = __atomic_load_n ((gint64 *)data, __ATOMIC_RELAXED);

  return g_strdup_printf (_ ("%" G_GINT64_FORMAT " rows saved"), rows);
}

static gboolean
print_report (TapeOutputFormat format, const TapeSalvageReport *report, GError **error)
{
  static const char *const columns[] = { "part", "damaged", "saved", "lost", NULL };
  TapeOutput *output = tape_output_new (stdout, format, columns, FALSE);

  for (guint i = 0; i < report->parts->len; i++)
    {
      const TapeSalvagePart *part = &g_array_index (report->parts, TapeSalvagePart, i);

      tape_output_text (output, part->name);
      tape_output_integer (output, part->damaged);
      tape_output_integer (output, part->saved);
      tape_output_integer (output, part->lost);
    }
  return tape_output_close (output, error);
}

static gboolean
salvage (const char *path, const char *to, TapeOutputFormat format, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (TapeSalvageReport) report = { 0 };
  g_autofree char *said = NULL;
  gint64 rows = 0;
  TapeWatch *watch = tape_watch_start (cancellable, describe_salvage, &rows);
  gboolean done = tape_salvage_run (path, to, &rows, &report, cancellable, error);

  tape_watch_stop (watch);
  if (!done || !print_report (format, &report, error))
    return FALSE;
  said = tape_salvage_report_describe (&report);
  fprintf (stderr, "%s\n", said);
  return TRUE;
}

gboolean
tape_command_check (int argc, char **argv, GError **error)
{
  g_autofree char *database = NULL;
  g_autofree char *format = NULL;
  g_autofree char *new_file = NULL;
  g_autofree char *path = NULL;
  g_auto (TapeRetentionArguments) keep = { 0 };
  TapeRetention retention;
  TapeOutputFormat output_format;
  gboolean parts = FALSE;
  const GOptionEntry entries[] = {
    { "db", 0, 0, G_OPTION_ARG_FILENAME, &database, N_ ("Database to check; the application's own if not given"),
      N_ ("FILE") },
    { "parts", 'p', 0, G_OPTION_ARG_NONE, &parts, N_ ("Say it of each table"), NULL },
    { "salvage", 0, 0, G_OPTION_ARG_FILENAME, &new_file,
      N_ ("Save what can be read of a damaged database into a new one; the damaged one stays as it is"),
      N_ ("NEWFILE") },
    TAPE_RETENTION_ENTRIES (keep),
    { "format", 'f', 0, G_OPTION_ARG_STRING, &format, N_ ("Form of the output: table, csv, json, jsonl"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL,
  };

  if (!tape_command_parse (
          NULL,
          _ ("Says whether a database is sound, how many trades it holds and how large it is.\n"
             "The exit status is 1 where it is not sound. With --keep-trades and the like, reclaimable_bytes "
             "counts what “tapectl retain” would give back with them; nothing is removed."),
          entries, &argc, &argv, 0, 0, error)
      || !tape_command_format (format, stdout, &output_format, error)
      || !tape_retention_arguments_read (&keep, &retention, error)
      || (path = tape_command_database (database, error)) == NULL)
    return FALSE;
  if (new_file != NULL)
    return salvage (path, new_file, output_format, error);
  return check (path, tape_retention_arguments_given (&keep) ? &retention : NULL, output_format, parts, error);
}
