/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The arithmetic of each condition in a sentence. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "alerts/tape-duration-words.h"
#include "alerts/tape-explanation-private.h"

/* More after the point are never written. */
#define DIGITS 8

static char *
price (const Explanation *self, double number)
{
  return tape_words_price (self->words, self->instrument, number);
}

char *
tape_explanation_strong_price (const Explanation *self, double number)
{
  return tape_words_strong_price (self->words, self->instrument, number);
}

static char *
strong_number (const Explanation *self, double number, guint digits)
{
  g_autofree char *text = tape_words_number (number, digits);

  return tape_words_mark (self->words, "b", text);
}

static double
round_to (double number, guint digits)
{
  return round (number * pow (10, digits)) / pow (10, digits);
}

/* Digits after the point, @least or more, with which the threshold is exact, and what was not there yet before does not look
 * as if it was. @scale: 100 of what is written in per cent */
static guint
count_telling_digits (const Explanation *self, double scale, guint least)
{
  const double threshold = self->firing->threshold * scale, before = self->firing->before * scale;
  const double same = 1e-9 * fabs (threshold);
  const gboolean differs = isfinite (before) && fabs (before - threshold) > same;
  guint digits = least;

  while (digits < DIGITS
         && (fabs (threshold - round_to (threshold, digits)) > same
             || (differs && fabs (round_to (before, digits) - round_to (threshold, digits)) <= same)))
    digits++;
  return digits;
}

const TapeEvidence *
tape_explanation_get_last (const TapeFiring *firing)
{
  const GArray *evidence = firing->evidence;

  return evidence->len > 0 ? &g_array_index (evidence, TapeEvidence, evidence->len - 1) : NULL;
}

char *
tape_explanation_describe_length (guint32 length)
{
  return length == TAPE_BAR_DAY ? g_strdup (_ ("a day")) : tape_duration_words_new (length * TAPE_SECOND);
}

/* @said and, of what the rule asks for, @wanted; either is freed. */
static char *
join_wanted (const Explanation *self, char *said, char *wanted)
{
  g_autofree char *owned_said = said, *owned_wanted = wanted;
  g_autofree char *asks = g_strdup_printf (
      self->firing->direction < 0 ? _ ("The rule asks for %s or less.") : _ ("The rule asks for %s or more."), wanted);

  return g_strdup_printf ("%s %s", said, asks);
}

static char *
calculate_change (const Explanation *self)
{
  const TapeFiring *firing = self->firing;
  g_autofree char *now = price (self, firing->price), *baseline = price (self, firing->baseline);
  g_autofree char *change = NULL;
  guint digits;

  if (!self->condition->percent)
    {
      change = tape_explanation_strong_price (self, firing->value);
      return join_wanted (self, g_strdup_printf (_ ("%s − %s = %s."), now, baseline, change),
                          price (self, firing->threshold));
    }
  digits = count_telling_digits (self, 100, 2);
  change = tape_words_strong_percent (self->words, firing->value, digits);
  return join_wanted (self, g_strdup_printf (_ ("%s / %s − 1 = %s."), now, baseline, change),
                      tape_words_percent (self->words, firing->threshold, digits));
}

static char *
calculate_level (const Explanation *self)
{
  g_autofree char *now = tape_explanation_strong_price (self, self->firing->value);

  return join_wanted (self, g_strdup_printf (_ ("The price is %s."), now), price (self, self->firing->threshold));
}

static char *
calculate_cross (const Explanation *self)
{
  const TapeFiring *firing = self->firing;
  g_autofree char *before = price (self, firing->before), *now = tape_explanation_strong_price (self, firing->value);
  g_autofree char *level = price (self, firing->threshold);

  return g_strdup_printf (firing->direction < 0 ? _ ("From %s to %s: downwards across %s.")
                                                : _ ("From %s to %s: upwards across %s."),
                          before, now, level);
}

