/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-retention.h"

static gint64
longer (gint64 a, gint64 b)
{
  return a == TAPE_KEEP_FOR_EVER || b == TAPE_KEEP_FOR_EVER ? TAPE_KEEP_FOR_EVER : MAX (a, b);
}

TapeRetention
tape_retention_from_days (int trades, int seconds, int minutes)
{
  TapeRetention self = { MAX (trades, 0) * TAPE_DAY, MAX (seconds, 0) * TAPE_DAY, MAX (minutes, 0) * TAPE_DAY };

  tape_retention_settle (&self);
  return self;
}

void
tape_retention_settle (TapeRetention *self)
{
  self->seconds = longer (self->trades, self->seconds);
  self->minutes = longer (self->seconds, self->minutes);
}

gboolean
tape_retention_equal (const TapeRetention *self, const TapeRetention *other)
{
  return self->trades == other->trades && self->seconds == other->seconds && self->minutes == other->minutes;
}

void
tape_retention_facts_clear (TapeRetentionFacts *facts)
{
  g_clear_pointer (&facts->hours, g_array_unref);
}

typedef struct
{
  double trades;
  double seconds;
  double minutes;
} Rows;

/* How much of the hour that begins at @start is older than @keep at @now. */
static double
share_before (gint64 start, gint64 now, gint64 keep)
{
  gint64 end = MIN (start + TAPE_HOUR, now + 1);

  if (keep == TAPE_KEEP_FOR_EVER || now - keep <= start)
    return 0;
  return MIN (1, (double)(now - keep - start) / (double)MAX (end - start, 1));
}

static Rows
count_older (const TapeRetentionFacts *facts, gint64 now, const TapeRetention *retention)
{
  Rows rows = { 0 };

  for (guint i = 0; i < facts->hours->len; i++)
    {
      const TapeRetentionHour *hour = &g_array_index (facts->hours, TapeRetentionHour, i);
      double removed = hour->trades * share_before (hour->start, now, retention->trades);
      double seconds_of_trade = facts->trades_per_day > 0 ? facts->seconds_per_day / facts->trades_per_day : 0;
      double left = 1 - share_before (hour->start, now, retention->seconds);

      rows.trades += removed;
      rows.minutes += hour->minutes * share_before (hour->start, now, retention->minutes);
      rows.seconds += hour->seconds * (1 - left);
      /* Those that retention makes of the trades that it removes are rows less that go. */
      rows.seconds -= MAX (0, removed - hour->trades * (1 - left)) * seconds_of_trade;
    }
  return rows;
}

static double
weigh (const TapeRetentionFacts *facts, const Rows *rows)
{
  return rows->trades * facts->trade_bytes + rows->seconds * facts->second_bytes + rows->minutes * facts->minute_bytes;
}

gint64
tape_retention_get_freed (const TapeRetentionFacts *facts, const TapeRetention *retention)
{
  TapeRetention settled = *retention;
  Rows rows;

  tape_retention_settle (&settled);
  if (facts->now == TAPE_NO_TIME)
    return facts->free_bytes;
  rows = count_older (facts, facts->now, &settled);
  return CLAMP (facts->free_bytes + (gint64)weigh (facts, &rows), 0, facts->bytes);
}

static double
days_kept (gint64 keep, double days)
{
  return keep == TAPE_KEEP_FOR_EVER ? days : MIN (days, (double)keep / (double)TAPE_DAY);
}

gint64
tape_retention_get_forecast (const TapeRetentionFacts *facts, const TapeRetention *retention, double days)
{
  TapeRetention settled = *retention;
  gint64 stays = facts->bytes - facts->free_bytes;
  Rows gone = { 0 }, come;

  tape_retention_settle (&settled);
  if (facts->now != TAPE_NO_TIME)
    gone = count_older (facts, facts->now + (gint64)(days * (double)TAPE_DAY), &settled);
  come.trades = facts->trades_per_day * days_kept (settled.trades, days);
  come.minutes = facts->minutes_per_day * days_kept (settled.minutes, days);
  come.seconds = facts->seconds_per_day * (days_kept (settled.seconds, days) - days_kept (settled.trades, days));
  return MAX (0, stays + (gint64)(weigh (facts, &come) - weigh (facts, &gone)));
}
