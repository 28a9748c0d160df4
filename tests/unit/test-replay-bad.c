/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "replay-said.h"

#include <string.h>

/* What is wrong with rows. */

static void
test_rejects (void)
{
  static const char *const expected[] = {
    "2: The price \"abc\" is not a number.",
    "3: There is no price.",
    "4: The price is zero.",
    "5: The price is negative.",
    "6: The price is infinite.",
    "7: The quantity is negative.",
    "8: The time \"yesterday\" cannot be read.",
    "9: There is no time.",
    "10: The time is before 1900.",
    "11: The time is more than a day ahead.",
    "12: There is no symbol.",
    "13: The row is cut off: it has 2 columns, 4 are needed.",
    "14: The row is blank.",
    "15: The price \"n\xef\xbf\xbdn\" is not a number.",
    "17: A quotation mark is never closed.",
    "19: The price \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…\" is not a number.",
  };
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) said = replay_text (universe, "rejects.csv",
                                       "event_time,symbol,price,quantity\n"
                                       "2024-01-02T15:00:00Z,X,abc,1\n"
                                       "2024-01-02T15:00:00Z,X,,1\n"
                                       "2024-01-02T15:00:00Z,X,0,1\n"
                                       "2024-01-02T15:00:00Z,X,-1,1\n"
                                       "2024-01-02T15:00:00Z,X,1e999,1\n"
                                       "2024-01-02T15:00:00Z,X,1,-1\n"
                                       "yesterday,X,1,1\n"
                                       ",X,1,1\n"
                                       "1899-01-02T15:00:00Z,X,1,1\n"
                                       "2999-01-02T15:00:00Z,X,1,1\n"
                                       "2024-01-02T15:00:00Z,,1,1\n"
                                       "2024-01-02T15:00:00Z,X\n"
                                       ",,,\n"
                                       "2024-01-02T15:00:00Z,X,n\xffn,1\n"
                                       "2024-01-02T15:00:00Z,X,1,1\n"
                                       "2024-01-02T15:00:00Z,X,\"1,1\n"
                                       "2024-01-02T15:00:01Z,X,2,1\n"
                                       "2024-01-02T15:00:01Z,X,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,1\n");

  g_assert_cmpuint (said->reasons->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (reason_at (said, i), ==, expected[i]);
  g_assert_cmpuint (said->trades->len, ==, 2);
  g_assert_cmpfloat (trade_at (said, 1)->price, ==, 2);
}

/* Lines over the limit, plain and within a quotation mark, cost themselves only. */
static void
test_long_lines (void)
{
  g_autofree char *long_text = g_strnfill (3 * 1024 * 1024, 'x');
  g_autofree char *text = g_strdup_printf ("event_time,symbol,price\n"
                                           "2024-01-02T15:00:00Z,X,1\n"
                                           "%s\n"
                                           "2024-01-02T15:00:01Z,X,2\n"
                                           "2024-01-02T15:00:01Z,\"%s\n"
                                           "2024-01-02T15:00:01Z,\"X,2\n"
                                           "%.*s\n"
                                           "2024-01-02T15:00:02Z,X,3\n",
                                           long_text, long_text, 1024 * 1024 + 1, long_text);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) said = replay_text (universe, "long.csv", text);

  g_assert_cmpuint (said->reasons->len, ==, 4);
  g_assert_cmpstr (reason_at (said, 0), ==, "3: The line is longer than 1 MiB.");
  g_assert_cmpstr (reason_at (said, 1), ==, "5: The line is longer than 1 MiB.");
  g_assert_cmpstr (reason_at (said, 2), ==, "6: A quotation mark is never closed.");
  g_assert_cmpstr (reason_at (said, 3), ==, "7: The line is longer than 1 MiB.");
  g_assert_cmpuint (said->trades->len, ==, 3);
  g_assert_cmpint (said->last[1].line, ==, 8);
}

/* What is no file of trades at all. */

static void
assert_refused (const char *path, const TapeReplayOptions *options, gint code, const char *sentence)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_null (tape_replay_new (universe, (const char *const[]){ path, NULL }, options, &error));
  g_assert_error (error, TAPE_FEED_ERROR, code);
  g_assert_nonnull (strstr (error->message, sentence));
}

static void
assert_text_refused (const char *text, gssize length, gint code, const char *sentence)
{
  g_autofree char *path = write_file ("refused", text, length);

  assert_refused (path, &as_fast_as_it_goes, code, sentence);
}