static char *
calculate_volume (const Explanation *self)
{
  const TapeFiring *firing = self->firing;
  const TapeEvidence *bar = tape_explanation_get_last (firing);
  g_autofree char *volume = tape_words_quantity (self->words, bar != NULL ? bar->quantity : NAN);
  g_autofree char *mean = tape_words_quantity (self->words, firing->baseline);
  const guint digits = count_telling_digits (self, 1, 2);
  g_autofree char *ratio = strong_number (self, firing->value, digits);
  g_autofree char *asked = tape_words_number (firing->threshold, digits);
  char *wanted
      = self->condition->n > 1 && firing->direction < 0
            ? g_strdup_printf (ngettext ("%s times in %u span", "%s times in %u spans in a row,", self->condition->n),
                               asked, self->condition->n)
            : g_strdup_printf (_ ("%s times"), asked);

  return join_wanted (self, g_strdup_printf (_ ("%s / %s = %s times."), volume, mean, ratio), wanted);
}

/* Averages are written so that their difference shows: with two digits of it. */
static guint
count_digits (const Explanation *self)
{
  double difference = fabs (self->firing->value);

  return difference > 0 ? (guint)CLAMP (1 - (int)floor (log10 (difference)), 2, 10) : 2;
}

static char *
write_average (const Explanation *self, double average)
{
  g_autofree char *text = tape_words_fixed (average, count_digits (self));

  return tape_words_mark (self->words, "b", text);
}

static char *
calculate_averages (const Explanation *self)
{
  const TapeFiring *firing = self->firing;
  const char *name = self->condition->exponential ? "EMA" : "SMA";
  g_autofree char *fast = write_average (self, firing->baseline + firing->value);
  g_autofree char *slow = write_average (self, firing->baseline);

  return g_strdup_printf (firing->direction < 0 ? _ ("%s %u is %s, %s %u is %s: crossed downwards.")
                                                : _ ("%s %u is %s, %s %u is %s: crossed upwards."),
                          name, self->condition->fast, fast, name, self->condition->slow, slow);
}

static char *
calculate_rsi (const Explanation *self)
{
  const guint digits = count_telling_digits (self, 1, 2);
  g_autofree char *now = strong_number (self, self->firing->value, digits);

  return join_wanted (self, g_strdup_printf (_ ("RSI %u is %s."), self->condition->n, now),
                      tape_words_number (self->firing->threshold, digits));
}

static char *
calculate_streak (const Explanation *self)
{
  const GArray *evidence = self->firing->evidence;
  guint n = self->condition->n, first = evidence->len - MIN (evidence->len, n + 1);
  g_autofree char *length = tape_explanation_describe_length ((guint32)(self->condition->span / TAPE_SECOND));
  g_autoptr (GString) closes = g_string_new (NULL);

  for (guint i = first; i < evidence->len; i++)
    {
      g_autofree char *close = price (self, g_array_index (evidence, TapeEvidence, i).price);

      g_string_append_printf (closes, "%s%s", i > first ? ", " : "", close);
    }
  return g_strdup_printf (
      self->firing->direction < 0
          ? ngettext ("%u bar of %s closed lower: %s.", "%u bars of %s in a row closed lower: %s.", n)
          : ngettext ("%u bar of %s closed higher: %s.", "%u bars of %s in a row closed higher: %s.", n),
      n, length, closes->str);
}

static char *
calculate_share (const Explanation *self)
{
  const guint digits = count_telling_digits (self, 100, 1);
  g_autofree char *number = tape_words_share (self->firing->value, digits);
  g_autofree char *share = tape_words_mark (self->words, "b", number);

  return join_wanted (self, g_strdup_printf (_ ("%s of what was bought or sold was bought."), share),
                      tape_words_share (self->firing->threshold, digits));
}

static char *
calculate_growth (const Explanation *self)
{
  const TapeFiring *firing = self->firing;
  const guint digits = count_telling_digits (self, 100, 2);
  g_autofree char *growth = tape_words_strong_percent (self->words, firing->value, digits);
  char *said = g_strdup_printf (ngettext ("The mean of %u of %u member, which is fresh, is %s.",
                                          "The mean of %u of %u members, which are fresh, is %s.", firing->members),
                                firing->fresh, firing->members, growth);

  return join_wanted (self, said, tape_words_percent (self->words, firing->threshold, digits));
}

