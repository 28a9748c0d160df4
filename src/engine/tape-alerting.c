/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Joins the evaluator of alert rules to the engine: tells it what comes and closes, and answers what it asks. */

#include "engine/tape-engine-private.h"

#include <math.h>
#include <string.h>

/* --- What it asks --- */

/* Index of the first day that does not begin before @start. */
static guint
find_day (const TapeDays *days, gint64 start)
{
  guint i = tape_days_count (days);

  while (i > 0 && tape_days_get (days, i - 1)->bounds.start >= start)
    i--;
  return i;
}

static double
get_previous_close (gpointer data, guint32 instrument, const TapeDay *day, gint64 *time)
{
  TapeEngine *self = data;
  const TapeTrack *track = self->tracks[instrument];

  *time = TAPE_NO_TIME;
  for (guint i = find_day (&track->days, day->start); i-- > 0;)
    {
      TapeTradingDay merged;
      const TapeTradingDay *of = tape_track_get_day (track, &self->minutes, i, &merged);
      double close = tape_trading_day_close (of);

      if (isnan (close))
        continue;
      *time = of->bounds.open != TAPE_NO_TIME ? of->bounds.close : of->bounds.end;
      return close;
    }
  return NAN;
}

static gboolean
begins_before (const TapePane *pane, gint64 until)
{
  return tape_pane_count (pane) > 0 && pane->open_time < until;
}

static double
get_open (gpointer data, guint32 instrument, const TapeDay *day, gint64 until, gint64 *time, gboolean *in_session)
{
  TapeEngine *self = data;
  const TapeTrack *track = self->tracks[instrument];
  guint i = find_day (&track->days, day->start);
  TapeTradingDay merged;
  const TapeTradingDay *of;
  const TapePane *prices;

  *time = TAPE_NO_TIME;
  *in_session = FALSE;
  if (i == tape_days_count (&track->days) || tape_days_get (&track->days, i)->bounds.start != day->start)
    return NAN;
  of = tape_track_get_day (track, &self->minutes, i, &merged);
  *in_session = begins_before (&of->session, until);
  prices = *in_session ? &of->session : &of->outside;
  if (!begins_before (prices, until))
    return NAN;
  *time = prices->open_time;
  return prices->open;
}

static double
get_latest (gpointer data, guint32 instrument, gint64 *time, gboolean *suspect)
{
  const TapeEngine *self = data;
  const TapeTrack *track = self->tracks[instrument];

  *time = track->last_time;
  *suspect = track->suspect;
  return track->latest;
}

static void
list_minutes (gpointer data, guint32 instrument, gint64 from, GArray *minutes)
{
  const TapeEngine *self = data;
  guint32 number = self->tracks[instrument]->minute;

  while (tape_minutes_is_kept (&self->minutes, number))
    {
      const TapeMinute *minute = tape_minutes_get (&self->minutes, number);
      const TapeAlertMinute of = { minute->start, &minute->pane };

      if (minute->flags & TAPE_MINUTE_SETTLED || minute->start < from)
        break;
      if (tape_pane_count (&minute->pane) > 0)
        g_array_append_val (minutes, of);
      number = minute->before;
    }
  for (guint i = 0; i < minutes->len / 2; i++)
    {
      TapeAlertMinute *one = &g_array_index (minutes, TapeAlertMinute, i);
      TapeAlertMinute *other = &g_array_index (minutes, TapeAlertMinute, minutes->len - 1 - i);
      TapeAlertMinute kept = *one;

      *one = *other;
      *other = kept;
    }
}

static const TapeAlertsHost host = {
  .get_previous_close = get_previous_close,
  .get_open = get_open,
  .get_latest = get_latest,
  .list_minutes = list_minutes,
};

/* What is known of a source that began. */
typedef struct
{
  char *name;
  guint64 events; /* that it had said before */
} Source;

static void
source_free (gpointer item)
{
  g_free (((Source *)item)->name);
  g_free (item);
}

/* --- What it follows --- */

void
tape_alerting_init (TapeEngine *self)
{
  self->alerts = tape_alerts_new (self->universe, self->config.lateness, TAPE_STATE_ALERTS, &host, self);
  tape_alerts_set_commit (self->alerts, self->commit);
  if (self->config.asks_past)
    tape_alerts_set_asks (self->alerts);
  self->bar_ends = tape_schedule_new ();
  self->ends = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->receive_time = self->bars_ended = TAPE_NO_TIME;
  self->sources = g_hash_table_new_full (NULL, NULL, NULL, source_free);
}

void
tape_alerting_clear (TapeEngine *self)
{
  tape_alerts_free (self->alerts);
  tape_schedule_free (self->bar_ends);
  g_array_unref (self->ends);
  g_hash_table_unref (self->sources);
}

