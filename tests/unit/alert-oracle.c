/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The oracle of alerts: the stream of events, and which looks each brings in which order. */

#include "alert-oracle-looks.h"

#include <math.h>
#include <string.h>

static void
free_instrument (gpointer item)
{
  AlertInstrument *self = item;

  g_array_unref (self->trades);
  g_hash_table_unref (self->since);
  g_free (self);
}

AlertOracle *
alert_oracle_new (TapeUniverse *universe, gint64 lateness)
{
  const TapeEngineConfig config = { .lateness = lateness };
  AlertOracle *self = g_new0 (AlertOracle, 1);

  self->oracle = oracle_new (universe, &config);
  self->universe = tape_universe_ref (universe);
  self->lateness = lateness;
  self->closed = G_MININT64;
  self->instruments = g_ptr_array_new_with_free_func (free_instrument);
  self->subjects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, alert_subject_free);
  self->bars = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
  self->names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->talking = g_hash_table_new (NULL, NULL);
  self->firings = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_firing_free);
  return self;
}

void
alert_oracle_free (AlertOracle *self)
{
  oracle_free (self->oracle);
  tape_universe_unref (self->universe);
  g_clear_pointer (&self->rules, tape_rule_set_unref);
  g_ptr_array_unref (self->instruments);
  g_hash_table_unref (self->subjects);
  g_hash_table_unref (self->bars);
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->talking);
  g_ptr_array_unref (self->firings);
  g_free (self);
}

void
alert_oracle_name_source (AlertOracle *self, guint32 source, const char *name)
{
  g_hash_table_replace (self->names, GUINT_TO_POINTER (source), g_strdup (name));
}

GPtrArray *
alert_oracle_get_firings (AlertOracle *self)
{
  return self->firings;
}

AlertInstrument *
alert_oracle_instrument (AlertOracle *self, guint32 instrument)
{
  while (self->instruments->len <= instrument)
    {
      AlertInstrument *new = g_new0 (AlertInstrument, 1);

      new->trades = g_array_new (FALSE, FALSE, sizeof (AlertTrade));
      new->close_date = TAPE_NO_DATE;
      new->since = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
      g_ptr_array_add (self->instruments, new);
    }
  return g_ptr_array_index (self->instruments, instrument);
}

/* --- Rules --- */

static const TapeRule *
find_rule (TapeRuleSet *rules, gint64 id)
{
  for (guint i = 0; rules != NULL && i < rules->rules->len; i++)
    if (((TapeRule *)g_ptr_array_index (rules->rules, i))->id == id)
      return g_ptr_array_index (rules->rules, i);
  return NULL;
}

/* What a rule that says something else, or is gone, had come to. */
static gboolean
is_stale (gpointer key, gpointer value, gpointer data)
{
  const AlertSubject *subject = value;
  TapeRuleSet *rules = data;
  const TapeRule *rule = find_rule (rules, subject->rule->id);

  return rule == NULL || !tape_rule_equal (rule, subject->rule);
}

/* What a condition must remember of trades: a span, or minus a time ago; 0: nothing. */
static gint64
get_need (const TapeCondition *condition)
{
  if (tape_condition_is_of_bars (condition))
    return condition->span;
  if (condition->kind == TAPE_CONDITION_GROWTH)
    return TAPE_MINUTE;
  if (condition->kind == TAPE_CONDITION_CHANGE && condition->baseline == TAPE_BASELINE_AGO)
    return -condition->ago;
  return 0;
}

static gboolean
is_needed (AlertOracle *self, guint32 instrument, gint64 need)
{
  for (guint i = 0; self->rules != NULL && i < self->rules->rules->len; i++)
    {
      const TapeRule *rule = g_ptr_array_index (self->rules->rules, i);

      for (guint c = 0; c < rule->n_conditions; c++)
        if (get_need (&rule->conditions[c]) == need
            && tape_rule_set_targets (self->rules, rule, tape_universe_get (self->universe, instrument)))
          return TRUE;
    }
  return FALSE;
}

void
alert_oracle_set_rules (AlertOracle *self, TapeRuleSet *rules)
{
  g_hash_table_foreach_remove (self->subjects, is_stale, rules);
  g_clear_pointer (&self->rules, tape_rule_set_unref);
  self->rules = rules == NULL ? NULL : tape_rule_set_ref (rules);
  for (guint32 i = 0; i < self->instruments->len; i++)
    {
      GHashTableIter iter;
      gpointer key;

      g_hash_table_iter_init (&iter, alert_oracle_instrument (self, i)->since);
      while (g_hash_table_iter_next (&iter, &key, NULL))
        if (!is_needed (self, i, *(gint64 *)key))
          g_hash_table_iter_remove (&iter);
    }
}

