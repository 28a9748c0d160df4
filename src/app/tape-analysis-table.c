/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-analysis-table.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/tape-theme.h"
#include "model/tape-analysis-rows.h"
#include "model/tape-format.h"

/* In characters. */
#define TEXT_WIDTH   10
#define NUMBER_WIDTH 8
#define TIME_WIDTH   15

struct _TapeAnalysisTable
{
  GtkWidget parent_instance;

  TapeAnalysisRows *rows;
  GtkWidget *scroller;
  GtkWidget *limit; /* says that there are more rows */
  GtkColumnView *view;
  char *columns; /* names of those that are there */
};

G_DEFINE_FINAL_TYPE (TapeAnalysisTable, tape_analysis_table, GTK_TYPE_WIDGET)

/* What the functions of a column need: it lives as long as the column. */
typedef struct
{
  TapeAnalysisTable *table;
  guint column;
} Binding;

/* --- Cells. --- */

static void
fill_cell (GtkListItem *cell)
{
  const Binding *binding = g_object_get_data (G_OBJECT (cell), "binding");
  const TapeFinding *finding = tape_analysis_rows_get_finding (binding->table->rows);
  GtkWidget *label = gtk_list_item_get_child (cell);
  TapeAnalysisRow *item = gtk_list_item_get_item (cell);
  g_autofree char *text = NULL;
  gsize row;

  if (item == NULL || finding == NULL)
    return;
  row = tape_analysis_row_get_index (item);
  if (row >= tape_analysis_result_get_n_rows (finding->result)
      || binding->column >= tape_analysis_result_get_n_columns (finding->result))
    return;
  text = tape_analysis_text_cell (finding->result, row, binding->column, &finding->clock);
  if (strcmp (gtk_label_get_label (GTK_LABEL (label)), text) != 0)
    gtk_label_set_label (GTK_LABEL (label), text);
  if (tape_analysis_text_is_change (tape_analysis_result_get_column (finding->result, binding->column)))
    tape_theme_color_change (label, tape_analysis_result_get_number (finding->result, row, binding->column));
}

static gboolean
is_number (TapeColumnKind kind)
{
  return kind != TAPE_COLUMN_TEXT && kind != TAPE_COLUMN_DAY && kind != TAPE_COLUMN_TIME;
}

static int
choose_width (TapeColumnKind kind)
{
  return kind == TAPE_COLUMN_TEXT ? TEXT_WIDTH : is_number (kind) ? NUMBER_WIDTH : TIME_WIDTH;
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *cell, Binding *binding)
{
  const TapeFinding *finding = tape_analysis_rows_get_finding (binding->table->rows);
  TapeColumnKind kind = tape_analysis_result_get_column (finding->result, binding->column)->kind;
  GtkWidget *label = gtk_label_new (NULL);

  g_object_set_data (G_OBJECT (cell), "binding", binding);
  gtk_label_set_xalign (GTK_LABEL (label), is_number (kind) ? 1 : 0);
  gtk_label_set_width_chars (GTK_LABEL (label), choose_width (kind));
  gtk_label_set_ellipsize (GTK_LABEL (label), kind == TAPE_COLUMN_TEXT ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (cell, label);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *cell, Binding *binding)
{
  gulong handler = g_signal_connect_swapped (binding->table->rows, "refreshed", G_CALLBACK (fill_cell), cell);

  g_object_set_data (G_OBJECT (cell), "handler", GSIZE_TO_POINTER (handler));
  fill_cell (cell);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *cell, Binding *binding)
{
  g_signal_handler_disconnect (binding->table->rows,
                               GPOINTER_TO_SIZE (g_object_steal_data (G_OBJECT (cell), "handler")));
}

/* --- Columns. --- */

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const Binding *binding = data;

  return tape_analysis_rows_compare (binding->table->rows, tape_analysis_row_get_index ((gpointer)a),
                                     tape_analysis_row_get_index ((gpointer)b), binding->column);
}

static void
add_column (TapeAnalysisTable *self, guint column, const TapeColumn *described)
{
  Binding *binding = g_new0 (Binding, 1);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) added = gtk_column_view_column_new (_ (described->title), factory);
  g_autoptr (GtkSorter) sorter = NULL;

  binding->table = self;
  binding->column = column;
  sorter = GTK_SORTER (gtk_custom_sorter_new (compare, binding, NULL));
  g_object_set_data_full (G_OBJECT (added), "binding", binding, g_free);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), binding);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), binding);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), binding);
  gtk_column_view_column_set_sorter (added, sorter);
  gtk_column_view_column_set_expand (added, described->kind == TAPE_COLUMN_TEXT);
  gtk_column_view_column_set_resizable (added, TRUE);
  gtk_column_view_append_column (self->view, added);
}

static gboolean
says_anything (const TapeAnalysisResult *result, guint column)
{
  gsize n = tape_analysis_result_get_n_rows (result);

  if (tape_analysis_result_get_column (result, column)->kind != TAPE_COLUMN_TEXT)
    return TRUE;
  for (gsize row = 0; row < n; row++)
    {
      const char *text = tape_analysis_result_get_text (result, row, column);

      if (text != NULL && *text != '\0')
        return TRUE;
    }
  return n == 0;
}

/* A column of which no row knows anything is not worth its place. */
static void
show_columns (TapeAnalysisTable *self, const TapeAnalysisResult *result)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      gtk_column_view_column_set_visible (column, says_anything (result, i));
    }
}

