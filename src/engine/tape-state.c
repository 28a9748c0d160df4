/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the engine leaves for a restart: with each commit the rows of its state that changed, as plain data in the
 * machine's own layout. The first row says version and sizes; what another version or machine wrote is refused. The open
 * panes are no rows: they are as many as trades, and are made again of the stored trades, in order of arrival, so that
 * they come out the same to the last bit. Only what trades do not tell, how many of a pane's came late, is kept. */

#include "config.h"

#include "engine/tape-engine-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define STATE_VERSION 1

/* Ahead of the clocks and counters in the engine's own row. */
typedef struct
{
  guint32 version;
  guint32 sizes; /* of the structures below, added up: another layout shows */
  gint64 arrival;
  gint64 watermark;
  gint64 now;
  gint64 next_trigger;
  gint64 flushed;
  guint64 in_batch;
  guint64 n_emitted;
  guint32 n_clocks;
  guint32 n_counters;
} EngineRow;

typedef struct
{
  gint64 last_time;
  double latest;
  TapeSmaRing sma[TAPE_N_BARS];
} TrackRow;

#define SIZES                                                                                                          \
  ((guint32)(sizeof (EngineRow) + 3 * sizeof (TrackRow) + 7 * sizeof (TapeTradingDay) + 11 * sizeof (TapeSourceClock)  \
             + 13 * sizeof (TapeSourceCounters) + 17 * sizeof (TapeRevision) + 19 * sizeof (TapeWindow)))

static void
save_engine (TapeEngine *self)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  EngineRow row = {
    .version = STATE_VERSION,
    .sizes = SIZES,
    .arrival = self->arrival,
    .watermark = self->watermark.watermark,
    .now = self->watermark.now,
    .next_trigger = self->next_trigger,
    .flushed = self->flushed,
    .in_batch = self->in_batch,
    .n_emitted = self->n_emitted,
    .n_clocks = self->watermark.clocks->len,
    .n_counters = self->counters->len,
  };

  g_byte_array_append (data, (const guint8 *)&row, sizeof row);
  g_byte_array_append (data, (const guint8 *)self->watermark.clocks->data,
                       row.n_clocks * (guint)sizeof (TapeSourceClock));
  g_byte_array_append (data, (const guint8 *)self->counters->data, row.n_counters * (guint)sizeof (TapeSourceCounters));
  tape_commit_add_state (self->commit, TAPE_STATE_ENGINE, 0, 0, data->data, data->len);
}

static void
save_revisions (TapeEngine *self, TapePaneRing *ring, guint32 instrument, TapeLevel level)
{
  for (guint i = ring->length; i-- > 0;)
    {
      TapeSlot *slot = tape_pane_ring_get (ring, i);

      if (slot->start < ring->unsaved_from)
        break;
      if (!(slot->flags & TAPE_SLOT_UNSAVED))
        continue;
      slot->flags = (slot->flags & ~(guint32)TAPE_SLOT_UNSAVED) | TAPE_SLOT_SAVED;
      tape_commit_add_state (self->commit, TAPE_STATE_SECOND + level, instrument, slot->start, &slot->revision,
                             sizeof slot->revision);
    }
  ring->unsaved_from = G_MAXINT64;
}

static void
save_track (TapeEngine *self, guint32 instrument)
{
  TapeTrack *track = self->tracks[instrument];
  TrackRow row = { .last_time = track->last_time, .latest = track->latest };

  memcpy (row.sma, track->sma, sizeof row.sma);
  tape_commit_add_state (self->commit, TAPE_STATE_TRACK, instrument, 0, &row, sizeof row);
  for (TapeLevel level = 0; level < TAPE_N_LEVELS; level++)
    save_revisions (self, &track->rings[level], instrument, level);
  for (guint i = 0; i < tape_days_count (&track->days); i++)
    {
      TapeTradingDay *day = tape_days_get (&track->days, i);

      if (!(day->flags & TAPE_SLOT_UNSAVED))
        continue;
      day->flags = (day->flags & ~(guint32)TAPE_SLOT_UNSAVED) | TAPE_SLOT_SAVED;
      tape_commit_add_state (self->commit, TAPE_STATE_DAY, instrument, day->bounds.start, day, sizeof *day);
    }
  if (track->revisions != NULL)
    tape_commit_add_state (self->commit, TAPE_STATE_REVISION, instrument, 0,
                           track->revisions->len == 0 ? NULL : track->revisions->data,
                           track->revisions->len * sizeof (TapeRevision));
  track->unsaved = FALSE;
}

/* The windows that wait for the trigger, in one row. */
static void
save_waiting (TapeEngine *self)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  GHashTableIter iter;
  gpointer window;

  if (!self->waiting_saved && g_hash_table_size (self->waiting) == 0)
    return;
  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, &window, NULL))
    g_byte_array_append (data, window, sizeof (TapeWindow));
  self->waiting_saved = data->len > 0;
  tape_commit_add_state (self->commit, TAPE_STATE_WAITING, 0, 0, self->waiting_saved ? data->data : NULL, data->len);
}

void
tape_state_save (TapeEngine *self)
{
  if (self->unsaved->len > 0 || self->commit->bars->len > 0 || self->clocks_unsaved)
    {
      save_engine (self);
      save_waiting (self);
    }
  self->clocks_unsaved = FALSE;
  for (guint i = 0; i < self->unsaved->len; i++)
    save_track (self, g_array_index (self->unsaved, guint32, i));
  g_array_set_size (self->unsaved, 0);
}

