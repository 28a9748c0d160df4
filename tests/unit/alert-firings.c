/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "alert-rules.h"

#include <math.h>
#include <string.h>

static gboolean
is_close (double one, double other, double scale)
{
  if (isnan (one) || isnan (other))
    return isnan (one) && isnan (other);
  return fabs (one - other) <= 1e-9 * MAX (fabs (other), fabs (scale));
}

static gboolean
is_same_evidence (const GArray *one, const GArray *other)
{
  if (one->len != other->len)
    return FALSE;
  for (guint i = 0; i < one->len; i++)
    {
      const TapeEvidence *a = &g_array_index (one, TapeEvidence, i), *b = &g_array_index (other, TapeEvidence, i);

      if (a->time != b->time || a->length != b->length || a->source != b->source || a->instrument != b->instrument
          || a->side != b->side || a->price != b->price || !is_close (a->quantity, b->quantity, 0)
          || !is_close (a->open, b->open, 0) || !is_close (a->high, b->high, 0) || !is_close (a->low, b->low, 0)
          || !is_close (a->value, b->value, MAX (1, a->price)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_same (const TapeFiring *one, const TapeFiring *other)
{
  /* Differences of averages are made of prices. */
  double scale = isnan (other->price) ? 1 : MAX (1, other->price);

  return one->rule == other->rule && strcmp (one->subject, other->subject) == 0 && one->instrument == other->instrument
         && one->serial == other->serial && one->direction == other->direction && one->flags == other->flags
         && is_close (one->value, other->value, scale) && is_close (one->before, other->before, scale)
         && is_close (one->threshold, other->threshold, 0) && is_close (one->price, other->price, 0)
         && is_close (one->baseline, other->baseline, scale) && one->baseline_time == other->baseline_time
         && one->event_time == other->event_time && one->receive_time == other->receive_time
         && one->held_since == other->held_since && one->source == other->source && one->fresh == other->fresh
         && one->members == other->members && is_same_evidence (one->evidence, other->evidence);
}

static char *
format_time (gint64 time)
{
  char text[TAPE_TIME_TEXT] = "none";

  if (time != TAPE_NO_TIME)
    tape_time_format (time, text);
  return g_strdup (text);
}

char *
alert_firing_describe (const TapeFiring *firing)
{
  g_autofree char *event = format_time (firing->event_time), *receive = format_time (firing->receive_time);
  g_autofree char *base = format_time (firing->baseline_time), *held = format_time (firing->held_since);
  g_autofree char *evidence = tape_evidence_format (firing->evidence);

  return g_strdup_printf (
      "rule %" G_GINT64_FORMAT " on %s, instrument %d, serial %" G_GINT64_FORMAT ", direction %d, flags %#x\n"
      "value %.17g, before %.17g, threshold %.17g, price %.17g, baseline %.17g of %s\n"
      "event %s, receive %s, held %s, source %u, fresh %u of %u\n%s",
      firing->rule, firing->subject, (gint)firing->instrument, firing->serial, firing->direction, firing->flags,
      firing->value, firing->before, firing->threshold, firing->price, firing->baseline, base, event, receive, held,
      firing->source, firing->fresh, firing->members, evidence);
}

char *
alert_firings_find_difference (GPtrArray *firings, GPtrArray *wanted, guint *n_same)
{
  for (guint i = 0; i < MAX (firings->len, wanted->len); i++)
    {
      g_autofree char *got = NULL, *should = NULL;

      if (n_same != NULL)
        *n_same = i;
      if (i < firings->len && i < wanted->len
          && is_same (g_ptr_array_index (firings, i), g_ptr_array_index (wanted, i)))
        continue;
      got = i < firings->len ? alert_firing_describe (g_ptr_array_index (firings, i)) : g_strdup ("none");
      should = i < wanted->len ? alert_firing_describe (g_ptr_array_index (wanted, i)) : g_strdup ("none");
      return g_strdup_printf ("firing %u of %u, wanted of %u\n--- got\n%s\n--- wanted\n%s", i, firings->len,
                              wanted->len, got, should);
    }
  return NULL;
}
