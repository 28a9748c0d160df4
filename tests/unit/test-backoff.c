/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-backoff.h"

#define ALMOST_ONE 0.9999999

/* The time within which it tries again grows from a second to a minute, and is used to the full. */
static void
test_doubles (void)
{
  static const gint64 within[] = { 1, 2, 4, 8, 16, 32, 60, 60, 60 };
  TapeBackoff backoff;

  for (guint half = 0; half <= 2; half++)
    {
      tape_backoff_init (&backoff);
      for (gsize i = 0; i < G_N_ELEMENTS (within); i++)
        {
          gint64 wait = tape_backoff_fail (&backoff, 1000, -1, half == 2 ? ALMOST_ONE : half * 0.5) - 1000;
          gint64 wanted = within[i] * TAPE_SECOND * half / 2;

          g_assert_cmpint (wait, <=, wanted);
          g_assert_cmpint (wait, >=, wanted - 10);
        }
    }
}

static void
test_retry_after (void)
{
  TapeBackoff backoff;

  tape_backoff_init (&backoff);
  g_assert_cmpint (tape_backoff_fail (&backoff, 5, 0, 0.5), ==, 5);
  g_assert_cmpint (tape_backoff_fail (&backoff, 5, 90 * TAPE_SECOND, 0.5), ==, 5 + 90 * TAPE_SECOND);
  g_assert_cmpint (tape_backoff_fail (&backoff, 5, G_MAXINT64, 0.5), ==, 5 + TAPE_BACKOFF_LONGEST);
  g_assert_cmpint (tape_backoff_fail (&backoff, 0, -1, 0.5), ==, 4 * TAPE_SECOND);
}

/* What works for a moment between failures is not healthy; what worked for half a minute begins anew. */
static void
test_health (void)
{
  TapeBackoff backoff;
  gint64 now = 100 * TAPE_SECOND;

  tape_backoff_init (&backoff);
  for (guint i = 0; i < 5; i++)
    {
      tape_backoff_fail (&backoff, now, -1, 0);
      tape_backoff_works (&backoff, now);
      now += TAPE_BACKOFF_HEALTH - 1;
    }
  g_assert_cmpint (tape_backoff_fail (&backoff, now, -1, 0.5) - now, ==, 16 * TAPE_SECOND);

  tape_backoff_works (&backoff, now);
  now += TAPE_BACKOFF_HEALTH;
  g_assert_cmpint (tape_backoff_fail (&backoff, now, -1, 0.5) - now, ==, TAPE_SECOND / 2);

  /* Health is told apart from failures since, not before. */
  g_assert_cmpint (tape_backoff_fail (&backoff, now + TAPE_HOUR, -1, 0.5) - now - TAPE_HOUR, ==, TAPE_SECOND);
}

static void
test_many (void)
{
  TapeBackoff backoff;

  tape_backoff_init (&backoff);
  backoff.failures = G_MAXUINT - 1;
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (tape_backoff_fail (&backoff, 0, -1, 0.5), ==, 30 * TAPE_SECOND);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backoff/doubles-from-a-second-to-a-minute", test_doubles);
  g_test_add_func ("/backoff/believes-retry-after", test_retry_after);
  g_test_add_func ("/backoff/forgets-failures-after-health", test_health);
  g_test_add_func ("/backoff/counts-without-end", test_many);
  return g_test_run ();
}
