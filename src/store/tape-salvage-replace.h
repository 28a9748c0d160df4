/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What becomes of the files: a damaged database of the application's own gives way to what was saved of it, and is kept.
 * Blocks: not the main thread. */

#pragma once

#include "store/tape-store-error.h"

G_BEGIN_DECLS

/**
 * tape_salvage_set_aside:
 * @path: of a database that nobody has open
 * @time: now, µs since 1970
 *
 * Gives a damaged database, and what belongs to it, a name that says so and when: PATH.damaged-2026-11-21T05-30-00.
 *
 * Returns: (transfer full) (nullable): its new path
 */
char *tape_salvage_set_aside (const char *path, gint64 time, GError **error);

/**
 * tape_salvage_replace:
 * @path: of a damaged database of the application's own, that nobody has open
 * @time: now, µs since 1970
 *
 * Saves what can be read of it and puts that in its place; the damaged one is kept as tape_salvage_set_aside() names it.
 * Where it is lost how far sources were read, what was saved is kept beside it instead, and a new database is to be begun,
 * so that nothing is stored twice; likewise where nothing is in it.
 *
 * Returns: (transfer full) (nullable): sentences that say what was done; %NULL where nothing could be, and all is as it was
 */
char *tape_salvage_replace (const char *path, gint64 time, GCancellable *cancellable, GError **error);

G_END_DECLS
