/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Retention of a database that no session has open; one that a session has open is its own (tape_session_set_retention()).
 * Blocks: not the main thread. */

#pragma once

#include "store/tape-retention.h"

G_BEGIN_DECLS

/**
 * TapeRetainFunc:
 * @progress: so far
 *
 * Called on the thread of the call.
 */
typedef void (*TapeRetainFunc) (const TapeRetentionProgress *progress, gpointer data);

/**
 * tape_retain:
 * @path: of a database
 * @progress: (nullable): told how far it is, after each step
 * @done: (out caller-allocates): what was removed
 * @cancellable: (nullable): stops it between two steps, with %G_IO_ERROR_CANCELLED: what was removed is
 * @error: a %TAPE_STORE_ERROR, or why the state of the engine cannot be read
 *
 * Removes what is older than its tier and gives the space back. What the engine needs to go on stays.
 */
gboolean tape_retain (const char *path,
                      const TapeRetention *retention,
                      TapeRetainFunc progress,
                      gpointer data,
                      TapeRetentionProgress *done,
                      GCancellable *cancellable,
                      GError **error);

G_END_DECLS
