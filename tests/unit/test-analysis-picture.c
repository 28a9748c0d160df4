/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The picture of an analysis and its words, from results made by hand. */

#include "model/tape-analysis-picture.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#define DAY_19 20046 /* 19 November 2024 */

static const TapeClock utc = { .zone = TAPE_ZONE_UTC };

static TapeAnalysisResult *
new_result (const TapeColumn *columns, guint n_columns)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);

  return tape_analysis_result_new (universe, columns, n_columns);
}

static void
init_request (TapeAnalysisRequest *request, const char *name)
{
  const TapeAnalysis *analysis = tape_analysis_lookup (name, NULL);

  g_assert_nonnull (analysis);
  tape_analysis_request_init (request, analysis);
}

static void
add_growth (
    TapeAnalysisResult *result, const char *industry, gint32 day, double growth, gint64 members, const char *currency)
{
  tape_analysis_result_add_text (result, industry);
  tape_analysis_result_add_integer (result, day);
  tape_analysis_result_add_number (result, growth);
  tape_analysis_result_add_integer (result, members);
  tape_analysis_result_add_text (result, "previous-close");
  tape_analysis_result_add_text (result, currency);
}

static TapeAnalysisResult *
new_growth (void)
{
  static const TapeColumn columns[] = {
    { "industry", "Industry", TAPE_COLUMN_TEXT }, { "day", "Day", TAPE_COLUMN_DAY },
    { "growth", "Growth", TAPE_COLUMN_FRACTION }, { "members", "Members", TAPE_COLUMN_COUNT },
    { "base", "Against", TAPE_COLUMN_TEXT },      { "currency", "Currency", TAPE_COLUMN_TEXT },
  };

  return new_result (columns, G_N_ELEMENTS (columns));
}

static void
test_growth (void)
{
  g_autoptr (TapeAnalysisResult) result = new_growth ();
  g_autoptr (TapeAnalysisPicture) picture = NULL;
  g_autofree char *text = NULL;
  g_autofree char *brief = NULL;
  g_autofree char *name = NULL;
  g_autofree char *none = NULL;
  TapeAnalysisRequest request;

  init_request (&request, "industry-growth");
  add_growth (result, "Energy", DAY_19, -0.014, 8, NULL);
  add_growth (result, "Energy", DAY_19 + 2, 0.02, 7, NULL);
  add_growth (result, "Utilities", DAY_19 + 1, 0.001, 1, NULL);
  picture = tape_analysis_picture_new (result, &request, &utc);

  g_assert_cmpint (picture->kind, ==, TAPE_PICTURE_GROWTH);
  g_assert_cmpuint (picture->n_rows, ==, 2);
  g_assert_cmpuint (picture->n_columns, ==, 3);
  g_assert_cmpstr (picture->rows[0], ==, "Energy");
  g_assert_cmpstr (picture->rows[1], ==, "Utilities");
  g_assert_cmpstr (picture->columns[0], ==, "19 Nov");
  g_assert_cmpstr (picture->columns[2], ==, "21 Nov");
  g_assert_cmpfloat (picture->values[0], ==, -0.014);
  g_assert_true (isnan (picture->values[1]));
  g_assert_cmpfloat (picture->values[2], ==, 0.02);
  g_assert_cmpfloat (picture->values[4], ==, 0.001);
  g_assert_cmpfloat (picture->largest, ==, 0.02);

  text = tape_analysis_picture_dup_text (picture, 0, 0, FALSE);
  g_assert_cmpstr (text, ==, "−1.40\u00a0%");
  g_assert_null (tape_analysis_picture_dup_text (picture, 0, 1, FALSE));
  brief = tape_analysis_picture_dup_text (picture, 0, 0, TRUE);
  g_assert_cmpstr (brief, ==, "−1.4");
  name = tape_analysis_picture_dup_name (picture, result, 0, 0, &utc);
  g_assert_cmpstr (name, ==, "Energy, Tue 19 Nov 2024, down 1.40\u00a0%, 8 members");
  none = tape_analysis_picture_dup_name (picture, result, 1, 0, &utc);
  g_assert_cmpstr (none, ==, "Utilities, 19 Nov: no trades");
}

