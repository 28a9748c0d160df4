/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tape-engine-thread.h"

#include <pthread.h>

#include "engine/tape-ticks.h"

/* Trades after which a commit is handed on at once, and µs after which one is handed on at the latest. */
#define COMMIT_TRADES   131072
#define COMMIT_INTERVAL (TAPE_SECOND / 5)

/* µs between two commits that are handed on at once because a rule fired. */
#define FIRING_INTERVAL (2 * TAPE_MILLISECOND)

/* µs that the clock alone brings a tick after its second: until then what was received before may be on its way. While
 * batches wait those bring it, unless they do not come so far. */
#define TICK_PATIENCE (TAPE_SECOND / 10)
#define MOST_PATIENCE (5 * TAPE_SECOND)

struct _TapeEngineThread
{
  TapeEngineThreadOptions options;
  pthread_t thread;

  /* engine thread only, until joined */
  TapeEngine *engine;
  TapeTicks ticks;    /* while the clock is looked at */
  gint64 next_commit; /* monotonic; G_MAXINT64: nothing to commit */
  gint64 last_commit; /* monotonic */
  gboolean undrawn;
  guint n_asked;         /* questions that are open */
  GArray *undrawn_since; /* gint64 by source: when what is in no frame yet was handed over first; 0: all is in one */

  /* atomic */
  TapeFrame *frame;
  int wanted;
  guint32 focus;
  double disagreement;
  int rules_wait; /* whether @rules are to be taken */

  pthread_mutex_t lock; /* guards what is below */
  void (*notify) (gpointer data);
  gpointer notify_data;
  TapeRuleSet *rules;
};

static void
hand_on_commit (TapeEngineThread *self)
{
  TapeCommit *commit = tape_engine_take_commit (self->engine);

  self->next_commit = G_MAXINT64;
  if (commit == NULL)
    return;
  self->last_commit = g_get_monotonic_time ();
  self->n_asked += self->options.past != NULL ? commit->questions->len : 0;
  if (self->options.commits != NULL)
    tape_queue_push (self->options.commits, commit, tape_commit_get_size (commit));
  else
    tape_commit_free (commit);
}

static void
note_undrawn (TapeEngineThread *self, const TapeBatch *batch)
{
  guint32 source = batch->n_trades > 0 ? batch->trades[0].source : batch->n_bars > 0 ? batch->bars[0].source : 0;

  if (source >= self->undrawn_since->len)
    g_array_set_size (self->undrawn_since, source + 1);
  if (g_array_index (self->undrawn_since, gint64, source) == 0)
    g_array_index (self->undrawn_since, gint64, source) = batch->handed_over;
}

static void
stamp_frame (TapeEngineThread *self, TapeFrame *frame)
{
  for (guint i = 0; i < frame->n_sources; i++)
    if (frame->sources[i].source < self->undrawn_since->len)
      frame->sources[i].handed_over = g_array_index (self->undrawn_since, gint64, frame->sources[i].source);
  g_array_set_size (self->undrawn_since, 0);
}

static void
publish (TapeEngineThread *self)
{
  TapeFrame *frame, *old;

  if (!self->undrawn || !__atomic_load_n (&self->wanted, __ATOMIC_ACQUIRE))
    return;
  self->undrawn = FALSE;
  __atomic_store_n (&self->wanted, FALSE, __ATOMIC_RELEASE);
  frame = tape_engine_make_frame (self->engine);
  stamp_frame (self, frame);
  old = __atomic_exchange_n (&self->frame, frame, __ATOMIC_ACQ_REL);
  g_clear_pointer (&old, tape_frame_unref);

  pthread_mutex_lock (&self->lock);
  if (self->notify != NULL)
    self->notify (self->notify_data);
  pthread_mutex_unlock (&self->lock);
}

