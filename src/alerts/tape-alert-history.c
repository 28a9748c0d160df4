/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "alerts/tape-alert-history.h"

#include <math.h>
#include <string.h>

void
tape_alert_history_init (TapeAlertHistory *self)
{
  *self = (TapeAlertHistory){ .unsaved_from = G_MAXINT64, .settled_to = TAPE_NO_TIME };
}

void
tape_alert_history_clear (TapeAlertHistory *self)
{
  g_free (self->trades);
  g_clear_pointer (&self->saved, g_array_unref);
  tape_alert_history_init (self);
}

void
tape_alert_history_move (TapeAlertHistory *from, TapeAlertHistory *to)
{
  *to = *from;
  tape_alert_history_init (from);
}

static void
make_room (TapeAlertHistory *self)
{
  guint n = self->end - self->first;

  if (self->end < self->room)
    return;
  if (self->first < self->room / 2 || self->room == 0)
    {
      self->room = MAX (64, self->room * 2);
      self->trades = g_renew (TapeAlertPast, self->trades, self->room);
    }
  memmove (self->trades, self->trades + self->first, n * sizeof *self->trades);
  self->first = 0;
  self->end = n;
}

/* Index of the first that is after @time. */
static guint
find_after (const TapeAlertHistory *self, gint64 time)
{
  guint low = self->first, high = self->end;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (self->trades[middle].time <= time)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

void
tape_alert_history_insert (TapeAlertHistory *self, const TapeAlertPast *past)
{
  guint at;

  make_room (self);
  at = self->end == self->first || self->trades[self->end - 1].time <= past->time ? self->end
                                                                                  : find_after (self, past->time);
  memmove (self->trades + at + 1, self->trades + at, (self->end - at) * sizeof *self->trades);
  self->trades[at] = *past;
  self->end++;
}

void
tape_alert_history_add (TapeAlertHistory *self, const TapeTrade *trade)
{
  const TapeAlertPast past = { trade->event_time, trade->price };

  tape_alert_history_insert (self, &past);
}

const TapeAlertPast *
tape_alert_history_find (const TapeAlertHistory *self, gint64 time)
{
  guint after = find_after (self, time);

  return after > self->first ? &self->trades[after - 1] : NULL;
}

gboolean
tape_alert_history_range (const TapeAlertHistory *self, gint64 from, gint64 to, double *low, double *high)
{
  guint first = find_after (self, from), end = find_after (self, to);

  if (first > self->first)
    first--;
  *low = INFINITY;
  *high = -INFINITY;
  for (guint i = first; i < end; i++)
    {
      *low = MIN (*low, self->trades[i].price);
      *high = MAX (*high, self->trades[i].price);
    }
  return first < end;
}

const TapeAlertPast *
tape_alert_history_list (const TapeAlertHistory *self, gint64 start, gint64 end, guint *n)
{
  guint from = find_after (self, start - 1);

  *n = find_after (self, end - 1) - from;
  return self->trades + from;
}

void
tape_alert_history_forget (TapeAlertHistory *self, gint64 time)
{
  guint after = find_after (self, time);

  if (after > self->first)
    self->first = find_after (self, tape_time_floor (self->trades[after - 1].time, TAPE_MINUTE) - 1);
}
