/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Alert rules on groups and sources, by hand. */

#include "alert-scripts.h"

/* Against the open, where no previous close is known: 2 % and 0 %, then 2 % and 1 %. */
static const AlertScript growth = {
  .rules = { "list Mine growth ±1 % with at least 2 fresh, cooldown 1s" },
  .events = "AAPL 0 100\nAAPL 50 102\nIBM 61 200\nMSFT 61 400\nAAPL 120 102\nIBM 130 202\nAAPL 181 101\nAAPL 240 99\n"
            "IBM 250 196\nAAPL 300 99\n",
  .firings = "1 Mine up 120 value 0.01\n1 Mine down 300 value -0.015\n",
};

/* Against the previous close; of two members one is no longer fresh a quarter of an hour after its last minute began. */
static const AlertScript fresh = {
  .rules = { "list Mine growth +1 % with at least 2 fresh, cooldown 1s" },
  .events = "AAPL 0 100\nIBM 0 200\nday+1 AAPL 0 102\nday+1 IBM 780 202\nday+1 AAPL 1000 102\n",
  .firings = "1 Mine up 87240 value 0.015\n",
};

static const AlertScript not_fresh = {
  .rules = { "list Mine growth +1 % with at least 2 fresh" },
  .events = "AAPL 0 100\nIBM 0 200\nday+1 AAPL 0 102\nday+1 IBM 840 202\nday+1 IBM 1000 202\n",
  .firings = "",
};

static const AlertScript industry = {
  .rules = { "industry \"Information Technology\" growth +1 % with at least 1 fresh" },
  .events = "AAPL 0 100\nXOM 0 100\nXOM 50 200\nAAPL 60 102\nAAPL 120 102\n",
  .firings = "1 Information Technology up 120 value 0.02\n",
};

static const AlertScript silence = {
  .rules = { "any source silent for 20s, cooldown 1s", "source Other silent for 1s" },
  .events = "tick -5\nAAPL 0 100\ntick 19\ntick 20\ntick 21\nAAPL 22 100\ntick 23\ntick 42\n",
  .firings = "1 Feed - 20 value 20\n1 Feed - 42 value 20\n",
  .begins_anew = TRUE,
};

/* Bars of the past do not make silent whoever has just told them; a clock that was set back does. */
static const AlertScript silence_after_bars = {
  .rules = { "any source silent for 20s, cooldown 1s" },
  .events = "AAPL 0 100\nbar AAPL -120 100\nbar AAPL -60 100\ntick 1\ntick 19\ntick 20\nAAPL 30 100\nAAPL 22 100\n"
            "bar AAPL -60 100\ntick 41\ntick 42\n",
  .firings = "1 Feed - 20 value 20\n1 Feed - 42 value 20\n",
  .begins_anew = TRUE,
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  alert_script_add ("/alerts/groups/growth", &growth);
  alert_script_add ("/alerts/groups/fresh", &fresh);
  alert_script_add ("/alerts/groups/not-fresh", &not_fresh);
  alert_script_add ("/alerts/groups/industry", &industry);
  alert_script_add ("/alerts/groups/silence", &silence);
  alert_script_add ("/alerts/groups/silence-after-bars", &silence_after_bars);
  return g_test_run ();
}
