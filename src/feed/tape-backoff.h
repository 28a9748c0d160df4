/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When to try a service again that failed: within a time that begins at a second and doubles with each failure up to a
 * minute, at any moment of it with the same likelihood, so that many programs that lost a service together do not come back
 * together. A service that says itself when it wants to be asked again is believed. Plain data of one thread; time and
 * random number are handed in. */

#pragma once

#include "base/tape-time.h"

G_BEGIN_DECLS

/* The time within which the first new attempt is made, and the longest. */
#define TAPE_BACKOFF_FIRST TAPE_SECOND
#define TAPE_BACKOFF_LAST  (60 * TAPE_SECOND)

/* How long a service has to work for its failures to be forgotten. */
#define TAPE_BACKOFF_HEALTH (30 * TAPE_SECOND)

/* The longest wait that a service may ask for. */
#define TAPE_BACKOFF_LONGEST (7 * TAPE_DAY)

/**
 * TapeBackoff:
 * @failures: those in a row
 * @healthy_since: monotonic µs since which it works, or TAPE_NO_TIME
 *
 * Zeroed memory is not one: see tape_backoff_init().
 */
typedef struct
{
  guint failures;
  gint64 healthy_since;
} TapeBackoff;

void tape_backoff_init (TapeBackoff *self);

/**
 * tape_backoff_works:
 * @now: monotonic µs
 *
 * It works: it is connected and has answered. May be called with each answer.
 */
void tape_backoff_works (TapeBackoff *self, gint64 now);

/**
 * tape_backoff_fail:
 * @now: monotonic µs
 * @retry_after: µs that the service asked to be left alone, or -1 where it did not
 * @random: uniform in [0, 1)
 *
 * It failed.
 *
 * Returns: monotonic µs at which to try again; not before @now
 */
gint64 tape_backoff_fail (TapeBackoff *self, gint64 now, gint64 retry_after, double random);

G_END_DECLS
