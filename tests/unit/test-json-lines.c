/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-json-lines.h"

#include <string.h>

#include "../support/json-both-ways.h"

/* The oracle is cJSON: whatever the quick scanner takes must mean the same as what cJSON makes of it. */

typedef struct
{
  GRand *rand;
  GString *text;
  gboolean wild; /* with what the quick scanner leaves to cJSON */
} Writer;

static void
append_any (Writer *self, const char *const *tame, gsize n_tame, const char *const *wild, gsize n_wild)
{
  gsize i = (gsize)g_rand_int_range (self->rand, 0, (gint)(self->wild ? n_tame + n_wild : n_tame));

  g_string_append (self->text, i < n_tame ? tame[i] : wild[i - n_tame]);
}

#define APPEND_ANY(self, tame, wild) append_any (self, tame, G_N_ELEMENTS (tame), wild, G_N_ELEMENTS (wild))

static void
append_blank (Writer *self)
{
  static const char *const tame[] = { "", "", "", "", "", "", " ", "\t", "  ", "\r" };
  static const char *const wild[] = { "\f" };

  APPEND_ANY (self, tame, wild);
}

static void
append_string (Writer *self)
{
  static const char *const tame[]
      = { "trade",  "match", "ticker", "buy",   "sell", "BTCUSDT", "2024-06-03T13:30:00.009440Z",
          "101.25", "",      "é",      "a,b:c", "{]",   "[}",      "a long one, of more than sixteen bytes" };
  static const char *const wild[] = { "\\n\\\"", "\\u00e9", "\\ud83d\\ude00", "\x01" };

  g_string_append_c (self->text, '"');
  APPEND_ANY (self, tame, wild);
  g_string_append_c (self->text, '"');
}

static void
append_number (Writer *self)
{
  static const char *const tame[] = { "0",
                                      "-0",
                                      "1",
                                      "-1",
                                      "250.03",
                                      "1e3",
                                      "1E-2",
                                      "-1.5e+300",
                                      "1e999",
                                      "1717421400",
                                      "1717421400123456789",

                                      "9007199254740993",
                                      "-9007199254740993",
                                      "123456789012345678901234567890",
                                      "1.7e18",
                                      "0.1",
                                      "1.0",
                                      "1717421400.25",
                                      "12345678901234567" };
  static const char *const wild[] = { "01", "1.", "+1", ".5", "-", "1e" };

  if (g_rand_int_range (self->rand, 0, 4) == 0)
    g_string_append_printf (self->text, "%" G_GINT64_FORMAT,
                            (gint64)((guint64)g_rand_int (self->rand) << 32 | g_rand_int (self->rand))
                                >> g_rand_int_range (self->rand, 0, 60));
  else
    APPEND_ANY (self, tame, wild);
}

static void append_object (Writer *self, guint depth);

static void
append_array (Writer *self, guint depth)
{
  g_string_append_c (self->text, '[');
  for (gint i = 0, n = g_rand_int_range (self->rand, 0, 3); i < n; i++)
    {
      g_string_append (self->text, i > 0 ? "," : "");
      append_blank (self);
      if (depth < 4)
        append_object (self, depth + 1);
      else
        append_number (self);
    }
  g_string_append_c (self->text, ']');
}

static void
append_value (Writer *self, guint depth)
{
  static const char *const words[] = { "true", "false", "null" };
  static const char *const wild[] = { "True" };

  switch (g_rand_int_range (self->rand, 0, depth < 3 ? 12 : 10))
    {
    case 0:
    case 1:
    case 2:
    case 3:
      append_string (self);
      break;
    case 4:
    case 5:
      APPEND_ANY (self, words, wild);
      break;
    case 10:
      append_object (self, depth + 1);
      break;
    case 11:
      append_array (self, depth + 1);
      break;
    default:
      append_number (self);
    }
}

static void
append_key (Writer *self)
{
  static const char *const tame[] = { "event_time", "timestamp",
                                      "date",       "time",
                                      "trade_time", "symbol",
                                      "Ticker",     "price",
                                      "p",          "quantity",
                                      "v",          "side",
                                      "trade_id",   "open",
                                      "high",       "low",
                                      "close",      "e",
                                      "E",          "T",
                                      "t",          "s",
                                      "q",          "m",
                                      "type",       "product_id",
                                      "size",       "stream",
                                      "data",       "result",
                                      "id",         "sequence",
                                      "",           "a key of more than forty bytes, which is long" };
  static const char *const wild[] = { "pri\\u0063e" };

  g_string_append_c (self->text, '"');
  APPEND_ANY (self, tame, wild);
  g_string_append_c (self->text, '"');
}

