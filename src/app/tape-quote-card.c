/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-quote-card.h"

#include "app/tape-day-range.h"
#include "app/tape-figure.h"

#include <glib/gi18n.h>
#include <math.h>

/* s from one name to the next. */
#define SPEECH_PAUSE 5

struct _TapeQuoteCard
{
  GtkWidget parent_instance;

  GtkWidget *content;
  TapeFigure *price;
  TapeFigure *change;
  TapeDayRange *range;
  TapeFigure *open;
  TapeFigure *high;
  TapeFigure *low;
  TapeFigure *previous_close;
  GtkWidget *previous_date;
  TapeFigure *volume;
  TapeFigure *vwap;
  GtkLabel *buys_label;
  TapeFigure *buys;
  GtkWidget *suspect;
  GtkWidget *disagreement_box;
  GtkLabel *disagreement;
  GtkWidget *next_alert;
  TapeFigure *next_level;

  gint32 date;
  char *name;
  guint speech;
};

G_DEFINE_FINAL_TYPE (TapeQuoteCard, tape_quote_card, GTK_TYPE_WIDGET)

static const TapeFrameRow nothing = {
  .last = NAN,
  .open = NAN,
  .high = NAN,
  .low = NAN,
  .previous_close = NAN,
  .growth = NAN,
  .volume = NAN,
  .vwap = NAN,
};

static void
take_text (TapeFigure *figure, char *text)
{
  tape_figure_set_text (figure, text);
  g_free (text);
}

static double
get_change (const TapeFrameRow *row)
{
  if (row->base == TAPE_BASE_PREVIOUS_CLOSE)
    return row->last - row->previous_close;
  return row->base == TAPE_BASE_OPEN ? row->last - row->open : NAN;
}

char *
tape_quote_card_format_change (const TapeInstrument *instrument, const TapeFrameRow *row)
{
  g_autofree char *change = tape_format_change (instrument, row->last, get_change (row));
  g_autofree char *percent = tape_format_percent (row->growth);
  const char *arrow = tape_format_arrow (row->growth);

  if (isnan (row->growth))
    return g_strdup ("");
  return g_strconcat (arrow, *arrow != '\0' ? " " : "", change, " · ", percent, NULL);
}

/* Of buys and sells, by count; where no side is known there is no share. */
static double
get_buys (const TapeFrameRow *row)
{
  double buys = (double)row->flow[TAPE_SIDE_BUY].count;
  double known = buys + (double)row->flow[TAPE_SIDE_SELL].count;

  return known > 0 ? buys / known : NAN;
}

static void
show_buys (TapeQuoteCard *self, const TapeFrameRow *row, gboolean estimated)
{
  const char *label = estimated ? _ ("Buys, estimated") : _ ("Buys");

  take_text (self->buys, tape_format_share (get_buys (row)));
  if (!g_str_equal (gtk_label_get_label (self->buys_label), label))
    gtk_label_set_label (self->buys_label, label);
}

static void
show_previous_date (TapeQuoteCard *self, const TapeFrameRow *row)
{
  gint32 date = isnan (row->previous_close) ? TAPE_NO_DATE : row->previous_date;
  g_autofree char *text = NULL;

  if (date == self->date)
    return;
  self->date = date;
  if (date != TAPE_NO_DATE)
    text = tape_format_date (date);
  gtk_label_set_label (GTK_LABEL (self->previous_date), text != NULL ? text : "");
  gtk_widget_set_visible (self->previous_date, text != NULL);
}

/* --- What is said. --- */

static gboolean
on_speech (gpointer data)
{
  TapeQuoteCard *self = data;

  self->speech = 0;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->name, -1);
  return G_SOURCE_REMOVE;
}

static void
queue_name (TapeQuoteCard *self, const TapeInstrument *instrument, const TapeFrameRow *row, gboolean estimated)
{
  const char *disagreement = gtk_label_get_text (self->disagreement);
  g_autofree char *figures = NULL, *next = NULL;

  /* Translators: symbol, price, change; then figures of the day. */
  figures = g_strdup_printf (_ ("%s %s, %s. Open %s, high %s, low %s, previous close %s, volume %s, VWAP %s, buys %s."),
                             instrument != NULL ? instrument->symbol : "", tape_figure_get_text (self->price),
                             tape_figure_get_text (self->change), tape_figure_get_text (self->open),
                             tape_figure_get_text (self->high), tape_figure_get_text (self->low),
                             tape_figure_get_text (self->previous_close), tape_figure_get_text (self->volume),
                             tape_figure_get_text (self->vwap), tape_figure_get_text (self->buys));
  if (gtk_widget_get_visible (self->next_alert))
    /* Translators: "▲ 140.00 in 0.8 %" */
    next = g_strdup_printf (_ ("Next alert: %s."), tape_figure_get_text (self->next_level));
  g_free (self->name);
  self->name = g_strconcat (figures, row->suspect ? " " : "",
                            row->suspect ? _ ("Suspect price: a jump like a split’s, not confirmed yet.") : "",
                            *disagreement != '\0' ? " " : "", disagreement, estimated ? " " : "",
                            estimated ? _ ("Sides are estimated.") : "", next != NULL ? " " : "",
                            next != NULL ? next : "", NULL);
  if (self->speech == 0)
    self->speech = g_timeout_add_seconds (SPEECH_PAUSE, on_speech, self);
}

