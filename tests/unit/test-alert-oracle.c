/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The oracle of alerts and the engine find in small examples what the page says by hand. */

#include "alert-examples.h"
#include "alert-oracle.h"
#include "engine-ledger.h"

#include <string.h>

static void
test_example (gconstpointer data)
{
  const AlertExample *example = data;
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  guint32 instrument = tape_universe_intern (universe, ALERT_EXAMPLE_SYMBOL, strlen (ALERT_EXAMPLE_SYMBOL));
  g_autoptr (AlertOracle) oracle = alert_oracle_new (universe, TAPE_LATENESS_DEFAULT);
  g_autoptr (TapeRuleSet) rules = alert_example_rules (example);
  g_autoptr (TapeBatch) begin = tape_batch_new_begin (1, FALSE, 0);
  g_autoptr (TapeBatch) trades = alert_example_trades (example, instrument);

  alert_oracle_set_rules (oracle, rules);
  alert_oracle_process (oracle, begin);
  alert_oracle_process (oracle, trades);
  alert_example_assert (example, alert_oracle_get_firings (oracle));
}

static void
test_engine (gconstpointer data)
{
  const AlertExample *example = data;
  const TapeEngineConfig config = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT };
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  guint32 instrument = tape_universe_intern (universe, ALERT_EXAMPLE_SYMBOL, strlen (ALERT_EXAMPLE_SYMBOL));
  g_autoptr (TapeEngine) engine = tape_engine_new (universe, &config);
  g_autoptr (TapeRuleSet) rules = alert_example_rules (example);
  g_autoptr (TapeBatch) begin = tape_batch_new_begin (1, FALSE, 0);
  g_autoptr (TapeBatch) trades = alert_example_trades (example, instrument);
  g_autoptr (Ledger) ledger = ledger_new ();

  tape_engine_set_rules (engine, rules);
  tape_engine_process (engine, begin);
  tape_engine_process (engine, trades);
  ledger_take (ledger, engine);
  alert_example_assert (example, ledger->firings);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < alert_n_examples; i++)
    {
      g_autofree char *path = g_strdup_printf ("/alerts/examples/oracle/%s", alert_examples[i].name);
      g_autofree char *of_engine = g_strdup_printf ("/alerts/examples/engine/%s", alert_examples[i].name);

      g_test_add_data_func (path, &alert_examples[i], test_example);
      g_test_add_data_func (of_engine, &alert_examples[i], test_engine);
    }
  return g_test_run ();
}
