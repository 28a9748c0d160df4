/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The inside of the chart view, shared by its files: tape-chart-view.c (the type), tape-chart-layout.c (what lies where),
 * tape-chart-draw.c (layers), tape-chart-indicators.c (lines over the prices and panes below them), tape-chart-over.c (what
 * lies over the layers), tape-chart-cursor.c (crosshair, measuring, what is spoken), tape-chart-alerts.c (what fired and
 * what would), tape-chart-pointer.c (mouse and touch), tape-chart-keys.c (actions and keys). */

#pragma once

#include "app/tape-chart-view.h"
#include "plot/tape-candles.h"
#include "plot/tape-marks.h"
#include "plot/tape-palette.h"
#include "plot/tape-scale.h"
#include "plot/tape-viewport.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_CHART_LAYER_GRID,
  TAPE_CHART_LAYER_PLOT,
  TAPE_CHART_LAYER_PRICES,
  TAPE_CHART_LAYER_TIMES,
  TAPE_CHART_LAYER_LEVELS,
  TAPE_CHART_LAYER_ALERTS,
  TAPE_CHART_LAYER_MARKS,
  TAPE_CHART_N_LAYERS
} TapeChartLayer;

/* How many panes there are at most below the prices. */
#define TAPE_CHART_PANES 16

/* An indicator with a scale of its own. */
typedef struct
{
  guint indicator; /* index of those of the series */
  double top;
  double height;
  TapeScale scale;
} TapeChartPane;

/* By what bars the marks were placed; others are placed anew. */
typedef struct
{
  TapeInterval interval;
  guint n_bars;
  gint64 first;
  gint64 last;
} TapeChartMarked;

/* What lies where; where nothing of it changed, grid and axes are the same. */
typedef struct
{
  double width;  /* of the plot; the price axis is right of it */
  double height; /* of the prices; panes are below */
  double bottom; /* of the last pane; the time axis is below */
  double axis_width;
  double axis_height;
  TapeBarPlace place;
  TapeScale prices; /* in per cent where the axis is */
  TapeScale volumes;
  double base; /* price that is 0 %, 0 where the axis is of prices */
  TapeChartPane panes[TAPE_CHART_PANES];
  guint n_panes;
  guint n_hidden; /* panes for which there is no room */
} TapeChartGeometry;

/* What the axis of a pane shows, kept while the values of the indicator fit. */
typedef struct
{
  TapeIndicator indicator;
  double low;
  double high;
} TapeChartRange;

typedef struct
{
  double start;
  double end;
} TapeChartSpan;

typedef enum
{
  TAPE_CHART_DRAG_NONE,
  TAPE_CHART_DRAG_PAN,
  TAPE_CHART_DRAG_SCALE,
  TAPE_CHART_DRAG_PERIOD,
  TAPE_CHART_DRAG_MEASURE,
  TAPE_CHART_DRAG_CROSSHAIR,
} TapeChartDrag;

struct _TapeChartView
{
  GtkWidget parent_instance;

  TapeSeries *series;
  const TapeInstrument *instrument;
  TapeZone zone;
  TapeChartLevels levels;

  TapeChartStyle style;
  TapePeriod period;
  gboolean logarithmic;
  gboolean per_cent;

  TapeViewport viewport;
  gboolean was_following;
  gint64 centered; /* what is to be in the middle once there is a width, or TAPE_NO_TIME */
  /* What the price axis shows; kept while the prices fit, so that it does not jump. */
  gboolean scaled_by_hand;
  double low;
  double high;
  double volume;
  TapeChartRange ranges[TAPE_CHART_PANES];
  double axis_width;

  TapeChartGeometry geometry;
  GskRenderNode *layers[TAPE_CHART_N_LAYERS];
  PangoLayout *layout;

  GPtrArray *firings; /* of TapeFiring, by event time; nullable */
  GArray *alerts;     /* of TapeAlertLevel */
  GArray *marks;      /* of TapeMark: as they are drawn; their index is into the firings */
  TapeChartMarked marked;

