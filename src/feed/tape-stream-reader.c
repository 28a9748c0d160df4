/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-stream-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "feed/tape-redaction.h"

static void
free_gap (gpointer data)
{
  TapeStreamGap *gap = data;

  g_free (gap->page);
  g_free (gap);
}

TapeStreamReader *
tape_stream_reader_new (const TapeStream *stream,
                        const TapeStreamSettings *settings,
                        TapeUniverse *universe,
                        guint32 source)
{
  TapeStreamReader *self = g_new0 (TapeStreamReader, 1);

  self->stream = stream;
  self->settings = tape_stream_settings_copy (settings);
  self->universe = tape_universe_ref (universe);
  self->source = source;
  tape_event_maker_init (&self->maker, universe, NULL);
  self->unescaped[0] = g_string_new (NULL);
  self->unescaped[1] = g_string_new (NULL);
  self->alive = self->resumed = self->largest_time = TAPE_NO_TIME;
  self->last = g_array_new (FALSE, TRUE, sizeof (TapeStreamLast));
  self->known = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->gaps = g_ptr_array_new_with_free_func (free_gap);
  self->replies = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
tape_stream_reader_free (TapeStreamReader *self)
{
  tape_stream_settings_free (self->settings);
  tape_universe_unref (self->universe);
  tape_event_maker_clear (&self->maker);
  g_string_free (self->unescaped[0], TRUE);
  g_string_free (self->unescaped[1], TRUE);
  g_array_unref (self->last);
  g_array_unref (self->known);
  g_clear_pointer (&self->recent, tape_stream_recent_free);
  g_ptr_array_unref (self->gaps);
  g_ptr_array_unref (self->replies);
  g_free (self->error);
  g_clear_pointer (&self->state, g_bytes_unref);
  g_free (self);
}

TapeStreamLast *
tape_stream_get_last (TapeStreamReader *self, guint32 instrument)
{
  TapeStreamLast *last;

  if (instrument >= self->last->len)
    g_array_set_size (self->last, instrument + 1);
  last = &g_array_index (self->last, TapeStreamLast, instrument);
  if (!last->seen)
    {
      last->seen = TRUE;
      last->time = TAPE_NO_TIME;
      g_array_append_val (self->known, instrument);
    }
  return last;
}

/* Trades. */

static const char *
unescape (const TapeJsonValue *value, GString *scratch)
{
  g_autofree char *text = tape_json_value_dup (value);

  g_string_assign (scratch, text);
  return scratch->str;
}

static TapeValue
value_of (const TapeJsonValue *value, GString *scratch)
{
  TapeValue said = { NULL, 0, FALSE, 0 };

  if (value->kind != TAPE_JSON_STRING && value->kind != TAPE_JSON_NUMBER)
    return said;
  said.text = value->text;
  said.length = value->length;
  if (G_UNLIKELY (value->escaped && scratch != NULL))
    {
      said.text = unescape (value, scratch);
      said.length = scratch->len;
    }
  return said;
}

static void
set_values (TapeStreamReader *self, const TapeStreamTrade *trade)
{
  self->values[TAPE_FIELD_SYMBOL] = value_of (&trade->symbol, self->unescaped[0]);
  self->values[TAPE_FIELD_EVENT_TIME] = value_of (&trade->time, NULL);
  self->values[TAPE_FIELD_PRICE] = value_of (&trade->price, NULL);
  self->values[TAPE_FIELD_QUANTITY] = value_of (&trade->quantity, NULL);
  self->values[TAPE_FIELD_TRADE_ID] = value_of (&trade->id, self->unescaped[1]);
}

TapeStreamNews
tape_stream_reject (TapeStreamReader *self, const char *reason, const char *raw, gsize length, TapeBatch *batch)
{
  const char *secrets[] = { self->settings->key, self->settings->secret, NULL };

  tape_redact_reject (batch, self->source, self->receive_time, reason, raw, length, secrets);
  return TAPE_STREAM_NOTHING;
}

/* The id is read by the batch, which knows what is a number and what a text. */
static void
add_trade (TapeStreamReader *self, const TapeTrade *trade, TapeBatch *batch)
{
  const TapeValue *id = &self->values[TAPE_FIELD_TRADE_ID];
  TapeTrade *added = tape_batch_add_trade (batch);

  *added = *trade;
  if (id->length > 0)
    tape_batch_set_trade_id (batch, added, id->text, id->length);
}

/* The id where it is a number, else 0. */
static gint64
read_id (const TapeValue *id)
{
  gint64 number = 0;

  if (id->length == 0 || id->length > 18)
    return 0;
  for (gsize i = 0; i < id->length; i++)
    {
      if (!g_ascii_isdigit (id->text[i]))
        return 0;
      number = 10 * number + (id->text[i] - '0');
    }
  return number;
}

/* Returns what is wrong with it. */
static const char *
make_trade (TapeStreamReader *self, const TapeStreamTrade *said, TapeTrade *trade)
{
  const char *reason;

  set_values (self, said);
  reason = tape_event_maker_trade (&self->maker, self->values, trade);
  trade->receive_time = self->receive_time;
  trade->side = (guint8)said->side;
  trade->source = (guint16)self->source;
  return reason;
}

TapeStreamNews
tape_stream_take_trade (TapeStreamReader *self, const TapeStreamTrade *said, const TapeJsonValue *raw, TapeBatch *batch)
{
  TapeStreamNews news = TAPE_STREAM_NOTHING;
  TapeTrade trade = { 0 };
  const char *reason = make_trade (self, said, &trade);
  gboolean counts = (self->stream->flags & TAPE_STREAM_IDS_COUNT) != 0;
  gint64 id = read_id (&self->values[TAPE_FIELD_TRADE_ID]);

  if (G_UNLIKELY (reason != NULL))
    return tape_stream_reject (self, reason, raw->text, raw->length, batch);
  if ((counts && id > 0 && !tape_stream_follow_id (self, trade.instrument, id, trade.event_time, &news))
      || !tape_stream_take_new (self, &trade, id))
    {
      batch->ignored++;
      return news;
    }
  tape_stream_get_last (self, trade.instrument)->time = trade.event_time;
  self->largest_time = MAX (self->largest_time, trade.event_time);
  add_trade (self, &trade, batch);
  tape_stream_touch (self);
  return news;
}

const char *
tape_stream_get_symbol (TapeStreamReader *self, const TapeStreamGap *gap)
{
  return tape_universe_get (self->universe, gap->instrument)->symbol;
}

gint64
tape_stream_take_missed (TapeStreamReader *self,
                         const TapeStreamGap *gap,
                         const TapeStreamTrade *said,
                         const TapeJsonValue *raw,
                         TapeBatch *batch)
{
  const char *symbol = tape_stream_get_symbol (self, gap);
  TapeStreamTrade trade = *said;
  TapeTrade made = { 0 };
  const char *reason;
  gint64 id;

  if (trade.symbol.kind == TAPE_JSON_NULL)
    trade.symbol = (TapeJsonValue){ TAPE_JSON_STRING, FALSE, symbol, strlen (symbol) };
  reason = make_trade (self, &trade, &made);
  id = read_id (&self->values[TAPE_FIELD_TRADE_ID]);
  if (gap->to_id > 0 && (id < gap->from_id || id > gap->to_id))
    return -1;
  if (reason != NULL)
    tape_stream_reject (self, reason, raw->text, raw->length, batch);
  else if (tape_stream_take_new (self, &made, id))
    {
      self->largest_time = MAX (self->largest_time, made.event_time);
      add_trade (self, &made, batch);
    }
  return id;
}

/* Messages. */

TapeStreamNews
tape_stream_reply (TapeStreamReader *self, char *message)
{
  g_ptr_array_add (self->replies, message);
  return TAPE_STREAM_REPLY;
}

char **
tape_stream_reader_take_replies (TapeStreamReader *self)
{
  char **replies;

  g_ptr_array_add (self->replies, NULL);
  replies = (char **)g_ptr_array_free (self->replies, FALSE);
  self->replies = g_ptr_array_new_with_free_func (g_free);
  return replies;
}

void
tape_stream_set_error (TapeStreamReader *self, char *sentence)
{
  g_free (self->error);
  self->error = sentence;
}

const char *
tape_stream_reader_get_error (TapeStreamReader *self)
{
  return self->error;
}

TapeStreamNews
tape_stream_refuse (TapeStreamReader *self, TapeStreamNews news, const TapeJsonValue *says)
{
  const char *secrets[] = { self->settings->key, self->settings->secret, NULL };
  g_autofree char *said = says != NULL ? tape_json_value_dup (says) : NULL;
  g_autofree char *safe = said != NULL ? tape_redact (said, -1, secrets[0] != NULL ? secrets : NULL) : NULL;

  if (safe != NULL && g_utf8_strlen (safe, -1) > 200)
    *g_utf8_offset_to_pointer (safe, 200) = '\0';
  if (safe == NULL || *safe == '\0')
    tape_stream_set_error (
        self, g_strdup_printf (_ ("%s refused what was asked for and did not say why."), self->stream->title));
  else
    tape_stream_set_error (self, g_strdup_printf (_ ("%s says: \"%s\"."), self->stream->title, safe));
  return news;
}

TapeStreamNews
tape_stream_refuse_key (TapeStreamReader *self)
{
  tape_stream_set_error (
      self, g_strdup_printf (_ ("%s refused the key. Check it in Preferences → Sources."), self->stream->title));
  return TAPE_STREAM_FATAL;
}

TapeStreamNews
tape_stream_reject_answer (TapeStreamReader *self)
{
  tape_stream_set_error (
      self,
      g_strdup_printf (_ ("The answer of %s to the question for missed trades cannot be read."), self->stream->title));
  return TAPE_STREAM_RETRY;
}

TapeStreamNews
tape_stream_not_yet (TapeStreamReader *self)
{
  tape_stream_set_error (self, g_strdup_printf (_ ("%s does not have the missed trades yet."), self->stream->title));
  return TAPE_STREAM_RETRY;
}

void
tape_stream_begin (TapeStreamReader *self, gint64 receive_time)
{
  g_clear_pointer (&self->error, g_free);
  self->receive_time = self->maker.now = receive_time;
}

TapeStreamNews
tape_stream_reader_read (
    TapeStreamReader *self, const char *message, gsize length, gint64 receive_time, TapeBatch *batch)
{
  TapeStreamNews news;

  tape_stream_begin (self, receive_time);
  news = self->stream->read (self, length > 0 ? message : "", length, batch);
  self->alive = receive_time;
  return news;
}
