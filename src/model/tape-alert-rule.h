/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A rule of the person's, as it is shown: what it says, whether it is on, and how near it is to firing in the session that
 * is shown. Made by the book, which changes it. Main thread only. */

#pragma once

#include <glib-object.h>

#include "alerts/tape-rule.h"
#include "base/tape-firing.h"
#include "engine/tape-frame.h"

G_BEGIN_DECLS

#define TAPE_TYPE_ALERT_RULE (tape_alert_rule_get_type ())
G_DECLARE_FINAL_TYPE (TapeAlertRule, tape_alert_rule, TAPE, ALERT_RULE, GObject)

/**
 * TapeAlertRuleStatus:
 * @subjects: instruments, groups or sources that it is on and that the session knows
 * @waiting: of those, for how many something that it needs does not exist yet
 * @armed: of those, how many may fire
 * @nearest: (nullable): symbol that is nearest to firing
 * @distance: how far its price is from where it would fire, as a fraction of it; NaN where that cannot be said
 * @last_fired: event time of its last firing in this session; TAPE_NO_TIME where none is known
 */
typedef struct
{
  guint subjects;
  guint waiting;
  guint armed;
  const char *nearest;
  double distance;
  gint64 last_fired;
} TapeAlertRuleStatus;

/* Properties, all read: "id" (int64), "text" (string: its one-line form), "problem" (string, nullable: why it cannot be in
 * force), "note" (string, nullable: what is missing in the session that is shown, or odd), "enabled" (boolean).
 * Signals: "changed" (void): any of that, or its status, is another. */

/**
 * tape_alert_rule_new:
 * @id: its number
 * @text: its one-line form
 *
 * Where @text cannot be understood by this version, or contradicts itself, "problem" says so.
 */
TapeAlertRule *tape_alert_rule_new (gint64 id, const char *text, gboolean enabled);

gint64 tape_alert_rule_get_id (TapeAlertRule *self);
const char *tape_alert_rule_get_text (TapeAlertRule *self);
const char *tape_alert_rule_get_problem (TapeAlertRule *self);
const char *tape_alert_rule_get_note (TapeAlertRule *self);
gboolean tape_alert_rule_get_enabled (TapeAlertRule *self);

/**
 * tape_alert_rule_get_rule:
 *
 * Returns: (transfer none) (nullable): the rule; %NULL where its text is none that this version knows. One with a problem
 *   waits nevertheless
 */
const TapeRule *tape_alert_rule_get_rule (TapeAlertRule *self);

/**
 * tape_alert_rule_is_in_force:
 *
 * Returns: whether it is on and nothing is wrong with it
 */
gboolean tape_alert_rule_is_in_force (TapeAlertRule *self);

/**
 * tape_alert_rule_get_status:
 *
 * Returns: (transfer none): valid until "changed"
 */
const TapeAlertRuleStatus *tape_alert_rule_get_status (TapeAlertRule *self);

/**
 * tape_alert_rule_set:
 *
 * For the book: it says something else, or is switched.
 */
void tape_alert_rule_set (TapeAlertRule *self, const char *text, gboolean enabled);

/**
 * tape_alert_rule_set_note:
 * @note: (transfer full) (nullable)
 *
 * For the book.
 */
void tape_alert_rule_set_note (TapeAlertRule *self, char *note);

/**
 * tape_alert_rule_take_status:
 * @row: (nullable): what the newest frame says of it
 * @nearest: (nullable): symbol of the instrument that @row names
 *
 * For the book.
 */
void tape_alert_rule_take_status (TapeAlertRule *self, const TapeAlertStanding *row, const char *nearest);

/**
 * tape_alert_rule_take_firing:
 * @event_time: of a firing; TAPE_NO_TIME forgets the last one, as of another session
 *
 * For the book.
 */
void tape_alert_rule_take_firing (TapeAlertRule *self, gint64 event_time);

G_END_DECLS
