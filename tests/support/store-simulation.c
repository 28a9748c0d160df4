/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Stores what the simulator makes, as fast as it goes, with alert rules: for crash-test.py, which kills it.
 *
 *     store-simulation TRADES DATABASE
 *
 * What the rules find is told on standard output, a line each, and then marked as told: NUMBER RULE SUBJECT SERIAL TIME. */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "alerts/tape-rule-text.h"
#include "feed/tape-simulator.h"
#include "pipeline/tape-session.h"

/* Monday, 3 June 2024, 14:00 UTC. */
#define START G_GINT64_CONSTANT (1717423200000000)

static const char *const rules[] = {
  "everything moves ±0.5 % against the open",
  "everything rises 0.5 % against price 5m ago, once a day",
  "everything moves ±0.5 % against last firing, cooldown 1m",
  "everything volume of 1m at least 2.5 times average",
  "everything ema 5 crosses ema 20 on 1m",
  "everything buy share of 1m above 0.9",
  "everything 6 falling bars of 1m then rises 0.2 % against price 5m ago within 10m",
  "industry Energy growth ±0.3 % with at least 1 fresh",
};

static TapeRuleSet *
make_rules (GError **error)
{
  g_autoptr (TapeRuleSet) set = tape_rule_set_new ();

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (TapeRule) rule = tape_rule_parse (rules[i], error);

      if (rule == NULL)
        return NULL;
      rule->id = i + 1;
      tape_rule_set_add (set, rule);
    }
  return g_steal_pointer (&set);
}

/* What tells takes its time: a kill comes between logging and telling, or between telling and the mark, often enough. */
#define SLOW 1000 /* µs */

/* Each line is written whole before its mark can be. */
static void
tell (gpointer session)
{
  g_autoptr (GPtrArray) firings = tape_session_take_firings (session);

  for (guint i = 0; i < firings->len; i++)
    {
      const TapeFiring *firing = g_ptr_array_index (firings, i);

      if (firing->told == TAPE_TOLD_NEVER)
        continue; /* of the past */
      g_usleep (SLOW);
      dprintf (STDOUT_FILENO,
               "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", firing->id,
               firing->rule, firing->subject, firing->serial, firing->event_time);
      g_usleep (SLOW);
      tape_session_mark_firing (session, firing->id, TAPE_TOLD_ALONE, firing->event_time + TAPE_SECOND);
    }
}

static gboolean
run (const char *database, guint64 trades, GError **error)
{
  g_autoptr (TapeRuleSet) set = make_rules (error);
  const TapeSessionOptions session_options = {
    .database = database,
    .rules = set,
    .round_the_clock = TRUE,
    .engine = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT },
  };
  TapeSimulatorOptions options = tape_simulator_defaults;
  g_autoptr (TapeSession) session = set != NULL ? tape_session_new (&session_options, error) : NULL;
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
  tape_session_set_firing_notify (session, tell, session);
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
