/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-row-scanner.h"

#include <string.h>

/* What is looked at for one row: more than may be, so that a row over the limit is known as one. */
#define WINDOW ((gsize)TAPE_MESSAGE_LIMIT + 2)

static const char *
find_line_end (const TapeRowScanner *self, gsize length)
{
  const char *data = self->reader->data;
  const char *lf = memchr (data, '\n', length);
  const char *cr = self->json ? NULL : memchr (data, '\r', lf != NULL ? (gsize)(lf - data) : length);

  return cr != NULL ? cr : lf;
}

static gsize
count_line_end (const char *p, const char *end)
{
  return p == end ? 0 : *p == '\r' && p + 1 < end && p[1] == '\n' ? 2 : 1;
}

static void
set_raw (TapeRowScanner *self, gsize length)
{
  self->raw = self->reader->data;
  self->raw_length = length;
  while (self->raw_length > 0 && (self->raw[self->raw_length - 1] == '\n' || self->raw[self->raw_length - 1] == '\r'))
    self->raw_length--;
}

/* A line that is over the limit: keeps its beginning and steps over the rest without holding it. */
static gboolean
discard_line (TapeRowScanner *self, TapeScanResult *result, GError **error)
{
  TapeFileReader *reader = self->reader;
  const char *end;

  if (self->beginning == NULL)
    self->beginning = g_malloc (TAPE_REJECT_RAW);
  self->raw_length = MIN (reader->length, TAPE_REJECT_RAW);
  memcpy (self->beginning, reader->data, self->raw_length);
  self->raw = self->beginning;

  while ((end = find_line_end (self, reader->length)) == NULL)
    {
      tape_file_reader_skip (reader, reader->length);
      if (reader->at_end)
        break;
      if (!tape_file_reader_fill (reader, error))
        return FALSE;
    }
  if (end != NULL)
    tape_file_reader_skip (reader, (gsize)(end - reader->data));
  if (reader->length < 2 && !reader->at_end && !tape_file_reader_fill (reader, error))
    return FALSE;
  self->length = count_line_end (reader->data, reader->data + reader->length);
  self->n_lines = 1;
  self->terminated = self->length > 0;
  *result = TAPE_SCAN_TOO_LONG;
  return TRUE;
}

/* A row that goes on beyond the limit or the end of the file. Where its first line is short enough, a quotation mark in it
 * is to blame: only that line is lost. */
static gboolean
give_up (TapeRowScanner *self, TapeScanResult *result, GError **error)
{
  TapeFileReader *reader = self->reader;
  gsize window = MIN (reader->length, WINDOW);
  const char *end = find_line_end (self, window);

  if (end == NULL ? window == WINDOW : end - reader->data >= TAPE_MESSAGE_LIMIT)
    return discard_line (self, result, error);
  if (end == NULL)
    end = reader->data + window;
  self->length = (gsize)(end - reader->data) + count_line_end (end, reader->data + reader->length);
  self->n_lines = 1;
  self->terminated = end < reader->data + window;
  set_raw (self, self->length);
  *result = TAPE_SCAN_UNCLOSED;
  return TRUE;
}

/* As tape_csv_scan(), for a line. */
static TapeCsvResult
scan_line (TapeRowScanner *self, const char *data, gsize length, gboolean at_end)
{
  const char *end = memchr (data, '\n', length), *p = data;

  if (end == NULL && !at_end)
    return TAPE_CSV_MORE;
  self->terminated = end != NULL;
  self->length = end != NULL ? (gsize)(end - data) + 1 : length;
  self->n_lines = length > 0 ? 1 : 0;
  while (p < data + self->length && g_ascii_isspace (*p))
    p++;
  return p == data + self->length ? TAPE_CSV_EMPTY : TAPE_CSV_ROW;
}

static TapeCsvResult
scan (TapeRowScanner *self)
{
  gsize window = MIN (self->reader->length, WINDOW);
  gboolean at_end = self->reader->at_end && window == self->reader->length;
  TapeCsvResult result;

  if (self->json)
    return scan_line (self, self->reader->data, window, at_end);
  result = tape_csv_scan (&self->csv, self->reader->data, window, at_end);
  self->length = self->csv.length;
  self->n_lines = self->csv.n_lines;
  self->terminated = self->csv.terminated;
  return result;
}

gboolean
tape_row_scanner_next (TapeRowScanner *self, TapeScanResult *result, GError **error)
{
  for (;;)
    {
      TapeCsvResult found = scan (self);

      self->offset = self->reader->offset;
      switch (found)
        {
        case TAPE_CSV_ROW:
          if (self->length > WINDOW - 2)
            return give_up (self, result, error);
          set_raw (self, self->length);
          *result = TAPE_SCAN_ROW;
          return TRUE;
        case TAPE_CSV_EMPTY:
          if (self->length == 0)
            {
              *result = TAPE_SCAN_END;
              return TRUE;
            }
          tape_row_scanner_take (self);
          break;
        case TAPE_CSV_UNCLOSED:
          return give_up (self, result, error);
        case TAPE_CSV_MORE:
          if (self->reader->length >= WINDOW)
            return give_up (self, result, error);
          if (!tape_file_reader_fill (self->reader, error))
            return FALSE;
          break;
        }
    }
}

void
tape_row_scanner_take (TapeRowScanner *self)
{
  tape_file_reader_skip (self->reader, self->length);
  self->line += self->n_lines;
  self->length = 0;
  self->n_lines = 0;
}

gboolean
tape_row_scanner_is_cut_off (const TapeRowScanner *self)
{
  gsize n = self->raw_length;

  return !self->terminated && n >= 2 && strchr (".-:eE", self->raw[n - 1]) != NULL
         && g_ascii_isdigit (self->raw[n - 2]);
}

void
tape_row_scanner_clear (TapeRowScanner *self)
{
  g_clear_pointer (&self->reader, tape_file_reader_free);
  g_clear_pointer (&self->beginning, g_free);
  tape_csv_row_clear (&self->csv);
}
