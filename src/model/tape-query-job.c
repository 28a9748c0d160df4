/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-query-job.h"

#include <glib/gi18n-lib.h>

#include "base/tape-thread.h"

struct _TapeQueryJob
{
  GObject parent_instance;

  TapeOwner owner;
  GCancellable *asking; /* of what is under way */
  TapeQuerySample *sample;
  char *message;
};

static guint ended_signal;

G_DEFINE_FINAL_TYPE (TapeQueryJob, tape_query_job, G_TYPE_OBJECT)

/* --- On a thread --- */

typedef struct
{
  char *database;
  char *sql;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_free (self->database);
  g_free (self->sql);
  g_free (self);
}

static void
ask (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Question *question = data;
  GError *error = NULL;
  TapeQuerySample *sample = tape_query_sample_ask (question->database, question->sql, cancellable, &error);

  if (sample != NULL)
    g_task_return_pointer (task, sample, (GDestroyNotify)tape_query_sample_free);
  else
    g_task_return_error (task, error);
}

/* --- On the main thread --- */

static void
clear (TapeQueryJob *self)
{
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_pointer (&self->sample, tape_query_sample_free);
  g_clear_pointer (&self->message, g_free);
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree GWeakRef *owner = data;
  g_autoptr (TapeQueryJob) self = g_weak_ref_get (owner);
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeQuerySample) sample = g_task_propagate_pointer (G_TASK (result), &error);

  g_weak_ref_clear (owner);
  /* What nobody waits for any more. */
  if (self == NULL || self->asking == NULL || self->asking != g_task_get_cancellable (G_TASK (result)))
    return;
  g_clear_object (&self->asking);
  self->sample = g_steal_pointer (&sample);
  self->message = error != NULL ? g_strdup (error->message) : NULL;
  g_signal_emit (self, ended_signal, 0);
}

void
tape_query_job_start (TapeQueryJob *self, const char *database, const char *sql)
{
  g_autoptr (GTask) task = NULL;
  Question *question;
  GWeakRef *owner;

  tape_owner_assert (&self->owner);
  clear (self);
  if (database == NULL)
    {
      self->message = g_strdup (_ ("Nothing is stored that a query could be asked of."));
      g_signal_emit (self, ended_signal, 0);
      return;
    }
  question = g_new (Question, 1);
  *question = (Question){ g_strdup (database), g_strdup (sql) };
  owner = g_new0 (GWeakRef, 1);
  g_weak_ref_init (owner, self);
  self->asking = g_cancellable_new ();
  task = g_task_new (NULL, self->asking, on_asked, owner);
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, ask);
}

void
tape_query_job_stop (TapeQueryJob *self)
{
  tape_owner_assert (&self->owner);
  clear (self);
}

gboolean
tape_query_job_is_running (TapeQueryJob *self)
{
  return self->asking != NULL;
}

const TapeQuerySample *
tape_query_job_get_sample (TapeQueryJob *self)
{
  return self->sample;
}

const char *
tape_query_job_get_message (TapeQueryJob *self)
{
  return self->message;
}

static void
tape_query_job_dispose (GObject *object)
{
  clear (TAPE_QUERY_JOB (object));
  G_OBJECT_CLASS (tape_query_job_parent_class)->dispose (object);
}

static void
tape_query_job_class_init (TapeQueryJobClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tape_query_job_dispose;
  ended_signal
      = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_query_job_init (TapeQueryJob *self)
{
  tape_owner_assert (&self->owner);
}

TapeQueryJob *
tape_query_job_new (void)
{
  return g_object_new (TAPE_TYPE_QUERY_JOB, NULL);
}
