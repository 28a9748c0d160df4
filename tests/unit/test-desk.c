/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The desk as the window uses it: what it shows, what it says of it, and that it comes back. */

#include "../support/store-fixture.h"
#include "model/tape-desk-private.h"

#include <glib/gstdio.h>
#include <string.h>

#define PATIENCE (30 * G_USEC_PER_SEC)

static const char trades[] = "event_time,symbol,price,quantity\n"
                             "2024-03-05T14:30:00Z,AAA,10.00,100\n"
                             "2024-03-05T14:30:01Z,BBB,20.00,200\n"
                             "2024-03-05T14:30:02Z,AAA,10.50,300\n"
                             "2024-03-05T14:30:03Z,AAA,10.25,50\n"
                             "2024-03-05T14:31:30Z,BBB,19.00,400\n";

typedef struct
{
  StoreFixture store;
  TapeDesk *desk;
  guint sessions;
  guint feeds;
} Fixture;

static void
count (guint *counter)
{
  ++*counter;
}

static TapeDesk *
new_desk (Fixture *fixture)
{
  TapeDesk *desk = tape_desk_new (fixture->store.folder);

  g_signal_connect_swapped (desk, "ready", G_CALLBACK (tape_desk_poll), desk);
  g_signal_connect_swapped (desk, "session", G_CALLBACK (count), &fixture->sessions);
  g_signal_connect_swapped (desk, "feeds", G_CALLBACK (count), &fixture->feeds);
  return desk;
}

