/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the engine left in a database: read alike by the writer, for the engine that goes on, and by readers. */

#pragma once

#include "base/tape-commit.h"
#include "store/tape-database.h"

G_BEGIN_DECLS

/**
 * TapeStateFunc:
 *
 * Must not call the writer or reader that calls it.
 */
typedef void (*TapeStateFunc) (const TapeStateRow *row, gconstpointer bytes, gpointer data);

/* Rows of every kind. */
#define TAPE_STATE_ALL G_MAXUINT32

/**
 * tape_stored_state_load:
 * @kind: of the rows, or TAPE_STATE_ALL
 * @each: called for each row, by kind, instrument, time; @row's offset is 0, @bytes its data
 *
 * Inside store/ only.
 */
gboolean tape_stored_state_load (sqlite3 *db, guint32 kind, TapeStateFunc each, gpointer data, GError **error);

G_END_DECLS
