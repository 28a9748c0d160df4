/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every analysis with every option over random markets, against the oracle; spans of days and of times; what is empty. */

#include <math.h>
#include <string.h>

#include "../support/lean.h"
#include "analyses-market.h"
#include "analyses-oracle.h"

#define SEEDS 4 /* which all find enough */
#define KEPT  LEAN (SEEDS)

/* Of some of the seeds, of all but under a sanitizer; made once, since their days are said slowly. */
static Market *markets[KEPT];

static gsize
check (Market *market, const TapeAnalysisQuery *query)
{
  g_autoptr (TapeAnalysisResult) result = market_run (market, query);

  return oracle_check (market, query, result);
}

static TapeAnalysisQuery
make_query (const char *name)
{
  g_autoptr (GError) error = NULL;
  const TapeAnalysis *analysis = tape_analysis_lookup (name, &error);
  TapeAnalysisQuery query;

  g_assert_no_error (error);
  tape_analysis_query_init (&query, analysis);
  return query;
}

static gint32
date_of (int year, int month, int day)
{
  return tape_time_from_date (year, month, day);
}

/* The spans that each analysis is held to: all; days; one day; times that cut days; a time and a day; an hour of the night
 * when clocks change; nothing. */
static guint
make_spans (TapeSpan *spans)
{
  gint64 march = date_of (2024, 3, 8) * TAPE_DAY;
  gint64 october = date_of (2024, 10, 27) * TAPE_DAY;
  guint n = 0;

  spans[n++] = TAPE_SPAN_ALL;
  spans[n++] = (TapeSpan){ date_of (2024, 3, 9), date_of (2024, 10, 28), TAPE_NO_TIME, TAPE_NO_TIME };
  spans[n++] = (TapeSpan){ date_of (2024, 3, 10), date_of (2024, 3, 10), TAPE_NO_TIME, TAPE_NO_TIME };
  spans[n++] = (TapeSpan){ date_of (1969, 12, 31), date_of (1970, 1, 1), TAPE_NO_TIME, TAPE_NO_TIME };
  spans[n++] = (TapeSpan){ TAPE_NO_DATE, TAPE_NO_DATE, march + 13 * TAPE_HOUR, march + 3 * TAPE_DAY + 5 * TAPE_MINUTE };
  spans[n++] = (TapeSpan){ TAPE_NO_DATE, TAPE_NO_DATE, march + 13 * TAPE_HOUR, march + 16 * TAPE_HOUR };
  spans[n++] = (TapeSpan){ TAPE_NO_DATE, date_of (2024, 3, 10), march + 5 * TAPE_HOUR, TAPE_NO_TIME };
  spans[n++] = (TapeSpan){ date_of (2024, 10, 27), TAPE_NO_DATE, TAPE_NO_TIME, TAPE_NO_TIME };
  spans[n++] = (TapeSpan){ TAPE_NO_DATE, TAPE_NO_DATE, TAPE_NO_TIME, october + TAPE_HOUR };
  spans[n++] = (TapeSpan){ TAPE_NO_DATE, TAPE_NO_DATE, october, october + 3 * TAPE_HOUR };
  spans[n++] = (TapeSpan){ date_of (2030, 1, 1), date_of (2031, 1, 1), TAPE_NO_TIME, TAPE_NO_TIME };
  return n;
}

/* @enough: all that was found with a seed together must be so many rows, or the test would hold nothing to anything. */
static void
check_spans (TapeAnalysisQuery *query, gsize enough)
{
  TapeSpan spans[16];
  guint n_spans = make_spans (spans);

  for (guint market = 0; market < KEPT; market++)
    {
      gsize n = 0;

      for (guint i = 0; i < n_spans; i++)
        {
          query->span = spans[i];
          n += check (markets[market], query);
        }
      g_assert_cmpuint (n, >, enough);
    }
}

static void
test_growth (gconstpointer name)
{
  TapeAnalysisQuery query = make_query (name);

  check_spans (&query, 50);
  query.weight = TAPE_WEIGHT_TURNOVER;
  if (!g_str_equal (name, "country-growth"))
    check_spans (&query, 50);
}

