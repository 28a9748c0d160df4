/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tells what the book says is to be told, by the desktop's notifications. What was handed to the service and taken is marked
 * as told; what was not waits, is handed over when a service is there, and else in the next run. Main thread only. */

#pragma once

#include <gio/gio.h>

#include "model/tape-alert-book.h"

G_BEGIN_DECLS

#define TAPE_TYPE_NOTIFIER (tape_notifier_get_type ())
G_DECLARE_FINAL_TYPE (TapeNotifier, tape_notifier, TAPE, NOTIFIER, GObject)

/* Properties: "message" (string, nullable, read: why alerts are not being told). */

/* What the buttons do: actions of the application. The target of the first is the session, number of the firing in its log,
 * symbol ("" for what is on no chart) and event time; of the second the session, number of the rule, and subject ("" for all
 * of the rule's). */
#define TAPE_NOTIFIER_SHOW        "show-alert"
#define TAPE_NOTIFIER_SHOW_TYPE   "(sxsx)"
#define TAPE_NOTIFIER_SNOOZE      "snooze-alert"
#define TAPE_NOTIFIER_SNOOZE_TYPE "(sxs)"

/**
 * tape_notifier_new:
 * @application: in whose name it is told
 * @book: what is told
 * @desk: which session it is of
 */
TapeNotifier *tape_notifier_new (GApplication *application, TapeAlertBook *book, TapeDesk *desk);

const char *tape_notifier_get_message (TapeNotifier *self);

/**
 * tape_notifier_name_session:
 *
 * Returns: (transfer none): "simulation", "replay" or "stored": the session that is shown, as targets name it
 */
const char *tape_notifier_name_session (TapeDesk *desk);

G_END_DECLS