/* Rows of different currencies are different rows; where there is one only, its name is not worth a word. */
static void
test_currencies (void)
{
  g_autoptr (TapeAnalysisResult) one = new_growth ();
  g_autoptr (TapeAnalysisResult) two = new_growth ();
  g_autoptr (TapeAnalysisPicture) plain = NULL;
  g_autoptr (TapeAnalysisPicture) told_apart = NULL;
  TapeAnalysisRequest request;

  init_request (&request, "industry-growth");
  add_growth (one, "Energy", DAY_19, 0.01, 1, "USD");
  add_growth (one, "Materials", DAY_19, 0.02, 1, "USD");
  plain = tape_analysis_picture_new (one, &request, &utc);
  g_assert_cmpstr (plain->rows[0], ==, "Energy");

  add_growth (two, "Energy", DAY_19, 0.01, 1, "EUR");
  add_growth (two, "Energy", DAY_19, 0.03, 1, "USD");
  told_apart = tape_analysis_picture_new (two, &request, &utc);
  g_assert_cmpuint (told_apart->n_rows, ==, 2);
  g_assert_cmpstr (told_apart->rows[0], ==, "Energy · EUR");
  g_assert_cmpstr (told_apart->rows[1], ==, "Energy · USD");
  g_assert_cmpfloat (told_apart->values[1], ==, 0.03);
}

static TapeAnalysisResult *
new_volume (void)
{
  static const TapeColumn columns[] = {
    { "symbol", "Symbol", TAPE_COLUMN_TEXT },     { "day", "Day", TAPE_COLUMN_DAY },
    { "volume", "Volume", TAPE_COLUMN_QUANTITY }, { "turnover", "Turnover", TAPE_COLUMN_PRICE },
    { "currency", "Currency", TAPE_COLUMN_TEXT },
  };
  static const struct
  {
    const char *symbol;
    gint32 day;
    double volume;
  } rows[] = { { "AAA", DAY_19, 10 }, { "AAA", DAY_19 + 1, 20 }, { "BBB", DAY_19 + 1, 70 }, { "CCC", DAY_19, 70 } };
  TapeAnalysisResult *result = new_result (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      tape_analysis_result_add_text (result, rows[i].symbol);
      tape_analysis_result_add_integer (result, rows[i].day);
      tape_analysis_result_add_number (result, rows[i].volume);
      tape_analysis_result_add_number (result, NAN);
      tape_analysis_result_add_text (result, "");
    }
  return result;
}

static void
test_sums (void)
{
  g_autoptr (TapeAnalysisResult) result = new_volume ();
  g_autoptr (TapeAnalysisPicture) picture = NULL;
  g_autofree char *name = NULL;
  TapeAnalysisRequest request;

  init_request (&request, "daily-volume");
  picture = tape_analysis_picture_new (result, &request, &utc);
  g_assert_cmpint (picture->kind, ==, TAPE_PICTURE_BARS);
  g_assert_cmpuint (picture->n_rows, ==, 3);
  /* The largest first, ties in the order of their symbols. */
  g_assert_cmpstr (picture->rows[0], ==, "BBB");
  g_assert_cmpstr (picture->rows[1], ==, "CCC");
  g_assert_cmpstr (picture->rows[2], ==, "AAA");
  g_assert_cmpfloat (picture->values[2], ==, 30);
  g_assert_cmpstr (picture->texts[2], ==, "30");
  g_assert_false (picture->signed_colors);
  name = tape_analysis_picture_dup_name (picture, result, 2, 0, &utc);
  g_assert_cmpstr (name, ==, "AAA, Volume: 30");
}

