/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-breadth-card.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/tape-theme.h"
#include "model/tape-format.h"
#include "plot/tape-breadth-plot.h"

#define MAX_LABELS 26

struct _TapeBreadthCard
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *counts;
  GtkWidget *plot;
  GSettings *settings;
  TapeBreadth breadth;
  guint up;
  guint down;
  guint flat;
};

G_DEFINE_FINAL_TYPE (TapeBreadthCard, tape_breadth_card, GTK_TYPE_WIDGET)

static gint64
choose_step (gint64 length)
{
  return length > 12 * TAPE_HOUR ? 4 * TAPE_HOUR : length > 4 * TAPE_HOUR ? TAPE_HOUR : TAPE_HOUR / 2;
}

static void
draw_plot (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const TapeBreadthCard *self = data;
  const TapeBreadth *breadth = &self->breadth;
  TapeZone zone = (TapeZone)g_settings_get_enum (self->settings, "time-zone");
  TapeBreadthLabel labels[MAX_LABELS];
  char *texts[MAX_LABELS];
  gint64 length = breadth->end - breadth->start;
  gint64 step = choose_step (length);
  guint n = 0;

  if (breadth->exchange != NULL && length > 0)
    {
      gint64 offset = tape_format_get_offset (breadth->exchange, breadth->start, zone);

      for (gint64 time = tape_time_floor (breadth->start + offset + step - 1, step) - offset;
           time <= breadth->end && n < MAX_LABELS; time += step, n++)
        {
          texts[n] = tape_format_clock (breadth->exchange, time, zone, FALSE);
          labels[n] = (TapeBreadthLabel){ (double)(time - breadth->start) / (double)length, texts[n] };
        }
    }
  tape_breadth_plot_draw (cr, gtk_widget_get_pango_context (GTK_WIDGET (area)), width, height, breadth->up,
                          breadth->down, breadth->n, TAPE_SPARK_POINTS, labels, n, tape_theme_get_palette ());
  for (guint i = 0; i < n; i++)
    g_free (texts[i]);
}

static void
append_count (GString *text, const char *name, const char *sign, const TapeColor *color, guint count)
{
  g_string_append_printf (text, "%s<span color=\"#%02x%02x%02x\">%s</span> <b>%u</b> %s", text->len > 0 ? "   " : "",
                          (guint)(color->red * 255 + 0.5f), (guint)(color->green * 255 + 0.5f),
                          (guint)(color->blue * 255 + 0.5f), sign, count, name);
}

static void
show_counts (TapeBreadthCard *self)
{
  const TapePalette *palette = tape_theme_get_palette ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *name = NULL;

  append_count (text, _ ("up"), "▲", &palette->up, self->up);
  append_count (text, _ ("down"), "▼", &palette->down, self->down);
  if (self->flat > 0)
    append_count (text, _ ("unchanged"), "■", &palette->neutral, self->flat);
  gtk_label_set_markup (GTK_LABEL (self->counts), text->str);
  name = g_strdup_printf (_ ("%u advancing, %u declining, %u unchanged, and how many there were since the day began"),
                          self->up, self->down, self->flat);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->plot), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
tape_breadth_card_show (TapeBreadthCard *self, const TapeFrame *frame, const TapeBreadth *breadth)
{
  g_return_if_fail (TAPE_IS_BREADTH_CARD (self));

  if (self->up != frame->up || self->down != frame->down || self->flat != frame->flat)
    {
      self->up = frame->up;
      self->down = frame->down;
      self->flat = frame->flat;
      show_counts (self);
    }
  if (memcmp (breadth, &self->breadth, sizeof *breadth) != 0)
    {
      self->breadth = *breadth;
      gtk_widget_queue_draw (self->plot);
    }
}

static void
on_look_changed (TapeBreadthCard *self)
{
  show_counts (self);
  gtk_widget_queue_draw (self->plot);
}

static void
tape_breadth_card_dispose (GObject *object)
{
  TapeBreadthCard *self = TAPE_BREADTH_CARD (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (tape_breadth_card_parent_class)->dispose (object);
}

static void
tape_breadth_card_class_init (TapeBreadthCardClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tape_breadth_card_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "breadth-card");
}

static void
tape_breadth_card_init (TapeBreadthCard *self)
{
  self->settings = g_settings_new (TAPE_APP_ID);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->counts = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->counts), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->counts), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->counts, "numeric");
  gtk_widget_add_css_class (self->counts, "caption");
  gtk_box_append (GTK_BOX (self->box), self->counts);
  self->plot = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, "vexpand", TRUE, NULL);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (self->plot), 160);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->plot), 92);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->plot), draw_plot, self, NULL);
  gtk_box_append (GTK_BOX (self->box), self->plot);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  show_counts (self);
  g_signal_connect_object (tape_theme_get_default (), "changed", G_CALLBACK (on_look_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::time-zone", G_CALLBACK (gtk_widget_queue_draw), self->plot,
                           G_CONNECT_SWAPPED);
}
