/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What fires, and the session that it fires in. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "model/tape-alert-book-private.h"

/* Between two looks at how near the rules are. */
#define STATUS_SPAN TAPE_SECOND

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
tape_alert_book_tell (TapeAlertBook *self, const TapeTelling *telling)
{
  g_signal_emit (self, signals[TELL], 0, telling);
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

/* --- What fires. --- */

static gboolean
take_firings (gpointer data)
{
  TapeAlertBook *self = data;
  TapeSession *session = tape_desk_get_session (self->desk);
  g_autoptr (GPtrArray) firings = session != NULL ? tape_session_take_firings (session) : NULL;
  g_autoptr (GPtrArray) entries = NULL;

  if (firings == NULL || firings->len == 0)
    return G_SOURCE_REMOVE;
  entries = tape_alert_log_add (self->log, firings);
  for (guint i = 0; i < entries->len; i++)
    {
      TapeAlertEntry *entry = entries->pdata[i];
      const TapeFiring *firing = tape_alert_entry_get_firing (entry);
      TapeAlertRule *rule = tape_alert_book_find_rule (self, firing->rule);

      if (rule != NULL)
        tape_alert_rule_take_firing (rule, firing->event_time);
      g_ptr_array_add (self->waiting, g_object_ref (entry));
      g_signal_emit (self, signals[FIRING], 0, entry);
    }
  tape_alert_book_tell_waiting (self);
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
  tape_alert_book_tell_waiting (self);
}

static void
on_unseen (TapeAlertBook *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNSEEN]);
}

/* --- The session. --- */

static void
on_session (TapeAlertBook *self)
{
  TapeSession *session = tape_desk_get_session (self->desk);

  self->session++;
  self->status_time = 0;
  g_ptr_array_set_size (self->waiting, 0);
  g_clear_handle_id (&self->passing, g_source_remove);
  tape_alert_book_make_teller (self);
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
  tape_alert_book_make_teller (self);
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
