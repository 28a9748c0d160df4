/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-poll-schedule.h"

#include <string.h>

/* Version; symbol, volume, id of each; the quota's own bytes. Little-endian. */
#define SAVED   G_VARIANT_TYPE ("(ua(sdt)ay)")
#define VERSION 1

static TapePollTurn *
get_turn (const TapePollSchedule *self, guint i)
{
  return &g_array_index (self->turns, TapePollTurn, i);
}

static TapePollTurn *
find_turn (const TapePollSchedule *self, const char *symbol)
{
  for (guint i = 0; i < self->turns->len; i++)
    if (strcmp (get_turn (self, i)->symbol, symbol) == 0)
      return get_turn (self, i);
  return NULL;
}

static void
turn_clear (gpointer data)
{
  g_free (((TapePollTurn *)data)->symbol);
}

void
tape_poll_schedule_init (TapePollSchedule *self, TapeUniverse *universe, const char *const *symbols)
{
  self->turns = g_array_new (FALSE, FALSE, sizeof (TapePollTurn));
  g_array_set_clear_func (self->turns, turn_clear);
  for (guint i = 0; symbols[i] != NULL; i++)
    {
      TapePollTurn turn = { .memory = TAPE_POLL_MEMORY_NONE, .asked = TAPE_NO_TIME };

      turn.instrument = tape_universe_intern (universe, symbols[i], strlen (symbols[i]));
      if (turn.instrument == TAPE_NO_INSTRUMENT || find_turn (self, symbols[i]) != NULL)
        continue;
      turn.symbol = g_strdup (symbols[i]);
      g_array_append_val (self->turns, turn);
    }
}

void
tape_poll_schedule_clear (TapePollSchedule *self)
{
  g_clear_pointer (&self->turns, g_array_unref);
}

static gint64
get_due (const TapePollTurn *turn, gint64 now, gint64 interval)
{
  return turn->again || turn->asked == TAPE_NO_TIME ? now : turn->asked + interval;
}

TapePollTurn *
tape_poll_schedule_next (TapePollSchedule *self, gint64 now, gint64 interval, gint64 *due)
{
  TapePollTurn *next = NULL;

  *due = TAPE_NO_TIME;
  for (guint i = 0; i < self->turns->len; i++)
    {
      TapePollTurn *turn = get_turn (self, i);
      gint64 time = get_due (turn, now, interval);

      if (turn->unknown)
        continue;
      if (*due == TAPE_NO_TIME || time < *due)
        *due = time;
      /* No time at all is the earliest. */
      if (time <= now && (next == NULL || turn->asked < next->asked))
        next = turn;
    }
  return next;
}

TapePollTurn *
tape_poll_schedule_find_past (TapePollSchedule *self)
{
  TapePollTurn *found = NULL;

  for (guint i = 0; i < self->turns->len; i++)
    {
      TapePollTurn *turn = get_turn (self, i);

      if (turn->pasts == 0 || turn->asked == TAPE_NO_TIME || turn->again || turn->unknown)
        continue;
      if (found == NULL || g_bit_nth_lsf (turn->pasts, -1) < g_bit_nth_lsf (found->pasts, -1))
        found = turn;
    }
  return found;
}

guint
tape_poll_schedule_count (const TapePollSchedule *self)
{
  guint n = 0;

  for (guint i = 0; i < self->turns->len; i++)
    n += !get_turn (self, i)->unknown;
  return n;
}

static GVariant *
to_little_endian (GVariant *variant)
{
  GVariant *swapped;

  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    return variant;
  swapped = g_variant_byteswap (variant);
  g_variant_unref (variant);
  return swapped;
}

GBytes *
tape_poll_schedule_save (const TapePollSchedule *self, const TapeQuota *quota)
{
  g_autoptr (GBytes) spent = tape_quota_save (quota);
  g_autoptr (GVariant) saved = NULL;
  GVariantBuilder turns;

  g_variant_builder_init (&turns, G_VARIANT_TYPE ("a(sdt)"));
  for (guint i = 0; i < self->turns->len; i++)
    {
      const TapePollTurn *turn = get_turn (self, i);

      g_variant_builder_add (&turns, "(sdt)", turn->symbol, turn->memory.volume, turn->memory.id);
    }
  saved = g_variant_new ("(u@a(sdt)@ay)", VERSION, g_variant_builder_end (&turns),
                         g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, spent, TRUE));
  saved = to_little_endian (g_variant_ref_sink (g_steal_pointer (&saved)));
  return g_variant_get_data_as_bytes (saved);
}

static void
load_turns (TapePollSchedule *self, GVariant *turns)
{
  GVariantIter iter;
  TapePollMemory memory;
  const char *symbol;

  g_variant_iter_init (&iter, turns);
  while (g_variant_iter_next (&iter, "(&sdt)", &symbol, &memory.volume, &memory.id))
    {
      TapePollTurn *turn = find_turn (self, symbol);

      if (turn != NULL)
        turn->memory = memory;
    }
}

gboolean
tape_poll_schedule_load (TapePollSchedule *self, TapeQuota *quota, GBytes *saved)
{
  g_autoptr (GVariant) variant = to_little_endian (g_variant_ref_sink (g_variant_new_from_bytes (SAVED, saved, FALSE)));
  g_autoptr (GVariant) turns = NULL;
  g_autoptr (GVariant) spent = NULL;
  g_autoptr (GBytes) bytes = NULL;
  guint32 version;

  if (!g_variant_is_normal_form (variant))
    return FALSE;
  g_variant_get (variant, "(u@a(sdt)@ay)", &version, &turns, &spent);
  bytes = g_variant_get_data_as_bytes (spent);
  if (version != VERSION || !tape_quota_load (quota, bytes))
    return FALSE;
  load_turns (self, turns);
  return TRUE;
}
