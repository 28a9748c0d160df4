/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-quota.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/tape-exchange.h"

/* 2026-03-07T15:00:00Z, ten in the morning in New York. */
#define MORNING (G_GINT64_CONSTANT (1772895600) * TAPE_SECOND)

static const TapeQuotaLimits free_plan = { .per_minute = 5, .per_day = 25, .zone = "America/New_York" };

static void
assert_left (TapeQuota *quota, gint64 now, guint minute, guint day, guint calls, gint64 back)
{
  TapeQuotaLeft left;

  tape_quota_get_left (quota, now, &left);
  g_assert_cmpuint (left.minute, ==, minute);
  g_assert_cmpuint (left.day, ==, day);
  g_assert_cmpuint (left.calls, ==, calls);
  g_assert_cmpint (left.back, ==, back);
}

static void
test_minute (void)
{
  g_autoptr (TapeQuota) quota = tape_quota_new (&free_plan);

  assert_left (quota, MORNING, 5, 25, 5, TAPE_NO_TIME);
  for (gint64 i = 0; i < 5; i++)
    g_assert_true (tape_quota_take (quota, 1, MORNING + i * TAPE_SECOND));
  assert_left (quota, MORNING + 5 * TAPE_SECOND, 0, 20, 0, MORNING + TAPE_MINUTE);
  g_assert_false (tape_quota_take (quota, 1, MORNING + TAPE_MINUTE - 1));
  g_assert_cmpint (tape_quota_next (quota, 1, MORNING + 5 * TAPE_SECOND), ==, MORNING + TAPE_MINUTE);
  g_assert_cmpint (tape_quota_next (quota, 2, MORNING + 5 * TAPE_SECOND), ==, MORNING + TAPE_MINUTE + TAPE_SECOND);
  g_assert_true (tape_quota_take (quota, 1, MORNING + TAPE_MINUTE));
  g_assert_false (tape_quota_take (quota, 1, MORNING + TAPE_MINUTE));
}

/* The day is the service's: it begins at New York's midnight, also on the one on which the clock is set forward. */
static void
test_day (void)
{
  g_autoptr (TapeQuota) quota = tape_quota_new (&free_plan);
  const gint64 midnight = MORNING + 14 * TAPE_HOUR, next_midnight = midnight + 23 * TAPE_HOUR;

  for (gint64 i = 0; i < 25; i++)
    g_assert_true (tape_quota_take (quota, 1, MORNING + i * TAPE_MINUTE));
  assert_left (quota, MORNING + TAPE_HOUR, 5, 0, 0, midnight);
  g_assert_false (tape_quota_take (quota, 1, midnight - 1));
  for (gint64 i = 0; i < 25; i++)
    g_assert_true (tape_quota_take (quota, 1, midnight + i * TAPE_MINUTE));
  assert_left (quota, midnight + TAPE_HOUR, 5, 0, 0, next_midnight);
}

/* A cost above a limit is the whole of it, so that nothing waits for ever. */
static void
test_cost (void)
{
  static const TapeQuotaLimits limits = { .per_minute = 6000, .zone = "UTC" };
  g_autoptr (TapeQuota) quota = tape_quota_new (&limits);

  g_assert_true (tape_quota_take (quota, 25, MORNING));
  assert_left (quota, MORNING, 5975, G_MAXUINT, 5975, MORNING + TAPE_MINUTE);
  g_assert_cmpint (tape_quota_next (quota, 7000, MORNING), ==, MORNING + TAPE_MINUTE);
  g_assert_true (tape_quota_take (quota, 7000, MORNING + TAPE_MINUTE));
  assert_left (quota, MORNING + TAPE_MINUTE, 0, G_MAXUINT, 0, MORNING + 2 * TAPE_MINUTE);
}

static void
test_unlimited (void)
{
  static const TapeQuotaLimits limits = { 0 };
  g_autoptr (TapeQuota) quota = tape_quota_new (&limits);

  for (guint i = 0; i < 1000; i++)
    g_assert_true (tape_quota_take (quota, 1000, MORNING));
  assert_left (quota, MORNING, G_MAXUINT, G_MAXUINT, G_MAXUINT, TAPE_NO_TIME);
  tape_quota_refuse (quota, TAPE_NO_TIME, TRUE, MORNING);
  assert_left (quota, MORNING, G_MAXUINT, G_MAXUINT, 0, tape_time_floor (MORNING, TAPE_DAY) + TAPE_DAY);
}

