/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the engine leaves for a restart: with each commit the rows of its state that changed, as plain data in the
 * machine's own layout. The first row says version and sizes; of what an older version or another machine wrote only that
 * row is read, the rest is made again (tape-rebuild.h); what a newer one wrote is refused. The open panes are no rows: they are as many as trades, and are made again of the stored trades, in order of arrival, so that
 * they come out the same to the last bit. Only what trades do not tell, how many of a pane's came late, is kept. */

#include "config.h"

#include "engine/tape-engine-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define STATE_VERSION 5

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
  gint64 settled_to;
  guint64 in_batch;
  guint64 n_emitted;
  guint32 n_clocks;
  guint32 n_counters;
} EngineRow;

typedef struct
{
  gint64 last_time;
  double latest;
  double shift;
  double distance;
  guint64 n_trades;
  TapeJump jump;
  double tick_price;
  guint32 tick_side;
  guint32 suspect;
} TrackRow;

/* Ahead of its means. */
typedef struct
{
  guint64 number;
  gint64 start;
  gint64 end;
  guint64 is_open;
} MicroBatchRow;

#define SIZES                                                                                                          \
  ((guint32)(sizeof (EngineRow) + 3 * sizeof (TrackRow) + 7 * sizeof (TapeTradingDay) + 11 * sizeof (TapeSourceClock)  \
             + 13 * sizeof (TapeSourceCounters) + 17 * sizeof (TapeRevision) + 19 * sizeof (TapeWindow)                \
             + 23 * sizeof (MicroBatchRow) + 31 * sizeof (TapeMinuteRow) + 29 * sizeof (TapeMicroBatchMean)            \
             + 37 * sizeof (TapeGroupMember) + 41 * sizeof (TapeGroupIndex)))

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
    .settled_to = self->settled_to,
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
save_track (TapeEngine *self, guint32 instrument)
{
  TapeTrack *track = self->tracks[instrument];
  TrackRow row = {
    .last_time = track->last_time,
    .latest = track->latest,
    .shift = track->shift,
    .distance = track->distance,
    .n_trades = track->n_trades,
    .jump = track->jump,
    .tick_price = track->tick_price,
    .tick_side = track->tick_side,
    .suspect = track->suspect,
  };

  tape_commit_add_state (self->commit, TAPE_STATE_TRACK, instrument, 0, &row, sizeof row);
  tape_windows_hand_on_days (self, instrument);
  if (track->settled_unsaved)
    {
      tape_commit_add_state (self->commit, TAPE_STATE_INDICATORS, instrument, 0, track->settled, self->standing.size);
      tape_group_indices_save_member (self, instrument);
    }
  track->settled_unsaved = FALSE;
  if (track->revisions != NULL)
    tape_commit_add_state (self->commit, TAPE_STATE_REVISION, instrument, 0,
                           track->revisions->len == 0 ? NULL : track->revisions->data,
                           track->revisions->len * sizeof (TapeRevision));
  track->unsaved = FALSE;
}

/* The last micro-batches and the open one. */
static void
save_micro_batches (TapeEngine *self)
{
  TapeMicroBatches *micro = &self->micro;
  guint64 first = micro->number > TAPE_BATCHES ? micro->number - TAPE_BATCHES : 1;

  /* The one that was open at the last commit was stored, too. */
  for (; micro->saved_from < MIN (first, micro->unsaved_from + 1); micro->saved_from++)
    tape_commit_add_state (self->commit, TAPE_STATE_MICRO_BATCH, 0, (gint64)micro->saved_from, NULL, 0);
  micro->saved_from = MAX (micro->saved_from, first);
  for (guint64 number = MAX (first, micro->unsaved_from); number <= micro->number; number++)
    {
      const TapeMicroBatch *batch = tape_micro_batches_get (micro, number);
      const MicroBatchRow row = { number, batch->start, batch->end, number == micro->number };
      g_autoptr (GByteArray) data = g_byte_array_new ();

      g_byte_array_append (data, (const guint8 *)&row, sizeof row);
      g_byte_array_append (data, (const guint8 *)batch->means->data,
                           (number == micro->number ? micro->n_open : batch->means->len)
                               * (guint)sizeof (TapeMicroBatchMean));
      tape_commit_add_state (self->commit, TAPE_STATE_MICRO_BATCH, 0, (gint64)number, data->data, data->len);
    }
  micro->unsaved_from = micro->number;
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
      save_micro_batches (self);
    }
  self->clocks_unsaved = FALSE;
  for (guint i = 0; i < self->unsaved->len; i++)
    save_track (self, g_array_index (self->unsaved, guint32, i));
  tape_group_indices_save (self);
  tape_select_save (self);
  tape_windows_hand_on_minutes (self);
  tape_alerting_ask (self);
  tape_alerts_save (self->alerts);
  g_array_set_size (self->unsaved, 0);
}

