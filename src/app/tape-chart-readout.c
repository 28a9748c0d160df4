/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-chart-readout.h"

#include "app/tape-chart-line.h"
#include "app/tape-theme.h"
#include "model/tape-indicator-text.h"
#include "plot/tape-digits.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* From a caption to its figure, and from a pair to the next; between two lines. */
#define GAP      4
#define PAIR_GAP 10
#define ROW_GAP  3

/* Room for volumes from the start, so that what follows them stands still. */
#define WIDEST_VOLUME "000,000"

/* Entries of the bar itself: time, prices, volume; the first of them are always shown, in letters as small as that takes. */
#define N_BAR    6
#define N_NEEDED 5

#define ROWS_MOST 4

static const double scales[] = { 1, 0.92, 0.84, 0.76 };

/* Lines below the first are no smaller. */
#define SCALE_LEAST 0.84

typedef struct
{
  char *caption;
  char *text;
  int widest;     /* in letters of full size; so that what follows keeps its place */
  gint indicator; /* whose values it says; −1 for the bar */
  guint color;    /* of its line, in the palette */
} Entry;

/* Where an entry stands. */
typedef struct
{
  double x;
  guint row;
  double scale;
} Place;

struct _TapeChartReadout
{
  GtkWidget parent_instance;

  const TapeInstrument *instrument;
  GArray *entries; /* of Entry: the bar's, then one an indicator over the price, then one of what fired */
  gboolean fired;  /* whether there is the last; it takes only what room is left, for it comes and goes */
  PangoLayout *layout;
};

G_DEFINE_FINAL_TYPE (TapeChartReadout, tape_chart_readout, GTK_TYPE_WIDGET)

static Entry *
get_entry (TapeChartReadout *self, guint index)
{
  return &g_array_index (self->entries, Entry, index);
}

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  g_free (entry->caption);
  g_free (entry->text);
}

/* --- Measuring. --- */

static void
ensure_layout (TapeChartReadout *self)
{
  if (self->layout == NULL)
    self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  tape_digits_align (self->layout, 1);
}

static int
measure_text (TapeChartReadout *self, const char *text, int *height)
{
  int width;

  pango_layout_set_text (self->layout, text, -1);
  pango_layout_get_pixel_size (self->layout, &width, height);
  return width;
}

/* Prices of the bar are alike wide. */
static gboolean
widen (TapeChartReadout *self)
{
  int price = 0, volume = measure_text (self, WIDEST_VOLUME, NULL);
  gboolean wider = FALSE;

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = get_entry (self, i);
      int width = entry->text != NULL ? measure_text (self, entry->text, NULL) : 0;

      if (i > 0 && i < N_NEEDED)
        width = price = MAX (price, width);
      if (i == N_BAR - 1)
        width = MAX (width, volume);
      wider |= width > entry->widest;
      entry->widest = MAX (entry->widest, width);
    }
  for (guint i = 1; i < N_NEEDED; i++)
    get_entry (self, i)->widest = MAX (get_entry (self, i)->widest, price);
  return wider;
}

static double
measure_entry (TapeChartReadout *self, guint index, double scale)
{
  const Entry *entry = get_entry (self, index);
  double width = ceil (entry->widest * scale);

  if (entry->caption != NULL)
    width += measure_text (self, entry->caption, NULL) + GAP;
  return width + (entry->indicator >= 0 ? TAPE_CHART_SWATCH + GAP : 0);
}

static double
measure_entries (TapeChartReadout *self, guint n, double scale)
{
  double width = (n - 1) * PAIR_GAP;

  tape_digits_align (self->layout, scale);
  for (guint i = 0; i < n; i++)
    width += measure_entry (self, i, scale);
  return width;
}

/* Everything in one line in letters of full size or a little smaller; else the bar alone, or what is needed of it. */
static double
choose_scale (TapeChartReadout *self, int width, guint *n_first)
{
  const guint n_fitting[] = { self->entries->len - (self->fired ? 1 : 0), N_BAR, N_NEEDED };

  for (guint i = 0; i < G_N_ELEMENTS (n_fitting); i++)
    {
      guint n_scales = i < G_N_ELEMENTS (n_fitting) - 1 ? 2 : G_N_ELEMENTS (scales);

      *n_first = n_fitting[i];
      for (guint j = 0; j < n_scales; j++)
        if (measure_entries (self, *n_first, scales[j]) <= width)
          return scales[j];
    }
  return scales[G_N_ELEMENTS (scales) - 1];
}

/**
 * place_entries:
 * @places: (out caller-allocates): where each entry stands; in row ROWS_MOST if there is no room for it
 *
 * Returns: how many rows there are
 */
