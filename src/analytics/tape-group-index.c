/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analytics/tape-group-index.h"

#include <math.h>
#include <string.h>

#define PAR 100.0

/* Field by field: what lies between them is stored too. */
void
tape_group_member_begin (TapeGroupMember *self, const TapeDay *day, double previous_close)
{
  memset (self, 0, sizeof *self);
  self->day.date = day->date;
  self->day.start = day->start;
  self->day.end = day->end;
  self->day.open = day->open;
  self->day.close = day->close;
  self->previous_close = previous_close;
}

static gboolean
is_session (const TapeDay *day, gint64 time)
{
  return day->open != TAPE_NO_TIME && time >= day->open && time < day->close;
}

/* What was traded outside counts until the session has traded. */
void
tape_group_member_add (TapeGroupMember *self, gint64 start, double open, double close)
{
  gboolean session = is_session (&self->day, start);
  TapeBase base;

  if (self->session && !session)
    return;
  if (!self->traded || self->session != (guint32)session)
    self->open = open;
  self->last = close;
  self->session = (guint32)session;
  self->traded = TRUE;
  self->growth = tape_growth_of_day (self->last, self->open, self->previous_close, &base);
  if (!isfinite (self->growth))
    self->growth = NAN;
}

double
tape_group_index_value (const TapeGroupMember *members, const guint32 *numbers, guint n, gint64 end)
{
  double sum = 0;
  guint n_present = 0;

  for (guint i = 0; i < n; i++)
    {
      const TapeGroupMember *member = &members[numbers[i]];

      if (!member->traded || end - member->day.start >= TAPE_GROWTH_CURRENT || isnan (member->growth))
        continue;
      sum += member->growth;
      n_present++;
    }
  return n_present == 0 ? NAN : PAR * (1 + sum / n_present);
}

void
tape_group_index_add (TapeGroupIndex *self, gint64 start, double value, TapeIndicatorBar *bar)
{
  double open = self->n_bars == 0 ? value : self->close;

  *bar = (TapeIndicatorBar){
    .start = start, .open = open, .high = MAX (open, value), .low = MIN (open, value), .close = value
  };
  self->close = value;
  self->n_bars++;
}
