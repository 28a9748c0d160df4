/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The free window that was asked for: any size and slide, made of seconds or minutes, or the exchange's day or session. What is
 * emitted when follows the mode. */

#include "engine/tape-engine-private.h"

#include <math.h>
#include <string.h>

static guint
window_hash (gconstpointer data)
{
  const TapeWindow *window = data;

  return (guint)(window->end / TAPE_SECOND) * 31 + window->instrument;
}

static gboolean
window_equal (gconstpointer a, gconstpointer b)
{
  const TapeWindow *one = a, *other = b;

  return one->end == other->end && one->instrument == other->instrument;
}

void
tape_free_windows_init (TapeEngine *self)
{
  const TapeWindowSpec *spec = &self->config.window;

  self->free_schedule = tape_schedule_new ();
  self->waiting = g_hash_table_new_full (window_hash, window_equal, g_free, NULL);
  self->next_settled = G_MAXINT64;
  self->emitted = g_array_new (FALSE, FALSE, sizeof (TapeWindow));
  if (spec->size == 0 || spec->calendar)
    return;

  self->free_length = spec->slide % TAPE_MINUTE == 0 ? TAPE_MINUTE : TAPE_SECOND;
  self->keep_free = MAX (spec->size, self->free_length) + self->config.lateness;
}

/* The window of a day, if it has one. */
static gboolean
get_day_window (TapeEngine *self, const TapeDay *bounds, gint64 *start, gint64 *end)
{
  gboolean session = self->config.window.session;

  *start = session ? bounds->open : bounds->start;
  *end = session ? bounds->close : bounds->end;
  return *start != TAPE_NO_TIME;
}

void
tape_free_windows_clear (TapeEngine *self)
{
  tape_schedule_free (self->free_schedule);
  g_hash_table_unref (self->waiting);
  g_array_unref (self->emitted);
}

/* The first end after @time. */
static gint64
first_end (TapeEngine *self, gint64 time)
{
  return tape_time_floor (time, self->config.window.slide) + self->config.window.slide;
}

static void
schedule (TapeEngine *self, guint32 instrument, gint64 end)
{
  tape_schedule_add (self->free_schedule, end, instrument);
  self->next_close = MIN (self->next_close, end);
}

/* The first open end of the windows over the pane that starts at @start, if one is still open. */
static void
reschedule (TapeEngine *self, guint32 instrument, gint64 start)
{
  gint64 end = first_end (self, MAX (start, self->watermark.watermark));

  if (end <= start + self->config.window.size)
    schedule (self, instrument, end);
}

void
tape_free_windows_restore_trade (TapeEngine *self, TapeTrack *track, const TapeTrade *trade, gboolean is_open)
{
  gint64 start;
  gboolean created;
  TapeSlot *slot;

  if (self->free_length == 0)
    return;
  start = tape_time_floor (trade->event_time, self->free_length);
  if (self->watermark.watermark >= start + self->keep_free)
    return;
  slot = tape_pane_ring_ensure (&track->panes, start, &created);
  tape_pane_take (&slot->pane, trade);
  slot->scheduled |= is_open;
}

/* After a restart what was open waits for its end again. */
void
tape_free_windows_restored (TapeEngine *self, guint32 instrument)
{
  TapeTrack *track = self->tracks[instrument];
  gint64 start, end;

  for (guint i = 0; i < track->panes.length; i++)
    if (tape_pane_ring_get (&track->panes, i)->scheduled)
      reschedule (self, instrument, tape_pane_ring_get (&track->panes, i)->start);
  for (guint i = 0; i < tape_days_count (&track->days); i++)
    {
      const TapeTradingDay *day = tape_days_get (&track->days, i);

      if (day->flags & TAPE_DAY_FREE_SCHEDULED && get_day_window (self, &day->bounds, &start, &end)
          && end > self->watermark.watermark)
        schedule (self, instrument, end);
    }
}

/* --- Late trades --- */

