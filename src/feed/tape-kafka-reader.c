/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-kafka-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "feed/tape-event-maker.h"
#include "feed/tape-json-lines.h"

/* A record's time is taken for one from here on, which is in 1973: what is smaller would be read in another unit. */
#define TIMESTAMP_MIN G_GINT64_CONSTANT (100000000000000)

/* What is still to be read of a record. */
typedef enum
{
  FORM_NOTHING, /* that it carries no event */
  FORM_BAD,     /* that it cannot be read */
  FORM_JSON,
  FORM_CSV,
  FORM_END,
} Form;

struct _TapeKafkaReader
{
  TapeEventMaker maker;
  TapeJsonLines json;
  TapeColumns columns;
  char *header; /* the row of their names */
  TapeCsvRow csv;
  guint32 bar_length;

  TapeKafkaRecord record;
  cJSON *unwrapped;
  Form form;
  const char *rest;
  gsize length;
  TapeJsonResult result; /* of JSON */

  /* The row made ready. */
  TapeKafkaRowKind kind;
  TapeValue values[TAPE_N_FIELDS];
  TapeTrade trade;
  TapeBar bar;
  const char *reason;
  const char *raw;
  gsize raw_length;
};

TapeKafkaReader *
tape_kafka_reader_new (TapeUniverse *universe, const TapeKafkaSettings *settings)
{
  TapeKafkaReader *self = g_new0 (TapeKafkaReader, 1);
  gboolean recognised;

  tape_event_maker_init (&self->maker, universe, NULL);
  self->json.scanner.map = (const char *const *)settings->map;
  self->header = g_strdup (settings->columns);
  tape_csv_scan (&self->csv, self->header, strlen (self->header), TRUE);
  recognised = tape_columns_recognise (&self->columns, &self->csv, NULL, "", NULL);
  g_assert (recognised);
  self->bar_length = tape_kafka_settings_get_bar_length (settings);
  return self;
}

void
tape_kafka_reader_free (TapeKafkaReader *self)
{
  tape_event_maker_clear (&self->maker);
  tape_json_lines_clear (&self->json);
  tape_csv_row_clear (&self->csv);
  g_clear_pointer (&self->unwrapped, cJSON_Delete);
  g_free (self->header);
  g_free (self);
}

/* --- A record --- */

static void
skip_blank (TapeKafkaReader *self)
{
  while (self->length > 0 && g_ascii_isspace (*self->rest))
    {
      self->rest++;
      self->length--;
    }
}

/* A producer that makes JSON of a text has the text in quotation marks, with escapes. */
static void
unwrap (TapeKafkaReader *self)
{
  const char *end = NULL, *text;
  cJSON *string;

  if (self->length < 2 || *self->rest != '"')
    return;
  string = cJSON_ParseWithLengthOpts (self->rest, self->length, &end, FALSE);
  text = cJSON_GetStringValue (string);
  while (text != NULL && end < self->rest + self->length && g_ascii_isspace (*end))
    end++;
  if (text == NULL || end != self->rest + self->length)
    {
      cJSON_Delete (string);
      return;
    }
  self->unwrapped = string;
  self->rest = text;
  self->length = strlen (text);
  skip_blank (self);
}

/* What is wrong with the record as a whole. */
static const char *
check_record (const TapeKafkaReader *self)
{
  if (self->length > TAPE_MESSAGE_LIMIT)
    return _ ("The message is longer than 1 MiB.");
  if (self->length > 0 && *self->rest == '\0')
    return _ ("The message is not text, but binary: JSON and CSV are read.");
  return NULL;
}

static Form
find_form (TapeKafkaReader *self)
{
  self->reason = check_record (self);
  if (self->reason != NULL)
    return FORM_BAD;
  unwrap (self);
  if (self->length == 0)
    return FORM_NOTHING;
  return *self->rest == '{' || *self->rest == '[' ? FORM_JSON : FORM_CSV;
}

TapeBatchKind
tape_kafka_reader_begin (TapeKafkaReader *self, const TapeKafkaRecord *record)
{
  gboolean bars = FALSE;

  g_clear_pointer (&self->unwrapped, cJSON_Delete);
  self->record = *record;
  self->rest = record->data;
  self->length = record->data != NULL ? record->length : 0;
  self->raw = self->rest;
  self->raw_length = self->length;
  self->maker.now = record->receive_time;
  if (self->length >= 3 && memcmp (self->rest, "\xef\xbb\xbf", 3) == 0)
    {
      self->rest += 3;
      self->length -= 3;
    }
  skip_blank (self);
  self->form = find_form (self);
  if (self->form == FORM_CSV)
    bars = self->columns.bars;
  else if (self->form == FORM_JSON)
    {
      self->result = tape_json_lines_parse (&self->json, self->rest, self->length);
      bars = self->result == TAPE_JSON_BAR;
    }
  return bars ? TAPE_BATCH_BARS : TAPE_BATCH_TRADES;
}

/* --- Its rows --- */

static gboolean
is_given (const TapeValue *value)
{
  return value->length > 0 || value->is_number;
}

/* Beside what the message tells, what its record tells. */
static void
complete (TapeKafkaReader *self)
{
  TapeValue *values = self->values;

  if (!is_given (&values[TAPE_FIELD_EVENT_TIME]) && !is_given (&values[TAPE_FIELD_DATE])
      && self->record.timestamp >= TIMESTAMP_MIN)
    {
      values[TAPE_FIELD_TIME] = (TapeValue){ 0 };
      values[TAPE_FIELD_EVENT_TIME] = (TapeValue){ .is_number = TRUE, .number = (double)self->record.timestamp };
    }
  if (!is_given (&values[TAPE_FIELD_SYMBOL]) && self->record.key != NULL)
    values[TAPE_FIELD_SYMBOL] = (TapeValue){ .text = self->record.key, .length = self->record.key_length };
}

