/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of an analysis as a list: how many there are, and their order. */

#include "model/tape-analysis-rows.h"

#include <math.h>

enum
{
  NAME,
  DAY,
  SHARE,
};

/* Rows of names, days that count down, and shares, the first of them unknown. */
static TapeFinding *
new_finding (guint n_rows)
{
  static const TapeColumn columns[] = {
    { "name", "Name", TAPE_COLUMN_TEXT },
    { "day", "Day", TAPE_COLUMN_DAY },
    { "share", "Share", TAPE_COLUMN_FRACTION },
  };
  static const char *const names[] = { NULL, "b", "a" };
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  TapeFinding *finding = g_atomic_rc_box_new0 (TapeFinding);

  finding->result = tape_analysis_result_new (universe, columns, G_N_ELEMENTS (columns));
  for (guint row = 0; row < n_rows; row++)
    {
      tape_analysis_result_add_text (finding->result, names[row % G_N_ELEMENTS (names)]);
      tape_analysis_result_add_integer (finding->result, -(gint64)row);
      tape_analysis_result_add_number (finding->result, row == 0 ? NAN : row);
    }
  return finding;
}

static void
note_change (GListModel *list, guint position, guint removed, guint added, gpointer data)
{
  guint *change = data;

  change[0] = position;
  change[1] = removed;
  change[2] = added;
  change[3]++;
}

static void
set_finding (TapeAnalysisRows *rows, guint n_rows)
{
  g_autoptr (TapeFinding) finding = new_finding (n_rows);

  tape_analysis_rows_set_finding (rows, finding);
}

/* Rows that stay are the same items; what is new or gone is said. */
static void
test_items (void)
{
  g_autoptr (TapeAnalysisRows) rows = tape_analysis_rows_new ();
  g_autoptr (TapeAnalysisRow) last = NULL;
  guint change[4] = { 0 };

  g_signal_connect (rows, "items-changed", G_CALLBACK (note_change), change);
  set_finding (rows, 5);
  g_assert_cmpuint (change[2], ==, 5);
  set_finding (rows, 5);
  g_assert_cmpuint (change[3], ==, 1);
  set_finding (rows, 3);
  g_assert_cmpuint (change[0], ==, 3);
  g_assert_cmpuint (change[1], ==, 2);
  last = g_list_model_get_item (G_LIST_MODEL (rows), 2);
  g_assert_cmpuint (tape_analysis_row_get_index (last), ==, 2);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (rows), 3));
}

/* Of more rows than anybody looks over the first are listed, and how many are not is known. */
static void
test_most (void)
{
  g_autoptr (TapeAnalysisRows) rows = tape_analysis_rows_new ();

  set_finding (rows, TAPE_ANALYSIS_ROWS_MOST);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, TAPE_ANALYSIS_ROWS_MOST);
  g_assert_cmpuint (tape_analysis_rows_get_left_out (rows), ==, 0);
  set_finding (rows, TAPE_ANALYSIS_ROWS_MOST + 7);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, TAPE_ANALYSIS_ROWS_MOST);
  g_assert_cmpuint (tape_analysis_rows_get_left_out (rows), ==, 7);
  tape_analysis_rows_set_finding (rows, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, 0);
  g_assert_cmpuint (tape_analysis_rows_get_left_out (rows), ==, 0);
}

static void
test_order (void)
{
  g_autoptr (TapeAnalysisRows) rows = tape_analysis_rows_new ();

  set_finding (rows, 3);
  g_assert_cmpint (tape_analysis_rows_compare (rows, 0, 2, NAME), <, 0);
  g_assert_cmpint (tape_analysis_rows_compare (rows, 1, 2, NAME), >, 0);
  g_assert_cmpint (tape_analysis_rows_compare (rows, 1, 2, DAY), >, 0);
  g_assert_cmpint (tape_analysis_rows_compare (rows, 1, 2, SHARE), <, 0);
  g_assert_cmpint (tape_analysis_rows_compare (rows, 0, 2, SHARE), >, 0);
  g_assert_cmpint (tape_analysis_rows_compare (rows, 1, 1, SHARE), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis-rows/say-what-comes-and-goes", test_items);
  g_test_add_func ("/analysis-rows/are-bounded", test_most);
  g_test_add_func ("/analysis-rows/unknown-numbers-come-last", test_order);
  return g_test_run ();
}
