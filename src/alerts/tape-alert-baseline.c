/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a change is held against. */

#include "alerts/tape-alerts-private.h"

#include <math.h>

static gboolean
is_present_day (const TapeAlertWatch *watch, gint64 time)
{
  return watch->day.start != TAPE_NO_TIME && time >= watch->day.start && time < watch->day.end;
}

static void
get_previous_close (TapeAlerts *alerts, TapeAlertWatch *watch, gint64 time, TapeAlertBaseline *baseline)
{
  TapeDay day;

  baseline->id = watch->day.date;
  if (is_present_day (watch, time))
    {
      baseline->price = watch->previous_close;
      baseline->time = watch->previous_time;
      return;
    }
  tape_universe_get_day (alerts->universe, watch->instrument, time, &day);
  baseline->price = alerts->host->get_previous_close (alerts->data, watch->instrument, &day, &baseline->time);
}

static void
get_open (TapeAlerts *alerts, TapeAlertWatch *watch, gint64 time, TapeAlertBaseline *baseline)
{
  gboolean in_session;
  TapeDay day;

  baseline->id = watch->day.date;
  baseline->is_trade = TRUE;
  if (is_present_day (watch, time))
    {
      baseline->price = watch->open;
      baseline->time = watch->open_time;
      return;
    }
  tape_universe_get_day (alerts->universe, watch->instrument, time, &day);
  baseline->price
      = alerts->host->get_open (alerts->data, watch->instrument, &day, G_MAXINT64, &baseline->time, &in_session);
}

static void
get_ago (TapeAlertWatch *watch, gint64 time, TapeAlertBaseline *baseline)
{
  const TapeAlertPast *past = tape_alert_history_find (&watch->history, time);

  if (past == NULL)
    return;
  baseline->price = past->price;
  baseline->time = past->time;
  baseline->is_trade = TRUE;
}

void
tape_alert_baseline_get (TapeAlerts *alerts,
                         TapeAlertWatch *watch,
                         const TapeAlertSubject *subject,
                         const TapeCondition *condition,
                         gint64 time,
                         TapeAlertBaseline *baseline)
{
  *baseline = (TapeAlertBaseline){ .price = NAN, .time = TAPE_NO_TIME };
  switch (condition->baseline)
    {
    case TAPE_BASELINE_PREVIOUS_CLOSE:
      get_previous_close (alerts, watch, time, baseline);
      break;
    case TAPE_BASELINE_OPEN:
      get_open (alerts, watch, time, baseline);
      break;
    case TAPE_BASELINE_AGO:
      get_ago (watch, time - condition->ago, baseline);
      break;
    case TAPE_BASELINE_LAST_FIRING:
      if (subject == NULL)
        break;
      baseline->price = subject->state.base;
      baseline->time = subject->state.base_time;
      baseline->id = subject->state.n_fired;
      break;
    case TAPE_BASELINE_GIVEN:
      baseline->price = condition->given;
      break;
    }
  if (isnan (baseline->price))
    baseline->time = TAPE_NO_TIME;
}
