/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-trial-text.h"

#include <glib/gi18n-lib.h>

guint
tape_trial_text_count_stored (const TapeTrial *trial)
{
  return trial->n_days[TAPE_TRIAL_DAY_TRADES] + trial->n_days[TAPE_TRIAL_DAY_BARS] + trial->n_days[TAPE_TRIAL_DAY_DAYS];
}

/* Days on which anything could be traded. */
static guint
count_open (const TapeTrial *trial)
{
  return tape_trial_text_count_stored (trial) + trial->n_days[TAPE_TRIAL_DAY_MISSING];
}

gboolean
tape_trial_text_is_thin (const TapeTrial *trial)
{
  return 2 * tape_trial_text_count_stored (trial) < count_open (trial);
}

static void
add_subjects (GString *text, const TapeTrial *trial)
{
  guint n = trial->subjects->len;
  const TapeTrialSubject *first = n == 0 ? NULL : &g_array_index (trial->subjects, TapeTrialSubject, 0);

  if (first == NULL)
    return;
  if (n == 1)
    g_string_append_printf (text, _ (" on %s"), first->subject);
  else if (first->instrument != TAPE_NO_INSTRUMENT)
    g_string_append_printf (text, ngettext (" on %u instrument", " on %u instruments", n), n);
  else
    g_string_append_printf (text, ngettext (" on %u group", " on %u groups", n), n);
}

/* How often that is, where it is more than a guess. */
static void
add_rate (GString *text, guint n, guint days)
{
  double rate = days == 0 ? 0 : (double)n / days;
  guint each = rate >= 1 ? (guint)(rate + 0.5) : 0;
  guint every = rate > 0 ? (guint)(1 / rate + 0.5) : 0;

  if (n < 2 || days < 2)
    return;
  if (each > 1)
    g_string_append_printf (text, ngettext (", about %'u a day", ", about %'u a day", each), each);
  else if (every <= 1)
    g_string_append (text, _ (", about one a day"));
  else
    g_string_append_printf (text, ngettext (", about one in %u day", ", about one in %u days", every), every);
}

char *
tape_trial_text_headline (const TapeTrial *trial)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = trial->firings->len;

  if (n == 0)
    return g_strdup (_ ("It would not have fired."));
  if (trial->cut)
    g_string_append_printf (text, ngettext ("More than %'u time", "More than %'u times", n), n);
  else
    g_string_append_printf (text, ngettext ("%'u time", "%'u times", n), n);
  add_subjects (text, trial);
  add_rate (text, n, tape_trial_text_count_stored (trial));
  if (trial->n_summaries > 0)
    g_string_append_printf (text, ngettext ("; %u time summed up", "; %u times summed up", trial->n_summaries),
                            trial->n_summaries);
  g_string_append_c (text, '.');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
tape_trial_text_coverage (const TapeTrial *trial)
{
  guint open = count_open (trial);
  guint stored = tape_trial_text_count_stored (trial);
  guint bars = trial->n_days[TAPE_TRIAL_DAY_BARS];
  guint days = trial->n_days[TAPE_TRIAL_DAY_DAYS];
  g_autoptr (GString) text = g_string_new (NULL);

  if (stored < open)
    g_string_append_printf (text, ngettext ("%u of %u day stored.", "%u of %u days stored.", open), stored, open);
  if (bars > 0)
    g_string_append_printf (text,
                            ngettext ("%s%u day from bars of a minute.", "%s%u days from bars of a minute.", bars),
                            text->len > 0 ? " " : "", bars);
  if (days > 0)
    g_string_append_printf (text, ngettext ("%s%u day from a bar of the day.", "%s%u days from bars of a day.", days),
                            text->len > 0 ? " " : "", days);
  return text->len == 0 ? NULL : g_string_free (g_steal_pointer (&text), FALSE);
}
