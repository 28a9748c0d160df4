/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A CSV file of bars as a table: its rows as they stand there, and the bar that each is for indicators. Columns and times
 * are recognised as a replay does. One thread. */

#pragma once

#include "analytics/tape-indicator.h"
#include "base/tape-universe.h"
#include "feed/tape-csv.h"

G_BEGIN_DECLS

typedef struct _TapeBarTable TapeBarTable;

/**
 * TapeBarRow:
 * @line: where it begins, from 1
 * @fields: (array) (nullable): what it says, a field for each column; %NULL where it is no row that could be repeated
 * @problem: (nullable): a sentence that says why it is no bar; the rest then means nothing
 * @symbol: number of its symbol; 0 throughout where there is no such column
 * @bar: the bar; @date and @start are those of the row, or count rows where there is no column of times
 */
typedef struct
{
  gint64 line;
  const TapeCsvField *fields;
  const char *problem;
  guint32 symbol;
  TapeIndicatorBar bar;
} TapeBarRow;

/**
 * tape_bar_table_open:
 * @path: a regular file, gzipped or not
 * @price: (nullable): name of the column that is the price, in any case; %NULL: close
 * @needs: a set of #TapeIndicatorNeeds: columns that have to be there
 * @error: a %TAPE_FEED_ERROR, naming the file, what is missing, and the columns that there are
 */
TapeBarTable *tape_bar_table_open (const char *path, const char *price, guint needs, GError **error);
void tape_bar_table_free (TapeBarTable *self);

guint tape_bar_table_count_columns (TapeBarTable *self);

/**
 * tape_bar_table_get_column:
 * @index: below tape_bar_table_count_columns()
 * @is_number: (out): it holds prices or volumes
 *
 * Returns: (transfer none): its name
 */
const char *tape_bar_table_get_column (TapeBarTable *self, guint index, gboolean *is_number);

/**
 * tape_bar_table_get_symbol:
 * @symbol: of a row
 *
 * Returns: (transfer none): its name
 */
const char *tape_bar_table_get_symbol (TapeBarTable *self, guint32 symbol);

/**
 * tape_bar_table_next:
 * @row: (out caller-allocates): the next row, until the one after it is asked for
 * @found: (out): whether there was one
 *
 * Returns: %FALSE with an error where the file cannot be read
 */
gboolean tape_bar_table_next (TapeBarTable *self, TapeBarRow *row, gboolean *found, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeBarTable, tape_bar_table_free)

G_END_DECLS
