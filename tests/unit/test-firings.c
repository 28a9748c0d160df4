/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-firings.h"

#include "../support/store-fixture.h"

#define START    (G_GINT64_CONSTANT (1709649000) * TAPE_SECOND)
#define N_LOGGED 50
#define PATIENCE 20 /* s */

static TapeFiring *
make_firing (const char *subject, guint32 instrument, guint number)
{
  TapeFiring *firing = tape_firing_new ();

  firing->rule = 1;
  firing->text = g_strdup ("IBM crosses 10");
  firing->subject = g_strdup (subject);
  firing->instrument = instrument;
  firing->direction = 1;
  firing->price = 10;
  firing->event_time = firing->receive_time = START + number * TAPE_SECOND;
  return firing;
}

static void
take (TapeFirings *firings, const char *subject, guint32 instrument, guint number, gint64 id)
{
  g_autoptr (TapeFiring) firing = make_firing (subject, instrument, number);

  firing->id = id;
  tape_firings_take (firings, firing);
}

static void
assert_in_order (GPtrArray *firings)
{
  for (guint i = 1; i < firings->len; i++)
    g_assert_cmpint (((TapeFiring *)firings->pdata[i - 1])->event_time, <=,
                     ((TapeFiring *)firings->pdata[i])->event_time);
}

static void
on_changed (TapeFirings *firings, guint *n_changes)
{
  *n_changes += 1;
}

static void
test_live (void)
{
  g_autoptr (TapeDesk) desk = tape_desk_new (g_get_tmp_dir ());
  g_autoptr (TapeFirings) firings = tape_firings_new (desk);
  guint n_changes = 0;

  take (firings, "IBM", 0, 1, 1);
  g_assert_cmpuint (tape_firings_get (firings)->len, ==, 0);
  tape_firings_show (firings, "IBM");
  g_signal_connect (firings, "changed", G_CALLBACK (on_changed), &n_changes);
  take (firings, "IBM", 0, 5, 1);
  take (firings, "IBM", 0, 9, 2);
  /* Of the past, so that it comes later; again; of another; of a group of that name. */
  take (firings, "IBM", 0, 7, 3);
  take (firings, "IBM", 0, 9, 2);
  take (firings, "MSFT", 1, 9, 4);
  take (firings, "IBM", TAPE_NO_INSTRUMENT, 9, 5);
  g_assert_cmpuint (tape_firings_get (firings)->len, ==, 3);
  g_assert_cmpuint (n_changes, ==, 3);
  assert_in_order (tape_firings_get (firings));
  /* What is not logged has no number: nothing says that it is the same. */
  take (firings, "IBM", 0, 10, 0);
  take (firings, "IBM", 0, 10, 0);
  g_assert_cmpuint (tape_firings_get (firings)->len, ==, 5);
  tape_firings_show (firings, "MSFT");
  g_assert_cmpuint (tape_firings_get (firings)->len, ==, 0);
}

static void
test_most (void)
{
  g_autoptr (TapeDesk) desk = tape_desk_new (g_get_tmp_dir ());
  g_autoptr (TapeFirings) firings = tape_firings_new (desk);

  tape_firings_show (firings, "IBM");
  for (guint i = 0; i < TAPE_FIRINGS_MOST + 10; i++)
    take (firings, "IBM", 0, i, i + 1);
  g_assert_cmpuint (tape_firings_get (firings)->len, ==, TAPE_FIRINGS_MOST);
  g_assert_cmpint (((TapeFiring *)tape_firings_get (firings)->pdata[0])->id, ==, 11);
}