gint64
alert_oracle_since (AlertOracle *self, guint32 instrument, gint64 need)
{
  gint64 *since = g_hash_table_lookup (alert_oracle_instrument (self, instrument)->since, &need);

  return since == NULL ? G_MAXINT64 : *since;
}

static void
note_needs (AlertOracle *self, const AlertTrade *trade)
{
  AlertInstrument *instrument = alert_oracle_instrument (self, trade->trade.instrument);

  for (guint i = 0; i < self->rules->rules->len; i++)
    {
      const TapeRule *rule = g_ptr_array_index (self->rules->rules, i);

      for (guint c = 0; c < rule->n_conditions; c++)
        {
          gint64 need = get_need (&rule->conditions[c]);

          if (need != 0 && !g_hash_table_contains (instrument->since, &need)
              && tape_rule_set_targets (self->rules, rule, tape_universe_get (self->universe, trade->trade.instrument)))
            g_hash_table_insert (instrument->since, g_memdup2 (&need, sizeof need),
                                 g_memdup2 (&trade->arrival, sizeof trade->arrival));
        }
    }
}

/* --- Trades --- */

static gboolean
is_of_prices (const TapeCondition *condition)
{
  return condition->kind == TAPE_CONDITION_CHANGE || condition->kind == TAPE_CONDITION_LEVEL
         || condition->kind == TAPE_CONDITION_CROSS;
}

/* Its place among its instrument's. */
static guint
insert_trade (AlertOracle *self, const AlertTrade *trade)
{
  GArray *trades = alert_oracle_instrument (self, trade->trade.instrument)->trades;
  guint at = trades->len;

  while (at > 0 && g_array_index (trades, AlertTrade, at - 1).trade.event_time > trade->trade.event_time)
    at--;
  g_array_insert_val (trades, at, *trade);
  return at;
}

static void
look_at_prices (AlertOracle *self, const AlertTrade *trade, guint at)
{
  AlertInstrument *instrument = alert_oracle_instrument (self, trade->trade.instrument);
  gboolean late = at + 1 < instrument->trades->len;
  gint64 minute = tape_time_floor (trade->trade.event_time, TAPE_MINUTE) + TAPE_MINUTE;
  gint64 latest = g_array_index (instrument->trades, AlertTrade, instrument->trades->len - 1).trade.event_time;
  const AlertLook look = {
    .event_time = trade->trade.event_time,
    .receive_time = trade->trade.receive_time,
    .source = trade->trade.source,
    .price = trade->trade.price,
    .past = late,
  };

  if (late && trade->mark >= minute + self->lateness)
    return;
  for (guint i = 0; i < self->rules->rules->len; i++)
    {
      const TapeRule *rule = g_ptr_array_index (self->rules->rules, i);

      if (!tape_rule_set_targets (self->rules, rule, tape_universe_get (self->universe, trade->trade.instrument))
          || tape_rule_is_group (rule) || (late && rule->until != TAPE_NO_TIME && latest > rule->until))
        continue;
      for (guint c = 0; c < rule->n_conditions; c++)
        if (is_of_prices (&rule->conditions[c]))
          alert_look_at_price (self, rule, c, trade->trade.instrument, at, &look);
    }
}

/* --- Closing --- */

typedef struct
{
  gint64 end;
  guint32 instrument; /* TAPE_NO_INSTRUMENT for growth */
  guint rule;         /* its place in the set */
  guint condition;
} Closing;

static gint
compare_closings (gconstpointer a, gconstpointer b)
{
  const Closing *one = a, *other = b;

  if (one->end != other->end)
    return one->end < other->end ? -1 : 1;
  if (one->instrument != other->instrument)
    return one->instrument < other->instrument ? -1 : 1;
  if (one->rule != other->rule)
    return one->rule < other->rule ? -1 : 1;
  return (gint)one->condition - (gint)other->condition;
}

/* What the end of all sources has closed opens again with a trade that comes into it, and with it what else ends then. */
static gboolean
is_touched (AlertOracle *self, guint32 instrument, gint64 span, gint64 end)
{
  g_autoptr (GArray) bars = alert_make_bars (self, instrument, span, end, 0);
  const AlertBar *last = bars->len > 0 ? &g_array_index (bars, AlertBar, bars->len - 1) : NULL;

  return last != NULL && last->end == end && last->arrival > self->ended;
}

static gboolean
is_open (AlertOracle *self, const Closing *closing)
{
  if (closing->instrument == TAPE_NO_INSTRUMENT)
    return TRUE;
  for (guint i = 0; i < self->rules->rules->len; i++)
    {
      const TapeRule *rule = g_ptr_array_index (self->rules->rules, i);

      if (!tape_rule_set_targets (self->rules, rule, tape_universe_get (self->universe, closing->instrument)))
        continue;
      for (guint c = 0; c < rule->n_conditions; c++)
        if (tape_condition_is_of_bars (&rule->conditions[c])
            && is_touched (self, closing->instrument, rule->conditions[c].span, closing->end))
          return TRUE;
    }
  return FALSE;
}