static void
test_buy_sell (void)
{
  static const TapeKeys keys[] = { 0, TAPE_KEY_SYMBOL, TAPE_KEY_INDUSTRY, TAPE_KEY_HOUR };
  TapeAnalysisQuery query = make_query ("buy-sell");

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      query.by = keys[i];
      check_spans (&query, 50);
    }
}

static void
test_daily_volume (void)
{
  TapeAnalysisQuery query = make_query ("daily-volume");

  check_spans (&query, 300);
}

static void
test_average_volume (void)
{
  TapeAnalysisQuery query = make_query ("highest-average-volume");

  check_spans (&query, 80);
  query.top = 3;
  check_spans (&query, 20);
}

static void
test_movers (void)
{
  TapeAnalysisQuery query = make_query ("movers");

  for (TapeRanking ranking = 0; ranking <= TAPE_RANKING_VOLATILE; ranking++)
    {
      query.ranking = ranking;
      query.top = 0;
      check_spans (&query, 20);
      query.top = 2;
      check_spans (&query, 10);
    }
}

static void
test_pivot (void)
{
  static const TapeKeys columns[] = { 0, TAPE_KEY_DAY, TAPE_KEY_HOUR, TAPE_KEY_MINUTE };
  static const TapeKeys rows[]
      = { 0,
          TAPE_KEY_SYMBOL,
          TAPE_KEY_INDUSTRY,
          TAPE_KEY_COUNTRY,
          TAPE_KEY_TECHNOLOGY,
          TAPE_KEY_SIDE,
          TAPE_KEY_INDUSTRY | TAPE_KEY_SIDE,
          TAPE_KEY_COUNTRY | TAPE_KEY_TECHNOLOGY,
          TAPE_KEY_SYMBOL | TAPE_KEY_INDUSTRY | TAPE_KEY_COUNTRY | TAPE_KEY_TECHNOLOGY | TAPE_KEY_SIDE };
  TapeAnalysisQuery query = make_query ("pivot");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint j = 0; j < G_N_ELEMENTS (columns); j++)
      {
        query.rows = rows[i];
        query.columns = columns[j];
        check_spans (&query, 8);
      }
}

/* Nothing, one trade, two. */
static void
test_small (void)
{
  guint n_analyses;
  const TapeAnalysis *const *analyses = tape_analysis_list (&n_analyses);

  for (guint i = 0; i < n_analyses; i++)
    for (guint n = 0; n < 3; n++)
      {
        g_autoptr (Market) market = market_new (n, n);
        TapeAnalysisQuery query;

        tape_analysis_query_init (&query, analyses[i]);
        if (!g_str_equal (tape_analysis_get_name (analyses[i]), "batches"))
          check (market, &query);
      }
}

/* --- By hand --- */

static void
add_day (TapeAnalysisRun *run, guint32 instrument, gint64 start, double open, double close, guint64 count)
{
  TapeBarTotals totals = {
    .bar
    = { .start = start, .length = TAPE_BAR_DAY, .instrument = instrument, .open = open, .close = close, .volume = 10 },
  };

  totals.bar.count = (guint32)count;
  totals.sides[TAPE_SIDE_BUY].count = count;
  tape_analysis_run_add_day (run, &totals);
}

static TapeUniverse *
make_universe (const char *symbol)
{
  TapeUniverse *universe = tape_universe_new (FALSE);

  tape_universe_intern (universe, symbol, strlen (symbol));
  return universe;
}

/* A source's bar that begins at another moment of a day than its trades is the same day's, and they know better. */
static void
test_day_known_twice (void)
{
  g_autoptr (TapeUniverse) universe = make_universe ("NOBODY-KNOWS");
  TapeAnalysisQuery query = make_query ("movers");
  gint64 start = date_of (2024, 5, 6) * TAPE_DAY;

  query.ranking = TAPE_RANKING_ACTIVE;
  for (guint bar_first = 0; bar_first < 2; bar_first++)
    {
      g_autoptr (TapeAnalysisRun) run = tape_analysis_run_new (&query, universe);
      g_autoptr (TapeAnalysisResult) result = NULL;

      add_day (run, 0, start - TAPE_DAY, 90, 100, 1);
      add_day (run, 0, start, 100, bar_first ? 500 : 110, bar_first ? 0 : 1);
      add_day (run, 0, start + TAPE_HOUR, 100, bar_first ? 110 : 500, bar_first ? 1 : 0);
      result = tape_analysis_run_finish (run);
      g_assert_cmpuint (tape_analysis_result_get_n_rows (result), ==, 1);
      g_assert_cmpfloat (tape_analysis_result_get_number (result, 0, 3), ==, 110);
      g_assert_cmpfloat (fabs (tape_analysis_result_get_number (result, 0, 4) - 0.1), <, 1e-12);
    }
}

