/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The book of alerts: the person's rules, kept in user.db, and the log of what they found in the session that is shown. It
 * hands the rules that are in force to the desk, takes what fired from the session, and says what is to be told. Made by the
 * application beside the watchlists. Main thread only. */

#pragma once

#include "model/tape-alert-entry.h"
#include "model/tape-alert-log.h"
#include "model/tape-alert-rule.h"
#include "model/tape-desk.h"
#include "model/tape-telling.h"
#include "model/tape-watchlists.h"

G_BEGIN_DECLS

#define TAPE_TYPE_ALERT_BOOK (tape_alert_book_get_type ())
G_DECLARE_FINAL_TYPE (TapeAlertBook, tape_alert_book, TAPE, ALERT_BOOK, GObject)

/* Properties, all read: "unseen" (uint: firings that nobody has looked at), "can-undo" (boolean: a rule was removed),
 * "message" (string, nullable: why edits are not being stored).
 * Signals: "firing" (TapeAlertEntry): a rule fired;
 *          "tell" (pointer, a TapeTelling): it is to be told; who tells says so by tape_alert_book_was_told();
 *          "rules-changed" (void): a rule, a list, a snooze or the quiet hours are others. */

/**
 * TapeAlertSettings:
 * @notify: whether what fires is told
 * @notify_replays: also what fires in replays
 * @daily: notifications of a rule a day, 0 without limit
 * @quiet: whether there are quiet hours
 * @quiet_from: minutes after midnight, local time
 * @quiet_to: likewise, excluded; at or before @quiet_from it is the next day's
 */
typedef struct
{
  gboolean notify;
  gboolean notify_replays;
  guint daily;
  gboolean quiet;
  guint quiet_from;
  guint quiet_to;
} TapeAlertSettings;

/**
 * tape_alert_book_new:
 * @path: of user.db
 * @lists: what rules on watchlists are on
 *
 * Loads the rules and hands them to the desk. Where the database cannot be used the rule there is out of the box stands in
 * memory, and "message" says so.
 */
TapeAlertBook *tape_alert_book_new (const char *path, TapeDesk *desk, TapeWatchlists *lists);

const char *tape_alert_book_get_message (TapeAlertBook *self);

/**
 * tape_alert_book_now:
 *
 * Returns: receive time of the session that is shown: the clock, or in a replay the replay's
 */
gint64 tape_alert_book_now (TapeAlertBook *self);

/**
 * tape_alert_book_set_settings:
 * @settings: copied
 */
void tape_alert_book_set_settings (TapeAlertBook *self, const TapeAlertSettings *settings);

/* --- Rules. --- */

/**
 * tape_alert_book_get_rules:
 *
 * Returns: (transfer none): a list of TapeAlertRule, oldest first
 */
GListModel *tape_alert_book_get_rules (TapeAlertBook *self);

/**
 * tape_alert_book_find_rule:
 *
 * Returns: (transfer none) (nullable): the rule of that number
 */
TapeAlertRule *tape_alert_book_find_rule (TapeAlertBook *self, gint64 id);

/**
 * tape_alert_book_get_rule_set:
 *
 * Returns: (transfer none): what is in force for what is live, stored and simulated, with the lists, snoozes and quiet hours
 */
TapeRuleSet *tape_alert_book_get_rule_set (TapeAlertBook *self);

/**
 * tape_alert_book_add_rule:
 * @rule: copied; its number is not looked at
 * @error: a %TAPE_RULE_ERROR where it contradicts itself, a %TAPE_STORE_ERROR where it cannot be kept
 *
 * Returns: its number; 0 on error
 */
gint64 tape_alert_book_add_rule (TapeAlertBook *self, const TapeRule *rule, GError **error);

/**
 * tape_alert_book_import:
 * @lines: (element-type TapeRuleLine): of a file of rules
 * @n_added: (out): how many were added
 * @n_there: (out): how many there were already
 *
 * Adds the rules of a file as tape_rule_file_add() does: all that are new, or none; also where user.db cannot be used.
 *
 * Returns: whether they could be added
 */
gboolean tape_alert_book_import (TapeAlertBook *self, GPtrArray *lines, guint *n_added, guint *n_there, GError **error);

/**
 * tape_alert_book_change_rule:
 * @id: number of a rule
 * @rule: copied: what it is from now on, and whether it is on
 *
 * Returns: whether it was changed
 */
gboolean tape_alert_book_change_rule (TapeAlertBook *self, gint64 id, const TapeRule *rule, GError **error);

