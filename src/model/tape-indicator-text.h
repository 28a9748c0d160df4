/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Indicators and their values as people read them. Free of state: any thread. */

#pragma once

#include "analytics/tape-indicator.h"
#include "base/tape-instruments.h"

G_BEGIN_DECLS

/**
 * tape_indicator_get_short_name:
 *
 * Returns: (transfer full): "SMA", "Bollinger"
 */
char *tape_indicator_get_short_name (const TapeIndicatorType *type);

/**
 * tape_indicator_get_label:
 *
 * Returns: (transfer full): short name and parameters: "SMA 5", "MACD 12, 26, 9", "VWAP", "Mean 5m"
 */
char *tape_indicator_get_label (const TapeIndicator *self);

/**
 * tape_indicator_format_value:
 * @instrument: (nullable): over whose bars
 * @price: about where the bars are, which says how small a difference counts
 * @value: of an output; NaN where there is none
 *
 * Returns: (transfer full): over the price as prices are: "231.20"; in per cent with one digit: "63.4"; else with digits
 *   enough: "−0.123", "35.1", "46.2 M"
 */
char *
tape_indicator_format_value (const TapeIndicator *self, const TapeInstrument *instrument, double price, double value);

/**
 * tape_indicator_describe:
 * @values: one for each output
 *
 * Returns: (transfer full): "SMA 5: 231.20", "MACD 12, 26, 9: MACD 0.12, Signal 0.10, Histogram 0.02"
 */
char *tape_indicator_describe (const TapeIndicator *self,
                               const TapeInstrument *instrument,
                               double price,
                               const double *values);

G_END_DECLS
