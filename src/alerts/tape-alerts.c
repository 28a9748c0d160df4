/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "alerts/tape-alerts-private.h"
#include "alerts/tape-rule-text.h"

#include <math.h>
#include <string.h>

/* --- Subjects --- */

static guint
hash_subject (gconstpointer item)
{
  const TapeAlertSubject *subject = item;
  guint64 hash = ((guint64)subject->rule ^ subject->key << 20) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return (guint)(hash >> 32);
}

static gboolean
subjects_equal (gconstpointer a, gconstpointer b)
{
  const TapeAlertSubject *one = a, *other = b;

  return one->rule == other->rule && one->key == other->key;
}

TapeAlertSubject *
tape_alerts_find_subject (const TapeAlerts *self, gint64 rule, guint64 key)
{
  const TapeAlertSubject wanted = { .rule = rule, .key = key };

  return g_hash_table_size (self->subjects) > 0 ? g_hash_table_lookup (self->subjects, &wanted) : NULL;
}

void
tape_alerts_add_subject (TapeAlerts *self, TapeAlertSubject *subject)
{
  g_hash_table_add (self->subjects, subject);
  subject->next = g_hash_table_lookup (self->subjects_of, &subject->key);
  g_hash_table_replace (self->subjects_of, &subject->key, subject);
}

TapeAlertSubject *
tape_alerts_ensure_subject (TapeAlerts *self, const TapeAlertTest *test, guint64 key)
{
  TapeAlertSubject *subject = tape_alerts_find_subject (self, test->id, key);

  if (subject != NULL)
    return subject;
  subject = g_new (TapeAlertSubject, 1);
  tape_alert_subject_init (subject, test->id, key, tape_rule_fingerprint (test->rule));
  tape_alerts_add_subject (self, subject);
  return subject;
}

void
tape_alerts_add_firing (TapeAlerts *self, const TapeAlertTest *test, TapeFiring *firing)
{
  firing->text = g_strdup (g_ptr_array_index (self->texts, test->number));
  g_ptr_array_add (self->commit->firings, firing);
}

/* --- Making and ending --- */

TapeAlerts *
tape_alerts_new (TapeUniverse *universe, gint64 lateness, guint32 first_kind, const TapeAlertsHost *host, gpointer data)
{
  TapeAlerts *self = g_new0 (TapeAlerts, 1);

  self->universe = tape_universe_ref (universe);
  self->lateness = lateness;
  self->first_kind = first_kind;
  self->host = host;
  self->data = data;
  self->tests = g_array_new (FALSE, FALSE, sizeof (TapeAlertTest));
  self->first_tests = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->standings = g_array_new (FALSE, FALSE, sizeof (TapeAlertStanding));
  self->sources = g_array_new (FALSE, FALSE, sizeof (TapeAlertSource));
  self->silence_tests = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->groups = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_alert_group_free);
  self->restored_members = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->traded = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->minutes = g_array_new (FALSE, FALSE, sizeof (TapeAlertMinute));
  self->late = g_array_new (FALSE, FALSE, (guint)tape_alerts_late_size ());
  self->restored_states = g_array_new (FALSE, FALSE, (guint)tape_alert_minutes_state_size ());
  g_array_set_clear_func (self->restored_states, tape_alert_minutes_clear_state);
  self->restored_bars = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->watched = g_hash_table_new (g_str_hash, g_str_equal);
  tape_alert_targets_clear (self);
  self->ids = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->subjects_of = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->subjects = g_hash_table_new_full (hash_subject, subjects_equal, (GDestroyNotify)tape_alert_subject_free, NULL);
  self->touched = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->unsaved = g_ptr_array_new ();
  self->unsaved_series = g_ptr_array_new ();
  self->unsaved_pasts = g_ptr_array_new ();
  self->histories = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return self;
}

static void
clear_histories (TapeAlerts *self)
{
  GHashTableIter iter;
  gpointer history;

  g_hash_table_iter_init (&iter, self->histories);
  while (g_hash_table_iter_next (&iter, NULL, &history))
    tape_alert_history_clear (history);
  g_hash_table_unref (self->histories);
}