static char *
dup_columns (const TapeAnalysisResult *result)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < tape_analysis_result_get_n_columns (result); i++)
    g_string_append_printf (names, "%s,", tape_analysis_result_get_column (result, i)->name);
  return g_string_free (names, FALSE);
}

static void
remove_columns (TapeAnalysisTable *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (self->view, column);
    }
}

static void
show_rows (TapeAnalysisTable *self)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);
  GtkSortListModel *sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->rows)), g_object_ref (sorter));
  GtkSingleSelection *selection = gtk_single_selection_new (G_LIST_MODEL (sorted));

  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
}

/* Rows of other columns are other rows. */
static void
replace_columns (TapeAnalysisTable *self, TapeFinding *finding, char *names)
{
  gtk_column_view_set_model (self->view, NULL);
  remove_columns (self);
  g_free (self->columns);
  self->columns = names;
  tape_analysis_rows_set_finding (self->rows, finding);
  for (guint i = 0; i < tape_analysis_result_get_n_columns (finding->result); i++)
    add_column (self, i, tape_analysis_result_get_column (finding->result, i));
  show_rows (self);
}

static void
show_limit (TapeAnalysisTable *self)
{
  gsize left_out = tape_analysis_rows_get_left_out (self->rows);
  g_autofree char *shown = tape_format_quantity (TAPE_ANALYSIS_ROWS_MOST);
  g_autofree char *all = tape_format_quantity ((double)left_out + TAPE_ANALYSIS_ROWS_MOST);
  /* Translators: how many rows are in the table, and how many there are. */
  g_autofree char *text
      = g_strdup_printf (_ ("The first %s of %s rows. To see others, choose fewer days, hours instead of "
                            "minutes, or larger groups; a saved table has them all."),
                         shown, all);

  gtk_widget_set_visible (self->limit, left_out > 0);
  if (left_out > 0 && strcmp (gtk_label_get_label (GTK_LABEL (self->limit)), text) != 0)
    gtk_label_set_label (GTK_LABEL (self->limit), text);
}

void
tape_analysis_table_set_finding (TapeAnalysisTable *self, TapeFinding *finding)
{
  g_autofree char *names = finding != NULL ? dup_columns (finding->result) : NULL;

  g_return_if_fail (TAPE_IS_ANALYSIS_TABLE (self));

  if (finding == tape_analysis_rows_get_finding (self->rows))
    return;
  if (names != NULL && g_strcmp0 (names, self->columns) != 0)
    replace_columns (self, finding, g_steal_pointer (&names));
  else
    {
      tape_analysis_rows_set_finding (self->rows, finding);
      gtk_sorter_changed (gtk_column_view_get_sorter (self->view), GTK_SORTER_CHANGE_DIFFERENT);
    }
  if (finding != NULL)
    show_columns (self, finding->result);
  show_limit (self);
}

void
tape_analysis_table_set_name (TapeAnalysisTable *self, const char *name)
{
  g_return_if_fail (TAPE_IS_ANALYSIS_TABLE (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* --- The type. --- */

static void
on_activate (GtkColumnView *view, guint position, TapeAnalysisTable *self)
{
  g_autoptr (TapeAnalysisRow) item = g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (view)), position);
  const TapeFinding *finding = tape_analysis_rows_get_finding (self->rows);
  guint symbol = finding == NULL ? G_MAXUINT : tape_analysis_result_find_column (finding->result, "symbol");

  if (item != NULL && symbol != G_MAXUINT)
    gtk_widget_activate_action (
        GTK_WIDGET (self), "win.show-symbol", "s",
        tape_analysis_result_get_text (finding->result, tape_analysis_row_get_index (item), symbol));
}

static void
tape_analysis_table_dispose (GObject *object)
{
  TapeAnalysisTable *self = TAPE_ANALYSIS_TABLE (object);

  if (self->view != NULL)
    gtk_column_view_set_model (self->view, NULL);
  self->view = NULL;
  g_clear_pointer (&self->limit, gtk_widget_unparent);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->columns, g_free);
  G_OBJECT_CLASS (tape_analysis_table_parent_class)->dispose (object);
}

static void
tape_analysis_table_class_init (TapeAnalysisTableClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tape_analysis_table_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "analysis-table");
}

static void
add_limit (TapeAnalysisTable *self)
{
  self->limit = gtk_label_new ("");
  gtk_label_set_wrap (GTK_LABEL (self->limit), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->limit), 0);
  gtk_widget_add_css_class (self->limit, "caption");
  gtk_widget_add_css_class (self->limit, "dim-label");
  gtk_widget_add_css_class (self->limit, "limit");
  gtk_widget_set_visible (self->limit, FALSE);
  gtk_widget_set_parent (self->limit, GTK_WIDGET (self));
}

static void
tape_analysis_table_init (TapeAnalysisTable *self)
{
  GtkWidget *view = gtk_column_view_new (NULL);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  self->rows = tape_analysis_rows_new ();
  self->view = GTK_COLUMN_VIEW (view);
  gtk_widget_add_css_class (view, "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Table of the analysis"),
                                  -1);
  g_signal_connect (view, "activate", G_CALLBACK (on_activate), self);
  self->scroller = gtk_scrolled_window_new ();
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), view);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  add_limit (self);
}
