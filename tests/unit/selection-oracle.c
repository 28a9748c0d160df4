/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "selection-oracle.h"

#include <math.h>
#include <string.h>

#include "engine/tape-engine.h"
#include "engine/tape-selection.h"

typedef struct
{
  gint64 from;
  guint32 group;
} Turn;

typedef struct
{
  GArray *turns;
  gint64 last;
  guint32 in_use;
  gboolean differs[SELECTION_GROUPS + 1];
} Instrument;

typedef struct
{
  GArray *events;
  double share;
  Instrument instruments[SELECTION_INSTRUMENTS];
} Oracle;

static const SelectionEvent *
get_event (const Oracle *self, guint i)
{
  return &g_array_index (self->events, SelectionEvent, i);
}

static gint64
get_now (const Oracle *self, guint k)
{
  gint64 now = TAPE_NO_TIME;

  for (guint i = 0; i <= k; i++)
    if (get_event (self, i)->kind == TAPE_BATCH_TRADES)
      now = MAX (now, get_event (self, i)->trade.receive_time);
    else
      now = MAX (now, get_event (self, i)->receive_time);
  return now;
}

static gboolean
is_ahead (const SelectionEvent *event)
{
  return event->trade.event_time - event->trade.receive_time > TAPE_DELAY_LIVE;
}

/* Of @group at event @k: its rank, and whether a source of it is there. */
static guint32
get_rank (const Oracle *self, guint k, guint32 group, gint64 *stale_after, gboolean *present)
{
  gboolean there[SELECTION_GROUPS * 2 + 2] = { FALSE };
  guint32 rank = 0;

  *present = FALSE;
  *stale_after = TAPE_STALE_AFTER;
  for (guint i = 0; i <= k; i++)
    {
      const SelectionEvent *event = get_event (self, i);

      if (event->group != group)
        continue;
      if (event->kind == TAPE_BATCH_BEGIN)
        {
          rank = event->rank;
          *stale_after = event->stale_after > 0 ? event->stale_after : TAPE_STALE_AFTER;
        }
      if (event->kind == TAPE_BATCH_BEGIN || event->kind == TAPE_BATCH_END)
        there[event->source] = event->kind == TAPE_BATCH_BEGIN;
    }
  for (guint i = 0; i < G_N_ELEMENTS (there); i++)
    *present |= there[i];
  return rank;
}

static gboolean
is_trade_of (const SelectionEvent *event, guint32 instrument)
{
  return event->kind == TAPE_BATCH_TRADES && event->trade.instrument == instrument && event->rank > 0;
}

/* The largest event time of @group's trades up to event @k. */
static gint64
get_event_time (const Oracle *self, guint k, guint32 instrument, guint32 group, double *price)
{
  gint64 largest = TAPE_NO_TIME;

  for (guint i = 0; i <= k; i++)
    {
      const SelectionEvent *event = get_event (self, i);

      if (!is_trade_of (event, instrument) || event->group != group || is_ahead (event)
          || event->trade.event_time < largest)
        continue;
      largest = event->trade.event_time;
      *price = event->trade.price;
    }
  return largest;
}

static gboolean
is_fresh (const Oracle *self, guint k, guint32 instrument, guint32 group, gint64 now, guint32 *rank)
{
  gint64 stale_after, largest;
  gboolean present;
  double price;
  int spoke = -1;

  *rank = get_rank (self, k, group, &stale_after, &present);
  for (guint i = 0; i <= k; i++)
    if (is_trade_of (get_event (self, i), instrument) && get_event (self, i)->group == group)
      spoke = (int)i;
  if (spoke < 0 || !present || *rank == 0)
    return FALSE;
  largest = get_event_time (self, (guint)spoke, instrument, group, &price);
  for (guint i = (guint)spoke + 1; i <= k; i++)
    {
      const SelectionEvent *event = get_event (self, i);

      if (is_trade_of (event, instrument) && event->group != group && !is_ahead (event)
          && (largest == TAPE_NO_TIME || event->trade.event_time - largest > TAPE_SELECTION_SLACK))
        return now - get_now (self, i) < stale_after;
    }
  return TRUE;
}

static guint32
find_best (const Oracle *self, guint k, guint32 instrument)
{
  guint32 best = 0, best_rank = 0;

  for (guint32 group = 1; group <= SELECTION_GROUPS; group++)
    {
      guint32 rank;

      if (!is_fresh (self, k, instrument, group, get_now (self, k), &rank) || (best != 0 && rank >= best_rank))
        continue;
      best = group;
      best_rank = rank;
    }
  return best;
}

