/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-table.h"

/* The rows of @text are those of @expected, fields separated by |, rows by a line feed. */
static void
assert_rows (const char *text, guint n_columns, const char *expected)
{
  g_autofree const char **fields = g_new0 (const char *, n_columns + 1);
  g_autoptr (GString) rows = g_string_new (NULL);
  TapeTable table;

  tape_table_read (&table, "test.csv", g_strdup (text));
  while (tape_table_next (&table, fields, n_columns))
    {
      g_autofree char *row = g_strjoinv ("|", (char **)fields);

      g_string_append_printf (rows, "%s\n", row);
    }
  tape_table_close (&table);
  g_assert_cmpstr (rows->str, ==, expected);
}

static void
test_plain (void)
{
  assert_rows ("a,b,c\n1,2,3\n4,,6\n,,\n", 3, "1|2|3\n4||6\n||\n");
  assert_rows ("a,b\n1,2", 2, "1|2\n");
  assert_rows ("a\n1\n2\n", 1, "1\n2\n");
}

static void
test_quoted (void)
{
  assert_rows ("a,b\n\"1\",\"2\"\n", 2, "1|2\n");
  assert_rows ("a,b\n\"Block, Inc.\",2\n", 2, "Block, Inc.|2\n");
  assert_rows ("a,b\n1,\"a \"\"b\"\" c\"\n", 2, "1|a \"b\" c\n");
  assert_rows ("a,b\n\"\",\"\"\"\"\n", 2, "|\"\n");
}

static void
test_no_rows (void)
{
  assert_rows ("a,b\n", 2, "");
  assert_rows ("a,b", 2, "");
  assert_rows ("", 2, "");
}

static void
test_wrong_row (void)
{
  const char *fields[2];
  TapeTable table;

  if (g_test_subprocess ())
    {
      tape_table_read (&table, "test.csv", g_strdup ("a,b\n1,2\n1,2,3\n"));
      while (tape_table_next (&table, fields, G_N_ELEMENTS (fields)))
        ;
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*test.csv:3: 3 fields where there should be 2*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/table/plain", test_plain);
  g_test_add_func ("/base/table/quoted", test_quoted);
  g_test_add_func ("/base/table/no-rows", test_no_rows);
  g_test_add_func ("/base/table/wrong-row-ends-program", test_wrong_row);
  return g_test_run ();
}
