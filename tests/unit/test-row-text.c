/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows as text: CSV, tab-separated, JSON lines. */

#include <math.h>
#include <string.h>

#include "base/tape-row-text.h"

static const char *const columns[] = { "text", "whole", "number", "time", "day", "extra", NULL };

/* A row of everything, with @text in it. */
static char *
write_row (TapeTextForm form, const char *text, double number, gint64 time, gboolean extra)
{
  GString *written = g_string_new (NULL);
  g_auto (TapeRowText) row = { 0 };

  tape_row_text_init (&row, written, form, columns);
  tape_row_text_add_header (&row, columns);
  tape_row_text_add (&row, text);
  tape_row_text_add_integer (&row, G_MININT64);
  tape_row_text_add_number (&row, number);
  tape_row_text_add_time (&row, time);
  tape_row_text_add_date (&row, -1);
  if (extra)
    tape_row_text_add (&row, "more");
  else
    tape_row_text_skip (&row);
  tape_row_text_end (&row);
  g_assert_cmpuint (strlen (written->str), ==, written->len);
  return g_string_free (written, FALSE);
}

#define HEADER "text,whole,number,time,day,extra\n"

static void
test_csv (void)
{
  g_autofree char *plain = write_row (TAPE_TEXT_CSV, "AAPL", 0.1, 0, TRUE);
  g_autofree char *quoted = write_row (TAPE_TEXT_CSV, "a,\"b\"\n", 1e-7, 1, FALSE);
  g_autofree char *blank = write_row (TAPE_TEXT_CSV, " x", NAN, TAPE_NO_TIME, FALSE);
  g_autofree char *none = write_row (TAPE_TEXT_CSV, NULL, INFINITY, -1000000, FALSE);

  g_assert_cmpstr (plain, ==, HEADER "AAPL,-9223372036854775808,0.1,1970-01-01T00:00:00Z,1969-12-31,more");
  g_assert_cmpstr (quoted, ==,
                   HEADER "\"a,\"\"b\"\"\n\",-9223372036854775808,0.0000001,1970-01-01T00:00:00.000001Z,1969-12-31,");
  g_assert_cmpstr (blank, ==, HEADER "\" x\",-9223372036854775808,,,1969-12-31,");
  g_assert_cmpstr (none, ==, HEADER ",-9223372036854775808,,1969-12-31T23:59:59Z,1969-12-31,");
}

static void
test_tsv (void)
{
  g_autofree char *row = write_row (TAPE_TEXT_TSV, "a,b", 2, 0, TRUE);
  g_autofree char *quoted = write_row (TAPE_TEXT_TSV, "a\tb", 2, 0, TRUE);

  g_assert_cmpstr (row, ==,
                   "text\twhole\tnumber\ttime\tday\textra\n"
                   "a,b\t-9223372036854775808\t2\t1970-01-01T00:00:00Z\t1969-12-31\tmore");
  g_assert_true (g_str_has_prefix (strchr (quoted, '\n'), "\n\"a\tb\"\t"));
}

static void
test_json (void)
{
  g_autofree char *plain = write_row (TAPE_TEXT_JSON, "AAPL", 0.1, 0, TRUE);
  g_autofree char *escaped = write_row (TAPE_TEXT_JSON, "\"\\\n\x01\xff\xc3\xa9", NAN, TAPE_NO_TIME, FALSE);
  g_autofree char *none = write_row (TAPE_TEXT_JSON, NULL, 1, 1, FALSE);

  g_assert_cmpstr (plain, ==,
                   "{\"text\":\"AAPL\",\"whole\":-9223372036854775808,\"number\":0.1,"
                   "\"time\":\"1970-01-01T00:00:00Z\",\"day\":\"1969-12-31\",\"extra\":\"more\"}");
  g_assert_cmpstr (escaped, ==,
                   "{\"text\":\"\\\"\\\\\\u000a\\u0001\xef\xbf\xbd\xc3\xa9\",\"whole\":-9223372036854775808,"
                   "\"number\":null,\"time\":null,\"day\":\"1969-12-31\"}");
  g_assert_cmpstr (none, ==,
                   "{\"text\":null,\"whole\":-9223372036854775808,\"number\":1,"
                   "\"time\":\"1970-01-01T00:00:00.000001Z\",\"day\":\"1969-12-31\"}");
}

/* One object after the other, whichever columns the first left out. */
static void
test_rows (void)
{
  static const char *const two[] = { "a", "b", NULL };
  g_autoptr (GString) written = g_string_new (NULL);
  g_auto (TapeRowText) row = { 0 };

  tape_row_text_init (&row, written, TAPE_TEXT_JSON, two);
  for (gint i = 0; i < 4; i++)
    {
      if (i & 1)
        tape_row_text_add_integer (&row, 1);
      else
        tape_row_text_skip (&row);
      if (i & 2)
        tape_row_text_add_integer (&row, 2);
      else
        tape_row_text_skip (&row);
      tape_row_text_end (&row);
    }
  g_assert_cmpstr (written->str, ==, "{}{\"a\":1}{\"b\":2}{\"a\":1,\"b\":2}");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/row-text/csv", test_csv);
  g_test_add_func ("/row-text/tsv", test_tsv);
  g_test_add_func ("/row-text/json", test_json);
  g_test_add_func ("/row-text/rows", test_rows);
  return g_test_run ();
}
