/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "replay-said.h"

#include <string.h>

/* Positions. */

/* Rows of every kind: events, rejects, empty lines, quotation marks with line ends in them. */
static char *
random_rows (GRand *rand, guint n, gboolean last_ends)
{
  GString *text = g_string_new ("event_time,symbol,price,quantity,side,trade_id\n");

  for (guint i = 0; i < n; i++)
    {
      guint kind = (guint)g_rand_int_range (rand, 0, 20);

      if (kind == 0)
        g_string_append (text, ",,,,,\r\n");
      else if (kind == 1)
        g_string_append (text, "\n\r\n");
      else if (kind == 2)
        g_string_append (text, "2024-01-02,X,\"a\nb\"\"c\",1,,\n");
      else
        g_string_append_printf (text, "2024-01-02 15:%02u:%02u.%03u,%s,%u.%02u,%u,%s,%s%u\n", i / 60 % 60, i % 60,
                                (guint)g_rand_int_range (rand, 0, 1000), kind % 2 ? "AAPL" : "\"S,P\"", kind * 7,
                                i % 100, i, kind % 3 ? "buy" : "sell", kind % 4 ? "" : "id-", i);
    }
  g_string_append_printf (text, "2024-01-03,X,1,1,,%s", last_ends ? "\n" : "");
  return g_string_free (text, FALSE);
}

/* The events of a replay that was stopped after each few batches and gone on with by a new feed. */
static Said *
replay_in_pieces (TapeUniverse *universe, const char *path, GRand *rand)
{
  Said *said = said_new ();
  TapePosition position;

  do
    {
      g_autoptr (TapeFeed) feed = open_files (universe, &as_fast_as_it_goes, (const char *const[]){ path, NULL });
      const TapeFeedType *type = tape_feed_get_type_info (feed);

      position = said->last[1];
      if (position.offset > 0)
        g_assert_true (type->matches (feed, 0, type->get_source (feed, 0), &position));
      type->bind (feed, 0, 1, position.offset > 0 ? &position : NULL);
      g_clear_object (&said->stop);
      said->stop = g_cancellable_new ();
      said->n_batches = 0;
      said->stop_after = (guint)g_rand_int_range (rand, 2, 4);
      tape_feed_run (feed, hear, said, said->stop, NULL);
    }
  while (!said->last[1].finished);
  return said;
}

static void
test_resume_at_batches (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree char *text = random_rows (rand, 30000, TRUE), *path = write_file ("pieces.csv", text, -1);
  g_autofree char *packed = NULL, *packed_path = NULL;
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) whole = NULL, pieces = NULL, packed_pieces = NULL;
  gsize length;

  g_test_message ("seed %u", seed);
  packed = gzip (text, strlen (text), &length);
  packed_path = write_file ("pieces.csv.gz", packed, (gssize)length);
  whole = replay (universe, path);
  pieces = replay_in_pieces (universe, path, rand);
  packed_pieces = replay_in_pieces (universe, packed_path, rand);
  assert_same_events (whole, pieces);
  assert_same_events (whole, packed_pieces);
  g_assert_cmpint (whole->last[1].offset, ==, (gint64)strlen (text));
  g_assert_cmpuint (whole->last[1].digest, ==, packed_pieces->last[1].digest);
}

/* A file that is read while it grows, cut at any byte: read up to there, then the rest, the same events come, unless the
 * cut goes through a row; then the row is lost, and said to be. */
static void
test_resume_a_grown_file (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree char *text = random_rows (rand, 60, FALSE);
  gsize length = strlen (text), header = strcspn (text, "\n") + 1;
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) whole = replay_text (universe, "grown.csv", text);

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 200; i++)
    {
      gsize cut = (gsize)g_rand_int_range (rand, (gint32)header, (gint32)length);
      g_autofree char *path = write_file ("grown.csv", text, (gssize)cut), *again = NULL;
      g_autoptr (Said) first = replay (universe, path), second = NULL;
      g_autoptr (TapeFeed) feed = NULL;
      gsize n_rejects;

      again = write_file ("grown.csv", text, (gssize)length);
      feed = open_files (universe, &as_fast_as_it_goes, (const char *const[]){ again, NULL });
      g_assert_cmpint (first->last[1].offset, ==, cut > header ? (gint64)cut : (gint64)header);
      second = replay_from (universe, &as_fast_as_it_goes, (const char *const[]){ again, NULL }, &first->last[1]);
      g_assert_cmpint (second->last[1].line, ==, whole->last[1].line);
      n_rejects = first->reasons->len + second->reasons->len;
      if (text[cut - 1] == '\n' && n_rejects == whole->reasons->len)
        {
          g_assert_cmpuint (first->trades->len + second->trades->len, ==, whole->trades->len);
          g_assert_cmpmem (first->trades->data, first->trades->len * sizeof (TapeTrade), whole->trades->data,
                           first->trades->len * sizeof (TapeTrade));
        }
      else
        g_assert_cmpuint (first->trades->len + second->trades->len + n_rejects, >=,
                          whole->trades->len + whole->reasons->len);
    }
}

