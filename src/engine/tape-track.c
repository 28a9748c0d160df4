/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tape-engine-private.h"

#include <math.h>

TapeTrack *
tape_track_new (void)
{
  gsize lines = (sizeof (TapeTrack) + TAPE_CACHE_LINE - 1) / TAPE_CACHE_LINE;
  TapeTrack *self = g_aligned_alloc0 (lines, TAPE_CACHE_LINE, TAPE_CACHE_LINE);

  self->last_time = self->second = TAPE_NO_TIME;
  self->latest = NAN;
  self->minute = TAPE_NO_MINUTE;
  return self;
}

void
tape_track_free (TapeTrack *self)
{
  tape_pane_ring_clear (&self->panes);
  tape_days_clear (&self->days);
  g_clear_pointer (&self->settled, g_free);
  g_clear_pointer (&self->revisions, g_array_unref);
  g_clear_pointer (&self->ids, tape_ids_free);
  g_aligned_free (self);
}

/* The i-th day with all its trades: itself or, where minutes of it are still to come, @merged. Those are of the newest. */
const TapeTradingDay *
tape_track_get_day (const TapeTrack *self, const TapeMinutes *minutes, guint i, TapeTradingDay *merged)
{
  guint32 number = self->minute;

  if (self->n_open == 0 || i + 1 < tape_days_count (&self->days))
    return tape_days_get (&self->days, i);
  *merged = *tape_days_get (&self->days, i);
  for (guint n = self->n_open; n > 0 && tape_minutes_is_kept (minutes, number);)
    {
      const TapeMinute *minute = tape_minutes_get (minutes, number);

      if (!(minute->flags & TAPE_MINUTE_IN_DAY))
        {
          tape_trading_day_add_minute (merged, minute->start, &minute->pane);
          n--;
        }
      number = minute->before;
    }
  return merged;
}
