/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Watchlists, rules, snoozes and queries come back as they were left. */

#include "../support/store-fixture.h"
#include "alerts/tape-rule-text.h"
#include "store/tape-database.h"
#include "store/tape-user-feeds.h"

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

/* "id text on; …", from the file as it is. */
static void
assert_rules (StoreFixture *fixture, const char *wanted)
{
  g_autoptr (TapeUserDb) db = open_db (fixture);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rules = tape_user_db_load_rules (db, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < rules->len; i++)
    {
      const TapeUserRule *rule = g_ptr_array_index (rules, i);

      g_string_append_printf (text, "%" G_GINT64_FORMAT " %s %s; ", rule->id, rule->text, rule->enabled ? "on" : "off");
    }
  g_assert_cmpstr (text->str, ==, wanted);
}

/* A new database begins with the rule of the box, and once only. */
static void
test_first_rule (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeRule) rule = tape_rule_new ();
  g_autofree char *text = tape_rule_format (rule);
  g_autofree char *wanted = g_strdup_printf ("1 %s on; ", text);
  g_autoptr (TapeUserDb) db = open_db (fixture);
  g_autoptr (GError) error = NULL;

  assert_rules (fixture, wanted);
  g_assert_true (tape_user_db_remove_rule (db, 1, &error));
  assert_rules (fixture, "");
  g_assert_cmpint (tape_user_db_add_rule (db, "a", TRUE, &error), ==, 2);
  g_assert_no_error (error);
}

static void
test_rules (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeUserDb) db = open_db (fixture);
  g_autoptr (GError) error = NULL;
  TapeUserRule removed = { 2, (char *)"AAPL moves", TRUE };

  g_assert_true (tape_user_db_remove_rule (db, 1, &error));
  g_assert_cmpint (tape_user_db_add_rule (db, "AAPL moves", TRUE, &error), ==, 2);
  g_assert_cmpint (tape_user_db_add_rule (db, "what a newer version wrote", FALSE, &error), ==, 3);
  g_assert_cmpint (tape_user_db_add_rule (db, "±", TRUE, &error), ==, 4);
  assert_rules (fixture, "2 AAPL moves on; 3 what a newer version wrote off; 4 ± on; ");
  g_assert_true (tape_user_db_set_rule (db, 3, "b", TRUE, &error));
  g_assert_true (tape_user_db_remove_rule (db, 2, &error));
  assert_rules (fixture, "3 b on; 4 ± on; ");
  g_assert_true (tape_user_db_restore_rule (db, &removed, &error));
  assert_rules (fixture, "2 AAPL moves on; 3 b on; 4 ± on; ");
  removed.id = 3;
  g_assert_true (tape_user_db_remove_rule (db, 3, &error));
  g_assert_true (tape_user_db_restore_rule (db, &removed, &error));
  assert_rules (fixture, "2 AAPL moves on; 3 AAPL moves on; 4 ± on; ");
  g_assert_no_error (error);
  g_assert_false (tape_user_db_restore_rule (db, &removed, &error));
  g_assert_nonnull (error);
}

/* Many at once: all of them or none. */
static void
test_many (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeUserDb) db = open_db (fixture);
  g_autoptr (GPtrArray) rules = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  TapeUserRule both[] = { { 0, (char *)"a", TRUE }, { 0, (char *)"b", FALSE } };
  TapeUserRule bad = { 0, NULL, TRUE };

  g_assert_true (tape_user_db_remove_rule (db, 1, &error));
  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    g_ptr_array_add (rules, &both[i]);
  g_assert_true (tape_user_db_add_rules (db, rules, &error));
  g_assert_no_error (error);
  g_assert_cmpint (both[1].id, ==, 3);
  assert_rules (fixture, "2 a on; 3 b off; ");
  g_ptr_array_add (rules, &bad);
  g_assert_false (tape_user_db_add_rules (db, rules, &error));
  g_assert_nonnull (error);
  assert_rules (fixture, "2 a on; 3 b off; ");
  both[0].id = 2;
  both[1].id = 3;
  g_clear_error (&error);
  g_assert_true (tape_user_db_remove_rules (db, rules, &error));
  g_assert_no_error (error);
  assert_rules (fixture, "");
}

static char *
describe_snoozes (TapeUserDb *db)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) snoozes = tape_user_db_load_snoozes (db, NULL);

  for (guint i = 0; i < snoozes->len; i++)
    {
      const TapeUserSnooze *snooze = g_ptr_array_index (snoozes, i);

      g_string_append_printf (text, "%" G_GINT64_FORMAT " “%s” %" G_GINT64_FORMAT "; ", snooze->rule, snooze->subject,
                              snooze->until);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_snoozes (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeUserDb) db = open_db (fixture);
  g_autoptr (GError) error = NULL;
  g_autofree char *both = NULL;
  g_autofree char *one = NULL;
  g_autofree char *none = NULL;

  g_assert_true (tape_user_db_add_snooze (db, 1, "AAPL", 5, &error));
  g_assert_true (tape_user_db_add_snooze (db, 1, "", 6, &error));
  g_assert_true (tape_user_db_add_snooze (db, 1, "AAPL", 7, &error));
  both = describe_snoozes (db);
  g_assert_cmpstr (both, ==, "1 “” 6; 1 “AAPL” 7; ");
  g_assert_true (tape_user_db_remove_snooze (db, 1, "", &error));
  one = describe_snoozes (db);
  g_assert_cmpstr (one, ==, "1 “AAPL” 7; ");
  g_assert_true (tape_user_db_remove_rule (db, 1, &error));
  none = describe_snoozes (db);
  g_assert_cmpstr (none, ==, "");
  g_assert_no_error (error);
  g_assert_false (tape_user_db_add_snooze (db, 1, "AAPL", 7, &error));
  g_assert_nonnull (error);
}

