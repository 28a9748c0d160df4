/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "alerts/tape-explanation.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "alerts/tape-duration-words.h"
#include "alerts/tape-explanation-private.h"
#include "alerts/tape-rule-text.h"

/* Members of a group that are named, and pieces of evidence that are told of, at most. */
#define MEMBERS 8
#define PIECES  6

static void
line_free (gpointer data)
{
  TapeExplanationLine *line = data;

  g_free (line->text);
  g_free (line);
}

/* @text: (transfer full) (nullable) */
static void
add_line (Explanation *self, TapeLineKind kind, char *text)
{
  TapeExplanationLine *line;

  if (text == NULL)
    return;
  line = g_new (TapeExplanationLine, 1);
  line->kind = kind;
  line->text = text;
  g_ptr_array_add (self->lines, line);
}

/* --- The rule --- */

static void
explain_rule (Explanation *self)
{
  g_autofree char *why = tape_words_mark (self->words, "b", _ ("Why?"));
  g_autofree char *text = tape_words_escape (self->words, self->firing->text);
  g_autofree char *quoted
      = self->words->markup ? tape_words_mark (self->words, "i", text) : g_strdup_printf (_ ("“%s”"), text);
  g_autofree char *sentence = g_strdup_printf (_ ("Rule %s."), quoted);

  add_line (self, TAPE_LINE_RULE, g_strdup_printf ("%s %s", why, sentence));
}

/* --- The baseline --- */

static char *
describe_baseline (const Explanation *self, const char *baseline, const char *when)
{
  g_autofree char *span = NULL;

  switch (self->condition->baseline)
    {
    case TAPE_BASELINE_PREVIOUS_CLOSE:
      return g_strdup_printf (_ ("Baseline %s, close of %s."), baseline, when);
    case TAPE_BASELINE_OPEN:
      return g_strdup_printf (_ ("Baseline %s, the day’s open, %s."), baseline, when);
    case TAPE_BASELINE_AGO:
      span = tape_duration_words_new (self->condition->ago);
      return g_strdup_printf (_ ("Baseline %s, the price %s before, of %s."), baseline, span, when);
    case TAPE_BASELINE_LAST_FIRING:
      return g_strdup_printf (_ ("Baseline %s, of %s: the price at the last firing, or when the rule began."), baseline,
                              when);
    case TAPE_BASELINE_GIVEN:
      return g_strdup_printf (_ ("Baseline %s, as the rule gives it."), baseline);
    }
  g_assert_not_reached ();
}

static void
explain_baseline (Explanation *self)
{
  const TapeFiring *firing = self->firing;
  g_autofree char *baseline = NULL, *when = NULL, *span = NULL;

  if (!isfinite (firing->baseline))
    return;
  if (self->condition != NULL && self->condition->kind == TAPE_CONDITION_AVERAGES)
    return; /* the slow one: the result says so */
  if (self->condition != NULL && self->condition->kind == TAPE_CONDITION_VOLUME)
    {
      baseline = tape_words_quantity (self->words, firing->baseline);
      span = tape_duration_words_new (self->condition->span);
      add_line (
          self, TAPE_LINE_BASELINE,
          g_strdup_printf (_ ("On average %s were traded in each of the 20 spans of %s before."), baseline, span));
      return;
    }
  baseline = tape_explanation_strong_price (self, firing->baseline);
  when = firing->baseline_time != TAPE_NO_TIME
             ? tape_words_moment (self->words, self->instrument, firing->baseline_time)
             : g_strdup (_ ("an unknown time"));
  add_line (self, TAPE_LINE_BASELINE,
            self->condition != NULL ? describe_baseline (self, baseline, when)
                                    : g_strdup_printf (_ ("Baseline %s, of %s."), baseline, when));
}

/* --- Trades and bars --- */

static char *
describe_trade (const Explanation *self, const TapeEvidence *trade)
{
  const TapeInstrument *instrument = tape_words_get_instrument (self->words, trade->instrument);
  g_autofree char *paid = tape_words_strong_price (self->words, instrument, trade->price);
  g_autofree char *quantity = tape_words_quantity (self->words, trade->quantity);
  g_autofree char *time = tape_words_clock (self->words, instrument, trade->time);
  g_autofree char *name = tape_words_source (self->words, trade->source);
  g_autofree char *source = name != NULL ? g_strdup_printf (_ (", from %s"), name) : g_strdup ("");
  const char *side = trade->side == TAPE_SIDE_BUY ? _ (", bought") : trade->side == TAPE_SIDE_SELL ? _ (", sold") : "";

  if (!isfinite (trade->quantity)) /* what it is held against */
    return g_strdup_printf (_ ("Price %s at %s."), paid, time);
  /* TRANSLATORS: price × quantity at time, bought or sold or nothing, from a source or nothing */
  return g_strdup_printf (_ ("Trade of %s × %s at %s%s%s."), paid, quantity, time, side, source);
}