static void
test_trial (void)
{
  g_autoptr (TapeDesk) desk = tape_desk_new (g_get_tmp_dir ());
  g_autoptr (TapeFirings) firings = tape_firings_new (desk);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_firing_free);
  const char *title;
  guint n_changes = 0;

  tape_firings_show (firings, "IBM");
  take (firings, "IBM", 0, 5, 1);
  g_signal_connect (firings, "changed", G_CALLBACK (on_changed), &n_changes);
  /* In the order of arrival, of all that the rule is on. */
  g_ptr_array_add (found, make_firing ("IBM", 0, 9));
  g_ptr_array_add (found, make_firing ("MSFT", 1, 8));
  g_ptr_array_add (found, make_firing ("IBM", 0, 3));
  tape_desk_show_trial (desk, "IBM crosses 10", found);
  g_assert_nonnull (tape_desk_get_trial (desk, &title));
  g_assert_cmpstr (title, ==, "IBM crosses 10");
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpuint (tape_firings_get (firings)->len, ==, 2);
  assert_in_order (tape_firings_get (firings));
  /* What fires meanwhile is there afterwards. */
  take (firings, "IBM", 0, 7, 2);
  g_assert_cmpuint (tape_firings_get (firings)->len, ==, 2);
  tape_desk_show_trial (desk, NULL, NULL);
  g_assert_cmpuint (tape_firings_get (firings)->len, ==, 2);
  g_assert_cmpint (((TapeFiring *)tape_firings_get (firings)->pdata[1])->id, ==, 2);
  tape_desk_show_trial (desk, "IBM crosses 10", found);
  tape_firings_show (firings, "MSFT");
  g_assert_cmpuint (tape_firings_get (firings)->len, ==, 1);
}

/* --- The store. --- */

static gboolean
fail (gpointer data)
{
  g_error ("Nothing came for %d s", PATIENCE);
  return G_SOURCE_REMOVE;
}

/* On the writer's thread. */
static void
wake (gpointer data)
{
  g_main_context_wakeup (NULL);
}

/* Until @n are logged, after which they are handed out. */
static void
wait_for_log (TapeSession *session, guint n)
{
  tape_session_set_firing_notify (session, wake, NULL);
  for (guint logged = 0; logged < n;)
    {
      g_autoptr (GPtrArray) taken = tape_session_take_firings (session);

      logged += taken->len;
      if (logged < n && taken->len == 0)
        g_main_context_iteration (NULL, TRUE);
    }
  tape_session_set_firing_notify (session, NULL, NULL);
}

/* Until so many are shown. */
static void
wait_for_firings (TapeFirings *firings, guint n)
{
  while (tape_firings_get (firings)->len < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_reads_the_store (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tapeline-firings-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "trades.csv", NULL);
  const char *paths[] = { path, NULL };
  g_autoptr (TapeDesk) desk = tape_desk_new (folder);
  g_autoptr (TapeFirings) firings = tape_firings_new (desk);
  g_autoptr (GError) error = NULL;
  guint deadline = g_timeout_add_seconds (PATIENCE, fail, NULL);
  guint n_before;

  g_file_set_contents (path, "event_time,symbol,price,quantity\n1709649000,IBM,10,100\n", -1, &error);
  g_assert_no_error (error);
  tape_desk_open_files (desk, paths, 0, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_LOGGED; i++)
    {
      tape_session_log_firing (tape_desk_get_session (desk), make_firing ("IBM", 0, i));
      tape_session_log_firing (tape_desk_get_session (desk), make_firing ("Energy", TAPE_NO_INSTRUMENT, i));
    }

  /* The last ten first, then those before them, none twice. */
  wait_for_log (tape_desk_get_session (desk), 2 * N_LOGGED);
  tape_firings_show (firings, "IBM");
  tape_firings_cover (firings, START + (N_LOGGED - 10) * TAPE_SECOND);
  wait_for_firings (firings, 10);
  n_before = tape_firings_get (firings)->len;
  g_assert_cmpuint (n_before, ==, 10);
  assert_in_order (tape_firings_get (firings));
  tape_firings_cover (firings, START + (N_LOGGED - 5) * TAPE_SECOND);
  g_assert_cmpuint (tape_firings_get (firings)->len, ==, 10);
  tape_firings_cover (firings, G_MININT64);
  wait_for_firings (firings, n_before + 1);
  g_assert_cmpuint (tape_firings_get (firings)->len, ==, N_LOGGED);
  assert_in_order (tape_firings_get (firings));
  take (firings, "IBM", 0, 0, ((TapeFiring *)tape_firings_get (firings)->pdata[0])->id);
  g_assert_cmpuint (tape_firings_get (firings)->len, ==, N_LOGGED);
  g_source_remove (deadline);
  tape_desk_close (desk);
  store_remove_tree (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/firings/live", test_live);
  g_test_add_func ("/model/firings/the-newest-are-held", test_most);
  g_test_add_func ("/model/firings/of-a-trial", test_trial);
  g_test_add_func ("/model/firings/reads-the-store", test_reads_the_store);
  return g_test_run ();
}
