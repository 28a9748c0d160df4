/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-import-preview.h"

#include <glib/gi18n.h>

#include "model/tape-format.h"

enum
{
  ROWS_SHOWN = 10,
  ERRORS_SHOWN = 50,
};

struct _TapeImportPreview
{
  AdwPreferencesPage parent_instance;

  gboolean any;
  gboolean is_simulated;

  AdwActionRow *file;
  AdwActionRow *into;
  AdwActionRow *simulated;
  GtkSwitch *take_simulated;
  AdwPreferencesGroup *columns;
  AdwPreferencesGroup *rows;
  GtkGrid *grid;
  AdwPreferencesGroup *errors;
  GPtrArray *added; /* rows of the groups that are the file's, unowned; with their groups */
};

typedef struct
{
  AdwPreferencesGroup *group;
  GtkWidget *row;
} Added;

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeImportPreview, tape_import_preview, ADW_TYPE_PREFERENCES_PAGE)

/* --- Rows of the groups. --- */

static GtkWidget *
add_row (TapeImportPreview *self, AdwPreferencesGroup *group, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  Added *added = g_new (Added, 1);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_preferences_group_add (group, row);
  *added = (Added){ group, row };
  g_ptr_array_add (self->added, added);
  return row;
}

static void
clear (TapeImportPreview *self)
{
  GtkWidget *child;

  for (guint i = 0; i < self->added->len; i++)
    {
      const Added *added = self->added->pdata[i];

      adw_preferences_group_remove (added->group, added->row);
    }
  g_ptr_array_set_size (self->added, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
}

/* --- Columns. --- */

static const char *
get_field_title (TapeField field)
{
  static const char *const titles[TAPE_N_FIELDS] = {
    [TAPE_FIELD_EVENT_TIME] = N_ ("Time"),  [TAPE_FIELD_DATE] = N_ ("Date"),
    [TAPE_FIELD_TIME] = N_ ("Time of day"), [TAPE_FIELD_SYMBOL] = N_ ("Symbol"),
    [TAPE_FIELD_PRICE] = N_ ("Price"),      [TAPE_FIELD_QUANTITY] = N_ ("Quantity"),
    [TAPE_FIELD_SIDE] = N_ ("Buy or sell"), [TAPE_FIELD_TRADE_ID] = N_ ("Trade id"),
    [TAPE_FIELD_OPEN] = N_ ("Open"),        [TAPE_FIELD_HIGH] = N_ ("High"),
    [TAPE_FIELD_LOW] = N_ ("Low"),          [TAPE_FIELD_CLOSE] = N_ ("Close"),
  };

  return field < TAPE_N_FIELDS ? _ (titles[field]) : _ ("Not read");
}

static void
show_columns (TapeImportPreview *self, const TapePreview *preview)
{
  for (guint i = 0; i < preview->columns->len; i++)
    {
      const TapePreviewColumn *column = preview->columns->pdata[i];
      GtkWidget *row = add_row (self, self->columns, column->name, NULL);
      GtkWidget *field = gtk_label_new (get_field_title (column->field));
      g_autofree char *name = g_strdup_printf ("%s: %s", column->name, get_field_title (column->field));

      if (column->field == TAPE_FIELD_NONE)
        gtk_widget_add_css_class (row, "dim-label");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), field);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    }
}

/* --- The first rows. --- */

static void
add_cell (TapeImportPreview *self, int column, int row, const char *text, gboolean number)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), number ? 1 : 0);
  gtk_widget_add_css_class (label, row == 0 ? "heading" : "numeric");
  gtk_grid_attach (self->grid, label, column, row, 1, 1);
}

static void
add_number (TapeImportPreview *self, int column, int row, double number)
{
  g_autofree char *text = tape_format_quantity (number);

  add_cell (self, column, row, text, TRUE);
}

static void
add_head (TapeImportPreview *self, const TapePreviewRow *row, int place)
{
  gboolean bar = row->kind == TAPE_ROW_BAR;
  g_autofree char *line = g_strdup_printf ("%" G_GINT64_FORMAT, row->line);
  char time[TAPE_TIME_TEXT + 1];

  time[tape_time_format (bar ? row->bar.start : row->trade.event_time, time)] = '\0';
  add_cell (self, 0, place, line, TRUE);
  add_cell (self, 1, place, time, FALSE);
  add_cell (self, 2, place, row->symbol, FALSE);
}

static void
add_trade (TapeImportPreview *self, const TapePreviewRow *row, int place)
{
  const char *const sides[TAPE_N_SIDES] = { _ ("unknown"), _ ("buy"), _ ("sell") };

  add_head (self, row, place);
  add_number (self, 3, place, row->trade.price);
  add_number (self, 4, place, row->trade.quantity);
  add_cell (self, 5, place, sides[row->trade.side], FALSE);
}

static void
add_bar (TapeImportPreview *self, const TapePreviewRow *row, int place)
{
  const double numbers[] = { row->bar.open, row->bar.high, row->bar.low, row->bar.close, row->bar.volume };

  add_head (self, row, place);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    add_number (self, 3 + (int)i, place, numbers[i]);
}

