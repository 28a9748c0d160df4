/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "pipeline/tape-export.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "feed/tape-trade-text.h"
#include "pipeline/tape-analyze.h"
#include "pipeline/tape-export-private.h"

G_DEFINE_QUARK (tape - export - error - quark, tape_export_error)

/* Text gathered before it is written. */
#define GATHERED (256 * 1024)

struct _TapeExportTable
{
  const char *name;
  const char *title; /* marked for translation; NULL of analyses */
  TapeExportTakes takes;
  gboolean (*write) (Export *self, GError **error);
  const TapeAnalysis *analysis;
};

/* --- Rows --- */

static gboolean
flush (Export *self)
{
  if (g_cancellable_set_error_if_cancelled (self->cancellable, &self->error)
      || !tape_file_writer_write (self->writer, self->text->str, self->text->len, &self->error))
    return FALSE;
  g_string_truncate (self->text, 0);
  return TRUE;
}

void
tape_export_begin_rows (Export *self, const char *const *columns)
{
  tape_row_text_init (&self->row, self->text, self->options->form, columns);
  tape_row_text_add_header (&self->row, columns);
}

static void
count_row (Export *self)
{
  __atomic_store_n (&self->progress->rows, self->progress->rows + 1, __ATOMIC_RELAXED);
}

gboolean
tape_export_end_row (Export *self)
{
  if (self->simulated)
    tape_row_text_add (&self->row, TAPE_SIMULATED_TEXT);
  tape_row_text_end (&self->row);
  g_string_append_c (self->text, '\n');
  count_row (self);
  return self->text->len < GATHERED || flush (self);
}

void
tape_export_add_mark (Export *self, gboolean set)
{
  if (set)
    tape_row_text_add_integer (&self->row, 1);
  else
    tape_row_text_skip (&self->row);
}

static void
note_progress (double fraction, gpointer data)
{
  Export *self = data;

  __atomic_store_n (&self->progress->share, (guint32)(CLAMP (fraction, 0, 1) * 10000), __ATOMIC_RELAXED);
}

double
tape_export_progress_get (const TapeExportProgress *self, guint64 *rows)
{
  if (rows != NULL)
    *rows = __atomic_load_n (&self->rows, __ATOMIC_RELAXED);
  return __atomic_load_n (&self->share, __ATOMIC_RELAXED) / 10000.0;
}

/* --- Trades --- */

static gboolean
has_id (const Export *self, const TapeTrade *trade, const char *text)
{
  const TapeTrade *wanted = self->id->trades;
  const guint8 kind = TAPE_TRADE_HAS_ID | TAPE_TRADE_TEXT_ID;

  if ((trade->flags & kind) != (wanted->flags & kind))
    return FALSE;
  return text != NULL ? strcmp (text, self->id->text + wanted->id) == 0 : trade->id == wanted->id;
}

static gboolean
write_trade (const TapeTrade *trade, const char *text, gpointer data)
{
  Export *self = data;
  const Wanted *wanted;

  if (trade->instrument >= self->n_instruments)
    return TRUE; /* it joined after the export began */
  wanted = &self->wanted[trade->instrument];
  if (trade->flags & TAPE_TRADE_ASIDE && self->id == NULL)
    return TRUE; /* read again, it would be there twice */
  if (!wanted->wanted || trade->event_time < wanted->from || trade->event_time >= wanted->to
      || (self->id != NULL && !has_id (self, trade, text)))
    return TRUE;
  tape_trade_text_add (&self->row, tape_universe_get (self->universe, trade->instrument)->symbol, trade, text);
  if (trade->receive_time != trade->event_time)
    tape_row_text_add_time (&self->row, trade->receive_time);
  else
    tape_row_text_skip (&self->row);
  tape_export_add_mark (self, (trade->flags & TAPE_TRADE_DERIVED) != 0);
  tape_export_add_mark (self, (trade->flags & TAPE_TRADE_ESTIMATED) != 0);
  return tape_export_end_row (self);
}

static gboolean
write_trades (Export *self, GError **error)
{
  const char *const columns[] = { TAPE_TRADE_TEXT_COLUMNS,
                                  "receive_time",
                                  "derived",
                                  "estimated",
                                  self->simulated ? TAPE_SIMULATED_COLUMN : NULL,
                                  NULL };
  TapeRowSpan span = { .instruments = (const guint32 *)(gpointer)self->chosen->data,
                       .n_instruments = self->chosen->len,
                       .id = self->options->id };

  tape_span_get_reach (&self->options->span, &span.from, &span.to);
  tape_export_begin_rows (self, columns);
  return tape_reader_each_trade (self->reader, &span, write_trade, note_progress, self, self->cancellable, error);
}

/* --- Bars --- */

