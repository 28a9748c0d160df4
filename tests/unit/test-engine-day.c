/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Frames against the oracle: the trading day of each instrument, its averages, groups and flows. */

#include "../support/lean.h"
#include "engine-oracle.h"
#include "engine-streams.h"

#include <math.h>

static void
assert_row (const TapeFrameRow *row, const TapeFrameRow *oracle)
{
  g_assert_cmpint (row->last_time, ==, oracle->last_time);
  oracle_assert_close (row->latest, oracle->latest, 0);
  g_assert_cmpint (row->day, ==, oracle->day);
  for (guint i = 0; i < TAPE_N_VALUES; i++)
    oracle_assert_close (row->values[i], oracle->values[i], MAX (100, row->latest));
  if (oracle->day == TAPE_NO_TIME)
    return;
  g_assert_cmpint (row->date, ==, oracle->date);
  g_assert_cmpfloat (row->open, ==, oracle->open);
  g_assert_cmpfloat (row->high, ==, oracle->high);
  g_assert_cmpfloat (row->low, ==, oracle->low);
  g_assert_cmpfloat (row->last, ==, oracle->last);
  g_assert_cmpfloat (row->volume, ==, oracle->volume);
  g_assert_cmpuint (row->count, ==, oracle->count);
  oracle_assert_close (row->turnover, oracle->turnover, 0);
  oracle_assert_close (row->vwap, oracle->vwap, 0);
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    {
      g_assert_cmpuint (row->flow[side].count, ==, oracle->flow[side].count);
      g_assert_cmpfloat (row->flow[side].quantity, ==, oracle->flow[side].quantity);
      oracle_assert_close (row->flow[side].turnover, oracle->flow[side].turnover, 0);
    }
  oracle_assert_close (row->previous_close, oracle->previous_close, 0);
  if (!isnan (oracle->previous_close))
    g_assert_cmpint (row->previous_date, ==, oracle->previous_date);
  g_assert_cmpint (row->base, ==, oracle->base);
  oracle_assert_close (row->growth, oracle->growth, 1);
}

/* A group from the rows of its members, one after the other. */
static void
assert_group (TapeUniverse *universe, const TapeFrame *frame, TapeGrouping grouping, guint group)
{
  const TapeFrameGroup *found = &frame->groups[grouping][group];
  guint members = 0, growing = 0;
  gboolean opens = FALSE, closes = FALSE;
  double growth = 0;

  for (guint32 i = 0; i < frame->n_rows; i++)
    {
      const TapeFrameRow *row = &frame->rows[i];

      if (!tape_frame_row_is_current (frame, row)
          || !tape_instrument_in_group (tape_universe_get (universe, i), grouping, group))
        continue;
      members++;
      growing += row->growth > 0;
      growth += row->growth;
      opens |= row->base == TAPE_BASE_OPEN;
      closes |= row->base == TAPE_BASE_PREVIOUS_CLOSE;
    }
  g_assert_cmpuint (found->members, ==, members);
  g_assert_cmpuint (found->growing, ==, growing);
  oracle_assert_close (found->growth, members == 0 ? NAN : growth / members, 1);
  if (members > 0)
    g_assert_cmpint (found->base, ==,
                     opens && closes ? TAPE_BASE_MIXED
                     : opens         ? TAPE_BASE_OPEN
                                     : TAPE_BASE_PREVIOUS_CLOSE);
}

/* The indices of all groups, with the indicators over them. */
static void
assert_indices (const TapeFrame *frame, Oracle *oracle)
{
  TapeFrameGroup *groups[TAPE_N_GROUPINGS];

  for (guint grouping = 0; grouping < TAPE_N_GROUPINGS; grouping++)
    groups[grouping] = g_new0 (TapeFrameGroup, tape_group_count (grouping));
  oracle_group_indices (oracle, groups);
  for (guint grouping = 0; grouping < TAPE_N_GROUPINGS; grouping++)
    {
      for (guint i = 0; i < tape_group_count (grouping); i++)
        {
          oracle_assert_close (frame->groups[grouping][i].index, groups[grouping][i].index, 100);
          for (guint j = 0; j < TAPE_N_VALUES; j++)
            oracle_assert_close (frame->groups[grouping][i].values[j], groups[grouping][i].values[j], 100);
        }
      g_free (groups[grouping]);
    }
}

static void
assert_totals (const TapeFrame *frame)
{
  guint up = 0, down = 0, flat = 0;
  TapeFlow flow[TAPE_N_SIDES] = { 0 };

  for (guint32 i = 0; i < frame->n_rows; i++)
    {
      const TapeFrameRow *row = &frame->rows[i];

      if (!tape_frame_row_is_current (frame, row))
        continue;
      up += row->growth > 0;
      down += row->growth < 0;
      flat += row->growth == 0;
      for (guint side = 0; side < TAPE_N_SIDES; side++)
        {
          flow[side].count += row->flow[side].count;
          flow[side].quantity += row->flow[side].quantity;
        }
    }
  g_assert_cmpuint (frame->up, ==, up);
  g_assert_cmpuint (frame->down, ==, down);
  g_assert_cmpuint (frame->flat, ==, flat);
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    {
      g_assert_cmpuint (frame->flow[side].count, ==, flow[side].count);
      g_assert_cmpfloat (frame->flow[side].quantity, ==, flow[side].quantity);
    }
}

