/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-replay-file-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "feed/tape-feed.h"

/* Recognising. */

static gboolean
fail (TapeReplayFile *self, TapeFeedError code, const char *format, GError **error)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, TAPE_FEED_ERROR, (gint)code, format, self->source.name);
#pragma GCC diagnostic pop
  return FALSE;
}

static gboolean
read_head (TapeReplayFile *self, GError **error)
{
  TapeFileReader *reader = self->scanner.reader;

  while (reader->length < TAPE_SOURCE_HEAD && !reader->at_end)
    if (!tape_file_reader_fill (reader, error))
      return FALSE;
  if (reader->length == 0)
    return fail (self, TAPE_FEED_ERROR_EMPTY, _ ("\"%s\" is empty. Choose a file with trades or bars."), error);

  self->source.head_length = (gint64)MIN (reader->length, TAPE_SOURCE_HEAD);
  self->source.head_digest = tape_source_digest (reader->data, (gsize)self->source.head_length);
  if (memchr (reader->data, '\0', (gsize)self->source.head_length) != NULL)
    return fail (self, TAPE_FEED_ERROR_FORMAT,
                 _ ("\"%s\" is not text but a binary file. Choose a CSV file or one with JSON lines, gzipped or not."),
                 error);
  return TRUE;
}

static char **
copy_header (const TapeCsvRow *header)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < MIN (header->n_fields, TAPE_CSV_FIELDS); i++)
    {
      g_autofree char *name = g_strndup (header->fields[i].text, header->fields[i].length);

      g_strv_builder_add (names, name);
    }
  return g_strv_builder_end (names);
}

static gboolean
recognise_csv (TapeReplayFile *self, const char *const *map, GError **error)
{
  TapeScanResult result;

  if (!tape_row_scanner_next (&self->scanner, &result, error))
    return FALSE;
  if (result == TAPE_SCAN_END)
    return fail (self, TAPE_FEED_ERROR_EMPTY, _ ("\"%s\" is empty. Choose a file with trades or bars."), error);
  if (result != TAPE_SCAN_ROW)
    return fail (self, TAPE_FEED_ERROR_FORMAT,
                 _ ("\"%s\" does not begin with the names of columns. Choose a CSV file or one with JSON lines."),
                 error);
  if (!tape_columns_recognise (&self->columns, &self->scanner.csv, map, self->source.name, error))
    return FALSE;
  self->header = copy_header (&self->scanner.csv);
  tape_row_scanner_take (&self->scanner);
  return TRUE;
}

/* Whether any line among the first could be an event, or is a message of a service. */
static gboolean
recognise_json (TapeReplayFile *self, GError **error)
{
  const char *p = self->scanner.reader->data, *end = p + self->source.head_length;
  gboolean found = FALSE;

  while (p < end && !found)
    {
      const char *next = memchr (p, '\n', (gsize)(end - p));
      TapeJsonResult result;

      if (next == NULL && end - p == self->source.head_length && !self->scanner.reader->at_end)
        return TRUE; /* the first line is longer than all that was looked at */
      result = tape_json_lines_parse (&self->json, p, (gsize)((next != NULL ? next : end) - p));
      found
          = result == TAPE_JSON_BAR || result == TAPE_JSON_IGNORED
            || (result == TAPE_JSON_TRADE
                && (self->json.values[TAPE_FIELD_PRICE].text != NULL || self->json.values[TAPE_FIELD_PRICE].is_number));
      p = next != NULL ? next + 1 : end;
    }
  return found
         || fail (self, TAPE_FEED_ERROR_FORMAT,
                  _ ("\"%s\" has no key that could be a price. One JSON object a line is read, with keys such as "
                     "event_time, symbol, price, quantity; map others with KEY=price."),
                  error);
}

static gboolean
recognise (TapeReplayFile *self, const char *const *map, GError **error)
{
  TapeFileReader *reader = self->scanner.reader;
  const char *p;

  if (!read_head (self, error))
    return FALSE;
  if (reader->length >= 3 && memcmp (reader->data, "\xef\xbb\xbf", 3) == 0)
    tape_file_reader_skip (reader, 3);
  for (p = reader->data; p < reader->data + reader->length && g_ascii_isspace (*p); p++)
    ;
  self->scanner.json = p < reader->data + reader->length && (*p == '{' || *p == '[');
  self->json.scanner.map = map;
  self->values = self->scanner.json ? self->json.values : self->csv_values;
  return self->scanner.json ? recognise_json (self, error) : recognise_csv (self, map, error);
}

