/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "alert-examples.h"

#include <stdlib.h>

#include "alerts/tape-rule-text.h"
#include "base/tape-firing.h"

const AlertExample alert_examples[] = {
  { "level", "AAPL is above 100, cooldown 0s", "0:99 1:100 2:101 3:99.95 4:100 5:99.9 6:100", "1+ 6+" },
  { "level-below", "AAPL is below 100, cooldown 0s", "0:100 1:100.05 2:100 3:100.1 4:99", "0- 4-" },
  { "cooldown-holds", "AAPL is above 100", "0:100 1:99 60:100 120:101 301:100", "0+ 301+h60" },
  { "cooldown-is-over-to-the-microsecond", "AAPL is above 100", "0:100 1:99 300:100", "0+ 300+" },
  { "what-was-held-and-is-not-true-begins-anew", "AAPL is above 100", "0:100 1:99 60:100 70:99.5 80:100 301:100",
    "0+ 301+h80" },
  { "cross", "AAPL crosses 100, cooldown 0s", "0:100 1:101 2:99 3:100 4:99.5 5:99.8 6:101", "2- 3+ 6+" },
  { "cross-armed-again", "AAPL crosses above 100, cooldown 0s", "0:99 1:100 2:99.95 3:100 4:99.9 5:100", "1+ 5+" },
  { "change-against-the-open", "AAPL moves ±1 % against the open, cooldown 0s",
    "0:100 1:101 2:101.5 3:100.9 4:101 5:100.8 6:101 7:99 8:99.2 9:99", "1+ 6+ 7- 9-" },
  { "amount-against-a-price", "AAPL rises 2 against 100, cooldown 0s", "0:102 1:101.7 2:102 3:101.6 4:102", "0+ 4+" },
  { "against-some-time-ago", "AAPL moves ±1 % against price 1m ago, cooldown 0s",
    "0:100 30:101 59:102 60:101 90:102.01 91:99.9", "60+ 91-" },
  { "against-the-last-firing", "AAPL moves ±1 % against last firing, cooldown 0s", "0:100 1:101 2:102 3:102.01 4:101",
    "1+ 3+" },
  { "once-a-day", "AAPL is above 100, once a day, cooldown 0s", "0:100 1:99 2:100 86400:99 86401:100 172801:100",
    "0+ 86401+" },
  { "once", "AAPL is above 100, once, cooldown 0s", "0:100 1:99 2:100 86400:99 86401:100", "0+" },
  { "expired", "AAPL is above 100, cooldown 0s, until 2013-10-07T14:00:02Z", "0:99 2:100 3:99 4:100", "2+" },
  { "no-previous-close-yet", "AAPL moves ±1 % against previous close, cooldown 0s", "0:100 1:110 86400:112 86401:110",
    "86400+" },
  { "late-price-is-past", "AAPL is above 100, cooldown 0s", "0:99 60:99 30:100 31:101 61:100 62:99", "30+p 61+" },
  { "late-price-while-disarmed", "AAPL is above 100, cooldown 0s", "0:100 60:101 30:102", "0+" },
  { "late-cross-is-past", "AAPL crosses 100, cooldown 0s", "0:99 60:99 30:100 40:98", "30+p" },
  { "suspect", "AAPL is below 60, cooldown 0s", "0:100 1:50 2:50 3:50 4:50", "4-h1" },
  { "rising-bars", "AAPL 2 rising bars of 1m, cooldown 0s", "0:10 60:11 120:12 180:13 240:13 300:14 360:15 420:15",
    "180+ 420+" },
  { "falling-bars", "AAPL 1 falling bar of 1m, cooldown 0s", "0:10 60:9 120:8 180:8 240:7 300:7", "120- 300-" },
  { "share", "AAPL buy share of 1m above 0.7, cooldown 0s", "0:10x7 1:10x-3 60:10x1 120:10x-1 180:10x7 240:10",
    "60+ 240+" },
  { "late-bar-is-past", "AAPL 1 rising bar of 1m, cooldown 0s", "0:10 60:10 120:10 119:11 180:10", "120+p" },
  { "late-bar-is-past-once", "AAPL 1 rising bar of 1m, cooldown 0s", "0:10 60:10 120:10 110:11 115:9 117:11 180:10",
    "120+p" },
  { "sequence", "AAPL is above 100 then is below 90 within 10s, cooldown 0s",
    "0:100 5:90 6:99 7:100 17:90 18:100 19:95 20:100 31:90", "5- 17-" },
  { "sequence-needs-a-later-time", "AAPL is above 100 then is above 100 within 10s, cooldown 0s",
    "0:100 1:99 2:100 3:99 12:100", "" },
};

const guint alert_n_examples = G_N_ELEMENTS (alert_examples);

TapeRuleSet *
alert_example_rules (const AlertExample *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeRule) rule = tape_rule_parse (self->rule, &error);
  TapeRuleSet *rules = tape_rule_set_new ();

  g_assert_no_error (error);
  rule->id = 1;
  tape_rule_set_add (rules, rule);
  return rules;
}

TapeBatch *
alert_example_trades (const AlertExample *self, guint32 instrument)
{
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, 16);
  char *at = (char *)self->trades;

  while (*at != '\0')
    {
      TapeTrade *trade = tape_batch_add_trade (batch);

      trade->event_time = trade->receive_time = ALERT_EXAMPLE_START + (gint64)strtol (at, &at, 10) * TAPE_SECOND;
      g_assert_true (*at == ':');
      trade->price = strtod (at + 1, &at);
      trade->quantity = *at == 'x' ? strtod (at + 1, &at) : 1;
      trade->side = trade->quantity > 0 ? TAPE_SIDE_BUY : TAPE_SIDE_SELL;
      trade->quantity = ABS (trade->quantity);
      trade->instrument = instrument;
      trade->source = 1;
      at += *at == ' ';
    }
  return batch;
}

static gint
get_seconds (gint64 time)
{
  return (gint)((time - ALERT_EXAMPLE_START) / TAPE_SECOND);
}

void
alert_example_assert (const AlertExample *self, GPtrArray *firings)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < firings->len; i++)
    {
      const TapeFiring *firing = g_ptr_array_index (firings, i);
      const char *direction = firing->direction > 0 ? "+" : "-";

      g_string_append_printf (text, "%s%d%s%s", i == 0 ? "" : " ", get_seconds (firing->event_time), direction,
                              firing->flags & TAPE_FIRING_PAST ? "p" : "");
      if (firing->held_since != TAPE_NO_TIME)
        g_string_append_printf (text, "h%d", get_seconds (firing->held_since));
    }
  g_assert_cmpstr (text->str, ==, self->firings);
}
