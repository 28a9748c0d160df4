/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes the bars of a database of schema 1 anew, and their totals. Inside store/ only, within the transaction that migrates. */

#pragma once

#include "store/tape-database.h"

G_BEGIN_DECLS

/**
 * tape_totals_migrate:
 *
 * Makes each minute and each day of all the stored trades, those too that had come too late and those of bars that were
 * not closed yet, so that there is nothing dropped; keeps how often each bar was revised. Takes sources' bars as they are.
 */
gboolean tape_totals_migrate (sqlite3 *db, GError **error);

G_END_DECLS
