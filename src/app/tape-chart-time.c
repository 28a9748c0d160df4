/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-chart-time.h"

#include <glib/gi18n.h>
#include <stdio.h>

char *
tape_chart_describe_instrument (const TapeInstrument *instrument)
{
  const char *parts[] = { instrument->known ? instrument->name : "", tape_exchange_get_name (instrument->exchange),
                          instrument->currency };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (*parts[i] != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", parts[i]);
  return g_string_free (text, FALSE);
}

char *
tape_chart_describe_last (const TapeInstrument *instrument, gint64 time, TapeZone zone)
{
  g_autofree char *day = tape_format_day (instrument->exchange, time, zone);
  g_autofree char *clock = tape_format_clock (instrument->exchange, time, zone, FALSE);

  if (time == TAPE_NO_TIME)
    return g_strdup (_ ("None are stored."));
  /* Translators: day and time of the last trade. */
  return g_strdup_printf (_ ("Last: %s, %s."), day, clock);
}

/* Hours, minutes and seconds as µs; the seconds may be left out. */
static gboolean
parse_clock (const char *text, gint64 *clock)
{
  int hours, minutes, seconds = 0, end = 0;

  if (sscanf (text, "%2d:%2d%n", &hours, &minutes, &end) != 2)
    return FALSE;
  text += end;
  if (*text == ':')
    {
      if (sscanf (text, ":%2d%n", &seconds, &end) != 1)
        return FALSE;
      text += end;
    }
  if (*text != '\0' || hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59)
    return FALSE;
  *clock = hours * TAPE_HOUR + minutes * TAPE_MINUTE + seconds * TAPE_SECOND;
  return TRUE;
}

static gboolean
parse_local (const char *text, gint64 today, gint64 *local)
{
  int year, month, day, end = 0;
  gint64 clock = 0;

  if (parse_clock (text, &clock))
    {
      *local = today + clock;
      return TRUE;
    }
  if (sscanf (text, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || !tape_time_date_is_valid (year, month, day))
    return FALSE;
  text += end;
  if (*text != '\0' && !((*text == ' ' || *text == 'T') && parse_clock (text + 1, &clock)))
    return FALSE;
  *local = tape_time_from_date (year, month, day) * TAPE_DAY + clock;
  return TRUE;
}

gboolean
tape_chart_parse_time (const char *text, const TapeExchange *exchange, TapeZone zone, gint64 near, gint64 *time)
{
  g_autofree char *plain = g_strstrip (g_strdup (text));
  gint64 today = tape_time_floor (near + tape_format_get_offset (exchange, near, zone), TAPE_DAY);
  gint64 local;

  if (!parse_local (plain, today, &local))
    return FALSE;
  /* The offset at the time itself, which is known only roughly at first. */
  *time = local - tape_format_get_offset (exchange, local, zone);
  *time = local - tape_format_get_offset (exchange, *time, zone);
  return TRUE;
}
