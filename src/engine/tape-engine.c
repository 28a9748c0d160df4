/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/tape-engine-private.h"

#include <math.h>
#include <string.h>

G_DEFINE_QUARK (tape - engine - error - quark, tape_engine_error)

/* --- Stages --- */

/* The ids of the trades ahead are asked for early; see prefetch() in tape-windows.c. */
static inline void
prefetch_ids (TapeEngine *self, const TapeBatch *batch, guint i)
{
  guint32 instrument;

  if (i >= batch->n_trades)
    return;
  instrument = batch->trades[i].instrument;
  if (instrument < self->n_tracks && self->tracks[instrument] != NULL && self->tracks[instrument]->ids != NULL)
    tape_ids_prefetch (self->tracks[instrument]->ids);
}

static inline gboolean
is_known (TapeEngine *self, const TapeTrade *trade)
{
  return G_UNLIKELY (self->known != NULL)
         && tape_known_contains (self->known, trade, tape_ids_key (trade, self->batch->text));
}

/* Which trades are duplicates, and the arrival numbers of those that are not. */
static void
identify (TapeEngine *self)
{
  const TapeBatch *batch = self->batch;
  TapeCommitBatch entry = { .batch = tape_batch_ref (self->batch), .first_arrival = self->arrival + 1 };

  entry.first_duplicate = self->commit->duplicates->len;
  for (guint i = 0; i < batch->n_trades; i++)
    {
      const TapeTrade *trade = &batch->trades[i];

      self->skip[i] = FALSE;
      if (trade->flags & TAPE_TRADE_HAS_ID)
        {
          TapeTrack *track = tape_engine_ensure_track (self, trade->instrument);

          prefetch_ids (self, batch, i + 8);
          self->skip[i] = is_known (self, trade)
                          || tape_ids_take (&track->ids, trade, tape_ids_key (trade, batch->text), self->arrival + 1);
        }
      if (self->skip[i])
        {
          guint32 index = i;

          g_array_append_val (self->commit->duplicates, index);
          tape_engine_get_counters (self, trade->source)->duplicates++;
        }
      else
        self->arrival++;
    }
  entry.n_duplicates = self->commit->duplicates->len - entry.first_duplicate;
  entry.n_stored = batch->n_trades - entry.n_duplicates;
  g_array_append_val (self->commit->batches, entry);
  self->commit->weight += tape_batch_n_events (batch) + 1;
}

/* Every instrument has a track; what was not an event is counted for the source that said it. */
static void
enrich (TapeEngine *self)
{
  const TapeBatch *batch = self->batch;

  for (guint i = 0; i < batch->n_trades; i++)
    if (G_UNLIKELY (batch->trades[i].instrument >= self->n_tracks || self->tracks[batch->trades[i].instrument] == NULL))
      tape_engine_ensure_track (self, batch->trades[i].instrument);
  for (guint i = 0; i < batch->n_rejects; i++)
    tape_engine_get_counters (self, batch->rejects[i].source)->rejected++;
  if (batch->ignored > 0 && batch->n_positions > 0)
    tape_engine_get_counters (self, batch->positions[0].source)->ignored += batch->ignored;
}

/* A batch is others' too: what is changed is a copy, which the commit gets in its place. */
void
tape_engine_own_batch (TapeEngine *self)
{
  TapeCommitBatch *entry = &g_array_index (self->commit->batches, TapeCommitBatch, self->commit->batches->len - 1);

  if (self->owns_batch)
    return;
  self->batch = tape_batch_copy (self->batch);
  tape_batch_unref (entry->batch);
  entry->batch = self->batch;
  self->owns_batch = TRUE;
}

/* The tick test, where it is wanted and the source does not say who was the aggressor: up from the price before is a buy,
 * down a sell, unchanged as the change before. Lee and Ready, "Inferring Trade Direction from Intraday Data", 1991. */
static void
estimate (TapeEngine *self)
{
  if (!self->config.tick_rule || self->batch->n_trades == 0)
    return;
  tape_engine_own_batch (self);
  for (guint i = 0; i < self->batch->n_trades; i++)
    {
      TapeTrade *trade = &self->batch->trades[i];
      TapeTrack *track = self->tracks[trade->instrument];

      if (self->skip[i] || (trade->flags & TAPE_TRADE_ASIDE) != 0)
        continue;
      if (track->tick_price != 0 && trade->price != track->tick_price)
        track->tick_side = trade->price > track->tick_price ? TAPE_SIDE_BUY : TAPE_SIDE_SELL;
      track->tick_price = trade->price;
      if (trade->side != TAPE_SIDE_UNKNOWN || track->tick_side == TAPE_SIDE_UNKNOWN)
        continue;
      trade->side = (guint8)track->tick_side;
      trade->flags |= TAPE_TRADE_ESTIMATED;
    }
}

