/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where trades lie: the rows of places by themselves, against a naive search; and what they find in a database of several
 * sections, gone on with after restarts and failed commits, from earlier versions, and with trades that were deleted. */

#include <glib/gstdio.h>
#include <string.h>

#include "../support/store-fixture.h"
#include "store/tape-section.h"

#define TRADES      (2 * TAPE_SECTION_TRADES + 9000)
#define INSTRUMENTS 300
#define START       G_GINT64_CONSTANT (1381147200000000)

/* --- Rows --- */

/* Holds what is found in a row, from key @first up to @next, to the keys that places have; of one key in @step. */
static guint
check_row (const guint32 *keys, GByteArray *row, guint32 first, guint32 next, guint32 step)
{
  guint n_found = 0;

  for (guint32 key = (first + step - 1) / step * step; key < next; key += step)
    {
      const guint8 *found;
      guint n = tape_places_load (row->data, row->len, key - first, &found);
      int before = -1;

      for (guint i = 0; i < n; i++)
        {
          int place = found[i * 2] | found[i * 2 + 1] << 8;

          g_assert_cmpint (place, >, before);
          g_assert_cmpuint (keys[place], ==, key);
          before = place;
        }
      n_found += n;
    }
  return n_found;
}

static void
check_rows (const guint32 *keys, guint32 n_keys)
{
  TapePlaces places = { 0 };
  g_autoptr (GByteArray) row = g_byte_array_new (), after = g_byte_array_new ();
  guint32 first, next, step = MAX (1, n_keys / 1000);
  guint n_found = 0, n_wanted = 0;

  for (guint i = 0; i < TAPE_SECTION_TRADES; i++)
    n_wanted += keys[i] != TAPE_NO_KEY && keys[i] % step == 0;
  tape_places_sort (&places, keys);
  g_assert_true (tape_places_next_row (&places, &first, row));
  g_assert_cmpuint (first, ==, 0);
  while (tape_places_next_row (&places, &next, after))
    {
      g_assert_cmpuint (next, >, first);
      g_assert_true (row->len <= 8128 || tape_places_load (row->data, row->len, 0, &(const guint8 *){ NULL }) > 4000);
      n_found += check_row (keys, row, first, next, step);
      g_byte_array_set_size (row, 0);
      g_byte_array_append (row, after->data, after->len);
      first = next;
    }
  n_found += check_row (keys, row, first, MAX (n_keys, first), step);
  g_assert_cmpuint (n_found, ==, n_wanted);
  tape_places_clear (&places);
}

static void
test_rows (void)
{
  g_autofree guint32 *keys = g_new (guint32, TAPE_SECTION_TRADES);
  static const guint32 n_keys[] = { 1, 2, 7, 500, 10000, 65536, 1000000 };

  for (guint i = 0; i < G_N_ELEMENTS (n_keys); i++)
    for (guint share = 0; share < 3; share++)
      {
        for (guint place = 0; place < TAPE_SECTION_TRADES; place++)
          keys[place]
              = g_test_rand_double () * 2 < share ? (guint32)g_test_rand_int_range (0, (gint32)n_keys[i]) : TAPE_NO_KEY;
        check_rows (keys, n_keys[i]);
      }
}

/* Nothing that is read from a damaged row lies outside of it. */
static void
test_damaged_rows (void)
{
  g_autofree guint32 *keys = g_new (guint32, TAPE_SECTION_TRADES);
  g_autoptr (GByteArray) row = g_byte_array_new ();
  TapePlaces places = { 0 };
  guint32 first;

  for (guint place = 0; place < TAPE_SECTION_TRADES; place++)
    keys[place] = (guint32)g_test_rand_int_range (0, 1000);
  tape_places_sort (&places, keys);
  g_assert_true (tape_places_next_row (&places, &first, row));
  for (guint i = 0; i < 20000; i++)
    {
      gsize length = (gsize)g_test_rand_int_range (0, (gint32)row->len + 1);
      g_autofree guint8 *damaged = g_memdup2 (row->data, length);
      const guint8 *found;
      guint n;

      for (guint j = 0; j < 3 && length > 0; j++)
        damaged[g_test_rand_int_range (0, j == 0 ? (gint32)MIN (4, length) : (gint32)length)]
            = (guint8)g_test_rand_int ();
      n = tape_places_load (damaged, length, (guint32)g_test_rand_int_range (0, 2000), &found);
      if (n > 0)
        g_assert_true (found >= damaged && found + n * 2 <= damaged + length);
    }
  tape_places_clear (&places);
}

/* --- A database --- */

