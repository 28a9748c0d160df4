/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-event-maker.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "feed/tape-number-text.h"

#define QUOTED 40

/* Whole sentences, so that each can be translated. */
static const char *const not_a_number[TAPE_N_FIELDS] = {
  [TAPE_FIELD_PRICE] = N_ ("The price \"%s\" is not a number."),
  [TAPE_FIELD_QUANTITY] = N_ ("The quantity \"%s\" is not a number."),
  [TAPE_FIELD_OPEN] = N_ ("The open \"%s\" is not a number."),
  [TAPE_FIELD_HIGH] = N_ ("The high \"%s\" is not a number."),
  [TAPE_FIELD_LOW] = N_ ("The low \"%s\" is not a number."),
  [TAPE_FIELD_CLOSE] = N_ ("The close \"%s\" is not a number."),
};

static const char *const missing[TAPE_N_FIELDS] = {
  [TAPE_FIELD_PRICE] = N_ ("There is no price."), [TAPE_FIELD_OPEN] = N_ ("There is no open."),
  [TAPE_FIELD_HIGH] = N_ ("There is no high."),   [TAPE_FIELD_LOW] = N_ ("There is no low."),
  [TAPE_FIELD_CLOSE] = N_ ("There is no close."),
};

void
tape_event_maker_init (TapeEventMaker *self, TapeUniverse *universe, const char *default_symbol)
{
  self->universe = tape_universe_ref (universe);
  self->default_symbol = g_strdup (default_symbol);
  self->bar_length = TAPE_BAR_DAY;
  self->now = g_get_real_time ();
}

void
tape_event_maker_clear (TapeEventMaker *self)
{
  g_clear_pointer (&self->universe, tape_universe_unref);
  g_clear_pointer (&self->default_symbol, g_free);
  g_clear_pointer (&self->reason, g_free);
}

char *
tape_text_quote (const char *text, gsize length)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", (gssize)MIN (length, 4 * QUOTED));

  if (g_utf8_strlen (valid, -1) <= QUOTED)
    return g_steal_pointer (&valid);
  *g_utf8_offset_to_pointer (valid, QUOTED - 1) = '\0';
  return g_strconcat (valid, "…", NULL);
}

static const char *
explain (TapeEventMaker *self, const char *format, const TapeValue *value)
{
  g_autofree char *quoted = tape_text_quote (value->text, value->length);

  g_free (self->reason);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  self->reason = g_strdup_printf (format, quoted);
#pragma GCC diagnostic pop
  return self->reason;
}

static const char *
read_number (TapeEventMaker *self, const TapeValue *values, TapeField field, double *number)
{
  const TapeValue *value = &values[field];

  if (value->is_number)
    {
      *number = value->number;
      return NULL;
    }
  if (G_LIKELY (value->length > 0 && tape_number_text_parse (value->text, value->length, number)))
    return NULL;
  if (value->length == 0 && field == TAPE_FIELD_QUANTITY)
    {
      *number = 0;
      return NULL;
    }
  if (value->length == 0)
    return _ (missing[field]);
  return explain (self, _ (not_a_number[field]), value);
}

static const char *
read_symbol (TapeEventMaker *self, const TapeValue *values)
{
  TapeValue value = values[TAPE_FIELD_SYMBOL];
  guint32 instrument;

  if (value.text == NULL && !value.is_number && self->default_symbol != NULL)
    {
      value.text = self->default_symbol;
      value.length = strlen (self->default_symbol);
    }
  if (value.text == NULL || value.length == 0)
    return _ ("There is no symbol.");
  if (G_LIKELY (value.length == self->symbol_length && memcmp (value.text, self->symbol, value.length) == 0))
    return NULL;

  instrument = tape_universe_intern (self->universe, value.text, value.length);
  if (instrument == TAPE_NO_INSTRUMENT)
    return explain (self, _ ("\"%s\" cannot be a symbol."), &value);
  memcpy (self->symbol, value.text, value.length);
  self->symbol_length = value.length;
  self->instrument = instrument;
  self->exchange = tape_universe_get (self->universe, instrument)->exchange;
  return NULL;
}

