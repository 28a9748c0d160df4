/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Alert rules on trades, by hand: each line of the tables in src/alerts/README.md. */

#include "alert-scripts.h"

static const AlertScript change_previous_close = {
  .rules = { "AAPL moves ±5 % against previous close, cooldown 1s" },
  .events = "AAPL 0 90\nAAPL 60 100\n"               /* the first day's close is 100 */
            "day+1 AAPL 0 104.9\nday+1 AAPL 1 105\n" /* at 5 % it fires */
            "day+1 AAPL 3 106\nday+1 AAPL 5 104.1\n" /* not back by a fifth of it */
            "day+1 AAPL 7 105\nday+1 AAPL 9 104\n"   /* armed again */
            "day+1 AAPL 11 105\nday+1 AAPL 13 95\n"  /* down is a condition of its own */
            "day+2 AAPL 0 90\n",                     /* against 95 */
  .firings = "1 AAPL up 86401 value 0.05\n1 AAPL up 86411 value 0.05\n1 AAPL down 86413 value -0.05\n"
             "1 AAPL down 172800 value -0.05263\n",
};

/* A new date's close is a new baseline: it arms. */
static const AlertScript change_new_day = {
  .rules = { "everything rises 5 % against previous close" },
  .events = "AAPL 0 100\nday+1 AAPL 0 106\nday+1 AAPL 60 106\nday+2 AAPL 0 112\nday+2 AAPL 10 106\n",
  .firings = "1 AAPL up 86400 value 0.06\n1 AAPL up 172800 value 0.0566\n",
};

static const AlertScript change_amount = {
  .rules = { "AAPL falls 2.5 against the open, cooldown 1s" },
  .events = "AAPL 0 100\nAAPL 2 97.6\nAAPL 4 97.5\nAAPL 6 98\nAAPL 8 97\nAAPL 10 98.1\nAAPL 12 97\n",
  .firings = "1 AAPL down 4 value -2.5\n1 AAPL down 8 value -3\n1 AAPL down 12 value -3\n",
};

/* The regular session's first trade takes the place of the one before it, an earlier one that comes late its place. */
static const AlertScript change_open = {
  .rules = { "AAPL rises 10 % against the open, cooldown 1s" },
  .events = "AAPL -3600 95\nAAPL -3500 104.4\nAAPL 60 105\nAAPL 120 110\nAAPL 30 99\nAAPL 130 108.95\n",
  .firings = "1 AAPL up 130 value 0.1005\n",
  .delay = 600,
};

static const AlertScript change_ago = {
  .rules = { "AAPL moves ±1 % against price 1m ago, cooldown 1s" },
  .events = "AAPL 0 100\nAAPL 30 101\nAAPL 60 101\nAAPL 90 101.5\nAAPL 91 102.1\nAAPL 150 101.08\n",
  .firings = "1 AAPL up 60 value 0.01\n1 AAPL up 91 value 0.01089\n",
  .delay = 5,
};

static const AlertScript change_last_firing = {
  .rules = { "AAPL moves ±1 % against last firing, cooldown 1s" },
  .events = "AAPL 0 100\nAAPL 10 100.9\nAAPL 20 101\nAAPL 30 102\nAAPL 40 102.01\nAAPL 50 100.9\n",
  .firings = "1 AAPL up 20 value 0.01\n1 AAPL up 40 value 0.01\n1 AAPL down 50 value -0.01088\n",
};

static const AlertScript change_given = {
  .rules = { "AAPL rises 10 % against 200, cooldown 1s" },
  .events = "AAPL 0 219.9\nAAPL 5 220\nAAPL 10 217\nAAPL 15 220\nAAPL 20 216\nAAPL 25 221\n",
  .firings = "1 AAPL up 5 value 0.1\n1 AAPL up 25 value 0.105\n",
};

static const AlertScript levels = {
  .rules = { "AAPL is above 190, cooldown 1s", "AAPL is below 180, cooldown 1s" },
  .events = "AAPL 0 190\nAAPL 10 189.9\nAAPL 20 190\nAAPL 30 189.81\nAAPL 40 191\nAAPL 50 180\n"
            "AAPL 60 180.1\nAAPL 70 179\nAAPL 80 180.18\nAAPL 90 179\n",
  .firings = "1 AAPL up 0 value 190\n1 AAPL up 40 value 191\n2 AAPL down 50 value 180\n2 AAPL down 90 value 179\n",
};

static const AlertScript crosses = {
  .rules = { "AAPL crosses 185, cooldown 1s" },
  .events = "AAPL 0 186\nAAPL 10 185\nAAPL 20 184.9\nAAPL 30 185\nAAPL 40 186\nAAPL 50 184\nAAPL 60 185.2\n",
  .firings = "1 AAPL down 10 value 185\n1 AAPL up 30 value 185\n1 AAPL down 50 value 184\n1 AAPL up 60 value 185.2\n",
};

static const AlertScript once = {
  .rules = { "AAPL is above 190, once" },
  .events = "AAPL 0 190\nAAPL 10 180\nAAPL 600 191\n",
  .firings = "1 AAPL up 0 value 190\n",
};

static const AlertScript once_a_day = {
  .rules = { "AAPL is above 190, once a day, cooldown 1s" },
  .events = "AAPL 0 190\nAAPL 10 180\nAAPL 600 191\nday+1 AAPL 0 191\n",
  .firings = "1 AAPL up 0 value 190\n1 AAPL up 86400 value 191 held 600\n",
};

