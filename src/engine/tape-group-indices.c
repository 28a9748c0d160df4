/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tape-group-indices.h"

#include "engine/tape-engine-private.h"

#include <math.h>
#include <string.h>

#define ROOM 64

void
tape_group_indices_init (TapeGroupIndices *self, const TapeStanding *standing)
{
  *self = (TapeGroupIndices){ .shown_to = G_MININT64, .changed = G_MAXINT64 };
  for (guint grouping = 0; grouping < TAPE_N_GROUPINGS; grouping++)
    {
      self->first[grouping] = self->n_groups;
      self->n_groups += tape_group_count (grouping);
    }
  self->stride = sizeof (TapeGroupIndex) + standing->size;
  self->lists = g_new (GArray *, self->n_groups);
  for (guint i = 0; i < self->n_groups; i++)
    self->lists[i] = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->settled.groups = g_malloc0_n (self->n_groups, self->stride);
  self->shown.groups = g_malloc0_n (self->n_groups, self->stride);
  self->unsaved = g_new0 (guint8, self->n_groups);
  self->touched = g_new0 (guint8, self->n_groups);
}

void
tape_group_indices_clear (TapeGroupIndices *self)
{
  for (guint i = 0; i < self->n_groups; i++)
    g_array_unref (self->lists[i]);
  g_clear_pointer (&self->lists, g_free);
  g_clear_pointer (&self->keys, g_free);
  g_clear_pointer (&self->settled.members, g_free);
  g_clear_pointer (&self->settled.groups, g_free);
  g_clear_pointer (&self->shown.members, g_free);
  g_clear_pointer (&self->shown.groups, g_free);
  g_clear_pointer (&self->unsaved, g_free);
  g_clear_pointer (&self->touched, g_free);
}

static TapeGroupIndex *
get_index (const TapeGroupIndices *self, const TapeGroupState *state, guint group)
{
  return (TapeGroupIndex *)(gpointer)(state->groups + group * self->stride);
}

static gpointer
get_standing (const TapeGroupIndices *self, const TapeGroupState *state, guint group)
{
  return state->groups + group * self->stride + sizeof (TapeGroupIndex);
}

const double *
tape_group_indices_get (const TapeGroupIndices *self, TapeGrouping grouping, guint group, double *index)
{
  guint number = self->first[grouping] + group;
  const TapeGroupIndex *shown = get_index (self, &self->shown, number);

  *index = shown->n_bars > 0 ? shown->close : NAN;
  return shown->n_bars > 0 ? get_standing (self, &self->shown, number) : NULL;
}

/* --- Members --- */

static void
make_room (TapeGroupIndices *self, guint32 instrument)
{
  guint room = MAX (MAX (ROOM, self->room * 2), instrument + 1);
  guint more = room - self->room;

  self->keys = g_renew (TapeGroupKeys, self->keys, room);
  self->settled.members = g_renew (TapeGroupMember, self->settled.members, room);
  self->shown.members = g_renew (TapeGroupMember, self->shown.members, room);
  memset (self->keys + self->room, 0, more * sizeof *self->keys);
  memset (self->settled.members + self->room, 0, more * sizeof *self->settled.members);
  memset (self->shown.members + self->room, 0, more * sizeof *self->shown.members);
  self->room = room;
}

/* Lists are in order, so that a sum over one is the same whoever came first. */
static void
add_to_list (GArray *list, guint32 instrument)
{
  guint at = list->len;

  while (at > 0 && g_array_index (list, guint32, at - 1) > instrument)
    at--;
  g_array_insert_val (list, at, instrument);
}

