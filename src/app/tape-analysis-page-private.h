/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the page's choosing and its showing share. */

#pragma once

#include <adwaita.h>

#include "app/tape-analysis-controls.h"
#include "app/tape-analysis-page.h"
#include "app/tape-analysis-table.h"
#include "app/tape-analysis-view.h"
#include "app/tape-heat-legend.h"
#include "app/tape-trade-finder.h"
#include "model/tape-analyst.h"

G_BEGIN_DECLS

struct _TapeAnalysisPage
{
  GtkWidget parent_instance;

  TapeDesk *desk;
  TapeWidthClass width_class;
  GSettings *settings;
  TapeAnalyst *analyst;
  TapeAnalysisRequest *requests; /* by number of the analysis, as they were last chosen */
  guint n_analyses;
  guint chosen;
  gboolean choosing; /* list and drop-down are being told */
  guint spin_timer;
  guint say_timer;

  GtkWidget *frame;
  GtkWidget *sidebar;
  GtkListBox *list;
  GtkDropDown *drop_down;
  GtkLabel *title;
  GtkLabel *summary;
  GtkSpinner *spinner;
  GtkWidget *twin_buttons;
  GtkWidget *both_button;
  GtkWidget *take_button;
  TapeAnalysisControls *controls;
  TapeTradeFinder *trades;
  GtkStack *states;
  GtkLabel *waiting_label;
  AdwStatusPage *empty;
  GtkWidget *all_days;
  GtkWidget *picture_card;
  GtkWidget *table_card;
  TapeAnalysisView *view;
  TapeAnalysisTable *table;
  GtkBox *footer;
  GtkLabel *note;
  TapeHeatLegend *legend;
};

/* Whether the stored trades are chosen, which come after all analyses. */
gboolean tape_analysis_page_shows_trades (TapeAnalysisPage *self);

/* Shows what the analyst found, or why there is nothing. */
void tape_analysis_page_show (TapeAnalysisPage *self);

/* Shows, when that takes a while, that the analyst is at work. */
void tape_analysis_page_show_waiting (TapeAnalysisPage *self);
void tape_analysis_page_stop_waiting (TapeAnalysisPage *self);

G_END_DECLS
