/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "app/tape-chart-page-private.h"
#include "app/tape-chart-time.h"
#include "model/tape-disagreement.h"

/* ms after which a spinner says that something is being read. */
#define SPINNER_AFTER 300

const TapeInstrument *
tape_chart_page_get_instrument (TapeChartPage *self)
{
  if (self->universe == NULL || self->instrument == TAPE_NO_INSTRUMENT)
    return NULL;
  return tape_universe_get (self->universe, self->instrument);
}

static const TapeFrameRow *
get_row (TapeChartPage *self)
{
  const TapeFrame *frame = self->desk != NULL ? tape_desk_get_frame (self->desk) : NULL;

  if (frame == NULL || self->instrument >= frame->n_rows)
    return NULL;
  return &frame->rows[self->instrument];
}

/* --- What is not there. --- */

static gboolean
on_spinner_timer (gpointer data)
{
  TapeChartPage *self = data;

  self->spinner_timer = 0;
  gtk_widget_set_visible (self->spinner, TRUE);
  gtk_spinner_start (GTK_SPINNER (self->spinner));
  return G_SOURCE_REMOVE;
}

void
tape_chart_page_show_loading (TapeChartPage *self)
{
  if (tape_series_is_loading (self->series))
    {
      if (self->spinner_timer == 0 && !gtk_widget_get_visible (self->spinner))
        self->spinner_timer = g_timeout_add (SPINNER_AFTER, on_spinner_timer, self);
      return;
    }
  g_clear_handle_id (&self->spinner_timer, g_source_remove);
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  gtk_widget_set_visible (self->spinner, FALSE);
}

void
tape_chart_page_show_empty (TapeChartPage *self)
{
  const TapeInstrument *instrument = tape_chart_page_get_instrument (self);
  const TapeFrameRow *row = get_row (self);
  g_autofree char *text = NULL;
  guint n_bars;

  tape_series_get_bars (self->series, &n_bars);
  gtk_widget_set_visible (self->empty, n_bars == 0 && !tape_series_is_loading (self->series));
  if (n_bars > 0)
    return;
  if (instrument == NULL)
    {
      const char *symbol = self->desk != NULL ? tape_desk_get_symbol (self->desk) : NULL;

      adw_status_page_set_title (ADW_STATUS_PAGE (self->empty), _ ("Nothing to show yet"));
      if (symbol != NULL && *symbol != '\0')
        text = g_strdup_printf (_ ("%s has not traded in this session."), symbol);
      else
        text = g_strdup (_ ("Choose a symbol in the watchlist, or type one."));
    }
  else
    {
      adw_status_page_set_title (ADW_STATUS_PAGE (self->empty), _ ("No trades in this period"));
      text = tape_chart_describe_last (instrument, row != NULL ? row->last_time : TAPE_NO_TIME,
                                       tape_desk_get_zone (self->desk));
    }
  adw_status_page_set_description (ADW_STATUS_PAGE (self->empty), text);
  gtk_widget_set_visible (self->empty_button, instrument != NULL && self->interval != TAPE_INTERVAL_1_DAY);
}

/* --- What is shown. --- */

void
tape_chart_page_show_header (TapeChartPage *self)
{
  const TapeInstrument *instrument = tape_chart_page_get_instrument (self);
  const char *symbol = self->desk != NULL ? tape_desk_get_symbol (self->desk) : NULL;
  g_autofree char *details = instrument != NULL ? tape_chart_describe_instrument (instrument) : NULL;

  if (instrument != NULL)
    symbol = instrument->symbol;
  gtk_label_set_label (GTK_LABEL (self->symbol), symbol != NULL ? symbol : "");
  gtk_label_set_label (GTK_LABEL (self->details), details != NULL ? details : "");
  gtk_widget_set_tooltip_text (self->details, details);
}

