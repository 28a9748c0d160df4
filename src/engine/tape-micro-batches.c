/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tape-micro-batches.h"

void
tape_micro_batches_init (TapeMicroBatches *self)
{
  for (guint i = 0; i <= TAPE_BATCHES; i++)
    self->batches[i] = (TapeMicroBatch){ .means = g_array_new (FALSE, FALSE, sizeof (TapeMicroBatchMean)) };
  self->unsaved_from = self->saved_from = 1;
  tape_micro_batches_open (self, 1);
}

void
tape_micro_batches_clear (TapeMicroBatches *self)
{
  for (guint i = 0; i <= TAPE_BATCHES; i++)
    g_array_unref (self->batches[i].means);
}

TapeMicroBatch *
tape_micro_batches_get (TapeMicroBatches *self, guint64 number)
{
  return &self->batches[number % (TAPE_BATCHES + 1)];
}

void
tape_micro_batches_open (TapeMicroBatches *self, guint64 number)
{
  TapeMicroBatch *open = tape_micro_batches_get (self, number);

  self->number = open->number = number;
  self->open = open->means;
  self->n_open = open->means->len;
}

void
tape_micro_batches_next (TapeMicroBatches *self)
{
  g_array_set_size (tape_micro_batches_get (self, self->number + 1)->means, 0);
  tape_micro_batches_open (self, self->number + 1);
}
