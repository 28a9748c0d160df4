/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-instruments.h"

#include <string.h>

static const char *const sectors[] = { "Communication Services",
                                       "Consumer Discretionary",
                                       "Consumer Staples",
                                       "Energy",
                                       "Financials",
                                       "Health Care",
                                       "Industrials",
                                       "Information Technology",
                                       "Materials",
                                       "Real Estate",
                                       "Utilities",
                                       NULL };
static const char *const others[] = { "Crypto", "Funds", "Indices", NULL };

/* ISO 4217 codes of the exchanges' countries. */
static const char *const currencies[] = { "AUD", "CAD", "CHF", "CNY", "DKK", "EUR", "GBP", "HKD", "INR", "JPY",
                                          "KRW", "NOK", "NZD", "SAR", "SEK", "SGD", "TWD", "USD", NULL };

static const TapeInstrument *
lookup (const char *symbol)
{
  const TapeInstrument *instrument = tape_instruments_lookup (symbol, strlen (symbol));

  if (instrument == NULL)
    g_error ("%s is not in the table", symbol);
  return instrument;
}

static const char *
get_industry (const TapeInstrument *instrument)
{
  return tape_group_name (TAPE_GROUP_INDUSTRY, instrument->industry);
}

static gboolean
is_company (const TapeInstrument *instrument)
{
  return g_strv_contains (sectors, get_industry (instrument));
}

static void
test_extent (void)
{
  g_autoptr (GHashTable) countries = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) industries = g_hash_table_new (NULL, NULL);
  guint companies = 0;
  guint n;
  const TapeInstrument *all = tape_instruments_list (&n);

  for (guint i = 0; i < n; i++)
    if (is_company (&all[i]))
      {
        companies++;
        g_hash_table_add (countries, GUINT_TO_POINTER (all[i].country));
        g_hash_table_add (industries, GUINT_TO_POINTER (all[i].industry));
      }
  g_assert_cmpuint (companies, >=, 400);
  g_assert_cmpuint (g_hash_table_size (countries), >=, 15);
  g_assert_cmpuint (g_hash_table_size (industries), ==, g_strv_length ((GStrv)sectors));
}

static void
assert_currency (const TapeInstrument *self)
{
  const char *mic = tape_exchange_get_mic (self->exchange);

  if (strcmp (mic, "XLON") == 0)
    g_assert_cmpstr (self->currency, ==, "GBX");
  else if (strcmp (mic, "CRYPTO") == 0)
    g_assert_cmpstr (self->currency, ==, g_str_has_suffix (self->symbol, "USDT") ? "USDT" : "USD");
  else
    g_assert_true (g_strv_contains (currencies, self->currency));
}

static void
test_rows_complete (void)
{
  guint n;
  const TapeInstrument *all = tape_instruments_list (&n);

  for (guint i = 0; i < n; i++)
    {
      const TapeInstrument *self = &all[i];
      const char *industry = get_industry (self);

      g_assert_true (self->known);
      g_assert_cmpuint (strlen (self->symbol), >, 0);
      g_assert_cmpuint (strlen (self->name), >, 0);
      g_assert_true (g_utf8_validate (self->name, -1, NULL));
      g_assert_true (is_company (self) || g_strv_contains (others, industry));
      g_assert_true (self->exchange == tape_exchange_lookup (tape_exchange_get_mic (self->exchange)));
      g_assert_cmpint (self->country == TAPE_GROUP_UNKNOWN, ==, strcmp (industry, "Crypto") == 0);
      assert_currency (self);
    }
}

static void
test_no_duplicates (void)
{
  g_autoptr (GHashTable) symbols = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  guint n;
  const TapeInstrument *all = tape_instruments_list (&n);

  for (guint i = 0; i < n; i++)
    {
      if (!g_hash_table_add (symbols, (gpointer)all[i].symbol))
        g_error ("Symbol %s is there twice", all[i].symbol);
      if (is_company (&all[i]) && !g_hash_table_add (names, (gpointer)all[i].name))
        g_error ("Company %s is there twice", all[i].name);
    }
}