static const char *
read_time (TapeEventMaker *self, const TapeValue *values, gint64 *time, gboolean *date_only)
{
  const TapeValue *value = &values[TAPE_FIELD_EVENT_TIME];
  const TapeValue *date = &values[TAPE_FIELD_DATE], *time_of_day = &values[TAPE_FIELD_TIME];
  TapeClockTime clock_time = { 0 };

  if (date->length > 0 && time_of_day->length > 0)
    {
      value = time_of_day;
      if (!tape_clock_text_parse_pair (&self->clock, date->text, date->length, time_of_day->text, time_of_day->length,
                                       &clock_time))
        return explain (self, _ ("The time \"%s\" cannot be read."), value);
    }
  else
    {
      if (date->length > 0)
        value = date;
      if (value->length == 0 && !value->is_number)
        return _ ("There is no time.");
      if (value->length > 0 ? !tape_clock_text_parse (&self->clock, value->text, value->length, &clock_time)
                            : !tape_clock_text_from_number (value->number, &clock_time.time))
        return explain (self, _ ("The time \"%s\" cannot be read."), value);
    }
  *date_only = clock_time.date_only;
  *time = clock_time.local && self->exchange != tape_exchange_utc ()
              ? tape_exchange_from_local (self->exchange, clock_time.time)
              : clock_time.time;
  return NULL;
}

const char *
tape_event_maker_time (TapeEventMaker *self, const TapeValue *values, gint64 *time, gboolean *date_only)
{
  const char *reason = read_symbol (self, values);

  return reason != NULL ? reason : read_time (self, values, time, date_only);
}

static gboolean
is_word (const TapeValue *value, const char *word)
{
  return strlen (word) == value->length && g_ascii_strncasecmp (value->text, word, value->length) == 0;
}

static TapeSide
read_side (const TapeValue *value)
{
  if (value->length == 0)
    return TAPE_SIDE_UNKNOWN;
  if (is_word (value, "buy") || is_word (value, "b") || is_word (value, "bought"))
    return TAPE_SIDE_BUY;
  if (is_word (value, "sell") || is_word (value, "s") || is_word (value, "sold"))
    return TAPE_SIDE_SELL;
  return TAPE_SIDE_UNKNOWN;
}

const char *
tape_event_maker_trade (TapeEventMaker *self, const TapeValue *values, TapeTrade *trade)
{
  const char *reason;
  gboolean date_only = FALSE;

  if ((reason = read_symbol (self, values)) != NULL
      || (reason = read_time (self, values, &trade->event_time, &date_only)) != NULL
      || (reason = read_number (self, values, TAPE_FIELD_PRICE, &trade->price)) != NULL
      || (reason = read_number (self, values, TAPE_FIELD_QUANTITY, &trade->quantity)) != NULL
      || (reason = tape_trade_check (trade->price, trade->quantity, trade->event_time, self->now)) != NULL)
    return reason;

  trade->receive_time = trade->event_time;
  trade->instrument = self->instrument;
  trade->side = (guint8)read_side (&values[TAPE_FIELD_SIDE]);
  trade->id = 0;
  trade->flags = 0;
  return NULL;
}

const char *
tape_event_maker_bar (TapeEventMaker *self, const TapeValue *values, TapeBar *bar)
{
  const char *reason;
  gboolean date_only = FALSE;

  memset (bar, 0, sizeof *bar);
  if ((reason = read_symbol (self, values)) != NULL
      || (reason = read_time (self, values, &bar->start, &date_only)) != NULL
      || (reason = read_number (self, values, TAPE_FIELD_OPEN, &bar->open)) != NULL
      || (reason = read_number (self, values, TAPE_FIELD_HIGH, &bar->high)) != NULL
      || (reason = read_number (self, values, TAPE_FIELD_LOW, &bar->low)) != NULL
      || (reason = read_number (self, values, TAPE_FIELD_CLOSE, &bar->close)) != NULL
      || (reason = read_number (self, values, TAPE_FIELD_QUANTITY, &bar->volume)) != NULL
      || (reason = tape_bar_check (bar, self->now)) != NULL)
    return reason;

  bar->instrument = self->instrument;
  bar->length = date_only ? TAPE_BAR_DAY : self->bar_length;
  return NULL;
}
