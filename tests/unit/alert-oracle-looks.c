/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "alert-oracle-looks.h"

#include <math.h>
#include <string.h>

#include "alerts/tape-rule-text.h"

/* --- Subjects --- */

void
alert_subject_free (gpointer item)
{
  AlertSubject *self = item;

  for (guint i = 0; i < 4; i++)
    g_clear_pointer (&self->states[i / 2][i % 2].past_bars, g_hash_table_unref);
  g_clear_pointer (&self->first_evidence, g_array_unref);
  tape_rule_free (self->rule);
  g_free (self->name);
  g_free (self);
}

static AlertSubject *
new_subject (const TapeRule *rule, const char *name)
{
  AlertSubject *self = g_new0 (AlertSubject, 1);

  self->rule = tape_rule_copy (rule);
  self->name = g_strdup (name);
  self->instrument = TAPE_NO_INSTRUMENT;
  self->fired_time = self->base_time = self->first_time = TAPE_NO_TIME;
  self->fired_date = TAPE_NO_DATE;
  self->before[0] = self->before[1] = NAN;
  for (guint i = 0; i < 4; i++)
    {
      AlertState *state = &self->states[i / 2][i % 2];

      state->held_since = TAPE_NO_TIME;
      state->date = TAPE_NO_DATE;
      state->past_bars = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    }
  return self;
}

static AlertSubject *
get_subject (AlertOracle *self, const TapeRule *rule, const char *name)
{
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT " %s", rule->id, name);
  AlertSubject *subject = g_hash_table_lookup (self->subjects, key);

  if (subject != NULL)
    return subject;
  subject = new_subject (rule, name);
  g_hash_table_insert (self->subjects, g_steal_pointer (&key), subject);
  return subject;
}

static AlertSubject *
get_instrument (AlertOracle *self, const TapeRule *rule, guint32 instrument)
{
  AlertSubject *subject = get_subject (self, rule, tape_universe_get (self->universe, instrument)->symbol);

  subject->instrument = instrument;
  return subject;
}

static double
get_latest_price (AlertOracle *self, guint32 instrument)
{
  const GArray *trades = alert_oracle_instrument (self, instrument)->trades;

  return g_array_index (trades, AlertTrade, trades->len - 1).trade.price;
}

/* --- Firing --- */

static gint32
get_date (AlertOracle *self, const AlertSubject *subject, gint64 time)
{
  TapeDay day;

  if (subject->instrument == TAPE_NO_INSTRUMENT)
    return (gint32)(tape_time_floor (time, TAPE_DAY) / TAPE_DAY);
  tape_universe_get_day (self->universe, subject->instrument, time, &day);
  return day.date;
}

/* Whether something holds it, and what of it firings tell. */
static gboolean
is_held (AlertOracle *self, const AlertSubject *subject, const AlertLook *look, guint *flags)
{
  const TapeRule *rule = subject->rule;
  gboolean over = FALSE;

  *flags = 0;
  if (subject->n_fired > 0)
    {
      if (look->event_time < subject->fired_time + rule->cooldown)
        *flags |= TAPE_FIRING_HELD_COOLDOWN;
      over |= rule->repeat == TAPE_REPEAT_ONCE;
      over |= rule->repeat == TAPE_REPEAT_DAILY && get_date (self, subject, look->event_time) == subject->fired_date;
    }
  if (tape_rule_set_is_snoozed (self->rules, rule->id, subject->name, look->receive_time))
    *flags |= TAPE_FIRING_HELD_SNOOZE;
  if (!rule->important && tape_rule_set_is_quiet (self->rules, look->receive_time))
    *flags |= TAPE_FIRING_HELD_QUIET;
  if (subject->instrument != TAPE_NO_INSTRUMENT && alert_oracle_instrument (self, subject->instrument)->jump.suspect)
    *flags |= TAPE_FIRING_HELD_SUSPECT;
  over |= rule->until != TAPE_NO_TIME && look->event_time > rule->until;
  return over || *flags != 0;
}

