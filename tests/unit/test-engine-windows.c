/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Free windows against the oracle, row for row in the order in which they are handed on. */

#include "../support/lean.h"
#include "engine-oracle.h"
#include "engine-streams.h"

typedef struct
{
  const char *window;
  gint64 gap;
  guint n;
} WindowCase;

/* Gaps such that windows hold a few trades, and that a stream spans many of them. */
static const WindowCase cases[] = {
  { "1m", 5 * TAPE_SECOND, 400 },     { "1s", TAPE_SECOND / 5, 400 },       { "5m/1m", 20 * TAPE_SECOND, 300 },
  { "10s/5s", 2 * TAPE_SECOND, 300 }, { "1h/1m", 2 * TAPE_MINUTE, 100 },    { "24h", TAPE_HOUR, 300 },
  { "1d", TAPE_HOUR, 300 },           { "90s/45s", 10 * TAPE_SECOND, 300 }, { "session", TAPE_HOUR, 300 },
};

/* Plain, over midnight into 1970, over the ends of summer time in Europe and in America. */
static const gint64 starts[] = {
  G_GINT64_CONSTANT (1381150800) * TAPE_SECOND,
  -30 * TAPE_MINUTE,
  G_GINT64_CONSTANT (1382745600) * TAPE_SECOND,
  G_GINT64_CONSTANT (1383350400) * TAPE_SECOND,
};

static const double prices[] = { 100, 1e12, 1e-12 };

static StreamSpec
draw_stream (GRand *random, const WindowCase *window, TapeMode mode)
{
  StreamSpec spec = {
    .start = starts[g_rand_int_range (random, 0, G_N_ELEMENTS (starts))],
    .gap = window->gap,
    .spread = g_rand_int_range (random, 0, 4) * window->gap,
    .n = mode == TAPE_MODE_COMPLETE ? window->n / 4 : window->n,
    .n_sources = (guint)g_rand_int_range (random, 1, 4),
    .live = g_rand_boolean (random),
    .price = prices[g_rand_int_range (random, 0, G_N_ELEMENTS (prices))],
  };

  return spec;
}

static TapeEngineConfig
draw_config (GRand *random, const WindowCase *window, TapeMode mode)
{
  static const gint64 triggers[] = { TAPE_SECOND, 2 * TAPE_SECOND, 0 };
  TapeEngineConfig config = { .mode = mode };
  g_autoptr (GError) error = NULL;

  config.lateness = g_rand_int_range (random, 0, 5) * 7 * tape_time_floor (window->gap + TAPE_SECOND, TAPE_SECOND);
  if (g_rand_boolean (random))
    config.lateness = 10 * TAPE_MINUTE;
  config.trigger = triggers[g_rand_int_range (random, 0, G_N_ELEMENTS (triggers))];
  tape_window_spec_parse (window->window, &config.window, &error);
  g_assert_no_error (error);
  return config;
}

static void
assert_sources (TapeEngine *engine, Oracle *oracle)
{
  g_autoptr (TapeFrame) frame = tape_engine_make_frame (engine);

  for (guint i = 0; i < frame->n_sources; i++)
    {
      const TapeFrameSource *source = &frame->sources[i];
      const OracleSource *expected = oracle_source (oracle, source->source);

      g_assert_cmpuint (source->trades, ==, expected->trades);
      g_assert_cmpuint (source->duplicates, ==, expected->duplicates);
      g_assert_cmpuint (source->late, ==, expected->late);
      g_assert_cmpuint (source->late_dropped, ==, expected->late_dropped);
    }
}

static void
assert_windows (GArray *windows, GArray *oracle)
{
  for (guint i = 0; i < MIN (windows->len, oracle->len); i++)
    oracle_assert_window (&g_array_index (windows, TapeWindow, i), &g_array_index (oracle, TapeWindow, i));
  g_assert_cmpuint (windows->len, ==, oracle->len);
}

/* After each batch the watermarks are the same, in the end the rows and the counters. */
static void
run (guint32 seed, const WindowCase *window, TapeMode mode)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  StreamSpec spec = draw_stream (random, window, mode);
  TapeEngineConfig config = draw_config (random, window, mode);
  g_autoptr (TapeUniverse) universe = stream_universe ();
  g_autoptr (GArray) windows = g_array_new (FALSE, FALSE, sizeof (TapeWindow));
  g_autoptr (GArray) stream = stream_new (universe, &spec, g_rand_int (random));
  g_autoptr (TapeEngine) engine = NULL;
  g_autoptr (Oracle) oracle = oracle_new (universe, &config);

  g_test_message ("seed %u: %s, mode %d, trigger %d s, lateness %d s, %u %s sources", seed, window->window, mode,
                  (int)(config.trigger / TAPE_SECOND), (int)(config.lateness / TAPE_SECOND), spec.n_sources,
                  spec.live ? "live" : "recorded");
  config.emit = stream_keep_windows;
  config.emit_data = windows;
  engine = tape_engine_new (universe, &config);
  for (guint at = 0; at < stream->len;)
    {
      g_autoptr (TapeBatch) batch = stream_batch (stream, &at, stream->len, (guint)g_rand_int_range (random, 1, 30));
      g_autoptr (TapeFrame) frame = NULL;

      oracle_process (oracle, batch);
      tape_engine_process (engine, batch);
      frame = tape_engine_make_frame (engine);
      g_assert_cmpint (frame->watermark, ==, oracle->watermark);
    }
  assert_sources (engine, oracle);
  assert_windows (windows, oracle->emitted);
  g_assert_cmpuint (tape_engine_get_emitted (engine), ==, windows->len);
}

static void
run_mode (TapeMode mode)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint round = 0; round < LEAN (25); round++)
      run ((guint32)g_test_rand_int (), &cases[i], mode);
}

static void
test_append (void)
{
  run_mode (TAPE_MODE_APPEND);
}

static void
test_update (void)
{
  run_mode (TAPE_MODE_UPDATE);
}

static void
test_complete (void)
{
  run_mode (TAPE_MODE_COMPLETE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/windows/append-equals-oracle", test_append);
  g_test_add_func ("/engine/windows/update-equals-oracle", test_update);
  g_test_add_func ("/engine/windows/complete-equals-oracle", test_complete);
  return g_test_run ();
}
