/* SPDX-License-Identifier: GPL-3.0-or-later */

/* user.db: what belongs to the person and serves every session: watchlists, rules of alerts with what is snoozed, saved
 * queries, and in tape-user-feeds.h the feeds that are set up. One thread at a time, the main thread in the window: its tables are tiny, each call is one short transaction.
 * Another process may write it at the same time; tape_user_db_was_changed() tells. */

#pragma once

#include "store/tape-store-error.h"

G_BEGIN_DECLS

typedef struct _TapeUserDb TapeUserDb;

/**
 * TapeUserList:
 * @id: stays the same while the list exists
 * @name: to show
 * @symbols: (array zero-terminated=1): in order
 */
typedef struct
{
  gint64 id;
  char *name;
  char **symbols;
} TapeUserList;

void tape_user_list_free (TapeUserList *self);

/**
 * TapeUserRule:
 * @id: never used twice
 * @text: its one-line form; one that this version cannot read stays as it is
 * @enabled: switched on
 */
typedef struct
{
  gint64 id;
  char *text;
  gboolean enabled;
} TapeUserRule;

void tape_user_rule_free (TapeUserRule *self);

/**
 * TapeUserSnooze:
 * @rule: id of a rule
 * @subject: symbol, group or source; "" for all of the rule's
 * @until: µs
 */
typedef struct
{
  gint64 rule;
  char *subject;
  gint64 until;
} TapeUserSnooze;

void tape_user_snooze_free (TapeUserSnooze *self);

/**
 * TapeUserQuery:
 * @id: never used twice
 * @name: no two have the same
 * @sql: as it was written
 */
typedef struct
{
  gint64 id;
  char *name;
  char *sql;
} TapeUserQuery;

void tape_user_query_free (TapeUserQuery *self);

/* The rule that a new user.db begins with, in its one-line form. */
#define TAPE_USER_DB_FIRST_RULE "watched moves ±5 % against previous close"

/**
 * tape_user_db_open:
 * @path: made, with its folder, if it is not there
 *
 * Returns: (transfer full) (nullable): the database
 */
TapeUserDb *tape_user_db_open (const char *path, GError **error);
void tape_user_db_free (TapeUserDb *self);

/**
 * tape_user_db_load_lists:
 *
 * Returns: (transfer full) (nullable) (element-type TapeUserList): all lists, oldest first; %NULL on error
 */
GPtrArray *tape_user_db_load_lists (TapeUserDb *self, GError **error);

/**
 * tape_user_db_add_list:
 * @name: to show
 *
 * Adds an empty list behind the others.
 *
 * Returns: its id, from 1; 0 on error
 */
gint64 tape_user_db_add_list (TapeUserDb *self, const char *name, GError **error);

/**
 * tape_user_db_rename_list:
 *
 * Nothing happens where there is no such list.
 */
gboolean tape_user_db_rename_list (TapeUserDb *self, gint64 list, const char *name, GError **error);

/**
 * tape_user_db_remove_list:
 *
 * Removes it with its items.
 */
gboolean tape_user_db_remove_list (TapeUserDb *self, gint64 list, GError **error);

/**
 * tape_user_db_set_symbols:
 * @symbols: (array zero-terminated=1): in order; each at most once
 *
 * Replaces the items of a list that is there.
 */
gboolean tape_user_db_set_symbols (TapeUserDb *self, gint64 list, const char *const *symbols, GError **error);

/**
 * tape_user_db_load_rules:
 *
 * Returns: (transfer full) (nullable) (element-type TapeUserRule): all rules, oldest first; %NULL on error
 */
GPtrArray *tape_user_db_load_rules (TapeUserDb *self, GError **error);

/**
 * tape_user_db_add_rule:
 * @text: its one-line form
 *
 * Adds a rule behind the others.
 *
 * Returns: its id, from 1; 0 on error
 */
gint64 tape_user_db_add_rule (TapeUserDb *self, const char *text, gboolean enabled, GError **error);

/**
 * tape_user_db_add_rules:
 * @rules: (element-type TapeUserRule): each is given its id
 *
 * Adds all of them behind the others, or none.
 */
gboolean tape_user_db_add_rules (TapeUserDb *self, GPtrArray *rules, GError **error);

/**
 * tape_user_db_restore_rule:
 *
 * Adds @rule with the id that it had, at the place that this gives it; for undoing its removal.
 */
gboolean tape_user_db_restore_rule (TapeUserDb *self, const TapeUserRule *rule, GError **error);

/**
 * tape_user_db_set_rule:
 *
 * Nothing happens where there is no such rule.
 */
gboolean tape_user_db_set_rule (TapeUserDb *self, gint64 rule, const char *text, gboolean enabled, GError **error);

/**
 * tape_user_db_remove_rule:
 *
 * Removes it with its snoozes. Nothing happens where there is no such rule.
 */
gboolean tape_user_db_remove_rule (TapeUserDb *self, gint64 rule, GError **error);

/**
 * tape_user_db_remove_rules:
 * @rules: (element-type TapeUserRule)
 *
 * Removes all of them, or none.
 */
gboolean tape_user_db_remove_rules (TapeUserDb *self, GPtrArray *rules, GError **error);

/**
 * tape_user_db_load_snoozes:
 *
 * Returns: (transfer full) (nullable) (element-type TapeUserSnooze): all of them; %NULL on error
 */
GPtrArray *tape_user_db_load_snoozes (TapeUserDb *self, GError **error);

/**
 * tape_user_db_add_snooze:
 * @rule: id of a rule that is there
 * @subject: "" for all of the rule's
 * @until: µs
 *
 * Replaces what there was for both.
 */
gboolean tape_user_db_add_snooze (TapeUserDb *self, gint64 rule, const char *subject, gint64 until, GError **error);
gboolean tape_user_db_remove_snooze (TapeUserDb *self, gint64 rule, const char *subject, GError **error);

/**
 * tape_user_db_load_queries:
 *
 * Returns: (transfer full) (nullable) (element-type TapeUserQuery): all saved queries, by name; %NULL on error
 */
GPtrArray *tape_user_db_load_queries (TapeUserDb *self, GError **error);

/**
 * tape_user_db_add_query:
 * @name: that no other has
 * @sql: the statement
 *
 * Returns: its id, from 1; 0 on error, also where the name is taken
 */
gint64 tape_user_db_add_query (TapeUserDb *self, const char *name, const char *sql, GError **error);
gboolean tape_user_db_set_query (TapeUserDb *self, gint64 query, const char *name, const char *sql, GError **error);
gboolean tape_user_db_remove_query (TapeUserDb *self, gint64 query, GError **error);

/**
 * tape_user_db_was_changed:
 *
 * Cheap: may be asked each second.
 *
 * Returns: whether another connection, so another process, changed something since this was asked last, or since the
 *   database was opened; then what was loaded may be old
 */
gboolean tape_user_db_was_changed (TapeUserDb *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeUserDb, tape_user_db_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeUserList, tape_user_list_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeUserRule, tape_user_rule_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeUserSnooze, tape_user_snooze_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeUserQuery, tape_user_query_free)

G_END_DECLS
