/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The silence of sources. */

#include "alerts/tape-alerts-private.h"

#include <math.h>

static void
look_at (TapeAlerts *self, const TapeAlertTest *test, const TapeAlertSource *source, gint64 time)
{
  gint64 silence = time - source->receive_time;
  TapeAlertLook look = { .subject = source->name,
                         .instrument = TAPE_NO_INSTRUMENT,
                         .time = time,
                         .receive_time = time,
                         .date = (gint32)(tape_time_floor (time, TAPE_DAY) / TAPE_DAY),
                         .price = NAN,
                         .source = source->source };
  TapeAlertValue value = { .value = (double)silence / (double)TAPE_SECOND,
                           .before = NAN,
                           .is_true = silence >= test->condition->span,
                           .baseline = NAN,
                           .baseline_time = TAPE_NO_TIME };
  guint64 key = tape_alert_key (TAPE_ALERT_SOURCE, source->source);
  TapeAlertSubject *subject = tape_alerts_find_subject (self, test->rule->id, key);
  TapeFiring *firing;

  if (subject == NULL && !value.is_true)
    return;
  if (subject == NULL)
    subject = tape_alerts_ensure_subject (self, test, key);
  firing = tape_alert_subject_look (subject, self->rules, test, &look, &value);
  tape_alerts_note_subject (self, subject);
  if (firing != NULL)
    tape_alerts_add_firing (self, test, firing);
}

void
tape_alerts_tick (TapeAlerts *self, const TapeAlertSource *sources, guint n, gint64 time)
{
  g_array_set_size (self->sources, 0);
  g_array_append_vals (self->sources, sources, n);
  for (guint i = 0; i < self->silence_tests->len; i++)
    {
      const TapeAlertTest *test = tape_alerts_get_test (self, g_array_index (self->silence_tests, guint32, i));
      const char *const *names = (const char *const *)test->rule->names;

      for (guint j = 0; j < n; j++)
        if (names[0] == NULL || g_strv_contains (names, sources[j].name))
          look_at (self, test, &sources[j], time);
    }
}

void
tape_alerts_forget_sources (TapeAlerts *self)
{
  g_array_set_size (self->sources, 0);
}

gboolean
tape_alerts_watches_sources (TapeAlerts *self)
{
  return self->silence_tests->len > 0;
}
