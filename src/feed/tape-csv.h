/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CSV (RFC 4180): rows out of a piece of memory, without copying and without allocating. Reads what libcsv reads in its
 * lenient mode: fields that are not quoted lose the spaces and tabs around them, a quotation mark in the middle of a field is
 * itself, lines end in LF, CR LF or CR. A row belongs to one thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Fields beyond are counted, not kept. */
#define TAPE_CSV_FIELDS 256

typedef struct
{
  const char *text;
  gsize length;
} TapeCsvField;

/**
 * TapeCsvRow:
 * @fields: (array length=n_fields): its fields; point into the memory scanned, or into @unquoted, until the next scan
 * @n_fields: how many there are, also beyond TAPE_CSV_FIELDS
 * @length: bytes of the row, the end of its line included
 * @n_lines: lines that it takes up
 * @terminated: whether its last line has an end
 *
 * Starts zeroed.
 */
typedef struct
{
  TapeCsvField fields[TAPE_CSV_FIELDS];
  guint n_fields;
  gsize length;
  gint64 n_lines;
  gboolean terminated;

  /*< private >*/
  char *unquoted;
  gsize unquoted_length;
  gsize unquoted_room;
} TapeCsvRow;

typedef enum
{
  TAPE_CSV_ROW,      /* here is one */
  TAPE_CSV_EMPTY,    /* an empty line: only length and n_lines are set */
  TAPE_CSV_MORE,     /* the row goes on beyond the memory; scan again with more of it */
  TAPE_CSV_UNCLOSED, /* the file ends within quotation marks */
} TapeCsvResult;

/**
 * tape_csv_scan:
 * @row: takes the row
 * @data: memory that starts with a row
 * @length: its bytes
 * @at_end: the file ends with @data
 *
 * Returns: what there is; with @at_end not TAPE_CSV_MORE, and TAPE_CSV_EMPTY with length 0 where @length is 0
 */
TapeCsvResult tape_csv_scan (TapeCsvRow *row, const char *data, gsize length, gboolean at_end);

void tape_csv_row_clear (TapeCsvRow *row);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TapeCsvRow, tape_csv_row_clear)

G_END_DECLS
