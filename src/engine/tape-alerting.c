/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Joins the evaluator of alert rules to the engine: tells it what comes and closes, and answers what it asks. */

#include "engine/tape-engine-private.h"

#include <math.h>

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

static double
get_open (gpointer data, guint32 instrument, const TapeDay *day, gint64 *time, gboolean *in_session)
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
  prices = tape_trading_day_prices (of);
  if (prices == NULL)
    return NAN;
  *time = prices->open_time;
  *in_session = prices == &of->session;
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

static const TapeAlertsHost host = {
  .get_previous_close = get_previous_close,
  .get_open = get_open,
  .get_latest = get_latest,
};

/* --- What it follows --- */

void
tape_alerting_init (TapeEngine *self)
{
  self->alerts = tape_alerts_new (self->universe, self->config.lateness, TAPE_STATE_ALERTS, &host, self);
  tape_alerts_set_commit (self->alerts, self->commit);
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
