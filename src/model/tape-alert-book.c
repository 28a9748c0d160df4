/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What fires, and what is told of it. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/tape-alert-book-private.h"

/* What a simulated past did is no news. */
#define SIMULATED_NEWS (15 * TAPE_MINUTE)

/* Between two looks at how near the rules are. */
#define STATUS_SPAN TAPE_SECOND

/* What waits in a replay, whose receive time is not the clock's, waits so long at most. */
#define REPLAY_WAIT (10 * TAPE_SECOND)

enum
{
  PROP_0,
  PROP_UNSEEN,
  PROP_CAN_UNDO,
  PROP_MESSAGE,
  N_PROPS
};

enum
{
  FIRING,
  TELL,
  RULES_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeAlertBook, tape_alert_book, G_TYPE_OBJECT)

gint64
tape_alert_book_now (TapeAlertBook *self)
{
  const TapeFrame *frame = tape_desk_get_frame (self->desk);
  const gint64 now = frame != NULL ? frame->now : TAPE_NO_TIME;

  if (now != TAPE_NO_TIME && tape_desk_get_files (self->desk) != NULL)
    return now;
  /* The simulation may be ahead of the clock. */
  return tape_desk_is_simulation (self->desk) ? MAX (now, g_get_real_time ()) : g_get_real_time ();
}

void
tape_alert_book_rules_changed (TapeAlertBook *self)
{
  g_signal_emit (self, signals[RULES_CHANGED], 0);
}

void
tape_alert_book_undo_changed (TapeAlertBook *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);
}

void
tape_alert_book_take_error (TapeAlertBook *self, const GError *error)
{
  char *message = error == NULL ? NULL : g_strdup_printf (_ ("Rules are not being stored: %s"), error->message);

  if (g_strcmp0 (message, self->message) == 0)
    {
      g_free (message);
      return;
    }
  g_free (self->message);
  self->message = message;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
}

const char *
tape_alert_book_get_message (TapeAlertBook *self)
{
  g_return_val_if_fail (TAPE_IS_ALERT_BOOK (self), NULL);

  return self->message;
}

/* --- Telling. --- */

static gboolean
is_to_be_told (TapeAlertBook *self, const TapeFiring *firing)
{
  if (!self->settings.notify || (firing->flags & TAPE_FIRING_PAST) != 0)
    return FALSE;
  if (tape_desk_get_files (self->desk) != NULL)
    return self->settings.notify_replays;
  return !tape_desk_is_simulation (self->desk) || firing->fired_time - firing->event_time < SIMULATED_NEWS;
}

static void
mark (TapeAlertBook *self, gint64 id, TapeTold told)
{
  TapeSession *session = tape_desk_get_session (self->desk);
  TapeAlertEntry *entry = tape_alert_log_find (self->log, id);
  const gint64 now = g_get_real_time ();

  if (session != NULL && id > 0)
    tape_session_mark_firing (session, id, told, now);
  if (entry != NULL)
    tape_alert_entry_set_told (entry, told, now);
}

/* --- What the words need besides the firing. --- */

static guint
count_waiting (TapeAlertBook *self)
{
  guint n = 0;

  for (guint i = 0; i < self->set->rules->len; i++)
    {
      const TapeRule *rule = self->set->rules->pdata[i];

      n += rule->conditions[0].kind != TAPE_CONDITION_SILENCE && rule->conditions[0].kind != TAPE_CONDITION_QUERY;
    }
  return n;
}

/* Where all sources are silent, every rule on trades waits. */
static gboolean
is_all_silent (TapeAlertBook *self)
{
  const TapeFrame *frame = tape_desk_get_frame (self->desk);
  guint running = 0;

  for (guint i = 0; frame != NULL && i < frame->n_sources; i++)
    running += frame->sources[i].active;
  return running <= 1;
}

/* Of a group: the member that grew least where it fell, most where it rose. */
static void
find_extreme (TapeUniverse *universe, const TapeFiring *firing, TapeTellingFacts *facts)
{
  const TapeEvidence *extreme = NULL;

  for (guint i = 0; i < firing->evidence->len; i++)
    {
      const TapeEvidence *each = &g_array_index (firing->evidence, TapeEvidence, i);

      if (extreme == NULL || (each->value - extreme->value) * firing->direction > 0)
        extreme = each;
    }
  if (extreme == NULL || extreme->instrument >= tape_universe_count (universe))
    return;
  facts->extreme = tape_universe_get (universe, extreme->instrument)->symbol;
  facts->extreme_growth = extreme->value;
}

