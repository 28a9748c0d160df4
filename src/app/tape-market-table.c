/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-market-table.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/tape-figure.h"
#include "app/tape-tooltip.h"
#include "model/tape-format.h"

/* Rows change places not more often than this, in milliseconds. */
#define SORT_EVERY 2000

struct _TapeMarketTable
{
  GtkWidget parent_instance;

  TapeMarket *market;
  gboolean groups;
  GtkWidget *scroller;
  GtkColumnView *view;
  GHashTable *unseen; /* (element-type GtkListItem): cells that are not seen, and do not say yet what has changed */
  guint sort_timer;
};

G_DEFINE_FINAL_TYPE (TapeMarketTable, tape_market_table, GTK_TYPE_WIDGET)

/* A column says what stands in a cell, by text or by number: texts sort by the locale, numbers with unknown ones last. */
typedef struct
{
  const char *title;
  char *(*text) (gpointer item, TapeGrouping grouping);
  double (*number) (gpointer item);
  const char *(*unit) (gpointer item); /* numbers of different units are not compared: one unit comes after the other */
  gboolean change;                     /* coloured by its sign */
  gboolean expand;
  gboolean spare; /* left out where there is little room */
  int width;      /* in characters */
} Column;

/* --- Cells of instruments. --- */

static char *
symbol_text (gpointer item, TapeGrouping grouping)
{
  return g_strdup (tape_market_row_get_instrument (item)->symbol);
}

static char *
name_text (gpointer item, TapeGrouping grouping)
{
  return g_strdup (tape_market_row_get_instrument (item)->name);
}

static char *
groups_text (gpointer item, TapeGrouping grouping)
{
  return tape_market_row_get_groups (item, grouping);
}

static char *
price_text (gpointer item, TapeGrouping grouping)
{
  return tape_format_price (tape_market_row_get_instrument (item), tape_market_row_get_price (item));
}

static double
price_number (gpointer item)
{
  return tape_market_row_get_price (item);
}

static char *
growth_text (gpointer item, TapeGrouping grouping)
{
  return tape_format_percent (tape_market_row_get_growth (item));
}

static double
growth_number (gpointer item)
{
  return tape_market_row_get_growth (item);
}

static char *
strength_text (gpointer item, TapeGrouping grouping)
{
  return tape_format_price (NULL, tape_market_row_get_strength (item));
}

static double
strength_number (gpointer item)
{
  return tape_market_row_get_strength (item);
}

static char *
volume_text (gpointer item, TapeGrouping grouping)
{
  return tape_format_quantity (tape_market_row_get_volume (item));
}

static double
volume_number (gpointer item)
{
  return tape_market_row_get_volume (item);
}

static char *
trades_text (gpointer item, TapeGrouping grouping)
{
  return tape_format_quantity ((double)tape_market_row_get_trades (item));
}

static double
trades_number (gpointer item)
{
  return (double)tape_market_row_get_trades (item);
}

static char *
turnover_text (gpointer item, TapeGrouping grouping)
{
  g_autofree char *amount = tape_format_compact (tape_market_row_get_turnover (item));

  return g_strdup_printf ("%s %s", amount, tape_market_row_get_instrument (item)->currency);
}

static double
turnover_number (gpointer item)
{
  return tape_market_row_get_turnover (item);
}

static const char *
turnover_unit (gpointer item)
{
  return tape_market_row_get_instrument (item)->currency;
}

static const Column instrument_columns[] = {
  { .title = N_ ("Symbol"), .text = symbol_text, .width = 8 },
  { .title = N_ ("Name"), .text = name_text, .expand = TRUE, .width = 8 },
  { .title = N_ ("Group"), .text = groups_text, .expand = TRUE, .width = 7 },
  { .title = N_ ("Price"), .text = price_text, .number = price_number, .width = 7 },
  { .title = N_ ("Growth"), .text = growth_text, .number = growth_number, .change = TRUE, .width = 7 },
  { .title = N_ ("RSI 14"), .text = strength_text, .number = strength_number, .width = 5 },
  { .title = N_ ("Volume"), .text = volume_text, .number = volume_number, .width = 8 },
  { .title = N_ ("Turnover"), .text = turnover_text, .number = turnover_number, .unit = turnover_unit, .width = 10 },
  { .title = N_ ("Trades"), .text = trades_text, .number = trades_number, .width = 6 },
};

