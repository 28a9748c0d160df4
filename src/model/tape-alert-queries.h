/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks the saved queries that are rules once a minute, of the database of the session that is shown, on another thread, and
 * logs what fires through the session. A query that fails or takes too long makes its rule wait, with a sentence. Made
 * beside the book of alerts. Main thread only. */

#pragma once

#include "model/tape-desk.h"

G_BEGIN_DECLS

#define TAPE_TYPE_ALERT_QUERIES (tape_alert_queries_get_type ())
G_DECLARE_FINAL_TYPE (TapeAlertQueries, tape_alert_queries, TAPE, ALERT_QUERIES, GObject)

/* Signal: "changed" (gint64): the sentence of the rule with that number is another. */

/**
 * tape_alert_queries_new:
 * @path: of user.db, which has the queries
 */
TapeAlertQueries *tape_alert_queries_new (const char *path, TapeDesk *desk);

/**
 * tape_alert_queries_set_rules:
 * @rules: (nullable): those in force
 */
void tape_alert_queries_set_rules (TapeAlertQueries *self, TapeRuleSet *rules);

/**
 * tape_alert_queries_get_message:
 *
 * Returns: (transfer none) (nullable): why the rule waits
 */
const char *tape_alert_queries_get_message (TapeAlertQueries *self, gint64 rule);

G_END_DECLS
