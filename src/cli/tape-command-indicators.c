/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "analytics/tape-indicator.h"
#include "base/tape-time.h"
#include "cli/tape-bar-table.h"
#include "cli/tape-command.h"
#include "cli/tape-stored-indicators.h"
#include "cli/tape-watch.h"
#include "feed/tape-feed.h"

/* Rows without indicators that are told one by one; the rest are counted. */
#define TOLD 10

/* What is known of one symbol: a state of all its bars, and one without the last, which a row of the same time replaces.
 * The states of its indicators follow each other in both. */
typedef struct
{
  gint64 start; /* of the last bar; TAPE_NO_TIME before the first */
  char *settled;
  char *latest;
} Series;

typedef struct
{
  GArray *indicators;
  gsize *offsets; /* of each indicator's state */
  gsize size;     /* of all of them */
  guint n_outputs;
  double *values;

  const char *path;
  TapeBarTable *table;
  TapeOutputFormat format;
  TapeOutput *output;
  GPtrArray *series;
  GString *text;
  guint64 n_rejected;
  guint64 n_replaced;
} Work;

static void
series_free (gpointer data)
{
  Series *series = data;

  if (series == NULL)
    return;
  g_free (series->settled);
  g_free (series->latest);
  g_free (series);
}

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->indicators, g_array_unref);
  g_clear_pointer (&work->offsets, g_free);
  g_clear_pointer (&work->values, g_free);
  g_clear_pointer (&work->table, tape_bar_table_free);
  g_clear_pointer (&work->series, g_ptr_array_unref);
  if (work->text != NULL)
    g_string_free (g_steal_pointer (&work->text), TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static const TapeIndicator *
get_indicator (const Work *work, guint index)
{
  return &g_array_index (work->indicators, TapeIndicator, index);
}

/* --- What is asked for --- */

static gboolean
parse_indicators (GArray *indicators, char **texts, GError **error)
{
  g_autoptr (GError) problem = NULL;

  for (; *texts != NULL; texts++)
    {
      TapeIndicator indicator;

      if (!tape_indicator_parse (&indicator, *texts, &problem))
        return tape_command_usage (error, "%s", problem->message);
      for (guint i = 0; i < indicators->len; i++)
        if (tape_indicator_equal (&g_array_index (indicators, TapeIndicator, i), &indicator))
          return tape_command_usage (error, _ ("“%s” is asked for twice; once is enough."), *texts);
      g_array_append_val (indicators, indicator);
    }
  return TRUE;
}

static guint
lay_out_states (Work *work)
{
  guint needs = TAPE_INDICATOR_NEEDS_CLOSE;

  work->offsets = g_new (gsize, work->indicators->len);
  for (guint i = 0; i < work->indicators->len; i++)
    {
      work->offsets[i] = work->size;
      work->size += tape_indicator_state_size (get_indicator (work, i));
      work->n_outputs += tape_indicator_count_outputs (get_indicator (work, i));
      needs |= get_indicator (work, i)->form->needs;
    }
  work->values = g_new (double, work->n_outputs + TAPE_INDICATOR_OUTPUTS);
  return needs;
}

static gboolean
has_column (GStrv columns, guint n, const char *name)
{
  for (guint i = 0; i < n; i++)
    if (strcmp (columns[i], name) == 0)
      return TRUE;
  return FALSE;
}

/* The input's columns, then those of the indicators. */
static GStrv
name_columns (Work *work, GError **error)
{
  guint n = tape_bar_table_count_columns (work->table), at = n;
  g_auto (GStrv) columns = g_new0 (char *, n + work->n_outputs + 1);
  gboolean is_number;

  for (guint i = 0; i < n; i++)
    columns[i] = g_strdup (tape_bar_table_get_column (work->table, i, &is_number));
  for (guint i = 0; i < work->indicators->len; i++)
    for (guint output = 0; output < tape_indicator_count_outputs (get_indicator (work, i)); output++)
      {
        columns[at] = tape_indicator_column (get_indicator (work, i), output);
        if (has_column (columns, n, columns[at]))
          {
            g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FORMAT,
                         _ ("“%s” has a column “%s” already; take it out, or ask for another indicator."), work->path,
                         columns[at]);
            return NULL;
          }
        at++;
      }
  return g_steal_pointer (&columns);
}

/* --- Rows --- */

static Series *
get_series (Work *work, guint32 symbol)
{
  Series *series;

  if (symbol >= work->series->len)
    g_ptr_array_set_size (work->series, (gint)symbol + 1);
  series = g_ptr_array_index (work->series, symbol);
  if (series == NULL)
    {
      series = g_new0 (Series, 1);
      series->start = TAPE_NO_TIME;
      series->settled = g_malloc0 (work->size);
      series->latest = g_malloc0 (work->size);
      g_ptr_array_index (work->series, symbol) = series;
    }
  return series;
}

