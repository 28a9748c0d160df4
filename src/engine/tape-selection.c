/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tape-selection.h"

#include <math.h>
#include <string.h>

#include "engine/tape-engine.h"

#define NO_GROUP G_MAXUINT32

/* From @from on the instrument's trades are those of the group with the number @group, until the next turn. */
typedef struct
{
  gint64 from;
  guint32 group;
  guint32 unused;
} Turn;

/**
 * Heard:
 * @event_time: largest of its trades
 * @missed: receive time of the first trade of another group since it spoke last; TAPE_NO_TIME: there was none
 * @price: at @event_time
 * @source: the one of its sources that spoke last; 0: it was never heard
 * @differs: its price disagrees with that in use
 *
 * What is known of a group by an instrument.
 */
typedef struct
{
  gint64 event_time;
  gint64 missed;
  double price;
  guint32 source;
  guint32 differs;
} Heard;

/**
 * TapeSelectionStanding:
 * @last: latest event time of a trade that was taken
 * @in_use: index of the group whose turn it is
 * @n_turns: of @turns
 * @heard: (array length=n_heard): by index of the group
 */
struct _TapeSelectionStanding
{
  gint64 last;
  guint32 in_use;
  guint32 n_turns;
  Turn turns[TAPE_SELECTION_TURNS];
  Heard *heard;
  guint32 n_heard;
  gboolean unsaved;
};

void
tape_selection_init (TapeSelection *self, double share)
{
  *self = (TapeSelection){ .now = TAPE_NO_TIME, .share = share };
  self->groups = g_array_new (FALSE, FALSE, sizeof (TapeSelectionGroup));
  self->sources = g_array_new (FALSE, FALSE, sizeof (TapeSelectionSource));
  self->unsaved = g_array_new (FALSE, FALSE, sizeof (guint32));
}

void
tape_selection_clear (TapeSelection *self)
{
  for (guint i = 0; i < self->n_standings; i++)
    if (self->standings[i] != NULL)
      {
        g_free (self->standings[i]->heard);
        g_free (self->standings[i]);
      }
  g_clear_pointer (&self->standings, g_free);
  g_clear_pointer (&self->index, g_free);
  g_clear_pointer (&self->groups, g_array_unref);
  g_clear_pointer (&self->sources, g_array_unref);
  g_clear_pointer (&self->unsaved, g_array_unref);
}

/* --- Groups and sources --- */

static TapeSelectionGroup *
get_group (const TapeSelection *self, guint i)
{
  return &g_array_index (self->groups, TapeSelectionGroup, i);
}

static guint
ensure_group (TapeSelection *self, guint32 number)
{
  const TapeSelectionGroup group = { .number = number, .stale_after = TAPE_STALE_AFTER };
  guint i = 0;

  while (i < self->groups->len && get_group (self, i)->number != number)
    i++;
  if (i == self->groups->len)
    g_array_append_val (self->groups, group);
  return i;
}

TapeSelectionSource *
tape_selection_find_source (const TapeSelection *self, guint32 source)
{
  guint place = source < self->n_index ? self->index[source] : 0;

  return place == 0 ? NULL : &g_array_index (self->sources, TapeSelectionSource, place - 1);
}

/* @group: number of its group, if it is met first */
static TapeSelectionSource *
ensure_source (TapeSelection *self, guint32 source, guint32 group)
{
  TapeSelectionSource *found = tape_selection_find_source (self, source);
  TapeSelectionSource added = { .source = source };

  if (found != NULL)
    return found;
  if (source >= self->n_index)
    {
      guint n = MAX (source + 1, MAX (16, self->n_index * 2));

      self->index = g_renew (guint16, self->index, n);
      memset (self->index + self->n_index, 0, (n - self->n_index) * sizeof *self->index);
      self->n_index = n;
    }
  added.group = ensure_group (self, group);
  g_array_append_val (self->sources, added);
  self->index[source] = (guint16)self->sources->len;
  return tape_selection_find_source (self, source);
}

static void
set_present (TapeSelection *self, TapeSelectionSource *source, gboolean present)
{
  TapeSelectionGroup *group = get_group (self, source->group);

  if (present && !source->present)
    group->n_present++;
  else if (!present && source->present)
    group->n_present--;
  source->present = present;
}

