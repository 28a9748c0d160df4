/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The growth of groups: of each rule on one the members, and of each member its latest closed minute. */

#include "alerts/tape-alerts-private.h"

#include <math.h>
#include <string.h>

/* A minute that began so long before or earlier is not fresh. */
#define FRESH (15 * TAPE_MINUTE)

/* What a look at a group is about. */
typedef struct
{
  TapeAlerts *alerts;
  const GArray *members;
  gint64 end;
} GroupLook;

/* --- Members --- */

gboolean
tape_alert_groups_add (TapeAlerts *self, guint32 instrument)
{
  const TapeInstrument *of = tape_universe_get (self->universe, instrument);
  gboolean member = FALSE;

  for (guint i = 0; i < self->groups->len; i++)
    {
      TapeAlertGroup *group = g_ptr_array_index (self->groups, i);
      guint at = group->members->len;

      if (!tape_rule_set_targets (self->rules, group->rule, of))
        continue;
      member = TRUE;
      while (at > 0 && g_array_index (group->members, guint32, at - 1) > instrument)
        at--;
      if (at == 0 || g_array_index (group->members, guint32, at - 1) != instrument)
        g_array_insert_val (group->members, at, instrument);
    }
  return member;
}

void
tape_alert_groups_add_rule (TapeAlerts *self, const TapeRule *rule, guint32 number)
{
  TapeAlertGroup *group;

  if (!tape_rule_is_group (rule) || rule->names[0] == NULL)
    return;
  group = g_new0 (TapeAlertGroup, 1);
  group->rule = rule;
  group->number = number;
  group->key = tape_alert_key (TAPE_ALERT_GROUP, g_str_hash (rule->names[0]));
  group->members = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_ptr_array_add (self->groups, group);
}

void
tape_alert_group_free (TapeAlertGroup *self)
{
  g_array_unref (self->members);
  g_free (self);
}

/* --- Minutes --- */

void
tape_alerts_take_minute (TapeAlerts *self, guint32 instrument, gint64 start, const TapePane *pane, gboolean closes)
{
  TapeAlertWatch *watch = self->watches[instrument];

  if (!watch->is_member)
    return;
  if (closes)
    g_array_append_val (self->traded, instrument);
  if (watch->minute.span != 0 && start < watch->minute.start)
    return;
  tape_alert_bar_begin (self->universe, instrument, TAPE_MINUTE, start, &watch->minute);
  tape_alert_bar_take_pane (&watch->minute, pane);
}

/* Of an earlier run; what may still change is said again. */
gboolean
tape_alert_groups_restore (TapeAlerts *self, const TapeStateRow *row, gconstpointer data)
{
  if (row->length != sizeof (TapeAlertBar))
    return FALSE;
  g_hash_table_replace (self->restored_members, GUINT_TO_POINTER (row->instrument), g_memdup2 (data, row->length));
  return TRUE;
}

void
tape_alert_groups_adopt (TapeAlerts *self, TapeAlertWatch *watch, const TapeAlertWatch *before)
{
  const TapeAlertBar *minute = g_hash_table_lookup (self->restored_members, GUINT_TO_POINTER (watch->instrument));

  if (before != NULL && before->minute.span != 0)
    watch->minute = before->minute;
  else if (minute != NULL)
    watch->minute = *minute;
  g_hash_table_remove (self->restored_members, GUINT_TO_POINTER (watch->instrument));
}

void
tape_alert_groups_settle (TapeAlerts *self, const TapeAlertWatch *watch, gint64 start)
{
  if (watch->minute.start == start)
    tape_alerts_save_row (self, TAPE_ALERTS_ROW_MEMBER, watch->instrument, 0, &watch->minute, sizeof watch->minute);
}

/* --- Growth --- */

/* NaN where it is not fresh, or has no base. */
static double
get_growth (TapeAlerts *self, const TapeAlertWatch *watch, gint64 end)
{
  gboolean in_session;
  TapeDay day;
  gint64 time;
  double base;

  if (watch->minute.span == 0 || watch->minute.start <= end - FRESH)
    return NAN;
  tape_universe_get_day (self->universe, watch->instrument, watch->minute.start, &day);
  base = self->host->get_previous_close (self->data, watch->instrument, &day, &time);
  if (isnan (base))
    base = self->host->get_open (self->data, watch->instrument, &day, end, &time, &in_session);
  return (watch->minute.close - base) / base;
}

