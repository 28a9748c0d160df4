/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is to close when: for each end of a window, the instruments that have one, each once. Ends lie close together in
 * a stream, so they are a sorted array and nearly always found at its end. Engine thread only. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TapeSchedule TapeSchedule;

TapeSchedule *tape_schedule_new (void);
void tape_schedule_free (TapeSchedule *self);

/**
 * tape_schedule_add:
 * @end: event time
 * @instrument: what closes then; added already: nothing
 */
void tape_schedule_add (TapeSchedule *self, gint64 end, guint32 instrument);

/**
 * tape_schedule_append:
 * @what: any number that closes then, and was not added for this end before
 *
 * A schedule is made either with this or with tape_schedule_add().
 */
void tape_schedule_append (TapeSchedule *self, gint64 end, guint32 what);

/**
 * tape_schedule_next:
 *
 * Returns: the first end; G_MAXINT64 if there is none
 */
gint64 tape_schedule_next (const TapeSchedule *self);

/**
 * tape_schedule_last:
 *
 * Returns: the last end; G_MININT64 if there is none
 */
gint64 tape_schedule_last (const TapeSchedule *self);

/**
 * tape_schedule_count:
 *
 * Returns: how many ends there are
 */
guint tape_schedule_count (const TapeSchedule *self);

/**
 * tape_schedule_get:
 * @i: below tape_schedule_count(), in order of the ends
 * @end: (out): the i-th end
 *
 * Returns: (transfer none) (element-type guint32): what closes then; valid until anything is added or taken away
 */
const GArray *tape_schedule_get (const TapeSchedule *self, guint i, gint64 *end);

/**
 * tape_schedule_pop:
 * @end: (out): the first end
 *
 * Returns: (transfer none) (element-type guint32): the instruments of the first end, which is taken away; valid until
 *   the next pop; things may be added meanwhile
 */
const GArray *tape_schedule_pop (TapeSchedule *self, gint64 *end);

G_END_DECLS
