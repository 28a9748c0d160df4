/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules of the book: kept in user.db, edited, handed to the desk. */

#include "config.h"

#include "alerts/tape-rule-check.h"
#include "alerts/tape-rule-text.h"
#include "model/tape-alert-book-private.h"

/* Between two looks at whether another process has changed the rules. */
#define LOOK_SECONDS 2

static TapeAlertRule *
get_rule (TapeAlertBook *self, guint place)
{
  g_autoptr (TapeAlertRule) rule = g_list_model_get_item (G_LIST_MODEL (self->rules), place);

  return rule; /* the list keeps it */
}

static guint
count_rules (TapeAlertBook *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->rules));
}

GListModel *
tape_alert_book_get_rules (TapeAlertBook *self)
{
  g_return_val_if_fail (TAPE_IS_ALERT_BOOK (self), NULL);

  return G_LIST_MODEL (self->rules);
}

TapeAlertRule *
tape_alert_book_find_rule (TapeAlertBook *self, gint64 id)
{
  g_return_val_if_fail (TAPE_IS_ALERT_BOOK (self), NULL);

  return g_hash_table_lookup (self->by_id, &id);
}

/* Puts @rules in the place of those from @place on, but for the last @n_kept. */
static void
splice (TapeAlertBook *self, guint place, guint n_kept, gpointer *rules, guint n_rules)
{
  const guint n_removed = count_rules (self) - place - n_kept;

  g_list_store_splice (self->rules, place, n_removed, rules, n_rules);
  g_hash_table_remove_all (self->by_id);
  for (guint i = 0; i < count_rules (self); i++)
    {
      TapeAlertRule *rule = get_rule (self, i);
      const gint64 id = tape_alert_rule_get_id (rule);

      g_hash_table_insert (self->by_id, g_memdup2 (&id, sizeof id), rule);
    }
}

/* --- The set that is in force. --- */

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  const gint64 one = tape_alert_rule_get_id (*(TapeAlertRule *const *)a);
  const gint64 other = tape_alert_rule_get_id (*(TapeAlertRule *const *)b);

  return one < other ? -1 : one > other;
}

static void
add_rules (TapeAlertBook *self, TapeRuleSet *set)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new ();

  for (guint i = 0; i < count_rules (self); i++)
    if (tape_alert_rule_is_in_force (get_rule (self, i)))
      g_ptr_array_add (rules, get_rule (self, i));
  g_ptr_array_sort (rules, compare_numbers);
  for (guint i = 0; i < rules->len; i++)
    tape_rule_set_add (set, tape_alert_rule_get_rule (rules->pdata[i]));
}

static void
add_lists (TapeAlertBook *self, TapeRuleSet *set)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->lists)); i++)
    {
      g_autoptr (TapeWatchlist) list = g_list_model_get_item (G_LIST_MODEL (self->lists), i);
      g_auto (GStrv) symbols = tape_watchlist_get_symbols (list);

      if (tape_watchlist_is_editable (list))
        tape_rule_set_add_list (set, tape_watchlist_get_name (list), (const char *const *)symbols);
    }
}

static TapeRuleSet *
make_set (TapeAlertBook *self, GPtrArray *snoozes)
{
  TapeRuleSet *set = tape_rule_set_new ();

  add_rules (self, set);
  add_lists (self, set);
  for (guint i = 0; i < snoozes->len; i++)
    {
      const TapeUserSnooze *snooze = snoozes->pdata[i];

      tape_rule_set_add_snooze (set, snooze->rule, snooze->subject, snooze->until);
    }
  set->quiet = self->settings.quiet;
  set->quiet_from = self->settings.quiet_from;
  set->quiet_to = self->settings.quiet_to;
  set->zone = g_time_zone_ref (self->zone);
  return set;
}

void
tape_alert_book_hand_over (TapeAlertBook *self)
{
  g_autoptr (TapeRuleSet) replayed = make_set (self, self->replayed);

  g_clear_handle_id (&self->handing, g_source_remove);
  g_clear_pointer (&self->set, tape_rule_set_unref);
  self->set = make_set (self, self->snoozes);
  tape_desk_set_rules (self->desk, self->set, replayed);
  tape_teller_set_rules (self->teller, self->set);
  tape_alert_queries_set_rules (self->queries, self->set);
  tape_alert_book_resolve (self);
  tape_alert_book_rules_changed (self);
}

