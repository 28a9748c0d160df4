/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "alerts/tape-alert-subject.h"

#include <math.h>
#include <string.h>

void
tape_alert_subject_init (TapeAlertSubject *self, gint64 rule, guint64 key, guint64 fingerprint)
{
  memset (self, 0, sizeof *self);
  self->rule = rule;
  self->key = key;
  self->state.fingerprint = fingerprint;
  self->state.fired_time = self->state.first_time = self->state.base_time = TAPE_NO_TIME;
  self->state.base = self->state.last_value[0] = self->state.last_value[1] = NAN;
  self->state.fired_date = TAPE_NO_DATE;
  for (guint i = 0; i < TAPE_ALERT_TESTS; i++)
    self->state.held_since[i] = TAPE_NO_TIME;
}

void
tape_alert_subject_free (TapeAlertSubject *self)
{
  g_clear_pointer (&self->evidence, g_array_unref);
  g_clear_pointer (&self->past_bars, g_array_unref);
  g_free (self);
}

gboolean
tape_alert_subject_ended (const TapeAlertSubject *self, const TapeRule *rule)
{
  return self != NULL && rule->repeat == TAPE_REPEAT_ONCE && self->state.n_fired > 0;
}

/* --- Holding --- */

static guint
get_holds (const TapeAlertSubject *self, const TapeRuleSet *set, const TapeRule *rule, const TapeAlertLook *look)
{
  const TapeAlertState *state = &self->state;
  guint held = 0;

  if (state->fired_time != TAPE_NO_TIME && look->time - rule->cooldown < state->fired_time)
    held |= TAPE_FIRING_HELD_COOLDOWN;
  if (rule->repeat == TAPE_REPEAT_DAILY && state->fired_date != TAPE_NO_DATE && state->fired_date >= look->date)
    held |= TAPE_ALERT_HELD_ELSE;
  if (tape_alert_subject_ended (self, rule) || (rule->until != TAPE_NO_TIME && look->time > rule->until))
    held |= TAPE_ALERT_HELD_ELSE;
  if (set->snoozes->len > 0 && tape_rule_set_is_snoozed (set, rule->id, look->subject, look->receive_time))
    held |= TAPE_FIRING_HELD_SNOOZE;
  if (set->quiet && !rule->important && tape_rule_set_is_quiet (set, look->receive_time))
    held |= TAPE_FIRING_HELD_QUIET;
  if (look->suspect)
    held |= TAPE_FIRING_HELD_SUSPECT;
  return held;
}

static void
release (TapeAlertSubject *self, guint slot)
{
  if (self->state.held_since[slot] == TAPE_NO_TIME)
    return;
  self->state.held_since[slot] = TAPE_NO_TIME;
  self->state.held[slot] = 0;
  self->unsaved = TRUE;
}

static void
hold (TapeAlertSubject *self, guint slot, gint64 time, guint holds)
{
  TapeAlertState *state = &self->state;

  if (state->held_since[slot] == TAPE_NO_TIME)
    {
      state->held_since[slot] = time;
      state->held[slot] = 0;
      self->unsaved = TRUE;
    }
  if ((state->held[slot] | holds) == state->held[slot])
    return;
  state->held[slot] |= (guint8)holds;
  self->unsaved = TRUE;
}

/* --- Arming --- */

static void
disarm (TapeAlertSubject *self, guint slot, const TapeAlertValue *value)
{
  self->state.disarmed |= (guint8)(1 << slot);
  self->state.disarmed_id[slot] = value->baseline_id;
  self->unsaved = TRUE;
}

static void
arm (TapeAlertSubject *self, const TapeAlertTest *test, const TapeAlertValue *value)
{
  if (tape_alert_subject_is_armed (self, test->slot))
    return;
  if (!tape_alert_test_is_back (test, value) && value->baseline_id == self->state.disarmed_id[test->slot])
    return;
  self->state.disarmed &= (guint8) ~(1 << test->slot);
  self->unsaved = TRUE;
}

/* --- Firing --- */

static void
keep_last (GArray *evidence)
{
  if (evidence->len > TAPE_FIRING_EVIDENCE)
    g_array_remove_range (evidence, 0, evidence->len - TAPE_FIRING_EVIDENCE);
}