TapeReplayFile *
tape_replay_file_new (TapeUniverse *universe, const char *path, const char *const *map, GError **error)
{
  g_autoptr (TapeReplayFile) self = g_new0 (TapeReplayFile, 1);
  g_autofree char *symbol = NULL;

  self->source.kind = g_strdup ("replay");
  self->source.name = g_path_get_basename (path);
  self->source.location = g_canonicalize_filename (path, NULL);
  self->position.event_time = TAPE_NO_TIME;
  self->last_field = TAPE_N_FIELDS;
  symbol = g_strndup (self->source.name, strcspn (self->source.name, "."));
  tape_event_maker_init (&self->maker, universe, NULL);
  self->scanner.reader = tape_file_reader_new (path, error);
  if (self->scanner.reader == NULL || !recognise (self, map, error))
    return NULL;
  if (!self->scanner.json && self->columns.column[TAPE_FIELD_SYMBOL] < 0)
    self->maker.default_symbol = g_steal_pointer (&symbol);
  return g_steal_pointer (&self);
}

void
tape_replay_file_free (TapeReplayFile *self)
{
  g_free (self->source.kind);
  g_free (self->source.name);
  g_free (self->source.location);
  g_free (self->reason);
  g_strfreev (self->header);
  g_clear_object (&self->cancellable);
  tape_row_scanner_clear (&self->scanner);
  tape_json_lines_clear (&self->json);
  tape_event_maker_clear (&self->maker);
  g_free (self);
}

void
tape_replay_file_take_receive_times (TapeReplayFile *self)
{
  self->maker.receive_times = TRUE;
}

const char *
tape_replay_file_get_default_symbol (TapeReplayFile *self)
{
  return self->maker.default_symbol;
}

/* Being the source that the store knows. */

const TapeSource *
tape_replay_file_get_source (TapeReplayFile *self)
{
  return &self->source;
}

gboolean
tape_replay_file_matches (TapeReplayFile *self, const TapeSource *stored, const TapePosition *position)
{
  g_autoptr (TapeFileReader) reader = NULL;
  const char *tail;
  gsize length;

  if (strcmp (stored->kind, self->source.kind) != 0 || stored->head_length > self->source.head_length)
    return FALSE;
  reader = tape_file_reader_new (self->source.location, NULL);
  while (reader != NULL && (gint64)reader->length < stored->head_length)
    if (reader->at_end || !tape_file_reader_fill (reader, NULL))
      return FALSE;
  if (reader == NULL || tape_source_digest (reader->data, (gsize)stored->head_length) != stored->head_digest)
    return FALSE;
  if (position == NULL || position->offset <= 0)
    return TRUE;
  if (!tape_file_reader_seek (reader, position->offset, NULL))
    return FALSE;
  tail = tape_file_reader_get_tail (reader, &length);
  return tape_source_digest (tail, length) == position->digest;
}

void
tape_replay_file_bind (TapeReplayFile *self, guint32 number, const TapePosition *position)
{
  self->position.source = number;
  if (position == NULL)
    return;
  self->start_offset = position->offset;
  self->position.line = position->line;
  self->position.event_time = position->event_time;
  self->position.finished = position->finished;
}

guint32
tape_replay_file_get_number (TapeReplayFile *self)
{
  return self->position.source;
}

/* Rows. */

static gboolean
is_blank (const TapeCsvRow *row)
{
  for (guint i = 0; i < MIN (row->n_fields, TAPE_CSV_FIELDS); i++)
    if (row->fields[i].length > 0)
      return FALSE;
  return TRUE;
}

