/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules that a session works by, with what they refer to: the symbols of each watchlist, what is snoozed, the quiet
 * hours. Filled by one thread, then handed on and immutable: any thread reads it, the last reference frees it. */

#pragma once

#include "alerts/tape-rule.h"

G_BEGIN_DECLS

/**
 * TapeRuleList:
 * @name: the watchlist's
 * @symbols: (array zero-terminated=1): in order
 */
typedef struct
{
  char *name;
  char **symbols;
} TapeRuleList;

/**
 * TapeSnooze:
 * @rule: number of a rule
 * @subject: symbol, group or source; "" for all of the rule's
 * @until: receive time
 */
typedef struct
{
  gint64 rule;
  char *subject;
  gint64 until;
} TapeSnooze;

/**
 * TapeRuleSet:
 * @rules: (element-type TapeRule): those that are switched on, by number, rising
 * @lists: (element-type TapeRuleList): the watchlists
 * @snoozes: (element-type TapeSnooze)
 * @quiet: whether there are quiet hours
 * @quiet_from: minutes after midnight, local time of @zone
 * @quiet_to: minutes after midnight, excluded; at or before @quiet_from it is the next day's
 * @zone: (nullable): of the quiet hours; %NULL: UTC
 */
typedef struct
{
  GPtrArray *rules;
  GPtrArray *lists;
  GArray *snoozes;
  gboolean quiet;
  guint quiet_from;
  guint quiet_to;
  GTimeZone *zone;

  /*< private >*/
  int references;
} TapeRuleSet;

TapeRuleSet *tape_rule_set_new (void);
TapeRuleSet *tape_rule_set_ref (TapeRuleSet *self);
void tape_rule_set_unref (TapeRuleSet *self);

/**
 * tape_rule_set_add:
 * @rule: copied; with a number larger than those before it
 */
void tape_rule_set_add (TapeRuleSet *self, const TapeRule *rule);

/**
 * tape_rule_set_add_list:
 * @name: the watchlist's
 * @symbols: (array zero-terminated=1): its symbols
 */
void tape_rule_set_add_list (TapeRuleSet *self, const char *name, const char *const *symbols);

/**
 * tape_rule_set_add_lists_of:
 *
 * Adds the lists of @other.
 */
void tape_rule_set_add_lists_of (TapeRuleSet *self, const TapeRuleSet *other);

/**
 * tape_rule_set_add_snooze:
 * @subject: "" for all of the rule's
 * @until: receive time
 */
void tape_rule_set_add_snooze (TapeRuleSet *self, gint64 rule, const char *subject, gint64 until);

/**
 * tape_rule_set_is_quiet:
 * @time: receive time
 *
 * Returns: whether @time lies in the quiet hours
 */
gboolean tape_rule_set_is_quiet (const TapeRuleSet *self, gint64 time);

/**
 * tape_rule_set_is_snoozed:
 *
 * Returns: whether @rule is snoozed for @subject at the receive time @time
 */
gboolean tape_rule_set_is_snoozed (const TapeRuleSet *self, gint64 rule, const char *subject, gint64 time);

/**
 * tape_rule_set_targets:
 * @rule: one of the set's
 * @instrument: what is known of an instrument
 *
 * Returns: whether it is one of those that @rule is on; of a rule on a group, whether it is a member
 */
gboolean tape_rule_set_targets (const TapeRuleSet *self, const TapeRule *rule, const TapeInstrument *instrument);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeRuleSet, tape_rule_set_unref)

G_END_DECLS
