/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-csv.h"

#include <csv.h>
#include <string.h>

/* The oracle: what libcsv reads, each field with a bar behind it, each row with a line end. Bytes of fields that could be
 * taken for these are none of the alphabet. */

static void
hear_field (void *text, size_t length, void *data)
{
  g_string_append_len (data, text, (gssize)length);
  g_string_append_c (data, '|');
}

static void
hear_row (int terminator, void *data)
{
  g_string_append (data, "#");
}

static char *
read_with_libcsv (const char *data, gsize length)
{
  GString *said = g_string_new (NULL);
  struct csv_parser parser;

  csv_init (&parser, 0);
  g_assert_cmpuint (csv_parse (&parser, data, length, hear_field, hear_row, said), ==, length);
  csv_fini (&parser, hear_field, hear_row, said);
  csv_free (&parser);
  return g_string_free (said, FALSE);
}

static char *
read_with_ours (const char *data, gsize length, gboolean *unclosed)
{
  GString *said = g_string_new (NULL);
  g_auto (TapeCsvRow) row = { 0 };

  *unclosed = FALSE;
  while (length > 0)
    {
      TapeCsvResult result = tape_csv_scan (&row, data, length, TRUE);

      g_assert_cmpint (result, !=, TAPE_CSV_MORE);
      *unclosed = result == TAPE_CSV_UNCLOSED;
      if (*unclosed)
        break;
      g_assert_cmpuint (row.length, >, 0);
      g_assert_cmpuint (row.length, <=, length);
      if (result == TAPE_CSV_ROW)
        {
          for (guint i = 0; i < row.n_fields; i++)
            hear_field ((char *)row.fields[i].text, row.fields[i].length, said);
          hear_row (0, said);
        }
      data += row.length;
      length -= row.length;
    }
  return g_string_free (said, FALSE);
}

static char *
random_text (GRand *rand, gsize *length)
{
  static const char alphabet[] = "ab\"\"\",,,,\n\n\r \t";
  char *text;

  *length = (gsize)g_rand_int_range (rand, 0, 60);
  text = g_malloc (*length + 1);
  for (gsize i = 0; i < *length; i++)
    text[i] = alphabet[g_rand_int_range (rand, 0, sizeof alphabet - 1)];
  text[*length] = '\0';
  return text;
}

/* libcsv closes at the end of the file what was never closed; we say so instead. All before it is the same. */
static void
test_like_libcsv (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 200000; i++)
    {
      gsize length;
      gboolean unclosed;
      g_autofree char *text = random_text (rand, &length);
      g_autofree char *expected = read_with_libcsv (text, length);
      g_autofree char *said = read_with_ours (text, length, &unclosed);

      if (unclosed ? !g_str_has_prefix (expected, said) : strcmp (said, expected) != 0)
        {
          g_autofree char *escaped = g_strescape (text, NULL);

          g_test_message ("input \"%s\": libcsv \"%s\", ours \"%s\"", escaped, expected, said);
          g_test_fail ();
          return;
        }
    }
}

/* A row that is not whole yet says so, or is the same as with what follows. */
static void
test_more (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint n_more = 0, n_same = 0;

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 50000; i++)
    {
      g_auto (TapeCsvRow) whole = { 0 }, part = { 0 };
      gsize length, cut;
      g_autofree char *text = random_text (rand, &length);
      TapeCsvResult expected = tape_csv_scan (&whole, text, length, TRUE), result;

      cut = (gsize)g_rand_int_range (rand, 0, (gint32)length + 1);
      result = tape_csv_scan (&part, text, cut, FALSE);
      if (result == TAPE_CSV_MORE)
        {
          n_more++;
          continue;
        }
      n_same++;
      g_assert_cmpint (result, ==, expected);
      g_assert_cmpuint (part.length, ==, whole.length);
      g_assert_cmpint (part.n_lines, ==, whole.n_lines);
      g_assert_cmpuint (part.n_fields, ==, whole.n_fields);
      for (guint k = 0; k < part.n_fields; k++)
        g_assert_cmpmem (part.fields[k].text, part.fields[k].length, whole.fields[k].text, whole.fields[k].length);
    }
  g_assert_cmpuint (n_more, >, 1000);
  g_assert_cmpuint (n_same, >, 1000);
}

static void
test_lines (void)
{
  const char *text = "a,\"b\r\nc\nd\re\"\"\",f \r\nnext";
  g_auto (TapeCsvRow) row = { 0 };

  g_assert_cmpint (tape_csv_scan (&row, text, strlen (text), FALSE), ==, TAPE_CSV_ROW);
  g_assert_cmpuint (row.n_fields, ==, 3);
  g_assert_cmpmem (row.fields[1].text, row.fields[1].length, "b\r\nc\nd\re\"", 9);
  g_assert_cmpmem (row.fields[2].text, row.fields[2].length, "f", 1);
  g_assert_cmpint (row.n_lines, ==, 4);
  g_assert_true (row.terminated);
  g_assert_cmpuint (row.length, ==, strlen (text) - 4);

  g_assert_cmpint (tape_csv_scan (&row, "next", 4, FALSE), ==, TAPE_CSV_MORE);
  g_assert_cmpint (tape_csv_scan (&row, "next", 4, TRUE), ==, TAPE_CSV_ROW);
  g_assert_false (row.terminated);
  g_assert_cmpint (tape_csv_scan (&row, "", 0, TRUE), ==, TAPE_CSV_EMPTY);
  g_assert_cmpuint (row.length, ==, 0);
}

/* More fields than are kept, quotation marks in them: none is lost from the count, none spoils those kept. */
static void
test_many_fields (void)
{
  GString *text = g_string_new ("\"x\"\"y\"");
  g_auto (TapeCsvRow) row = { 0 };

  for (guint i = 1; i < 1000; i++)
    g_string_append (text, ",\"\"\"z\"");
  g_assert_cmpint (tape_csv_scan (&row, text->str, text->len, TRUE), ==, TAPE_CSV_ROW);
  g_assert_cmpuint (row.n_fields, ==, 1000);
  g_assert_cmpmem (row.fields[0].text, row.fields[0].length, "x\"y", 3);
  g_assert_cmpmem (row.fields[TAPE_CSV_FIELDS - 1].text, row.fields[TAPE_CSV_FIELDS - 1].length, "\"z", 2);
  g_string_free (text, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/csv/reads-what-libcsv-reads", test_like_libcsv);
  g_test_add_func ("/feed/csv/asks-for-more", test_more);
  g_test_add_func ("/feed/csv/counts-lines", test_lines);
  g_test_add_func ("/feed/csv/counts-fields-beyond-those-kept", test_many_fields);
  return g_test_run ();
}
