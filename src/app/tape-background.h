/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Running on without a window, so that alerts are told: only if the person asked for it, and only where the desktop's portal
 * allows it, which then also starts the application when the person logs in. Main thread only. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TAPE_TYPE_BACKGROUND (tape_background_get_type ())
G_DECLARE_FINAL_TYPE (TapeBackground, tape_background, TAPE, BACKGROUND, GObject)

/* Properties, read: "message" (string, nullable: why it does not run on without a window, though it was asked for). */

/**
 * tape_background_new:
 * @application: kept from ending while it was asked for and is allowed
 * @settings: whose "alerts-run-in-background" says what the person asked for
 */
TapeBackground *tape_background_new (GApplication *application, GSettings *settings);

const char *tape_background_get_message (TapeBackground *self);

/**
 * tape_background_window_closed:
 *
 * Says by a notification, the first time, that it runs on.
 */
void tape_background_window_closed (TapeBackground *self);

G_END_DECLS