static gboolean
restore_engine (TapeEngine *self, const guint8 *data, gsize length)
{
  EngineRow row;

  if (length < sizeof row)
    return FALSE;
  memcpy (&row, data, sizeof row);
  if (row.version != STATE_VERSION || row.sizes != SIZES
      || length != sizeof row + row.n_clocks * sizeof (TapeSourceClock) + row.n_counters * sizeof (TapeSourceCounters))
    return FALSE;

  self->arrival = row.arrival;
  self->watermark.watermark = row.watermark;
  self->watermark.now = row.now;
  self->in_batch = row.in_batch;
  self->n_emitted = row.n_emitted;
  self->flushed = row.flushed;
  if (self->config.window.size != 0)
    self->next_trigger = row.next_trigger;
  data += sizeof row;
  g_array_set_size (self->watermark.clocks, 0);
  g_array_append_vals (self->watermark.clocks, data, row.n_clocks);
  g_array_set_size (self->counters, 0);
  g_array_append_vals (self->counters, data + row.n_clocks * sizeof (TapeSourceClock), row.n_counters);

  /* Nobody is there yet: who comes back begins anew. */
  for (guint i = 0; i < row.n_clocks; i++)
    g_array_index (self->watermark.clocks, TapeSourceClock, i).ended = TRUE;
  return TRUE;
}

static gboolean
restore_track (TapeEngine *self, TapeTrack *track, const TapeStateRow *row, gconstpointer data)
{
  TrackRow stored;

  if (row->length != sizeof stored)
    return FALSE;
  memcpy (&stored, data, sizeof stored);
  track->last_time = stored.last_time;
  track->latest = stored.latest;
  memcpy (track->sma, stored.sma, sizeof track->sma);
  return TRUE;
}

static gboolean
restore_pane_revision (TapeEngine *self, TapeTrack *track, const TapeStateRow *row, gconstpointer data)
{
  TapePaneRing *ring = &track->rings[row->kind - TAPE_STATE_SECOND];
  TapeSlot *slot;
  gboolean created;

  if (row->length != sizeof slot->revision)
    return FALSE;
  slot = tape_pane_ring_ensure (ring, row->time, &created);
  memcpy (&slot->revision, data, sizeof slot->revision);
  slot->flags |= TAPE_SLOT_SAVED;
  return TRUE;
}

static gboolean
restore_day (TapeEngine *self, TapeTrack *track, const TapeStateRow *row, gconstpointer data)
{
  TapeTradingDay *day;
  TapeTradingDay stored;
  gboolean created;

  if (row->length != sizeof stored)
    return FALSE;
  memcpy (&stored, data, sizeof stored);
  day = tape_days_ensure (&track->days, &stored.bounds, &created);
  *day = stored;
  day->flags |= TAPE_SLOT_SAVED;
  return TRUE;
}

static gboolean
restore_revisions (TapeEngine *self, TapeTrack *track, const TapeStateRow *row, gconstpointer data)
{
  if (row->length % sizeof (TapeRevision) != 0)
    return FALSE;
  track->revisions = g_array_new (FALSE, FALSE, sizeof (TapeRevision));
  g_array_append_vals (track->revisions, data, row->length / (guint)sizeof (TapeRevision));
  return TRUE;
}

static gboolean
restore_waiting (TapeEngine *self, const guint8 *data, gsize length)
{
  TapeWindow window;

  if (length % sizeof window != 0)
    return FALSE;
  for (gsize at = 0; at < length && self->config.window.size != 0; at += sizeof window)
    {
      memcpy (&window, data + at, sizeof window);
      if (window.instrument >= tape_universe_count (self->universe))
        return FALSE;
      tape_engine_ensure_track (self, window.instrument);
      tape_free_windows_wait (self, &window);
    }
  self->waiting_saved = TRUE;
  return TRUE;
}

gboolean
tape_engine_restore_row (TapeEngine *self, const TapeStateRow *row, gconstpointer data, GError **error)
{
  gboolean restored = FALSE;

  if (row->kind == TAPE_STATE_ENGINE)
    restored = restore_engine (self, data, row->length);
  else if (row->kind == TAPE_STATE_WAITING)
    restored = restore_waiting (self, data, row->length);
  else if (row->instrument < tape_universe_count (self->universe))
    {
      TapeTrack *track = tape_engine_ensure_track (self, row->instrument);

      if (row->kind == TAPE_STATE_TRACK)
        restored = restore_track (self, track, row, data);
      else if (row->kind == TAPE_STATE_SECOND || row->kind == TAPE_STATE_MINUTE)
        restored = restore_pane_revision (self, track, row, data);
      else if (row->kind == TAPE_STATE_DAY)
        restored = restore_day (self, track, row, data);
      else if (row->kind == TAPE_STATE_REVISION)
        restored = restore_revisions (self, track, row, data);
    }
  if (!restored)
    g_set_error (error, TAPE_ENGINE_ERROR, TAPE_ENGINE_ERROR_STATE,
                 _ ("What the last run left of its state cannot be read: row %u of instrument %u is of another version "
                    "or damaged."),
                 row->kind, row->instrument);
  return restored;
}

void
tape_engine_restored (TapeEngine *self)
{
  for (guint32 i = 0; i < self->n_tracks; i++)
    if (self->tracks[i] != NULL)
      {
        tape_windows_reschedule (self, i);
        tape_engine_draw (self, self->tracks[i], i);
      }
}