static void
add_member (TapeEngine *self, guint32 instrument)
{
  TapeGroupIndices *indices = &self->indices;
  const TapeInstrument *known = tape_universe_get (self->universe, instrument);
  TapeGroupKeys *keys;

  if (instrument >= indices->room)
    make_room (indices, instrument);
  keys = &indices->keys[instrument];
  if (keys->traded)
    return;
  keys->traded = TRUE;
  keys->industry = (guint16)(indices->first[TAPE_GROUP_INDUSTRY] + known->industry);
  keys->country = (guint16)(indices->first[TAPE_GROUP_COUNTRY] + known->country);
  keys->technologies = known->technologies;
  add_to_list (indices->lists[keys->industry], instrument);
  add_to_list (indices->lists[keys->country], instrument);
  for (guint64 rest = keys->technologies; rest != 0; rest &= rest - 1)
    add_to_list (indices->lists[indices->first[TAPE_GROUP_TECHNOLOGY] + (guint)__builtin_ctzll (rest)], instrument);
}

static void
touch_groups (TapeGroupIndices *self, guint32 instrument)
{
  const TapeGroupKeys *keys = &self->keys[instrument];

  self->touched[keys->industry] = TRUE;
  self->touched[keys->country] = TRUE;
  for (guint64 rest = keys->technologies; rest != 0; rest &= rest - 1)
    self->touched[self->first[TAPE_GROUP_TECHNOLOGY] + (guint)__builtin_ctzll (rest)] = TRUE;
}

/* The day of a minute, and what it is held against. No earlier day that has a close is forgotten while a minute of the day
 * may change. */
static void
begin_day (TapeEngine *self, TapeGroupMember *member, const TapeMinute *minute)
{
  const TapeDays *days = &self->tracks[minute->instrument]->days;
  guint i = tape_days_count (days);
  TapeDay day;
  gint32 date;

  tape_universe_get_day (self->universe, minute->instrument, minute->start, &day);
  while (i > 0 && tape_days_get (days, i - 1)->bounds.start >= day.start)
    i--;
  tape_group_member_begin (member, &day, tape_days_previous_close (days, i, &date));
}

/* --- Minutes --- */

static void
take_minute (TapeEngine *self, const TapeGroupState *state, const TapeMinute *minute)
{
  TapeGroupMember *member = &state->members[minute->instrument];

  if (!tape_group_member_is_in_day (member, minute->start))
    begin_day (self, member, minute);
  tape_group_member_add (member, minute->start, minute->pane.open, minute->pane.close);
  touch_groups (&self->indices, minute->instrument);
}

/* After the last of a minute: a bar for each group that a member of traded in it. Those are noted in @changed. */
static void
end_minute (TapeEngine *self, const TapeGroupState *state, gint64 start, guint8 *changed)
{
  TapeGroupIndices *indices = &self->indices;

  for (guint group = 0; group < indices->n_groups; group++)
    {
      const GArray *list = indices->lists[group];
      TapeIndicatorBar bar;
      double value;

      if (!indices->touched[group])
        continue;
      indices->touched[group] = FALSE;
      value = tape_group_index_value (state->members, (const guint32 *)(gconstpointer)list->data, list->len,
                                      start + TAPE_MINUTE);
      if (isnan (value))
        continue;
      tape_group_index_add (get_index (indices, state, group), start, value, &bar);
      tape_standing_update (&self->standing, get_standing (indices, state, group), &bar);
      if (changed != NULL)
        changed[group] = TRUE;
    }
}

void
tape_group_indices_settle (TapeEngine *self, const TapeMinute *minute)
{
  add_member (self, minute->instrument);
  take_minute (self, &self->indices.settled, minute);
}

void
tape_group_indices_end_settled (TapeEngine *self, gint64 start)
{
  end_minute (self, &self->indices.settled, start, self->indices.unsaved);
  if (start > self->indices.shown_to)
    tape_group_indices_changed (&self->indices, G_MININT64);
}

/* --- What may still change, for a frame --- */