void
tape_quote_card_set_quote (TapeQuoteCard *self,
                           const TapeInstrument *instrument,
                           const TapeFrameRow *row,
                           gboolean estimated)
{
  g_return_if_fail (TAPE_IS_QUOTE_CARD (self));

  if (row == NULL)
    row = &nothing;
  take_text (self->price, tape_format_price (instrument, row->last));
  take_text (self->change, tape_quote_card_format_change (instrument, row));
  tape_figure_set_direction (self->change, row->suspect ? NAN : row->growth);
  /* A price that may be wrong is shown; what is made of it is not believed yet. */
  gtk_widget_set_visible (self->suspect, row->suspect);
  tape_figure_set_doubted (self->change, row->suspect);
  take_text (self->open, tape_format_price (instrument, row->open));
  take_text (self->high, tape_format_price (instrument, row->high));
  take_text (self->low, tape_format_price (instrument, row->low));
  take_text (self->previous_close, tape_format_price (instrument, row->previous_close));
  take_text (self->volume, tape_format_compact (row->volume));
  take_text (self->vwap, tape_format_price (instrument, row->vwap));
  show_buys (self, row, estimated);
  show_previous_date (self, row);
  tape_day_range_set_prices (self->range, row->low, row->high, row->open, row->last);
  queue_name (self, instrument, row, estimated);
}

void
tape_quote_card_set_disagreement (TapeQuoteCard *self, const char *said)
{
  g_return_if_fail (TAPE_IS_QUOTE_CARD (self));

  gtk_widget_set_visible (self->disagreement_box, said != NULL);
  gtk_label_set_text (self->disagreement, said != NULL ? said : "");
}

/* The nearest of those that may fire; one that the price is beyond already waits for something else. */
static const TapeAlertLevel *
find_next (const GArray *levels, double price, double *distance)
{
  const TapeAlertLevel *next = NULL;

  *distance = INFINITY;
  for (guint i = 0; levels != NULL && i < levels->len; i++)
    {
      const TapeAlertLevel *level = &g_array_index (levels, TapeAlertLevel, i);
      double away = level->direction * (level->price / price - 1);

      if (!level->armed || !(away >= 0 && away < *distance))
        continue;
      *distance = away;
      next = level;
    }
  return next;
}

void
tape_quote_card_set_levels (TapeQuoteCard *self, const TapeInstrument *instrument, const GArray *levels, double price)
{
  double distance;
  const TapeAlertLevel *next;
  g_autofree char *level = NULL, *away = NULL, *text = NULL;

  g_return_if_fail (TAPE_IS_QUOTE_CARD (self));

  next = find_next (levels, price, &distance);
  gtk_widget_set_visible (self->next_alert, next != NULL);
  if (next == NULL)
    return;
  level = tape_format_price (instrument, next->price);
  away = tape_format_percent (distance);
  /* Translators: an arrow, a price, and how far it is: "▲ 140.00 in 0.8 %" */
  text = g_strdup_printf (_ ("%s %s in %s"), tape_format_arrow (next->direction), level,
                          away + (g_str_has_prefix (away, "+") ? 1 : 0));
  tape_figure_set_text (self->next_level, text);
}

static void
tape_quote_card_dispose (GObject *object)
{
  TapeQuoteCard *self = TAPE_QUOTE_CARD (object);

  g_clear_handle_id (&self->speech, g_source_remove);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->name, g_free);
  G_OBJECT_CLASS (tape_quote_card_parent_class)->dispose (object);
}

static void
tape_quote_card_class_init (TapeQuoteCardClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_quote_card_dispose;

  g_type_ensure (TAPE_TYPE_FIGURE);
  g_type_ensure (TAPE_TYPE_DAY_RANGE);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-quote-card.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeQuoteCard, content);
  gtk_widget_class_bind_template_child (widget_class, TapeQuoteCard, price);
  gtk_widget_class_bind_template_child (widget_class, TapeQuoteCard, change);
  gtk_widget_class_bind_template_child (widget_class, TapeQuoteCard, range);
  gtk_widget_class_bind_template_child (widget_class, TapeQuoteCard, open);
  gtk_widget_class_bind_template_child (widget_class, TapeQuoteCard, high);
  gtk_widget_class_bind_template_child (widget_class, TapeQuoteCard, low);
  gtk_widget_class_bind_template_child (widget_class, TapeQuoteCard, previous_close);
  gtk_widget_class_bind_template_child (widget_class, TapeQuoteCard, previous_date);
  gtk_widget_class_bind_template_child (widget_class, TapeQuoteCard, volume);
  gtk_widget_class_bind_template_child (widget_class, TapeQuoteCard, vwap);
  gtk_widget_class_bind_template_child (widget_class, TapeQuoteCard, buys);
  gtk_widget_class_bind_template_child (widget_class, TapeQuoteCard, buys_label);
  gtk_widget_class_bind_template_child (widget_class, TapeQuoteCard, suspect);
  gtk_widget_class_bind_template_child (widget_class, TapeQuoteCard, disagreement_box);
  gtk_widget_class_bind_template_child (widget_class, TapeQuoteCard, disagreement);
  gtk_widget_class_bind_template_child (widget_class, TapeQuoteCard, next_alert);
  gtk_widget_class_bind_template_child (widget_class, TapeQuoteCard, next_level);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tape_quote_card_init (TapeQuoteCard *self)
{
  self->date = G_MAXINT32;
  gtk_widget_init_template (GTK_WIDGET (self));
  tape_quote_card_set_quote (self, NULL, NULL, FALSE);
}
