/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cuts a file into rows of CSV or lines of JSON, with their place in it. Empty lines are stepped over. A row over
 * TAPE_MESSAGE_LIMIT is found, but never held in memory whole. One thread at a time. */

#pragma once

#include "feed/tape-csv.h"
#include "feed/tape-file-reader.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_SCAN_ROW,
  TAPE_SCAN_TOO_LONG, /* over the limit: @raw is its beginning */
  TAPE_SCAN_UNCLOSED, /* a quotation mark is never closed: @raw is the line with it, the rest is scanned anew */
  TAPE_SCAN_END,
} TapeScanResult;

/**
 * TapeRowScanner:
 * @reader: (transfer full): the file
 * @json: rows are lines
 * @line: lines read so far: those of rows taken, and empty ones
 * @csv: the row's fields, unless @json
 * @raw: (array length=raw_length): the row without the end of its line
 * @terminated: whether the row's last line has an end
 * @offset: where the row begins
 *
 * Starts zeroed, but for @reader and @json.
 */
typedef struct
{
  TapeFileReader *reader;
  gboolean json;
  gint64 line;
  TapeCsvRow csv;
  const char *raw;
  gsize raw_length;
  gboolean terminated;
  gint64 offset;

  /*< private >*/
  gsize length;
  gint64 n_lines;
  char *beginning;
} TapeRowScanner;

/**
 * tape_row_scanner_next:
 * @result: (out): what comes next
 *
 * Finds the row that comes after those taken.
 *
 * Returns: %FALSE with an error where the file cannot be read
 */
gboolean tape_row_scanner_next (TapeRowScanner *self, TapeScanResult *result, GError **error);

/**
 * tape_row_scanner_take:
 *
 * Steps over the row found.
 */
void tape_row_scanner_take (TapeRowScanner *self);

/**
 * tape_row_scanner_is_cut_off:
 *
 * Returns: whether the row found ends the file without an end of its line, in what nobody can have meant as an end: "2913."
 */
gboolean tape_row_scanner_is_cut_off (const TapeRowScanner *self);

void tape_row_scanner_clear (TapeRowScanner *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TapeRowScanner, tape_row_scanner_clear)

G_END_DECLS
