/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Watchlists come back as they were left. */

#include "../support/store-fixture.h"
#include "store/tape-user-db.h"

static TapeUserDb *
open_db (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  TapeUserDb *db = tape_user_db_open (fixture->path, &error);

  g_assert_no_error (error);
  return db;
}

/* "name: symbol symbol; name: …", from the file as it is. */
static char *
describe (StoreFixture *fixture)
{
  g_autoptr (TapeUserDb) db = open_db (fixture);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lists = tape_user_db_load_lists (db, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < lists->len; i++)
    {
      const TapeUserList *list = g_ptr_array_index (lists, i);
      g_autofree char *symbols = g_strjoinv (" ", list->symbols);

      g_string_append_printf (text, "%s: %s; ", list->name, symbols);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_lists (StoreFixture *fixture, const char *wanted)
{
  g_autofree char *text = describe (fixture);

  g_assert_cmpstr (text, ==, wanted);
}

static void
test_round_trip (StoreFixture *fixture, gconstpointer data)
{
  static const char *const first[] = { "BAC", "AIG", "IBM", NULL };
  static const char *const second[] = { "IBM", "SPY", "BAC", NULL };
  static const char *const none[] = { NULL };
  g_autoptr (TapeUserDb) db = open_db (fixture);
  g_autoptr (GError) error = NULL;
  gint64 banks = tape_user_db_add_list (db, "Banks", &error);
  gint64 tech = tape_user_db_add_list (db, "Tech", &error);

  g_assert_no_error (error);
  assert_lists (fixture, "Banks: ; Tech: ; ");
  g_assert_true (tape_user_db_set_symbols (db, banks, first, &error));
  g_assert_true (tape_user_db_set_symbols (db, tech, first, &error));
  g_assert_true (tape_user_db_set_symbols (db, banks, second, &error));
  g_assert_true (tape_user_db_rename_list (db, tech, "T’ech", &error));
  assert_lists (fixture, "Banks: IBM SPY BAC; T’ech: BAC AIG IBM; ");
  g_assert_true (tape_user_db_set_symbols (db, tech, none, &error));
  assert_lists (fixture, "Banks: IBM SPY BAC; T’ech: ; ");
  g_assert_true (tape_user_db_remove_list (db, banks, &error));
  assert_lists (fixture, "T’ech: ; ");
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM list_items"), ==, 0);
  g_assert_cmpint (tape_user_db_add_list (db, "New", &error), >, tech);
  g_assert_no_error (error);
}

/* A replacement that fails leaves what was there. */
static void
test_all_or_nothing (StoreFixture *fixture, gconstpointer data)
{
  static const char *const good[] = { "BAC", "IBM", NULL };
  static const char *const twice[] = { "SPY", "SPY", NULL };
  g_autoptr (TapeUserDb) db = open_db (fixture);
  g_autoptr (GError) error = NULL;
  gint64 list = tape_user_db_add_list (db, "List", &error);

  g_assert_true (tape_user_db_set_symbols (db, list, good, &error));
  g_assert_false (tape_user_db_set_symbols (db, list, twice, &error));
  g_assert_nonnull (error);
  assert_lists (fixture, "List: BAC IBM; ");
  g_clear_error (&error);
  g_assert_false (tape_user_db_set_symbols (db, list + 1, good, &error));
  g_assert_nonnull (error);
}

/* A session's database is none of the person's, nor the other way round. */
static void
test_kinds (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (GError) error = NULL;

  tape_user_db_free (open_db (fixture));
  g_assert_null (tape_writer_open (fixture->path, universe, &error));
  g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_FORMAT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/user-db/round-trip", test_round_trip);
  STORE_TEST ("/store/user-db/all-or-nothing", test_all_or_nothing);
  STORE_TEST ("/store/user-db/not-a-sessions", test_kinds);
  return g_test_run ();
}