/* Ids: a number, a text, or none; some are there several times. */
static TapeTrade
make_trade (TapeBatch *batch, gint64 arrival)
{
  TapeTrade *trade = tape_batch_add_trade (batch);
  g_autofree char *id = NULL;

  trade->event_time = trade->receive_time = START + arrival / 3 * TAPE_MILLISECOND - arrival % 7 * TAPE_SECOND;
  trade->instrument = (guint32)(arrival * arrival % INSTRUMENTS);
  trade->price = (double)(1 + arrival % 1000);
  trade->quantity = 1;
  trade->source = 1;
  if (arrival % 5 == 0)
    id = g_strdup_printf ("%" G_GINT64_FORMAT, arrival / 10);
  else if (arrival % 5 < 3)
    id = g_strdup_printf ("id-%" G_GINT64_FORMAT "-and-some-more", arrival);
  if (id != NULL)
    tape_batch_set_trade_id (batch, trade, id, strlen (id));
  return *trade;
}

static TapeCommit *
make_commit (gint64 *arrival, guint n)
{
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, n);
  TapeCommit *commit = tape_commit_new ();

  for (guint i = 0; i < n; i++)
    make_trade (batch, *arrival + i);
  store_commit_add_batch (commit, batch, arrival);
  return commit;
}

/* In as many sessions as it takes; @arrival says where to go on. */
static void
store_until (StoreFixture *fixture, gint64 *arrival, gint64 last, guint a_session)
{
  g_autoptr (GError) error = NULL;

  while (*arrival <= last)
    {
      g_autoptr (TapeUniverse) universe = NULL;
      g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
      gint64 until = MIN (*arrival + a_session, last + 1);

      store_intern_instruments (universe, INSTRUMENTS);
      while (*arrival < until)
        {
          g_autoptr (TapeCommit) commit = make_commit (arrival, (guint)MIN (7000, until - *arrival));

          tape_writer_commit (writer, commit, &error);
          g_assert_no_error (error);
        }
    }
}

static void
store_all (StoreFixture *fixture)
{
  gint64 arrival = 1;

  store_until (fixture, &arrival, TRADES, TRADES);
}

/* The trades of an instrument in a span, by time, against those that were made. */
static void
check_instrument (TapeReader *reader, guint32 instrument, gint64 from, gint64 to, gint64 first, gint64 last)
{
  g_autoptr (TapeBatch) batch = tape_batch_new (TAPE_BATCH_TRADES, 1000);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  g_autoptr (GError) error = NULL;
  double sum = 0, wanted = 0;
  guint n_wanted = 0;

  tape_reader_get_trades (reader, instrument, from, to, G_MAXUINT, found, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < found->len; i++)
    {
      const TapeTrade *trade = &g_array_index (found, TapeTrade, i);

      g_assert_cmpuint (trade->instrument, ==, instrument);
      g_assert_true (i == 0 || trade->event_time >= g_array_index (found, TapeTrade, i - 1).event_time);
      sum += trade->price * (double)(trade->event_time - START);
    }
  for (gint64 arrival = first; arrival <= last; arrival++)
    {
      TapeTrade trade;

      if (arrival * arrival % INSTRUMENTS != instrument)
        continue;
      trade = make_trade (batch, arrival);
      if (trade.event_time >= from && trade.event_time < to)
        {
          wanted += trade.price * (double)(trade.event_time - START);
          n_wanted++;
        }
    }
  g_assert_cmpuint (found->len, ==, n_wanted);
  g_assert_cmpfloat (sum, ==, wanted);
}

static void
check_found (StoreFixture *fixture, gint64 first, gint64 last)
{
  g_autoptr (TapeReader) reader = store_fixture_open_reader (fixture);

  for (guint i = 0; i < 20; i++)
    {
      gint64 from = START + g_test_rand_int_range (-10, TRADES / 3000) * TAPE_SECOND;

      check_instrument (reader, (guint32)(i * i % INSTRUMENTS), from, from + (i + 1) * 3 * TAPE_SECOND, first, last);
    }
  check_instrument (reader, 4, G_MININT64, G_MAXINT64, first, last);
  check_instrument (reader, 2, G_MININT64, G_MAXINT64, first, last); /* none has it */
}

static gint64
count_sections (StoreFixture *fixture)
{
  return store_fixture_get_number (fixture, "SELECT count (DISTINCT key >> 33) FROM places");
}

static void
test_found (StoreFixture *fixture, gconstpointer data)
{
  store_all (fixture);
  g_assert_cmpint (count_sections (fixture), ==, TRADES / TAPE_SECTION_TRADES);
  check_found (fixture, 1, TRADES);
}

/* The rows of one session that nothing disturbed, kept beside those that come. */
static void
keep_places (StoreFixture *fixture)
{
  store_fixture_exec (fixture->path, "CREATE TABLE wanted AS SELECT * FROM places");
}

static void
check_places (StoreFixture *fixture)
{
  g_assert_cmpint (count_sections (fixture), ==, TRADES / TAPE_SECTION_TRADES);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT (SELECT count (*) FROM wanted) - count (*) FROM places"),
                   ==, 0);
  g_assert_cmpint (
      store_fixture_get_number (fixture, "SELECT count (*) FROM (SELECT * FROM places EXCEPT SELECT * FROM wanted)"),
      ==, 0);
}