void
tape_selection_begin (TapeSelection *self, guint32 number, guint32 group, guint32 rank, gint64 stale_after)
{
  TapeSelectionSource *source;
  TapeSelectionGroup *of;

  if (rank == 0 && tape_selection_find_source (self, number) == NULL)
    return;
  source = ensure_source (self, number, group);
  set_present (self, source, FALSE);
  source->group = ensure_group (self, group);
  source->unsaved = TRUE;
  set_present (self, source, TRUE);
  of = get_group (self, source->group);
  of->rank = rank;
  of->stale_after = stale_after > 0 ? stale_after : TAPE_STALE_AFTER;
}

void
tape_selection_end (TapeSelection *self, guint32 source)
{
  TapeSelectionSource *of = tape_selection_find_source (self, source);

  if (of != NULL)
    set_present (self, of, FALSE);
}

void
tape_selection_forget_sources (TapeSelection *self)
{
  for (guint i = 0; i < self->sources->len; i++)
    set_present (self, &g_array_index (self->sources, TapeSelectionSource, i), FALSE);
}

/* --- What is known of an instrument --- */

static TapeSelectionStanding *
ensure_standing (TapeSelection *self, guint32 instrument)
{
  TapeSelectionStanding *standing;

  if (instrument >= self->n_standings)
    {
      guint n = MAX (instrument + 1, MAX (64, self->n_standings * 2));

      self->standings = g_renew (TapeSelectionStanding *, self->standings, n);
      memset (self->standings + self->n_standings, 0, (n - self->n_standings) * sizeof *self->standings);
      self->n_standings = n;
    }
  if (self->standings[instrument] != NULL)
    return self->standings[instrument];

  standing = self->standings[instrument] = g_new0 (TapeSelectionStanding, 1);
  standing->last = TAPE_NO_TIME;
  standing->in_use = NO_GROUP;
  return standing;
}

static Heard *
ensure_heard (TapeSelectionStanding *self, guint group)
{
  const Heard never = { .event_time = TAPE_NO_TIME, .missed = TAPE_NO_TIME, .price = NAN };

  if (group >= self->n_heard)
    {
      self->heard = g_renew (Heard, self->heard, group + 1);
      while (self->n_heard <= group)
        self->heard[self->n_heard++] = never;
    }
  return &self->heard[group];
}

static void
note_unsaved (TapeSelection *self, TapeSelectionStanding *standing, guint32 instrument)
{
  if (!standing->unsaved)
    g_array_append_val (self->unsaved, instrument);
  standing->unsaved = TRUE;
}

/* Whether the group is there, takes part, and nothing says that it is silent while others are not. */
static gboolean
is_fresh (const TapeSelection *self, const TapeSelectionStanding *standing, guint group, gint64 now)
{
  const TapeSelectionGroup *of = get_group (self, group);
  const Heard *heard = &standing->heard[group];

  return heard->source != 0 && of->n_present > 0 && of->rank > 0
         && (heard->missed == TAPE_NO_TIME || now - heard->missed < of->stale_after);
}

/* --- A trade --- */

/* An event time that far ahead of its receive time says nothing of how far others are. */
static gboolean
is_ahead (const TapeTrade *trade)
{
  return trade->event_time > trade->receive_time + TAPE_DELAY_LIVE;
}

/* Returns: event time before which the group has told what it has of the instrument; this trade is not before it if it is
 * the latest of the group */
static gint64
hear (TapeSelection *self, TapeSelectionStanding *standing, guint group, const TapeTrade *trade)
{
  Heard *own = ensure_heard (standing, group);
  gint64 before = own->event_time;

  own->source = trade->source;
  own->missed = TAPE_NO_TIME;
  if (is_ahead (trade))
    return before + 1;
  if (trade->event_time >= own->event_time)
    {
      own->event_time = trade->event_time;
      own->price = trade->price;
    }
  for (guint i = 0; i < standing->n_heard; i++)
    {
      Heard *other = &standing->heard[i];

      if (i != group && other->source != 0 && other->missed == TAPE_NO_TIME
          && (other->event_time == TAPE_NO_TIME || trade->event_time - other->event_time > TAPE_SELECTION_SLACK))
        other->missed = self->now;
    }
  return trade->event_time > before ? trade->event_time : before + 1;
}

static guint
find_best (const TapeSelection *self, const TapeSelectionStanding *standing)
{
  const TapeSelectionGroup *best = NULL;
  guint found = NO_GROUP;

  for (guint i = 0; i < standing->n_heard; i++)
    {
      const TapeSelectionGroup *group = get_group (self, i);

      if (!is_fresh (self, standing, i, self->now)
          || (best != NULL
              && (group->rank > best->rank || (group->rank == best->rank && group->number > best->number))))
        continue;
      best = group;
      found = i;
    }
  return found;
}