static const char *
describe_length (Export *self, guint32 length)
{
  if (length != self->length_of)
    {
      g_free (self->length);
      self->length = tape_duration_format (length * TAPE_SECOND);
      self->length_of = length;
    }
  return self->length;
}

static gboolean
write_bar (const TapeBar *bar, gpointer data)
{
  Export *self = data;
  const double numbers[]
      = { bar->open, bar->high, bar->low, bar->close, bar->volume, bar->turnover, bar->buys, bar->sells };

  tape_row_text_add (&self->row, tape_universe_get (self->universe, bar->instrument)->symbol);
  tape_row_text_add_time (&self->row, bar->start);
  tape_row_text_add (&self->row, describe_length (self, bar->length));
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    tape_row_text_add_number (&self->row, numbers[i]);
  tape_row_text_add_integer (&self->row, bar->count);
  tape_row_text_add_integer (&self->row, bar->revision);
  return tape_export_end_row (self);
}

static int
compare_symbols (gconstpointer a, gconstpointer b, gpointer universe)
{
  return strcmp (tape_universe_get (universe, *(const guint32 *)a)->symbol,
                 tape_universe_get (universe, *(const guint32 *)b)->symbol);
}

static GArray *
list_by_symbol (Export *self)
{
  GArray *sorted = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = 0; i < self->n_instruments; i++)
    if (self->wanted[i].wanted)
      g_array_append_val (sorted, i);
  g_array_sort_with_data (sorted, compare_symbols, self->universe);
  return sorted;
}

static gboolean
write_second (const TapeBar *bar, gpointer data)
{
  Export *self = data;
  const Wanted *wanted = &self->wanted[bar->instrument];

  return bar->start < wanted->from || bar->start >= wanted->to || write_bar (bar, data);
}

static gboolean
write_seconds (Export *self, const GArray *sorted, GError **error)
{
  TapeRowSpan span = { .instruments = (const guint32 *)(gpointer)sorted->data, .n_instruments = sorted->len };

  tape_span_get_reach (&self->options->span, &span.from, &span.to);
  return tape_reader_each_second (self->reader, &span, write_second, note_progress, self, self->cancellable, error);
}

static gboolean
write_stored_bars (Export *self, const GArray *sorted, GError **error)
{
  for (guint i = 0; i < sorted->len; i++)
    {
      guint32 instrument = g_array_index (sorted, guint32, i);
      const Wanted *wanted = &self->wanted[instrument];

      if (!tape_reader_each_bar (self->reader, instrument, self->options->length, wanted->from, wanted->to, write_bar,
                                 self, self->cancellable, error))
        return FALSE;
      note_progress ((i + 1.0) / sorted->len, self);
    }
  return TRUE;
}

static gboolean
write_bars (Export *self, GError **error)
{
  const char *const columns[]
      = { "symbol", "start",    "length", "open",  "high",  "low",      "close",
          "volume", "turnover", "buys",   "sells", "count", "revision", self->simulated ? TAPE_SIMULATED_COLUMN : NULL,
          NULL };
  g_autoptr (GArray) sorted = list_by_symbol (self);

  tape_export_begin_rows (self, columns);
  return self->options->length == TAPE_BAR_SECOND ? write_seconds (self, sorted, error)
                                                  : write_stored_bars (self, sorted, error);
}

/* --- Analyses --- */

static gboolean
is_named (Export *self, const char *symbol)
{
  gboolean named = self->chosen->len == 0;

  for (guint i = 0; i < self->chosen->len && !named; i++)
    named
        = g_strcmp0 (tape_universe_get (self->universe, g_array_index (self->chosen, guint32, i))->symbol, symbol) == 0;
  return named;
}

static gboolean
write_analysis (Export *self, GError **error)
{
  g_autoptr (TapeAnalysisResult) result = NULL;
  g_auto (GStrv) columns = NULL;
  TapeAnalysisQuery query;
  gsize n_rows;
  guint symbol;

  tape_analysis_query_init (&query, self->options->table->analysis);
  query.span = self->options->span;
  result = tape_analyze (self->reader, self->universe, &query, NULL, self->cancellable, error);
  if (result == NULL)
    return FALSE;
  columns = tape_analysis_result_list_columns (result, self->simulated);
  tape_export_begin_rows (self, (const char *const *)columns);
  symbol = tape_analysis_result_find_column (result, "symbol");
  n_rows = tape_analysis_result_get_n_rows (result);
  for (gsize i = 0; i < n_rows; i++)
    {
      if (symbol != G_MAXUINT && !is_named (self, tape_analysis_result_get_text (result, i, symbol)))
        continue;
      tape_analysis_result_write (result, i, self->simulated, &self->row);
      count_row (self);
      note_progress ((double)i / (double)n_rows, self);
      if (self->text->len >= GATHERED && !flush (self))
        return FALSE;
    }
  return TRUE;
}

