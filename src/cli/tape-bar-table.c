/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/tape-bar-table.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "feed/tape-event-maker.h"
#include "feed/tape-feed.h"
#include "feed/tape-number-text.h"
#include "feed/tape-row-scanner.h"

#define NONE (-1)

struct _TapeBarTable
{
  char *path;
  char *name;
  guint needs;
  gboolean own_price; /* the price is a column of the user's choice: any number */
  TapeRowScanner scanner;
  gboolean found; /* a row, which is to be taken before the next */

  GPtrArray *columns;
  gint column[TAPE_N_FIELDS];
  TapeCsvField fields[TAPE_CSV_FIELDS];

  TapeUniverse *universe;
  TapeEventMaker maker;
  gint64 n_rows;
  char *problem;
};

void
tape_bar_table_free (TapeBarTable *self)
{
  tape_row_scanner_clear (&self->scanner);
  tape_event_maker_clear (&self->maker);
  tape_universe_unref (self->universe);
  g_ptr_array_unref (self->columns);
  g_free (self->path);
  g_free (self->name);
  g_free (self->problem);
  g_free (self);
}

/* --- Columns --- */

static gboolean
is_column (const TapeCsvField *field, const char *name)
{
  return strlen (name) == field->length && g_ascii_strncasecmp (field->text, name, field->length) == 0;
}

static gboolean
refuse (TapeBarTable *self, TapeFeedError code, const char *format, GError **error)
{
  g_autofree char *listed = tape_columns_list (&self->scanner.csv);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, TAPE_FEED_ERROR, code, format, self->name, listed);
#pragma GCC diagnostic pop
  return FALSE;
}

static void
find_columns (TapeBarTable *self)
{
  const TapeCsvRow *header = &self->scanner.csv;
  guint ranks[TAPE_N_FIELDS];

  for (guint i = 0; i < TAPE_N_FIELDS; i++)
    self->column[i] = NONE;
  for (guint i = 0; i < header->n_fields; i++)
    {
      guint rank;
      TapeField field = tape_columns_field (NULL, header->fields[i].text, header->fields[i].length, &rank);
      char *name = g_strndup (header->fields[i].text, header->fields[i].length);

      g_ptr_array_add (self->columns, g_utf8_make_valid (name, -1));
      g_free (name);
      if (field == TAPE_FIELD_NONE || (self->column[field] != NONE && rank >= ranks[field]))
        continue;
      self->column[field] = (gint)i;
      ranks[field] = rank;
    }
  /* A time of day alone, or a date alone, is all the time there is. */
  if (self->column[TAPE_FIELD_EVENT_TIME] == NONE && self->column[TAPE_FIELD_DATE] == NONE)
    {
      self->column[TAPE_FIELD_EVENT_TIME] = self->column[TAPE_FIELD_TIME];
      self->column[TAPE_FIELD_TIME] = NONE;
    }
  if (self->column[TAPE_FIELD_EVENT_TIME] != NONE)
    self->column[TAPE_FIELD_DATE] = self->column[TAPE_FIELD_TIME] = NONE;
}

static gboolean
has_times (TapeBarTable *self)
{
  return self->column[TAPE_FIELD_EVENT_TIME] != NONE || self->column[TAPE_FIELD_DATE] != NONE;
}

static gboolean
choose_price (TapeBarTable *self, const char *price, GError **error)
{
  g_autofree char *listed = NULL;

  if (price == NULL)
    return self->column[TAPE_FIELD_CLOSE] != NONE
           || refuse (self, TAPE_FEED_ERROR_FORMAT,
                      _ ("“%s” has no column “close”; its columns are: %s. Name the price with --column."), error);
  self->own_price = g_ascii_strcasecmp (price, "close") != 0;
  for (guint i = 0; i < self->columns->len; i++)
    if (is_column (&self->scanner.csv.fields[i], price))
      {
        self->column[TAPE_FIELD_CLOSE] = (gint)i;
        return TRUE;
      }
  listed = tape_columns_list (&self->scanner.csv);
  g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION, _ ("“%s” has no column “%s”; its columns are: %s."),
               self->name, price, listed);
  return FALSE;
}

