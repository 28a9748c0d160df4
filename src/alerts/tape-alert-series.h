/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bars of one span of one instrument, and the indicators that rules ask for over them. What minutes that cannot change
 * any more made of them is kept and stored; those that may are put on top when a bar is looked at, so that a revised bar
 * revises all that follows. Engine thread only. */

#pragma once

#include "alerts/tape-alert-bars.h"
#include "alerts/tape-alert-test.h"
#include "analytics/tape-indicator.h"

G_BEGIN_DECLS

/**
 * TapeAlertIndicator:
 * @of: what it is
 * @key: made of it and the span, for its row of state
 * @last: value after the last bar that cannot change any more
 * @state: after that bar
 * @values: (element-type double): of the bars that are listed
 * @listed: whether @values are
 */
typedef struct
{
  TapeIndicator of;
  gint64 key;
  double last;
  gpointer state;
  GArray *values;
  gboolean listed;
} TapeAlertIndicator;

/**
 * TapeAlertSeries:
 * @span: µs
 * @keep: bars that cannot change any more are kept so many
 * @bars: (element-type TapeAlertBar): of minutes that cannot change any more
 * @n_complete: the first so many of @bars cannot change any more
 * @complete_to: end of the last that could not, or TAPE_NO_TIME
 * @indicators: (element-type TapeAlertIndicator)
 * @list: (element-type TapeAlertBar): all bars that are looked at
 * @scheduled: end that was waited for last
 */
typedef struct
{
  gint64 span;
  guint keep;
  GArray *bars;
  guint n_complete;
  gint64 complete_to;
  GPtrArray *indicators;
  GArray *list;
  gint64 scheduled;
} TapeAlertSeries;

TapeAlertSeries *tape_alert_series_new (gint64 span);
void tape_alert_series_free (TapeAlertSeries *self);

/**
 * tape_alert_series_add_test:
 *
 * Makes it keep what @test needs.
 */
void tape_alert_series_add_test (TapeAlertSeries *self, const TapeAlertTest *test);

/**
 * tape_alert_series_find_indicator:
 * @name: "sma", "ema" or "rsi"
 * @n: bars
 *
 * Returns: (transfer none) (nullable): it
 */
TapeAlertIndicator *tape_alert_series_find_indicator (const TapeAlertSeries *self, const char *name, guint n);

/**
 * tape_alert_series_complete:
 * @end: bars that end at or before it cannot change any more
 *
 * Returns: whether there was any
 */
gboolean tape_alert_series_complete (TapeAlertSeries *self, gint64 end);

/**
 * tape_alert_series_restart:
 * @complete_to: what its indicators are of
 *
 * Takes the bars up to there as those that cannot change any more; indicators without a state begin with them.
 */
void tape_alert_series_restart (TapeAlertSeries *self, gint64 complete_to);

/**
 * tape_alert_series_list:
 * @minutes: (element-type TapeAlertMinute): that may still change, oldest first
 * @until: bars that end later are left out
 *
 * Lists all bars there are.
 */
void tape_alert_series_list (
    TapeAlertSeries *self, TapeUniverse *universe, guint32 instrument, const GArray *minutes, gint64 until);

/**
 * tape_alert_series_get_values:
 *
 * Returns: (transfer none): a value for each bar that is listed, NaN where there is none
 */
const double *tape_alert_series_get_values (TapeAlertSeries *self, TapeAlertIndicator *indicator);

G_END_DECLS
