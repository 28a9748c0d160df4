/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-chart-page.h"

#include <glib/gi18n.h>

#include "app/tape-chart-page-private.h"
#include "app/tape-chart-prompt.h"
#include "app/tape-chart-time.h"
#include "app/tape-indicator-chooser.h"
#include "app/tape-indicator-settings.h"

#define SIDE_WIDTH 220

enum
{
  PROP_0,
  PROP_DESK,
  PROP_BOOK,
  PROP_WIDTH_CLASS,
  PROP_INTERVAL,
  PROP_STYLE,
  PROP_PERIOD,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TapeChartPage, tape_chart_page, GTK_TYPE_WIDGET)

static void
on_go_there (TapeChartPage *self)
{
  g_object_set (self, "period", TAPE_PERIOD_ALL, NULL);
}

/* A time that was asked for is gone to once its bars are there. */
static void
go_to_wanted (TapeChartPage *self)
{
  const TapeBar *bars;
  guint n_bars;

  if (self->wanted_time == TAPE_NO_TIME || tape_series_is_loading (self->series))
    return;
  bars = tape_series_get_bars (self->series, &n_bars);
  if (n_bars > 0 && bars[0].start > self->wanted_time && !tape_series_is_complete (self->series))
    {
      tape_series_load_earlier (self->series);
      return;
    }
  tape_chart_view_go_to (self->view, self->wanted_time);
  self->wanted_time = TAPE_NO_TIME;
}

static void
on_series_changed (TapeChartPage *self)
{
  tape_chart_page_show_loading (self);
  tape_chart_page_show_empty (self);
  tape_chart_page_cover_firings (self);
  go_to_wanted (self);
}

static void
show_series (TapeChartPage *self)
{
  tape_series_show (self->series, self->universe, self->instrument, self->interval);
}

static void
show_instrument (TapeChartPage *self)
{
  TapeUniverse *universe = tape_desk_get_universe (self->desk);
  const TapeInstrument *instrument;

  g_clear_pointer (&self->universe, tape_universe_unref);
  self->universe = universe != NULL ? tape_universe_ref (universe) : NULL;
  self->instrument = universe != NULL ? tape_desk_get_instrument (self->desk) : TAPE_NO_INSTRUMENT;
  self->wanted_time = TAPE_NO_TIME;
  tape_chart_page_show_header (self);
  instrument = tape_chart_page_get_instrument (self);
  tape_chart_view_set_instrument (self->view, instrument);
  tape_firings_show (self->firings, instrument != NULL ? instrument->symbol : NULL);
  if (tape_desk_get_session (self->desk) != NULL)
    tape_session_set_focus (tape_desk_get_session (self->desk), self->instrument);
  show_series (self);
  tape_trades_show (self->trades, self->instrument);
}

/* What the desk wishes to be shown is taken once the instrument is known. */
static void
take_place (TapeChartPage *self)
{
  const gint64 place = self->instrument == TAPE_NO_INSTRUMENT ? TAPE_NO_TIME : tape_desk_take_place (self->desk);

  if (place == TAPE_NO_TIME)
    return;
  self->wanted_time = place;
  go_to_wanted (self);
}

static void
update (TapeChartPage *self)
{
  const TapeFrame *frame;

  if (self->desk == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (self->universe != tape_desk_get_universe (self->desk)
      || self->instrument != tape_desk_get_instrument (self->desk))
    show_instrument (self);
  take_place (self);
  frame = tape_desk_get_frame (self->desk);
  if (frame != NULL)
    {
      tape_series_take_frame (self->series, frame);
      tape_trades_take_frame (self->trades, frame);
    }
  tape_chart_view_set_alerts (self->view, tape_chart_page_get_levels (self));
  tape_chart_page_show_quote (self);
  tape_chart_page_show_zone (self);
}

static void
on_symbol (TapeChartPage *self)
{
  tape_chart_page_show_header (self);
  update (self);
  tape_chart_page_show_empty (self);
}

/* Numbers of instruments are those of another universe now. */
static void
on_session (TapeChartPage *self)
{
  g_clear_pointer (&self->universe, tape_universe_unref);
  self->instrument = TAPE_NO_INSTRUMENT;
  tape_series_show (self->series, NULL, TAPE_NO_INSTRUMENT, self->interval);
  tape_trades_show (self->trades, TAPE_NO_INSTRUMENT);
  tape_firings_show (self->firings, NULL);
  tape_chart_view_set_instrument (self->view, NULL);
  update (self);
}

static void
on_zone (TapeChartPage *self)
{
  tape_chart_view_set_zone (self->view, tape_desk_get_zone (self->desk));
  tape_chart_page_show_zone (self);
  tape_chart_page_show_readout (self);
}

/* --- Choices. --- */

static void
set_interval (TapeChartPage *self, TapeInterval interval)
{
  if (interval == self->interval)
    return;
  self->interval = interval;
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->choices), tape_interval_get_label (interval));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INTERVAL]);
  if (self->series == NULL)
    return;
  show_series (self);
  update (self);
}

