/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the cards of the Market page lie and how many rows they have, by the width of the window. Main thread only. */

#pragma once

#include "app/tape-adaptive-bin.h"
#include "app/tape-market-rankings.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_MARKET_CARD_TREEMAP,
  TAPE_MARKET_CARD_MOVERS,
  TAPE_MARKET_CARD_VOLUME,
  TAPE_MARKET_CARD_BREADTH,
  TAPE_MARKET_CARD_GROUPS,
  TAPE_MARKET_CARD_FLOW,
  TAPE_MARKET_N_CARDS
} TapeMarketCard;

/**
 * tape_market_layout_place:
 * @grid: holds @cards
 * @cards: by #TapeMarketCard
 *
 * Puts each card into its cells.
 */
void tape_market_layout_place (TapeWidthClass width_class, GtkGrid *grid, GtkWidget *const cards[TAPE_MARKET_N_CARDS]);

/**
 * tape_market_layout_treemap_height:
 *
 * Returns: pixels that the treemap has at least: much where the page is scrolled anyway
 */
int tape_market_layout_treemap_height (TapeWidthClass width_class);

/**
 * tape_market_layout_choose_rows:
 * @height: pixels of the page
 * @rankings: whose rows are set
 */
void tape_market_layout_choose_rows (TapeWidthClass width_class, int height, TapeMarketRankings *rankings);

G_END_DECLS
