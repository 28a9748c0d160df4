/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The indicators stage: takes the minutes that cannot change any more into the standing indicators of their instruments
 * and groups, and lets go of them. What may still change is put on top when a frame asks. */

#include "engine/tape-engine-private.h"

#include <math.h>
#include <string.h>

#define AHEAD 8

static void
take_minute (TapeEngine *self, const TapeMinute *minute)
{
  TapeTrack *track = self->tracks[minute->instrument];
  const TapeIndicatorBar bar = { .start = minute->start, .close = minute->pane.close };

  if (track->settled == NULL)
    track->settled = tape_slab_alloc0 (&self->slab, self->standing.size);
  tape_standing_update (&self->standing, track->settled, &bar);
  track->settled_unsaved = TRUE;
  tape_engine_save (self, track, minute->instrument);
  tape_group_indices_settle (self, minute);
  if (track->watched_minutes)
    tape_alerts_settle_minute (self->alerts, minute->instrument, minute->start, &minute->pane);
}

static inline void
prefetch (TapeEngine *self, const GArray *numbers, guint i)
{
  const TapeMinute *minute;
  const char *state;

  if (i + 2 * AHEAD < numbers->len)
    __builtin_prefetch (tape_minutes_get (&self->minutes, g_array_index (numbers, guint32, i + 2 * AHEAD)), 1);
  if (i + AHEAD >= numbers->len)
    return;
  minute = tape_minutes_get (&self->minutes, g_array_index (numbers, guint32, i + AHEAD));
  state = self->tracks[minute->instrument]->settled;
  for (gsize at = 0; state != NULL && at < self->standing.size; at += TAPE_CACHE_LINE)
    __builtin_prefetch (state + at, 1);
  if (minute->instrument < self->indices.room)
    __builtin_prefetch (&self->indices.settled.members[minute->instrument], 1);
}

/* What rules have of those ahead. */
static inline void
prefetch_watched (TapeEngine *self, const GArray *numbers, guint i)
{
  for (guint step = 0; step < TAPE_ALERTS_STEPS; step++)
    {
      guint ahead = i + 2 * (TAPE_ALERTS_STEPS - step);

      if (ahead < numbers->len)
        tape_alerts_prefetch (
            self->alerts, tape_minutes_get (&self->minutes, g_array_index (numbers, guint32, ahead))->instrument, step);
    }
}

/* Minutes settle in order of time, all that begin together at once. */
void
tape_indicators_settle (TapeEngine *self, gint64 watermark)
{
  TapeMinutes *minutes = &self->minutes;
  gint64 end;

  if (tape_schedule_next (self->settling) > watermark)
    return;
  while (tape_schedule_next (self->settling) <= watermark)
    {
      const GArray *numbers = tape_schedule_pop (self->settling, &end);

      for (guint i = 0; i < numbers->len; i++)
        {
          TapeMinute *minute = tape_minutes_get (minutes, g_array_index (numbers, guint32, i));

          prefetch (self, numbers, i);
          if (self->tracks[minute->instrument]->watched_minutes)
            prefetch_watched (self, numbers, i);
          tape_windows_let_go (self, minute);
          take_minute (self, minute);
        }
      tape_group_indices_end_settled (self, end - minutes->keep);
    }
  while (minutes->first < minutes->end && tape_minutes_get (minutes, minutes->first)->flags & TAPE_MINUTE_SETTLED)
    minutes->first++;
  minutes->unsaved_from = MAX (minutes->unsaved_from, minutes->first);
}

void
tape_indicators_stage (TapeEngine *self)
{
  self->settled_to = self->watermark.watermark;
  tape_indicators_settle (self, self->settled_to);
}

/* --- Values --- */

/* The minutes that are closed and may still change, latest first. */
static void
list_closed_minutes (TapeEngine *self, const TapeTrack *track)
{
  guint32 number = track->minute;

  g_array_set_size (self->closed, 0);
  while (tape_minutes_is_kept (&self->minutes, number))
    {
      const TapeMinute *minute = tape_minutes_get (&self->minutes, number);

      if (minute->flags & TAPE_MINUTE_SETTLED)
        break;
      if (!(minute->flags & TAPE_MINUTE_SCHEDULED) && tape_pane_count (&minute->pane) > 0)
        g_array_append_val (self->closed, number);
      number = minute->before;
    }
}

/* The values over the closed minutes of an instrument. */
void
tape_indicators_get (TapeEngine *self, const TapeTrack *track, double *values)
{
  gpointer state = self->standing.scratch;

  if (track->settled != NULL)
    memcpy (state, track->settled, self->standing.size);
  else
    memset (state, 0, self->standing.size);
  list_closed_minutes (self, track);
  for (guint i = self->closed->len; i-- > 0;)
    {
      const TapeMinute *minute = tape_minutes_get (&self->minutes, g_array_index (self->closed, guint32, i));
      const TapeIndicatorBar bar = { .start = minute->start, .close = minute->pane.close };

      tape_standing_update (&self->standing, state, &bar);
    }
  if (track->settled != NULL || self->closed->len > 0)
    memcpy (values, state, TAPE_N_VALUES * sizeof *values);
  else
    for (guint i = 0; i < TAPE_N_VALUES; i++)
      values[i] = NAN;
}
