/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Alert rules on bars, by hand. */

#include "alert-scripts.h"

/* The bar of a minute closes with the first trade past its end, or with the end of all sources. */
static const AlertScript streaks = {
  .rules = { "AAPL 3 rising bars of 1m, cooldown 1s", "AAPL 2 falling bars of 1m" },
  .events = "AAPL 0 100\nAAPL 60 101\nAAPL 120 102\nAAPL 180 103\nAAPL 240 104\nAAPL 300 104\nAAPL 360 103\nAAPL 420 "
            "102\nend\n",
  .firings = "1 AAPL up 240 value 3\n2 AAPL down 480 value 2\n",
};

static const AlertScript shares = {
  .rules = { "AAPL buy share of 1m above 0.7, cooldown 1s", "AAPL buy share of 5m below 0.3" },
  .events = "AAPL 0 100 7 buy\nAAPL 10 100 3 sell\nAAPL 60 100 5\nAAPL 120 100 69 buy\nAAPL 130 100 31 sell\n"
            "AAPL 180 100 68 buy\nAAPL 190 100 32 sell\nAAPL 240 100 9 buy\nAAPL 250 100 1000 sell\n"
            "AAPL 300 100 1 buy\nend\n",
  .firings = "1 AAPL up 60 value 0.7\n2 AAPL down 300 value 0.1255\n1 AAPL up 360 value 1\n",
};

/* Averages of 1 and 2 closes: the fast one crosses with each turn. */
static const AlertScript averages = {
  .rules = { "AAPL sma 1 crosses sma 2 on 1m, cooldown 1s" },
  .events = "AAPL 0 100\nAAPL 60 101\nAAPL 120 102\nAAPL 180 101\nAAPL 240 100\nAAPL 300 101\nend\n",
  .firings = "1 AAPL down 240 value -0.5\n1 AAPL up 360 value 0.5\n",
};

static const AlertScript rsi = {
  .rules = { "AAPL rsi 2 above 70 on 1m, cooldown 1s" },
  .events = "AAPL 0 100\nAAPL 60 101\nAAPL 120 102\nAAPL 180 100\nAAPL 240 103\nend\n",
  .firings = "1 AAPL up 180 value 100\n1 AAPL up 300 value 77.78\n",
};

/* Twenty minutes of 1, one of them without a trade, make a mean of 0.95. */
static const AlertScript volume = {
  .rules = { "AAPL volume of 1m at least 3 times average, cooldown 1s",
             "AAPL volume of 1m at most 0.5 times average for 2 spans" },
  .events = "AAPL 0 100\nAAPL 60 100\nAAPL 120 100\nAAPL 180 100\nAAPL 240 100\nAAPL 300 100\nAAPL 360 100\n"
            "AAPL 420 100\nAAPL 480 100\nAAPL 540 100\nAAPL 660 100\nAAPL 720 100\nAAPL 780 100\nAAPL 840 100\n"
            "AAPL 900 100\nAAPL 960 100\nAAPL 1020 100\nAAPL 1080 100\nAAPL 1140 100\nAAPL 1200 100 2.85\n"
            "AAPL 1260 100 0.1\nAAPL 1320 100 0.1\nend\n",
  .firings = "1 AAPL up 1260 value 3\n2 AAPL down 1380 value 0.1003\n",
};

/* Hours are made of minutes that cannot change any more, and of those that may. */
static const AlertScript hours = {
  .rules = { "AAPL 2 rising bars of 1h", "AAPL 1 falling bar of 1h, cooldown 1s" },
  .events = "AAPL 0 100\nAAPL 3500 101\nAAPL 3600 101\nAAPL 4000 99\nAAPL 7100 102\nAAPL 7200 103\nAAPL 10700 103\n"
            "AAPL 10800 100\nAAPL 14400 100\n",
  .firings = "1 AAPL up 10800 value 2\n2 AAPL down 14400 value 1\n",
};

/* A day's prices are those of its session: 100, 101, 102. */
static const AlertScript days = {
  .rules = { "AAPL 2 rising bars of 1d" },
  .events = "AAPL -7200 120\nAAPL 0 100\nAAPL 25000 90\nday+1 AAPL 0 101\nday+1 AAPL 25000 90\nday+2 AAPL 0 102\n"
            "day+2 AAPL 25000 90\nday+3 AAPL 0 100\n",
  .firings = "1 AAPL up 223200 value 2\n",
};