static gboolean
check_needs (TapeBarTable *self, GError **error)
{
  if ((self->needs & TAPE_INDICATOR_NEEDS_RANGE)
      && (self->column[TAPE_FIELD_HIGH] == NONE || self->column[TAPE_FIELD_LOW] == NONE))
    return refuse (self, TAPE_FEED_ERROR_FORMAT,
                   _ ("“%s” has not both columns “high” and “low”, which atr, stochastic and vwap need; its columns "
                      "are: %s."),
                   error);
  if ((self->needs & TAPE_INDICATOR_NEEDS_VOLUME) && self->column[TAPE_FIELD_QUANTITY] == NONE)
    return refuse (self, TAPE_FEED_ERROR_FORMAT,
                   _ ("“%s” has no column “volume”, which obv and vwap need; its columns are: %s."), error);
  if ((self->needs & (TAPE_INDICATOR_NEEDS_DATE | TAPE_INDICATOR_NEEDS_START)) && !has_times (self))
    return refuse (self, TAPE_FEED_ERROR_FORMAT,
                   _ ("“%s” has no column that could be a time, such as “date”, which vwap and spans of time need; its "
                      "columns are: %s."),
                   error);
  return TRUE;
}

/* --- Opening --- */

static gboolean
fail (TapeBarTable *self, const char *format, GError **error)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FORMAT, format, self->name);
#pragma GCC diagnostic pop
  return FALSE;
}

/* Begins to scan the file; stands at its header row. */
static gboolean
begin (TapeBarTable *self, TapeRowScanner *scanner, GError **error)
{
  TapeScanResult result;

  scanner->reader = tape_file_reader_new (self->path, error);
  if (scanner->reader == NULL)
    return FALSE;
  while (scanner->reader->length < 3 && !scanner->reader->at_end)
    if (!tape_file_reader_fill (scanner->reader, error))
      return FALSE;
  if (scanner->reader->length >= 3 && memcmp (scanner->reader->data, "\xef\xbb\xbf", 3) == 0)
    tape_file_reader_skip (scanner->reader, 3);

  if (!tape_row_scanner_next (scanner, &result, error))
    return FALSE;
  if (result == TAPE_SCAN_END)
    return fail (self, _ ("“%s” is empty; a CSV file of bars with a header row is read."), error);
  if (result != TAPE_SCAN_ROW || memchr (scanner->raw, '\0', scanner->raw_length) != NULL || *scanner->raw == '{'
      || *scanner->raw == '[')
    return fail (self, _ ("“%s” is not a CSV file of bars, which begins with a row of column names."), error);
  if (scanner->csv.n_fields > TAPE_CSV_FIELDS)
    return fail (self, _ ("“%s” has more than 256 columns, which is all that are read."), error);
  return TRUE;
}

static const TapeCsvField *
get_date (TapeBarTable *self, const TapeCsvRow *row)
{
  gint column = self->column[TAPE_FIELD_EVENT_TIME] != NONE ? self->column[TAPE_FIELD_EVENT_TIME]
                                                            : self->column[TAPE_FIELD_DATE];

  return (guint)column < row->n_fields ? &row->fields[column] : NULL;
}

/* Reads dates with strokes, in a pass of its own, until one says which part is the month. */
static gboolean
find_order (TapeBarTable *self, GError **error)
{
  g_auto (TapeRowScanner) scanner = { .reader = NULL };
  TapeDateOrder order = TAPE_DATE_ORDER_UNDECIDED;

  if (!begin (self, &scanner, error))
    return FALSE;
  while (order == TAPE_DATE_ORDER_UNDECIDED)
    {
      const TapeCsvField *date;
      TapeScanResult result;

      tape_row_scanner_take (&scanner);
      if (!tape_row_scanner_next (&scanner, &result, error))
        return FALSE;
      if (result == TAPE_SCAN_END)
        return TRUE;
      date = result == TAPE_SCAN_ROW ? get_date (self, &scanner.csv) : NULL;
      if (date != NULL && date->length > 0)
        order = tape_clock_text_order (date->text, date->length);
    }
  self->maker.clock.month_first = order == TAPE_DATE_ORDER_MONTH_FIRST;
  return TRUE;
}

