/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-analysis-page-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/tape-analysis-export.h"

/* What the setting says where no analysis is chosen but the trades. */
#define TRADES "trades"

enum
{
  PROP_0,
  PROP_DESK,
  PROP_WIDTH_CLASS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TapeAnalysisPage, tape_analysis_page, GTK_TYPE_WIDGET)

static double
get_limit (TapeAnalysisPage *self)
{
  return g_settings_get_enum (self->settings, "market-scale") / 100.0;
}

/* --- Which analysis. --- */

gboolean
tape_analysis_page_shows_trades (TapeAnalysisPage *self)
{
  return self->chosen == self->n_analyses;
}

static void
show_chosen (TapeAnalysisPage *self, guint number)
{
  self->chosen = number;
  self->choosing = TRUE;
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, (gint)number));
  gtk_drop_down_set_selected (self->drop_down, number);
  self->choosing = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->controls), !tape_analysis_page_shows_trades (self));
  gtk_widget_set_visible (self->twin_buttons, !tape_analysis_page_shows_trades (self));
  gtk_widget_set_visible (self->take_button, !tape_analysis_page_shows_trades (self));
}

static void
choose_trades (TapeAnalysisPage *self)
{
  show_chosen (self, self->n_analyses);
  tape_analyst_set_active (self->analyst, FALSE);
  tape_analysis_page_stop_waiting (self);
  gtk_label_set_label (self->title, _ ("Trades"));
  gtk_label_set_label (self->summary, _ ("Stored trades by symbol, day and id, as they arrived"));
  g_settings_set_string (self->settings, "analysis", TRADES);
  tape_analysis_page_show (self);
}

static void
choose (TapeAnalysisPage *self, guint number)
{
  const TapeAnalysisRequest *request;
  const TapeAnalysis *analysis;

  if (number >= self->n_analyses)
    {
      choose_trades (self);
      return;
    }
  request = &self->requests[number];
  analysis = request->query.analysis;
  show_chosen (self, number);
  tape_analyst_set_active (self->analyst, gtk_widget_get_mapped (GTK_WIDGET (self)));
  gtk_label_set_label (self->title, tape_analysis_get_title (analysis));
  gtk_label_set_label (self->summary, tape_analysis_get_summary (analysis));
  tape_analysis_controls_set_request (self->controls, request);
  g_settings_set_string (self->settings, "analysis", tape_analysis_get_name (analysis));
  tape_analyst_ask (self->analyst, request);
  tape_analysis_page_show (self);
}

static void
on_row_selected (TapeAnalysisPage *self, GtkListBoxRow *row)
{
  if (!self->choosing && row != NULL)
    choose (self, (guint)gtk_list_box_row_get_index (row));
}

static void
on_selected (TapeAnalysisPage *self)
{
  guint selected = gtk_drop_down_get_selected (self->drop_down);

  if (!self->choosing && selected != GTK_INVALID_LIST_POSITION)
    choose (self, selected);
}

static void
on_controls_changed (TapeAnalysisPage *self)
{
  const TapeAnalysisRequest *request = tape_analysis_controls_get_request (self->controls);

  self->requests[self->chosen] = *request;
  /* The days that somebody looks at stay when another analysis is looked at. */
  for (guint i = 0; i < self->n_analyses; i++)
    {
      self->requests[i].span = request->span;
      self->requests[i].from = request->from;
      self->requests[i].to = request->to;
    }
  tape_analyst_ask (self->analyst, request);
}

static void
add_entry (TapeAnalysisPage *self, GtkStringList *titles, const char *title)
{
  GtkWidget *label = gtk_label_new (title);
  guint position = g_list_model_get_n_items (G_LIST_MODEL (titles));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_box_append (self->list, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_list_box_get_row_at_index (self->list, (gint)position)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_string_list_append (titles, title);
}

static void
list_analyses (TapeAnalysisPage *self)
{
  const TapeAnalysis *const *analyses = tape_analysis_list (&self->n_analyses);
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  g_autofree char *name = g_settings_get_string (self->settings, "analysis");

  self->requests = g_new0 (TapeAnalysisRequest, self->n_analyses);
  self->choosing = TRUE;
  for (guint i = 0; i < self->n_analyses; i++)
    {
      tape_analysis_request_init (&self->requests[i], analyses[i]);
      if (strcmp (tape_analysis_get_name (analyses[i]), name) == 0)
        self->chosen = i;
      add_entry (self, titles, tape_analysis_get_title (analyses[i]));
    }
  if (strcmp (name, TRADES) == 0)
    self->chosen = self->n_analyses;
  add_entry (self, titles, _ ("Trades"));
  gtk_drop_down_set_model (self->drop_down, G_LIST_MODEL (titles));
  self->choosing = FALSE;
}

/* --- What follows the width. --- */

static void
update_twins (TapeAnalysisPage *self)
{
  gboolean wide = self->width_class >= TAPE_WIDTH_WIDE;
  g_autofree char *twin = g_settings_get_string (self->settings, "analysis-twin");
  gboolean both = wide && strcmp (twin, "both") == 0;
  gboolean table = strcmp (twin, "table") == 0;

  gtk_widget_set_visible (self->both_button, wide);
  gtk_widget_set_visible (self->picture_card, both || !table);
  gtk_widget_set_visible (self->table_card, both || table);
}

static void
update_width (TapeAnalysisPage *self)
{
  gboolean wide = self->width_class >= TAPE_WIDTH_WIDE;
  gboolean narrow = self->width_class == TAPE_WIDTH_NARROW;

  gtk_widget_set_visible (self->sidebar, wide);
  gtk_widget_set_visible (GTK_WIDGET (self->drop_down), !wide);
  gtk_widget_set_visible (GTK_WIDGET (self->title), wide);
  gtk_widget_set_visible (GTK_WIDGET (self->summary), !narrow);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->footer),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  update_twins (self);
}

