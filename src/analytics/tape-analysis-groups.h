/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How analyses put instruments into groups: each group is known by one of its instruments, the one with the smallest
 * number, so that names are found again when the result is made. Inside analytics/ only. */

#pragma once

#include "analytics/tape-analysis-private.h"
#include "analytics/tape-key-table.h"

G_BEGIN_DECLS

/**
 * tape_groups_new:
 * @keys: what members of a group have in common, of symbol, industry, country; others are not looked at
 * @currency: and their currency
 *
 * Returns: (transfer full) (array): by instrument, the one that stands for its group
 */
guint32 *tape_groups_new (TapeUniverse *universe, TapeKeys keys, gboolean currency);

/**
 * TapeGroupTable:
 * @table: values by time and group, and what else the keys say
 * @groups: by instrument, the one that stands for its group
 *
 * State of an analysis that adds up by groups, or what its state begins with.
 */
typedef struct
{
  TapeKeyTable table;
  guint32 *groups;
} TapeGroupTable;

/**
 * tape_group_table_init:
 * @keys: see tape_groups_new()
 * @currency: see tape_groups_new()
 * @value_size: see tape_key_table_init()
 * @unit: see tape_key_table_init()
 */
void tape_group_table_init (
    TapeGroupTable *self, TapeUniverse *universe, TapeKeys keys, gboolean currency, gsize value_size, gint64 unit);

/**
 * tape_group_table_clear:
 * @run: whose state is a #TapeGroupTable, or begins with one
 */
void tape_group_table_clear (TapeAnalysisRun *run);

/**
 * tape_groups_sort:
 * @table: whose instruments stand for groups of @keys
 *
 * Returns: (transfer full) (array): numbers of @table's entries in the order of their symbols, industries, countries (as far
 *   as these are among @keys), technologies, sides, times, currencies
 */
guint *tape_groups_sort (const TapeKeyTable *table, TapeUniverse *universe, TapeKeys keys);

/**
 * tape_groups_add_names:
 * @keys: those to add, of symbol, industry, country, technology, side, in that order
 *
 * Adds a cell for each of @keys.
 */
void tape_groups_add_names (TapeAnalysisResult *result, TapeUniverse *universe, const TapeKey *key, TapeKeys keys);

/**
 * tape_groups_get_column:
 * @key: one of #TapeKeys
 *
 * Returns: (transfer none): the column that shows it
 */
const TapeColumn *tape_groups_get_column (TapeKeys key);

/**
 * tape_groups_append_columns:
 * @columns: room for all
 * @n: (inout): how many are there
 * @keys: those of which to append the columns
 */
void tape_groups_append_columns (TapeColumn *columns, guint *n, TapeKeys keys);

G_END_DECLS