/* The watermark that judges each event, which is the one before it. */
static void
mark (TapeEngine *self)
{
  const TapeBatch *batch = self->batch;

  for (guint i = 0, end; i < batch->n_trades; i = end)
    {
      guint32 source = batch->trades[i].source;
      guint clock = tape_watermark_index (&self->watermark, source);

      for (end = i + 1; end < batch->n_trades && batch->trades[end].source == source; end++)
        ;
      tape_engine_get_counters (self, source)->trades
          += tape_watermark_run (&self->watermark, clock, batch->trades + i, end - i, self->skip + i, self->marks + i);
    }

  for (guint i = 0; i < batch->n_bars; i++)
    {
      const TapeBar *bar = &batch->bars[i];

      self->marks[i] = self->watermark.watermark;
      tape_engine_get_counters (self, bar->source)->bars++;
      tape_watermark_bar (&self->watermark, tape_watermark_index (&self->watermark, bar->source), bar->start);
    }
}

/* A stage sees each batch once, in order, on the engine thread. */
static const struct
{
  const char *name;
  void (*run) (TapeEngine *self);
} stages[] = {
  { "identify", identify },
  { "enrich", enrich },
  { "select", tape_select_stage },
  { "sides", estimate },
  { "watermark", mark },
  { "windows", tape_windows_stage },
  { "indicators", tape_indicators_stage },
  { "publish", tape_publish_stage },
};

/* --- The engine --- */

TapeEngine *
tape_engine_new (TapeUniverse *universe, const TapeEngineConfig *config)
{
  TapeEngine *self = g_new0 (TapeEngine, 1);

  self->universe = tape_universe_ref (universe);
  self->config = *config;
  if (self->config.mode == TAPE_MODE_COMPLETE)
    self->config.lateness = G_MAXINT64 / 4;
  tape_watermark_init (&self->watermark);
  tape_selection_init (&self->selection, config->disagreement);
  self->counters = g_array_new (FALSE, TRUE, sizeof (TapeSourceCounters));
  self->unsaved = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->undrawn = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->commit = tape_commit_new ();
  self->focus = TAPE_NO_INSTRUMENT;
  self->tape = g_new (TapeTrade, TAPE_FRAME_TRADES);
  tape_slab_init (&self->slab);
  self->focus_seconds = g_array_new (FALSE, FALSE, sizeof (TapeSecond));
  self->next_trigger = G_MININT64;
  self->settling = tape_schedule_new ();
  self->settled_to = TAPE_WATERMARK_NONE;
  self->closed = g_array_new (FALSE, FALSE, sizeof (guint32));
  tape_standing_init (&self->standing);
  tape_group_indices_init (&self->indices, &self->standing);
  tape_micro_batches_init (&self->micro);
  tape_windows_init (self);
  tape_free_windows_init (self);
  tape_alerting_init (self);
  return self;
}

void
tape_engine_free (TapeEngine *self)
{
  tape_alerting_clear (self);
  tape_windows_clear (self);
  tape_free_windows_clear (self);
  for (guint i = 0; i < self->n_tracks; i++)
    g_clear_pointer (&self->tracks[i], tape_track_clear);
  tape_slab_clear (&self->slab);
  g_free (self->tracks);
  tape_watermark_clear (&self->watermark);
  g_clear_pointer (&self->known, tape_known_free);
  tape_selection_clear (&self->selection);
  g_array_unref (self->counters);
  g_array_unref (self->unsaved);
  g_array_unref (self->undrawn);
  tape_commit_free (self->commit);
  tape_universe_unref (self->universe);
  g_free (self->skip);
  g_free (self->marks);
  g_free (self->tape);
  tape_micro_batches_clear (&self->micro);
  tape_group_indices_clear (&self->indices);
  tape_standing_clear (&self->standing);
  tape_schedule_free (self->settling);
  g_array_unref (self->closed);
  g_array_unref (self->focus_seconds);
  g_free (self->rows);
  g_free (self);
}

