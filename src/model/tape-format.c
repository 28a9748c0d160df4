/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-format.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MINUS "\u2212"
#define NBSP  "\u00a0"

/* Currencies whose prices are quoted in whole units. */
static const char *const whole_currencies[] = { "JPY", "KRW" };

guint
tape_format_digits (const TapeInstrument *instrument, double price)
{
  for (guint i = 0; instrument != NULL && i < G_N_ELEMENTS (whole_currencies); i++)
    if (strcmp (instrument->currency, whole_currencies[i]) == 0)
      return 0;
  return fabs (price) < 1 ? 4 : 2;
}

/* Without a sign, grouped as the locale does. */
static char *
format_size (double number, guint digits)
{
  return g_strdup_printf ("%'.*f", (int)digits, fabs (number));
}

static gboolean
shows_zero (double number, guint digits)
{
  return fabs (number) * pow (10, digits) < 0.5;
}

static const char *
get_sign (double number, guint digits)
{
  if (shows_zero (number, digits))
    return "";
  return number < 0 ? MINUS : "+";
}

char *
tape_format_price (const TapeInstrument *instrument, double price)
{
  if (!isfinite (price))
    return g_strdup (TAPE_FORMAT_UNKNOWN);
  return format_size (price, tape_format_digits (instrument, price));
}

/* From @digits on, as many as there are. */
static guint
count_digits (double number, guint digits)
{
  while (digits < 6 && fabs (number - round (number * pow (10, digits)) / pow (10, digits)) >= 5e-7)
    digits++;
  return digits;
}

char *
tape_format_exact_price (const TapeInstrument *instrument, double price)
{
  if (!isfinite (price))
    return g_strdup (TAPE_FORMAT_UNKNOWN);
  return format_size (price, count_digits (price, tape_format_digits (instrument, price)));
}

char *
tape_format_change (const TapeInstrument *instrument, double price, double change)
{
  guint digits = tape_format_digits (instrument, price);
  g_autofree char *size = NULL;

  if (!isfinite (change))
    return g_strdup (TAPE_FORMAT_UNKNOWN);
  size = format_size (change, digits);
  return g_strconcat (get_sign (change, digits), size, NULL);
}

char *
tape_format_percent (double growth)
{
  return tape_format_exact_percent (growth, 2);
}

char *
tape_format_exact_percent (double growth, guint digits)
{
  g_autofree char *size = NULL;

  if (!isfinite (growth))
    return g_strdup (TAPE_FORMAT_UNKNOWN);
  size = format_size (growth * 100, digits);
  return g_strconcat (get_sign (growth * 100, digits), size, NBSP "%", NULL);
}

char *
tape_format_share (double share)
{
  if (!isfinite (share))
    return g_strdup (TAPE_FORMAT_UNKNOWN);
  return g_strdup_printf ("%.0f" NBSP "%%", share * 100);
}

char *
tape_format_quantity (double quantity)
{
  g_autofree char *size = NULL;
  guint digits;

  if (!isfinite (quantity))
    return g_strdup (TAPE_FORMAT_UNKNOWN);
  digits = count_digits (quantity, 0); /* shares come whole, coins in parts */
  size = format_size (quantity, digits);
  return g_strconcat (quantity < 0 && !shows_zero (quantity, digits) ? MINUS : "", size, NULL);
}

char *
tape_format_compact (double number)
{
  static const struct
  {
    double from;
    const char *unit;
  } units[] = {
    { 1e12, N_ ("T") },
    { 1e9, N_ ("B") },
    { 1e6, N_ ("M") },
    { 1e3, N_ ("k") },
  };
  double size = fabs (number);

  if (!isfinite (number))
    return g_strdup (TAPE_FORMAT_UNKNOWN);
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (size >= units[i].from * (i == G_N_ELEMENTS (units) - 1 ? 10 : 0.9995))
      {
        double scaled = size / units[i].from;
        int digits = scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0;

        return g_strdup_printf ("%s%.*f" NBSP "%s", number < 0 ? MINUS : "", digits, scaled, _ (units[i].unit));
      }
  return tape_format_quantity (size >= 10 ? round (number) : number);
}

const char *
tape_format_arrow (double change)
{
  if (change > 0)
    return "▲";
  return change < 0 ? "▼" : "";
}

