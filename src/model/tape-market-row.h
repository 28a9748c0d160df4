/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One instrument of the market, and one group of it, as rows of a list. They keep their values of the last frame that
 * was shown and say when they change. Main thread only. */

#pragma once

#include <gio/gio.h>

#include "engine/tape-frame.h"

G_BEGIN_DECLS

#define TAPE_TYPE_MARKET_ROW (tape_market_row_get_type ())
G_DECLARE_FINAL_TYPE (TapeMarketRow, tape_market_row, TAPE, MARKET_ROW, GObject)

/* Signals: "changed" (void): a value is another one. */

/**
 * tape_market_row_new:
 * @instrument: lives as long as the row
 */
TapeMarketRow *tape_market_row_new (const TapeInstrument *instrument);

/**
 * tape_market_row_update:
 *
 * Takes the values of @values and says so if they are others.
 */
void tape_market_row_update (TapeMarketRow *self, const TapeFrameRow *values);

const TapeInstrument *tape_market_row_get_instrument (TapeMarketRow *self);

/**
 * tape_market_row_get_groups:
 *
 * Returns: (transfer full): the names of its groups, "" if it is in none
 */
char *tape_market_row_get_groups (TapeMarketRow *self, TapeGrouping grouping);

double tape_market_row_get_price (TapeMarketRow *self);
double tape_market_row_get_growth (TapeMarketRow *self);
double tape_market_row_get_volume (TapeMarketRow *self);
double tape_market_row_get_turnover (TapeMarketRow *self);

/**
 * tape_market_row_get_strength:
 *
 * Returns: the RSI of its last 14 closed minutes, 0 to 100; NaN where there are not enough
 */
double tape_market_row_get_strength (TapeMarketRow *self);

guint64 tape_market_row_get_trades (TapeMarketRow *self);

#define TAPE_TYPE_MARKET_GROUP (tape_market_group_get_type ())
G_DECLARE_FINAL_TYPE (TapeMarketGroup, tape_market_group, TAPE, MARKET_GROUP, GObject)

/* Signals: "changed" (void): a value is another one. */

TapeMarketGroup *tape_market_group_new (TapeGrouping grouping, guint number);

/**
 * tape_market_group_update:
 *
 * Takes the values of @values and says so if they are others.
 */
void tape_market_group_update (TapeMarketGroup *self, const TapeFrameGroup *values);

guint tape_market_group_get_number (TapeMarketGroup *self);
const char *tape_market_group_get_name (TapeMarketGroup *self);

/**
 * tape_market_group_get_values:
 *
 * Returns: (transfer none): as the engine said
 */
const TapeFrameGroup *tape_market_group_get_values (TapeMarketGroup *self);

G_END_DECLS