static void
assert_frame (TapeUniverse *universe, TapeEngine *engine, Oracle *oracle)
{
  g_autoptr (TapeFrame) frame = tape_engine_make_frame (engine);
  gint32 market_day = G_MININT32;

  g_assert_cmpuint (frame->n_rows, ==, tape_universe_count (universe));
  for (guint32 i = 0; i < frame->n_rows; i++)
    {
      TapeFrameRow expected;

      oracle_row (oracle, i, &expected);
      assert_row (&frame->rows[i], &expected);
      if (expected.day != TAPE_NO_TIME)
        market_day = MAX (market_day, expected.date);
    }
  g_assert_cmpint (frame->market_day, ==, market_day);
  for (TapeGrouping grouping = 0; grouping < TAPE_N_GROUPINGS; grouping++)
    for (guint group = 0; group < tape_group_count (grouping); group++)
      assert_group (universe, frame, grouping, group);
  assert_indices (frame, oracle);
  assert_totals (frame);
  for (guint i = 0; i < frame->n_sources; i++)
    {
      const OracleSource *source = oracle_source (oracle, frame->sources[i].source);

      g_assert_cmpuint (frame->sources[i].trades, ==, source->trades);
      g_assert_cmpuint (frame->sources[i].bars, ==, source->bars);
      g_assert_cmpuint (frame->sources[i].late, ==, source->late);
      g_assert_cmpuint (frame->sources[i].late_dropped, ==, source->late_dropped);
    }
}

/* Frames at random moments, the last one after the end. */
static void
run (guint32 seed, gint64 gap, gboolean daily_bars)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (TapeUniverse) universe = stream_universe ();
  TapeEngineConfig config = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT };
  StreamSpec spec = {
    .start = g_rand_int_range (random, -2000, 17000) * TAPE_DAY,
    .gap = gap,
    .spread = g_rand_int_range (random, 0, 4) * gap,
    .n = 300,
    .n_sources = (guint)g_rand_int_range (random, 1, 4),
    .live = g_rand_boolean (random),
    .price = 100,
    .daily_bars = daily_bars,
  };
  g_autoptr (GArray) stream = NULL;
  g_autoptr (TapeEngine) engine = tape_engine_new (universe, &config);
  g_autoptr (Oracle) oracle = oracle_new (universe, &config);

  if (!spec.live)
    spec.bars_ahead = g_rand_int_range (random, 0, 4) * TAPE_DAY;
  stream = stream_new (universe, &spec, g_rand_int (random));
  g_test_message ("seed %u: %u %s sources", seed, spec.n_sources, spec.live ? "live" : "recorded");
  for (guint at = 0; at < stream->len;)
    {
      g_autoptr (TapeBatch) batch = stream_batch (stream, &at, stream->len, (guint)g_rand_int_range (random, 1, 30));

      oracle_process (oracle, batch);
      tape_engine_process (engine, batch);
      if (g_rand_int_range (random, 0, 20) == 0)
        assert_frame (universe, engine, oracle);
    }
  assert_frame (universe, engine, oracle);
}

static void
test_averages (void)
{
  for (guint round = 0; round < LEAN (15); round++)
    run ((guint32)g_test_rand_int (), 12 * TAPE_SECOND, FALSE);
}

static void
test_days (void)
{
  for (guint round = 0; round < LEAN (40); round++)
    run ((guint32)g_test_rand_int (), (gint64)g_test_rand_int_range (5, 90) * TAPE_MINUTE, FALSE);
}

static void
test_daily_bars (void)
{
  for (guint round = 0; round < LEAN (40); round++)
    run ((guint32)g_test_rand_int (), (gint64)g_test_rand_int_range (5, 90) * TAPE_MINUTE, TRUE);
}

/* The mean of the last five closed minutes. */
static double
read_average (TapeEngine *engine)
{
  g_autoptr (TapeFrame) frame = tape_engine_make_frame (engine);

  return frame->rows[0].values[TAPE_VALUE_SMA_5];
}

/* Six minutes at prices 1 to 6, all closed when their source ends; a trade of the last then opens that again. */
static void
test_open_again (void)
{
  static const StreamEvent begin = { .kind = TAPE_BATCH_BEGIN };
  static const StreamEvent end = { .kind = TAPE_BATCH_END };
  const TapeEngineConfig config = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT };
  g_autoptr (TapeUniverse) universe = stream_universe ();
  g_autoptr (TapeEngine) engine = tape_engine_new (universe, &config);
  g_autoptr (GArray) stream = g_array_new (FALSE, TRUE, sizeof (StreamEvent));

  g_array_append_val (stream, begin);
  for (guint minute = 0; minute < 6; minute++)
    {
      gint64 time = 1000 * TAPE_DAY + minute * TAPE_MINUTE;
      const StreamEvent event
          = { .kind = TAPE_BATCH_TRADES,
              .trade = { .event_time = time, .receive_time = time, .price = minute + 1, .quantity = 1 } };

      g_array_append_val (stream, event);
    }
  g_array_append_val (stream, end);
  g_array_append_vals (stream, &g_array_index (stream, StreamEvent, 0), 1);
  g_array_append_vals (stream, &g_array_index (stream, StreamEvent, 6), 1);

  stream_feed (stream, 0, 7, 7, engine);
  g_assert_cmpfloat (read_average (engine), ==, 3);
  stream_feed (stream, 7, 8, 1, engine);
  g_assert_cmpfloat (read_average (engine), ==, 4);
  stream_feed (stream, 8, 10, 1, engine);
  g_assert_cmpfloat (read_average (engine), ==, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/frame/averages-of-closed-minutes-equal-oracle", test_averages);
  g_test_add_func ("/engine/frame/days-growth-and-flows-equal-oracle", test_days);
  g_test_add_func ("/engine/frame/daily-bars-stand-in-for-days-without-trades", test_daily_bars);
  g_test_add_func ("/engine/frame/a-minute-that-opens-again-leaves-the-averages", test_open_again);
  return g_test_run ();
}
