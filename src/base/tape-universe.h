/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The universe of a session: symbol to a small number and back, and what is known of each instrument. Append-only and
 * the one shared structure: adding is locked, looking up is not, entries never change or move. The numbers are those of
 * the session's store, without gaps from 0. */

#pragma once

#include "base/tape-event.h"
#include "base/tape-instruments.h"

G_BEGIN_DECLS

#define TAPE_SYMBOL_MAX 64

typedef struct _TapeUniverse TapeUniverse;

/**
 * tape_universe_new:
 * @round_the_clock: every exchange is open all day and every day; for simulations only
 */
TapeUniverse *tape_universe_new (gboolean round_the_clock);
TapeUniverse *tape_universe_ref (TapeUniverse *self);
void tape_universe_unref (TapeUniverse *self);

/**
 * tape_universe_intern:
 * @symbol: 1 to TAPE_SYMBOL_MAX bytes of UTF-8 without control characters; need not end in NUL
 * @length: its bytes
 *
 * Any thread; quick where the symbol is there already.
 *
 * Returns: the number of @symbol, a new one if it was not there; TAPE_NO_INSTRUMENT if it cannot be a symbol
 */
guint32 tape_universe_intern (TapeUniverse *self, const char *symbol, gsize length);

/**
 * tape_universe_lookup:
 *
 * Returns: the number of @symbol, or TAPE_NO_INSTRUMENT
 */
guint32 tape_universe_lookup (TapeUniverse *self, const char *symbol, gsize length);

/**
 * tape_universe_count:
 *
 * Returns: how many there are; every smaller number is valid
 */
guint tape_universe_count (TapeUniverse *self);

/**
 * tape_universe_get:
 * @instrument: a valid number
 *
 * Returns: (transfer none): what is known of it; lives as long as the universe
 */
const TapeInstrument *tape_universe_get (TapeUniverse *self, guint32 instrument);

/**
 * tape_universe_get_day:
 * @instrument: a valid number
 * @time: event time
 * @day: (out caller-allocates): the instrument's trading day that holds @time
 *
 * Any thread. As tape_exchange_get_day(), with the session all day long where the universe is open round the clock.
 */
void tape_universe_get_day (TapeUniverse *self, guint32 instrument, gint64 time, TapeDay *day);

/**
 * tape_universe_is_open:
 * @instrument: a valid number
 * @time: event time
 *
 * Returns: whether its exchange is open at @time
 */
gboolean tape_universe_is_open (TapeUniverse *self, guint32 instrument, gint64 time);

gboolean tape_universe_get_round_the_clock (TapeUniverse *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeUniverse, tape_universe_unref)

G_END_DECLS