static gboolean
hand_over_now (gpointer data)
{
  TapeAlertBook *self = data;

  self->handing = 0;
  tape_alert_book_hand_over (self);
  return G_SOURCE_REMOVE;
}

/* Several edits are one set. */
void
tape_alert_book_changed (TapeAlertBook *self)
{
  if (self->handing == 0)
    self->handing = g_idle_add_full (G_PRIORITY_DEFAULT, hand_over_now, self, NULL);
}

TapeRuleSet *
tape_alert_book_get_rule_set (TapeAlertBook *self)
{
  g_return_val_if_fail (TAPE_IS_ALERT_BOOK (self), NULL);

  if (self->handing != 0)
    tape_alert_book_hand_over (self);
  return self->set;
}

/* --- Loading. --- */

static void
load_snoozes (TapeAlertBook *self, GError **error)
{
  GPtrArray *snoozes = tape_user_db_load_snoozes (self->database, error);

  if (snoozes == NULL)
    return;
  g_ptr_array_unref (self->snoozes);
  self->snoozes = snoozes;
}

/* Those that are there stay the objects that they are. */
static void
take_rules (TapeAlertBook *self, GPtrArray *stored)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func (g_object_unref);
  const guint n_rules = count_rules (self);
  guint same = 0, kept = 0;

  for (guint i = 0; i < stored->len; i++)
    {
      const TapeUserRule *row = stored->pdata[i];
      TapeAlertRule *rule = tape_alert_book_find_rule (self, row->id);

      if (rule != NULL)
        tape_alert_rule_set (rule, row->text, row->enabled);
      g_ptr_array_add (rules,
                       rule != NULL ? g_object_ref (rule) : tape_alert_rule_new (row->id, row->text, row->enabled));
    }
  while (same < n_rules && same < rules->len && get_rule (self, same) == rules->pdata[same])
    same++;
  while (kept < n_rules - same && kept < rules->len - same
         && get_rule (self, n_rules - 1 - kept) == rules->pdata[rules->len - 1 - kept])
    kept++;
  if (same + kept < MAX (n_rules, rules->len))
    splice (self, same, kept, rules->pdata + same, rules->len - same - kept);
}

static gboolean
load_rules (TapeAlertBook *self, GError **error)
{
  g_autoptr (GPtrArray) rules = tape_user_db_load_rules (self->database, error);

  if (rules == NULL)
    return FALSE;
  take_rules (self, rules);
  return TRUE;
}

void
tape_alert_book_reload (TapeAlertBook *self)
{
  g_autoptr (GError) error = NULL;

  if (load_rules (self, &error))
    load_snoozes (self, &error);
  tape_alert_book_take_error (self, error);
  tape_alert_book_changed (self);
}

/* tapectl changes them as well. */
static gboolean
look_for_changes (gpointer data)
{
  TapeAlertBook *self = data;

  if (tape_user_db_was_changed (self->database))
    tape_alert_book_reload (self);
  return G_SOURCE_CONTINUE;
}

void
tape_alert_book_load (TapeAlertBook *self, const char *path)
{
  g_autoptr (GError) error = NULL;

  self->database = tape_user_db_open (path, &error);
  if (self->database != NULL && load_rules (self, &error))
    {
      load_snoozes (self, &error);
      self->looking = g_timeout_add_seconds (LOOK_SECONDS, look_for_changes, self);
    }
  else
    {
      g_autoptr (TapeAlertRule) first = tape_alert_rule_new (1, TAPE_USER_DB_FIRST_RULE, TRUE);
      gpointer rules[] = { first };

      /* What could not be read must not be written over. */
      g_clear_pointer (&self->database, tape_user_db_free);
      splice (self, 0, 0, rules, 1);
    }
  tape_alert_book_take_error (self, error);
  tape_alert_book_hand_over (self);
}

/* --- Editing. --- */

static gint64
make_id (TapeAlertBook *self, const char *text, gboolean enabled, GError **error)
{
  gint64 id = 0;

  if (self->database != NULL)
    return tape_user_db_add_rule (self->database, text, enabled, error);
  for (guint i = 0; i < count_rules (self); i++)
    id = MAX (id, tape_alert_rule_get_id (get_rule (self, i)));
  return id + 1;
}

