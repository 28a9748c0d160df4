/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipeline/tape-trial-sums.h"

#include "alerts/tape-teller.h"

/* --- Days --- */

void
tape_trial_sums_begin (TapeTrial *trial, guint32 instrument)
{
  TapeTrialDay day = { .kind = TAPE_TRIAL_DAY_MISSING };

  for (gint64 time = trial->from; time < trial->to; time = day.end)
    {
      TapeDay bounds;

      if (instrument != TAPE_NO_INSTRUMENT)
        tape_universe_get_day (trial->universe, instrument, time, &bounds);
      else
        tape_exchange_get_day (tape_exchange_utc (), time, &bounds);
      day.start = bounds.start;
      day.end = bounds.end;
      day.date = bounds.date;
      g_array_append_val (trial->days, day);
    }
}

/* The last one takes what comes after it. */
static TapeTrialDay *
find_day (TapeTrial *trial, gint64 time)
{
  guint first = 0, end = trial->days->len;

  if (end == 0)
    return NULL;
  while (end - first > 1)
    {
      guint middle = first + (end - first) / 2;

      if (g_array_index (trial->days, TapeTrialDay, middle).start <= time)
        first = middle;
      else
        end = middle;
    }
  return &g_array_index (trial->days, TapeTrialDay, first);
}

void
tape_trial_sums_note (TapeTrial *trial, gint64 time, TapeTrialDayKind kind)
{
  TapeTrialDay *day = find_day (trial, time);

  if (day != NULL && time >= day->start && time < day->end)
    day->kind = day->kind == TAPE_TRIAL_DAY_MISSING ? kind : MIN (day->kind, kind);
}

/* Whether none of the exchanges has a session that touches the day; a simulation goes on then, but its past does not. */
static gboolean
is_closed (TapeUniverse *universe, gint64 start, gint64 end)
{
  guint n = tape_universe_count (universe);
  const TapeExchange *before = NULL;

  for (guint32 i = 0; i < n; i++)
    {
      const TapeExchange *exchange = tape_universe_get (universe, i)->exchange;
      TapeDay day;

      if (exchange == before)
        continue;
      before = exchange;
      for (gint64 time = start; time < end; time = day.end)
        {
          tape_exchange_get_day (exchange, time, &day);
          if (day.open != TAPE_NO_TIME && day.open < end && day.close > start)
            return FALSE;
        }
    }
  return n > 0;
}

static void
count_days (TapeTrial *trial)
{
  for (guint i = 0; i < trial->days->len; i++)
    {
      TapeTrialDay *day = &g_array_index (trial->days, TapeTrialDay, i);

      if (day->kind == TAPE_TRIAL_DAY_MISSING && is_closed (trial->universe, day->start, day->end))
        day->kind = TAPE_TRIAL_DAY_CLOSED;
      trial->n_days[day->kind]++;
    }
}

/* --- Subjects --- */

static void
clear_subject (gpointer item)
{
  g_free (((TapeTrialSubject *)item)->subject);
}

static int
compare_subjects (gconstpointer a, gconstpointer b)
{
  const TapeTrialSubject *left = a, *right = b;

  if (left->n_firings != right->n_firings)
    return left->n_firings > right->n_firings ? -1 : 1;
  return g_strcmp0 (left->subject, right->subject);
}

static void
add_to_subject (TapeTrial *trial, GHashTable *places, const TapeFiring *firing)
{
  gpointer place;
  TapeTrialSubject *subject;

  if (!g_hash_table_lookup_extended (places, firing->subject, NULL, &place))
    {
      const TapeTrialSubject fresh
          = { .subject = g_strdup (firing->subject), .instrument = firing->instrument, .first = firing->event_time };

      place = GUINT_TO_POINTER (trial->subjects->len);
      g_array_append_val (trial->subjects, fresh);
      g_hash_table_insert (places, firing->subject, place);
    }
  subject = &g_array_index (trial->subjects, TapeTrialSubject, GPOINTER_TO_UINT (place));
  subject->n_firings++;
  subject->first = MIN (subject->first, firing->event_time);
  subject->last = MAX (subject->last, firing->event_time);
}

/* --- What is told --- */

/* Quiet hours end within a day, and a rule that is too busy has its say within an hour. */
#define SOON (2 * TAPE_DAY)

static void
pass (TapeTeller *teller, gint64 time)
{
  gint64 next;

  while ((next = tape_teller_get_next (teller)) != TAPE_NO_TIME && next <= time)
    tape_teller_pass (teller, next);
}

static void
count_tellings (TapeTrial *trial, TapeRuleSet *rules)
{
  g_autoptr (TapeTeller) teller = tape_teller_new (TAPE_TELLER_DAILY);
  g_autoptr (GPtrArray) notices = NULL;
  gint64 last = TAPE_NO_TIME;

  tape_teller_set_rules (teller, rules);
  for (guint i = 0; i < trial->firings->len; i++)
    {
      const TapeFiring *firing = g_ptr_array_index (trial->firings, i);

      last = MAX (last, firing->receive_time);
      pass (teller, firing->receive_time);
      trial->n_past += (firing->flags & TAPE_FIRING_PAST) != 0;
      tape_teller_take (teller, firing);
    }
  if (last != TAPE_NO_TIME)
    pass (teller, last + SOON);
  notices = tape_teller_take_notices (teller);
  for (guint i = 0; i < notices->len; i++)
    {
      const TapeNotice *notice = g_ptr_array_index (notices, i);

      if (notice->kind == TAPE_NOTICE_ALONE)
        trial->n_alone++;
      else
        trial->n_summaries++;
    }
}

void
tape_trial_sums_finish (TapeTrial *trial, TapeRuleSet *rules)
{
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);

  g_array_set_clear_func (trial->subjects, clear_subject);
  count_days (trial);
  for (guint i = 0; i < trial->firings->len; i++)
    {
      const TapeFiring *firing = g_ptr_array_index (trial->firings, i);
      TapeTrialDay *day = find_day (trial, firing->event_time);

      if (day != NULL)
        day->n_firings++;
      add_to_subject (trial, places, firing);
    }
  g_array_sort (trial->subjects, compare_subjects);
  count_tellings (trial, rules);
}