static void
test_days_of_sums (void)
{
  g_autoptr (TapeAnalysisResult) result = new_volume ();
  g_autoptr (TapeAnalysisPicture) picture = NULL;
  g_autofree char *name = NULL;
  TapeAnalysisRequest request;

  init_request (&request, "daily-volume");
  request.by_day = TRUE;
  picture = tape_analysis_picture_new (result, &request, &utc);
  g_assert_cmpint (picture->kind, ==, TAPE_PICTURE_AMOUNT);
  g_assert_cmpuint (picture->n_columns, ==, 2);
  g_assert_cmpstr (picture->rows[2], ==, "AAA");
  g_assert_cmpfloat (picture->values[4], ==, 10);
  g_assert_cmpfloat (picture->values[5], ==, 20);
  /* What is said of a cell is what its own row of the table says, wherever it came to stand. */
  name = tape_analysis_picture_dup_name (picture, result, 2, 1, &utc);
  g_assert_true (g_str_has_prefix (name, "AAA, Wed 20 Nov 2024, Volume: 20"));
}

static void
test_parts (void)
{
  static const TapeColumn columns[] = {
    { "industry", "Industry", TAPE_COLUMN_TEXT }, { "side", "Side", TAPE_COLUMN_TEXT },
    { "count", "Trades", TAPE_COLUMN_COUNT },     { "quantity", "Quantity", TAPE_COLUMN_QUANTITY },
    { "share", "Share", TAPE_COLUMN_FRACTION },
  };
  static const struct
  {
    const char *industry;
    const char *side;
    gint64 count;
  } rows[] = { { "Energy", "buy", 2 }, { "Energy", "buy", 1 }, { "Energy", "sell", 1 }, { "Utilities", "unknown", 5 } };
  g_autoptr (TapeAnalysisResult) result = new_result (columns, G_N_ELEMENTS (columns));
  g_autoptr (TapeAnalysisPicture) picture = NULL;
  g_autofree char *name = NULL;
  TapeAnalysisRequest request;

  init_request (&request, "buy-sell");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      tape_analysis_result_add_text (result, rows[i].industry);
      tape_analysis_result_add_text (result, rows[i].side);
      tape_analysis_result_add_integer (result, rows[i].count);
      tape_analysis_result_add_number (result, 1);
      tape_analysis_result_add_number (result, 0.5);
    }
  picture = tape_analysis_picture_new (result, &request, &utc);
  g_assert_cmpint (picture->kind, ==, TAPE_PICTURE_PARTS);
  g_assert_cmpuint (picture->n_rows, ==, 2);
  /* Trades in two currencies are trades. */
  g_assert_cmpuint (picture->parts[0][TAPE_SIDE_BUY], ==, 3);
  g_assert_cmpuint (picture->parts[0][TAPE_SIDE_SELL], ==, 1);
  g_assert_cmpuint (picture->parts[1][TAPE_SIDE_UNKNOWN], ==, 5);
  g_assert_cmpstr (picture->texts[0], ==, "75\u00a0%");
  g_assert_cmpstr (picture->texts[1], ==, TAPE_FORMAT_UNKNOWN);
  name = tape_analysis_picture_dup_name (picture, result, 0, 0, &utc);
  g_assert_cmpstr (name, ==, "Energy: 3 buys, 1 sells, 0 unknown; 75\u00a0% bought");
}

static void
add_minute (TapeAnalysisResult *result, const char *symbol, gint64 minute, double volume)
{
  tape_analysis_result_add_text (result, symbol);
  tape_analysis_result_add_integer (result, minute * TAPE_MINUTE);
  tape_analysis_result_add_integer (result, 1);
  tape_analysis_result_add_number (result, volume);
  tape_analysis_result_add_number (result, 100);
}

static TapeAnalysisResult *
new_pivot (void)
{
  static const TapeColumn columns[] = {
    { "symbol", "Symbol", TAPE_COLUMN_TEXT },    { "minute", "Minute", TAPE_COLUMN_TIME },
    { "count", "Trades", TAPE_COLUMN_COUNT },    { "volume", "Volume", TAPE_COLUMN_QUANTITY },
    { "mean", "Mean price", TAPE_COLUMN_PRICE },
  };

  return new_result (columns, G_N_ELEMENTS (columns));
}

