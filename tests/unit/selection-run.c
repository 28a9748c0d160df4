/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "selection-run.h"

#include "engine-streams.h"
#include "selection-draw.h"

TapeBatch *
selection_new_begin (const SelectionEvent *event, gboolean told)
{
  TapeBatch *batch = tape_batch_new_begin (event->source, TRUE, TAPE_DELAY_LIVE);

  if (!told)
    tape_batch_set_rank (batch, event->rank, event->group, event->stale_after);
  return batch;
}

/* As many trades as follow each other, @size at most. */
static TapeBatch *
new_batch (GArray *events, guint *at, guint end, guint size, gboolean told)
{
  const SelectionEvent *event = &g_array_index (events, SelectionEvent, *at);
  TapeBatch *batch;

  if (event->kind != TAPE_BATCH_TRADES)
    {
      ++*at;
      if (event->kind == TAPE_BATCH_TICK)
        return tape_batch_new_tick (event->receive_time);
      return event->kind == TAPE_BATCH_BEGIN ? selection_new_begin (event, told) : tape_batch_new_end (event->source);
    }
  batch = tape_batch_new (TAPE_BATCH_TRADES, size);
  for (; *at < end && batch->n_trades < size && event->kind == TAPE_BATCH_TRADES; event++, ++*at)
    {
      TapeTrade *trade = tape_batch_add_trade (batch);

      *trade = event->trade;
      if (told && event->aside)
        trade->flags |= TAPE_TRADE_ASIDE;
    }
  return batch;
}

static void
make_engine (SelectionRun *self)
{
  TapeEngineConfig config = { .lateness = TAPE_MINUTE,
                              .trigger = TAPE_TRIGGER_DEFAULT,
                              .disagreement = SELECTION_SHARE,
                              .tick_rule = TRUE,
                              .emit = stream_keep_windows,
                              .emit_data = self->windows };

  tape_window_spec_parse ("1m", &config.window, NULL);
  self->engine = tape_engine_new (self->universe, &config);
}

void
selection_run_open (SelectionRun *self, TapeUniverse *universe)
{
  self->universe = universe;
  self->windows = g_array_new (FALSE, FALSE, sizeof (TapeWindow));
  self->ledger = ledger_new ();
  make_engine (self);
}

void
selection_run_close (SelectionRun *self)
{
  tape_engine_free (self->engine);
  g_array_unref (self->windows);
  ledger_free (self->ledger);
}

void
selection_run_feed (SelectionRun *self, GArray *events, guint from, guint to, guint size, gboolean told)
{
  while (from < to)
    {
      g_autoptr (TapeBatch) batch = new_batch (events, &from, to, size, told);

      tape_engine_process (self->engine, batch);
    }
  ledger_take (self->ledger, self->engine);
}

void
selection_run_restart (SelectionRun *self, GArray *events, guint cut, gboolean told)
{
  gboolean present[SELECTION_SOURCES + 1] = { FALSE };
  SelectionEvent begin[SELECTION_SOURCES + 1] = { 0 };

  tape_engine_free (self->engine);
  make_engine (self);
  ledger_restore (self->ledger, self->engine);
  for (guint i = 0; i < cut; i++)
    {
      const SelectionEvent *event = &g_array_index (events, SelectionEvent, i);

      if (event->kind == TAPE_BATCH_BEGIN || event->kind == TAPE_BATCH_END)
        present[event->source] = event->kind == TAPE_BATCH_BEGIN;
      for (guint32 source = 1; source <= SELECTION_SOURCES && event->kind == TAPE_BATCH_BEGIN; source++)
        if (selection_get_group (source) == event->group)
          begin[source] = *event;
    }
  for (guint32 source = 1; source <= SELECTION_SOURCES; source++)
    if (present[source])
      {
        g_autoptr (TapeBatch) batch = NULL;

        begin[source].source = source;
        batch = selection_new_begin (&begin[source], told);
        tape_engine_process (self->engine, batch);
      }
}
