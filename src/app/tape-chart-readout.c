/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-chart-readout.h"

#include "app/tape-theme.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* From a caption to its figure, and from a pair to the next; the line of colour before an average. */
#define GAP       4
#define PAIR_GAP  10
#define SWATCH    10
#define N_ENTRIES (6 + TAPE_SERIES_AVERAGES)

/* Room for volumes from the start, so that the averages after them stand still. */
#define WIDEST_VOLUME "000,000"

/* Entries that are always shown, in letters as small as that takes. */
#define N_NEEDED 5

static const double scales[] = { 1, 0.92, 0.84, 0.76 };

typedef enum
{
  COLUMN_TIME,
  COLUMN_PRICE,
  COLUMN_VOLUME,
  N_COLUMNS
} Column;

typedef struct
{
  char *caption;
  char *text;
} Entry;

struct _TapeChartReadout
{
  GtkWidget parent_instance;

  const TapeInstrument *instrument;
  Entry entries[N_ENTRIES];
  int widest[N_COLUMNS]; /* in letters of full size; so that what follows keeps its place */
  PangoLayout *layout;
};

G_DEFINE_FINAL_TYPE (TapeChartReadout, tape_chart_readout, GTK_TYPE_WIDGET)

static Column
get_column (guint index)
{
  return index == 0 ? COLUMN_TIME : index == 5 ? COLUMN_VOLUME : COLUMN_PRICE;
}

static gboolean
is_average (guint index)
{
  return index >= N_ENTRIES - TAPE_SERIES_AVERAGES;
}

static void
set_scale (TapeChartReadout *self, double scale)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_layout_set_attributes (self->layout, attributes);
}

static void
ensure_layout (TapeChartReadout *self)
{
  if (self->layout == NULL)
    self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  set_scale (self, 1);
}

static int
measure_text (TapeChartReadout *self, const char *text, int *height)
{
  int width;

  pango_layout_set_text (self->layout, text, -1);
  pango_layout_get_pixel_size (self->layout, &width, height);
  return width;
}

static void
widen (TapeChartReadout *self)
{
  int *volume = &self->widest[COLUMN_VOLUME];

  *volume = MAX (*volume, measure_text (self, WIDEST_VOLUME, NULL));
  for (guint i = 0; i < N_ENTRIES; i++)
    {
      int *widest = &self->widest[get_column (i)];

      *widest = MAX (*widest, measure_text (self, self->entries[i].text, NULL));
    }
}

static double
measure_entry (TapeChartReadout *self, guint index, double scale)
{
  const Entry *entry = &self->entries[index];
  double width = ceil (self->widest[get_column (index)] * scale);

  if (entry->caption != NULL)
    width += measure_text (self, entry->caption, NULL) + GAP;
  return width + (is_average (index) ? SWATCH + GAP : 0);
}

static double
measure_entries (TapeChartReadout *self, guint n, double scale)
{
  double width = (n - 1) * PAIR_GAP;

  set_scale (self, scale);
  for (guint i = 0; i < n; i++)
    width += measure_entry (self, i, scale);
  return width;
}

/* Everything in letters of full size or a little smaller, or else only what is needed. */
static double
choose_scale (TapeChartReadout *self, int width)
{
  for (guint i = 0; i < 2; i++)
    if (measure_entries (self, N_ENTRIES, scales[i]) <= width)
      return scales[i];
  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    if (measure_entries (self, N_NEEDED, scales[i]) <= width)
      return scales[i];
  return scales[G_N_ELEMENTS (scales) - 1];
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

/* An average has a swatch of its line, its words are as legible as all others. */
static void
draw_swatch (TapeChartReadout *self, cairo_t *cr, guint index, double x)
{
  static const double dashes[] = { 4, 2 };
  const TapePalette *palette = tape_theme_get_palette (tape_theme_get_default ());
  double y = gtk_widget_get_height (GTK_WIDGET (self)) / 2 + 0.5;
  gboolean dashed;

  tape_color_set (tape_palette_get_series (palette, index == N_ENTRIES - TAPE_SERIES_AVERAGES ? 1 : 0, &dashed), cr);
  cairo_save (cr);
  cairo_set_dash (cr, dashes, dashed ? G_N_ELEMENTS (dashes) : 0, 0);
  cairo_set_line_width (cr, 3);
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + SWATCH, y);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_entry (TapeChartReadout *self, cairo_t *cr, guint index, double x)
{
  const TapePalette *palette = tape_theme_get_palette (tape_theme_get_default ());
  const Entry *entry = &self->entries[index];
  const TapeColor *caption = &palette->neutral;

  if (is_average (index))
    {
      draw_swatch (self, cr, index, x);
      x += SWATCH + GAP;
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
  double scale, x = 0;

  if (self->entries[0].text == NULL)
    return;
  ensure_layout (self);
  widen (self);
  scale = choose_scale (self, width);
  set_scale (self, scale);
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)gtk_widget_get_height (widget)));
  for (guint i = 0; i < N_ENTRIES; i++)
    {
      double needed = measure_entry (self, i, scale);

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
  memset (self->widest, 0, sizeof self->widest);
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
    memset (self->widest, 0, sizeof self->widest);
  self->instrument = instrument;
  set_text (self, 0, g_strdup (time));
  if (bar != NULL)
    {
      set_text (self, 1, tape_format_price (instrument, bar->open));
      set_text (self, 2, tape_format_price (instrument, bar->high));
      set_text (self, 3, tape_format_price (instrument, bar->low));
      set_text (self, 4, tape_format_price (instrument, bar->close));
      set_text (self, 5, bar->volume < 1e6 ? tape_format_quantity (bar->volume) : tape_format_compact (bar->volume));
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
