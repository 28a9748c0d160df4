/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which rows of a database there can be, whatever a damaged page says. For tape-salvage.c; inside store/ only. */

#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * tape_salvage_conditions_add:
 * @db: where conditions are asked
 *
 * Adds the functions of SQL that they call.
 */
void tape_salvage_conditions_add (sqlite3 *db);

/**
 * tape_salvage_condition:
 * @n_instruments: that are known, above 0
 * @last_arrival: that the damaged database tells of; 0: of none
 *
 * Returns: (transfer full) (nullable): what holds for each row of @table, of parameters ?1, ?2… that stand for its columns; %NULL
 *   where all can be
 */
char *tape_salvage_condition (const char *table, guint32 n_instruments, gint64 last_arrival);

G_END_DECLS
