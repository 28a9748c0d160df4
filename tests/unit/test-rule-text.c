/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A rule's one-line form says what the rule says, and reads back. */

#include "alerts/tape-rule-check.h"
#include "alerts/tape-rule-text.h"

static TapeRule *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  TapeRule *rule = tape_rule_parse (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (rule);
  return rule;
}

/* What is written by people, and the canonical form: %NULL where it is that already. */
static const struct
{
  const char *text;
  const char *canonical;
} examples[] = {
  { "AAPL moves ±5 % against previous close", NULL },
  { "AAPL moves ±5 % against previous close, once a day", NULL },
  { "AAPL, MSFT, TSLA rises 5 % against the open", NULL },
  { "watched falls 2.5 against the open", NULL },
  { "everything moves ±0.1 % against price 15m ago", NULL },
  { "list Tech moves ±5 % against last firing", NULL },
  { "list \"Tech & more\" falls 12.5 % against 185.2", NULL },
  { "list \"say \"\"hello\"\"\" is above 190", NULL },
  { "industry Energy is below 180", NULL },
  { "industry \"Consumer Staples\" crosses 185", NULL },
  { "country Germany crosses above 185", NULL },
  { "technology \"Artificial Intelligence\" crosses below 185", NULL },
  { "AAPL volume of 5m at least 3 times average", NULL },
  { "AAPL volume of 5m at most 0.5 times average for 4 spans", NULL },
  { "AAPL volume of 1d at most 0.5 times average", NULL },
  { "AAPL sma 5 crosses sma 10 on 1m", NULL },
  { "AAPL ema 5 crosses above ema 10 on 5m", NULL },
  { "AAPL rsi 14 above 70 on 5m", NULL },
  { "AAPL 3 rising bars of 1m", NULL },
  { "AAPL 5 falling bars of 1h", NULL },
  { "9984.T 1 rising bar of 1m", NULL },
  { "AAPL buy share of 5m above 0.7", NULL },
  { "industry Energy growth ±1.5 % with at least 6 fresh", NULL },
  { "list Tech growth +1 % with at least 3 fresh", NULL },
  { "country Japan growth −1 % with at least 3 fresh", NULL },
  { "source Binance silent for 30s", NULL },
  { "any source silent for 30s", NULL },
  { "query \"Big trades\" returns rows", NULL },
  { "AAPL volume of 1m at most 0.5 times average for 10 spans then volume of 1m at least 3 times average within 30m",
    NULL },
  { "AAPL is above 190, once, cooldown 10m, until 2026-12-31, important", NULL },
  { "AAPL is above 190, cooldown 0s, until 2026-12-31T18:00:00Z", NULL },
  { "BTC-USD, BRK.B, ^GSPC, \"is\", \"RSI\", \"btc\", \"a b\", \"5%\" is above 1",
    "BTC-USD, BRK.B, ^GSPC, \"is\", \"RSI\", \"btc\", \"a b\", \"5%\" is above 1" },
  /* Freer. */
  { "  aapl   Moves +/- 5%  AGAINST the previous close ", "AAPL moves ±5 % against previous close" },
  { "AAPL move +-5%", "AAPL moves ±5 % against previous close" },
  { "AAPL moves 5 %", "AAPL moves ±5 % against previous close" },
  { "AAPL moves +5%", "AAPL rises 5 % against previous close" },
  { "AAPL moves -5%", "AAPL falls 5 % against previous close" },
  { "AAPL moves −.5%", "AAPL falls 0.5 % against previous close" },
  { "AAPL,MSFT rise by 5%, every time", "AAPL, MSFT rises 5 % against previous close" },
  { "AAPL above 190 , daily", "AAPL is above 190, once a day" },
  { "AAPL is over 190.50, once per day, cooldown of 10 min", "AAPL is above 190.5, once a day, cooldown 10m" },
  { "industry consumer staples cross under 5", "industry \"Consumer Staples\" crosses below 5" },
  { "country GERMANY is above 5", "country Germany is above 5" },
  { "AAPL volume of 60m at least 3 times its average", "AAPL volume of 1h at least 3 times average" },
  { "AAPL volume of 1h at most 1 times average for 1 span", "AAPL volume of 1h at most 1 times average" },
  { "AAPL buy share of 5m is below 30 %", "AAPL buy share of 5m below 0.3" },
  { "list Tech growth 1%", "list Tech growth ±1 % with at least 3 fresh" },
  { "source Binance is silent for 2 minutes", "source Binance silent for 2m" },
  { "AAPL is above 1, until 2026-12-31T23:59:59.999999Z", "AAPL is above 1, until 2026-12-31" },
  { "AAPL is above 1, until 2026-12-31t20:00+02:00", "AAPL is above 1, until 2026-12-31T18:00:00Z" },
  { "AAPL is above 1, cooldown 5m", "AAPL is above 1" },
};

