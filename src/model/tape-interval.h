/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The lengths of bars that a chart shows, and how bars of the store become bars of such a length. Any thread. */

#pragma once

#include "base/tape-universe.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_INTERVAL_1_SECOND,
  TAPE_INTERVAL_5_SECONDS,
  TAPE_INTERVAL_1_MINUTE,
  TAPE_INTERVAL_5_MINUTES,
  TAPE_INTERVAL_15_MINUTES,
  TAPE_INTERVAL_1_HOUR,
  TAPE_INTERVAL_1_DAY,
  TAPE_N_INTERVALS
} TapeInterval;

/**
 * tape_interval_get_length:
 *
 * Returns: µs; TAPE_DAY for a day of the exchange
 */
gint64 tape_interval_get_length (TapeInterval self);

/**
 * tape_interval_get_source:
 *
 * Returns: length of the stored bars it is made of: TAPE_BAR_SECOND, TAPE_BAR_MINUTE or TAPE_BAR_DAY
 */
guint32 tape_interval_get_source (TapeInterval self);

/**
 * tape_interval_parse:
 * @text: "1s", "5" (minutes), "1h", "1d"
 *
 * Returns: whether @text names one of the intervals
 */
gboolean tape_interval_parse (const char *text, TapeInterval *interval);

/**
 * tape_interval_get_start:
 * @instrument: number in @universe
 * @time: event time
 *
 * Returns: start of the bar that holds @time: a multiple of the length on the clock of the instrument's exchange, or the
 *   start of its day
 */
gint64 tape_interval_get_start (TapeInterval self, TapeUniverse *universe, guint32 instrument, gint64 time);

/**
 * tape_interval_get_end:
 * @start: start of a bar
 *
 * Returns: event time of its end
 */
gint64 tape_interval_get_end (TapeInterval self, TapeUniverse *universe, guint32 instrument, gint64 start);

/**
 * tape_interval_gather:
 * @bars: (array length=n_bars): of the source's length, in order, all of one instrument
 * @gathered: (element-type TapeBar): appended to: the bars of the interval
 */
void
tape_interval_gather (TapeInterval self, TapeUniverse *universe, const TapeBar *bars, guint n_bars, GArray *gathered);

G_END_DECLS