/* An exchange quotes in one currency, and its listings share the suffix of their symbols. */
static void
test_exchanges_consistent (void)
{
  g_autoptr (GHashTable) currency_of = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) suffix_of = g_hash_table_new (NULL, NULL);
  guint n;
  guint n_exchanges;
  const TapeInstrument *all = tape_instruments_list (&n);

  for (guint i = 0; i < n; i++)
    {
      gpointer exchange = (gpointer)all[i].exchange;
      const char *currency = g_hash_table_lookup (currency_of, exchange);
      const char *suffix = g_hash_table_lookup (suffix_of, exchange);
      const char *dot = strrchr (all[i].symbol, '.');
      gboolean american = strcmp (tape_exchange_get_country (all[i].exchange), "US") == 0;

      if (!is_company (&all[i]))
        continue;
      if (currency != NULL)
        g_assert_cmpstr (all[i].currency, ==, currency);
      if (suffix != NULL && !american)
        g_assert_cmpstr (dot, ==, suffix);
      g_assert_true (american || dot != NULL);
      g_hash_table_insert (currency_of, exchange, (gpointer)all[i].currency);
      g_hash_table_insert (suffix_of, exchange, (gpointer)dot);
    }
  tape_exchange_list (&n_exchanges);
  /* All but CRYPTO and ARCX, where no company is listed. */
  g_assert_cmpuint (g_hash_table_size (currency_of), ==, n_exchanges - 2);
}

static void
test_technologies (void)
{
  guint n;
  const TapeInstrument *all = tape_instruments_list (&n);
  guint n_technologies = tape_group_count (TAPE_GROUP_TECHNOLOGY);

  g_assert_cmpuint (n_technologies, >=, 12);
  for (guint technology = 0; technology < n_technologies; technology++)
    {
      guint users = 0;

      for (guint i = 0; i < n; i++)
        users += (guint)tape_instrument_in_group (&all[i], TAPE_GROUP_TECHNOLOGY, technology);
      if (users < 4)
        g_error ("Only %u companies have %s", users, tape_group_name (TAPE_GROUP_TECHNOLOGY, technology));
    }
}

static void
test_groups (void)
{
  for (guint grouping = 0; grouping < TAPE_N_GROUPINGS; grouping++)
    for (guint group = 1; group < tape_group_count (grouping); group++)
      if (grouping == TAPE_GROUP_TECHNOLOGY || group > 1)
        g_assert_cmpstr (tape_group_name (grouping, group - 1), <, tape_group_name (grouping, group));
  g_assert_cmpstr (tape_group_name (TAPE_GROUP_INDUSTRY, TAPE_GROUP_UNKNOWN), ==, "Unknown");
  g_assert_cmpstr (tape_group_name (TAPE_GROUP_COUNTRY, TAPE_GROUP_UNKNOWN), ==, "Unknown");
  g_assert_true (tape_instrument_in_group (lookup ("SAP.DE"), TAPE_GROUP_COUNTRY, lookup ("SIE.DE")->country));
  g_assert_false (tape_instrument_in_group (lookup ("SAP.DE"), TAPE_GROUP_COUNTRY, lookup ("AAPL")->country));
  g_assert_true (tape_instrument_in_group (lookup ("IBM"), TAPE_GROUP_INDUSTRY, lookup ("AAPL")->industry));
}

static void
assert_facts (const char *symbol, const char *industry, const char *country, const char *currency, const char *mic)
{
  const TapeInstrument *instrument = lookup (symbol);

  g_assert_cmpstr (instrument->symbol, ==, symbol);
  g_assert_cmpstr (get_industry (instrument), ==, industry);
  g_assert_cmpstr (tape_group_name (TAPE_GROUP_COUNTRY, instrument->country), ==, country);
  g_assert_cmpstr (instrument->currency, ==, currency);
  g_assert_cmpstr (tape_exchange_get_mic (instrument->exchange), ==, mic);
}

static void
test_facts (void)
{
  assert_facts ("AAPL", "Information Technology", "United States", "USD", "XNAS");
  assert_facts ("AIG", "Financials", "United States", "USD", "XNYS");
  assert_facts ("BAC", "Financials", "United States", "USD", "XNYS");
  assert_facts ("IBM", "Information Technology", "United States", "USD", "XNYS");
  assert_facts ("V", "Financials", "United States", "USD", "XNYS");
  assert_facts ("TGT", "Consumer Staples", "United States", "USD", "XNYS");
  assert_facts ("SPY", "Funds", "United States", "USD", "ARCX");
  assert_facts ("HSI", "Indices", "Hong Kong", "HKD", "XHKG");
  assert_facts ("GSPTSE", "Indices", "Canada", "CAD", "XTSE");
  assert_facts ("BTC-USD", "Crypto", "Unknown", "USD", "CRYPTO");
  assert_facts ("BTCUSDT", "Crypto", "Unknown", "USDT", "CRYPTO");
  assert_facts ("7203.T", "Consumer Discretionary", "Japan", "JPY", "XTKS");
  assert_facts ("SHEL.L", "Energy", "United Kingdom", "GBX", "XLON");
  assert_facts ("NESN.SW", "Consumer Staples", "Switzerland", "CHF", "XSWX");
}

