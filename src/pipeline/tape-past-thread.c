/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "pipeline/tape-past-thread.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <pthread.h>

#include "pipeline/tape-past-reader.h"

struct _TapePastThread
{
  TapePastThreadOptions options;
  char *database;
  GCancellable *cancellable;
  pthread_t thread;

  pthread_mutex_t lock; /* guards what is below */
  pthread_cond_t asked;
  GQueue questions; /* of TapePastQuestion */
  gboolean ended;
};

/* --- Its own thread --- */

/* (transfer full) (nullable): %NULL where none waits; with @wait only at the end. */
static TapePastQuestion *
take_question (TapePastThread *self, gboolean wait)
{
  TapePastQuestion *question;

  pthread_mutex_lock (&self->lock);
  while (wait && g_queue_is_empty (&self->questions) && !self->ended)
    pthread_cond_wait (&self->asked, &self->lock);
  question = g_queue_pop_head (&self->questions);
  pthread_mutex_unlock (&self->lock);
  return question;
}

static void
report (TapePastThread *self, const TapePastQuestion *question, const GError *error)
{
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  self->options.failed (g_strdup_printf (_ ("The stored bars of %s that a new alert rule looks back on cannot be read; "
                                            "it waits for new ones. %s"),
                                         tape_universe_get (self->options.universe, question->instrument)->symbol,
                                         error->message),
                        self->options.data);
}

static void
answer (TapePastThread *self, TapePastReader **reader, const TapePastQuestion *question)
{
  TapePastAnswer *answer = tape_past_answer_new (question);
  gsize weight = 1;
  g_autoptr (GError) error = NULL;

  /* What was asked with a commit that is not stored asks for no bars. */
  if (question->n > 0 && !g_cancellable_is_cancelled (self->cancellable))
    {
      if (*reader == NULL)
        *reader = tape_past_reader_open (self->database, self->options.universe, self->options.lateness, &error);
      if (*reader == NULL || !tape_past_reader_answer (*reader, answer, self->cancellable, &error))
        report (self, question, error);
    }
  if (answer->bars != NULL)
    weight += answer->bars->len;
  tape_queue_push (self->options.answers, answer, weight);
  self->options.answered (self->options.data);
}

/* The database is open while something is asked. */
static void *
run (void *data)
{
  TapePastThread *self = data;
  TapePastReader *reader = NULL;

  for (;;)
    {
      g_autofree TapePastQuestion *question = take_question (self, reader == NULL);

      if (question != NULL)
        answer (self, &reader, question);
      else if (reader == NULL)
        break;
      else
        g_clear_pointer (&reader, tape_past_reader_free);
    }
  return NULL;
}

/* --- Any thread --- */

TapePastThread *
tape_past_thread_start (const TapePastThreadOptions *options)
{
  TapePastThread *self = g_new0 (TapePastThread, 1);

  self->options = *options;
  self->database = g_strdup (options->database);
  tape_universe_ref (options->universe);
  self->cancellable = g_cancellable_new ();
  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->asked, NULL);
  g_queue_init (&self->questions);
  pthread_create (&self->thread, NULL, run, self);
  return self;
}

void
tape_past_thread_ask (TapePastThread *self, const GArray *questions, gboolean stored)
{
  if (questions->len == 0)
    return;
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < questions->len; i++)
    {
      TapePastQuestion *question = g_memdup2 (&g_array_index (questions, TapePastQuestion, i), sizeof *question);

      if (!stored)
        question->n = 0;
      g_queue_push_tail (&self->questions, question);
    }
  pthread_cond_signal (&self->asked);
  pthread_mutex_unlock (&self->lock);
}

void
tape_past_thread_stop (TapePastThread *self)
{
  g_cancellable_cancel (self->cancellable);
}

void
tape_past_thread_free (TapePastThread *self)
{
  tape_past_thread_stop (self);
  pthread_mutex_lock (&self->lock);
  self->ended = TRUE;
  pthread_cond_signal (&self->asked);
  pthread_mutex_unlock (&self->lock);
  pthread_join (self->thread, NULL);
  pthread_mutex_destroy (&self->lock);
  pthread_cond_destroy (&self->asked);
  tape_universe_unref (self->options.universe);
  g_object_unref (self->cancellable);
  g_free (self->database);
  g_free (self);
}
