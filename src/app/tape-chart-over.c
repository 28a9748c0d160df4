/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What lies over the layers and moves with the pointer: the crosshair with its tags, the values of the panes at it, and
 * what is measured. */

#include "config.h"

#include "app/tape-chart-line.h"
#include "app/tape-chart-view-private.h"
#include "app/tape-theme.h"
#include "model/tape-indicator-text.h"
#include "plot/tape-axis.h"

#include <math.h>

/* From a name to its first value, and between values; from a swatch to its figure. */
#define LEGEND_GAP 10
#define SWATCH_GAP 4
#define LEGEND_TOP 3

/* How far a tag reaches above its text. */
#define TAG_RISE 4

/* A node as small as what is drawn in it, so that moving it damages little. */
static cairo_t *
append_cairo (GtkSnapshot *snapshot, double x, double y, double width, double height)
{
  return gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)width, (float)height));
}

/* Whether there is a price or a value at @y: not where a pane has its legend. */
static gboolean
is_level (TapeChartView *self, double y)
{
  const TapeChartPane *pane = tape_chart_find_pane (self, y);

  if (pane != NULL)
    return y >= pane->scale.end && y <= pane->scale.start;
  return y >= 0 && y < self->geometry.height;
}

static void
snapshot_lines (TapeChartView *self, GtkSnapshot *snapshot, double x, double y)
{
  const TapeChartGeometry *geometry = &self->geometry;
  const TapeColor *color = &tape_theme_get_palette ()->crosshair;
  cairo_t *cr;

  cr = append_cairo (snapshot, x, 0, 1, geometry->bottom);
  cairo_translate (cr, x + 1, 0);
  cairo_rotate (cr, G_PI / 2);
  tape_axis_draw_level (cr, geometry->bottom, 0, color);
  cairo_destroy (cr);
  if (is_level (self, y))
    {
      cr = append_cairo (snapshot, 0, floor (y), geometry->width, 1);
      tape_axis_draw_level (cr, geometry->width, y, color);
      cairo_destroy (cr);
    }
}

static void
snapshot_price_tag (TapeChartView *self, GtkSnapshot *snapshot, double y)
{
  const TapeChartGeometry *geometry = &self->geometry;
  double last = tape_chart_price_to_y (self, self->levels.last);
  g_autofree char *value = tape_chart_format_value (tape_scale_unmap (&geometry->prices, y), 0, self);
  int height;
  cairo_t *cr;

  pango_layout_get_pixel_size (self->layout, NULL, &height);
  cr = append_cairo (snapshot, geometry->width, y - 2 * height, geometry->axis_width, 4 * height);
  tape_chart_erase_values (self, cr, y, last);
  tape_axis_draw_tag (cr, self->layout, geometry->width, y, geometry->axis_width, value,
                      &tape_theme_get_palette ()->crosshair);
  cairo_destroy (cr);
}

/* The value of a pane at the crosshair; what the tag would cut of the axis goes. */
static void
snapshot_pane_tag (TapeChartView *self, GtkSnapshot *snapshot, const TapeChartPane *pane, double y)
{
  const TapeChartGeometry *geometry = &self->geometry;
  g_autofree char *value = tape_chart_format_pane_value (self, pane, tape_scale_unmap (&pane->scale, y));
  double top = pane->scale.end - TAG_RISE, bottom = pane->top + pane->height;
  int height;
  cairo_t *cr;

  pango_layout_get_pixel_size (self->layout, NULL, &height);
  cr = append_cairo (snapshot, geometry->width, top, geometry->axis_width, bottom - top);
  y = CLAMP (y, top + height / 2.0 + TAG_RISE, bottom - height / 2.0 - TAG_RISE);
  cairo_rectangle (cr, geometry->width + 1, floor (y - 1.5 * height), geometry->axis_width - 1, 3 * height);
  tape_color_set (&tape_theme_get_palette ()->card, cr);
  cairo_fill (cr);
  tape_axis_draw_tag (cr, self->layout, geometry->width, y, geometry->axis_width, value,
                      &tape_theme_get_palette ()->crosshair);
  cairo_destroy (cr);
}