static GArray *
join_evidence (const GArray *first, const GArray *then, gboolean from_begin)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (TapeEvidence));

  if (first != NULL)
    g_array_append_vals (all, first->data, first->len);
  if (then->len > 0)
    g_array_append_vals (all, then->data, then->len);
  if (all->len > TAPE_FIRING_EVIDENCE && !from_begin)
    g_array_remove_range (all, 0, all->len - TAPE_FIRING_EVIDENCE);
  return all;
}

/* Logs a firing; that changes nothing but the number of it. */
static TapeFiring *
log_firing (AlertOracle *self, AlertSubject *subject, const AlertReading *reading, guint up, const AlertLook *look)
{
  TapeFiring *firing = tape_firing_new ();
  const TapeCondition *condition = &subject->rule->conditions[subject->rule->n_conditions - 1];

  firing->rule = subject->rule->id;
  firing->text = tape_rule_format (subject->rule);
  firing->subject = g_strdup (subject->name);
  firing->instrument = subject->instrument;
  firing->serial = ++subject->serial;
  firing->direction = condition->kind == TAPE_CONDITION_SILENCE ? 0 : up == 0 ? 1 : -1;
  firing->flags = (look->past ? TAPE_FIRING_PAST : 0) | (subject->rule->important ? TAPE_FIRING_IMPORTANT : 0);
  firing->value = reading->value;
  firing->threshold = reading->threshold[up];
  firing->price = look->price;
  firing->baseline = reading->baseline;
  firing->baseline_time = reading->baseline_time;
  firing->event_time = look->event_time;
  firing->receive_time = look->receive_time;
  firing->source = look->source;
  firing->held_since = TAPE_NO_TIME;
  firing->fresh = reading->fresh;
  firing->members = reading->members;
  g_clear_pointer (&firing->evidence, g_array_unref);
  firing->evidence = join_evidence (subject->rule->n_conditions > 1 ? subject->first_evidence : NULL, reading->evidence,
                                    condition->kind == TAPE_CONDITION_GROWTH);
  g_ptr_array_add (self->firings, firing);
  return firing;
}

static void
fire (AlertOracle *self,
      AlertSubject *subject,
      AlertState *state,
      const AlertReading *reading,
      guint up,
      const AlertLook *look)
{
  TapeFiring *firing = log_firing (self, subject, reading, up, look);

  firing->before = reading->before;
  firing->held_since = state->held_since;
  firing->flags |= state->held;
  if (subject->rule->repeat == TAPE_REPEAT_ONCE)
    firing->flags |= TAPE_FIRING_LAST;
  subject->n_fired++;
  subject->fired_time = look->event_time;
  subject->fired_date = get_date (self, subject, look->event_time);
  subject->base_time = look->event_time;
  subject->base_price = look->price;
}

/* --- State --- */

static void
clear_held (AlertState *state)
{
  state->held_since = TAPE_NO_TIME;
  state->held = 0;
}

static void
disarm (AlertState *state)
{
  state->disarmed = TRUE;
  clear_held (state);
}

/* Arms what is to be armed; whether the condition is armed and true then. */
static gboolean
judge (const AlertSubject *subject, AlertState *state, const AlertReading *reading, guint up)
{
  if (!reading->known)
    return FALSE;
  if (reading->is_back[up] || (reading->date != TAPE_NO_DATE && reading->date != state->date)
      || (reading->of_firing && subject->n_fired != state->n_fired))
    state->disarmed = FALSE;
  state->date = reading->date;
  state->n_fired = subject->n_fired;
  return reading->is_true[up] && !state->disarmed;
}

/* A of a sequence. */
static void
note_first (AlertSubject *subject, AlertState *state, const AlertReading *reading, const AlertLook *look)
{
  subject->first_time = look->event_time;
  g_clear_pointer (&subject->first_evidence, g_array_unref);
  subject->first_evidence = g_array_copy (reading->evidence);
  disarm (state);
}

