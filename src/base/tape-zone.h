/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A time zone as a sorted list of the moments at which its offset changes, taken once from GTimeZone, so that a look-up
 * neither allocates nor locks. Knows the changes of the years 1900 to 2099. Immutable: any thread. */

#pragma once

#include "base/tape-time.h"

G_BEGIN_DECLS

typedef struct _TapeZone TapeZone;

/**
 * tape_zone_new:
 * @name: IANA name, such as "Europe/Berlin"
 *
 * Returns: (transfer full): the zone; UTC, with a warning, where the system does not know @name
 */
TapeZone *tape_zone_new (const char *name);
void tape_zone_free (TapeZone *self);

/**
 * tape_zone_get_offset:
 * @time: event time
 *
 * Returns: µs that local time is ahead of UTC
 */
gint64 tape_zone_get_offset (const TapeZone *self, gint64 time);

/**
 * tape_zone_from_local:
 * @local: µs since 1970 as a clock on the wall shows it
 *
 * Returns: the event time: of two the first, of none that of the clock moved on by the gap
 */
gint64 tape_zone_from_local (const TapeZone *self, gint64 local);

/**
 * tape_zone_get_midnight:
 * @date: days since 1970-01-01
 *
 * Returns: event time at which that day begins; the end of the gap where the clock skips midnight
 */
gint64 tape_zone_get_midnight (const TapeZone *self, gint32 date);

/**
 * tape_zone_get_date:
 * @time: event time
 *
 * Returns: the day, in days since 1970-01-01, from whose midnight to the next one @time lies. It is the local date but
 *   where the clock was set back over midnight: then the time shown twice belongs to the later day
 */
gint32 tape_zone_get_date (const TapeZone *self, gint64 time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeZone, tape_zone_free)

G_END_DECLS