static void
restore_sources (TapeEngine *self, const guint8 *data, guint n_clocks, guint n_counters)
{
  g_array_set_size (self->watermark.clocks, 0);
  g_array_append_vals (self->watermark.clocks, data, n_clocks);
  g_array_set_size (self->counters, 0);
  g_array_append_vals (self->counters, data + n_clocks * sizeof (TapeSourceClock), n_counters);
  tape_engine_forget_sources (self);
}

static gsize
get_sources_size (guint32 n_clocks, guint32 n_counters)
{
  return n_clocks * sizeof (TapeSourceClock) + n_counters * sizeof (TapeSourceCounters);
}

static gboolean
restore_engine (TapeEngine *self, const guint8 *data, gsize length)
{
  EngineRow row;

  if (length < sizeof row)
    return FALSE;
  memcpy (&row, data, sizeof row);
  if (row.version != STATE_VERSION || row.sizes != SIZES
      || length != sizeof row + get_sources_size (row.n_clocks, row.n_counters))
    return FALSE;

  self->arrival = self->taking = row.arrival;
  self->watermark.watermark = row.watermark;
  self->watermark.now = self->receive_time = self->selection.now = row.now;
  self->in_batch = row.in_batch;
  self->n_emitted = row.n_emitted;
  self->flushed = row.flushed;
  self->settled_to = row.settled_to;
  self->next_trigger = row.next_trigger;
  restore_sources (self, data + sizeof row, row.n_clocks, row.n_counters);
  return TRUE;
}

/* What every version's row begins with. It ends with the numbers of clocks and counters, which follow it. */
typedef struct
{
  guint32 version;
  guint32 sizes;
  gint64 arrival;
  gint64 watermark;
  gint64 now;
  gint64 next_trigger;
  gint64 flushed; /* from version 2 on */
} OlderRow;

/* Bytes of the row ahead of the clocks, by version. */
static const gsize older_sizes[] = { 0, 64, 72, 80, 80, 80 };

G_STATIC_ASSERT (G_N_ELEMENTS (older_sizes) == STATE_VERSION + 1);

/* Takes of an older version's first row what can be taken. */
gboolean
tape_state_restore_older (TapeEngine *self, const TapeStateRow *row, gconstpointer data)
{
  OlderRow stored;
  guint32 numbers[2];
  gsize size;

  if (row->length < sizeof stored + sizeof numbers)
    return FALSE;
  memcpy (&stored, data, sizeof stored);
  size = stored.version <= STATE_VERSION ? older_sizes[stored.version] : 0;
  if (size == 0 || row->length < size)
    return FALSE;
  memcpy (numbers, (const guint8 *)data + size - sizeof numbers, sizeof numbers);
  if (row->length != size + get_sources_size (numbers[0], numbers[1]))
    return FALSE;

  self->arrival = self->taking = stored.arrival;
  self->watermark.watermark = stored.watermark;
  self->watermark.now = self->receive_time = self->selection.now = stored.now;
  self->next_trigger = stored.next_trigger;
  if (stored.version > 1)
    self->flushed = stored.flushed;
  restore_sources (self, (const guint8 *)data + size, numbers[0], numbers[1]);
  return TRUE;
}

static void
set_unreadable (const TapeStateRow *row, GError **error)
{
  g_set_error (
      error, TAPE_ENGINE_ERROR, TAPE_ENGINE_ERROR_STATE,
      _ ("What the last run left of its state cannot be read: row %u of instrument %u is of another version or "
         "damaged."),
      row->kind, row->instrument);
}

gboolean
tape_engine_check_state (const TapeStateRow *row, gconstpointer data, GError **error)
{
  EngineRow stored = { 0 };

  if (row == NULL || row->kind != TAPE_STATE_ENGINE)
    {
      g_set_error_literal (error, TAPE_ENGINE_ERROR, TAPE_ENGINE_ERROR_STATE,
                           _ ("Nothing is known of how the last run ended."));
      return FALSE;
    }
  if (row->length >= sizeof stored)
    memcpy (&stored, data, sizeof stored);
  if (stored.version > STATE_VERSION)
    {
      g_set_error (
          error, TAPE_ENGINE_ERROR, TAPE_ENGINE_ERROR_NEWER,
          _ ("The state of the last run is a newer version's (%u, this one knows %u). Update Tapeline or choose "
             "another file."),
          stored.version, STATE_VERSION);
      return FALSE;
    }
  if (stored.version == STATE_VERSION && stored.sizes == SIZES)
    return TRUE;
  set_unreadable (row, error);
  return FALSE;
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
  track->shift = stored.shift;
  track->distance = stored.distance;
  track->n_trades = stored.n_trades;
  track->jump = stored.jump;
  track->tick_price = stored.tick_price;
  track->tick_side = stored.tick_side;
  track->suspect = stored.suspect != 0;
  return TRUE;
}

