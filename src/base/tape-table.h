/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A table that is compiled in, from a CSV file in data/, read row by row. For the one thread that loads it. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  char *position;
  guint line;
} TapeTable;

/**
 * tape_table_open:
 * @self: (out caller-allocates): stands before the first row
 * @name: file name, such as "exchanges.csv"
 *
 * The text of the table, and with it all its fields, is never freed: tables live as long as the process.
 */
void tape_table_open (TapeTable *self, const char *name);

/**
 * tape_table_next:
 * @fields: (out) (array length=n_fields): the fields of the next row, without quotes
 * @n_fields: how many columns the table has; a row that has not so many ends the program, for it was built wrong
 *
 * Returns: whether there was another row
 */
gboolean tape_table_next (TapeTable *self, const char **fields, guint n_fields);

G_END_DECLS
