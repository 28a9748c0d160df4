/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the two halves of the remover share: tape-remover.c decides what is next and removes trades, tape-remover-bars.c
 * removes bars, and says in which days the removed trades were. Inside store/ only. */

#pragma once

#include "store/tape-dropped-fold.h"
#include "store/tape-remover.h"
#include "store/tape-second-store.h"

G_BEGIN_DECLS

/* No event time is before it: nothing is to be removed. */
#define TAPE_CUTOFF_NONE G_MININT64

/* What a step may take, µs. */
#define TAPE_REMOVER_STEP 4000

/**
 * TapeCutoffs:
 *
 * What is before these event times is older than its tier.
 */
typedef struct
{
  gint64 trades;
  gint64 seconds;
  gint64 minutes;
} TapeCutoffs;

struct _TapeRemover
{
  sqlite3 *db;
  TapeUniverse *universe;
  TapeSecondStore seconds;
  TapeDroppedFold dropped;
  TapeCutoffs cutoffs;
  gint64 last_arrival; /* that was looked up to */
  gboolean has_trades; /* there may be trades to be removed */
  gboolean has_rejects;
  gboolean has_bars;
  gboolean incremental; /* the file can shrink page by page */
  gint64 page_size;
  gint64 trades_left;
  guint chunk; /* trades of the next step */
  guint pages; /* pages of the next step */
  GArray *found;

  /* A round over all bars. */
  TapeCutoffs round;
  guint32 instrument;
  gint64 length; /* of bars, the last looked at of that instrument */

  sqlite3_stmt *begin;
  sqlite3_stmt *commit;
  sqlite3_stmt *find_block;
  sqlite3_stmt *count_left;
  sqlite3_stmt *load_trades;
  sqlite3_stmt *delete_trades;
  sqlite3_stmt *delete_block;
  sqlite3_stmt *delete_places;
  sqlite3_stmt *shrink_block;
  sqlite3_stmt *add_removed;
  sqlite3_stmt *next_length;
  sqlite3_stmt *first_bar;
  sqlite3_stmt *delete_bars;
  sqlite3_stmt *delete_totals;
  sqlite3_stmt *old_hours;
  sqlite3_stmt *delete_hours;
  sqlite3_stmt *delete_rejects;
};

/**
 * tape_remover_step_bars:
 * @bars: (inout): how many were removed is added
 *
 * Goes on with the round over all bars, and ends it by itself. Within a transaction.
 */
gboolean tape_remover_step_bars (TapeRemover *self, gint64 *bars, GError **error);

/**
 * TapeRemoved:
 * @trades: how many are gone
 * @estimated: of them, those whose side was an estimate
 * @aside: of them, those that were set aside
 */
typedef struct
{
  gint64 trades;
  gint64 estimated;
  gint64 aside;
} TapeRemoved;

/**
 * tape_remover_add_removed:
 * @length: TAPE_BAR_HOUR or TAPE_BAR_DAY
 *
 * Notes what trades of @instrument and of that time are gone.
 */
gboolean tape_remover_add_removed (
    TapeRemover *self, guint32 length, gint64 start, guint32 instrument, const TapeRemoved *removed, GError **error);

/**
 * tape_remover_floor:
 * @cutoff: or TAPE_CUTOFF_NONE
 *
 * Returns: the cutoff of bars of @length seconds, which go with their strips
 */
gint64 tape_remover_floor (gint64 cutoff, guint32 length);

G_END_DECLS
