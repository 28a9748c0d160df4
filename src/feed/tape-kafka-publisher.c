/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-kafka-publisher.h"

#include <glib/gi18n-lib.h>
#include <pthread.h>
#include <string.h>

#include "feed/tape-feed.h"
#include "feed/tape-kafka-client.h"
#include "feed/tape-trade-text.h"

/* ms. Between two looks at whether to go on waiting. */
#define WAIT 50

static const char *const trade_columns[]
    = { TAPE_TRADE_TEXT_COLUMNS, "derived", "estimated", TAPE_SIMULATED_COLUMN, NULL };
static const char *const bar_columns[] = { "start", "symbol", "length",   "open", "high",  "low",
                                           "close", "volume", "turnover", "buys", "sells", TAPE_SIMULATED_COLUMN,
                                           NULL };

struct _TapeKafkaPublisher
{
  TapeUniverse *universe;
  TapeKafkaSettings *settings;
  GCancellable *cancellable;
  gboolean simulated;
  rd_kafka_t *client;
  GString *text;
  TapeRowText trade_row;
  TapeRowText bar_row;

  pthread_mutex_t lock; /* guards all below */
  TapeKafkaPublished published;
  guint64 lost;
  gboolean refused; /* the cluster takes nothing of us */
  char *message;
  char *reason; /* of the first that was lost */
};

/* --- What librdkafka says, while it is polled --- */

static void
on_error (rd_kafka_t *client, int code, const char *reason, void *data)
{
  TapeKafkaPublisher *self = data;
  char *message = tape_kafka_client_explain (self->settings, code, reason);

  pthread_mutex_lock (&self->lock);
  g_free (self->message);
  self->message = message;
  if (self->published.delivered == 0 && tape_kafka_client_is_refusal (code))
    {
      self->refused = TRUE;
      if (self->reason == NULL)
        self->reason = g_strdup (message);
    }
  pthread_mutex_unlock (&self->lock);
}

static void
lose (TapeKafkaPublisher *self, rd_kafka_resp_err_t code)
{
  pthread_mutex_lock (&self->lock);
  self->lost++;
  if (self->reason == NULL)
    self->reason = tape_kafka_client_explain (self->settings, code, NULL);
  pthread_mutex_unlock (&self->lock);
}

static void
on_delivered (rd_kafka_t *client, const rd_kafka_message_t *message, void *data)
{
  TapeKafkaPublisher *self = data;

  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      lose (self, message->err);
      return;
    }
  pthread_mutex_lock (&self->lock);
  self->published.delivered++;
  g_clear_pointer (&self->message, g_free);
  pthread_mutex_unlock (&self->lock);
}

/* --- Making --- */

static gboolean
check (const TapeKafkaSettings *settings, GError **error)
{
  if (!tape_kafka_settings_check (settings, TRUE, error))
    return FALSE;
  if (settings->topics[1] == NULL)
    return TRUE;
  g_set_error_literal (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION, _ ("Name one topic to write to, not several."));
  return FALSE;
}

static rd_kafka_t *
make_client (TapeKafkaPublisher *self, GError **error)
{
  rd_kafka_conf_t *conf = tape_kafka_client_make_conf (self->settings, RD_KAFKA_PRODUCER, error);

  if (conf == NULL)
    return NULL;
  rd_kafka_conf_set_opaque (conf, self);
  rd_kafka_conf_set_error_cb (conf, on_error);
  rd_kafka_conf_set_dr_msg_cb (conf, on_delivered);
  return tape_kafka_client_new (self->settings, conf, RD_KAFKA_PRODUCER, error);
}

TapeKafkaPublisher *
tape_kafka_publisher_new (TapeUniverse *universe,
                          const TapeKafkaSettings *settings,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (TapeKafkaPublisher) self = NULL;

  if (!check (settings, error))
    return NULL;
  self = g_new0 (TapeKafkaPublisher, 1);
  pthread_mutex_init (&self->lock, NULL);
  self->universe = tape_universe_ref (universe);
  self->settings = tape_kafka_settings_copy (settings);
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : g_cancellable_new ();
  self->text = g_string_new (NULL);
  tape_row_text_init (&self->trade_row, self->text, TAPE_TEXT_JSON, trade_columns);
  tape_row_text_init (&self->bar_row, self->text, TAPE_TEXT_JSON, bar_columns);
  self->client = make_client (self, error);
  return self->client != NULL ? g_steal_pointer (&self) : NULL;
}

void
tape_kafka_publisher_set_simulated (TapeKafkaPublisher *self, gboolean simulated)
{
  self->simulated = simulated;
}

void
tape_kafka_publisher_free (TapeKafkaPublisher *self)
{
  g_clear_pointer (&self->client, rd_kafka_destroy);
  tape_row_text_clear (&self->trade_row);
  tape_row_text_clear (&self->bar_row);
  g_string_free (self->text, TRUE);
  g_object_unref (self->cancellable);
  tape_kafka_settings_free (self->settings);
  tape_universe_unref (self->universe);
  pthread_mutex_destroy (&self->lock);
  g_free (self->message);
  g_free (self->reason);
  g_free (self);
}

/* --- Publishing --- */

static gboolean
goes_on (TapeKafkaPublisher *self)
{
  gboolean lost;

  pthread_mutex_lock (&self->lock);
  lost = self->lost > 0 || self->refused;
  pthread_mutex_unlock (&self->lock);
  return !lost && !g_cancellable_is_cancelled (self->cancellable);
}

/* Sends the text, which librdkafka copies. The record has the time of now: a cluster deletes what is older than it keeps records,
 * a week as a rule, and old trades would be gone before they are read. */