/* Chosen by the person: the bars stay as wide as they are, and no period is fitted. */
static void
choose_interval (TapeChartPage *self, TapeInterval interval)
{
  if (interval == self->interval)
    return;
  tape_chart_view_set_period (self->view, TAPE_PERIOD_NONE);
  set_interval (self, interval);
}

static void
choose_period (TapeChartPage *self, TapePeriod period)
{
  if (period != TAPE_PERIOD_NONE)
    set_interval (self, tape_period_get_interval (period));
  tape_chart_view_set_period (self->view, period);
}

static void
on_step_interval (TapeChartPage *self, int step)
{
  gint interval = (gint)self->interval + step;

  choose_interval (self, (TapeInterval)CLAMP (interval, 0, TAPE_N_INTERVALS - 1));
}

static void
on_period_changed (TapeChartPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PERIOD]);
}

static void
on_style_changed (TapeChartPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STYLE]);
}

static void
show_indicators (TapeChartPage *self)
{
  g_autoptr (GArray) chosen = tape_indicator_settings_get (self->settings);

  if (self->series != NULL)
    tape_series_set_indicators (self->series, (const TapeIndicator *)(void *)chosen->data, chosen->len);
}

static void
on_now (TapeChartPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
  gtk_widget_activate_action (GTK_WIDGET (self->view), "chart.now", NULL);
}

/* --- What is typed. --- */

static gboolean
accept_interval (const char *text, gpointer data)
{
  TapeInterval interval;

  if (!tape_interval_parse (*text == ',' ? text + 1 : text, &interval))
    return FALSE;
  choose_interval (data, interval);
  return TRUE;
}

static gboolean
accept_time (const char *text, gpointer data)
{
  TapeChartPage *self = data;
  const TapeInstrument *instrument = tape_chart_page_get_instrument (self);
  const TapeBar *bars;
  guint n_bars;
  gint64 time;

  bars = tape_series_get_bars (self->series, &n_bars);
  if (instrument == NULL || n_bars == 0
      || !tape_chart_parse_time (text, instrument->exchange, tape_desk_get_zone (self->desk), bars[n_bars - 1].start,
                                 &time))
    return FALSE;
  self->wanted_time = time;
  go_to_wanted (self);
  return TRUE;
}

static void
ask (TapeChartPage *self, const char *title, const char *hint, const char *text, TapeChartPromptFunc accept)
{
  if (self->prompt == NULL)
    {
      self->prompt = tape_chart_prompt_new ();
      gtk_widget_set_parent (self->prompt, GTK_WIDGET (self->view));
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->prompt),
                               &(GdkRectangle){ gtk_widget_get_width (GTK_WIDGET (self->view)) / 2, 12, 1, 1 });
  tape_chart_prompt_ask (TAPE_CHART_PROMPT (self->prompt), title, hint, text, accept, self);
}

static void
on_typed (TapeChartPage *self, const char *text)
{
  if (g_ascii_isdigit (*text) || *text == ',')
    ask (self, _ ("Interval"), _ ("A number of minutes, or 1s, 5s, 1h, 1d"), *text == ',' ? "" : text, accept_interval);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.search", "s", text);
}

static void
go_to_time (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask (TAPE_CHART_PAGE (widget), _ ("Go to Time"), _ ("10:30, 2013-10-08 or 2013-10-08 10:30"), "", accept_time);
}

static void
choose_indicators (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (TAPE_CHART_PAGE (widget)->indicators));
}

/* --- Width. --- */

