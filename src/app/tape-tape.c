/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-tape.h"

#include "app/tape-theme.h"
#include "plot/tape-digits.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define ROW_HEIGHT 24
#define ROWS_LEAST 4
#define WIDTH      150
#define GAP        12

/* Letters, and how small they get where that makes long figures fit. */
#define SCALE       0.92
#define SCALE_LEAST 0.72

/* ms from one picture to the next, and s from one name to the next. */
#define PICTURE_PAUSE 100
#define SPEECH_PAUSE  5

typedef enum
{
  COLUMN_TIME,
  COLUMN_SIDE,
  COLUMN_PRICE,
  COLUMN_QUANTITY,
  N_COLUMNS
} Column;

struct _TapeTape
{
  GtkWidget parent_instance;

  const TapeInstrument *instrument;
  GArray *trades;
  TapeZone zone;
  guint picture;
  guint speech;
  PangoLayout *layout;
  int widest[N_COLUMNS]; /* so far, so that columns stand still */
  gboolean compact;      /* long quantities are written short */
};

G_DEFINE_FINAL_TYPE (TapeTape, tape_tape, GTK_TYPE_WIDGET)

static gboolean
is_estimated (const TapeTrade *trade)
{
  return (trade->flags & TAPE_TRADE_ESTIMATED) != 0;
}

/* Translators: one letter each: the aggressor bought, the aggressor sold; with a tilde where that is an estimate. */
static const char *
get_letter (const TapeTrade *trade)
{
  if (trade->side == TAPE_SIDE_BUY)
    return is_estimated (trade) ? C_ ("side", "B~") : C_ ("side", "B");
  if (trade->side == TAPE_SIDE_SELL)
    return is_estimated (trade) ? C_ ("side", "S~") : C_ ("side", "S");
  return "";
}

static const TapeColor *
get_color (guint8 side)
{
  const TapePalette *palette = tape_theme_get_palette ();

  return side == TAPE_SIDE_BUY ? &palette->up : side == TAPE_SIDE_SELL ? &palette->down : &palette->text;
}

/* --- Drawing. --- */

static char *
format_cell (TapeTape *self, const TapeTrade *trade, Column column)
{
  switch (column)
    {
    case COLUMN_TIME:
      return tape_format_clock (self->instrument->exchange, trade->event_time, self->zone, TRUE);
    case COLUMN_SIDE:
      return g_strdup (get_letter (trade));
    case COLUMN_PRICE:
      return tape_format_price (self->instrument, trade->price);
    case COLUMN_QUANTITY:
    case N_COLUMNS:
    default:
      return self->compact ? tape_format_compact (trade->quantity) : tape_format_quantity (trade->quantity);
    }
}

static const TapeTrade *
get_trade (TapeTape *self, guint row)
{
  return &g_array_index (self->trades, TapeTrade, self->trades->len - 1 - row);
}

static void
forget_columns (TapeTape *self)
{
  memset (self->widest, 0, sizeof self->widest);
  self->compact = FALSE;
}

/* Pixels that the columns need in letters of full size. */
static int
measure_columns (TapeTape *self, guint n_rows)
{
  int width = (N_COLUMNS - 1) * GAP;

  tape_digits_align (self->layout, SCALE);
  for (Column column = 0; column < N_COLUMNS; column++)
    {
      for (guint i = 0; i < n_rows; i++)
        {
          g_autofree char *text = format_cell (self, get_trade (self, i), column);
          int cell;

          pango_layout_set_text (self->layout, text, -1);
          pango_layout_get_pixel_size (self->layout, &cell, NULL);
          self->widest[column] = MAX (self->widest[column], cell);
        }
      width += self->widest[column];
    }
  return width;
}

/* What part of the full size makes the columns fit; quantities are shortened before letters are. */
static double
fit_columns (TapeTape *self, guint n_rows, int width)
{
  int needed = measure_columns (self, n_rows);

  if (needed > width && !self->compact)
    {
      forget_columns (self);
      self->compact = TRUE;
      needed = measure_columns (self, n_rows);
    }
  return CLAMP ((double)width / needed, SCALE_LEAST / SCALE, 1);
}

/* Writes @text in a column of @width at @x, @align of what is left over before it. */
static void
show_text (TapeTape *self,
           cairo_t *cr,
           double x,
           double y,
           double width,
           double align,
           const char *text,
           const TapeColor *color)
{
  int cell, height;

  pango_layout_set_text (self->layout, text, -1);
  pango_layout_get_pixel_size (self->layout, &cell, &height);
  cairo_move_to (cr, round (x + (width - cell) * align), y + (ROW_HEIGHT - height) / 2);
  tape_color_set (color, cr);
  pango_cairo_show_layout (cr, self->layout);
}

/* Time at the left; quantity, price and side from the right. */
static void
draw_row (TapeTape *self, cairo_t *cr, const TapeTrade *trade, double scale, double width, double y)
{
  static const double aligns[N_COLUMNS] = { 0, 0.5, 1, 1 };
  const TapePalette *palette = tape_theme_get_palette ();
  const TapeColor *side = get_color (trade->side);
  const TapeColor *letter = is_estimated (trade) ? &palette->neutral : side;
  const TapeColor *colors[N_COLUMNS] = { &palette->neutral, letter, side, &palette->text };
  double x = width;

  for (Column column = N_COLUMNS; column-- > 0;)
    {
      g_autofree char *text = format_cell (self, trade, column);
      double cell = self->widest[column] * scale;

      x = column == COLUMN_TIME ? 0 : x - cell;
      show_text (self, cr, x, y, cell, aligns[column], text, colors[column]);
      x -= GAP * scale;
    }
}