/* Another program has spent what we thought was left. */
static void
test_refused (void)
{
  g_autoptr (TapeQuota) quota = tape_quota_new (&free_plan);

  tape_quota_refuse (quota, TAPE_NO_TIME, FALSE, MORNING);
  assert_left (quota, MORNING, 5, 25, 0, MORNING + TAPE_MINUTE);
  g_assert_true (tape_quota_take (quota, 1, MORNING + TAPE_MINUTE));
  tape_quota_refuse (quota, MORNING + TAPE_HOUR, FALSE, MORNING + 2 * TAPE_MINUTE);
  tape_quota_refuse (quota, MORNING + TAPE_MINUTE, FALSE, MORNING + 2 * TAPE_MINUTE);
  g_assert_false (tape_quota_take (quota, 1, MORNING + TAPE_HOUR - 1));
  g_assert_true (tape_quota_take (quota, 1, MORNING + TAPE_HOUR));
  tape_quota_refuse (quota, TAPE_NO_TIME, TRUE, MORNING + TAPE_HOUR);
  assert_left (quota, MORNING + TAPE_HOUR, 4, 23, 0, MORNING + 14 * TAPE_HOUR);
}

/* Neither more calls nor a longer wait than there was. */
static void
test_clock_set_back (void)
{
  g_autoptr (TapeQuota) quota = tape_quota_new (&free_plan), refused = tape_quota_new (&free_plan),
                        over_midnight = tape_quota_new (&free_plan);
  const gint64 before = MORNING - 400 * TAPE_DAY, midnight = MORNING + 14 * TAPE_HOUR;

  for (guint i = 0; i < 5; i++)
    g_assert_true (tape_quota_take (quota, 1, MORNING));
  assert_left (quota, before, 0, 20, 0, before + TAPE_MINUTE);

  tape_quota_refuse (refused, MORNING + TAPE_HOUR, FALSE, MORNING);
  assert_left (refused, before, 5, 25, 0, before + TAPE_HOUR);

  g_assert_true (tape_quota_take (over_midnight, 1, midnight));
  assert_left (over_midnight, midnight - TAPE_SECOND, 4, 24, 4, midnight - TAPE_SECOND + TAPE_MINUTE);
  assert_left (over_midnight, midnight + TAPE_MINUTE, 5, 24, 5, TAPE_NO_TIME);
}

static void
test_another_plan (void)
{
  static const TapeQuotaLimits larger = { .per_minute = 75, .zone = "UTC" },
                               smaller = { .per_minute = 1, .per_day = 2 };
  g_autoptr (TapeQuota) quota = tape_quota_new (&free_plan);

  for (guint i = 0; i < 4; i++)
    g_assert_true (tape_quota_take (quota, 1, MORNING));
  tape_quota_set_limits (quota, &larger);
  assert_left (quota, MORNING, 71, G_MAXUINT, 71, MORNING + TAPE_MINUTE);
  tape_quota_set_limits (quota, &smaller);
  assert_left (quota, MORNING, 0, 0, 0, tape_time_floor (MORNING, TAPE_DAY) + TAPE_DAY);
}

static void
test_saved (void)
{
  g_autoptr (TapeQuota) quota = tape_quota_new (&free_plan), other = tape_quota_new (&free_plan);
  g_autoptr (GBytes) saved = NULL, again = NULL, nothing = g_bytes_new_static ("?", 1);

  for (guint i = 0; i < 3; i++)
    g_assert_true (tape_quota_take (quota, 1, MORNING + i));
  tape_quota_refuse (quota, MORNING + TAPE_SECOND, FALSE, MORNING + 3);
  saved = tape_quota_save (quota);
  g_assert_true (tape_quota_load (other, saved));
  assert_left (other, MORNING + 3, 2, 22, 0, MORNING + TAPE_SECOND);
  assert_left (other, MORNING + TAPE_SECOND, 2, 22, 2, MORNING + TAPE_MINUTE);
  again = tape_quota_save (quota);
  g_assert_true (g_bytes_equal (saved, again));
  g_assert_false (tape_quota_load (other, nothing));
  assert_left (other, MORNING + TAPE_SECOND, 2, 22, 2, MORNING + TAPE_MINUTE);
}