  GArray *time_places; /* of TapeChartSpan: where the labels of the time axis stand */

  /* The crosshair stands at a bar; its price is the bar's close where it was moved by keys. */
  gint64 cursor;
  double cursor_y;
  double pointer_x;
  double pointer_y;
  guint readout_line; /* 0 prices, then the indicators */
  GtkWidget *labels[2];
  guint label;
  guint speech;
  gint64 spoken;
  gboolean measuring;
  gint64 measure_time;
  double measure_price;

  TapeChartDrag drag;
  double drag_x;
  double drag_y;
  double drag_last;
  double drag_low;
  double drag_high;
  double scroll_rest;
  GtkWidget *menu;
  double menu_price; /* where it was opened; NaN by a key */
};

/* --- tape-chart-layout.c --- */

/**
 * tape_chart_get_bars:
 * @n_bars: (out): how many there are, 0 without a series
 *
 * Returns: (transfer none) (nullable) (array length=n_bars): the bars of the series
 */
const TapeBar *tape_chart_get_bars (TapeChartView *self, guint *n_bars);

/**
 * tape_chart_update_geometry:
 *
 * Finds what lies where now, and drops the layers for which that is another.
 */
void tape_chart_update_geometry (TapeChartView *self);
void tape_chart_drop_layer (TapeChartView *self, TapeChartLayer layer);
void tape_chart_drop_layers (TapeChartView *self);

double tape_chart_price_to_y (TapeChartView *self, double price);
double tape_chart_y_to_price (TapeChartView *self, double y);
double tape_chart_get_x (TapeChartView *self, gint bar);

/**
 * tape_chart_find_bar:
 *
 * Returns: index of the bar whose slot is at @x, or the nearest; -1 if there are none
 */
gint tape_chart_find_bar (TapeChartView *self, double x);
gint64 tape_chart_get_offset (TapeChartView *self, gint64 time);

/* Something that is seen is another: the bars are drawn anew. */
void tape_chart_queue_plot (TapeChartView *self);

/* The person moved or zoomed: no period is chosen any more. Loads earlier bars where they come into sight. */
void tape_chart_moved (TapeChartView *self);

/* --- tape-chart-draw.c --- */

void tape_chart_snapshot (TapeChartView *self, GtkSnapshot *snapshot);
char *tape_chart_format_value (double value, guint decimals, gpointer view);

/**
 * tape_chart_erase_values:
 * @y: where a tag is drawn on the price axis
 * @other: where another tag is; NaN for none
 *
 * Erases the labels of the axis that the tag would cut, but for those where the other is.
 */
void tape_chart_erase_values (TapeChartView *self, cairo_t *cr, double y, double other);

/* --- tape-chart-indicators.c --- */

/**
 * tape_chart_place_panes:
 * @height: of prices and panes together
 *
 * Gives each indicator that is not over the prices a pane, as long as there is room.
 */
void tape_chart_place_panes (TapeChartView *self, double height);

/**
 * tape_chart_scale_panes:
 * @first: index of the first bar in sight
 * @last: index of the one after the last
 * @again: whether bars or values in sight are others than the last time
 */
void tape_chart_scale_panes (TapeChartView *self, guint first, guint last, gboolean again);

/**
 * tape_chart_find_overlay_extent:
 *
 * Finds the lowest and the highest value over the prices; infinite where there is none.
 */
void tape_chart_find_overlay_extent (TapeChartView *self, guint first, guint last, double *low, double *high);

/**
 * tape_chart_find_pane:
 *
 * Returns: (nullable): the pane that @y is in
 */