static gboolean
put (TapeKafkaPublisher *self, const char *symbol)
{
  rd_kafka_resp_err_t code;

  do
    {
      code = rd_kafka_producev (self->client, RD_KAFKA_V_TOPIC (self->settings->topics[0]),
                                RD_KAFKA_V_KEY ((char *)symbol, strlen (symbol)),
                                RD_KAFKA_V_VALUE (self->text->str, self->text->len),
                                RD_KAFKA_V_MSGFLAGS (RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
      if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL)
        rd_kafka_poll (self->client, WAIT);
    }
  while (code == RD_KAFKA_RESP_ERR__QUEUE_FULL && goes_on (self));
  if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL)
    return FALSE;
  pthread_mutex_lock (&self->lock);
  self->published.sent++;
  pthread_mutex_unlock (&self->lock);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
    lose (self, code);
  return code == RD_KAFKA_RESP_ERR_NO_ERROR;
}

static void
add_mark (TapeRowText *row, gboolean set)
{
  if (set)
    tape_row_text_add_integer (row, 1);
  else
    tape_row_text_skip (row);
}

static void
add_comment (TapeKafkaPublisher *self, TapeRowText *row)
{
  if (self->simulated)
    tape_row_text_add (row, TAPE_SIMULATED_TEXT);
  else
    tape_row_text_skip (row);
}

static gboolean
send_trade (TapeKafkaPublisher *self, const TapeBatch *batch, const TapeTrade *trade)
{
  const char *symbol = tape_universe_get (self->universe, trade->instrument)->symbol;

  g_string_truncate (self->text, 0);
  tape_trade_text_add (&self->trade_row, symbol, trade,
                       (trade->flags & TAPE_TRADE_TEXT_ID) != 0 ? batch->text + trade->id : NULL);
  add_mark (&self->trade_row, (trade->flags & TAPE_TRADE_DERIVED) != 0);
  add_mark (&self->trade_row, (trade->flags & TAPE_TRADE_ESTIMATED) != 0);
  add_comment (self, &self->trade_row);
  tape_row_text_end (&self->trade_row);
  return put (self, symbol);
}

static gboolean
send_bar (TapeKafkaPublisher *self, const TapeBar *bar)
{
  const char *symbol = tape_universe_get (self->universe, bar->instrument)->symbol;
  TapeRowText *row = &self->bar_row;

  g_string_truncate (self->text, 0);
  tape_row_text_add_time (row, bar->start);
  tape_row_text_add (row, symbol);
  tape_row_text_add_integer (row, bar->length);
  tape_row_text_add_number (row, bar->open);
  tape_row_text_add_number (row, bar->high);
  tape_row_text_add_number (row, bar->low);
  tape_row_text_add_number (row, bar->close);
  tape_row_text_add_number (row, bar->volume);
  tape_row_text_add_number (row, bar->turnover);
  tape_row_text_add_number (row, bar->buys);
  tape_row_text_add_number (row, bar->sells);
  add_comment (self, row);
  tape_row_text_end (row);
  return put (self, symbol);
}

gboolean
tape_kafka_publisher_push (TapeBatch *batch, gpointer publisher)
{
  TapeKafkaPublisher *self = publisher;
  gboolean going = TRUE;

  for (guint i = 0; i < batch->n_trades && going; i++)
    going = send_trade (self, batch, &batch->trades[i]);
  for (guint i = 0; i < batch->n_bars && going; i++)
    going = send_bar (self, &batch->bars[i]);
  pthread_mutex_lock (&self->lock);
  self->published.rejected += batch->n_rejects;
  pthread_mutex_unlock (&self->lock);
  rd_kafka_poll (self->client, 0);
  tape_batch_unref (batch);
  return going && goes_on (self);
}

static gboolean
fail_lost (TapeKafkaPublisher *self, GError **error)
{
  pthread_mutex_lock (&self->lock);
  g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FILE,
               _ ("Of %" G_GUINT64_FORMAT " messages for the topic “%s”, %" G_GUINT64_FORMAT " were not delivered. %s"),
               self->published.sent, self->settings->topics[0], self->published.sent - self->published.delivered,
               self->reason);
  pthread_mutex_unlock (&self->lock);
  return FALSE;
}

static gboolean
is_refused (TapeKafkaPublisher *self)
{
  gboolean refused;

  pthread_mutex_lock (&self->lock);
  refused = self->refused;
  pthread_mutex_unlock (&self->lock);
  return refused;
}

/* Where one message is lost, others still get there. */
gboolean
tape_kafka_publisher_finish (TapeKafkaPublisher *self, GError **error)
{
  gboolean lost;

  while (rd_kafka_outq_len (self->client) > 0 && !is_refused (self) && !g_cancellable_is_cancelled (self->cancellable))
    rd_kafka_flush (self->client, WAIT);
  pthread_mutex_lock (&self->lock);
  lost = self->lost > 0 || self->refused;
  pthread_mutex_unlock (&self->lock);
  return lost ? fail_lost (self, error) : !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

void
tape_kafka_publisher_count (TapeKafkaPublisher *self, TapeKafkaPublished *published)
{
  pthread_mutex_lock (&self->lock);
  *published = self->published;
  pthread_mutex_unlock (&self->lock);
}

char *
tape_kafka_publisher_get_message (TapeKafkaPublisher *self)
{
  char *message;

  pthread_mutex_lock (&self->lock);
  message = g_strdup (self->message);
  pthread_mutex_unlock (&self->lock);
  return message;
}
