/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-interval.h"

typedef struct
{
  const char *name;
  gint64 length;
  guint32 source;
} Interval;

static const Interval intervals[TAPE_N_INTERVALS] = {
  [TAPE_INTERVAL_1_SECOND] = { "1s", TAPE_SECOND, TAPE_BAR_SECOND },
  [TAPE_INTERVAL_5_SECONDS] = { "5s", 5 * TAPE_SECOND, TAPE_BAR_SECOND },
  [TAPE_INTERVAL_1_MINUTE] = { "1m", TAPE_MINUTE, TAPE_BAR_MINUTE },
  [TAPE_INTERVAL_5_MINUTES] = { "5m", 5 * TAPE_MINUTE, TAPE_BAR_MINUTE },
  [TAPE_INTERVAL_15_MINUTES] = { "15m", 15 * TAPE_MINUTE, TAPE_BAR_MINUTE },
  [TAPE_INTERVAL_1_HOUR] = { "1h", TAPE_HOUR, TAPE_BAR_MINUTE },
  [TAPE_INTERVAL_1_DAY] = { "1d", TAPE_DAY, TAPE_BAR_DAY },
};

gint64
tape_interval_get_length (TapeInterval self)
{
  g_return_val_if_fail (self < TAPE_N_INTERVALS, TAPE_MINUTE);

  return intervals[self].length;
}

guint32
tape_interval_get_source (TapeInterval self)
{
  g_return_val_if_fail (self < TAPE_N_INTERVALS, TAPE_BAR_MINUTE);

  return intervals[self].source;
}

gboolean
tape_interval_parse (const char *text, TapeInterval *interval)
{
  g_autofree char *plain = g_strstrip (g_ascii_strdown (text, -1));
  g_autofree char *minutes = g_strconcat (plain, "m", NULL);
  gint64 length;

  if (!tape_duration_parse (plain, &length) && !tape_duration_parse (minutes, &length))
    return FALSE;
  for (TapeInterval i = 0; i < TAPE_N_INTERVALS; i++)
    if (intervals[i].length == length)
      {
        *interval = i;
        return TRUE;
      }
  return FALSE;
}

gint64
tape_interval_get_start (TapeInterval self, TapeUniverse *universe, guint32 instrument, gint64 time)
{
  gint64 length = tape_interval_get_length (self);
  gint64 offset;

  if (length == TAPE_DAY)
    {
      TapeDay day;

      tape_universe_get_day (universe, instrument, time, &day);
      return day.start;
    }
  offset = tape_exchange_get_offset (tape_universe_get (universe, instrument)->exchange, time);
  return tape_time_floor (time + offset, length) - offset;
}

gint64
tape_interval_get_end (TapeInterval self, TapeUniverse *universe, guint32 instrument, gint64 start)
{
  gint64 length = tape_interval_get_length (self);

  if (length == TAPE_DAY)
    {
      TapeDay day;

      tape_universe_get_day (universe, instrument, start, &day);
      return day.end;
    }
  return start + length;
}

void
tape_interval_gather (TapeInterval self, TapeUniverse *universe, const TapeBar *bars, guint n_bars, GArray *gathered)
{
  gint64 length = tape_interval_get_length (self);
  gint64 start = 0, end = G_MININT64;

  if (length == (gint64)tape_interval_get_source (self) * TAPE_SECOND)
    {
      g_array_append_vals (gathered, bars, n_bars);
      return;
    }
  for (guint i = 0; i < n_bars; i++)
    {
      TapeBar bar = bars[i];

      if (bar.start < end)
        {
          tape_bar_merge (&g_array_index (gathered, TapeBar, gathered->len - 1), &bar);
          continue;
        }
      start = tape_interval_get_start (self, universe, bar.instrument, bar.start);
      end = start + length;
      bar.start = start;
      bar.length = (guint32)(length / TAPE_SECOND);
      g_array_append_val (gathered, bar);
    }
}
