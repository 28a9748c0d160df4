/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The log of what alert rules found: kept whole, once, and what became of it. */

#include <math.h>
#include <sqlite3.h>
#include <string.h>

#include "../support/store-fixture.h"

#define T0 G_GINT64_CONSTANT (1381152600000000) /* 2013-10-07, 13:30 UTC */

static const TapeFiring *
at (GPtrArray *firings, guint i)
{
  return g_ptr_array_index (firings, i);
}

/* @firings: (transfer full): up to %NULL */
static void
commit_all (TapeWriter *writer, TapeFiring *const *firings)
{
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  g_autoptr (GError) error = NULL;

  for (; *firings != NULL; firings++)
    g_ptr_array_add (commit->firings, *firings);
  tape_writer_commit (writer, commit, &error);
  g_assert_no_error (error);
}

#define commit(writer, ...) commit_all (writer, (TapeFiring *const[]){ __VA_ARGS__ })

static GPtrArray *
list (StoreFixture *fixture, const TapeFiringFilter *filter)
{
  const TapeFiringFilter all = TAPE_FIRING_FILTER_ALL;
  g_autoptr (TapeReader) reader = store_fixture_open_reader (fixture);
  g_autoptr (GError) error = NULL;
  GPtrArray *firings = tape_reader_list_firings (reader, filter != NULL ? filter : &all, 100, NULL, &error);

  g_assert_no_error (error);
  return firings;
}

/* One with everything, one with nothing. */
static void
test_whole (StoreFixture *fixture, gconstpointer data)
{
  const TapeEvidence bar = {
    .time = T0, .length = 60, .instrument = 3, .price = 2, .quantity = 7, .open = 1, .high = 4, .low = 0.5, .value = NAN
  };
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, NULL);
  g_autoptr (TapeFiring) rich = store_firing_new (7, "Ä \"B\", C", 1, T0);
  g_autoptr (TapeFiring) poor = tape_firing_new ();
  g_autoptr (GPtrArray) firings = NULL;

  rich->flags = TAPE_FIRING_HELD_COOLDOWN | TAPE_FIRING_IMPORTANT | TAPE_FIRING_LAST;
  rich->held_since = T0 - TAPE_MINUTE;
  rich->fresh = 6;
  rich->members = 8;
  rich->value = 0.1 + 0.2;
  g_array_append_val (rich->evidence, bar);
  poor->rule = 8;
  poor->text = g_strdup ("");
  poor->subject = g_strdup ("");
  poor->serial = 1;
  poor->event_time = poor->receive_time = -T0 - 1;
  commit (writer, tape_firing_copy (rich), tape_firing_copy (poor), NULL);

  firings = list (fixture, NULL);
  g_assert_cmpuint (firings->len, ==, 2);
  store_assert_firing (at (firings, 0), poor);
  store_assert_firing (at (firings, 1), rich);
  g_assert_cmpint (at (firings, 1)->id, ==, 1);
  g_assert_cmpint (at (firings, 0)->id, ==, 2);
  g_assert_cmpint (at (firings, 0)->told, ==, TAPE_TOLD_NOT);
  g_assert_cmpint (at (firings, 0)->told_time, ==, TAPE_NO_TIME);
  g_assert_false (at (firings, 0)->seen);
}

static void
test_once (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, NULL);
  g_autoptr (TapeFiring) changed = store_firing_new (1, "IBM", 1, T0);
  TapeFiring *other;
  g_autoptr (GPtrArray) firings = NULL;

  commit (writer, store_firing_new (1, "IBM", 1, T0), store_firing_new (1, "AIG", 1, T0), NULL);

  /* The same again changes nothing, whatever else it says. */
  changed->value = 1;
  commit (writer, tape_firing_copy (changed), NULL);
  firings = list (fixture, NULL);
  g_assert_cmpuint (firings->len, ==, 2);
  g_assert_cmpfloat (at (firings, 1)->value, ==, 0.0525);
  g_clear_pointer (&firings, g_ptr_array_unref);

  /* Where the count began anew (the rule says something else now; the state was lost) it is another. */
  commit (writer, store_firing_new (1, "IBM", 1, T0 + TAPE_HOUR), NULL);
  other = tape_firing_copy (changed);
  g_free (other->text);
  other->text = g_strdup ("IBM rises 4 % against previous close");
  commit (writer, other, NULL);
  firings = list (fixture, NULL);
  g_assert_cmpuint (firings->len, ==, 4);
  g_assert_cmpint (at (firings, 1)->serial, ==, 2);
  g_assert_cmpint (at (firings, 1)->event_time, ==, T0 + TAPE_HOUR);
  g_assert_cmpint (at (firings, 0)->serial, ==, 3);
}

