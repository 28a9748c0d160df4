/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/tape-command.h"
#include "cli/tape-watch.h"
#include "feed/tape-preview.h"
#include "pipeline/tape-import.h"
#include "pipeline/tape-home.h"

/* Rows that would be rejected are named, so many of them. */
#define ERRORS_SHOWN 5

typedef struct
{
  char *database;
  char **map;
  char *format;
  gboolean preview;
  gboolean again;
} Arguments;

static void
arguments_clear (Arguments *self)
{
  g_free (self->database);
  g_strfreev (self->map);
  g_free (self->format);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

/* --- The preview: what is taken for what, on standard error --- */

static void
say_columns (const TapePreview *preview)
{
  g_autoptr (GString) read = g_string_new (NULL);
  g_autoptr (GString) left = g_string_new (NULL);

  for (guint i = 0; i < preview->columns->len; i++)
    {
      const TapePreviewColumn *column = preview->columns->pdata[i];
      const char *field = column->field == TAPE_FIELD_NONE ? NULL : tape_field_get_name (column->field);
      GString *list = field == NULL ? left : read;

      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", column->name);
      if (field != NULL && g_strcmp0 (field, column->name) != 0)
        g_string_append_printf (list, "→%s", field);
    }
  fprintf (stderr, _ ("  read: %s\n"), read->str);
  if (preview->symbol != NULL)
    fprintf (stderr, _ ("  symbol of all rows: %s\n"), preview->symbol);
  if (left->len > 0)
    fprintf (stderr, _ ("  not read: %s\n"), left->str);
}

static void
say_errors (const TapePreview *preview)
{
  guint64 looked = preview->n_trades + preview->n_bars + preview->n_rejected + preview->n_ignored;

  if (preview->n_rejected == 0)
    return;
  fprintf (stderr, _ ("  of %" G_GUINT64_FORMAT " rows, %" G_GUINT64_FORMAT " would be rejected:\n"), looked,
           preview->n_rejected);
  for (guint i = 0; i < MIN (preview->errors->len, ERRORS_SHOWN); i++)
    {
      const TapePreviewRow *row = preview->errors->pdata[i];

      fprintf (stderr, _ ("    line %" G_GINT64_FORMAT ": %s\n"), row->line, row->reason);
    }
  if (preview->n_rejected > ERRORS_SHOWN)
    fprintf (stderr, "    …\n");
}

static void
say_preview (const TapePreview *preview)
{
  g_autofree char *name = g_filename_display_basename (preview->path);
  g_autofree char *count = g_strdup_printf ("%" G_GUINT64_FORMAT, preview->n_estimated);

  if (preview->whole)
    fprintf (stderr, preview->json ? _ ("%s: JSON lines, rows: %s\n") : _ ("%s: CSV, rows: %s\n"), name, count);
  else
    fprintf (stderr, preview->json ? _ ("%s: JSON lines, rows: about %s\n") : _ ("%s: CSV, rows: about %s\n"), name,
             count);
  say_columns (preview);
  say_errors (preview);
}

/* --- The preview: the first rows, on standard output --- */

static const char *const trade_columns[]
    = { "line", "event_time", "symbol", "price", "quantity", "side", "trade_id", "reason", NULL };
static const char *const bar_columns[]
    = { "line", "start", "symbol", "length", "open", "high", "low", "close", "volume", "reason", NULL };

static void
print_trade (TapeOutput *output, const TapePreviewRow *row)
{
  static const char *const sides[TAPE_N_SIDES] = { "unknown", "buy", "sell" };

  tape_output_integer (output, row->line);
  tape_output_time (output, row->trade.event_time);
  tape_output_text (output, row->symbol);
  tape_output_number (output, row->trade.price);
  tape_output_number (output, row->trade.quantity);
  tape_output_text (output, sides[row->trade.side]);
  tape_output_text (output, row->id);
  tape_output_text (output, NULL);
}

static void
print_bar (TapeOutput *output, const TapePreviewRow *row)
{
  g_autofree char *length = tape_duration_format (row->bar.length * TAPE_SECOND);
  const double numbers[] = { row->bar.open, row->bar.high, row->bar.low, row->bar.close, row->bar.volume };

  tape_output_integer (output, row->line);
  tape_output_time (output, row->bar.start);
  tape_output_text (output, row->symbol);
  tape_output_text (output, length);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    tape_output_number (output, numbers[i]);
  tape_output_text (output, NULL);
}

static void
print_error (TapeOutput *output, const TapePreviewRow *row, guint n_columns)
{
  tape_output_integer (output, row->line);
  for (guint i = 2; i < n_columns; i++)
    tape_output_text (output, NULL);
  tape_output_text (output, row->reason);
}

static gboolean
print_preview (const TapePreview *preview, TapeOutputFormat format, GError **error)
{
  gboolean bars = preview->n_bars > preview->n_trades;
  TapeOutput *output = tape_output_new (stdout, format, bars ? bar_columns : trade_columns, FALSE);

  for (guint i = 0; i < preview->rows->len; i++)
    {
      const TapePreviewRow *row = preview->rows->pdata[i];

      if (row->kind == TAPE_ROW_BAR && bars)
        print_bar (output, row);
      else if (row->kind == TAPE_ROW_TRADE && !bars)
        print_trade (output, row);
    }
  for (guint i = 0; i < preview->errors->len; i++)
    print_error (output, preview->errors->pdata[i],
                 bars ? G_N_ELEMENTS (bar_columns) - 1 : G_N_ELEMENTS (trade_columns) - 1);
  return tape_output_close (output, error);
}

static gboolean
preview_files (char **paths, const Arguments *arguments, TapeOutputFormat format, GError **error)
{
  for (; *paths != NULL; paths++)
    {
      g_autoptr (TapePreview) preview = tape_preview_new (*paths, (const char *const *)arguments->map, NULL, error);

      if (preview == NULL)
        return FALSE;
      say_preview (preview);
      if (arguments->preview && !print_preview (preview, format, error))
        return FALSE;
    }
  return TRUE;
}

/* --- The import --- */

static const char *const summary_columns[]
    = { "read", "stored", "rejected", "ignored", "duplicates", "seconds", "rows_per_second", NULL };

static gboolean
print_summary (TapeOutputFormat format, const TapeSessionSummary *summary, double seconds, GError **error)
{
  TapeOutput *output = tape_output_new (stdout, format, summary_columns, TRUE);

  tape_output_integer (output, (gint64)summary->read);
  tape_output_integer (output, (gint64)summary->stored);
  tape_output_integer (output, (gint64)summary->rejected);
  tape_output_integer (output, (gint64)summary->ignored);
  tape_output_integer (output, (gint64)summary->duplicates);
  tape_output_number (output, (double)(gint64)(seconds * 1000 + 0.5) / 1000);
  tape_output_integer (output, seconds > 0 ? (gint64)((double)summary->stored / seconds) : 0);
  if (summary->read == 0)
    fprintf (stderr, "%s\n",
             _ ("Nothing new: all of it is in the database already. --again takes the files as new sources."));
  return tape_output_close (output, error);
}

static char *
describe_progress (gpointer data)
{
  guint64 rows;
  double progress = tape_import_get_progress (data, &rows);

  return progress < 0 ? NULL : g_strdup_printf (_ ("%3.0f %%  %" G_GUINT64_FORMAT " rows"), progress * 100, rows);
}

static gboolean
import_files (char **paths, const Arguments *arguments, TapeOutputFormat format, GError **error)
{
  /* Into a database that was named whatever was meant goes; the application's own keeps what is real. */
  const TapeImportOptions options = { .map = (const char *const *)arguments->map,
                                      .again = arguments->again,
                                      .simulated = arguments->database != NULL };
  g_autofree char *database = arguments->database != NULL ? g_strdup (arguments->database) : tape_home_main ();
  g_autoptr (TapeImport) run = tape_import_new (database, (const char *const *)paths, &options);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TapeWatch *watch = tape_watch_start (cancellable, describe_progress, run);
  gint64 start = g_get_monotonic_time ();
  TapeSessionSummary summary;
  gboolean done = tape_import_run (run, &summary, cancellable, error);

  tape_watch_stop (watch);
  return done && print_summary (format, &summary, (double)(g_get_monotonic_time () - start) / TAPE_SECOND, error);
}

gboolean
tape_command_import (int argc, char **argv, GError **error)
{
  g_auto (Arguments) arguments = { 0 };
  const GOptionEntry entries[] = {
    { "db", 0, 0, G_OPTION_ARG_FILENAME, &arguments.database,
      N_ ("Database to store into; without it the application's own"), N_ ("FILE") },
    { "map", 'm', 0, G_OPTION_ARG_STRING_ARRAY, &arguments.map, N_ ("Read a column as a field, such as Kurs=price"),
      N_ ("COLUMN=FIELD") },
    { "preview", 'n', 0, G_OPTION_ARG_NONE, &arguments.preview,
      N_ ("Print what would be read, the first rows and what is wrong with which row, and store nothing"), NULL },
    { "again", 0, 0, G_OPTION_ARG_NONE, &arguments.again, N_ ("Take the files as new sources, even if they are known"),
      NULL },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &arguments.format, N_ ("Form of the output: table, csv, json, jsonl"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL,
  };
  TapeOutputFormat format;

  return tape_command_parse (_ ("FILE…"),
                             _ ("Puts the trades or bars of files (CSV or JSON lines, either gzipped) into the "
                                "application's own database, "
                                "where\nnothing replayed ever goes, and prints a summary. Each row is stored once: a "
                                "file that is known "
                                "goes on where it was.\nWhat is taken for what is said before it begins."),
                             entries, &argc, &argv, 1, G_MAXINT, error)
         && tape_command_format (arguments.format, stdout, &format, error)
         && preview_files (argv + 1, &arguments, format, error)
         && (arguments.preview || import_files (argv + 1, &arguments, format, error));
}