static void
test_queries (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeUserDb) db = open_db (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) queries = NULL;
  const TapeUserQuery *query;
  gint64 big = tape_user_db_add_query (db, "Big", "SELECT 1", &error);
  gint64 all = tape_user_db_add_query (db, "All", "SELECT 2", &error);

  g_assert_true (tape_user_db_set_query (db, big, "Bigger", "SELECT 3", &error));
  g_assert_true (tape_user_db_remove_query (db, all, &error));
  g_assert_no_error (error);
  queries = tape_user_db_load_queries (db, &error);
  g_assert_cmpuint (queries->len, ==, 1);
  query = g_ptr_array_index (queries, 0);
  g_assert_cmpint (query->id, ==, big);
  g_assert_cmpstr (query->name, ==, "Bigger");
  g_assert_cmpstr (query->sql, ==, "SELECT 3");
  g_assert_cmpint (tape_user_db_add_query (db, "Bigger", "SELECT 4", &error), ==, 0);
  g_assert_nonnull (error);
}

/* What another connection writes is told, and only that. */
static void
test_changes (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeUserDb) db = open_db (fixture);
  g_autoptr (TapeUserDb) other = open_db (fixture);

  g_assert_false (tape_user_db_was_changed (db));
  g_assert_cmpint (tape_user_db_add_rule (db, "mine", TRUE, NULL), >, 0);
  g_assert_false (tape_user_db_was_changed (db));
  g_assert_true (tape_user_db_was_changed (other));
  g_assert_false (tape_user_db_was_changed (other));
  g_assert_cmpint (tape_user_db_add_rule (other, "theirs", TRUE, NULL), >, 0);
  g_assert_true (tape_user_db_was_changed (db));
  g_assert_false (tape_user_db_was_changed (db));
}

/* Makes user.db as an older version left it. */
static void
make_old (StoreFixture *fixture, const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "unit", "databases", name, NULL);
  g_autofree char *sql = NULL;
  sqlite3 *file = NULL;

  g_assert_true (g_file_get_contents (path, &sql, NULL, NULL));
  g_assert_true (tape_database_make_folder (fixture->path, NULL));
  g_assert_cmpint (sqlite3_open (fixture->path, &file), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (file, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (file);
}

/* A database of version 1, which had watchlists only, keeps them and gets the first rule. */
static void
test_version_1 (StoreFixture *fixture, gconstpointer data)
{
  make_old (fixture, "user-1.sql");
  assert_lists (fixture, "Banks: BAC JPM; Tech: AAPL MSFT NVDA; ");
  assert_rules (fixture, "1 " TAPE_USER_DB_FIRST_RULE " on; ");
  g_assert_cmpint (store_fixture_get_number (fixture, "PRAGMA user_version"), ==, 3);
}

/* A database of version 2 keeps all that it had and has no feeds. */
static void
test_version_2 (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeUserDb) db = NULL;
  g_autoptr (GPtrArray) feeds = NULL;
  g_autoptr (GPtrArray) queries = NULL;
  g_autofree char *snoozes = NULL;

  make_old (fixture, "user-2.sql");
  assert_lists (fixture, "Banks: BAC JPM; Tech: AAPL; ");
  assert_rules (fixture, "1 " TAPE_USER_DB_FIRST_RULE " on; 3 AAPL price above 250 off; ");
  db = open_db (fixture);
  snoozes = describe_snoozes (db);
  g_assert_cmpstr (snoozes, ==, "1 “AAPL” 1700000000000000; ");
  queries = tape_user_db_load_queries (db, NULL);
  g_assert_cmpuint (queries->len, ==, 1);
  feeds = tape_user_db_load_feeds (db, NULL);
  g_assert_cmpuint (feeds->len, ==, 0);
  g_assert_cmpint (store_fixture_get_number (fixture, "PRAGMA user_version"), ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/user-db/round-trip", test_round_trip);
  STORE_TEST ("/store/user-db/all-or-nothing", test_all_or_nothing);
  STORE_TEST ("/store/user-db/not-a-sessions", test_kinds);
  STORE_TEST ("/store/user-db/begins-with-a-rule-once", test_first_rule);
  STORE_TEST ("/store/user-db/rules", test_rules);
  STORE_TEST ("/store/user-db/many-rules-at-once", test_many);
  STORE_TEST ("/store/user-db/snoozes", test_snoozes);
  STORE_TEST ("/store/user-db/queries", test_queries);
  STORE_TEST ("/store/user-db/tells-of-other-writers", test_changes);
  STORE_TEST ("/store/user-db/version-1", test_version_1);
  STORE_TEST ("/store/user-db/version-2", test_version_2);
  return g_test_run ();
}
