/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-feed-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <time.h>

#define MESSAGE_RAW      512
#define MESSAGE_INTERVAL (TAPE_SECOND / 8)

G_DEFINE_QUARK (tape - feed - error - quark, tape_feed_error)

static void
message_free (gpointer data)
{
  TapeFeedMessage *message = data;

  g_free (message->raw);
  g_free (message->parsed);
  g_free (message);
}

static TapeFeedMessage *
message_copy (const TapeFeedMessage *message)
{
  TapeFeedMessage *copy = g_memdup2 (message, sizeof *message);

  copy->raw = g_strdup (message->raw);
  copy->parsed = g_strdup (message->parsed);
  return copy;
}

void
tape_feed_init (TapeFeed *self, const TapeFeedType *type, const char *name, TapeUniverse *universe)
{
  pthread_condattr_t monotonic;

  self->type = type;
  self->name = g_strdup (name);
  self->universe = tape_universe_ref (universe);
  self->health.progress = -1;
  self->health.next = TAPE_NO_TIME;
  self->health.calls.back = TAPE_NO_TIME;
  self->health.last_event_time = TAPE_NO_TIME;
  self->health.messages = g_ptr_array_new_with_free_func (message_free);
  pthread_mutex_init (&self->lock, NULL);
  pthread_condattr_init (&monotonic);
  pthread_condattr_setclock (&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init (&self->changed, &monotonic);
  pthread_condattr_destroy (&monotonic);
}

void
tape_feed_free (TapeFeed *self)
{
  if (self->type->free != NULL)
    self->type->free (self);
  g_free (self->name);
  g_free (self->health.message);
  g_ptr_array_unref (self->health.messages);
  tape_universe_unref (self->universe);
  pthread_mutex_destroy (&self->lock);
  pthread_cond_destroy (&self->changed);
  g_free (self);
}

const TapeFeedType *
tape_feed_get_type_info (TapeFeed *self)
{
  return self->type;
}

const char *
tape_feed_get_name (TapeFeed *self)
{
  return self->name;
}

void
tape_feed_set_bind (TapeFeed *self, TapeFeedBind bind, gpointer bind_data)
{
  self->bind = bind;
  self->bind_data = bind_data;
}

gboolean
tape_feed_bind_found (TapeFeed *self, guint i, GError **error)
{
  if (self->bind != NULL)
    return self->bind (self, i, self->bind_data, error);
  self->type->bind (self, i, i + 1, NULL);
  return TRUE;
}

void
tape_feed_set_name (TapeFeed *self, const char *name)
{
  g_return_if_fail (!self->on_thread);

  g_free (self->name);
  self->name = g_strdup (name);
}

static gboolean
is_cancelled (TapeFeed *self)
{
  return self->cancellable != NULL && g_cancellable_is_cancelled (self->cancellable);
}

static void
wait_while_paused (TapeFeed *self)
{
  while (self->paused && !is_cancelled (self))
    pthread_cond_wait (&self->changed, &self->lock);
}

static void
note_begun (TapeFeed *self, const TapeBatch *batch)
{
  guint i = 0;

  if (batch->kind != TAPE_BATCH_BEGIN && batch->kind != TAPE_BATCH_END)
    return;
  while (i < self->begun->len && g_array_index (self->begun, guint32, i) != batch->source)
    i++;
  if (batch->kind == TAPE_BATCH_END && i < self->begun->len)
    g_array_remove_index_fast (self->begun, i);
  else if (batch->kind == TAPE_BATCH_BEGIN && i == self->begun->len)
    g_array_append_val (self->begun, batch->source);
}

/* Those of a live feed that was stopped, or could not go on, are away: an END that is live. Others may stand in for them, and no
 * window closes, since they may begin again. */
static void
push_away (TapeFeed *self)
{
  gboolean going = self->type->live;

  for (guint i = 0; going && i < self->begun->len; i++)
    {
      TapeBatch *away = tape_batch_new_end (g_array_index (self->begun, guint32, i));

      away->live = TRUE;
      going = self->push (away, self->push_data);
    }
}

gboolean
tape_feed_push (TapeFeed *self, TapeBatch *batch)
{
  guint n_events = tape_batch_n_events (batch);

  pthread_mutex_lock (&self->lock);
  wait_while_paused (self);
  self->health.events += n_events;
  self->health.rejected += batch->n_rejects;
  self->health.ignored += batch->ignored;
  if (batch->n_trades > 0)
    self->health.last_event_time = batch->trades[batch->n_trades - 1].event_time;
  else if (batch->n_bars > 0)
    self->health.last_event_time = batch->bars[batch->n_bars - 1].start;
  pthread_mutex_unlock (&self->lock);

  if (is_cancelled (self))
    {
      tape_batch_unref (batch);
      return FALSE;
    }
  note_begun (self, batch);
  batch->handed_over = g_get_monotonic_time ();
  return self->push (batch, self->push_data);
}

gboolean
tape_feed_wait_until (TapeFeed *self, gint64 time)
{
  struct timespec until = { .tv_sec = time / G_USEC_PER_SEC, .tv_nsec = time % G_USEC_PER_SEC * 1000 };
  guint serial;
  int result = 0;

  pthread_mutex_lock (&self->lock);
  serial = self->speed_serial;
  while (serial == self->speed_serial && result == 0 && !is_cancelled (self))
    result = pthread_cond_timedwait (&self->changed, &self->lock, &until);
  wait_while_paused (self);
  pthread_mutex_unlock (&self->lock);
  return !is_cancelled (self);
}

double
tape_feed_get_pace (TapeFeed *self, guint *serial)
{
  double speed;

  pthread_mutex_lock (&self->lock);
  speed = self->speed;
  *serial = self->speed_serial;
  pthread_mutex_unlock (&self->lock);
  return speed;
}

void
tape_feed_set_progress (TapeFeed *self, double progress)
{
  pthread_mutex_lock (&self->lock);
  self->health.progress = progress;
  pthread_mutex_unlock (&self->lock);
}

gboolean
tape_feed_wants_message (TapeFeed *self)
{
  return g_get_monotonic_time () >= self->next_message;
}

void
tape_feed_keep_message (TapeFeed *self, const char *raw, gsize length, gboolean rejected, const char *parsed)
{
  TapeFeedMessage *message = g_new0 (TapeFeedMessage, 1);

  message->receive_time = g_get_real_time ();
  message->raw = g_utf8_make_valid (raw, (gssize)MIN (length, MESSAGE_RAW));
  message->parsed = g_strdup (parsed);
  message->rejected = rejected;
  self->next_message = g_get_monotonic_time () + MESSAGE_INTERVAL;

  pthread_mutex_lock (&self->lock);
  g_ptr_array_insert (self->health.messages, 0, message);
  if (self->health.messages->len > TAPE_FEED_MESSAGES)
    g_ptr_array_set_size (self->health.messages, TAPE_FEED_MESSAGES);
  pthread_mutex_unlock (&self->lock);
}

char *
tape_feed_describe_trade (TapeFeed *self, const TapeTrade *trade)
{
  char time[TAPE_TIME_TEXT], price[TAPE_NUMBER_TEXT], quantity[TAPE_NUMBER_TEXT];
  const char *side = trade->side == TAPE_SIDE_BUY    ? _ ("bought")
                     : trade->side == TAPE_SIDE_SELL ? _ ("sold")
                                                     : _ ("side unknown");

  tape_time_format (trade->event_time, time);
  tape_number_format (trade->price, price);
  tape_number_format (trade->quantity, quantity);
  return g_strdup_printf ("%s %s × %s, %s, %s", tape_universe_get (self->universe, trade->instrument)->symbol, price,
                          quantity, side, time);
}

void
tape_feed_set_state (TapeFeed *self, TapeFeedState state, const char *message, gint64 next)
{
  pthread_mutex_lock (&self->lock);
  self->health.state = state;
  g_free (self->health.message);
  self->health.message = g_strdup (message);
  self->health.next = next;
  pthread_mutex_unlock (&self->lock);
}

void
tape_feed_set_calls (TapeFeed *self, const TapeFeedCalls *calls)
{
  pthread_mutex_lock (&self->lock);
  self->health.calls = *calls;
  pthread_mutex_unlock (&self->lock);
}

gboolean
tape_feed_run (TapeFeed *self, TapeFeedPush push, gpointer push_data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gboolean done;

  self->push = push;
  self->push_data = push_data;
  self->cancellable = cancellable;
  self->begun = g_array_new (FALSE, FALSE, sizeof (guint32));
  tape_feed_set_state (self, TAPE_FEED_RUNNING, NULL, TAPE_NO_TIME);

  done = self->type->run (self, cancellable, &local_error);
  push_away (self);
  g_clear_pointer (&self->begun, g_array_unref);
  if (done && is_cancelled (self))
    done = !g_cancellable_set_error_if_cancelled (cancellable, &local_error);

  if (done)
    tape_feed_set_state (self, TAPE_FEED_FINISHED, NULL, TAPE_NO_TIME);
  else if (local_error == NULL || g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tape_feed_set_state (self, TAPE_FEED_STOPPED, NULL, TAPE_NO_TIME);
  else
    tape_feed_set_state (self, TAPE_FEED_FAILED, local_error->message, TAPE_NO_TIME);

  if (!done && local_error == NULL)
    g_set_error_literal (&local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The feed was stopped."));
  if (!done)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return done;
}

/* The run as a GTask. GTask's own pool is shared and small: feeds that never end would fill it, so each gets a thread. */

typedef struct
{
  TapeFeed *feed;
  TapeFeedPush push;
  gpointer push_data;
  gulong cancelled_id;
} Run;

static void
wake (TapeFeed *self)
{
  pthread_mutex_lock (&self->lock);
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->lock);
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  wake (data);
}

static gpointer
run_thread (gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GError) error = NULL;
  Run *run = g_task_get_task_data (task);
  gboolean done;

  g_main_context_push_thread_default (context);
  done = tape_feed_run (run->feed, run->push, run->push_data, g_task_get_cancellable (task), &error);
  g_main_context_pop_thread_default (context);

  pthread_mutex_lock (&run->feed->lock);
  run->feed->on_thread = FALSE;
  pthread_cond_broadcast (&run->feed->changed);
  pthread_mutex_unlock (&run->feed->lock);

  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
  return NULL;
}

void
tape_feed_run_async (TapeFeed *self,
                     TapeFeedPush push,
                     gpointer push_data,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Run *run = g_new0 (Run, 1);

  run->feed = self;
  run->push = push;
  run->push_data = push_data;
  self->on_thread = TRUE;
  if (cancellable != NULL)
    run->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self, NULL);
  g_task_set_source_tag (task, tape_feed_run_async);
  g_task_set_task_data (task, run, g_free);
  g_task_set_check_cancellable (task, FALSE);
  g_thread_unref (g_thread_new ("tape-feed", run_thread, task));
}

