/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whose turn it is: the symbols of a polled service, each asked for again an interval after it was asked for before, of those
 * that are due the one that has waited longest. Remembers of each what its next answer is read with, also over restarts. Plain data of one
 * thread; time is handed in. */

#pragma once

#include "feed/tape-poll.h"

G_BEGIN_DECLS

/**
 * TapePollTurn:
 * @symbol: as the service takes it
 * @instrument: its number in the universe
 * @memory: of its last answer
 * @asked: monotonic µs at which it was last asked for, or TAPE_NO_TIME
 * @again: there was no answer: it is due at once
 * @unknown: the service does not know it, and it is not asked for any more
 * @pasts: which of the service's lengths of bars are still to be asked for, a set of 1 << index
 */
typedef struct
{
  char *symbol;
  guint32 instrument;
  TapePollMemory memory;
  gint64 asked;
  gboolean again;
  gboolean unknown;
  guint pasts;
} TapePollTurn;

typedef struct
{
  GArray *turns; /* (element-type TapePollTurn): in the order in which they were named */
} TapePollSchedule;

/**
 * tape_poll_schedule_init:
 * @symbols: (array zero-terminated=1): one that comes twice counts once, what cannot be a symbol not at all
 */
void tape_poll_schedule_init (TapePollSchedule *self, TapeUniverse *universe, const char *const *symbols);
void tape_poll_schedule_clear (TapePollSchedule *self);

/**
 * tape_poll_schedule_next:
 * @now: monotonic µs
 * @interval: µs between two questions for the same symbol
 * @due: (out): monotonic µs at which the next is due, @now or before if it is; TAPE_NO_TIME where no symbol is left
 *
 * Returns: (nullable): the symbol whose turn it is; %NULL where none is due
 */
TapePollTurn *tape_poll_schedule_next (TapePollSchedule *self, gint64 now, gint64 interval, gint64 *due);

/**
 * tape_poll_schedule_find_past:
 *
 * Returns: (nullable): of the symbols that were answered for that of whose past something is still to be asked for, the length
 *   of most use first
 */
TapePollTurn *tape_poll_schedule_find_past (TapePollSchedule *self);

/**
 * tape_poll_schedule_count:
 *
 * Returns: how many symbols the service knows, as far as we know
 */
guint tape_poll_schedule_count (const TapePollSchedule *self);

/**
 * tape_poll_schedule_save:
 * @quota: saved with it
 *
 * Returns: (transfer full): what is remembered, and what is spent
 */
GBytes *tape_poll_schedule_save (const TapePollSchedule *self, const TapeQuota *quota);

/**
 * tape_poll_schedule_load:
 * @saved: of tape_poll_schedule_save(), or anything
 *
 * Takes from @saved what it remembers of symbols that are still there, and what is spent of @quota.
 *
 * Returns: %FALSE, with both unchanged, if it is not what a schedule saved
 */
gboolean tape_poll_schedule_load (TapePollSchedule *self, TapeQuota *quota, GBytes *saved);

G_END_DECLS
