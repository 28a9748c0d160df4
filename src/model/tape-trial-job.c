/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-trial-job.h"

#include <glib/gi18n-lib.h>

#include "base/tape-thread.h"

/* How often it is looked how far it is, ms. */
#define PACE 100

/* What the thread works by, shared with it; whoever lets go last frees it. */
typedef struct
{
  char *database;
  TapeRuleSet *rules;
  gint64 rule;
  gint64 from;
  gint64 to;
  GCancellable *cancellable;
  guint permille; /* atomic */
} Work;

struct _TapeTrialJob
{
  GObject parent_instance;

  TapeOwner owner;
  Work *work; /* of what runs */
  guint timer;
  double progress;
  TapeTrial *trial;
  char *message;
};

enum
{
  PROP_RUNNING = 1,
  PROP_PROGRESS,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];
static guint ended_signal;

G_DEFINE_FINAL_TYPE (TapeTrialJob, tape_trial_job, G_TYPE_OBJECT)

/* --- On a thread --- */

static void
work_clear (gpointer data)
{
  Work *self = data;

  g_free (self->database);
  tape_rule_set_unref (self->rules);
  g_object_unref (self->cancellable);
}

static void
work_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, work_clear);
}

static void
note_progress (double fraction, guint n_firings, gpointer data)
{
  Work *work = data;

  __atomic_store_n (&work->permille, (guint)(fraction * 1000), __ATOMIC_RELAXED);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;
  TapeTrial *trial = tape_trial_run (work->database, work->rules, work->rule, work->from, work->to, note_progress, work,
                                     cancellable, &error);

  if (trial != NULL)
    g_task_return_pointer (task, trial, (GDestroyNotify)tape_trial_free);
  else
    g_task_return_error (task, error);
}

/* --- On the main thread --- */

static void
set_progress (TapeTrialJob *self, double progress)
{
  if (self->progress == progress)
    return;
  self->progress = progress;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
}

static gboolean
look (gpointer data)
{
  TapeTrialJob *self = data;

  set_progress (self, __atomic_load_n (&self->work->permille, __ATOMIC_RELAXED) / 1000.0);
  return G_SOURCE_CONTINUE;
}

static void
end (TapeTrialJob *self, TapeTrial *trial, const char *message)
{
  g_clear_pointer (&self->trial, tape_trial_free);
  g_free (self->message);
  self->trial = trial;
  self->message = g_strdup (message);
  if (trial != NULL)
    set_progress (self, 1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  g_signal_emit (self, ended_signal, 0);
}

static void
on_run (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree GWeakRef *owner = data;
  g_autoptr (TapeTrialJob) self = g_weak_ref_get (owner);
  g_autoptr (GError) error = NULL;
  TapeTrial *trial = g_task_propagate_pointer (G_TASK (result), &error);

  g_weak_ref_clear (owner);
  /* What nobody waits for any more. */
  if (self == NULL || self->work == NULL || g_task_get_task_data (G_TASK (result)) != self->work)
    {
      g_clear_pointer (&trial, tape_trial_free);
      return;
    }
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->work, work_unref);
  end (self, trial, error != NULL ? error->message : NULL);
}

static void
stop (TapeTrialJob *self)
{
  if (self->work == NULL)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->work->cancellable);
  g_clear_pointer (&self->work, work_unref);
}

void
tape_trial_job_stop (TapeTrialJob *self)
{
  gboolean was_running = self->work != NULL;

  tape_owner_assert (&self->owner);
  stop (self);
  if (was_running)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

void
tape_trial_job_start (TapeTrialJob *self, const char *database, TapeRuleSet *rules, gint64 rule, gint64 from, gint64 to)
{
  g_autoptr (GTask) task = NULL;
  GWeakRef *owner;

  tape_owner_assert (&self->owner);
  stop (self);
  if (database == NULL)
    {
      end (self, NULL, _ ("Nothing is stored that it could be tried on."));
      return;
    }
  self->work = g_atomic_rc_box_new0 (Work);
  self->work->database = g_strdup (database);
  self->work->rules = tape_rule_set_ref (rules);
  self->work->rule = rule;
  self->work->from = from;
  self->work->to = to;
  self->work->cancellable = g_cancellable_new ();
  self->timer = g_timeout_add (PACE, look, self);
  set_progress (self, 0);
  owner = g_new0 (GWeakRef, 1);
  g_weak_ref_init (owner, self);
  task = g_task_new (NULL, self->work->cancellable, on_run, owner);
  g_task_set_task_data (task, g_atomic_rc_box_acquire (self->work), work_unref);
  g_task_run_in_thread (task, run);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

gboolean
tape_trial_job_is_running (TapeTrialJob *self)
{
  return self->work != NULL;
}

double
tape_trial_job_get_progress (TapeTrialJob *self)
{
  return self->progress;
}

const TapeTrial *
tape_trial_job_get_trial (TapeTrialJob *self)
{
  return self->trial;
}

const char *
tape_trial_job_get_message (TapeTrialJob *self)
{
  return self->message;
}

static void
tape_trial_job_get_property (GObject *object, guint property, GValue *value, GParamSpec *spec)
{
  TapeTrialJob *self = TAPE_TRIAL_JOB (object);

  switch (property)
    {
    case PROP_RUNNING:
      g_value_set_boolean (value, self->work != NULL);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, self->progress);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, spec);
    }
}

static void
tape_trial_job_finalize (GObject *object)
{
  TapeTrialJob *self = TAPE_TRIAL_JOB (object);

  stop (self);
  g_clear_pointer (&self->trial, tape_trial_free);
  g_free (self->message);
  G_OBJECT_CLASS (tape_trial_job_parent_class)->finalize (object);
}

static void
tape_trial_job_class_init (TapeTrialJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = tape_trial_job_get_property;
  object_class->finalize = tape_trial_job_finalize;
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  ended_signal
      = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_trial_job_init (TapeTrialJob *self)
{
  tape_owner_assert (&self->owner);
}

TapeTrialJob *
tape_trial_job_new (void)
{
  return g_object_new (TAPE_TYPE_TRIAL_JOB, NULL);
}
