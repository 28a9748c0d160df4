/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The application: one running instance, which owns the desk and its window, opens what the command line or another
 * application hands it, and goes on with the session that was shown last. Main thread only. */

#pragma once

#include <adwaita.h>

#include "app/tape-background.h"
#include "app/tape-main-window.h"
#include "app/tape-notifier.h"
#include "model/tape-alert-book.h"
#include "model/tape-desk.h"
#include "model/tape-feed-book.h"
#include "model/tape-storage.h"
#include "model/tape-watchlists.h"

G_BEGIN_DECLS

#define TAPE_TYPE_APPLICATION (tape_application_get_type ())
G_DECLARE_FINAL_TYPE (TapeApplication, tape_application, TAPE, APPLICATION, AdwApplication)

TapeApplication *tape_application_new (void);

/**
 * tape_application_get_desk:
 *
 * Returns: (transfer none): what the window looks at
 */
TapeDesk *tape_application_get_desk (TapeApplication *self);

/**
 * tape_application_get_storage:
 *
 * Returns: (transfer none): what is kept on the disk
 */
TapeStorage *tape_application_get_storage (TapeApplication *self);

/**
 * tape_application_get_lists:
 *
 * Returns: (transfer none) (nullable): the person's watchlists; %NULL before the first picture
 */
TapeWatchlists *tape_application_get_lists (TapeApplication *self);

/**
 * tape_application_get_book:
 *
 * Returns: (transfer none) (nullable): the person's rules of alerts, and what they found; %NULL before the first picture
 */
TapeAlertBook *tape_application_get_book (TapeApplication *self);

/**
 * tape_application_get_feed_book:
 *
 * Returns: (transfer none) (nullable): the feeds that the person has set up; %NULL before the first picture
 */
TapeFeedBook *tape_application_get_feed_book (TapeApplication *self);

/**
 * tape_application_load:
 *
 * Loads what belongs to the person, watchlists, feeds and rules, where it is not loaded yet. No session and no window is opened.
 */
void tape_application_load (TapeApplication *self);

/**
 * tape_application_get_notifier:
 *
 * Returns: (transfer none) (nullable): what tells alerts; %NULL before the first picture
 */
TapeNotifier *tape_application_get_notifier (TapeApplication *self);

/**
 * tape_application_get_background:
 *
 * Returns: (transfer none) (nullable): whether it runs on without a window; %NULL before the first picture
 */
TapeBackground *tape_application_get_background (TapeApplication *self);

/**
 * tape_application_show_session:
 * @name: as tape_notifier_name_session() says it; where that is a replay, what is shown stays
 *
 * Shows the window, and that session in it, where it was just opened as soon as it can.
 *
 * Returns: (transfer none): the window
 */
TapeMainWindow *tape_application_show_session (TapeApplication *self, const char *name);

/**
 * tape_application_open_files:
 * @files: (element-type GFile): files of trades or bars
 * @speed: times the recorded pace, 0 as fast as it goes, −1 as it was the last time
 *
 * Shows a replay of @files, or says in the window why that cannot be.
 */
void tape_application_open_files (TapeApplication *self, GListModel *files, double speed);

/**
 * tape_application_open_simulation:
 *
 * Shows the simulation, or says in the window why that cannot be.
 */
void tape_application_open_simulation (TapeApplication *self);

/**
 * tape_application_open_stored:
 *
 * Shows what is live and imported, or says in the window why that cannot be.
 */
void tape_application_open_stored (TapeApplication *self);

/**
 * tape_application_import:
 * @paths: (array zero-terminated=1): files
 * @simulated: take rows that say that they are simulated
 *
 * Puts what the files say into the main database; the storage's job says how far it is. Where that is what is shown, it is
 * shown again when it is done.
 */
void tape_application_import (TapeApplication *self, const char *const *paths, gboolean simulated);

/**
 * tape_application_compact_stored:
 * @kind: live or simulated
 *
 * Gives back to the disk what its database does not use: the session does, where it is what is shown, else the storage's job.
 */
void tape_application_compact_stored (TapeApplication *self, TapeStoredKind kind);

/**
 * tape_application_delete_stored:
 * @kind: what is to be deleted: live, simulated or replayed
 *
 * Deletes it for good. What is shown of it is closed before and begun anew after.
 */
gboolean tape_application_delete_stored (TapeApplication *self, TapeStoredKind kind, GError **error);

G_END_DECLS
