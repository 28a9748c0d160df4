/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person's query may do: read the tables and views of the file, with functions that only reckon. All else is not
 * allowed because it is not named here. Inside store/ only. */

#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* What a query may take of SQLite's memory, beside what others have of it. */
#define TAPE_SQL_MEMORY (256 * 1024 * 1024)

typedef struct _TapeSqlGuard TapeSqlGuard;

/**
 * tape_sql_guard_new:
 * @db: opened read-only, by this thread; nothing was asked of it yet
 *
 * From now on @db does what a query may do, and nothing else. What SQLite may take of memory is bounded in the whole process
 * until tape_sql_guard_free().
 *
 * Returns: (transfer full): to be freed after @db's statements, before @db
 */
TapeSqlGuard *tape_sql_guard_new (sqlite3 *db);
void tape_sql_guard_free (TapeSqlGuard *self);

/**
 * tape_sql_guard_is_over:
 *
 * Returns: whether the memory is used up
 */
gboolean tape_sql_guard_is_over (const TapeSqlGuard *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeSqlGuard, tape_sql_guard_free)

G_END_DECLS