static void
tell (const TapeAlertLook *look, const TapeAlertTest *test, GArray *evidence)
{
  const GroupLook *of = look->data;
  guint n = 0;

  for (guint i = 0; i < of->members->len && n < TAPE_FIRING_EVIDENCE; i++)
    {
      const TapeAlertWatch *watch = of->alerts->watches[g_array_index (of->members, guint32, i)];
      double growth = get_growth (of->alerts, watch, of->end);

      if (isnan (growth))
        continue;
      tape_alert_bar_tell (&watch->minute, watch->instrument, growth, evidence);
      n++;
    }
}

static double
get_mean (const GroupLook *of, TapeAlertLook *look)
{
  double sum = 0;

  look->fresh = look->members = 0;
  for (guint i = 0; i < of->members->len; i++)
    {
      const TapeAlertWatch *watch = of->alerts->watches[g_array_index (of->members, guint32, i)];
      double growth = get_growth (of->alerts, watch, of->end);

      look->members += watch->minute.span != 0;
      if (isnan (growth))
        continue;
      look->fresh++;
      sum += growth;
    }
  return look->fresh > 0 ? sum / look->fresh : NAN;
}

static void
look_at (TapeAlerts *self, const TapeAlertGroup *group, const TapeAlertTest *test, TapeAlertLook *look, double mean)
{
  const TapeCondition *condition = test->condition;
  TapeAlertSubject *subject = tape_alerts_ensure_subject (self, test, group->key);
  TapeAlertValue value = { .value = look->fresh >= MAX (condition->n, 1) ? mean : NAN,
                           .before = subject->state.last_value[test->slot / 2],
                           .baseline = NAN,
                           .baseline_time = TAPE_NO_TIME };
  TapeFiring *firing;

  value.is_true = !isnan (value.value) && tape_alert_test_reaches (test, value.value);
  firing = tape_alert_subject_look (subject, self->rules, test, look, &value);
  if (firing != NULL)
    tape_alerts_add_firing (self, test, firing);
  tape_alerts_note_subject (self, subject);
}

static void
keep_value (TapeAlerts *self, const TapeAlertGroup *group, guint condition, const TapeAlertLook *look, double mean)
{
  const TapeRule *rule = group->rule;
  const TapeAlertTest *test = tape_alerts_get_test (self, g_array_index (self->first_tests, guint32, group->number));
  TapeAlertSubject *subject = tape_alerts_ensure_subject (self, test, group->key);

  if (look->fresh < MAX (rule->conditions[condition].n, 1) || subject->state.last_value[condition] == mean)
    return;
  subject->state.last_value[condition] = mean;
  subject->unsaved = TRUE;
  tape_alerts_note_subject (self, subject);
}

static void
look_at_group (TapeAlerts *self, const TapeAlertGroup *group, gint64 end, gint64 receive_time)
{
  GroupLook of = { self, group->members, end };
  TapeAlertLook look = { .subject = group->rule->names[0],
                         .instrument = TAPE_NO_INSTRUMENT,
                         .time = end,
                         .receive_time = receive_time,
                         .date = (gint32)(tape_time_floor (end, TAPE_DAY) / TAPE_DAY),
                         .price = NAN,
                         .tell = tell,
                         .data = &of };
  double mean = get_mean (&of, &look);
  guint32 first = g_array_index (self->first_tests, guint32, group->number);
  guint32 next = g_array_index (self->first_tests, guint32, group->number + 1);

  for (guint32 i = first; i < next; i++)
    look_at (self, group, tape_alerts_get_test (self, i), &look, mean);
  for (guint i = 0; i < group->rule->n_conditions; i++)
    keep_value (self, group, i, &look, mean);
}

static gboolean
has_traded (const TapeAlerts *self, const TapeAlertGroup *group)
{
  for (guint i = 0; i < self->traded->len; i++)
    for (guint j = 0; j < group->members->len; j++)
      if (g_array_index (self->traded, guint32, i) == g_array_index (group->members, guint32, j))
        return TRUE;
  return FALSE;
}

void
tape_alerts_close_groups (TapeAlerts *self, gint64 end, gint64 receive_time)
{
  if (self->traded->len == 0)
    return;
  for (guint i = 0; i < self->groups->len; i++)
    {
      const TapeAlertGroup *group = g_ptr_array_index (self->groups, i);

      if (has_traded (self, group))
        look_at_group (self, group, end, receive_time);
    }
  g_array_set_size (self->traded, 0);
}