TapeBarTable *
tape_bar_table_open (const char *path, const char *price, guint needs, GError **error)
{
  g_autoptr (TapeBarTable) self = g_new0 (TapeBarTable, 1);
  g_autofree char *symbol = NULL;

  self->path = g_strdup (path);
  self->name = g_path_get_basename (path);
  self->needs = needs;
  self->columns = g_ptr_array_new_with_free_func (g_free);
  self->universe = tape_universe_new (FALSE);
  symbol = g_strndup (self->name, strcspn (self->name, "."));
  tape_event_maker_init (&self->maker, self->universe, NULL);
  if (!begin (self, &self->scanner, error))
    return NULL;
  find_columns (self);
  if (!choose_price (self, price, error) || !check_needs (self, error))
    return NULL;

  if (self->column[TAPE_FIELD_SYMBOL] == NONE)
    {
      /* What a replay calls it too, so that its exchange is the same. */
      if (tape_universe_intern (self->universe, symbol, strlen (symbol)) == TAPE_NO_INSTRUMENT)
        tape_universe_intern (self->universe, "?", 1);
      self->maker.default_symbol = g_strdup (tape_universe_get (self->universe, 0)->symbol);
    }
  if (has_times (self) && !find_order (self, error))
    return NULL;
  tape_row_scanner_take (&self->scanner);
  return g_steal_pointer (&self);
}

guint
tape_bar_table_count_columns (TapeBarTable *self)
{
  return self->columns->len;
}

const char *
tape_bar_table_get_column (TapeBarTable *self, guint index, gboolean *is_number)
{
  static const TapeField numbers[]
      = { TAPE_FIELD_PRICE, TAPE_FIELD_QUANTITY, TAPE_FIELD_OPEN, TAPE_FIELD_HIGH, TAPE_FIELD_LOW, TAPE_FIELD_CLOSE };

  *is_number = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    *is_number = *is_number || self->column[numbers[i]] == (gint)index;
  return g_ptr_array_index (self->columns, index);
}

const char *
tape_bar_table_get_symbol (TapeBarTable *self, guint32 symbol)
{
  return tape_universe_get (self->universe, symbol)->symbol;
}

/* --- Rows --- */

