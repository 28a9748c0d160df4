/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which column of a file, or which key of a message, is which field of an event: by name, or mapped by hand. Immutable
 * once made; what a row says is a TapeValue for each field. */

#pragma once

#include "feed/tape-csv.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_FIELD_EVENT_TIME, /* a whole time, or a date alone */
  TAPE_FIELD_DATE,       /* a date whose time of day stands in TAPE_FIELD_TIME */
  TAPE_FIELD_TIME,
  TAPE_FIELD_SYMBOL,
  TAPE_FIELD_PRICE,
  TAPE_FIELD_QUANTITY,
  TAPE_FIELD_SIDE,
  TAPE_FIELD_TRADE_ID,
  TAPE_FIELD_OPEN,
  TAPE_FIELD_HIGH,
  TAPE_FIELD_LOW,
  TAPE_FIELD_CLOSE,
  TAPE_FIELD_RECEIVE_TIME, /* from here on what our own exports say beside */
  TAPE_FIELD_DERIVED,
  TAPE_FIELD_ESTIMATED,
  TAPE_FIELD_LENGTH, /* of a bar */
  TAPE_FIELD_TURNOVER,
  TAPE_FIELD_BUYS,
  TAPE_FIELD_SELLS,
  TAPE_N_FIELDS,
  TAPE_FIELD_NONE = TAPE_N_FIELDS
} TapeField;

/**
 * TapeValue:
 * @text: (nullable): as it came, not NUL-terminated; %NULL where there is none
 * @length: bytes of @text
 * @is_number: it came as a number: @number is it, and @text may be %NULL
 * @number: see @is_number
 *
 * What a row or a message says for one field.
 */
typedef struct
{
  const char *text;
  gsize length;
  gboolean is_number;
  double number;
} TapeValue;

/**
 * tape_columns_check_map:
 * @map: (nullable) (array zero-terminated=1): "COLUMN=FIELD"
 * @error: %TAPE_FEED_ERROR_OPTION, naming the entry and the fields there are
 */
gboolean tape_columns_check_map (const char *const *map, GError **error);

/**
 * tape_columns_field:
 * @map: (nullable): checked
 * @name: a column's or a key's name, in any case
 * @length: its bytes
 * @rank: (out): of two names for the same field the smaller rank counts
 *
 * Returns: the field it names, or %TAPE_FIELD_NONE
 */
TapeField tape_columns_field (const char *const *map, const char *name, gsize length, guint *rank);

/**
 * tape_field_get_name:
 *
 * Returns: (transfer none): the name by which --map knows it
 */
const char *tape_field_get_name (TapeField field);

/**
 * TapeColumns:
 * @column: index of each field's column, or -1
 * @used: (array length=n_used): the fields that have one, in their order
 * @needed: columns that a row must have
 * @total: columns of the header row
 * @bars: rows are bars, not trades
 */
typedef struct
{
  gint column[TAPE_N_FIELDS];
  TapeField used[TAPE_N_FIELDS];
  guint n_used;
  guint needed;
  guint total;
  gboolean bars;
} TapeColumns;

/**
 * tape_columns_recognise:
 * @header: the header row
 * @map: (nullable): checked
 * @file: the file's name, for errors
 * @error: %TAPE_FEED_ERROR_FORMAT where no column could be a price or a time, %TAPE_FEED_ERROR_OPTION where @map names a
 *   column that is not there
 */
gboolean tape_columns_recognise (
    TapeColumns *self, const TapeCsvRow *header, const char *const *map, const char *file, GError **error);

/**
 * tape_columns_list:
 *
 * Returns: (transfer full): the columns of a header row for a sentence: valid UTF-8, shortened
 */
char *tape_columns_list (const TapeCsvRow *header);

/**
 * tape_columns_take:
 * @row: a row with the columns needed
 * @last: no field behind it is wanted
 * @values: (array fixed-size=TAPE_N_FIELDS): takes what it says; fields without a column stay as they are
 */
static inline void
tape_columns_take (const TapeColumns *self, const TapeCsvRow *row, TapeField last, TapeValue *values)
{
  for (guint i = 0; i < self->n_used && self->used[i] <= last; i++)
    {
      const TapeCsvField *field = &row->fields[self->column[self->used[i]]];
      TapeValue *value = &values[self->used[i]];

      value->text = field->text;
      value->length = field->length;
    }
}

G_END_DECLS
