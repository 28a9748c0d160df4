/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules of saved queries, beside the engine: a rule fires when its query returns rows and did not the time before, by
 * receive time. The state of such rules, without a clock and without a database: answers in, firings out. One thread at a
 * time. */

#pragma once

#include <gio/gio.h>

#include "alerts/tape-rule-set.h"
#include "base/tape-firing.h"
#include "base/tape-universe.h"
#include "store/tape-sql.h"

G_BEGIN_DECLS

typedef struct _TapeQueryRules TapeQueryRules;

/* A query of a rule has so much time, and so many rows are counted. */
#define TAPE_QUERY_RULE_TIME (5 * TAPE_SECOND)
#define TAPE_QUERY_RULE_ROWS 1000

extern const TapeSqlLimits tape_query_rule_limits;

/**
 * TapeQueryAnswer:
 * @n_rows: rows that it returned, TAPE_QUERY_RULE_ROWS at most
 * @evidence: (element-type TapeEvidence): of the first of them those with a symbol and a price
 */
typedef struct
{
  guint n_rows;
  GArray *evidence;
} TapeQueryAnswer;

void tape_query_answer_free (TapeQueryAnswer *self);

/**
 * tape_query_answer_ask:
 * @database: path
 * @sql: the saved query
 * @universe: (nullable): the session's, for its symbols
 *
 * Blocks on the disk, for TAPE_QUERY_RULE_TIME at most.
 *
 * Returns: (transfer full) (nullable): %NULL with a sentence where it cannot be answered
 */
TapeQueryAnswer *tape_query_answer_ask (
    const char *database, const char *sql, TapeUniverse *universe, GCancellable *cancellable, GError **error);

TapeQueryRules *tape_query_rules_new (void);
void tape_query_rules_free (TapeQueryRules *self);

/**
 * tape_query_rules_set:
 * @rules: (nullable): those in force, with snoozes and quiet hours; what is no query is passed over
 *
 * A rule that stays keeps its state; one that says something else begins armed.
 */
void tape_query_rules_set (TapeQueryRules *self, TapeRuleSet *rules);

/**
 * tape_query_rules_list:
 *
 * Returns: (transfer container) (element-type TapeRule): the rules of queries; they belong to the set
 */
GPtrArray *tape_query_rules_list (TapeQueryRules *self);

/**
 * tape_query_rules_forget:
 *
 * All begin anew: another session is shown.
 */
void tape_query_rules_forget (TapeQueryRules *self);

/**
 * tape_query_rules_remember:
 * @firing: (nullable): the rule's last one in the log
 *
 * Goes on from an earlier session, if the rule was not looked at yet: one that has fired waits until its query returns
 * nothing.
 */
void tape_query_rules_remember (TapeQueryRules *self, gint64 rule, const TapeFiring *firing);

/**
 * tape_query_rules_take:
 * @time: receive time at which it was asked
 *
 * Returns: (transfer full) (nullable): what the answer makes the rule fire
 */
TapeFiring *tape_query_rules_take (TapeQueryRules *self, gint64 rule, const TapeQueryAnswer *answer, gint64 time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeQueryAnswer, tape_query_answer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeQueryRules, tape_query_rules_free)

G_END_DECLS