TapeTrack *
tape_engine_ensure_track (TapeEngine *self, guint32 instrument)
{
  g_assert (instrument < tape_universe_count (self->universe));
  if (instrument >= self->n_tracks)
    {
      guint n = MAX (instrument + 1, MAX (64, self->n_tracks * 2));

      self->tracks = g_renew (TapeTrack *, self->tracks, n);
      memset (self->tracks + self->n_tracks, 0, (n - self->n_tracks) * sizeof *self->tracks);
      self->n_tracks = n;
    }
  if (self->tracks[instrument] != NULL)
    return self->tracks[instrument];

  self->tracks[instrument] = tape_track_new (&self->slab);
  tape_alerts_add_instrument (self->alerts, instrument);
  tape_alerting_follow (self, instrument);
  return self->tracks[instrument];
}

TapeSourceCounters *
tape_engine_get_counters (TapeEngine *self, guint32 source)
{
  TapeSourceCounters counters = { .source = source };
  guint i = 0;

  while (i < self->counters->len && g_array_index (self->counters, TapeSourceCounters, i).source < source)
    i++;
  if (i == self->counters->len || g_array_index (self->counters, TapeSourceCounters, i).source != source)
    g_array_insert_val (self->counters, i, counters);
  return &g_array_index (self->counters, TapeSourceCounters, i);
}

static void
make_room (TapeEngine *self, guint n)
{
  if (n <= self->room)
    return;
  self->room = n;
  self->skip = g_renew (guint8, self->skip, n);
  self->marks = g_renew (gint64, self->marks, n);
}

static void
run_stages (TapeEngine *self, TapeBatch *batch)
{
  make_room (self, MAX (batch->n_trades, batch->n_bars));
  self->batch = batch;
  self->owns_batch = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (stages); i++)
    stages[i].run (self);
  self->batch = NULL;
}

/* The means of the micro-batch that ends. */
static void
end_micro_batch (TapeEngine *self, gint64 start, gint64 end)
{
  TapeMicroBatch *batch = tape_micro_batches_get (&self->micro, self->micro.number);

  g_array_set_size (batch->means, self->micro.n_open);
  batch->start = start;
  batch->end = end;
  for (guint i = 0; i < batch->means->len; i++)
    {
      TapeMicroBatchMean *mean = &g_array_index (batch->means, TapeMicroBatchMean, i);
      const TapeTrack *track = self->tracks[mean->instrument];

      mean->mean = track->shift + mean->mean / mean->count;
      mean->running_mean = track->shift + track->distance / (double)track->n_trades;
    }
  if (batch->means->len > 0)
    tape_micro_batches_next (&self->micro);
}

/* A trigger ends the micro-batch and sets the next. */
void
tape_engine_trigger (TapeEngine *self, gint64 now)
{
  gint64 every = self->config.trigger;
  gint64 last = self->next_trigger;

  self->next_trigger = every == 0 ? G_MININT64 : tape_time_floor (now, every) + every;
  if (self->in_batch == 0)
    return;
  self->in_batch = 0;
  end_micro_batch (self, every == 0 ? now : last - every, every == 0 ? now : last);
  tape_free_windows_trigger (self);
}

static void
tick (TapeEngine *self, gint64 receive_time)
{
  gboolean says_something = receive_time >= self->receive_time;

  self->receive_time = MAX (self->receive_time, receive_time);
  tape_watermark_tick (&self->watermark, receive_time);
  self->selection.now = MAX (self->selection.now, receive_time);
  if (self->watermark.watermark >= self->next_close)
    tape_windows_close_until (self, self->watermark.watermark);
  if (receive_time >= self->next_trigger)
    tape_engine_trigger (self, receive_time);
  if (says_something)
    tape_alerting_tick (self, receive_time);
  tape_indicators_stage (self);
}

static void
end (TapeEngine *self, guint32 source)
{
  gboolean last = tape_watermark_end (&self->watermark, source);

  tape_selection_end (&self->selection, source);
  if (self->watermark.watermark >= self->next_close)
    tape_windows_close_until (self, self->watermark.watermark);
  if (last)
    tape_windows_flush (self);
  tape_indicators_stage (self);
}

static void
forget_known (TapeEngine *self, guint32 source)
{
  if (self->known != NULL && !tape_known_forget (self->known, source))
    g_clear_pointer (&self->known, tape_known_free);
}

static void
note_turn (TapeEngine *self, TapeBatch *batch)
{
  TapeCommitBatch entry
      = { .batch = tape_batch_ref (batch), .first_arrival = self->arrival + 1, .time = self->watermark.now };

  g_array_append_val (self->commit->batches, entry);
}

/* Nothing comes of the source until it begins again, but it has not ended. */
static gboolean
is_away (const TapeBatch *batch)
{
  return batch->kind == TAPE_BATCH_END && batch->live;
}