static TapeFiring *
make_firing (TapeAlertSubject *self,
             const TapeAlertTest *test,
             const TapeAlertLook *look,
             const TapeAlertValue *value,
             guint flags)
{
  TapeFiring *firing = tape_firing_new ();

  firing->rule = test->rule->id;
  firing->subject = g_strdup (look->subject);
  firing->instrument = look->instrument;
  firing->serial = ++self->state.serial;
  firing->direction = test->direction;
  firing->flags = flags | (test->rule->important ? TAPE_FIRING_IMPORTANT : 0);
  firing->value = value->value;
  firing->before = value->before;
  firing->threshold = test->threshold;
  firing->price = look->price;
  firing->baseline = value->baseline;
  firing->baseline_time = value->baseline_time;
  firing->event_time = look->time;
  firing->receive_time = look->receive_time;
  firing->source = look->source;
  firing->fresh = look->fresh;
  firing->members = look->members;
  if (flags & TAPE_FIRING_PAST)
    firing->told = TAPE_TOLD_NEVER;
  else if (self->evidence != NULL)
    g_array_append_vals (firing->evidence, self->evidence->data, self->evidence->len);
  if (look->tell != NULL)
    look->tell (look, test, firing->evidence);
  keep_last (firing->evidence);
  self->unsaved = TRUE;
  return firing;
}

static TapeFiring *
fire (TapeAlertSubject *self, const TapeAlertTest *test, const TapeAlertLook *look, const TapeAlertValue *value)
{
  TapeAlertState *state = &self->state;
  guint flags = state->held[test->slot] & ~(guint)TAPE_ALERT_HELD_ELSE;
  TapeFiring *firing;

  if (test->rule->repeat == TAPE_REPEAT_ONCE)
    flags |= TAPE_FIRING_LAST;
  firing = make_firing (self, test, look, value, flags);
  firing->held_since = state->held_since[test->slot];
  disarm (self, test->slot, value);
  release (self, test->slot);
  state->past &= (guint8) ~(1 << test->slot);
  state->n_fired++;
  state->fired_time = look->time;
  state->fired_date = look->date;
  state->first_time = TAPE_NO_TIME;
  g_clear_pointer (&self->evidence, g_array_unref);
  if (!isnan (look->price))
    {
      state->base = look->price;
      state->base_time = look->time;
    }
  return firing;
}

/* The first condition of a sequence came true. */
static void
note_first (TapeAlertSubject *self, const TapeAlertTest *test, const TapeAlertLook *look, const TapeAlertValue *value)
{
  g_clear_pointer (&self->evidence, g_array_unref);
  self->evidence = g_array_new (FALSE, FALSE, sizeof (TapeEvidence));
  if (look->tell != NULL)
    look->tell (look, test, self->evidence);
  keep_last (self->evidence);
  self->state.first_time = look->time;
  disarm (self, test->slot, value);
}

/* Whether the second condition of a sequence comes in time. */
static gboolean
follows_first (const TapeAlertSubject *self, const TapeRule *rule, gint64 time)
{
  gint64 first = self->state.first_time;

  return first != TAPE_NO_TIME && time > first && time - first <= rule->within;
}

TapeFiring *
tape_alert_subject_look (TapeAlertSubject *self,
                         const TapeRuleSet *set,
                         const TapeAlertTest *test,
                         const TapeAlertLook *look,
                         const TapeAlertValue *value)
{
  const TapeRule *rule = test->rule;
  gboolean in_time;
  guint holds;

  if (isnan (value->value))
    {
      release (self, test->slot);
      return NULL;
    }
  arm (self, test, value);
  if (!value->is_true || !tape_alert_subject_is_armed (self, test->slot))
    {
      release (self, test->slot);
      return NULL;
    }
  if (tape_alert_test_is_first (test))
    {
      note_first (self, test, look, value);
      return NULL;
    }
  in_time = rule->n_conditions == 1 || follows_first (self, rule, look->time);
  holds = get_holds (self, set, rule, look);
  if (holds != 0 && in_time)
    hold (self, test->slot, look->time, holds);
  else if (holds != 0)
    release (self, test->slot);
  else if (in_time)
    return fire (self, test, look, value);
  else
    {
      disarm (self, test->slot, value);
      release (self, test->slot);
    }
  return NULL;
}

/* --- The past --- */