static void
test_examples (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (examples); i++)
    {
      g_autoptr (TapeRule) rule = parse (examples[i].text);
      g_autofree char *text = tape_rule_format (rule);
      g_autoptr (TapeRule) again = parse (text);
      g_autoptr (GError) error = NULL;

      g_assert_cmpstr (text, ==, examples[i].canonical != NULL ? examples[i].canonical : examples[i].text);
      g_assert_true (tape_rule_equal (rule, again));
      tape_rule_check (rule, &error);
      g_assert_no_error (error);
    }
}

static void
test_fields (void)
{
  g_autoptr (TapeRule) first = tape_rule_new ();
  g_autoptr (TapeRule) parsed = parse ("watched moves ±5 % against previous close");
  g_autoptr (TapeRule) sequence
      = parse ("AAPL, \"B,C\" falls 2.5 against price 15m ago then ema 5 crosses below ema 10 on 5m within 1h, once");
  const TapeCondition *a = &sequence->conditions[0], *b = &sequence->conditions[1];

  g_assert_true (tape_rule_equal (first, parsed));
  g_assert_true (parsed->enabled);
  g_assert_cmpint (parsed->id, ==, 0);
  g_assert_cmpint (sequence->target, ==, TAPE_TARGET_SYMBOLS);
  g_assert_cmpstr (sequence->names[1], ==, "B,C");
  g_assert_cmpuint (sequence->n_conditions, ==, 2);
  g_assert_cmpint (sequence->within, ==, TAPE_HOUR);
  g_assert_cmpint (sequence->repeat, ==, TAPE_REPEAT_ONCE);
  g_assert_cmpint (a->kind, ==, TAPE_CONDITION_CHANGE);
  g_assert_cmpint (a->direction, ==, TAPE_DIRECTION_DOWN);
  g_assert_cmpfloat (a->x, ==, 2.5);
  g_assert_false (a->percent);
  g_assert_cmpint (a->baseline, ==, TAPE_BASELINE_AGO);
  g_assert_cmpint (a->ago, ==, 15 * TAPE_MINUTE);
  g_assert_cmpint (b->kind, ==, TAPE_CONDITION_AVERAGES);
  g_assert_true (b->exponential);
  g_assert_cmpuint (b->fast, ==, 5);
  g_assert_cmpuint (b->slow, ==, 10);
  g_assert_cmpint (b->span, ==, 5 * TAPE_MINUTE);
}

