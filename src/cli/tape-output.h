/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows of data on standard output, in the form that was asked for: a table for eyes, CSV, a JSON array, JSON lines.
 * Numbers are plain and read back the same; what is not known is an empty field, or null in JSON. One thread. */

#pragma once

#include <gio/gio.h>
#include <stdio.h>

G_BEGIN_DECLS

typedef enum
{
  TAPE_OUTPUT_TABLE,
  TAPE_OUTPUT_CSV,
  TAPE_OUTPUT_JSON,
  TAPE_OUTPUT_JSONL,
} TapeOutputFormat;

typedef struct _TapeOutput TapeOutput;

/**
 * tape_output_format_parse:
 * @name: (nullable): "table", "csv", "json", "jsonl"; %NULL: a table if @file is a terminal, CSV if not
 *
 * Returns: whether there is such a form
 */
gboolean tape_output_format_parse (const char *name, FILE *file, TapeOutputFormat *format);

/**
 * tape_output_new:
 * @file: where it goes
 * @columns: (array zero-terminated=1): names
 * @single: there will be one row: JSON is one object instead of an array
 */
TapeOutput *tape_output_new (FILE *file, TapeOutputFormat format, const char *const *columns, gboolean single);

/**
 * tape_output_text:
 * @text: (nullable): UTF-8; %NULL is not known
 *
 * Adds the next field; the row ends with its last.
 */
void tape_output_text (TapeOutput *self, const char *text);
void tape_output_integer (TapeOutput *self, gint64 number);
void tape_output_number (TapeOutput *self, double number);
void tape_output_time (TapeOutput *self, gint64 time);

/**
 * tape_output_flush:
 * @error: a %G_FILE_ERROR that says why not all that was ever written to @file could be
 */
gboolean tape_output_flush (FILE *file, GError **error);

/**
 * tape_output_close:
 * @self: (transfer full): is freed
 * @error: as of tape_output_flush()
 *
 * Writes what is still to be written.
 */
gboolean tape_output_close (TapeOutput *self, GError **error);

/**
 * tape_output_free:
 *
 * As tape_output_close(), where something else went wrong already.
 */
void tape_output_free (TapeOutput *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeOutput, tape_output_free)

G_END_DECLS
