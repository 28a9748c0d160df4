/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fills a database as the application would have, had its simulator run for long: with as many trades or a few more.
 *
 *   make-session DATABASE TRADES
 */

#include <stdlib.h>

#include "feed/tape-simulator.h"
#include "model/tape-desk.h"
#include "pipeline/tape-session.h"

typedef struct
{
  guint64 wanted;
  guint64 counted;
  GCancellable *cancellable;
} Enough;

/* On the engine's thread. */
static void
stop_when_enough (const TapeWindow *windows, guint n_windows, gpointer data)
{
  Enough *enough = data;

  for (guint i = 0; i < n_windows; i++)
    enough->counted += windows[i].count;
  if (enough->counted >= enough->wanted)
    g_cancellable_cancel (enough->cancellable);
}

/* As the application makes it, so that it goes on where this one ends, but in the past and as fast as it goes. */
static TapeFeed *
new_simulator (TapeSession *session, GError **error)
{
  TapeSimulatorOptions options = tape_simulator_defaults;

  options.symbols = TAPE_DESK_SIMULATED_SYMBOLS;
  options.start = g_get_real_time () - 14 * TAPE_DAY;
  options.past = TRUE;
  return tape_simulator_new (tape_session_get_universe (session), &options, error);
}

static gboolean
make_session (const char *database, guint64 trades, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) problem = NULL;
  Enough enough = { trades, 0, cancellable };
  const TapeSessionOptions options = {
    .database = database,
    .round_the_clock = TRUE,
    .engine = { .lateness = TAPE_LATENESS_DEFAULT,
                .trigger = TAPE_TRIGGER_DEFAULT,
                .window = { .size = TAPE_MINUTE, .slide = TAPE_MINUTE },
                .emit = stop_when_enough,
                .emit_data = &enough },
  };
  g_autoptr (TapeSession) session = tape_session_new (&options, error);
  TapeFeed *feed;

  if (session == NULL || (feed = new_simulator (session, error)) == NULL
      || !tape_session_add_feed (session, feed, FALSE, error))
    return FALSE;
  if (tape_session_run (session, cancellable, &problem) || g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  guint64 trades;

  if (argc != 3 || !g_ascii_string_to_unsigned (argv[2], 10, 1, G_MAXINT64, &trades, &error))
    {
      g_printerr ("make-session DATABASE TRADES%s%s\n", error == NULL ? "" : ": ", error == NULL ? "" : error->message);
      return 2;
    }
  if (make_session (argv[1], trades, &error))
    return EXIT_SUCCESS;
  g_printerr ("%s: %s\n", argv[1], error->message);
  return EXIT_FAILURE;
}