/**
 * tape_alert_book_find_oddity:
 * @rule: any, in the book or not
 *
 * Returns: (transfer full) (nullable): a sentence: what it names that the session does not have, or why it will not fire;
 *   it may be armed, and waits
 */
char *tape_alert_book_find_oddity (TapeAlertBook *self, const TapeRule *rule);

/**
 * tape_alert_book_remove_rule:
 *
 * Removes it; tape_alert_book_undo() brings it back.
 */
void tape_alert_book_remove_rule (TapeAlertBook *self, gint64 id);
void tape_alert_book_undo (TapeAlertBook *self);
void tape_alert_book_set_enabled (TapeAlertBook *self, gint64 id, gboolean enabled);

/**
 * tape_alert_book_get_threshold:
 *
 * Returns: change against the previous close, as a fraction, at which a rule on @symbol alone fires; NaN where there is none
 */
double tape_alert_book_get_threshold (TapeAlertBook *self, const char *symbol);

/**
 * tape_alert_book_set_threshold:
 * @threshold: NaN removes that rule
 */
gboolean tape_alert_book_set_threshold (TapeAlertBook *self, const char *symbol, double threshold, GError **error);

/**
 * tape_alert_book_watches:
 *
 * Returns: whether a rule that is in force is on @symbol, or on a group that it is a member of
 */
gboolean tape_alert_book_watches (TapeAlertBook *self, const char *symbol);

/* --- Saved queries, which rules may ask. "rules-changed" says that they are others, too. --- */

/**
 * tape_alert_book_list_queries:
 *
 * Returns: (transfer full): the names of all, in their order; none where user.db cannot be used
 */
char **tape_alert_book_list_queries (TapeAlertBook *self);

/**
 * tape_alert_book_get_query:
 *
 * Returns: (transfer full) (nullable): the statement that is saved under @name
 */
char *tape_alert_book_get_query (TapeAlertBook *self, const char *name);

/**
 * tape_alert_book_count_askers:
 *
 * Returns: how many rules ask the query of that name
 */
guint tape_alert_book_count_askers (TapeAlertBook *self, const char *query);

/**
 * tape_alert_book_check_query_name:
 * @before: (nullable): its name so far
 * @error: a %TAPE_RULE_ERROR where it cannot be one, or another query has it
 */
gboolean tape_alert_book_check_query_name (TapeAlertBook *self, const char *before, const char *name, GError **error);

/**
 * tape_alert_book_save_query:
 * @before: (nullable): name of the query that is changed; %NULL for a new one
 * @sql: a statement that has been answered
 *
 * Rules that ask a query which gets another name ask it by that one, and begin anew.
 *
 * Returns: whether all of it was kept
 */
gboolean
tape_alert_book_save_query (TapeAlertBook *self, const char *before, const char *name, const char *sql, GError **error);

/**
 * tape_alert_book_remove_query:
 *
 * Rules that ask it wait from then on, with a sentence.
 */
gboolean tape_alert_book_remove_query (TapeAlertBook *self, const char *name, GError **error);

/* --- Snoozes. --- */

/**
 * tape_alert_book_snooze:
 * @subject: symbol, group or source; "" for all of the rule's
 * @duration: µs from now; 0 ends a snooze
 *
 * Those of a replay last as long as it is shown.
 */
void tape_alert_book_snooze (TapeAlertBook *self, gint64 rule, const char *subject, gint64 duration);

/**
 * tape_alert_book_get_snooze:
 *
 * Returns: receive time until which @rule is snoozed for @subject, TAPE_NO_TIME if it is not
 */
gint64 tape_alert_book_get_snooze (TapeAlertBook *self, gint64 rule, const char *subject);

/**
 * tape_alert_book_count_snoozed:
 *
 * Returns: how many subjects of @rule are snoozed by themselves now
 */
guint tape_alert_book_count_snoozed (TapeAlertBook *self, gint64 rule);

/* --- What fired. --- */

/**
 * tape_alert_book_get_log:
 *
 * Returns: (transfer none): what fired in the session that is shown, newest first
 */
TapeAlertLog *tape_alert_book_get_log (TapeAlertBook *self);
guint tape_alert_book_get_unseen (TapeAlertBook *self);

/**
 * tape_alert_book_load_more:
 *
 * Reads older ones into the log.
 */
void tape_alert_book_load_more (TapeAlertBook *self);
void tape_alert_book_mark_seen (TapeAlertBook *self);

/**
 * tape_alert_book_was_told:
 * @telling: what came by "tell"
 *
 * Marks its firings as told, unless another session is shown by now: then they are told again with theirs.
 */
void tape_alert_book_was_told (TapeAlertBook *self, const TapeTelling *telling);

G_END_DECLS
