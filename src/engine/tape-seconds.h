/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bars of one second. At most rates nearly every trade opens a second of its instrument, so they are not kept by
 * instrument: each is appended to one log as it begins, and a trade that goes back to an earlier one adds a part of its
 * own. Who wants the seconds of one instrument merges its parts in order. Engine thread only. */

#pragma once

#include "base/tape-event.h"

G_BEGIN_DECLS

/**
 * TapeSecond:
 * @start: event time
 * @count: trades; 0 is none
 * @revision: how many of them were late
 *
 * A second, or a part of one; its fields as in #TapePane and #TapeBar.
 */
typedef struct
{
  gint64 start;
  gint64 open_time;
  gint64 close_time;
  double open;
  double high;
  double low;
  double close;
  double volume;
  double turnover;
  double buys;
  double sells;
  guint32 instrument;
  guint32 count;
  guint32 revision;
} TapeSecond;

/**
 * TapeSeconds:
 * @latest: the latest start in each block of TAPE_SECONDS_BLOCK; blocks are let go whole
 * @keep: µs after its start for which a second is kept
 * @first: how many were let go, so the number of the oldest that is kept
 * @end: how many there were
 */
typedef struct
{
  TapeSecond *log;
  gint64 *latest;
  guint64 room;
  guint64 first;
  guint64 end;
  gint64 keep;
} TapeSeconds;

#define TAPE_SECONDS_BLOCK 256

void tape_seconds_init (TapeSeconds *self, gint64 keep);
void tape_seconds_clear (TapeSeconds *self);

/**
 * tape_seconds_get:
 * @i: from first to before end
 */
static inline TapeSecond *
tape_seconds_get (const TapeSeconds *self, guint64 i)
{
  return &self->log[i & (self->room - 1)];
}

/* Whether the part with these low bits of a number, one of the last 2³², is kept. */
static inline gboolean
tape_seconds_is_kept (const TapeSeconds *self, guint32 number)
{
  return (guint32)self->end - number - 1 < self->end - self->first;
}

/* Makes room for one more. */
void tape_seconds_make_room (TapeSeconds *self, gint64 watermark);

/**
 * tape_seconds_start:
 * @start: of the second that holds @trade
 * @watermark: seconds that it is past by @keep may be let go
 *
 * Returns: (transfer none): a part of that second, of this trade; its number was @self's end
 */
static inline TapeSecond *
tape_seconds_start (TapeSeconds *self, gint64 start, const TapeTrade *trade, gint64 watermark)
{
  gint64 *latest;
  TapeSecond *second;

  if (G_UNLIKELY (self->end - self->first == self->room))
    tape_seconds_make_room (self, watermark);
  latest = &self->latest[(self->end & (self->room - 1)) / TAPE_SECONDS_BLOCK];
  *latest = self->end % TAPE_SECONDS_BLOCK == 0 ? start : MAX (*latest, start);
  second = &self->log[self->end++ & (self->room - 1)];

  /* Field by field, which is quicker than as a whole. */
  second->start = start;
  second->open_time = second->close_time = trade->event_time;
  second->open = second->high = second->low = second->close = trade->price;
  second->volume = trade->quantity;
  second->turnover = trade->price * trade->quantity;
  second->buys = trade->side == TAPE_SIDE_BUY ? trade->quantity : 0;
  second->sells = trade->side == TAPE_SIDE_SELL ? trade->quantity : 0;
  second->instrument = trade->instrument;
  second->count = 1;
  second->revision = 0;
  return second;
}

/**
 * tape_second_add:
 * @trade: the next in order of arrival
 */
static inline void
tape_second_add (TapeSecond *self, const TapeTrade *trade)
{
  if (trade->event_time >= self->close_time)
    {
      self->close_time = trade->event_time;
      self->close = trade->price;
    }
  else if (trade->event_time < self->open_time)
    {
      self->open_time = trade->event_time;
      self->open = trade->price;
    }
  self->high = MAX (self->high, trade->price);
  self->low = MIN (self->low, trade->price);
  self->volume += trade->quantity;
  self->turnover += trade->price * trade->quantity;
  self->buys += trade->side == TAPE_SIDE_BUY ? trade->quantity : 0;
  self->sells += trade->side == TAPE_SIDE_SELL ? trade->quantity : 0;
  self->count++;
}

/**
 * tape_seconds_take:
 * @last: (inout): start of the second of the instrument's last trade
 * @number: (inout): of its part in the log, the low bits
 * @watermark: at the trade
 *
 * Adds the next trade, if it is not too late, to that part or to a new one.
 */
static inline void
tape_seconds_take (TapeSeconds *self, gint64 *last, guint32 *number, const TapeTrade *trade, gint64 watermark)
{
  gint64 start = *last;
  TapeSecond *second;

  if (trade->event_time < start || trade->event_time >= start + TAPE_SECOND || !tape_seconds_is_kept (self, *number))
    {
      start = tape_time_floor (trade->event_time, TAPE_SECOND);
      if (G_UNLIKELY (watermark >= start + self->keep))
        return;
      *last = start;
      *number = (guint32)self->end;
      second = tape_seconds_start (self, start, trade, watermark);
    }
  else if (G_UNLIKELY (watermark >= start + self->keep))
    return;
  else
    {
      second = tape_seconds_get (self, *number);
      tape_second_add (second, trade);
    }
  if (G_UNLIKELY (watermark >= start + TAPE_SECOND))
    second->revision++;
}

/**
 * tape_seconds_merge:
 * @seconds: (element-type TapeSecond): of one instrument, by start
 * @part: the next part in order of arrival
 */
void tape_seconds_merge (GArray *seconds, const TapeSecond *part);

/**
 * tape_second_to_bar:
 */
TapeBar tape_second_to_bar (const TapeSecond *self);

G_END_DECLS
