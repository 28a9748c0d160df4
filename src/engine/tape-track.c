/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tape-engine-private.h"

#include <math.h>

TapeTrack *
tape_track_new (void)
{
  gsize lines = (sizeof (TapeTrack) + TAPE_CACHE_LINE - 1) / TAPE_CACHE_LINE;
  TapeTrack *self = g_aligned_alloc0 (lines, TAPE_CACHE_LINE, TAPE_CACHE_LINE);

  self->last_time = TAPE_NO_TIME;
  self->latest = NAN;
  self->second = self->open_minute = TAPE_NO_TIME;
  self->minutes.unsaved_from = self->fine.unsaved_from = G_MAXINT64;
  return self;
}

void
tape_track_free (TapeTrack *self)
{
  tape_pane_ring_clear (&self->minutes);
  tape_pane_ring_clear (&self->fine);
  tape_days_clear (&self->days);
  g_clear_pointer (&self->revisions, g_array_unref);
  g_clear_pointer (&self->ids, tape_ids_free);
  g_aligned_free (self);
}

/* Puts the last minute into its day. */
void
tape_track_settle (TapeTrack *self, TapeUniverse *universe, guint32 instrument)
{
  TapeSlot *slot = self->minute;
  TapeTradingDay *day;
  gboolean created;

  if (slot == NULL || slot->flags & TAPE_SLOT_IN_DAY)
    return;
  slot->flags |= TAPE_SLOT_IN_DAY;
  if (slot->start < self->day.start || slot->start >= self->day.end)
    tape_universe_get_day (universe, instrument, slot->start, &self->day);
  day = tape_days_ensure (&self->days, &self->day, &created);
  tape_trading_day_add_minute (day, slot->start, &slot->pane);
  day->flags |= TAPE_SLOT_UNSAVED;
}

/* The i-th day with all its trades: itself or, where the last minute is still to come, @merged. */
const TapeTradingDay *
tape_track_get_day (const TapeTrack *self, guint i, TapeTradingDay *merged)
{
  const TapeTradingDay *day = tape_days_get (&self->days, i);
  const TapeSlot *slot = self->minute;

  if (slot == NULL || slot->flags & TAPE_SLOT_IN_DAY || slot->start < day->bounds.start
      || slot->start >= day->bounds.end)
    return day;
  *merged = *day;
  tape_trading_day_add_minute (merged, slot->start, &slot->pane);
  return merged;
}