/* On the way it forgets the windows that cannot change any more. */
static TapeRevision *
ensure_revision (TapeEngine *self, TapeTrack *track, gint64 end, gint64 mark)
{
  TapeRevision revision = { .end = end };
  guint i = 0;

  if (track->revisions == NULL)
    track->revisions = g_array_new (FALSE, FALSE, sizeof (TapeRevision));
  while (i < track->revisions->len
         && g_array_index (track->revisions, TapeRevision, i).end + self->config.lateness <= mark)
    i++;
  if (i > 0)
    g_array_remove_range (track->revisions, 0, i);
  i = 0;
  while (i < track->revisions->len && g_array_index (track->revisions, TapeRevision, i).end < end)
    i++;
  if (i == track->revisions->len || g_array_index (track->revisions, TapeRevision, i).end != end)
    g_array_insert_val (track->revisions, i, revision);
  return &g_array_index (track->revisions, TapeRevision, i);
}

static guint32
get_revision (const TapeTrack *track, gint64 end)
{
  for (guint i = 0; track->revisions != NULL && i < track->revisions->len; i++)
    if (g_array_index (track->revisions, TapeRevision, i).end == end)
      return g_array_index (track->revisions, TapeRevision, i).revision;
  return 0;
}

/* A window without a count is made at the trigger; one with it is what the trigger emits. */
void
tape_free_windows_wait (TapeEngine *self, const TapeWindow *window)
{
  if (g_hash_table_contains (self->waiting, window))
    return;
  g_hash_table_add (self->waiting, g_memdup2 (window, sizeof *window));
  if (window->count == 0)
    {
      self->next_settled = MIN (self->next_settled, window->end + self->config.lateness);
      self->next_close = MIN (self->next_close, self->next_settled);
    }
}

static void
note_change (TapeEngine *self, guint32 instrument, gint64 end)
{
  tape_free_windows_wait (self, &(TapeWindow){ .instrument = instrument, .end = end });
}

static void
note_late (TapeEngine *self, TapeTrack *track, guint32 instrument, gint64 end, gint64 mark)
{
  if (mark >= end + self->config.lateness)
    return;
  ensure_revision (self, track, end, mark)->revision++;
  if (self->config.mode != TAPE_MODE_COMPLETE)
    note_change (self, instrument, end);
}

static void
add_to_pane (TapeEngine *self, TapeTrack *track, TapeSlot *slot, const TapeTrade *trade, gint64 mark)
{
  const TapeWindowSpec *spec = &self->config.window;
  gint64 end = first_end (self, slot->start);
  gint64 last = tape_time_floor (slot->start, spec->slide) + spec->size;

  for (; end <= MIN (mark, last); end += spec->slide)
    note_late (self, track, trade->instrument, end, mark);
  if (end > last)
    return;
  if (!slot->scheduled)
    {
      slot->scheduled = TRUE;
      schedule (self, trade->instrument, end);
    }
  if (self->config.mode == TAPE_MODE_UPDATE)
    for (; end <= last; end += spec->slide)
      note_change (self, trade->instrument, end);
}

static void
prune_panes (TapeEngine *self, TapePaneRing *ring, gint64 mark)
{
  while (mark != TAPE_WATERMARK_NONE && ring->length > 0
         && tape_pane_ring_get (ring, 0)->start + self->keep_free <= mark)
    tape_pane_ring_pop (ring);
}

void
tape_free_windows_add (TapeEngine *self, TapeTrack *track, const TapeTrade *trade, gint64 mark)
{
  TapePaneRing *ring = &track->panes;
  TapeSlot *slot = tape_pane_ring_last (ring);
  gboolean created;

  if (slot == NULL || trade->event_time < slot->start || trade->event_time >= slot->start + self->free_length)
    {
      gint64 start = tape_time_floor (trade->event_time, self->free_length);

      if (mark >= start + self->keep_free)
        return;
      if (ring->length == ring->room)
        prune_panes (self, ring, mark);
      slot = tape_pane_ring_ensure (ring, start, &created);
    }
  else if (mark >= slot->start + self->keep_free)
    return;
  tape_pane_take (&slot->pane, trade);
  add_to_pane (self, track, slot, trade, mark);
}