static void
test_lookup (void)
{
  g_assert_true (tape_instruments_lookup ("AAPL,1", 4) == lookup ("AAPL"));
  g_assert_null (tape_instruments_lookup ("AAPL,1", 5));
  g_assert_null (tape_instruments_lookup ("AAP", 3));
  g_assert_null (tape_instruments_lookup ("aapl", 4));
  g_assert_null (tape_instruments_lookup ("AAPL\0\0\0\0", 8));
  g_assert_null (tape_instruments_lookup ("", 0));
}

static void
test_lookup_all (void)
{
  guint n;
  const TapeInstrument *all = tape_instruments_list (&n);

  for (guint i = 0; i < n; i++)
    g_assert_true (tape_instruments_lookup (all[i].symbol, strlen (all[i].symbol)) == &all[i]);
}

/* The first matches of @text are @expected, separated by spaces. */
static void
assert_found (const char *text, guint max, const char *expected)
{
  g_autoptr (GPtrArray) found = tape_instruments_search (text, max);
  g_autoptr (GString) symbols = g_string_new (NULL);

  g_assert_cmpuint (found->len, <=, max);
  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (symbols, "%s%s", i == 0 ? "" : " ", ((TapeInstrument *)found->pdata[i])->symbol);
  g_assert_cmpstr (symbols->str, ==, expected);
}

static void
test_search (void)
{
  assert_found ("aapl", 5, "AAPL");
  assert_found ("V", 1, "V");
  assert_found ("ibm", 1, "IBM");
  assert_found ("nestle", 2, "NESTLEIND.NS NESN.SW");
  assert_found ("Nestlé", 1, "NESTLEIND.NS");
  assert_found ("L'Oréal", 5, "OR.PA");
  assert_found ("  microsoft ", 5, "MSFT");
  assert_found ("jones", 5, "");
  assert_found ("johnson", 2, "JCI JNJ");
  assert_found ("hathaway", 5, "BRK.B");
  assert_found ("athaway", 5, "");
  assert_found ("a", 0, "");
  assert_found (" ", 5, "");
  assert_found ("株", 5, "");
}

/* The fields of a line of CSV that may hold quoted fields, none of them with a line feed. */
static GPtrArray *
split_csv (const char *line)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) field = g_string_new (NULL);
  gboolean quoted = FALSE;

  for (; *line != '\0'; line++)
    if (*line == '"')
      quoted = !quoted;
    else if (*line == ',' && !quoted)
      {
        g_ptr_array_add (fields, g_strdup (field->str));
        g_string_truncate (field, 0);
      }
    else
      g_string_append_c (field, *line);
  g_ptr_array_add (fields, g_strdup (field->str));
  return fields;
}

static void
test_against_sp500 (void)
{
  const char *directory = g_getenv ("TAPE_SHARED_DATA");
  g_autofree char *path = g_build_filename (directory != NULL ? directory : ".", "sp500-constituents.csv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint compared = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("../shared/data is not there");
      return;
    }
  lines = g_strsplit (g_strdelimit (text, "\r", ' '), "\n", -1);
  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_autoptr (GPtrArray) fields = split_csv (lines[i]);
      const char *symbol = fields->pdata[0];
      const TapeInstrument *instrument = tape_instruments_lookup (symbol, strlen (symbol));

      if (instrument == NULL)
        continue;
      if (strcmp (get_industry (instrument), fields->pdata[2]) != 0)
        g_error ("%s is %s, not %s", symbol, (char *)fields->pdata[2], get_industry (instrument));
      compared++;
    }
  g_assert_cmpuint (compared, >=, 200);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/instruments/extent", test_extent);
  g_test_add_func ("/base/instruments/rows-complete", test_rows_complete);
  g_test_add_func ("/base/instruments/no-duplicates", test_no_duplicates);
  g_test_add_func ("/base/instruments/exchanges-consistent", test_exchanges_consistent);
  g_test_add_func ("/base/instruments/technologies-used", test_technologies);
  g_test_add_func ("/base/instruments/groups", test_groups);
  g_test_add_func ("/base/instruments/facts", test_facts);
  g_test_add_func ("/base/instruments/lookup", test_lookup);
  g_test_add_func ("/base/instruments/lookup-finds-every-row", test_lookup_all);
  g_test_add_func ("/base/instruments/search", test_search);
  g_test_add_func ("/base/instruments/sectors-against-sp500", test_against_sp500);
  return g_test_run ();
}
