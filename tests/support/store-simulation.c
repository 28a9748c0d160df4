/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Stores what the simulator makes, as fast as it goes: for crash-test.py, which kills it.
 *
 *     store-simulation TRADES DATABASE */

#include <stdio.h>
#include <stdlib.h>

#include "feed/tape-simulator.h"
#include "pipeline/tape-session.h"

/* Monday, 3 June 2024, 14:00 UTC. */
#define START G_GINT64_CONSTANT (1717423200000000)

static gboolean
run (const char *database, guint64 trades, GError **error)
{
  const TapeSessionOptions session_options = {
    .database = database,
    .round_the_clock = TRUE,
    .engine = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT },
  };
  TapeSimulatorOptions options = tape_simulator_defaults;
  g_autoptr (TapeSession) session = tape_session_new (&session_options, error);
  TapeFeed *feed;

  options.symbols = 30;
  options.start = START;
  options.past = TRUE;
  options.trades = trades;
  options.speed = 0;
  options.late = options.duplicates = 0.01;
  options.out_of_order = 0.05;
  if (session == NULL)
    return FALSE;
  feed = tape_simulator_new (tape_session_get_universe (session), &options, error);
  return feed != NULL && tape_session_add_feed (session, feed, FALSE, error) && tape_session_run (session, NULL, error);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;

  if (argc == 3 && run (argv[2], (guint64)g_ascii_strtoull (argv[1], NULL, 10), &error))
    return EXIT_SUCCESS;
  fprintf (stderr, "store-simulation: %s\n", error != NULL ? error->message : "TRADES DATABASE are to be given");
  return EXIT_FAILURE;
}
