/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine-streams.h"

#include <math.h>
#include <string.h>

#define BARS_SOURCE 9

static const char *const symbols[] = { "SAP.DE", "AAPL", "BAC", "7203.T", "IBM", "NOBODY-KNOWS", "MSFT", "AIG" };

typedef struct
{
  const StreamSpec *spec;
  TapeUniverse *universe;
  GRand *random;
  GArray *events;
  gint64 now;
  double prices[G_N_ELEMENTS (symbols)];
  guint ended[5];
} Stream;

TapeUniverse *
stream_universe (void)
{
  TapeUniverse *universe = tape_universe_new (FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++)
    tape_universe_intern (universe, symbols[i], strlen (symbols[i]));
  return universe;
}

static gboolean
chance (Stream *self, double of)
{
  return g_rand_double (self->random) < of;
}

static gint64
up_to (Stream *self, gint64 most)
{
  return (gint64)(g_rand_double (self->random) * (double)most);
}

static void
add_tick (Stream *self)
{
  StreamEvent event = { .kind = TAPE_BATCH_TICK, .receive_time = self->now };

  g_array_append_val (self->events, event);
}

/* Time goes on; where there is a clock, it ticks now and then, and each second in a silence. */
static void
go_on (Stream *self)
{
  self->now += up_to (self, 2 * self->spec->gap);
  if (!self->spec->live)
    return;
  if (chance (self, 0.2))
    add_tick (self);
  if (chance (self, 0.01))
    for (guint i = (guint)g_rand_int_range (self->random, 5, 60); i > 0; i--)
      {
        self->now += (gint64)g_rand_int_range (self->random, 900, 1100) * TAPE_MILLISECOND;
        add_tick (self);
      }
}

/* In order, astray within the spread, a little late, far too late, from the future, at a time that was before. */
static gint64
event_time (Stream *self)
{
  gint64 spread = self->spec->spread;
  double kind = g_rand_double (self->random);
  guint n = self->events->len;

  if (kind < 0.4 || spread == 0)
    return self->now;
  if (kind < 0.8)
    return self->now - up_to (self, spread);
  if (kind < 0.9)
    return self->now - up_to (self, 4 * spread);
  if (kind < 0.94)
    return self->now - up_to (self, 40 * spread);
  if (kind < 0.95 && self->spec->live)
    return self->now + up_to (self, 30 * TAPE_SECOND);
  if (kind < 0.96)
    return tape_time_floor (self->now, TAPE_MINUTE);
  return g_array_index (self->events, StreamEvent, n - 1).kind == TAPE_BATCH_TRADES
             ? g_array_index (self->events, StreamEvent, n - 1).trade.event_time
             : self->now;
}

/* A trade that came before, once more: as it was, or with another time, which makes it another. */
static gboolean
repeat (Stream *self, StreamEvent *event)
{
  guint n = self->events->len;
  const StreamEvent *earlier = &g_array_index (self->events, StreamEvent, n - 1 - (guint)up_to (self, MIN (n, 60)));

  if (earlier->kind != TAPE_BATCH_TRADES || self->ended[earlier->trade.source])
    return FALSE;
  *event = *earlier;
  event->trade.receive_time = self->spec->live ? self->now : earlier->trade.event_time;
  if (chance (self, 0.2))
    event->trade.event_time++;
  return TRUE;
}

static void
add_trade (Stream *self, guint i)
{
  const StreamSpec *spec = self->spec;
  StreamEvent event = { .kind = TAPE_BATCH_TRADES };
  TapeTrade *trade = &event.trade;
  guint n_symbols = MIN (G_N_ELEMENTS (symbols), 2 + i * 2 * (guint)G_N_ELEMENTS (symbols) / spec->n);
  double *price;

  if (chance (self, 0.05) && repeat (self, &event))
    {
      g_array_append_val (self->events, event);
      return;
    }
  trade->instrument = (guint32)up_to (self, n_symbols);
  do
    trade->source = (guint16)(1 + up_to (self, spec->n_sources));
  while (self->ended[trade->source]);
  trade->event_time = event_time (self);
  trade->receive_time = spec->live ? self->now : trade->event_time;
  price = &self->prices[trade->instrument];
  *price *= 1 + (g_rand_double (self->random) - 0.5) * 0.01;
  trade->price = chance (self, 0.1) ? spec->price : *price;
  trade->quantity = chance (self, 0.1) ? 0 : g_rand_int_range (self->random, 1, 5000);
  trade->side = (guint8)up_to (self, TAPE_N_SIDES);
  if (trade->source % 2 == 0)
    g_snprintf (event.id, sizeof event.id, chance (self, 0.5) ? "%u" : "id-%u", i);
  g_array_append_val (self->events, event);
}

