/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-commit.h"

static void
clear_batch (gpointer item)
{
  tape_batch_unref (((TapeCommitBatch *)item)->batch);
}

TapeCommit *
tape_commit_new (void)
{
  TapeCommit *self = g_new0 (TapeCommit, 1);

  self->batches = g_array_new (FALSE, FALSE, sizeof (TapeCommitBatch));
  g_array_set_clear_func (self->batches, clear_batch);
  self->duplicates = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->bars = g_array_new (FALSE, FALSE, sizeof (TapeBarTotals));
  self->dropped = g_array_new (FALSE, FALSE, sizeof (TapeDroppedTrade));
  self->state = g_array_new (FALSE, FALSE, sizeof (TapeStateRow));
  self->state_data = g_byte_array_new ();
  return self;
}

void
tape_commit_free (TapeCommit *self)
{
  g_array_unref (self->batches);
  g_array_unref (self->duplicates);
  g_array_unref (self->bars);
  g_array_unref (self->dropped);
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