char *
tape_format_span (gint64 span)
{
  if (span < TAPE_MINUTE)
    return g_strdup_printf (_ ("%d\u00a0s"), (int)(span / TAPE_SECOND));
  if (span < TAPE_HOUR)
    return g_strdup_printf (_ ("%d\u00a0min"), (int)(span / TAPE_MINUTE));
  if (span < 2 * TAPE_DAY)
    return g_strdup_printf (_ ("%d\u00a0h"), (int)(span / TAPE_HOUR));
  return g_strdup_printf (_ ("%d\u00a0d"), (int)(span / TAPE_DAY));
}

char *
tape_format_age (gint64 age)
{
  g_autofree char *span = tape_format_span (age);

  /* Translators: how long ago a price was made: "4 min old". */
  return g_strdup_printf (_ ("%s old"), span);
}

static gint64
get_local_offset (gint64 time)
{
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  gint interval
      = g_time_zone_find_interval (local, G_TIME_TYPE_UNIVERSAL, tape_time_floor (time, TAPE_SECOND) / TAPE_SECOND);

  return interval < 0 ? 0 : g_time_zone_get_offset (local, interval) * TAPE_SECOND;
}

gint64
tape_format_get_offset (const TapeExchange *exchange, gint64 time, TapeZone zone)
{
  switch (zone)
    {
    case TAPE_ZONE_EXCHANGE:
      return tape_exchange_get_offset (exchange, time);
    case TAPE_ZONE_LOCAL:
      return get_local_offset (time);
    case TAPE_ZONE_UTC:
    default:
      return 0;
    }
}

/* As a clock on the wall of the shown zone; %NULL for what no calendar holds. */
static GDateTime *
get_wall_clock (const TapeExchange *exchange, gint64 time, TapeZone zone)
{
  if (time == TAPE_NO_TIME)
    return NULL;
  time += tape_format_get_offset (exchange, time, zone);
  return g_date_time_new_from_unix_utc (tape_time_floor (time, TAPE_SECOND) / TAPE_SECOND);
}

static char *
format_wall_clock (const TapeExchange *exchange, gint64 time, TapeZone zone, const char *format)
{
  g_autoptr (GDateTime) clock = get_wall_clock (exchange, time, zone);

  return clock == NULL ? g_strdup (TAPE_FORMAT_UNKNOWN) : g_date_time_format (clock, format);
}

char *
tape_format_clock (const TapeExchange *exchange, gint64 time, TapeZone zone, gboolean seconds)
{
  return format_wall_clock (exchange, time, zone, seconds ? "%H:%M:%S" : "%H:%M");
}

char *
tape_format_day (const TapeExchange *exchange, gint64 time, TapeZone zone)
{
  /* Translators: a day, as in "Fri 15 Nov 2024", in the form of strftime(). */
  return format_wall_clock (exchange, time, zone, _ ("%a %-d %b %Y"));
}

char *
tape_format_date (gint32 date)
{
  return tape_format_day (tape_exchange_utc (), date == TAPE_NO_DATE ? TAPE_NO_TIME : date * TAPE_DAY, TAPE_ZONE_UTC);
}

char *
tape_format_zone (const TapeExchange *exchange, gint64 time, TapeZone zone)
{
  gint64 offset = time == TAPE_NO_TIME ? 0 : tape_format_get_offset (exchange, time, zone);
  gint64 minutes = ABS (offset) / TAPE_MINUTE;
  const char *place = zone == TAPE_ZONE_LOCAL ? _ ("this machine") : tape_exchange_get_city (exchange);
  g_autofree char *name = NULL;

  if (zone == TAPE_ZONE_UTC || strcmp (place, "UTC") == 0)
    return g_strdup ("UTC");
  if (minutes == 0)
    name = g_strdup ("UTC");
  else if (minutes % 60 == 0)
    name = g_strdup_printf ("UTC%s%d", offset < 0 ? MINUS : "+", (int)(minutes / 60));
  else
    name = g_strdup_printf ("UTC%s%d:%02d", offset < 0 ? MINUS : "+", (int)(minutes / 60), (int)(minutes % 60));
  /* Translators: a zone: place, difference from UTC. */
  return g_strdup_printf (_ ("%s, %s"), place, name);
}
