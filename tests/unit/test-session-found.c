/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Feeds that find out only as they run what there is to read, as that of Kafka does: several at once, each having its sources bound
 * while the others deliver. Also for the thread sanitizer, which does not know the threads of librdkafka. */

#include <string.h>

#include "../support/session-fixture.h"
#include "../support/store-fixture.h"
#include "base/tape-source.h"
#include "feed/tape-feed-private.h"

enum
{
  N_FEEDS = 3,
  N_SOURCES = 12,
  N_TRADES = 50, /* of a source in each run */
  N_RUNS
  = 2, /* of a third, GLib would make room for how all the feeds ended, under a lock that the sanitizer does not see */
};

#define START G_GINT64_CONSTANT (1381156200000000)

typedef struct
{
  TapeFeed parent;
  guint number;
  TapeSource sources[N_SOURCES];
  TapePosition positions[N_SOURCES];
  guint n; /* that were found */
  GBytes *state;
} FoundFeed;

static guint
count_sources (TapeFeed *feed)
{
  return ((FoundFeed *)feed)->n;
}

static const TapeSource *
get_source (TapeFeed *feed, guint i)
{
  return &((FoundFeed *)feed)->sources[i];
}

static gboolean
matches (TapeFeed *feed, guint i, const TapeSource *stored, const TapePosition *position)
{
  return stored->head_digest == get_source (feed, i)->head_digest;
}

static void
bind_source (TapeFeed *feed, guint i, guint32 source, const TapePosition *position)
{
  FoundFeed *self = (FoundFeed *)feed;

  self->positions[i].offset = position != NULL ? position->offset : 0;
  self->positions[i].source = source;
}

static gboolean
find_another (FoundFeed *self, GError **error)
{
  guint i = self->n++;
  TapeSource *source = &self->sources[i];

  source->kind = (char *)"found";
  source->name = g_strdup_printf ("found/%u/%u", self->number, i);
  source->location = (char *)"";
  source->head_digest = tape_source_digest (source->name, strlen (source->name));
  return tape_feed_bind_found (&self->parent, i, error)
         && tape_feed_push (&self->parent, tape_batch_new_begin (self->positions[i].source, TRUE, TAPE_SECOND));
}

/* The quantity of a trade is its number in its source. */
static gboolean
deliver (FoundFeed *self, guint i, guint n)
{
  TapePosition *position = &self->positions[i];
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, n);

  for (guint end = (guint)position->offset + n; position->offset < end; position->offset++)
    {
      position->event_time = START + position->offset * TAPE_MILLISECOND;
      *tape_batch_add_trade (batch) = (TapeTrade){ .event_time = position->event_time,
                                                   .receive_time = position->event_time,
                                                   .price = 10,
                                                   .quantity = (double)position->offset,
                                                   .instrument = tape_universe_intern (self->parent.universe, "IBM", 3),
                                                   .source = (guint16)position->source };
    }
  position->state = self->state;
  tape_batch_set_position (batch, position);
  return tape_feed_push (&self->parent, batch);
}

static gboolean
run (TapeFeed *feed, GCancellable *cancellable, GError **error)
{
  FoundFeed *self = (FoundFeed *)feed;

  while (self->n < N_SOURCES)
    {
      if (!find_another (self, error))
        return FALSE;
      for (guint i = 0; i < self->n; i++)
        if (!deliver (self, i, 1))
          return FALSE;
    }
  /* The first has had one with each that was found, the last one. */
  for (guint i = 0; i < N_SOURCES; i++)
    if (!deliver (self, i, N_TRADES - (N_SOURCES - i)))
      return FALSE;
  return TRUE;
}

static void
free_feed (TapeFeed *feed)
{
  FoundFeed *self = (FoundFeed *)feed;

  for (guint i = 0; i < self->n; i++)
    g_free (self->sources[i].name);
  g_bytes_unref (self->state);
}

static const TapeFeedType found_feed_type = {
  .name = "found",
  .live = TRUE,
  .free = free_feed,
  .count_sources = count_sources,
  .get_source = get_source,
  .matches = matches,
  .bind = bind_source,
  .run = run,
};

static void
add_feed (TapeSession *session, guint number)
{
  FoundFeed *self = g_new0 (FoundFeed, 1);
  g_autoptr (GError) error = NULL;

  tape_feed_init (&self->parent, &found_feed_type, "Found", tape_session_get_universe (session));
  self->number = number;
  self->state = g_bytes_new_static ("1", 1);
  tape_session_add_feed (session, &self->parent, FALSE, &error);
  g_assert_no_error (error);
}

static void
test_found (StoreFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_RUNS; i++)
    {
      g_autoptr (TapeSession) session = session_open (fixture->path, FALSE);
      g_autoptr (GError) error = NULL;

      for (guint j = 0; j < N_FEEDS; j++)
        add_feed (session, j);
      tape_session_run (session, NULL, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM sources"), ==, N_FEEDS * N_SOURCES);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT min (offset) FROM sources"), ==, N_RUNS * N_TRADES);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT max (offset) FROM sources"), ==, N_RUNS * N_TRADES);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades"), ==,
                   N_RUNS * N_FEEDS * N_SOURCES * N_TRADES);
  g_assert_cmpint (
      store_fixture_get_number (fixture, "SELECT count (*) FROM (SELECT DISTINCT source, quantity FROM trades)"), ==,
      N_RUNS * N_FEEDS * N_SOURCES * N_TRADES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/session/found", test_found);
  return g_test_run ();
}
