/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules go into a text file and come back; what is wrong in one is said by its line, and then nothing is added. */

#include <glib/gstdio.h>

#include "../support/store-fixture.h"
#include "alerts/tape-rule-text.h"
#include "pipeline/tape-rule-file.h"

static TapeUserDb *
open_db (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  TapeUserDb *db = tape_user_db_open (fixture->path, &error);

  g_assert_no_error (error);
  g_assert_true (tape_user_db_remove_rule (db, 1, NULL));
  return db;
}

static GPtrArray *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *lines = tape_rule_file_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return lines;
}

static char *
format (TapeUserDb *db)
{
  g_autoptr (GPtrArray) rules = tape_user_db_load_rules (db, NULL);
  g_autofree char *text = tape_rule_file_format (rules);

  g_assert_true (g_str_has_prefix (text, "# "));
  return g_strdup (strchr (text, '\n') + 1);
}

static guint
add (TapeUserDb *db, const char *text, guint *n_there)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = parse (text);
  g_autoptr (GPtrArray) added = tape_rule_file_add (db, lines, n_there, &error);

  g_assert_no_error (error);
  return added->len;
}

static void
test_lines (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) lines = parse ("\xef\xbb\xbf# comment\r\n"
                                       "\r\n"
                                       "  AAPL rises 5%\r\n"
                                       "OFF: MSFT, AAPL above 3 \n"
                                       "\ton:TSLA is below 1.50, daily\n"
                                       "  off: AAPL zooms 5");
  static const struct
  {
    const char *text;
    guint number;
    gboolean enabled;
  } wanted[] = {
    { "AAPL rises 5 % against previous close", 3, TRUE },
    { "MSFT, AAPL is above 3", 4, FALSE },
    { "TSLA is below 1.5, once a day", 5, TRUE },
    { "AAPL zooms 5", 6, FALSE },
  };

  g_assert_cmpuint (lines->len, ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < lines->len; i++)
    {
      const TapeRuleLine *line = g_ptr_array_index (lines, i);

      g_assert_cmpuint (line->number, ==, wanted[i].number);
      g_assert_cmpstr (line->text, ==, wanted[i].text);
      g_assert_cmpint (line->enabled, ==, wanted[i].enabled);
      if (i < 3)
        g_assert_no_error (line->problem);
      else
        {
          g_assert_error (line->problem, TAPE_RULE_ERROR, TAPE_RULE_ERROR_NEWER);
          g_assert_nonnull (strstr (line->problem->message, "“zooms” at character 13"));
        }
    }
}

/* Out and in again changes nothing; into an empty database it is the same. */
static void
test_round_trip (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeUserDb) db = open_db (fixture);
  g_autofree char *path = g_build_filename (fixture->folder, "rules.txt", NULL);
  g_autofree char *other_path = g_build_filename (fixture->folder, "other.db", NULL);
  g_autoptr (TapeUserDb) other = tape_user_db_open (other_path, NULL);
  g_autoptr (GPtrArray) rules = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  guint n_there = 0;

  g_assert_cmpuint (
      add (db, "AAPL rises 5 %\noff: list \"a, \"\"b\"\"\" falls 1 %\nAAPL zooms 5\naapl rises 5%\n", &n_there), ==, 3);
  g_assert_cmpuint (n_there, ==, 1);
  before = format (db);
  g_assert_cmpstr (before, ==,
                   "AAPL rises 5 % against previous close\n"
                   "off: list \"a, \"\"b\"\"\" falls 1 % against previous close\n"
                   "AAPL zooms 5\n");
  rules = tape_user_db_load_rules (db, NULL);
  g_assert_true (tape_rule_file_write (path, rules, &error));
  lines = tape_rule_file_read (path, &error);
  added = tape_rule_file_add (db, lines, &n_there, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added->len, ==, 0);
  g_assert_cmpuint (n_there, ==, 3);

  g_assert_true (tape_user_db_remove_rule (other, 1, &error));
  g_clear_pointer (&added, g_ptr_array_unref);
  added = tape_rule_file_add (other, lines, NULL, &error);
  g_assert_cmpuint (added->len, ==, 3);
  g_assert_cmpint (((TapeUserRule *)added->pdata[2])->id, ==, 4);
  after = format (other);
  g_assert_cmpstr (after, ==, before);
}

static void
test_wrong (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeUserDb) db = open_db (fixture);
  g_autoptr (GPtrArray) lines = parse ("AAPL rises 5 %\nAAPL rises 0 %\n\nAAPL rsies 5 %");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_assert_null (tape_rule_file_add (db, lines, NULL, &error));
  g_assert_error (error, TAPE_RULE_ERROR, TAPE_RULE_ERROR_TEXT);
  g_assert_true (g_str_has_prefix (error->message, "Line 2: A threshold of 0 %"));
  g_assert_nonnull (strstr (error->message, "\nLine 4: “rsies” at character 6"));
  g_assert_true (
      g_str_has_suffix (error->message, "\n2 lines are wrong, and nothing was added: mend them, then try again."));
  text = format (db);
  g_assert_cmpstr (text, ==, "");
}

static void
test_no_rules (StoreFixture *fixture, gconstpointer data)
{
  static const char zero[] = "AAPL\0 rises";
  g_autofree char *missing = g_build_filename (fixture->folder, "missing", NULL);
  g_autofree char *large = g_strnfill (TAPE_RULE_FILE_BYTES + 1, ' ');
  g_autofree char *many = g_strnfill (TAPE_RULE_FILE_LINES + 1, '\n');
  g_autoptr (GError) error = NULL;

  g_assert_null (tape_rule_file_parse (zero, sizeof zero - 1, &error));
  g_assert_cmpstr (error->message, ==,
                   "This is no file of rules: byte 5 is not text in UTF-8. Choose another, or convert it.");
  g_clear_error (&error);
  g_assert_null (tape_rule_file_parse (many, strlen (many), &error));
  g_assert_nonnull (strstr (error->message, "more than 100000 lines"));
  g_clear_error (&error);
  g_assert_null (tape_rule_file_parse (large, TAPE_RULE_FILE_BYTES + 1, &error));
  g_assert_nonnull (strstr (error->message, "it is larger than 16 MiB"));
  g_clear_error (&error);
  g_assert_null (tape_rule_file_read (missing, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, "choose another file"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/pipeline/rule-file/lines", test_lines);
  STORE_TEST ("/pipeline/rule-file/out-and-in", test_round_trip);
  STORE_TEST ("/pipeline/rule-file/all-or-nothing", test_wrong);
  STORE_TEST ("/pipeline/rule-file/no-rules", test_no_rules);
  return g_test_run ();
}
