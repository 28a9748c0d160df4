/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "analytics/tape-span.h"

#include <glib/gi18n-lib.h>

#include "analytics/tape-analysis.h"

/* How far an exchange's midnight may lie from that of UTC. */
#define ZONE_REACH TAPE_DAY

void
tape_span_get_times (const TapeSpan *self, const TapeExchange *exchange, TapeSpanTimes *times)
{
  TapeDay day;

  *times = (TapeSpanTimes){ G_MININT64, G_MAXINT64, G_MININT64, G_MAXINT64 };
  if (self->from_date != TAPE_NO_DATE)
    {
      tape_exchange_get_date (exchange, self->from_date, &day);
      times->from = times->whole_from = day.start;
    }
  else if (self->from != TAPE_NO_TIME)
    {
      tape_exchange_get_day (exchange, self->from, &day);
      times->from = self->from;
      times->whole_from = day.start == self->from ? day.start : day.end;
    }
  if (self->to_date != TAPE_NO_DATE)
    {
      tape_exchange_get_date (exchange, self->to_date, &day);
      times->to = times->whole_to = day.end;
    }
  else if (self->to != TAPE_NO_TIME)
    {
      tape_exchange_get_day (exchange, self->to, &day);
      times->to = self->to;
      times->whole_to = day.start;
    }
  times->to = MAX (times->to, times->from);
  times->whole_from = MIN (times->whole_from, times->to);
  times->whole_to = MAX (times->whole_to, times->whole_from);
}

void
tape_span_get_reach (const TapeSpan *self, gint64 *from, gint64 *to)
{
  *from = G_MININT64;
  *to = G_MAXINT64;
  if (self->from_date != TAPE_NO_DATE)
    *from = self->from_date * TAPE_DAY - ZONE_REACH;
  else if (self->from != TAPE_NO_TIME)
    *from = self->from;
  if (self->to_date != TAPE_NO_DATE)
    *to = self->to_date * TAPE_DAY + TAPE_DAY + ZONE_REACH;
  else if (self->to != TAPE_NO_TIME)
    *to = self->to;
}

/* As the person wrote it, or as it is. */
static char *
describe_end (const char *written, gint32 date, gint64 time)
{
  char text[TAPE_TIME_TEXT];

  if (written != NULL)
    return g_strdup (written);
  if (date != TAPE_NO_DATE)
    tape_time_format_date (date, text);
  else
    tape_time_format (time, text);
  return g_strdup (text);
}

gboolean
tape_span_check (const TapeSpan *self, const char *from, const char *to, GError **error)
{
  gboolean begins_within = self->from != TAPE_NO_TIME && self->from % TAPE_MINUTE != 0;

  if (begins_within || (self->to != TAPE_NO_TIME && self->to % TAPE_MINUTE != 0))
    {
      g_autofree char *end
          = begins_within ? describe_end (from, TAPE_NO_DATE, self->from) : describe_end (to, TAPE_NO_DATE, self->to);

      g_set_error (error, TAPE_ANALYSIS_ERROR, TAPE_ANALYSIS_ERROR_SPAN,
                   _ ("Analyses are made of whole minutes: “%s” is within one. Leave out the seconds."), end);
      return FALSE;
    }
  return tape_span_check_order (self, from, to, error);
}

gboolean
tape_span_check_order (const TapeSpan *self, const char *from, const char *to, GError **error)
{
  g_autofree char *first_text = NULL;
  g_autofree char *end_text = NULL;
  gint64 first;
  gint64 end;

  tape_span_get_reach (self, &first, &end);
  if (first < end
      && (self->from_date == TAPE_NO_DATE || self->to_date == TAPE_NO_DATE || self->from_date <= self->to_date))
    return TRUE;
  first_text = describe_end (from, self->from_date, self->from);
  end_text = describe_end (to, self->to_date, self->to);
  g_set_error (error, TAPE_ANALYSIS_ERROR, TAPE_ANALYSIS_ERROR_SPAN,
               _ ("The span ends before it begins: “%s” is not before “%s”. Exchange the two."), first_text, end_text);
  return FALSE;
}
