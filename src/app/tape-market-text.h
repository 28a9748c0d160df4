/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said of an instrument of the market: to those who point at it and to those who hear it. Main thread only. */

#pragma once

#include "model/tape-market.h"

G_BEGIN_DECLS

/**
 * tape_market_text_speak_growth:
 *
 * Returns: (transfer full): "up 4.21 %", "down 0.35 %", "unchanged", or that it is not known
 */
char *tape_market_text_speak_growth (double growth);

/**
 * tape_market_text_name:
 * @place: from 1, of @of in the group
 *
 * Returns: (transfer full): "NVDA, NVIDIA, up 4.21 %, 142.37; Information Technology, 3 of 12"
 */
char *tape_market_text_name (
    const TapeInstrument *instrument, const TapeFrameRow *values, const char *group, guint place, guint of);

/**
 * tape_market_text_tooltip:
 * @grouping: by which the tile stands in @group
 *
 * Returns: (transfer full): name, growth with what it is against, price, volume, and the other groups it is in; markup
 */
char *tape_market_text_tooltip (const TapeInstrument *instrument,
                                const TapeFrameRow *values,
                                TapeGrouping grouping,
                                guint group);

/**
 * tape_market_text_group:
 *
 * Returns: (transfer full): "Energy: +1.24 %, 5 of 8 grew"
 */
char *tape_market_text_group (const char *name, const TapeFrameGroup *values);

G_END_DECLS