/* Notes what the rules want of an instrument. */
void
tape_alerting_follow (TapeEngine *self, guint32 instrument)
{
  TapeTrack *track = self->tracks[instrument];

  track->watched = tape_alerts_watches_trades (self->alerts, instrument);
  track->watched_minutes = tape_alerts_watches_minutes (self->alerts, instrument);
}

void
tape_alerting_follow_all (TapeEngine *self)
{
  for (guint32 i = 0; i < self->n_tracks; i++)
    if (self->tracks[i] != NULL)
      tape_alerting_follow (self, i);
}

/* --- Bars --- */

/* What the end of all sources has closed, up to self->bars_ended, stays so until a trade comes into it: then it waits for its
 * end again. A restart could not tell one from the other: the latter leave rows. */
static void
save_reopened (TapeEngine *self, guint32 instrument, gint64 end, gboolean waits)
{
  tape_commit_add_state (self->commit, TAPE_STATE_REOPENED, instrument, end, waits ? &end : NULL, sizeof end);
}

static void
save_bars_ended (TapeEngine *self)
{
  tape_commit_add_state (self->commit, TAPE_STATE_BARS_ENDED, 0, 0, &self->bars_ended, sizeof self->bars_ended);
}

gboolean
tape_alerting_restore (TapeEngine *self, const TapeStateRow *row, gconstpointer data)
{
  gint64 end;

  if (row->length != sizeof end)
    return FALSE;
  memcpy (&end, data, sizeof end);
  if (row->kind == TAPE_STATE_BARS_ENDED)
    {
      self->bars_ended = end;
      return TRUE;
    }
  if (row->instrument >= tape_universe_count (self->universe))
    return FALSE;
  tape_engine_ensure_track (self, row->instrument);
  tape_schedule_add (self->bar_ends, end, row->instrument);
  self->next_close = MIN (self->next_close, end);
  return TRUE;
}

static void
schedule (TapeEngine *self, guint32 instrument)
{
  for (guint i = 0; i < self->ends->len; i++)
    {
      gint64 end = g_array_index (self->ends, gint64, i);

      if (end <= self->bars_ended)
        save_reopened (self, instrument, end, TRUE);
      tape_schedule_add (self->bar_ends, end, instrument);
      self->next_close = MIN (self->next_close, end);
    }
}

/* Bars that a trade is in wait for their end. */
void
tape_alerting_open (TapeEngine *self, guint32 instrument, gint64 time, gint64 mark)
{
  tape_alerts_list_ends (self->alerts, instrument, time, mark, self->ends);
  schedule (self, instrument);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint32 one = *(const guint32 *)a, other = *(const guint32 *)b;

  return (one > other) - (one < other);
}

/* What the bars that close next touch is asked for while those before them do. */
static void
prefetch (TapeEngine *self, const GArray *instruments, guint i)
{
  for (guint step = 0; step < TAPE_ALERTS_STEPS; step++)
    {
      guint ahead = i + 2 * (TAPE_ALERTS_STEPS - step);

      if (ahead < instruments->len)
        tape_alerts_prefetch (self->alerts, g_array_index (instruments, guint32, ahead), step);
    }
}

static void
close_bars (TapeEngine *self, gint64 end)
{
  g_autoptr (GArray) instruments = NULL;

  if (tape_schedule_next (self->bar_ends) != end)
    return;
  instruments = g_array_copy ((GArray *)tape_schedule_pop (self->bar_ends, &end));
  g_array_sort (instruments, compare_numbers);
  for (guint i = 0; i < instruments->len; i++)
    {
      guint32 instrument = g_array_index (instruments, guint32, i);

      prefetch (self, instruments, i);
      if (end <= self->bars_ended)
        save_reopened (self, instrument, end, FALSE);
      if (self->tracks[instrument]->watched_minutes)
        tape_alerts_close_bars (self->alerts, instrument, end, self->receive_time);
    }
}

/* All minutes of that end are closed. */
void
tape_alerting_close (TapeEngine *self, gint64 end)
{
  close_bars (self, end);
  tape_alerts_close_groups (self->alerts, end, self->receive_time);
}

/* After the end of all sources, which has closed all bars. */
void
tape_alerting_end (TapeEngine *self, gint64 last)
{
  tape_alerts_forget_standings (self->alerts);
  if (last <= self->bars_ended)
    return;
  self->bars_ended = last;
  save_bars_ended (self);
}