static const char *explain (TapeBarTable *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static const char *
explain (TapeBarTable *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_free (self->problem);
  self->problem = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return self->problem;
}

static const char *
read_number (TapeBarTable *self, TapeField field, double *number)
{
  const TapeCsvField *text = &self->fields[self->column[field]];
  const char *column = g_ptr_array_index (self->columns, (guint)self->column[field]);
  g_autofree char *quoted = NULL;

  if (text->length == 0 && field == TAPE_FIELD_QUANTITY)
    {
      *number = 0;
      return NULL;
    }
  if (text->length == 0)
    return explain (self, _ ("There is nothing in column “%s”."), column);
  if (tape_number_text_parse (text->text, text->length, number) && isfinite (*number))
    return NULL;
  quoted = tape_text_quote (text->text, text->length);
  return explain (self, _ ("“%s” in column “%s” is not a number."), quoted, column);
}

/* Prices are held to what holds for every bar; a column of the user's choice may hold what it likes. */
static const char *
check_bar (TapeBarTable *self, const TapeIndicatorBar *bar)
{
  gboolean range = (self->needs & TAPE_INDICATOR_NEEDS_RANGE) != 0;
  double price = self->own_price ? (range ? bar->high : 1) : bar->close;
  TapeBar whole = { .start = has_times (self) ? bar->start : self->maker.now,
                    .open = price,
                    .high = range ? bar->high : price,
                    .low = range ? bar->low : price,
                    .close = price,
                    .volume = bar->volume };

  return tape_bar_check (&whole, self->maker.now);
}

static const char *
read_symbol (TapeBarTable *self, TapeBarRow *row)
{
  const TapeCsvField *text;
  g_autofree char *quoted = NULL;

  row->symbol = 0;
  if (self->column[TAPE_FIELD_SYMBOL] == NONE)
    return NULL;
  text = &self->fields[self->column[TAPE_FIELD_SYMBOL]];
  if (text->length == 0)
    return _ ("There is no symbol.");
  row->symbol = tape_universe_intern (self->universe, text->text, text->length);
  if (row->symbol != TAPE_NO_INSTRUMENT)
    return NULL;
  quoted = tape_text_quote (text->text, text->length);
  return explain (self, _ ("“%s” cannot be a symbol."), quoted);
}

static const char *
read_time (TapeBarTable *self, TapeBarRow *row)
{
  static const TapeField fields[] = { TAPE_FIELD_EVENT_TIME, TAPE_FIELD_DATE, TAPE_FIELD_TIME, TAPE_FIELD_SYMBOL };
  TapeValue values[TAPE_N_FIELDS] = { 0 };
  const char *problem;
  gboolean date_only;
  TapeDay day;

  row->bar.start = self->n_rows;
  if (!has_times (self))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (self->column[fields[i]] != NONE)
      values[fields[i]] = (TapeValue){ .text = self->fields[self->column[fields[i]]].text,
                                       .length = self->fields[self->column[fields[i]]].length };
  problem = tape_event_maker_time (&self->maker, values, &row->bar.start, &date_only);
  if (problem != NULL)
    return problem;
  tape_universe_get_day (self->universe, row->symbol, row->bar.start, &day);
  row->bar.date = day.date;
  return NULL;
}

static const char *
read_bar (TapeBarTable *self, TapeBarRow *row)
{
  const char *problem;

  if ((problem = read_symbol (self, row)) != NULL || (problem = read_time (self, row)) != NULL
      || (problem = read_number (self, TAPE_FIELD_CLOSE, &row->bar.close)) != NULL)
    return problem;
  if ((self->needs & TAPE_INDICATOR_NEEDS_RANGE)
      && ((problem = read_number (self, TAPE_FIELD_HIGH, &row->bar.high)) != NULL
          || (problem = read_number (self, TAPE_FIELD_LOW, &row->bar.low)) != NULL))
    return problem;
  if ((self->needs & TAPE_INDICATOR_NEEDS_VOLUME)
      && (problem = read_number (self, TAPE_FIELD_QUANTITY, &row->bar.volume)) != NULL)
    return problem;
  return check_bar (self, &row->bar);
}

/* The row's fields, as many as there are columns. */
static const char *
take_fields (TapeBarTable *self)
{
  const TapeCsvRow *csv = &self->scanner.csv;
  guint n = MIN (csv->n_fields, self->columns->len);
  gboolean blank = TRUE;

  memcpy (self->fields, csv->fields, n * sizeof *self->fields);
  for (guint i = n; i < self->columns->len; i++)
    self->fields[i] = (TapeCsvField){ "", 0 };
  for (guint i = 0; i < n; i++)
    blank = blank && self->fields[i].length == 0;
  if (blank)
    return _ ("The row is blank.");
  if (csv->n_fields != self->columns->len)
    return explain (self,
                    ngettext ("The row has %u field, and there are %u columns.",
                              "The row has %u fields, and there are %u columns.", csv->n_fields),
                    csv->n_fields, self->columns->len);
  if (tape_row_scanner_is_cut_off (&self->scanner))
    return _ ("The row is cut off: the file ends in the middle of it.");
  return NULL;
}

gboolean
tape_bar_table_next (TapeBarTable *self, TapeBarRow *row, gboolean *found, GError **error)
{
  TapeScanResult result;

  if (self->found)
    tape_row_scanner_take (&self->scanner);
  self->found = FALSE;
  *found = FALSE;
  if (!tape_row_scanner_next (&self->scanner, &result, error))
    return FALSE;
  if (result == TAPE_SCAN_END)
    return TRUE;

  *found = self->found = TRUE;
  *row = (TapeBarRow){ .line = self->scanner.line + 1 };
  self->n_rows++;
  if (result != TAPE_SCAN_ROW)
    {
      row->problem = result == TAPE_SCAN_TOO_LONG ? _ ("The line is longer than 1 MiB.")
                                                  : _ ("A quotation mark is never closed.");
      return TRUE;
    }
  row->fields = self->fields;
  row->problem = take_fields (self);
  if (row->problem == NULL)
    row->problem = read_bar (self, row);
  return TRUE;
}
