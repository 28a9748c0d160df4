/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipeline/tape-query-rules.h"

#include <math.h>
#include <string.h>

#include "alerts/tape-rule-text.h"

const TapeSqlLimits tape_query_rule_limits = {
  .rows = TAPE_QUERY_RULE_ROWS + 1,
  .bytes = 16 << 20,
  .time = TAPE_QUERY_RULE_TIME,
};

/* Rows that explain a firing. */
#define FIRST_ROWS 8

typedef struct
{
  TapeRule *rule;
  gboolean is_fresh; /* it was not looked at yet */
  gboolean is_armed;
  gint64 fired;      /* receive time of the last firing, or TAPE_NO_TIME */
  gint64 held_since; /* since when it is true and held, or TAPE_NO_TIME */
  guint held_by;     /* flags */
  double before;     /* rows the time before */
} State;

struct _TapeQueryRules
{
  TapeRuleSet *rules;
  GPtrArray *states;
};

/* --- An answer --- */

void
tape_query_answer_free (TapeQueryAnswer *self)
{
  g_array_unref (self->evidence);
  g_free (self);
}

typedef struct
{
  TapeQueryAnswer *answer;
  TapeUniverse *universe;
  int symbol; /* columns; -1: there is none */
  int price;
  int quantity;
  int time;
} Asking;

static void
take_columns (const char *const *names, guint n, gpointer data)
{
  Asking *asking = data;

  for (guint i = 0; i < n; i++)
    {
      if (asking->symbol < 0 && (strcmp (names[i], "symbol") == 0 || strcmp (names[i], "stock") == 0))
        asking->symbol = (int)i;
      else if (asking->price < 0 && (strcmp (names[i], "price") == 0 || strcmp (names[i], "close") == 0))
        asking->price = (int)i;
      else if (asking->quantity < 0 && (strcmp (names[i], "quantity") == 0 || strcmp (names[i], "volume") == 0))
        asking->quantity = (int)i;
      else if (asking->time < 0 && strcmp (names[i], "event_time") == 0)
        asking->time = (int)i;
    }
}

static double
get_number (const TapeSqlValue *values, int column)
{
  if (column < 0)
    return NAN;
  if (values[column].type == TAPE_SQL_INTEGER)
    return (double)values[column].integer;
  return values[column].type == TAPE_SQL_REAL ? values[column].real : NAN;
}

static void
add_evidence (Asking *asking, const TapeSqlValue *values)
{
  const TapeSqlValue *symbol = asking->symbol >= 0 ? &values[asking->symbol] : NULL;
  TapeEvidence evidence = {
    .time = TAPE_NO_TIME,
    .price = get_number (values, asking->price),
    .quantity = get_number (values, asking->quantity),
    .open = NAN,
    .high = NAN,
    .low = NAN,
    .value = NAN,
  };

  if (symbol == NULL || symbol->type != TAPE_SQL_TEXT || asking->universe == NULL || !isfinite (evidence.price))
    return;
  evidence.instrument = tape_universe_lookup (asking->universe, symbol->text, symbol->length);
  if (asking->time >= 0 && values[asking->time].type == TAPE_SQL_INTEGER)
    evidence.time = values[asking->time].integer;
  if (evidence.instrument != TAPE_NO_INSTRUMENT && evidence.time != TAPE_NO_TIME)
    g_array_append_val (asking->answer->evidence, evidence);
}

static gboolean
take_row (const TapeSqlValue *values, guint n, gpointer data)
{
  Asking *asking = data;

  if (asking->answer->n_rows++ < FIRST_ROWS)
    add_evidence (asking, values);
  return asking->answer->n_rows < TAPE_QUERY_RULE_ROWS;
}

TapeQueryAnswer *
tape_query_answer_ask (
    const char *database, const char *sql, TapeUniverse *universe, GCancellable *cancellable, GError **error)
{
  g_autoptr (TapeQueryAnswer) answer = g_new0 (TapeQueryAnswer, 1);
  Asking asking = { .answer = answer, .universe = universe, .symbol = -1, .price = -1, .quantity = -1, .time = -1 };

  answer->evidence = g_array_new (FALSE, FALSE, sizeof (TapeEvidence));
  if (!tape_sql_run (database, sql, &tape_query_rule_limits, take_columns, take_row, &asking, cancellable, error))
    return NULL;
  return g_steal_pointer (&answer);
}

/* --- The rules --- */

static void
state_free (gpointer data)
{
  State *self = data;

  tape_rule_free (self->rule);
  g_free (self);
}

TapeQueryRules *
tape_query_rules_new (void)
{
  TapeQueryRules *self = g_new0 (TapeQueryRules, 1);

  self->states = g_ptr_array_new_with_free_func (state_free);
  return self;
}

void
tape_query_rules_free (TapeQueryRules *self)
{
  g_clear_pointer (&self->rules, tape_rule_set_unref);
  g_ptr_array_unref (self->states);
  g_free (self);
}

static State *
find_state (GPtrArray *states, gint64 rule)
{
  for (guint i = 0; i < states->len; i++)
    {
      State *state = g_ptr_array_index (states, i);

      if (state->rule->id == rule)
        return state;
    }
  return NULL;
}