/* Labels of the axis that a tag from @left to @right would cut. */
static void
erase_times (TapeChartView *self, cairo_t *cr, double left, double right)
{
  for (guint i = 0; i < self->time_places->len; i++)
    {
      const TapeChartSpan *place = &g_array_index (self->time_places, TapeChartSpan, i);

      if (place->end > left && place->start < right)
        cairo_rectangle (cr, place->start, self->geometry.bottom, place->end - place->start,
                         self->geometry.axis_height);
    }
  tape_color_set (&tape_theme_get_palette ()->card, cr);
  cairo_fill (cr);
}

static void
snapshot_time_tag (TapeChartView *self, GtkSnapshot *snapshot, double x, gint64 time)
{
  const TapeChartGeometry *geometry = &self->geometry;
  g_autofree char *text = tape_chart_view_format_time (self, time);
  double tag;
  int width;
  cairo_t *cr;

  pango_layout_set_text (self->layout, text, -1);
  pango_layout_get_pixel_size (self->layout, &width, NULL);
  tag = width + 2 * TAPE_AXIS_PADDING;
  x = CLAMP (round (x - tag / 2), 0, MAX (0, geometry->width - tag));
  cr = append_cairo (snapshot, x - tag, geometry->bottom, 3 * tag, geometry->axis_height);
  erase_times (self, cr, x, x + tag);
  tape_axis_draw_tag (cr, self->layout, x, geometry->bottom + geometry->axis_height / 2, tag, text,
                      &tape_theme_get_palette ()->crosshair);
  cairo_destroy (cr);
}

static void
snapshot_crosshair (TapeChartView *self, GtkSnapshot *snapshot)
{
  gint bar = tape_chart_get_cursor (self);
  const TapeChartPane *pane;
  const TapeBar *bars;
  guint n_bars;
  double x, y;

  if (bar < 0)
    return;
  bars = tape_chart_get_bars (self, &n_bars);
  x = tape_chart_get_x (self, bar);
  y = isnan (self->cursor_y) ? tape_chart_price_to_y (self, bars[bar].close) : self->cursor_y;
  if (x < 0 || x >= self->geometry.width)
    return;
  snapshot_lines (self, snapshot, x, y);
  pane = tape_chart_find_pane (self, y);
  if (is_level (self, y) && pane != NULL)
    snapshot_pane_tag (self, snapshot, pane, y);
  else if (is_level (self, y))
    snapshot_price_tag (self, snapshot, y);
  snapshot_time_tag (self, snapshot, x, bars[bar].start);
}

static void
tint (TapeChartView *self, cairo_t *cr, double x, double y, double width, double height, const TapeColor *color)
{
  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, self->geometry.width, self->geometry.bottom);
  cairo_clip (cr);
  cairo_rectangle (cr, floor (x), floor (y), ceil (width), ceil (height));
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, 0.15);
  cairo_fill (cr);
  cairo_restore (cr);
}

static void
draw_measure (TapeChartView *self, cairo_t *cr)
{
  gint from = self->series != NULL ? tape_series_find (self->series, self->measure_time) : -1;
  gint to = tape_chart_get_cursor (self);
  g_autofree char *text = NULL;
  const TapeBar *bars;
  const TapeColor *color;
  double x, y, end_x, end_y, tag;
  guint n_bars;
  int width;

  if (!self->measuring || from < 0 || to < 0)
    return;
  bars = tape_chart_get_bars (self, &n_bars);
  x = tape_chart_get_x (self, from);
  y = tape_chart_price_to_y (self, self->measure_price);
  end_x = tape_chart_get_x (self, to);
  end_y = isnan (self->cursor_y) ? tape_chart_price_to_y (self, bars[to].close) : self->cursor_y;
  color = end_y <= y ? &tape_theme_get_palette ()->up : &tape_theme_get_palette ()->down;
  tint (self, cr, MIN (x, end_x), MIN (y, end_y), fabs (end_x - x) + 1, fabs (end_y - y) + 1, color);

  text = tape_chart_describe_measure (self);
  pango_layout_set_text (self->layout, text, -1);
  pango_layout_get_pixel_size (self->layout, &width, NULL);
  tag = width + 2 * TAPE_AXIS_PADDING;
  x = CLAMP ((x + end_x - tag) / 2, 0, MAX (0, self->geometry.width - tag));
  y = MIN (y, end_y) > 32 ? MIN (y, end_y) - 16 : MAX (y, end_y) + 16;
  tape_axis_draw_tag (cr, self->layout, round (x), CLAMP (y, 16, self->geometry.height - 16), tag, text, color);
}

