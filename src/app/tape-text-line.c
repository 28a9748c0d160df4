/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/tape-text-line.h"

/* Characters that it has room for at least. */
#define LEAST 3

struct _TapeTextLine
{
  GtkWidget parent_instance;

  char *text;
  PangoLayout *layout;
};

G_DEFINE_FINAL_TYPE (TapeTextLine, tape_text_line, GTK_TYPE_WIDGET)

static PangoLayout *
get_layout (TapeTextLine *self)
{
  if (self->layout != NULL)
    return self->layout;
  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->text);
  pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (self->layout, TRUE);
  return self->layout;
}

static void
tape_text_line_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (gtk_widget_get_pango_context (widget), NULL, NULL);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = PANGO_PIXELS_CEIL (pango_font_metrics_get_approximate_char_width (metrics) * LEAST);
  else
    {
      *minimum = *natural = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));
      *minimum_baseline = *natural_baseline = PANGO_PIXELS (pango_font_metrics_get_ascent (metrics));
    }
  pango_font_metrics_unref (metrics);
}

static void
tape_text_line_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PangoLayout *layout = get_layout (TAPE_TEXT_LINE (widget));
  GdkRGBA color;

  pango_layout_set_width (layout, gtk_widget_get_width (widget) * PANGO_SCALE);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gtk_snapshot_append_layout (snapshot, layout, &color);
}

static void
tape_text_line_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tape_text_line_parent_class)->css_changed (widget, change);
  g_clear_object (&TAPE_TEXT_LINE (widget)->layout);
}

static void
tape_text_line_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (tape_text_line_parent_class)->system_setting_changed (widget, setting);
  g_clear_object (&TAPE_TEXT_LINE (widget)->layout);
}

static void
tape_text_line_finalize (GObject *object)
{
  TapeTextLine *self = TAPE_TEXT_LINE (object);

  g_clear_object (&self->layout);
  g_free (self->text);
  G_OBJECT_CLASS (tape_text_line_parent_class)->finalize (object);
}

static void
tape_text_line_class_init (TapeTextLineClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = tape_text_line_finalize;
  widget_class->measure = tape_text_line_measure;
  widget_class->snapshot = tape_text_line_snapshot;
  widget_class->css_changed = tape_text_line_css_changed;
  widget_class->system_setting_changed = tape_text_line_system_setting_changed;
  gtk_widget_class_set_css_name (widget_class, "textline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
tape_text_line_init (TapeTextLine *self)
{
}

GtkWidget *
tape_text_line_new (void)
{
  return g_object_new (TAPE_TYPE_TEXT_LINE, NULL);
}

void
tape_text_line_set_text (TapeTextLine *self, const char *text)
{
  g_return_if_fail (TAPE_IS_TEXT_LINE (self));

  if (g_strcmp0 (text, self->text) == 0)
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  g_clear_object (&self->layout);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
