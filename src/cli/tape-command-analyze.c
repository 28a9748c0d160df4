/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/tape-command.h"
#include "cli/tape-watch.h"
#include "pipeline/tape-analyze.h"

/* The options that analyses take, by their names. */
typedef enum
{
  OPTION_WEIGHT,
  OPTION_BY,
  OPTION_ROWS,
  OPTION_COLUMNS,
  OPTION_RANKING,
  OPTION_TOP,
  N_OPTIONS
} Option;

static const char *const option_names[N_OPTIONS] = { "weight", "by", "rows", "columns", "ranking", "top" };

typedef struct
{
  char *database;
  char *from;
  char *to;
  char *options[N_OPTIONS];
  char *format;
} Arguments;

static void
arguments_clear (Arguments *self)
{
  g_free (self->database);
  g_free (self->from);
  g_free (self->to);
  for (Option i = 0; i < N_OPTIONS; i++)
    g_free (self->options[i]);
  g_free (self->format);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

/* --- What is asked --- */

static gboolean
read_query (const char *name, const Arguments *arguments, TapeAnalysisQuery *query, GError **error)
{
  g_autoptr (GError) problem = NULL;
  const TapeAnalysis *analysis = tape_analysis_lookup (name, &problem);

  if (analysis == NULL)
    return tape_command_usage (error, "%s", problem->message);
  tape_analysis_query_init (query, analysis);
  for (Option i = 0; i < N_OPTIONS; i++)
    if (arguments->options[i] != NULL
        && !tape_analysis_query_set (query, option_names[i], arguments->options[i], &problem))
      return tape_command_usage (error, "%s", problem->message);

  if ((arguments->from != NULL || arguments->to != NULL) && !(tape_analysis_get_options (analysis) & TAPE_OPTION_SPAN))
    return tape_command_usage (error, _ ("The analysis “%s” looks at the newest only: leave out --from and --to."),
                               name);
  if (!tape_command_bound ("--from", arguments->from, &query->span.from_date, &query->span.from, error)
      || !tape_command_bound ("--to", arguments->to, &query->span.to_date, &query->span.to, error))
    return FALSE;
  return tape_span_check (&query->span, arguments->from, arguments->to, &problem)
         || tape_command_usage (error, "%s", problem->message);
}

/* --- What is found --- */

static void
print_cell (TapeOutput *output, const TapeAnalysisResult *result, gsize row, guint column)
{
  char date[TAPE_TIME_TEXT];

  switch (tape_analysis_result_get_column (result, column)->kind)
    {
    case TAPE_COLUMN_TEXT:
      tape_output_text (output, tape_analysis_result_get_text (result, row, column));
      break;
    case TAPE_COLUMN_COUNT:
      tape_output_integer (output, tape_analysis_result_get_integer (result, row, column));
      break;
    case TAPE_COLUMN_QUANTITY:
    case TAPE_COLUMN_PRICE:
    case TAPE_COLUMN_FRACTION:
      tape_output_number (output, tape_analysis_result_get_number (result, row, column));
      break;
    case TAPE_COLUMN_DAY:
      tape_time_format_date ((gint32)tape_analysis_result_get_integer (result, row, column), date);
      tape_output_text (output, date);
      break;
    case TAPE_COLUMN_TIME:
      tape_output_time (output, tape_analysis_result_get_integer (result, row, column));
      break;
    }
}

static gboolean
print_result (const TapeAnalysisResult *result, TapeOutputFormat format, GError **error)
{
  guint n = tape_analysis_result_get_n_columns (result);
  g_autofree const char **columns = g_new0 (const char *, n + 1);
  TapeOutput *output;

  for (guint i = 0; i < n; i++)
    columns[i] = tape_analysis_result_get_column (result, i)->name;
  output = tape_output_new (stdout, format, columns, FALSE);
  for (gsize row = 0; row < tape_analysis_result_get_n_rows (result); row++)
    for (guint i = 0; i < n; i++)
      print_cell (output, result, row, i);
  return tape_output_close (output, error);
}

/* An empty table is no error, but what was asked may be. */
static gboolean
explain_empty (TapeReader *reader, const char *database, const Arguments *arguments, gboolean found, GError **error)
{
  char first_text[TAPE_TIME_TEXT];
  char last_text[TAPE_TIME_TEXT];
  gint64 first;
  gint64 last;

  if (found)
    {
      fprintf (stderr, "%s\n", _ ("Something was traded in the span, but nothing that this analysis counts."));
      return TRUE;
    }
  if (!tape_reader_get_span (reader, &first, &last, NULL, error))
    return FALSE;
  tape_time_format (first, first_text);
  tape_time_format (last, last_text);
  if (first == TAPE_NO_TIME)
    fprintf (stderr, _ ("“%s” holds no trades yet. “tapectl replay FILE --db %s” stores some.\n"), database, database);
  else if (arguments->from != NULL && arguments->to != NULL)
    fprintf (stderr, _ ("No trades from %s to %s; the database holds %s to %s.\n"), arguments->from, arguments->to,
             first_text, last_text);
  else if (arguments->from != NULL)
    fprintf (stderr, _ ("No trades from %s on; the database holds %s to %s.\n"), arguments->from, first_text,
             last_text);
  else
    fprintf (stderr, _ ("No trades up to %s; the database holds %s to %s.\n"), arguments->to, first_text, last_text);
  return TRUE;
}

/* On standard error: what is printed has its columns. */
static void
say_estimates (const TapeAnalysisResult *result)
{
  guint64 n_trades;
  guint64 n_estimates = tape_analysis_result_get_estimates (result, &n_trades);

  if (n_estimates > 0)
    fprintf (stderr, _ ("sides estimated by the tick rule: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " trades\n"),
             n_estimates, n_trades);
}

static gboolean
analyze (const TapeAnalysisQuery *query, const Arguments *arguments, GCancellable *cancellable, GError **error)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeAnalysisResult) result = NULL;
  g_autoptr (TapeReader) reader = NULL;
  g_autofree char *path = NULL;
  TapeOutputFormat format;
  gboolean found;

  if (!tape_command_format (arguments->format, stdout, &format, error)
      || (path = tape_command_database (arguments->database, error)) == NULL
      || (reader = tape_reader_open (path, error)) == NULL || !tape_reader_load_universe (reader, universe, error)
      || (result = tape_analyze (reader, universe, query, &found, cancellable, error)) == NULL)
    return FALSE;
  if (tape_analysis_result_get_n_rows (result) == 0 && !explain_empty (reader, path, arguments, found, error))
    return FALSE;
  if (!print_result (result, format, error))
    return FALSE;
  say_estimates (result);
  return TRUE;
}

