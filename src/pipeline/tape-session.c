/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipeline/tape-session-private.h"

/* What lies between feeds and engine at most, and between engine and writer: where nothing can be stored for a while, a
 * market at its own pace goes on for about two minutes; commits of a replay at full speed are as large as all that room. */
#define BATCHES        512
#define BATCHES_TRADES 65536
#define COMMITS        600
#define COMMITS_TRADES (2 * 131072)

/* Answers to what new rules ask of the past that wait at most, and bars in them. */
#define ANSWERS      256
#define ANSWERS_BARS 65536

/* --- Making and ending --- */

static void
get_engine_summary (TapeEngine *engine, TapeSessionSummary *summary)
{
  TapeFrameSource totals;

  tape_engine_get_totals (engine, &totals);
  summary->read = totals.trades + totals.duplicates + totals.bars + totals.rejected;
  summary->rejected = totals.rejected;
  summary->ignored = totals.ignored;
  summary->duplicates = totals.duplicates;
  summary->late = totals.late;
  summary->late_dropped = totals.late_dropped;
  summary->windows = tape_engine_get_emitted (engine);
}

void
tape_session_note_restore_error (TapeSession *self, GError *error)
{
  GError *none = NULL;

  if (!__atomic_compare_exchange_n (&self->restore_error, &none, error, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    g_error_free (error);
}

/* On the engine's thread: what is open may be many trades, and what is to be made again is all that is stored. */
static TapeEngine *
restore (TapeEngine *fresh, gpointer data)
{
  TapeSession *self = data;
  g_autoptr (GError) error = NULL;
  char *notice = NULL;
  TapeEngine *engine
      = tape_restore_engine (fresh, self->database, self->universe, &self->options.engine, &notice, &error);

  get_engine_summary (engine, &self->before);
  __atomic_store_n (&self->notice, notice, __ATOMIC_RELEASE);
  if (error != NULL)
    tape_session_note_restore_error (self, g_steal_pointer (&error));
  /* What is old may go now, though nothing comes. */
  tape_writer_set_needed (self->writer, tape_engine_get_restore_time (engine), TAPE_ENGINE_RESTORE_TRADES);
  tape_queue_wake (self->commits);
  return engine;
}

/* Nothing can be stored and nobody waits for it to get better: the feeds may as well end. */
static void
on_store_failed (gpointer data)
{
  TapeSession *self = data;

  tape_queue_close (self->batches);
}

static void
on_answered (gpointer data)
{
  tape_queue_wake (((TapeSession *)data)->batches);
}

/* Once is enough; behind what else is to be said. */
static void
on_past_failed (char *message, gpointer data)
{
  TapeSession *self = data;
  char *none = NULL;

  if (self->past_failed
      || !__atomic_compare_exchange_n (&self->notice, &none, message, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    g_free (message);
  else
    self->past_failed = TRUE;
}

static void
start_past (TapeSession *self)
{
  TapePastThreadOptions options = {
    .database = self->database,
    .universe = self->universe,
    .lateness = self->options.engine.lateness,
    .answered = on_answered,
    .failed = on_past_failed,
    .data = self,
  };

  if (self->writer == NULL)
    return;
  self->answers = tape_queue_new (ANSWERS, ANSWERS_BARS, (GDestroyNotify)tape_past_answer_free);
  options.answers = self->answers;
  self->past = tape_past_thread_start (&options);
}

/* On the engine's thread. Without a clock what is received is of another time. */
static void
note_processed (const TapeBatch *batch, gpointer data)
{
  TapeSession *self = data;
  const TapeTrade *last = batch->n_trades > 0 ? &batch->trades[batch->n_trades - 1] : NULL;

  tape_delays_add_batch (self->delays, batch, TAPE_HOP_COMPUTED, g_get_monotonic_time ());
  if (last != NULL && self->options.clock != NULL)
    tape_delays_add (self->delays, last->source, TAPE_HOP_RECEIVED, last->receive_time - last->event_time);
}

static void
start_threads (TapeSession *self, TapeEngine *engine)
{
  TapeEngineThreadOptions options = {
    .batches = self->batches,
    .commits = self->commits,
    .past = self->answers,
    .waits = self->options.clock == NULL,
    .clock = self->options.clock,
    .frames = self->options.frames,
    .prepare = self->writer != NULL ? restore : NULL,
    .processed = note_processed,
    .data = self,
  };

  self->store = tape_store_thread_start (self->writer, self->commits, self->tray, self->past, self->delays,
                                         self->options.persistent, on_store_failed, self);
  tape_store_thread_set_retention (self->store, &self->options.retention);
  self->engine = tape_engine_thread_start (engine, &options);
  if (self->options.rules != NULL)
    tape_engine_thread_set_rules (self->engine, g_steal_pointer (&self->options.rules));
}

/* What an earlier session logged and did not tell. */
static gboolean
take_up_untold (TapeSession *self, GError **error)
{
  g_autoptr (GPtrArray) untold = NULL;

  if (self->writer == NULL || self->options.never_tell)
    return TRUE;
  untold = tape_writer_list_untold (self->writer, error);
  if (untold == NULL)
    return FALSE;
  for (guint i = 0; i < untold->len; i++)
    tape_firing_tray_put (self->tray, tape_firing_copy (g_ptr_array_index (untold, i)));
  return TRUE;
}

TapeSession *
tape_session_new (const TapeSessionOptions *options, GError **error)
{
  g_autoptr (TapeSession) self = g_new0 (TapeSession, 1);

  self->options = *options;
  self->database = g_strdup (options->database);
  self->options.database = self->database;
  self->universe = tape_universe_new (options->round_the_clock);
  self->feeds = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_feed_free);
  self->cancellables = g_ptr_array_new_with_free_func (g_object_unref);
  self->pending = g_ptr_array_new ();
  self->tray = tape_firing_tray_new (options->never_tell);
  self->delays = tape_delays_new ();
  tape_owner_assert (&self->owner);

  if (self->database != NULL && (self->writer = tape_writer_open (self->database, self->universe, error)) == NULL)
    return NULL;
  if (self->writer != NULL
      && (!tape_restore_check (self->writer, self->database, error) || !take_up_untold (self, error)))
    {
      g_clear_pointer (&self->writer, tape_writer_free);
      return NULL;
    }
  self->sources = tape_bound_sources_new (self->writer);
  self->batches = tape_queue_new (BATCHES, BATCHES_TRADES, (GDestroyNotify)tape_batch_unref);
  self->commits = tape_queue_new (COMMITS, COMMITS_TRADES, (GDestroyNotify)tape_commit_free);
  self->options.engine.asks_past = self->writer != NULL;
  start_past (self);
  start_threads (self, tape_engine_new (self->universe, &self->options.engine));
  return g_steal_pointer (&self);
}

/* Feeds first, then what they handed over, then the disk. */
static gboolean
finish (TapeSession *self, GError **error)
{
  if (self->rested != NULL || self->engine == NULL)
    return TRUE;
  for (guint i = 0; i < self->feeds->len; i++)
    tape_feed_wait (g_ptr_array_index (self->feeds, i));
  tape_queue_close (self->batches);
  self->rested = tape_engine_thread_join (self->engine);
  if (!tape_store_thread_join (self->store, error))
    return FALSE;
  if (self->restore_error == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (self->restore_error));
  return FALSE;
}

static void
forget_session (gpointer item, gpointer data)
{
  ((Ended *)item)->session = NULL;
}

void
tape_session_free (TapeSession *self)
{
  g_autoptr (GError) error = NULL;

  tape_owner_assert (&self->owner);
  for (guint i = 0; i < self->cancellables->len; i++)
    g_cancellable_cancel (g_ptr_array_index (self->cancellables, i));
  if (self->past != NULL)
    tape_past_thread_stop (self->past);
  if (self->store != NULL)
    tape_store_thread_stop_retrying (self->store);
  if (!finish (self, &error))
    g_warning ("%s", error->message);

  g_clear_pointer (&self->engine, tape_engine_thread_free);
  g_clear_pointer (&self->sources, tape_bound_sources_free);
  g_clear_pointer (&self->store, tape_store_thread_free);
  g_clear_pointer (&self->past, tape_past_thread_free);
  g_clear_pointer (&self->answers, tape_queue_free);
  g_clear_pointer (&self->tray, tape_firing_tray_free);
  g_clear_pointer (&self->delays, tape_delays_free);
  g_clear_pointer (&self->batches, tape_queue_free);
  g_clear_pointer (&self->commits, tape_queue_free);
  g_ptr_array_foreach (self->pending, forget_session, NULL);
  g_ptr_array_unref (self->pending);
  g_ptr_array_unref (self->feeds);
  g_ptr_array_unref (self->cancellables);
  tape_universe_unref (self->universe);
  g_clear_error (&self->restore_error);
  g_free (self->notice);
  g_free (self->database);
  g_free (self);
}

/* --- Running to the end --- */

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  TapeSession *self = data;

  for (guint i = 0; i < self->cancellables->len; i++)
    g_cancellable_cancel (g_ptr_array_index (self->cancellables, i));
  if (self->past != NULL)
    tape_past_thread_stop (self->past);
  /* A feed may wait for room that only the disk can make. */
  tape_store_thread_stop_retrying (self->store);
}

static gboolean
check_feeds (TapeSession *self, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  for (guint i = 0; i < self->feeds->len; i++)
    {
      g_autoptr (TapeFeedHealth) health = tape_feed_get_health (g_ptr_array_index (self->feeds, i), FALSE);

      if (health->state == TAPE_FEED_FAILED)
        {
          g_set_error_literal (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FILE, health->message);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
tape_session_run (TapeSession *self, GCancellable *cancellable, GError **error)
{
  gulong id = 0;
  gboolean stored;

  tape_owner_assert (&self->owner);
  if (cancellable != NULL)
    id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self, NULL);
  for (guint i = 0; i < self->feeds->len; i++)
    tape_session_start_feed (self, g_ptr_array_index (self->feeds, i), NULL, NULL);
  stored = finish (self, error);
  if (id != 0)
    g_cancellable_disconnect (cancellable, id);
  return stored && check_feeds (self, cancellable, error);
}

void
tape_session_get_summary (TapeSession *self, TapeSessionSummary *summary)
{
  TapeSessionSummary now = { 0 };

  *summary = now;
  if (self->rested == NULL)
    return;
  get_engine_summary (self->rested, &now);
  summary->read = now.read - self->before.read;
  summary->rejected = now.rejected - self->before.rejected;
  summary->ignored = now.ignored - self->before.ignored;
  summary->duplicates = now.duplicates - self->before.duplicates;
  summary->late = now.late - self->before.late;
  summary->late_dropped = now.late_dropped - self->before.late_dropped;
  summary->windows = now.windows - self->before.windows;
  summary->stored = tape_store_thread_get_stored (self->store);
}

TapeFrame *
tape_session_make_frame (TapeSession *self)
{
  g_return_val_if_fail (self->rested != NULL, NULL);

  return tape_engine_make_frame (self->rested);
}

TapeUniverse *
tape_session_get_universe (TapeSession *self)
{
  return self->universe;
}

const char *
tape_session_get_database (TapeSession *self)
{
  return self->database;
}

TapeFrame *
tape_session_take_frame (TapeSession *self)
{
  return tape_engine_thread_take_frame (self->engine);
}

void
tape_session_set_frame_notify (TapeSession *self, void (*notify) (gpointer data), gpointer data)
{
  tape_engine_thread_set_notify (self->engine, notify, data);
}

void
tape_session_set_rules (TapeSession *self, TapeRuleSet *rules)
{
  tape_engine_thread_set_rules (self->engine, rules);
}

void
tape_session_set_disagreement (TapeSession *self, double share)
{
  tape_engine_thread_set_disagreement (self->engine, share);
}

void
tape_session_set_focus (TapeSession *self, guint32 instrument)
{
  tape_engine_thread_set_focus (self->engine, instrument);
}

void
tape_session_set_firing_notify (TapeSession *self, void (*notify) (gpointer data), gpointer data)
{
  tape_firing_tray_set_notify (self->tray, notify, data);
  tape_queue_wake (self->commits);
}

GPtrArray *
tape_session_take_firings (TapeSession *self)
{
  return tape_firing_tray_take (self->tray);
}

void
tape_session_mark_firing (TapeSession *self, gint64 id, TapeTold told, gint64 time)
{
  if (id == 0)
    return;
  tape_firing_tray_mark (self->tray, id, told, time);
  tape_queue_wake (self->commits);
}

void
tape_session_mark_seen (TapeSession *self, gint64 up_to_id)
{
  tape_firing_tray_see (self->tray, up_to_id);
  tape_queue_wake (self->commits);
}

void
tape_session_log_firing (TapeSession *self, TapeFiring *firing)
{
  tape_firing_tray_log (self->tray, firing);
  tape_queue_wake (self->commits);
}

char *
tape_session_get_source_name (TapeSession *self, guint32 source)
{
  return tape_bound_sources_get_name (self->sources, source);
}

gboolean
tape_session_is_of_feed (TapeSession *self, guint32 source, const TapeFeed *feed)
{
  return tape_bound_sources_is_of (self->sources, source, feed);
}

typedef struct
{
  TapeBoundSources *sources;
  const TapeFeed *feed;
} Whose;

static gboolean
is_whose (guint32 source, gpointer data)
{
  const Whose *whose = data;

  return tape_bound_sources_is_of (whose->sources, source, whose->feed);
}

void
tape_session_get_delay (TapeSession *self, const TapeFeed *feed, TapeHop hop, TapeDelay *delay)
{
  Whose whose = { self->sources, feed };

  tape_delays_get (self->delays, hop, is_whose, &whose, delay);
}

void
tape_session_note_drawn (TapeSession *self, const TapeFrame *frame)
{
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; i < frame->n_sources; i++)
    if (frame->sources[i].handed_over != 0)
      tape_delays_add (self->delays, frame->sources[i].source, TAPE_HOP_DRAWN, now - frame->sources[i].handed_over);
}

char *
tape_session_get_store_message (TapeSession *self)
{
  const GError *error = __atomic_load_n (&self->restore_error, __ATOMIC_ACQUIRE);

  return error != NULL ? g_strdup (error->message) : tape_store_thread_get_message (self->store);
}

void
tape_session_set_retention (TapeSession *self, const TapeRetention *retention)
{
  tape_owner_assert (&self->owner);
  self->options.retention = *retention;
  tape_store_thread_set_retention (self->store, retention);
}

void
tape_session_compact (TapeSession *self)
{
  tape_store_thread_compact (self->store);
}

char *
tape_session_get_retention (TapeSession *self, TapeRetentionProgress *progress)
{
  return tape_store_thread_get_retention (self->store, progress);
}

char *
tape_session_take_notice (TapeSession *self)
{
  return __atomic_exchange_n (&self->notice, NULL, __ATOMIC_ACQ_REL);
}

gboolean
tape_session_is_damaged (TapeSession *self)
{
  const GError *error = __atomic_load_n (&self->restore_error, __ATOMIC_ACQUIRE);

  return tape_store_error_is_damage (error) || tape_store_thread_is_damaged (self->store);
}
