/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Events that no market makes, and that must be taken all the same. */

#include <math.h>
#include <string.h>

#include "engine/tape-engine.h"
#include "engine-streams.h"

typedef struct
{
  TapeUniverse *universe;
  TapeEngine *engine;
  GArray *windows;
} Fixture;

static const gint64 noon = G_GINT64_CONSTANT (1381147200) * TAPE_SECOND;

static void
set_up (Fixture *self, gconstpointer data)
{
  TapeEngineConfig config = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT };

  self->universe = stream_universe ();
  self->windows = g_array_new (FALSE, FALSE, sizeof (TapeWindow));
  g_assert_true (tape_window_spec_parse ("1m", &config.window, NULL));
  config.emit = stream_keep_windows;
  config.emit_data = self->windows;
  self->engine = tape_engine_new (self->universe, &config);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  tape_engine_free (self->engine);
  tape_universe_unref (self->universe);
  g_array_unref (self->windows);
}

static void
take (Fixture *self, TapeBatch *batch)
{
  tape_engine_process (self->engine, batch);
  tape_batch_unref (batch);
}

static void
add (TapeBatch *batch, gint64 time, double price, double quantity)
{
  TapeTrade *trade = tape_batch_add_trade (batch);

  trade->event_time = trade->receive_time = time;
  trade->price = price;
  trade->quantity = quantity;
  trade->source = 1;
}

/* Whichever order they come in, the first is the open and the last the close. */
static void
test_same_time (Fixture *self, gconstpointer data)
{
  guint n = 1000 * 1000;
  const TapeWindow *window;

  take (self, tape_batch_new_begin (1, FALSE, 0));
  for (guint i = 0; i < n;)
    {
      TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, 4096);

      for (guint j = 0; j < 4096 && i < n; j++, i++)
        add (batch, noon, 100 + (i * G_GUINT64_CONSTANT (7919) % 1000) * 0.01, 1);
      take (self, batch);
    }
  take (self, tape_batch_new_end (1));
  g_assert_cmpuint (self->windows->len, ==, 1);
  window = &g_array_index (self->windows, TapeWindow, 0);
  g_assert_cmpuint (window->count, ==, n);
  g_assert_cmpuint (window->revision, ==, 0);
  g_assert_cmpfloat (window->open, ==, 100);
  g_assert_cmpfloat (window->close, ==, 100 + ((n - 1) * G_GUINT64_CONSTANT (7919) % 1000) * 0.01);
  g_assert_cmpfloat (window->low, ==, 100);
  g_assert_cmpfloat (window->high, ==, 100 + 999 * 0.01);
  g_assert_cmpfloat_with_epsilon (window->mean, 104.995, 104.995 * 1e-9);
  g_assert_cmpfloat (window->volume, ==, n);
}

/* Years back and forth: what is too late is stored, counted and in no window; the rest goes on. */
static void
test_years_back (Fixture *self, gconstpointer data)
{
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, 64);
  g_autoptr (TapeCommit) commit = NULL;
  TapeFrameSource totals;

  take (self, tape_batch_new_begin (1, FALSE, 0));
  for (guint i = 0; i < 30; i++)
    {
      add (batch, noon + i * TAPE_MINUTE, 100 + i, 1);
      add (batch, noon - (gint64)(i + 1) * 365 * TAPE_DAY, 50, 1);
    }
  take (self, batch);
  take (self, tape_batch_new_end (1));
  g_assert_cmpuint (self->windows->len, ==, 30);
  for (guint i = 0; i < 30; i++)
    {
      const TapeWindow *window = &g_array_index (self->windows, TapeWindow, i);

      g_assert_cmpuint (window->count, ==, 1);
      g_assert_cmpfloat (window->close, ==, 100 + i);
    }
  tape_engine_get_totals (self->engine, &totals);
  g_assert_cmpuint (totals.trades, ==, 60);
  g_assert_cmpuint (totals.late, ==, 30);
  g_assert_cmpuint (totals.late_dropped, ==, 30);
  commit = tape_engine_take_commit (self->engine);
  g_assert_cmpuint (commit->dropped->len, ==, 30);
  g_assert_true (g_array_index (commit->dropped, TapeDroppedTrade, 0).from_day);
}

/* From the smallest price to the largest and back, quantities of nothing: every figure is finite or not there. */
static void
test_far_prices (Fixture *self, gconstpointer data)
{
  static const double prices[] = { 1e-12, 1e12, 1e-12, 1e12, 1 };
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, 8);
  g_autoptr (TapeFrame) frame = NULL;
  const TapeWindow *window;

  take (self, tape_batch_new_begin (1, FALSE, 0));
  for (guint i = 0; i < G_N_ELEMENTS (prices); i++)
    add (batch, noon + i * TAPE_SECOND, prices[i], 0);
  take (self, batch);
  frame = tape_engine_make_frame (self->engine);
  g_assert_cmpfloat (frame->rows[0].last, ==, 1);
  g_assert_cmpfloat (frame->rows[0].high, ==, 1e12);
  g_assert_cmpfloat (frame->rows[0].low, ==, 1e-12);
  g_assert_true (isnan (frame->rows[0].vwap));
  g_assert_cmpfloat (frame->rows[0].volume, ==, 0);
  take (self, tape_batch_new_end (1));
  window = &g_array_index (self->windows, TapeWindow, 0);
  g_assert_cmpfloat_with_epsilon (window->mean, 4e11, 4e11 * 1e-9);
  g_assert_cmpfloat_with_epsilon (window->stddev, sqrt (0.24) * 1e12, 1e12 * 1e-9);
  g_assert_cmpfloat (window->turnover, ==, 0);
  g_assert_true (isnan (window->vwap));
}

static void
test_sentences (void)
{
  static const struct
  {
    const char *window, *says;
  } cases[] = {
    { "5m/2m", "the slide must divide the size" },
    { "0s", "more than zero" },
    { "-1m", "it is not of the form" },
    { "500ms", "whole seconds" },
    { "1d/1h", "has no slide" },
    { "2d", "of days only 1d" },
    { "session/1m", "has no slide" },
    { "tomorrow", "it is not of the form" },
    { "", "it is not of the form" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      TapeWindowSpec spec;

      g_assert_false (tape_window_spec_parse (cases[i].window, &spec, &error));
      g_assert_error (error, TAPE_ENGINE_ERROR, TAPE_ENGINE_ERROR_WINDOW);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/engine/extremes/a-million-at-once", Fixture, NULL, set_up, test_same_time, tear_down);
  g_test_add ("/engine/extremes/years-back", Fixture, NULL, set_up, test_years_back, tear_down);
  g_test_add ("/engine/extremes/prices-far-apart", Fixture, NULL, set_up, test_far_prices, tear_down);
  g_test_add_func ("/engine/extremes/windows-that-cannot-be", test_sentences);
  return g_test_run ();
}
