/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-commit.h"

#include <pthread.h>

static void
clear_batch (gpointer item)
{
  tape_batch_unref (((TapeCommitBatch *)item)->batch);
}

/* Commits are large and made many times a second: the memory of the last few is used again, rather than asked of the
 * system anew each time. */
#define SPARES 2

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards what is below */
static TapeCommit *spares[SPARES];
static guint n_spares;

static TapeCommit *
take_spare (void)
{
  TapeCommit *spare = NULL;

  pthread_mutex_lock (&lock);
  if (n_spares > 0)
    spare = g_steal_pointer (&spares[--n_spares]);
  pthread_mutex_unlock (&lock);
  return spare;
}

static gboolean
keep_spare (TapeCommit *self)
{
  gboolean kept;

  pthread_mutex_lock (&lock);
  kept = n_spares < SPARES;
  if (kept)
    spares[n_spares++] = self;
  pthread_mutex_unlock (&lock);
  return kept;
}

TapeCommit *
tape_commit_new (void)
{
  TapeCommit *self = take_spare ();

  if (self != NULL)
    return self;
  self = g_new0 (TapeCommit, 1);
  self->batches = g_array_new (FALSE, FALSE, sizeof (TapeCommitBatch));
  g_array_set_clear_func (self->batches, clear_batch);
  self->duplicates = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->bars = g_array_new (FALSE, FALSE, sizeof (TapeBarTotals));
  self->dropped = g_array_new (FALSE, FALSE, sizeof (TapeDroppedTrade));
  self->firings = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_firing_free);
  self->questions = g_array_new (FALSE, FALSE, sizeof (TapePastQuestion));
  self->state = g_array_new (FALSE, FALSE, sizeof (TapeStateRow));
  self->state_data = g_byte_array_new ();
  self->needed_since = G_MININT64;
  return self;
}

void
tape_commit_free (TapeCommit *self)
{
  g_array_set_size (self->batches, 0);
  g_array_set_size (self->duplicates, 0);
  g_array_set_size (self->bars, 0);
  g_array_set_size (self->dropped, 0);
  g_ptr_array_set_size (self->firings, 0);
  g_array_set_size (self->questions, 0);
  g_array_set_size (self->state, 0);
  g_byte_array_set_size (self->state_data, 0);
  self->weight = 0;
  self->needed_since = G_MININT64;
  self->needed_last = 0;
  if (keep_spare (self))
    return;
  g_array_unref (self->batches);
  g_array_unref (self->duplicates);
  g_array_unref (self->bars);
  g_array_unref (self->dropped);
  g_ptr_array_unref (self->firings);
  g_array_unref (self->questions);
  g_array_unref (self->state);
  g_byte_array_unref (self->state_data);
  g_free (self);
}

void
tape_commit_add_state (TapeCommit *self, guint32 kind, guint32 instrument, gint64 time, const void *data, gsize length)
{
  TapeStateRow row = { .kind = kind, .instrument = instrument, .time = time, .offset = self->state_data->len };

  if (data != NULL)
    {
      row.length = (guint32)length;
      g_byte_array_append (self->state_data, data, (guint)length);
    }
  g_array_append_val (self->state, row);
}

guint64
tape_commit_get_size (const TapeCommit *self)
{
  gsize others
      = self->bars->len * sizeof (TapeBarTotals) + self->state->len * sizeof (TapeStateRow) + self->state_data->len;

  return self->weight + others / sizeof (TapeTrade);
}
