/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-analysis-view-private.h"

#include "app/tape-analysis-cell.h"
#include "app/tape-analysis-draw.h"
#include "app/tape-ring.h"
#include "app/tape-theme.h"

/* Pixels. */
#define LEAST 160

/* Each child costs those who read the screen some calls: where more cells are in sight, those of the rows around the current
 * one have children; the table has all. */
#define MOST_CELLS 480

/* Names are not told more often than this. */
#define NAMES_EVERY (5 * G_USEC_PER_SEC)

enum
{
  PROP_0,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

G_DEFINE_FINAL_TYPE_WITH_CODE (TapeAnalysisView,
                               tape_analysis_view,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

/* --- Places. --- */

void
tape_analysis_view_place (TapeAnalysisView *self, guint row, guint column, cairo_rectangle_int_t *place)
{
  tape_grid_get_cell (&self->grid, row, column, place);
  place->x -= (int)tape_analysis_view_get_scroll (self, GTK_ORIENTATION_HORIZONTAL);
  place->y -= (int)tape_analysis_view_get_scroll (self, GTK_ORIENTATION_VERTICAL);
}

gboolean
tape_analysis_view_pick (TapeAnalysisView *self, double x, double y, guint *row, guint *column)
{
  if (tape_analysis_view_is_empty (self) || x < self->grid.label_width || y < self->grid.header_height)
    return FALSE;
  return tape_grid_pick (&self->grid, x + tape_analysis_view_get_scroll (self, GTK_ORIENTATION_HORIZONTAL),
                         y + tape_analysis_view_get_scroll (self, GTK_ORIENTATION_VERTICAL), row, column);
}

/* --- The children. --- */

static GtkWidget *
get_cell (TapeAnalysisView *self, guint row, guint column)
{
  guint width = self->end_column - self->first_column;

  if (row < self->first_row || row >= self->end_row || column < self->first_column || column >= self->end_column)
    return NULL;
  return self->cells->pdata[(row - self->first_row) * width + column - self->first_column];
}

char *
tape_analysis_view_dup_name (TapeAnalysisView *self, guint row, guint column)
{
  return tape_analysis_picture_dup_name (self->finding->picture, self->finding->result, row, column,
                                         &self->finding->clock);
}

static void
name_cell (TapeAnalysisView *self, guint row, guint column)
{
  g_autofree char *name = tape_analysis_view_dup_name (self, row, column);

  tape_analysis_cell_set_name (TAPE_ANALYSIS_CELL (get_cell (self, row, column)), name);
}

static void
name_cells (TapeAnalysisView *self)
{
  self->named = g_get_monotonic_time ();
  for (guint row = self->first_row; row < self->end_row; row++)
    for (guint column = self->first_column; column < self->end_column; column++)
      name_cell (self, row, column);
}

static void
on_cell_focus (TapeAnalysisView *self, GParamSpec *pspec, GtkWidget *cell)
{
  guint place;
  guint width = self->end_column - self->first_column;

  if (gtk_widget_has_focus (cell) && g_ptr_array_find (self->cells, cell, &place) && width > 0)
    {
      self->has_current = TRUE;
      self->row = self->first_row + place / width;
      self->column = self->first_column + place % width;
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
count_cells (TapeAnalysisView *self, guint n)
{
  while (self->cells->len < n)
    {
      GtkWidget *cell = tape_analysis_cell_new ();

      g_signal_connect_swapped (cell, "notify::has-focus", G_CALLBACK (on_cell_focus), self);
      gtk_widget_set_parent (cell, GTK_WIDGET (self));
      g_ptr_array_add (self->cells, cell);
    }
  while (self->cells->len > n)
    {
      GtkWidget *cell = self->cells->pdata[self->cells->len - 1];

      g_signal_handlers_disconnect_by_data (cell, self);
      g_ptr_array_set_size (self->cells, (gint)self->cells->len - 1);
      gtk_widget_unparent (cell);
    }
}

/* The cells in sight, or as many rows of them around the current one as there may be. */
static void
choose_cells (TapeAnalysisView *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self)) - self->grid.label_width;
  double height = gtk_widget_get_height (GTK_WIDGET (self)) - self->grid.header_height;
  guint most;

  self->first_row = self->end_row = self->first_column = self->end_column = 0;
  if (tape_analysis_view_is_empty (self) || width <= 0 || height <= 0)
    return;
  tape_grid_get_visible_columns (&self->grid, tape_analysis_view_get_scroll (self, GTK_ORIENTATION_HORIZONTAL), width,
                                 &self->first_column, &self->end_column);
  tape_grid_get_visible_rows (&self->grid, tape_analysis_view_get_scroll (self, GTK_ORIENTATION_VERTICAL), height,
                              &self->first_row, &self->end_row);
  most = MAX (MOST_CELLS / MAX (self->end_column - self->first_column, 1), 1);
  if (self->end_row - self->first_row > most)
    {
      guint middle = self->has_current ? CLAMP (self->row, self->first_row, self->end_row - 1) : self->first_row;

      self->first_row = MIN (middle - MIN (middle - self->first_row, most / 2), self->end_row - most);
      self->end_row = self->first_row + most;
    }
}

static void
place_cells (TapeAnalysisView *self)
{
  gboolean focused = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;

  choose_cells (self);
  count_cells (self, (self->end_row - self->first_row) * (self->end_column - self->first_column));
  for (guint row = self->first_row; row < self->end_row; row++)
    for (guint column = self->first_column; column < self->end_column; column++)
      {
        GtkWidget *cell = get_cell (self, row, column);
        cairo_rectangle_int_t place;

        tape_analysis_view_place (self, row, column, &place);
        gtk_widget_measure (cell, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
        gtk_widget_size_allocate (cell, &(GtkAllocation){ place.x, place.y, place.width, place.height }, -1);
      }
  name_cells (self);
  if (focused && self->has_current)
    {
      GtkWidget *current = get_cell (self, self->row, self->column);

      if (current != NULL)
        gtk_widget_grab_focus (current);
    }
}

/* --- Scrolling. --- */

static void
configure (TapeAnalysisView *self, GtkOrientation orientation, double size, double page)
{
  GtkAdjustment *adjustment = self->adjustments[orientation];
  gboolean at_end;
  double value;

  if (adjustment == NULL)
    return;
  size = MAX (size, page);
  value = gtk_adjustment_get_value (adjustment);
  at_end = value + gtk_adjustment_get_page_size (adjustment) >= gtk_adjustment_get_upper (adjustment) - 1;
  /* What is newest comes to the right, and stays in sight. */
  value = orientation == GTK_ORIENTATION_HORIZONTAL && at_end ? size - page : CLAMP (value, 0, size - page);
  gtk_adjustment_configure (adjustment, value, 0, size, page * 0.1, page * 0.9, page);
}

static void
on_scrolled (TapeAnalysisView *self)
{
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_adjustment (TapeAnalysisView *self, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  GtkAdjustment **place = &self->adjustments[orientation];

  if (*place != NULL)
    g_signal_handlers_disconnect_by_func (*place, on_scrolled, self);
  g_clear_object (place);
  if (adjustment == NULL)
    return;
  *place = g_object_ref_sink (adjustment);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
}

static void
scroll_to (TapeAnalysisView *self, GtkOrientation orientation, double start, double length)
{
  if (self->adjustments[orientation] != NULL)
    gtk_adjustment_clamp_page (self->adjustments[orientation], start, start + length);
}

gboolean
tape_analysis_view_focus_cell (TapeAnalysisView *self, guint row, guint column)
{
  cairo_rectangle_int_t cell;
  GtkWidget *child;

  if (tape_analysis_view_is_empty (self))
    return FALSE;
  self->row = MIN (row, self->grid.n_rows - 1);
  self->column = MIN (column, self->grid.n_columns - 1);
  self->has_current = TRUE;
  tape_grid_get_cell (&self->grid, self->row, self->column, &cell);
  /* Labels and header lie over the beginning of what is scrolled. */
  scroll_to (self, GTK_ORIENTATION_HORIZONTAL, cell.x - self->grid.label_width, cell.width + self->grid.label_width);
  scroll_to (self, GTK_ORIENTATION_VERTICAL, cell.y - self->grid.header_height, cell.height + self->grid.header_height);
  if (get_cell (self, self->row, self->column) == NULL)
    place_cells (self);
  child = get_cell (self, self->row, self->column);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (child == NULL)
    return FALSE;
  name_cell (self, self->row, self->column);
  return gtk_widget_grab_focus (child);
}

/* --- Drawing. --- */

static void
append_rings (TapeAnalysisView *self, GtkSnapshot *snapshot, const TapePalette *palette)
{
  cairo_rectangle_int_t place;

  if (self->hovers && self->hovered_row < self->grid.n_rows && self->hovered_column < self->grid.n_columns)
    {
      tape_analysis_view_place (self, self->hovered_row, self->hovered_column, &place);
      tape_ring_append_hovered (snapshot, &place, palette);
    }
  if (gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL && self->has_current)
    {
      tape_analysis_view_place (self, self->row, self->column, &place);
      tape_ring_append_focused (snapshot, &place, palette);
    }
}

static void
tape_analysis_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TapeAnalysisView *self = TAPE_ANALYSIS_VIEW (widget);
  const TapePalette *palette = tape_theme_get_palette ();
  float width = (float)gtk_widget_get_width (widget);
  float height = (float)gtk_widget_get_height (widget);
  float left = (float)self->grid.label_width;
  float top = (float)self->grid.header_height;
  cairo_t *cr;

  if (tape_analysis_view_is_empty (self) || width <= 0 || height <= 0)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  tape_analysis_draw (self->finding->picture, &self->grid, self->limit, cr, gtk_widget_get_pango_context (widget),
                      tape_analysis_view_get_scroll (self, GTK_ORIENTATION_HORIZONTAL),
                      tape_analysis_view_get_scroll (self, GTK_ORIENTATION_VERTICAL), width, height, palette);
  cairo_destroy (cr);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (left, top, width - left, height - top));
  append_rings (self, snapshot, palette);
  gtk_snapshot_pop (snapshot);
}

static void
tape_analysis_view_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  TapeAnalysisView *self = TAPE_ANALYSIS_VIEW (widget);

  *minimum = LEAST;
  *natural = LEAST;
  if (orientation == GTK_ORIENTATION_VERTICAL && !tape_analysis_view_is_empty (self))
    *natural = MAX ((int)tape_grid_get_height (&self->grid), LEAST);
}

static void
tape_analysis_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TapeAnalysisView *self = TAPE_ANALYSIS_VIEW (widget);

