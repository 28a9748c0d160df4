/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The evaluator of alert rules: is told of trades, of bars that close and of ticks, in order, and says what fires. README.md
 * beside this file says what must come out. It knows no engine: what it needs of that it asks a #TapeAlertsHost.
 *
 * With each trade of a watched instrument first its #TapeAlertBand is looked at: within it nothing that any rule asks for
 * can change, and that is all. Only a price outside makes the tests be looked at whose own band it leaves.
 *
 * One thread at a time. */

#pragma once

#include "alerts/tape-alert-standing.h"
#include "alerts/tape-alert-stored.h"
#include "alerts/tape-rule-set.h"
#include "analytics/tape-pane.h"
#include "base/tape-commit.h"
#include "base/tape-universe.h"

G_BEGIN_DECLS

/**
 * TapeAlertBand:
 * @low: at or below this price, and at or above @high, a test may change
 * @high: see @low
 * @from: before this event time a baseline may change, as from @until on
 * @until: see @from
 * @keeps: what passes is to be kept, since prices some time ago are asked for
 */
typedef struct
{
  double low;
  double high;
  gint64 from;
  gint64 until;
  gboolean keeps;
} TapeAlertBand;

/**
 * TapeAlertMinute:
 * @start: event time
 * @pane: its trades
 *
 * A minute that may still change.
 */
typedef struct
{
  gint64 start;
  const TapePane *pane;
} TapeAlertMinute;

/**
 * TapeAlertsHost:
 * @get_previous_close: of the latest day before @day that has one, with the end of its session; NaN if none is known
 * @get_open: of @day, from the trades so far that are before @until, with its time and whether it is of the session; NaN if there is none
 * @get_latest: the latest price, its time and whether it is suspect; NaN before the first
 * @list_minutes: appends the #TapeAlertMinute of an instrument that are not settled and start at or after @from, oldest first
 *
 * What an engine tells.
 */
typedef struct
{
  double (*get_previous_close) (gpointer data, guint32 instrument, const TapeDay *day, gint64 *time);
  double (*get_open) (
      gpointer data, guint32 instrument, const TapeDay *day, gint64 until, gint64 *time, gboolean *in_session);
  double (*get_latest) (gpointer data, guint32 instrument, gint64 *time, gboolean *suspect);
  void (*list_minutes) (gpointer data, guint32 instrument, gint64 from, GArray *minutes);
} TapeAlertsHost;

/**
 * TapeAlertTrade:
 * @trade: it
 * @before: the latest price before it, NaN if there was none
 * @before_time: event time of that, or TAPE_NO_TIME
 * @watermark: that judges it
 * @suspect: whether the latest price is, with it
 *
 * A trade that is no duplicate, and what it came upon.
 */
typedef struct
{
  const TapeTrade *trade;
  double before;
  gint64 before_time;
  gint64 watermark;
  gboolean suspect;
} TapeAlertTrade;

typedef struct _TapeAlertWatch TapeAlertWatch;
typedef struct _TapeAlerts TapeAlerts;

/**
 * tape_alerts_new:
 * @lateness: µs after its end for which a bar may still change
 * @first_kind: of its rows of state
 * @host: (transfer none): asked with @data
 */
TapeAlerts *tape_alerts_new (
    TapeUniverse *universe, gint64 lateness, guint32 first_kind, const TapeAlertsHost *host, gpointer data);
void tape_alerts_free (TapeAlerts *self);

/**
 * tape_alerts_set_rules:
 * @rules: (transfer none) (nullable): from now on
 *
 * What rules have come to stays where they say the same.
 */
void tape_alerts_set_rules (TapeAlerts *self, TapeRuleSet *rules);

/**
 * tape_alerts_add_instrument:
 * @instrument: traded for the first time, or known of
 */
void tape_alerts_add_instrument (TapeAlerts *self, guint32 instrument);

/**
 * tape_alerts_watches_trades:
 *
 * Returns: whether tape_alerts_take_trade() is to be called for each trade of @instrument
 */
gboolean tape_alerts_watches_trades (TapeAlerts *self, guint32 instrument);

/**
 * tape_alerts_get_band:
 *
 * Returns: (transfer none): of an instrument that is watched; valid until an instrument is added
 */
TapeAlertBand *tape_alerts_get_band (TapeAlerts *self, guint32 instrument);

/**
 * tape_alerts_look:
 *
 * Takes a trade that its band does not let pass, after it became the latest, if it is not late, and went into its minute.
 */