static void
append_object (Writer *self, guint depth)
{
  g_string_append_c (self->text, '{');
  if (g_rand_int_range (self->rand, 0, 8) == 0)
    g_string_append (self->text, "\"open\":1,\"high\":\"2\",\"low\":0.5,\"close\":1.5,");
  for (gint i = 0, n = g_rand_int_range (self->rand, 1, 9); i < n; i++)
    {
      g_string_append (self->text, i > 0 ? "," : "");
      append_blank (self);
      append_key (self);
      append_blank (self);
      g_string_append_c (self->text, ':');
      append_blank (self);
      if (depth == 0 && g_str_has_suffix (self->text->str, "\"data\":"))
        append_object (self, 1);
      else
        append_value (self, depth);
      append_blank (self);
    }
  g_string_append_c (self->text, '}');
}

/* A byte taken out, put in or changed, or the end cut off. */
static void
mutate (GString *text, GRand *rand)
{
  static const char bytes[] = "{}[]\",:0.-e \\x\x01\x1f\xc3n";
  gssize at = g_rand_int_range (rand, 0, (gint)text->len);
  char byte = bytes[g_rand_int_range (rand, 0, sizeof bytes)];

  switch (g_rand_int_range (rand, 0, 4))
    {
    case 0:
      g_string_erase (text, at, 1);
      break;
    case 1:
      g_string_insert_c (text, at, byte);
      break;
    case 2:
      text->str[at] = byte;
      break;
    default:
      g_string_truncate (text, (gsize)at);
    }
}

static void
test_random (void)
{
  static const char *const map[] = { "sequence=trade_id", "id=price", NULL };
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_auto (TapeJsonLines) quick = { 0 };
  g_auto (TapeJsonLines) whole = { 0 };
  g_auto (TapeJsonLines) mapped = { .scanner.map = map };
  g_auto (TapeJsonLines) mapped_whole = { .scanner.map = map };
  guint n_results[TAPE_JSON_BAD + 1] = { 0 }, n_quick = 0;

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 60000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      Writer writer = { rand, text, i % 2 == 0 };
      TapeJsonResult result;

      append_blank (&writer);
      append_object (&writer, 0);
      append_blank (&writer);
      if (i % 3 == 0)
        mutate (text, rand);
      result = json_both_ways (&quick, &whole, text->str, text->len);
      json_both_ways (&mapped, &mapped_whole, text->str, text->len);
      n_results[result]++;
      n_quick += tape_json_scanner_scan (&quick.scanner, text->str, text->len);
    }
  for (guint i = 0; i < G_N_ELEMENTS (n_results); i++)
    g_assert_cmpuint (n_results[i], >, 100);
  g_assert_cmpuint (n_quick, >, 15000);
}

/* The lines of files repeat their keys: what is remembered of the one before must not change what the next one means. */
static void
test_order_of_keys (void)
{
  static const char *const lines[] = {
    "{\"event_time\":\"2024-06-03T13:30:00Z\",\"symbol\":\"A\",\"price\":1,\"quantity\":2}",
    "{\"event_time\":\"2024-06-03T13:30:01Z\",\"symbol\":\"B\",\"price\":2,\"quantity\":3}",
    "{\"symbol\":\"C\",\"event_time\":\"2024-06-03T13:30:02Z\",\"quantity\":4,\"price\":3}",
    "{\"symbol\" :\"D\",\"event_time\": \"2024-06-03T13:30:03Z\",\"quantity\":5}",
    "{\"event_time\":\"2024-06-03T13:30:00Z\",\"symbol\":\"E\",\"open\":1,\"high\":2,\"low\":1,\"close\":2}",
    "{\"stream\":\"x\",\"data\":{\"e\":\"trade\",\"E\":1,\"s\":\"F\",\"p\":\"5\",\"q\":\"6\",\"t\":7,\"m\":true}}",
    "{\"data\":{\"e\":\"trade\",\"E\":1,\"s\":\"G\",\"p\":\"5\",\"q\":\"6\",\"t\":8,\"m\":false},\"stream\":\"x\"}",
    "{\"price\":1,\"price\":2,\"p\":3}",
    "{}",
  };
  g_auto (TapeJsonLines) quick = { 0 };
  g_auto (TapeJsonLines) whole = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (lines); j++)
      {
        json_both_ways (&quick, &whole, lines[i], strlen (lines[i]));
        json_both_ways (&quick, &whole, lines[j], strlen (lines[j]));
        g_assert_true (tape_json_scanner_scan (&quick.scanner, lines[j], strlen (lines[j])));
      }
}

