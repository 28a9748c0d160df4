/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An engine goes on from a database: from the rows of state that the last one left there and the trades that are still open;
 * where those rows are an older version's, damaged or lost, from all that is stored. */

#pragma once

#include "engine/tape-engine.h"
#include "store/tape-store.h"

G_BEGIN_DECLS

/**
 * tape_restore_check:
 * @path: of @writer's database
 *
 * Quick.
 *
 * Returns: whether tape_restore_engine() can go on from it; not from what a newer version left
 */
gboolean tape_restore_check (TapeWriter *writer, const char *path, GError **error);

/**
 * tape_restore_engine:
 * @fresh: (transfer full): a new engine
 * @path: of a database of this version's schema
 * @universe: with the database's instruments
 * @config: as @fresh was made with
 * @notice: (out) (transfer full): what could not be known, in sentences; %NULL if nothing
 * @error: set where the database cannot be read; the engine then has what could be
 *
 * Blocks on the disk: for milliseconds, or where it goes on from all that is stored, seconds.
 *
 * Returns: (transfer full): @fresh or another in its place, to go on with
 */
TapeEngine *tape_restore_engine (TapeEngine *fresh,
                                 const char *path,
                                 TapeUniverse *universe,
                                 const TapeEngineConfig *config,
                                 char **notice,
                                 GError **error);

/**
 * tape_restore_batches:
 * @means: (element-type TapeBatchMean): appended to: of the last micro-batches, as tape_engine_get_batch_means(); of none
 *   where an older version left them
 */
gboolean tape_restore_batches (TapeReader *reader, TapeUniverse *universe, GArray *means, GError **error);

/**
 * tape_restore_known:
 * @path: of the database
 * @from: event time of the first
 * @to: of the last
 *
 * What of a source is stored with an id. Blocks on the disk, briefly.
 *
 * Returns: (transfer full) (nullable): a batch for the engine, ahead of the source's first
 */
TapeBatch *tape_restore_known (const char *path, guint32 source, gint64 from, gint64 to, GError **error);

G_END_DECLS