/* A text, the kind of its error, and what its sentence has within it. */
static const struct
{
  const char *text;
  int code;
  const char *said;
} errors[] = {
  { "", TAPE_RULE_ERROR_TEXT, "too early, at character 1" },
  { "AAPL", TAPE_RULE_ERROR_TEXT, "too early, at character 5. What can stand there: moves, rises" },
  { "AAPL risse 5 %", TAPE_RULE_ERROR_TEXT, "“risse” at character 6 is not understood: did you mean “rises”?" },
  { "AAPL macd 12 crosses 5", TAPE_RULE_ERROR_NEWER, "“macd” at character 6 is unknown to this version" },
  { "portfolio \"Mine\" moves ±5 %", TAPE_RULE_ERROR_TEXT, "“Mine” at character 11" },
  { "moves ±5 %", TAPE_RULE_ERROR_TEXT,
    "“moves” at character 1 is not understood. What can stand there: on whom the rule is" },
  { "AAPL, moves ±5 %", TAPE_RULE_ERROR_TEXT, "“moves” at character 7" },
  { "AAPL moves ±x %", TAPE_RULE_ERROR_TEXT, "“x” at character 13 is not understood. What can stand there: a number" },
  { "AAPL rises -5 %", TAPE_RULE_ERROR_TEXT, "“-” at character 12" },
  { "AAPL moves ±1,5 %", TAPE_RULE_ERROR_TEXT, "“1,5” at character 13 could be read in two ways" },
  { "AAPL is above 10,000", TAPE_RULE_ERROR_TEXT, "“10,000” at character 15 could be read in two ways" },
  { "AAPL moves ±5 % against yesterday", TAPE_RULE_ERROR_NEWER, "“yesterday” at character 25 is unknown" },
  { "AAPL moves ±5 % against previous clsoe", TAPE_RULE_ERROR_TEXT, "did you mean “close”?" },
  { "AAPL is 190", TAPE_RULE_ERROR_TEXT, "What can stand there: above, below." },
  { "AAPL volume of 5x at least 3 times average", TAPE_RULE_ERROR_TEXT, "a length of time, such as 30s" },
  { "AAPL sma 5 crosses ema 10 on 1m", TAPE_RULE_ERROR_TEXT, "did you mean “sma”?" },
  { "AAPL sma 5.5 crosses sma 10 on 1m", TAPE_RULE_ERROR_TEXT, "a whole number" },
  { "AAPL is above 190, twice", TAPE_RULE_ERROR_NEWER, "“twice” at character 20 is unknown" },
  { "AAPL is above 190, imporant", TAPE_RULE_ERROR_TEXT, "did you mean “important”?" },
  { "AAPL is above 190, once, once a day", TAPE_RULE_ERROR_TEXT, "“once” at character 26: that was said before" },
  { "AAPL is above 190, until tomorrow", TAPE_RULE_ERROR_TEXT, "a day, such as 2026-12-31" },
  { "AAPL is above 190, until 2026-02-30", TAPE_RULE_ERROR_TEXT, "a day, such as 2026-12-31" },
  { "AAPL is above 190, until 2026-02-03T10:00", TAPE_RULE_ERROR_TEXT, "a time with its zone" },
  { "AAPL is above 190 once", TAPE_RULE_ERROR_TEXT,
    "“once” at character 19 is not understood. What can stand there: then, a comma and an option" },
  { "AAPL is above 190 twice", TAPE_RULE_ERROR_NEWER, "“twice” at character 19 is unknown" },
  { "list \"Tech rises 5 %", TAPE_RULE_ERROR_TEXT, "The quote at character 6 is not closed" },
  { "list Tech growth 5", TAPE_RULE_ERROR_TEXT, "What can stand there: %" },
  { "query Mine returns rows", TAPE_RULE_ERROR_TEXT, "the name of a saved query, in quotes" },
  { "any feed silent for 5s", TAPE_RULE_ERROR_NEWER, "What can stand there: source." },
  { "AAPL is above 190 then is below 180", TAPE_RULE_ERROR_TEXT, "What can stand there: within" },
  { "list", TAPE_RULE_ERROR_TEXT, "What can stand there: the name of a watchlist." },
  { "source , silent for 5s", TAPE_RULE_ERROR_TEXT, "What can stand there: the name of a source." },
  { "country % rises 5 %", TAPE_RULE_ERROR_TEXT, "What can stand there: a name, such as Energy." },
  { "AAPL volume of 5m at best 3 times average", TAPE_RULE_ERROR_TEXT, "did you mean “least”?" },
  { "AAPL volume of 5m at least 3 times mean", TAPE_RULE_ERROR_NEWER, "What can stand there: average." },
  { "AAPL 3 sideways bars of 1m", TAPE_RULE_ERROR_NEWER, "What can stand there: rising, falling." },
  { "AAPL rises 5 % against price 9999999999d ago", TAPE_RULE_ERROR_TEXT, "a length of time" },
  { "AAPL rises 5 % against price 9999999999 days ago", TAPE_RULE_ERROR_TEXT, "a length of time" },
  { "AAPL is above 5, once in a while", TAPE_RULE_ERROR_TEXT, "“in” at character 23 is not understood" },
  { "AAPL is above 5, until 20261231", TAPE_RULE_ERROR_TEXT, "a day, such as 2026-12-31" },
  { "AAPL is above 5, until 2026-12-31 18:00", TAPE_RULE_ERROR_TEXT, "“18:00” at character 35" },
  { "AAPL is above 5, until 2026-12-31T25:00Z", TAPE_RULE_ERROR_TEXT, "“2026-12-31T25:00Z”" },
  { "AAPL is above 5, until 2026-12-31T18:61Z", TAPE_RULE_ERROR_TEXT, "“2026-12-31T18:61Z”" },
  { "AAPL is above 5, until 2026-12-31T18:00:61Z", TAPE_RULE_ERROR_TEXT, "“2026-12-31T18:00:61Z”" },
  { "AAPL is above 5, until 2026-12-31T18:00+25:00", TAPE_RULE_ERROR_TEXT, "“2026-12-31T18:00+25:00”" },
  { "AAPL is above 5, until 2026-12-31T18:00+01:99", TAPE_RULE_ERROR_TEXT, "“2026-12-31T18:00+01:99”" },
  { "AAPL \377 5", TAPE_RULE_ERROR_TEXT, "not text in UTF-8" },
};