static void
on_limit (TapeAnalysisPage *self)
{
  tape_analysis_view_set_limit (self->view, get_limit (self));
  tape_heat_legend_set_limit (self->legend, get_limit (self));
}

/* --- Actions. --- */

static TapeFinding *
get_shown (TapeAnalysisPage *self)
{
  return tape_analyst_get_finding (self->analyst);
}

static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeAnalysisPage *self = TAPE_ANALYSIS_PAGE (widget);

  tape_analysis_export_copy (widget, get_shown (self),
                             strcmp (action, "analysis.copy-table") == 0 ? TAPE_EXPORT_TSV : TAPE_EXPORT_PNG,
                             get_limit (self));
}

static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeAnalysisPage *self = TAPE_ANALYSIS_PAGE (widget);
  const char *form = g_variant_get_string (parameter, NULL);

  tape_analysis_export_save (widget, get_shown (self),
                             strcmp (form, "png") == 0   ? TAPE_EXPORT_PNG
                             : strcmp (form, "svg") == 0 ? TAPE_EXPORT_SVG
                                                         : TAPE_EXPORT_CSV,
                             get_limit (self));
}

static void
show_all_days (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeAnalysisPage *self = TAPE_ANALYSIS_PAGE (widget);
  TapeAnalysisRequest request = self->requests[self->chosen];

  request.span = TAPE_SPAN_STORED;
  tape_analysis_controls_set_request (self->controls, &request);
  on_controls_changed (self);
}

static void
toggle_table (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeAnalysisPage *self = TAPE_ANALYSIS_PAGE (widget);
  g_autofree char *twin = g_settings_get_string (self->settings, "analysis-twin");

  g_settings_set_string (self->settings, "analysis-twin", strcmp (twin, "picture") == 0 ? "table" : "picture");
}

static void
install_actions (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "analysis.copy-table", NULL, copy);
  gtk_widget_class_install_action (class, "analysis.copy-picture", NULL, copy);
  gtk_widget_class_install_action (class, "analysis.save", "s", save);
  gtk_widget_class_install_action (class, "analysis.all-days", NULL, show_all_days);
  gtk_widget_class_install_action (class, "analysis.toggle-table", NULL, toggle_table);
  gtk_widget_class_add_binding_action (class, GDK_KEY_c, GDK_CONTROL_MASK, "analysis.copy-table", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "analysis.copy-picture",
                                       NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_s, GDK_CONTROL_MASK, "analysis.save", "s", "csv");
  gtk_widget_class_add_binding_action (class, GDK_KEY_s, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "analysis.save", "s",
                                       "png");
  gtk_widget_class_add_binding_action (class, GDK_KEY_t, GDK_ALT_MASK, "analysis.toggle-table", NULL);
}

/* --- The type. --- */

static void
on_frame (TapeAnalysisPage *self)
{
  tape_analysis_controls_set_today (self->controls, tape_desk_get_frame (self->desk)->market_day);
}

static void
tape_analysis_page_map (GtkWidget *widget)
{
  TapeAnalysisPage *self = TAPE_ANALYSIS_PAGE (widget);

  GTK_WIDGET_CLASS (tape_analysis_page_parent_class)->map (widget);
  tape_analyst_set_active (self->analyst, !tape_analysis_page_shows_trades (self));
}

static void
tape_analysis_page_unmap (GtkWidget *widget)
{
  TapeAnalysisPage *self = TAPE_ANALYSIS_PAGE (widget);

  tape_analyst_set_active (self->analyst, FALSE);
  tape_analysis_page_stop_waiting (self);
  GTK_WIDGET_CLASS (tape_analysis_page_parent_class)->unmap (widget);
}

