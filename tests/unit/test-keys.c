/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys and the secret service: what it keeps comes back, and whatever it does instead is a sentence without the key. */

#include <string.h>
#include <unistd.h>

#include "../support/secret-bus.h"
#include "../support/store-fixture.h"
#include "pipeline/tape-keys.h"

static void
assert_kept (const char *wanted)
{
  g_autofree char *kept = secret_bus_describe ();

  g_assert_cmpstr (kept, ==, wanted);
}

static void
set_up (gpointer *fixture, gconstpointer data)
{
  secret_bus_start ();
}

static void
tear_down (gpointer *fixture, gconstpointer data)
{
  secret_bus_stop ();
}

/* --- Short forms. --- */

static TapeKey *
make_key (const char *key, const char *secret)
{
  g_autoptr (GError) error = NULL;
  TapeKey *self = tape_key_new (key, secret, &error);

  g_assert_no_error (error);
  return self;
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static GAsyncResult *
wait_for_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (result);
}

static gboolean
keep (const char *service, const char *account, const TapeKey *key, GError **error)
{
  g_autoptr (GAsyncResult) stored = NULL;
  GAsyncResult *result = NULL;

  tape_keys_store_async (service, account, key, NULL, keep_result, &result);
  stored = wait_for_result (&result);
  return tape_keys_store_finish (stored, error);
}

static gboolean
remove_key (const char *service, const char *account, GError **error)
{
  g_autoptr (GAsyncResult) removed = NULL;
  GAsyncResult *result = NULL;

  tape_keys_remove_async (service, account, NULL, keep_result, &result);
  removed = wait_for_result (&result);
  return tape_keys_remove_finish (removed, error);
}

static void
store (const char *name, const char *account, const char *key, const char *secret)
{
  g_autoptr (TapeKey) made = make_key (key, secret);
  g_autoptr (GError) error = NULL;

  g_assert_true (keep (name, account, made, &error));
  g_assert_no_error (error);
}

static void
assert_key (const TapeKey *key, const char *wanted, const char *secret)
{
  g_assert_nonnull (key);
  g_assert_cmpstr (key->key, ==, wanted);
  g_assert_cmpstr (key->secret, ==, secret);
}

static void
assert_found (const char *name, const char *account, const char *wanted, const char *secret)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeKey) key = tape_keys_look_up (name, account, NULL, &error);

  g_assert_no_error (error);
  if (wanted == NULL)
    g_assert_null (key);
  else
    assert_key (key, wanted, secret);
}

/* A sentence, and without the key. */
static void
assert_sentence (GError **error, TapeKeysError code)
{
  g_assert_error (*error, TAPE_KEYS_ERROR, (int)code);
  g_assert_null (strstr ((*error)->message, "the-key"));
  g_assert_null (strstr ((*error)->message, "the-secret"));
  g_assert_true (g_str_has_suffix ((*error)->message, "."));
  g_clear_error (error);
}

static void
assert_no_key (TapeKeysError code)
{
  g_autoptr (TapeKey) key = make_key ("the-key", "the-secret");
  g_autoptr (GError) error = NULL;

  g_assert_false (keep ("finnhub", TAPE_KEYS_ACCOUNT, key, &error));
  assert_sentence (&error, code);
  g_assert_null (tape_keys_look_up ("finnhub", TAPE_KEYS_ACCOUNT, NULL, &error));
  assert_sentence (&error, code);
}

static void
assert_all_fail (TapeKeysError code)
{
  g_autoptr (GError) error = NULL;

  assert_no_key (code);
  g_assert_false (remove_key ("finnhub", TAPE_KEYS_ACCOUNT, &error));
  assert_sentence (&error, code);
}

/* --- Keys alone. --- */

