/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands in the messages of a Kafka topic: a JSON object, by the names and maps of tape-columns.h or as a service words it, or
 * rows of CSV whose columns the settings name; either also within a JSON string, as some producers wrap it. A message that tells no
 * time has that of its record, one that tells no symbol its key. Rows are peeked at one by one, as those of a file are. Knows nothing
 * of librdkafka. One thread at a time. */

#pragma once

#include "base/tape-batch.h"
#include "base/tape-universe.h"
#include "feed/tape-kafka-settings.h"

G_BEGIN_DECLS

/**
 * TapeKafkaRecord:
 * @source: number of the partition
 * @offset: its place there
 * @timestamp: µs; TAPE_NO_TIME where it has none
 * @receive_time: µs
 * @data: (nullable) (array length=length): the message
 * @key: (nullable) (array length=key_length): what it is keyed by
 *
 * A record of a partition.
 */
typedef struct
{
  guint32 source;
  gint64 offset;
  gint64 timestamp;
  gint64 receive_time;
  const char *data;
  gsize length;
  const char *key;
  gsize key_length;
} TapeKafkaRecord;

typedef enum
{
  TAPE_KAFKA_TRADE,
  TAPE_KAFKA_BAR,
  TAPE_KAFKA_REJECT,
  TAPE_KAFKA_IGNORED,
  TAPE_KAFKA_END, /* the record holds no more */
} TapeKafkaRowKind;

typedef struct _TapeKafkaReader TapeKafkaReader;

/**
 * tape_kafka_reader_new:
 * @settings: checked; their map must outlive the reader
 */
TapeKafkaReader *tape_kafka_reader_new (TapeUniverse *universe, const TapeKafkaSettings *settings);
void tape_kafka_reader_free (TapeKafkaReader *self);

/**
 * tape_kafka_reader_begin:
 * @record: must live until the next call
 *
 * Begins with a record.
 *
 * Returns: the kind of batch that takes what is in it
 */
TapeBatchKind tape_kafka_reader_begin (TapeKafkaReader *self, const TapeKafkaRecord *record);

/**
 * tape_kafka_reader_next:
 *
 * Makes the next row of the record ready.
 *
 * Returns: what it is
 */
TapeKafkaRowKind tape_kafka_reader_next (TapeKafkaReader *self);

/**
 * tape_kafka_reader_take:
 * @batch: takes the row made ready, as event, reject or ignored message
 */
void tape_kafka_reader_take (TapeKafkaReader *self, TapeBatch *batch);

/**
 * tape_kafka_reader_get_time:
 *
 * Returns: event time of the row made ready; TAPE_NO_TIME where it is none
 */
gint64 tape_kafka_reader_get_time (TapeKafkaReader *self);

/**
 * tape_kafka_reader_get_raw:
 * @raw: (out) (array length=length): the row made ready as it came, but for the end of its line
 */
void tape_kafka_reader_get_raw (TapeKafkaReader *self, const char **raw, gsize *length);

/**
 * tape_kafka_reader_get_trade:
 *
 * Returns: (transfer none): the row made ready, where it is a trade
 */
const TapeTrade *tape_kafka_reader_get_trade (TapeKafkaReader *self);

/**
 * tape_kafka_reader_get_reason:
 *
 * Returns: (transfer none): why the row made ready is rejected, where it is
 */
const char *tape_kafka_reader_get_reason (TapeKafkaReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeKafkaReader, tape_kafka_reader_free)

G_END_DECLS