/* Empties the store but for what keep_places() kept. */
static void
empty (StoreFixture *fixture)
{
  store_fixture_exec (fixture->path, "DELETE FROM trades; DELETE FROM blocks; DELETE FROM places");
}

/* What was stored before a restart is read once the section is full. */
static void
test_sessions (StoreFixture *fixture, gconstpointer data)
{
  gint64 arrival = 1;

  store_all (fixture);
  keep_places (fixture);
  empty (fixture);
  store_until (fixture, &arrival, TRADES, 20001);
  check_places (fixture);
  check_found (fixture, 1, TRADES);
}

/* Each commit fails once, after its trades were written. */
static void
test_failed (StoreFixture *fixture, gconstpointer data)
{
  gint64 arrival = 1;

  store_all (fixture);
  keep_places (fixture);
  empty (fixture);
  store_fixture_exec (fixture->path, "CREATE TRIGGER fail BEFORE INSERT ON dropped WHEN new.arrival = 1 "
                                     "BEGIN SELECT raise (ABORT, 'no'); END");
  {
    g_autoptr (TapeUniverse) universe = NULL;
    g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
    g_autoptr (GError) error = NULL;

    store_intern_instruments (universe, INSTRUMENTS);
    while (arrival <= TRADES)
      {
        const TapeDroppedTrade impossible = { .arrival = 1 };
        g_autoptr (TapeCommit) commit = make_commit (&arrival, (guint)MIN (30000, TRADES + 1 - arrival));

        g_array_append_val (commit->dropped, impossible);
        g_assert_false (tape_writer_commit (writer, commit, &error));
        g_clear_error (&error);
        g_array_set_size (commit->dropped, 0);
        tape_writer_commit (writer, commit, &error);
        g_assert_no_error (error);
      }
  }
  check_places (fixture);
  check_found (fixture, 1, TRADES);
}

/* --- What was there before, and what is there no more --- */

static void
test_migrated (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (sqlite3) db = NULL;
  g_autoptr (GError) error = NULL;

  store_all (fixture);
  keep_places (fixture);
  store_fixture_exec (fixture->path, "DELETE FROM places");
  check_found (fixture, 1, TRADES);
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  tape_section_migrate (db, &error);
  g_assert_no_error (error);
  check_places (fixture);
}

/* Trades deleted from the beginning, as retention does, and some in the middle. */
static void
test_deleted (StoreFixture *fixture, gconstpointer data)
{
  store_all (fixture);
  store_fixture_exec (fixture->path, "DELETE FROM trades WHERE arrival <= 3 * 8192;"
                                     "DELETE FROM blocks WHERE last_arrival <= 3 * 8192");
  check_found (fixture, 3 * 8192 + 1, TRADES);
}

/* Where the last trades were deleted, and the next get their numbers, the places of those that were are forgotten. */
static void
test_numbers_again (StoreFixture *fixture, gconstpointer data)
{
  gint64 arrival = 9 * 8192 + 1;

  store_all (fixture);
  keep_places (fixture);
  store_fixture_exec (fixture->path,
                      "DELETE FROM trades WHERE arrival > 9 * 8192; DELETE FROM blocks WHERE last_arrival > 9 * 8192;"
                      "UPDATE places SET places = x'' WHERE key >= 1 << 33");
  store_until (fixture, &arrival, TRADES, TRADES);
  check_places (fixture);
  check_found (fixture, 1, TRADES);
}

static void
test_from_schema_4 (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *sql_path = g_test_build_filename (G_TEST_DIST, "unit", "databases", "schema-4.sql", NULL);
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *sql = NULL;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  g_autoptr (TapeReader) reader = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_get_contents (sql_path, &sql, NULL, NULL));
  store_fixture_exec (fixture->path, sql);
  tape_writer_free (store_fixture_open_writer (fixture, NULL));
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM places"), ==, 0);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM removed"), ==, 1);
  reader = store_fixture_open_reader (fixture);
  tape_reader_get_trades (reader, 2, G_MININT64, G_MAXINT64, G_MAXUINT, found, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==,
                    store_fixture_get_number (fixture, "SELECT count (*) FROM trades WHERE instrument = 2"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/places/rows", test_rows);
  g_test_add_func ("/store/places/damaged-rows", test_damaged_rows);
  STORE_TEST ("/store/places/found", test_found);
  STORE_TEST ("/store/places/several-sessions", test_sessions);
  STORE_TEST ("/store/places/failed-commits", test_failed);
  STORE_TEST ("/store/places/migrated", test_migrated);
  STORE_TEST ("/store/places/deleted", test_deleted);
  STORE_TEST ("/store/places/numbers-again", test_numbers_again);
  STORE_TEST ("/store/places/from-schema-4", test_from_schema_4);
  return g_test_run ();
}
