/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-poll.h"

#include <string.h>

/* Of ten of a minute's calls one stays for what else is asked: the test of a key, a search. */
#define MINUTE_SHARE 0.9

/* How long a session is, and how much of a day's calls is for it. */
#define SESSION       (7 * TAPE_HOUR)
#define SESSION_SHARE 0.8

/* What would break out of a header or a URL. */
static gboolean
is_plain (const char *text)
{
  for (; *text != '\0'; text++)
    if (g_ascii_iscntrl (*text))
      return FALSE;
  return TRUE;
}

gboolean
tape_poll_make_request (const TapePoll *self, const TapePollQuestion *question, TapePollRequest *request)
{
  memset (request, 0, sizeof *request);
  if (*question->symbol == '\0' || !is_plain (question->symbol) || (question->key != NULL && !is_plain (question->key)))
    return FALSE;
  return self->make_request (question, request);
}

void
tape_poll_request_clear (TapePollRequest *self)
{
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->headers, g_strfreev);
}

void
tape_poll_parse (const TapePoll *self,
                 const TapePollQuestion *question,
                 const TapePollMemory *memory,
                 const TapePollResponse *response,
                 TapePollAnswer *answer)
{
  memset (answer, 0, sizeof *answer);
  answer->until = TAPE_NO_TIME;
  answer->memory = memory != NULL ? *memory : TAPE_POLL_MEMORY_NONE;
  self->parse (question, response, answer);
}

void
tape_poll_parse_http (const TapePoll *self,
                      const TapePollQuestion *question,
                      const TapePollMemory *memory,
                      const TapeHttpAnswer *said,
                      TapeUniverse *universe,
                      guint16 source,
                      TapePollAnswer *answer)
{
  const TapePollResponse response = { .status = said->status,
                                      .retry_after = said->retry_after,
                                      .body = said->body,
                                      .length = said->length,
                                      .receive_time = said->receive_time,
                                      .universe = universe,
                                      .source = source };

  tape_poll_parse (self, question, memory, &response, answer);
}

static char *
make_valid (const char *text)
{
  return g_utf8_make_valid (text != NULL ? text : "", -1);
}

TapePollMatch *
tape_poll_match_new (const char *symbol, const char *name, const char *place, const char *currency)
{
  TapePollMatch *self = g_new (TapePollMatch, 1);

  *self = (TapePollMatch){ make_valid (symbol), make_valid (name), make_valid (place), make_valid (currency) };
  return self;
}

void
tape_poll_match_free (TapePollMatch *self)
{
  g_free (self->symbol);
  g_free (self->name);
  g_free (self->place);
  g_free (self->currency);
  g_free (self);
}

void
tape_poll_answer_clear (TapePollAnswer *self)
{
  g_clear_pointer (&self->message, g_free);
  g_clear_pointer (&self->batch, tape_batch_unref);
  g_clear_pointer (&self->matches, g_ptr_array_unref);
}

static gint64
get_daily_interval (const TapePoll *self, guint per_day, guint64 calls, gboolean open)
{
  double span = TAPE_DAY, share = 1;

  if ((self->flags & TAPE_POLL_ROUND_THE_CLOCK) == 0)
    {
      span = open ? SESSION : TAPE_DAY - SESSION;
      share = open ? SESSION_SHARE : 1 - SESSION_SHARE;
    }
  return (gint64)(span * (double)calls / (per_day * share));
}

gint64
tape_poll_get_interval (const TapePoll *self, const TapeQuotaLimits *limits, guint n_symbols, gboolean open)
{
  guint64 calls = (guint64)MAX (n_symbols, 1) * self->cost;
  gint64 interval = open ? self->interval_open : self->interval_closed;

  if (limits->per_minute > 0)
    interval = MAX (interval, (gint64)(TAPE_MINUTE * (double)calls / (limits->per_minute * MINUTE_SHARE)));
  if (limits->per_day > 0)
    interval = MAX (interval, get_daily_interval (self, limits->per_day, calls, open));
  return interval;
}