TapeFiring *
tape_alert_subject_look_back (TapeAlertSubject *self,
                              const TapeRuleSet *set,
                              const TapeAlertTest *test,
                              const TapeAlertLook *look,
                              const TapeAlertValue *value)
{
  TapeAlertState *state = &self->state;
  guint8 bit = (guint8)(1 << test->slot);

  if (isnan (value->value) || !value->is_true || test->rule->n_conditions > 1)
    return NULL;
  if (!tape_alert_subject_is_armed (self, test->slot) || get_holds (self, set, test->rule, look) != 0)
    return NULL;
  if (state->past & bit && state->past_id[test->slot] == value->baseline_id)
    return NULL;
  state->past |= bit;
  state->past_id[test->slot] = value->baseline_id;
  return make_firing (self, test, look, value, TAPE_FIRING_PAST);
}

TapeFiring *
tape_alert_subject_look_back_bar (TapeAlertSubject *self,
                                  const TapeAlertTest *test,
                                  const TapeAlertLook *look,
                                  const TapeAlertValue *value,
                                  gint64 end)
{
  const TapeAlertPastBar bar = { end, test->slot };
  const TapeRule *rule = test->rule;

  if (tape_alert_subject_ended (self, rule) || (rule->until != TAPE_NO_TIME && look->time > rule->until))
    return NULL;
  if (self->past_bars == NULL)
    self->past_bars = g_array_new (FALSE, FALSE, sizeof (TapeAlertPastBar));
  for (guint i = 0; i < self->past_bars->len; i++)
    if (memcmp (&g_array_index (self->past_bars, TapeAlertPastBar, i), &bar, sizeof bar) == 0)
      return NULL;
  g_array_append_val (self->past_bars, bar);
  return make_firing (self, test, look, value, TAPE_FIRING_PAST);
}

void
tape_alert_subject_forget_bars (TapeAlertSubject *self, gint64 before)
{
  for (guint i = self->past_bars != NULL ? self->past_bars->len : 0; i-- > 0;)
    if (g_array_index (self->past_bars, TapeAlertPastBar, i).end <= before)
      {
        g_array_remove_index (self->past_bars, i);
        self->unsaved = TRUE;
      }
}

/* --- State --- */

/* How many of what follows the state. */
typedef struct
{
  guint32 n_evidence;
  guint32 n_past_bars;
} Lengths;

GByteArray *
tape_alert_subject_print (const TapeAlertSubject *self)
{
  GByteArray *data = g_byte_array_new ();
  const Lengths lengths
      = { self->evidence != NULL ? self->evidence->len : 0, self->past_bars != NULL ? self->past_bars->len : 0 };

  g_byte_array_append (data, (const guint8 *)&self->state, sizeof self->state);
  g_byte_array_append (data, (const guint8 *)&lengths, sizeof lengths);
  if (lengths.n_evidence > 0)
    g_byte_array_append (data, (const guint8 *)self->evidence->data, lengths.n_evidence * (guint)sizeof (TapeEvidence));
  if (lengths.n_past_bars > 0)
    g_byte_array_append (data, (const guint8 *)self->past_bars->data,
                         lengths.n_past_bars * (guint)sizeof (TapeAlertPastBar));
  return data;
}

static GArray *
parse_array (const guint8 *data, guint32 n, guint size)
{
  GArray *array;

  if (n == 0)
    return NULL;
  array = g_array_new (FALSE, FALSE, size);
  g_array_append_vals (array, data, n);
  return array;
}

gboolean
tape_alert_subject_parse (TapeAlertSubject *self, gconstpointer data, gsize length)
{
  const gsize head = sizeof self->state + sizeof (Lengths);
  const guint8 *bytes = data;
  Lengths lengths;

  if (length < head)
    return FALSE;
  memcpy (&self->state, bytes, sizeof self->state);
  memcpy (&lengths, bytes + sizeof self->state, sizeof lengths);
  if (length != head + lengths.n_evidence * sizeof (TapeEvidence) + lengths.n_past_bars * sizeof (TapeAlertPastBar))
    return FALSE;
  self->evidence = parse_array (bytes + head, lengths.n_evidence, sizeof (TapeEvidence));
  self->past_bars = parse_array (bytes + head + lengths.n_evidence * sizeof (TapeEvidence), lengths.n_past_bars,
                                 sizeof (TapeAlertPastBar));
  return TRUE;
}
