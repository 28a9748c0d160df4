/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of the simulator share: a run from its beginning or a position to its end, and all that it said. */

#pragma once

#include "feed/tape-simulator.h"

G_BEGIN_DECLS

typedef struct
{
  GArray *trades;       /* TapeTrade */
  GArray *bars;         /* TapeBar */
  GPtrArray *positions; /* TapeBatch: those with a position, in order */
  guint begins;
  guint ends;
} SimulatorRun;

SimulatorRun *simulator_run_new (void);
void simulator_run_free (SimulatorRun *run);

/* A TapeFeedPush: adds the batch to the run that is its data. */
gboolean simulator_run_take (TapeBatch *batch, gpointer run);

const TapeTrade *simulator_run_trade (const SimulatorRun *run, guint i);
const TapeBar *simulator_run_bar (const SimulatorRun *run, guint i);

/* The defaults, to an end after some trades. */
TapeSimulatorOptions simulator_options (guint64 trades);

/* A feed of valid options. */
TapeFeed *simulator_feed (TapeUniverse *universe, const TapeSimulatorOptions *options);

/* A run as source 1, from its beginning where there is no position. */
SimulatorRun *simulate (TapeUniverse *universe, const TapeSimulatorOptions *options, const TapePosition *position);

/* The trades of one run from some on are those of another. */
void simulator_run_assert_same (const SimulatorRun *a, guint from, const SimulatorRun *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimulatorRun, simulator_run_free)

G_END_DECLS
