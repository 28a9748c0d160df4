/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-job.h"

#include <glib/gi18n-lib.h>

#include "base/tape-thread.h"

/* How often what the thread reports is looked at, ms. */
#define PACE 100

struct _TapeJob
{
  GObject parent_instance;

  TapeOwner owner;
  TapeJobFunc run;
  gpointer data;
  GDestroyNotify free_data;
  TapeJobLook look;
  GCancellable *cancellable;
  GThread *thread;
  guint timer;

  char *title;
  TapeJobState state;
  double share;
  char *text;
  GFile *file;

  GMutex lock; /* of what follows: the thread writes it */
  gboolean news;
  gboolean over;
  double reported_share;
  char *reported_text;
  GError *error;
};

enum
{
  CHANGED,
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeJob, tape_job, G_TYPE_OBJECT)

/* --- The job's thread. --- */

static gpointer
run_job (gpointer data)
{
  TapeJob *self = data;
  g_autoptr (GError) error = NULL;
  char *text = self->run (self, self->data, self->cancellable, &error);

  g_mutex_lock (&self->lock);
  g_free (self->reported_text);
  self->reported_text = text;
  self->error = g_steal_pointer (&error);
  self->over = TRUE;
  g_mutex_unlock (&self->lock);
  return NULL;
}

void
tape_job_report (TapeJob *self, double share, const char *text)
{
  g_mutex_lock (&self->lock);
  /* What was done is not to be overwritten by how far it was. */
  if (!self->over)
    {
      self->reported_share = share;
      g_free (self->reported_text);
      self->reported_text = g_strdup (text);
      self->news = TRUE;
    }
  g_mutex_unlock (&self->lock);
}

/* --- The main thread. --- */

static void
end (TapeJob *self)
{
  g_clear_pointer (&self->thread, g_thread_join);
  g_free (self->text);
  if (g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      self->state = TAPE_JOB_STOPPED;
      self->text = g_strdup (_ ("Stopped."));
    }
  else if (self->error != NULL)
    {
      self->state = TAPE_JOB_FAILED;
      self->text = g_strdup (self->error->message);
    }
  else
    {
      self->state = TAPE_JOB_DONE;
      self->text = g_steal_pointer (&self->reported_text);
    }
  g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[ENDED], 0);
  if (self->free_data != NULL)
    g_clear_pointer (&self->data, self->free_data);
}

static gboolean
on_timer (gpointer data)
{
  TapeJob *self = data;
  gboolean news, over;

  if (self->look != NULL)
    self->look (self, self->data);
  g_mutex_lock (&self->lock);
  news = self->news;
  over = self->over;
  self->news = FALSE;
  if (news && !over)
    {
      self->share = self->reported_share;
      g_free (self->text);
      self->text = g_strdup (self->reported_text);
    }
  g_mutex_unlock (&self->lock);
  if (over)
    {
      self->timer = 0;
      end (self);
      return G_SOURCE_REMOVE;
    }
  if (news)
    g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_CONTINUE;
}

TapeJob *
tape_job_start (const char *title, TapeJobFunc run, gpointer data, GDestroyNotify free_data)
{
  TapeJob *self = g_object_new (TAPE_TYPE_JOB, NULL);

  tape_owner_assert (&self->owner);
  self->title = g_strdup (title);
  self->run = run;
  self->data = data;
  self->free_data = free_data;
  /* The timer's reference keeps the job until it has ended. */
  self->timer = g_timeout_add_full (G_PRIORITY_DEFAULT, PACE, on_timer, g_object_ref (self), g_object_unref);
  self->thread = g_thread_new ("job", run_job, self);
  return self;
}

void
tape_job_set_look (TapeJob *self, TapeJobLook look)
{
  g_return_if_fail (TAPE_IS_JOB (self));

  self->look = look;
}

void
tape_job_stop (TapeJob *self)
{
  g_return_if_fail (TAPE_IS_JOB (self));

  g_cancellable_cancel (self->cancellable);
}

void
tape_job_wait (TapeJob *self)
{
  g_return_if_fail (TAPE_IS_JOB (self));

  tape_owner_assert (&self->owner);
  g_clear_pointer (&self->thread, g_thread_join);
}

TapeJobState
tape_job_get_state (TapeJob *self)
{
  return self->state;
}

const char *
tape_job_get_title (TapeJob *self)
{
  return self->title;
}

double
tape_job_get_share (TapeJob *self)
{
  return self->share;
}

const char *
tape_job_get_text (TapeJob *self)
{
  return self->text;
}

GFile *
tape_job_get_file (TapeJob *self)
{
  return self->file;
}

void
tape_job_set_file (TapeJob *self, GFile *file)
{
  g_set_object (&self->file, file);
}

/* --- The type. --- */

static void
tape_job_finalize (GObject *object)
{
  TapeJob *self = TAPE_JOB (object);

  if (self->free_data != NULL)
    g_clear_pointer (&self->data, self->free_data);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->file);
  g_clear_error (&self->error);
  g_free (self->title);
  g_free (self->text);
  g_free (self->reported_text);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (tape_job_parent_class)->finalize (object);
}

static void
tape_job_class_init (TapeJobClass *class)
{
  G_OBJECT_CLASS (class)->finalize = tape_job_finalize;
  signals[CHANGED] = g_signal_new ("changed", TAPE_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ENDED] = g_signal_new ("ended", TAPE_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_job_init (TapeJob *self)
{
  g_mutex_init (&self->lock);
  self->cancellable = g_cancellable_new ();
  self->share = -1;
}