static TapeTelling *
make_telling (TapeAlertBook *self, const TapeNotice *notice)
{
  const TapeFiring *firing = notice->firing;
  TapeSession *session = tape_desk_get_session (self->desk);
  TapeUniverse *universe = tape_session_get_universe (session);
  g_autofree char *source = tape_session_get_source_name (session, firing->source);
  TapeTellingFacts facts = {
    .simulated = tape_desk_is_simulation (self->desk),
    .zone = tape_desk_get_zone (self->desk),
    .source = source,
    .quiet_from = self->settings.quiet_from,
    .quiet_to = self->settings.quiet_to,
  };
  TapeTelling *telling;

  if (firing->instrument < tape_universe_count (universe))
    facts.instrument = tape_universe_get (universe, firing->instrument);
  if (firing->members > 0)
    find_extreme (universe, firing, &facts);
  if (is_all_silent (self))
    facts.waiting = count_waiting (self);
  telling = tape_telling_new (notice, &facts);
  telling->session = self->session;
  return telling;
}

static void pass_later (TapeAlertBook *self);

static void
tell (TapeAlertBook *self)
{
  g_autoptr (GPtrArray) notices = tape_teller_take_notices (self->teller);

  for (guint i = 0; i < notices->len; i++)
    {
      g_autoptr (TapeTelling) telling = make_telling (self, notices->pdata[i]);

      g_signal_emit (self, signals[TELL], 0, telling);
    }
  pass_later (self);
}

static gboolean
pass (gpointer data)
{
  TapeAlertBook *self = data;
  gint64 now = tape_alert_book_now (self);

  self->passing = 0;
  if (tape_desk_get_session (self->desk) == NULL)
    return G_SOURCE_REMOVE;
  if (tape_desk_get_files (self->desk) != NULL)
    now = MAX (now, tape_teller_get_next (self->teller));
  tape_teller_pass (self->teller, now);
  tell (self);
  return G_SOURCE_REMOVE;
}

/* What the teller holds back is asked for again when it may be due. */
static void
pass_later (TapeAlertBook *self)
{
  const gint64 next = tape_teller_get_next (self->teller);
  gint64 span;

  g_clear_handle_id (&self->passing, g_source_remove);
  if (next == TAPE_NO_TIME)
    return;
  span = MAX (next - tape_alert_book_now (self), 0);
  if (tape_desk_get_files (self->desk) != NULL)
    span = MIN (span, REPLAY_WAIT);
  self->passing = g_timeout_add ((guint)(MIN (span, TAPE_HOUR) / 1000 + 1), pass, self);
}

void
tape_alert_book_was_told (TapeAlertBook *self, const TapeTelling *telling)
{
  g_return_if_fail (TAPE_IS_ALERT_BOOK (self));

  if (telling->session != self->session)
    return;
  for (guint i = 0; i < telling->logged->len; i++)
    mark (self, g_array_index (telling->logged, gint64, i), telling->summary ? TAPE_TOLD_SUMMED_UP : TAPE_TOLD_ALONE);
}

/* --- What fires. --- */

static void
take_entry (TapeAlertBook *self, TapeAlertEntry *entry)
{
  const TapeFiring *firing = tape_alert_entry_get_firing (entry);

  if (firing->told != TAPE_TOLD_NOT)
    return;
  if (is_to_be_told (self, firing))
    tape_teller_take (self->teller, firing);
  else
    mark (self, firing->id, TAPE_TOLD_NEVER);
}

/* Before the log is read it is not known how much of their share the rules had today. */
static void
tell_entries (TapeAlertBook *self)
{
  g_autoptr (GPtrArray) entries = NULL;

  if (!tape_alert_log_is_ready (self->log))
    return;
  entries = g_steal_pointer (&self->waiting);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < entries->len; i++)
    take_entry (self, entries->pdata[i]);
  tell (self);
}

static gboolean
take_firings (gpointer data)
{
  TapeAlertBook *self = data;
  TapeSession *session = tape_desk_get_session (self->desk);
  g_autoptr (GPtrArray) firings = session != NULL ? tape_session_take_firings (session) : NULL;

  if (firings == NULL || firings->len == 0)
    return G_SOURCE_REMOVE;
  g_ptr_array_set_free_func (firings, NULL);
  for (guint i = 0; i < firings->len; i++)
    {
      TapeFiring *firing = firings->pdata[i];
      TapeAlertRule *rule = tape_alert_book_find_rule (self, firing->rule);
      TapeAlertEntry *entry = tape_alert_log_add (self->log, firing);

      if (rule != NULL)
        tape_alert_rule_take_firing (rule, tape_alert_entry_get_firing (entry)->event_time);
      g_ptr_array_add (self->waiting, entry);
      g_signal_emit (self, signals[FIRING], 0, entry);
    }
  tell_entries (self);
  return G_SOURCE_REMOVE;
}