static guint
place_entries (TapeChartReadout *self, int width, Place *places)
{
  guint n_first, row = 0;
  double scale = choose_scale (self, width, &n_first), x = 0;

  for (guint i = 0; i < self->entries->len; i++)
    {
      gboolean passing = self->fired && i + 1 == self->entries->len;
      double needed;

      if (i == MAX (n_first, N_BAR) && !passing)
        {
          row++;
          x = 0;
          scale = MAX (scale, SCALE_LEAST);
        }
      tape_digits_align (self->layout, scale);
      needed = measure_entry (self, i, scale);
      if (passing && x + needed > width)
        {
          places[i] = (Place){ x, ROWS_MOST, scale };
          break;
        }
      if (i >= N_BAR && x > 0 && x + needed > width)
        {
          row++;
          x = 0;
        }
      places[i] = (Place){ x, i < N_BAR && i >= n_first ? ROWS_MOST : MIN (row, ROWS_MOST), scale };
      x += needed + PAIR_GAP;
    }
  tape_digits_align (self->layout, 1);
  return MIN (row + 1, ROWS_MOST);
}

static int
get_row_height (TapeChartReadout *self)
{
  int height;

  measure_text (self, "0", &height);
  return height;
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
  g_autofree Place *places = g_new (Place, self->entries->len);
  guint n_rows;

  *minimum_baseline = *natural_baseline = -1;
  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  ensure_layout (self);
  n_rows = for_size >= 0 ? place_entries (self, for_size, places) : 1;
  *minimum = *natural = (int)n_rows * (get_row_height (self) + ROW_GAP) - ROW_GAP;
}

static GtkSizeRequestMode
tape_chart_readout_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* --- Drawing. --- */

static void
show_text (TapeChartReadout *self, cairo_t *cr, double x, double y, const char *text, const TapeColor *color)
{
  int height;

  measure_text (self, text, &height);
  cairo_move_to (cr, x, round (y - height / 2.0));
  tape_color_set (color, cr);
  pango_cairo_show_layout (cr, self->layout);
}

/* An indicator has a swatch of its line, its words are as legible as all others. */
static void
draw_entry (TapeChartReadout *self, cairo_t *cr, guint index, double x, double y)
{
  const TapePalette *palette = tape_theme_get_palette ();
  const Entry *entry = get_entry (self, index);

  if (entry->indicator >= 0)
    {
      gboolean dashed;
      const TapeColor *color = tape_palette_get_series (palette, entry->color, &dashed);

      tape_chart_line_draw_swatch (cr, x, floor (y) + 0.5, color, dashed);
      x += TAPE_CHART_SWATCH + GAP;
    }
  if (entry->caption != NULL)
    {
      show_text (self, cr, x, y, entry->caption, &palette->neutral);
      x += measure_text (self, entry->caption, NULL) + GAP;
    }
  show_text (self, cr, x, y, entry->text, index == 0 ? &palette->neutral : &palette->text);
}

static void
tape_chart_readout_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TapeChartReadout *self = TAPE_CHART_READOUT (widget);
  g_autofree Place *places = g_new (Place, self->entries->len);
  int width = gtk_widget_get_width (widget), row_height;
  cairo_t *cr;

  if (get_entry (self, 0)->text == NULL)
    return;
  ensure_layout (self);
  row_height = get_row_height (self);
  place_entries (self, width, places);
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)gtk_widget_get_height (widget)));
  for (guint i = 0; i < self->entries->len; i++)
    {
      if (places[i].row == ROWS_MOST)
        continue;
      tape_digits_align (self->layout, places[i].scale);
      draw_entry (self, cr, i, places[i].x, places[i].row * (row_height + ROW_GAP) + row_height / 2.0);
    }
  cairo_destroy (cr);
}

/* --- What is shown. --- */

static void
forget_widths (TapeChartReadout *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    get_entry (self, i)->widest = 0;
}

static void
set_text (TapeChartReadout *self, guint index, char *text)
{
  Entry *entry = get_entry (self, index);

  g_free (entry->text);
  entry->text = text;
}

static void
show_bar (TapeChartReadout *self, const char *time, const TapeBar *bar)
{
  set_text (self, 0, g_strdup (time));
  set_text (self, 1, tape_format_price (self->instrument, bar->open));
  set_text (self, 2, tape_format_price (self->instrument, bar->high));
  set_text (self, 3, tape_format_price (self->instrument, bar->low));
  set_text (self, 4, tape_format_price (self->instrument, bar->close));
  set_text (self, 5, bar->volume < 1e6 ? tape_format_quantity (bar->volume) : tape_format_compact (bar->volume));
}