static void
snapshot_ranges (TapeChartView *self, GtkSnapshot *snapshot)
{
  cairo_t *cr;

  if (self->drag != TAPE_CHART_DRAG_PERIOD && !self->measuring)
    return;
  cr = append_cairo (snapshot, 0, 0, self->geometry.width, self->geometry.bottom);
  if (self->drag == TAPE_CHART_DRAG_PERIOD)
    tint (self, cr, MIN (self->drag_x, self->drag_last), 0, fabs (self->drag_last - self->drag_x) + 1,
          self->geometry.bottom, tape_palette_get_series (tape_theme_get_palette (), 0, NULL));
  draw_measure (self, cr);
  cairo_destroy (cr);
}

/* --- Names and values of the panes. --- */

static double
show_text (TapeChartView *self, cairo_t *cr, double x, double y, const char *text, const TapeColor *color)
{
  int width;

  pango_layout_set_text (self->layout, text, -1);
  pango_layout_get_pixel_size (self->layout, &width, NULL);
  tape_color_set (color, cr);
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, self->layout);
  return x + width;
}

/* A value has a swatch of its line before it; one that is drawn as bars is told by its sign. */
static double
show_value (TapeChartView *self, cairo_t *cr, double x, const TapeChartPane *pane, guint output, double value)
{
  const TapePalette *palette = tape_theme_get_palette ();
  g_autofree char *text = tape_chart_format_pane_value (self, pane, value);
  guint n;
  const TapeIndicator *indicators = tape_series_get_indicators (self->series, &n);
  const TapeColor *color;
  gboolean dashed;
  int height;

  pango_layout_get_pixel_size (self->layout, NULL, &height);
  if (tape_chart_line_is_bars (&indicators[pane->indicator], output))
    return show_text (self, cr, x, pane->top + LEGEND_TOP, text, tape_palette_get_change (palette, value));
  color = tape_palette_get_series (palette, tape_chart_line_get_color (indicators, pane->indicator, output), &dashed);
  tape_chart_line_draw_swatch (cr, x, pane->top + LEGEND_TOP + floor (height / 2.0) + 0.5, color, dashed);
  return show_text (self, cr, x + TAPE_CHART_SWATCH + SWATCH_GAP, pane->top + LEGEND_TOP, text, &palette->text);
}

static void
draw_legend (TapeChartView *self, cairo_t *cr, const TapeChartPane *pane, guint bar)
{
  guint n;
  const TapeIndicator *indicator = &tape_series_get_indicators (self->series, &n)[pane->indicator];
  g_autofree char *label = tape_indicator_get_label (indicator);
  double x = show_text (self, cr, 2, pane->top + LEGEND_TOP, label, &tape_theme_get_palette ()->neutral);

  for (guint i = 0; i < tape_indicator_count_outputs (indicator); i++)
    x = show_value (self, cr, x + LEGEND_GAP, pane, i, tape_series_get_value (self->series, pane->indicator, i, bar));
}

static void
snapshot_legends (TapeChartView *self, GtkSnapshot *snapshot)
{
  gint bar = tape_chart_view_get_readout (self);

  for (guint i = 0; i < self->geometry.n_panes && bar >= 0; i++)
    {
      const TapeChartPane *pane = &self->geometry.panes[i];
      int height;
      cairo_t *cr;

      pango_layout_get_pixel_size (self->layout, NULL, &height);
      /* The axis has no labels beside it. */
      cr = append_cairo (snapshot, 0, pane->top + 1, self->geometry.width + self->geometry.axis_width,
                         height + 2 * LEGEND_TOP);
      draw_legend (self, cr, pane, (guint)bar);
      cairo_destroy (cr);
    }
}

void
tape_chart_snapshot_over (TapeChartView *self, GtkSnapshot *snapshot)
{
  snapshot_legends (self, snapshot);
  snapshot_ranges (self, snapshot);
  snapshot_crosshair (self, snapshot);
}