const TapeChartPane *tape_chart_find_pane (TapeChartView *self, double y);
char *tape_chart_format_pane_value (TapeChartView *self, const TapeChartPane *pane, double value);
double tape_chart_measure_pane_axes (TapeChartView *self);
void tape_chart_draw_overlays (TapeChartView *self, cairo_t *cr, const TapeScale *prices);
void tape_chart_draw_pane_grids (TapeChartView *self, cairo_t *cr);
void tape_chart_draw_panes (TapeChartView *self, cairo_t *cr);
void tape_chart_draw_pane_axes (TapeChartView *self, cairo_t *cr);

/* --- tape-chart-over.c --- */

/* Names and values of the panes, the crosshair, what is measured. */
void tape_chart_snapshot_over (TapeChartView *self, GtkSnapshot *snapshot);

/* --- tape-chart-cursor.c --- */

void tape_chart_cursor_init (TapeChartView *self);
void tape_chart_cursor_dispose (TapeChartView *self);

/**
 * tape_chart_set_cursor:
 * @bar: index, clamped to those there are; -1 hides the crosshair
 * @y: pixel, NaN for the bar's close
 * @speak: the crosshair's label takes the focus, so that it is spoken
 */
void tape_chart_set_cursor (TapeChartView *self, gint bar, double y, gboolean speak);
gint tape_chart_get_cursor (TapeChartView *self);
void tape_chart_start_measuring (TapeChartView *self, gint bar, double price);
void tape_chart_stop_measuring (TapeChartView *self);
char *tape_chart_describe_measure (TapeChartView *self);
void tape_chart_queue_speech (TapeChartView *self);
void tape_chart_speak_summary (TapeChartView *self);

/* --- tape-chart-alerts.c --- */

void tape_chart_alerts_init (TapeChartView *self);
void tape_chart_alerts_dispose (TapeChartView *self);

/**
 * tape_chart_check_marks:
 *
 * Drops the layer of the marks where other bars have taken the place of those that it was drawn by.
 */
void tape_chart_check_marks (TapeChartView *self);
void tape_chart_draw_alerts (TapeChartView *self, cairo_t *cr);
void tape_chart_draw_marks (TapeChartView *self, cairo_t *cr);

/**
 * tape_chart_open_mark:
 *
 * Emits "firing" for the mark that is there.
 *
 * Returns: whether there is one
 */
gboolean tape_chart_open_mark (TapeChartView *self, double x, double y);

/**
 * tape_chart_point_at:
 *
 * The pointer says whether there is something to open below it.
 */
void tape_chart_point_at (TapeChartView *self, double x, double y);

/* Emits "firing" for the latest one at the crosshair's bar, else of those in sight. */
void tape_chart_open_firing (TapeChartView *self);

/**
 * tape_chart_ask_rule:
 * @price: at which it is to fire; NaN: that of the crosshair, else the last
 *
 * Emits "new-rule".
 */
void tape_chart_ask_rule (TapeChartView *self, double price);

/**
 * tape_chart_describe_firings:
 * @bar: index
 *
 * Returns: (transfer full) (nullable): what fired at that bar, as a sentence; %NULL where nothing did
 */
char *tape_chart_describe_firings (TapeChartView *self, gint bar);

/**
 * tape_chart_describe_marks:
 *
 * Returns: (transfer full): how many firings are in sight, and the last of them, as a sentence that begins with a blank; ""
 *   where there are none
 */
char *tape_chart_describe_marks (TapeChartView *self);

/* --- tape-chart-pointer.c --- */

void tape_chart_add_pointer (TapeChartView *self);
void tape_chart_cancel_drag (TapeChartView *self);

/* --- tape-chart-keys.c --- */

void tape_chart_install_actions (GtkWidgetClass *widget_class);
void tape_chart_add_keys (TapeChartView *self);
void tape_chart_show_menu (TapeChartView *self, double x, double y, double price);
void tape_chart_zoom (TapeChartView *self, gint steps, double pixel);
void tape_chart_pan (TapeChartView *self, double bars);
void tape_chart_scale_automatically (TapeChartView *self);

G_END_DECLS
