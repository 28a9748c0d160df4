/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-poll-feed-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/tape-market-hours.h"
#include "feed/tape-redaction.h"
#include "feed/tape-service-url.h"

/* The longest time without a look at the clock, which may have been set, and at the exchanges, which may have opened. */
#define MAX_SLEEP TAPE_MINUTE

/* What is shown of an answer is taken from so much of it. */
#define MESSAGE_LENGTH 65536

static void step (TapePollFeed *self);

/* How it is. */

static void
say_calls (TapePollFeed *self, gint64 now)
{
  const TapeQuotaLimits *limits = tape_quota_get_limits (self->quota);
  TapeQuotaLeft left;
  gboolean of_day;

  if (limits->per_minute == 0 && limits->per_day == 0)
    return;
  tape_quota_get_left (self->quota, now, &left);
  /* A service may refuse the rest of the day before we have counted to its end. */
  of_day = left.day <= left.minute || (limits->per_day != 0 && left.calls == 0 && left.back > now + TAPE_HOUR);
  tape_feed_set_calls (&self->service.feed, &(TapeFeedCalls){ .left = left.calls,
                                                              .limit = of_day ? limits->per_day : limits->per_minute,
                                                              .of_day = of_day,
                                                              .back = left.back });
}

/* Waits for @retry_after µs; where that is not said, as long as is good manners. */
static void
fail (TapePollFeed *self, const char *message, gint64 retry_after)
{
  gint64 now = g_get_monotonic_time ();

  self->retry_at = tape_backoff_fail (&self->backoff, now, retry_after, g_random_double ());
  tape_feed_set_state (&self->service.feed, TAPE_FEED_RECONNECTING, message,
                       g_get_real_time () + (self->retry_at - now));
}

/* Hands over what there is, and with it how far it goes. */
static void
push (TapePollFeed *self, TapeBatch *batch)
{
  TapePosition *position = &self->service.position;

  if (batch == NULL)
    batch = tape_batch_new (TAPE_BATCH_TRADES, 0);
  for (guint i = 0; i < batch->n_trades; i++)
    position->event_time = MAX (position->event_time, batch->trades[i].event_time);
  position->offset++; /* answers */
  g_clear_pointer (&position->state, g_bytes_unref);
  position->state = tape_poll_schedule_save (&self->schedule, self->quota);
  tape_batch_set_position (batch, position);
  if (!tape_feed_push (&self->service.feed, batch))
    tape_service_feed_stop (&self->service, NULL);
}

static void
keep_message (TapePollFeed *self, const TapeHttpAnswer *said, const TapePollAnswer *answer)
{
  const char *secrets[] = { self->key, NULL };
  g_autofree char *raw = NULL, *parsed = NULL;
  const TapeBatch *batch = answer->batch;

  if (!tape_feed_wants_message (&self->service.feed))
    return;
  raw = tape_redact (said->body, (gssize)MIN (said->length, MESSAGE_LENGTH), secrets);
  if (answer->outcome != TAPE_POLL_OK)
    parsed = g_strdup (answer->message);
  else if (batch != NULL && batch->n_bars > 0)
    parsed = g_strdup_printf (ngettext ("%u bar of the past", "%u bars of the past", batch->n_bars), batch->n_bars);
  else if (batch != NULL && batch->n_trades > 0)
    parsed = tape_feed_describe_trade (&self->service.feed, &batch->trades[batch->n_trades - 1]);
  else if (batch != NULL && batch->n_rejects > 0)
    parsed = g_strdup (batch->text + batch->rejects[0].reason);
  else
    parsed = g_strdup (_ ("nothing new"));
  tape_feed_keep_message (&self->service.feed, raw, strlen (raw),
                          answer->outcome != TAPE_POLL_OK || (batch != NULL && batch->n_rejects > 0), parsed);
}

/* Asking, and what comes of it. */

static TapePollQuestion
make_question (const TapePollFeed *self, const TapePollTurn *turn)
{
  return (TapePollQuestion){ .kind = self->length != 0 ? TAPE_POLL_HISTORY : TAPE_POLL_LATEST,
                             .symbol = turn->symbol,
                             .key = self->key,
                             .base = self->base,
                             .extended = self->extended,
                             .length = self->length,
                             .from = TAPE_NO_TIME,
                             .to = TAPE_NO_TIME };
}

/* It is left out from here on, and that stays said. */
static void
take_unknown (TapePollFeed *self, TapePollTurn *turn, const char *message)
{
  turn->unknown = TRUE;
  g_free (self->note);
  self->note = g_strdup (message);
  if (tape_poll_schedule_count (&self->schedule) == 0)
    tape_service_feed_stop (&self->service, message);
  else
    tape_feed_set_state (&self->service.feed, TAPE_FEED_RUNNING, message, TAPE_NO_TIME);
}

