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
  [TAPE_FIELD_TURNOVER] = N_ ("The turnover \"%s\" is not a number."),
  [TAPE_FIELD_BUYS] = N_ ("What was bought, \"%s\", is not a number."),
  [TAPE_FIELD_SELLS] = N_ ("What was sold, \"%s\", is not a number."),
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
  self->known = g_new0 (TapeKnownSymbol, 1 << TAPE_KNOWN_SYMBOLS_BITS);
  self->bar_length = TAPE_BAR_DAY;
  self->now = g_get_real_time ();
}

void
tape_event_maker_clear (TapeEventMaker *self)
{
  g_clear_pointer (&self->universe, tape_universe_unref);
  g_clear_pointer (&self->default_symbol, g_free);
  g_clear_pointer (&self->known, g_free);
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

static inline guint64
load (const char *text, gsize size)
{
  guint64 bytes = 0;

  memcpy (&bytes, text, size);
  return bytes;
}

/* The whole of a short text as two numbers; together with its length they are no other text's. */
static inline void
pack (const char *text, gsize length, guint64 *head, guint64 *tail)
{
  if (length >= 8)
    {
      *head = load (text, 8);
      *tail = load (text + length - 8, 8);
    }
  else if (length >= 4)
    {
      *head = load (text, 4);
      *tail = load (text + length - 4, 4);
    }
  else
    {
      *head = (guchar)text[0];
      *tail = (guint64)(guchar)text[length / 2] << 8 | (guchar)text[length - 1];
    }
}

/* The universe hashes and compares byte by byte; symbols that came before are mostly found here. */
static inline guint32
find_symbol (TapeEventMaker *self, const char *text, gsize length)
{
  guint64 head, tail;
  guint hash;
  TapeKnownSymbol *known;

  if (G_UNLIKELY (length > 2 * sizeof head))
    return tape_universe_intern (self->universe, text, length);
  pack (text, length, &head, &tail);
  hash = (guint)(((head + length) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)
                  ^ (tail * G_GUINT64_CONSTANT (0xc2b2ae3d27d4eb4f)))
                 >> (64 - TAPE_KNOWN_SYMBOLS_BITS));
  known = &self->known[hash];
  if (G_UNLIKELY (known->head != head || known->tail != tail || known->length != length))
    {
      guint32 instrument = tape_universe_intern (self->universe, text, length);

      if (instrument == TAPE_NO_INSTRUMENT)
        return instrument;
      *known = (TapeKnownSymbol){ head, tail, (guint32)length, instrument };
    }
  return known->instrument;
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
  instrument = find_symbol (self, value.text, value.length);
  if (G_UNLIKELY (instrument == TAPE_NO_INSTRUMENT))
    return explain (self, _ ("\"%s\" cannot be a symbol."), &value);
  self->instrument = instrument;
  return NULL;
}

/* What is on a wall's clock at the instrument's exchange. */
static gint64
place (TapeEventMaker *self, const TapeClockTime *clock_time)
{
  const TapeExchange *exchange;

  if (!clock_time->local)
    return clock_time->time;
  exchange = tape_universe_get (self->universe, self->instrument)->exchange;
  return exchange != tape_exchange_utc () ? tape_exchange_from_local (exchange, clock_time->time) : clock_time->time;
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
  *time = place (self, &clock_time);
  return NULL;
}

static inline gboolean
is_given (const TapeValue *value)
{
  return value->length > 0 || value->is_number;
}

static const char *
read_receive_time (TapeEventMaker *self, const TapeValue *value, TapeTrade *trade)
{
  TapeClockTime clock_time = { 0 };

  if (value->length > 0 ? !tape_clock_text_parse (&self->clock, value->text, value->length, &clock_time)
                        : !tape_clock_text_from_number (value->number, &clock_time.time))
    return explain (self, _ ("The receive time \"%s\" cannot be read."), value);
  trade->receive_time = place (self, &clock_time);
  return tape_trade_check (trade->price, trade->quantity, trade->receive_time, self->now);
}