static char *
format_values (TapeChartReadout *self, TapeSeries *series, guint indicator, guint bar)
{
  GString *text = g_string_new (NULL);
  guint n;
  const TapeIndicator *indicators = tape_series_get_indicators (series, &n);

  for (guint i = 0; i < tape_indicator_count_outputs (&indicators[indicator]); i++)
    {
      double value = tape_series_get_value (series, indicator, i, bar);
      g_autofree char *each = tape_indicator_format_value (&indicators[indicator], self->instrument, value, value);

      g_string_append_printf (text, "%s%s", i > 0 ? "\u2002" : "", each);
    }
  return g_string_free (text, FALSE);
}

/* The entry of an indicator, which has had its place for another before perhaps. */
static void
show_indicator (TapeChartReadout *self, TapeSeries *series, guint index, guint indicator, guint bar)
{
  guint n;
  const TapeIndicator *indicators = tape_series_get_indicators (series, &n);
  g_autofree char *label = tape_indicator_get_label (&indicators[indicator]);
  Entry *entry;

  if (index == self->entries->len)
    g_array_set_size (self->entries, index + 1);
  entry = get_entry (self, index);
  if (g_strcmp0 (entry->caption, label) != 0)
    {
      entry_clear (entry);
      *entry = (Entry){ .caption = g_steal_pointer (&label) };
    }
  entry->indicator = (gint)indicator;
  entry->color = tape_chart_line_get_color (indicators, indicator, 0);
  set_text (self, index, format_values (self, series, indicator, bar));
}

/* Returns: how many entries there are then. */
static guint
show_indicators (TapeChartReadout *self, TapeSeries *series, guint bar)
{
  guint n, next = N_BAR;
  const TapeIndicator *indicators = tape_series_get_indicators (series, &n);

  for (guint i = 0; i < n; i++)
    if (indicators[i].type->place == TAPE_INDICATOR_OVER_PRICE)
      show_indicator (self, series, next++, i, bar);
  return next;
}

/* The last entry, where anything fired; an indicator may have had its place. */
static void
show_firings (TapeChartReadout *self, guint index, const char *firings)
{
  self->fired = firings != NULL;
  g_array_set_size (self->entries, index + (self->fired ? 1 : 0));
  if (!self->fired)
    return;
  if (get_entry (self, index)->indicator >= 0)
    {
      entry_clear (get_entry (self, index));
      *get_entry (self, index) = (Entry){ .indicator = -1 };
    }
  set_text (self, index, g_strdup (firings));
}

void
tape_chart_readout_show (TapeChartReadout *self,
                         const TapeInstrument *instrument,
                         const char *time,
                         TapeSeries *series,
                         guint bar,
                         const char *firings)
{
  guint n_before = self->entries->len, n_bars;

  g_return_if_fail (TAPE_IS_CHART_READOUT (self));

  if (instrument != self->instrument)
    forget_widths (self);
  self->instrument = instrument;
  if (time == NULL)
    {
      set_text (self, 0, NULL);
      gtk_widget_queue_draw (GTK_WIDGET (self));
      return;
    }
  show_bar (self, time, &tape_series_get_bars (series, &n_bars)[bar]);
  show_firings (self, show_indicators (self, series, bar), firings);
  ensure_layout (self);
  if (widen (self) || n_before != self->entries->len)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  else
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- The type. --- */

static void
forget (TapeChartReadout *self)
{
  g_clear_object (&self->layout);
  forget_widths (self);
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
tape_chart_readout_finalize (GObject *object)
{
  TapeChartReadout *self = TAPE_CHART_READOUT (object);

  g_array_unref (self->entries);
  g_clear_object (&self->layout);
  G_OBJECT_CLASS (tape_chart_readout_parent_class)->finalize (object);
}

static void
tape_chart_readout_class_init (TapeChartReadoutClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = tape_chart_readout_finalize;
  widget_class->measure = tape_chart_readout_measure;
  widget_class->get_request_mode = tape_chart_readout_get_request_mode;
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
  const char *const captions[N_BAR] = {
    NULL, C_ ("readout", "O"), C_ ("readout", "H"), C_ ("readout", "L"), C_ ("readout", "C"), C_ ("readout", "Vol")
  };

  self->entries = g_array_new (FALSE, TRUE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);
  for (guint i = 0; i < N_BAR; i++)
    {
      Entry entry = { .caption = g_strdup (captions[i]), .indicator = -1 };

      g_array_append_val (self->entries, entry);
    }
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_object (tape_theme_get_default (), "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}
