/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "alerts/tape-explanation-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/tape-time.h"

#define MINUS "−"

char *
tape_words_escape (const Words *self, const char *text)
{
  return self->markup ? g_markup_escape_text (text, -1) : g_strdup (text);
}

char *
tape_words_mark (const Words *self, const char *tag, const char *text)
{
  return self->markup ? g_strdup_printf ("<%s>%s</%s>", tag, text, tag) : g_strdup (text);
}

static char *
escape_steal (const Words *self, char *text)
{
  g_autofree char *owned = text;

  return tape_words_escape (self, owned);
}

static char *
make_strong (const Words *self, char *text)
{
  g_autofree char *owned = text;

  return tape_words_mark (self, "b", owned);
}

/* --- Numbers --- */

static char *
write_plainly (double number)
{
  char text[TAPE_NUMBER_TEXT];

  tape_number_format (fabs (number), text);
  return g_strconcat (number < 0 ? MINUS : "", text, NULL);
}

char *
tape_words_price (const Words *self, const TapeInstrument *instrument, double price)
{
  g_autofree char *size
      = self->price != NULL ? self->price (instrument, fabs (price), self->data) : write_plainly (fabs (price));

  return escape_steal (self, g_strconcat (price < 0 ? MINUS : "", size, NULL));
}

char *
tape_words_strong_price (const Words *self, const TapeInstrument *instrument, double price)
{
  return make_strong (self, tape_words_price (self, instrument, price));
}

char *
tape_words_percent (const Words *self, double fraction, guint digits)
{
  if (self->percent != NULL)
    return escape_steal (self, self->percent (fraction, digits, self->data));
  return g_strdup_printf ("%s%.*f %%", fraction < 0 ? MINUS : "+", (int)digits, fabs (fraction) * 100);
}

char *
tape_words_strong_percent (const Words *self, double fraction, guint digits)
{
  return make_strong (self, tape_words_percent (self, fraction, digits));
}

char *
tape_words_quantity (const Words *self, double quantity)
{
  return escape_steal (self, self->quantity != NULL ? self->quantity (quantity, self->data) : write_plainly (quantity));
}

/* Digits that say nothing are left out: "3", "3.4", "0.05". */
char *
tape_words_number (double number, guint digits)
{
  const double rounded = round (number * pow (10, digits)) / pow (10, digits);

  while (digits > 0 && fabs (rounded * pow (10, digits - 1) - round (rounded * pow (10, digits - 1))) < 1e-9)
    digits--;
  return tape_words_fixed (rounded, digits);
}

char *
tape_words_fixed (double number, guint digits)
{
  return g_strdup_printf ("%s%.*f", number < 0 ? MINUS : "", (int)digits, fabs (number));
}

char *
tape_words_share (double share, guint digits)
{
  g_autofree char *number = tape_words_number (share * 100, digits);

  /* TRANSLATORS: a share in per cent, with a space that does not break */
  return g_strdup_printf (_ ("%s %%"), number);
}

/* --- Names and times --- */

char *
tape_words_source (const Words *self, guint32 source)
{
  char *name = source > 0 && self->source != NULL ? self->source (source, self->data) : NULL;

  return name != NULL ? escape_steal (self, name) : NULL;
}

static char *
write_iso (gint64 time)
{
  char text[TAPE_TIME_TEXT];

  tape_time_format (time, text);
  return g_strdup (text);
}

char *
tape_words_clock (const Words *self, const TapeInstrument *instrument, gint64 time)
{
  const TapeExchange *exchange = instrument != NULL ? instrument->exchange : NULL;

  return escape_steal (self, self->clock != NULL ? self->clock (exchange, time, self->data) : write_iso (time));
}

char *
tape_words_moment (const Words *self, const TapeInstrument *instrument, gint64 time)
{
  const TapeExchange *exchange = instrument != NULL ? instrument->exchange : NULL;

  return escape_steal (self, self->moment != NULL ? self->moment (exchange, time, self->data) : write_iso (time));
}

const TapeInstrument *
tape_words_get_instrument (const Words *self, guint32 instrument)
{
  return self->universe != NULL && instrument < tape_universe_count (self->universe)
             ? tape_universe_get (self->universe, instrument)
             : NULL;
}