/* The bars of an instrument that end after @from and not after @to, for one condition. */
static void
list_ends (AlertOracle *self, guint32 instrument, gint64 span, gint64 from, gint64 to, Closing like, GArray *closings)
{
  g_autoptr (GArray) bars = alert_make_bars (self, instrument, span, to, 0);

  for (guint i = bars->len; i > 0 && g_array_index (bars, AlertBar, i - 1).end > from; i--)
    {
      if (like.instrument == TAPE_NO_INSTRUMENT && g_array_index (bars, AlertBar, i - 1).arrival <= self->ended)
        continue;
      like.end = g_array_index (bars, AlertBar, i - 1).end;
      g_array_append_val (closings, like);
    }
}

static void
list_closings (AlertOracle *self, guint rule_at, guint32 instrument, gint64 from, gint64 to, GArray *closings)
{
  const TapeRule *rule = g_ptr_array_index (self->rules->rules, rule_at);

  if (!tape_rule_set_targets (self->rules, rule, tape_universe_get (self->universe, instrument)))
    return;
  for (guint c = 0; c < rule->n_conditions; c++)
    {
      const TapeCondition *condition = &rule->conditions[c];
      Closing closing = { 0, instrument, rule_at, c };

      if (condition->kind == TAPE_CONDITION_GROWTH)
        closing.instrument = TAPE_NO_INSTRUMENT;
      else if (!tape_condition_is_of_bars (condition))
        continue;
      list_ends (self, instrument, get_need (condition), from, to, closing, closings);
    }
}

static void
look_at_closing (AlertOracle *self, const Closing *closing)
{
  const TapeRule *rule = g_ptr_array_index (self->rules->rules, closing->rule);
  AlertLook look = { .event_time = closing->end, .receive_time = self->oracle->now, .price = NAN };

  if (closing->instrument == TAPE_NO_INSTRUMENT)
    alert_look_at_growth (self, rule, closing->condition, &look);
  else
    alert_look_at_bar (self, rule, closing->condition, closing->instrument, &look);
}

/* All that ends after @from and not after @to; what several members of a group bring is looked at once. */
static void
look_at_closings (AlertOracle *self, gint64 from, gint64 to)
{
  g_autoptr (GArray) closings = g_array_new (FALSE, FALSE, sizeof (Closing));

  if (self->rules == NULL || to == from
      || (from != G_MININT64 && tape_time_floor (from, TAPE_MINUTE) == tape_time_floor (to, TAPE_MINUTE)))
    return;
  for (guint i = 0; i < self->rules->rules->len; i++)
    for (guint32 j = 0; j < self->instruments->len; j++)
      list_closings (self, i, j, from, to, closings);
  g_array_sort (closings, compare_closings);
  for (guint i = 0; i < closings->len; i++)
    if ((i == 0
         || compare_closings (&g_array_index (closings, Closing, i - 1), &g_array_index (closings, Closing, i)) != 0)
        && is_open (self, &g_array_index (closings, Closing, i)))
      look_at_closing (self, &g_array_index (closings, Closing, i));
}

/* --- The past of bars --- */

/* For one rule the closed bars from that of a late trade on. */
static void
list_revised (AlertOracle *self, guint rule_at, const AlertTrade *trade, GArray *closings)
{
  const TapeRule *rule = g_ptr_array_index (self->rules->rules, rule_at);
  const TapeCondition *condition = &rule->conditions[0];
  guint32 instrument = trade->trade.instrument;
  gint64 end;

  if (rule->n_conditions > 1 || !tape_condition_is_of_bars (condition)
      || !tape_rule_set_targets (self->rules, rule, tape_universe_get (self->universe, instrument)))
    return;
  end = condition->span == TAPE_DAY ? trade->day.end
                                    : tape_time_floor (trade->trade.event_time, condition->span) + condition->span;
  if (trade->mark < end || trade->mark >= end + self->lateness)
    return;
  list_ends (self, instrument, condition->span, end - 1, trade->mark, (Closing){ 0, instrument, rule_at, 0 }, closings);
}

static void
look_at_revised (AlertOracle *self, const AlertTrade *trade)
{
  g_autoptr (GArray) closings = g_array_new (FALSE, FALSE, sizeof (Closing));

  for (guint i = 0; i < self->rules->rules->len; i++)
    list_revised (self, i, trade, closings);
  g_array_sort (closings, compare_closings);
  for (guint i = 0; i < closings->len; i++)
    {
      const Closing *closing = &g_array_index (closings, Closing, i);
      const AlertLook look = {
        .event_time = closing->end,
        .receive_time = trade->trade.receive_time,
        .source = trade->trade.source,
        .past = TRUE,
      };

      alert_look_at_revised_bar (self, g_ptr_array_index (self->rules->rules, closing->rule), closing->instrument,
                                 trade->arrival, &look);
    }
}

