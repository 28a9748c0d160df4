/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "../support/json-walked.h"

/* cJSON is the oracle of what values say; what is JSON is said by RFC 8259, more strictly than cJSON has it. */

static const char *const good[] = {
  "{}",
  "[]",
  " [ ] ",
  "null",
  "true",
  "\"\"",
  "-0.5e+3",
  "[1,2 , 3\n]",
  "{\"a\":{\"b\":[{},[],null,false,true,\"]\",\"}\",\"\\\"\"]},\"c\":-0}",
  "[{\"T\":\"t\",\"i\":96921,\"S\":\"AAPL\",\"p\":126.55,\"c\":[\"@\",\"I\"]}]",
  "{\"a\\u0062\":\"\\ud83d\\ude00 \\/ \\n\"}",
  "[0,0.0,1E5,1e-2,12345678901234567890]",
};

static const char *const bad[] = {
  "",          " ",         "{",     "}",         "[",          "]",     "[1",     "[1,]",    "[,1]",
  "{\"a\"}",   "{a:1}",     "{1:1}", "{\"a\":}",  "{\"a\":1,}", "\"",    "\"\\\"", "\"\\x\"", "\"\\u12g4\"",
  "\"\\u12\"", "\"a\nb\"",  "01",    "-",         "1.",         ".5",    "1e",     "+1",      "nul",
  "nulll",     "truefalse", "[1}",   "{\"a\":1]", "1 2",        "[1] x", "'a'",    "NaN",     "[1]]",
};

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (json_walked_as_parsed (good[i], strlen (good[i])));
}

static void
test_bad (void)
{
  TapeJsonValue value;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    if (tape_json_value_parse (bad[i], strlen (bad[i]), &value))
      g_error ("taken for JSON: %s", bad[i]);
}

/* No end is looked for behind the end: every beginning of a good text is read from memory of just its size. */
static void
test_cut_off (void)
{
  TapeJsonValue value;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    for (gsize length = 0; length <= strlen (good[i]); length++)
      {
        g_autofree char *text = g_memdup2 (good[i], length);

        if (tape_json_value_parse (text, length, &value))
          g_assert_true (json_walked_as_parsed (text, length));
      }
}

static void
test_depth (void)
{
  char text[2 * TAPE_JSON_WALK_DEPTH + 2];
  TapeJsonValue value;

  memset (text, '[', TAPE_JSON_WALK_DEPTH);
  memset (text + TAPE_JSON_WALK_DEPTH, ']', TAPE_JSON_WALK_DEPTH);
  g_assert_true (tape_json_value_parse (text, 2 * TAPE_JSON_WALK_DEPTH, &value));
  memset (text, '[', TAPE_JSON_WALK_DEPTH + 1);
  memset (text + TAPE_JSON_WALK_DEPTH + 1, ']', TAPE_JSON_WALK_DEPTH + 1);
  g_assert_false (tape_json_value_parse (text, sizeof text, &value));
}

static void
test_values (void)
{
  const char *text = "{\"n\":42,\"f\":4.2,\"big\":9223372036854775808,\"s\":\"a\\u00e9\\/\",\"s\":\"second\"}";
  g_autofree char *said = NULL, *none = NULL;
  TapeJsonValue whole, value;
  gint64 integer = 0;

  g_assert_true (tape_json_value_parse (text, strlen (text), &whole));
  g_assert_true (tape_json_value_get (&whole, "n", &value));
  g_assert_true (tape_json_value_get_integer (&value, &integer));
  g_assert_cmpint (integer, ==, 42);
  none = tape_json_value_dup (&value);
  g_assert_cmpstr (none, ==, "");
  g_assert_true (tape_json_value_get (&whole, "f", &value));
  g_assert_false (tape_json_value_get_integer (&value, &integer));
  g_assert_true (tape_json_value_get (&whole, "big", &value));
  g_assert_false (tape_json_value_get_integer (&value, &integer));
  g_assert_true (tape_json_value_get (&whole, "s", &value));
  g_assert_true (value.escaped);
  said = tape_json_value_dup (&value);
  g_assert_cmpstr (said, ==, "aé/");
  g_assert_false (tape_json_value_get (&whole, "none", &value));
  g_assert_cmpint (value.kind, ==, TAPE_JSON_NULL);
  g_assert_false (tape_json_value_get (&value, "n", &value));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-walk/good", test_good);
  g_test_add_func ("/json-walk/bad", test_bad);
  g_test_add_func ("/json-walk/cut-off", test_cut_off);
  g_test_add_func ("/json-walk/depth", test_depth);
  g_test_add_func ("/json-walk/values", test_values);
  return g_test_run ();
}
