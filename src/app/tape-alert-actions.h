/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the buttons of a notification do, also when the application is started for it. */

#pragma once

#include "app/tape-application.h"

G_BEGIN_DECLS

/**
 * tape_alert_actions_add:
 *
 * Adds the actions that tape-notifier.h names.
 */
void tape_alert_actions_add (TapeApplication *application);

G_END_DECLS