/* --- Events --- */

static void
take_trade (AlertOracle *self, const OracleTrade *taken)
{
  AlertTrade trade = { .trade = taken->trade, .arrival = taken->arrival, .mark = taken->mark };
  AlertInstrument *instrument = alert_oracle_instrument (self, trade.trade.instrument);
  guint at;

  tape_universe_get_day (self->universe, trade.trade.instrument, trade.trade.event_time, &trade.day);
  at = insert_trade (self, &trade);
  if (trade.day.date < instrument->close_date)
    instrument->close_date = TAPE_NO_DATE;
  if (at + 1 == instrument->trades->len)
    jump_oracle_take (&instrument->jump, trade.trade.price);
  if (self->rules == NULL)
    return;
  note_needs (self, &trade);
  look_at_prices (self, &trade, at);
  look_at_revised (self, &trade);
}

static gint
compare_sources (gconstpointer a, gconstpointer b)
{
  return ((const OracleSource *)a)->source < ((const OracleSource *)b)->source ? -1 : 1;
}

static void
look_at_silence (AlertOracle *self, gint64 receive_time)
{
  g_autoptr (GArray) sources = g_array_copy (self->oracle->sources);
  const AlertLook look = { .event_time = receive_time, .receive_time = receive_time, .price = NAN };

  g_array_sort (sources, compare_sources);
  for (guint i = 0; self->rules != NULL && i < self->rules->rules->len; i++)
    for (guint j = 0; j < sources->len; j++)
      {
        const OracleSource *source = &g_array_index (sources, OracleSource, j);

        if (source->live && !source->ended && g_hash_table_contains (self->talking, GUINT_TO_POINTER (source->source)))
          alert_look_at_source (self, g_ptr_array_index (self->rules->rules, i), source, &look);
      }
}

/* All that the event closes. The end of all sources closes what there is. */
static void
close_bars (AlertOracle *self, gboolean ends)
{
  look_at_closings (self, self->closed, ends ? G_MAXINT64 : self->oracle->watermark);
  self->closed = self->oracle->watermark;
  if (ends)
    self->ended = self->oracle->trades->len;
}

static gboolean
have_all_ended (const Oracle *oracle)
{
  for (guint i = 0; i < oracle->sources->len; i++)
    if (!g_array_index (oracle->sources, OracleSource, i).ended)
      return FALSE;
  return TRUE;
}

/* One event. */
static void
process_one (AlertOracle *self, const TapeBatch *batch)
{
  gint64 now = self->oracle->now;
  guint n_trades = self->oracle->trades->len, n_bars = self->oracle->bars->len;

  g_hash_table_remove_all (self->bars);
  oracle_process (self->oracle, batch);
  if (batch->kind == TAPE_BATCH_BEGIN)
    {
      g_hash_table_remove (self->talking, GUINT_TO_POINTER (batch->source));
      if (batch->text != NULL)
        alert_oracle_name_source (self, batch->source, batch->text);
    }
  if (self->oracle->trades->len > n_trades)
    {
      const OracleTrade *trade = &g_array_index (self->oracle->trades, OracleTrade, n_trades);

      g_hash_table_add (self->talking, GUINT_TO_POINTER ((guint)trade->trade.source));
      take_trade (self, trade);
    }
  if (self->oracle->bars->len > n_bars)
    {
      g_hash_table_add (self->talking, GUINT_TO_POINTER (batch->bars[0].source));
      alert_oracle_instrument (self, batch->bars[0].instrument)->close_date = TAPE_NO_DATE;
    }
  close_bars (self, batch->kind == TAPE_BATCH_END && have_all_ended (self->oracle));
  if (batch->kind == TAPE_BATCH_TICK && batch->receive_time >= now)
    look_at_silence (self, batch->receive_time);
}

void
alert_oracle_process (AlertOracle *self, const TapeBatch *batch)
{
  TapeBatch one = *batch;

  if (batch->kind == TAPE_BATCH_KNOWN)
    return;
  if (batch->kind != TAPE_BATCH_TRADES && batch->kind != TAPE_BATCH_BARS)
    {
      process_one (self, batch);
      return;
    }
  one.n_bars = 0;
  one.n_trades = 1;
  for (guint i = 0; i < batch->n_trades; i++)
    {
      one.trades = &batch->trades[i];
      process_one (self, &one);
    }
  one.n_trades = 0;
  one.n_bars = 1;
  for (guint i = 0; i < batch->n_bars; i++)
    {
      one.bars = &batch->bars[i];
      process_one (self, &one);
    }
}
