/* SPDX-License-Identifier: GPL-3.0-or-later */

/* While a command works: Ctrl+C stops it cleanly, and a terminal sees how far it is. A thread of its own takes the
 * signals, so that no other may be running when it starts. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _TapeWatch TapeWatch;

/**
 * TapeProgressFunc:
 *
 * Called on the watch's thread.
 *
 * Returns: (transfer full) (nullable): what to show now
 */
typedef char *(*TapeProgressFunc) (gpointer data);

/**
 * tape_watch_start:
 * @cancellable: cancelled by the first Ctrl+C or SIGTERM; the second ends the program
 * @progress: (nullable): asked a few times a second where standard error is a terminal
 */
TapeWatch *tape_watch_start (GCancellable *cancellable, TapeProgressFunc progress, gpointer data);

/**
 * tape_watch_stop:
 *
 * Signals then do again what they did before.
 */
void tape_watch_stop (TapeWatch *self);

G_END_DECLS
