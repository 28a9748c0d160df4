/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-chart-view.h"

#include "app/tape-chart-view-private.h"
#include "app/tape-theme.h"

#include <glib/gi18n.h>
#include <math.h>

#define MINIMUM_WIDTH  200
#define MINIMUM_HEIGHT 160

enum
{
  PROP_0,
  PROP_STYLE,
  PROP_PERIOD,
  PROP_FOLLOWING,
  PROP_LOGARITHMIC,
  PROP_PER_CENT,
  N_PROPS
};

enum
{
  READOUT,
  STEP_INTERVAL,
  TYPED,
  FIRING,
  NEW_RULE,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeChartView, tape_chart_view, GTK_TYPE_WIDGET)

/* --- What is shown. --- */

static void
on_series_changed (TapeChartView *self)
{
  tape_chart_queue_plot (self);
  tape_chart_queue_speech (self);
  g_signal_emit (self, signals[READOUT], 0);
}

void
tape_chart_view_set_series (TapeChartView *self, TapeSeries *series)
{
  g_return_if_fail (TAPE_IS_CHART_VIEW (self));

  if (self->series != NULL)
    g_signal_handlers_disconnect_by_data (self->series, self);
  g_set_object (&self->series, series);
  if (series != NULL)
    g_signal_connect_object (series, "changed", G_CALLBACK (on_series_changed), self, G_CONNECT_SWAPPED);
  tape_chart_drop_layers (self);
  on_series_changed (self);
}

void
tape_chart_view_set_instrument (TapeChartView *self, const TapeInstrument *instrument)
{
  g_return_if_fail (TAPE_IS_CHART_VIEW (self));

  self->instrument = instrument;
  self->levels = (TapeChartLevels){ .last = NAN, .growth = NAN, .previous_close = NAN, .high = NAN, .low = NAN };
  tape_chart_view_set_firings (self, NULL);
  tape_chart_view_set_alerts (self, NULL);
  self->axis_width = 0;
  self->viewport.following = TRUE;
  tape_chart_stop_measuring (self);
  tape_chart_set_cursor (self, -1, NAN, FALSE);
  tape_chart_scale_automatically (self);
  /* Another symbol is said at once. */
  self->spoken = 0;
  g_clear_handle_id (&self->speech, g_source_remove);
  tape_chart_queue_speech (self);
}