/* Firings made beside the engine get what they have not. */
static void
test_from_outside (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, NULL);
  g_autoptr (GPtrArray) firings = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_firing_free), stored = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    g_ptr_array_add (firings, store_firing_new (5, i < 2 ? "a" : "b", 0, T0));
  tape_writer_number_firings (writer, firings);
  g_assert_cmpint (at (firings, 2)->id, ==, 3);
  g_assert_true (tape_writer_log_firings (writer, firings, &error));
  g_assert_cmpint (at (firings, 0)->serial, ==, 1);
  g_assert_cmpint (at (firings, 1)->serial, ==, 2);
  g_assert_cmpint (at (firings, 2)->serial, ==, 1);
  stored = list (fixture, NULL);
  g_assert_cmpuint (stored->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      store_assert_firing (at (stored, 2 - i), at (firings, i));
      g_assert_cmpint (at (stored, 2 - i)->id, ==, at (firings, i)->id);
    }
}

static void
mark (TapeWriter *writer, gint64 id, TapeTold told, gint64 seen_up_to)
{
  const TapeFiringMark mark = { .id = id, .told = told, .time = T0 + TAPE_SECOND };
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof mark);
  g_autoptr (GError) error = NULL;

  if (id > 0)
    g_array_append_val (marks, mark);
  g_assert_true (tape_writer_mark_firings (writer, marks, seen_up_to, &error));
}

static void
test_told_and_seen (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, NULL);
  g_autoptr (TapeReader) reader = store_fixture_open_reader (fixture);
  TapeFiring *past = store_firing_new (1, "IBM", 4, T0);
  g_autoptr (GPtrArray) untold = NULL, firings = NULL;

  past->flags = TAPE_FIRING_PAST;
  commit (writer, store_firing_new (1, "IBM", 1, T0), store_firing_new (1, "IBM", 2, T0),
          store_firing_new (1, "IBM", 3, T0), past, NULL);
  g_assert_cmpint (tape_reader_count_unseen (reader, NULL), ==, 4);
  mark (writer, 2, TAPE_TOLD_SUMMED_UP, 2);
  mark (writer, 99, TAPE_TOLD_ALONE, 0);
  g_assert_cmpint (tape_reader_count_unseen (reader, NULL), ==, 2);

  /* The second was told, the fourth is not to be. */
  untold = tape_writer_list_untold (writer, NULL);
  g_assert_cmpuint (untold->len, ==, 2);
  g_assert_cmpint (at (untold, 0)->id, ==, 1);
  g_assert_cmpint (at (untold, 1)->id, ==, 3);
  firings = list (fixture, NULL);
  g_assert_cmpint (at (firings, 0)->told, ==, TAPE_TOLD_NEVER);
  g_assert_cmpint (at (firings, 2)->told, ==, TAPE_TOLD_SUMMED_UP);
  g_assert_cmpint (at (firings, 2)->told_time, ==, T0 + TAPE_SECOND);
  g_assert_true (at (firings, 2)->seen);
  g_assert_false (at (firings, 1)->seen);
}

static void
assert_listed (StoreFixture *fixture, const TapeFiringFilter *filter, const char *wanted)
{
  g_autoptr (GPtrArray) firings = list (fixture, filter);
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < firings->len; i++)
    g_string_append_printf (ids, "%" G_GINT64_FORMAT " ", at (firings, i)->id);
  g_assert_cmpstr (ids->str, ==, wanted);
}

static void
test_filter (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, NULL);
  TapeFiringFilter filter = TAPE_FIRING_FILTER_ALL;
  g_autoptr (TapeReader) reader = store_fixture_open_reader (fixture);
  g_autoptr (GPtrArray) newest = NULL;

  for (guint i = 0; i < 6; i++)
    commit (writer, store_firing_new (1 + i % 2, i % 3 == 0 ? "AIG" : "IBM", i + 1, T0 + i * TAPE_MINUTE), NULL);
  assert_listed (fixture, &filter, "6 5 4 3 2 1 ");
  newest = tape_reader_list_firings (reader, &filter, 2, NULL, NULL);
  g_assert_cmpuint (newest->len, ==, 2);
  g_assert_cmpint (at (newest, 1)->id, ==, 5);
  filter.before_id = 5;
  assert_listed (fixture, &filter, "4 3 2 1 ");
  filter.rule = 2;
  assert_listed (fixture, &filter, "4 2 ");
  filter.subject = "IBM";
  assert_listed (fixture, &filter, "2 ");
  filter = (TapeFiringFilter)TAPE_FIRING_FILTER_ALL;
  filter.from = T0 + TAPE_MINUTE;
  filter.to = T0 + 3 * TAPE_MINUTE;
  assert_listed (fixture, &filter, "3 2 ");
}

