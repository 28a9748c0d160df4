/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Alerts page of the preferences: what is watched out of the box, by list, and how it is told. Rules that it edits are
 * those of the Alerts page; the rest are settings. Main thread only. */

#pragma once

#include "app/tape-application.h"

G_BEGIN_DECLS

#define TAPE_TYPE_ALERT_PREFERENCES (tape_alert_preferences_get_type ())
G_DECLARE_FINAL_TYPE (TapeAlertPreferences, tape_alert_preferences, TAPE, ALERT_PREFERENCES, AdwPreferencesPage)

/**
 * tape_alert_preferences_set_application:
 * @application: whose rules and lists it shows
 */
void tape_alert_preferences_set_application (TapeAlertPreferences *self, TapeApplication *application);

G_END_DECLS