gint64
tape_alert_book_add_rule (TapeAlertBook *self, const TapeRule *rule, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (TapeAlertRule) added = NULL;
  gpointer rules[1];
  gint64 id;

  g_return_val_if_fail (TAPE_IS_ALERT_BOOK (self), 0);

  if (!tape_rule_check (rule, error))
    return 0;
  text = tape_rule_format (rule);
  id = make_id (self, text, rule->enabled, error);
  if (id == 0)
    return 0;
  added = tape_alert_rule_new (id, text, rule->enabled);
  rules[0] = added;
  splice (self, count_rules (self), 0, rules, 1);
  tape_alert_book_changed (self);
  return id;
}

static gboolean
put_rule (TapeAlertBook *self, TapeAlertRule *rule, const char *text, gboolean enabled, GError **error)
{
  if (self->database != NULL
      && !tape_user_db_set_rule (self->database, tape_alert_rule_get_id (rule), text, enabled, error))
    return FALSE;
  tape_alert_rule_set (rule, text, enabled);
  tape_alert_book_changed (self);
  return TRUE;
}

gboolean
tape_alert_book_change_rule (TapeAlertBook *self, gint64 id, const TapeRule *rule, GError **error)
{
  TapeAlertRule *changed;
  g_autofree char *text = NULL;

  g_return_val_if_fail (TAPE_IS_ALERT_BOOK (self), FALSE);

  changed = tape_alert_book_find_rule (self, id);
  g_return_val_if_fail (changed != NULL, FALSE);
  if (!tape_rule_check (rule, error))
    return FALSE;
  text = tape_rule_format (rule);
  return put_rule (self, changed, text, rule->enabled, error);
}

void
tape_alert_book_set_enabled (TapeAlertBook *self, gint64 id, gboolean enabled)
{
  g_autoptr (GError) error = NULL;
  TapeAlertRule *rule;

  g_return_if_fail (TAPE_IS_ALERT_BOOK (self));

  rule = tape_alert_book_find_rule (self, id);
  if (rule == NULL || tape_alert_rule_get_enabled (rule) == enabled)
    return;
  put_rule (self, rule, tape_alert_rule_get_text (rule), enabled, &error);
  tape_alert_book_take_error (self, error);
}

/* --- Removing and undoing. --- */

void
tape_alert_book_remove_rule (TapeAlertBook *self, gint64 id)
{
  g_autoptr (GError) error = NULL;
  TapeUserRule *removed;
  TapeAlertRule *rule;
  guint place = 0;

  g_return_if_fail (TAPE_IS_ALERT_BOOK (self));

  rule = tape_alert_book_find_rule (self, id);
  if (rule == NULL)
    return;
  if (self->database != NULL && !tape_user_db_remove_rule (self->database, id, &error))
    {
      tape_alert_book_take_error (self, error);
      return;
    }
  removed = g_new (TapeUserRule, 1);
  removed->id = id;
  removed->text = g_strdup (tape_alert_rule_get_text (rule));
  removed->enabled = tape_alert_rule_get_enabled (rule);
  g_clear_pointer (&self->removed, tape_user_rule_free);
  self->removed = removed;
  while (get_rule (self, place) != rule)
    place++;
  splice (self, place, count_rules (self) - place - 1, NULL, 0);
  tape_alert_book_take_error (self, NULL);
  tape_alert_book_undo_changed (self);
  tape_alert_book_changed (self);
}

/* It comes back to where its number puts it. */
static void
insert_rule (TapeAlertBook *self, const TapeUserRule *rule)
{
  g_autoptr (TapeAlertRule) added = tape_alert_rule_new (rule->id, rule->text, rule->enabled);
  gpointer rules[] = { added };
  guint place = 0;

  while (place < count_rules (self) && tape_alert_rule_get_id (get_rule (self, place)) < rule->id)
    place++;
  splice (self, place, count_rules (self) - place, rules, 1);
}

void
tape_alert_book_undo (TapeAlertBook *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (TAPE_IS_ALERT_BOOK (self));

  if (self->removed == NULL)
    return;
  if (self->database == NULL || tape_user_db_restore_rule (self->database, self->removed, &error))
    {
      insert_rule (self, self->removed);
      g_clear_pointer (&self->removed, tape_user_rule_free);
      tape_alert_book_undo_changed (self);
      tape_alert_book_changed (self);
    }
  tape_alert_book_take_error (self, error);
}