static gboolean
run (const char *name, const Arguments *arguments, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TapeAnalysisQuery query;
  TapeWatch *watch;
  gboolean done;

  if (!read_query (name, arguments, &query, error))
    return FALSE;
  watch = tape_watch_start (cancellable, NULL, NULL);
  done = analyze (&query, arguments, cancellable, error);
  tape_watch_stop (watch);
  return done;
}

static char *
make_summary (void)
{
  GString *summary = g_string_new (_ ("Analyses what a database holds:"));
  guint n;
  const TapeAnalysis *const *analyses = tape_analysis_list (&n);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (summary, "\n  %-22s  %s", tape_analysis_get_name (analyses[i]),
                            tape_analysis_get_summary (analyses[i]));
  return g_string_free (summary, FALSE);
}

gboolean
tape_command_analyze (int argc, char **argv, GError **error)
{
  g_auto (Arguments) arguments = { 0 };
  g_autofree char *summary = make_summary ();
  const GOptionEntry entries[] = {
    { "db", 0, 0, G_OPTION_ARG_FILENAME, &arguments.database,
      N_ ("Database to analyse; the application's own if not given"), N_ ("FILE") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &arguments.from, N_ ("First day, or first whole minute with its zone"),
      N_ ("D") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &arguments.to, N_ ("Last day, or the minute to end before"), N_ ("D") },
    { "weight", 0, 0, G_OPTION_ARG_STRING, &arguments.options[OPTION_WEIGHT],
      N_ ("How members of a group count: equal, turnover"), N_ ("WEIGHT") },
    { "by", 0, 0, G_OPTION_ARG_STRING, &arguments.options[OPTION_BY], N_ ("Groups of buy-sell: symbol, industry, hour"),
      N_ ("GROUP") },
    { "rows", 0, 0, G_OPTION_ARG_STRING, &arguments.options[OPTION_ROWS],
      N_ ("Rows of the pivot: any of symbol, industry, country, technology, side, with commas between"), N_ ("KEYS") },
    { "columns", 0, 0, G_OPTION_ARG_STRING, &arguments.options[OPTION_COLUMNS],
      N_ ("Times of the pivot: day, hour, minute, none"), N_ ("TIME") },
    { "ranking", 0, 0, G_OPTION_ARG_STRING, &arguments.options[OPTION_RANKING],
      N_ ("Which movers: gainers, losers, active, volatile"), N_ ("RANKING") },
    { "top", 0, 0, G_OPTION_ARG_STRING, &arguments.options[OPTION_TOP], N_ ("How many ranks; all if not given"),
      N_ ("N") },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &arguments.format, N_ ("Form of the output: table, csv, json, jsonl"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL,
  };

  return tape_command_parse (_ ("NAME"), summary, entries, &argc, &argv, 1, 1, error)
         && run (argv[1], &arguments, error);
}
