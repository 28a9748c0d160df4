/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The market as the Market page shows it: of one frame, by one grouping, the sentence, the tiles, the movers, the rows of
 * the tables. Growth and counts are the engine's; nothing is computed twice. Main thread only. */

#pragma once

#include <gio/gio.h>

#include "analytics/tape-ranking.h"
#include "base/tape-universe.h"
#include "engine/tape-frame.h"
#include "model/tape-market-row.h"

G_BEGIN_DECLS

/* What areas are proportional to. */
typedef enum
{
  TAPE_MARKET_BY_TRADES,   /* all are of one size where only bars are known */
  TAPE_MARKET_BY_TURNOVER, /* of the instruments in the currency with most trades; the others are left out */
} TapeMarketWeight;

/* All groups are shown. */
#define TAPE_MARKET_ALL G_MAXUINT

/**
 * TapeMarketTile:
 * @instrument: number in the universe
 * @group: which group it stands in; an instrument with several technologies has a tile in each
 * @weight: > 0
 */
typedef struct
{
  guint32 instrument;
  guint group;
  double weight;
} TapeMarketTile;

#define TAPE_TYPE_MARKET (tape_market_get_type ())
G_DECLARE_FINAL_TYPE (TapeMarket, tape_market, TAPE, MARKET, GObject)

/* Signals: "changed" (void): after tape_market_update() and after another grouping, group or weight was chosen. */

TapeMarket *tape_market_new (void);

/**
 * tape_market_update:
 * @frame: kept until the next one
 * @universe: whose numbers @frame has; another one than before forgets everything
 */
void tape_market_update (TapeMarket *self, const TapeFrame *frame, TapeUniverse *universe);

/**
 * tape_market_reset:
 *
 * Forgets frame and universe.
 */
void tape_market_reset (TapeMarket *self);

/**
 * tape_market_set_grouping:
 *
 * Shows all groups of @grouping.
 */
void tape_market_set_grouping (TapeMarket *self, TapeGrouping grouping);
TapeGrouping tape_market_get_grouping (TapeMarket *self);

/**
 * tape_market_set_group:
 * @group: the one to look into, or TAPE_MARKET_ALL
 */
void tape_market_set_group (TapeMarket *self, guint group);
guint tape_market_get_group (TapeMarket *self);

void tape_market_set_weight (TapeMarket *self, TapeMarketWeight weight);
TapeMarketWeight tape_market_get_weight (TapeMarket *self);

/**
 * tape_market_get_frame:
 *
 * Returns: (transfer none) (nullable): what is shown
 */
const TapeFrame *tape_market_get_frame (TapeMarket *self);

/**
 * tape_market_get_universe:
 *
 * Returns: (transfer none) (nullable): whose instruments are shown
 */
TapeUniverse *tape_market_get_universe (TapeMarket *self);

/**
 * tape_market_get_n_members:
 *
 * Returns: how many instruments traded on the day that is shown
 */
guint tape_market_get_n_members (TapeMarket *self);

/**
 * tape_market_get_tiles:
 *
 * Returns: (transfer none) (array length=n_tiles): in order of instrument, then of group; valid until "changed"
 */
const TapeMarketTile *tape_market_get_tiles (TapeMarket *self, guint *n_tiles);

/**
 * tape_market_get_left_out:
 * @currency: (out) (nullable): the currency whose turnover is shown, %NULL if areas are not by turnover
 *
 * Returns: how many instruments have no tile, because they are in no group or trade in another currency
 */
guint tape_market_get_left_out (TapeMarket *self, const char **currency);

/**
 * tape_market_rank:
 * @ranking: gainers, losers or active; frames know no volatility
 * @instruments: (out caller-allocates): room for @max
 *
 * Returns: how many there are, at most @max
 */
guint tape_market_rank (TapeMarket *self, TapeRanking ranking, guint32 *instruments, guint max);

/**
 * tape_market_dup_breadth:
 *
 * Returns: (transfer full): "312 up, 141 down."; "" without a frame
 */
char *tape_market_dup_breadth (TapeMarket *self);

/**
 * tape_market_dup_extremes:
 *
 * Returns: (transfer full): "Energy strongest, +1.3 %. Utilities weakest, −1.6 %." of the grouping's known groups; ""
 *   where none has a growth
 */
char *tape_market_dup_extremes (TapeMarket *self);

/**
 * tape_market_get_rows:
 *
 * Returns: (transfer none): #TapeMarketRow of every instrument that traded and is in the group that is looked into
 */
GListModel *tape_market_get_rows (TapeMarket *self);

/**
 * tape_market_get_groups:
 *
 * Returns: (transfer none): #TapeMarketGroup of every group with members
 */
GListModel *tape_market_get_groups (TapeMarket *self);

G_END_DECLS
