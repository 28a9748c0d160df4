/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fills the rankings of the Market page: gainers, losers, volume, groups. Who is in them changes only every other second,
 * so that a row can be read; its figures change at once. Main thread only. */

#pragma once

#include "app/tape-rank-list.h"
#include "model/tape-market.h"

G_BEGIN_DECLS

#define TAPE_MARKET_RANKINGS_MAX 24

/**
 * TapeMarketRankings:
 * @gainers: where gainers go
 * @losers: where losers go
 * @volume: where the ranking by volume goes
 * @groups: where the groups go, the strongest first
 * @n_movers: how many gainers, and how many losers, at most
 * @n_volume: how many rows of @volume at most
 * @n_groups: how many of @groups at most: the strongest and the weakest
 */
typedef struct
{
  TapeRankList *gainers;
  TapeRankList *losers;
  TapeRankList *volume;
  TapeRankList *groups;
  guint n_movers;
  guint n_volume;
  guint n_groups;

  /*< private >*/
  TapeMarket *market;
  gint64 ranked;
  gint32 day;
  guint32 numbers[3][TAPE_MARKET_RANKINGS_MAX]; /* by TapeRanking */
  guint n[3];
  guint group_numbers[TAPE_MARKET_RANKINGS_MAX];
  guint n_group_numbers;
} TapeMarketRankings;

/**
 * tape_market_rankings_begin:
 * @market: (transfer none): outlives @self
 *
 * Connects the lists, which are set already, to what choosing a row does.
 */
void tape_market_rankings_begin (TapeMarketRankings *self, TapeMarket *market);

/**
 * tape_market_rankings_update:
 * @anew: rank now, whenever that was done last
 */
void tape_market_rankings_update (TapeMarketRankings *self, gboolean anew);

G_END_DECLS
