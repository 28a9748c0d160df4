/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The instruments of a database as a universe: used alike by the writer and the readers. Inside store/ only. */

#pragma once

#include "base/tape-universe.h"
#include "store/tape-database.h"

G_BEGIN_DECLS

/**
 * tape_stored_universe_load:
 * @universe: an empty one
 *
 * Adds the stored instruments in their order, so that they have their stored numbers.
 */
gboolean tape_stored_universe_load (sqlite3 *db, TapeUniverse *universe, GError **error);

/**
 * tape_stored_universe_is_simulated:
 * @simulated: (out): whether the simulator made trades of it
 */
gboolean tape_stored_universe_is_simulated (sqlite3 *db, gboolean *simulated, GError **error);

/**
 * tape_stored_universe_new:
 *
 * Returns: (transfer full) (nullable): the stored instruments; round the clock where the simulator made the trades
 */
TapeUniverse *tape_stored_universe_new (sqlite3 *db, GError **error);

G_END_DECLS