static char *
describe_bar (const Explanation *self, const TapeEvidence *bar)
{
  const TapeInstrument *instrument = tape_words_get_instrument (self->words, bar->instrument);
  g_autofree char *length = tape_explanation_describe_length (bar->length);
  g_autofree char *start = tape_words_moment (self->words, instrument, bar->time);
  g_autofree char *open = tape_words_price (self->words, instrument, bar->open);
  g_autofree char *high = tape_words_price (self->words, instrument, bar->high);
  g_autofree char *low = tape_words_price (self->words, instrument, bar->low);
  g_autofree char *close = tape_words_strong_price (self->words, instrument, bar->price);
  g_autofree char *volume = tape_words_quantity (self->words, bar->quantity);

  return g_strdup_printf (_ ("Bar of %s from %s: open %s, highest %s, lowest %s, close %s, volume %s."), length, start,
                          open, high, low, close, volume);
}

static char *
describe_piece (const Explanation *self, const TapeEvidence *piece)
{
  return piece->length == 0 ? describe_trade (self, piece) : describe_bar (self, piece);
}

static char *
describe_members (const Explanation *self)
{
  const GArray *evidence = self->firing->evidence;
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < MIN (evidence->len, MEMBERS); i++)
    {
      const TapeEvidence *piece = &g_array_index (evidence, TapeEvidence, i);
      const TapeInstrument *instrument = tape_words_get_instrument (self->words, piece->instrument);
      g_autofree char *growth = tape_words_percent (self->words, piece->value, 2);
      g_autofree char *symbol = tape_words_escape (self->words, instrument != NULL ? instrument->symbol : "?");

      g_string_append_printf (list, "%s%s %s", i > 0 ? ", " : "", symbol, growth);
    }
  if (evidence->len == 0)
    return NULL;
  if (self->firing->fresh > MEMBERS)
    return g_strdup_printf (
        ngettext ("Members: %s and %u more.", "Members: %s and %u more.", self->firing->fresh - MEMBERS), list->str,
        self->firing->fresh - MEMBERS);
  return g_strdup_printf (_ ("Members: %s."), list->str);
}

static void
explain_evidence (Explanation *self)
{
  const GArray *evidence = self->firing->evidence;
  gboolean sequence = self->rule != NULL && self->rule->n_conditions > 1;
  guint n = self->condition == NULL || sequence ? MIN (evidence->len, PIECES) : MIN (evidence->len, 1);

  if (self->condition != NULL && self->condition->kind == TAPE_CONDITION_GROWTH)
    {
      add_line (self, TAPE_LINE_EVIDENCE, describe_members (self));
      return;
    }
  if (self->condition != NULL && !sequence && self->condition->kind == TAPE_CONDITION_STREAK)
    return; /* the result names them */
  for (guint i = evidence->len - n; i < evidence->len; i++)
    add_line (self, TAPE_LINE_EVIDENCE, describe_piece (self, &g_array_index (evidence, TapeEvidence, i)));
}

/* --- Notes --- */

static void
explain_sequence (Explanation *self)
{
  g_autofree char *within = NULL;

  if (self->rule == NULL || self->rule->n_conditions < 2)
    return;
  within = tape_duration_words_new (self->rule->within);
  add_line (self, TAPE_LINE_NOTE,
            g_strdup_printf (_ ("This is the second of a sequence: the first came before it, within %s."), within));
}

static void
explain_holding (Explanation *self)
{
  const struct
  {
    guint flag;
    const char *name;
  } holders[] = {
    { TAPE_FIRING_HELD_COOLDOWN, _ ("the cooldown") },
    { TAPE_FIRING_HELD_SNOOZE, _ ("a snooze") },
    { TAPE_FIRING_HELD_QUIET, _ ("quiet hours") },
    { TAPE_FIRING_HELD_SUSPECT, _ ("a suspect price") },
  };
  g_autoptr (GString) list = g_string_new (NULL);
  g_autofree char *since = NULL;

  if (self->firing->held_since == TAPE_NO_TIME)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (holders); i++)
    if ((self->firing->flags & holders[i].flag) != 0)
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", holders[i].name);
  since = tape_words_moment (self->words, self->instrument, self->firing->held_since);
  add_line (self, TAPE_LINE_NOTE,
            list->len > 0 ? g_strdup_printf (_ ("It was true since %s, and held back by %s."), since, list->str)
                          : g_strdup_printf (_ ("It was true since %s, and held back."), since));
}

