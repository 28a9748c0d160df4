/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a key in the keyring to trades in the window, with services and a secret service on loopback; and the key is nowhere
 * else. */

#include "../support/live-talk.h"
#include "../support/secret-bus.h"
#include "../support/store-fixture.h"
#include "model/tape-desk.h"
#include "pipeline/tape-keys.h"

#include <string.h>

#define GOOD "good-key"
#define BAD  "not-the-key"

/* At any hour at which the test is run. */
#define EXTENDED "{\"extended\": true}"

typedef struct
{
  StoreFixture store;
  TapeDesk *desk;
} Fixture;

static LoopbackServer *services;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  store_fixture_set_up (&fixture->store, data);
  secret_bus_start ();
  fixture->desk = tape_desk_new (fixture->store.folder);
  g_signal_connect_swapped (fixture->desk, "ready", G_CALLBACK (tape_desk_poll), fixture->desk);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->desk != NULL)
    tape_desk_close (fixture->desk);
  g_clear_object (&fixture->desk);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  secret_bus_stop ();
  store_fixture_tear_down (&fixture->store, data);
}

static char *apple[] = { (char *)"AAPL", NULL };

static TapeUserFeed finnhub
    = { 1, (char *)"Quotes", (char *)"poll", (char *)"finnhub", (char *)"default", apple, (char *)EXTENDED, 0, TRUE };
static TapeUserFeed twelve = {
  2, (char *)"Others", (char *)"poll", (char *)"twelve-data", (char *)"default", apple, (char *)EXTENDED, 1, TRUE
};

static TapeUserFeed stream
    = { 3, (char *)"Stocks", (char *)"stream", (char *)"finnhub", (char *)"default", apple, (char *)"{}", 2, TRUE };

