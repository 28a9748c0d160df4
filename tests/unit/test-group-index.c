/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The index of a group: by hand, and the running one against that of the bars that were handed on. */

#include "analytics/tape-group-series.h"
#include "engine-ledger.h"
#include "engine-streams.h"
#include "engine/tape-standing.h"

#include <math.h>

#define DAY(i)              (1000 * TAPE_DAY + (i)*TAPE_DAY)
#define AT(i, hour, minute) (DAY (i) + (hour)*TAPE_HOUR + (minute)*TAPE_MINUTE)

static TapeDay
make_day (gint i)
{
  return (TapeDay){ 1000 + i, DAY (i), DAY (i + 1), AT (i, 9, 30), AT (i, 16, 0) };
}

static TapeGroupMember
make_member (gint i, double previous_close)
{
  TapeGroupMember member = { 0 };
  TapeDay day = make_day (i);

  tape_group_member_begin (&member, &day, previous_close);
  return member;
}

/* Prices before the session count until it has traded, those after it only where it had none. */
static void
test_session (void)
{
  TapeGroupMember member = make_member (0, NAN);

  g_assert_false (tape_group_member_is_in_day (&member, AT (0, 9, 0)));
  tape_group_member_add (&member, AT (0, 9, 0), 50, 51);
  g_assert_true (tape_group_member_is_in_day (&member, AT (0, 9, 0)));
  g_assert_false (tape_group_member_is_in_day (&member, DAY (1)));
  g_assert_cmpfloat (member.growth, ==, (51. - 50) / 50);
  tape_group_member_add (&member, AT (0, 9, 29), 52, 55);
  g_assert_cmpfloat (member.growth, ==, (55. - 50) / 50);
  tape_group_member_add (&member, AT (0, 9, 30), 60, 66);
  g_assert_cmpfloat (member.growth, ==, (66. - 60) / 60);
  tape_group_member_add (&member, AT (0, 15, 59), 70, 72);
  tape_group_member_add (&member, AT (0, 16, 0), 80, 90);
  g_assert_cmpfloat (member.growth, ==, (72. - 60) / 60);

  member = make_member (0, 100);
  tape_group_member_add (&member, AT (0, 17, 0), 80, 90);
  g_assert_cmpfloat (member.growth, ==, (90. - 100) / 100);
}

/* A day counts until two days after its start; who never traded, or has no growth, does not count at all. */
static void
test_members (void)
{
  static const guint32 all[] = { 0, 1, 2, 3 }, one[] = { 0 };
  TapeGroupMember members[4] = { make_member (0, 100), make_member (1, 10), make_member (0, NAN), make_member (1, 0) };
  gint64 last = DAY (2) - TAPE_MINUTE;

  g_assert_true (isnan (tape_group_index_value (members, all, 4, AT (0, 10, 0))));
  tape_group_member_add (&members[0], AT (0, 10, 0), 100, 110);
  tape_group_member_add (&members[1], AT (1, 10, 0), 10, 8);
  tape_group_member_add (&members[3], AT (1, 10, 0), 10, 8);
  g_assert_true (isnan (members[3].growth));
  g_assert_cmpfloat_with_epsilon (tape_group_index_value (members, all, 4, last), 95, 1e-12);
  g_assert_cmpfloat_with_epsilon (tape_group_index_value (members, one, 1, last), 110, 1e-12);
  g_assert_cmpfloat_with_epsilon (tape_group_index_value (members, all, 4, DAY (2)), 80, 1e-12);
  g_assert_true (isnan (tape_group_index_value (members, one, 1, DAY (2))));
}

static void
test_bars (void)
{
  static const double values[] = { 101, 99, 103 };
  static const double opens[] = { 101, 101, 99 };
  TapeGroupIndex index = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      TapeIndicatorBar bar;

      tape_group_index_add (&index, AT (0, 10, i), values[i], &bar);
      g_assert_cmpint (bar.start, ==, AT (0, 10, i));
      g_assert_cmpfloat (bar.open, ==, opens[i]);
      g_assert_cmpfloat (bar.close, ==, values[i]);
      g_assert_cmpfloat (bar.high, ==, MAX (opens[i], values[i]));
      g_assert_cmpfloat (bar.low, ==, MIN (opens[i], values[i]));
    }
}

