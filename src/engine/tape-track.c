/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tape-engine-private.h"

#include <math.h>

/* As many days as nearly every instrument has at a time lie beside it. */
#define DAYS 3

TapeTrack *
tape_track_new (TapeSlab *slab)
{
  TapeTrack *self = tape_slab_alloc0 (slab, sizeof *self);

  self->last_time = self->second = TAPE_NO_TIME;
  self->latest = NAN;
  self->minute = TAPE_NO_MINUTE;
  self->unvalued = TRUE;
  tape_days_init (&self->days, tape_slab_alloc0 (slab, DAYS * sizeof (TapeTradingDay)), DAYS);
  return self;
}

/* Frees what is not in the slab. */
void
tape_track_clear (TapeTrack *self)
{
  tape_pane_ring_clear (&self->panes);
  tape_days_clear (&self->days);
  g_clear_pointer (&self->revisions, g_array_unref);
  g_clear_pointer (&self->ids, tape_ids_free);
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
