/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a stream did not deliver: how it is noticed, by ids that count on or by the time without a connection; what is asked
 * for; when that is enough. */

#include "config.h"

#include "feed/tape-stream-private.h"

#include <string.h>

/* A gap for which so many requests have brought nothing will not be filled. */
#define TRIES 5

/* No more gaps than so many are open at once; of all others the trades count as missing. */
#define GAPS 1000

/* Where ids do not tell what was missed, it is asked for from so long before the last message on. What comes twice then is
 * known by its ids. */
#define MARGIN (10 * TAPE_SECOND)

static guint64
count_gap (const TapeStreamGap *gap)
{
  return gap->to_id > 0 ? (guint64)(gap->to_id - gap->from_id + 1) : 0;
}

TapeStreamGap *
tape_stream_add_gap (TapeStreamReader *self, const TapeStreamGap *gap)
{
  gint64 too_many = gap->to_id - gap->from_id + 1 - TAPE_STREAM_GAP_TRADES;
  TapeStreamGap *added;

  if (self->gaps->len == GAPS)
    {
      self->missing += count_gap (gap);
      return NULL;
    }
  added = g_memdup2 (gap, sizeof *gap);
  added->serial = ++self->serial;
  if (too_many > 0)
    {
      self->missing += (guint64)too_many;
      added->from_id += too_many;
    }
  g_ptr_array_add (self->gaps, added);
  return added;
}

static gboolean
miss (TapeStreamReader *self, guint32 instrument, gint64 from_id, gint64 to_id, gint64 from_time, gint64 to_time)
{
  TapeStreamGap gap = { .instrument = instrument,
                        .from_id = from_id,
                        .to_id = to_id,
                        .from_time = from_time,
                        .to_time = to_time,
                        .found = self->receive_time };

  return tape_stream_add_gap (self, &gap) != NULL;
}

/* Whether @id was missing: then it is not any more. */
static gboolean
take_out_of_gap (TapeStreamReader *self, guint32 instrument, gint64 id)
{
  for (guint i = 0; i < self->gaps->len; i++)
    {
      TapeStreamGap *gap = g_ptr_array_index (self->gaps, i);

      if (gap->instrument != instrument || id < gap->from_id || id > gap->to_id)
        continue;
      if (id > gap->from_id && id < gap->to_id)
        {
          miss (self, instrument, id + 1, gap->to_id, gap->from_time, gap->to_time);
          gap->to_id = id - 1;
        }
      else if (gap->from_id == gap->to_id)
        g_ptr_array_remove_index (self->gaps, i);
      else if (id == gap->from_id)
        gap->from_id++;
      else
        gap->to_id--;
      return TRUE;
    }
  return FALSE;
}

gboolean
tape_stream_follow_id (TapeStreamReader *self, guint32 instrument, gint64 id, gint64 time, TapeStreamNews *news)
{
  TapeStreamLast *last = tape_stream_get_last (self, instrument);
  gint64 step = id - last->id;

  if (last->id == 0 || step > TAPE_STREAM_RENUMBERED || step < -TAPE_STREAM_RENUMBERED)
    {
      last->id = id;
      return TRUE;
    }
  if (step <= 0)
    return take_out_of_gap (self, instrument, id);
  if (step > 1 && miss (self, instrument, last->id + 1, id - 1, last->time, time))
    *news |= TAPE_STREAM_MISSED;
  last->id = id;
  return TRUE;
}

TapeStreamNews
tape_stream_take_last_id (TapeStreamReader *self, const TapeJsonValue *symbol, gint64 id)
{
  guint32 instrument = symbol->kind == TAPE_JSON_STRING
                           ? tape_universe_lookup (self->universe, symbol->text, symbol->length)
                           : TAPE_NO_INSTRUMENT;
  TapeStreamNews news = TAPE_STREAM_NOTHING;
  TapeStreamLast *last;

  if (instrument == TAPE_NO_INSTRUMENT || id <= 0)
    return news;
  last = tape_stream_get_last (self, instrument);
  if (last->id == 0 || id <= last->id || id - last->id > TAPE_STREAM_RENUMBERED)
    return news;
  if (miss (self, instrument, last->id + 1, id, last->time, self->receive_time))
    news = TAPE_STREAM_MISSED;
  last->id = id;
  tape_stream_touch (self);
  return news;
}

/* What the last ids are, of symbols that may have no trade for long. */
static TapeStreamNews
ask_last (TapeStreamReader *self)
{
  TapeStreamNews news = TAPE_STREAM_NOTHING;

  for (char **symbol = self->settings->symbols; *symbol != NULL; symbol++)
    {
      guint32 instrument = tape_universe_intern (self->universe, *symbol, strlen (*symbol));
      const TapeStreamLast *last;

      if (instrument == TAPE_NO_INSTRUMENT)
        continue;
      last = tape_stream_get_last (self, instrument);
      if (last->id > 0 && miss (self, instrument, 0, 0, last->time, self->receive_time))
        news = TAPE_STREAM_MISSED;
    }
  tape_stream_touch (self);
  return news;
}