static void
test_errors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TapeRule) rule = tape_rule_parse (errors[i].text, &error);

      g_assert_null (rule);
      if (strstr (error->message, errors[i].said) == NULL)
        g_error ("“%s” gives: %s", errors[i].text, error->message);
      g_assert_error (error, TAPE_RULE_ERROR, errors[i].code);
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
}

/* Cut off anywhere, it is a shorter rule or refused with a sentence. */
static void
test_cut_off (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (examples); i++)
    for (gsize length = 0; length < strlen (examples[i].text); length++)
      {
        g_autofree char *text = g_strndup (examples[i].text, length);
        g_autoptr (GError) error = NULL;
        g_autoptr (TapeRule) rule = tape_rule_parse (text, &error);

        if (rule == NULL)
          g_assert_true (g_str_has_suffix (error->message, "."));
        else
          g_assert_no_error (error);
      }
}

static void
test_too_large (void)
{
  g_autofree char *digits = g_strnfill (400, '9');
  g_autofree char *text = g_strconcat ("AAPL is above ", digits, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (tape_rule_parse (text, &error));
  g_assert_error (error, TAPE_RULE_ERROR, TAPE_RULE_ERROR_TEXT);
  g_assert_true (g_str_has_suffix (error->message, "What can stand there: a smaller number."));
}

/* --- What the documentation says. --- */

static char **
load_lines (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", name, NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return g_strsplit (text, "\n", -1);
}

/* The first line under @heading. */
static guint
find_section (char **lines, const char *heading)
{
  guint i = 0;

  for (; g_strcmp0 (lines[i], heading) != 0; i++)
    g_assert_nonnull (lines[i]);
  return i + 1;
}

/* Each rule in the table of the README is in canonical form, and in order. */
static void
test_readme (void)
{
  g_auto (GStrv) lines = load_lines ("README.md");
  guint n = 0;

  for (guint i = find_section (lines, "## Writing alert rules");
       lines[i] != NULL && !g_str_has_prefix (lines[i], "## "); i++)
    if (g_str_has_prefix (lines[i], "| `"))
      {
        g_auto (GStrv) parts = g_strsplit (lines[i], "`", 3);
        g_autoptr (TapeRule) rule = parse (parts[1]);
        g_autofree char *text = tape_rule_format (rule);
        g_autoptr (GError) error = NULL;

        g_assert_cmpstr (text, ==, parts[1]);
        tape_rule_check (rule, &error);
        g_assert_no_error (error);
        n++;
      }
  g_assert_cmpuint (n, >=, 12);
}

/* Whether a piece of a rule is part of one that is in order. */
static gboolean
is_piece (const char *piece)
{
  static const struct
  {
    const char *before;
    const char *after;
  } rests[] = {
    { "", "" },           { "", " is above 190" }, { "", " silent for 30s" },         { "AAPL ", "" },
    { "list Tech ", "" }, { "any source ", "" },   { "AAPL rises 5 % against ", "" }, { "AAPL is above 190, ", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rests); i++)
    {
      g_autofree char *text = g_strconcat (rests[i].before, piece, rests[i].after, NULL);
      g_autoptr (TapeRule) rule = tape_rule_parse (text, NULL);

      if (rule != NULL && tape_rule_check (rule, NULL))
        return TRUE;
    }
  return FALSE;
}

/* Each form in the grammar's table, names of parts replaced, is part of a rule. */
static void
test_grammar (void)
{
  g_auto (GStrv) lines = load_lines ("src/alerts/README.md");
  guint n = 0;

  for (guint i = find_section (lines, "## In one line"); lines[i] != NULL && !g_str_has_prefix (lines[i], "## "); i++)
    if (g_str_has_prefix (lines[i], "| "))
      {
        g_auto (GStrv) parts = g_strsplit (lines[i], "`", -1);

        for (guint j = 1; parts[0] != NULL && parts[j] != NULL && parts[j + 1] != NULL; j += 2)
          {
            g_autoptr (GString) piece = g_string_new (parts[j]);

            g_string_replace (piece, "BASELINE", "the open", 0);
            g_string_replace (piece, "NAME",
                              strstr (piece->str, "country") != NULL      ? "Germany"
                              : strstr (piece->str, "technology") != NULL ? "Cloud"
                                                                          : "Energy",
                              0);
            g_string_replace (piece, " with …", "", 0);
            if (!is_piece (piece->str))
              g_error ("the page has “%s”", piece->str);
            n++;
          }
      }
  g_assert_cmpuint (n, >=, 40);
}

/* Each form that the man page has is part of a rule. */
static void
test_man_page (void)
{
  g_auto (GStrv) lines = load_lines ("data/man/tapectl.1");
  guint n = 0;

  for (guint i = find_section (lines, "A rule is"); !g_str_has_prefix (lines[i], ".Ss "); i++)
    if (g_str_has_prefix (lines[i], ".Li "))
      {
        g_autoptr (GString) piece = g_string_new (lines[i] + strlen (".Li "));

        g_string_replace (piece, "\\(+-", "±", 0);
        g_string_replace (piece, "\\(dq", "\"", 0);
        if (piece->len > 2 && strchr (";.,:", piece->str[piece->len - 1]) != NULL)
          g_string_truncate (piece, piece->len - 2);
        if (!is_piece (piece->str))
          g_error ("the man page has “%s”", piece->str);
        n++;
      }
  g_assert_cmpuint (n, >=, 25);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/alerts/rule-text/examples", test_examples);
  g_test_add_func ("/alerts/rule-text/fields", test_fields);
  g_test_add_func ("/alerts/rule-text/errors-say-where-and-what", test_errors);
  g_test_add_func ("/alerts/rule-text/cut-off", test_cut_off);
  g_test_add_func ("/alerts/rule-text/too-large", test_too_large);
  g_test_add_func ("/alerts/rule-text/readme", test_readme);
  g_test_add_func ("/alerts/rule-text/grammar", test_grammar);
  g_test_add_func ("/alerts/rule-text/man-page", test_man_page);
  return g_test_run ();
}