/* The bar of one of the last days, sometimes for the second time with other prices. */
static void
add_daily_bar (Stream *self)
{
  StreamEvent event = { .kind = TAPE_BATCH_BARS };
  TapeBar *bar = &event.bar;
  TapeDay day;

  bar->instrument = (guint32)up_to (self, (gint64)G_N_ELEMENTS (symbols));
  tape_universe_get_day (self->universe, bar->instrument,
                         self->now + self->spec->bars_ahead - up_to (self, 5 * TAPE_DAY), &day);
  bar->start = day.start;
  bar->length = TAPE_BAR_DAY;
  bar->open = self->spec->price * (1 + g_rand_double (self->random) * 0.1);
  bar->close = self->spec->price * (1 + g_rand_double (self->random) * 0.1);
  bar->high = MAX (bar->open, bar->close);
  bar->low = MIN (bar->open, bar->close);
  bar->volume = g_rand_int_range (self->random, 0, 1000000);
  bar->source = BARS_SOURCE;
  g_array_append_val (self->events, event);
}

static void
add_begin (Stream *self, guint32 source)
{
  const StreamSpec *spec = self->spec;
  StreamEvent event = { .kind = TAPE_BATCH_BEGIN, .source = source, .live = spec->live };

  event.delay = spec->live ? 10 * TAPE_SECOND : up_to (self, spec->spread + 1);
  g_array_append_val (self->events, event);
}

static void
add_end (Stream *self, guint32 source)
{
  StreamEvent event = { .kind = TAPE_BATCH_END, .source = source };

  self->ended[source % BARS_SOURCE] = TRUE;
  g_array_append_val (self->events, event);
}

GArray *
stream_new (TapeUniverse *universe, const StreamSpec *spec, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  Stream self = { .spec = spec, .universe = universe, .random = random, .now = spec->start };

  self.events = g_array_new (FALSE, TRUE, sizeof (StreamEvent));
  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++)
    self.prices[i] = spec->price;
  for (guint32 source = 1; source <= spec->n_sources; source++)
    add_begin (&self, source);
  if (spec->daily_bars)
    add_begin (&self, BARS_SOURCE);
  for (guint i = 0; i < spec->n; i++)
    {
      go_on (&self);
      if (spec->daily_bars && chance (&self, 0.1))
        add_daily_bar (&self);
      add_trade (&self, i);
      if (spec->n_sources > 1 && i == spec->n * 2 / 3)
        add_end (&self, spec->n_sources);
    }
  for (guint32 source = 1; source <= spec->n_sources; source++)
    if (!self.ended[source])
      add_end (&self, source);
  if (spec->daily_bars)
    add_end (&self, BARS_SOURCE);
  return self.events;
}

static TapeBatch *
new_batch (const StreamEvent *event)
{
  switch (event->kind)
    {
    case TAPE_BATCH_BEGIN:
      return tape_batch_new_begin (event->source, event->live, event->delay);
    case TAPE_BATCH_END:
      return tape_batch_new_end (event->source);
    case TAPE_BATCH_TICK:
      return tape_batch_new_tick (event->receive_time);
    default:
      return tape_batch_new (event->kind, 16);
    }
}

TapeBatch *
stream_batch (GArray *stream, guint *at, guint end, guint size)
{
  const StreamEvent *event = &g_array_index (stream, StreamEvent, *at);
  TapeBatch *batch = new_batch (event);

  do
    {
      if (event->kind == TAPE_BATCH_TRADES)
        {
          TapeTrade *trade = tape_batch_add_trade (batch);

          *trade = event->trade;
          tape_batch_set_trade_id (batch, trade, event->id, strlen (event->id));
        }
      else if (event->kind == TAPE_BATCH_BARS)
        *tape_batch_add_bar (batch) = event->bar;
      event = &g_array_index (stream, StreamEvent, ++*at);
    }
  while (*at < end && tape_batch_n_events (batch) > 0 && tape_batch_n_events (batch) < size
         && event->kind == batch->kind);
  return batch;
}

void
stream_feed (GArray *stream, guint from, guint to, guint size, TapeEngine *engine)
{
  while (from < to)
    {
      g_autoptr (TapeBatch) batch = stream_batch (stream, &from, to, size);

      tape_engine_process (engine, batch);
    }
}

/* Whether @source ends between two events of @stream. */
static gboolean
ends_within (GArray *stream, guint from, guint to, guint32 source)
{
  for (guint i = from; i < to; i++)
    if (g_array_index (stream, StreamEvent, i).kind == TAPE_BATCH_END
        && g_array_index (stream, StreamEvent, i).source == source)
      return TRUE;
  return FALSE;
}

void
stream_go_on (GArray *stream, guint cut, TapeEngine *engine)
{
  for (guint i = 0; i < cut; i++)
    {
      const StreamEvent *event = &g_array_index (stream, StreamEvent, i);
      gboolean again = event->kind == TAPE_BATCH_BEGIN && !ends_within (stream, i, cut, event->source);
      g_autoptr (TapeBatch) batch = NULL;

      if (again)
        batch = tape_batch_new_begin (event->source, event->live, event->delay);
      else if (event->kind == TAPE_BATCH_TICK && i == cut - 1)
        batch = tape_batch_new_tick (event->receive_time);
      if (batch != NULL)
        tape_engine_process (engine, batch);
    }
}

void
stream_keep_windows (const TapeWindow *windows, guint n_windows, gpointer data)
{
  g_array_append_vals (data, windows, n_windows);
}