void
tape_alerts_free (TapeAlerts *self)
{
  clear_histories (self);
  g_ptr_array_unref (self->unsaved);
  g_ptr_array_unref (self->unsaved_series);
  g_ptr_array_unref (self->unsaved_pasts);
  for (guint i = 0; i < self->room; i++)
    g_clear_pointer (&self->watches[i], tape_alert_watch_free);
  g_free (self->watches);
  g_free (self->bands);
  g_free (self->known);
  g_array_unref (self->tests);
  g_array_unref (self->first_tests);
  g_array_unref (self->standings);
  g_array_unref (self->sources);
  g_array_unref (self->silence_tests);
  g_ptr_array_unref (self->groups);
  g_hash_table_unref (self->restored_members);
  g_array_unref (self->traded);
  g_array_unref (self->minutes);
  g_array_unref (self->late);
  g_array_unref (self->restored_states);
  g_hash_table_unref (self->restored_bars);
  g_ptr_array_unref (self->texts);
  g_hash_table_unref (self->watched);
  g_hash_table_unref (self->named);
  g_hash_table_unref (self->audiences);
  g_hash_table_unref (self->plans);
  g_hash_table_unref (self->ids);
  g_hash_table_unref (self->subjects_of);
  g_hash_table_unref (self->subjects);
  g_array_unref (self->touched);
  g_clear_pointer (&self->rules, tape_rule_set_unref);
  tape_universe_unref (self->universe);
  g_free (self);
}

/* --- Instruments --- */

static void
make_room (TapeAlerts *self, guint32 instrument)
{
  guint room = MAX (instrument + 1, MAX (64, self->room * 2));

  if (instrument < self->room)
    return;
  self->watches = g_renew (TapeAlertWatch *, self->watches, room);
  self->bands = g_renew (TapeAlertBand, self->bands, room);
  self->known = g_renew (guint8, self->known, room);
  memset (self->watches + self->room, 0, (room - self->room) * sizeof *self->watches);
  memset (self->bands + self->room, 0, (room - self->room) * sizeof *self->bands);
  memset (self->known + self->room, 0, room - self->room);
  self->room = room;
}

static TapeAlertWatch *
make_watch (TapeAlerts *self, guint32 instrument, TapeAlertWatch *before)
{
  gboolean member = tape_alert_groups_add (self, instrument);
  g_autoptr (TapeAlertPlan) plan = tape_alert_targets_plan (self, instrument);
  TapeAlertWatch *watch;

  if (!member && plan->tests->len == 0 && plan->bar_tests->len == 0)
    return NULL;
  watch = tape_alert_watch_new (self, instrument, g_steal_pointer (&plan));
  watch->is_member = member;
  tape_alert_minutes_adopt (self, watch, before);
  if (member)
    tape_alert_groups_adopt (self, watch, before);
  if (before != NULL && watch->plan->longest > 0)
    tape_alert_history_move (&before->history, &watch->history);
  return watch;
}

static void
watch_instrument (TapeAlerts *self, guint32 instrument)
{
  TapeAlertWatch *before = self->watches[instrument];
  TapeAlertWatch *watch;

  if (before != NULL)
    {
      tape_alert_minutes_save (self);
      tape_alert_past_save (self);
    }
  watch = self->rules != NULL ? make_watch (self, instrument, before) : NULL;
  if (before != NULL)
    {
      tape_alert_past_end (self, instrument, &before->history);
      tape_alert_minutes_end (self, before);
    }
  g_clear_pointer (&before, tape_alert_watch_free);
  self->watches[instrument] = watch;
  if (watch == NULL)
    return;
  if (watch->plan->longest > 0)
    tape_alert_past_adopt (self, watch);
  tape_alert_watch_invalidate (self, watch);
}

void
tape_alerts_add_instrument (TapeAlerts *self, guint32 instrument)
{
  make_room (self, instrument);
  self->known[instrument] = self->adding = TRUE;
  self->standing_second = TAPE_NO_TIME;
  if (!self->restoring)
    watch_instrument (self, instrument);
  self->adding = FALSE;
}

gboolean
tape_alerts_watches_trades (TapeAlerts *self, guint32 instrument)
{
  return instrument < self->room && self->watches[instrument] != NULL
         && self->watches[instrument]->plan->tests->len > 0;
}

gboolean
tape_alerts_watches_minutes (TapeAlerts *self, guint32 instrument)
{
  const TapeAlertWatch *watch = instrument < self->room ? self->watches[instrument] : NULL;

  return watch != NULL && (watch->plan->longest > 0 || watch->series->len > 0 || watch->is_member);
}