/* By time: from shortly before the last message of the connection before. */
static TapeStreamNews
ask_since (TapeStreamReader *self, gint64 since)
{
  gint64 from = MAX (since - MARGIN, self->receive_time - TAPE_STREAM_GAP_TIME);

  for (char **symbol = self->settings->symbols; *symbol != NULL; symbol++)
    {
      guint32 instrument = tape_universe_intern (self->universe, *symbol, strlen (*symbol));

      if (instrument != TAPE_NO_INSTRUMENT)
        miss (self, instrument, 0, 0, from, self->receive_time);
    }
  tape_stream_touch (self);
  return TAPE_STREAM_MISSED;
}

TapeStreamNews
tape_stream_subscribed (TapeStreamReader *self)
{
  gint64 since = self->resumed;

  self->resumed = TAPE_NO_TIME;
  if (since == TAPE_NO_TIME || self->stream->fill_pause == 0)
    return TAPE_STREAM_SUBSCRIBED;
  if ((self->stream->flags & TAPE_STREAM_NO_LAST) != 0)
    return TAPE_STREAM_SUBSCRIBED | ask_last (self);
  if ((self->stream->flags & TAPE_STREAM_IDS_COUNT) != 0)
    return TAPE_STREAM_SUBSCRIBED;
  return TAPE_STREAM_SUBSCRIBED | ask_since (self, since);
}

void
tape_stream_reader_connected (TapeStreamReader *self, gboolean second)
{
  if (!second)
    self->resumed = self->alive;
}

static void
close_gap (TapeStreamReader *self)
{
  g_ptr_array_remove_index (self->gaps, 0);
  tape_stream_touch (self);
}

/* Whether the last id was to be asked for and has been told by a trade since. */
static gboolean
is_told (TapeStreamReader *self, const TapeStreamGap *gap)
{
  return (self->stream->flags & TAPE_STREAM_NO_LAST) != 0 && gap->to_id == 0
         && tape_stream_get_last (self, gap->instrument)->time > gap->from_time;
}

const TapeStreamGap *
tape_stream_reader_get_gap (TapeStreamReader *self)
{
  while (self->gaps->len > 0 && is_told (self, g_ptr_array_index (self->gaps, 0)))
    close_gap (self);
  return self->gaps->len > 0 ? g_ptr_array_index (self->gaps, 0) : NULL;
}

guint64
tape_stream_reader_count_missing (TapeStreamReader *self)
{
  return self->missing;
}

void
tape_stream_reader_give_up_gap (TapeStreamReader *self)
{
  const TapeStreamGap *gap = tape_stream_reader_get_gap (self);

  g_return_if_fail (gap != NULL);
  self->missing += count_gap (gap);
  close_gap (self);
}

void
tape_stream_reader_make_request (TapeStreamReader *self, TapeStreamRequest *request)
{
  const TapeStreamGap *gap = tape_stream_reader_get_gap (self);

  *request = (TapeStreamRequest){ NULL, NULL };
  g_return_if_fail (gap != NULL && self->stream->make_request != NULL);
  self->asked = gap->serial;
  self->stream->make_request (self, gap, request);
}

static TapeStreamNews
read_status (TapeStreamReader *self, guint status)
{
  TapeStreamNews news;

  tape_stream_set_error (self, tape_stream_explain_status (self->stream, status, &news));
  return status == 400 || status == 404 ? TAPE_STREAM_FATAL : news;
}

TapeStreamNews
tape_stream_reader_read_answer (
    TapeStreamReader *self, guint status, const char *body, gsize length, gint64 receive_time, TapeBatch *batch)
{
  TapeStreamGap *gap = self->gaps->len > 0 ? g_ptr_array_index (self->gaps, 0) : NULL;
  TapeStreamNews news;

  tape_stream_begin (self, receive_time);
  if (gap == NULL || gap->serial != self->asked)
    return TAPE_STREAM_FILLED;
  news = status == 200 ? self->stream->read_answer (self, gap, length > 0 ? body : "", length, batch)
                       : read_status (self, status);
  if ((news & TAPE_STREAM_RETRY) != 0 && status == 200 && ++gap->tries == TRIES)
    news = TAPE_STREAM_FATAL;
  if ((news & TAPE_STREAM_MORE) != 0)
    gap->tries = 0;
  if ((news & TAPE_STREAM_FILLED) != 0)
    close_gap (self);
  if ((news & TAPE_STREAM_FATAL) != 0)
    tape_stream_reader_give_up_gap (self);
  tape_stream_touch (self);
  return news;
}
