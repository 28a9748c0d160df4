/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipeline/tape-key-test.h"

#include <glib/gstdio.h>

#include "../support/loopback-server.h"
#include "pipeline/tape-home.h"
#include "pipeline/tape-keys.h"

#define KEY "K3y-never-to-be-seen"

static const char *const answers[] = {
  "finnhub.io",
  "200",
  "{\"c\":5.25,\"t\":1700000000}",
  "www.alphavantage.co",
  "200",
  "{\"Global Quote\":{\"05. price\":\"5\",\"07. latest trading day\":\"2024-01-05\"}}",
  "api.twelvedata.com",
  "401",
  ("{\"code\":401,\"message\":\"" KEY "\"}"),
  "query2.finance.yahoo.com",
  "0",
  "",
  NULL,
};

static void
take_result (G_GNUC_UNUSED GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

/* What is said of a key at a service. */
static char *
test_key (const char *service, GCancellable *cancellable, GError **error)
{
  g_autoptr (TapeKey) key = tape_key_new (KEY, NULL, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  tape_key_test_async (tape_poll_lookup (service), TAPE_KEYS_ACCOUNT, key, cancellable, take_result, &result);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return tape_key_test_finish (result, error);
}

static void
test_works (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *minute = test_key ("finnhub", NULL, &error);
  g_autofree char *day = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (minute, ==, "Works, 59 calls left this minute.");
  day = test_key ("alpha-vantage", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (day, ==, "Works, 4 calls left this minute.");
}

static void
test_wrong (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *said = test_key ("twelve-data", NULL, &error);

  g_assert_null (said);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpstr (error->message, ==, "Twelve Data does not accept the key. Check it, or get another one.");
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *said = test_key ("yahoo", cancellable, &error);

  g_assert_null (said);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_words (void)
{
  static const struct
  {
    TapeQuotaLeft left;
    const char *text;
  } cases[] = {
    { { 57, G_MAXUINT, 57, TAPE_NO_TIME }, "Works, 57 calls left this minute." },
    { { 1, 9, 1, TAPE_NO_TIME }, "Works, 1 call left this minute." },
    { { 5, 1, 1, TAPE_NO_TIME }, "Works, 1 call left today." },
    { { 5, 0, 0, TAPE_NO_TIME }, "Works, 0 calls left today." },
    { { G_MAXUINT, G_MAXUINT, G_MAXUINT, TAPE_NO_TIME }, "Works." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = tape_key_test_describe (&cases[i].left);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* What was counted, with its folders. */
static void
remove_quotas (const char *home)
{
  guint n_polls;
  const TapePoll *const *polls = tape_poll_list (&n_polls);
  g_autofree char *folder = tape_home_folder (), *quotas = g_build_filename (folder, TAPE_HOME_QUOTAS, NULL);

  for (guint i = 0; i < n_polls; i++)
    {
      g_autofree char *path = tape_home_quota (polls[i]->name, TAPE_KEYS_ACCOUNT);

      g_remove (path);
    }
  g_rmdir (quotas);
  g_rmdir (folder);
  g_assert_no_errno (g_rmdir (home));
}

int
main (int argc, char **argv)
{
  g_autoptr (LoopbackServer) server = NULL;
  g_autofree char *home = g_dir_make_tmp ("tape-key-test-XXXXXX", NULL), *place = NULL;
  int result;

  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  server = loopback_server_start ("service-answers.py", answers);
  place = g_strdup_printf ("localhost:%s", loopback_server_get (server, "port"));
  g_setenv ("TAPELINE_TEST_SERVICES", place, TRUE);
  g_test_add_func ("/key-test/words", test_words);
  g_test_add_func ("/key-test/works", test_works);
  g_test_add_func ("/key-test/wrong", test_wrong);
  g_test_add_func ("/key-test/cancelled", test_cancelled);
  result = g_test_run ();
  remove_quotas (home);
  return result;
}
