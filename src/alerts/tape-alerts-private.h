/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the parts of the evaluator share. */

#pragma once

#include "alerts/tape-alert-history.h"
#include "alerts/tape-alert-plan.h"
#include "alerts/tape-alert-series.h"
#include "alerts/tape-alert-subject.h"
#include "alerts/tape-alert-test.h"
#include "alerts/tape-alerts.h"

G_BEGIN_DECLS

/**
 * TapeAlertEntry:
 * @low: at or below this price the test may change, as at or above @high; such that it is always left, or never
 * @high: see @low
 * @subject: (nullable): what the rule has come to
 *
 * A test that is looked at with the trades of an instrument.
 */
typedef struct
{
  float low;
  float high;
  TapeAlertSubject *subject;
} TapeAlertEntry;

/**
 * TapeAlertBlock:
 * @low: the band that all tests of a range have in common
 * @high: see @low
 * @entries: (nullable) (array): of each of them, once one has a subject or the band was left; before that all are as at the
 *   beginning
 */
typedef struct
{
  float low;
  float high;
  TapeAlertEntry *entries;
} TapeAlertBlock;

/**
 * TapeAlertBarTest:
 * @test: index of the test among all
 * @series: index of what it looks at
 * @known: whether the last look had a value
 * @rests: armed and not held, so that a look at which it is not true changes nothing
 * @direction: that of the test; as what follows so that who looks at bars need not go for the test
 * @kind: of its condition
 * @n: of its condition
 * @threshold: of the test
 * @indicators: (nullable): what its condition names, the fast one first
 * @subject: (nullable): where it is known already
 *
 * A test of bars that is on an instrument.
 */
typedef struct
{
  guint32 test;
  guint16 series;
  guint8 known;
  guint8 rests;
  gint8 direction;
  guint8 kind;
  guint n;
  double threshold;
  TapeAlertIndicator *indicators[2];
  TapeAlertSubject *subject;
} TapeAlertBarTest;

/**
 * TapeAlertWatch:
 * @instrument: whose
 * @plan: its tests
 * @blocks: (array): by range of the plan
 * @bar_tests: (element-type TapeAlertBarTest): tests of bars that are on it, rising
 * @series: (element-type TapeAlertSeries): what those look at
 * @is_member: of a group that rules look at
 * @bar_day: that the last bar which was looked at ended in
 * @minute: its latest closed one then; its span is 0 before that
 * @ago_until: event time from which bands of what is held against a price some time ago are to be made again
 * @ago_from: from then on are @ago_low and @ago_high, the extremes of those prices while bands hold; or TAPE_NO_TIME
 * @ago_low: NaN where there is none
 * @ago_high: likewise
 * @time: event time of the latest trade, as far as looks know
 * @day: of the latest trade; its start is TAPE_NO_TIME before there is one
 * @stale: what follows is to be asked for again
 * @previous_close: or NaN
 * @previous_time: of it
 * @open: or NaN
 * @open_time: of it
 * @open_in_session: see #TapeAlertsHost
 * @price: latest price, as far as looks know; NaN before
 * @history: where prices some time ago are asked for
 */
struct _TapeAlertWatch
{
  guint32 instrument;
  TapeAlertPlan *plan;
  TapeAlertBlock *blocks;
  GArray *bar_tests;
  GPtrArray *series;
  gboolean is_member;
  TapeDay bar_day;
  TapeAlertBar minute;
  gint64 ago_until;
  gint64 ago_from;
  double ago_low;
  double ago_high;
  gint64 time;
  TapeDay day;
  gboolean stale;
  double previous_close;
  gint64 previous_time;
  double open;
  gint64 open_time;
  gboolean open_in_session;
  double price;
  TapeAlertHistory history;
};

/**
 * TapeAlertGroup:
 * @rule: a rule on a group
 * @number: its, among all
 * @key: of the group
 * @members: (element-type guint32): instruments, rising
 */
typedef struct
{
  const TapeRule *rule;
  guint32 number;
  guint64 key;
  GArray *members;
} TapeAlertGroup;

struct _TapeAlerts
{
  TapeUniverse *universe;
  const TapeAlertsHost *host;
  gpointer data;
  gint64 lateness;

  TapeRuleSet *rules;
  GArray *tests;         /* TapeAlertTest, by rule */
  GArray *first_tests;   /* guint32, by rule: its first test; one more at the end */
  GArray *silence_tests; /* guint32: tests of sources, rising */
  GPtrArray *groups;     /* TapeAlertGroup, by rule */
  GPtrArray *texts;      /* by rule, its one-line form */
  GHashTable *ids;       /* gint64 id → index of the rule + 1 */
  GHashTable *watched;   /* set of symbols of all watchlists */
  GHashTable *named;     /* by symbol, array of guint32: rules that name it */
  GHashTable *audiences; /* by target, the other rules */
  GHashTable *plans;     /* by symbol and audiences, TapeAlertPlan */

  TapeAlertWatch **watches; /* by instrument; NULL where nothing is on it */
  TapeAlertBand *bands;     /* likewise */
  guint8 *known;            /* instruments that there are */
  guint room;

