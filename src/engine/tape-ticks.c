/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tape-ticks.h"

#include <string.h>

/* A session that sat there in silence for longer is not gone through second by second. */
#define LONGEST_SILENCE (7 * TAPE_DAY)

void
tape_ticks_begin (TapeTicks *self, TapeEngine *engine, gint64 receive_time)
{
  *self = (TapeTicks){ engine, tape_time_floor (receive_time, TAPE_SECOND) };
}

static void
process (TapeTicks *self, TapeBatch *batch)
{
  tape_engine_process (self->engine, batch);
  tape_batch_unref (batch);
}

gboolean
tape_ticks_pass (TapeTicks *self, gint64 receive_time)
{
  if (self->next == TAPE_NO_TIME || receive_time < self->next)
    return FALSE;
  if (receive_time - self->next > LONGEST_SILENCE)
    self->next = tape_time_floor (receive_time, TAPE_SECOND);
  for (; self->next <= receive_time; self->next += TAPE_SECOND)
    process (self, tape_batch_new_tick (self->next));
  return TRUE;
}

static void
drop_positions (TapeBatch *batch)
{
  for (guint i = 0; i < batch->n_positions; i++)
    g_clear_pointer (&batch->positions[i].state, g_bytes_unref);
  batch->n_positions = 0;
}

/* The trades of @batch from @from on, @n of them. What it says beside goes with the last of them. */
static TapeBatch *
take_part (const TapeBatch *batch, guint from, guint n)
{
  TapeBatch *part = tape_batch_copy (batch);

  memmove (part->trades, part->trades + from, n * sizeof *part->trades);
  part->n_trades = n;
  if (from + n == batch->n_trades)
    return part;
  drop_positions (part);
  part->n_rejects = 0;
  part->ignored = 0;
  return part;
}

void
tape_ticks_process (TapeTicks *self, TapeBatch *batch)
{
  guint from = 0;

  guint n = batch->kind == TAPE_BATCH_TRADES && self->next != TAPE_NO_TIME ? batch->n_trades : 0;

  for (guint i = 0; i < n; i++)
    {
      if (G_LIKELY (batch->trades[i].receive_time < self->next))
        continue;
      if (i > from)
        process (self, take_part (batch, from, i - from));
      tape_ticks_pass (self, batch->trades[i].receive_time);
      from = i;
    }
  if (from == 0)
    tape_engine_process (self->engine, batch);
  else
    process (self, take_part (batch, from, batch->n_trades - from));
}
