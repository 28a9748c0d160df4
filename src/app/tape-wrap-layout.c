/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/tape-wrap-layout.h"

struct _TapeWrapLayout
{
  GtkLayoutManager parent_instance;

  int spacing;
};

G_DEFINE_FINAL_TYPE (TapeWrapLayout, tape_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
tape_wrap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* Gives each child its place if @places, else only measures.
 *
 * Returns: how high all lines are together */
static int
lay_out (TapeWrapLayout *self, GtkWidget *widget, int width, gboolean places)
{
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int x = 0;
  int y = 0;
  int line = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least;
      int wide;
      int high;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wide, NULL, NULL);
      wide = MAX (MIN (wide, width), least);
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, wide, NULL, &high, NULL, NULL);
      if (x > 0 && x + wide > width)
        {
          x = 0;
          y += line + self->spacing;
          line = 0;
        }
      if (places)
        gtk_widget_size_allocate (child, &(GtkAllocation){ mirrored ? width - x - wide : x, y, wide, high }, -1);
      x += wide + self->spacing;
      line = MAX (line, high);
    }
  return y + line;
}

static void
measure_width (TapeWrapLayout *self, GtkWidget *widget, int *minimum, int *natural)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least;
      int wide;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wide, NULL, NULL);
      *minimum = MAX (*minimum, least);
      *natural += wide + (*natural > 0 ? self->spacing : 0);
    }
}

static void
tape_wrap_layout_measure (GtkLayoutManager *manager,
                          GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  TapeWrapLayout *self = TAPE_WRAP_LAYOUT (manager);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (self, widget, minimum, natural);
  else
    *minimum = *natural = lay_out (self, widget, for_size < 0 ? G_MAXINT / 2 : for_size, FALSE);
}

static void
tape_wrap_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  lay_out (TAPE_WRAP_LAYOUT (manager), widget, width, TRUE);
}

static void
tape_wrap_layout_class_init (TapeWrapLayoutClass *class)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (class);

  layout_class->get_request_mode = tape_wrap_layout_get_request_mode;
  layout_class->measure = tape_wrap_layout_measure;
  layout_class->allocate = tape_wrap_layout_allocate;
}

static void
tape_wrap_layout_init (TapeWrapLayout *self)
{
}

GtkLayoutManager *
tape_wrap_layout_new (int spacing)
{
  TapeWrapLayout *self = g_object_new (TAPE_TYPE_WRAP_LAYOUT, NULL);

  self->spacing = spacing;
  return GTK_LAYOUT_MANAGER (self);
}