void
tape_chart_page_show_zone (TapeChartPage *self)
{
  const TapeInstrument *instrument = tape_chart_page_get_instrument (self);
  const TapeFrameRow *row = get_row (self);
  g_autofree char *zone = NULL;
  g_autofree char *text = NULL;

  if (instrument == NULL || row == NULL || row->last_time == TAPE_NO_TIME)
    return;
  zone = tape_format_zone (instrument->exchange, row->last_time, tape_desk_get_zone (self->desk));
  /* Translators: %s is a place, such as "New York, UTC−5". */
  text = g_strdup_printf (_ ("times in %s"), zone);
  if (g_strcmp0 (text, gtk_label_get_label (GTK_LABEL (self->zone))) != 0)
    gtk_label_set_label (GTK_LABEL (self->zone), text);
}

static void
show_levels (TapeChartPage *self, const TapeFrameRow *row)
{
  TapeChartLevels levels = { NAN, NAN, NAN, 0, NAN, NAN, 0 };
  TapeDay day;

  if (row != NULL && row->last_time != TAPE_NO_TIME)
    {
      tape_universe_get_day (self->universe, self->instrument, row->last_time, &day);
      levels = (TapeChartLevels){ row->last,
                                  row->growth,
                                  row->previous_close,
                                  row->previous_date,
                                  row->high,
                                  row->low,
                                  day.open != TAPE_NO_TIME ? day.close - day.open : TAPE_DAY };
    }
  tape_chart_view_set_levels (self->view, &levels);
}

void
tape_chart_page_show_quote (TapeChartPage *self)
{
  const TapeInstrument *instrument = tape_chart_page_get_instrument (self);
  const TapeFrame *frame = self->desk != NULL ? tape_desk_get_frame (self->desk) : NULL;
  const TapeFrameRow *row = get_row (self);
  g_autofree char *price = tape_format_price (instrument, row != NULL ? row->last : NAN);
  g_autofree char *disagreement = row != NULL ? tape_disagreement_describe (self->desk, self->instrument) : NULL;
  g_autofree char *change = row != NULL ? tape_quote_card_format_change (instrument, row) : NULL;

  tape_quote_card_set_levels (self->quote, instrument, tape_chart_page_get_levels (self),
                              row != NULL ? row->latest : NAN);
  tape_quote_card_set_disagreement (self->quote, disagreement);
  tape_quote_card_set_quote (self->quote, instrument, row, frame != NULL && frame->estimated);
  tape_figure_set_text (self->price, price);
  tape_figure_set_text (self->change, change);
  tape_figure_set_direction (self->change, row != NULL && !row->suspect ? row->growth : NAN);
  show_levels (self, row);
}

void
tape_chart_page_show_trades (TapeChartPage *self)
{
  tape_tape_set_trades (self->tape, tape_chart_page_get_instrument (self), tape_trades_get (self->trades),
                        tape_desk_get_zone (self->desk));
}

static char *
describe_firings (TapeChartPage *self, gint bar)
{
  int direction;
  guint n = tape_chart_view_count_firings (self->view, bar, &direction);

  if (n == 0)
    return NULL;
  if (direction == 0)
    return g_strdup_printf (ngettext ("%u alert", "%u alerts", n), n);
  /* Translators: an arrow, then how many alerts fired within a bar. */
  return g_strdup_printf (ngettext ("%s %u alert", "%s %u alerts", n), tape_format_arrow (direction), n);
}

void
tape_chart_page_show_readout (TapeChartPage *self)
{
  gint index = tape_chart_view_get_readout (self->view);
  g_autofree char *time = NULL, *firings = NULL;
  const TapeBar *bars;
  guint n_bars;

  if (self->series == NULL)
    return;
  bars = tape_series_get_bars (self->series, &n_bars);
  if (index >= 0 && (guint)index < n_bars)
    time = tape_chart_view_format_time (self->view, bars[index].start);
  firings = describe_firings (self, index);
  tape_chart_readout_show (self->readout, tape_chart_page_get_instrument (self), time, self->series, (guint)index,
                           firings);
}
