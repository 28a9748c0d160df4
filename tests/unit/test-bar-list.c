/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists of bars, and the intervals that they are shown in. */

#include "series-store.h"

#include "model/tape-bar-list.h"

/* Merging in any order of tellings gives what the fullest telling of each bar says. */
static void
test_merge_oracle (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
      guint32 counts[40] = { 0 };
      guint i = 0;

      for (guint telling = 0; telling < 8; telling++)
        {
          g_autoptr (GArray) more = g_array_new (FALSE, FALSE, sizeof (TapeBar));
          g_autoptr (GArray) before = g_array_copy (bars);
          guint first;

          for (guint at = 0; at < G_N_ELEMENTS (counts); at++)
            if (g_rand_int_range (rand, 0, 3) == 0)
              {
                guint32 count = (guint32)g_rand_int_range (rand, 1, 20);

                store_add_bar (more, store_make_bar (at * TAPE_MINUTE, TAPE_BAR_MINUTE, count, count));
                counts[at] = MAX (counts[at], count);
              }
          first = tape_bar_list_merge (bars, (const TapeBar *)(void *)more->data, more->len);
          for (guint j = 0; j < MIN (first, before->len); j++)
            {
              g_assert_cmpint (g_array_index (bars, TapeBar, j).start, ==, g_array_index (before, TapeBar, j).start);
              g_assert_cmpuint (g_array_index (bars, TapeBar, j).count, ==, g_array_index (before, TapeBar, j).count);
            }
          if (first == bars->len)
            g_assert_cmpuint (before->len, ==, bars->len);
          g_assert_true (tape_bar_list_holds (more, bars, G_MININT64, G_MAXINT64));
        }
      for (guint at = 0; at < G_N_ELEMENTS (counts); at++)
        if (counts[at] > 0)
          {
            g_assert_cmpint (g_array_index (bars, TapeBar, i).start, ==, at * TAPE_MINUTE);
            g_assert_cmpuint (g_array_index (bars, TapeBar, i).count, ==, counts[at]);
            g_assert_cmpuint (tape_bar_list_find (bars, at * TAPE_MINUTE), ==, i);
            i++;
          }
      g_assert_cmpuint (bars->len, ==, i);
    }
}

static void
test_interval_names (void)
{
  TapeInterval interval;

  g_assert_true (tape_interval_parse ("5", &interval));
  g_assert_cmpint (interval, ==, TAPE_INTERVAL_5_MINUTES);
  g_assert_true (tape_interval_parse (" 1H ", &interval));
  g_assert_cmpint (interval, ==, TAPE_INTERVAL_1_HOUR);
  g_assert_true (tape_interval_parse ("60", &interval));
  g_assert_cmpint (interval, ==, TAPE_INTERVAL_1_HOUR);
  g_assert_true (tape_interval_parse ("5s", &interval));
  g_assert_cmpint (interval, ==, TAPE_INTERVAL_5_SECONDS);
  g_assert_true (tape_interval_parse ("1d", &interval));
  g_assert_cmpint (interval, ==, TAPE_INTERVAL_1_DAY);
  g_assert_false (tape_interval_parse ("7", &interval));
  g_assert_false (tape_interval_parse ("", &interval));
  g_assert_false (tape_interval_parse ("x", &interval));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/interval/names", test_interval_names);
  g_test_add_func ("/model/bar-list/merge-equals-the-fullest-telling", test_merge_oracle);
  return g_test_run ();
}
