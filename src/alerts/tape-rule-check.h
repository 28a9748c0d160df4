/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether a rule makes sense: by itself, now, and in a session. Each says why not in a sentence, translated: what, where
 * and what to do. Any thread. */

#pragma once

#include "alerts/tape-rule-set.h"
#include "base/tape-universe.h"

G_BEGIN_DECLS

/* The largest values that are taken. */
#define TAPE_RULE_GROWTH_MIN   1e-5 /* 0.001 % */
#define TAPE_RULE_GROWTH_MAX   10.0 /* 1,000 % */
#define TAPE_RULE_FALL_MAX     0.99
#define TAPE_RULE_PRICE_MAX    1e12
#define TAPE_RULE_RATIO_MAX    1000.0
#define TAPE_RULE_PERIOD_MAX   1000
#define TAPE_RULE_STREAK_MAX   30 /* the bars that explain it are kept with a firing */
#define TAPE_RULE_SPANS_MAX    30
#define TAPE_RULE_FRESH_MAX    10000
#define TAPE_RULE_AGO_MAX      TAPE_DAY
#define TAPE_RULE_SILENCE_MAX  (7 * TAPE_DAY)
#define TAPE_RULE_WITHIN_MAX   (30 * TAPE_DAY)
#define TAPE_RULE_COOLDOWN_MAX (366 * TAPE_DAY)

/**
 * tape_rule_check:
 *
 * Looks for values that cannot be and parts that contradict each other.
 *
 * Returns: whether there is none; else @error is a %TAPE_RULE_ERROR_VALUE, and the rule waits
 */
gboolean tape_rule_check (const TapeRule *self, GError **error);

/**
 * tape_rule_warn:
 * @now: time
 *
 * Returns: (transfer full) (nullable): what is odd about a rule that is in order: that it has expired
 */
char *tape_rule_warn (const TapeRule *self, gint64 now);

typedef enum
{
  TAPE_STANDING_READY,  /* there is what it names */
  TAPE_STANDING_PARTLY, /* some of it */
  TAPE_STANDING_WAITS,  /* none of it: it cannot fire */
} TapeRuleStanding;

/**
 * TapeRulePlace:
 * @set: with the watchlists
 * @universe: (nullable): of the session; %NULL where there is none: what it would tell is not asked for
 * @sources: (array zero-terminated=1) (nullable): names of the session's; likewise
 * @queries: (array zero-terminated=1) (nullable): names of the saved queries; likewise
 *
 * Where a rule stands.
 */
typedef struct
{
  const TapeRuleSet *set;
  TapeUniverse *universe;
  const char *const *sources;
  const char *const *queries;
} TapeRulePlace;

/**
 * tape_rule_resolve:
 * @self: one that tape_rule_check() found in order
 * @sentence: (out) (optional) (transfer full) (nullable): what is missing and what to do; %NULL where it is ready
 *
 * Looks for what the rule names: symbols, a watchlist, a group, a source, a query.
 */
TapeRuleStanding tape_rule_resolve (const TapeRule *self, const TapeRulePlace *place, char **sentence);

G_END_DECLS
