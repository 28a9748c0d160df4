/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-watchlist-row.h"

#include <math.h>

#include "app/tape-figure.h"
#include "app/tape-sparkline.h"
#include "app/tape-throttle.h"
#include "model/tape-watching.h"

#include <glib/gi18n.h>

/* A name that changes with each trade would flood the accessible tree. */
#define NAME_INTERVAL 5000 /* ms */

/* Pixels of the sparkline. */
#define SPARK_WIDTH   54
#define SPARK_COMPACT 30

struct _TapeWatchlistRow
{
  GtkWidget parent_instance;

  TapeWatchRow *row;
  gulong changed;
  TapeAlertBook *book;
  gulong rules_changed;
  gboolean watched; /* by a rule */
  TapeThrottle naming;

  gboolean compact;
  GtkWidget *box;
  GtkWidget *second;
  GtkOrientable *figures;
  GtkLabel *symbol;
  GtkWidget *bell;
  GtkLabel *name;
  GtkWidget *stale;
  GtkWidget *suspect;
  TapeSparkline *sparkline;
  TapeFigure *price;
  TapeFigure *change;
};

enum
{
  PROP_0,
  PROP_COMPACT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  DROPPED,
  ALERT_ASKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeWatchlistRow, tape_watchlist_row, GTK_TYPE_WIDGET)

static void
set_label (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

/* In place of the name: an old price must say so. */
static void
show_age (TapeWatchlistRow *self, const TapeWatchValues *values)
{
  g_autofree char *age = values->age > 0 ? tape_format_age (values->age) : NULL;

  gtk_widget_set_visible (self->stale, age != NULL);
  gtk_widget_set_visible (self->second, !self->compact || age != NULL);
  set_label (self->name, age != NULL ? age : values->instrument->name);
}

static void
show_change (TapeWatchlistRow *self, const TapeWatchValues *values)
{
  g_autofree char *growth = tape_format_percent (values->growth);
  const char *arrow = tape_format_arrow (values->growth);
  g_autofree char *text = *arrow == '\0' ? g_strdup (growth) : g_strdup_printf ("%s %s", arrow, growth);

  tape_figure_set_text (self->change, text);
  tape_figure_set_direction (self->change, values->age > 0 || values->suspect ? NAN : values->growth);
}

/* --- The bell. --- */

static double
get_threshold (TapeWatchlistRow *self)
{
  if (self->book == NULL || self->row == NULL)
    return NAN;
  return tape_alert_book_get_threshold (self->book, tape_watch_row_get_symbol (self->row));
}

/* Quiet where a rule watches it among others, plain where it has a threshold of its own; else seen under the pointer only. */
static void
show_bell (TapeWatchlistRow *self)
{
  self->watched = self->book != NULL && self->row != NULL
                  && tape_alert_book_watches (self->book, tape_watch_row_get_symbol (self->row));
  if (self->watched)
    gtk_widget_add_css_class (self->bell, "watched");
  else
    gtk_widget_remove_css_class (self->bell, "watched");
  if (isnan (get_threshold (self)))
    gtk_widget_remove_css_class (self->bell, "own");
  else
    gtk_widget_add_css_class (self->bell, "own");
  tape_throttle_call (&self->naming);
}

static void
on_bell_clicked (TapeWatchlistRow *self)
{
  g_signal_emit (self, signals[ALERT_ASKED], 0);
}

static gboolean
on_bell_tooltip (GtkWidget *bell, int x, int y, gboolean keyboard, GtkTooltip *tooltip, TapeWatchlistRow *self)
{
  g_autofree char *text = NULL;

  if (self->book == NULL || self->row == NULL)
    return FALSE;
  text = tape_watching_describe (self->book, tape_watch_row_get_values (self->row));
  gtk_tooltip_set_text (tooltip, text != NULL ? text : _ ("No rule watches it"));
  return TRUE;
}

static char *
describe_alert (TapeWatchlistRow *self)
{
  double threshold = get_threshold (self);
  g_autofree char *percent = isnan (threshold) ? NULL : tape_format_percent (threshold);

  if (percent != NULL)
    /* Translators: in the sentence of a row of the watchlist: "; alert at ± 5.00 %" */
    return g_strdup_printf (_ ("; alert at ± %s"), percent + (g_str_has_prefix (percent, "+") ? 1 : 0));
  return g_strdup (self->watched ? _ ("; alert") : "");
}

static gboolean
update_name (gpointer data)
{
  TapeWatchlistRow *self = data;
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *sentence = NULL, *alert = NULL, *name = NULL;

  if (item == NULL || self->row == NULL)
    return G_SOURCE_REMOVE;
  sentence = tape_watch_row_describe (self->row);
  alert = describe_alert (self);
  name = g_strconcat (sentence, alert, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return G_SOURCE_REMOVE;
}

static void
on_changed (TapeWatchlistRow *self)
{
  const TapeWatchValues *values = tape_watch_row_get_values (self->row);
  g_autofree char *price = tape_format_price (values->instrument, values->price);

  tape_figure_set_text (self->price, price);
  show_change (self, values);
  show_age (self, values);
  /* The price is kept; what is made of it is not believed yet. */
  gtk_widget_set_visible (self->suspect, values->suspect);
  tape_figure_set_doubted (self->change, values->suspect);
  tape_sparkline_set_points (self->sparkline, values->spark, TAPE_SPARK_POINTS, values->base_price,
                             values->age > 0 ? NAN : values->growth);
  tape_throttle_call (&self->naming);
}

static GdkContentProvider *
on_drag_prepare (GtkDragSource *source, double x, double y, TapeWatchlistRow *self)
{
  return self->row == NULL ? NULL : gdk_content_provider_new_typed (TAPE_TYPE_WATCH_ROW, self->row);
}

static void
on_drag_begin (GtkDragSource *source, GdkDrag *drag, TapeWatchlistRow *self)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, picture, 0, 0);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, TapeWatchlistRow *self)
{
  g_signal_emit (self, signals[DROPPED], 0, g_value_get_object (value));
  return TRUE;
}

