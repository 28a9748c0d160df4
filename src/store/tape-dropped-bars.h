/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Trades that are older than all that a session has come to are too late for their bars, as an imported file mostly is.
 * Where they are not expected to be looked at once only, their bars are made of them. */

#pragma once

#include "store/tape-store-error.h"

G_BEGIN_DECLS

/**
 * tape_dropped_bars_make:
 * @path: of a session's database that nobody writes
 * @cancellable: (nullable): stops it between two steps, with %G_IO_ERROR_CANCELLED; what was done stays
 * @error: a %TAPE_STORE_ERROR
 *
 * Adds the trades that came too late to the minutes and days that they belong to, as if they had come in time, a part of
 * them in each transaction. Blocks on the disk.
 */
gboolean tape_dropped_bars_make (const char *path, GCancellable *cancellable, GError **error);

G_END_DECLS
