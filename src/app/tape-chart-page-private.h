/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The inside of the Chart page, shared by its files: tape-chart-page.c (the type, what is chosen and typed) and
 * tape-chart-page-show.c (what is shown), tape-chart-page-alerts.c (what fired, and rules made here). */

#pragma once

#include "app/tape-adaptive-bin.h"
#include "app/tape-chart-page.h"
#include "app/tape-chart-readout.h"
#include "app/tape-chart-view.h"
#include "app/tape-figure.h"
#include "app/tape-quote-card.h"
#include "app/tape-tape.h"
#include "model/tape-alert-book.h"
#include "model/tape-firings.h"
#include "model/tape-series-source.h"
#include "model/tape-trades.h"

G_BEGIN_DECLS

struct _TapeChartPage
{
  GtkWidget parent_instance;

  TapeDesk *desk;
  TapeWidthClass width_class;
  TapeInterval interval;
  GSettings *settings;

  TapeSeries *series;
  TapeTrades *trades;
  TapeAlertBook *book;
  gulong fired; /* what listens to the book */
  TapeFirings *firings;
  TapeUniverse *universe;
  guint32 instrument;
  gint64 wanted_time; /* to go to once its bars are there */
  guint spinner_timer;

  GtkWidget *content;
  GtkWidget *symbol;
  GtkWidget *details;
  GtkWidget *intervals;
  GtkWidget *styles;
  GtkWidget *choices;
  GtkWidget *indicators;
  GtkWidget *tape_toggle;
  GtkWidget *quote_line;
  TapeFigure *price;
  TapeFigure *change;
  TapeChartReadout *readout;
  TapeChartView *view;
  GtkWidget *trial;
  GtkLabel *trial_words;
  GtkWidget *chart_card;
  GtkWidget *empty;
  GtkWidget *empty_button;
  GtkWidget *spinner;
  GtkWidget *zone;
  GtkWidget *now;
  GtkWidget *side;
  TapeQuoteCard *quote;
  TapeTape *tape;
  GtkWidget *prompt;
  GtkWidget *firing;
};

/**
 * tape_chart_page_get_instrument:
 *
 * Returns: (transfer none) (nullable): what is shown
 */
const TapeInstrument *tape_chart_page_get_instrument (TapeChartPage *self);

/* A spinner, once something is being read for a while. */
void tape_chart_page_show_loading (TapeChartPage *self);

/* Words in place of the bars where there are none. */
void tape_chart_page_show_empty (TapeChartPage *self);
void tape_chart_page_show_header (TapeChartPage *self);
void tape_chart_page_show_zone (TapeChartPage *self);
void tape_chart_page_show_quote (TapeChartPage *self);
void tape_chart_page_show_trades (TapeChartPage *self);
void tape_chart_page_show_readout (TapeChartPage *self);

/* --- tape-chart-page-alerts.c --- */

void tape_chart_page_bind_alerts (GtkWidgetClass *widget_class);
void tape_chart_page_set_book (TapeChartPage *self, TapeAlertBook *book);

/* With the desk: begins to read what fired. */
void tape_chart_page_follow_firings (TapeChartPage *self);

/* Reads what fired as far back as there are bars. */
void tape_chart_page_cover_firings (TapeChartPage *self);

/**
 * tape_chart_page_get_levels:
 *
 * Returns: (transfer none) (nullable) (element-type TapeAlertLevel): prices at which rules on what is shown fire
 */
const GArray *tape_chart_page_get_levels (TapeChartPage *self);

G_END_DECLS