const char *
tape_event_maker_time (TapeEventMaker *self, const TapeValue *values, gint64 *time, gboolean *date_only)
{
  const char *reason = read_symbol (self, values);

  return reason != NULL ? reason : read_time (self, values, time, date_only);
}

static inline gboolean
is_word (const TapeValue *value, const char *word, gsize length)
{
  return value->length == length && g_ascii_strncasecmp (value->text, word, length) == 0;
}

/* A mark is set by 1 or true. */
static inline gboolean
is_set (const TapeValue *value)
{
  if (G_LIKELY (value->length == 0))
    return value->is_number && value->number != 0;
  return is_word (value, "1", 1) || is_word (value, "true", 4);
}

static TapeSide
read_side (const TapeValue *value)
{
  if (value->length == 0)
    return TAPE_SIDE_UNKNOWN;
  if (value->length == 3 && memcmp (value->text, "buy", 3) == 0)
    return TAPE_SIDE_BUY;
  if (value->length == 4 && memcmp (value->text, "sell", 4) == 0)
    return TAPE_SIDE_SELL;
  if (is_word (value, "buy", 3) || is_word (value, "b", 1) || is_word (value, "bought", 6))
    return TAPE_SIDE_BUY;
  if (is_word (value, "sell", 4) || is_word (value, "s", 1) || is_word (value, "sold", 4))
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
  if (G_UNLIKELY (is_set (&values[TAPE_FIELD_DERIVED])))
    trade->flags |= TAPE_TRADE_DERIVED;
  if (G_UNLIKELY (is_set (&values[TAPE_FIELD_ESTIMATED])) && trade->side != TAPE_SIDE_UNKNOWN)
    trade->flags |= TAPE_TRADE_ESTIMATED;
  if (G_UNLIKELY (self->receive_times && is_given (&values[TAPE_FIELD_RECEIVE_TIME])))
    return read_receive_time (self, &values[TAPE_FIELD_RECEIVE_TIME], trade);
  return NULL;
}

/* A duration, or seconds. */
static const char *
read_length (TapeEventMaker *self, const TapeValue *value, guint32 *length)
{
  char text[QUOTED] = "";
  gint64 duration = 0;
  double seconds = value->number;

  if (value->length > 0 && value->length < sizeof text)
    memcpy (text, value->text, value->length);
  if (tape_duration_parse (text, &duration) && duration % TAPE_SECOND == 0)
    seconds = (double)(duration / TAPE_SECOND);
  else if (!value->is_number && (value->length == 0 || !tape_number_text_parse (value->text, value->length, &seconds)))
    seconds = 0;
  if (!(seconds >= 1 && seconds <= G_MAXINT32) || seconds != (double)(guint32)seconds)
    return explain (self, _ ("The length \"%s\" is neither a duration such as 1m nor a number of seconds."), value);
  *length = (guint32)seconds;
  return NULL;
}

/* What is not said is 0. */
static const char *
read_sum (TapeEventMaker *self, const TapeValue *values, TapeField field, double *sum)
{
  const char *reason;

  if (!is_given (&values[field]))
    return NULL;
  reason = read_number (self, values, field, sum);
  return reason != NULL || (*sum >= 0 && *sum <= G_MAXDOUBLE) ? reason
                                                              : explain (self, _ (not_a_number[field]), &values[field]);
}

/* Bars of our own exports say how long they are, and what else they add up to. */
static const char *
read_own (TapeEventMaker *self, const TapeValue *values, TapeBar *bar)
{
  const char *reason;

  if ((reason = read_length (self, &values[TAPE_FIELD_LENGTH], &bar->length)) != NULL
      || (reason = read_sum (self, values, TAPE_FIELD_TURNOVER, &bar->turnover)) != NULL
      || (reason = read_sum (self, values, TAPE_FIELD_BUYS, &bar->buys)) != NULL)
    return reason;
  return read_sum (self, values, TAPE_FIELD_SELLS, &bar->sells);
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
  return is_given (&values[TAPE_FIELD_LENGTH]) ? read_own (self, values, bar) : NULL;
}
