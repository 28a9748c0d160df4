/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The minutes of all instruments that trades may still change, in one log in the order in which they began: what is
 * opened, closed, handed on and let go lies side by side, however many instruments there are. From its last minute on an
 * instrument's are chained, by time. Engine thread only. */

#pragma once

#include "analytics/tape-pane.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_MINUTE_SCHEDULED = 1 << 0, /* it waits for its end */
  TAPE_MINUTE_UNSAVED = 1 << 1,   /* its bar changed since the last commit */
  TAPE_MINUTE_REVISED = 1 << 2,   /* what its trades do not tell changed since the last commit */
  TAPE_MINUTE_SAVED = 1 << 3,     /* an earlier commit holds what its trades do not tell */
  TAPE_MINUTE_IN_DAY = 1 << 4,    /* its trades are in their day, and what comes goes there too */
  TAPE_MINUTE_SETTLED = 1 << 5,   /* it cannot change any more; the indicators have it */
  TAPE_MINUTE_REBUILT = 1 << 6,   /* its pane is as its bar tells, in place of its trades */
} TapeMinuteFlags;

/* In place of a number: there is none. A log never holds as many. */
#define TAPE_NO_MINUTE G_MAXUINT32

/**
 * TapeMinute:
 * @start: event time
 * @instrument: whose
 * @before: number of the instrument's minute before it, if that is still kept
 * @flags: a set of #TapeMinuteFlags
 * @revision: late trades in it
 * @pane: its trades
 */
typedef struct
{
  gint64 start;
  guint32 instrument;
  guint32 before;
  guint32 flags;
  guint32 revision;
  TapePane pane;
} TapeMinute;

/**
 * TapeMinutes:
 * @first: number of the oldest that is kept
 * @end: number of the next
 * @keep: µs after its start for which a minute may change
 * @unsaved_from: none before it changed since the last commit
 *
 * Numbers count from 0 and are handed out by their low 32 bits.
 */
typedef struct
{
  TapeMinute *log;
  guint64 room;
  guint64 first;
  guint64 end;
  guint64 unsaved_from;
  gint64 keep;
} TapeMinutes;

void tape_minutes_init (TapeMinutes *self, gint64 keep);
void tape_minutes_clear (TapeMinutes *self);

static inline TapeMinute *
tape_minutes_get (const TapeMinutes *self, guint64 number)
{
  return &self->log[number & (self->room - 1)];
}

/* Whether there is such a minute still. */
static inline gboolean
tape_minutes_is_kept (const TapeMinutes *self, guint32 number)
{
  return (guint32)self->end - number - 1 < self->end - self->first;
}

/**
 * tape_minutes_find:
 * @last: number of the instrument's last minute, or TAPE_NO_MINUTE
 *
 * Returns: (nullable): the instrument's minute that starts at @start; valid until one is made
 */
TapeMinute *tape_minutes_find (const TapeMinutes *self, guint32 last, gint64 start);

/**
 * tape_minutes_add:
 * @last: (inout): number of the instrument's last minute, or TAPE_NO_MINUTE
 *
 * Adds a minute that is not there, without a trade.
 *
 * Returns: it; valid until the next is made
 */
TapeMinute *tape_minutes_add (TapeMinutes *self, guint32 *last, guint32 instrument, gint64 start);

/**
 * tape_minutes_number:
 *
 * Returns: the number of @minute
 */
static inline guint64
tape_minutes_number (const TapeMinutes *self, const TapeMinute *minute)
{
  guint64 at = (guint64)(minute - self->log);

  return self->first + ((at - self->first) & (self->room - 1));
}

G_END_DECLS