void
tape_free_windows_add_day (TapeEngine *self, TapeTrack *track, TapeTradingDay *day, const TapeTrade *trade, gint64 mark)
{
  gint64 start, end;

  if (!get_day_window (self, &day->bounds, &start, &end) || trade->event_time < start || trade->event_time >= end)
    return;
  if (mark >= end)
    note_late (self, track, trade->instrument, end, mark);
  else
    {
      if (!(day->flags & TAPE_DAY_FREE_SCHEDULED))
        {
          day->flags |= TAPE_DAY_FREE_SCHEDULED;
          schedule (self, trade->instrument, end);
        }
      if (self->config.mode == TAPE_MODE_UPDATE)
        note_change (self, trade->instrument, end);
    }
}

/* The end of the last window that holds @time; G_MAXINT64 if none does. */

gint64
tape_free_windows_last_end (TapeEngine *self, TapeTrack *track, gint64 time)
{
  const TapeWindowSpec *spec = &self->config.window;

  gint64 start, end;

  if (!spec->calendar)
    return tape_time_floor (time, spec->slide) + spec->size;
  return get_day_window (self, &track->day, &start, &end) && time >= start && time < end ? end : G_MAXINT64;
}

/* --- Emitting --- */

static void
emit_window (TapeEngine *self, guint32 instrument, gint64 start, gint64 end, guint32 revision, const TapePane *pane)
{
  TapeWindow window = {
    .instrument = instrument,
    .revision = revision,
    .start = start,
    .end = end,
    .count = tape_pane_count (pane),
    .open = pane->open,
    .high = tape_pane_high (pane),
    .low = tape_pane_low (pane),
    .close = pane->close,
    .mean = tape_pane_mean (pane),
    .stddev = tape_pane_stddev (pane),
    .volume = tape_pane_volume (pane),
    .turnover = tape_pane_turnover (pane),
    .vwap = tape_pane_vwap (pane),
  };

  g_array_append_val (self->emitted, window);
}

/* Appends the window of @instrument that ends at @end, if it holds a trade. */
static void
make_window (TapeEngine *self, guint32 instrument, gint64 end)
{
  const TapeWindowSpec *spec = &self->config.window;
  TapeTrack *track = self->tracks[instrument];
  const TapePaneRing *ring = &track->panes;
  TapePane pane = { .open_time = 0 };

  if (spec->calendar)
    {
      for (guint i = tape_days_count (&track->days); i-- > 0;)
        {
          const TapeTradingDay *day = tape_days_get (&track->days, i);
          gint64 day_start, day_end;

          if (!get_day_window (self, &day->bounds, &day_start, &day_end) || day_end != end)
            continue;
          pane = spec->session ? day->session : tape_trading_day_all (day);
          if (tape_pane_count (&pane) > 0)
            emit_window (self, instrument, day_start, end, get_revision (track, end), &pane);
        }
      return;
    }
  for (guint i = tape_pane_ring_find (ring, end - spec->size); i < ring->length; i++)
    {
      const TapeSlot *slot = tape_pane_ring_get (ring, i);

      if (slot->start >= end)
        break;
      tape_pane_merge (&pane, &slot->pane);
    }
  if (tape_pane_count (&pane) > 0)
    emit_window (self, instrument, end - spec->size, end, get_revision (track, end), &pane);
}

static gint
compare_windows (gconstpointer a, gconstpointer b, gpointer data)
{
  const TapeWindow *one = a, *other = b;
  TapeEngine *self = data;

  if (one->end != other->end)
    return one->end < other->end ? -1 : 1;
  if (one->instrument == other->instrument)
    return 0;
  return strcmp (tape_universe_get (self->universe, one->instrument)->symbol,
                 tape_universe_get (self->universe, other->instrument)->symbol);
}

static void
hand_on (TapeEngine *self)
{
  if (self->emitted->len == 0)
    return;
  g_array_sort_with_data (self->emitted, compare_windows, self);
  self->n_emitted += self->emitted->len;
  if (self->config.emit != NULL)
    self->config.emit ((const TapeWindow *)self->emitted->data, self->emitted->len, self->config.emit_data);
  g_array_set_size (self->emitted, 0);
}

/* A window that slides goes on to the next end as long as a pane is in it. */
static void
schedule_next (TapeEngine *self, guint32 instrument, gint64 end)
{
  const TapeWindowSpec *spec = &self->config.window;
  const TapePaneRing *ring = &self->tracks[instrument]->panes;
  gint64 next = end + spec->slide;
  guint i;

  if (spec->calendar || spec->slide == spec->size)
    return;
  i = tape_pane_ring_find (ring, next - spec->size);
  if (i < ring->length && tape_pane_ring_get (ring, i)->start < next)
    schedule (self, instrument, next);
}

