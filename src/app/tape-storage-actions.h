/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person does with a database on the Storage page: asks where to, or whether really, and starts it. Main thread
 * only. */

#pragma once

#include "app/tape-application.h"

G_BEGIN_DECLS

/**
 * TapeStorageFailed:
 * @message: what went wrong before any work began
 */
typedef void (*TapeStorageFailed) (GtkWidget *widget, const char *message);

/**
 * tape_storage_actions_back_up:
 * @widget: below the window that asks
 *
 * Asks for a file and copies the database there.
 */
void tape_storage_actions_back_up (GtkWidget *widget, TapeApplication *application, TapeStoredKind kind);

/**
 * tape_storage_actions_delete:
 * @widget: below the window that asks
 * @failed: told where it cannot be deleted
 *
 * Says what would go, and deletes it if that is confirmed.
 */
void tape_storage_actions_delete (GtkWidget *widget,
                                  TapeApplication *application,
                                  TapeStoredKind kind,
                                  TapeStorageFailed failed);

/**
 * tape_storage_describe:
 * @stored: (nullable): of a database
 *
 * Returns: (transfer full): how many trades of how many days, as a phrase
 */
char *tape_storage_describe (const TapeStored *stored);

G_END_DECLS