static const char *
take_csv_values (TapeReplayFile *self, const TapeRowScanner *scanner)
{
  const TapeCsvRow *row = &scanner->csv;

  if (row->fields[0].length == 0 && is_blank (row))
    return _ ("The row is blank.");
  if (row->n_fields < self->columns.needed)
    {
      g_free (self->reason);
      self->reason = g_strdup_printf (ngettext ("The row is cut off: it has %u column, %u are needed.",
                                                "The row is cut off: it has %u columns, %u are needed.", row->n_fields),
                                      row->n_fields, self->columns.needed);
      return self->reason;
    }
  if ((!scanner->terminated && row->n_fields < self->columns.total) || tape_row_scanner_is_cut_off (scanner))
    return _ ("The row is cut off: the file ends in the middle of it.");
  tape_columns_take (&self->columns, row, self->last_field, self->csv_values);
  return NULL;
}

TapeRowKind
tape_replay_file_take_values (TapeReplayFile *self,
                              const TapeRowScanner *scanner,
                              TapeScanResult result,
                              const char **reason)
{
  if (result == TAPE_SCAN_END)
    return TAPE_ROW_END;
  *reason = result == TAPE_SCAN_TOO_LONG   ? _ ("The line is longer than 1 MiB.")
            : result == TAPE_SCAN_UNCLOSED ? _ ("A quotation mark is never closed.")
                                           : NULL;
  if (*reason != NULL)
    return TAPE_ROW_REJECT;
  if (!scanner->json)
    {
      *reason = take_csv_values (self, scanner);
      return *reason != NULL ? TAPE_ROW_REJECT : self->columns.bars ? TAPE_ROW_BAR : TAPE_ROW_TRADE;
    }
  switch (tape_json_lines_parse (&self->json, scanner->raw, scanner->raw_length))
    {
    case TAPE_JSON_TRADE:
      return TAPE_ROW_TRADE;
    case TAPE_JSON_BAR:
      return TAPE_ROW_BAR;
    case TAPE_JSON_IGNORED:
      return TAPE_ROW_IGNORED;
    case TAPE_JSON_BAD:
      break;
    }
  *reason = self->json.reason;
  return TAPE_ROW_REJECT;
}

gboolean
tape_replay_file_start (TapeReplayFile *self, GError **error)
{
  TapeFileReader *reader = self->scanner.reader;
  const char *tail;
  gsize length;
  char last;

  if (self->start_offset <= reader->offset)
    return TRUE;
  if (!tape_file_reader_seek (reader, self->start_offset, error))
    return FALSE;
  self->scanner.line = self->position.line;

  /* A last line without an end was read as a row; what has been added to it since is no row. */
  while (reader->length < 2 && !reader->at_end)
    if (!tape_file_reader_fill (reader, error))
      return FALSE;
  tail = tape_file_reader_get_tail (reader, &length);
  last = length > 0 ? tail[length - 1] : '\n';
  if (last != '\n' && reader->length >= 2 && reader->data[0] == '\r' && reader->data[1] == '\n')
    tape_file_reader_skip (reader, 2);
  else if (last != '\n' && reader->length >= 1 && reader->data[0] == '\n')
    tape_file_reader_skip (reader, 1);
  else
    self->in_the_middle = last != '\n' && last != '\r' && reader->length > 0;
  return TRUE;
}

/* What was added to a last line that had no end when it was read: no row, and no loss in silence. TAPE_SCAN_END where it is
 * blank, or all that there is. */
static gboolean
scan_rest_of_line (TapeReplayFile *self, TapeScanResult *result, GError **error)
{
  gboolean json = self->scanner.json, done;
  gint64 offset = self->scanner.reader->offset;

  self->in_the_middle = FALSE;
  self->scanner.line--;      /* it was counted before */
  self->scanner.json = TRUE; /* up to the end of the line, whatever it holds */
  done = tape_row_scanner_next (&self->scanner, result, error);
  self->scanner.json = json;
  if (self->scanner.offset != offset)
    *result = TAPE_SCAN_END;
  return done;
}

/* Makes an event of what was found, or a reject. */
static void
make_event (TapeReplayFile *self, TapeReplayRow *row)
{
  if (row->kind == TAPE_ROW_TRADE)
    {
      row->reason = tape_event_maker_trade (&self->maker, self->values, &row->trade);
      row->time = row->trade.event_time;
    }
  else
    {
      row->reason = tape_event_maker_bar (&self->maker, self->values, &row->bar);
      row->time = row->bar.start;
    }
  if (G_UNLIKELY (row->reason != NULL))
    row->kind = TAPE_ROW_REJECT;
}

