/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person chooses of a chart, as types that properties and actions can have. */

#pragma once

#include <glib-object.h>

#include "model/tape-interval.h"

G_BEGIN_DECLS

/* Nicks "1s", "5s", "1m", "5m", "15m", "1h", "1d". */
#define TAPE_TYPE_INTERVAL (tape_interval_get_type ())
GType tape_interval_get_type (void);

/* The numbers are those of the setting "chart-style". */
typedef enum
{
  TAPE_CHART_CANDLES,
  TAPE_CHART_LINE,
} TapeChartStyle;

/* Nicks "candles", "line". */
#define TAPE_TYPE_CHART_STYLE (tape_chart_style_get_type ())
GType tape_chart_style_get_type (void);

/* Stretches of time up to now. */
typedef enum
{
  TAPE_PERIOD_NONE,
  TAPE_PERIOD_TODAY,
  TAPE_PERIOD_5_DAYS,
  TAPE_PERIOD_1_MONTH,
  TAPE_PERIOD_6_MONTHS,
  TAPE_PERIOD_1_YEAR,
  TAPE_PERIOD_ALL,
  TAPE_N_PERIODS
} TapePeriod;

/* Nicks "none", "today", "5d", "1mo", "6mo", "1y", "all". */
#define TAPE_TYPE_PERIOD (tape_period_get_type ())
GType tape_period_get_type (void);

/**
 * tape_interval_get_label:
 *
 * Returns: (transfer none): "1 min"
 */
const char *tape_interval_get_label (TapeInterval self);

/**
 * tape_interval_get_adjective:
 *
 * Returns: (transfer none): "1-minute"
 */
const char *tape_interval_get_adjective (TapeInterval self);

/**
 * tape_period_get_interval:
 *
 * Returns: the bars in which a period is shown
 */
TapeInterval tape_period_get_interval (TapePeriod self);

G_END_DECLS