static void
test_finished_says_nothing (void)
{
  g_autofree char *path = write_file ("finished.csv", "event_time,symbol,price\n2024-01-02,X,1\n", -1);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) first = replay (universe, path);
  g_autoptr (Said) second
      = replay_from (universe, &as_fast_as_it_goes, (const char *const[]){ path, NULL }, &first->last[1]);

  g_assert_cmpuint (first->trades->len, ==, 1);
  g_assert_cmpuint (second->n_batches, ==, 2);
  g_assert_cmpstr (second->order->str, ==, "B1 E1 ");
}

static void
test_matches (void)
{
  const char *text = "event_time,symbol,price\n2024-01-02,X,1\n2024-01-02,X,2\n";
  g_autofree char *path = write_file ("a.csv", text, -1), *grown = NULL, *other = NULL, *shorter = NULL;
  g_autofree char *longer = g_strconcat (text, "2024-01-02,X,3\n", NULL);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) said = replay (universe, path);
  g_autoptr (TapeFeed) feed = open_files (universe, &as_fast_as_it_goes, (const char *const[]){ path, NULL });
  g_autoptr (TapeFeed) again
      = open_files (universe, &(TapeReplayOptions){ .delay = -1, .again = TRUE }, (const char *const[]){ path, NULL });
  const TapeFeedType *type = tape_feed_get_type_info (feed);
  const TapeSource *source = type->get_source (feed, 0);
  g_autoptr (TapeFeed) grown_feed = NULL, other_feed = NULL, shorter_feed = NULL;

  g_assert_cmpstr (source->kind, ==, "replay");
  g_assert_cmpstr (source->name, ==, "a.csv");
  g_assert_cmpstr (source->location, ==, path);
  g_assert_true (type->matches (feed, 0, source, &said->last[1]));
  g_assert_false (type->matches (again, 0, source, &said->last[1]));

  grown = write_file ("b.csv", longer, -1);
  grown_feed = open_files (universe, &as_fast_as_it_goes, (const char *const[]){ grown, NULL });
  g_assert_true (type->matches (grown_feed, 0, source, &said->last[1]));
  longer[strlen (text) - 2] = '9';
  other = write_file ("c.csv", longer, -1);
  other_feed = open_files (universe, &as_fast_as_it_goes, (const char *const[]){ other, NULL });
  g_assert_false (type->matches (other_feed, 0, source, &said->last[1]));
  shorter = write_file ("d.csv", text, (gssize)strlen (text) - 5);
  shorter_feed = open_files (universe, &as_fast_as_it_goes, (const char *const[]){ shorter, NULL });
  g_assert_false (type->matches (shorter_feed, 0, source, &said->last[1]));
}

/* Merging and delay. */

static void
test_merge (void)
{
  g_autofree char *a = write_file ("a.csv", "event_time,symbol,price\n10,A,1\n30,A,2\nbad,A,3\n20,A,4\n50,A,5\n", -1);
  g_autofree char *b = write_file ("b.csv", "event_time,symbol,price\n10,B,1\n25,B,2\n30,B,3\n40,B,4\n", -1);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) said = replay_from (universe, &as_fast_as_it_goes, (const char *const[]){ a, b, NULL }, NULL);
  static const struct
  {
    gint64 second;
    guint source;
  } expected[] = { { 10, 1 }, { 10, 2 }, { 25, 2 }, { 30, 1 }, { 20, 1 }, { 30, 2 }, { 40, 2 }, { 50, 1 } };

  g_assert_cmpuint (said->trades->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_cmpint (trade_at (said, i)->event_time, ==, expected[i].second * TAPE_SECOND);
      g_assert_cmpuint (trade_at (said, i)->source, ==, expected[i].source);
    }
  g_assert_cmpstr (said->order->str, ==, "B1 B2 E2 E1 ");
  g_assert_cmpint (said->delay[1], ==, 10 * TAPE_SECOND);
  g_assert_cmpint (said->delay[2], ==, 0);
  g_assert_cmpstr (reason_at (said, 0), ==, "4: The time \"bad\" cannot be read.");
  g_assert_true (said->last[1].finished && said->last[2].finished);
}