  if (self->finding != NULL)
    tape_analysis_draw_fit (self->finding->picture, gtk_widget_get_pango_context (widget), width, height, &self->grid);
  else
    self->grid = (TapeGrid){ 0 };
  configure (self, GTK_ORIENTATION_HORIZONTAL, tape_grid_get_width (&self->grid), width);
  configure (self, GTK_ORIENTATION_VERTICAL, tape_grid_get_height (&self->grid), height);
  place_cells (self);
}

/* --- The type. --- */

static void
tape_analysis_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TapeAnalysisView *self = TAPE_ANALYSIS_VIEW (object);

  switch (id)
    {
    case PROP_HADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_HORIZONTAL]);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_VERTICAL]);
      break;
    case PROP_HSCROLL_POLICY:
      g_value_set_enum (value, (gint)self->policies[GTK_ORIENTATION_HORIZONTAL]);
      break;
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, (gint)self->policies[GTK_ORIENTATION_VERTICAL]);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_analysis_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TapeAnalysisView *self = TAPE_ANALYSIS_VIEW (object);

  switch (id)
    {
    case PROP_HADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_VERTICAL, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
      self->policies[GTK_ORIENTATION_HORIZONTAL] = (GtkScrollablePolicy)g_value_get_enum (value);
      break;
    case PROP_VSCROLL_POLICY:
      self->policies[GTK_ORIENTATION_VERTICAL] = (GtkScrollablePolicy)g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_analysis_view_dispose (GObject *object)
{
  TapeAnalysisView *self = TAPE_ANALYSIS_VIEW (object);

  count_cells (self, 0);
  set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, NULL);
  set_adjustment (self, GTK_ORIENTATION_VERTICAL, NULL);
  g_clear_pointer (&self->finding, tape_finding_unref);
  G_OBJECT_CLASS (tape_analysis_view_parent_class)->dispose (object);
}