static void
test_key (void)
{
  static const struct
  {
    const char *key, *secret;
    int code;
  } bad[] = {
    { "", NULL, TAPE_KEY_ERROR_EMPTY },          { " \n", "secret", TAPE_KEY_ERROR_EMPTY },
    { "two\nlines", NULL, TAPE_KEY_ERROR_TEXT }, { "key", "a\tb", TAPE_KEY_ERROR_TEXT },
    { "\xff", NULL, TAPE_KEY_ERROR_TEXT },       { "key", "\xc2\x85", TAPE_KEY_ERROR_TEXT },
  };
  g_autofree char *longest = g_strnfill (TAPE_KEY_MAX, 'k');
  g_autofree char *longer = g_strnfill (TAPE_KEY_MAX + 1, 'k');
  g_autoptr (TapeKey) key = make_key (" key of mine\n", "\tse cret ");
  g_autoptr (TapeKey) alone = make_key (longest, "  ");
  g_autoptr (GError) error = NULL;

  assert_key (key, "key of mine", "se cret");
  assert_key (alone, longest, NULL);
  g_assert_null (tape_key_new (longer, NULL, &error));
  g_assert_error (error, TAPE_KEY_ERROR, TAPE_KEY_ERROR_TEXT);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_clear_error (&error);
      g_assert_null (tape_key_new (bad[i].key, bad[i].secret, &error));
      g_assert_error (error, TAPE_KEY_ERROR, bad[i].code);
    }
}

static void
test_text (void)
{
  static const char *const secrets[] = { NULL, "secret" };

  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_autoptr (TapeKey) key = make_key ("ключ", secrets[i]);
      g_autoptr (TapeKey) copy = tape_key_copy (key);
      g_autoptr (TapeKey) other = tape_key_new (key->key, "another", NULL);
      char *text = tape_key_to_text (copy);
      g_autoptr (TapeKey) again = tape_key_new_from_text (text, NULL);

      g_assert_true (tape_key_is_same (key, copy));
      g_assert_false (tape_key_is_same (key, other));
      g_assert_false (tape_key_is_same (key, NULL));
      assert_key (again, "ключ", secrets[i]);
      tape_key_wipe (text);
    }
}

static void
test_environment (void)
{
  g_autofree char *name = tape_key_variable ("alpha-vantage");
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeKey) found = NULL;

  g_assert_cmpstr (name, ==, "TAPELINE_KEY_ALPHA_VANTAGE");
  g_assert_null (tape_key_from_environment ("alpaca", &error));
  g_setenv ("TAPELINE_KEY_ALPACA", "", TRUE);
  g_assert_null (tape_key_from_environment ("alpaca", &error));
  g_assert_no_error (error);
  g_setenv ("TAPELINE_KEY_ALPACA", "key", TRUE);
  g_setenv ("TAPELINE_SECRET_ALPACA", "secret", TRUE);
  found = tape_key_from_environment ("alpaca", &error);
  assert_key (found, "key", "secret");
  g_setenv ("TAPELINE_KEY_ALPACA", "hidden\nkey", TRUE);
  g_assert_null (tape_key_from_environment ("alpaca", &error));
  g_assert_error (error, TAPE_KEY_ERROR, TAPE_KEY_ERROR_TEXT);
  g_assert_nonnull (strstr (error->message, "TAPELINE_KEY_ALPACA"));
  g_assert_null (strstr (error->message, "hidden"));
}

/* --- Kept. --- */

static void
test_round_trip (gpointer *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  assert_found ("finnhub", TAPE_KEYS_ACCOUNT, NULL, NULL);
  store ("finnhub", TAPE_KEYS_ACCOUNT, "first", NULL);
  store ("finnhub", TAPE_KEYS_ACCOUNT, "second", NULL);
  store ("alpaca", TAPE_KEYS_ACCOUNT, "id", "secret");
  store ("alpaca", "paper", "id of paper", "other secret");
  assert_found ("finnhub", TAPE_KEYS_ACCOUNT, "second", NULL);
  assert_found ("alpaca", TAPE_KEYS_ACCOUNT, "id", "secret");
  assert_found ("alpaca", "paper", "id of paper", "other secret");
  assert_kept ("Tapeline: alpaca, default: account=default service=alpaca xdg:schema=io.github.tapeline.Tapeline; "
               "Tapeline: alpaca, paper: account=paper service=alpaca xdg:schema=io.github.tapeline.Tapeline; "
               "Tapeline: finnhub, default: account=default service=finnhub xdg:schema=io.github.tapeline.Tapeline");
  g_assert_true (remove_key ("alpaca", TAPE_KEYS_ACCOUNT, &error));
  g_assert_true (remove_key ("finnhub", TAPE_KEYS_ACCOUNT, &error));
  g_assert_true (remove_key ("finnhub", TAPE_KEYS_ACCOUNT, &error));
  g_assert_no_error (error);
  assert_found ("alpaca", TAPE_KEYS_ACCOUNT, NULL, NULL);
  assert_kept ("Tapeline: alpaca, paper: account=paper service=alpaca xdg:schema=io.github.tapeline.Tapeline");
}

