/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analytics/tape-group-series.h"

#include <math.h>

typedef struct
{
  gint64 start;
  guint32 instrument;
  double open;
  double close;
} Minute;

typedef struct
{
  gint64 start;
  double close;
} Close;

struct _TapeGroupSeries
{
  TapeUniverse *universe;
  GArray *minutes;   /* of Minute */
  GPtrArray *closes; /* of GArray of Close or NULL, by instrument */
};

static void
clear_closes (gpointer closes)
{
  if (closes != NULL)
    g_array_unref (closes);
}

TapeGroupSeries *
tape_group_series_new (TapeUniverse *universe)
{
  TapeGroupSeries *self = g_new0 (TapeGroupSeries, 1);

  self->universe = tape_universe_ref (universe);
  self->minutes = g_array_new (FALSE, FALSE, sizeof (Minute));
  self->closes = g_ptr_array_new_with_free_func (clear_closes);
  return self;
}

void
tape_group_series_free (TapeGroupSeries *self)
{
  tape_universe_unref (self->universe);
  g_array_unref (self->minutes);
  g_ptr_array_unref (self->closes);
  g_free (self);
}

void
tape_group_series_add_day (TapeGroupSeries *self, const TapeBar *bar)
{
  const Close close = { bar->start, bar->close };

  if (bar->instrument >= self->closes->len)
    g_ptr_array_set_size (self->closes, (gint)bar->instrument + 1);
  if (self->closes->pdata[bar->instrument] == NULL)
    self->closes->pdata[bar->instrument] = g_array_new (FALSE, FALSE, sizeof (Close));
  g_array_append_val ((GArray *)self->closes->pdata[bar->instrument], close);
}

void
tape_group_series_add_minute (TapeGroupSeries *self, const TapeBar *bar)
{
  const Minute minute = { bar->start, bar->instrument, bar->open, bar->close };

  g_array_append_val (self->minutes, minute);
}

/* The close of the latest day before @start. */
static double
get_previous_close (TapeGroupSeries *self, guint32 instrument, gint64 start)
{
  const GArray *closes = instrument < self->closes->len ? self->closes->pdata[instrument] : NULL;
  guint low = 0;
  guint high = closes != NULL ? closes->len : 0;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (closes, Close, middle).start < start)
        low = middle + 1;
      else
        high = middle;
    }
  return low == 0 ? NAN : g_array_index (closes, Close, low - 1).close;
}

static int
compare_minutes (gconstpointer a, gconstpointer b)
{
  const Minute *one = a, *other = b;

  if (one->start != other->start)
    return one->start < other->start ? -1 : 1;
  return (one->instrument > other->instrument) - (one->instrument < other->instrument);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint32 one = *(const guint32 *)a, other = *(const guint32 *)b;

  return (one > other) - (one < other);
}

/* Those with a minute, in order. */
static GArray *
list_members (TapeGroupSeries *self)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint n = 0;

  for (guint i = 0; i < self->minutes->len; i++)
    g_array_append_val (numbers, g_array_index (self->minutes, Minute, i).instrument);
  g_array_sort (numbers, compare_numbers);
  for (guint i = 0; i < numbers->len; i++)
    if (n == 0 || g_array_index (numbers, guint32, i) != g_array_index (numbers, guint32, n - 1))
      g_array_index (numbers, guint32, n++) = g_array_index (numbers, guint32, i);
  g_array_set_size (numbers, n);
  return numbers;
}

static void
take_minute (TapeGroupSeries *self, TapeGroupMember *member, const Minute *minute)
{
  if (!tape_group_member_is_in_day (member, minute->start))
    {
      TapeDay day;

      tape_universe_get_day (self->universe, minute->instrument, minute->start, &day);
      tape_group_member_begin (member, &day, get_previous_close (self, minute->instrument, day.start));
    }
  tape_group_member_add (member, minute->start, minute->open, minute->close);
}

GArray *
tape_group_series_compute (TapeGroupSeries *self)
{
  GArray *bars = g_array_new (FALSE, FALSE, sizeof (TapeIndicatorBar));
  g_autofree TapeGroupMember *members = g_new0 (TapeGroupMember, tape_universe_count (self->universe));
  g_autoptr (GArray) numbers = list_members (self);
  TapeGroupIndex index = { 0 };

  g_array_sort (self->minutes, compare_minutes);
  for (guint i = 0; i < self->minutes->len;)
    {
      gint64 start = g_array_index (self->minutes, Minute, i).start;
      TapeIndicatorBar bar;
      double value;

      for (; i < self->minutes->len && g_array_index (self->minutes, Minute, i).start == start; i++)
        {
          const Minute *minute = &g_array_index (self->minutes, Minute, i);

          take_minute (self, &members[minute->instrument], minute);
        }
      value = tape_group_index_value (members, (const guint32 *)(gconstpointer)numbers->data, numbers->len,
                                      start + TAPE_MINUTE);
      if (isnan (value))
        continue;
      tape_group_index_add (&index, start, value, &bar);
      g_array_append_val (bars, bar);
    }
  return bars;
}