/* What may fire: a condition alone, or B. */
static void
try_to_fire (AlertOracle *self,
             AlertSubject *subject,
             AlertState *state,
             const AlertReading *reading,
             guint up,
             const AlertLook *look)
{
  const TapeRule *rule = subject->rule;
  gboolean in_time = rule->n_conditions == 1
                     || (subject->first_time != TAPE_NO_TIME && look->event_time > subject->first_time
                         && look->event_time <= subject->first_time + rule->within);
  guint flags;

  if (is_held (self, subject, look, &flags))
    {
      if (!in_time)
        {
          clear_held (state);
          return;
        }
      if (state->held_since == TAPE_NO_TIME)
        state->held_since = look->event_time;
      state->held |= flags;
      return;
    }
  if (in_time)
    {
      fire (self, subject, state, reading, up, look);
      subject->first_time = TAPE_NO_TIME;
      state->past_logged = FALSE;
    }
  disarm (state);
}

static gboolean
is_direction (const TapeCondition *condition, guint up)
{
  if (condition->kind == TAPE_CONDITION_SILENCE)
    return up == 0;
  return condition->direction == TAPE_DIRECTION_BOTH
         || condition->direction == (up == 0 ? TAPE_DIRECTION_UP : TAPE_DIRECTION_DOWN);
}

static void
look_at (AlertOracle *self, AlertSubject *subject, guint c, const AlertReading *reading, const AlertLook *look)
{
  for (guint up = 0; up < 2; up++)
    {
      AlertState *state = &subject->states[c][up];

      if (!is_direction (&subject->rule->conditions[c], up))
        continue;
      if (!reading->known || !reading->is_true[up])
        clear_held (state);
      if (judge (subject, state, reading, up))
        {
          if (c + 1 < subject->rule->n_conditions)
            note_first (subject, state, reading, look);
          else
            try_to_fire (self, subject, state, reading, up, look);
        }
    }
  if (reading->known)
    subject->before[c] = reading->value;
}

/* Which baseline it is. */
static gint64
get_baseline (const AlertSubject *subject, const AlertReading *reading)
{
  return reading->of_firing ? (gint64)subject->n_fired : reading->latest_date;
}

/* A late trade that a condition is true of logs it, once against the same baseline. */
static void
look_at_past (AlertOracle *self, AlertSubject *subject, const AlertReading *reading, const AlertLook *look)
{
  guint flags;

  for (guint up = 0; up < 2; up++)
    {
      AlertState *state = &subject->states[0][up];
      TapeFiring *firing;

      if (!is_direction (&subject->rule->conditions[0], up) || !reading->known || !reading->is_true[up]
          || state->disarmed || (state->past_logged && state->past_baseline == get_baseline (subject, reading))
          || is_held (self, subject, look, &flags))
        continue;
      state->past_logged = TRUE;
      state->past_baseline = get_baseline (subject, reading);
      firing = log_firing (self, subject, reading, up, look);
      firing->before = reading->before;
    }
}

/* --- Looks --- */

void
alert_look_at_price (
    AlertOracle *self, const TapeRule *rule, guint c, guint32 instrument, guint at, const AlertLook *look)
{
  AlertSubject *subject = get_instrument (self, rule, instrument);
  AlertReading reading;

  if (look->past && rule->n_conditions > 1)
    return;
  if (!look->past && subject->base_time == TAPE_NO_TIME)
    {
      subject->base_time = look->event_time;
      subject->base_price = look->price;
    }
  alert_reading_init (&reading);
  alert_read_price (self, subject, &rule->conditions[c], at, &reading);
  if (look->past)
    look_at_past (self, subject, &reading, look);
  else
    look_at (self, subject, c, &reading, look);
  alert_reading_clear (&reading);
}

void
alert_look_at_bar (AlertOracle *self, const TapeRule *rule, guint c, guint32 instrument, const AlertLook *look)
{
  AlertSubject *subject = get_instrument (self, rule, instrument);
  g_autoptr (GArray) bars = alert_make_bars (self, instrument, rule->conditions[c].span, look->event_time, 0);
  AlertLook at_price = *look;
  AlertReading reading;

  at_price.price = get_latest_price (self, instrument);
  alert_reading_init (&reading);
  alert_read_bar (self, instrument, &rule->conditions[c], bars, &reading);
  look_at (self, subject, c, &reading, &at_price);
  alert_reading_clear (&reading);
}

