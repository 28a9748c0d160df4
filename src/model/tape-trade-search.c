/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-trade-search.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analytics/tape-span.h"

static const TapeColumn columns[] = {
  { "event_time", N_ ("Time"), TAPE_COLUMN_TIME },    { "symbol", N_ ("Symbol"), TAPE_COLUMN_TEXT },
  { "side", N_ ("Side"), TAPE_COLUMN_TEXT },          { "estimated", N_ ("Estimate"), TAPE_COLUMN_TEXT },
  { "price", N_ ("Price"), TAPE_COLUMN_PRICE },       { "quantity", N_ ("Quantity"), TAPE_COLUMN_QUANTITY },
  { "trade_id", N_ ("Id"), TAPE_COLUMN_TEXT },        { "source", N_ ("Source"), TAPE_COLUMN_TEXT },
  { "delay", N_ ("Delay, s"), TAPE_COLUMN_QUANTITY },
};

/* What the thread of a reader needs; the finding is filled there. */
typedef struct
{
  TapeFinding *finding;
  TapeUniverse *universe;
  GHashTable *sources; /* names by number */
  TapeReader *reader;
  char *id;
  guint32 instrument;
  gint64 from;
  gint64 to;
} Search;

static void
search_free (gpointer data)
{
  Search *self = data;

  g_clear_pointer (&self->finding, tape_finding_unref);
  tape_universe_unref (self->universe);
  g_clear_pointer (&self->sources, g_hash_table_unref);
  g_free (self->id);
  g_free (self);
}

static const char *
get_id (Search *self, const TapeTrade *trade, const char *text)
{
  char number[24];

  if ((trade->flags & TAPE_TRADE_HAS_ID) == 0)
    return NULL;
  if (text == NULL)
    g_snprintf (number, sizeof number, "%" G_GUINT64_FORMAT, trade->id);
  return g_string_chunk_insert (self->finding->texts, text != NULL ? text : number);
}

static void
add_row (Search *self, const TapeTrade *trade, const char *text)
{
  static const char *const sides[] = { "unknown", "buy", "sell" };
  TapeAnalysisResult *result = self->finding->result;
  const char *source = g_hash_table_lookup (self->sources, GUINT_TO_POINTER (trade->source));

  tape_analysis_result_add_integer (result, trade->event_time);
  tape_analysis_result_add_text (result, tape_universe_get (self->universe, trade->instrument)->symbol);
  tape_analysis_result_add_text (result, sides[trade->side]);
  tape_analysis_result_add_text (result, (trade->flags & TAPE_TRADE_ESTIMATED) != 0 ? "estimate" : NULL);
  tape_analysis_result_add_number (result, trade->price);
  tape_analysis_result_add_number (result, trade->quantity);
  tape_analysis_result_add_text (result, get_id (self, trade, text));
  tape_analysis_result_add_text (result,
                                 source != NULL ? g_string_chunk_insert_const (self->finding->texts, source) : NULL);
  tape_analysis_result_add_number (result, trade->receive_time == trade->event_time
                                               ? NAN
                                               : (double)(trade->receive_time - trade->event_time) / TAPE_SECOND);
}

static gboolean
take (const TapeTrade *trade, const char *text, gpointer data)
{
  Search *self = data;

  if (trade->event_time < self->from || trade->event_time >= self->to
      || trade->instrument >= tape_universe_count (self->universe)
      || (self->instrument != TAPE_NO_INSTRUMENT && trade->instrument != self->instrument))
    return TRUE;
  add_row (self, trade, text);
  return tape_analysis_result_get_n_rows (self->finding->result) < TAPE_TRADE_SEARCH_MOST;
}

/* On a thread of the readers. */
static gpointer
search (TapeReader *reader, gpointer data, GCancellable *cancellable, GError **error)
{
  Search *self = data;
  g_autoptr (GError) problem = NULL;
  const TapeRowSpan span = {
    .from = self->from,
    .to = self->to,
    .instruments = &self->instrument,
    .n_instruments = self->instrument != TAPE_NO_INSTRUMENT,
    .id = self->id,
  };

  if ((self->sources = tape_reader_load_sources (reader, error)) == NULL)
    return NULL;
  tape_reader_each_trade (reader, &span, take, NULL, self, cancellable, &problem);
  if (problem == NULL && tape_analysis_result_get_n_rows (self->finding->result) == 0)
    tape_reader_get_span (reader, &self->finding->first, &self->finding->last, cancellable, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  return g_steal_pointer (&self->finding);
}

static void
set_times (Search *self, const TapeTradeQuestion *question)
{
  const TapeSpan span = { question->from, question->to, TAPE_NO_TIME, TAPE_NO_TIME };
  TapeSpanTimes times;

  if (self->instrument == TAPE_NO_INSTRUMENT)
    {
      tape_span_get_reach (&span, &self->from, &self->to);
      return;
    }
  tape_span_get_times (&span, tape_universe_get (self->universe, self->instrument)->exchange, &times);
  self->from = times.from;
  self->to = times.to;
}

static Search *
search_new (TapeDesk *desk, TapeUniverse *universe, const TapeTradeQuestion *question)
{
  const TapeFrame *frame = tape_desk_get_frame (desk);
  Search *self = g_new0 (Search, 1);

  self->universe = tape_universe_ref (universe);
  self->id = question->id[0] != '\0' ? g_strdup (question->id) : NULL;
  self->instrument = question->symbol[0] != '\0'
                         ? tape_universe_lookup (universe, question->symbol, strlen (question->symbol))
                         : TAPE_NO_INSTRUMENT;
  self->finding = tape_finding_new (tape_analysis_result_new (universe, columns, G_N_ELEMENTS (columns)));
  self->finding->clock
      = (TapeClock){ frame != NULL ? tape_frame_get_exchange (frame, universe) : NULL, tape_desk_get_zone (desk) };
  if (self->instrument != TAPE_NO_INSTRUMENT)
    self->finding->clock.exchange = tape_universe_get (universe, self->instrument)->exchange;
  self->finding->simulated = tape_desk_is_simulation (desk);
  self->finding->first = self->finding->last = TAPE_NO_TIME;
  set_times (self, question);
  return self;
}

void
tape_trade_search_async (TapeDesk *desk,
                         const TapeTradeQuestion *question,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  TapeUniverse *universe;

  g_return_if_fail (TAPE_IS_DESK (desk));

  universe = tape_desk_get_universe (desk);
  if (universe == NULL)
    {
      g_task_report_new_error (desk, callback, data, tape_trade_search_async, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                               _ ("Nothing is stored."));
      return;
    }
  if (question->symbol[0] != '\0'
      && tape_universe_lookup (universe, question->symbol, strlen (question->symbol)) == TAPE_NO_INSTRUMENT)
    {
      g_task_report_new_error (desk, callback, data, tape_trade_search_async, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                               _ ("There is no “%s” here. Type a symbol as the watchlist writes it."),
                               question->symbol);
      return;
    }
  tape_desk_read_async (desk, search, search_new (desk, universe, question), search_free,
                        (GDestroyNotify)tape_finding_unref, cancellable, callback, data);
}

TapeFinding *
tape_trade_search_finish (TapeDesk *desk, GAsyncResult *result, GError **error)
{
  return tape_desk_read_finish (desk, result, error);
}
