/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The oracle of the analyses: says naively, from the raw trades and the naive days of a market, which table an analysis must
 * find. Shares nothing with the analyses but plain data and the calendar. */

#pragma once

#include "analyses-market.h"

G_BEGIN_DECLS

/* Fails unless @result is what @query finds in @market: the same rows in the same order, counts and extremes exact, all
 * else to 1e-9 relative. Returns how many rows there are. */
gsize oracle_check (Market *market, const TapeAnalysisQuery *query, const TapeAnalysisResult *result);

G_END_DECLS