/* --- The table --- */

static const TapeExportTable rows_as_stored[] = {
  { .name = "trades",
    .title = N_ ("Trades"),
    .takes = TAPE_EXPORT_SPAN | TAPE_EXPORT_SYMBOLS | TAPE_EXPORT_ID,
    .write = write_trades },
  { .name = "bars",
    .title = N_ ("Bars"),
    .takes = TAPE_EXPORT_SPAN | TAPE_EXPORT_SYMBOLS | TAPE_EXPORT_LENGTH,
    .write = write_bars },
  { .name = "alerts",
    .title = N_ ("Alerts"),
    .takes = TAPE_EXPORT_SPAN | TAPE_EXPORT_SYMBOLS,
    .write = tape_export_write_firings },
};

/* Whether an analysis has rows of instruments, as its table says also where it is empty. */
static gboolean
is_by_symbol (const TapeAnalysis *analysis)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeAnalysisRun) run = NULL;
  g_autoptr (TapeAnalysisResult) result = NULL;
  TapeAnalysisQuery query;

  tape_analysis_query_init (&query, analysis);
  run = tape_analysis_run_new (&query, universe);
  result = tape_analysis_run_finish (run);
  return tape_analysis_result_find_column (result, "symbol") != G_MAXUINT;
}

static gpointer
make_list (gpointer data)
{
  guint n_analyses;
  const TapeAnalysis *const *analyses = tape_analysis_list (&n_analyses);
  GArray *list = g_array_new (FALSE, FALSE, sizeof (TapeExportTable));

  g_array_append_vals (list, rows_as_stored, G_N_ELEMENTS (rows_as_stored));
  for (guint i = 0; i < n_analyses; i++)
    {
      const TapeExportTable table = {
        .name = tape_analysis_get_name (analyses[i]),
        .takes = ((tape_analysis_get_options (analyses[i]) & TAPE_OPTION_SPAN) ? TAPE_EXPORT_SPAN : 0)
                 | (is_by_symbol (analyses[i]) ? TAPE_EXPORT_SYMBOLS : 0),
        .write = write_analysis,
        .analysis = analyses[i],
      };

      g_array_append_val (list, table);
    }
  return list;
}

const TapeExportTable *
tape_export_list (guint *n_tables)
{
  static GOnce once = G_ONCE_INIT;
  const GArray *list = g_once (&once, make_list, NULL);

  *n_tables = list->len;
  return (const TapeExportTable *)(gpointer)list->data;
}

const TapeExportTable *
tape_export_get (guint i)
{
  guint n_tables;
  const TapeExportTable *list = tape_export_list (&n_tables);

  g_return_val_if_fail (i < n_tables, NULL);

  return &list[i];
}

const TapeExportTable *
tape_export_lookup (const char *name, GError **error)
{
  guint n_tables;
  const TapeExportTable *list = tape_export_list (&n_tables);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < n_tables; i++)
    {
      if (strcmp (list[i].name, name) == 0)
        return &list[i];
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", list[i].name);
    }
  g_set_error (error, TAPE_EXPORT_ERROR, TAPE_EXPORT_ERROR_TABLE, _ ("There is no table “%s”: choose one of %s."), name,
               names->str);
  return NULL;
}

const char *
tape_export_table_get_name (const TapeExportTable *self)
{
  return self->name;
}

const char *
tape_export_table_get_title (const TapeExportTable *self)
{
  return self->analysis != NULL ? tape_analysis_get_title (self->analysis) : _ (self->title);
}

TapeExportTakes
tape_export_table_get_takes (const TapeExportTable *self)
{
  return self->takes;
}

/* --- What is asked --- */

TapeTextForm
tape_export_form_of (const char *path)
{
  static const char *const endings[] = { ".jsonl", ".ndjson", ".json" };
  gsize length = path == NULL ? 0 : strlen (path);
  g_autofree char *plain = path == NULL ? NULL : g_strndup (path, g_str_has_suffix (path, ".gz") ? length - 3 : length);

  for (guint i = 0; plain != NULL && i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (plain, endings[i]))
      return TAPE_TEXT_JSON;
  return TAPE_TEXT_CSV;
}

static gboolean
has_span (const TapeSpan *span)
{
  return span->from_date != TAPE_NO_DATE || span->to_date != TAPE_NO_DATE || span->from != TAPE_NO_TIME
         || span->to != TAPE_NO_TIME;
}

