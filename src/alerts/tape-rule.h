/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A rule as plain data: what is watched for, on whom, against what, how often. It names symbols, lists and groups as
 * people do, so that it serves every session. What each part means: README.md beside this file. tape-rule-text.h has its
 * one-line form. Owned by whoever holds it. */

#pragma once

#include "base/tape-instruments.h"

G_BEGIN_DECLS

#define TAPE_RULE_ERROR (tape_rule_error_quark ())

typedef enum
{
  TAPE_RULE_ERROR_TEXT,  /* not a rule's one-line form */
  TAPE_RULE_ERROR_NEWER, /* one that a newer version may know */
  TAPE_RULE_ERROR_VALUE, /* a value that cannot be, or parts that contradict each other */
} TapeRuleError;

GQuark tape_rule_error_quark (void);

typedef enum
{
  TAPE_TARGET_SYMBOLS,    /* the names are symbols */
  TAPE_TARGET_WATCHED,    /* every symbol of every watchlist; no names */
  TAPE_TARGET_LIST,       /* the name is a watchlist's */
  TAPE_TARGET_ALL,        /* whatever trades in the session; no names */
  TAPE_TARGET_INDUSTRY,   /* the name is a group's */
  TAPE_TARGET_COUNTRY,    /* likewise */
  TAPE_TARGET_TECHNOLOGY, /* likewise */
  TAPE_TARGET_SOURCE,     /* the name is a source's; no name: each source */
} TapeTargetKind;

typedef enum
{
  TAPE_CONDITION_CHANGE,   /* the price has moved by x from a baseline */
  TAPE_CONDITION_LEVEL,    /* it is above, or below, x */
  TAPE_CONDITION_CROSS,    /* it crosses x */
  TAPE_CONDITION_VOLUME,   /* volume of a span, at least or at most x times its average */
  TAPE_CONDITION_AVERAGES, /* a fast average of closes crosses a slow one */
  TAPE_CONDITION_RSI,      /* above, or below, x */
  TAPE_CONDITION_STREAK,   /* so many rising, or falling, bars in a row */
  TAPE_CONDITION_SHARE,    /* buys of buys and sells, above or below x */
  TAPE_CONDITION_GROWTH,   /* mean growth of a group has moved by x */
  TAPE_CONDITION_SILENCE,  /* a source says nothing for a span */
  TAPE_CONDITION_QUERY,    /* a saved query returns rows */
  TAPE_N_CONDITIONS
} TapeConditionKind;

typedef enum
{
  TAPE_DIRECTION_BOTH, /* two conditions, up and down */
  TAPE_DIRECTION_UP,   /* rises; above; at least */
  TAPE_DIRECTION_DOWN, /* falls; below; at most */
} TapeDirection;

typedef enum
{
  TAPE_BASELINE_PREVIOUS_CLOSE,
  TAPE_BASELINE_OPEN,        /* the day's */
  TAPE_BASELINE_AGO,         /* the price some time ago */
  TAPE_BASELINE_LAST_FIRING, /* the price at the last firing */
  TAPE_BASELINE_GIVEN,       /* a given price */
} TapeBaseline;

typedef enum
{
  TAPE_REPEAT_EVERY_TIME,
  TAPE_REPEAT_DAILY, /* once a day */
  TAPE_REPEAT_ONCE,
} TapeRepeat;

/**
 * TapeCondition:
 * @kind: which it is; what else is of use for which is said below
 * @direction: up, down or both; both only for CHANGE, CROSS, AVERAGES and GROWTH; none (both) for SILENCE and QUERY
 * @x: CHANGE, GROWTH: a fraction (0.05 is 5 %) where @percent, else an amount of money; LEVEL, CROSS: a price; VOLUME: a
 *   ratio; RSI: points; SHARE: a fraction
 * @percent: of CHANGE; GROWTH always
 * @baseline: of CHANGE
 * @ago: µs, of CHANGE against the price some time ago
 * @given: price, of CHANGE against a given one
 * @span: µs; VOLUME, AVERAGES, RSI, STREAK, SHARE: length of the bars, whole minutes that divide a day, or a day, which is
 *   the exchange's own; SILENCE: for how long
 * @fast: bars; AVERAGES
 * @slow: bars; AVERAGES
 * @exponential: AVERAGES: EMA, else SMA
 * @n: RSI: bars; STREAK: how many; VOLUME at most: spans in a row; GROWTH: fresh members at least
 * @query: (nullable): QUERY: name of the saved query
 *
 * What a condition has no use for is 0.
 */
typedef struct
{
  TapeConditionKind kind;
  TapeDirection direction;
  double x;
  gboolean percent;
  TapeBaseline baseline;
  gint64 ago;
  double given;
  gint64 span;
  guint fast;
  guint slow;
  gboolean exponential;
  guint n;
  char *query;
} TapeCondition;

/**
 * TapeRule:
 * @id: number that it keeps in user.db, from 1; 0 before it has one
 * @target: on whom
 * @names: (array zero-terminated=1): see @target
 * @conditions: the condition; of a sequence the first, then the second
 * @n_conditions: 1, or 2 for a sequence
 * @within: µs; of a sequence: how long after the first the second counts
 * @repeat: how often
 * @cooldown: µs of event time after a firing in which the rule and subject do not fire
 * @until: event time after which it does not fire; TAPE_NO_TIME: for ever
 * @important: comes through quiet hours
 * @enabled: switched on
 */
typedef struct
{
  gint64 id;
  TapeTargetKind target;
  char **names;
  TapeCondition conditions[2];
  guint n_conditions;
  gint64 within;
  TapeRepeat repeat;
  gint64 cooldown;
  gint64 until;
  gboolean important;
  gboolean enabled;
} TapeRule;

#define TAPE_RULE_COOLDOWN  (5 * TAPE_MINUTE)
#define TAPE_RULE_THRESHOLD 0.05
#define TAPE_RULE_SPAN      TAPE_MINUTE
#define TAPE_RULE_FRESH     3

/**
 * tape_rule_new:
 *
 * Returns: (transfer full): the rule there is out of the box: ± 5 % against the previous close, on all that is watched
 */
TapeRule *tape_rule_new (void);
TapeRule *tape_rule_copy (const TapeRule *self);
void tape_rule_free (TapeRule *self);

/**
 * tape_rule_equal:
 *
 * Returns: whether both say the same; numbers and switches are not looked at
 */
gboolean tape_rule_equal (const TapeRule *self, const TapeRule *other);

/**
 * tape_rule_set_name_list:
 * @names: (array zero-terminated=1): copied
 */
void tape_rule_set_name_list (TapeRule *self, const char *const *names);

/* The same of names that are said one by one, then NULL. */
#define tape_rule_set_names(self, ...) tape_rule_set_name_list ((self), (const char *const[]){ __VA_ARGS__ })

/**
 * tape_rule_is_group:
 *
 * Returns: whether its subject is a group as a whole: GROWTH
 */
gboolean tape_rule_is_group (const TapeRule *self);

/**
 * tape_condition_is_of_bars:
 *
 * Returns: whether it is looked at when a bar closes, rather than with each trade
 */
gboolean tape_condition_is_of_bars (const TapeCondition *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeRule, tape_rule_free)

G_END_DECLS
