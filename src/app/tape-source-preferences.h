/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Sources page of the preferences: the feeds that are set up, in their order, the keys of services, and what is offered
 * at all. Main thread only. */

#pragma once

#include "app/tape-application.h"

G_BEGIN_DECLS

#define TAPE_TYPE_SOURCE_PREFERENCES (tape_source_preferences_get_type ())
G_DECLARE_FINAL_TYPE (TapeSourcePreferences, tape_source_preferences, TAPE, SOURCE_PREFERENCES, AdwPreferencesPage)

/**
 * tape_source_preferences_set_application:
 * @application: whose feeds it shows
 */
void tape_source_preferences_set_application (TapeSourcePreferences *self, TapeApplication *application);

G_END_DECLS