void tape_alerts_look (TapeAlerts *self, const TapeAlertTrade *trade);

/**
 * tape_alerts_keep:
 *
 * Takes a trade that its band lets pass but keeps.
 */
void tape_alerts_keep (TapeAlerts *self, const TapeAlertTrade *trade);

/**
 * tape_alerts_take_trade:
 * @band: tape_alerts_get_band() of the trade's instrument
 *
 * Takes a trade, as tape_alerts_look().
 */
static inline void
tape_alerts_take_trade (TapeAlerts *self, const TapeAlertBand *band, const TapeAlertTrade *trade)
{
  const TapeTrade *of = trade->trade;

  if (G_UNLIKELY (of->price <= band->low || of->price >= band->high || of->event_time < band->from
                  || of->event_time >= band->until || of->event_time < trade->before_time))
    tape_alerts_look (self, trade);
  else if (band->keeps)
    tape_alerts_keep (self, trade);
}

/**
 * tape_alerts_day_changed:
 *
 * Says that the close of a day of @instrument may be another.
 */
void tape_alerts_day_changed (TapeAlerts *self, guint32 instrument);

/**
 * tape_alerts_watches_minutes:
 *
 * Returns: whether what is said of minutes is to be said of those of @instrument
 */
gboolean tape_alerts_watches_minutes (TapeAlerts *self, guint32 instrument);

/**
 * tape_alerts_settle_minute:
 * @start: of a minute that cannot change any more
 * @pane: its trades
 */
void tape_alerts_settle_minute (TapeAlerts *self, guint32 instrument, gint64 start, const TapePane *pane);

/* Steps of tape_alerts_prefetch(). */
#define TAPE_ALERTS_STEPS 6

/**
 * tape_alerts_prefetch:
 * @instrument: one of the next of which a bar closes or a minute settles
 * @step: 0 first, the others in order, each some time after the one before
 *
 * Has the processor ask for what that will touch.
 */
void tape_alerts_prefetch (const TapeAlerts *self, guint32 instrument, guint step);

/**
 * tape_alerts_prefetch_trade:
 * @instrument: of one of the next trades
 * @step: 0 first, 1 some time after that
 */
void tape_alerts_prefetch_trade (const TapeAlerts *self, guint32 instrument, guint step);

/**
 * tape_alerts_take_dropped:
 * @trade: that came too late for its minute, and may yet be in time for a longer bar
 */
void tape_alerts_take_dropped (TapeAlerts *self, const TapeTrade *trade, gint64 watermark);

/**
 * tape_alerts_list_ends:
 * @time: of a trade in a minute of @instrument
 * @ends: (element-type gint64): takes the ends, later than @watermark, of bars that it is in and that were not listed before;
 *   tape_alerts_close_bars() is to be called then
 */
void tape_alerts_list_ends (TapeAlerts *self, guint32 instrument, gint64 time, gint64 watermark, GArray *ends);

/**
 * tape_alerts_list_open_ends:
 * @ends: (element-type gint64): takes the ends, later than @watermark, of bars of minutes that cannot change any more
 */
void tape_alerts_list_open_ends (TapeAlerts *self, guint32 instrument, gint64 watermark, GArray *ends);

/**
 * tape_alerts_close_bars:
 * @end: that the watermark has reached
 * @receive_time: largest so far
 *
 * Looks at the bars of @instrument that end at @end.
 */
void tape_alerts_close_bars (TapeAlerts *self, guint32 instrument, gint64 end, gint64 receive_time);

/**
 * tape_alerts_take_minute:
 * @start: of a minute that is closed, and closes or has changed
 * @pane: its trades
 * @closes: it closes
 */
void
tape_alerts_take_minute (TapeAlerts *self, guint32 instrument, gint64 start, const TapePane *pane, gboolean closes);

/**
 * tape_alerts_close_groups:
 * @end: of the minutes that closed
 * @receive_time: largest so far
 *
 * Looks at the groups whose members traded in them.
 */
void tape_alerts_close_groups (TapeAlerts *self, gint64 end, gint64 receive_time);

/**
 * TapeAlertSource:
 * @source: its number
 * @name: its name
 * @receive_time: of its last event
 *
 * A live source that has not ended, and has said something since it began.
 */
typedef struct
{
  guint32 source;
  const char *name;
  gint64 receive_time;
} TapeAlertSource;

/**
 * tape_alerts_watches_sources:
 *
 * Returns: whether tape_alerts_tick() is to be called
 */
