/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bars of a span as alert rules look at them, in arrays by start, and what volumes are held against. Plain data. */

#pragma once

#include "analytics/tape-pane.h"
#include "base/tape-firing.h"
#include "base/tape-universe.h"

G_BEGIN_DECLS

/**
 * TapeAlertBar:
 * @span: µs; TAPE_DAY is the exchange's day
 * @start: event time
 * @end: event time, excluded
 * @open_time: event time of @open
 * @close_time: event time of @close
 * @open: prices are of the regular session where that has any, of bars of a day
 * @volume: of all trades, as @buys and @sells
 * @in_session: prices are of the regular session
 *
 * Stored as it is.
 */
typedef struct
{
  gint64 span;
  gint64 start;
  gint64 end;
  gint64 open_time;
  gint64 close_time;
  double open;
  double high;
  double low;
  double close;
  double volume;
  double buys;
  double sells;
  gint64 in_session;
} TapeAlertBar;

/**
 * tape_alert_bar_begin:
 * @span: of its bars
 * @time: event time within the bar
 * @bar: (out): its span, start, end, and whether @time is in the session of a day; all else 0
 */
void tape_alert_bar_begin (TapeUniverse *universe, guint32 instrument, gint64 span, gint64 time, TapeAlertBar *bar);

/**
 * tape_alert_bar_move:
 *
 * tape_alert_bar_begin(), but leaves prices and volumes as they are.
 */
void tape_alert_bar_move (TapeUniverse *universe, guint32 instrument, gint64 span, gint64 time, TapeAlertBar *bar);

/**
 * tape_alert_bar_take_pane:
 * @bar: that was begun
 * @pane: a minute of it
 */
void tape_alert_bar_take_pane (TapeAlertBar *bar, const TapePane *pane);

/**
 * tape_alert_bar_take_trade:
 * @bar: that was begun
 */
void tape_alert_bar_take_trade (TapeAlertBar *bar, const TapeTrade *trade);

/**
 * tape_alert_bars_add:
 * @bars: (element-type TapeAlertBar): by start
 * @piece: trades that are added to their bar, later in order of arrival than those of their time
 *
 * Returns: index of the bar
 */
guint tape_alert_bars_add (GArray *bars, const TapeAlertBar *piece);

/**
 * tape_alert_bars_find:
 *
 * Returns: index of the bar that ends at @end, or −1
 */
gint tape_alert_bars_find (const GArray *bars, gint64 end);

/**
 * tape_alert_bar_tell:
 * @value: what of it was compared, or NaN
 * @evidence: (element-type TapeEvidence): appended to
 */
void tape_alert_bar_tell (const TapeAlertBar *bar, guint32 instrument, double value, GArray *evidence);

/**
 * TapeAlertVolume:
 * @ratio: NaN where there is none
 * @mean: NaN where there is none
 * @from: start of the first of all spans that were looked at
 * @stays: the ratio was at or below the wanted in each of the spans
 */
typedef struct
{
  double ratio;
  double mean;
  gint64 from;
  gboolean stays;
} TapeAlertVolume;

/**
 * tape_alert_bars_volume:
 * @bars: (element-type TapeAlertBar): all, or so many that as many spans back are there
 * @i: index of the bar
 * @n: spans in a row
 * @most: ratio that they stay at or below
 *
 * Holds the volume of a bar, and of the n − 1 spans before it, against the mean of the 20 before each. Spans without trades
 * count, but those in which the exchange is closed all the time.
 */
TapeAlertVolume
tape_alert_bars_volume (TapeUniverse *universe, guint32 instrument, const GArray *bars, guint i, guint n, double most);

G_END_DECLS