static gboolean
refuse_order (Work *work, const TapeBarRow *row, GError **error)
{
  g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FORMAT,
               _ ("“%s”, line %" G_GINT64_FORMAT
                  ": the time is before that of the row of %s above. Indicators need the "
                  "oldest rows first; sort the file by time."),
               work->path, row->line, tape_bar_table_get_symbol (work->table, row->symbol));
  return FALSE;
}

static gboolean
update (Work *work, const TapeBarRow *row, GError **error)
{
  Series *series = get_series (work, row->symbol);
  double *values = work->values;

  if (row->bar.start < series->start)
    return refuse_order (work, row, error);
  if (row->bar.start > series->start)
    {
      char *settled = series->settled;

      series->settled = series->latest;
      series->latest = settled;
    }
  else
    work->n_replaced++;
  memcpy (series->latest, series->settled, work->size);
  series->start = row->bar.start;
  for (guint i = 0; i < work->indicators->len; i++)
    {
      tape_indicator_update (get_indicator (work, i), series->latest + work->offsets[i], &row->bar, values);
      values += tape_indicator_count_outputs (get_indicator (work, i));
    }
  return TRUE;
}

/* In CSV the fields are those of the file to the letter; elsewhere numbers are numbers. */
static void
print_field (Work *work, guint column, const TapeCsvField *field)
{
  gboolean is_number;
  char *end;
  double number;

  tape_bar_table_get_column (work->table, column, &is_number);
  g_string_truncate (work->text, 0);
  g_string_append_len (work->text, field->text, (gssize)field->length);
  number = g_ascii_strtod (work->text->str, &end);
  if (field->length == 0)
    tape_output_text (work->output, NULL);
  else if (work->format != TAPE_OUTPUT_CSV && is_number && *end == '\0' && isfinite (number))
    tape_output_number (work->output, number);
  else
    tape_output_text (work->output, work->text->str);
}

static void
print_row (Work *work, const TapeBarRow *row)
{
  for (guint i = 0; i < tape_bar_table_count_columns (work->table); i++)
    print_field (work, i, &row->fields[i]);
  for (guint i = 0; i < work->n_outputs; i++)
    tape_output_number (work->output, row->problem == NULL ? work->values[i] : NAN);
}

static void
tell_problem (Work *work, const TapeBarRow *row)
{
  if (work->n_rejected++ < TOLD)
    fprintf (stderr, _ ("“%s”, line %" G_GINT64_FORMAT ": %s It has no indicators.\n"), work->path, row->line,
             row->problem);
}

static void
tell_rest (const Work *work)
{
  if (work->n_rejected > TOLD)
    fprintf (stderr,
             ngettext ("%" G_GUINT64_FORMAT " row has no indicators; the first are named above.\n",
                       "%" G_GUINT64_FORMAT " rows have no indicators; the first are named above.\n", work->n_rejected),
             work->n_rejected);
  if (work->n_replaced > 0)
    fprintf (stderr,
             ngettext ("%" G_GUINT64_FORMAT " row has the time of the one above and took its place.\n",
                       "%" G_GUINT64_FORMAT " rows have the time of the one above and took its place.\n",
                       work->n_replaced),
             work->n_replaced);
}