  GHashTable *subjects;      /* set of TapeAlertSubject, by rule and key */
  GHashTable *subjects_of;   /* by key, TapeAlertSubject: the first of those that have it */
  GPtrArray *unsaved;        /* TapeAlertSubject that are noted */
  GPtrArray *unsaved_series; /* TapeAlertSeries that are noted */
  GPtrArray *unsaved_pasts;  /* TapeAlertWatch with minutes that are not saved */
  TapeCommit *commit;        /* borrowed: takes firings and rows of state */
  guint32 first_kind;

  gboolean asks;          /* somebody answers what was before */
  gboolean adding;        /* an instrument that is traded for the first time, so that nothing was */
  gboolean has_questions; /* some series may have one */
  guint64 n_questions;    /* so far */

  gboolean restoring;    /* rows come in any order: nothing is taken of them yet */
  GHashTable *histories; /* by instrument, TapeAlertHistory of an earlier run */

  GHashTable *restored_bars; /* by instrument, array of TapeAlertSeries of an earlier run */
  GArray *restored_states;   /* of their indicators */

  GHashTable *restored_members; /* by instrument, TapeAlertBar of an earlier run */

  GArray *standings;      /* TapeAlertStanding, by rule */
  gint64 standing_second; /* of receive time, of which they are; TAPE_NO_TIME: they are to be made anew */
  guint n_asked;          /* times that they are asked for before they may be made anew */
  GArray *sources;        /* TapeAlertSource, at the last tick */

  GArray *traded;  /* guint32: members with a minute of the end that closes */
  GArray *touched; /* scratch, guint32 */
  GArray *minutes; /* scratch, TapeAlertMinute */
  GArray *late;    /* what closed bars are without a late trade */
};

/* tape-alert-targets.c */
void tape_alert_targets_clear (TapeAlerts *self);
void tape_alert_targets_add (TapeAlerts *self, const TapeRule *rule, guint32 number);

/* The tests that are on an instrument: (transfer full). */
TapeAlertPlan *tape_alert_targets_plan (TapeAlerts *self, guint32 instrument);

/* tape-alerts-state.c */
void tape_alerts_save_row (
    TapeAlerts *self, TapeAlertsRow row, guint32 instrument, gint64 time, gconstpointer data, gsize length);
void tape_alerts_note_subject (TapeAlerts *self, TapeAlertSubject *subject);
void tape_alerts_drop_subject (TapeAlerts *self, TapeAlertSubject *subject);

/* tape-alert-minutes.c */
gboolean tape_alert_minutes_restore_bar (TapeAlerts *self, const TapeStateRow *row, gconstpointer data);
gboolean tape_alert_minutes_restore_stored (TapeAlerts *self, const TapeStateRow *row, gconstpointer data);
gboolean tape_alert_minutes_restore_indicator (TapeAlerts *self, const TapeStateRow *row, gconstpointer data);
void tape_alert_minutes_clear_state (gpointer item);
gsize tape_alert_minutes_state_size (void);
void tape_alert_minutes_adopt (TapeAlerts *self, TapeAlertWatch *watch, TapeAlertWatch *before);
void tape_alert_minutes_save (TapeAlerts *self);
void tape_alert_minutes_note (TapeAlerts *self, TapeAlertSeries *series);
void tape_alert_minutes_replace (TapeAlerts *self, TapeAlertSeries *series, const GArray *bars);
void tape_alert_minutes_end (TapeAlerts *self, TapeAlertWatch *watch);
void tape_alert_minutes_end_restored (TapeAlerts *self);

/* tape-alert-stored.c */
void tape_alert_stored_note (TapeAlertSeries *series, const TapeAlertBar *piece);
void tape_alert_stored_begin (TapeAlerts *self, TapeAlertSeries *series, TapeAlertSeries *before);
void tape_alert_stored_end (TapeAlerts *self, const TapeAlertSeries *series);
gboolean tape_alert_stored_restore (TapeAlertSeries *series, const TapeStateRow *row, gconstpointer data);

/* tape-alert-bar-looks.c */
void tape_alert_bar_test_begin (TapeAlerts *self, const TapeAlertWatch *watch, TapeAlertBarTest *of);
gsize tape_alerts_late_size (void);

/* tape-alert-groups.c */
gboolean tape_alert_groups_add (TapeAlerts *self, guint32 instrument);
void tape_alert_groups_add_rule (TapeAlerts *self, const TapeRule *rule, guint32 number);
void tape_alert_group_free (TapeAlertGroup *self);
gboolean tape_alert_groups_restore (TapeAlerts *self, const TapeStateRow *row, gconstpointer data);
void tape_alert_groups_adopt (TapeAlerts *self, TapeAlertWatch *watch, const TapeAlertWatch *before);
void tape_alert_groups_settle (TapeAlerts *self, const TapeAlertWatch *watch, gint64 start);