/* The previous close is that of the latest earlier day, however long ago, also before the span. */
static void
test_close_of_long_ago (void)
{
  g_autoptr (TapeUniverse) universe = make_universe ("IBM");
  TapeAnalysisQuery query = make_query ("industry-growth");
  g_autoptr (TapeAnalysisRun) run = NULL;
  g_autoptr (TapeAnalysisResult) result = NULL;
  gint64 from;
  gint64 to;

  query.span.from_date = query.span.to_date = date_of (2024, 5, 6);
  run = tape_analysis_run_new (&query, universe);
  tape_analysis_run_get_days (run, &from, &to);
  g_assert_cmpint (from, ==, G_MININT64);
  add_day (run, 0, date_of (1931, 3, 2) * TAPE_DAY + 5 * TAPE_HOUR, 40, 50, 0);
  add_day (run, 0, date_of (2024, 5, 6) * TAPE_DAY + 4 * TAPE_HOUR, 70, 100, 1);
  result = tape_analysis_run_finish (run);
  g_assert_cmpuint (tape_analysis_result_get_n_rows (result), ==, 1);
  g_assert_cmpfloat (tape_analysis_result_get_number (result, 0, 2), ==, 1);
  g_assert_cmpstr (tape_analysis_result_get_text (result, 0, 4), ==, "previous-close");
}

/* Micro-batches come in any order, and are listed by number, then symbol. */
static void
test_batches (void)
{
  g_autoptr (TapeUniverse) universe = make_universe ("ZZZ");
  TapeAnalysisQuery query = make_query ("batches");
  g_autoptr (TapeAnalysisRun) run = NULL;
  g_autoptr (TapeAnalysisResult) result = NULL;
  const TapeBatchMean means[] = { { 8, 2, 3, 0, 1, 11, 10.5 }, { 7, 1, 2, 0, 2, 10, 10 }, { 8, 2, 3, 1, 4, 5, 5 } };

  tape_universe_intern (universe, "AAA", 3);
  run = tape_analysis_run_new (&query, universe);
  g_assert_true (tape_analysis_run_wants_batches (run));
  for (guint i = 0; i < G_N_ELEMENTS (means); i++)
    tape_analysis_run_add_batch_mean (run, &means[i]);
  result = tape_analysis_run_finish (run);
  g_assert_cmpuint (tape_analysis_result_get_n_rows (result), ==, 3);
  g_assert_cmpint (tape_analysis_result_get_integer (result, 0, 0), ==, 7);
  g_assert_cmpint (tape_analysis_result_get_integer (result, 0, 6), ==, 2);
  g_assert_cmpstr (tape_analysis_result_get_text (result, 1, 3), ==, "AAA");
  g_assert_cmpstr (tape_analysis_result_get_text (result, 2, 3), ==, "ZZZ");
  g_assert_cmpfloat (tape_analysis_result_get_number (result, 2, 4), ==, 11);
  g_assert_cmpfloat (tape_analysis_result_get_number (result, 2, 5), ==, 10.5);
}

/* --- Questions --- */

static void
assert_refused (const char *name, const char *option, const char *value, const char *saying)
{
  TapeAnalysisQuery query = make_query (name);
  g_autoptr (GError) error = NULL;

  g_assert_false (tape_analysis_query_set (&query, option, value, &error));
  g_assert_error (error, TAPE_ANALYSIS_ERROR, TAPE_ANALYSIS_ERROR_OPTION);
  g_assert_nonnull (strstr (error->message, saying));
}

