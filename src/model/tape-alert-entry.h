/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A line of the log of alerts: a firing, whether it was told and whether a person has seen it. Main thread only. */

#pragma once

#include <glib-object.h>

#include "base/tape-firing.h"

G_BEGIN_DECLS

#define TAPE_TYPE_ALERT_ENTRY (tape_alert_entry_get_type ())
G_DECLARE_FINAL_TYPE (TapeAlertEntry, tape_alert_entry, TAPE, ALERT_ENTRY, GObject)

/* Properties, all read: "told" (int, a TapeTold), "seen" (boolean). */

/**
 * tape_alert_entry_new:
 * @firing: (transfer full)
 */
TapeAlertEntry *tape_alert_entry_new (TapeFiring *firing);

/**
 * tape_alert_entry_get_firing:
 *
 * Returns: (transfer none): what was found; lives as long as @self, and but for "told" and "seen" does not change
 */
const TapeFiring *tape_alert_entry_get_firing (TapeAlertEntry *self);

/**
 * tape_alert_entry_set_told:
 * @time: by the clock
 *
 * For the book.
 */
void tape_alert_entry_set_told (TapeAlertEntry *self, TapeTold told, gint64 time);

/**
 * tape_alert_entry_set_seen:
 *
 * For the book.
 */
void tape_alert_entry_set_seen (TapeAlertEntry *self);

G_END_DECLS
