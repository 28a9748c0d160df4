/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-analysis-rows.h"

#include <math.h>

/* --- A row. --- */

struct _TapeAnalysisRow
{
  GObject parent_instance;

  gsize index;
};

G_DEFINE_FINAL_TYPE (TapeAnalysisRow, tape_analysis_row, G_TYPE_OBJECT)

static void
tape_analysis_row_class_init (TapeAnalysisRowClass *class)
{
}

static void
tape_analysis_row_init (TapeAnalysisRow *self)
{
}

gsize
tape_analysis_row_get_index (TapeAnalysisRow *self)
{
  g_return_val_if_fail (TAPE_IS_ANALYSIS_ROW (self), 0);

  return self->index;
}

/* --- The list. --- */

struct _TapeAnalysisRows
{
  GObject parent_instance;

  TapeFinding *finding;
  guint n;
};

static void tape_analysis_rows_init_list (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TapeAnalysisRows,
                               tape_analysis_rows,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, tape_analysis_rows_init_list))

static guint refreshed;

static GType
tape_analysis_rows_get_item_type (GListModel *list)
{
  return TAPE_TYPE_ANALYSIS_ROW;
}

static guint
tape_analysis_rows_get_n_items (GListModel *list)
{
  return TAPE_ANALYSIS_ROWS (list)->n;
}

static gpointer
tape_analysis_rows_get_item (GListModel *list, guint position)
{
  TapeAnalysisRow *row;

  if (position >= TAPE_ANALYSIS_ROWS (list)->n)
    return NULL;
  row = g_object_new (TAPE_TYPE_ANALYSIS_ROW, NULL);
  row->index = position;
  return row;
}

static void
tape_analysis_rows_init_list (GListModelInterface *interface)
{
  interface->get_item_type = tape_analysis_rows_get_item_type;
  interface->get_n_items = tape_analysis_rows_get_n_items;
  interface->get_item = tape_analysis_rows_get_item;
}

static void
tape_analysis_rows_finalize (GObject *object)
{
  g_clear_pointer (&TAPE_ANALYSIS_ROWS (object)->finding, tape_finding_unref);
  G_OBJECT_CLASS (tape_analysis_rows_parent_class)->finalize (object);
}

static void
tape_analysis_rows_class_init (TapeAnalysisRowsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = tape_analysis_rows_finalize;
  refreshed
      = g_signal_new ("refreshed", TAPE_TYPE_ANALYSIS_ROWS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_analysis_rows_init (TapeAnalysisRows *self)
{
}

TapeAnalysisRows *
tape_analysis_rows_new (void)
{
  return g_object_new (TAPE_TYPE_ANALYSIS_ROWS, NULL);
}

void
tape_analysis_rows_set_finding (TapeAnalysisRows *self, TapeFinding *finding)
{
  guint before = self->n;
  gsize n_rows = finding == NULL ? 0 : tape_analysis_result_get_n_rows (finding->result);
  guint now = (guint)MIN (n_rows, TAPE_ANALYSIS_ROWS_MOST);

  g_return_if_fail (TAPE_IS_ANALYSIS_ROWS (self));

  if (finding == self->finding)
    return;
  g_clear_pointer (&self->finding, tape_finding_unref);
  self->finding = finding == NULL ? NULL : tape_finding_ref (finding);
  self->n = now;
  if (now != before)
    g_list_model_items_changed (G_LIST_MODEL (self), MIN (now, before), before - MIN (now, before),
                                now - MIN (now, before));
  g_signal_emit (self, refreshed, 0);
}

const TapeFinding *
tape_analysis_rows_get_finding (TapeAnalysisRows *self)
{
  g_return_val_if_fail (TAPE_IS_ANALYSIS_ROWS (self), NULL);

  return self->finding;
}

gsize
tape_analysis_rows_get_left_out (TapeAnalysisRows *self)
{
  g_return_val_if_fail (TAPE_IS_ANALYSIS_ROWS (self), 0);

  return self->finding == NULL ? 0 : tape_analysis_result_get_n_rows (self->finding->result) - self->n;
}

/* --- Order. --- */

static int
compare_texts (const char *one, const char *other)
{
  return g_utf8_collate (one != NULL ? one : "", other != NULL ? other : "");
}

static int
compare_numbers (double one, double other)
{
  if (isnan (one) || isnan (other))
    return isnan (one) - isnan (other);
  return (one > other) - (one < other);
}

static int
compare_integers (gint64 one, gint64 other)
{
  return (one > other) - (one < other);
}

int
tape_analysis_rows_compare (TapeAnalysisRows *self, gsize one, gsize other, guint column)
{
  const TapeAnalysisResult *result;
  gsize n;

  g_return_val_if_fail (TAPE_IS_ANALYSIS_ROWS (self), 0);

  result = self->finding == NULL ? NULL : self->finding->result;
  n = result == NULL ? 0 : tape_analysis_result_get_n_rows (result);
  if (one >= n || other >= n || column >= tape_analysis_result_get_n_columns (result))
    return 0;
  switch (tape_analysis_result_get_column (result, column)->kind)
    {
    case TAPE_COLUMN_TEXT:
      return compare_texts (tape_analysis_result_get_text (result, one, column),
                            tape_analysis_result_get_text (result, other, column));
    case TAPE_COLUMN_COUNT:
    case TAPE_COLUMN_DAY:
    case TAPE_COLUMN_TIME:
      return compare_integers (tape_analysis_result_get_integer (result, one, column),
                               tape_analysis_result_get_integer (result, other, column));
    case TAPE_COLUMN_QUANTITY:
    case TAPE_COLUMN_PRICE:
    case TAPE_COLUMN_FRACTION:
    default:
      return compare_numbers (tape_analysis_result_get_number (result, one, column),
                              tape_analysis_result_get_number (result, other, column));
    }
}
