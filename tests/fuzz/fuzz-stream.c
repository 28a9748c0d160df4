/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tape-fuzz.h"

#include <string.h>

#include "../support/json-walked.h"
#include "feed/tape-stream.h"

/* A talk with a service that streams: the first byte says which, then there is a message a line; after "?" the answer to what
 * was missed, "!" is a new connection, "#" a restart. Whatever comes: what is told holds no key, nothing is taken twice where
 * ids count on, and what is missing is what was not taken. */

#define NOW G_GINT64_CONSTANT (1723161600000000)

static const TapeStreamSettings settings = {
  (char *[]){ (char *)"BTC-USD", (char *)"AAPL", NULL },
  (char *)"k3y+",
  (char *)"s3cret",
};

typedef struct
{
  const TapeStream *stream;
  TapeUniverse *universe;
  TapeStreamReader *reader;
  TapeBatch *batch;
} Talk;

static void
connect_again (Talk *self, gboolean restart)
{
  if (restart)
    {
      TapePosition position;

      tape_stream_reader_save (self->reader, &position);
      tape_stream_reader_free (self->reader);
      self->reader = tape_stream_reader_new (self->stream, &settings, self->universe, 1);
      tape_stream_reader_load (self->reader, &position);
      g_bytes_unref (position.state);
    }
  tape_stream_reader_connected (self->reader, FALSE);
}

static void
check_error (Talk *self, TapeStreamNews news)
{
  const char *error = tape_stream_reader_get_error (self->reader);

  g_assert ((error != NULL) == ((news & (TAPE_STREAM_RETRY | TAPE_STREAM_FATAL)) != 0));
  g_assert (error == NULL || g_utf8_validate (error, -1, NULL));
  g_assert (error == NULL || (strstr (error, settings.key) == NULL && strstr (error, settings.secret) == NULL));
}

static void
answer (Talk *self, const char *line, gsize length)
{
  TapeStreamRequest request;
  TapeStreamNews news;

  if (tape_stream_reader_get_gap (self->reader) == NULL)
    return;
  tape_stream_reader_make_request (self->reader, &request);
  g_assert (g_str_has_prefix (request.url, "https://"));
  tape_stream_request_clear (&request);
  news = tape_stream_reader_read_answer (self->reader, 200, line, length, NOW, self->batch);
  g_assert (news == TAPE_STREAM_MORE || news == TAPE_STREAM_FILLED || news == TAPE_STREAM_RETRY
            || news == TAPE_STREAM_FATAL);
  check_error (self, news);
}

static void
read_line (Talk *self, const char *line, gsize length)
{
  json_walked_as_parsed (line, length);
  check_error (self, tape_stream_reader_read (self->reader, line, length, NOW, self->batch));
  g_strfreev (tape_stream_reader_take_replies (self->reader));
}

static void
take_line (Talk *self, const char *line, gsize length)
{
  const TapeStreamGap *gap;

  if (length > 0 && *line == '?')
    answer (self, line + 1, length - 1);
  else if (length == 1 && (*line == '!' || *line == '#'))
    connect_again (self, *line == '#');
  else
    read_line (self, line, length);
  gap = tape_stream_reader_get_gap (self->reader);
  g_assert (gap == NULL || (gap->from_id >= 0 && gap->from_id <= gap->to_id));
}

/* Ids that were renumbered may come again; but who renumbers has jumped by far more than a fuzzer's batch holds. */
static void
check_batch (Talk *self)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint64 smallest = G_MAXUINT64, largest = 0;

  for (guint i = 0; i < self->batch->n_trades; i++)
    {
      const TapeTrade *trade = &self->batch->trades[i];

      g_assert (tape_trade_check (trade->price, trade->quantity, trade->event_time, NOW) == NULL);
      g_assert (trade->instrument < tape_universe_count (self->universe));
      smallest = MIN (smallest, trade->id);
      largest = MAX (largest, trade->id);
    }
  if ((self->stream->flags & TAPE_STREAM_IDS_COUNT) == 0 || smallest == 0 || largest - smallest > 100000000)
    return;
  for (guint i = 0; i < self->batch->n_trades; i++)
    {
      const TapeTrade *trade = &self->batch->trades[i];

      if ((trade->flags & TAPE_TRADE_TEXT_ID) == 0)
        g_assert (g_hash_table_add (ids, g_strdup_printf ("%u %" G_GUINT64_FORMAT, trade->instrument, trade->id)));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length)
{
  const char *p = (const char *)bytes + 1, *end = (const char *)bytes + length;
  Talk talk = { 0 };

  if (length == 0)
    return 0;
  talk.stream = tape_streams_list ()[bytes[0] % 4];
  talk.universe = tape_universe_new (FALSE);
  talk.batch = tape_batch_new (TAPE_BATCH_TRADES, 16);
  talk.reader = tape_stream_reader_new (talk.stream, &settings, talk.universe, 1);
  tape_stream_reader_connected (talk.reader, FALSE);
  while (p < end)
    {
      const char *next = memchr (p, '\n', (gsize)(end - p));

      if (next == NULL)
        next = end;
      take_line (&talk, p, (gsize)(next - p));
      p = next + 1;
    }
  check_batch (&talk);
  tape_stream_reader_free (talk.reader);
  tape_batch_unref (talk.batch);
  tape_universe_unref (talk.universe);
  return 0;
}
