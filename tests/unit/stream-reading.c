/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "stream-reading.h"

#include "base/tape-number.h"
#include "feed/tape-trade-text.h"

static TapeStreamReader *
make_reader (Reading *self, const char *symbols)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeStreamSettings) settings = g_new0 (TapeStreamSettings, 1);

  settings->symbols = g_strsplit (symbols, ",", -1);
  settings->key = g_strdup (KEY);
  settings->secret = g_strdup (SECRET);
  tape_stream_check (self->stream, settings, &error);
  g_assert_no_error (error);
  return tape_stream_reader_new (self->stream, settings, self->universe, 7);
}

Reading *
reading_new (const char *service, const char *symbols)
{
  Reading *self = g_new0 (Reading, 1);

  self->stream = tape_streams_lookup (service);
  g_assert_nonnull (self->stream);
  self->universe = tape_universe_new (FALSE);
  self->reader = make_reader (self, symbols);
  self->batch = tape_batch_new (TAPE_BATCH_TRADES, 16);
  self->now = NOON;
  tape_stream_reader_connected (self->reader, FALSE);
  return self;
}

Reading *
reading_new_from (Reading *earlier)
{
  Reading *self = reading_new (earlier->stream->name, earlier->stream->example);
  TapePosition position;

  self->now = earlier->now;
  tape_stream_reader_save (earlier->reader, &position);
  g_assert_cmpuint (position.source, ==, 7);
  tape_stream_reader_load (self->reader, &position);
  g_bytes_unref (position.state);
  tape_stream_reader_connected (self->reader, FALSE);
  return self;
}

void
reading_free (Reading *self)
{
  tape_stream_reader_free (self->reader);
  tape_batch_unref (self->batch);
  tape_universe_unref (self->universe);
  g_free (self);
}

/* From memory of just its size, so that the sanitizer sees what is read beyond it. */
TapeStreamNews
reading_read (Reading *self, const char *message)
{
  gsize length = strlen (message);
  g_autofree char *exact = g_memdup2 (message, length);

  self->now += TAPE_SECOND;
  return tape_stream_reader_read (self->reader, exact, length, self->now, self->batch);
}

TapeStreamNews
reading_answer (Reading *self, guint status, const char *body)
{
  gsize length = strlen (body);
  g_autofree char *exact = g_memdup2 (body, length);

  self->now += TAPE_SECOND;
  return tape_stream_reader_read_answer (self->reader, status, exact, length, self->now, self->batch);
}

static void
append_trade (Reading *self, GString *text, const TapeTrade *trade)
{
  char price[TAPE_NUMBER_TEXT], quantity[TAPE_NUMBER_TEXT];

  price[tape_number_format (trade->price, price)] = '\0';
  quantity[tape_number_format (trade->quantity, quantity)] = '\0';
  g_assert_cmpuint (trade->source, ==, 7);
  g_assert_cmpint (trade->receive_time, ==, self->now);
  g_assert_cmpuint (trade->flags & TAPE_TRADE_TEXT_ID, ==, 0);
  g_string_append_printf (text, "%s %" G_GUINT64_FORMAT " %s × %s %s\n",
                          tape_universe_get (self->universe, trade->instrument)->symbol, trade->id, price, quantity,
                          tape_trade_text_side ((TapeSide)trade->side));
}

char *
reading_take (Reading *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->batch->n_trades; i++)
    append_trade (self, text, &self->batch->trades[i]);
  for (guint i = 0; i < self->batch->n_rejects; i++)
    {
      g_string_append_printf (text, "reject: %s\n", self->batch->text + self->batch->rejects[i].reason);
      g_assert_null (strstr (self->batch->text + self->batch->rejects[i].raw, KEY));
    }
  tape_batch_unref (self->batch);
  self->batch = tape_batch_new (TAPE_BATCH_TRADES, 16);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
reading_ask (Reading *self)
{
  g_auto (TapeStreamRequest) request = { 0 };

  g_assert_nonnull (tape_stream_reader_get_gap (self->reader));
  tape_stream_reader_make_request (self->reader, &request);
  return g_steal_pointer (&request.url);
}

void
reading_assert_gap (Reading *self, gint64 from, gint64 to)
{
  const TapeStreamGap *gap = tape_stream_reader_get_gap (self->reader);

  g_assert_nonnull (gap);
  g_assert_cmpint (gap->from_id, ==, from);
  g_assert_cmpint (gap->to_id, ==, to);
}

void
reading_assert_asks (Reading *self, const char *url)
{
  g_autofree char *asked = reading_ask (self);

  g_assert_cmpstr (asked, ==, url);
}

void
reading_skip (Reading *self)
{
  g_free (reading_ask (self));
}

void
reading_assert_ids (Reading *self, gint64 from, gint64 to)
{
  g_autofree guint8 *seen = g_new0 (guint8, to - from + 1);

  for (guint i = 0; i < self->batch->n_trades; i++)
    {
      gint64 id = (gint64)self->batch->trades[i].id;

      g_assert_cmpint (id, >=, from);
      g_assert_cmpint (id, <=, to);
      g_assert_cmpuint (seen[id - from]++, ==, 0);
    }
  g_assert_cmpuint (self->batch->n_trades, ==, to - from + 1);
}