/* On the writer's thread. */
static void
firings_wait (gpointer data)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, take_firings, g_object_ref (data), g_object_unref);
}

static void
on_log_ready (TapeAlertBook *self)
{
  GListModel *entries = G_LIST_MODEL (self->log);
  const gint64 day_ago = g_get_real_time () - TAPE_DAY;

  for (guint i = g_list_model_get_n_items (entries); i > 0; i--)
    {
      g_autoptr (TapeAlertEntry) entry = g_list_model_get_item (entries, i - 1);
      const TapeFiring *firing = tape_alert_entry_get_firing (entry);
      TapeAlertRule *rule = tape_alert_book_find_rule (self, firing->rule);

      if (rule != NULL)
        tape_alert_rule_take_firing (rule, firing->event_time);
      if (firing->told == TAPE_TOLD_ALONE && firing->told_time >= day_ago)
        tape_teller_remember (self->teller, firing->rule, firing->receive_time);
    }
  tell_entries (self);
}

static void
on_unseen (TapeAlertBook *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNSEEN]);
}

/* --- The session. --- */

static void
make_teller (TapeAlertBook *self)
{
  g_clear_pointer (&self->teller, tape_teller_free);
  self->teller = tape_teller_new (self->settings.daily);
  if (self->set != NULL)
    tape_teller_set_rules (self->teller, self->set);
}

static void
on_session (TapeAlertBook *self)
{
  TapeSession *session = tape_desk_get_session (self->desk);

  self->session++;
  self->status_time = 0;
  g_ptr_array_set_size (self->waiting, 0);
  g_clear_handle_id (&self->passing, g_source_remove);
  make_teller (self);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->rules)); i++)
    {
      g_autoptr (TapeAlertRule) rule = g_list_model_get_item (G_LIST_MODEL (self->rules), i);

      tape_alert_rule_take_status (rule, NULL, NULL);
      tape_alert_rule_take_firing (rule, TAPE_NO_TIME);
    }
  if (self->replayed->len > 0)
    {
      g_ptr_array_set_size (self->replayed, 0);
      tape_alert_book_changed (self);
    }
  tape_alert_log_restart (self->log);
  if (session == NULL)
    return;
  tape_session_set_firing_notify (session, firings_wait, self);
  take_firings (self);
}

static void
take_status (TapeAlertBook *self, const TapeFrame *frame)
{
  TapeUniverse *universe = tape_desk_get_universe (self->desk);

  for (guint i = 0; i < frame->rules->len; i++)
    {
      const TapeAlertStanding *row = &g_array_index (frame->rules, TapeAlertStanding, i);
      TapeAlertRule *rule = tape_alert_book_find_rule (self, row->rule);

      if (rule != NULL)
        tape_alert_rule_take_status (
            rule, row, row->nearest != TAPE_NO_INSTRUMENT ? tape_universe_get (universe, row->nearest)->symbol : NULL);
    }
}

/* A rule that is not in force any more has no status. */
static void
forget_status (TapeAlertBook *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->rules)); i++)
    {
      g_autoptr (TapeAlertRule) rule = g_list_model_get_item (G_LIST_MODEL (self->rules), i);

      if (!tape_alert_rule_is_in_force (rule))
        tape_alert_rule_take_status (rule, NULL, NULL);
    }
}

static void
on_frame (TapeAlertBook *self)
{
  const TapeFrame *frame = tape_desk_get_frame (self->desk);
  const gint64 now = g_get_monotonic_time ();
  const guint n_known = frame->n_rows + frame->n_sources;

  if (now - self->status_time < STATUS_SPAN)
    return;
  if (self->status_time == 0 || n_known != self->n_known)
    tape_alert_book_resolve (self);
  self->status_time = now;
  self->n_known = n_known;
  if (frame->rules != NULL)
    take_status (self, frame);
  forget_status (self);
}

/* --- The watchlists. --- */

static void
on_lists (TapeAlertBook *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->lists)); i++)
    {
      g_autoptr (TapeWatchlist) list = g_list_model_get_item (G_LIST_MODEL (self->lists), i);

      g_signal_handlers_disconnect_by_func (list, tape_alert_book_changed, self);
      g_signal_connect_object (list, "edited", G_CALLBACK (tape_alert_book_changed), self, G_CONNECT_SWAPPED);
    }
  tape_alert_book_changed (self);
}

/* --- Plain access. --- */

void
tape_alert_book_set_settings (TapeAlertBook *self, const TapeAlertSettings *settings)
{
  g_return_if_fail (TAPE_IS_ALERT_BOOK (self));

  self->settings = *settings;
  tape_teller_set_daily (self->teller, settings->daily);
  tape_alert_book_hand_over (self);
}

