/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-telling.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "alerts/tape-duration-words.h"
#include "alerts/tape-rule-text.h"

#define MINUS "\u2212"
#define NBSP  "\u00a0"

/* Of whom a summary is, by name; the others are counted. */
#define NAMES 3

/* What happened longer before it was noticed is told with its day. */
#define SAME_DAY (12 * TAPE_HOUR)

/* --- Values. --- */

/* "5.2 %": the arrow before it says which way; small ones as exactly as their thresholds. */
static char *
format_growth (double growth)
{
  const double size = fabs (growth * 100);

  return g_strdup_printf ("%.*f" NBSP "%%", size < 0.95 ? 2 : 1, size);
}

/* --- What a condition found. --- */

static char *
describe_baseline (const TapeCondition *condition, const TapeTellingFacts *facts)
{
  g_autofree char *value = NULL;

  switch (condition->baseline)
    {
    case TAPE_BASELINE_PREVIOUS_CLOSE:
      return g_strdup (_ ("against previous close"));
    case TAPE_BASELINE_OPEN:
      return g_strdup (_ ("against the open"));
    case TAPE_BASELINE_AGO:
      value = tape_duration_words_new (condition->ago);
      /* Translators: %s is a duration, such as 15 min. */
      return g_strdup_printf (_ ("in %s"), value);
    case TAPE_BASELINE_LAST_FIRING:
      return g_strdup (_ ("since the last alert"));
    case TAPE_BASELINE_GIVEN:
      value = tape_format_price (facts->instrument, condition->given);
      /* Translators: %s is a price. */
      return g_strdup_printf (_ ("against %s"), value);
    }
  return NULL;
}

static char *
describe_change (const TapeCondition *condition, const TapeFiring *firing, const TapeTellingFacts *facts)
{
  g_autofree char *value = condition->percent ? format_growth (firing->value)
                                              : tape_format_price (facts->instrument, fabs (firing->value));
  g_autofree char *baseline = describe_baseline (condition, facts);

  return g_strdup_printf ("%s %s", value, baseline);
}

static char *
describe_price (const TapeCondition *condition, const TapeFiring *firing, const TapeTellingFacts *facts)
{
  g_autofree char *level = tape_format_price (facts->instrument, firing->threshold);

  if (condition->kind == TAPE_CONDITION_CROSS)
    return g_strdup_printf (_ ("crossed %s"), level);
  return firing->direction < 0 ? g_strdup_printf (_ ("below %s"), level) : g_strdup_printf (_ ("above %s"), level);
}

static char *
describe_averages (const TapeCondition *condition, const TapeFiring *firing)
{
  const char *name = condition->exponential ? "EMA" : "SMA";

  /* Translators: SMA 5 above SMA 10. */
  return g_strdup_printf (firing->direction < 0 ? _ ("%s %u below %s %u") : _ ("%s %u above %s %u"), name,
                          condition->fast, name, condition->slow);
}

static char *
describe_rsi (const TapeCondition *condition, const TapeFiring *firing)
{
  /* Translators: RSI 14 at 71.3, above 70. */
  return g_strdup_printf (firing->direction < 0 ? _ ("RSI %u at %.1f, below %g") : _ ("RSI %u at %.1f, above %g"),
                          condition->n, firing->value, firing->threshold);
}

static char *
describe_streak (const TapeCondition *condition, const TapeFiring *firing)
{
  g_autofree char *span = tape_duration_words_new (condition->span);

  if (firing->direction < 0)
    /* Translators: %s is the length of the bars, such as 5 min. */
    return g_strdup_printf (ngettext ("%u falling bar of %s", "%u falling bars of %s", condition->n), condition->n,
                            span);
  return g_strdup_printf (ngettext ("%u rising bar of %s", "%u rising bars of %s", condition->n), condition->n, span);
}

static char *
describe_share (const TapeFiring *firing)
{
  g_autofree char *value = tape_format_share (firing->value);
  g_autofree char *threshold = tape_format_share (firing->threshold);

  /* Translators: buy share 72 %, above 70 %. */
  return g_strdup_printf (firing->direction < 0 ? _ ("buy share %s, below %s") : _ ("buy share %s, above %s"), value,
                          threshold);
}

/* What follows the subject and the arrow. */
static char *
describe_condition (const TapeCondition *condition, const TapeFiring *firing, const TapeTellingFacts *facts)
{
  g_autofree char *value = NULL;

  switch (condition->kind)
    {
    case TAPE_CONDITION_CHANGE:
      return describe_change (condition, firing, facts);
    case TAPE_CONDITION_LEVEL:
    case TAPE_CONDITION_CROSS:
      return describe_price (condition, firing, facts);
    case TAPE_CONDITION_VOLUME:
      return g_strdup_printf (_ ("volume %.1f times average"), firing->value);
    case TAPE_CONDITION_AVERAGES:
      return describe_averages (condition, firing);
    case TAPE_CONDITION_RSI:
      return describe_rsi (condition, firing);
    case TAPE_CONDITION_STREAK:
      return describe_streak (condition, firing);
    case TAPE_CONDITION_SHARE:
      return describe_share (firing);
    case TAPE_CONDITION_GROWTH:
      return format_growth (firing->value);
    case TAPE_CONDITION_SILENCE:
      value = tape_duration_words_new (condition->span);
      return g_strdup_printf (_ ("silent for %s"), value);
    case TAPE_CONDITION_QUERY:
      return g_strdup (_ ("returned rows"));
    case TAPE_N_CONDITIONS:
      break;
    }
  return g_strdup (firing->text);
}

