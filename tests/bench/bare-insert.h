/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The yardstick of whatever stores trades: a bare loop of inserts into the same table, 50 rows a statement, every column
 * bound, one transaction, the same pragmas. */

#pragma once

#include "base/tape-batch.h"

G_BEGIN_DECLS

/**
 * bare_insert_rate:
 * @folder: where it makes a database, and removes it
 * @batches: (element-type TapeBatch): trades with ids that are numbers
 *
 * Returns: rows a second
 */
double bare_insert_rate (const char *folder, GPtrArray *batches);

/* Removes a database and what lies beside it. */
void bare_insert_remove_database (const char *path);

G_END_DECLS
