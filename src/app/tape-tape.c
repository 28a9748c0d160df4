/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-tape.h"

#include "app/tape-theme.h"

#include <glib/gi18n.h>

#define ROW_HEIGHT 24
#define ROWS_LEAST 4
#define WIDTH      150
#define GAP        8

/* ms from one picture to the next, and s from one name to the next. */
#define PICTURE_PAUSE 100
#define SPEECH_PAUSE  5

struct _TapeTape
{
  GtkWidget parent_instance;

  const TapeInstrument *instrument;
  GArray *trades;
  TapeZone zone;
  guint picture;
  guint speech;
  PangoLayout *layout;
};

G_DEFINE_FINAL_TYPE (TapeTape, tape_tape, GTK_TYPE_WIDGET)

/* Translators: one letter each: the aggressor bought, the aggressor sold. */
static const char *
get_letter (guint8 side)
{
  return side == TAPE_SIDE_BUY ? C_ ("side", "B") : side == TAPE_SIDE_SELL ? C_ ("side", "S") : "";
}

static const TapeColor *
get_color (guint8 side)
{
  const TapePalette *palette = tape_theme_get_palette (tape_theme_get_default ());

  return side == TAPE_SIDE_BUY ? &palette->up : side == TAPE_SIDE_SELL ? &palette->down : &palette->text;
}

/* --- Drawing. --- */

static void
ensure_layout (TapeTape *self)
{
  g_autoptr (PangoAttrList) attributes = NULL;

  if (self->layout != NULL)
    return;
  attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_attr_list_insert (attributes, pango_attr_scale_new (0.92));
  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  pango_layout_set_attributes (self->layout, attributes);
}

/* Writes @text with its right or left edge at @x; returns its width. */
static int
show_text (
    TapeTape *self, cairo_t *cr, double x, double y, gboolean to_the_right, const char *text, const TapeColor *color)
{
  int width, height;

  pango_layout_set_text (self->layout, text, -1);
  pango_layout_get_pixel_size (self->layout, &width, &height);
  cairo_move_to (cr, to_the_right ? x : x - width, y + (ROW_HEIGHT - height) / 2);
  tape_color_set (color, cr);
  pango_cairo_show_layout (cr, self->layout);
  return width;
}

/* Time at the left; quantity, price and side from the right, each where the widest so far leaves room. */
typedef struct
{
  int quantity;
  int price;
} Columns;

static void
measure_text (TapeTape *self, const char *text, int *widest)
{
  int width;

  pango_layout_set_text (self->layout, text, -1);
  pango_layout_get_pixel_size (self->layout, &width, NULL);
  *widest = MAX (*widest, width);
}

static Columns
measure_columns (TapeTape *self, guint n_rows)
{
  Columns columns = { 0 };

  for (guint i = 0; i < n_rows; i++)
    {
      const TapeTrade *trade = &g_array_index (self->trades, TapeTrade, self->trades->len - 1 - i);
      g_autofree char *price = tape_format_price (self->instrument, trade->price);
      g_autofree char *quantity = tape_format_quantity (trade->quantity);

      measure_text (self, price, &columns.price);
      measure_text (self, quantity, &columns.quantity);
    }
  return columns;
}

static void
draw_row (TapeTape *self, cairo_t *cr, const TapeTrade *trade, const Columns *columns, double width, double y)
{
  const TapePalette *palette = tape_theme_get_palette (tape_theme_get_default ());
  g_autofree char *time = tape_format_clock (self->instrument->exchange, trade->event_time, self->zone, TRUE);
  g_autofree char *price = tape_format_price (self->instrument, trade->price);
  g_autofree char *quantity = tape_format_quantity (trade->quantity);
  double x = width;

  show_text (self, cr, x, y, FALSE, quantity, &palette->text);
  x -= columns->quantity + GAP;
  show_text (self, cr, x, y, FALSE, price, get_color (trade->side));
  x -= columns->price + GAP;
  show_text (self, cr, x, y, FALSE, get_letter (trade->side), get_color (trade->side));
  show_text (self, cr, 0, y, TRUE, time, &palette->neutral);
}

static void
tape_tape_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TapeTape *self = TAPE_TAPE (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  guint n_rows = MIN (self->trades->len, (guint)(height / ROW_HEIGHT));
  Columns columns;
  cairo_t *cr;

  ensure_layout (self);
  if (n_rows == 0 || self->instrument == NULL)
    return;
  columns = measure_columns (self, n_rows);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  for (guint i = 0; i < n_rows; i++)
    draw_row (self, cr, &g_array_index (self->trades, TapeTrade, self->trades->len - 1 - i), &columns, width,
              i * ROW_HEIGHT);
  cairo_destroy (cr);
}

/* --- What is said. --- */

static const char *
get_word (guint8 side)
{
  return side == TAPE_SIDE_BUY ? _ ("bought") : side == TAPE_SIDE_SELL ? _ ("sold") : _ ("traded");
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
      text = g_strdup_printf (_ ("Tape. %s: %s %s at %s"), time, get_word (trade->side), quantity, price);
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
}

static void
tape_tape_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (tape_tape_parent_class)->system_setting_changed (widget, setting);
  g_clear_object (&TAPE_TAPE (widget)->layout);
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