/* --- Running and of stored bars --- */

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const TapeBar *one = a, *other = b;

  return (one->start > other->start) - (one->start < other->start);
}

static GArray *
list_bars (Ledger *ledger)
{
  GArray *bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  GHashTableIter iter;
  gpointer bar;

  g_hash_table_iter_init (&iter, ledger->bars);
  while (g_hash_table_iter_next (&iter, NULL, &bar))
    g_array_append_vals (bars, bar, 1);
  g_array_sort (bars, compare_starts);
  return bars;
}

static GArray *
compute_series (TapeUniverse *universe, const GArray *bars, TapeGrouping grouping, guint group)
{
  g_autoptr (TapeGroupSeries) series = tape_group_series_new (universe);

  for (guint i = 0; i < bars->len; i++)
    {
      const TapeBar *bar = &g_array_index (bars, TapeBar, i);

      if (!tape_instrument_in_group (tape_universe_get (universe, bar->instrument), grouping, group))
        continue;
      if (bar->length == TAPE_BAR_DAY)
        tape_group_series_add_day (series, bar);
      else if (bar->length == TAPE_BAR_MINUTE)
        tape_group_series_add_minute (series, bar);
    }
  return tape_group_series_compute (series);
}

static void
assert_group (const TapeFrameGroup *group, const GArray *series)
{
  const TapeIndicatorBar *bars = (const TapeIndicatorBar *)(gconstpointer)series->data;
  TapeStanding standing;
  g_autofree gpointer state = NULL;

  if (series->len == 0)
    {
      g_assert_true (isnan (group->index) && isnan (group->values[TAPE_VALUE_EMA_10]));
      return;
    }
  tape_standing_init (&standing);
  state = g_malloc0 (standing.size);
  for (guint i = 0; i < series->len; i++)
    tape_standing_update (&standing, state, &bars[i]);
  g_assert_cmpmem (&group->index, sizeof (double), &bars[series->len - 1].close, sizeof (double));
  g_assert_cmpmem (group->values, sizeof group->values, state, TAPE_N_VALUES * sizeof (double));
  tape_standing_clear (&standing);
}

/* Where no trade comes too late for its minute both are the same to the last bit. */
static void
test_running (void)
{
  g_autoptr (TapeUniverse) universe = stream_universe ();
  guint n_bars = 0;

  for (guint round = 0; round < 20; round++)
    {
      gint64 gap = round % 2 == 0 ? 12 * TAPE_SECOND : 40 * TAPE_MINUTE;
      const StreamSpec spec = { .start = g_test_rand_int_range (0, 17000) * TAPE_DAY,
                                .gap = gap,
                                .spread = gap,
                                .n = 500,
                                .n_sources = 2,
                                .price = 100 };
      const TapeEngineConfig config = { .lateness = 50 * gap, .trigger = TAPE_TRIGGER_DEFAULT };
      g_autoptr (GArray) stream = stream_new (universe, &spec, (guint32)g_test_rand_int ());
      g_autoptr (TapeEngine) engine = tape_engine_new (universe, &config);
      g_autoptr (Ledger) ledger = ledger_new ();
      g_autoptr (TapeFrame) frame = NULL;
      g_autoptr (GArray) bars = NULL;

      stream_feed (stream, 0, stream->len, 20, engine);
      ledger_take (ledger, engine);
      frame = tape_engine_make_frame (engine);
      bars = list_bars (ledger);
      for (TapeGrouping grouping = 0; grouping < TAPE_N_GROUPINGS; grouping++)
        for (guint i = 0; i < tape_group_count (grouping); i++)
          {
            g_autoptr (GArray) series = compute_series (universe, bars, grouping, i);

            assert_group (&frame->groups[grouping][i], series);
            n_bars += series->len;
          }
    }
  g_assert_cmpuint (n_bars, >, 1000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/group-index/prices-of-the-session-once-it-has-traded", test_session);
  g_test_add_func ("/group-index/members-of-a-present-day", test_members);
  g_test_add_func ("/group-index/bars-open-where-the-last-closed", test_bars);
  g_test_add_func ("/group-index/running-equals-that-of-stored-bars", test_running);
  return g_test_run ();
}
