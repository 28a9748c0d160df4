/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-figure.h"

#include "plot/tape-digits.h"

struct _TapeFigure
{
  GtkWidget parent_instance;

  char *text;
  int width_chars;
  float xalign;
  int direction;
  gboolean doubted;
  gboolean ellipsized;
  int widest; /* pixels that a text needed so far */
  PangoLayout *layout;
};

enum
{
  PROP_0,
  PROP_TEXT,
  PROP_WIDTH_CHARS,
  PROP_XALIGN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TapeFigure, tape_figure, GTK_TYPE_WIDGET)

static PangoLayout *
get_layout (TapeFigure *self)
{
  if (self->layout != NULL)
    return self->layout;
  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->text);
  tape_digits_align (self->layout, 1);
  pango_layout_set_single_paragraph_mode (self->layout, TRUE);
  if (self->ellipsized)
    pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
  return self->layout;
}

static void
forget_layout (TapeFigure *self)
{
  g_clear_object (&self->layout);
  self->widest = 0;
}

static PangoFontMetrics *
get_metrics (TapeFigure *self)
{
  return pango_context_get_metrics (gtk_widget_get_pango_context (GTK_WIDGET (self)), NULL, NULL);
}

static void
measure_text (TapeFigure *self, int *width, int *height)
{
  *width = *height = 0;
  if (self->ellipsized)
    return;
  pango_layout_get_pixel_size (get_layout (self), width, height);
  self->widest = MAX (self->widest, *width);
}

static void
tape_figure_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  TapeFigure *self = TAPE_FIGURE (widget);
  PangoFontMetrics *metrics = get_metrics (self);
  int width;
  int height;

  measure_text (self, &width, &height);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      width = PANGO_PIXELS_CEIL (pango_font_metrics_get_approximate_digit_width (metrics) * self->width_chars);
      *minimum = *natural = MAX (width, self->widest);
    }
  else
    {
      *minimum = *natural = MAX (height, PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics)));
      *minimum_baseline = *natural_baseline = PANGO_PIXELS (pango_layout_get_baseline (get_layout (self)));
    }
  pango_font_metrics_unref (metrics);
}

static void
tape_figure_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TapeFigure *self = TAPE_FIGURE (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  float xalign = mirrored ? 1 - self->xalign : self->xalign;
  GdkRGBA color;
  int width;
  int height;

  if (self->ellipsized)
    pango_layout_set_width (get_layout (self), gtk_widget_get_width (widget) * PANGO_SCALE);
  pango_layout_get_pixel_size (get_layout (self), &width, &height);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float)(int)((float)(gtk_widget_get_width (widget) - width) * xalign),
                                                (float)((gtk_widget_get_height (widget) - height) / 2)));
  gtk_snapshot_append_layout (snapshot, get_layout (self), &color);
  gtk_snapshot_restore (snapshot);
}

static void
tape_figure_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tape_figure_parent_class)->css_changed (widget, change);
  /* Another font, perhaps; colour alone would not need it, but comes seldom enough. */
  forget_layout (TAPE_FIGURE (widget));
}

static void
tape_figure_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (tape_figure_parent_class)->system_setting_changed (widget, setting);
  forget_layout (TAPE_FIGURE (widget));
}

static void
tape_figure_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TapeFigure *self = TAPE_FIGURE (object);

  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_WIDTH_CHARS:
      g_value_set_int (value, self->width_chars);
      break;
    case PROP_XALIGN:
      g_value_set_float (value, self->xalign);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_figure_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TapeFigure *self = TAPE_FIGURE (object);

  switch (id)
    {
    case PROP_TEXT:
      tape_figure_set_text (self, g_value_get_string (value));
      break;
    case PROP_WIDTH_CHARS:
      self->width_chars = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    case PROP_XALIGN:
      self->xalign = g_value_get_float (value);
      gtk_widget_queue_draw (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_figure_finalize (GObject *object)
{
  TapeFigure *self = TAPE_FIGURE (object);

  g_clear_object (&self->layout);
  g_free (self->text);
  G_OBJECT_CLASS (tape_figure_parent_class)->finalize (object);
}

static void
tape_figure_class_init (TapeFigureClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tape_figure_get_property;
  object_class->set_property = tape_figure_set_property;
  object_class->finalize = tape_figure_finalize;
  widget_class->measure = tape_figure_measure;
  widget_class->snapshot = tape_figure_snapshot;
  widget_class->css_changed = tape_figure_css_changed;
  widget_class->system_setting_changed = tape_figure_system_setting_changed;

  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  properties[PROP_WIDTH_CHARS] = g_param_spec_int ("width-chars", NULL, NULL, 0, 1000, 0, flags);
  properties[PROP_XALIGN] = g_param_spec_float ("xalign", NULL, NULL, 0, 1, 1, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "figure");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
tape_figure_init (TapeFigure *self)
{
  self->xalign = 1;
}

GtkWidget *
tape_figure_new (int width_chars, float xalign)
{
  return g_object_new (TAPE_TYPE_FIGURE, "width-chars", width_chars, "xalign", xalign, NULL);
}

GtkWidget *
tape_figure_new_ellipsized (int width_chars)
{
  GtkWidget *self = tape_figure_new (width_chars, 0);

  TAPE_FIGURE (self)->ellipsized = TRUE;
  return self;
}

void
tape_figure_set_text (TapeFigure *self, const char *text)
{
  int widest = self->widest;
  int width;
  int height;

  g_return_if_fail (TAPE_IS_FIGURE (self));

  if (g_strcmp0 (text, self->text) == 0)
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  pango_layout_set_text (get_layout (self), text != NULL ? text : "", -1);
  measure_text (self, &width, &height);
  if (width > widest && width > gtk_widget_get_width (GTK_WIDGET (self)))
    gtk_widget_queue_resize (GTK_WIDGET (self));
  else
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

const char *
tape_figure_get_text (TapeFigure *self)
{
  g_return_val_if_fail (TAPE_IS_FIGURE (self), NULL);

  return self->text;
}

void
tape_figure_set_direction (TapeFigure *self, double change)
{
  static const char *const classes[] = { "down", "neutral", "up" };
  int direction = change > 0 ? 1 : change < 0 ? -1 : 0;

  g_return_if_fail (TAPE_IS_FIGURE (self));

  if (direction == self->direction && gtk_widget_has_css_class (GTK_WIDGET (self), classes[direction + 1]))
    return;
  gtk_widget_remove_css_class (GTK_WIDGET (self), classes[self->direction + 1]);
  gtk_widget_add_css_class (GTK_WIDGET (self), classes[direction + 1]);
  self->direction = direction;
}

void
tape_figure_set_doubted (TapeFigure *self, gboolean doubted)
{
  g_return_if_fail (TAPE_IS_FIGURE (self));

  if (doubted == self->doubted)
    return;
  self->doubted = doubted;
  if (doubted)
    gtk_widget_add_css_class (GTK_WIDGET (self), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "dim-label");
}
