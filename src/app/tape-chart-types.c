/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-chart-types.h"

#include <glib/gi18n.h>

static GType
register_once (gsize *type, const char *name, const GEnumValue *values)
{
  if (g_once_init_enter (type))
    g_once_init_leave (type, g_enum_register_static (name, values));
  return *type;
}

GType
tape_interval_get_type (void)
{
  static gsize type;
  static const GEnumValue values[] = {
    { TAPE_INTERVAL_1_SECOND, "TAPE_INTERVAL_1_SECOND", "1s" },
    { TAPE_INTERVAL_5_SECONDS, "TAPE_INTERVAL_5_SECONDS", "5s" },
    { TAPE_INTERVAL_1_MINUTE, "TAPE_INTERVAL_1_MINUTE", "1m" },
    { TAPE_INTERVAL_5_MINUTES, "TAPE_INTERVAL_5_MINUTES", "5m" },
    { TAPE_INTERVAL_15_MINUTES, "TAPE_INTERVAL_15_MINUTES", "15m" },
    { TAPE_INTERVAL_1_HOUR, "TAPE_INTERVAL_1_HOUR", "1h" },
    { TAPE_INTERVAL_1_DAY, "TAPE_INTERVAL_1_DAY", "1d" },
    { 0, NULL, NULL },
  };

  return register_once (&type, "TapeInterval", values);
}

GType
tape_chart_style_get_type (void)
{
  static gsize type;
  static const GEnumValue values[] = {
    { TAPE_CHART_CANDLES, "TAPE_CHART_CANDLES", "candles" },
    { TAPE_CHART_LINE, "TAPE_CHART_LINE", "line" },
    { 0, NULL, NULL },
  };

  return register_once (&type, "TapeChartStyle", values);
}

GType
tape_period_get_type (void)
{
  static gsize type;
  static const GEnumValue values[] = {
    { TAPE_PERIOD_NONE, "TAPE_PERIOD_NONE", "none" },        { TAPE_PERIOD_TODAY, "TAPE_PERIOD_TODAY", "today" },
    { TAPE_PERIOD_5_DAYS, "TAPE_PERIOD_5_DAYS", "5d" },      { TAPE_PERIOD_1_MONTH, "TAPE_PERIOD_1_MONTH", "1mo" },
    { TAPE_PERIOD_6_MONTHS, "TAPE_PERIOD_6_MONTHS", "6mo" }, { TAPE_PERIOD_1_YEAR, "TAPE_PERIOD_1_YEAR", "1y" },
    { TAPE_PERIOD_ALL, "TAPE_PERIOD_ALL", "all" },           { 0, NULL, NULL },
  };

  return register_once (&type, "TapePeriod", values);
}

const char *
tape_interval_get_label (TapeInterval self)
{
  switch (self)
    {
    case TAPE_INTERVAL_1_SECOND:
      return _ ("1 s");
    case TAPE_INTERVAL_5_SECONDS:
      return _ ("5 s");
    case TAPE_INTERVAL_5_MINUTES:
      return _ ("5 min");
    case TAPE_INTERVAL_15_MINUTES:
      return _ ("15 min");
    case TAPE_INTERVAL_1_HOUR:
      return _ ("1 h");
    case TAPE_INTERVAL_1_DAY:
      return _ ("1 day");
    case TAPE_INTERVAL_1_MINUTE:
    case TAPE_N_INTERVALS:
    default:
      return _ ("1 min");
    }
}

const char *
tape_interval_get_adjective (TapeInterval self)
{
  switch (self)
    {
    case TAPE_INTERVAL_1_SECOND:
      return _ ("1-second");
    case TAPE_INTERVAL_5_SECONDS:
      return _ ("5-second");
    case TAPE_INTERVAL_5_MINUTES:
      return _ ("5-minute");
    case TAPE_INTERVAL_15_MINUTES:
      return _ ("15-minute");
    case TAPE_INTERVAL_1_HOUR:
      return _ ("1-hour");
    case TAPE_INTERVAL_1_DAY:
      return _ ("1-day");
    case TAPE_INTERVAL_1_MINUTE:
    case TAPE_N_INTERVALS:
    default:
      return _ ("1-minute");
    }
}

TapeInterval
tape_period_get_interval (TapePeriod self)
{
  static const TapeInterval intervals[TAPE_N_PERIODS] = {
    [TAPE_PERIOD_NONE] = TAPE_INTERVAL_1_MINUTE,    [TAPE_PERIOD_TODAY] = TAPE_INTERVAL_1_MINUTE,
    [TAPE_PERIOD_5_DAYS] = TAPE_INTERVAL_5_MINUTES, [TAPE_PERIOD_1_MONTH] = TAPE_INTERVAL_1_HOUR,
    [TAPE_PERIOD_6_MONTHS] = TAPE_INTERVAL_1_DAY,   [TAPE_PERIOD_1_YEAR] = TAPE_INTERVAL_1_DAY,
    [TAPE_PERIOD_ALL] = TAPE_INTERVAL_1_DAY,
  };

  g_return_val_if_fail (self < TAPE_N_PERIODS, TAPE_INTERVAL_1_MINUTE);

  return intervals[self];
}