static void
take_new (TapePollFeed *self, TapePollTurn *turn, const TapePollAnswer *answer)
{
  turn->memory = answer->memory;
  self->refused = FALSE;
  if (answer->missed > 0)
    {
      g_free (self->note);
      self->note = g_strdup_printf (
          _ ("%s: %" G_GUINT64_FORMAT " trades came faster than they can be asked for, and are missing."), turn->symbol,
          answer->missed);
    }
  tape_feed_set_state (&self->service.feed, TAPE_FEED_RUNNING, self->note, TAPE_NO_TIME);
}

static void
refuse (TapePollFeed *self, const TapePollAnswer *answer, gint64 now)
{
  tape_quota_refuse (self->quota, answer->until, answer->day, now);
  self->refused = TRUE;
}

static void
take (TapePollFeed *self, TapePollTurn *turn, TapePollAnswer *answer, gint64 now)
{
  turn->again = answer->outcome == TAPE_POLL_RETRY || answer->outcome == TAPE_POLL_NO_QUOTA;
  if (!turn->again)
    tape_backoff_works (&self->backoff, g_get_monotonic_time ());
  switch (answer->outcome)
    {
    case TAPE_POLL_OK:
      take_new (self, turn, answer);
      break;
    case TAPE_POLL_UNKNOWN_SYMBOL:
      take_unknown (self, turn, answer->message);
      break;
    case TAPE_POLL_NO_QUOTA:
      refuse (self, answer, now);
      break;
    case TAPE_POLL_RETRY:
      fail (self, answer->message, answer->until == TAPE_NO_TIME ? -1 : MAX (answer->until - now, 0));
      break;
    case TAPE_POLL_FATAL:
      tape_service_feed_stop (&self->service, answer->message);
      break;
    }
}

/* Without its past a price is a price: but for what the service says of further questions nothing follows. */
static void
take_past (TapePollFeed *self, const TapePollAnswer *answer, gint64 now)
{
  if (answer->outcome == TAPE_POLL_FATAL)
    tape_poll_past_refused (self, self->length);
  else if (answer->outcome == TAPE_POLL_NO_QUOTA)
    refuse (self, answer, now);
  else if (answer->outcome == TAPE_POLL_RETRY && answer->until != TAPE_NO_TIME)
    fail (self, answer->message, MAX (answer->until - now, 0));
}

static void
take_answer (TapePollFeed *self, TapePollTurn *turn, const TapeHttpAnswer *said)
{
  TapePollQuestion question = make_question (self, turn);
  g_auto (TapePollAnswer) answer;

  tape_poll_parse_http (self->poll, &question, &turn->memory, said, self->service.feed.universe,
                        (guint16)self->service.position.source, &answer);
  keep_message (self, said, &answer);
  if (self->length != 0)
    take_past (self, &answer, said->receive_time);
  else
    take (self, turn, &answer, said->receive_time);
  push (self, g_steal_pointer (&answer.batch));
}

static void
on_answer (const TapeHttpAnswer *said, const GError *error, gpointer data)
{
  TapePollFeed *self = data;
  TapePollTurn *turn = g_steal_pointer (&self->asking);

  if (error == NULL)
    take_answer (self, turn, said);
  else if (self->length == 0)
    {
      turn->again = TRUE;
      fail (self, error->message, -1);
    }
  step (self);
}

static void
ask (TapePollFeed *self, TapePollTurn *turn, const TapePollRequest *request)
{
  const char *secrets[] = { self->key, NULL };
  g_autofree char *url = tape_service_url (request->url);

  self->asking = turn;
  if (self->length != 0)
    tape_poll_past_asked (self, turn, self->length);
  else
    turn->asked = g_get_monotonic_time ();
  tape_http_get (self->http,
                 &(TapeHttpRequest){ .url = url, .headers = (const char *const *)request->headers, .secrets = secrets },
                 on_answer, self);
}

static void
take_unaskable (TapePollFeed *self, TapePollTurn *turn)
{
  g_autofree char *message = g_strdup_printf (_ ("%s cannot be asked for “%s”."), self->poll->title, turn->symbol);

  take_unknown (self, turn, message);
}

/* When */