static void
tape_tape_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TapeTape *self = TAPE_TAPE (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  guint n_rows = MIN (self->trades->len, (guint)(height / ROW_HEIGHT));
  double scale;
  cairo_t *cr;

  if (n_rows == 0 || self->instrument == NULL)
    return;
  if (self->layout == NULL)
    self->layout = gtk_widget_create_pango_layout (widget, NULL);
  scale = fit_columns (self, n_rows, width);
  tape_digits_align (self->layout, SCALE * scale);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  for (guint i = 0; i < n_rows; i++)
    draw_row (self, cr, get_trade (self, i), scale, width, i * ROW_HEIGHT);
  cairo_destroy (cr);
}

/* --- What is said. --- */

static const char *
get_word (const TapeTrade *trade)
{
  if (trade->side == TAPE_SIDE_BUY)
    return is_estimated (trade) ? _ ("buy, estimated:") : _ ("bought");
  if (trade->side == TAPE_SIDE_SELL)
    return is_estimated (trade) ? _ ("sell, estimated:") : _ ("sold");
  return _ ("traded");
}

static gboolean
on_speech (gpointer data)
{
  TapeTape *self = data;
  g_autofree char *text = NULL;

  self->speech = 0;
  if (self->trades->len > 0 && self->instrument != NULL)
    {
      const TapeTrade *trade = &g_array_index (self->trades, TapeTrade, self->trades->len - 1);
      g_autofree char *time = tape_format_clock (self->instrument->exchange, trade->event_time, self->zone, TRUE);
      g_autofree char *price = tape_format_price (self->instrument, trade->price);
      g_autofree char *quantity = tape_format_quantity (trade->quantity);

      /* Translators: time, "bought", quantity, price. */
      text = g_strdup_printf (_ ("Tape. %s: %s %s at %s"), time, get_word (trade), quantity, price);
    }
  else
    text = g_strdup (_ ("Tape. No trades yet"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  return G_SOURCE_REMOVE;
}

static gboolean
on_picture (gpointer data)
{
  TapeTape *self = data;

  self->picture = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

static gboolean
is_same (GArray *a, GArray *b)
{
  const TapeTrade *last, *other;

  if (a->len != b->len)
    return FALSE;
  if (a->len == 0)
    return TRUE;
  last = &g_array_index (a, TapeTrade, a->len - 1);
  other = &g_array_index (b, TapeTrade, b->len - 1);
  return last->event_time == other->event_time && last->price == other->price && last->quantity == other->quantity
         && g_array_index (a, TapeTrade, 0).event_time == g_array_index (b, TapeTrade, 0).event_time;
}

void
tape_tape_set_trades (TapeTape *self, const TapeInstrument *instrument, GArray *trades, TapeZone zone)
{
  g_return_if_fail (TAPE_IS_TAPE (self));

  if (self->instrument == instrument && self->zone == zone && trades != NULL && is_same (self->trades, trades))
    return;
  if (self->instrument != instrument)
    forget_columns (self);
  self->instrument = instrument;
  self->zone = zone;
  g_array_set_size (self->trades, 0);
  if (trades != NULL)
    g_array_append_vals (self->trades, trades->data, trades->len);
  if (self->picture == 0)
    self->picture = g_timeout_add (PICTURE_PAUSE, on_picture, self);
  if (self->speech == 0)
    self->speech = g_timeout_add_seconds (SPEECH_PAUSE, on_speech, self);
}

/* --- The widget. --- */

static void
tape_tape_measure (GtkWidget *widget,
                   GtkOrientation orientation,
                   int for_size,
                   int *minimum,
                   int *natural,
                   int *minimum_baseline,
                   int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : ROWS_LEAST * ROW_HEIGHT;
  *minimum_baseline = *natural_baseline = -1;
}

static void
tape_tape_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tape_tape_parent_class)->css_changed (widget, change);
  g_clear_object (&TAPE_TAPE (widget)->layout);
  forget_columns (TAPE_TAPE (widget));
}

static void
tape_tape_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (tape_tape_parent_class)->system_setting_changed (widget, setting);
  g_clear_object (&TAPE_TAPE (widget)->layout);
  forget_columns (TAPE_TAPE (widget));
}

static void
tape_tape_dispose (GObject *object)
{
  TapeTape *self = TAPE_TAPE (object);

  g_clear_handle_id (&self->picture, g_source_remove);
  g_clear_handle_id (&self->speech, g_source_remove);
  g_clear_object (&self->layout);
  G_OBJECT_CLASS (tape_tape_parent_class)->dispose (object);
}

static void
tape_tape_finalize (GObject *object)
{
  g_array_unref (TAPE_TAPE (object)->trades);
  G_OBJECT_CLASS (tape_tape_parent_class)->finalize (object);
}

static void
tape_tape_class_init (TapeTapeClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = tape_tape_dispose;
  object_class->finalize = tape_tape_finalize;
  widget_class->measure = tape_tape_measure;
  widget_class->snapshot = tape_tape_snapshot;
  widget_class->css_changed = tape_tape_css_changed;
  widget_class->system_setting_changed = tape_tape_system_setting_changed;
  gtk_widget_class_set_css_name (widget_class, "tape");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LOG);
}

static void
tape_tape_init (TapeTape *self)
{
  self->trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Tape. No trades yet"), -1);
  g_signal_connect_object (tape_theme_get_default (), "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}