static TapeKafkaRowKind
make_trade (TapeKafkaReader *self)
{
  self->reason = tape_event_maker_trade (&self->maker, self->values, &self->trade);
  if (self->reason != NULL)
    return TAPE_KAFKA_REJECT;
  self->trade.receive_time = self->record.receive_time;
  self->trade.source = (guint16)self->record.source;
  return TAPE_KAFKA_TRADE;
}

static TapeKafkaRowKind
make_bar (TapeKafkaReader *self)
{
  self->maker.bar_length = self->bar_length;
  self->reason = tape_event_maker_bar (&self->maker, self->values, &self->bar);
  if (self->reason == NULL && self->bar.length == 0)
    self->reason = _ ("The bar does not tell how long it is.");
  if (self->reason != NULL)
    return TAPE_KAFKA_REJECT;
  self->bar.source = self->record.source;
  return TAPE_KAFKA_BAR;
}

static TapeKafkaRowKind
next_json (TapeKafkaReader *self)
{
  if (self->result == TAPE_JSON_IGNORED)
    return TAPE_KAFKA_IGNORED;
  if (self->result == TAPE_JSON_BAD)
    {
      self->reason = self->json.reason;
      return TAPE_KAFKA_REJECT;
    }
  memcpy (self->values, self->json.values, sizeof self->values);
  complete (self);
  return self->result == TAPE_JSON_BAR ? make_bar (self) : make_trade (self);
}

/* Producers that send a file line by line send its first one, too. */
static gboolean
is_header (const TapeKafkaReader *self)
{
  return self->raw_length == strlen (self->header)
         && g_ascii_strncasecmp (self->raw, self->header, self->raw_length) == 0;
}

static TapeKafkaRowKind
make_csv (TapeKafkaReader *self)
{
  if (is_header (self))
    return TAPE_KAFKA_IGNORED;
  if (self->csv.n_fields < self->columns.needed)
    {
      self->reason = _ ("The row has fewer columns than the settings of the feed name.");
      return TAPE_KAFKA_REJECT;
    }
  memset (self->values, 0, sizeof self->values);
  tape_columns_take (&self->columns, &self->csv, TAPE_FIELD_NONE, self->values);
  complete (self);
  return self->columns.bars ? make_bar (self) : make_trade (self);
}

static void
take_row (TapeKafkaReader *self, gsize length)
{
  self->raw = self->rest;
  self->raw_length = length;
  self->rest += length;
  self->length -= length;
  while (self->raw_length > 0 && (self->raw[self->raw_length - 1] == '\n' || self->raw[self->raw_length - 1] == '\r'))
    self->raw_length--;
}

static TapeKafkaRowKind
next_csv (TapeKafkaReader *self)
{
  while (self->length > 0)
    switch (tape_csv_scan (&self->csv, self->rest, self->length, TRUE))
      {
      case TAPE_CSV_ROW:
        take_row (self, self->csv.length);
        return make_csv (self);
      case TAPE_CSV_EMPTY:
        take_row (self, self->csv.length);
        break;
      case TAPE_CSV_UNCLOSED:
      case TAPE_CSV_MORE:
        take_row (self, self->length);
        self->reason = _ ("A quotation mark is never closed.");
        return TAPE_KAFKA_REJECT;
      }
  return TAPE_KAFKA_END;
}

TapeKafkaRowKind
tape_kafka_reader_next (TapeKafkaReader *self)
{
  static const TapeKafkaRowKind kinds[] = {
    [FORM_NOTHING] = TAPE_KAFKA_IGNORED,
    [FORM_BAD] = TAPE_KAFKA_REJECT,
    [FORM_END] = TAPE_KAFKA_END,
  };

  if (self->form == FORM_CSV)
    return self->kind = next_csv (self);
  self->kind = self->form == FORM_JSON ? next_json (self) : kinds[self->form];
  self->form = FORM_END;
  return self->kind;
}

void
tape_kafka_reader_take (TapeKafkaReader *self, TapeBatch *batch)
{
  switch (self->kind)
    {
    case TAPE_KAFKA_TRADE:
      {
        const TapeValue *id = &self->values[TAPE_FIELD_TRADE_ID];
        TapeTrade *trade = tape_batch_add_trade (batch);

        *trade = self->trade;
        if (id->length > 0)
          tape_batch_set_trade_id (batch, trade, id->text, id->length);
        break;
      }
    case TAPE_KAFKA_BAR:
      *tape_batch_add_bar (batch) = self->bar;
      break;
    case TAPE_KAFKA_REJECT:
      tape_batch_add_reject (batch, self->record.source, self->record.receive_time, self->record.offset, 0,
                             self->reason, self->raw, self->raw_length);
      break;
    case TAPE_KAFKA_IGNORED:
      batch->ignored++;
      break;
    case TAPE_KAFKA_END:
      g_assert_not_reached ();
    }
}

gint64
tape_kafka_reader_get_time (TapeKafkaReader *self)
{
  if (self->kind == TAPE_KAFKA_TRADE)
    return self->trade.event_time;
  return self->kind == TAPE_KAFKA_BAR ? self->bar.start : TAPE_NO_TIME;
}

const TapeTrade *
tape_kafka_reader_get_trade (TapeKafkaReader *self)
{
  return &self->trade;
}

void
tape_kafka_reader_get_raw (TapeKafkaReader *self, const char **raw, gsize *length)
{
  *raw = self->raw;
  *length = self->raw_length;
}

const char *
tape_kafka_reader_get_reason (TapeKafkaReader *self)
{
  return self->reason;
}