static gboolean
print_rows (Work *work, GCancellable *cancellable, GError **error)
{
  gboolean found = TRUE;

  for (guint64 n = 1; found; n++)
    {
      TapeBarRow row;

      if (n % 1024 == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (!tape_bar_table_next (work->table, &row, &found, error))
        return FALSE;
      if (!found)
        break;
      if (row.problem != NULL)
        tell_problem (work, &row);
      else if (!update (work, &row, error))
        return FALSE;
      if (row.fields != NULL)
        print_row (work, &row);
    }
  tell_rest (work);
  return TRUE;
}

/* --- The command --- */

static gboolean
run (const char *path, GArray *indicators, const char *price, const char *format, GError **error)
{
  g_auto (Work) work = { .path = path, .indicators = g_array_ref (indicators) };
  g_auto (GStrv) columns = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TapeWatch *watch;
  gboolean done;

  if (!tape_command_format (format, stdout, &work.format, error))
    return FALSE;
  work.table = tape_bar_table_open (path, price, lay_out_states (&work), error);
  if (work.table == NULL || (columns = name_columns (&work, error)) == NULL)
    return FALSE;

  work.series = g_ptr_array_new_with_free_func (series_free);
  work.text = g_string_new (NULL);
  work.output = tape_output_new (stdout, work.format, (const char *const *)columns, FALSE);
  watch = tape_watch_start (cancellable, NULL, NULL);
  done = print_rows (&work, cancellable, error);
  tape_watch_stop (watch);
  return tape_output_close (g_steal_pointer (&work.output), done ? error : NULL) && done;
}

static gboolean
run_stored (const TapeStoredIndicators *stored, const GArray *indicators, const char *format, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TapeOutputFormat form;
  TapeWatch *watch;
  gboolean done;

  if (!tape_command_format (format, stdout, &form, error))
    return FALSE;
  watch = tape_watch_start (cancellable, NULL, NULL);
  done = tape_stored_indicators_print (stored, indicators, form, cancellable, error);
  tape_watch_stop (watch);
  return done;
}

/* Of a file or of a database, whichever it is. */
static gboolean
choose (
    int argc, char **argv, const TapeStoredIndicators *stored, const char *price, const char *format, GError **error)
{
  g_autoptr (GArray) indicators = g_array_new (FALSE, TRUE, sizeof (TapeIndicator));
  gboolean from_database = stored->symbol != NULL || stored->group != NULL;

  if (stored->symbol != NULL && stored->group != NULL)
    return tape_command_usage (error, "%s", _ ("Choose one of --symbol and --group."));
  if (from_database && price != NULL)
    return tape_command_usage (error, "%s", _ ("--column is for files; indicators of a database are over the close."));
  if (!from_database
      && (stored->database != NULL || stored->bars != NULL || stored->from != NULL || stored->to != NULL))
    return tape_command_usage (error, "%s", _ ("Say what of the database: --symbol SYMBOL or --group NAME."));
  if (!from_database && argc < 3)
    return tape_command_usage (error, _ ("“%s” needs more arguments."), argv[0]);
  if (!parse_indicators (indicators, argv + (from_database ? 1 : 2), error))
    return FALSE;
  return from_database ? run_stored (stored, indicators, format, error)
                       : run (argv[1], indicators, price, format, error);
}

/* The table of indicators, for the help. */
static char *
describe (void)
{
  GString *text = g_string_new (NULL);
  guint n_types;
  const TapeIndicatorType *const *types = tape_indicator_types (&n_types);

  g_string_append (text,
                   _ ("Prints a CSV file of bars with a column for each indicator; empty where there is no value "
                      "yet. Several symbols in one file are a series each.\nWith --symbol or --group it is the "
                      "bars of a database: of an instrument, or of the index of an industry, a country or a "
                      "technology, 100 where its members are at their previous close.\n\nIndicators, with their usual "
                      "parameters:"));
  for (guint i = 0; i < n_types; i++)
    {
      g_autofree char *usual = NULL;
      TapeIndicator indicator;

      if (!tape_indicator_parse (&indicator, types[i]->name, NULL))
        continue;
      usual = tape_indicator_print (&indicator);
      g_string_append_printf (text, "\n  %-18s %s", usual, _ (types[i]->title));
    }
  g_string_append (text, _ ("\n\nmin, max, mean, sum and stddev also take a span of time instead of a number of bars: "
                            "mean:5m."));
  return g_string_free (text, FALSE);
}

gboolean
tape_command_indicators (int argc, char **argv, GError **error)
{
  g_autofree char *price = NULL;
  g_autofree char *format = NULL;
  g_autofree char *summary = describe ();
  TapeStoredIndicators stored = { 0 };
  gboolean done;
  const GOptionEntry entries[] = {
    { "db", 0, 0, G_OPTION_ARG_FILENAME, &stored.database, N_ ("Database to read; the application's own if not given"),
      N_ ("FILE") },
    { "symbol", 0, 0, G_OPTION_ARG_STRING, &stored.symbol, N_ ("Instrument of the database"), N_ ("SYMBOL") },
    { "group", 0, 0, G_OPTION_ARG_STRING, &stored.group, N_ ("Industry, country or technology of the database"),
      N_ ("NAME") },
    { "bars", 0, 0, G_OPTION_ARG_STRING, &stored.bars, N_ ("Bars of the database: 1m, 1h, 1d; 1m if not given"),
      N_ ("LENGTH") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &stored.from, N_ ("First day, or first whole minute with its zone"),
      N_ ("D") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &stored.to, N_ ("Last day, or the minute to end before"), N_ ("D") },
    { "column", 'c', 0, G_OPTION_ARG_STRING, &price, N_ ("Column that is the price; close if not given"),
      N_ ("COLUMN") },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &format, N_ ("Form of the output: table, csv, json, jsonl"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL,
  };

  done = tape_command_parse (_ ("[FILE] INDICATOR…"), summary, entries, &argc, &argv, 1, G_MAXINT, error)
         && choose (argc, argv, &stored, price, format, error);
  tape_stored_indicators_clear (&stored);
  return done;
}