static void
test_refused_files (void)
{
  static const char gzip_rest[] = "\x1f\x8b\x08\x00nonsense that is not compressed";

  assert_refused ("/nowhere/x.csv", &as_fast_as_it_goes, TAPE_FEED_ERROR_FILE, "There is no file \"/nowhere/x.csv\"");
  assert_refused (folder, &as_fast_as_it_goes, TAPE_FEED_ERROR_FILE, "is a folder. Name a file in it.");
  assert_refused ("/dev/null", &as_fast_as_it_goes, TAPE_FEED_ERROR_FILE, "is not a regular file");
  assert_text_refused ("", 0, TAPE_FEED_ERROR_EMPTY, "\"refused\" is empty");
  assert_text_refused ("\n\n \n", -1, TAPE_FEED_ERROR_EMPTY, "\"refused\" is empty");
  assert_text_refused ("symbol,pr\0ice\n", 14, TAPE_FEED_ERROR_FORMAT, "is not text but a binary file");
  assert_text_refused (gzip_rest, sizeof gzip_rest, TAPE_FEED_ERROR_FILE, "is damaged");
  assert_text_refused ("Symbol,Security\nA,B\n", -1, TAPE_FEED_ERROR_FORMAT,
                       "has no column that could be a price; its columns are: Symbol, Security.");
  assert_text_refused ("symbol,price\nA,1\n", -1, TAPE_FEED_ERROR_FORMAT, "has no column that could be a time");
  assert_text_refused ("{\"a\":1}\n{\"b\":1}\n", -1, TAPE_FEED_ERROR_FORMAT, "has no key that could be a price");
  assert_text_refused ("\"symbol,price", -1, TAPE_FEED_ERROR_FORMAT, "does not begin with the names of columns");
}

static void
test_refused_options (void)
{
  static const char *const unknown[] = { "a=colour", NULL }, *const absent[] = { "a=price", NULL };
  g_autofree char *path = write_file ("options.csv", "event_time,symbol,price\n", -1);

  assert_refused (path, &(TapeReplayOptions){ .speed = -1 }, TAPE_FEED_ERROR_OPTION, "The speed must be");
  assert_refused (path, &(TapeReplayOptions){ .delay = -2 }, TAPE_FEED_ERROR_OPTION, "The delay must not");
  assert_refused (path, &(TapeReplayOptions){ .map = unknown }, TAPE_FEED_ERROR_OPTION, "write COLUMN=FIELD");
  assert_refused (path, &(TapeReplayOptions){ .map = absent }, TAPE_FEED_ERROR_OPTION, "has no column \"a\" to map");
  assert_refused (NULL, &as_fast_as_it_goes, TAPE_FEED_ERROR_OPTION, "There is no file to replay");
}

/* What there was before a compressed file breaks off counts. */
static void
test_cut_off_gzip (void)
{
  GString *text = g_string_new ("event_time,symbol,price,quantity\n");
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autofree char *packed = NULL, *path = NULL;
  g_autoptr (TapeFeed) feed = NULL;
  g_autoptr (Said) said = said_new ();
  g_autoptr (GError) error = NULL;
  gsize length;

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, "2024-01-02T15:00:00Z,X,%u,%u\n", g_rand_int_range (rand, 1, 1 << 30), i);
  packed = gzip (text->str, text->len, &length);
  path = write_file ("cut.csv.gz", packed, (gssize)(length - length / 8));
  feed = open_files (universe, &(TapeReplayOptions){ .delay = 0 }, (const char *const[]){ path, NULL });
  tape_feed_get_type_info (feed)->bind (feed, 0, 1, NULL);

  g_assert_false (tape_feed_run (feed, hear, said, NULL, &error));
  g_assert_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "is cut off in the middle of its compressed bytes"));
  g_assert_cmpuint (said->trades->len, >, 50000);
  g_assert_false (said->last[1].finished);
  g_string_free (text, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/replay/bad/rows-are-rejected-with-a-reason", test_rejects);
  g_test_add_func ("/feed/replay/bad/long-lines-cost-themselves-only", test_long_lines);
  g_test_add_func ("/feed/replay/bad/files-are-refused-with-a-sentence", test_refused_files);
  g_test_add_func ("/feed/replay/bad/options-are-refused", test_refused_options);
  g_test_add_func ("/feed/replay/bad/gzip-that-breaks-off", test_cut_off_gzip);
  return run_in_folder ();
}