/* tape-alert-past.c */
void tape_alert_past_take (TapeAlerts *self, TapeAlertWatch *watch, const TapeAlertTrade *trade);
void tape_alert_past_save (TapeAlerts *self);
void tape_alert_past_settle (TapeAlerts *self, TapeAlertWatch *watch, gint64 start);
void tape_alert_past_end (TapeAlerts *self, guint32 instrument, TapeAlertHistory *history);
gboolean tape_alert_past_restore (TapeAlerts *self, const TapeStateRow *row, const guint8 *data);
void tape_alert_past_adopt (TapeAlerts *self, TapeAlertWatch *watch);
void tape_alert_past_end_restored (TapeAlerts *self);

static inline const TapeAlertTest *
tape_alerts_get_test (const TapeAlerts *self, guint32 i)
{
  return &g_array_index (self->tests, TapeAlertTest, i);
}

static inline TapeAlertSeries *
tape_alert_watch_get_series (const TapeAlertWatch *self, guint i)
{
  return g_ptr_array_index (self->series, i);
}

/* tape-alerts.c */
TapeAlertSubject *tape_alerts_find_subject (const TapeAlerts *self, gint64 rule, guint64 key);
void tape_alerts_add_subject (TapeAlerts *self, TapeAlertSubject *subject);
TapeAlertSubject *tape_alerts_ensure_subject (TapeAlerts *self, const TapeAlertTest *test, guint64 key);
void tape_alerts_add_firing (TapeAlerts *self, const TapeAlertTest *test, TapeFiring *firing);

/* tape-alert-bands.c */
void tape_alert_bands_set (TapeAlerts *alerts, TapeAlertWatch *self, const TapeAlertTest *test, TapeAlertEntry *entry);

/* The band of a range of the plan whose tests are all as at the beginning. */
void tape_alert_bands_set_range (TapeAlerts *alerts, TapeAlertWatch *self, guint range, TapeAlertBlock *block);

/* tape-alert-watch.c */

/* @plan: (transfer full) */
TapeAlertWatch *tape_alert_watch_new (TapeAlerts *alerts, guint32 instrument, TapeAlertPlan *plan);
void tape_alert_watch_free (TapeAlertWatch *self);

/* A test of trades is known by the index of its range and its own in that. */
static inline guint32
tape_alert_watch_get_test (const TapeAlertWatch *self, guint32 place)
{
  return g_array_index (self->plan->tests, guint32,
                        tape_alert_plan_get_range (self->plan, place / TAPE_ALERT_RANGE)->first
                            + place % TAPE_ALERT_RANGE);
}

static inline TapeAlertSubject *
tape_alert_watch_get_subject (const TapeAlertWatch *self, guint32 place)
{
  const TapeAlertBlock *block = &self->blocks[place / TAPE_ALERT_RANGE];

  return block->entries != NULL ? block->entries[place % TAPE_ALERT_RANGE].subject : NULL;
}

/* The subject of the rule of @test for the instrument. */
TapeAlertSubject *tape_alert_watch_ensure_subject (TapeAlerts *alerts, TapeAlertWatch *self, const TapeAlertTest *test);

/* Whether something of the day may be another from @time on. */
gboolean tape_alert_watch_is_outside_day (const TapeAlertWatch *self, gint64 time);

/* What is known of now is to be asked for again with the next trade. */
void tape_alert_watch_invalidate (TapeAlerts *alerts, TapeAlertWatch *self);

/* Follows the day of @time, at which the latest price is its price, and makes all bands. */
void tape_alert_watch_refresh (TapeAlerts *alerts, TapeAlertWatch *self, gint64 time);

/* After a firing: makes the bands of one rule again, where it has others than of the test that fired. */
void tape_alert_watch_update_rule (TapeAlerts *alerts, TapeAlertWatch *self, const TapeAlertTest *test);

/* Makes the bands of those that were touched again. */
void tape_alert_watch_update_touched (TapeAlerts *alerts, TapeAlertWatch *self);

/* Lists the places of the tests whose bands @price leaves in the alerts' touched, in the order in which they fire; of all where
 * it is NaN. */
void tape_alert_watch_touch (TapeAlerts *alerts, TapeAlertWatch *self, double price);

/* tape-alert-baseline.c */

/**
 * TapeAlertBaseline:
 * @price: NaN where there is none
 * @time: event time, or TAPE_NO_TIME
 * @id: see #TapeAlertValue
 * @is_trade: it is that of a trade
 */
typedef struct
{
  double price;
  gint64 time;
  gint32 id;
  gboolean is_trade;
} TapeAlertBaseline;

/* What @condition is held against at @time; the id is that of now. */
void tape_alert_baseline_get (TapeAlerts *alerts,
                              TapeAlertWatch *watch,
                              const TapeAlertSubject *subject,
                              const TapeCondition *condition,
                              gint64 time,
                              TapeAlertBaseline *baseline);

static inline double
tape_alert_price_at (const TapeCondition *condition, double baseline, double change)
{
  return condition->percent ? baseline * (1 + change) : baseline + change;
}

/* How far @price is from a baseline. */
static inline double
tape_alert_change (const TapeCondition *condition, double price, double baseline)
{
  return condition->percent ? price / baseline - 1 : price - baseline;
}

G_END_DECLS