/* The turn of a group begins: behind all that was taken, and behind what the group has told, @told, which was set aside; what
 * of that time the one before it still delivers is its own. A turn in which nothing could be taken has not been. */
static void
begin_turn (const TapeSelection *self, TapeSelectionStanding *standing, guint group, gint64 told)
{
  const Turn turn = { .from = standing->last == TAPE_NO_TIME ? TAPE_NO_TIME : MAX (standing->last + 1, told),
                      .group = get_group (self, group)->number };
  guint n = standing->n_turns;

  standing->in_use = group;
  for (guint i = 0; i < standing->n_heard; i++)
    standing->heard[i].differs = FALSE;
  while (n > 0 && standing->turns[n - 1].from >= turn.from)
    n--;
  if (n > 0 && standing->turns[n - 1].group == turn.group)
    {
      standing->n_turns = n;
      return;
    }
  if (n == TAPE_SELECTION_TURNS)
    {
      memmove (standing->turns, standing->turns + 1, (TAPE_SELECTION_TURNS - 1) * sizeof turn);
      n--;
    }
  standing->turns[n] = turn;
  standing->n_turns = n + 1;
}

static guint32
find_owner (const TapeSelectionStanding *standing, gint64 event_time)
{
  guint i = standing->n_turns;

  if (i == 0)
    return 0;
  while (i > 1 && standing->turns[i - 1].from > event_time)
    i--;
  return standing->turns[i - 1].group;
}

/* Of two groups one of which is in use. */
static void
compare (TapeSelection *self, const Heard *used, Heard *other)
{
  gboolean differed = other->differs != 0;

  if (other->source == 0 || ABS (used->event_time - other->event_time) > TAPE_SELECTION_NEAR)
    return;
  other->differs = self->share > 0 && fabs (other->price - used->price) > self->share * used->price;
  if (other->differs && !differed)
    {
      TapeSelectionSource *source = tape_selection_find_source (self, other->source);

      source->disagreements++;
      source->unsaved = TRUE;
    }
}

static void
compare_prices (TapeSelection *self, TapeSelectionStanding *standing, guint group)
{
  const Heard *used = standing->in_use < standing->n_heard ? &standing->heard[standing->in_use] : NULL;

  if (used == NULL || used->event_time == TAPE_NO_TIME)
    return;
  for (guint i = 0; i < standing->n_heard; i++)
    if (i != standing->in_use && (i == group || group == standing->in_use)
        && standing->heard[i].event_time != TAPE_NO_TIME)
      compare (self, used, &standing->heard[i]);
}

gboolean
tape_selection_take (TapeSelection *self, const TapeTrade *trade)
{
  TapeSelectionSource *source = tape_selection_find_source (self, trade->source);
  TapeSelectionStanding *standing;
  gint64 told;
  guint best;

  self->now = MAX (self->now, trade->receive_time);
  if (source == NULL || get_group (self, source->group)->rank == 0)
    return TRUE;
  standing = ensure_standing (self, trade->instrument);
  note_unsaved (self, standing, trade->instrument);
  told = hear (self, standing, source->group, trade);
  best = find_best (self, standing);
  if (best != NO_GROUP && best != standing->in_use)
    begin_turn (self, standing, best, best == source->group ? told : standing->heard[best].event_time + 1);
  compare_prices (self, standing, source->group);
  if (find_owner (standing, trade->event_time) != get_group (self, source->group)->number)
    {
      source->aside++;
      source->unsaved = TRUE;
      return FALSE;
    }
  if (!is_ahead (trade))
    standing->last = MAX (standing->last, trade->event_time);
  return TRUE;
}

gboolean
tape_selection_get (const TapeSelection *self, guint32 instrument, gint64 now, TapeSelected *selected)
{
  const TapeSelectionStanding *standing = instrument < self->n_standings ? self->standings[instrument] : NULL;
  const Heard *used;

  *selected = (TapeSelected){ .share = 0 };
  if (standing == NULL || standing->in_use >= standing->n_heard)
    return FALSE;
  used = &standing->heard[standing->in_use];
  selected->source = used->source;
  selected->stale_after = get_group (self, standing->in_use)->stale_after;
  for (guint i = 0; i < standing->n_heard; i++)
    {
      const Heard *heard = &standing->heard[i];
      double share = fabs (heard->price - used->price) / used->price;

      if (!heard->differs || !is_fresh (self, standing, i, now) || share < selected->share
          || (share == selected->share && heard->source > selected->against))
        continue;
      selected->against = heard->source;
      selected->share = share;
    }
  return TRUE;
}