/* Wide: quote and tape stand beside the chart. Less than that: only when asked for, and when narrow in its place. */
static void
show_width (TapeChartPage *self)
{
  gboolean narrow = self->width_class == TAPE_WIDTH_NARROW;
  gboolean wide = self->width_class >= TAPE_WIDTH_WIDE;
  gboolean asked = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->tape_toggle));

  gtk_widget_set_visible (self->side, wide || asked);
  gtk_widget_set_hexpand (self->side, narrow);
  gtk_widget_set_size_request (self->side, narrow ? -1 : SIDE_WIDTH, -1);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->content),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_visible (self->chart_card, !narrow || !asked);
  gtk_widget_set_visible (self->tape_toggle, !wide);
  gtk_widget_set_visible (self->intervals, !narrow);
  gtk_widget_set_visible (self->styles, wide);
  gtk_widget_set_visible (self->choices, narrow);
  if (wide)
    gtk_menu_button_set_label (GTK_MENU_BUTTON (self->indicators), _ ("Indicators"));
  else
    gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->indicators), "tape-indicators-symbolic");
  gtk_widget_set_visible (self->quote_line, !wide && !asked);
  gtk_widget_set_visible (self->zone, !narrow);
}

/* --- The type. --- */

static void
set_desk (TapeChartPage *self, TapeDesk *desk)
{
  if (desk == self->desk)
    return;
  if (self->desk != NULL)
    g_signal_handlers_disconnect_by_data (self->desk, self);
  g_clear_object (&self->series);
  g_clear_object (&self->trades);
  g_clear_object (&self->firings);
  g_set_object (&self->desk, desk);
  if (desk == NULL)
    return;
  self->series = tape_series_new_for_desk (desk);
  self->trades = tape_trades_new (desk);
  tape_chart_page_follow_firings (self);
  g_signal_connect_object (self->trades, "changed", G_CALLBACK (tape_chart_page_show_trades), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->series, "changed", G_CALLBACK (on_series_changed), self, G_CONNECT_SWAPPED);
  tape_chart_view_set_series (self->view, self->series);
  show_indicators (self);
  g_signal_connect_object (desk, "frame", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "session", G_CALLBACK (on_session), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::symbol", G_CALLBACK (on_symbol), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::place", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::zone", G_CALLBACK (on_zone), self, G_CONNECT_SWAPPED);
  on_zone (self);
  on_symbol (self);
}

static void
tape_chart_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tape_chart_page_parent_class)->map (widget);
  update (TAPE_CHART_PAGE (widget));
}