void
tape_free_windows_close (TapeEngine *self, gint64 watermark)
{
  while (tape_schedule_next (self->free_schedule) <= watermark)
    {
      gint64 end;
      const GArray *instruments = tape_schedule_pop (self->free_schedule, &end);

      for (guint i = 0; i < instruments->len; i++)
        {
          if (self->config.mode == TAPE_MODE_APPEND)
            make_window (self, g_array_index (instruments, guint32, i), end);
          schedule_next (self, g_array_index (instruments, guint32, i), end);
        }
      hand_on (self);
    }
}

/* Makes the waiting windows that no trade may enter any more, before the panes that they are made of go or take in what
 * only other windows hold. */
void
tape_free_windows_settle (TapeEngine *self, gint64 watermark)
{
  GHashTableIter iter;
  TapeWindow *window;

  if (watermark < self->next_settled)
    return;
  self->next_settled = G_MAXINT64;
  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, (gpointer *)&window, NULL))
    if (window->count > 0)
      continue;
    else if (window->end + self->config.lateness > watermark)
      self->next_settled = MIN (self->next_settled, window->end + self->config.lateness);
    else
      {
        make_window (self, window->instrument, window->end);
        if (self->emitted->len > 0)
          *window = g_array_index (self->emitted, TapeWindow, 0);
        else
          g_hash_table_iter_remove (&iter);
        g_array_set_size (self->emitted, 0);
      }
}

static void
emit_waiting (TapeEngine *self)
{
  GHashTableIter iter;
  const TapeWindow *window;

  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, (gpointer *)&window, NULL))
    if (window->count > 0)
      g_array_append_vals (self->emitted, window, 1);
    else
      make_window (self, window->instrument, window->end);
  g_hash_table_remove_all (self->waiting);
  self->next_settled = G_MAXINT64;
}

static void
emit_all_of (TapeEngine *self, guint32 instrument)
{
  const TapeWindowSpec *spec = &self->config.window;
  TapeTrack *track = self->tracks[instrument];
  const TapePaneRing *ring = &track->panes;
  gint64 done = G_MININT64, start, end;

  for (guint i = 0; spec->calendar && i < tape_days_count (&track->days); i++)
    if (get_day_window (self, &tape_days_get (&track->days, i)->bounds, &start, &end))
      make_window (self, instrument, end);
  for (guint i = 0; !spec->calendar && i < ring->length; i++)
    {
      gint64 last;

      start = tape_pane_ring_get (ring, i)->start;
      last = tape_time_floor (start, spec->slide) + spec->size;
      for (end = MAX (first_end (self, start), done); end <= last; end += spec->slide)
        {
          make_window (self, instrument, end);
          done = end + spec->slide;
        }
    }
}

/* What the mode wants at the end of a micro-batch is handed on. */
void
tape_free_windows_trigger (TapeEngine *self)
{
  if (self->config.window.size == 0)
    return;
  emit_waiting (self);
  if (self->config.mode == TAPE_MODE_COMPLETE)
    for (guint32 i = 0; i < self->n_tracks; i++)
      if (self->tracks[i] != NULL)
        emit_all_of (self, i);
  hand_on (self);
}

static void
clear_scheduled (TapeEngine *self)
{
  for (guint32 i = 0; i < self->n_tracks; i++)
    if (self->tracks[i] != NULL)
      {
        TapePaneRing *ring = &self->tracks[i]->panes;

        for (guint j = 0; j < ring->length; j++)
          tape_pane_ring_get (ring, j)->scheduled = FALSE;
        for (guint j = 0; j < tape_days_count (&self->tracks[i]->days); j++)
          tape_days_get (&self->tracks[i]->days, j)->flags &= ~(guint32)TAPE_DAY_FREE_SCHEDULED;
      }
}

void
tape_free_windows_flush (TapeEngine *self)
{
  tape_free_windows_close (self, G_MAXINT64 - 1);
  if (self->watermark.now != TAPE_NO_TIME)
    tape_engine_trigger (self, self->watermark.now);
  clear_scheduled (self);
}
