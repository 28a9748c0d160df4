/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-rank-list.h"

#include <math.h>

#include "app/tape-figure.h"
#include "app/tape-sparkline.h"
#include "app/tape-theme.h"
#include "app/tape-tooltip.h"

/* Pixels. */
#define BAR_HEIGHT 8
#define BAR_WIDTH  40

struct _TapeRankList
{
  GtkWidget parent_instance;

  GtkWidget *list;
  GPtrArray *rows; /* of Row */
  char *label;
  int name_chars;
  guint min_rows; /* 0: all rows are shown */
};

typedef struct
{
  GtkWidget *row;
  GtkWidget *name;
  GtkWidget *sparkline;
  GtkWidget *bar;
  GtkWidget *figure;
  char *sentence;
  double share;
  double change;
} Row;

enum
{
  PROP_0,
  PROP_LABEL,
  PROP_NAME_CHARS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint chosen_signal;

G_DEFINE_FINAL_TYPE (TapeRankList, tape_rank_list, GTK_TYPE_WIDGET)

static void
free_row (gpointer data)
{
  Row *row = data;

  g_free (row->sentence);
  g_free (row);
}

static void
draw_bar (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const Row *row = data;
  const TapePalette *palette = tape_theme_get_palette ();
  double length = MAX (round (width * row->share), 1);

  tape_color_set (isnan (row->change) ? tape_palette_get_series (palette, 0, NULL)
                                      : tape_palette_get_change (palette, row->change),
                  cr);
  cairo_rectangle (cr, 0, floor ((height - BAR_HEIGHT) / 2.0), length, BAR_HEIGHT);
  cairo_fill (cr);
}

static Row *
add_row (TapeRankList *self)
{
  Row *row = g_new0 (Row, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  row->row = gtk_list_box_row_new ();
  row->name = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (row->name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (row->name), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (row->name), self->name_chars);
  gtk_label_set_max_width_chars (GTK_LABEL (row->name), self->name_chars);
  gtk_widget_add_css_class (row->name, "rank-name");
  row->sparkline = g_object_new (TAPE_TYPE_SPARKLINE, "hexpand", TRUE, NULL);
  row->bar = gtk_drawing_area_new ();
  gtk_widget_set_hexpand (row->bar, TRUE);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (row->bar), BAR_WIDTH);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (row->bar), BAR_HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (row->bar), draw_bar, row, NULL);
  row->figure = tape_figure_new (7, 1);
  gtk_box_append (GTK_BOX (box), row->name);
  gtk_box_append (GTK_BOX (box), row->sparkline);
  gtk_box_append (GTK_BOX (box), row->bar);
  gtk_box_append (GTK_BOX (box), row->figure);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row->row), box);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row->row);
  g_ptr_array_add (self->rows, row);
  return row;
}

void
tape_rank_list_set (TapeRankList *self, guint position, const TapeRankEntry *entry)
{
  Row *row;

  g_return_if_fail (TAPE_IS_RANK_LIST (self) && position <= self->rows->len);

  row = position < self->rows->len ? self->rows->pdata[position] : add_row (self);
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (row->name)), entry->name) != 0)
    gtk_label_set_text (GTK_LABEL (row->name), entry->name);
  tape_figure_set_text (TAPE_FIGURE (row->figure), entry->figure);
  tape_figure_set_direction (TAPE_FIGURE (row->figure), entry->change);
  gtk_widget_set_visible (row->sparkline, entry->points != NULL);
  gtk_widget_set_visible (row->bar, entry->points == NULL);
  if (entry->points != NULL)
    tape_sparkline_set_points (TAPE_SPARKLINE (row->sparkline), entry->points, entry->n_points, entry->base,
                               entry->change);
  else if (row->share != entry->share || row->change != entry->change)
    {
      row->share = entry->share;
      row->change = entry->change;
      gtk_widget_queue_draw (row->bar);
    }
  if (entry->sentence != NULL && g_strcmp0 (row->sentence, entry->sentence) != 0)
    {
      g_free (row->sentence);
      row->sentence = g_strdup (entry->sentence);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row->row), GTK_ACCESSIBLE_PROPERTY_LABEL, row->sentence, -1);
      tape_tooltip_set (row->row, row->sentence);
    }
}

