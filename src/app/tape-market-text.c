/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-market-text.h"

#include <glib/gi18n.h>
#include <math.h>

#include "model/tape-format.h"

char *
tape_market_text_speak_growth (double growth)
{
  g_autofree char *percent = tape_format_percent (fabs (growth));
  const char *bare = *percent == '+' ? percent + 1 : percent;

  if (isnan (growth))
    return g_strdup (_ ("change unknown"));
  if (growth > 0)
    /* Translators: a growth in per cent, without its sign. */
    return g_strdup_printf (_ ("up %s"), bare);
  if (growth < 0)
    return g_strdup_printf (_ ("down %s"), bare);
  return g_strdup (_ ("unchanged"));
}

char *
tape_market_text_name (
    const TapeInstrument *instrument, const TapeFrameRow *values, const char *group, guint place, guint of)
{
  g_autofree char *growth = tape_market_text_speak_growth (values->growth);
  g_autofree char *price = tape_format_price (instrument, values->last);

  if (g_str_equal (instrument->symbol, instrument->name))
    /* Translators: symbol, growth, price; group, place in it, of how many. */
    return g_strdup_printf (_ ("%s, %s, %s; %s, %u of %u"), instrument->symbol, growth, price, group, place, of);
  /* Translators: symbol, name, growth, price; group, place in it, of how many. */
  return g_strdup_printf (_ ("%s, %s, %s, %s; %s, %u of %u"), instrument->symbol, instrument->name, growth, price,
                          group, place, of);
}

static char *
describe_base (const TapeInstrument *instrument, const TapeFrameRow *values)
{
  g_autofree char *price = NULL;
  g_autofree char *date = NULL;

  switch (values->base)
    {
    case TAPE_BASE_PREVIOUS_CLOSE:
      price = tape_format_price (instrument, values->previous_close);
      date = tape_format_date (values->previous_date);
      /* Translators: a price and a date. */
      return g_strdup_printf (_ ("against the close of %s on %s"), price, date);
    case TAPE_BASE_OPEN:
      price = tape_format_price (instrument, values->open);
      return g_strdup_printf (_ ("against the open of %s; no earlier close is known"), price);
    case TAPE_BASE_NONE:
    case TAPE_BASE_MIXED:
    default:
      return g_strdup (_ ("nothing to compare with yet"));
    }
}

static void
append_other_groups (GString *text, const TapeInstrument *instrument, TapeGrouping grouping, guint group)
{
  g_autoptr (GString) others = g_string_new (NULL);

  for (guint i = 0; i < tape_group_count (grouping); i++)
    if (i != group && tape_instrument_in_group (instrument, grouping, i))
      g_string_append_printf (others, "%s%s", others->len > 0 ? ", " : "", tape_group_name (grouping, i));
  if (others->len > 0)
    {
      g_autofree char *line = NULL;

      /* Translators: names of groups in which the instrument has tiles too. */
      line = g_markup_printf_escaped (_ ("Also in %s"), others->str);
      g_string_append_printf (text, "\n%s", line);
    }
}

char *
tape_market_text_tooltip (const TapeInstrument *instrument,
                          const TapeFrameRow *values,
                          TapeGrouping grouping,
                          guint group)
{
  g_autofree char *growth = tape_format_percent (values->growth);
  g_autofree char *base = describe_base (instrument, values);
  g_autofree char *price = tape_format_price (instrument, values->last);
  g_autofree char *volume = tape_format_compact (values->volume);
  g_autofree char *trades = tape_format_quantity ((double)values->count);
  GString *text = g_string_new (NULL);
  g_autofree char *head = g_markup_printf_escaped ("<b>%s</b>  %s\n", instrument->symbol, instrument->name);
  g_autofree char *body = NULL;

  g_string_append (text, head);
  /* Translators: price, currency, arrow, growth, against what; volume and number of trades. */
  body = g_markup_printf_escaped (_ ("%s %s  %s %s\n%s\nVolume %s in %s trades"), price, instrument->currency,
                                  tape_format_arrow (values->growth), growth, base, volume, trades);
  g_string_append (text, body);
  append_other_groups (text, instrument, grouping, group);
  return g_string_free (text, FALSE);
}

char *
tape_market_text_group (const char *name, const TapeFrameGroup *values)
{
  g_autofree char *growth = tape_format_percent (values->growth);

  /* Translators: name of a group, its mean growth, how many of its members grew. */
  return g_strdup_printf (_ ("%s: %s, %u of %u grew"), name, growth, values->growing, values->members);
}