static char *
write_random_trades (GRand *rand, const char *name, guint n)
{
  GString *text = g_string_new ("timestamp,symbol,price\n");
  char *path;

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%u,%s,%u\n", i * 2 + (guint)g_rand_int_range (rand, 0, 9), name, i + 1);
  path = write_file (name, text->str, -1);
  g_string_free (text, TRUE);
  return path;
}

/* Batches hold rows of both files; stopped after some and gone on with, the merge is as in one go. */
static void
test_resume_merged (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree char *a = write_random_trades (rand, "A.csv", 9000), *b = write_random_trades (rand, "B.csv", 12000);
  const char *const paths[] = { a, b, NULL };
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) whole = replay_from (universe, &as_fast_as_it_goes, paths, NULL), pieces = said_new ();

  g_test_message ("seed %u", seed);
  g_assert_cmpuint (whole->trades->len, ==, 21000);
  for (guint runs = 0; !pieces->last[1].finished || !pieces->last[2].finished; runs++)
    {
      g_autoptr (TapeFeed) feed = open_files (universe, &as_fast_as_it_goes, paths);
      const TapePosition positions[] = { pieces->last[1], pieces->last[2] };

      g_assert_cmpuint (runs, <, 20);
      for (guint i = 0; i < 2; i++)
        tape_feed_get_type_info (feed)->bind (feed, i, i + 1, positions[i].offset > 0 ? &positions[i] : NULL);
      g_clear_object (&pieces->stop);
      pieces->stop = g_cancellable_new ();
      pieces->n_batches = 0;
      pieces->stop_after = 4;
      tape_feed_run (feed, hear, pieces, pieces->stop, NULL);
    }
  assert_same_events (whole, pieces);
}

static void
test_given_delay (void)
{
  g_autofree char *path = write_file ("a.csv", "event_time,symbol,price\n10,A,1\n5,A,2\n", -1);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) said
      = replay_from (universe, &(TapeReplayOptions){ .delay = 7 }, (const char *const[]){ path, NULL }, NULL);

  g_assert_cmpint (said->delay[1], ==, 7);
}

/* Pace. */

static gint64
time_replay (double speed, const char *text, Said **said)
{
  g_autofree char *path = write_file ("paced.csv", text, -1);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  gint64 start = g_get_monotonic_time ();

  *said = replay_from (universe, &(TapeReplayOptions){ .delay = 0, .speed = speed },
                       (const char *const[]){ path, NULL }, NULL);
  return g_get_monotonic_time () - start;
}

/* Never sooner than the pace says; a gap is cut to a second. */
static void
test_pace (void)
{
  g_autoptr (Said) said = NULL, gap = NULL;

  g_assert_cmpint (time_replay (100, "event_time,symbol,price\n0,A,1\n10,A,2\n20,A,3\n30,A,4\n", &said), >=,
                   300 * TAPE_MILLISECOND);
  g_assert_cmpuint (said->trades->len, ==, 4);
  g_assert_cmpuint (said->n_batches, ==, 6);
  g_assert_cmpint (time_replay (1, "event_time,symbol,price\n0,A,1\n1000000,A,2\n", &gap), >=, TAPE_SECOND);
  g_assert_cmpuint (gap->trades->len, ==, 2);
}

/* Makes the feed as fast as it goes once its first events came: without that, the test would take an hour. */
static gboolean
hear_and_hurry (TapeBatch *batch, gpointer data)
{
  gpointer *both = data;

  if (tape_batch_n_events (batch) > 0)
    tape_feed_set_speed (both[1], 0);
  return hear (batch, both[0]);
}

