/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bars of one span of one instrument, and the indicators that rules ask for over them. What minutes that cannot change
 * any more made of them is kept and stored. The list of what is looked at has the closed ones that may still change on top;
 * it grows by a bar when one closes, and is made anew where something of it changes, so that a revised bar revises all that
 * follows. Engine thread only. */

#pragma once

#include "alerts/tape-alert-bars.h"
#include "alerts/tape-alert-stored.h"
#include "alerts/tape-alert-test.h"
#include "analytics/tape-indicator.h"

G_BEGIN_DECLS

/**
 * TapeAlertIndicator:
 * @of: what it is
 * @key: made of it and the span, for its row of state
 * @last: value after the last bar that cannot change any more
 * @state: after that bar
 * @values: (element-type double): of the bars that are listed, as far as they were asked for
 * @head: (nullable): state after the last of @values
 */
typedef struct
{
  TapeIndicator of;
  gint64 key;
  double last;
  gpointer state;
  GArray *values;
  gpointer head;
} TapeAlertIndicator;

/* Volumes that are remembered: of the bar that closed last, and of the one before. */
#define TAPE_ALERT_VOLUMES 2

/**
 * TapeAlertSeries:
 * @instrument: whose
 * @span: µs
 * @keep: bars that cannot change any more are kept so many
 * @bars: (element-type TapeAlertBar): of minutes that cannot change any more
 * @n_complete: the first so many of @bars cannot change any more
 * @complete_to: end of the last that could not, or TAPE_NO_TIME
 * @indicators: (element-type TapeAlertIndicator)
 * @list: (element-type TapeAlertBar): all bars that are looked at
 * @listed_to: these are made of the minutes before it; TAPE_NO_TIME: they are to be made anew
 * @at: index of the one that is looked at, or −1
 * @volumes: of bars that are listed, by the last digit of their index; those whose @volume_of is another are not known
 * @volume_of: index + 1
 * @scheduled: end that was waited for last
 * @unsaved_from: start of the first of @bars that the next commit is to hold, or G_MAXINT64
 * @saved_to: start of the last that a commit holds, or TAPE_NO_TIME
 * @states_unsaved: the next commit is to hold states of indicators
 * @noted: among those that the next commit looks at
 * @stored: what it gets from the store
 */
typedef struct
{
  guint32 instrument;
  gint64 span;
  guint keep;
  GArray *bars;
  guint n_complete;
  gint64 complete_to;
  GPtrArray *indicators;
  GArray *list;
  gint64 listed_to;
  gint at;
  TapeAlertVolume volumes[TAPE_ALERT_VOLUMES];
  guint volume_of[TAPE_ALERT_VOLUMES];
  gint64 scheduled;
  gint64 unsaved_from;
  gint64 saved_to;
  gboolean states_unsaved;
  gboolean noted;
  TapeAlertStored stored;
} TapeAlertSeries;

TapeAlertSeries *tape_alert_series_new (guint32 instrument, gint64 span);
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
 * tape_alert_series_let_go:
 * @n: the first so many of its bars, which cannot change any more
 *
 * Forgets them, in the list as well.
 */
void tape_alert_series_let_go (TapeAlertSeries *self, guint n);

/**
 * tape_alert_series_change:
 * @time: event time of what changes
 *
 * Has the list made anew if that is in it.
 */
static inline void
tape_alert_series_change (TapeAlertSeries *self, gint64 time)
{
  if (time < self->listed_to)
    self->listed_to = TAPE_NO_TIME;
}

/**
 * tape_alert_series_wants:
 * @until: for tape_alert_series_list()
 *
 * Returns: start of the first minute that it needs for that; TAPE_NO_TIME: all that may still change
 */
gint64 tape_alert_series_wants (TapeAlertSeries *self, gint64 until);

/**
 * tape_alert_series_list:
 * @minutes: (element-type TapeAlertMinute): that it wants, oldest first
 * @until: bars that end later are left out
 *
 * Lists all bars there are.
 */
void tape_alert_series_list (TapeAlertSeries *self, TapeUniverse *universe, const GArray *minutes, gint64 until);

/**
 * tape_alert_series_get_value:
 * @bar: index of one that is listed
 *
 * Returns: NaN where there is none
 */
double tape_alert_series_get_value (TapeAlertSeries *self, TapeAlertIndicator *indicator, guint bar);

/**
 * tape_alert_series_get_volume:
 * @bar: index of one that is listed
 *
 * Returns: (transfer none): its volume beside the mean before it; valid until another is asked for
 */
const TapeAlertVolume *tape_alert_series_get_volume (TapeAlertSeries *self, TapeUniverse *universe, guint bar);

G_END_DECLS