/* Whatever lies where a quota was saved, it is taken or not, and then counts. */
static void
test_saved_badly (void)
{
  g_autoptr (TapeQuota) quota = tape_quota_new (&free_plan);
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);
  g_autoptr (GBytes) saved = NULL;
  gsize length;
  const char *bytes;

  for (guint i = 0; i < 3; i++)
    g_assert_true (tape_quota_take (quota, 1, MORNING + i));
  saved = tape_quota_save (quota);
  bytes = g_bytes_get_data (saved, &length);
  for (guint round = 0; round < 200; round++)
    {
      g_autofree char *copy = g_memdup2 (bytes, length);
      g_autoptr (TapeQuota) other = tape_quota_new (&free_plan);
      g_autoptr (GBytes) spoilt = NULL;
      TapeQuotaLeft left;

      for (gint i = g_rand_int_range (rand, 1, 20); i > 0; i--)
        copy[g_rand_int_range (rand, 0, (gint)length)] = (char)g_rand_int (rand);
      spoilt = g_bytes_new (copy, (gsize)g_rand_int_range (rand, 0, (gint)length + 1));
      tape_quota_load (other, spoilt);
      tape_quota_get_left (other, MORNING, &left);
      g_assert_cmpuint (left.calls, <=, 5);
      g_assert_cmpint (tape_quota_next (other, 1, MORNING), >=, MORNING);
    }
}

/* --- Counting together. --- */

typedef struct
{
  char *folder;
  char *path;
} Shared;