static void
open_with (Fixture *fixture, TapeUserFeed *one, TapeUserFeed *other)
{
  g_autoptr (GPtrArray) definitions = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (definitions, one);
  if (other != NULL)
    g_ptr_array_add (definitions, other);
  tape_desk_set_live_feeds (fixture->desk, definitions);
  g_assert_true (tape_desk_open_stored (fixture->desk, &error));
  g_assert_no_error (error);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

/* As a person enters it in preferences. */
static void
enter (Fixture *fixture, const char *service, const char *text)
{
  g_autoptr (TapeKey) key = tape_key_new (text, NULL, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  tape_keys_store_async (service, TAPE_KEYS_ACCOUNT, key, NULL, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (tape_keys_store_finish (result, &error));
  g_assert_no_error (error);
  tape_desk_take_key (fixture->desk, service, TAPE_KEYS_ACCOUNT);
}

static gboolean
wake_up (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Until the first feed has failed and says @words. */
static void
wait_for_failure (Fixture *fixture, const char *words)
{
  guint source = g_timeout_add (20, wake_up, NULL);
  gboolean failed = FALSE;

  while (!failed)
    {
      GPtrArray *feeds = tape_desk_get_feeds (fixture->desk);
      g_autoptr (TapeFeedHealth) health
          = feeds->len == 0 ? NULL : tape_feed_get_health (g_ptr_array_index (feeds, 0), FALSE);

      failed = health != NULL && health->state == TAPE_FEED_FAILED && strstr (health->message, words) != NULL;
      if (!failed)
        g_main_context_iteration (NULL, TRUE);
      else
        g_assert_null (strstr (health->message, BAD));
    }
  g_source_remove (source);
}

/* Until each of @n feeds has brought a trade. */
static void
wait_for_trades (Fixture *fixture, guint n)
{
  guint source = g_timeout_add (20, wake_up, NULL);
  guint with_trades;

  do
    {
      GPtrArray *feeds = tape_desk_get_feeds (fixture->desk);

      g_main_context_iteration (NULL, TRUE);
      with_trades = 0;
      for (guint i = 0; i < feeds->len; i++)
        {
          g_autoptr (TapeFeedHealth) health = tape_feed_get_health (g_ptr_array_index (feeds, i), FALSE);

          with_trades += health->events > 0;
        }
    }
  while (with_trades < n);
  g_source_remove (source);
}

/* None of the files in @folder holds @text. */
static void
assert_nowhere (const char *folder, const char *text)
{
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *contents = NULL;
      gsize length;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        assert_nowhere (path, text);
      else if (g_file_get_contents (path, &contents, &length, NULL))
        g_assert_null (memmem (contents, length, text, strlen (text)));
    }
}

/* No key, a wrong one, the right one: each is taken as soon as it is entered. */
static void
test_entered (Fixture *fixture, gconstpointer data)
{
  open_with (fixture, &finnhub, NULL);
  wait_for_failure (fixture, "Finnhub needs a key");
  enter (fixture, "finnhub", BAD);
  wait_for_failure (fixture, "Finnhub");
  enter (fixture, "finnhub", GOOD);
  wait_for_trades (fixture, 1);
  g_assert_cmpint (tape_desk_get_reality (fixture->desk), ==, TAPE_REALITY_LIVE);
}

/* Two services with a key each at once; what they bring is stored, and no key is. */
static void
test_stored (Fixture *fixture, gconstpointer data)
{
  enter (fixture, "finnhub", GOOD);
  enter (fixture, "twelve-data", GOOD);
  open_with (fixture, &finnhub, &twelve);
  wait_for_trades (fixture, 2);
  tape_desk_close (fixture->desk);
  g_free (fixture->store.path);
  fixture->store.path = g_build_filename (fixture->store.folder, "main.db", NULL);
  g_assert_cmpint (store_fixture_get_number (&fixture->store, "SELECT count (*) FROM sources"), ==, 2);
  g_assert_cmpint (store_fixture_get_number (&fixture->store, "SELECT count (DISTINCT source) FROM trades"), ==, 2);
  assert_nowhere (fixture->store.folder, GOOD);
  assert_nowhere (g_get_user_data_dir (), GOOD);
}

/* The one connection of a key is not to be taken from the feed that has it. */
static void
test_connected (Fixture *fixture, gconstpointer data)
{
  g_autofree char *of_stream = NULL;
  g_autofree char *of_other = NULL;
  g_autofree char *of_failed = NULL;

  open_with (fixture, &stream, NULL);
  wait_for_failure (fixture, "Finnhub needs a key");
  of_failed = tape_desk_describe_connection (fixture->desk, "finnhub", TAPE_KEYS_ACCOUNT);
  g_assert_null (of_failed);
  enter (fixture, "finnhub", GOOD);
  wait_for_trades (fixture, 1);
  of_stream = tape_desk_describe_connection (fixture->desk, "finnhub", TAPE_KEYS_ACCOUNT);
  g_assert_true (g_str_has_prefix (of_stream, "“Stocks” runs with this key. Finnhub gives a key one connection"));
  of_other = tape_desk_describe_connection (fixture->desk, "finnhub", "another");
  g_assert_null (of_other);
  g_assert_null (tape_desk_describe_connection (fixture->desk, "binance", NULL));
  g_assert_null (tape_desk_describe_connection (fixture->desk, "twelve-data", TAPE_KEYS_ACCOUNT));
}

#define KEYS_TEST(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *data = g_dir_make_tmp ("tapeline-data-XXXXXX", NULL);
  int result;

  g_setenv ("XDG_DATA_HOME", data, TRUE);
  g_test_init (&argc, &argv, NULL);
  services = live_services_start (NULL);
  KEYS_TEST ("/model/live-keys/entered", test_entered);
  KEYS_TEST ("/model/live-keys/stored", test_stored);
  KEYS_TEST ("/model/live-keys/connected", test_connected);
  result = g_test_run ();
  loopback_server_stop (services);
  secret_bus_end ();
  store_remove_tree (data);
  return result;
}