static char *
describe (const TapeFiring *firing, const TapeRule *rule, const TapeTellingFacts *facts)
{
  g_autofree char *what = rule != NULL ? describe_condition (&rule->conditions[rule->n_conditions - 1], firing, facts)
                                       : g_strdup (firing->text);
  const char *arrow = tape_format_arrow (firing->direction);

  return g_strjoin (" ", firing->subject, *arrow != '\0' ? arrow : what, *arrow != '\0' ? what : NULL, NULL);
}

/* --- When, where and at what price. --- */

/* "10:21:40 New York" */
static char *
describe_time (const TapeFiring *firing, const TapeTellingFacts *facts)
{
  const TapeExchange *exchange = facts->instrument != NULL ? facts->instrument->exchange : tape_exchange_utc ();
  const TapeZone zone = facts->instrument != NULL || facts->zone != TAPE_ZONE_EXCHANGE ? facts->zone : TAPE_ZONE_LOCAL;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (firing->fired_time == 0 || firing->fired_time - firing->event_time > SAME_DAY)
    g_ptr_array_add (parts, tape_format_day (exchange, firing->event_time, zone));
  g_ptr_array_add (parts, tape_format_clock (exchange, firing->event_time, zone, TRUE));
  if (zone == TAPE_ZONE_EXCHANGE)
    g_ptr_array_add (parts, g_strdup (tape_exchange_get_city (exchange)));
  else if (zone == TAPE_ZONE_UTC)
    g_ptr_array_add (parts, g_strdup ("UTC"));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" ", (char **)parts->pdata);
}

static char *
describe_members (const TapeFiring *firing, const TapeTellingFacts *facts)
{
  g_autofree char *fresh = g_strdup_printf (ngettext ("%u of %u fresh", "%u of %u fresh", firing->members),
                                            firing->fresh, firing->members);
  g_autofree char *size = format_growth (facts->extreme_growth);
  g_autofree char *growth = g_strconcat (facts->extreme_growth < 0 ? MINUS : "+", size, NULL);

  if (facts->extreme == NULL)
    return g_steal_pointer (&fresh);
  /* Translators: 6 of 8 fresh, weakest XOM −2.5 %. */
  return g_strdup_printf (firing->direction < 0 ? _ ("%s, weakest %s %s") : _ ("%s, strongest %s %s"), fresh,
                          facts->extreme, growth);
}

static char *
describe_place (const TapeFiring *firing, const TapeTellingFacts *facts)
{
  g_autofree char *time = describe_time (firing, facts);
  g_autofree char *price = isfinite (firing->price) ? tape_format_price (facts->instrument, firing->price) : NULL;
  g_autofree char *what = NULL;

  if (firing->members > 0)
    return describe_members (firing, facts);
  if (price != NULL)
    /* Translators: a price and a time: 44.02 at 10:21:40 New York. */
    what = g_strdup_printf (_ ("%s at %s"), price, time);
  else
    what = g_steal_pointer (&time);
  return facts->source != NULL && price != NULL ? g_strdup_printf ("%s, %s", what, facts->source)
                                                : g_steal_pointer (&what);
}

/* "4 rules wait; reconnecting" */
static char *
describe_waiting (const TapeTellingFacts *facts)
{
  g_autofree char *waiting
      = g_strdup_printf (ngettext ("%u rule waits", "%u rules wait", facts->waiting), facts->waiting);

  /* Translators: how many rules wait; why nothing comes of their source. */
  return facts->interruption == NULL ? g_steal_pointer (&waiting)
                                     : g_strdup_printf (_ ("%s; %s"), waiting, facts->interruption);
}

static char *
make_body (const TapeFiring *firing, const TapeRule *rule, const TapeTellingFacts *facts)
{
  const gboolean silence = rule != NULL && rule->conditions[0].kind == TAPE_CONDITION_SILENCE;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (silence && facts->waiting > 0)
    g_ptr_array_add (parts, describe_waiting (facts));
  else
    g_ptr_array_add (parts, describe_place (firing, facts));
  if (facts->interruption != NULL && !(silence && facts->waiting > 0))
    g_ptr_array_add (parts, g_strdup (facts->interruption));
  if (rule != NULL && rule->n_conditions > 1)
    {
      g_autofree char *within = tape_duration_words_new (rule->within);

      g_ptr_array_add (parts, g_strdup_printf (_ ("within %s of what came before"), within));
    }
  if ((firing->flags & TAPE_FIRING_LAST) != 0)
    g_ptr_array_add (parts, g_strdup (_ ("now off")));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **)parts->pdata);
}

/* --- Summaries. --- */