static gboolean
is_open (const TapePollFeed *self, gint64 now)
{
  if ((self->poll->flags & TAPE_POLL_ROUND_THE_CLOCK) != 0)
    return TRUE;
  for (guint i = 0; i < self->schedule.turns->len; i++)
    {
      const TapePollTurn *turn = &g_array_index (self->schedule.turns, TapePollTurn, i);
      const TapeExchange *exchange = tape_universe_get (self->service.feed.universe, turn->instrument)->exchange;

      if (!turn->unknown && tape_market_is_trading (exchange, now, self->extended))
        return TRUE;
    }
  return FALSE;
}

static void
sleep_until (TapePollFeed *self, gint64 time)
{
  g_source_set_ready_time (self->timer, MIN (time, g_get_monotonic_time () + MAX_SLEEP));
}

/* Until there are calls again. A minute's are back soon, and nothing to speak of, unless the service itself says so. */
static void
wait_for_calls (TapePollFeed *self, guint cost, gint64 now)
{
  gint64 next = tape_quota_next (self->quota, cost, now);
  const char *message
      = next - now > TAPE_MINUTE ? _ ("The calls of the day are spent.") : _ ("The calls of the minute are spent.");

  sleep_until (self, g_get_monotonic_time () + (next - now));
  if (next - now > TAPE_MINUTE || self->refused)
    tape_feed_set_state (&self->service.feed, TAPE_FEED_WAITING, message, next);
}

/* The symbol whose price is due, or whose past is to be asked for; prices and pasts in turn, once all symbols have a price. */
static TapePollTurn *
choose (TapePollFeed *self, gint64 *due)
{
  gint64 now = g_get_monotonic_time ();
  guint n = tape_poll_schedule_count (&self->schedule);
  gboolean open = is_open (self, g_get_real_time ());
  gint64 interval = tape_poll_get_interval (self->poll, tape_quota_get_limits (self->quota), n, open);
  TapePollTurn *turn = tape_poll_schedule_next (&self->schedule, now, interval, due), *past;
  gboolean was_past = self->length != 0;
  guint32 length;

  self->length = 0;
  if (turn != NULL && (was_past || turn->asked == TAPE_NO_TIME))
    return turn;
  past = tape_poll_past_next (self, &length);
  if (past == NULL)
    return turn;
  self->length = length;
  return past;
}

/* Asks what is due, or sleeps until something is. */
static void
ask_next (TapePollFeed *self)
{
  gint64 now = g_get_real_time (), due;
  TapePollTurn *turn = choose (self, &due);
  TapePollQuestion question;
  g_auto (TapePollRequest) request = { 0 };

  if (turn == NULL)
    {
      sleep_until (self, due);
      return;
    }
  question = make_question (self, turn);
  if (!tape_poll_make_request (self->poll, &question, &request))
    take_unaskable (self, turn);
  else if (tape_quota_take (self->quota, request.cost, now))
    ask (self, turn, &request);
  else
    wait_for_calls (self, request.cost, now);
}

static void
step (TapePollFeed *self)
{
  g_source_set_ready_time (self->timer, -1);
  while (!self->service.over && self->asking == NULL && g_source_get_ready_time (self->timer) < 0)
    if (!tape_feed_wait_until (&self->service.feed, 0)) /* while paused */
      tape_service_feed_stop (&self->service, NULL);
    else if (g_get_monotonic_time () < self->retry_at)
      sleep_until (self, self->retry_at);
    else
      ask_next (self);
  say_calls (self, g_get_real_time ());
}

static gboolean
on_time (gpointer data)
{
  step (data);
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static void
make_timer (TapePollFeed *self)
{
  static GSourceFuncs functions = { .dispatch = dispatch };

  self->timer = g_source_new (&functions, sizeof (GSource));
  g_source_set_callback (self->timer, on_time, self, NULL);
  g_source_attach (self->timer, self->service.context);
}

/* Without the file it counts by itself. */
static void
share_quota (TapePollFeed *self)
{
  g_autoptr (GError) error = NULL;

  if (self->quota_file != NULL && !tape_quota_share (self->quota, self->quota_file, &error))
    g_debug ("%s", error->message);
}

void
tape_poll_run (TapePollFeed *self, GCancellable *cancellable)
{
  self->http = tape_http_new (self->service.context);
  make_timer (self);
  share_quota (self);
  tape_backoff_init (&self->backoff);
  self->retry_at = G_MININT64;
  tape_poll_past_begin (self);
  tape_feed_set_state (&self->service.feed, TAPE_FEED_CONNECTING, NULL, TAPE_NO_TIME);

  step (self);
  tape_service_feed_iterate (&self->service, cancellable);

  g_clear_pointer (&self->http, tape_http_free);
  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}
