/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "selection-draw.h"

typedef struct
{
  GRand *random;
  GArray *events;
  gint64 now;
  gint64 delay[SELECTION_SOURCES + 1]; /* event time behind receive time */
  gint64 silent_until[SELECTION_SOURCES + 1];
  gboolean present[SELECTION_SOURCES + 1];
  guint32 rank[SELECTION_SOURCES + 1];
  double price;
} Draw;

static gboolean
chance (Draw *self, double of)
{
  return g_rand_double (self->random) < of;
}

static void
begin_source (Draw *self, guint32 source, gboolean ranked)
{
  SelectionEvent event = { .kind = TAPE_BATCH_BEGIN,
                           .source = source,
                           .group = selection_get_group (source),
                           .receive_time = TAPE_NO_TIME,
                           .stale_after = chance (self, 0.5) ? 0 : 30 * TAPE_SECOND };

  /* Equal ones go by number; none takes no part, but all of a group do what one of them does. */
  event.rank = (guint32)g_rand_int_range (self->random,
                                          !ranked && event.group < SELECTION_GROUPS && chance (self, 0.1) ? 0 : 1, 4);
  for (guint32 other = 1; other <= SELECTION_SOURCES; other++)
    if (selection_get_group (other) == event.group)
      self->rank[other] = event.rank;
  self->present[source] = TRUE;
  g_array_append_val (self->events, event);
}

static void
end_source (Draw *self, guint32 source)
{
  const SelectionEvent event = {
    .kind = TAPE_BATCH_END, .source = source, .group = selection_get_group (source), .receive_time = TAPE_NO_TIME
  };
  guint n = 0;

  for (guint32 other = 1; other <= SELECTION_SOURCES; other++)
    n += self->present[other] != 0;
  if (n < 2)
    return;
  self->present[source] = FALSE;
  g_array_append_val (self->events, event);
}

static gint64
draw_time (Draw *self, guint32 source)
{
  gint64 time = self->now - self->delay[source];

  if (chance (self, 0.6))
    return time;
  if (chance (self, 0.05))
    return time + TAPE_MINUTE; /* from the future */
  return time - (gint64)(g_rand_double (self->random) * (double)(chance (self, 0.3) ? 5 * TAPE_MINUTE : TAPE_SECOND));
}

static void
add_trade (Draw *self, guint32 source)
{
  SelectionEvent event
      = { .kind = TAPE_BATCH_TRADES, .group = selection_get_group (source), .rank = self->rank[source] };

  self->price *= 1 + (g_rand_double (self->random) - 0.5) * 0.002;
  event.trade = (TapeTrade){
    .event_time = draw_time (self, source),
    .receive_time = self->now - (chance (self, 0.1) ? 5 * TAPE_MILLISECOND : 0),
    .price = self->price * (chance (self, 0.1) ? 1.02 : 1),
    .quantity = g_rand_int_range (self->random, 1, 100),
    .instrument = (guint32)g_rand_int_range (self->random, 0, SELECTION_INSTRUMENTS),
    .source = (guint16)source,
    .side = (guint8)g_rand_int_range (self->random, 0, TAPE_N_SIDES),
  };
  event.receive_time = event.trade.receive_time;
  g_array_append_val (self->events, event);
}

static void
go_on (Draw *self, gint64 gap)
{
  const SelectionEvent tick = { .kind = TAPE_BATCH_TICK, .receive_time = 0 };

  self->now += (gint64)(g_rand_double (self->random) * (double)(2 * gap));
  if (!chance (self, 0.2))
    return;
  self->now = tape_time_floor (self->now, TAPE_SECOND) + TAPE_SECOND;
  g_array_append_val (self->events, tick);
  g_array_index (self->events, SelectionEvent, self->events->len - 1).receive_time = self->now;
  self->now += 10 * TAPE_MILLISECOND;
}

GArray *
selection_draw_events (guint32 seed, guint n)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  Draw self = { .random = random, .now = 16000 * TAPE_DAY + 15 * TAPE_HOUR, .price = 100 };
  gint64 gap = (1 + g_rand_int_range (random, 0, 8)) * TAPE_SECOND;

  self.events = g_array_new (FALSE, FALSE, sizeof (SelectionEvent));
  for (guint32 source = 1; source <= SELECTION_SOURCES; source++)
    {
      self.delay[source] = chance (&self, 0.2) ? TAPE_MINUTE : g_rand_int_range (random, 0, 2000) * TAPE_MILLISECOND;
      if (source <= 2 || chance (&self, 0.8))
        begin_source (&self, source, source <= 2);
    }
  for (guint i = 0; i < n; i++)
    {
      guint32 source = (guint32)g_rand_int_range (random, 1, SELECTION_SOURCES + 1);

      go_on (&self, gap);
      if (chance (&self, 0.02))
        self.silent_until[source] = self.now + g_rand_int_range (random, 10, 300) * TAPE_SECOND;
      else if (self.present[source] && chance (&self, 0.01))
        end_source (&self, source);
      else if (!self.present[source] && chance (&self, 0.2))
        begin_source (&self, source, FALSE);
      if (self.present[source] && self.now >= self.silent_until[source])
        add_trade (&self, source);
    }
  return self.events;
}