void
tape_engine_process (TapeEngine *self, TapeBatch *batch)
{
  /* A tick alone is no reason to write to the disk. */
  if (batch->kind != TAPE_BATCH_TICK && batch->kind != TAPE_BATCH_KNOWN && !is_away (batch))
    self->clocks_unsaved = TRUE;
  switch (batch->kind)
    {
    case TAPE_BATCH_BEGIN:
      tape_watermark_begin (&self->watermark, batch->source, batch->live, batch->delay);
      self->selection.now = self->watermark.now;
      tape_selection_begin (&self->selection, batch->source, batch->group, batch->rank, batch->stale_after);
      tape_alerting_begin_source (self, batch);
      break;
    case TAPE_BATCH_TICK:
      tick (self, batch->receive_time);
      return;
    case TAPE_BATCH_END:
      if (is_away (batch))
        {
          tape_selection_end (&self->selection, batch->source);
          return;
        }
      end (self, batch->source);
      forget_known (self, batch->source);
      break;
    case TAPE_BATCH_KNOWN:
      if (self->known == NULL)
        self->known = tape_known_new ();
      tape_known_add (self->known, batch);
      return;
    case TAPE_BATCH_TRADES:
    case TAPE_BATCH_BARS:
      run_stages (self, batch);
      return;
    }

  /* What it is, and what else it may carry: the position of a source that has ended. */
  note_turn (self, batch);
}

void
tape_engine_set_rules (TapeEngine *self, TapeRuleSet *rules)
{
  tape_alerts_set_rules (self->alerts, rules);
  tape_alerting_restored (self);
}

void
tape_engine_restore_trade (TapeEngine *self, const TapeTrade *trade, const char *text, gint64 arrival)
{
  TapeTrack *track = tape_engine_ensure_track (self, trade->instrument);

  self->estimated |= (trade->flags & TAPE_TRADE_ESTIMATED) != 0;
  if (trade->flags & TAPE_TRADE_HAS_ID)
    tape_ids_take (&track->ids, trade, tape_ids_key (trade, text), arrival);
  if (trade->flags & TAPE_TRADE_ASIDE)
    return;
  if (self->rebuilding)
    tape_rebuild_trade (self, track, trade);
  tape_windows_restore_trade (self, trade, arrival);
}

gint64
tape_engine_get_restore_time (TapeEngine *self)
{
  gint64 keep = MAX (self->minutes.keep, self->keep_free);

  return self->settled_to < TAPE_TIME_EARLIEST + keep ? G_MININT64 : self->settled_to - keep;
}

guint64
tape_engine_get_pending (TapeEngine *self)
{
  return self->commit->weight;
}

gboolean
tape_engine_stamp_firings (TapeEngine *self, gint64 (*clock) (void))
{
  const GPtrArray *firings = self->commit->firings;

  for (guint i = firings->len; i-- > 0;)
    {
      TapeFiring *firing = g_ptr_array_index (firings, i);

      if (firing->fired_time != 0)
        break;
      firing->fired_time = clock ();
    }
  return firings->len > 0;
}

guint64
tape_engine_get_emitted (TapeEngine *self)
{
  return self->n_emitted;
}

TapeCommit *
tape_engine_take_commit (TapeEngine *self)
{
  TapeCommit *commit;

  tape_state_save (self);
  if (self->commit->batches->len == 0 && self->commit->bars->len == 0 && self->commit->state->len == 0
      && self->commit->firings->len == 0 && self->commit->questions->len == 0)
    return NULL;
  commit = self->commit;
  commit->needed_since = tape_engine_get_restore_time (self);
  commit->needed_last = TAPE_ENGINE_RESTORE_TRADES;
  commit->lateness = self->config.lateness;
  self->commit = tape_commit_new ();
  tape_alerts_set_commit (self->alerts, self->commit);
  return commit;
}

GPtrArray *
tape_engine_take_firings (TapeEngine *self)
{
  GPtrArray *firings = self->commit->firings;

  self->commit->firings = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_firing_free);
  tape_commit_free (self->commit);
  self->commit = tape_commit_new ();
  tape_alerts_set_commit (self->alerts, self->commit);
  return firings;
}

void
tape_engine_forget_sources (TapeEngine *self)
{
  for (guint i = 0; i < self->watermark.clocks->len; i++)
    g_array_index (self->watermark.clocks, TapeSourceClock, i).ended = TRUE;
  tape_selection_forget_sources (&self->selection);
}