/* Of more columns than anybody looks over the latest are shown, and how many are not is said. */
static void
test_many_columns (void)
{
  g_autoptr (TapeAnalysisResult) result = new_pivot ();
  g_autoptr (TapeAnalysisPicture) picture = NULL;
  TapeAnalysisRequest request;

  init_request (&request, "pivot");
  for (gint64 minute = 0; minute < TAPE_PICTURE_COLUMNS + 7; minute++)
    add_minute (result, "AAA", minute, (double)minute);
  add_minute (result, "BBB", 3, 1);
  picture = tape_analysis_picture_new (result, &request, &utc);
  g_assert_cmpuint (picture->n_columns, ==, TAPE_PICTURE_COLUMNS);
  g_assert_cmpuint (picture->left_out, ==, 7);
  g_assert_cmpuint (picture->n_rows, ==, 2);
  g_assert_cmpfloat (picture->values[0], ==, 7);
  for (guint i = 0; i < picture->n_columns; i++)
    g_assert_true (isnan (picture->values[picture->n_columns + i]));
}

/* Of many rows fewer columns are shown. */
static void
test_many_cells (void)
{
  const guint n_rows = TAPE_PICTURE_CELLS / 1000;
  g_autoptr (TapeAnalysisResult) result = new_pivot ();
  g_autoptr (TapeAnalysisPicture) picture = NULL;
  g_autoptr (GPtrArray) symbols = g_ptr_array_new_with_free_func (g_free);
  TapeAnalysisRequest request;

  init_request (&request, "pivot");
  for (guint row = 0; row < n_rows; row++)
    {
      g_ptr_array_add (symbols, g_strdup_printf ("S%05u", row));
      add_minute (result, symbols->pdata[row], row % 1003, 1);
    }
  picture = tape_analysis_picture_new (result, &request, &utc);
  g_assert_cmpuint (picture->n_rows, ==, n_rows);
  g_assert_cmpuint (picture->n_columns, ==, 1000);
  g_assert_cmpuint (picture->left_out, ==, 3);
}

static void
test_nothing (void)
{
  g_autoptr (TapeAnalysisResult) result = new_growth ();
  g_autoptr (TapeAnalysisPicture) picture = NULL;
  TapeAnalysisRequest request;

  init_request (&request, "industry-growth");
  picture = tape_analysis_picture_new (result, &request, &utc);
  g_assert_cmpuint (picture->n_rows, ==, 0);
  g_assert_cmpuint (picture->n_columns, ==, 0);
  g_assert_cmpfloat (picture->largest, >, 0);
}

static void
test_tables (void)
{
  g_autoptr (TapeAnalysisResult) result = new_growth ();
  g_autofree char *csv = NULL;
  g_autofree char *tsv = NULL;

  add_growth (result, "Oil, \"gas\"", DAY_19, -0.014, 8, NULL);
  csv = tape_analysis_text_table (result, ',', FALSE);
  g_assert_cmpstr (csv, ==,
                   "industry,day,growth,members,base,currency\n"
                   "\"Oil, \"\"gas\"\"\",2024-11-19,-0.014,8,previous-close,\n");
  tsv = tape_analysis_text_table (result, '\t', TRUE);
  g_assert_cmpstr (tsv, ==,
                   "industry\tday\tgrowth\tmembers\tbase\tcurrency\tcomment\n"
                   "\"Oil, \"\"gas\"\"\"\t2024-11-19\t-0.014\t8\tprevious-close\t\tsimulated\n");
}

int
main (int argc, char **argv)
{
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis-picture/growth-has-a-cell-for-each-day", test_growth);
  g_test_add_func ("/analysis-picture/currencies-are-told-apart", test_currencies);
  g_test_add_func ("/analysis-picture/volumes-are-added-up-and-ranked", test_sums);
  g_test_add_func ("/analysis-picture/volumes-day-by-day-are-ranked-by-their-sum", test_days_of_sums);
  g_test_add_func ("/analysis-picture/sides-are-parts-of-a-bar", test_parts);
  g_test_add_func ("/analysis-picture/latest-of-many-columns-are-shown", test_many_columns);
  g_test_add_func ("/analysis-picture/of-many-rows-shows-fewer-columns", test_many_cells);
  g_test_add_func ("/analysis-picture/nothing-found-is-an-empty-picture", test_nothing);
  g_test_add_func ("/analysis-picture/tables-are-quoted-and-say-what-is-simulated", test_tables);
  return g_test_run ();
}