static void
tape_analysis_page_set_desk (TapeAnalysisPage *self, TapeDesk *desk)
{
  if (self->desk != NULL)
    g_signal_handlers_disconnect_by_data (self->desk, self);
  if (!g_set_object (&self->desk, desk))
    return;
  if (desk != NULL)
    {
      g_signal_connect_object (desk, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
      if (tape_desk_get_frame (desk) != NULL)
        on_frame (self);
    }
  tape_analyst_set_desk (self->analyst, desk);
  tape_trade_finder_set_desk (self->trades, desk);
}

static void
tape_analysis_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TapeAnalysisPage *self = TAPE_ANALYSIS_PAGE (object);

  switch (id)
    {
    case PROP_DESK:
      g_value_set_object (value, self->desk);
      break;
    case PROP_WIDTH_CLASS:
      g_value_set_enum (value, (gint)self->width_class);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_analysis_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TapeAnalysisPage *self = TAPE_ANALYSIS_PAGE (object);

  switch (id)
    {
    case PROP_DESK:
      tape_analysis_page_set_desk (self, g_value_get_object (value));
      break;
    case PROP_WIDTH_CLASS:
      self->width_class = (TapeWidthClass)g_value_get_enum (value);
      update_width (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_analysis_page_dispose (GObject *object)
{
  TapeAnalysisPage *self = TAPE_ANALYSIS_PAGE (object);

  if (self->frame != NULL)
    {
      tape_analysis_page_stop_waiting (self);
      tape_analysis_page_set_desk (self, NULL);
      g_signal_handlers_disconnect_by_data (self->analyst, self);
    }
  g_clear_pointer (&self->frame, gtk_widget_unparent);
  g_clear_object (&self->analyst);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->requests, g_free);
  G_OBJECT_CLASS (tape_analysis_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, frame);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, sidebar);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, list);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, drop_down);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, title);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, summary);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, spinner);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, twin_buttons);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, both_button);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, take_button);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, trades);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, controls);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, states);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, waiting_label);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, empty);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, all_days);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, picture_card);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, table_card);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, view);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, table);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, footer);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, note);
  gtk_widget_class_bind_template_child (class, TapeAnalysisPage, legend);
  gtk_widget_class_bind_template_callback (class, on_row_selected);
  gtk_widget_class_bind_template_callback (class, on_selected);
  gtk_widget_class_bind_template_callback (class, on_controls_changed);
}

static void
tape_analysis_page_class_init (TapeAnalysisPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = tape_analysis_page_get_property;
  object_class->set_property = tape_analysis_page_set_property;
  object_class->dispose = tape_analysis_page_dispose;
  widget_class->map = tape_analysis_page_map;
  widget_class->unmap = tape_analysis_page_unmap;

  properties[PROP_DESK]
      = g_param_spec_object ("desk", NULL, NULL, TAPE_TYPE_DESK, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_WIDTH_CLASS] = g_param_spec_enum ("width-class", NULL, NULL, TAPE_TYPE_WIDTH_CLASS, TAPE_WIDTH_NARROW,
                                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (TAPE_TYPE_ANALYSIS_CONTROLS);
  g_type_ensure (TAPE_TYPE_ANALYSIS_TABLE);
  g_type_ensure (TAPE_TYPE_ANALYSIS_VIEW);
  g_type_ensure (TAPE_TYPE_HEAT_LEGEND);
  g_type_ensure (TAPE_TYPE_TRADE_FINDER);
  gtk_widget_class_set_css_name (widget_class, "analysispage");
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-analysis-page.ui");
  bind_children (widget_class);
  install_actions (widget_class);
}

static void
add_twin_action (TapeAnalysisPage *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GAction) twin = g_settings_create_action (self->settings, "analysis-twin");

  g_action_map_add_action (G_ACTION_MAP (group), twin);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "analysis-settings", G_ACTION_GROUP (group));
}

static void
tape_analysis_page_init (TapeAnalysisPage *self)
{
  self->settings = g_settings_new (TAPE_APP_ID);
  self->analyst = tape_analyst_new ();
  add_twin_action (self);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->analyst, "changed", G_CALLBACK (tape_analysis_page_show), self);
  g_signal_connect_swapped (self->analyst, "busy", G_CALLBACK (tape_analysis_page_show_waiting), self);
  g_signal_connect_object (self->settings, "changed::market-scale", G_CALLBACK (on_limit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::analysis-twin", G_CALLBACK (update_twins), self,
                           G_CONNECT_SWAPPED);
  list_analyses (self);
  on_limit (self);
  tape_analysis_page_show (self);
  update_width (self);
  choose (self, self->chosen);
}
