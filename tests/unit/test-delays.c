/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long events need for each hop: of the last batches, by source, and through a session. */

#include <math.h>

#include "../support/session-fixture.h"
#include "../support/store-fixture.h"
#include "pipeline/tape-delays.h"

#define N_ROWS 2000

static gboolean
is_wanted (guint32 source, gpointer data)
{
  const guint32 *wanted = data;

  return source == *wanted || *wanted == 0;
}

static TapeDelay
get (TapeDelays *delays, TapeHop hop, guint32 source)
{
  TapeDelay delay;

  tape_delays_get (delays, hop, is_wanted, &source, &delay);
  return delay;
}

static void
test_quantiles (void)
{
  g_autoptr (TapeDelays) delays = tape_delays_new ();
  TapeDelay delay = get (delays, TAPE_HOP_STORED, 0);

  g_assert_true (isnan (delay.half) && isnan (delay.most));
  for (gint i = 100; i > 0; i--)
    tape_delays_add (delays, 3, TAPE_HOP_STORED, i);
  delay = get (delays, TAPE_HOP_STORED, 3);
  g_assert_cmpfloat (delay.half, ==, 50);
  g_assert_cmpfloat (delay.most, ==, 99);
  g_assert_true (isnan (get (delays, TAPE_HOP_DRAWN, 3).half));
  g_assert_true (isnan (get (delays, TAPE_HOP_STORED, 2).half));

  /* A clock that is ahead. */
  tape_delays_add (delays, 1, TAPE_HOP_RECEIVED, -5000);
  g_assert_cmpfloat (get (delays, TAPE_HOP_RECEIVED, 1).half, ==, 0);
  g_assert_cmpfloat (get (delays, TAPE_HOP_RECEIVED, 1).most, ==, 0);
}

/* Of several sources together; what is long ago is forgotten. */
static void
test_last (void)
{
  g_autoptr (TapeDelays) delays = tape_delays_new ();

  for (gint i = 0; i < 3 * TAPE_DELAYS_KEPT; i++)
    tape_delays_add (delays, 1, TAPE_HOP_COMPUTED, i < 2 * TAPE_DELAYS_KEPT ? 1000000 : 10);
  for (gint i = 0; i < TAPE_DELAYS_KEPT; i++)
    tape_delays_add (delays, 9, TAPE_HOP_COMPUTED, 30);
  g_assert_cmpfloat (get (delays, TAPE_HOP_COMPUTED, 1).most, ==, 10);
  g_assert_cmpfloat (get (delays, TAPE_HOP_COMPUTED, 9).half, ==, 30);
  g_assert_cmpfloat (get (delays, TAPE_HOP_COMPUTED, 0).half, ==, 10);
  g_assert_cmpfloat (get (delays, TAPE_HOP_COMPUTED, 0).most, ==, 30);
}

/* A file has no time of its own at which it is received. */
static void
test_session (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_write_mixed (fixture->folder, "mixed.csv", 'a', N_ROWS);
  const char *const paths[] = { path, NULL };
  g_autoptr (TapeSession) session = session_open (fixture->path, FALSE);
  TapeFeed *feed = session_add_replay (session, paths, FALSE);
  gint64 begun = g_get_monotonic_time ();
  g_autoptr (TapeFrame) frame = NULL;

  g_assert_true (tape_session_run (session, NULL, NULL));
  frame = tape_session_take_frame (session);
  g_assert_nonnull (frame);
  g_assert_cmpuint (frame->n_sources, ==, 1);
  g_assert_cmpint (frame->sources[0].handed_over, >=, begun);
  g_assert_cmpint (frame->sources[0].handed_over, <=, g_get_monotonic_time ());
  tape_session_note_drawn (session, frame);
  for (guint hop = 0; hop < TAPE_N_HOPS; hop++)
    {
      TapeDelay delay, other;

      tape_session_get_delay (session, feed, (TapeHop)hop, &delay);
      tape_session_get_delay (session, NULL, (TapeHop)hop, &other);
      g_assert_true (isnan (other.half));
      g_assert_cmpint (isnan (delay.half) != 0, ==, hop == TAPE_HOP_RECEIVED);
      if (hop != TAPE_HOP_RECEIVED)
        g_assert_cmpfloat (delay.half, <=, delay.most);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/delays/quantiles", test_quantiles);
  g_test_add_func ("/delays/last", test_last);
  STORE_TEST ("/delays/session", test_session);
  return g_test_run ();
}