/* The late trade makes the second bar rise; the third does not any more. */
static const AlertScript past = {
  .rules = { "AAPL 1 rising bar of 1m, cooldown 1s" },
  .events = "AAPL 0 100\nAAPL 60 100\nAAPL 120 100.5\nAAPL 119 101\nAAPL 118 102\nAAPL 180 100.5\nend\n",
  .firings = "1 AAPL up 120 value 1 past\n",
};

/* Of bars that cannot change any more only what they made of the RSI is left. */
static const AlertScript past_rsi = {
  .rules = { "AAPL rsi 5 above 60 on 1m, cooldown 1s" },
  .events = "AAPL 0 100\nAAPL 60 99\nAAPL 120 100\nAAPL 180 99\nAAPL 240 100\nAAPL 300 99\nAAPL 360 100\n"
            "AAPL 420 99\nAAPL 480 100\nAAPL 540 99\nAAPL 600 100\nAAPL 660 99\nAAPL 720 99.5\nAAPL 780 99\n"
            "AAPL 840 99\nAAPL 779 102\nAAPL 850 99\nAAPL 839 103\nend\n",
  .firings = "1 AAPL up 780 value 67.59 past\n1 AAPL up 840 value 72.5 past\n",
};

/* Too late for its minute, in time for its hour. */
static const AlertScript late_for_the_minute = {
  .rules = { "AAPL buy share of 1h above 0.6" },
  .events = "AAPL 0 100 1 sell\nAAPL 1800 100 1 sell\nAAPL 30 100 5 buy\nAAPL 3600 100\n",
  .firings = "1 AAPL up 3600 value 0.7143\n",
};

static const AlertScript sequence = {
  .rules = { "AAPL 2 rising bars of 1m then falls 1 % against last firing within 5m" },
  .events = "AAPL 0 100\nAAPL 60 101\nAAPL 120 102\nAAPL 181 101\nAAPL 182 98.9\nAAPL 600 90\n",
  .firings = "1 AAPL down 182 value -0.011\n",
};

static const AlertScript order = {
  .rules = { "everything 1 rising bar of 2m", "everything 1 rising bar of 1m" },
  .events
  = "IBM 0 100\nAAPL 0 100\nIBM 60 100\nAAPL 60 100\nIBM 120 100\nAAPL 130 100\nIBM 180 101\nAAPL 180 101\nend\n",
  .firings = "1 IBM up 240 value 1\n2 IBM up 240 value 1\n1 AAPL up 240 value 1\n2 AAPL up 240 value 1\n",
};

/* What the end of all sources closed is not looked at once more, but where a trade comes into it: then it rises, too. */
static const AlertScript ended = {
  .rules = { "AAPL 2 rising bars of 1m, cooldown 0s" },
  .events = "AAPL 0 100\nAAPL 60 101\nAAPL 120 102\nAAPL 180 101\nend\nbegin\nAAPL 250 101\nAAPL 190 103\nAAPL 260 "
            "101\nAAPL 700 101\n",
  .firings = "1 AAPL up 180 value 2\n1 AAPL up 240 value 2\n",
  .delay = 300,
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  alert_script_add ("/alerts/bars/streaks", &streaks);
  alert_script_add ("/alerts/bars/shares", &shares);
  alert_script_add ("/alerts/bars/averages", &averages);
  alert_script_add ("/alerts/bars/rsi", &rsi);
  alert_script_add ("/alerts/bars/volume", &volume);
  alert_script_add ("/alerts/bars/hours", &hours);
  alert_script_add ("/alerts/bars/days", &days);
  alert_script_add ("/alerts/bars/past", &past);
  alert_script_add ("/alerts/bars/past-rsi", &past_rsi);
  alert_script_add ("/alerts/bars/late-for-the-minute", &late_for_the_minute);
  alert_script_add ("/alerts/bars/sequence", &sequence);
  alert_script_add ("/alerts/bars/order", &order);
  alert_script_add ("/alerts/bars/ended", &ended);
  return g_test_run ();
}
