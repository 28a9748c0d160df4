/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the desk does where its session cannot be stored: the session runs in memory meanwhile; on a thread of its own it is
 * tried whether the database can be written again, and a damaged one is replaced by what can be read of it. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "model/tape-desk-private.h"
#include "store/tape-salvage-replace.h"

/* Between two tries, s. */
#define PATIENCE 5

/* One try. The desk's until it ended, then the idle callback's that tells of it. */
struct _TapeStoreAttempt
{
  TapeDesk *desk; /* NULL: nobody wants to know any more; main thread only */
  char *path;
  gboolean damaged; /* is known to be */
  GCancellable *cancellable;
  GThread *thread;
  /* what came of it */
  GError *error; /* NULL: it can be written */
  char *notice;  /* (nullable) */
};

static void
attempt_free (TapeStoreAttempt *self)
{
  g_object_unref (self->cancellable);
  g_clear_error (&self->error);
  g_free (self->notice);
  g_free (self->path);
  g_free (self);
}

static gboolean
can_be_written (TapeStoreAttempt *self)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeWriter) writer = tape_writer_open (self->path, universe, &self->error);

  return writer != NULL;
}

static gboolean
tell (gpointer data)
{
  TapeStoreAttempt *self = data;

  g_thread_join (self->thread);
  if (self->desk != NULL)
    tape_desk_attempt_ended (self->desk, self->error, g_steal_pointer (&self->notice));
  attempt_free (self);
  return G_SOURCE_REMOVE;
}

static gpointer
run (gpointer data)
{
  TapeStoreAttempt *self = data;

  if (self->damaged || (!can_be_written (self) && tape_store_error_is_damage (self->error)))
    {
      g_clear_error (&self->error);
      self->notice = tape_salvage_replace (self->path, g_get_real_time (), self->cancellable, &self->error);
    }
  g_idle_add_full (G_PRIORITY_DEFAULT, tell, self, NULL);
  return NULL;
}

static void
start (TapeDesk *self, const char *path, gboolean damaged)
{
  TapeStoreAttempt *attempt = g_new0 (TapeStoreAttempt, 1);

  g_clear_handle_id (&self->retry, g_source_remove);
  attempt->desk = self;
  attempt->path = g_strdup (path);
  attempt->damaged = damaged;
  attempt->cancellable = g_cancellable_new ();
  self->attempt = attempt;
  attempt->thread = g_thread_new ("storing", run, attempt);
  /* What can be done about it is another. */
  g_object_notify (G_OBJECT (self), "store-message");
}

void
tape_desk_stop_attempt (TapeDesk *self)
{
  g_clear_handle_id (&self->retry, g_source_remove);
  if (self->attempt == NULL)
    return;
  g_cancellable_cancel (self->attempt->cancellable);
  self->attempt->desk = NULL;
  self->attempt = NULL;
}

/* A replay would jump back to where it was stored: only when a person asks for it. */
static gboolean
on_retry (gpointer data)
{
  TapeDesk *self = data;

  self->retry = 0;
  if (self->attempt == NULL && self->files == NULL)
    start (self, self->wanted, FALSE);
  return G_SOURCE_REMOVE;
}

static gboolean
may_get_better (const GError *problem)
{
  return g_error_matches (problem, TAPE_STORE_ERROR, TAPE_STORE_ERROR_IN_USE)
         || g_error_matches (problem, TAPE_STORE_ERROR, TAPE_STORE_ERROR_WRITE)
         || g_error_matches (problem, TAPE_STORE_ERROR, TAPE_STORE_ERROR_OPEN);
}

static void
set_fallback_message (TapeDesk *self, const char *message)
{
  g_free (self->fallback_message);
  self->fallback_message = g_strdup (message);
}

static char *
describe_saving (const char *path)
{
  g_autofree char *name = g_filename_display_name (path);

  return g_strdup_printf (_ ("“%s” is damaged. What can be read of it is being saved into a new one."), name);
}

void
tape_desk_cannot_store (TapeDesk *self, const GError *problem)
{
  gboolean damaged = tape_store_error_is_damage (problem);
  g_autofree char *saving = damaged ? describe_saving (self->wanted) : NULL;

  set_fallback_message (self, damaged ? saving : problem->message);
  if (damaged)
    start (self, self->wanted, TRUE);
  else if (may_get_better (problem))
    self->retry = g_timeout_add_seconds (PATIENCE, on_retry, self);
}

void
tape_desk_attempt_ended (TapeDesk *self, const GError *problem, char *notice)
{
  g_autoptr (GError) error = NULL;

  self->attempt = NULL;
  if (notice != NULL)
    tape_desk_set_store_notice (self, notice);
  g_free (notice);
  if (problem == NULL)
    {
      if (!tape_desk_open_again (self, &error))
        set_fallback_message (self, error->message);
    }
  else
    {
      set_fallback_message (self, problem->message);
      if (may_get_better (problem))
        self->retry = g_timeout_add_seconds (PATIENCE, on_retry, self);
      g_object_notify (G_OBJECT (self), "store-message");
    }
  tape_desk_poll (self);
}

gboolean
tape_desk_can_try_storing (TapeDesk *self)
{
  g_return_val_if_fail (TAPE_IS_DESK (self), FALSE);

  return self->fallback_message != NULL && self->attempt == NULL;
}

void
tape_desk_try_storing (TapeDesk *self)
{
  g_return_if_fail (TAPE_IS_DESK (self));

  tape_owner_assert (&self->owner);
  if (tape_desk_can_try_storing (self))
    start (self, self->wanted, FALSE);
}

/* The session that found it out is given up: what it could not store its feeds say again, from what is stored. */
void
tape_desk_look_for_damage (TapeDesk *self)
{
  g_autoptr (GError) error = NULL;

  if (self->session == NULL || self->attempt != NULL || !tape_session_is_damaged (self->session))
    return;
  g_clear_error (&self->refusal);
  g_set_error_literal (&self->refusal, TAPE_STORE_ERROR, TAPE_STORE_ERROR_DAMAGED, "");
  if (!tape_desk_open_again (self, &error))
    set_fallback_message (self, error->message);
}
