/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The preferences: everything in them applies at once and can go back to its default. Main thread only. */

#pragma once

#include "app/tape-application.h"

G_BEGIN_DECLS

#define TAPE_TYPE_PREFERENCES (tape_preferences_get_type ())
G_DECLARE_FINAL_TYPE (TapePreferences, tape_preferences, TAPE, PREFERENCES, AdwPreferencesWindow)

/**
 * tape_preferences_show:
 * @application: whose preferences they are
 * @parent: (nullable): window that they stand over
 * @page: (nullable): name of the page that is seen first
 */
void tape_preferences_show (TapeApplication *application, GtkWindow *parent, const char *page);

G_END_DECLS
