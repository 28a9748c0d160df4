/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a service lets an account ask: so many calls within any minute, so many on a calendar day of its zone. Counted by us
 * before the service counts them, so that a feed waits instead of being refused. Time is handed in; what is spent is plain
 * data, kept over restarts, in a file that all who ask with the same account share. One thread at a time; each feed has one
 * of its own. */

#pragma once

#include <gio/gio.h>

#include "base/tape-time.h"

G_BEGIN_DECLS

/**
 * TapeQuotaLimits:
 * @per_minute: calls within any 60 s; 0 for as many as one likes
 * @per_day: calls on a calendar day; 0 for as many as one likes
 * @zone: IANA name of the zone in whose midnight the day begins
 *
 * Calls are counted in the service's own unit: credits, weights.
 */
typedef struct
{
  guint per_minute;
  guint per_day;
  const char *zone;
} TapeQuotaLimits;

/**
 * TapeQuotaLeft:
 * @minute: calls left within this minute; G_MAXUINT where there is no such limit
 * @day: calls left on this day; G_MAXUINT where there is no such limit
 * @calls: the smaller of both; 0 while the service has said to wait
 * @back: when @calls next becomes more: TAPE_NO_TIME where nothing is spent
 *
 * What may still be asked, at a moment.
 */
typedef struct
{
  guint minute;
  guint day;
  guint calls;
  gint64 back;
} TapeQuotaLeft;

typedef struct _TapeQuota TapeQuota;

/**
 * tape_quota_new:
 * @limits: copied
 *
 * Returns: (transfer full): nothing of it is spent
 */
TapeQuota *tape_quota_new (const TapeQuotaLimits *limits);
void tape_quota_free (TapeQuota *self);

/**
 * tape_quota_share:
 * @path: a file; it is made, with its folder, if it is not there
 * @error: why it cannot be
 *
 * Counts from now on together with all others that share @path, in this process and in others, now and after a restart. What
 * was spent before by @self alone counts only where @path is new. Each call then locks, reads and writes the file, which
 * takes no longer than that.
 *
 * Returns: %FALSE if it cannot: then it counts by itself, as before
 */
gboolean tape_quota_share (TapeQuota *self, const char *path, GError **error);

const TapeQuotaLimits *tape_quota_get_limits (const TapeQuota *self);

/**
 * tape_quota_set_limits:
 * @limits: copied: of another plan
 *
 * What is spent stays spent.
 */
void tape_quota_set_limits (TapeQuota *self, const TapeQuotaLimits *limits);

/**
 * tape_quota_take:
 * @cost: calls that a request counts as; more than a limit counts as the whole of it
 * @now: real time
 *
 * Spends @cost calls if they are left. A clock that is set back brings none back, and makes nothing wait for longer than
 * before.
 *
 * Returns: whether the request may be made now
 */
gboolean tape_quota_take (TapeQuota *self, guint cost, gint64 now);

/**
 * tape_quota_next:
 * @cost: as of tape_quota_take()
 *
 * Returns: the earliest time, @now or later, at which tape_quota_take() would spend @cost, if nothing else is asked
 */
gint64 tape_quota_next (TapeQuota *self, guint cost, gint64 now);

/**
 * tape_quota_get_left:
 * @left: (out caller-allocates): what may still be asked
 */
void tape_quota_get_left (TapeQuota *self, gint64 now, TapeQuotaLeft *left);

/**
 * tape_quota_refuse:
 * @until: when to ask again, as the service says; TAPE_NO_TIME where it says nothing of it
 * @day: it is the day's calls that are spent, not the minute's
 *
 * The service has counted more calls than we did, those of another program with the same account: none is left until
 * @until, or else until the minute or the day is over.
 */
void tape_quota_refuse (TapeQuota *self, gint64 until, gboolean day, gint64 now);

/**
 * tape_quota_save:
 *
 * Returns: (transfer full): what is spent, for tape_quota_load() in another run; the same bytes on every machine
 */
GBytes *tape_quota_save (const TapeQuota *self);

/**
 * tape_quota_load:
 * @saved: of tape_quota_save(), or anything
 *
 * Takes what is spent from @saved. Limits stay.
 *
 * Returns: %FALSE, with @self unchanged, if it is not what a quota saved
 */
gboolean tape_quota_load (TapeQuota *self, GBytes *saved);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeQuota, tape_quota_free)

G_END_DECLS