void
tape_feed_wait (TapeFeed *self)
{
  pthread_mutex_lock (&self->lock);
  while (self->on_thread)
    pthread_cond_wait (&self->changed, &self->lock);
  pthread_mutex_unlock (&self->lock);
}

gboolean
tape_feed_run_finish (TapeFeed *self, GAsyncResult *result, GError **error)
{
  Run *run = g_task_get_task_data (G_TASK (result));

  if (run->cancelled_id != 0)
    {
      g_cancellable_disconnect (g_task_get_cancellable (G_TASK (result)), run->cancelled_id);
      run->cancelled_id = 0;
    }
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
tape_feed_set_paused (TapeFeed *self, gboolean paused)
{
  pthread_mutex_lock (&self->lock);
  if (self->paused != paused)
    {
      self->paused = paused;
      self->speed_serial++;
      pthread_cond_broadcast (&self->changed);
    }
  pthread_mutex_unlock (&self->lock);
}

void
tape_feed_set_speed (TapeFeed *self, double speed)
{
  g_return_if_fail (speed >= 0);

  pthread_mutex_lock (&self->lock);
  if (self->speed != speed)
    {
      self->speed = speed;
      self->speed_serial++;
      pthread_cond_broadcast (&self->changed);
    }
  pthread_mutex_unlock (&self->lock);
}

TapeFeedHealth *
tape_feed_get_health (TapeFeed *self, gboolean with_messages)
{
  TapeFeedHealth *health = g_new0 (TapeFeedHealth, 1);

  pthread_mutex_lock (&self->lock);
  *health = self->health;
  health->message = g_strdup (self->health.message);
  health->speed = self->speed;
  if (health->state >= TAPE_FEED_RUNNING && health->state < TAPE_FEED_PAUSED && self->paused)
    health->state = TAPE_FEED_PAUSED;
  health->messages = g_ptr_array_new_with_free_func (message_free);
  for (guint i = 0; with_messages && i < self->health.messages->len; i++)
    g_ptr_array_add (health->messages, message_copy (g_ptr_array_index (self->health.messages, i)));
  pthread_mutex_unlock (&self->lock);
  return health;
}

void
tape_feed_health_free (TapeFeedHealth *health)
{
  g_free (health->message);
  g_ptr_array_unref (health->messages);
  g_free (health);
}
