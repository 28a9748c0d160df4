/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an analysis found: a table, its columns described, its rows in an order that the same events always give. Filled by
 * one thread, then immutable. */

#pragma once

#include "base/tape-row-text.h"
#include "base/tape-universe.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_COLUMN_TEXT,
  TAPE_COLUMN_COUNT,    /* a whole number */
  TAPE_COLUMN_QUANTITY, /* a number in units of the instrument */
  TAPE_COLUMN_PRICE,    /* a number in the row's currency */
  TAPE_COLUMN_FRACTION, /* 0.05 is five per cent */
  TAPE_COLUMN_DAY,      /* a date, days since 1970 */
  TAPE_COLUMN_TIME,     /* event time, µs */
} TapeColumnKind;

/**
 * TapeColumn:
 * @name: as programs write it
 * @title: as people read it; marked for translation
 * @kind: what its cells are
 */
typedef struct
{
  const char *name;
  const char *title;
  TapeColumnKind kind;
} TapeColumn;

typedef struct _TapeAnalysisResult TapeAnalysisResult;

/**
 * tape_analysis_result_new:
 * @universe: whose names it shows
 * @columns: (array length=n_columns): copied
 */
TapeAnalysisResult *tape_analysis_result_new (TapeUniverse *universe, const TapeColumn *columns, guint n_columns);
void tape_analysis_result_free (TapeAnalysisResult *self);

/**
 * tape_analysis_result_reserve:
 * @n_rows: how many rows there will be
 *
 * For speed only.
 */
void tape_analysis_result_reserve (TapeAnalysisResult *self, gsize n_rows);

/**
 * tape_analysis_result_add_text:
 * @text: (nullable) (transfer none): lives as long as the universe or for ever; %NULL for none
 *
 * Adds the next cell of a column of texts; a row ends with its last.
 */
void tape_analysis_result_add_text (TapeAnalysisResult *self, const char *text);

/**
 * tape_analysis_result_add_integer:
 * @value: for a column of counts, days or times
 */
void tape_analysis_result_add_integer (TapeAnalysisResult *self, gint64 value);

/**
 * tape_analysis_result_add_number:
 * @value: for a column of quantities, prices or fractions; what is not finite is none
 */
void tape_analysis_result_add_number (TapeAnalysisResult *self, double value);

/**
 * tape_analysis_result_set_estimates:
 * @n_estimates: trades that count in it, whose side is an estimate
 * @n_trades: all trades that count in it
 *
 * For a result that tells sides.
 */
void tape_analysis_result_set_estimates (TapeAnalysisResult *self, guint64 n_estimates, guint64 n_trades);

/**
 * tape_analysis_result_get_estimates:
 * @n_trades: (out) (optional): all trades that count in it; 0 where none is an estimate
 *
 * Returns: trades that count in it, whose side is an estimate; 0 also where it does not tell sides
 */
guint64 tape_analysis_result_get_estimates (const TapeAnalysisResult *self, guint64 *n_trades);

guint tape_analysis_result_get_n_columns (const TapeAnalysisResult *self);
const TapeColumn *tape_analysis_result_get_column (const TapeAnalysisResult *self, guint column);

/**
 * tape_analysis_result_find_column:
 *
 * Returns: its index, or G_MAXUINT if there is none of that name
 */
guint tape_analysis_result_find_column (const TapeAnalysisResult *self, const char *name);

gsize tape_analysis_result_get_n_rows (const TapeAnalysisResult *self);

/**
 * tape_analysis_result_get_text:
 *
 * Returns: (transfer none) (nullable): a cell of a column of texts; %NULL for none
 */
const char *tape_analysis_result_get_text (const TapeAnalysisResult *self, gsize row, guint column);

/**
 * tape_analysis_result_get_integer:
 *
 * Returns: a cell of a column of counts, days or times
 */
gint64 tape_analysis_result_get_integer (const TapeAnalysisResult *self, gsize row, guint column);

/**
 * tape_analysis_result_get_number:
 *
 * Returns: a cell of a column of quantities, prices or fractions; NaN for none
 */
double tape_analysis_result_get_number (const TapeAnalysisResult *self, gsize row, guint column);

/**
 * tape_analysis_result_list_columns:
 * @simulated: a last column says so in each row
 *
 * Returns: (transfer full) (array zero-terminated=1): the names of the columns, for tape_analysis_result_write()
 */
char **tape_analysis_result_list_columns (const TapeAnalysisResult *self, gboolean simulated);

/**
 * tape_analysis_result_write:
 * @text: made for those columns; gets the row, with its line feed
 */
void tape_analysis_result_write (const TapeAnalysisResult *self, gsize row, gboolean simulated, TapeRowText *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeAnalysisResult, tape_analysis_result_free)

G_END_DECLS