static gboolean
says_length (const TapeReplayFile *self)
{
  const TapeValue *length = &self->values[TAPE_FIELD_LENGTH];

  return length->length > 0 || length->is_number;
}

gboolean
tape_replay_file_advance (TapeReplayFile *self, GError **error)
{
  TapeReplayRow *row = &self->row;
  TapeScanResult result = TAPE_SCAN_END;
  gboolean rest = self->in_the_middle;

  if (G_UNLIKELY (rest) && !scan_rest_of_line (self, &result, error))
    return FALSE;
  if (G_LIKELY (result == TAPE_SCAN_END))
    {
      rest = FALSE;
      if (!tape_row_scanner_next (&self->scanner, &result, error))
        return FALSE;
    }

  row->raw = self->scanner.raw;
  row->raw_length = self->scanner.raw_length;
  if (G_UNLIKELY (rest))
    {
      row->kind = TAPE_ROW_REJECT;
      row->reason = _ ("The row was cut off when the file was last read; this is its rest.");
      return TRUE;
    }
  row->kind = tape_replay_file_take_values (self, &self->scanner, result, &row->reason);
  if (G_UNLIKELY (row->kind == TAPE_ROW_BAR && self->bars_unknown && !says_length (self)))
    {
      if (!tape_replay_file_survey_bars (self, error))
        return FALSE;
      row->kind = tape_replay_file_take_values (self, &self->scanner, result, &row->reason);
    }
  if (G_LIKELY (row->kind == TAPE_ROW_TRADE || row->kind == TAPE_ROW_BAR))
    make_event (self, row);
  else if (row->kind == TAPE_ROW_END && !self->position.finished)
    {
      self->position.finished = TRUE;
      self->moved = TRUE;
    }
  return TRUE;
}

const TapeReplayRow *
tape_replay_file_peek (TapeReplayFile *self)
{
  return &self->row;
}

static void
take_trade (TapeReplayFile *self, TapeBatch *batch)
{
  const TapeValue *id = &self->values[TAPE_FIELD_TRADE_ID];
  TapeTrade *trade = tape_batch_add_trade (batch);

  *trade = self->row.trade;
  trade->source = (guint16)self->position.source;
  if (id->length > 0)
    tape_batch_set_trade_id (batch, trade, id->text, id->length);
}

void
tape_replay_file_take (TapeReplayFile *self, TapeBatch *batch)
{
  const TapeReplayRow *row = &self->row;

  switch (row->kind)
    {
    case TAPE_ROW_TRADE:
      take_trade (self, batch);
      self->position.event_time = row->time;
      break;
    case TAPE_ROW_BAR:
      {
        TapeBar *bar = tape_batch_add_bar (batch);

        *bar = row->bar;
        bar->source = self->position.source;
        self->position.event_time = row->time;
        break;
      }
    case TAPE_ROW_REJECT:
      tape_batch_add_reject (batch, self->position.source,
                             self->position.event_time != TAPE_NO_TIME ? self->position.event_time : self->maker.now,
                             self->scanner.offset, self->scanner.line + 1, row->reason, row->raw, row->raw_length);
      break;
    case TAPE_ROW_IGNORED:
      batch->ignored++;
      break;
    case TAPE_ROW_END:
      g_assert_not_reached ();
    }
  tape_row_scanner_take (&self->scanner);
  self->position.finished = FALSE;
  self->moved = TRUE;
}

gboolean
tape_replay_file_add_position (TapeReplayFile *self, TapeBatch *batch)
{
  const char *tail;
  gsize length;

  if (!self->moved)
    return FALSE;
  tail = tape_file_reader_get_tail (self->scanner.reader, &length);
  self->position.offset = self->scanner.reader->offset;
  self->position.line = self->scanner.line;
  self->position.digest = tape_source_digest (tail, length);
  tape_batch_set_position (batch, &self->position);
  self->moved = FALSE;
  return TRUE;
}

double
tape_replay_file_get_progress (TapeReplayFile *self)
{
  return tape_file_reader_get_progress (self->scanner.reader);
}