void
tape_chart_view_set_zone (TapeChartView *self, TapeZone zone)
{
  g_return_if_fail (TAPE_IS_CHART_VIEW (self));

  if (zone == self->zone)
    return;
  self->zone = zone;
  tape_chart_drop_layers (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
is_same (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

void
tape_chart_view_set_levels (TapeChartView *self, const TapeChartLevels *levels)
{
  const TapeChartLevels *now = &self->levels;

  g_return_if_fail (TAPE_IS_CHART_VIEW (self));

  if (is_same (levels->last, now->last) && is_same (levels->growth, now->growth)
      && is_same (levels->previous_close, now->previous_close) && is_same (levels->high, now->high)
      && is_same (levels->low, now->low) && levels->previous_date == now->previous_date
      && levels->session == now->session)
    return;
  self->levels = *levels;
  tape_chart_drop_layer (self, TAPE_CHART_LAYER_LEVELS);
  tape_chart_drop_layer (self, TAPE_CHART_LAYER_ALERTS);
  tape_chart_queue_speech (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gint
tape_chart_view_get_readout (TapeChartView *self)
{
  gint bar = tape_chart_get_cursor (self);
  guint n_bars = 0;

  if (bar < 0 && self->series != NULL)
    {
      tape_series_get_bars (self->series, &n_bars);
      bar = (gint)n_bars - 1;
    }
  return bar;
}

void
tape_chart_view_go_to (TapeChartView *self, gint64 time)
{
  const TapeBar *bars;
  guint n_bars;
  gint bar;

  g_return_if_fail (TAPE_IS_CHART_VIEW (self));

  if (self->series == NULL)
    return;
  bars = tape_series_get_bars (self->series, &n_bars);
  bar = tape_series_find (self->series, time);
  if (n_bars == 0)
    return;
  bar = MAX (bar, 0);
  tape_viewport_center (&self->viewport, bars, n_bars, (guint)bar);
  self->centered = gtk_widget_get_width (GTK_WIDGET (self)) > 0 ? TAPE_NO_TIME : bars[bar].start;
  tape_chart_moved (self);
  tape_chart_set_cursor (self, bar, NAN, FALSE);
}

void
tape_chart_view_set_period (TapeChartView *self, TapePeriod period)
{
  g_return_if_fail (TAPE_IS_CHART_VIEW (self));

  self->period = period;
  if (period != TAPE_PERIOD_NONE)
    {
      self->viewport.following = TRUE;
      self->was_following = TRUE;
      tape_chart_scale_automatically (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PERIOD]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLLOWING]);
  tape_chart_queue_speech (self);
}

/* Whether both are on one day of the clock that is shown. */
static gboolean
is_same_day (TapeChartView *self, gint64 a, gint64 b)
{
  return tape_time_floor (a + tape_chart_get_offset (self, a), TAPE_DAY)
         == tape_time_floor (b + tape_chart_get_offset (self, b), TAPE_DAY);
}

char *
tape_chart_view_format_time (TapeChartView *self, gint64 time)
{
  const TapeExchange *exchange = self->instrument != NULL ? self->instrument->exchange : tape_exchange_utc ();
  TapeInterval interval = self->series != NULL ? tape_series_get_interval (self->series) : TAPE_INTERVAL_1_MINUTE;
  g_autofree char *day = tape_format_day (exchange, time, self->zone);
  g_autofree char *clock = tape_format_clock (exchange, time, self->zone, interval < TAPE_INTERVAL_1_MINUTE);
  guint n_bars;
  const TapeBar *bars = tape_chart_get_bars (self, &n_bars);

  if (interval == TAPE_INTERVAL_1_DAY)
    return g_steal_pointer (&day);
  if (n_bars > 0 && is_same_day (self, time, bars[n_bars - 1].start))
    return g_steal_pointer (&clock);
  /* Translators: a day and a time of it. */
  return g_strdup_printf (_ ("%s, %s"), day, clock);
}

/* --- The widget. --- */

static void
tape_chart_view_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MINIMUM_WIDTH : MINIMUM_HEIGHT;
  *minimum_baseline = *natural_baseline = -1;
}

static void
tape_chart_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TapeChartView *self = TAPE_CHART_VIEW (widget);

  /* The labels of the crosshair are there for their names. */
  for (guint i = 0; i < G_N_ELEMENTS (self->labels); i++)
    gtk_widget_size_allocate (self->labels[i], &(GtkAllocation){ 0, 0, 1, 1 }, -1);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
tape_chart_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TapeChartView *self = TAPE_CHART_VIEW (widget);

  tape_chart_snapshot (self, snapshot);
  GTK_WIDGET_CLASS (tape_chart_view_parent_class)->snapshot (widget, snapshot);
}

static void
forget_font (TapeChartView *self)
{
  g_clear_object (&self->layout);
  self->axis_width = 0;
  tape_chart_drop_layers (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
tape_chart_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tape_chart_view_parent_class)->css_changed (widget, change);
  forget_font (TAPE_CHART_VIEW (widget));
}

static void
tape_chart_view_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (tape_chart_view_parent_class)->system_setting_changed (widget, setting);
  forget_font (TAPE_CHART_VIEW (widget));
}

static void
on_theme_changed (TapeChartView *self)
{
  tape_chart_drop_layers (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- The type. --- */

static void
tape_chart_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TapeChartView *self = TAPE_CHART_VIEW (object);

  switch (id)
    {
    case PROP_STYLE:
      g_value_set_enum (value, (gint)self->style);
      break;
    case PROP_PERIOD:
      g_value_set_enum (value, (gint)self->period);
      break;
    case PROP_FOLLOWING:
      g_value_set_boolean (value, self->viewport.following);
      break;
    case PROP_LOGARITHMIC:
      g_value_set_boolean (value, self->logarithmic);
      break;
    case PROP_PER_CENT:
      g_value_set_boolean (value, self->per_cent);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* An axis is of prices, of their logarithms, or of per cent. */
static void
set_axis (TapeChartView *self, gboolean *on, gboolean *other, guint other_property, gboolean value)
{
  *on = value;
  if (value && *other)
    {
      *other = FALSE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[other_property]);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
tape_chart_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TapeChartView *self = TAPE_CHART_VIEW (object);

  switch (id)
    {
    case PROP_STYLE:
      self->style = (TapeChartStyle)g_value_get_enum (value);
      tape_chart_queue_plot (self);
      tape_chart_queue_speech (self);
      break;
    case PROP_PERIOD:
      tape_chart_view_set_period (self, (TapePeriod)g_value_get_enum (value));
      break;
    case PROP_LOGARITHMIC:
      set_axis (self, &self->logarithmic, &self->per_cent, PROP_PER_CENT, g_value_get_boolean (value));
      break;
    case PROP_PER_CENT:
      set_axis (self, &self->per_cent, &self->logarithmic, PROP_LOGARITHMIC, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_chart_view_dispose (GObject *object)
{
  TapeChartView *self = TAPE_CHART_VIEW (object);

  tape_chart_cursor_dispose (self);
  tape_chart_alerts_dispose (self);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  tape_chart_drop_layers (self);
  g_clear_object (&self->layout);
  g_clear_pointer (&self->time_places, g_array_unref);
  g_clear_object (&self->series);
  G_OBJECT_CLASS (tape_chart_view_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  properties[PROP_STYLE] = g_param_spec_enum ("style", NULL, NULL, TAPE_TYPE_CHART_STYLE, TAPE_CHART_CANDLES, flags);
  properties[PROP_PERIOD] = g_param_spec_enum ("period", NULL, NULL, TAPE_TYPE_PERIOD, TAPE_PERIOD_NONE, flags);
  properties[PROP_FOLLOWING]
      = g_param_spec_boolean ("following", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LOGARITHMIC] = g_param_spec_boolean ("logarithmic", NULL, NULL, FALSE, flags);
  properties[PROP_PER_CENT] = g_param_spec_boolean ("per-cent", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tape_chart_view_class_init (TapeChartViewClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = tape_chart_view_get_property;
  object_class->set_property = tape_chart_view_set_property;
  object_class->dispose = tape_chart_view_dispose;
  widget_class->measure = tape_chart_view_measure;
  widget_class->size_allocate = tape_chart_view_size_allocate;
  widget_class->snapshot = tape_chart_view_snapshot;
  widget_class->css_changed = tape_chart_view_css_changed;
  widget_class->system_setting_changed = tape_chart_view_system_setting_changed;

  install_properties (object_class);
  signals[READOUT]
      = g_signal_new ("readout", TAPE_TYPE_CHART_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[STEP_INTERVAL] = g_signal_new ("step-interval", TAPE_TYPE_CHART_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_INT);
  signals[TYPED] = g_signal_new ("typed", TAPE_TYPE_CHART_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_STRING);
  signals[FIRING] = g_signal_new ("firing", TAPE_TYPE_CHART_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  3, G_TYPE_POINTER, G_TYPE_UINT, GDK_TYPE_RECTANGLE | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[NEW_RULE] = g_signal_new ("new-rule", TAPE_TYPE_CHART_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  tape_chart_install_actions (widget_class);
  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tape_chart_view_init (TapeChartView *self)
{
  self->levels = (TapeChartLevels){ .last = NAN, .growth = NAN, .previous_close = NAN, .high = NAN, .low = NAN };
  self->period = TAPE_PERIOD_TODAY;
  self->time_places = g_array_new (FALSE, FALSE, sizeof (TapeChartSpan));
  tape_viewport_init (&self->viewport);
  self->centered = TAPE_NO_TIME;
  self->was_following = TRUE;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  tape_chart_cursor_init (self);
  tape_chart_alerts_init (self);
  tape_chart_add_pointer (self);
  tape_chart_add_keys (self);
  g_signal_connect_object (tape_theme_get_default (), "changed", G_CALLBACK (on_theme_changed), self,
                           G_CONNECT_SWAPPED);
}
