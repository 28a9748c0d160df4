/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-hours-text.h"

#include <glib/gi18n-lib.h>

#include "base/tape-market-hours.h"

/* What makes the exchange's day differ from others, in English as it comes from the table; NULL on other days. */
static const char *
get_occasion (const TapeExchange *exchange, gint64 now)
{
  TapeDay day;

  tape_exchange_get_day (exchange, now, &day);
  return tape_exchange_get_occasion (exchange, day.date);
}

static char *
describe_open (const char *clock, const char *occasion)
{
  if (occasion == NULL)
    return g_strdup_printf (_ ("open until %s"), clock);
  /* Translators: time and why the day is not as others: "open until 13:00 (Christmas Eve)" */
  return g_strdup_printf (_ ("open until %s (%s)"), clock, occasion);
}

static char *
describe_pause (TapeMarketPhase phase, const char *occasion)
{
  if (phase == TAPE_MARKET_PRE_MARKET)
    return g_strdup (_ ("pre-market"));
  if (phase == TAPE_MARKET_BREAK)
    return g_strdup (_ ("lunch break"));
  if (occasion == NULL)
    return g_strdup (_ ("closed"));
  if (phase == TAPE_MARKET_HOLIDAY)
    /* Translators: which holiday it is: "holiday (Thanksgiving)" */
    return g_strdup_printf (_ ("holiday (%s)"), occasion);
  /* Translators: why the day is not as others: "closed (Christmas Eve)" */
  return g_strdup_printf (_ ("closed (%s)"), occasion);
}

/* Closed, until the regular session opens. */
static char *
describe_opening (const TapeExchange *exchange, gint64 now, TapeZone zone, const char *pause)
{
  g_autofree char *clock = NULL, *day = NULL;
  gint64 opens;

  tape_exchange_is_open (exchange, now, &opens);
  if (opens == TAPE_NO_TIME)
    return g_strdup (pause);
  clock = tape_format_clock (exchange, opens, zone, FALSE);
  if (opens - now < 12 * TAPE_HOUR)
    /* Translators: closed, time: "closed, opens 09:30" */
    return g_strdup_printf (_ ("%s, opens %s"), pause, clock);
  day = tape_format_day (exchange, opens, zone);
  /* Translators: closed, day, time: "holiday (Thanksgiving), opens 27 Nov, 09:30" */
  return g_strdup_printf (_ ("%s, opens %s, %s"), pause, day, clock);
}

char *
tape_hours_text (const TapeExchange *exchange, gint64 now, TapeZone zone)
{
  gint64 next;
  TapeMarketPhase phase = tape_market_get_phase (exchange, now, &next);
  const char *occasion = get_occasion (exchange, now);
  g_autofree char *clock = tape_format_clock (exchange, next, zone, FALSE);
  g_autofree char *pause = NULL;

  if (phase == TAPE_MARKET_OPEN)
    return next == TAPE_NO_TIME ? g_strdup (_ ("always open")) : describe_open (clock, occasion);
  if (phase == TAPE_MARKET_AFTER_HOURS)
    /* Translators: time: "after hours until 20:00" */
    return g_strdup_printf (_ ("after hours until %s"), clock);
  pause = describe_pause (phase, occasion);
  return describe_opening (exchange, now, zone, pause);
}