/* --- Cells of groups. --- */

static char *
group_text (gpointer item, TapeGrouping grouping)
{
  return g_strdup (tape_market_group_get_name (item));
}

static char *
group_growth_text (gpointer item, TapeGrouping grouping)
{
  return tape_format_percent (tape_market_group_get_values (item)->growth);
}

static double
group_growth_number (gpointer item)
{
  return tape_market_group_get_values (item)->growth;
}

static char *
members_text (gpointer item, TapeGrouping grouping)
{
  return g_strdup_printf ("%u", tape_market_group_get_values (item)->members);
}

static double
members_number (gpointer item)
{
  return tape_market_group_get_values (item)->members;
}

static char *
growing_text (gpointer item, TapeGrouping grouping)
{
  return g_strdup_printf ("%u", tape_market_group_get_values (item)->growing);
}

static double
growing_number (gpointer item)
{
  return tape_market_group_get_values (item)->growing;
}

static char *
index_text (gpointer item, TapeGrouping grouping)
{
  return tape_format_price (NULL, tape_market_group_get_values (item)->index);
}

static double
index_number (gpointer item)
{
  return tape_market_group_get_values (item)->index;
}

static char *
group_strength_text (gpointer item, TapeGrouping grouping)
{
  return tape_format_price (NULL, tape_market_group_get_values (item)->values[TAPE_VALUE_RSI_14]);
}

static double
group_strength_number (gpointer item)
{
  return tape_market_group_get_values (item)->values[TAPE_VALUE_RSI_14];
}

static const Column group_columns[] = {
  { .title = N_ ("Group"), .text = group_text, .expand = TRUE, .width = 12 },
  { .title = N_ ("Growth"), .text = group_growth_text, .number = group_growth_number, .change = TRUE, .width = 8 },
  { .title = N_ ("Index"), .text = index_text, .number = index_number, .spare = TRUE, .width = 7 },
  { .title = N_ ("RSI 14"), .text = group_strength_text, .number = group_strength_number, .spare = TRUE, .width = 7 },
  { .title = N_ ("Members"), .text = members_text, .number = members_number, .width = 8 },
  { .title = N_ ("Growing"), .text = growing_text, .number = growing_number, .width = 8 },
};

/* --- Cells as widgets. --- */

typedef struct
{
  TapeMarketTable *table;
  const Column *column;
} Binding;

static void
fill_cell (GtkListItem *cell)
{
  const Binding *binding = g_object_get_data (G_OBJECT (cell), "binding");
  GtkWidget *child = gtk_list_item_get_child (cell);
  gpointer item = gtk_list_item_get_item (cell);
  g_autofree char *text = NULL;

  if (item == NULL)
    return;
  text = binding->column->text (item, tape_market_get_grouping (binding->table->market));
  if (binding->column->number == NULL)
    {
      if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (child)), text) != 0)
        {
          gtk_label_set_text (GTK_LABEL (child), text);
          tape_tooltip_set (child, binding->column->expand ? text : NULL);
        }
      return;
    }
  tape_figure_set_text (TAPE_FIGURE (child), text);
  if (binding->column->change)
    tape_figure_set_direction (TAPE_FIGURE (child), binding->column->number (item));
  gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* The map may stand in the table's place, and lists have widgets for far more rows than are seen. */
static gboolean
is_seen (GtkListItem *cell, GtkWidget *scroller)
{
  GtkWidget *child = gtk_list_item_get_child (cell);
  graphene_rect_t place;

  if (!gtk_widget_get_mapped (child))
    return FALSE;
  if (gtk_widget_get_height (child) == 0 || !gtk_widget_compute_bounds (child, scroller, &place))
    return TRUE;
  return place.origin.y + place.size.height >= 0 && place.origin.y <= (float)gtk_widget_get_height (scroller);
}

