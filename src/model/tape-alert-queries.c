/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-alert-queries.h"

#include <glib/gi18n-lib.h>

#include "base/tape-thread.h"
#include "pipeline/tape-query-rules.h"
#include "store/tape-reader.h"
#include "store/tape-user-db.h"

/* Seconds between two times. */
#define EVERY 60

struct _TapeAlertQueries
{
  GObject parent_instance;

  TapeOwner owner;
  TapeDesk *desk;
  char *path;
  TapeQueryRules *rules;
  GHashTable *messages; /* number of a rule → sentence */
  GCancellable *asking; /* of what is under way */
  guint timer;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (TapeAlertQueries, tape_alert_queries, G_TYPE_OBJECT)

/* --- On a thread --- */

typedef struct
{
  gint64 rule;
  char *query; /* name */
  TapeQueryAnswer *answer;
  TapeFiring *last; /* in the log, where that was looked for */
  char *message;
} Question;

typedef struct
{
  char *path;
  char *database;
  TapeUniverse *universe;
  GPtrArray *questions;
} Round;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_free (self->query);
  g_clear_pointer (&self->answer, tape_query_answer_free);
  g_clear_pointer (&self->last, tape_firing_free);
  g_free (self->message);
  g_free (self);
}

static void
round_free (gpointer data)
{
  Round *self = data;

  g_free (self->path);
  g_free (self->database);
  tape_universe_unref (self->universe);
  g_ptr_array_unref (self->questions);
  g_free (self);
}

static const char *
find_sql (GPtrArray *queries, const char *name)
{
  for (guint i = 0; queries != NULL && i < queries->len; i++)
    {
      const TapeUserQuery *query = g_ptr_array_index (queries, i);

      if (g_strcmp0 (query->name, name) == 0)
        return query->sql;
    }
  return NULL;
}

static void
look_back (Question *question, TapeReader *reader)
{
  TapeFiringFilter filter = TAPE_FIRING_FILTER_ALL;
  g_autoptr (GPtrArray) firings = NULL;

  filter.rule = question->rule;
  firings = tape_reader_list_firings (reader, &filter, 1, NULL, NULL);
  if (firings != NULL && firings->len > 0)
    question->last = tape_firing_copy (g_ptr_array_index (firings, 0));
}

static void
ask_one (const Round *round, Question *question, GPtrArray *queries, GCancellable *cancellable)
{
  const char *sql = find_sql (queries, question->query);
  g_autoptr (GError) error = NULL;

  if (sql == NULL)
    {
      question->message = g_strdup_printf (
          _ ("There is no saved query “%s”: the rule waits. Save one under that name, or choose another."),
          question->query);
      return;
    }
  question->answer = tape_query_answer_ask (round->database, sql, round->universe, cancellable, &error);
  if (question->answer == NULL)
    question->message = g_strdup_printf (_ ("The saved query “%s” could not be answered, and its rule waits: %s"),
                                         question->query, error->message);
}

static void
ask_all (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Round *round = data;
  g_autoptr (TapeUserDb) user = tape_user_db_open (round->path, NULL);
  g_autoptr (GPtrArray) queries = user != NULL ? tape_user_db_load_queries (user, NULL) : NULL;
  g_autoptr (TapeReader) reader = tape_reader_open (round->database, NULL);

  for (guint i = 0; i < round->questions->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      Question *question = g_ptr_array_index (round->questions, i);

      if (reader != NULL)
        look_back (question, reader);
      ask_one (round, question, queries, cancellable);
    }
  g_task_return_boolean (task, TRUE);
}

/* --- On the main thread --- */

static void
set_message (TapeAlertQueries *self, gint64 rule, const char *message)
{
  if (g_strcmp0 (g_hash_table_lookup (self->messages, &rule), message) == 0)
    return;
  if (message != NULL)
    g_hash_table_insert (self->messages, g_memdup2 (&rule, sizeof rule), g_strdup (message));
  else
    g_hash_table_remove (self->messages, &rule);
  g_signal_emit (self, changed_signal, 0, rule);
}

static void
take_round (TapeAlertQueries *self, const Round *round, TapeSession *session)
{
  gint64 now = g_get_real_time ();

  for (guint i = 0; i < round->questions->len; i++)
    {
      const Question *question = g_ptr_array_index (round->questions, i);
      TapeFiring *firing = NULL;

      if (question->last != NULL)
        tape_query_rules_remember (self->rules, question->rule, question->last);
      if (question->answer != NULL)
        firing = tape_query_rules_take (self->rules, question->rule, question->answer, now);
      if (firing != NULL)
        tape_session_log_firing (session, firing);
      set_message (self, question->rule, question->message);
    }
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree GWeakRef *owner = data;
  g_autoptr (TapeAlertQueries) self = g_weak_ref_get (owner);
  GTask *task = G_TASK (result);
  TapeSession *session;

  g_weak_ref_clear (owner);
  /* What another session or other rules have overtaken. */
  if (self == NULL || self->asking != g_task_get_cancellable (task))
    return;
  g_clear_object (&self->asking);
  session = self->desk != NULL ? tape_desk_get_session (self->desk) : NULL;
  if (session != NULL && g_task_propagate_boolean (task, NULL))
    take_round (self, g_task_get_task_data (task), session);
}

