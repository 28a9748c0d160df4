/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "simulator-run.h"

#include <string.h>

SimulatorRun *
simulator_run_new (void)
{
  SimulatorRun *run = g_new0 (SimulatorRun, 1);

  run->trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  run->bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  run->positions = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_batch_unref);
  return run;
}

void
simulator_run_free (SimulatorRun *run)
{
  g_array_unref (run->trades);
  g_array_unref (run->bars);
  g_ptr_array_unref (run->positions);
  g_free (run);
}

gboolean
simulator_run_take (TapeBatch *batch, gpointer data)
{
  SimulatorRun *run = data;

  run->begins += batch->kind == TAPE_BATCH_BEGIN;
  run->ends += batch->kind == TAPE_BATCH_END && !batch->live;
  g_array_append_vals (run->trades, batch->trades, batch->n_trades);
  g_array_append_vals (run->bars, batch->bars, batch->n_bars);
  if (batch->n_positions > 0)
    g_ptr_array_add (run->positions, tape_batch_ref (batch));
  tape_batch_unref (batch);
  return TRUE;
}

const TapeTrade *
simulator_run_trade (const SimulatorRun *run, guint i)
{
  return &g_array_index (run->trades, TapeTrade, i);
}

const TapeBar *
simulator_run_bar (const SimulatorRun *run, guint i)
{
  return &g_array_index (run->bars, TapeBar, i);
}

TapeFeed *
simulator_feed (TapeUniverse *universe, const TapeSimulatorOptions *options)
{
  g_autoptr (GError) error = NULL;
  TapeFeed *feed = tape_simulator_new (universe, options, &error);

  g_assert_no_error (error);
  return feed;
}

SimulatorRun *
simulate (TapeUniverse *universe, const TapeSimulatorOptions *options, const TapePosition *position)
{
  g_autoptr (TapeFeed) feed = simulator_feed (universe, options);
  const TapeFeedType *type = tape_feed_get_type_info (feed);
  g_autoptr (GError) error = NULL;
  SimulatorRun *run = simulator_run_new ();

  type->bind (feed, 0, 1, position);
  g_assert_true (tape_feed_run (feed, simulator_run_take, run, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (run->begins, ==, 1);
  g_assert_cmpuint (run->ends, ==, 1);
  return run;
}

TapeSimulatorOptions
simulator_options (guint64 trades)
{
  TapeSimulatorOptions options = tape_simulator_defaults;

  options.trades = trades;
  return options;
}

void
simulator_run_assert_same (const SimulatorRun *a, guint from, const SimulatorRun *b)
{
  g_assert_cmpuint (a->trades->len - from, ==, b->trades->len);
  for (guint i = 0; i < b->trades->len; i++)
    if (memcmp (simulator_run_trade (a, from + i), simulator_run_trade (b, i), sizeof (TapeTrade)) != 0)
      g_error ("trade %u differs from trade %u", from + i, i);
}