TapeAlertBand *
tape_alerts_get_band (TapeAlerts *self, guint32 instrument)
{
  return &self->bands[instrument];
}

void
tape_alerts_day_changed (TapeAlerts *self, guint32 instrument)
{
  if (instrument < self->room && self->watches[instrument] != NULL)
    tape_alert_watch_invalidate (self, self->watches[instrument]);
}

/* --- Rules --- */

static void
add_rule (TapeAlerts *self, const TapeRule *rule, guint32 number)
{
  guint32 first = self->tests->len;

  g_array_append_val (self->first_tests, first);
  g_hash_table_insert (self->ids, (gpointer)&rule->id, GUINT_TO_POINTER (number + 1));
  tape_alert_targets_add (self, rule, number);
  tape_alert_tests_of (rule, number, self->tests);
  for (guint32 i = first; i < self->tests->len; i++)
    if (tape_alerts_get_test (self, i)->kind == TAPE_CONDITION_SILENCE)
      g_array_append_val (self->silence_tests, i);
  g_ptr_array_add (self->texts, tape_rule_format (rule));
}

static void
add_rules (TapeAlerts *self)
{
  guint32 end;

  g_array_set_size (self->tests, 0);
  g_array_set_size (self->first_tests, 0);
  g_array_set_size (self->silence_tests, 0);
  g_ptr_array_set_size (self->groups, 0);
  g_array_set_size (self->traded, 0);
  g_ptr_array_set_size (self->texts, 0);
  g_hash_table_remove_all (self->watched);
  g_hash_table_remove_all (self->ids);
  tape_alert_targets_clear (self);
  if (self->rules == NULL)
    return;
  for (guint i = 0; i < self->rules->lists->len; i++)
    {
      const TapeRuleList *list = g_ptr_array_index (self->rules->lists, i);

      for (guint j = 0; list->symbols[j] != NULL; j++)
        g_hash_table_add (self->watched, list->symbols[j]);
    }
  for (guint32 i = 0; i < self->rules->rules->len; i++)
    {
      add_rule (self, g_ptr_array_index (self->rules->rules, i), i);
      tape_alert_groups_add_rule (self, g_ptr_array_index (self->rules->rules, i), i);
    }
  end = self->tests->len;
  g_array_append_val (self->first_tests, end);
}

/* What has become of rules that are gone, or say something else, is forgotten. */
static void
forget_subjects (TapeAlerts *self)
{
  g_autoptr (GHashTable) fingerprints = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  GHashTableIter iter;
  gpointer item;

  for (guint i = 0; self->rules != NULL && i < self->rules->rules->len; i++)
    {
      TapeRule *rule = g_ptr_array_index (self->rules->rules, i);
      guint64 fingerprint = tape_rule_fingerprint (rule);

      g_hash_table_insert (fingerprints, &rule->id, g_memdup2 (&fingerprint, sizeof fingerprint));
    }
  g_hash_table_remove_all (self->subjects_of);
  g_hash_table_iter_init (&iter, self->subjects);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    {
      TapeAlertSubject *subject = item;
      const guint64 *fingerprint = g_hash_table_lookup (fingerprints, &subject->rule);

      if (fingerprint == NULL || *fingerprint != subject->state.fingerprint)
        {
          tape_alerts_drop_subject (self, subject);
          g_hash_table_iter_remove (&iter);
          continue;
        }
      subject->next = g_hash_table_lookup (self->subjects_of, &subject->key);
      g_hash_table_replace (self->subjects_of, &subject->key, subject);
    }
}

void
tape_alerts_set_rules (TapeAlerts *self, TapeRuleSet *rules)
{
  TapeRuleSet *before = self->rules;

  self->rules = rules != NULL ? tape_rule_set_ref (rules) : NULL;
  tape_alerts_forget_standings (self);
  g_array_set_size (self->sources, 0);
  add_rules (self);
  g_clear_pointer (&before, tape_rule_set_unref);
  forget_subjects (self);
  for (guint32 i = 0; i < self->room; i++)
    if (self->known[i])
      watch_instrument (self, i);
  if (self->rules != NULL)
    {
      tape_alert_past_end_restored (self);
      tape_alert_minutes_end_restored (self);
    }
}
