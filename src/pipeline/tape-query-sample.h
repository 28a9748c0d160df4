/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a query answers, while it is being written: asked as a rule would ask it, with the first rows to look at. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* So many rows, and of a value so many characters, are there to look at. */
#define TAPE_QUERY_SAMPLE_ROWS       8
#define TAPE_QUERY_SAMPLE_CHARACTERS 40

/**
 * TapeQuerySample:
 * @columns: (array zero-terminated=1): their names
 * @rows: (element-type GStrv): values of the first rows, as text, as many as there are columns
 * @n_rows: rows that it returned, TAPE_QUERY_RULE_ROWS at most
 * @time: µs that it took
 */
typedef struct
{
  char **columns;
  GPtrArray *rows;
  guint n_rows;
  gint64 time;
} TapeQuerySample;

void tape_query_sample_free (TapeQuerySample *self);

/**
 * tape_query_sample_ask:
 * @database: path
 * @sql: one statement
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 *
 * Blocks on the disk, for TAPE_QUERY_RULE_TIME at most.
 *
 * Returns: (transfer full) (nullable): %NULL with a sentence where it cannot be answered
 */
TapeQuerySample *
tape_query_sample_ask (const char *database, const char *sql, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeQuerySample, tape_query_sample_free)

G_END_DECLS