static void
test_changed_speed (void)
{
  GString *text = g_string_new ("event_time,symbol,price\n");
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autofree char *path = NULL;
  g_autoptr (TapeFeed) feed = NULL;
  g_autoptr (Said) said = said_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3600; i++)
    g_string_append_printf (text, "%u,A,1\n", i);
  path = write_file ("hurry.csv", text->str, -1);
  feed = open_files (universe, &(TapeReplayOptions){ .delay = 0, .speed = 1 }, (const char *const[]){ path, NULL });
  tape_feed_get_type_info (feed)->bind (feed, 0, 1, NULL);
  g_assert_true (tape_feed_run (feed, hear_and_hurry, (gpointer[]){ said, feed }, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (said->trades->len, ==, 3600);
  g_string_free (text, TRUE);
}

/* Pauses the feed with its first events; whoever waits for them is told. */
static gboolean
hear_and_pause (TapeBatch *batch, gpointer data)
{
  gpointer *both = data;
  Said *said = both[0];

  if (tape_batch_n_events (batch) > 0 && said->trades->len == 0)
    tape_feed_set_paused (both[1], TRUE);
  return hear (batch, said);
}

static void
take_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

/* While paused nothing comes; then the rest does. */
static void
test_pause (void)
{
  g_autofree char *path = NULL;
  GString *text = g_string_new ("event_time,symbol,price\n");
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeFeed) feed = NULL;
  g_autoptr (Said) said = said_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  TapeFeedState state;

  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (text, "%u,A,1\n", i);
  path = write_file ("paused.csv", text->str, -1);
  feed = open_files (universe, &as_fast_as_it_goes, (const char *const[]){ path, NULL });
  tape_feed_get_type_info (feed)->bind (feed, 0, 1, NULL);
  tape_feed_run_async (feed, hear_and_pause, (gpointer[]){ said, feed }, NULL, take_result, &result);
  do
    {
      TapeFeedHealth *health = tape_feed_get_health (feed, FALSE);

      state = health->state;
      tape_feed_health_free (health);
      g_thread_yield ();
    }
  while (state != TAPE_FEED_PAUSED);
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  g_assert_null (result);

  tape_feed_set_paused (feed, FALSE);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (tape_feed_run_finish (feed, result, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (said->trades->len, ==, 10000);
  g_string_free (text, TRUE);
}

static void
test_health (void)
{
  g_autofree char *path = write_file ("health.csv", "event_time,symbol,price\n0,A,1.5\nx,A,2\n", -1);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeFeed) feed = open_files (universe, &as_fast_as_it_goes, (const char *const[]){ path, NULL });
  g_autoptr (TapeFeedHealth) health = NULL;
  g_autoptr (Said) said = said_new ();
  const TapeFeedMessage *message;

  tape_feed_get_type_info (feed)->bind (feed, 0, 1, NULL);
  g_assert_true (tape_feed_run (feed, hear, said, NULL, NULL));
  health = tape_feed_get_health (feed, TRUE);
  g_assert_cmpstr (tape_feed_get_name (feed), ==, "health.csv");
  g_assert_cmpint (health->state, ==, TAPE_FEED_FINISHED);
  g_assert_cmpfloat (health->progress, ==, 1);
  g_assert_cmpuint (health->events, ==, 1);
  g_assert_cmpuint (health->rejected, ==, 1);
  g_assert_cmpuint (health->messages->len, ==, 1);
  message = g_ptr_array_index (health->messages, 0);
  g_assert_cmpstr (message->raw, ==, "0,A,1.5");
  g_assert_false (message->rejected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/replay/position/resumed-at-batches-is-as-in-one-go", test_resume_at_batches);
  g_test_add_func ("/feed/replay/position/resumed-where-a-file-was-cut", test_resume_a_grown_file);
  g_test_add_func ("/feed/replay/position/finished-file-says-nothing", test_finished_says_nothing);
  g_test_add_func ("/feed/replay/position/knows-the-file-again", test_matches);
  g_test_add_func ("/feed/replay/merge/by-event-time-ties-in-order", test_merge);
  g_test_add_func ("/feed/replay/merge/resumed-is-as-in-one-go", test_resume_merged);
  g_test_add_func ("/feed/replay/merge/given-delay", test_given_delay);
  g_test_add_func ("/feed/replay/pace/never-sooner-and-gaps-cut", test_pace);
  g_test_add_func ("/feed/replay/pace/changed-while-waiting", test_changed_speed);
  g_test_add_func ("/feed/replay/pace/pause", test_pause);
  g_test_add_func ("/feed/replay/health", test_health);
  return run_in_folder ();
}