/* When to look up though no batch comes. */
static gint64
find_deadline (TapeEngineThread *self)
{
  gint64 deadline = self->next_commit;

  if (self->options.clock != NULL)
    deadline
        = MIN (deadline, g_get_monotonic_time () + MAX (0, self->ticks.next + TICK_PATIENCE - self->options.clock ()));
  return deadline;
}

/* After a batch: it is to be committed before long; at once where a rule fired while the clock is looked at. */
static void
plan_commit (TapeEngineThread *self)
{
  if (self->next_commit == G_MAXINT64)
    self->next_commit = g_get_monotonic_time () + COMMIT_INTERVAL;
  if (self->options.clock != NULL && tape_engine_stamp_firings (self->engine, self->options.clock))
    self->next_commit = MIN (self->next_commit, self->last_commit + FIRING_INTERVAL);
}

static void
begin_ticks (TapeEngineThread *self)
{
  gint64 now = self->options.clock ();

  tape_ticks_begin (&self->ticks, self->engine, now);
  tape_ticks_pass (&self->ticks, now);
}

static void
pass_ticks (TapeEngineThread *self)
{
  gint64 patience = tape_queue_length (self->options.batches) > 0 ? MOST_PATIENCE : TICK_PATIENCE;

  if (!tape_ticks_pass (&self->ticks, self->options.clock () - patience))
    return;
  self->undrawn = TRUE;
  plan_commit (self);
}

static void
take_batch (TapeEngineThread *self, TapeBatch *batch)
{
  if (self->options.clock != NULL)
    tape_ticks_process (&self->ticks, batch);
  else
    tape_engine_process (self->engine, batch);
  if (self->options.processed != NULL)
    self->options.processed (batch, self->options.data);
  if (self->options.frames)
    note_undrawn (self, batch);
  tape_batch_unref (batch);
  self->undrawn = TRUE;
  plan_commit (self);
}

static void
follow_focus (TapeEngineThread *self)
{
  guint32 focus = __atomic_load_n (&self->focus, __ATOMIC_ACQUIRE);

  if (tape_engine_get_focus (self->engine) == focus)
    return;
  tape_engine_set_focus (self->engine, focus);
  self->undrawn = TRUE;
}

static void
follow_disagreement (TapeEngineThread *self)
{
  double share;

  __atomic_load (&self->disagreement, &share, __ATOMIC_ACQUIRE);
  tape_engine_set_disagreement (self->engine, share);
}

static void
take_rules (TapeEngineThread *self)
{
  TapeRuleSet *rules;

  if (!__atomic_load_n (&self->rules_wait, __ATOMIC_ACQUIRE))
    return;
  pthread_mutex_lock (&self->lock);
  rules = g_steal_pointer (&self->rules);
  __atomic_store_n (&self->rules_wait, FALSE, __ATOMIC_RELEASE);
  pthread_mutex_unlock (&self->lock);
  tape_engine_set_rules (self->engine, rules);
  g_clear_pointer (&rules, tape_rule_set_unref);
  self->undrawn = TRUE;

  /* What they ask goes with a commit. */
  if (self->options.past == NULL)
    return;
  plan_commit (self);
  if (self->options.waits)
    hand_on_commit (self);
}

static void
take_past (TapeEngineThread *self)
{
  gint64 deadline = self->options.waits ? G_MAXINT64 : 0;

  while (self->n_asked > 0)
    {
      TapePastAnswer *answer = tape_queue_pop (self->options.past, deadline);

      if (answer == NULL)
        break;
      self->n_asked--;
      tape_engine_take_past (self->engine, answer);
      tape_past_answer_free (answer);
      plan_commit (self);
    }
}