static char *
calculate_silence (const Explanation *self)
{
  g_autofree char *name = tape_words_escape (self->words, self->firing->subject);
  g_autofree char *span = tape_duration_words_new_rough ((gint64)(self->firing->value * TAPE_SECOND));
  g_autofree char *silent = tape_words_mark (self->words, "b", span);

  return join_wanted (self, g_strdup_printf (_ ("%s said nothing for %s."), name, silent),
                      tape_duration_words_new ((gint64)(self->firing->threshold * TAPE_SECOND)));
}

static char *
calculate_query (const Explanation *self)
{
  g_autofree char *name = tape_words_escape (self->words, self->condition->query);
  double rows = self->firing->value;

  if (!(rows >= 1 && rows < G_MAXINT))
    return g_strdup_printf (_ ("The saved query “%s” returned rows."), name);
  return g_strdup_printf (
      ngettext ("The saved query “%s” returned %d row.", "The saved query “%s” returned %d rows.", (gulong)rows), name,
      (int)rows);
}

static char *
calculate_unknown (const Explanation *self)
{
  const guint digits = count_telling_digits (self, 1, 2);
  g_autofree char *value = strong_number (self, self->firing->value, digits);

  return join_wanted (self, g_strdup_printf (_ ("The value was %s."), value),
                      tape_words_number (self->firing->threshold, digits));
}

static char *(*const calculations[TAPE_N_CONDITIONS]) (const Explanation *self) = {
  [TAPE_CONDITION_CHANGE] = calculate_change,     [TAPE_CONDITION_LEVEL] = calculate_level,
  [TAPE_CONDITION_CROSS] = calculate_cross,       [TAPE_CONDITION_VOLUME] = calculate_volume,
  [TAPE_CONDITION_AVERAGES] = calculate_averages, [TAPE_CONDITION_RSI] = calculate_rsi,
  [TAPE_CONDITION_STREAK] = calculate_streak,     [TAPE_CONDITION_SHARE] = calculate_share,
  [TAPE_CONDITION_GROWTH] = calculate_growth,     [TAPE_CONDITION_SILENCE] = calculate_silence,
  [TAPE_CONDITION_QUERY] = calculate_query,
};

/* --- What it was before --- */

static char *
describe_before (const Explanation *self)
{
  double before = self->firing->before;
  g_autofree char *text = NULL;

  if (!isfinite (before) || self->condition == NULL)
    return NULL;
  switch (self->condition->kind)
    {
    case TAPE_CONDITION_CHANGE:
      text = self->condition->percent ? tape_words_percent (self->words, before, count_telling_digits (self, 100, 2))
                                      : price (self, before);
      return g_strdup_printf (_ ("The trade before it stood at %s."), text);
    case TAPE_CONDITION_LEVEL:
      text = price (self, before);
      return g_strdup_printf (_ ("The trade before it was at %s."), text);
    case TAPE_CONDITION_AVERAGES:
      text = tape_words_fixed (before, count_digits (self));
      return g_strdup_printf (_ ("At the bar before, the difference was %s."), text);
    case TAPE_CONDITION_VOLUME:
      text = tape_words_number (before, count_telling_digits (self, 1, 2));
      return g_strdup_printf (_ ("At the bar before it was %s times."), text);
    case TAPE_CONDITION_RSI:
      text = tape_words_number (before, count_telling_digits (self, 1, 2));
      return g_strdup_printf (_ ("At the bar before it was %s."), text);
    case TAPE_CONDITION_SHARE:
      text = tape_words_share (before, count_telling_digits (self, 100, 1));
      return g_strdup_printf (_ ("At the bar before it was %s."), text);
    case TAPE_CONDITION_GROWTH:
      text = tape_words_percent (self->words, before, count_telling_digits (self, 100, 2));
      return g_strdup_printf (_ ("Before, it stood at %s."), text);
    default:
      return NULL; /* it says nothing that the result does not */
    }
}

char *
tape_explanation_describe_result (const Explanation *self)
{
  g_autofree char *result
      = self->condition != NULL ? calculations[self->condition->kind](self) : calculate_unknown (self);
  g_autofree char *before = describe_before (self);

  return g_strjoin (" ", result, before, NULL);
}