/* As another tool reads it. */
static void
test_view (StoreFixture *fixture, gconstpointer data)
{
  static const char *const wanted[] = { "1",
                                        "1381152600.0",
                                        "2013-10-07T13:30:00.000000Z",
                                        "7",
                                        "IBM rises 5 % against previous close",
                                        "IBM",
                                        "up",
                                        "0.0525",
                                        "0.0499",
                                        "0.05",
                                        "105.25",
                                        "100.0",
                                        "2013-10-06T13:30:00.000000Z",
                                        "2013-10-07T13:30:00.041000Z",
                                        "2013-10-07T13:30:00.041300Z",
                                        "",
                                        "0",
                                        "a test",
                                        "0",
                                        "0",
                                        "alone",
                                        "2013-10-07T13:30:01.000000Z",
                                        "0" };
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, NULL);
  sqlite3_stmt *row;
  sqlite3 *db;

  commit (writer, store_firing_new (7, "IBM", 1, T0), NULL);
  mark (writer, 1, TAPE_TOLD_ALONE, 0);
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT * FROM alerts", -1, &row, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (row), ==, SQLITE_ROW);
  g_assert_cmpint (sqlite3_column_count (row), ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      const char *text = (const char *)sqlite3_column_text (row, (int)i);

      g_assert_cmpstr (text != NULL ? text : "", ==, wanted[i]);
    }
  g_assert_cmpint (sqlite3_step (row), ==, SQLITE_DONE);
  sqlite3_finalize (row);
  sqlite3_close (db);
}

/* Numbers go on where they ended. */
static void
test_again (StoreFixture *fixture, gconstpointer data)
{
  TapeWriter *writer = store_fixture_open_writer (fixture, NULL);
  g_autoptr (GPtrArray) firings = NULL;

  commit (writer, store_firing_new (1, "IBM", 1, T0), NULL);
  tape_writer_free (writer);
  writer = store_fixture_open_writer (fixture, NULL);
  commit (writer, store_firing_new (1, "IBM", 2, T0), NULL);
  tape_writer_free (writer);
  assert_listed (fixture, NULL, "2 1 ");
}

/* Trades go when they are old; what was found in them stays, and what decided with it. */
static void
test_retention (StoreFixture *fixture, gconstpointer data)
{
  const TapeRetention retention = { .trades = TAPE_DAY, .seconds = TAPE_DAY, .minutes = TAPE_DAY };
  TapeRetentionProgress progress = { 0 };
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  g_autoptr (TapeFiring) wanted = store_firing_new (1, "T0", 1, T0);
  g_autoptr (TapeCommit) trades = tape_commit_new ();
  g_autoptr (GPtrArray) firings = NULL;
  g_autoptr (GError) error = NULL;
  gint64 arrival = 1;

  store_intern_instruments (universe, 1);
  store_commit_add_batch (trades, store_batch_new (20000, 0, T0, 1), &arrival);
  store_commit_add_batch (trades, store_batch_new (20000, 0, T0 + 10 * TAPE_DAY, 2), &arrival);
  g_ptr_array_add (trades->firings, tape_firing_copy (wanted));
  g_assert_true (tape_writer_commit (writer, trades, &error));
  tape_writer_set_needed (writer, G_MAXINT64, 0);
  do
    g_assert_true (tape_writer_retain (writer, &retention, T0 + 10 * TAPE_DAY + TAPE_MINUTE, FALSE, &progress, &error));
  while (progress.stage != TAPE_RETENTION_DONE);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades"), <, 30000);
  firings = list (fixture, NULL);
  g_assert_cmpuint (firings->len, ==, 1);
  store_assert_firing (at (firings, 0), wanted);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/firings/whole", test_whole);
  STORE_TEST ("/store/firings/once", test_once);
  STORE_TEST ("/store/firings/from-outside", test_from_outside);
  STORE_TEST ("/store/firings/told-and-seen", test_told_and_seen);
  STORE_TEST ("/store/firings/filter", test_filter);
  STORE_TEST ("/store/firings/view", test_view);
  STORE_TEST ("/store/firings/numbers-go-on", test_again);
  STORE_TEST ("/store/firings/retention", test_retention);
  return g_test_run ();
}
