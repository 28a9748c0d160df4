/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tape-fuzz.h"

#include <string.h>

#include "feed/tape-kafka-reader.h"

/* A record of a topic: the first byte says by which settings it is read and whether it has a time and a key, the first line is the key,
 * the rest is the message. Whatever it is: its rows are valid events or have a reason, and no row lies outside the message. */

#define TIMESTAMP (G_GINT64_CONSTANT (1600000000) * TAPE_SECOND)
#define NOW       (TIMESTAMP + TAPE_DAY)

#define TOPIC "{\"brokers\":\"b\",\"topics\":[\"t\"]"

static const char *const forms[] = {
  TOPIC "}",
  TOPIC ",\"map\":[\"LastPrice=price\",\"Qty=quantity\"],\"columns\":\"symbol,price,trade_date,trade_time\"}",
  TOPIC ",\"columns\":\"symbol,time,open,high,low,close,volume\",\"bar\":\"1m\"}",
  TOPIC ",\"columns\":\"time,price,quantity,side,trade_id\"}",
};

static void
check_event (const TapeBatch *batch, guint32 n_instruments)
{
  if (batch->n_trades > 0)
    {
      const TapeTrade *trade = &batch->trades[batch->n_trades - 1];

      g_assert_null (tape_trade_check (trade->price, trade->quantity, trade->event_time, NOW));
      g_assert_cmpuint (trade->instrument, <, n_instruments);
      g_assert_cmpuint (trade->side, <, TAPE_N_SIDES);
      g_assert_cmpuint (trade->source, ==, 7);
    }
  if (batch->n_bars > 0)
    {
      const TapeBar *bar = &batch->bars[batch->n_bars - 1];

      g_assert_null (tape_bar_check (bar, NOW));
      g_assert_cmpuint (bar->length, >, 0);
      g_assert_cmpuint (bar->instrument, <, n_instruments);
      g_assert_cmpuint (bar->source, ==, 7);
    }
  if (batch->n_rejects > 0)
    {
      const TapeReject *reject = &batch->rejects[batch->n_rejects - 1];

      g_assert_cmpstr (batch->text + reject->reason, !=, "");
      g_assert_true (g_utf8_validate (batch->text + reject->raw, -1, NULL));
    }
}

static void
check_row (TapeKafkaReader *reader, TapeKafkaRowKind kind, gsize length)
{
  const char *raw;
  gsize raw_length;

  tape_kafka_reader_get_raw (reader, &raw, &raw_length);
  g_assert_true (kind != TAPE_KAFKA_REJECT || tape_kafka_reader_get_reason (reader) != NULL);
  g_assert_true ((kind == TAPE_KAFKA_TRADE || kind == TAPE_KAFKA_BAR)
                 == (tape_kafka_reader_get_time (reader) != TAPE_NO_TIME));
  g_assert_cmpuint (raw_length, <=, MAX (length, 1));
}

static void
read_record (TapeKafkaReader *reader, TapeUniverse *universe, const TapeKafkaRecord *record)
{
  g_autoptr (TapeBatch) batch = tape_batch_new (tape_kafka_reader_begin (reader, record), 1);
  TapeKafkaRowKind kind;
  guint n_rows = 0;

  while ((kind = tape_kafka_reader_next (reader)) != TAPE_KAFKA_END)
    {
      check_row (reader, kind, record->length);
      tape_kafka_reader_take (reader, batch);
      check_event (batch, tape_universe_count (universe));
      n_rows++;
    }
  g_assert_cmpuint (batch->n_trades + batch->n_bars + batch->n_rejects + (guint)batch->ignored, ==, n_rows);
  g_assert_cmpint (tape_kafka_reader_next (reader), ==, TAPE_KAFKA_END);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length)
{
  const char *key = (const char *)bytes + 1, *end = length > 0 ? memchr (key, '\n', length - 1) : NULL;
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeKafkaSettings) settings = NULL;
  g_autoptr (TapeKafkaReader) reader = NULL;
  TapeKafkaRecord record = { .source = 7, .offset = 42, .receive_time = NOW };

  if (end == NULL)
    return 0;
  universe = tape_universe_new (FALSE);
  settings = tape_kafka_settings_parse (forms[bytes[0] % G_N_ELEMENTS (forms)], NULL);
  reader = tape_kafka_reader_new (universe, settings);
  record.timestamp = bytes[0] & 0x40 ? TAPE_NO_TIME : TIMESTAMP;
  record.key = bytes[0] & 0x80 ? NULL : key;
  record.key_length = record.key != NULL ? (gsize)(end - key) : 0;
  record.data = end + 1;
  record.length = length - (gsize)(end + 1 - (const char *)bytes);
  /* The second must not see the first. */
  read_record (reader, universe, &record);
  read_record (reader, universe, &record);
  return 0;
}
