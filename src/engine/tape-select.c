/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The select stage: of an instrument that several sources tell of it lets one through at a time, see tape-selection.h. The
 * others' trades are marked and go on: they are stored, and their times count for the watermark, but they are in no bar and
 * no rule sees them. A trade that comes marked stays so: it was stored like that, and nobody selects a second time. */

#include "engine/tape-engine-private.h"

static void
select_trades (TapeEngine *self)
{
  for (guint i = 0; i < self->batch->n_trades; i++)
    {
      if (self->skip[i] || tape_selection_take (&self->selection, &self->batch->trades[i]))
        continue;
      tape_engine_own_batch (self);
      self->batch->trades[i].flags |= TAPE_TRADE_ASIDE;
    }
}

void
tape_select_stage (TapeEngine *self)
{
  if (!tape_selection_is_idle (&self->selection))
    select_trades (self);
}

void
tape_engine_set_disagreement (TapeEngine *self, double share)
{
  self->selection.share = share;
}

double
tape_engine_get_disagreement (TapeEngine *self)
{
  return self->selection.share;
}

/* --- Frames --- */

static TapeFrameSource *
find_source (TapeFrame *frame, guint32 source)
{
  for (guint i = 0; i < frame->n_sources; i++)
    if (frame->sources[i].source == source)
      return &frame->sources[i];
  return NULL;
}

static void
fill_source (const TapeSelection *selection, TapeFrameSource *source)
{
  const TapeSelectionSource *of = tape_selection_find_source (selection, source->source);

  if (of == NULL)
    return;
  source->rank = g_array_index (selection->groups, TapeSelectionGroup, of->group).rank;
  source->aside = of->aside;
  source->disagreements = of->disagreements;
}

static void
fill_row (TapeFrame *frame, TapeFrameRow *row, const TapeSelected *selected)
{
  TapeFrameSource *used = find_source (frame, selected->source);
  TapeFrameSource *against = find_source (frame, selected->against);

  row->source = selected->source;
  row->against = selected->against;
  row->disagreement = selected->share;
  row->stale_after = selected->stale_after;
  if (used != NULL)
    used->in_use++;
  if (against != NULL)
    against->disagreeing++;
}

/* After the rows and the sources. */
void
tape_select_fill_frame (TapeEngine *self, TapeFrame *frame)
{
  const TapeSelection *selection = &self->selection;

  if (selection->groups->len == 0)
    return;
  for (guint i = 0; selection->groups->len > 1 && i < frame->n_sources; i++)
    fill_source (selection, &frame->sources[i]);
  for (guint32 i = 0; i < frame->n_rows; i++)
    {
      TapeSelected selected;

      if (tape_selection_get (selection, i, self->watermark.now, &selected))
        fill_row (frame, &frame->rows[i], &selected);
    }
}

/* --- For a restart --- */

static void
save_source (guint32 source, const void *bytes, gsize length, gpointer data)
{
  tape_commit_add_state (data, TAPE_STATE_SELECTED_SOURCE, 0, source, bytes, length);
}

static void
save_instrument (guint32 instrument, const void *bytes, gsize length, gpointer data)
{
  tape_commit_add_state (data, TAPE_STATE_SELECTION, instrument, 0, bytes, length);
}

void
tape_select_save (TapeEngine *self)
{
  tape_selection_each_unsaved (&self->selection, save_source, save_instrument, self->commit);
}

gboolean
tape_select_restore (TapeEngine *self, const TapeStateRow *row, gconstpointer data)
{
  if (row->kind == TAPE_STATE_SELECTED_SOURCE)
    return row->time > 0 && row->time <= G_MAXUINT16
           && tape_selection_restore_source (&self->selection, (guint32)row->time, data, row->length);
  return row->instrument < tape_universe_count (self->universe)
         && tape_selection_restore_instrument (&self->selection, row->instrument, data, row->length);
}
