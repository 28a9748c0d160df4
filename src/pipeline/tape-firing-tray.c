/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipeline/tape-firing-tray.h"

#include <pthread.h>

struct _TapeFiringTray
{
  gboolean never_tell;

  pthread_mutex_t lock; /* guards what is below */
  GPtrArray *out;
  gboolean unannounced;
  TapeFiringWork work;

  pthread_mutex_t notify_lock; /* held while it is called */
  void (*notify) (gpointer data);
  gpointer notify_data;
};

static GPtrArray *
new_firings (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)tape_firing_free);
}

static void
init_work (TapeFiringWork *work)
{
  work->firings = new_firings ();
  work->marks = g_array_new (FALSE, FALSE, sizeof (TapeFiringMark));
  work->seen_up_to = 0;
}

void
tape_firing_work_clear (TapeFiringWork *self)
{
  g_clear_pointer (&self->firings, g_ptr_array_unref);
  g_clear_pointer (&self->marks, g_array_unref);
}

TapeFiringTray *
tape_firing_tray_new (gboolean never_tell)
{
  TapeFiringTray *self = g_new0 (TapeFiringTray, 1);

  self->never_tell = never_tell;
  self->out = new_firings ();
  init_work (&self->work);
  pthread_mutex_init (&self->lock, NULL);
  pthread_mutex_init (&self->notify_lock, NULL);
  return self;
}

void
tape_firing_tray_free (TapeFiringTray *self)
{
  g_ptr_array_unref (self->out);
  tape_firing_work_clear (&self->work);
  pthread_mutex_destroy (&self->lock);
  pthread_mutex_destroy (&self->notify_lock);
  g_free (self);
}

void
tape_firing_tray_prepare (const TapeFiringTray *self, GPtrArray *firings)
{
  for (guint i = 0; self->never_tell && i < firings->len; i++)
    ((TapeFiring *)g_ptr_array_index (firings, i))->told = TAPE_TOLD_NEVER;
}

/* --- Out --- */

void
tape_firing_tray_put (TapeFiringTray *self, TapeFiring *firing)
{
  pthread_mutex_lock (&self->lock);
  g_ptr_array_add (self->out, firing);
  self->unannounced = TRUE;
  pthread_mutex_unlock (&self->lock);
}

GPtrArray *
tape_firing_tray_take (TapeFiringTray *self)
{
  GPtrArray *empty = new_firings (), *out;

  pthread_mutex_lock (&self->lock);
  out = self->out;
  self->out = empty;
  self->unannounced = FALSE;
  pthread_mutex_unlock (&self->lock);
  return out;
}

void
tape_firing_tray_set_notify (TapeFiringTray *self, void (*notify) (gpointer data), gpointer data)
{
  pthread_mutex_lock (&self->notify_lock);
  self->notify = notify;
  self->notify_data = data;
  pthread_mutex_unlock (&self->notify_lock);

  pthread_mutex_lock (&self->lock);
  self->unannounced = self->out->len > 0;
  pthread_mutex_unlock (&self->lock);
}

void
tape_firing_tray_announce (TapeFiringTray *self)
{
  gboolean unannounced;

  pthread_mutex_lock (&self->lock);
  unannounced = self->unannounced;
  self->unannounced = FALSE;
  pthread_mutex_unlock (&self->lock);
  if (!unannounced)
    return;

  pthread_mutex_lock (&self->notify_lock);
  if (self->notify != NULL)
    self->notify (self->notify_data);
  pthread_mutex_unlock (&self->notify_lock);
}

/* --- In --- */

void
tape_firing_tray_log (TapeFiringTray *self, TapeFiring *firing)
{
  pthread_mutex_lock (&self->lock);
  g_ptr_array_add (self->work.firings, firing);
  pthread_mutex_unlock (&self->lock);
}

void
tape_firing_tray_mark (TapeFiringTray *self, gint64 id, TapeTold told, gint64 time)
{
  const TapeFiringMark mark = { .id = id, .told = told, .time = time };

  pthread_mutex_lock (&self->lock);
  g_array_append_val (self->work.marks, mark);
  pthread_mutex_unlock (&self->lock);
}

void
tape_firing_tray_see (TapeFiringTray *self, gint64 up_to)
{
  pthread_mutex_lock (&self->lock);
  self->work.seen_up_to = MAX (self->work.seen_up_to, up_to);
  pthread_mutex_unlock (&self->lock);
}

gboolean
tape_firing_tray_has_work (TapeFiringTray *self)
{
  gboolean has_work;

  pthread_mutex_lock (&self->lock);
  has_work = self->work.firings->len > 0 || self->work.marks->len > 0 || self->work.seen_up_to > 0;
  pthread_mutex_unlock (&self->lock);
  return has_work;
}

void
tape_firing_tray_take_work (TapeFiringTray *self, TapeFiringWork *work)
{
  pthread_mutex_lock (&self->lock);
  *work = self->work;
  init_work (&self->work);
  pthread_mutex_unlock (&self->lock);
}

void
tape_firing_tray_give_back (TapeFiringTray *self, TapeFiringWork *work)
{
  TapeFiringWork later;

  pthread_mutex_lock (&self->lock);
  later = self->work;
  self->work = *work;
  g_ptr_array_extend_and_steal (self->work.firings, g_steal_pointer (&later.firings));
  g_array_append_vals (self->work.marks, later.marks->data, later.marks->len);
  self->work.seen_up_to = MAX (self->work.seen_up_to, later.seen_up_to);
  pthread_mutex_unlock (&self->lock);
  g_array_unref (later.marks);
  *work = (TapeFiringWork){ 0 };
}