gboolean
tape_export_check (const TapeExportOptions *options, const char *from, const char *to, GError **error)
{
  const TapeExportTable *table = options->table;
  const struct
  {
    gboolean asked;
    TapeExportTakes takes;
    const char *message;
  } checks[] = {
    { has_span (&options->span), TAPE_EXPORT_SPAN, N_ ("“%s” looks at the newest only: leave out the span.") },
    { options->symbols != NULL && options->symbols[0] != NULL, TAPE_EXPORT_SYMBOLS,
      N_ ("“%s” has no rows of instruments: leave out the symbols.") },
    { options->id != NULL, TAPE_EXPORT_ID, N_ ("“%s” has no ids: leave out the id.") },
    { options->length != 0, TAPE_EXPORT_LENGTH, N_ ("“%s” has no bars: leave out their length.") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    if (checks[i].asked && (table->takes & checks[i].takes) == 0)
      {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        g_set_error (error, TAPE_EXPORT_ERROR, TAPE_EXPORT_ERROR_OPTION, _ (checks[i].message), table->name);
#pragma GCC diagnostic pop
        return FALSE;
      }
  return table->analysis != NULL ? tape_span_check (&options->span, from, to, error)
                                 : tape_span_check_order (&options->span, from, to, error);
}

static gboolean
choose_symbols (Export *self, GError **error)
{
  const char *const *symbols = self->options->symbols;

  for (; symbols != NULL && *symbols != NULL; symbols++)
    {
      guint32 instrument = tape_universe_lookup (self->universe, *symbols, strlen (*symbols));

      if (instrument == TAPE_NO_INSTRUMENT)
        {
          g_set_error (error, TAPE_EXPORT_ERROR, TAPE_EXPORT_ERROR_SYMBOL,
                       _ ("“%s” is not in this database. Look how it is written there."), *symbols);
          return FALSE;
        }
      g_array_append_val (self->chosen, instrument);
    }
  return TRUE;
}

static gboolean
choose (Export *self, GError **error)
{
  if (!choose_symbols (self, error))
    return FALSE;
  self->n_instruments = tape_universe_count (self->universe);
  self->wanted = g_new0 (Wanted, MAX (self->n_instruments, 1));
  for (guint i = 0; i < self->n_instruments; i++)
    {
      TapeSpanTimes times;

      tape_span_get_times (&self->options->span, tape_universe_get (self->universe, i)->exchange, &times);
      self->wanted[i] = (Wanted){ self->chosen->len == 0, times.from, times.to };
    }
  for (guint i = 0; i < self->chosen->len; i++)
    self->wanted[g_array_index (self->chosen, guint32, i)].wanted = TRUE;
  if (self->options->id != NULL)
    {
      self->id = tape_batch_new (TAPE_BATCH_TRADES, 1);
      tape_batch_set_trade_id (self->id, tape_batch_add_trade (self->id), self->options->id,
                               strlen (self->options->id));
    }
  return TRUE;
}

/* --- Running --- */

static void
export_clear (Export *self)
{
  g_clear_pointer (&self->reader, tape_reader_free);
  g_clear_pointer (&self->universe, tape_universe_unref);
  g_clear_pointer (&self->chosen, g_array_unref);
  g_clear_pointer (&self->id, tape_batch_unref);
  g_clear_pointer (&self->writer, tape_file_writer_free);
  g_clear_error (&self->error);
  tape_row_text_clear (&self->row);
  g_string_free (self->text, TRUE);
  g_free (self->wanted);
  g_free (self->length);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Export, export_clear)

static gboolean
prepare (Export *self, const char *database, const char *path, GError **error)
{
  self->reader = tape_reader_open (database, error);
  return self->reader != NULL && tape_reader_load_universe (self->reader, self->universe, error)
         && tape_reader_is_simulated (self->reader, &self->simulated, error) && choose (self, error)
         && (self->writer = tape_file_writer_new (path, error)) != NULL;
}

/* What could not be written is the reason, where the reading only stopped for it. */
static gboolean
fail (Export *self, GError **error)
{
  if (self->error == NULL)
    return FALSE;
  g_clear_error (error);
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

gboolean
tape_export_run (const char *database,
                 const TapeExportOptions *options,
                 const char *path,
                 TapeExportProgress *progress,
                 GCancellable *cancellable,
                 GError **error)
{
  TapeExportProgress own = { 0 };
  g_auto (Export) self = {
    .options = options,
    .universe = tape_universe_new (FALSE),
    .chosen = g_array_new (FALSE, FALSE, sizeof (guint32)),
    .text = g_string_new (NULL),
    .progress = progress != NULL ? progress : &own,
    .cancellable = cancellable,
  };

  if (!tape_export_check (options, NULL, NULL, error) || !prepare (&self, database, path, error))
    return FALSE;
  if (!options->table->write (&self, error) || !flush (&self))
    return fail (&self, error);
  if (!tape_file_writer_finish (self.writer, error))
    return FALSE;
  note_progress (1, &self);
  return TRUE;
}