static const AlertScript expiry = {
  .rules = { "AAPL is above 190, until 2024-03-05T15:01:00Z" },
  .events = "AAPL 0 180\nAAPL 61 190\n",
  .firings = "",
};

/* Held back by the cooldown; what was not true meanwhile begins anew. */
static const AlertScript cooldown = {
  .rules = { "AAPL is above 190, cooldown 100s" },
  .events = "AAPL 0 190\nAAPL 10 180\nAAPL 20 191\nAAPL 30 189.9\nAAPL 40 191\nAAPL 99 191\nAAPL 100 192\n",
  .firings = "1 AAPL up 0 value 190\n1 AAPL up 100 value 192 held 40\n",
};

static const AlertScript snooze = {
  .rules = { "AAPL, IBM is above 190, cooldown 1s" },
  .events = "AAPL 0 190\nIBM 10 195\nAAPL 599 191\nAAPL 600 191\n",
  .firings = "1 IBM up 10 value 195\n1 AAPL up 600 value 191 held 0\n",
  .snooze = "AAPL",
};

static const AlertScript quiet = {
  .rules = { "AAPL is above 190", "AAPL is above 191, important" },
  .events = "AAPL 3600 195\nAAPL 7200 195\n",
  .firings = "2 AAPL up 3600 value 195\n1 AAPL up 7200 value 195 held 3600\n",
  .quiet = TRUE,
};

/* Half the price is like a split, until three more say the same. */
static const AlertScript suspect = {
  .rules = { "AAPL is below 60" },
  .events = "AAPL 0 100\nAAPL 1 50\nAAPL 2 50.1\nAAPL 3 50.2\nAAPL 4 50\n",
  .firings = "1 AAPL down 4 value 50 held 1\n",
};

static const AlertScript sequence = {
  .rules = { "AAPL is above 110 then is below 100 within 60s, cooldown 1s" },
  .events = "AAPL 0 95\nAAPL 10 110\nAAPL 70 99\n" /* B was disarmed outside; armed again it fires within */
            "AAPL 71 101\nAAPL 72 100\n"           /* A is used up */
            "AAPL 130 110\nAAPL 190 99\nAAPL 191 110\nAAPL 252 99\n",
  .firings = "1 AAPL down 70 value 99\n1 AAPL down 190 value 99\n",
  .delay = 5,
};

/* A late trade that would have fired is logged once. */
static const AlertScript past = {
  .rules = { "AAPL is above 190, cooldown 1s", "AAPL crosses below 180, cooldown 1s" },
  .events = "AAPL 0 185\nAAPL 100 185\nAAPL 50 191\nAAPL 51 192\nAAPL 52 179\nAAPL 110 190\nAAPL 60 191\n",
  .firings = "1 AAPL up 50 value 191 past\n2 AAPL down 52 value 179 past\n1 AAPL up 110 value 190\n",
  .delay = 30,
};

/* A late trade is held against what its own day is. */
static const AlertScript past_day = {
  .rules = { "AAPL rises 5 % against previous close" },
  .events = "AAPL 0 100\nday+1 AAPL 32300 104\nday+2 AAPL -53000 104\nday+1 AAPL 32350 106\nday+2 AAPL -52990 104.1\n",
  .firings = "1 AAPL up 118750 value 0.06 past\n",
  .delay = 3600,
};

/* By rule, and up before down; a list by its name, and whatever is watched. */
static const AlertScript order = {
  .rules
  = { "watched crosses 100, cooldown 1s", "list Mine is above 100", "everything is below 1000", "MSFT is above 1" },
  .events = "IBM 0 99\nIBM 1 101\nMSFT 2 101\n",
  .firings = "3 IBM down 0 value 99\n1 IBM up 1 value 101\n2 IBM up 1 value 101\n3 MSFT down 2 value 101\n"
             "4 MSFT up 2 value 101\n",
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  alert_script_add ("/alerts/trades/change-previous-close", &change_previous_close);
  alert_script_add ("/alerts/trades/change-new-day", &change_new_day);
  alert_script_add ("/alerts/trades/change-amount", &change_amount);
  alert_script_add ("/alerts/trades/change-open", &change_open);
  alert_script_add ("/alerts/trades/change-ago", &change_ago);
  alert_script_add ("/alerts/trades/change-last-firing", &change_last_firing);
  alert_script_add ("/alerts/trades/change-given", &change_given);
  alert_script_add ("/alerts/trades/levels", &levels);
  alert_script_add ("/alerts/trades/crosses", &crosses);
  alert_script_add ("/alerts/trades/once", &once);
  alert_script_add ("/alerts/trades/once-a-day", &once_a_day);
  alert_script_add ("/alerts/trades/expiry", &expiry);
  alert_script_add ("/alerts/trades/cooldown", &cooldown);
  alert_script_add ("/alerts/trades/snooze", &snooze);
  alert_script_add ("/alerts/trades/quiet", &quiet);
  alert_script_add ("/alerts/trades/suspect", &suspect);
  alert_script_add ("/alerts/trades/sequence", &sequence);
  alert_script_add ("/alerts/trades/past", &past);
  alert_script_add ("/alerts/trades/past-day", &past_day);
  alert_script_add ("/alerts/trades/order", &order);
  return g_test_run ();
}