static Round *
round_new (TapeAlertQueries *self, TapeSession *session, GPtrArray *rules)
{
  Round *round = g_new0 (Round, 1);

  round->path = g_strdup (self->path);
  round->database = g_strdup (tape_session_get_database (session));
  round->universe = tape_universe_ref (tape_session_get_universe (session));
  round->questions = g_ptr_array_new_with_free_func (question_free);
  for (guint i = 0; i < rules->len; i++)
    {
      const TapeRule *rule = g_ptr_array_index (rules, i);
      Question *question = g_new0 (Question, 1);

      question->rule = rule->id;
      question->query = g_strdup (rule->conditions[0].query);
      g_ptr_array_add (round->questions, question);
    }
  return round;
}

/* Now rather than at the end of the minute, unless they are being asked. */
static void
ask (TapeAlertQueries *self)
{
  TapeSession *session = self->desk != NULL ? tape_desk_get_session (self->desk) : NULL;
  g_autoptr (GPtrArray) rules = tape_query_rules_list (self->rules);
  g_autoptr (GTask) task = NULL;
  GWeakRef *owner;

  tape_owner_assert (&self->owner);
  if (self->asking != NULL || rules->len == 0 || session == NULL)
    return;
  if (tape_session_get_database (session) == NULL)
    {
      for (guint i = 0; i < rules->len; i++)
        set_message (self, ((TapeRule *)g_ptr_array_index (rules, i))->id,
                     _ ("Nothing is stored that a saved query could be asked of. The rule waits."));
      return;
    }
  owner = g_new0 (GWeakRef, 1);
  g_weak_ref_init (owner, self);
  self->asking = g_cancellable_new ();
  task = g_task_new (NULL, self->asking, on_asked, owner);
  g_task_set_task_data (task, round_new (self, session, rules), round_free);
  g_task_run_in_thread (task, ask_all);
}

static gboolean
on_timer (gpointer data)
{
  ask (data);
  return G_SOURCE_CONTINUE;
}

static void
stop (TapeAlertQueries *self)
{
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
}

/* There is a timer while there are such rules. */
static void
plan (TapeAlertQueries *self)
{
  g_autoptr (GPtrArray) rules = tape_query_rules_list (self->rules);

  if (rules->len == 0)
    g_clear_handle_id (&self->timer, g_source_remove);
  else if (self->timer == 0)
    self->timer = g_timeout_add_seconds (EVERY, on_timer, self);
}

void
tape_alert_queries_set_rules (TapeAlertQueries *self, TapeRuleSet *rules)
{
  tape_owner_assert (&self->owner);
  stop (self);
  tape_query_rules_set (self->rules, rules);
  plan (self);
  ask (self);
}

/* Another session has a log and a state of its own. */
static void
on_session (TapeAlertQueries *self)
{
  stop (self);
  tape_query_rules_forget (self->rules);
  ask (self);
}

const char *
tape_alert_queries_get_message (TapeAlertQueries *self, gint64 rule)
{
  return g_hash_table_lookup (self->messages, &rule);
}

static void
tape_alert_queries_dispose (GObject *object)
{
  TapeAlertQueries *self = TAPE_ALERT_QUERIES (object);

  stop (self);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_weak_pointer (&self->desk);
  G_OBJECT_CLASS (tape_alert_queries_parent_class)->dispose (object);
}

static void
tape_alert_queries_finalize (GObject *object)
{
  TapeAlertQueries *self = TAPE_ALERT_QUERIES (object);

  g_clear_pointer (&self->rules, tape_query_rules_free);
  g_clear_pointer (&self->messages, g_hash_table_unref);
  g_free (self->path);
  G_OBJECT_CLASS (tape_alert_queries_parent_class)->finalize (object);
}

static void
tape_alert_queries_class_init (TapeAlertQueriesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = tape_alert_queries_dispose;
  object_class->finalize = tape_alert_queries_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
tape_alert_queries_init (TapeAlertQueries *self)
{
  tape_owner_assert (&self->owner);
  self->rules = tape_query_rules_new ();
  self->messages = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
}

TapeAlertQueries *
tape_alert_queries_new (const char *path, TapeDesk *desk)
{
  TapeAlertQueries *self = g_object_new (TAPE_TYPE_ALERT_QUERIES, NULL);

  self->path = g_strdup (path);
  g_set_weak_pointer (&self->desk, desk);
  g_signal_connect_object (desk, "session", G_CALLBACK (on_session), self, G_CONNECT_SWAPPED);
  return self;
}