static void
set_compact (TapeWatchlistRow *self, gboolean compact)
{
  self->compact = compact;
  gtk_orientable_set_orientation (self->figures, compact ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_size_request (GTK_WIDGET (self->sparkline), compact ? SPARK_COMPACT : SPARK_WIDTH, -1);
  /* The age of a stale price stays to be read. */
  gtk_widget_set_visible (self->second, !compact || gtk_widget_get_visible (self->stale));
  if (compact)
    gtk_widget_add_css_class (GTK_WIDGET (self), "compact");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "compact");
}

static void
tape_watchlist_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_COMPACT:
      g_value_set_boolean (value, TAPE_WATCHLIST_ROW (object)->compact);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_watchlist_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_COMPACT:
      set_compact (TAPE_WATCHLIST_ROW (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_watchlist_row_dispose (GObject *object)
{
  TapeWatchlistRow *self = TAPE_WATCHLIST_ROW (object);

  tape_watchlist_row_set_row (self, NULL);
  tape_watchlist_row_set_book (self, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (tape_watchlist_row_parent_class)->dispose (object);
}

static void
tape_watchlist_row_class_init (TapeWatchlistRowClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = tape_watchlist_row_get_property;
  object_class->set_property = tape_watchlist_row_set_property;
  object_class->dispose = tape_watchlist_row_dispose;
  properties[PROP_COMPACT]
      = g_param_spec_boolean ("compact", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[DROPPED] = g_signal_new ("dropped", TAPE_TYPE_WATCHLIST_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, TAPE_TYPE_WATCH_ROW);
  signals[ALERT_ASKED]
      = g_signal_new ("alert-asked", TAPE_TYPE_WATCHLIST_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (TAPE_TYPE_FIGURE);
  g_type_ensure (TAPE_TYPE_SPARKLINE);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-watchlist-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeWatchlistRow, box);
  gtk_widget_class_bind_template_child (widget_class, TapeWatchlistRow, second);
  gtk_widget_class_bind_template_child (widget_class, TapeWatchlistRow, figures);
  gtk_widget_class_bind_template_child (widget_class, TapeWatchlistRow, symbol);
  gtk_widget_class_bind_template_child (widget_class, TapeWatchlistRow, bell);
  gtk_widget_class_bind_template_child (widget_class, TapeWatchlistRow, name);
  gtk_widget_class_bind_template_child (widget_class, TapeWatchlistRow, stale);
  gtk_widget_class_bind_template_child (widget_class, TapeWatchlistRow, suspect);
  gtk_widget_class_bind_template_child (widget_class, TapeWatchlistRow, sparkline);
  gtk_widget_class_bind_template_child (widget_class, TapeWatchlistRow, price);
  gtk_widget_class_bind_template_child (widget_class, TapeWatchlistRow, change);
  gtk_widget_class_bind_template_callback (widget_class, on_bell_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_bell_tooltip);
  gtk_widget_class_bind_template_callback (widget_class, on_drag_prepare);
  gtk_widget_class_bind_template_callback (widget_class, on_drag_begin);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "watchlistrow");
}

static void
tape_watchlist_row_init (TapeWatchlistRow *self)
{
  GtkDropTarget *target;

  gtk_widget_init_template (GTK_WIDGET (self));
  tape_throttle_init (&self->naming, NAME_INTERVAL, update_name, self);
  target = gtk_drop_target_new (TAPE_TYPE_WATCH_ROW, GDK_ACTION_MOVE);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

GtkWidget *
tape_watchlist_row_new (void)
{
  return g_object_new (TAPE_TYPE_WATCHLIST_ROW, NULL);
}

void
tape_watchlist_row_set_row (TapeWatchlistRow *self, TapeWatchRow *row)
{
  g_return_if_fail (TAPE_IS_WATCHLIST_ROW (self));

  tape_throttle_clear (&self->naming);
  if (self->row != NULL)
    g_clear_signal_handler (&self->changed, self->row);
  g_set_object (&self->row, row);
  if (row == NULL)
    return;
  self->changed = g_signal_connect_swapped (row, "changed", G_CALLBACK (on_changed), self);
  set_label (self->symbol, tape_watch_row_get_symbol (row));
  show_bell (self);
  on_changed (self);
}

void
tape_watchlist_row_set_book (TapeWatchlistRow *self, TapeAlertBook *book)
{
  g_return_if_fail (TAPE_IS_WATCHLIST_ROW (self));

  if (book == self->book)
    return;
  if (self->book != NULL)
    g_clear_signal_handler (&self->rules_changed, self->book);
  g_set_object (&self->book, book);
  if (book == NULL)
    return;
  self->rules_changed = g_signal_connect_swapped (book, "rules-changed", G_CALLBACK (show_bell), self);
  show_bell (self);
}

TapeWatchRow *
tape_watchlist_row_get_row (TapeWatchlistRow *self)
{
  g_return_val_if_fail (TAPE_IS_WATCHLIST_ROW (self), NULL);

  return self->row;
}
