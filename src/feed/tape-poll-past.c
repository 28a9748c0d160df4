/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was before a polled feed began, as bars, so that charts and analyses do not begin with it: what of it is asked for, and
 * when. Minutes and days of which there are trades stay made of those; the store and the engine see to that. */

#include "config.h"

#include "feed/tape-poll-feed-private.h"

/* So much of a day's calls is for prices. */
#define PRICES_SHARE 0.8

static TapePollTurn *
get_turn (TapePollFeed *self, guint i)
{
  return &g_array_index (self->schedule.turns, TapePollTurn, i);
}

static guint
find_length (TapePollFeed *self, guint32 length)
{
  guint i = 0;

  while (self->poll->pasts[i] != length)
    i++;
  return i;
}

void
tape_poll_past_begin (TapePollFeed *self)
{
  gint64 last = self->service.position.event_time, now = g_get_real_time ();
  gboolean goes_on = last != TAPE_NO_TIME && now - last < TAPE_MINUTE;
  guint pasts = 0;

  for (guint i = 0; i < TAPE_POLL_MAX_PASTS; i++)
    if (self->poll->pasts[i] != 0)
      pasts |= 1U << i;
  for (guint i = 0; i < self->schedule.turns->len; i++)
    {
      TapePollTurn *turn = get_turn (self, i);
      gboolean known = turn->memory.id > 0 || turn->memory.volume >= 0;

      turn->pasts = goes_on && known ? 0 : pasts;
    }
}

static gboolean
has_calls (TapePollFeed *self)
{
  const TapeQuotaLimits *limits = tape_quota_get_limits (self->quota);
  TapeQuotaLeft left;

  tape_quota_get_left (self->quota, g_get_real_time (), &left);
  return left.calls > 0 && (limits->per_day == 0 || left.day > limits->per_day * PRICES_SHARE);
}

TapePollTurn *
tape_poll_past_next (TapePollFeed *self, guint32 *length)
{
  TapePollTurn *turn = tape_poll_schedule_find_past (&self->schedule);

  if (turn == NULL || !has_calls (self))
    return NULL;
  *length = self->poll->pasts[g_bit_nth_lsf (turn->pasts, -1)];
  return turn;
}

void
tape_poll_past_asked (TapePollFeed *self, TapePollTurn *turn, guint32 length)
{
  turn->pasts &= ~(1U << find_length (self, length));
}

void
tape_poll_past_refused (TapePollFeed *self, guint32 length)
{
  for (guint i = 0; i < self->schedule.turns->len; i++)
    tape_poll_past_asked (self, get_turn (self, i), length);
}