static gboolean
is_over (const AlertSubject *subject, const AlertLook *look)
{
  const TapeRule *rule = subject->rule;

  return (rule->repeat == TAPE_REPEAT_ONCE && subject->n_fired > 0)
         || (rule->until != TAPE_NO_TIME && look->event_time > rule->until);
}

static void
log_revised (
    AlertOracle *self, AlertSubject *subject, const AlertReading *was, const AlertReading *is, const AlertLook *look)
{
  for (guint up = 0; up < 2; up++)
    {
      GHashTable *logged = subject->states[0][up].past_bars;

      if (!is_direction (&subject->rule->conditions[0], up) || !is->known || !is->is_true[up]
          || (was->known && was->is_true[up]) || is_over (subject, look)
          || g_hash_table_contains (logged, &look->event_time))
        continue;
      g_hash_table_add (logged, g_memdup2 (&look->event_time, sizeof look->event_time));
      log_firing (self, subject, is, up, look)->before = was->known ? was->value : NAN;
    }
}

void
alert_look_at_revised_bar (
    AlertOracle *self, const TapeRule *rule, guint32 instrument, gint64 arrival, const AlertLook *look)
{
  AlertSubject *subject = get_instrument (self, rule, instrument);
  const TapeCondition *condition = &rule->conditions[0];
  g_autoptr (GArray) before = alert_make_bars (self, instrument, condition->span, look->event_time, arrival);
  g_autoptr (GArray) after = alert_make_bars (self, instrument, condition->span, look->event_time, 0);
  AlertLook at_price = *look;
  AlertReading was, is;

  at_price.price = get_latest_price (self, instrument);
  alert_reading_init (&was);
  alert_reading_init (&is);
  /* Without the trade there may be no such bar. */
  if (before->len > 0 && g_array_index (before, AlertBar, before->len - 1).end == look->event_time)
    alert_read_bar (self, instrument, condition, before, &was);
  alert_read_bar (self, instrument, condition, after, &is);
  log_revised (self, subject, &was, &is, &at_price);
  alert_reading_clear (&was);
  alert_reading_clear (&is);
}

void
alert_look_at_growth (AlertOracle *self, const TapeRule *rule, guint c, const AlertLook *look)
{
  AlertSubject *subject = get_subject (self, rule, rule->names[0]);
  AlertReading reading;

  alert_reading_init (&reading);
  reading.before = subject->before[c];
  alert_read_growth (self, rule, &rule->conditions[c], look->event_time, &reading);
  look_at (self, subject, c, &reading, look);
  alert_reading_clear (&reading);
}

void
alert_look_at_source (AlertOracle *self, const TapeRule *rule, const OracleSource *source, const AlertLook *look)
{
  const char *name = g_hash_table_lookup (self->names, GUINT_TO_POINTER (source->source));
  g_autofree char *number = g_strdup_printf ("%u", source->source);
  AlertLook at_source = *look;
  AlertSubject *subject;
  AlertReading reading;

  name = name != NULL ? name : number;
  if (rule->conditions[0].kind != TAPE_CONDITION_SILENCE
      || (rule->names[0] != NULL && !g_strv_contains ((const char *const *)rule->names, name)))
    return;
  subject = get_subject (self, rule, name);
  at_source.source = source->source;
  alert_reading_init (&reading);
  reading.known = TRUE;
  reading.value = (double)(look->receive_time - source->receive_time) / TAPE_SECOND;
  reading.is_true[0] = look->receive_time - source->receive_time >= rule->conditions[0].span;
  reading.is_back[0] = !reading.is_true[0];
  reading.threshold[0] = (double)rule->conditions[0].span / TAPE_SECOND;
  look_at (self, subject, 0, &reading, &at_source);
  alert_reading_clear (&reading);
}