/* A file may hold both: the table is that of its first row. */
static void
show_rows (TapeImportPreview *self, const TapePreview *preview)
{
  const char *const trades[]
      = { _ ("Line"), _ ("Time"), _ ("Symbol"), _ ("Price"), _ ("Quantity"), _ ("Buy or sell"), NULL };
  const char *const bars[]
      = { _ ("Line"), _ ("Time"), _ ("Symbol"), _ ("Open"), _ ("High"), _ ("Low"), _ ("Close"), _ ("Volume"), NULL };
  TapeRowKind kind;
  const char *const *heads;
  int place = 1;

  gtk_widget_set_visible (GTK_WIDGET (self->rows), preview->rows->len > 0);
  if (preview->rows->len == 0)
    return;
  kind = ((TapePreviewRow *)preview->rows->pdata[0])->kind;
  heads = kind == TAPE_ROW_BAR ? bars : trades;
  for (int i = 0; heads[i] != NULL; i++)
    add_cell (self, i, 0, heads[i], i == 0 || (i > 2 && i != 5) || (kind == TAPE_ROW_BAR && i == 5));
  for (guint i = 0; i < preview->rows->len && place <= ROWS_SHOWN; i++)
    {
      const TapePreviewRow *row = preview->rows->pdata[i];

      if (row->kind != kind)
        continue;
      if (kind == TAPE_ROW_BAR)
        add_bar (self, row, place++);
      else
        add_trade (self, row, place++);
    }
}

/* --- What would be left out. --- */

static void
show_errors (TapeImportPreview *self, const TapePreview *preview)
{
  guint64 looked = preview->n_trades + preview->n_bars + preview->n_rejected + preview->n_ignored;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->errors), preview->n_rejected > 0);
  text = g_strdup_printf (_ ("%" G_GUINT64_FORMAT " of the first %" G_GUINT64_FORMAT
                             " rows. They are kept apart, with their "
                             "reasons."),
                          preview->n_rejected, looked);
  adw_preferences_group_set_description (self->errors, text);
  for (guint i = 0; i < MIN (preview->errors->len, ERRORS_SHOWN); i++)
    {
      const TapePreviewRow *error = preview->errors->pdata[i];
      g_autofree char *title = g_strdup_printf (_ ("Line %" G_GINT64_FORMAT ": %s"), error->line, error->reason);
      GtkWidget *row = add_row (self, self->errors, title, error->raw);

      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
    }
}

/* --- The file. --- */

static char *
describe_file (const TapePreview *preview)
{
  const char *form = preview->json ? _ ("JSON lines") : _ ("CSV");
  const char *what = preview->n_bars == 0 ? _ ("trades") : preview->n_trades == 0 ? _ ("bars") : _ ("trades and bars");
  g_autofree char *count = tape_format_quantity ((double)preview->n_estimated);

  if (preview->n_trades + preview->n_bars == 0)
    return g_strdup_printf (_ ("%s, without a row that can be imported"), form);
  return preview->whole ? g_strdup_printf (_ ("%s, rows: %s, %s"), form, count, what)
                        : g_strdup_printf (_ ("%s, rows: about %s, %s"), form, count, what);
}

void
tape_import_preview_show (TapeImportPreview *self, const TapePreview *preview, const char *target)
{
  g_autofree char *name = g_filename_display_basename (preview->path);
  g_autofree char *file = describe_file (preview);

  g_return_if_fail (TAPE_IS_IMPORT_PREVIEW (self));

  clear (self);
  self->any = preview->n_trades + preview->n_bars > 0;
  self->is_simulated = preview->simulated;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->file), name);
  adw_action_row_set_subtitle (self->file, file);
  adw_action_row_set_subtitle (self->into, target);
  gtk_switch_set_active (self->take_simulated, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->simulated), preview->simulated);
  if (preview->symbol != NULL)
    {
      g_autofree char *symbol = g_strdup_printf (_ ("All rows are of %s"), preview->symbol);

      adw_preferences_group_set_description (self->columns, symbol);
    }
  else
    adw_preferences_group_set_description (self->columns, NULL);
  show_columns (self, preview);
  show_rows (self, preview);
  show_errors (self, preview);
}

gboolean
tape_import_preview_is_allowed (TapeImportPreview *self)
{
  g_return_val_if_fail (TAPE_IS_IMPORT_PREVIEW (self), FALSE);

  return self->any && (!self->is_simulated || gtk_switch_get_active (self->take_simulated));
}

static void
on_take_simulated (TapeImportPreview *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- The type. --- */

static void
tape_import_preview_finalize (GObject *object)
{
  g_ptr_array_unref (TAPE_IMPORT_PREVIEW (object)->added);
  G_OBJECT_CLASS (tape_import_preview_parent_class)->finalize (object);
}

static void
tape_import_preview_class_init (TapeImportPreviewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = tape_import_preview_finalize;
  signals[CHANGED]
      = g_signal_new ("changed", TAPE_TYPE_IMPORT_PREVIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-import-preview.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeImportPreview, file);
  gtk_widget_class_bind_template_child (widget_class, TapeImportPreview, into);
  gtk_widget_class_bind_template_child (widget_class, TapeImportPreview, simulated);
  gtk_widget_class_bind_template_child (widget_class, TapeImportPreview, take_simulated);
  gtk_widget_class_bind_template_child (widget_class, TapeImportPreview, columns);
  gtk_widget_class_bind_template_child (widget_class, TapeImportPreview, rows);
  gtk_widget_class_bind_template_child (widget_class, TapeImportPreview, grid);
  gtk_widget_class_bind_template_child (widget_class, TapeImportPreview, errors);
  gtk_widget_class_bind_template_callback (widget_class, on_take_simulated);
}

static void
tape_import_preview_init (TapeImportPreview *self)
{
  self->added = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}
