/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The log of alerts of the session that is shown: a GListModel of TapeAlertEntry, the newest first; what is older is read
 * from the store when it is asked for. The book fills it. Main thread only. */

#pragma once

#include "model/tape-alert-entry.h"
#include "model/tape-desk.h"

G_BEGIN_DECLS

#define TAPE_TYPE_ALERT_LOG (tape_alert_log_get_type ())
G_DECLARE_FINAL_TYPE (TapeAlertLog, tape_alert_log, TAPE, ALERT_LOG, GObject)

/* Properties, read: "unseen" (uint: firings that nobody has looked at), "loading" (boolean: something is being read),
 * "complete" (boolean: there is nothing older to read).
 * Signals: "ready" (void): the newest that are stored have been read; what was added before stands among them. */

/* Firings that are read at once. */
#define TAPE_ALERT_LOG_PAGE 200

TapeAlertLog *tape_alert_log_new (TapeDesk *desk);

/**
 * tape_alert_log_restart:
 *
 * Forgets all, and reads the newest of the session that is shown now.
 */
void tape_alert_log_restart (TapeAlertLog *self);

/**
 * tape_alert_log_is_ready:
 *
 * Returns: whether the newest that are stored have been read
 */
gboolean tape_alert_log_is_ready (TapeAlertLog *self);

/**
 * tape_alert_log_add:
 * @firings: (element-type TapeFiring): copied; one that is there already is passed over
 *
 * Adds what fired, and says so at once.
 *
 * Returns: (transfer full) (element-type TapeAlertEntry): the entry of each, in their order, which the log need not show: it
 *   may be older than what was read
 */
GPtrArray *tape_alert_log_add (TapeAlertLog *self, GPtrArray *firings);

/**
 * tape_alert_log_find:
 * @id: number of a firing
 *
 * Returns: (transfer none) (nullable): its entry, where it was read or added
 */
TapeAlertEntry *tape_alert_log_find (TapeAlertLog *self, gint64 id);

/**
 * tape_alert_log_load_more:
 *
 * Reads the next older ones.
 */
void tape_alert_log_load_more (TapeAlertLog *self);

guint tape_alert_log_get_unseen (TapeAlertLog *self);

/**
 * tape_alert_log_mark_seen:
 *
 * A person has looked at all there is.
 */
void tape_alert_log_mark_seen (TapeAlertLog *self);

G_END_DECLS