static void
on_changed (GtkListItem *cell)
{
  const Binding *binding = g_object_get_data (G_OBJECT (cell), "binding");

  if (is_seen (cell, binding->table->scroller))
    fill_cell (cell);
  else
    g_hash_table_add (binding->table->unseen, cell);
}

/* They may be seen next: it is scrolled, or in another order, which is also looked at when the table comes and every two seconds. */
static void
fill_unseen (TapeMarketTable *self)
{
  GHashTableIter iter;
  gpointer cell;

  g_hash_table_iter_init (&iter, self->unseen);
  while (g_hash_table_iter_next (&iter, &cell, NULL))
    {
      fill_cell (cell);
      g_hash_table_iter_remove (&iter);
    }
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *cell, Binding *binding)
{
  GtkWidget *child;

  g_object_set_data (G_OBJECT (cell), "binding", binding);
  if (binding->column->number != NULL)
    child = tape_figure_new (binding->column->width, 1);
  else
    {
      child = gtk_label_new (NULL);
      gtk_label_set_xalign (GTK_LABEL (child), 0);
      gtk_label_set_width_chars (GTK_LABEL (child), binding->column->width);
      gtk_label_set_ellipsize (GTK_LABEL (child), PANGO_ELLIPSIZE_END);
    }
  gtk_list_item_set_child (cell, child);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *cell)
{
  gulong handler = g_signal_connect_swapped (gtk_list_item_get_item (cell), "changed", G_CALLBACK (on_changed), cell);

  g_object_set_data (G_OBJECT (cell), "handler", GSIZE_TO_POINTER (handler));
  fill_cell (cell);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *cell)
{
  const Binding *binding = g_object_get_data (G_OBJECT (cell), "binding");

  g_hash_table_remove (binding->table->unseen, cell);
  g_signal_handler_disconnect (gtk_list_item_get_item (cell),
                               GPOINTER_TO_SIZE (g_object_steal_data (G_OBJECT (cell), "handler")));
}

/* --- Order. --- */

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const Binding *binding = data;
  TapeGrouping grouping = tape_market_get_grouping (binding->table->market);
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;

  if (binding->column->number != NULL)
    {
      double x = binding->column->number ((gpointer)a);
      double y = binding->column->number ((gpointer)b);
      int units = binding->column->unit == NULL
                      ? 0
                      : strcmp (binding->column->unit ((gpointer)a), binding->column->unit ((gpointer)b));

      if (units != 0)
        return units;
      if (isnan (x) || isnan (y))
        return isnan (x) - isnan (y);
      return (x > y) - (x < y);
    }
  one = binding->column->text ((gpointer)a, grouping);
  other = binding->column->text ((gpointer)b, grouping);
  return g_utf8_collate (one, other);
}

static gboolean
sort_again (gpointer data)
{
  TapeMarketTable *self = data;

  gtk_sorter_changed (gtk_column_view_get_sorter (self->view), GTK_SORTER_CHANGE_DIFFERENT);
  return G_SOURCE_CONTINUE;
}

static void
tape_market_table_map (GtkWidget *widget)
{
  TapeMarketTable *self = TAPE_MARKET_TABLE (widget);

  GTK_WIDGET_CLASS (tape_market_table_parent_class)->map (widget);
  sort_again (self);
  self->sort_timer = g_timeout_add (SORT_EVERY, sort_again, self);
}

static void
tape_market_table_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&TAPE_MARKET_TABLE (widget)->sort_timer, g_source_remove);
  GTK_WIDGET_CLASS (tape_market_table_parent_class)->unmap (widget);
}

static void
on_activate (GtkColumnView *view, guint position, TapeMarketTable *self)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (view)), position);

  if (TAPE_IS_MARKET_ROW (item))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-symbol", "s",
                                tape_market_row_get_instrument (TAPE_MARKET_ROW (item))->symbol);
  else if (TAPE_IS_MARKET_GROUP (item))
    tape_market_set_group (self->market, tape_market_group_get_number (TAPE_MARKET_GROUP (item)));
}

