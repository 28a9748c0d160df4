/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Queries that are kept under a name, for rules that ask them: tapectl sql --save, --saved, --forget. */

#pragma once

#include "cli/tape-output.h"

G_BEGIN_DECLS

/**
 * tape_saved_queries_save:
 * @user: (nullable): database of what belongs to the person; the application's own if not given
 * @name: one that is taken gets the new query
 * @sql: a statement that has been answered
 */
gboolean tape_saved_queries_save (const char *user, const char *name, const char *sql, GError **error);

/**
 * tape_saved_queries_forget:
 * @error: also where there is none of that name
 */
gboolean tape_saved_queries_forget (const char *user, const char *name, GError **error);

/**
 * tape_saved_queries_print:
 *
 * Prints name and sql of each, by name.
 */
gboolean tape_saved_queries_print (const char *user, TapeOutputFormat format, GError **error);

G_END_DECLS