/* "BAC, JPM, GS and 9 more" */
static char *
list_subjects (const GPtrArray *subjects)
{
  const guint n = subjects->len <= NAMES + 1 ? subjects->len : NAMES;
  GString *text = g_string_new (NULL);
  const guint others = subjects->len - n;

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", (const char *)subjects->pdata[i]);
  if (others > 0)
    g_string_append_printf (text, ngettext (" and %u more", " and %u more", others), others);
  return g_string_free (text, FALSE);
}

/* The ten seconds that make a burst, or as long as it lasts, rounded up. */
static char *
describe_span (const TapeNotice *notice)
{
  const gint64 span = MAX (notice->time - notice->began, TAPE_BURST_SPAN);
  const gint64 unit = span <= TAPE_MINUTE ? TAPE_SECOND : span <= TAPE_HOUR ? TAPE_MINUTE : TAPE_HOUR;

  return tape_duration_words_new ((span + unit - 1) / unit * unit);
}

static char *
make_summary_title (const TapeNotice *notice, const TapeTellingFacts *facts)
{
  g_autofree char *span = NULL;

  switch (notice->kind)
    {
    case TAPE_NOTICE_QUIET:
      return g_strdup_printf (ngettext ("%u alert while quiet, %02u:%02u–%02u:%02u",
                                        "%u alerts while quiet, %02u:%02u–%02u:%02u", notice->count),
                              notice->count, facts->quiet_from / 60, facts->quiet_from % 60, facts->quiet_to / 60,
                              facts->quiet_to % 60);
    case TAPE_NOTICE_BUSY:
      /* Translators: %s is a rule. */
      return g_strdup_printf (_ ("Too busy: %s"), notice->firing->text);
    case TAPE_NOTICE_BURST:
    case TAPE_NOTICE_ALONE:
      break;
    }
  span = describe_span (notice);
  /* Translators: 12 alerts in 10 s. */
  return g_strdup_printf (ngettext ("%u alert in %s", "%u alerts in %s", notice->count), notice->count, span);
}

static char *
make_summary_body (const TapeNotice *notice)
{
  g_autofree char *subjects = list_subjects (notice->subjects);

  if (notice->kind != TAPE_NOTICE_BUSY)
    return g_steal_pointer (&subjects);
  /* Translators: 14 more: BAC, JPM, GS and 9 more. */
  return g_strdup_printf (ngettext ("%u more: %s. Told once an hour until midnight",
                                    "%u more: %s. Told once an hour until midnight", notice->count),
                          notice->count, subjects);
}

/* --- The telling. --- */

static void
say (TapeTelling *self, const TapeNotice *notice, const TapeTellingFacts *facts)
{
  g_autoptr (TapeRule) rule = tape_rule_parse (notice->firing->text, NULL);
  g_autofree char *title = NULL;

  if (!self->summary)
    {
      title = describe (notice->firing, rule, facts);
      self->body = make_body (notice->firing, rule, facts);
    }
  else
    {
      title = make_summary_title (notice, facts);
      self->body = notice->count == 1 && notice->kind == TAPE_NOTICE_QUIET ? describe (notice->firing, rule, facts)
                                                                           : make_summary_body (notice);
    }
  /* Translators: stands before what is told of prices that are made up. */
  self->title = g_strconcat (facts->simulated ? _ ("SIMULATED · ") : "", title, NULL);
}

static GPtrArray *
copy_strings (const GPtrArray *strings)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; strings != NULL && i < strings->len; i++)
    g_ptr_array_add (copy, g_strdup (strings->pdata[i]));
  return copy;
}

TapeTelling *
tape_telling_new (const TapeNotice *notice, const TapeTellingFacts *facts)
{
  TapeTelling *self = g_new0 (TapeTelling, 1);

  self->id = g_strdup (notice->id);
  self->summary = notice->kind != TAPE_NOTICE_ALONE;
  self->rule = notice->firing->rule;
  if (notice->kind == TAPE_NOTICE_ALONE || notice->kind == TAPE_NOTICE_BUSY)
    self->subject = g_strdup (self->summary ? "" : notice->firing->subject);
  if (!self->summary && facts->instrument != NULL)
    self->symbol = g_strdup (facts->instrument->symbol);
  self->event_time = notice->firing->event_time;
  self->firing = notice->firing->id;
  self->logged = g_array_copy (notice->logged);
  self->withdraw = copy_strings (notice->withdraw);
  say (self, notice, facts);
  return self;
}

TapeTelling *
tape_telling_copy (const TapeTelling *self)
{
  TapeTelling *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->title = g_strdup (self->title);
  copy->body = g_strdup (self->body);
  copy->subject = g_strdup (self->subject);
  copy->symbol = g_strdup (self->symbol);
  copy->logged = g_array_copy (self->logged);
  copy->withdraw = copy_strings (self->withdraw);
  return copy;
}

void
tape_telling_free (TapeTelling *self)
{
  g_free (self->id);
  g_free (self->title);
  g_free (self->body);
  g_free (self->subject);
  g_free (self->symbol);
  g_array_unref (self->logged);
  g_ptr_array_unref (self->withdraw);
  g_free (self);
}