void
tape_rank_list_cut (TapeRankList *self, guint n)
{
  g_return_if_fail (TAPE_IS_RANK_LIST (self));

  while (self->rows->len > n)
    {
      Row *row = self->rows->pdata[self->rows->len - 1];

      gtk_list_box_remove (GTK_LIST_BOX (self->list), row->row);
      g_ptr_array_set_size (self->rows, (gint)self->rows->len - 1);
    }
}

void
tape_rank_list_set_fill (TapeRankList *self, guint min_rows)
{
  g_return_if_fail (TAPE_IS_RANK_LIST (self));

  if (self->min_rows == min_rows)
    return;
  self->min_rows = min_rows;
  gtk_widget_set_vexpand (GTK_WIDGET (self), min_rows > 0);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* All rows are of one height. */
static int
measure_row (TapeRankList *self)
{
  int height;

  if (self->rows->len == 0)
    return 0;
  gtk_widget_measure (((Row *)self->rows->pdata[0])->row, GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL, NULL);
  return height;
}

static void
tape_rank_list_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  TapeRankList *self = TAPE_RANK_LIST (widget);

  gtk_widget_measure (self->list, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL && self->min_rows > 0)
    *minimum = *natural = (int)MIN (self->min_rows, self->rows->len) * measure_row (self);
}

/* The list has its whole height; of its rows those are there that fit into what is seen of it. */
static void
tape_rank_list_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TapeRankList *self = TAPE_RANK_LIST (widget);
  int row_height = measure_row (self);
  int whole;

  for (guint i = 0; i < self->rows->len; i++)
    gtk_widget_set_child_visible (((Row *)self->rows->pdata[i])->row,
                                  self->min_rows == 0 || (int)(i + 1) * row_height <= height);
  gtk_widget_measure (self->list, GTK_ORIENTATION_VERTICAL, width, &whole, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->list, &(GtkAllocation){ 0, 0, width, MAX (height, whole) }, -1);
}

static void
on_activated (TapeRankList *self, GtkListBoxRow *row)
{
  g_signal_emit (self, chosen_signal, 0, (guint)gtk_list_box_row_get_index (row));
}

static void
on_theme_changed (TapeRankList *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    gtk_widget_queue_draw (((Row *)self->rows->pdata[i])->bar);
}

static void
tape_rank_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TapeRankList *self = TAPE_RANK_LIST (object);

  switch (id)
    {
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_NAME_CHARS:
      g_value_set_int (value, self->name_chars);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_rank_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TapeRankList *self = TAPE_RANK_LIST (object);

  switch (id)
    {
    case PROP_LABEL:
      g_free (self->label);
      self->label = g_value_dup_string (value);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      self->label != NULL ? self->label : "", -1);
      break;
    case PROP_NAME_CHARS:
      self->name_chars = g_value_get_int (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_rank_list_dispose (GObject *object)
{
  TapeRankList *self = TAPE_RANK_LIST (object);

  g_clear_pointer (&self->list, gtk_widget_unparent);
  G_OBJECT_CLASS (tape_rank_list_parent_class)->dispose (object);
}

static void
tape_rank_list_finalize (GObject *object)
{
  TapeRankList *self = TAPE_RANK_LIST (object);

  g_ptr_array_unref (self->rows);
  g_free (self->label);
  G_OBJECT_CLASS (tape_rank_list_parent_class)->finalize (object);
}

static void
tape_rank_list_class_init (TapeRankListClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = tape_rank_list_get_property;
  object_class->set_property = tape_rank_list_set_property;
  object_class->dispose = tape_rank_list_dispose;
  object_class->finalize = tape_rank_list_finalize;
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NAME_CHARS]
      = g_param_spec_int ("name-chars", NULL, NULL, 1, 100, 7, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  chosen_signal = g_signal_new ("chosen", TAPE_TYPE_RANK_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_UINT);
  GTK_WIDGET_CLASS (class)->measure = tape_rank_list_measure;
  GTK_WIDGET_CLASS (class)->size_allocate = tape_rank_list_size_allocate;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "rank-list");
}

static void
tape_rank_list_init (TapeRankList *self)
{
  self->name_chars = 7;
  self->rows = g_ptr_array_new_with_free_func (free_row);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_set_parent (self->list, GTK_WIDGET (self));
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_activated), self);
  g_signal_connect_object (tape_theme_get_default (), "changed", G_CALLBACK (on_theme_changed), self,
                           G_CONNECT_SWAPPED);
}