static void
shared_set_up (Shared *self, G_GNUC_UNUSED gconstpointer data)
{
  self->folder = g_dir_make_tmp ("tape-quota-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "quotas", "finnhub", NULL);
}

static void
shared_tear_down (Shared *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *quotas = g_path_get_dirname (self->path);

  g_remove (self->path);
  g_rmdir (quotas);
  g_rmdir (self->folder);
  g_free (self->path);
  g_free (self->folder);
}

static TapeQuota *
share (const Shared *self)
{
  TapeQuota *quota = tape_quota_new (&free_plan);
  g_autoptr (GError) error = NULL;

  tape_quota_share (quota, self->path, &error);
  g_assert_no_error (error);
  return quota;
}

static void
test_shared (Shared *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (TapeQuota) one = share (self), other = share (self), later = NULL;

  g_assert_true (tape_quota_take (one, 3, MORNING));
  assert_left (other, MORNING, 2, 22, 2, MORNING + TAPE_MINUTE);
  g_assert_true (tape_quota_take (other, 2, MORNING));
  g_assert_false (tape_quota_take (one, 1, MORNING));
  tape_quota_refuse (other, MORNING + TAPE_HOUR, FALSE, MORNING);
  g_assert_cmpint (tape_quota_next (one, 1, MORNING), ==, MORNING + TAPE_HOUR);
  g_clear_pointer (&one, tape_quota_free);
  g_clear_pointer (&other, tape_quota_free);
  later = share (self);
  assert_left (later, MORNING, 0, 20, 0, MORNING + TAPE_HOUR);
}

/* What it had spent by itself is not lost where the file is new, nor where it holds something else. */
static void
test_shared_anew (Shared *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (TapeQuota) quota = tape_quota_new (&free_plan), other = NULL;

  g_assert_true (tape_quota_take (quota, 3, MORNING));
  g_assert_true (tape_quota_share (quota, self->path, NULL));
  other = share (self);
  assert_left (other, MORNING, 2, 22, 2, MORNING + TAPE_MINUTE);
  g_assert_true (g_file_set_contents (self->path, "something else", -1, NULL));
  g_assert_true (tape_quota_share (quota, self->path, NULL));
  assert_left (quota, MORNING, 2, 22, 2, MORNING + TAPE_MINUTE);
}

/* What all count by is set back with the clock, once. */
static void
test_shared_clock_set_back (Shared *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (TapeQuota) one = share (self), other = share (self);
  const gint64 before = MORNING - 400 * TAPE_DAY;

  g_assert_true (tape_quota_take (one, 5, MORNING));
  tape_quota_refuse (one, MORNING + 30 * TAPE_SECOND, FALSE, MORNING);
  assert_left (one, before, 0, 20, 0, before + TAPE_MINUTE);
  assert_left (other, before + TAPE_MINUTE, 5, 20, 5, TAPE_NO_TIME);
  assert_left (one, before + 2 * TAPE_DAY, 5, 25, 5, TAPE_NO_TIME);
}

static void
test_not_shared (Shared *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (TapeQuota) quota = tape_quota_new (&free_plan);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  g_assert_true (tape_quota_share (quota, self->path, NULL));
  path = g_build_filename (self->path, "below-a-file", NULL);
  g_clear_pointer (&quota, tape_quota_free);
  quota = tape_quota_new (&free_plan);
  g_assert_false (tape_quota_share (quota, path, &error));
  g_assert_nonnull (error);
  g_assert_true (tape_quota_take (quota, 5, MORNING));
  g_assert_false (tape_quota_take (quota, 1, MORNING));
}

static gpointer
take_all (gpointer data)
{
  g_autoptr (TapeQuota) quota = share (data);
  guint taken = 0;

  for (gint64 i = 0; i < 60; i++)
    taken += tape_quota_take (quota, 1, MORNING + i) ? 1 : 0;
  return GUINT_TO_POINTER (taken);
}

/* However many ask at once, no more calls are made than there are. */
static void
test_shared_by_threads (Shared *self, G_GNUC_UNUSED gconstpointer data)
{
  GThread *threads[4];
  guint taken = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("asks", take_all, self);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    taken += GPOINTER_TO_UINT (g_thread_join (threads[i]));
  g_assert_cmpuint (taken, ==, 5);
}

/* --- Against counting all calls. --- */

typedef struct
{
  gint64 time;
  guint cost;
} Call;

static gboolean
is_allowed (GArray *calls, const TapeQuotaLimits *limits, const TapeExchange *place, guint cost, gint64 now)
{
  guint64 minute = cost, today = cost;
  TapeDay day;

  tape_exchange_get_day (place, now, &day);
  for (guint i = 0; i < calls->len; i++)
    {
      const Call *call = &g_array_index (calls, Call, i);

      minute += call->time > now - TAPE_MINUTE ? call->cost : 0;
      today += call->time >= day.start ? call->cost : 0;
    }
  return minute <= limits->per_minute && today <= limits->per_day;
}

static void
test_random (void)
{
  const guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  const TapeExchange *place = tape_exchange_lookup ("XNYS");

  g_test_message ("seed %u", seed);
  for (guint round = 0; round < 8; round++)
    {
      const TapeQuotaLimits limits = { .per_minute = (guint)g_rand_int_range (rand, 3, 10),
                                       .per_day = (guint)g_rand_int_range (rand, 10, 300),
                                       .zone = "America/New_York" };
      g_autoptr (TapeQuota) quota = tape_quota_new (&limits);
      g_autoptr (GArray) calls = g_array_new (FALSE, FALSE, sizeof (Call));
      gint64 now = MORNING;

      for (guint i = 0; i < 300; i++)
        {
          Call call = { now, (guint)g_rand_int_range (rand, 1, 4) };
          gint64 next = tape_quota_next (quota, call.cost, now);
          gboolean allowed = is_allowed (calls, &limits, place, call.cost, now);

          g_assert_true ((next == now) == allowed);
          g_assert_true (is_allowed (calls, &limits, place, call.cost, next));
          g_assert_true (next == now || !is_allowed (calls, &limits, place, call.cost, next - 1));
          g_assert_true (tape_quota_take (quota, call.cost, now) == allowed);
          if (allowed)
            g_array_append_val (calls, call);
          now += g_rand_int_range (rand, 0, 10) == 0 ? next - now : g_rand_int_range (rand, 0, 40) * TAPE_SECOND / 2;
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quota/minute", test_minute);
  g_test_add_func ("/quota/day-of-the-service", test_day);
  g_test_add_func ("/quota/cost", test_cost);
  g_test_add_func ("/quota/unlimited", test_unlimited);
  g_test_add_func ("/quota/refused", test_refused);
  g_test_add_func ("/quota/clock-set-back", test_clock_set_back);
  g_test_add_func ("/quota/another-plan", test_another_plan);
  g_test_add_func ("/quota/saved", test_saved);
  g_test_add_func ("/quota/saved-badly", test_saved_badly);
  g_test_add ("/quota/shared", Shared, NULL, shared_set_up, test_shared, shared_tear_down);
  g_test_add ("/quota/shared/anew", Shared, NULL, shared_set_up, test_shared_anew, shared_tear_down);
  g_test_add ("/quota/shared/clock-set-back", Shared, NULL, shared_set_up, test_shared_clock_set_back,
              shared_tear_down);
  g_test_add ("/quota/shared/not", Shared, NULL, shared_set_up, test_not_shared, shared_tear_down);
  g_test_add ("/quota/shared/by-threads", Shared, NULL, shared_set_up, test_shared_by_threads, shared_tear_down);
  g_test_add_func ("/quota/random-equals-counting-all", test_random);
  return g_test_run ();
}
