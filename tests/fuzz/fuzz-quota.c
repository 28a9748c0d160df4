/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tape-fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "feed/tape-quota.h"

/* The file by which calls are counted together, whatever it holds: what it says is spent is never more than there is, nobody waits
 * for longer than a service may want, and what is saved again is read again. */

#define NOW (G_GINT64_CONSTANT (1772827200) * TAPE_SECOND)

static const TapeQuotaLimits limits = { .per_minute = 8, .per_day = 800 };

static void
check_left (TapeQuota *quota, gint64 now)
{
  TapeQuotaLeft left;
  gint64 next = tape_quota_next (quota, 1, now);

  tape_quota_get_left (quota, now, &left);
  g_assert_cmpuint (left.minute, <=, limits.per_minute);
  g_assert_cmpuint (left.day, <=, limits.per_day);
  g_assert_cmpuint (left.calls, <=, MIN (left.minute, left.day));
  g_assert_cmpint (next, >=, now);
  g_assert_cmpint (next, <=, now + 8 * TAPE_DAY);
  g_assert_true (left.calls > 0 || left.back == next);
  g_assert_true ((left.calls > 0) == (next == now));
}

/* What was saved is what is read. */
static void
check_saved (TapeQuota *quota)
{
  g_autoptr (GBytes) saved = tape_quota_save (quota);
  g_autoptr (GBytes) again = NULL;
  g_autoptr (TapeQuota) other = tape_quota_new (&limits);

  g_assert_true (tape_quota_load (other, saved));
  again = tape_quota_save (other);
  g_assert_true (g_bytes_equal (saved, again));
}

static void
spend (TapeQuota *quota, gint64 now)
{
  gint64 next = tape_quota_next (quota, 1, now);

  g_assert_true (tape_quota_take (quota, 1, now) == (next <= now));
  g_assert_true (tape_quota_take (quota, 1, next) || next == now);
  check_left (quota, next);
  tape_quota_refuse (quota, TAPE_NO_TIME, FALSE, next);
  g_assert_false (tape_quota_take (quota, 1, next));
  check_left (quota, next);
  check_left (quota, now - TAPE_DAY);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  int file = memfd_create ("fuzz-quota", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", file);
  g_autoptr (TapeQuota) quota = tape_quota_new (&limits);

  g_assert_cmpint (file, >=, 0);
  g_assert_cmpint (write (file, data, size), ==, size);
  g_assert_true (tape_quota_share (quota, path, NULL));
  check_saved (quota);
  check_left (quota, NOW);
  spend (quota, NOW);
  check_saved (quota);
  close (file);
  return 0;
}
