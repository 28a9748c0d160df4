/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows of data as text for other programs: CSV after RFC 4180 with line feeds, the same with tabs, or a JSON object a row.
 * Numbers are plain and read back the same, times are UTC, what is not known is an empty field, or null in JSON. Whatever
 * writes rows writes them by this. One thread at a time. */

#pragma once

#include "base/tape-time.h"

G_BEGIN_DECLS

/* What stands in the last column of rows that are not real. */
#define TAPE_SIMULATED_COLUMN "comment"
#define TAPE_SIMULATED_TEXT   "simulated"

typedef enum
{
  TAPE_TEXT_CSV,
  TAPE_TEXT_TSV,
  TAPE_TEXT_JSON, /* with a line feed behind each row: JSON lines */
} TapeTextForm;

/**
 * TapeRowText:
 * @text: what is appended to; whoever writes it out empties it
 * @form: the form of the rows
 *
 * Fields are added one by one, in the order of the columns.
 */
typedef struct
{
  GString *text;
  TapeTextForm form;

  /*< private >*/
  char **keys; /* of JSON: what stands before the value of each column */
  guint column;
  gboolean any; /* the object has a member */
} TapeRowText;

/**
 * tape_row_text_init:
 * @text: (transfer none): must outlive @self
 * @columns: (array zero-terminated=1) (nullable): their names; only JSON needs them
 */
void tape_row_text_init (TapeRowText *self, GString *text, TapeTextForm form, const char *const *columns);
void tape_row_text_clear (TapeRowText *self);

/**
 * tape_row_text_add_header:
 * @columns: (array zero-terminated=1): names
 *
 * Appends the row of names with its line feed; nothing in JSON.
 */
void tape_row_text_add_header (TapeRowText *self, const char *const *columns);

/**
 * tape_row_text_add:
 * @text: (nullable): any bytes, which become valid UTF-8 in JSON; %NULL: not known
 */
void tape_row_text_add (TapeRowText *self, const char *text);

void tape_row_text_add_integer (TapeRowText *self, gint64 number);

/**
 * tape_row_text_add_number:
 * @number: not known where it is not finite
 */
void tape_row_text_add_number (TapeRowText *self, double number);

/**
 * tape_row_text_add_time:
 * @time: µs; TAPE_NO_TIME: not known
 */
void tape_row_text_add_time (TapeRowText *self, gint64 time);

/**
 * tape_row_text_add_date:
 * @date: days since 1970
 */
void tape_row_text_add_date (TapeRowText *self, gint32 date);

/**
 * tape_row_text_skip:
 *
 * Goes on to the next column: an empty field, but in JSON nothing at all.
 */
void tape_row_text_skip (TapeRowText *self);

/**
 * tape_row_text_end:
 *
 * Ends the row, without a line feed.
 */
void tape_row_text_end (TapeRowText *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TapeRowText, tape_row_text_clear)

G_END_DECLS
