/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-chart-readout.h"

#include "app/tape-theme.h"

#include <glib/gi18n.h>
#include <math.h>

/* From a caption to its figure, and from a pair to the next. */
#define GAP       4
#define PAIR_GAP  10
#define N_ENTRIES (6 + TAPE_SERIES_AVERAGES)

typedef struct
{
  char *caption;
  char *text;
  double widest; /* so that what follows keeps its place */
} Entry;

struct _TapeChartReadout
{
  GtkWidget parent_instance;

  const TapeInstrument *instrument;
  Entry entries[N_ENTRIES];
  PangoLayout *layout;
};

G_DEFINE_FINAL_TYPE (TapeChartReadout, tape_chart_readout, GTK_TYPE_WIDGET)

static void
ensure_layout (TapeChartReadout *self)
{
  g_autoptr (PangoAttrList) attributes = NULL;

  if (self->layout != NULL)
    return;
  attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  pango_layout_set_attributes (self->layout, attributes);
}

static int
measure_text (TapeChartReadout *self, const char *text, int *height)
{
  int width;

  pango_layout_set_text (self->layout, text, -1);
  pango_layout_get_pixel_size (self->layout, &width, height);
  return width;
}

static double
measure_entry (TapeChartReadout *self, Entry *entry)
{
  double width = entry->caption != NULL ? measure_text (self, entry->caption, NULL) + GAP : 0;

  entry->widest = MAX (entry->widest, measure_text (self, entry->text, NULL));
  return width + entry->widest;
}

static void
show_text (TapeChartReadout *self, cairo_t *cr, double x, const char *text, const TapeColor *color)
{
  int height;

  measure_text (self, text, &height);
  cairo_move_to (cr, x, (gtk_widget_get_height (GTK_WIDGET (self)) - height) / 2);
  tape_color_set (color, cr);
  pango_cairo_show_layout (cr, self->layout);
}

static void
draw_entry (TapeChartReadout *self, cairo_t *cr, guint index, double x)
{
  const TapePalette *palette = tape_theme_get_palette (tape_theme_get_default ());
  const Entry *entry = &self->entries[index];
  const TapeColor *caption = &palette->neutral;
  guint first = N_ENTRIES - TAPE_SERIES_AVERAGES;

  /* An average has a swatch of its line's colour, its words are as legible as all others. */
  if (index >= first)
    {
      int height = gtk_widget_get_height (GTK_WIDGET (self));

      tape_color_set (tape_palette_get_series (palette, index == first ? 1 : 0, NULL), cr);
      cairo_rectangle (cr, x, height / 2 - 1, 10, 3);
      cairo_fill (cr);
      x += 10 + GAP;
    }
  if (entry->caption != NULL)
    {
      show_text (self, cr, x, entry->caption, caption);
      x += measure_text (self, entry->caption, NULL) + GAP;
    }
  show_text (self, cr, x, entry->text, index == 0 ? &palette->neutral : &palette->text);
}

static void
tape_chart_readout_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TapeChartReadout *self = TAPE_CHART_READOUT (widget);
  int width = gtk_widget_get_width (widget);
  cairo_t *cr;
  double x = 0;

  if (self->entries[0].text == NULL)
    return;
  ensure_layout (self);
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)gtk_widget_get_height (widget)));
  for (guint i = 0; i < N_ENTRIES; i++)
    {
      double swatch = i >= N_ENTRIES - TAPE_SERIES_AVERAGES ? 10 + GAP : 0;
      double needed = swatch + measure_entry (self, &self->entries[i]);

      if (x + needed > width)
        break;
      draw_entry (self, cr, i, x);
      x += needed + PAIR_GAP;
    }
  cairo_destroy (cr);
}

static void
tape_chart_readout_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  TapeChartReadout *self = TAPE_CHART_READOUT (widget);
  int height;

  ensure_layout (self);
  measure_text (self, "0", &height);
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 0 : height;
  *minimum_baseline = *natural_baseline = -1;
}

static void
forget (TapeChartReadout *self)
{
  g_clear_object (&self->layout);
  for (guint i = 0; i < N_ENTRIES; i++)
    self->entries[i].widest = 0;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
tape_chart_readout_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tape_chart_readout_parent_class)->css_changed (widget, change);
  forget (TAPE_CHART_READOUT (widget));
}

static void
tape_chart_readout_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (tape_chart_readout_parent_class)->system_setting_changed (widget, setting);
  forget (TAPE_CHART_READOUT (widget));
}

static void
set_text (TapeChartReadout *self, guint index, char *text)
{
  g_free (self->entries[index].text);
  self->entries[index].text = text;
}

void
tape_chart_readout_set_bar (TapeChartReadout *self,
                            const TapeInstrument *instrument,
                            const char *time,
                            const TapeBar *bar,
                            const double *averages)
{
  g_return_if_fail (TAPE_IS_CHART_READOUT (self));

  if (instrument != self->instrument)
    for (guint i = 0; i < N_ENTRIES; i++)
      self->entries[i].widest = 0;
  self->instrument = instrument;
  set_text (self, 0, g_strdup (time));
  if (bar != NULL)
    {
      set_text (self, 1, tape_format_price (instrument, bar->open));
      set_text (self, 2, tape_format_price (instrument, bar->high));
      set_text (self, 3, tape_format_price (instrument, bar->low));
      set_text (self, 4, tape_format_price (instrument, bar->close));
      set_text (self, 5, tape_format_quantity (bar->volume));
      for (guint i = 0; i < TAPE_SERIES_AVERAGES; i++)
        set_text (self, 6 + i, tape_format_price (instrument, averages[i]));
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
tape_chart_readout_finalize (GObject *object)
{
  TapeChartReadout *self = TAPE_CHART_READOUT (object);

  for (guint i = 0; i < N_ENTRIES; i++)
    {
      g_free (self->entries[i].caption);
      g_free (self->entries[i].text);
    }
  g_clear_object (&self->layout);
  G_OBJECT_CLASS (tape_chart_readout_parent_class)->finalize (object);
}

static void
tape_chart_readout_class_init (TapeChartReadoutClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = tape_chart_readout_finalize;
  widget_class->measure = tape_chart_readout_measure;
  widget_class->snapshot = tape_chart_readout_snapshot;
  widget_class->css_changed = tape_chart_readout_css_changed;
  widget_class->system_setting_changed = tape_chart_readout_system_setting_changed;
  gtk_widget_class_set_css_name (widget_class, "readout");
  /* The crosshair's labels say it. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
tape_chart_readout_init (TapeChartReadout *self)
{
  /* Translators: open, high, low, close, volume: as short as a trader reads them. */
  self->entries[1].caption = g_strdup (C_ ("readout", "O"));
  self->entries[2].caption = g_strdup (C_ ("readout", "H"));
  self->entries[3].caption = g_strdup (C_ ("readout", "L"));
  self->entries[4].caption = g_strdup (C_ ("readout", "C"));
  self->entries[5].caption = g_strdup (C_ ("readout", "Vol"));
  for (guint i = 0; i < TAPE_SERIES_AVERAGES; i++)
    self->entries[6 + i].caption = g_strdup_printf (_ ("SMA %u"), tape_series_periods[i]);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_object (tape_theme_get_default (), "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}
