/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-firing-text.h"

typedef struct
{
  TapeZone zone;
  char *(*source) (guint32 source, gpointer data);
  gpointer data;
} Local;

static char *
name_source (guint32 source, gpointer data)
{
  const Local *local = data;

  return local->source != NULL ? local->source (source, local->data) : NULL;
}

static char *
write_price (const TapeInstrument *instrument, double price, gpointer data)
{
  return tape_format_exact_price (instrument, price);
}

static char *
write_percent (double fraction, guint digits, gpointer data)
{
  return tape_format_exact_percent (fraction, digits);
}

static char *
write_quantity (double quantity, gpointer data)
{
  return tape_format_quantity (quantity);
}

static const TapeExchange *
get_exchange (const TapeExchange *exchange)
{
  return exchange != NULL ? exchange : tape_exchange_utc ();
}

static char *
write_clock (const TapeExchange *exchange, gint64 time, gpointer data)
{
  const Local *local = data;
  g_autofree char *clock = tape_format_clock (get_exchange (exchange), time, local->zone, TRUE);
  gint64 fraction = time - tape_time_floor (time, TAPE_SECOND);

  return fraction == 0 ? g_steal_pointer (&clock)
                       : g_strdup_printf ("%s.%03d", clock, (int)(fraction / TAPE_MILLISECOND));
}

static char *
write_moment (const TapeExchange *exchange, gint64 time, gpointer data)
{
  const Local *local = data;
  const TapeExchange *place = get_exchange (exchange);
  g_autofree char *day = tape_format_day (place, time, local->zone);
  g_autofree char *clock = tape_format_clock (place, time, local->zone, time % TAPE_MINUTE != 0);

  if (local->zone == TAPE_ZONE_LOCAL)
    return g_strdup_printf ("%s %s", day, clock);
  return g_strdup_printf ("%s %s %s", day, clock,
                          local->zone == TAPE_ZONE_UTC ? "UTC" : tape_exchange_get_city (place));
}

GPtrArray *
tape_firing_text_explain (const TapeFiring *firing,
                          TapeUniverse *universe,
                          TapeZone zone,
                          char *(*source) (guint32 source, gpointer data),
                          gpointer data)
{
  Local local = { .zone = zone, .source = source, .data = data };
  const TapeExplanationWords words = {
    .universe = universe,
    .source = name_source,
    .price = write_price,
    .percent = write_percent,
    .quantity = write_quantity,
    .clock = write_clock,
    .moment = write_moment,
    .data = &local,
    .markup = TRUE,
  };

  return tape_firing_explain (firing, &words);
}