/* What was open waits for its end again; of what no trade came into since the end of all sources only what ends later. */
static void
schedule_open (TapeEngine *self)
{
  gint64 watermark = self->watermark.watermark, closed_to = MAX (watermark, self->bars_ended);

  for (guint64 i = self->minutes.first; i < self->minutes.end; i++)
    {
      const TapeMinute *minute = tape_minutes_get (&self->minutes, i);
      gboolean is_open = (minute->flags & TAPE_MINUTE_SCHEDULED) != 0;

      if (!(minute->flags & TAPE_MINUTE_SETTLED) && self->tracks[minute->instrument]->watched_minutes)
        tape_alerting_open (self, minute->instrument, minute->start, is_open ? watermark : closed_to);
    }
  for (guint32 i = 0; i < self->n_tracks; i++)
    if (self->tracks[i] != NULL && self->tracks[i]->watched_minutes)
      {
        tape_alerts_list_open_ends (self->alerts, i, closed_to, self->ends);
        schedule (self, i);
      }
}

/* Those that are settled have left rows, or are not known. */
static void
tell_closed_minutes (TapeEngine *self)
{
  for (guint64 i = self->minutes.first; i < self->minutes.end; i++)
    {
      const TapeMinute *minute = tape_minutes_get (&self->minutes, i);

      if (!(minute->flags & (TAPE_MINUTE_SETTLED | TAPE_MINUTE_SCHEDULED)) && tape_pane_count (&minute->pane) > 0
          && self->tracks[minute->instrument]->watched_minutes)
        tape_alerts_take_minute (self->alerts, minute->instrument, minute->start, &minute->pane, FALSE);
    }
}

/* After rules were set, or all was restored. */
void
tape_alerting_restored (TapeEngine *self)
{
  tape_alerting_follow_all (self);
  tell_closed_minutes (self);
  if (self->flushed < self->arrival)
    schedule_open (self);
}

/* --- What was before --- */

void
tape_alerting_ask (TapeEngine *self)
{
  gint64 keep = self->minutes.keep;
  gint64 until = self->settled_to < TAPE_TIME_EARLIEST + keep
                     ? G_MININT64
                     : tape_time_floor (self->settled_to - keep, TAPE_MINUTE) + TAPE_MINUTE;

  tape_alerts_ask (self->alerts, until, self->arrival);
}

void
tape_engine_take_past (TapeEngine *self, const TapePastAnswer *answer)
{
  guint32 instrument = answer->question.instrument;
  gint64 closed_to = MAX (self->watermark.watermark, self->bars_ended);

  if (!tape_alerts_take_past (self->alerts, answer) || self->flushed >= self->arrival)
    return;
  tape_alerts_list_open_ends (self->alerts, instrument, closed_to, self->ends);
  schedule (self, instrument);
}

/* --- Sources --- */

static guint64
count_events (TapeEngine *self, guint32 source)
{
  const TapeSourceCounters *counters = tape_engine_get_counters (self, source);

  return counters->trades + counters->bars;
}

void
tape_alerting_begin_source (TapeEngine *self, const TapeBatch *batch)
{
  const char *name = tape_batch_get_name (batch);
  Source *source = g_new (Source, 1);

  source->name = *name != '\0' ? g_strdup (name) : g_strdup_printf ("%u", batch->source);
  source->events = count_events (self, batch->source);
  tape_alerts_forget_sources (self->alerts);
  g_hash_table_replace (self->sources, GUINT_TO_POINTER (batch->source), source);
}

/* With each tick, after what it closes. */
void
tape_alerting_tick (TapeEngine *self, gint64 time)
{
  g_autoptr (GArray) sources = NULL;

  if (!tape_alerts_watches_sources (self->alerts))
    return;
  sources = g_array_new (FALSE, FALSE, sizeof (TapeAlertSource));
  for (guint i = 0; i < self->watermark.clocks->len; i++)
    {
      const TapeSourceClock *clock = &g_array_index (self->watermark.clocks, TapeSourceClock, i);
      const Source *source = g_hash_table_lookup (self->sources, GUINT_TO_POINTER (clock->source));

      if (source != NULL && clock->live && !clock->ended && count_events (self, clock->source) > source->events)
        {
          const TapeAlertSource of = { clock->source, source->name, clock->receive_time };

          g_array_append_val (sources, of);
        }
    }
  tape_alerts_tick (self->alerts, (const TapeAlertSource *)sources->data, sources->len, time);
}

/* --- Frames --- */

void
tape_alerting_fill_frame (TapeEngine *self, TapeFrame *frame)
{
  const GArray *standings = tape_alerts_get_standings (self->alerts, self->receive_time);

  g_array_append_vals (frame->rules, standings->data, standings->len);
  tape_alerts_list_levels (self->alerts, frame->focus, frame->levels);
}