static void
test_questions (void)
{
  TapeAnalysisQuery query = make_query ("pivot");
  g_autoptr (GError) error = NULL;

  g_assert_null (tape_analysis_lookup ("growth", &error));
  g_assert_error (error, TAPE_ANALYSIS_ERROR, TAPE_ANALYSIS_ERROR_NAME);
  g_assert_nonnull (strstr (error->message, "industry-growth, technology-growth"));
  assert_refused ("industry-growth", "weight", "heavy", "equal, turnover");
  assert_refused ("industry-growth", "by", "hour", "does not take “by”");
  assert_refused ("buy-sell", "by", "symbol,hour", "symbol, industry, hour");
  assert_refused ("pivot", "rows", "", "technology");
  assert_refused ("pivot", "rows", "symbol,", "technology");
  assert_refused ("pivot", "columns", "week", "day, hour, minute");
  assert_refused ("movers", "ranking", "best", "gainers, losers, active, volatile");
  assert_refused ("movers", "top", "0", "above 0");
  assert_refused ("movers", "top", "-1", "above 0");
  assert_refused ("movers", "top", "5x", "above 0");

  g_assert_true (tape_analysis_query_set (&query, "rows", "side,industry", NULL));
  g_assert_cmpint (query.rows, ==, TAPE_KEY_SIDE | TAPE_KEY_INDUSTRY);
  g_assert_true (tape_analysis_query_set (&query, "columns", "none", NULL));
  g_assert_cmpint (query.columns, ==, 0);
}

static void
test_bad_spans (void)
{
  const struct
  {
    TapeSpan span;
    gboolean good;
  } spans[] = {
    { { 10, 9, TAPE_NO_TIME, TAPE_NO_TIME }, FALSE },
    { { 10, 10, TAPE_NO_TIME, TAPE_NO_TIME }, TRUE },
    { { TAPE_NO_DATE, TAPE_NO_DATE, TAPE_HOUR, TAPE_HOUR }, FALSE },
    { { TAPE_NO_DATE, TAPE_NO_DATE, TAPE_HOUR, TAPE_HOUR + TAPE_MINUTE }, TRUE },
    { { TAPE_NO_DATE, TAPE_NO_DATE, TAPE_SECOND, TAPE_HOUR }, FALSE },
    { { TAPE_NO_DATE, TAPE_NO_DATE, TAPE_NO_TIME, TAPE_SECOND }, FALSE },
    { { 10, TAPE_NO_DATE, TAPE_NO_TIME, TAPE_DAY }, FALSE },
    { TAPE_SPAN_ALL, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (tape_span_check (&spans[i].span, "A", "B", &error), ==, spans[i].good);
      if (!spans[i].good)
        g_assert_error (error, TAPE_ANALYSIS_ERROR, TAPE_ANALYSIS_ERROR_SPAN);
    }
}

int
main (int argc, char *argv[])
{
  guint first;
  int status;

  g_test_init (&argc, &argv, NULL);
  first = (guint)g_test_rand_int_range (0, SEEDS);
  for (guint i = 0; i < KEPT; i++)
    markets[i] = market_new ((first + i) % SEEDS, 2000);
  g_test_add_data_func ("/analyses/industry-growth", "industry-growth", test_growth);
  g_test_add_data_func ("/analyses/technology-growth", "technology-growth", test_growth);
  g_test_add_data_func ("/analyses/country-growth", "country-growth", test_growth);
  g_test_add_func ("/analyses/buy-sell", test_buy_sell);
  g_test_add_func ("/analyses/daily-volume", test_daily_volume);
  g_test_add_func ("/analyses/average-volume", test_average_volume);
  g_test_add_func ("/analyses/movers", test_movers);
  g_test_add_func ("/analyses/pivot", test_pivot);
  g_test_add_func ("/analyses/small", test_small);
  g_test_add_func ("/analyses/day-known-twice", test_day_known_twice);
  g_test_add_func ("/analyses/close-of-long-ago", test_close_of_long_ago);
  g_test_add_func ("/analyses/batches", test_batches);
  g_test_add_func ("/analyses/questions", test_questions);
  g_test_add_func ("/analyses/bad-spans", test_bad_spans);
  status = g_test_run ();
  for (guint i = 0; i < KEPT; i++)
    market_free (markets[i]);
  return status;
}