static void
tape_analysis_view_finalize (GObject *object)
{
  TapeAnalysisView *self = TAPE_ANALYSIS_VIEW (object);

  g_ptr_array_unref (self->cells);
  tape_type_ahead_clear (&self->type_ahead);
  G_OBJECT_CLASS (tape_analysis_view_parent_class)->finalize (object);
}

static void
tape_analysis_view_class_init (TapeAnalysisViewClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = tape_analysis_view_get_property;
  object_class->set_property = tape_analysis_view_set_property;
  object_class->dispose = tape_analysis_view_dispose;
  object_class->finalize = tape_analysis_view_finalize;
  widget_class->measure = tape_analysis_view_measure;
  widget_class->size_allocate = tape_analysis_view_size_allocate;
  widget_class->snapshot = tape_analysis_view_snapshot;
  widget_class->focus = tape_analysis_view_focus;
  widget_class->query_tooltip = tape_analysis_view_query_tooltip;
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
  gtk_widget_class_set_css_name (widget_class, "analysis-view");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID);
  tape_analysis_view_install_actions (widget_class);
}

static void
tape_analysis_view_init (TapeAnalysisView *self)
{
  self->limit = 0.03;
  self->cells = g_ptr_array_new ();
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  tape_analysis_view_add_controllers (self);
  g_signal_connect_object (tape_theme_get_default (), "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

/* --- From outside. --- */

/* Of another analysis, or of other rows: nothing stays where it was. */
static gboolean
is_alike (const TapeFinding *one, const TapeFinding *other)
{
  return one != NULL && other != NULL && one->request.query.analysis == other->request.query.analysis
         && one->picture->kind == other->picture->kind && one->picture->n_rows == other->picture->n_rows
         && one->picture->n_columns == other->picture->n_columns
         && g_strv_equal ((const char *const *)one->picture->rows, (const char *const *)other->picture->rows);
}

void
tape_analysis_view_set_finding (TapeAnalysisView *self, TapeFinding *finding)
{
  gboolean alike;

  g_return_if_fail (TAPE_IS_ANALYSIS_VIEW (self));

  if (finding == self->finding)
    return;
  alike = is_alike (self->finding, finding);
  g_clear_pointer (&self->finding, tape_finding_unref);
  self->finding = finding == NULL ? NULL : tape_finding_ref (finding);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (!alike)
    {
      self->hovers = FALSE;
      self->has_current = self->has_current && finding != NULL && self->row < finding->picture->n_rows
                          && self->column < finding->picture->n_columns;
      /* Nothing of the old one is to be seen, heard or touched until it is laid out anew. */
      self->grid = (TapeGrid){ 0 };
      place_cells (self);
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }
  else if (g_get_monotonic_time () - self->named >= NAMES_EVERY)
    name_cells (self);
}

void
tape_analysis_view_set_limit (TapeAnalysisView *self, double limit)
{
  g_return_if_fail (TAPE_IS_ANALYSIS_VIEW (self) && limit > 0);

  self->limit = limit;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
