/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "overlap-feed.h"

#include <string.h>

#include "base/tape-source.h"
#include "feed/tape-feed-private.h"

#define MESSAGE 50
#define START   G_GINT64_CONSTANT (1381156200000000)

typedef struct
{
  TapeFeed parent;
  TapeSource source;
  guint32 number;
  guint n;
  gulong pause;
  gint64 from; /* delivers what is not before it */
  guint begin;
} OverlapFeed;

/* Times go back now and then, by less than the overlap; several trades have the same. */
static gint64
get_time (guint i)
{
  return START + (gint64)(i / 4) * 400 * TAPE_MILLISECOND - (i % 7 == 3 ? 5 * TAPE_SECOND : 0);
}

static guint
count_sources (TapeFeed *feed)
{
  return 1;
}

static const TapeSource *
get_source (TapeFeed *feed, guint i)
{
  return &((OverlapFeed *)feed)->source;
}

static gboolean
matches (TapeFeed *feed, guint i, const TapeSource *stored, const TapePosition *position)
{
  return stored->head_digest == ((OverlapFeed *)feed)->source.head_digest;
}

static void
bind_source (TapeFeed *feed, guint i, guint32 source, const TapePosition *position)
{
  OverlapFeed *self = (OverlapFeed *)feed;

  self->number = source;
  self->from = G_MININT64;
  if (position == NULL || position->event_time == TAPE_NO_TIME)
    return;
  self->from = position->event_time - OVERLAP_FEED_OVERLAP;
  g_assert_nonnull (position->state);
}

static void
add_trade (OverlapFeed *self, TapeBatch *batch, guint i)
{
  static const char *const symbols[] = { "AIG", "BAC", "IBM" };
  const char *symbol = symbols[i % G_N_ELEMENTS (symbols)];
  g_autofree char *id = g_strdup_printf (i % 2 ? "t%u" : "%u", i);
  TapeTrade *trade = tape_batch_add_trade (batch);

  *trade = (TapeTrade){ .event_time = get_time (i),
                        .receive_time = get_time (i),
                        .price = 10 + i % 100,
                        .quantity = i,
                        .instrument = tape_universe_intern (self->parent.universe, symbol, strlen (symbol)),
                        .source = (guint16)self->number };
  tape_batch_set_trade_id (batch, trade, id, strlen (id));
}

static gboolean
run (TapeFeed *feed, GCancellable *cancellable, GError **error)
{
  OverlapFeed *self = (OverlapFeed *)feed;
  gint64 largest = G_MININT64;
  gboolean going = tape_feed_push (feed, tape_batch_new_begin (self->number, FALSE, 10 * TAPE_SECOND));
  guint i = 0;

  while (i < self->n && get_time (i) < self->from)
    {
      largest = MAX (largest, get_time (i));
      i++;
    }
  self->begin = i;
  while (going && i < self->n)
    {
      TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, MESSAGE);
      g_autofree char *id = NULL;
      TapePosition position = { .source = self->number };

      for (guint end = MIN (i + MESSAGE, self->n); i < end; i++)
        {
          if (get_time (i) >= self->from)
            add_trade (self, batch, i);
          largest = MAX (largest, get_time (i));
        }
      id = g_strdup_printf ("t%u", i - 1);
      position.event_time = largest;
      position.state = g_bytes_new (id, strlen (id));
      position.finished = i == self->n;
      tape_batch_set_position (batch, &position);
      g_bytes_unref (position.state);
      going = tape_feed_push (feed, batch);
      g_usleep (self->pause);
    }
  return going && tape_feed_push (feed, tape_batch_new_end (self->number));
}

static void
free_feed (TapeFeed *feed)
{
  g_free (((OverlapFeed *)feed)->source.name);
}

static const TapeFeedType overlap_feed_type = {
  .name = "overlap",
  .overlap = OVERLAP_FEED_OVERLAP,
  .free = free_feed,
  .count_sources = count_sources,
  .get_source = get_source,
  .matches = matches,
  .bind = bind_source,
  .run = run,
};

TapeFeed *
overlap_feed_new (TapeUniverse *universe, const char *name, guint n, gulong pause)
{
  OverlapFeed *self = g_new0 (OverlapFeed, 1);

  tape_feed_init (&self->parent, &overlap_feed_type, name, universe);
  self->source.kind = (char *)"overlap";
  self->source.name = g_strdup (name);
  self->source.location = (char *)"";
  self->source.head_digest = tape_source_digest (name, strlen (name));
  self->n = n;
  self->pause = pause;
  return &self->parent;
}

guint
overlap_feed_get_begin (TapeFeed *feed)
{
  return ((OverlapFeed *)feed)->begin;
}