/* As the window does it: nothing blocks. */
static void
test_async (gpointer *fixture, gconstpointer data)
{
  g_autoptr (TapeKey) key = make_key ("key", "secret");
  g_autoptr (TapeKey) found = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) stored = NULL, looked_up = NULL, removed = NULL;
  GAsyncResult *result = NULL;

  tape_keys_store_async ("finnhub", TAPE_KEYS_ACCOUNT, key, NULL, keep_result, &result);
  g_assert_null (result);
  stored = wait_for_result (&result);
  g_assert_true (tape_keys_store_finish (stored, &error));
  tape_keys_look_up_async ("finnhub", TAPE_KEYS_ACCOUNT, NULL, keep_result, &result);
  looked_up = wait_for_result (&result);
  found = tape_keys_look_up_finish (looked_up, &error);
  assert_key (found, "key", "secret");
  tape_keys_remove_async ("finnhub", TAPE_KEYS_ACCOUNT, NULL, keep_result, &result);
  removed = wait_for_result (&result);
  g_assert_true (tape_keys_remove_finish (removed, &error));
  g_assert_no_error (error);
  assert_kept ("");
}

/* In a process of its own, in which nobody looks for what the library loses where a keyring is unlocked. */
static void
run_apart (void (*test) (void))
{
  if (g_test_subprocess ())
    {
      secret_bus_start ();
      test ();
      secret_bus_end ();
      _exit (EXIT_SUCCESS);
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* The person unlocks the keyring when asked. */
static void
unlock (void)
{
  g_autoptr (GError) error = NULL;

  secret_bus_set_mood ("locked");
  store ("finnhub", TAPE_KEYS_ACCOUNT, "key", NULL);
  secret_bus_set_mood ("locked");
  assert_found ("finnhub", TAPE_KEYS_ACCOUNT, "key", NULL);
  secret_bus_set_mood ("locked");
  g_assert_true (remove_key ("finnhub", TAPE_KEYS_ACCOUNT, &error));
  g_assert_no_error (error);
  assert_kept ("");
}

static void
test_unlocked (void)
{
  run_apart (unlock);
}

/* The person does not; where there is no key nobody is asked. */
static void
leave_locked (void)
{
  store ("finnhub", TAPE_KEYS_ACCOUNT, "key", NULL);
  secret_bus_set_mood ("stays-locked");
  assert_all_fail (TAPE_KEYS_ERROR_LOCKED);
  assert_found ("alpaca", TAPE_KEYS_ACCOUNT, NULL, NULL);
  secret_bus_set_mood ("open");
  assert_found ("finnhub", TAPE_KEYS_ACCOUNT, "key", NULL);
}

static void
test_locked (void)
{
  run_apart (leave_locked);
}

static void
test_refused (gpointer *fixture, gconstpointer data)
{
  store ("finnhub", TAPE_KEYS_ACCOUNT, "old", NULL);
  secret_bus_set_mood ("refuses");
  assert_no_key (TAPE_KEYS_ERROR_FAILED);
}

/* It says that it kept, or removed, and did not. */
static void
test_forgets (gpointer *fixture, gconstpointer data)
{
  g_autoptr (TapeKey) key = make_key ("key", NULL);
  g_autoptr (GError) error = NULL;

  secret_bus_set_mood ("forgets");
  g_assert_false (keep ("finnhub", TAPE_KEYS_ACCOUNT, key, &error));
  g_assert_error (error, TAPE_KEYS_ERROR, TAPE_KEYS_ERROR_FAILED);
  g_clear_error (&error);
  secret_bus_set_mood ("open");
  store ("finnhub", TAPE_KEYS_ACCOUNT, "key", NULL);
  secret_bus_set_mood ("forgets");
  g_assert_false (remove_key ("finnhub", TAPE_KEYS_ACCOUNT, &error));
  g_assert_error (error, TAPE_KEYS_ERROR, TAPE_KEYS_ERROR_FAILED);
}

/* Nobody looks at the prompt, and the window is closed. */
static void
test_cancelled (gpointer *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) ended = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  store ("finnhub", TAPE_KEYS_ACCOUNT, "key", NULL);
  secret_bus_set_mood ("hangs");
  tape_keys_look_up_async ("finnhub", TAPE_KEYS_ACCOUNT, cancellable, keep_result, &result);
  g_cancellable_cancel (cancellable);
  ended = wait_for_result (&result);
  g_assert_null (tape_keys_look_up_finish (ended, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Sessions and objects of the service before it mean nothing to the new one. */
static void
test_started_again (gpointer *fixture, gconstpointer data)
{
  store ("finnhub", TAPE_KEYS_ACCOUNT, "key", NULL);
  secret_bus_stop ();
  assert_all_fail (TAPE_KEYS_ERROR_NO_SERVICE);
  secret_bus_start ();
  assert_found ("finnhub", TAPE_KEYS_ACCOUNT, NULL, NULL);
  store ("finnhub", TAPE_KEYS_ACCOUNT, "key", NULL);
  secret_bus_stop ();
  secret_bus_start ();
  store ("finnhub", TAPE_KEYS_ACCOUNT, "other", NULL);
  assert_found ("finnhub", TAPE_KEYS_ACCOUNT, "other", NULL);
}

static void
test_no_bus (void)
{
  if (g_test_subprocess ())
    {
      g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
      assert_all_fail (TAPE_KEYS_ERROR_NO_SERVICE);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* In a Flatpak the library keeps the items in a file, with a password from the portal. */
static void
test_file (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *contents = NULL;
  gsize length;

  if (g_test_subprocess ())
    {
      g_setenv ("SECRET_BACKEND", "file", TRUE);
      g_setenv ("SECRET_FILE_TEST_PASSWORD", "password", TRUE);
      g_setenv ("SECRET_FILE_TEST_PATH", fixture->path, TRUE);
      assert_found ("alpaca", TAPE_KEYS_ACCOUNT, NULL, NULL);
      store ("alpaca", TAPE_KEYS_ACCOUNT, "the-key", "the-secret");
      store ("finnhub", TAPE_KEYS_ACCOUNT, "key", NULL);
      assert_found ("alpaca", TAPE_KEYS_ACCOUNT, "the-key", "the-secret");
      g_assert_true (remove_key ("finnhub", TAPE_KEYS_ACCOUNT, NULL));
      assert_found ("finnhub", TAPE_KEYS_ACCOUNT, NULL, NULL);
      g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
      g_assert_null (g_strstr_len (contents, (gssize)length, "the-key"));
      _exit (EXIT_SUCCESS); /* and nobody looks for what the library lost */
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

#define KEYS_TEST(path, function) g_test_add (path, gpointer, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pipeline/key/is-checked", test_key);
  g_test_add_func ("/pipeline/key/text-and-back", test_text);
  g_test_add_func ("/pipeline/key/environment", test_environment);
  g_test_add_func ("/pipeline/keys/no-bus", test_no_bus);
  STORE_TEST ("/pipeline/keys/in-a-file", test_file);
  g_test_add_func ("/pipeline/keys/unlocked-when-asked", test_unlocked);
  g_test_add_func ("/pipeline/keys/stay-locked", test_locked);
  KEYS_TEST ("/pipeline/keys/round-trip", test_round_trip);
  KEYS_TEST ("/pipeline/keys/async", test_async);
  KEYS_TEST ("/pipeline/keys/refused", test_refused);
  KEYS_TEST ("/pipeline/keys/forgotten", test_forgets);
  KEYS_TEST ("/pipeline/keys/cancelled", test_cancelled);
  KEYS_TEST ("/pipeline/keys/service-started-again", test_started_again);
  result = g_test_run ();
  secret_bus_end ();
  return result;
}
