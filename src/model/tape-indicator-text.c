/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-indicator-text.h"

#include "model/tape-format.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* From here on a number is shown with a unit. */
#define COMPACT_FROM 1e5

/* Whether the name is made of the first letters of the title's words: "sma", "Simple moving average". */
static gboolean
is_acronym (const TapeIndicatorType *type)
{
  const char *letter = type->name;
  gboolean inside = FALSE;

  for (const char *each = type->title; *each != '\0'; each++)
    {
      if (!inside && g_ascii_isalpha (*each) && g_ascii_tolower (*each) != *letter++)
        return FALSE;
      inside = g_ascii_isalpha (*each);
    }
  return *letter == '\0';
}

char *
tape_indicator_get_short_name (const TapeIndicatorType *type)
{
  char *name = is_acronym (type) ? g_ascii_strup (type->name, -1) : g_strdup (type->name);

  *name = g_ascii_toupper (*name);
  return name;
}

char *
tape_indicator_get_label (const TapeIndicator *self)
{
  g_autofree char *name = tape_indicator_get_short_name (self->type);
  g_autofree char *text = tape_indicator_print (self);
  const char *colon = strchr (text, ':');
  g_auto (GStrv) parameters = g_strsplit (colon != NULL ? colon + 1 : "", ",", -1);
  g_autofree char *list = g_strjoinv (", ", parameters);

  return *list == '\0' ? g_steal_pointer (&name) : g_strconcat (name, " ", list, NULL);
}

/* A digit more than prices have, less where the number is large. */
static char *
format_number (const TapeInstrument *instrument, double price, double value)
{
  int digits = (int)tape_format_digits (instrument, price) + 1;
  double power;

  if (fabs (value) >= COMPACT_FROM)
    return tape_format_compact (value);
  if (fabs (value) >= 10)
    digits = MAX (0, digits - (int)log10 (fabs (value)));
  power = pow (10, digits);
  value = round (value * power) / power;
  return g_strdup_printf ("%s%'.*f", value < 0 ? "\u2212" : "", digits, fabs (value));
}

char *
tape_indicator_format_value (const TapeIndicator *self, const TapeInstrument *instrument, double price, double value)
{
  if (!isfinite (value))
    return g_strdup (TAPE_FORMAT_UNKNOWN);
  switch (self->type->place)
    {
    case TAPE_INDICATOR_OVER_PRICE:
      return tape_format_price (instrument, value);
    case TAPE_INDICATOR_PERCENT:
      return g_strdup_printf ("%.1f", value);
    case TAPE_INDICATOR_OWN_PANE:
    default:
      return format_number (instrument, price, value);
    }
}

char *
tape_indicator_describe (const TapeIndicator *self,
                         const TapeInstrument *instrument,
                         double price,
                         const double *values)
{
  g_autofree char *label = tape_indicator_get_label (self);
  g_autoptr (GString) list = g_string_new (NULL);
  guint n = tape_indicator_count_outputs (self);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *value = tape_indicator_format_value (self, instrument, price, values[i]);

      if (i > 0)
        g_string_append (list, ", ");
      if (n > 1)
        g_string_append_printf (list, "%s ", _ (self->type->outputs[i].title));
      g_string_append (list, value);
    }
  /* Translators: an indicator with its parameters, and its value. */
  return g_strdup_printf (_ ("%s: %s"), label, list->str);
}