/* --- For a restart --- */

typedef struct
{
  guint32 group;
  guint32 unused;
  guint64 aside;
  guint64 disagreements;
} SourceRow;

/* Ahead of the turns, and of what was heard of the groups. */
typedef struct
{
  gint64 last;
  guint32 in_use; /* number of the group; 0: none */
  guint32 n_turns;
  guint32 n_heard;
  guint32 unused;
} InstrumentRow;

typedef struct
{
  Heard heard;
  guint32 group; /* its number */
  guint32 unused;
} HeardRow;

static GByteArray *
write_instrument (const TapeSelection *self, const TapeSelectionStanding *standing)
{
  GByteArray *bytes = g_byte_array_new ();
  InstrumentRow row = { .last = standing->last, .n_turns = standing->n_turns };

  if (standing->in_use != NO_GROUP)
    row.in_use = get_group (self, standing->in_use)->number;
  for (guint i = 0; i < standing->n_heard; i++)
    row.n_heard += standing->heard[i].source != 0;
  g_byte_array_append (bytes, (const guint8 *)&row, sizeof row);
  g_byte_array_append (bytes, (const guint8 *)standing->turns, standing->n_turns * (guint)sizeof (Turn));
  for (guint i = 0; i < standing->n_heard; i++)
    {
      const HeardRow heard = { .heard = standing->heard[i], .group = get_group (self, i)->number };

      if (heard.heard.source != 0)
        g_byte_array_append (bytes, (const guint8 *)&heard, sizeof heard);
    }
  return bytes;
}

void
tape_selection_each_unsaved (
    TapeSelection *self,
    void (*save_source) (guint32 source, const void *bytes, gsize length, gpointer data),
    void (*save_instrument) (guint32 instrument, const void *bytes, gsize length, gpointer data),
    gpointer data)
{
  for (guint i = 0; i < self->sources->len; i++)
    {
      TapeSelectionSource *source = &g_array_index (self->sources, TapeSelectionSource, i);
      const SourceRow row = { .group = get_group (self, source->group)->number,
                              .aside = source->aside,
                              .disagreements = source->disagreements };

      if (source->unsaved)
        save_source (source->source, &row, sizeof row, data);
      source->unsaved = FALSE;
    }
  for (guint i = 0; i < self->unsaved->len; i++)
    {
      guint32 instrument = g_array_index (self->unsaved, guint32, i);
      g_autoptr (GByteArray) bytes = write_instrument (self, self->standings[instrument]);

      save_instrument (instrument, bytes->data, bytes->len, data);
      self->standings[instrument]->unsaved = FALSE;
    }
  g_array_set_size (self->unsaved, 0);
}

gboolean
tape_selection_restore_source (TapeSelection *self, guint32 number, const void *bytes, gsize length)
{
  TapeSelectionSource *source;
  SourceRow row;

  if (length != sizeof row || number == 0 || number > G_MAXUINT16)
    return FALSE;
  memcpy (&row, bytes, sizeof row);
  source = ensure_source (self, number, row.group);
  source->group = ensure_group (self, row.group);
  source->aside = row.aside;
  source->disagreements = row.disagreements;
  return TRUE;
}

gboolean
tape_selection_restore_instrument (TapeSelection *self, guint32 instrument, const void *bytes, gsize length)
{
  TapeSelectionStanding *standing;
  const guint8 *at = bytes;
  InstrumentRow row;

  if (length < sizeof row)
    return FALSE;
  memcpy (&row, at, sizeof row);
  if (row.n_turns > TAPE_SELECTION_TURNS
      || length != sizeof row + row.n_turns * sizeof (Turn) + row.n_heard * sizeof (HeardRow))
    return FALSE;
  at += sizeof row;
  standing = ensure_standing (self, instrument);
  standing->last = row.last;
  standing->in_use = row.in_use != 0 ? ensure_group (self, row.in_use) : NO_GROUP;
  standing->n_turns = row.n_turns;
  memcpy (standing->turns, at, row.n_turns * sizeof (Turn));
  at += row.n_turns * sizeof (Turn);
  for (guint i = 0; i < row.n_heard; i++, at += sizeof (HeardRow))
    {
      HeardRow heard;

      memcpy (&heard, at, sizeof heard);
      if (heard.heard.source == 0 || heard.heard.source > G_MAXUINT16)
        return FALSE;
      ensure_source (self, heard.heard.source, heard.group);
      *ensure_heard (standing, ensure_group (self, heard.group)) = heard.heard;
    }
  return TRUE;
}
