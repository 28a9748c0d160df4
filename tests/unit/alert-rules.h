/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Random rules for streams of engine-streams.h, and what holds two lists of firings against each other. */

#pragma once

#include "alerts/tape-rule-set.h"
#include "base/tape-firing.h"

G_BEGIN_DECLS

/* Which rules to draw. */
typedef enum
{
  ALERT_RULES_PRICES = 1 << 0,    /* change, level, cross, but for "t ago" */
  ALERT_RULES_AGO = 1 << 1,       /* change against the price some time ago */
  ALERT_RULES_BARS = 1 << 2,      /* volume, averages, RSI, streak, share */
  ALERT_RULES_GROWTH = 1 << 3,    /* of industries, countries, technologies, lists */
  ALERT_RULES_SILENCE = 1 << 4,   /* of sources */
  ALERT_RULES_SEQUENCES = 1 << 5, /* of two of the conditions above that are on instruments */
  ALERT_RULES_ALL = (1 << 6) - 1,
} AlertRules;

/**
 * alert_rules_draw:
 * @start: about when the stream begins
 * @gap: between two of its trades, on average
 * @length: how long it is about
 * @price: about what its instruments cost
 *
 * Returns: (transfer full): @n random rules, lists, perhaps snoozes and quiet hours
 */
TapeRuleSet *
alert_rules_draw (GRand *random, AlertRules kinds, guint n, gint64 start, gint64 gap, gint64 length, double price);

/**
 * alert_rules_redraw:
 *
 * Returns: (transfer full): @rules with some of them changed, some gone, and some new ones of @kinds
 */
TapeRuleSet *alert_rules_redraw (
    GRand *random, const TapeRuleSet *rules, AlertRules kinds, gint64 start, gint64 gap, gint64 length, double price);

/**
 * alert_firings_find_difference:
 * @n_same: (out) (optional): how many are the same before it
 *
 * Returns: (transfer full) (nullable): what the first two say that are not the same; sums to 1e-9 of what they are made of,
 *   all else to the last digit. Numbers of the log and times by the clock are not looked at.
 */
char *alert_firings_find_difference (GPtrArray *firings, GPtrArray *wanted, guint *n_same);

/**
 * alert_firing_describe:
 *
 * Returns: (transfer full): all its fields, in lines
 */
char *alert_firing_describe (const TapeFiring *firing);

G_END_DECLS