static void *
run (void *data)
{
  TapeEngineThread *self = data;

  if (self->options.prepare != NULL)
    self->engine = self->options.prepare (self->engine, self->options.data);
  if (self->options.clock != NULL)
    begin_ticks (self);

  /* What was restored is there to be seen before anything comes. */
  if (self->options.frames)
    publish (self);
  for (;;)
    {
      gint64 deadline = find_deadline (self);
      TapeBatch *batch = tape_queue_pop (self->options.batches, deadline);

      follow_focus (self);
      follow_disagreement (self);
      take_rules (self);
      take_past (self);
      if (batch != NULL)
        take_batch (self, batch);
      else if (tape_queue_is_closed (self->options.batches) && tape_queue_length (self->options.batches) == 0)
        break;
      if (self->options.clock != NULL)
        pass_ticks (self);
      if (tape_engine_get_pending (self->engine) >= COMMIT_TRADES || g_get_monotonic_time () >= self->next_commit)
        hand_on_commit (self);
      if (self->options.frames)
        publish (self);
    }

  hand_on_commit (self);
  if (self->options.commits != NULL)
    tape_queue_close (self->options.commits);
  if (self->options.past != NULL)
    tape_queue_close (self->options.past);
  /* The last frame is of the end, though the one before it was not taken. */
  __atomic_store_n (&self->wanted, TRUE, __ATOMIC_RELEASE);
  if (self->options.frames)
    publish (self);
  return NULL;
}

TapeEngineThread *
tape_engine_thread_start (TapeEngine *engine, const TapeEngineThreadOptions *options)
{
  TapeEngineThread *self = g_new0 (TapeEngineThread, 1);

  self->engine = engine;
  self->options = *options;
  self->next_commit = G_MAXINT64;
  self->undrawn = self->wanted = TRUE;
  self->focus = TAPE_NO_INSTRUMENT;
  self->disagreement = tape_engine_get_disagreement (engine);
  self->undrawn_since = g_array_new (FALSE, TRUE, sizeof (gint64));
  pthread_mutex_init (&self->lock, NULL);
  pthread_create (&self->thread, NULL, run, self);
  return self;
}

TapeEngine *
tape_engine_thread_join (TapeEngineThread *self)
{
  pthread_join (self->thread, NULL);
  return self->engine;
}

void
tape_engine_thread_free (TapeEngineThread *self)
{
  tape_engine_free (self->engine);
  g_clear_pointer (&self->frame, tape_frame_unref);
  g_clear_pointer (&self->rules, tape_rule_set_unref);
  g_array_unref (self->undrawn_since);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

TapeFrame *
tape_engine_thread_take_frame (TapeEngineThread *self)
{
  TapeFrame *frame = __atomic_exchange_n (&self->frame, NULL, __ATOMIC_ACQ_REL);

  if (!__atomic_exchange_n (&self->wanted, TRUE, __ATOMIC_ACQ_REL))
    tape_queue_wake (self->options.batches);
  return frame;
}

void
tape_engine_thread_set_notify (TapeEngineThread *self, void (*notify) (gpointer data), gpointer data)
{
  pthread_mutex_lock (&self->lock);
  self->notify = notify;
  self->notify_data = data;
  pthread_mutex_unlock (&self->lock);
}

void
tape_engine_thread_set_focus (TapeEngineThread *self, guint32 instrument)
{
  if (__atomic_exchange_n (&self->focus, instrument, __ATOMIC_ACQ_REL) != instrument)
    tape_queue_wake (self->options.batches);
}

void
tape_engine_thread_set_disagreement (TapeEngineThread *self, double share)
{
  __atomic_store (&self->disagreement, &share, __ATOMIC_RELEASE);
}

void
tape_engine_thread_set_rules (TapeEngineThread *self, TapeRuleSet *rules)
{
  pthread_mutex_lock (&self->lock);
  g_clear_pointer (&self->rules, tape_rule_set_unref);
  self->rules = rules != NULL ? tape_rule_set_ref (rules) : NULL;
  __atomic_store_n (&self->rules_wait, TRUE, __ATOMIC_RELEASE);
  pthread_mutex_unlock (&self->lock);
  tape_queue_wake (self->options.batches);
}