TapeAlertLog *
tape_alert_book_get_log (TapeAlertBook *self)
{
  g_return_val_if_fail (TAPE_IS_ALERT_BOOK (self), NULL);

  return self->log;
}

guint
tape_alert_book_get_unseen (TapeAlertBook *self)
{
  g_return_val_if_fail (TAPE_IS_ALERT_BOOK (self), 0);

  return tape_alert_log_get_unseen (self->log);
}

void
tape_alert_book_load_more (TapeAlertBook *self)
{
  g_return_if_fail (TAPE_IS_ALERT_BOOK (self));

  tape_alert_log_load_more (self->log);
}

void
tape_alert_book_mark_seen (TapeAlertBook *self)
{
  g_return_if_fail (TAPE_IS_ALERT_BOOK (self));

  tape_alert_log_mark_seen (self->log);
}

/* --- The type. --- */

static void
tape_alert_book_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TapeAlertBook *self = TAPE_ALERT_BOOK (object);

  switch (id)
    {
    case PROP_UNSEEN:
      g_value_set_uint (value, tape_alert_log_get_unseen (self->log));
      break;
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, self->removed != NULL);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_alert_book_dispose (GObject *object)
{
  TapeAlertBook *self = TAPE_ALERT_BOOK (object);
  TapeSession *session = self->desk != NULL ? tape_desk_get_session (self->desk) : NULL;

  if (session != NULL)
    tape_session_set_firing_notify (session, NULL, NULL);
  g_clear_handle_id (&self->handing, g_source_remove);
  g_clear_handle_id (&self->looking, g_source_remove);
  g_clear_handle_id (&self->passing, g_source_remove);
  g_clear_object (&self->queries);
  g_clear_object (&self->log);
  g_clear_object (&self->lists);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (tape_alert_book_parent_class)->dispose (object);
}

static void
tape_alert_book_finalize (GObject *object)
{
  TapeAlertBook *self = TAPE_ALERT_BOOK (object);

  g_hash_table_unref (self->by_id);
  g_clear_object (&self->rules);
  g_ptr_array_unref (self->snoozes);
  g_ptr_array_unref (self->replayed);
  g_ptr_array_unref (self->waiting);
  g_clear_pointer (&self->removed, tape_user_rule_free);
  g_clear_pointer (&self->set, tape_rule_set_unref);
  g_clear_pointer (&self->teller, tape_teller_free);
  g_clear_pointer (&self->database, tape_user_db_free);
  g_time_zone_unref (self->zone);
  g_free (self->message);
  G_OBJECT_CLASS (tape_alert_book_parent_class)->finalize (object);
}

static void
tape_alert_book_class_init (TapeAlertBookClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GType type = G_TYPE_FROM_CLASS (class);

  object_class->get_property = tape_alert_book_get_property;
  object_class->dispose = tape_alert_book_dispose;
  object_class->finalize = tape_alert_book_finalize;
  properties[PROP_UNSEEN] = g_param_spec_uint ("unseen", NULL, NULL, 0, G_MAXUINT, 0, read);
  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, read);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, read);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[FIRING]
      = g_signal_new ("firing", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, TAPE_TYPE_ALERT_ENTRY);
  signals[TELL] = g_signal_new ("tell", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[RULES_CHANGED] = g_signal_new ("rules-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_alert_book_init (TapeAlertBook *self)
{
  self->settings = (TapeAlertSettings){ .notify = TRUE, .daily = TAPE_TELLER_DAILY };
  self->rules = g_list_store_new (TAPE_TYPE_ALERT_RULE);
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->snoozes = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_user_snooze_free);
  self->replayed = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_user_snooze_free);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->zone = g_time_zone_new_local ();
  make_teller (self);
}

TapeAlertBook *
tape_alert_book_new (const char *path, TapeDesk *desk, TapeWatchlists *lists)
{
  TapeAlertBook *self = g_object_new (TAPE_TYPE_ALERT_BOOK, NULL);

  self->desk = g_object_ref (desk);
  self->lists = g_object_ref (lists);
  self->log = tape_alert_log_new (desk);
  g_signal_connect_object (self->log, "ready", G_CALLBACK (on_log_ready), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->log, "notify::unseen", G_CALLBACK (on_unseen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "session", G_CALLBACK (on_session), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lists, "items-changed", G_CALLBACK (on_lists), self, G_CONNECT_SWAPPED);
  self->queries = tape_alert_queries_new (path, desk);
  g_signal_connect_object (self->queries, "changed", G_CALLBACK (tape_alert_book_resolve), self, G_CONNECT_SWAPPED);
  on_lists (self);
  tape_alert_book_load (self, path);
  if (tape_desk_get_session (desk) != NULL)
    on_session (self);
  return self;
}
