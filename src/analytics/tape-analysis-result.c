/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analytics/tape-analysis-result.h"

#include <math.h>
#include <string.h>

typedef union
{
  const char *text;
  gint64 integer;
  double number;
} Cell;

struct _TapeAnalysisResult
{
  TapeUniverse *universe;
  TapeColumn *columns;
  guint n_columns;
  Cell *cells;
  gsize n_cells;
  gsize room;
  guint64 n_estimates;
  guint64 n_trades;
};

TapeAnalysisResult *
tape_analysis_result_new (TapeUniverse *universe, const TapeColumn *columns, guint n_columns)
{
  TapeAnalysisResult *self = g_new0 (TapeAnalysisResult, 1);

  self->universe = tape_universe_ref (universe);
  self->columns = g_memdup2 (columns, n_columns * sizeof *columns);
  self->n_columns = n_columns;
  return self;
}

void
tape_analysis_result_free (TapeAnalysisResult *self)
{
  if (self == NULL)
    return;
  tape_universe_unref (self->universe);
  g_free (self->columns);
  g_free (self->cells);
  g_free (self);
}

void
tape_analysis_result_reserve (TapeAnalysisResult *self, gsize n_rows)
{
  self->room = MAX (self->room, n_rows * self->n_columns);
  self->cells = g_renew (Cell, self->cells, self->room);
}

void
tape_analysis_result_set_estimates (TapeAnalysisResult *self, guint64 n_estimates, guint64 n_trades)
{
  self->n_estimates = n_estimates;
  self->n_trades = n_trades;
}

guint64
tape_analysis_result_get_estimates (const TapeAnalysisResult *self, guint64 *n_trades)
{
  if (n_trades != NULL)
    *n_trades = self->n_trades;
  return self->n_estimates;
}

static gboolean
is_integer (TapeColumnKind kind)
{
  return kind == TAPE_COLUMN_COUNT || kind == TAPE_COLUMN_DAY || kind == TAPE_COLUMN_TIME;
}

static void
add (TapeAnalysisResult *self, Cell cell)
{
  if (self->n_cells == self->room)
    {
      self->room = MAX (256, 2 * self->room);
      self->cells = g_renew (Cell, self->cells, self->room);
    }
  self->cells[self->n_cells++] = cell;
}

static TapeColumnKind
next_kind (const TapeAnalysisResult *self)
{
  return self->columns[self->n_cells % self->n_columns].kind;
}

void
tape_analysis_result_add_text (TapeAnalysisResult *self, const char *text)
{
  g_return_if_fail (next_kind (self) == TAPE_COLUMN_TEXT);

  add (self, (Cell){ .text = text });
}

void
tape_analysis_result_add_integer (TapeAnalysisResult *self, gint64 value)
{
  g_return_if_fail (is_integer (next_kind (self)));

  add (self, (Cell){ .integer = value });
}

void
tape_analysis_result_add_number (TapeAnalysisResult *self, double value)
{
  g_return_if_fail (next_kind (self) != TAPE_COLUMN_TEXT && !is_integer (next_kind (self)));

  add (self, (Cell){ .number = isfinite (value) ? value : NAN });
}

guint
tape_analysis_result_get_n_columns (const TapeAnalysisResult *self)
{
  return self->n_columns;
}

const TapeColumn *
tape_analysis_result_get_column (const TapeAnalysisResult *self, guint column)
{
  g_return_val_if_fail (column < self->n_columns, NULL);

  return &self->columns[column];
}

guint
tape_analysis_result_find_column (const TapeAnalysisResult *self, const char *name)
{
  for (guint i = 0; i < self->n_columns; i++)
    if (strcmp (self->columns[i].name, name) == 0)
      return i;
  return G_MAXUINT;
}

gsize
tape_analysis_result_get_n_rows (const TapeAnalysisResult *self)
{
  return self->n_cells / self->n_columns;
}

static const Cell *
get_cell (const TapeAnalysisResult *self, gsize row, guint column)
{
  g_assert (column < self->n_columns && row < tape_analysis_result_get_n_rows (self));
  return &self->cells[row * self->n_columns + column];
}

const char *
tape_analysis_result_get_text (const TapeAnalysisResult *self, gsize row, guint column)
{
  const Cell *cell = get_cell (self, row, column);

  g_return_val_if_fail (self->columns[column].kind == TAPE_COLUMN_TEXT, NULL);
  return cell->text;
}

gint64
tape_analysis_result_get_integer (const TapeAnalysisResult *self, gsize row, guint column)
{
  const Cell *cell = get_cell (self, row, column);

  g_return_val_if_fail (is_integer (self->columns[column].kind), 0);
  return cell->integer;
}

double
tape_analysis_result_get_number (const TapeAnalysisResult *self, gsize row, guint column)
{
  const Cell *cell = get_cell (self, row, column);

  g_return_val_if_fail (self->columns[column].kind != TAPE_COLUMN_TEXT && !is_integer (self->columns[column].kind),
                        NAN);
  return cell->number;
}

/* --- For other programs. --- */

char **
tape_analysis_result_list_columns (const TapeAnalysisResult *self, gboolean simulated)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < tape_analysis_result_get_n_columns (self); i++)
    g_strv_builder_add (names, tape_analysis_result_get_column (self, i)->name);
  if (simulated)
    g_strv_builder_add (names, TAPE_SIMULATED_COLUMN);
  return g_strv_builder_end (names);
}

static void
write_cell (const TapeAnalysisResult *self, gsize row, guint column, TapeRowText *text)
{
  switch (tape_analysis_result_get_column (self, column)->kind)
    {
    case TAPE_COLUMN_TEXT:
      tape_row_text_add (text, tape_analysis_result_get_text (self, row, column));
      return;
    case TAPE_COLUMN_COUNT:
      tape_row_text_add_integer (text, tape_analysis_result_get_integer (self, row, column));
      return;
    case TAPE_COLUMN_DAY:
      tape_row_text_add_date (text, (gint32)tape_analysis_result_get_integer (self, row, column));
      return;
    case TAPE_COLUMN_TIME:
      tape_row_text_add_time (text, tape_analysis_result_get_integer (self, row, column));
      return;
    case TAPE_COLUMN_QUANTITY:
    case TAPE_COLUMN_PRICE:
    case TAPE_COLUMN_FRACTION:
    default:
      tape_row_text_add_number (text, tape_analysis_result_get_number (self, row, column));
    }
}

void
tape_analysis_result_write (const TapeAnalysisResult *self, gsize row, gboolean simulated, TapeRowText *text)
{
  for (guint i = 0; i < tape_analysis_result_get_n_columns (self); i++)
    write_cell (self, row, i, text);
  if (simulated)
    tape_row_text_add (text, TAPE_SIMULATED_TEXT);
  tape_row_text_end (text);
  g_string_append_c (text->text, '\n');
}