static void
explain_flags (Explanation *self)
{
  g_autofree char *subject = tape_words_escape (self->words, self->firing->subject);

  if ((self->firing->flags & TAPE_FIRING_PAST) != 0)
    add_line (self, TAPE_LINE_NOTE, g_strdup (_ ("Of the past: a late trade made it so. It was logged, not told.")));
  if ((self->firing->flags & TAPE_FIRING_LAST) != 0)
    add_line (self, TAPE_LINE_NOTE, g_strdup_printf (_ ("The rule fires once: it is over for %s."), subject));
}

/* --- Delays --- */

static char *
describe_receiving (const Explanation *self)
{
  const TapeFiring *firing = self->firing;
  const TapeEvidence *last = tape_explanation_get_last (firing);
  gboolean of_bar = last != NULL && last->length > 0;
  g_autofree char *delay = tape_duration_words_new_rough (ABS (firing->receive_time - firing->event_time));

  if (firing->receive_time == firing->event_time)
    return NULL;
  if (firing->receive_time < firing->event_time)
    return g_strdup_printf (of_bar ? _ ("Closed with its source, %s before the end of the bar")
                                   : _ ("Received %s before the trade’s own time"),
                            delay);
  return g_strdup_printf (of_bar ? _ ("Received %s after the end of the bar") : _ ("Received %s after the trade"),
                          delay);
}

static gboolean
was_too_late (const TapeFiring *firing)
{
  return firing->fired_time != 0 && firing->fired_time - firing->event_time >= TAPE_FIRING_NEWS
         && (firing->flags & TAPE_FIRING_PAST) == 0;
}

static char *
describe_telling (const Explanation *self)
{
  const TapeFiring *firing = self->firing;
  g_autofree char *delay = NULL;

  if (firing->told == TAPE_TOLD_NEVER)
    return g_strdup (was_too_late (firing) ? _ ("too late to be told") : _ ("not told"));
  if (firing->told == TAPE_TOLD_NOT || firing->told_time == TAPE_NO_TIME)
    return g_strdup (_ ("not told yet"));
  if (firing->fired_time == 0)
    return g_strdup (firing->told == TAPE_TOLD_SUMMED_UP ? _ ("told in a summary") : _ ("told"));
  delay = tape_duration_words_new_rough (MAX (firing->told_time - firing->fired_time, 0));
  return g_strdup_printf (firing->told == TAPE_TOLD_SUMMED_UP ? _ ("told in a summary %s later") : _ ("told %s later"),
                          delay);
}

/* "Received 41 ms after the trade, fired 0.3 ms later, told 0.9 ms later." */
static void
explain_delays (Explanation *self)
{
  const TapeFiring *firing = self->firing;
  g_autofree char *received = describe_receiving (self), *told = describe_telling (self);
  g_autofree char *delay = tape_duration_words_new_rough (MAX (firing->fired_time - firing->receive_time, 0));
  g_autofree char *fired = firing->fired_time != 0 ? g_strdup_printf (_ ("fired %s later"), delay) : NULL;

  if (received == NULL)
    received = g_strdup (_ ("Received with the event"));
  /* TRANSLATORS: received …, fired …, told … */
  add_line (self, TAPE_LINE_DELAYS,
            fired != NULL ? g_strdup_printf (_ ("%s, %s, %s."), received, fired, told)
                          : g_strdup_printf (_ ("%s, %s."), received, told));
}

GPtrArray *
tape_firing_explain (const TapeFiring *firing, const TapeExplanationWords *words)
{
  g_autoptr (TapeRule) rule = tape_rule_parse (firing->text != NULL ? firing->text : "", NULL);
  Explanation self = { .firing = firing, .words = words, .rule = rule };

  self.lines = g_ptr_array_new_with_free_func (line_free);
  self.instrument = tape_words_get_instrument (words, firing->instrument);
  if (rule != NULL && rule->n_conditions > 0)
    self.condition = &rule->conditions[rule->n_conditions - 1];
  explain_rule (&self);
  explain_baseline (&self);
  explain_evidence (&self);
  add_line (&self, TAPE_LINE_RESULT, tape_explanation_describe_result (&self));
  explain_sequence (&self);
  explain_holding (&self);
  explain_flags (&self);
  explain_delays (&self);
  return self.lines;
}
