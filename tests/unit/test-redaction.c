/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-redaction.h"

#include <string.h>

#define CUT TAPE_REDACTED

static const struct
{
  const char *secret;
  const char *text;
  const char *redacted;
} cases[] = {
  /* as it is */
  { "DEMO42", "your API key as DEMO42 and our", "your API key as " CUT " and our" },
  { "DEMO42", "DEMO42", CUT },
  { "DEMO42", "DEMO42DEMO42", CUT CUT },
  { "DEMO42", "DEMO4", "DEMO4" },
  { "DEMO42", "DEMO4DEMO42", "DEMO4" CUT },
  { "DEMO42", "key=demo42.", "key=" CUT "." },
  { "aab", "aaab", "a" CUT },
  { "", "nothing", "nothing" },
  /* percent-encoded, in part, in whole, twice */
  { "a/b+c=", "?token=a%2Fb%2Bc%3D&x", "?token=" CUT "&x" },
  { "a/b+c=", "?token=a%2fb+c%3d&x", "?token=" CUT "&x" },
  { "a/b+c=", "?u=a%252Fb%252Bc%253D&x", "?u=" CUT "&x" },
  { "a/b+c=", "?u=a%25252Fb%25252Bc%25253D&x", "?u=" CUT "&x" },
  { "key", "%6B%65%79 %6b%65%79", CUT " " CUT },
  { "my key", "my+key my%20key my key", CUT " " CUT " " CUT },
  { "100%25", "100%25 100%2525 100%252525", CUT " " CUT " " CUT },
  { "a%41", "a%41 a%2541 a%252541", CUT " " CUT " " CUT },
  { "5%", "5% 5%25 5%", CUT " " CUT " " CUT },
  { "a\xc3\xa9", "a\xc3\xa9 a%C3%A9", CUT " " CUT },
  { "key", "k%6", "k%6" },
  { "key", "k%", "k%" },
  { "key", "%6Be%7", "%6Be%7" },
  /* in JSON */
  { "a/b\"c\\", "{\"key\":\"a\\/b\\\"c\\\\\"}", "{\"key\":\"" CUT "\"}" },
  { "a=b", "\"a\\u003db\" \"a\\u003Db\"", "\"" CUT "\" \"" CUT "\"" },
  { "a\\\\b", "a\\\\b a\\\\\\\\b", CUT " " CUT },
  { "a=b", "a\\u003", "a\\u003" },
  { "a=b", "a\\", "a\\" },
};

static void
test_dresses (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *secrets[] = { cases[i].secret, NULL };
      g_autofree char *redacted = tape_redact (cases[i].text, -1, secrets);

      g_assert_cmpstr (redacted, ==, cases[i].redacted);
    }
}

static void
test_several (void)
{
  static const char *const secrets[] = { "", "key", "keys and more", "other", NULL };
  static const char *const none[] = { NULL };
  g_autofree char *redacted = tape_redact ("other keys and more, key", -1, secrets);
  g_autofree char *whole = tape_redact ("key", -1, none);
  g_autofree char *also_whole = tape_redact ("key", -1, NULL);
  g_autofree char *part = tape_redact ("key key", 5, secrets);
  g_autofree char *upto_nul = tape_redact ("a\0key", 5, secrets);

  g_assert_cmpstr (redacted, ==, CUT " " CUT ", " CUT);
  g_assert_cmpstr (whole, ==, "key");
  g_assert_cmpstr (also_whole, ==, "key");
  g_assert_cmpstr (part, ==, CUT " k");
  g_assert_cmpstr (upto_nul, ==, "a");
}

/* Whatever a secret is, and however it is written, none of it stays. */
static void
test_random (void)
{
  for (guint i = 0; i < 2000; i++)
    {
      gint n = g_test_rand_int_range (1, 30);
      GString *secret = g_string_new (NULL), *text = g_string_new ("\1");
      g_autofree char *redacted = NULL;
      const char *secrets[2] = { NULL };

      for (gint j = 0; j < n; j++)
        {
          char c = (char)g_test_rand_int_range (2, 256);

          g_string_append_c (secret, c);
          if (g_ascii_isalnum (c) && g_test_rand_bit ())
            g_string_append_c (text, c);
          else
            g_string_append_printf (text, g_test_rand_bit () ? "%%%02X" : "%%25%02x", (guchar)c);
        }
      g_string_append_c (text, '\1');
      secrets[0] = secret->str;
      redacted = tape_redact (text->str, -1, secrets);
      g_assert_cmpstr (redacted, ==, "\1" CUT "\1");
      g_string_free (secret, TRUE);
      g_string_free (text, TRUE);
    }
}

static void
test_url (void)
{
  static const struct
  {
    const char *url;
    const char *redacted;
  } urls[] = {
    { "wss://ws.finnhub.io?token=abc", "wss://ws.finnhub.io" },
    { "https://www.alphavantage.co/query?apikey=abc#d", "https://www.alphavantage.co/query" },
    { "https://me:abc@host/a/b#abc", "https://host/a/b" },
    { "https://host/a@b?c", "https://host/a@b" },
    { "https://host", "https://host" },
    { "host/a?abc", "host/a" },
    { "me:abc@host", "host" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autofree char *redacted = tape_redact_url (urls[i].url);

      g_assert_cmpstr (redacted, ==, urls[i].redacted);
    }
}

static void
test_reject (void)
{
  static const struct
  {
    const char *secret;
    const char *reason;
    const char *raw;
    const char *kept_reason;
    const char *kept_raw;
  } rejects[] = {
    { "abc", "The price \"-1\" is not positive.", "{-1}", "The price \"-1\" is not positive.", "{-1}" },
    { "abc", "The price is not positive.", "{abc}", "The price is not positive.", "{" CUT "}" },
    { "abc", "The price \"your key a…\" is not a number.", "{your key abc}", "The price \"" CUT "\" is not a number.",
      "{your key " CUT "}" },
    { "abc", "\" \"abc\" \"", "abc", "\"" CUT "\"", CUT },
    { NULL, "The price \"abc\" is not a number.", "{abc}", "The price \"abc\" is not a number.", "{abc}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rejects); i++)
    {
      TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, 1);
      const char *const secrets[] = { rejects[i].secret, NULL };

      tape_redact_reject (batch, 3, 7, rejects[i].reason, rejects[i].raw, strlen (rejects[i].raw), secrets);
      g_assert_cmpuint (batch->n_rejects, ==, 1);
      g_assert_cmpuint (batch->rejects[0].source, ==, 3);
      g_assert_cmpint (batch->rejects[0].receive_time, ==, 7);
      g_assert_cmpstr (batch->text + batch->rejects[0].reason, ==, rejects[i].kept_reason);
      g_assert_cmpstr (batch->text + batch->rejects[0].raw, ==, rejects[i].kept_raw);
      tape_batch_unref (batch);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/redaction/finds-a-secret-in-every-dress", test_dresses);
  g_test_add_func ("/redaction/takes-several-and-the-longest-first", test_several);
  g_test_add_func ("/redaction/leaves-nothing-of-random-secrets", test_random);
  g_test_add_func ("/redaction/shows-an-address-without-its-query", test_url);
  g_test_add_func ("/redaction/keeps-no-secret-of-what-is-rejected", test_reject);
  return g_test_run ();
}