static gboolean
restore_minute (TapeEngine *self, TapeTrack *track, const TapeStateRow *row, gconstpointer data)
{
  TapeMinuteRow stored;
  TapeMinute *minute;

  if (row->length != sizeof stored)
    return FALSE;
  memcpy (&stored, data, sizeof stored);
  minute = tape_windows_restore_minute (self, row->instrument, row->time);
  minute->revision = stored.revision;
  minute->flags |= TAPE_MINUTE_SAVED | (stored.in_day ? TAPE_MINUTE_IN_DAY : 0);
  return TRUE;
}

static gboolean
restore_micro_batch (TapeEngine *self, const TapeStateRow *row, const guint8 *data)
{
  TapeMicroBatches *micro = &self->micro;
  MicroBatchRow stored;
  TapeMicroBatch *batch;

  if (row->length < sizeof stored || (row->length - sizeof stored) % sizeof (TapeMicroBatchMean) != 0)
    return FALSE;
  memcpy (&stored, data, sizeof stored);
  batch = tape_micro_batches_get (micro, stored.number);
  batch->number = stored.number;
  batch->start = stored.start;
  batch->end = stored.end;
  g_array_set_size (batch->means, 0);
  g_array_append_vals (batch->means, data + sizeof stored,
                       (guint)((row->length - sizeof stored) / sizeof (TapeMicroBatchMean)));
  for (guint i = 0; i < batch->means->len; i++)
    {
      guint32 instrument = g_array_index (batch->means, TapeMicroBatchMean, i).instrument;

      if (instrument >= tape_universe_count (self->universe))
        return FALSE;
      if (!stored.is_open)
        continue;
      tape_engine_ensure_track (self, instrument)->mean = i;
    }
  if (stored.is_open)
    {
      tape_micro_batches_open (micro, stored.number);
      micro->unsaved_from = stored.number;
      micro->saved_from = stored.number > TAPE_BATCHES ? stored.number - TAPE_BATCHES : 1;
    }
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
  day->flags |= TAPE_DAY_SAVED;
  return TRUE;
}

static gboolean
restore_indicators (TapeEngine *self, TapeTrack *track, const TapeStateRow *row, gconstpointer data)
{
  if (row->length != self->standing.size)
    return FALSE;
  if (track->settled == NULL)
    track->settled = tape_slab_alloc0 (&self->slab, self->standing.size);
  memcpy (track->settled, data, row->length);
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

static gboolean
restore_alerts (TapeEngine *self, const TapeStateRow *row, gconstpointer data)
{
  if (row->kind >= TAPE_STATE_ALERTS + TAPE_ALERTS_N_ROWS)
    return FALSE;
  tape_alerts_restore_row (self->alerts, row, data);
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
  else if (row->kind == TAPE_STATE_MICRO_BATCH)
    restored = restore_micro_batch (self, row, data);
  else if (row->kind == TAPE_STATE_GROUP_INDEX)
    restored = tape_group_indices_restore (self, row, data);
  else if (row->kind == TAPE_STATE_BARS_ENDED || row->kind == TAPE_STATE_REOPENED)
    restored = tape_alerting_restore (self, row, data);
  else if (row->kind == TAPE_STATE_SELECTED_SOURCE || row->kind == TAPE_STATE_SELECTION)
    restored = tape_select_restore (self, row, data);
  else if (row->kind >= TAPE_STATE_ALERTS)
    restored = restore_alerts (self, row, data);
  else if (row->instrument < tape_universe_count (self->universe))
    {
      TapeTrack *track = tape_engine_ensure_track (self, row->instrument);

      if (row->kind == TAPE_STATE_TRACK)
        restored = restore_track (self, track, row, data);
      else if (row->kind == TAPE_STATE_MINUTE)
        restored = restore_minute (self, track, row, data);
      else if (row->kind == TAPE_STATE_DAY)
        restored = restore_day (self, track, row, data);
      else if (row->kind == TAPE_STATE_INDICATORS)
        restored = restore_indicators (self, track, row, data);
      else if (row->kind == TAPE_STATE_GROUP_MEMBER)
        restored = tape_group_indices_restore_member (self, row, data);
      else if (row->kind == TAPE_STATE_REVISION)
        restored = restore_revisions (self, track, row, data);
    }
  if (!restored)
    set_unreadable (row, error);
  return restored;
}

void
tape_engine_restored (TapeEngine *self)
{
  if (self->rebuilding)
    tape_rebuild_end (self);
  tape_windows_restored (self);
  tape_alerts_restored (self->alerts);
  tape_alerting_restored (self);
  for (guint32 i = 0; i < self->n_tracks; i++)
    if (self->tracks[i] != NULL)
      {
        tape_free_windows_restored (self, i);
        tape_engine_draw (self, self->tracks[i], i);
      }
}