static void
give_up (Fixture *fixture)
{
  tape_desk_close (fixture->desk);
  g_clear_object (&fixture->desk);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  store_fixture_set_up (&fixture->store, data);
  fixture->sessions = 0;
  fixture->feeds = 0;
  fixture->desk = new_desk (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  give_up (fixture);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  store_fixture_tear_down (&fixture->store, data);
}

static gboolean
wake_up (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Runs the main loop until @holds, which is asked after all that happens and at least 20 times a second. */
static void
wait_until (gboolean (*holds) (TapeDesk *), TapeDesk *desk)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;
  guint timer = g_timeout_add (50, wake_up, NULL);

  while (!holds (desk))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (timer);
}

static TapeFeedState
get_state (TapeDesk *desk)
{
  g_autoptr (TapeFeedHealth) health = tape_feed_get_health (tape_desk_get_feeds (desk)->pdata[0], FALSE);

  return health->state;
}

static gboolean
has_trades (TapeDesk *desk)
{
  const TapeFrame *frame = tape_desk_get_frame (desk);

  for (guint i = 0; frame != NULL && i < frame->n_rows; i++)
    if (frame->rows[i].count > 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_finished (TapeDesk *desk)
{
  return get_state (desk) == TAPE_FEED_FINISHED;
}

static gboolean
has_ended (TapeDesk *desk)
{
  return get_state (desk) == TAPE_FEED_STOPPED;
}

static gboolean
runs (TapeDesk *desk)
{
  return get_state (desk) == TAPE_FEED_RUNNING;
}

static const TapeFrameRow *
find_row (TapeDesk *desk, const char *symbol)
{
  const TapeFrame *frame = tape_desk_get_frame (desk);
  guint32 number = frame == NULL ? TAPE_NO_INSTRUMENT
                                 : tape_universe_lookup (tape_desk_get_universe (desk), symbol, strlen (symbol));

  return number == TAPE_NO_INSTRUMENT || number >= frame->n_rows ? NULL : &frame->rows[number];
}

/* All of the file. */
static gboolean
has_all (TapeDesk *desk)
{
  const TapeFrameRow *a = find_row (desk, "AAA");
  const TapeFrameRow *b = find_row (desk, "BBB");

  return a != NULL && b != NULL && a->count == 3 && b->count == 2;
}

static char *
write_file (Fixture *fixture, const char *name, const char *text)
{
  char *path = g_build_filename (fixture->store.folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, &error));
  return path;
}

static gboolean
open_file (TapeDesk *desk, const char *path, GError **error)
{
  return tape_desk_open_files (desk, (const char *const[]){ path, NULL }, 0, error);
}

static void
test_simulation (Fixture *fixture, gconstpointer data)
{
  TapeDesk *desk = fixture->desk;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (tape_desk_get_reality (desk), ==, TAPE_REALITY_STOPPED);
  g_assert_null (tape_desk_get_frame (desk));
  tape_desk_set_symbol (desk, "AAPL");
  g_assert_cmpuint (tape_desk_get_instrument (desk), ==, TAPE_NO_INSTRUMENT);
  g_assert_true (tape_desk_open_simulation (desk, 60, &error));
  g_assert_no_error (error);
  g_assert_cmpint (tape_desk_get_reality (desk), ==, TAPE_REALITY_SIMULATED);
  g_assert_true (tape_desk_is_simulation (desk));
  g_assert_null (tape_desk_get_files (desk));
  g_assert_null (tape_desk_get_store_message (desk));
  g_assert_cmpuint (fixture->sessions, ==, 1);
  g_assert_cmpuint (tape_desk_get_feeds (desk)->len, ==, 1);
  wait_until (has_trades, desk);
  g_assert_cmpstr (tape_desk_get_symbol (desk), ==, "AAPL");
  g_assert_cmpuint (tape_desk_get_instrument (desk), !=, TAPE_NO_INSTRUMENT);
  tape_desk_close (desk);
  g_assert_cmpint (tape_desk_get_reality (desk), ==, TAPE_REALITY_STOPPED);
  g_assert_null (tape_desk_get_frame (desk));
}

/* A symbol that the session does not know gives way to what trades most in it; one that is chosen later stays. */
static void
test_symbol (Fixture *fixture, gconstpointer data)
{
  TapeDesk *desk = fixture->desk;
  g_autofree char *path = write_file (fixture, "trades.csv", trades);
  g_autoptr (GError) error = NULL;

  tape_desk_set_symbol (desk, "AAPL");
  g_assert_true (open_file (desk, path, &error));
  wait_until (has_all, desk);
  g_assert_cmpuint (tape_desk_get_instrument (desk), !=, TAPE_NO_INSTRUMENT);
  tape_desk_set_symbol (desk, "AAPL");
  tape_desk_poll (desk);
  g_assert_cmpstr (tape_desk_get_symbol (desk), ==, "AAPL");
}

static void
test_files (Fixture *fixture, gconstpointer data)
{
  TapeDesk *desk = fixture->desk;
  g_autofree char *path = write_file (fixture, "trades.csv", trades);
  g_autoptr (GError) error = NULL;

  g_assert_true (open_file (desk, path, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (tape_desk_get_files (desk)[0], ==, path);
  g_assert_false (tape_desk_is_simulation (desk));
  wait_until (has_all, desk);
  wait_until (has_finished, desk);
  g_assert_cmpint (tape_desk_get_reality (desk), ==, TAPE_REALITY_REPLAY);
  g_assert_cmpfloat (find_row (desk, "AAA")->last, ==, 10.25);
  g_assert_cmpfloat (find_row (desk, "AAA")->volume, ==, 450);
  g_assert_cmpfloat (find_row (desk, "BBB")->last, ==, 19);
  g_assert_cmpuint (fixture->feeds, >=, 1);
}

/* The file tells no sides: they are unknown, or estimated where that was asked for before it was opened. */
static void
test_tick_rule (Fixture *fixture, gconstpointer data)
{
  TapeDesk *desk = fixture->desk;
  g_autofree char *plain = write_file (fixture, "trades.csv", trades);
  g_autofree char *text = g_strconcat ("event_time,symbol,price,quantity\n2024-03-05T14:29:00Z,CCC,1.00,1\n",
                                       strchr (trades, '\n') + 1, NULL);
  g_autofree char *other = write_file (fixture, "other.csv", text);

  g_assert_true (open_file (desk, plain, NULL));
  tape_desk_set_tick_rule (desk, TRUE);
  wait_until (has_all, desk);
  g_assert_false (tape_desk_get_frame (desk)->estimated);
  g_assert_cmpuint (find_row (desk, "AAA")->flow[TAPE_SIDE_UNKNOWN].count, ==, 3);

  g_assert_true (open_file (desk, other, NULL));
  wait_until (has_all, desk);
  g_assert_true (tape_desk_get_frame (desk)->estimated);
  g_assert_cmpuint (find_row (desk, "AAA")->flow[TAPE_SIDE_UNKNOWN].count, ==, 1);
  g_assert_cmpuint (find_row (desk, "AAA")->flow[TAPE_SIDE_BUY].count, ==, 1);
  g_assert_cmpuint (find_row (desk, "AAA")->flow[TAPE_SIDE_SELL].count, ==, 1);
  g_assert_cmpuint (find_row (desk, "BBB")->flow[TAPE_SIDE_SELL].count, ==, 1);
}

/* What cannot be opened leaves what was shown, also where it is the file itself that went bad. */
static void
test_bad_files (Fixture *fixture, gconstpointer data)
{
  TapeDesk *desk = fixture->desk;
  g_autofree char *good = write_file (fixture, "trades.csv", trades);
  g_autofree char *bad = write_file (fixture, "poem.csv", "rose,violet\nred,blue\n");
  g_autofree char *nowhere = g_build_filename (fixture->store.folder, "nowhere.csv", NULL);
  const char *const paths[] = { bad, nowhere, fixture->store.folder, good };
  TapeSession *session;
  g_autoptr (GError) error = NULL;

  g_assert_true (open_file (desk, good, &error));
  wait_until (has_all, desk);
  session = tape_desk_get_session (desk);
  g_assert_cmpint (g_unlink (good), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *name = g_path_get_basename (paths[i]);

      g_assert_false (open_file (desk, paths[i], &error));
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, name));
      g_clear_error (&error);
      g_assert_true (tape_desk_get_session (desk) == session);
      g_assert_cmpstr (tape_desk_get_files (desk)[0], ==, good);
      g_assert_true (has_all (desk));
    }
  g_assert_cmpuint (fixture->sessions, ==, 1);
}

static void
test_stop_and_start (Fixture *fixture, gconstpointer data)
{
  TapeDesk *desk = fixture->desk;
  g_autoptr (GError) error = NULL;
  TapeFeed *first;

  desk->no_past = TRUE;
  g_assert_true (tape_desk_open_simulation (desk, 60, &error));
  wait_until (has_trades, desk);
  first = tape_desk_get_feeds (desk)->pdata[0];
  tape_desk_set_paused (desk, first, TRUE);
  tape_desk_set_paused (desk, first, FALSE);
  tape_desk_set_speed (desk, 10);
  tape_desk_stop_feed (desk, first);
  wait_until (has_ended, desk);
  /* The prices on the screen stay simulated ones. */
  g_assert_cmpint (tape_desk_get_reality (desk), ==, TAPE_REALITY_SIMULATED);
  g_assert_true (tape_desk_start_feed (desk, first, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tape_desk_get_feeds (desk)->len, ==, 1);
  g_assert_true (tape_desk_get_feeds (desk)->pdata[0] != first);
  wait_until (runs, desk);
}

static void
assert_same_row (const TapeFrameRow *row, const TapeFrameRow *wanted)
{
  g_assert_cmpuint (row->count, ==, wanted->count);
  g_assert_cmpint (row->last_time, ==, wanted->last_time);
  g_assert_cmpmem (&row->last, sizeof row->last, &wanted->last, sizeof wanted->last);
  g_assert_cmpmem (&row->volume, sizeof row->volume, &wanted->volume, sizeof wanted->volume);
  g_assert_cmpmem (row->spark, sizeof row->spark, wanted->spark, sizeof wanted->spark);
}

/* Another run shows what was stored. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_file (fixture, "trades.csv", trades);
  g_autoptr (GError) error = NULL;
  TapeFrameRow a, b;

  g_assert_true (open_file (fixture->desk, path, &error));
  wait_until (has_all, fixture->desk);
  wait_until (has_finished, fixture->desk);
  a = *find_row (fixture->desk, "AAA");
  b = *find_row (fixture->desk, "BBB");
  give_up (fixture);

  fixture->desk = new_desk (fixture);
  g_assert_true (open_file (fixture->desk, path, &error));
  g_assert_no_error (error);
  wait_until (has_finished, fixture->desk);
  wait_until (has_all, fixture->desk);
  assert_same_row (find_row (fixture->desk, "AAA"), &a);
  assert_same_row (find_row (fixture->desk, "BBB"), &b);
}

static gpointer
read_last_time (TapeReader *reader, gpointer data, GCancellable *cancellable, GError **error)
{
  gint64 *time = g_new (gint64, 1);

  *time = tape_reader_get_last_time (reader, *(guint32 *)data, cancellable, error);
  return time;
}

static GAsyncResult *answer;

static void
keep_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  answer = g_object_ref (result);
}

static gboolean
is_answered (TapeDesk *desk)
{
  return answer != NULL;
}

/* Event time of the last stored trade of @symbol. */
static gint64
ask_last_time (TapeDesk *desk, const char *symbol, GError **error)
{
  TapeUniverse *universe = tape_desk_get_universe (desk);
  guint32 number = universe == NULL ? 0 : tape_universe_lookup (universe, symbol, strlen (symbol));
  g_autofree gint64 *time = NULL;

  tape_desk_read_async (desk, read_last_time, g_memdup2 (&number, sizeof number), g_free, g_free, NULL, keep_answer,
                        NULL);
  wait_until (is_answered, desk);
  time = tape_desk_read_finish (desk, answer, error);
  g_clear_object (&answer);
  return time == NULL ? TAPE_NO_TIME : *time;
}

/* Rows are stored a little after they are shown. */
static gboolean
has_stored_all (TapeDesk *desk)
{
  g_autoptr (GError) error = NULL;
  gint64 time = ask_last_time (desk, "BBB", &error);

  g_assert_no_error (error);
  return time == find_row (desk, "BBB")->last_time;
}

/* What is stored is read on another thread; where nothing is, that is said. */
static void
test_read (Fixture *fixture, gconstpointer data)
{
  TapeDesk *desk = fixture->desk;
  g_autofree char *path = write_file (fixture, "trades.csv", trades);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (ask_last_time (desk, "BBB", &error), ==, TAPE_NO_TIME);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (open_file (desk, path, &error));
  wait_until (has_all, desk);
  wait_until (has_stored_all, desk);
}

static gboolean
is_kept (TapeDesk *desk)
{
  return tape_desk_get_store_message (desk) == NULL && tape_session_get_database (tape_desk_get_session (desk)) != NULL;
}

/* A database that is none keeps nobody from watching, and is kept as it is under another name. */
static void
test_unusable_database (Fixture *fixture, gconstpointer data)
{
  TapeDesk *desk = fixture->desk;
  g_autofree char *path = write_file (fixture, "simulation.db", "This is a letter, and no database at all. Keep it.");
  g_autofree char *aside = NULL;
  g_autofree char *left = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;

  desk->no_past = TRUE;
  g_assert_true (tape_desk_open_simulation (desk, 60, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (tape_desk_get_store_message (desk), path));
  wait_until (has_trades, desk);
  wait_until (is_kept, desk);
  name = g_strdup (strstr (tape_desk_get_store_notice (desk), "simulation.db.damaged-"));
  g_assert_nonnull (name);
  *strstr (name, "”") = '\0';
  aside = g_build_filename (fixture->store.folder, name, NULL);
  g_assert_true (g_file_get_contents (aside, &left, NULL, &error));
  g_assert_cmpstr (left, ==, "This is a letter, and no database at all. Keep it.");
}

static gboolean
has_notice (TapeDesk *desk)
{
  return tape_desk_get_store_notice (desk) != NULL;
}

/* What a session could not know of the one before it is said, until it was read. */
static void
test_lost_state (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_file (fixture, "trades.csv", trades);
  g_autofree char *database = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (open_file (fixture->desk, path, &error));
  wait_until (has_finished, fixture->desk);
  database = g_strdup (tape_session_get_database (tape_desk_get_session (fixture->desk)));
  give_up (fixture);
  store_fixture_exec (database, "DELETE FROM state");

  fixture->desk = new_desk (fixture);
  g_assert_true (open_file (fixture->desk, path, &error));
  wait_until (has_notice, fixture->desk);
  g_assert_null (tape_desk_get_store_message (fixture->desk));
  tape_desk_dismiss_store_notice (fixture->desk);
  wait_until (has_all, fixture->desk);
  g_assert_false (has_notice (fixture->desk));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/desk/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("simulation", test_simulation);
  ADD ("symbol", test_symbol);
  ADD ("lost-state", test_lost_state);
  ADD ("files", test_files);
  ADD ("tick-rule", test_tick_rule);
  ADD ("bad-files", test_bad_files);
  ADD ("stop-and-start", test_stop_and_start);
  ADD ("again", test_again);
  ADD ("read", test_read);
  ADD ("unusable-database", test_unusable_database);
#undef ADD
  return g_test_run ();
}
