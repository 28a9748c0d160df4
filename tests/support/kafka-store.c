/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads a Kafka cluster for tests that have a broker of their own.
 *
 *   kafka-store JSON count N              reads N events into nothing; prints the seconds that took, from the first on, and those of
 *                                         the processor
 *   kafka-store JSON store DATABASE       stores what comes until it is ended */

#include <string.h>
#include <time.h>

#include "feed/tape-kafka-feed.h"
#include "pipeline/tape-session.h"

static TapeFeed *
make_feed (TapeUniverse *universe, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeKafkaSettings) settings = tape_kafka_settings_parse (json, &error);
  TapeFeed *feed = settings != NULL ? tape_kafka_feed_new (universe, settings, &error) : NULL;

  if (feed == NULL)
    g_error ("%s", error->message);
  return feed;
}

typedef struct
{
  GCancellable *cancellable;
  guint64 wanted;
  guint64 n;
  gint64 first;
  gint64 last;
} Count;

static gboolean
count_batch (TapeBatch *batch, gpointer data)
{
  Count *count = data;
  guint n = tape_batch_n_events (batch) + batch->n_rejects;

  if (count->n == 0 && n > 0)
    count->first = g_get_monotonic_time ();
  count->n += n;
  count->last = g_get_monotonic_time ();
  tape_batch_unref (batch);
  if (count->n >= count->wanted)
    g_cancellable_cancel (count->cancellable);
  return TRUE;
}

static int
count_events (const char *json, guint64 wanted)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeFeed) feed = make_feed (universe, json);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Count count = { .cancellable = cancellable, .wanted = wanted };
  struct timespec processor;

  tape_feed_run (feed, count_batch, &count, cancellable, NULL);
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &processor);
  g_print ("%.6f %.6f\n", (double)(count.last - count.first) / 1e6,
           (double)processor.tv_sec + (double)processor.tv_nsec / 1e9);
  return count.n == wanted ? 0 : 1;
}

static int
store (const char *json, const char *database)
{
  const TapeSessionOptions options = {
    .database = database,
    .engine = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeSession) session = tape_session_new (&options, &error);
  TapeFeed *feed;

  g_assert_no_error (error);
  feed = make_feed (tape_session_get_universe (session), json);
  tape_session_add_feed (session, feed, FALSE, &error);
  g_assert_no_error (error);
  return tape_session_run (session, NULL, &error) ? 0 : 1;
}

int
main (int argc, char **argv)
{
  if (argc == 4 && strcmp (argv[2], "count") == 0)
    return count_events (argv[1], g_ascii_strtoull (argv[3], NULL, 10));
  if (argc == 4 && strcmp (argv[2], "store") == 0)
    return store (argv[1], argv[3]);
  g_printerr ("kafka-store JSON count N | store DATABASE\n");
  return 2;
}