static void
begin_turn (Instrument *self, guint32 group, gint64 from)
{
  const Turn turn = { from, group };

  memset (self->differs, 0, sizeof self->differs);
  self->in_use = group;
  g_array_append_val (self->turns, turn);
  for (guint i = 0; i + 1 < self->turns->len;)
    if (g_array_index (self->turns, Turn, i).from >= from)
      g_array_remove_index (self->turns, i);
    else if (g_array_index (self->turns, Turn, i).group == g_array_index (self->turns, Turn, i + 1).group)
      g_array_remove_index (self->turns, i + 1);
    else
      i++;
  while (self->turns->len > TAPE_SELECTION_TURNS)
    g_array_remove_index (self->turns, 0);
}

static guint32
find_owner (const Instrument *self, gint64 event_time)
{
  guint32 owner = self->turns->len > 0 ? g_array_index (self->turns, Turn, 0).group : 0;

  for (guint i = 1; i < self->turns->len; i++)
    if (g_array_index (self->turns, Turn, i).from <= event_time)
      owner = g_array_index (self->turns, Turn, i).group;
  return owner;
}

static guint32
get_last_source (const Oracle *self, guint k, guint32 instrument, guint32 group)
{
  guint32 source = 0;

  for (guint i = 0; i <= k; i++)
    if (is_trade_of (get_event (self, i), instrument) && get_event (self, i)->group == group)
      source = get_event (self, i)->trade.source;
  return source;
}

/* Those that the trade at @k tells something of. */
static void
compare (Oracle *self, guint k, SelectionCount *counts)
{
  const SelectionEvent *event = get_event (self, k);
  guint32 i = event->trade.instrument;
  Instrument *instrument = &self->instruments[i];
  double used_price = NAN, price = NAN;
  gint64 used = get_event_time (self, k, i, instrument->in_use, &used_price);

  for (guint32 group = 1; group <= SELECTION_GROUPS; group++)
    {
      gint64 time = get_event_time (self, k, i, group, &price);
      gboolean differed = instrument->differs[group];

      if (group == instrument->in_use || (event->group != group && event->group != instrument->in_use)
          || used == TAPE_NO_TIME || time == TAPE_NO_TIME || ABS (time - used) > TAPE_SELECTION_NEAR)
        continue;
      instrument->differs[group] = fabs (price - used_price) > self->share * used_price;
      if (instrument->differs[group] && !differed)
        counts[get_last_source (self, k, i, group)].disagreements++;
    }
}

static void
take (Oracle *self, guint k, SelectionCount *counts)
{
  SelectionEvent *event = &g_array_index (self->events, SelectionEvent, k);
  Instrument *instrument = &self->instruments[event->trade.instrument];
  guint32 best;

  if (event->rank == 0)
    return;
  best = find_best (self, k, event->trade.instrument);
  if (best != 0 && best != instrument->in_use)
    {
      double price;
      gint64 told = (k > 0 ? get_event_time (self, k - 1, event->trade.instrument, best, &price) : TAPE_NO_TIME) + 1;

      if (event->group == best && !is_ahead (event))
        told = MAX (told, event->trade.event_time);
      begin_turn (instrument, best, instrument->last == TAPE_NO_TIME ? TAPE_NO_TIME : MAX (instrument->last + 1, told));
    }
  compare (self, k, counts);
  event->aside = find_owner (instrument, event->trade.event_time) != event->group;
  counts[event->trade.source].aside += event->aside != 0;
  if (!event->aside && !is_ahead (event))
    instrument->last = MAX (instrument->last, event->trade.event_time);
}

static SelectionStanding
get_standing (const Oracle *self, guint32 i)
{
  const Instrument *instrument = &self->instruments[i];
  guint k = self->events->len - 1;
  SelectionStanding standing = { get_last_source (self, k, i, instrument->in_use), 0, 0 };
  double used = NAN, price = NAN;

  get_event_time (self, k, i, instrument->in_use, &used);
  for (guint32 group = 1; group <= SELECTION_GROUPS; group++)
    {
      guint32 rank;

      if (!instrument->differs[group] || !is_fresh (self, k, i, group, get_now (self, k), &rank))
        continue;
      get_event_time (self, k, i, group, &price);
      if (fabs (price - used) / used <= standing.share)
        continue;
      standing.share = fabs (price - used) / used;
      standing.against = get_last_source (self, k, i, group);
    }
  return standing;
}

void
selection_oracle_run (
    GArray *events, double share, SelectionStanding *standings, SelectionCount *counts, guint n_counts)
{
  Oracle self = { .events = events, .share = share };

  memset (counts, 0, n_counts * sizeof *counts);
  for (guint i = 0; i < SELECTION_INSTRUMENTS; i++)
    self.instruments[i] = (Instrument){ .turns = g_array_new (FALSE, FALSE, sizeof (Turn)), .last = TAPE_NO_TIME };
  for (guint k = 0; k < events->len; k++)
    if (get_event (&self, k)->kind == TAPE_BATCH_TRADES)
      take (&self, k, counts);
  for (guint32 i = 0; i < SELECTION_INSTRUMENTS; i++)
    {
      standings[i] = get_standing (&self, i);
      g_array_unref (self.instruments[i].turns);
    }
}
