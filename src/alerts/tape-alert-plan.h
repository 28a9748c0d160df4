/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tests that are on an instrument, as they lie there: those of trades in ranges that wait for the same price, so that
 * one price stands for all of a range. Instruments that the same rules are on share a plan. Never changes once made. */

#pragma once

#include "alerts/tape-alert-test.h"

G_BEGIN_DECLS

/* So many tests a range has at most. */
#define TAPE_ALERT_RANGE 64

/* What is known of prices some time ago holds for such a part of the shortest of those times. */
#define TAPE_ALERT_AGO_PARTS 2

/* Tests of one kind, direction and baseline, by threshold. */
typedef struct
{
  guint32 first;
  guint32 end;
} TapeAlertRange;

/**
 * TapeAlertPlan:
 * @tests: (element-type guint32): indices of tests of trades, range by range
 * @ranges: (element-type TapeAlertRange): of @tests
 * @bar_tests: (element-type guint32): indices of tests of bars, rising
 * @needs_previous: a test is held against the previous close
 * @needs_open: against the day's open
 * @longest: µs: of all *t ago*; 0 if there is none
 * @shortest: likewise
 * @first_ago: index of the first range of those, which are next to each other
 * @end_ago: index after the last
 */
typedef struct
{
  GArray *tests;
  GArray *ranges;
  GArray *bar_tests;
  gboolean needs_previous;
  gboolean needs_open;
  gint64 longest;
  gint64 shortest;
  guint first_ago;
  guint end_ago;
} TapeAlertPlan;

/**
 * tape_alert_plan_new:
 * @tests: (element-type TapeAlertTest): of all rules
 * @first_tests: (element-type guint32): by rule: its first test; one more at the end
 * @rules: (element-type guint32): numbers of the rules that are on the instrument
 */
TapeAlertPlan *tape_alert_plan_new (const GArray *tests, const GArray *first_tests, const GArray *rules);
TapeAlertPlan *tape_alert_plan_ref (TapeAlertPlan *self);
void tape_alert_plan_unref (TapeAlertPlan *self);

/**
 * tape_alert_plan_find:
 * @test: index of a test
 * @range: (out): index of its range
 * @at: (out): its index in that
 *
 * Returns: whether it is a test of trades, and on the instrument
 */
gboolean tape_alert_plan_find (const TapeAlertPlan *self, const GArray *tests, guint32 test, guint *range, guint *at);

static inline const TapeAlertRange *
tape_alert_plan_get_range (const TapeAlertPlan *self, guint i)
{
  return &g_array_index (self->ranges, TapeAlertRange, i);
}

/* How long bands of what is held against prices some time ago hold. */
static inline gint64
tape_alert_plan_get_ago_time (const TapeAlertPlan *self)
{
  return self->shortest / TAPE_ALERT_AGO_PARTS;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeAlertPlan, tape_alert_plan_unref)

G_END_DECLS
