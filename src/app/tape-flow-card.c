/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-flow-card.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/tape-theme.h"
#include "app/tape-tooltip.h"
#include "model/tape-format.h"
#include "plot/tape-flow-bar.h"

struct _TapeFlowCard
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *bar;
  GtkWidget *columns;
  GtkWidget *minutes;
  GtkWidget *legend[TAPE_N_SIDES];
  GtkWidget *estimate;
  guint64 counts[TAPE_N_SIDES];
  gboolean estimated;
  TapeFlowHistory history;
};

G_DEFINE_FINAL_TYPE (TapeFlowCard, tape_flow_card, GTK_TYPE_WIDGET)

static void
draw_bar (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const TapeFlowCard *self = data;

  tape_flow_bar_draw (cr, width, height, self->counts, tape_theme_get_palette ());
}

static void
draw_columns (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const TapeFlowCard *self = data;
  guint64 counts[TAPE_FLOW_MINUTES][TAPE_N_SIDES];

  if (self->history.n == 0)
    return;
  for (guint i = 0; i < self->history.n; i++)
    memcpy (counts[i], self->history.minutes[i].count, sizeof counts[i]);
  tape_flow_columns_draw (cr, width, height, (const guint64 (*)[TAPE_N_SIDES])counts, self->history.n, self->history.n,
                          tape_theme_get_palette ());
}

/* A swatch that wears the part's own pattern stands beside each share. */
static void
draw_swatch (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  guint64 counts[TAPE_N_SIDES] = { 0 };

  counts[GPOINTER_TO_UINT (data)] = 1;
  tape_flow_bar_draw (cr, width, height, counts, tape_theme_get_palette ());
}

static void
show_shares (TapeFlowCard *self)
{
  static const char *const names[TAPE_N_SIDES] = { N_ ("unknown"), N_ ("bought"), N_ ("sold") };
  double sum = 0;
  char *shares[TAPE_N_SIDES];
  g_autofree char *name = NULL;

  for (guint side = 0; side < TAPE_N_SIDES; side++)
    sum += (double)self->counts[side];
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    {
      g_autofree char *share
          = sum > 0 ? tape_format_share ((double)self->counts[side] / sum) : g_strdup (TAPE_FORMAT_UNKNOWN);

      shares[side] = g_strdup_printf ("%s %s", share, _ (names[side]));
      if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->legend[side])), shares[side]) != 0)
        gtk_label_set_text (GTK_LABEL (self->legend[side]), shares[side]);
    }
  /* Translators: shares of the trades, such as "51 % bought". */
  name = g_strdup_printf (self->estimated ? _ ("Of all trades %s, %s, %s; sides are estimated by the tick rule")
                                          : _ ("Of all trades %s, %s, %s"),
                          shares[TAPE_SIDE_BUY], shares[TAPE_SIDE_SELL], shares[TAPE_SIDE_UNKNOWN]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  tape_tooltip_set (self->bar, name);
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    g_free (shares[side]);
}

void
tape_flow_card_show (TapeFlowCard *self, const TapeFlow *flow, const TapeFlowHistory *history, gboolean estimated)
{
  guint64 counts[TAPE_N_SIDES];

  g_return_if_fail (TAPE_IS_FLOW_CARD (self));

  for (guint side = 0; side < TAPE_N_SIDES; side++)
    counts[side] = flow[side].count;
  if (memcmp (counts, self->counts, sizeof counts) != 0 || estimated != self->estimated)
    {
      self->estimated = estimated;
      gtk_widget_set_visible (self->estimate, estimated);
      memcpy (self->counts, counts, sizeof counts);
      show_shares (self);
      gtk_widget_queue_draw (self->bar);
    }
  if (memcmp (&self->history, history, sizeof *history) != 0)
    {
      self->history = *history;
      gtk_widget_set_visible (self->minutes, history->n > 0);
      gtk_widget_queue_draw (self->columns);
    }
}

static void
on_theme_changed (TapeFlowCard *self)
{
  gtk_widget_queue_draw (self->bar);
  gtk_widget_queue_draw (self->columns);
}

static void
tape_flow_card_dispose (GObject *object)
{
  TapeFlowCard *self = TAPE_FLOW_CARD (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (tape_flow_card_parent_class)->dispose (object);
}

static void
tape_flow_card_class_init (TapeFlowCardClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tape_flow_card_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "flow-card");
}

static GtkWidget *
add_area (GtkWidget *parent, int width, int height, GtkDrawingAreaDrawFunc draw, gpointer data)
{
  GtkWidget *area = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), width);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), height);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw, data, NULL);
  gtk_box_append (GTK_BOX (parent), area);
  return area;
}

static void
add_legend (TapeFlowCard *self)
{
  static const TapeSide order[] = { TAPE_SIDE_BUY, TAPE_SIDE_SELL, TAPE_SIDE_UNKNOWN };
  GtkWidget *legend = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      GtkWidget *entry = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      GtkWidget *swatch = add_area (entry, 10, 10, draw_swatch, GUINT_TO_POINTER (order[i]));

      gtk_widget_set_valign (swatch, GTK_ALIGN_CENTER);
      g_signal_connect_object (tape_theme_get_default (), "changed", G_CALLBACK (gtk_widget_queue_draw), swatch,
                               G_CONNECT_SWAPPED);
      self->legend[order[i]] = gtk_label_new (NULL);
      gtk_widget_add_css_class (self->legend[order[i]], "numeric");
      gtk_widget_add_css_class (self->legend[order[i]], "caption");
      gtk_label_set_ellipsize (GTK_LABEL (self->legend[order[i]]), PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (entry), self->legend[order[i]]);
      gtk_box_append (GTK_BOX (legend), entry);
    }
  gtk_box_append (GTK_BOX (self->box), legend);
}

static GtkWidget *
add_caption (GtkWidget *parent, const char *text)
{
  GtkWidget *caption = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_label_set_ellipsize (GTK_LABEL (caption), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (caption, "caption");
  gtk_widget_add_css_class (caption, "dim-label");
  gtk_box_append (GTK_BOX (parent), caption);
  return caption;
}

static void
tape_flow_card_init (TapeFlowCard *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->bar = add_area (self->box, 120, 20, draw_bar, self);
  add_legend (self);
  self->estimate = add_caption (self->box, _ ("Sides are estimated (tick rule)"));
  gtk_widget_set_visible (self->estimate, FALSE);
  self->minutes = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_visible (self->minutes, FALSE);
  add_caption (self->minutes, _ ("Each minute, while this window was open"));
  self->columns = add_area (self->minutes, 120, 36, draw_columns, self);
  gtk_widget_set_vexpand (self->columns, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->columns), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Buys and sells by minute"), -1);
  gtk_box_append (GTK_BOX (self->box), self->minutes);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  show_shares (self);
  g_signal_connect_object (tape_theme_get_default (), "changed", G_CALLBACK (on_theme_changed), self,
                           G_CONNECT_SWAPPED);
}
