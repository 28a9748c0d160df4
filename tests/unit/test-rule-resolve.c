/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a rule names and a session has not is said, and the rule waits. */

#include <string.h>

#include "alerts/tape-rule-check.h"
#include "alerts/tape-rule-text.h"

static const char *const sources[] = { "Binance", "Kraken", NULL };
static const char *const queries[] = { "Big trades", NULL };
static const char *const none[] = { NULL };

static TapeUniverse *
universe_new (void)
{
  static const char *const symbols[] = { "AAPL", "MSFT", "XOM", "ZZZZ9" };
  TapeUniverse *universe = tape_universe_new (FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (symbols); i++)
    tape_universe_intern (universe, symbols[i], strlen (symbols[i]));
  return universe;
}

static TapeRuleSet *
set_new (void)
{
  static const char *const tech[] = { "AAPL", "MSFT", NULL };
  static const char *const banks[] = { "BAC", NULL };
  TapeRuleSet *set = tape_rule_set_new ();

  tape_rule_set_add_list (set, "Tech", tech);
  tape_rule_set_add_list (set, "Banks", banks);
  tape_rule_set_add_list (set, "Empty", none);
  return set;
}

static void
assert_stands (const TapeRulePlace *place, const char *text, TapeRuleStanding wanted, const char *said)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeRule) rule = tape_rule_parse (text, &error);
  g_autofree char *sentence = NULL;
  TapeRuleStanding standing;

  g_assert_no_error (error);
  standing = tape_rule_resolve (rule, place, &sentence);
  if (standing != wanted || (said == NULL ? sentence != NULL : sentence == NULL || strstr (sentence, said) == NULL))
    g_error ("“%s” stands %d: %s", text, standing, sentence);
  g_assert_cmpint (tape_rule_resolve (rule, place, NULL), ==, wanted);
}

static void
test_ready (void)
{
  static const char *const texts[] = {
    "AAPL rises 5 %",
    "AAPL, ZZZZ9 rises 5 %",
    "watched rises 5 %",
    "everything rises 5 %",
    "list Tech rises 5 %",
    "list Tech growth 5 % with at least 2 fresh",
    "industry Energy rises 5 %",
    "source Kraken silent for 30s",
    "any source silent for 30s",
    "query \"Big trades\" returns rows",
  };
  g_autoptr (TapeUniverse) universe = universe_new ();
  g_autoptr (TapeRuleSet) set = set_new ();
  TapeRulePlace place = { set, universe, sources, queries };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_stands (&place, texts[i], TAPE_STANDING_READY, NULL);
}

static void
test_waits (void)
{
  static const struct
  {
    const char *text;
    TapeRuleStanding standing;
    const char *said;
  } cases[] = {
    { "IBM rises 5 %", TAPE_STANDING_WAITS,
      "IBM has not traded in this session yet: the rule waits for its first trade." },
    { "IBM, BAC rises 5 %", TAPE_STANDING_WAITS, "IBM, BAC have not traded in this session yet" },
    { "AAPL, IBM rises 5 %", TAPE_STANDING_PARTLY, "IBM has not traded" },
    { "IBM, BAC, JPM, XOM, GS, C, T, WFC rises 5 %", TAPE_STANDING_PARTLY, "IBM, BAC, JPM, GS, C and 2 more have not" },
    { "GONE1 rises 5 %", TAPE_STANDING_WAITS, "GONE1 is not in the instrument table, and has not traded" },
    { "GONE1, IBM rises 5 %", TAPE_STANDING_WAITS, "Of GONE1, IBM not all are in the instrument table" },
    { "list Banks rises 5 %", TAPE_STANDING_WAITS, "Nothing of “Banks” has traded in this session yet" },
    { "list Empty rises 5 %", TAPE_STANDING_WAITS, "The watchlist “Empty” is empty" },
    { "list Lost growth 5 %", TAPE_STANDING_WAITS, "There is no watchlist “Lost” any more: the rule waits." },
    { "list Tech growth 5 %", TAPE_STANDING_WAITS, "“Tech” has 2 members in this session, and the rule asks for 3" },
    { "list Tech growth 5 % with at least 1 fresh then growth 6 % with at least 4 fresh within 1h", TAPE_STANDING_WAITS,
      "asks for 4" },
    { "industry Materials rises 5 %", TAPE_STANDING_WAITS, "Nothing of “Materials” has traded" },
    { "source Finnhub silent for 30s", TAPE_STANDING_WAITS,
      "The session has no source “Finnhub”: the rule waits. It has: Binance, Kraken." },
    { "query \"Lost\" returns rows", TAPE_STANDING_WAITS, "There is no saved query “Lost”: the rule waits." },
  };
  g_autoptr (TapeUniverse) universe = universe_new ();
  g_autoptr (TapeRuleSet) set = set_new ();
  TapeRulePlace place = { set, universe, sources, queries };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_stands (&place, cases[i].text, cases[i].standing, cases[i].said);
}

/* Where nothing trades or is watched yet. */
static void
test_empty (void)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeRuleSet) full = set_new ();
  g_autoptr (TapeRuleSet) empty = tape_rule_set_new ();
  TapeRulePlace place = { full, universe, none, none };

  assert_stands (&place, "everything rises 5 %", TAPE_STANDING_WAITS, "Nothing has traded in this session yet");
  assert_stands (&place, "watched rises 5 %", TAPE_STANDING_WAITS, "Nothing that is watched has traded");
  assert_stands (&place, "any source silent for 5s", TAPE_STANDING_WAITS, "The session has no source yet");
  place.set = empty;
  assert_stands (&place, "watched rises 5 %", TAPE_STANDING_WAITS, "Nothing is watched");
}

/* What is not known of a session is not asked for. */
static void
test_no_session (void)
{
  g_autoptr (TapeRuleSet) set = set_new ();
  TapeRulePlace place = { .set = set };

  assert_stands (&place, "IBM rises 5 %", TAPE_STANDING_READY, NULL);
  assert_stands (&place, "list Banks rises 5 %", TAPE_STANDING_READY, NULL);
  assert_stands (&place, "list Lost rises 5 %", TAPE_STANDING_WAITS, "There is no watchlist “Lost”");
  assert_stands (&place, "source X silent for 5s", TAPE_STANDING_READY, NULL);
  assert_stands (&place, "query \"X\" returns rows", TAPE_STANDING_READY, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/alerts/rule-resolve/ready", test_ready);
  g_test_add_func ("/alerts/rule-resolve/waits", test_waits);
  g_test_add_func ("/alerts/rule-resolve/nothing-there", test_empty);
  g_test_add_func ("/alerts/rule-resolve/without-a-session", test_no_session);
  return g_test_run ();
}
