/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-quota.h"

#include "base/tape-zone.h"
#include "feed/tape-http-times.h"
#include "feed/tape-quota-file.h"

#define WINDOW TAPE_MINUTE

/* Of what is saved: version, day, calls of that day, refused at, until, calls of the last minute. */
#define SAVED_TYPE    "(yitxxa(xu))"
#define SAVED_VERSION 1

typedef struct
{
  gint64 time;
  guint32 cost;
} Call;

struct _TapeQuota
{
  TapeQuotaLimits limits;
  char *zone_name;
  TapeZone *zone;
  GArray *calls; /* of the last minute, oldest first */
  guint64 minute;
  gint32 date;
  guint64 day;
  gint64 refused_at;
  gint64 refused_until; /* TAPE_NO_TIME: not refused */
  TapeQuotaFile *file;  /* NULL: it counts by itself */
  gboolean set_back;    /* by the clock that was: others must know, too */
};

void
tape_quota_set_limits (TapeQuota *self, const TapeQuotaLimits *limits)
{
  const char *zone = limits->zone != NULL ? limits->zone : "UTC";

  if (g_strcmp0 (zone, self->zone_name) != 0)
    {
      g_clear_pointer (&self->zone, tape_zone_free);
      g_free (self->zone_name);
      self->zone_name = g_strdup (zone);
      self->zone = tape_zone_new (zone);
    }
  self->limits = *limits;
  self->limits.zone = self->zone_name;
}

TapeQuota *
tape_quota_new (const TapeQuotaLimits *limits)
{
  TapeQuota *self = g_new0 (TapeQuota, 1);

  self->calls = g_array_new (FALSE, FALSE, sizeof (Call));
  self->date = TAPE_NO_DATE;
  self->refused_until = TAPE_NO_TIME;
  tape_quota_set_limits (self, limits);
  return self;
}

void
tape_quota_free (TapeQuota *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->calls);
  g_clear_pointer (&self->file, tape_quota_file_close);
  g_clear_pointer (&self->zone, tape_zone_free);
  g_free (self->zone_name);
  g_free (self);
}

const TapeQuotaLimits *
tape_quota_get_limits (const TapeQuota *self)
{
  return &self->limits;
}

/* Calls of the last minute; those of a clock that has been set back since were made now at the latest. */
static void
settle_minute (TapeQuota *self, gint64 now)
{
  guint over = 0;

  for (guint i = self->calls->len; i-- > 0 && g_array_index (self->calls, Call, i).time > now;)
    {
      g_array_index (self->calls, Call, i).time = now;
      self->set_back = TRUE;
    }
  while (over < self->calls->len && g_array_index (self->calls, Call, over).time <= now - WINDOW)
    self->minute -= g_array_index (self->calls, Call, over++).cost;
  if (over > 0)
    g_array_remove_range (self->calls, 0, over);
}

/* A day that is earlier than the one before is that of a clock that was set back: what was spent stays so. Where the clock only
 * went back over midnight, it will come to the later day again. */
static void
settle_day (TapeQuota *self, gint64 now)
{
  gint32 date = tape_zone_get_date (self->zone, now);

  if (date + 1 == self->date)
    return;
  if (date > self->date)
    self->day = 0;
  self->set_back |= date < self->date;
  self->date = date;
}

static void
settle_refusal (TapeQuota *self, gint64 now)
{
  if (self->refused_until == TAPE_NO_TIME)
    return;
  if (now < self->refused_at)
    {
      self->refused_until -= self->refused_at - now;
      self->refused_at = now;
      self->set_back = TRUE;
    }
  if (now >= self->refused_until)
    self->refused_until = TAPE_NO_TIME;
}

static void
settle (TapeQuota *self, gint64 now)
{
  self->set_back = FALSE;
  settle_minute (self, now);
  settle_day (self, now);
  settle_refusal (self, now);
}

static inline guint
left_of (guint limit, guint64 spent)
{
  if (limit == 0)
    return G_MAXUINT;
  return spent < limit ? limit - (guint)spent : 0;
}

static gint64
next_midnight (const TapeQuota *self)
{
  return tape_zone_get_midnight (self->zone, self->date + 1);
}

/* When so many of the minute's calls are over that @cost are left. */
static gint64
next_in_minute (const TapeQuota *self, guint cost, gint64 now)
{
  guint64 spent = self->minute;
  gint64 next = now;

  if (self->limits.per_minute == 0)
    return now;
  cost = MIN (cost, self->limits.per_minute);
  for (guint i = 0; i < self->calls->len && spent + cost > self->limits.per_minute; i++)
    {
      const Call *call = &g_array_index (self->calls, Call, i);

      spent -= call->cost;
      next = call->time + WINDOW;
    }
  return next;
}

static gint64
next_in_day (const TapeQuota *self, guint cost, gint64 now)
{
  if (self->limits.per_day == 0 || self->day + MIN (cost, self->limits.per_day) <= self->limits.per_day)
    return now;
  return next_midnight (self);
}

static gint64
get_next (const TapeQuota *self, guint cost, gint64 now)
{
  gint64 next = MAX (next_in_minute (self, cost, now), next_in_day (self, cost, now));

  return MAX (next, self->refused_until);
}

/* Takes in what others have spent, and keeps them from spending. */
static void
begin (TapeQuota *self, gint64 now)
{
  g_autoptr (GBytes) shared = self->file != NULL ? tape_quota_file_lock (self->file) : NULL;

  if (shared != NULL)
    tape_quota_load (self, shared);
  settle (self, now);
}

static void
end (TapeQuota *self, gboolean changed)
{
  g_autoptr (GBytes) saved = NULL;

  if (self->file == NULL)
    return;
  if (changed || self->set_back)
    saved = tape_quota_save (self);
  tape_quota_file_unlock (self->file, saved);
}

