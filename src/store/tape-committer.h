/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a commit becomes one transaction. Inside store/ only, on the thread of its connection. */

#pragma once

#include "base/tape-commit.h"
#include "base/tape-universe.h"
#include "store/tape-bar-store.h"
#include "store/tape-block.h"
#include "store/tape-database.h"
#include "store/tape-firing-store.h"
#include "store/tape-section.h"
#include "store/tape-trade-insert.h"

G_BEGIN_DECLS

/**
 * TapeCommitter:
 * @n_instruments: how many of the universe are stored
 * @block: the last block, as the transaction that runs has it
 * @stored_block: as it is on the disk
 * @latest: event time of the latest trade or bar that was stored; TAPE_NO_TIME
 * @section: where trades lie that are not in a full section yet
 *
 * The statements of a commit, and what it goes on from.
 */
typedef struct
{
  sqlite3 *db;
  TapeUniverse *universe;
  guint n_instruments;
  TapeBlock block;
  TapeBlock stored_block;
  gint64 latest;
  TapeSection section;
  TapeTradeInsert trades;
  TapeBarStore bars;
  TapeFiringStore firings;
  sqlite3_stmt *begin;
  sqlite3_stmt *commit;
  sqlite3_stmt *put_instrument;
  sqlite3_stmt *put_block;
  sqlite3_stmt *put_dropped;
  sqlite3_stmt *put_reject;
  sqlite3_stmt *put_position;
  sqlite3_stmt *put_turn;
  sqlite3_stmt *put_state;
  sqlite3_stmt *delete_state;
  gboolean begun; /* a source has begun since it was made */
} TapeCommitter;

/**
 * tape_committer_init:
 * @universe: holds exactly what is stored; must outlive @self
 *
 * To be cleared also where it failed.
 */
gboolean tape_committer_init (TapeCommitter *self, sqlite3 *db, TapeUniverse *universe, GError **error);
void tape_committer_clear (TapeCommitter *self);

/**
 * tape_committer_run:
 *
 * As tape_writer_commit().
 */
gboolean tape_committer_run (TapeCommitter *self, const TapeCommit *commit, GError **error);

/**
 * tape_committer_log_firings:
 *
 * As tape_writer_log_firings().
 */
gboolean tape_committer_log_firings (TapeCommitter *self, GPtrArray *firings, GError **error);

/**
 * tape_committer_mark_firings:
 *
 * As tape_writer_mark_firings().
 */
gboolean tape_committer_mark_firings (TapeCommitter *self, const GArray *marks, gint64 seen_up_to, GError **error);

/**
 * tape_committer_settle:
 * @ended: event time
 *
 * Puts open bars that end by then where those are that do not change, in a transaction of its own.
 */
gboolean tape_committer_settle (TapeCommitter *self, gint64 ended, GError **error);

G_END_DECLS
