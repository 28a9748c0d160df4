/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/tape-watch.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

struct _TapeWatch
{
  pthread_t thread;
  sigset_t before;
  GCancellable *cancellable;
  TapeProgressFunc progress;
  gpointer data;
};

static void
get_signals (sigset_t *set)
{
  sigemptyset (set);
  sigaddset (set, SIGINT);
  sigaddset (set, SIGTERM);
  sigaddset (set, SIGUSR1); /* ours: the work is done */
}

static void *
watch (void *data)
{
  static const struct timespec interval = { .tv_nsec = 150 * 1000 * 1000 };
  TapeWatch *self = data;
  sigset_t set;
  gboolean shown = FALSE;
  int received;

  get_signals (&set);
  while ((received = sigtimedwait (&set, NULL, &interval)) != SIGUSR1)
    {
      g_autofree char *text = NULL;

      if (received == SIGINT || received == SIGTERM)
        {
          if (g_cancellable_is_cancelled (self->cancellable))
            _exit (1);
          g_cancellable_cancel (self->cancellable);
        }
      else if (self->progress != NULL && (text = self->progress (self->data)) != NULL)
        {
          fprintf (stderr, "\r\033[K%s", text);
          shown = TRUE;
        }
    }
  if (shown)
    fputs ("\r\033[K", stderr);
  return NULL;
}

TapeWatch *
tape_watch_start (GCancellable *cancellable, TapeProgressFunc progress, gpointer data)
{
  TapeWatch *self = g_new0 (TapeWatch, 1);
  sigset_t set;

  get_signals (&set);
  pthread_sigmask (SIG_BLOCK, &set, &self->before);
  self->cancellable = g_object_ref (cancellable);
  self->progress = isatty (STDERR_FILENO) ? progress : NULL;
  self->data = data;
  pthread_create (&self->thread, NULL, watch, self);
  return self;
}

void
tape_watch_stop (TapeWatch *self)
{
  pthread_kill (self->thread, SIGUSR1);
  pthread_join (self->thread, NULL);
  pthread_sigmask (SIG_SETMASK, &self->before, NULL);
  g_object_unref (self->cancellable);
  g_free (self);
}