/* What is left to cJSON, whatever it then says. */
static void
test_left_to_cjson (void)
{
  static const char *const lines[] = {
    "",
    " ",
    "[]",
    "1",
    "{\"price\":1",
    "{\"price\":1}x",
    "{\"price\":01}",
    "{\"price\":1.}",
    "{\"price\":+1}",
    "{\"price\":.5}",
    "{\"price\":1e}",
    "{\"price\":nan}",
    "{\"price\":1,}",
    "{,\"price\":1}",
    "{\"price\" 1}",
    "{price:1}",
    "{\"price\":'1'}",
    "{\"symbol\":\"a\\nb\"}",
    "{\"symbol\":\"a\tb\"}",
    "{\"symbol\":\"a",
    "{\"a\\u0062\":1}",
    "{\"a\":[1,]}",
    "{\"a\":[1 2]}",
    "{\"a\":{\"b\"}}",
    "{\"a\":tru}",
    "\xef\xbb\xbf{}",
    "{\"price\":1}\f",
    "{\"price\":1234567890123456789012345678901234567890123456789012345678901234567890}",
    "{\"a\":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}",
  };
  g_auto (TapeJsonLines) quick = { 0 };
  g_auto (TapeJsonLines) whole = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_test_message ("%s", lines[i]);
      json_both_ways (&quick, &whole, lines[i], strlen (lines[i]));
      g_assert_false (tape_json_scanner_scan (&quick.scanner, lines[i], strlen (lines[i])));
    }
}

/* More members than the scanner has room for. */
static void
test_many_members (void)
{
  g_auto (TapeJsonLines) quick = { 0 };
  g_auto (TapeJsonLines) whole = { 0 };
  g_autoptr (GString) text = g_string_new ("{");

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, "\"key %u\":%u,", i, i);
  g_string_append (text, "\"price\":5}");
  g_assert_cmpint (json_both_ways (&quick, &whole, text->str, text->len), ==, TAPE_JSON_TRADE);
  g_assert_cmpfloat (quick.values[TAPE_FIELD_PRICE].number, ==, 5);
}

/* Nothing beyond the line is looked at, and no part of a line is taken for the whole. */
static void
test_every_prefix (void)
{
  static const char line[] = "{\"stream\":\"x\",\"data\":{\"e\":\"trade\",\"a\":[1,{\"b\":-2.5e3}],\"s\":\"BTCUSDT\","
                             "\"p\":\"61710.14000000\",\"m\":true,\"M\":null}}";
  g_auto (TapeJsonLines) quick = { 0 };
  g_auto (TapeJsonLines) whole = { 0 };

  for (gsize length = 0; length < sizeof line; length++)
    {
      g_autofree char *part = g_memdup2 (line, length);

      g_assert_cmpint (json_both_ways (&quick, &whole, part, length), ==,
                       length == sizeof line - 1 ? TAPE_JSON_TRADE : TAPE_JSON_BAD);
    }
}

/* Digits that a double cannot hold are those of the member itself, not of another that looks like it. */
static void
test_large_integers (void)
{
  static const char *const lines[] = {
    "{\"price\":1,\"x\":{\"trade_id\":9007199254740999},\"trade_id\":12345678901234567890}",
    "{\"note\":\"\\\"trade_id\\\":5\",\"price\":1,\"trade_id\":12345678901234567890}",
    "{\"note\":\"\\\"\",\"x\":{\"trade_id\":9007199254740999},\"price\":1,\"trade_id\":12345678901234567890}",
  };
  g_auto (TapeJsonLines) quick = { 0 };
  g_auto (TapeJsonLines) whole = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      const TapeValue *id = &quick.values[TAPE_FIELD_TRADE_ID];

      g_assert_cmpint (json_both_ways (&quick, &whole, lines[i], strlen (lines[i])), ==, TAPE_JSON_TRADE);
      g_assert_cmpmem (id->text, id->length, "12345678901234567890", 20);
    }
  json_both_ways (&quick, &whole, "{\"event_time\":1.7e18}", 21);
  g_assert_null (quick.values[TAPE_FIELD_EVENT_TIME].text);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/json-lines/random-like-cjson", test_random);
  g_test_add_func ("/feed/json-lines/order-of-keys", test_order_of_keys);
  g_test_add_func ("/feed/json-lines/left-to-cjson", test_left_to_cjson);
  g_test_add_func ("/feed/json-lines/many-members", test_many_members);
  g_test_add_func ("/feed/json-lines/every-prefix", test_every_prefix);
  g_test_add_func ("/feed/json-lines/large-integers", test_large_integers);
  return g_test_run ();
}