static State *
state_new (const TapeRule *rule, const State *before)
{
  State *self = g_new0 (State, 1);

  if (before != NULL && tape_rule_equal (before->rule, rule))
    *self = *before;
  else
    *self = (State){
      .is_fresh = TRUE, .is_armed = TRUE, .fired = TAPE_NO_TIME, .held_since = TAPE_NO_TIME, .before = NAN
    };
  self->rule = tape_rule_copy (rule);
  return self;
}

void
tape_query_rules_set (TapeQueryRules *self, TapeRuleSet *rules)
{
  g_autoptr (GPtrArray) before = self->states;

  if (rules != NULL)
    tape_rule_set_ref (rules);
  g_clear_pointer (&self->rules, tape_rule_set_unref);
  self->rules = rules;
  self->states = g_ptr_array_new_with_free_func (state_free);
  for (guint i = 0; rules != NULL && i < rules->rules->len; i++)
    {
      const TapeRule *rule = g_ptr_array_index (rules->rules, i);

      if (rule->enabled && rule->conditions[0].kind == TAPE_CONDITION_QUERY)
        g_ptr_array_add (self->states, state_new (rule, find_state (before, rule->id)));
    }
}

GPtrArray *
tape_query_rules_list (TapeQueryRules *self)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < self->states->len; i++)
    g_ptr_array_add (list, ((State *)g_ptr_array_index (self->states, i))->rule);
  return list;
}

void
tape_query_rules_forget (TapeQueryRules *self)
{
  g_autoptr (TapeRuleSet) rules = g_steal_pointer (&self->rules);

  g_ptr_array_set_size (self->states, 0);
  tape_query_rules_set (self, rules);
}

void
tape_query_rules_remember (TapeQueryRules *self, gint64 rule, const TapeFiring *firing)
{
  State *state = find_state (self->states, rule);
  g_autofree char *text = state != NULL ? tape_rule_format (state->rule) : NULL;

  if (state == NULL || !state->is_fresh || firing == NULL || g_strcmp0 (firing->text, text) != 0)
    return;
  state->is_armed = FALSE;
  state->fired = firing->receive_time;
}

/* What keeps a rule that is armed and true from firing; none of it ends with a flag of 0. */
static gboolean
is_held (TapeQueryRules *self, const State *state, gint64 time, guint *flags)
{
  const TapeRule *rule = state->rule;

  *flags = 0;
  if (rule->until != TAPE_NO_TIME && time > rule->until)
    return TRUE;
  if (state->fired != TAPE_NO_TIME)
    {
      if (rule->repeat == TAPE_REPEAT_ONCE
          || (rule->repeat == TAPE_REPEAT_DAILY
              && tape_time_floor (state->fired, TAPE_DAY) == tape_time_floor (time, TAPE_DAY)))
        return TRUE;
      if (time < state->fired + rule->cooldown)
        *flags |= TAPE_FIRING_HELD_COOLDOWN;
    }
  if (tape_rule_set_is_snoozed (self->rules, rule->id, rule->conditions[0].query, time))
    *flags |= TAPE_FIRING_HELD_SNOOZE;
  if (!rule->important && tape_rule_set_is_quiet (self->rules, time))
    *flags |= TAPE_FIRING_HELD_QUIET;
  return *flags != 0;
}

static TapeFiring *
fire (State *state, const TapeQueryAnswer *answer, gint64 time)
{
  const TapeRule *rule = state->rule;
  TapeFiring *firing = tape_firing_new ();

  firing->rule = rule->id;
  firing->text = tape_rule_format (rule);
  firing->subject = g_strdup (rule->conditions[0].query);
  firing->flags = state->held_by | (rule->important ? TAPE_FIRING_IMPORTANT : 0)
                  | (rule->repeat == TAPE_REPEAT_ONCE ? TAPE_FIRING_LAST : 0);
  firing->value = answer->n_rows;
  firing->before = state->before;
  firing->event_time = firing->receive_time = firing->fired_time = time;
  firing->held_since = state->held_since;
  g_array_append_vals (firing->evidence, answer->evidence->data, answer->evidence->len);
  state->is_armed = FALSE;
  state->fired = time;
  state->held_since = TAPE_NO_TIME;
  state->held_by = 0;
  return firing;
}

TapeFiring *
tape_query_rules_take (TapeQueryRules *self, gint64 rule, const TapeQueryAnswer *answer, gint64 time)
{
  State *state = find_state (self->states, rule);
  TapeFiring *firing = NULL;
  guint flags;

  if (state == NULL)
    return NULL;
  state->is_fresh = FALSE;
  if (answer->n_rows == 0)
    {
      state->is_armed = TRUE;
      state->held_since = TAPE_NO_TIME;
      state->held_by = 0;
    }
  else if (state->is_armed && is_held (self, state, time, &flags))
    {
      if (state->held_since == TAPE_NO_TIME)
        state->held_since = time;
      state->held_by |= flags;
    }
  else if (state->is_armed)
    firing = fire (state, answer, time);
  state->before = answer->n_rows;
  return firing;
}