static void
take_closed (TapeEngine *self, gint64 start, const GArray *numbers)
{
  TapeGroupIndices *indices = &self->indices;
  gboolean any = FALSE;

  for (guint i = 0; i < numbers->len; i++)
    {
      const TapeMinute *minute = tape_minutes_get (&self->minutes, g_array_index (numbers, guint32, i));

      if (minute->flags & TAPE_MINUTE_SCHEDULED || tape_pane_count (&minute->pane) == 0)
        continue;
      add_member (self, minute->instrument);
      take_minute (self, &indices->shown, minute);
      any = TRUE;
    }
  if (!any)
    return;
  end_minute (self, &indices->shown, start, NULL);
  indices->shown_to = start;
}

static void
show_settled (TapeGroupIndices *self)
{
  if (self->room > 0)
    memcpy (self->shown.members, self->settled.members, self->room * sizeof *self->shown.members);
  memcpy (self->shown.groups, self->settled.groups, self->n_groups * self->stride);
  self->shown_to = G_MININT64;
}

/* Brings what is shown up to the last closed minute: from the first that changed where all before it are as they were,
 * else from those that have settled. */
void
tape_group_indices_update (TapeEngine *self)
{
  TapeGroupIndices *indices = &self->indices;
  gint64 from = indices->changed;
  guint n = tape_schedule_count (self->settling);
  guint i = n;
  gint64 end;

  if (from == G_MAXINT64)
    return;
  if (from <= indices->shown_to || from == G_MININT64)
    {
      show_settled (indices);
      from = G_MININT64;
    }
  while (i > 0 && (tape_schedule_get (self->settling, i - 1, &end), end - self->minutes.keep >= from))
    i--;
  for (; i < n; i++)
    {
      const GArray *numbers = tape_schedule_get (self->settling, i, &end);

      take_closed (self, end - self->minutes.keep, numbers);
    }
  indices->changed = G_MAXINT64;
}

/* --- For a restart --- */

/* A row is known by the name of its group: numbers are others where the table of instruments is another. */
static gint64
name_group (TapeGrouping grouping, guint group)
{
  return g_str_hash (tape_group_name (grouping, group));
}

void
tape_group_indices_save_member (TapeEngine *self, guint32 instrument)
{
  if (instrument < self->indices.room && self->indices.settled.members[instrument].traded)
    tape_commit_add_state (self->commit, TAPE_STATE_GROUP_MEMBER, instrument, 0,
                           &self->indices.settled.members[instrument], sizeof (TapeGroupMember));
}

void
tape_group_indices_save (TapeEngine *self)
{
  TapeGroupIndices *indices = &self->indices;

  for (guint grouping = 0; grouping < TAPE_N_GROUPINGS; grouping++)
    for (guint group = 0; group < tape_group_count (grouping); group++)
      {
        guint number = indices->first[grouping] + group;

        if (!indices->unsaved[number])
          continue;
        indices->unsaved[number] = FALSE;
        tape_commit_add_state (self->commit, TAPE_STATE_GROUP_INDEX, grouping, name_group (grouping, group),
                               get_index (indices, &indices->settled, number), indices->stride);
      }
}

gboolean
tape_group_indices_restore_member (TapeEngine *self, const TapeStateRow *row, gconstpointer data)
{
  if (row->length != sizeof (TapeGroupMember))
    return FALSE;
  add_member (self, row->instrument);
  memcpy (&self->indices.settled.members[row->instrument], data, row->length);
  return TRUE;
}

/* A group that there is no more is forgotten. */
gboolean
tape_group_indices_restore (TapeEngine *self, const TapeStateRow *row, gconstpointer data)
{
  TapeGroupIndices *indices = &self->indices;

  if (row->length != indices->stride || row->instrument >= TAPE_N_GROUPINGS)
    return FALSE;
  for (guint group = 0; group < tape_group_count (row->instrument); group++)
    if (name_group (row->instrument, group) == row->time)
      memcpy (get_index (indices, &indices->settled, indices->first[row->instrument] + group), data, row->length);
  return TRUE;
}