gboolean
tape_quota_share (TapeQuota *self, const char *path, GError **error)
{
  g_autoptr (TapeQuotaFile) file = tape_quota_file_open (path, error);
  g_autoptr (GBytes) shared = NULL;

  if (file == NULL)
    return FALSE;
  g_clear_pointer (&self->file, tape_quota_file_close);
  self->file = g_steal_pointer (&file);
  shared = tape_quota_file_lock (self->file);
  end (self, shared == NULL || !tape_quota_load (self, shared));
  return TRUE;
}

gint64
tape_quota_next (TapeQuota *self, guint cost, gint64 now)
{
  gint64 next;

  begin (self, now);
  next = get_next (self, cost, now);
  end (self, FALSE);
  return next;
}

static void
spend (TapeQuota *self, guint cost, gint64 now)
{
  Call call = { now, cost };

  self->day += cost;
  if (self->limits.per_minute == 0)
    return;
  g_array_append_val (self->calls, call);
  self->minute += cost;
}

gboolean
tape_quota_take (TapeQuota *self, guint cost, gint64 now)
{
  gboolean allowed;

  begin (self, now);
  allowed = get_next (self, cost, now) <= now;
  if (allowed)
    spend (self, cost, now);
  end (self, allowed);
  return allowed;
}

/* When both the minute and the day have more left, as far as they hold @left down. */
static gint64
next_more (const TapeQuota *self, const TapeQuotaLeft *left)
{
  gint64 back = TAPE_NO_TIME;

  if (left->minute == left->calls && self->minute > 0 && self->limits.per_minute != 0)
    back = g_array_index (self->calls, Call, 0).time + WINDOW;
  if (left->day == left->calls && self->day > 0 && self->limits.per_day != 0)
    back = MAX (back, next_midnight (self));
  return back;
}

void
tape_quota_get_left (TapeQuota *self, gint64 now, TapeQuotaLeft *left)
{
  begin (self, now);
  left->minute = left_of (self->limits.per_minute, self->minute);
  left->day = left_of (self->limits.per_day, self->day);
  left->calls = self->refused_until != TAPE_NO_TIME ? 0 : MIN (left->minute, left->day);
  left->back = left->calls == 0 ? get_next (self, 1, now) : next_more (self, left);
  end (self, FALSE);
}

void
tape_quota_refuse (TapeQuota *self, gint64 until, gboolean day, gint64 now)
{
  begin (self, now);
  if (until == TAPE_NO_TIME)
    until = day ? next_midnight (self) : now + WINDOW;
  if (until > now)
    {
      self->refused_at = now;
      self->refused_until = MAX (self->refused_until, until);
    }
  end (self, until > now);
}

GBytes *
tape_quota_save (const TapeQuota *self)
{
  GVariantBuilder calls;
  g_autoptr (GVariant) saved = NULL;

  g_variant_builder_init (&calls, G_VARIANT_TYPE ("a(xu)"));
  for (guint i = 0; i < self->calls->len; i++)
    {
      const Call *call = &g_array_index (self->calls, Call, i);

      g_variant_builder_add (&calls, "(xu)", call->time, call->cost);
    }
  saved = g_variant_ref_sink (
      g_variant_new (SAVED_TYPE, SAVED_VERSION, self->date, self->day, self->refused_at, self->refused_until, &calls));
  if (G_BYTE_ORDER == G_BIG_ENDIAN)
    {
      GVariant *swapped = g_variant_byteswap (saved);

      g_variant_unref (saved);
      saved = swapped;
    }
  return g_variant_get_data_as_bytes (saved);
}

/* Far enough from the ends for sums of times. */
static inline gboolean
is_time (gint64 time)
{
  return time >= TAPE_TIME_EARLIEST && time < G_MAXINT64 / 4;
}

static void
load_calls (TapeQuota *self, GVariantIter *iter)
{
  gint64 latest = TAPE_TIME_EARLIEST;
  Call call;

  g_array_set_size (self->calls, 0);
  self->minute = 0;
  while (g_variant_iter_next (iter, "(xu)", &call.time, &call.cost))
    {
      latest = call.time = CLAMP (call.time, latest, G_MAXINT64 / 4);
      g_array_append_val (self->calls, call);
      self->minute += call.cost;
    }
}

static gboolean
load (TapeQuota *self, GVariant *saved)
{
  g_autoptr (GVariantIter) calls = NULL;
  gint64 refused_at, refused_until;
  guint64 day;
  gint32 date;
  guint8 version;

  g_variant_get (saved, SAVED_TYPE, &version, &date, &day, &refused_at, &refused_until, &calls);
  if (version != SAVED_VERSION || day > G_MAXUINT32
      || (refused_until != TAPE_NO_TIME && (!is_time (refused_at) || !is_time (refused_until))))
    return FALSE;
  self->date = date;
  self->day = day;
  self->refused_at = refused_at;
  self->refused_until
      = refused_until != TAPE_NO_TIME ? MIN (refused_until, refused_at + TAPE_HTTP_RETRY_MAX) : TAPE_NO_TIME;
  load_calls (self, calls);
  return TRUE;
}

gboolean
tape_quota_load (TapeQuota *self, GBytes *saved)
{
  g_autoptr (GVariant) variant = NULL;

  variant = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (SAVED_TYPE), saved, FALSE));
  if (!g_variant_is_normal_form (variant))
    return FALSE;
  if (G_BYTE_ORDER == G_BIG_ENDIAN)
    {
      GVariant *swapped = g_variant_byteswap (variant);

      g_variant_unref (variant);
      variant = swapped;
    }
  return load (self, variant);
}
