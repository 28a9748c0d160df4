/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words of the Chart page that are made of plain data: who an instrument is, when it last traded, and which time a person
 * typed. */

#pragma once

#include "model/tape-format.h"

G_BEGIN_DECLS

/**
 * tape_chart_describe_instrument:
 *
 * Returns: (transfer full): "Apple · Nasdaq · USD", without what is not known
 */
char *tape_chart_describe_instrument (const TapeInstrument *instrument);

/**
 * tape_chart_describe_last:
 * @time: event time, or TAPE_NO_TIME
 *
 * Returns: (transfer full): "Last: Fri 15 Nov 2013, 16:00."
 */
char *tape_chart_describe_last (const TapeInstrument *instrument, gint64 time, TapeZone zone);

/**
 * tape_chart_parse_time:
 * @text: "10:30", "2013-10-08" or "2013-10-08 10:30", with seconds or without
 * @near: event time whose day is meant where @text has none
 * @time: (out): event time
 */
gboolean
tape_chart_parse_time (const char *text, const TapeExchange *exchange, TapeZone zone, gint64 near, gint64 *time);

G_END_DECLS
