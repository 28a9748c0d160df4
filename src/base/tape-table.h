/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A table that is compiled in, from a CSV file in data/, read row by row. For the one thread that loads it. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  char *text;
  char *position;
  guint line;
} TapeTable;

/**
 * tape_table_open:
 * @self: (out caller-allocates): stands before the first row
 * @name: file name, such as "exchanges.csv"
 *
 * Its fields live until tape_table_close(); a table of which something is kept is not closed and lives as long as the
 * process.
 */
void tape_table_open (TapeTable *self, const char *name);

/**
 * tape_table_read:
 * @self: (out caller-allocates): stands before the first row
 * @name: what to call the table
 * @text: (transfer full): CSV with a header, its fields quoted as RFC 4180 has it, but without a line feed in any
 *
 * As tape_table_open(), of a table that is not compiled in.
 */
void tape_table_read (TapeTable *self, const char *name, char *text);

/**
 * tape_table_next:
 * @fields: (out) (array length=n_fields): the fields of the next row, without quotes
 * @n_fields: how many columns the table has; a row that has not so many ends the program, for it was built wrong
 *
 * Returns: whether there was another row
 */
gboolean tape_table_next (TapeTable *self, const char **fields, guint n_fields);

void tape_table_close (TapeTable *self);

G_END_DECLS
