/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "alerts/tape-rule-set.h"

#include <string.h>

static void
free_list (gpointer item)
{
  TapeRuleList *list = item;

  g_free (list->name);
  g_strfreev (list->symbols);
  g_free (list);
}

static void
clear_snooze (gpointer item)
{
  g_free (((TapeSnooze *)item)->subject);
}

TapeRuleSet *
tape_rule_set_new (void)
{
  TapeRuleSet *self = g_new0 (TapeRuleSet, 1);

  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_rule_free);
  self->lists = g_ptr_array_new_with_free_func (free_list);
  self->snoozes = g_array_new (FALSE, FALSE, sizeof (TapeSnooze));
  g_array_set_clear_func (self->snoozes, clear_snooze);
  self->references = 1;
  return self;
}

TapeRuleSet *
tape_rule_set_ref (TapeRuleSet *self)
{
  __atomic_add_fetch (&self->references, 1, __ATOMIC_RELAXED);
  return self;
}

void
tape_rule_set_unref (TapeRuleSet *self)
{
  if (__atomic_sub_fetch (&self->references, 1, __ATOMIC_ACQ_REL) > 0)
    return;
  g_ptr_array_unref (self->rules);
  g_ptr_array_unref (self->lists);
  g_array_unref (self->snoozes);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self);
}

void
tape_rule_set_add (TapeRuleSet *self, const TapeRule *rule)
{
  g_return_if_fail (self->rules->len == 0
                    || ((TapeRule *)g_ptr_array_index (self->rules, self->rules->len - 1))->id < rule->id);

  g_ptr_array_add (self->rules, tape_rule_copy (rule));
}

void
tape_rule_set_add_list (TapeRuleSet *self, const char *name, const char *const *symbols)
{
  TapeRuleList *list = g_new (TapeRuleList, 1);

  list->name = g_strdup (name);
  list->symbols = g_strdupv ((char **)symbols);
  g_ptr_array_add (self->lists, list);
}

void
tape_rule_set_add_lists_of (TapeRuleSet *self, const TapeRuleSet *other)
{
  for (guint i = 0; i < other->lists->len; i++)
    {
      const TapeRuleList *list = g_ptr_array_index (other->lists, i);

      tape_rule_set_add_list (self, list->name, (const char *const *)list->symbols);
    }
}

void
tape_rule_set_add_snooze (TapeRuleSet *self, gint64 rule, const char *subject, gint64 until)
{
  TapeSnooze snooze = { rule, g_strdup (subject), until };

  g_array_append_val (self->snoozes, snooze);
}

gboolean
tape_rule_set_is_quiet (const TapeRuleSet *self, gint64 time)
{
  gint64 seconds, offset = 0;
  guint minute;

  if (!self->quiet)
    return FALSE;
  seconds = tape_time_floor (time, TAPE_SECOND) / TAPE_SECOND;
  if (self->zone != NULL)
    offset
        = g_time_zone_get_offset (self->zone, g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL, seconds));
  time = (seconds + offset) * TAPE_SECOND;
  minute = (guint)((time - tape_time_floor (time, TAPE_DAY)) / TAPE_MINUTE);
  if (self->quiet_from < self->quiet_to)
    return minute >= self->quiet_from && minute < self->quiet_to;
  return minute >= self->quiet_from || minute < self->quiet_to;
}

gboolean
tape_rule_set_is_snoozed (const TapeRuleSet *self, gint64 rule, const char *subject, gint64 time)
{
  for (guint i = 0; i < self->snoozes->len; i++)
    {
      const TapeSnooze *snooze = &g_array_index (self->snoozes, TapeSnooze, i);

      if (snooze->rule == rule && time < snooze->until
          && (*snooze->subject == '\0' || strcmp (snooze->subject, subject) == 0))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_in_group (const TapeRule *rule, const TapeInstrument *instrument, TapeGrouping grouping)
{
  for (guint i = 0; i < tape_group_count (grouping); i++)
    if (tape_instrument_in_group (instrument, grouping, i)
        && g_strv_contains ((const char *const *)rule->names, tape_group_name (grouping, i)))
      return TRUE;
  return FALSE;
}

static gboolean
is_in_list (const TapeRuleSet *self, const TapeRule *rule, const char *symbol)
{
  for (guint i = 0; i < self->lists->len; i++)
    {
      const TapeRuleList *list = g_ptr_array_index (self->lists, i);

      if ((rule->target == TAPE_TARGET_WATCHED || g_strv_contains ((const char *const *)rule->names, list->name))
          && g_strv_contains ((const char *const *)list->symbols, symbol))
        return TRUE;
    }
  return FALSE;
}

gboolean
tape_rule_set_targets (const TapeRuleSet *self, const TapeRule *rule, const TapeInstrument *instrument)
{
  switch (rule->target)
    {
    case TAPE_TARGET_SYMBOLS:
      return g_strv_contains ((const char *const *)rule->names, instrument->symbol);
    case TAPE_TARGET_WATCHED:
    case TAPE_TARGET_LIST:
      return is_in_list (self, rule, instrument->symbol);
    case TAPE_TARGET_ALL:
      return TRUE;
    case TAPE_TARGET_INDUSTRY:
      return is_in_group (rule, instrument, TAPE_GROUP_INDUSTRY);
    case TAPE_TARGET_COUNTRY:
      return is_in_group (rule, instrument, TAPE_GROUP_COUNTRY);
    case TAPE_TARGET_TECHNOLOGY:
      return is_in_group (rule, instrument, TAPE_GROUP_TECHNOLOGY);
    case TAPE_TARGET_SOURCE:
      return FALSE;
    }
  return FALSE;
}