static void
tape_chart_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TapeChartPage *self = TAPE_CHART_PAGE (object);

  switch (id)
    {
    case PROP_DESK:
      g_value_set_object (value, self->desk);
      break;
    case PROP_BOOK:
      g_value_set_object (value, self->book);
      break;
    case PROP_WIDTH_CLASS:
      g_value_set_enum (value, (gint)self->width_class);
      break;
    case PROP_INTERVAL:
      g_value_set_enum (value, (gint)self->interval);
      break;
    case PROP_STYLE:
      g_object_get_property (G_OBJECT (self->view), "style", value);
      break;
    case PROP_PERIOD:
      g_object_get_property (G_OBJECT (self->view), "period", value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_chart_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TapeChartPage *self = TAPE_CHART_PAGE (object);

  switch (id)
    {
    case PROP_DESK:
      set_desk (self, g_value_get_object (value));
      break;
    case PROP_BOOK:
      tape_chart_page_set_book (self, g_value_get_object (value));
      break;
    case PROP_WIDTH_CLASS:
      self->width_class = (TapeWidthClass)g_value_get_enum (value);
      show_width (self);
      break;
    case PROP_INTERVAL:
      choose_interval (self, (TapeInterval)g_value_get_enum (value));
      break;
    case PROP_STYLE:
      g_object_set_property (G_OBJECT (self->view), "style", value);
      break;
    case PROP_PERIOD:
      choose_period (self, (TapePeriod)g_value_get_enum (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_chart_page_dispose (GObject *object)
{
  TapeChartPage *self = TAPE_CHART_PAGE (object);

  g_clear_handle_id (&self->spinner_timer, g_source_remove);
  g_clear_pointer (&self->prompt, gtk_widget_unparent);
  g_clear_pointer (&self->firing, gtk_widget_unparent);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->universe, tape_universe_unref);
  g_clear_object (&self->series);
  g_clear_object (&self->trades);
  g_clear_object (&self->firings);
  tape_chart_page_set_book (self, NULL);
  g_clear_object (&self->settings);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (tape_chart_page_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  /* What the person chooses is notified when it is another. */
  const GParamFlags choice = flags | G_PARAM_EXPLICIT_NOTIFY;

  properties[PROP_DESK] = g_param_spec_object ("desk", NULL, NULL, TAPE_TYPE_DESK, flags);
  properties[PROP_BOOK] = g_param_spec_object ("book", NULL, NULL, TAPE_TYPE_ALERT_BOOK, flags);
  properties[PROP_WIDTH_CLASS]
      = g_param_spec_enum ("width-class", NULL, NULL, TAPE_TYPE_WIDTH_CLASS, TAPE_WIDTH_NARROW, flags);
  properties[PROP_INTERVAL]
      = g_param_spec_enum ("interval", NULL, NULL, TAPE_TYPE_INTERVAL, TAPE_INTERVAL_1_MINUTE, choice);
  properties[PROP_STYLE] = g_param_spec_enum ("style", NULL, NULL, TAPE_TYPE_CHART_STYLE, TAPE_CHART_CANDLES, choice);
  properties[PROP_PERIOD] = g_param_spec_enum ("period", NULL, NULL, TAPE_TYPE_PERIOD, TAPE_PERIOD_TODAY, choice);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, content);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, symbol);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, details);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, intervals);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, styles);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, choices);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, indicators);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, tape_toggle);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, quote_line);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, price);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, change);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, readout);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, view);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, chart_card);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, empty);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, empty_button);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, zone);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, now);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, side);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, quote);
  gtk_widget_class_bind_template_child (widget_class, TapeChartPage, tape);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_readout", G_CALLBACK (tape_chart_page_show_readout));
  gtk_widget_class_bind_template_callback (widget_class, on_typed);
  gtk_widget_class_bind_template_callback (widget_class, on_step_interval);
  gtk_widget_class_bind_template_callback (widget_class, on_period_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_style_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_now);
  gtk_widget_class_bind_template_callback (widget_class, on_go_there);
  gtk_widget_class_bind_template_callback (widget_class, show_width);
}

static void
tape_chart_page_class_init (TapeChartPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = tape_chart_page_get_property;
  object_class->set_property = tape_chart_page_set_property;
  object_class->dispose = tape_chart_page_dispose;
  widget_class->map = tape_chart_page_map;

  install_properties (object_class);
  g_type_ensure (TAPE_TYPE_CHART_READOUT);
  g_type_ensure (TAPE_TYPE_CHART_VIEW);
  g_type_ensure (TAPE_TYPE_FIGURE);
  g_type_ensure (TAPE_TYPE_INDICATOR_CHOOSER);
  g_type_ensure (TAPE_TYPE_QUOTE_CARD);
  g_type_ensure (TAPE_TYPE_TAPE);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-chart-page.ui");
  bind_children (widget_class);
  tape_chart_page_bind_alerts (widget_class);
  gtk_widget_class_install_property_action (widget_class, "chart.interval", "interval");
  gtk_widget_class_install_property_action (widget_class, "chart.style", "style");
  gtk_widget_class_install_property_action (widget_class, "chart.period", "period");
  gtk_widget_class_install_action (widget_class, "chart.go-to-time", NULL, go_to_time);
  gtk_widget_class_install_action (widget_class, "chart.indicators", NULL, choose_indicators);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tape_chart_page_init (TapeChartPage *self)
{
  self->interval = TAPE_INTERVAL_1_MINUTE;
  self->instrument = TAPE_NO_INSTRUMENT;
  self->wanted_time = TAPE_NO_TIME;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = g_settings_new (TAPE_APP_ID);
  g_signal_connect_object (self->settings, "changed::" TAPE_INDICATOR_SETTINGS_KEY, G_CALLBACK (show_indicators), self,
                           G_CONNECT_SWAPPED);
  g_settings_bind (self->settings, "chart-style", self->view, "style", G_SETTINGS_BIND_DEFAULT);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->choices), tape_interval_get_label (self->interval));
  show_width (self);
}