gboolean tape_alerts_watches_sources (TapeAlerts *self);

/**
 * tape_alerts_tick:
 * @sources: (array length=n): by number
 * @time: receive time, not before any other
 */
void tape_alerts_tick (TapeAlerts *self, const TapeAlertSource *sources, guint n, gint64 time);

/* What tape_alerts_tick() was told last is not so any more. */
void tape_alerts_forget_sources (TapeAlerts *self);

/**
 * tape_alerts_get_standings:
 * @now: receive time
 *
 * Returns: (transfer none) (element-type TapeAlertStanding): of all rules, by number; made anew when the second of @now is
 *   another one, with very many subjects more seldom
 */
const GArray *tape_alerts_get_standings (TapeAlerts *self, gint64 now);

/**
 * tape_alerts_forget_standings:
 *
 * Makes them be made anew when they are asked for next, as setting rules does.
 */
void tape_alerts_forget_standings (TapeAlerts *self);

/**
 * tape_alerts_list_levels:
 * @levels: (element-type TapeAlertLevel): takes prices at which rules on @instrument fire, by rule; the nearest where they are many
 */
void tape_alerts_list_levels (TapeAlerts *self, guint32 instrument, GArray *levels);

/**
 * tape_alerts_begin_late:
 * @trade: about to go into a closed minute
 *
 * Notes what closed bars are without @trade.
 *
 * Returns: whether tape_alerts_end_late() is to be called once it is in it
 */
gboolean tape_alerts_begin_late (TapeAlerts *self, const TapeTrade *trade, gint64 watermark);

/**
 * tape_alerts_end_late:
 *
 * Looks again at the closed bars that the trade of tape_alerts_begin_late() changed.
 */
void tape_alerts_end_late (TapeAlerts *self, const TapeTrade *trade, gint64 watermark);

/**
 * tape_alerts_set_commit:
 * @commit: (transfer none): takes what fires from now on, and rows of state
 */
void tape_alerts_set_commit (TapeAlerts *self, TapeCommit *commit);

/**
 * tape_alerts_set_asks:
 *
 * Says that what tape_alerts_ask() asks is answered.
 */
void tape_alerts_set_asks (TapeAlerts *self);

/**
 * tape_alerts_ask:
 * @until: event time: minutes that start before it cannot change any more; G_MININT64 where there is none yet
 * @arrival: of the last trade that is in the commit
 *
 * Puts into the commit what new rules on bars want to know of what was before; just before the commit is taken.
 */
void tape_alerts_ask (TapeAlerts *self, gint64 until, gint64 arrival);

/**
 * tape_alerts_take_past:
 * @answer: to a question of any earlier commit
 *
 * Takes bars as if they had come while the rules were there; looks at none of them. What nobody waits for any more, and what
 * could not be read, changes nothing.
 *
 * Returns: whether tape_alerts_list_open_ends() may list others
 */
gboolean tape_alerts_take_past (TapeAlerts *self, const TapePastAnswer *answer);

/**
 * tape_alerts_save:
 *
 * Puts into the commit what changed since the last call.
 */
void tape_alerts_save (TapeAlerts *self);

/* Kinds of rows, counted from the first that the host gives. */
typedef enum
{
  TAPE_ALERTS_ROW_SUBJECT, /* of an instrument; instrument and time are its number and the rule's */
  TAPE_ALERTS_ROW_GROUP,   /* likewise of a group */
  TAPE_ALERTS_ROW_SOURCE,  /* likewise of a source */
  TAPE_ALERTS_ROW_HISTORY, /* trades of a minute */
  TAPE_ALERTS_ROW_BAR,
  TAPE_ALERTS_ROW_INDICATOR,
  TAPE_ALERTS_ROW_MEMBER, /* last minute of a member of a group */
  TAPE_ALERTS_ROW_STORED, /* how many bars a series has from before it; time is its span */
  TAPE_ALERTS_N_ROWS
} TapeAlertsRow;

/**
 * tape_alerts_restore_row:
 * @row: one that an earlier run left
 *
 * Then tape_alerts_restore_trade() for each trade of a minute that may still change, in order of arrival, then
 * tape_alerts_restored(). Rules may be set before or after.
 */
void tape_alerts_restore_row (TapeAlerts *self, const TapeStateRow *row, gconstpointer data);
void tape_alerts_restore_trade (TapeAlerts *self, const TapeTrade *trade);
void tape_alerts_restored (TapeAlerts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeAlerts, tape_alerts_free)

G_END_DECLS