static GtkColumnViewColumn *
add_column (TapeMarketTable *self, const Column *column)
{
  Binding *binding = g_new0 (Binding, 1);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *added = gtk_column_view_column_new (_ (column->title), factory);
  g_autoptr (GtkSorter) sorter = NULL;

  binding->table = self;
  binding->column = column;
  sorter = GTK_SORTER (gtk_custom_sorter_new (compare, binding, NULL));
  g_object_set_data_full (G_OBJECT (added), "binding", binding, g_free);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), binding);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
  gtk_column_view_column_set_sorter (added, sorter);
  gtk_column_view_column_set_expand (added, column->expand);
  gtk_column_view_column_set_resizable (added, TRUE);
  gtk_column_view_append_column (self->view, added);
  g_object_unref (added);
  return added;
}

void
tape_market_table_set_market (TapeMarketTable *self, TapeMarket *market, gboolean groups)
{
  const Column *columns = groups ? group_columns : instrument_columns;
  guint n_columns = groups ? G_N_ELEMENTS (group_columns) : G_N_ELEMENTS (instrument_columns);
  GListModel *items = groups ? tape_market_get_groups (market) : tape_market_get_rows (market);
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);
  GtkSortListModel *sorted = gtk_sort_list_model_new (g_object_ref (items), g_object_ref (sorter));
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (gtk_single_selection_new (G_LIST_MODEL (sorted)));
  GtkColumnViewColumn *growth = NULL;

  g_return_if_fail (TAPE_IS_MARKET_TABLE (self) && self->market == NULL);

  self->market = g_object_ref (market);
  self->groups = groups;
  for (guint i = 0; i < n_columns; i++)
    {
      GtkColumnViewColumn *column = add_column (self, &columns[i]);

      if (columns[i].change)
        growth = column;
    }
  gtk_single_selection_set_autoselect (GTK_SINGLE_SELECTION (selection), FALSE);
  gtk_column_view_set_model (self->view, selection);
  g_object_unref (selection);
  gtk_column_view_sort_by_column (self->view, growth, GTK_SORT_DESCENDING);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  groups ? _ ("Groups") : _ ("Instruments"), -1);
}

void
tape_market_table_set_narrow (TapeMarketTable *self, gboolean narrow)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  g_return_if_fail (TAPE_IS_MARKET_TABLE (self));

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      const Binding *binding = g_object_get_data (G_OBJECT (column), "binding");

      gtk_column_view_column_set_visible (column, !narrow || !binding->column->spare);
    }
}

static void
tape_market_table_dispose (GObject *object)
{
  TapeMarketTable *self = TAPE_MARKET_TABLE (object);

  g_clear_handle_id (&self->sort_timer, g_source_remove);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->market);
  G_OBJECT_CLASS (tape_market_table_parent_class)->dispose (object);
}

static void
tape_market_table_finalize (GObject *object)
{
  g_hash_table_unref (TAPE_MARKET_TABLE (object)->unseen);
  G_OBJECT_CLASS (tape_market_table_parent_class)->finalize (object);
}

static void
tape_market_table_class_init (TapeMarketTableClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tape_market_table_dispose;
  G_OBJECT_CLASS (class)->finalize = tape_market_table_finalize;
  GTK_WIDGET_CLASS (class)->map = tape_market_table_map;
  GTK_WIDGET_CLASS (class)->unmap = tape_market_table_unmap;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "market-table");
}

static void
tape_market_table_init (TapeMarketTable *self)
{
  GtkWidget *view = gtk_column_view_new (NULL);
  GtkAdjustment *adjustment;

  self->unseen = g_hash_table_new (NULL, NULL);
  self->view = GTK_COLUMN_VIEW (view);
  gtk_widget_add_css_class (view, "data-table");
  g_signal_connect (view, "activate", G_CALLBACK (on_activate), self);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), view);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scroller), 260);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (fill_unseen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (fill_unseen), self,
                           G_CONNECT_SWAPPED);
}
