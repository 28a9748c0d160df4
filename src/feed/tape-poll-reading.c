/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-poll-reading.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/tape-instruments.h"
#include "feed/tape-json-object.h"
#include "feed/tape-number-text.h"
#include "feed/tape-redaction.h"

/* No service means a longer Retry-After than this. */
#define LONGEST_WAIT (7 * TAPE_DAY)

void
tape_poll_reading_begin (TapePollReading *self,
                         const char *title,
                         const TapePollQuestion *question,
                         const TapePollResponse *response,
                         TapePollAnswer *answer)
{
  memset (self, 0, sizeof *self);
  self->title = title;
  self->question = question;
  self->response = response;
  self->answer = answer;
  self->json = cJSON_ParseWithLength (response->body, response->length);
  tape_event_maker_init (&self->maker, response->universe, question->symbol);
  self->maker.now = response->receive_time;
  self->maker.bar_length = question->length;
}

static TapeBatch *
get_batch (TapePollReading *self)
{
  if (self->answer->batch == NULL)
    self->answer->batch
        = tape_batch_new (self->question->kind == TAPE_POLL_HISTORY ? TAPE_BATCH_BARS : TAPE_BATCH_TRADES, 1);
  return self->answer->batch;
}

static int
compare_starts (gconstpointer a, gconstpointer b, G_GNUC_UNUSED gpointer data)
{
  const TapeBar *one = a, *other = b;

  return (one->start > other->start) - (one->start < other->start);
}

void
tape_poll_reading_end (TapePollReading *self)
{
  if (self->answer->outcome == TAPE_POLL_OK && self->question->kind != TAPE_POLL_SEARCH)
    {
      TapeBatch *batch = get_batch (self);

      if (batch->n_bars > 1)
        g_qsort_with_data (batch->bars, (gint)batch->n_bars, sizeof *batch->bars, compare_starts, NULL);
    }
  tape_event_maker_clear (&self->maker);
  g_clear_pointer (&self->json, cJSON_Delete);
}

void
tape_poll_reading_fail (TapePollReading *self, TapePollOutcome outcome, char *message)
{
  TapePollAnswer *answer = self->answer;
  gint64 wait = self->response->retry_after;

  g_clear_pointer (&answer->batch, tape_batch_unref);
  g_clear_pointer (&answer->matches, g_ptr_array_unref);
  g_free (answer->message);
  answer->outcome = outcome;
  answer->message = message;
  if ((outcome == TAPE_POLL_NO_QUOTA || outcome == TAPE_POLL_RETRY) && wait >= 0)
    answer->until = self->response->receive_time + MIN (wait, LONGEST_WAIT);
}

void
tape_poll_reading_fail_key (TapePollReading *self)
{
  const char *sentence = self->question->key != NULL ? _ ("%s does not accept the key. Check it, or get another one.")
                                                     : _ ("%s does not answer without a key.");

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  tape_poll_reading_fail (self, TAPE_POLL_FATAL, g_strdup_printf (sentence, self->title));
#pragma GCC diagnostic pop
}

void
tape_poll_reading_fail_plan (TapePollReading *self)
{
  tape_poll_reading_fail (
      self, TAPE_POLL_FATAL,
      g_strdup_printf (_ ("%s does not answer this with the plan of this key. Choose another source, or another plan."),
                       self->title));
}

void
tape_poll_reading_fail_symbol (TapePollReading *self)
{
  g_autofree char *symbol = tape_text_quote (self->question->symbol, strlen (self->question->symbol));

  tape_poll_reading_fail (self, TAPE_POLL_UNKNOWN_SYMBOL,
                          g_strdup_printf (_ ("%s does not know the symbol \"%s\"."), self->title, symbol));
}

void
tape_poll_reading_fail_quota (TapePollReading *self, gboolean day)
{
  self->answer->day = day;
  if (day)
    tape_poll_reading_fail (self, TAPE_POLL_NO_QUOTA,
                            g_strdup_printf (_ ("Today's calls of %s are spent."), self->title));
  else
    tape_poll_reading_fail (self, TAPE_POLL_NO_QUOTA,
                            g_strdup_printf (_ ("This minute's calls of %s are spent."), self->title));
}

void
tape_poll_reading_fail_shape (TapePollReading *self)
{
  tape_poll_reading_fail (
      self, TAPE_POLL_RETRY,
      g_strdup_printf (_ ("The answer of %s cannot be read. It is asked again later."), self->title));
}

gboolean
tape_poll_reading_take_status (TapePollReading *self, guint status)
{
  if (status >= 200 && status < 300)
    return TRUE;
  if (status == 401)
    tape_poll_reading_fail_key (self);
  else if (status == 402 || status == 403)
    tape_poll_reading_fail_plan (self);
  else if (status == 404)
    tape_poll_reading_fail_symbol (self);
  else if (status == 418 || status == 429)
    tape_poll_reading_fail_quota (self, FALSE);
  else if (status == 451)
    tape_poll_reading_fail (
        self, TAPE_POLL_FATAL,
        g_strdup_printf (_ ("%s does not serve the country that you are in. Choose another source."), self->title));
  else if (status >= 500)
    tape_poll_reading_fail (
        self, TAPE_POLL_RETRY,
        g_strdup_printf (_ ("%s is out of order (status %u). It is asked again later."), self->title, status));
  else
    tape_poll_reading_fail (
        self, TAPE_POLL_RETRY,
        g_strdup_printf (_ ("%s refused to answer (status %u). It is asked again later."), self->title, status));
  return FALSE;
}

TapeValue
tape_poll_value (const cJSON *item)
{
  TapeValue value = { NULL, 0, FALSE, 0 };

  if (cJSON_IsString (item))
    {
      value.text = item->valuestring;
      value.length = strlen (item->valuestring);
    }
  else if (cJSON_IsNumber (item))
    {
      value.is_number = TRUE;
      value.number = item->valuedouble;
    }
  return value;
}

TapeValue
tape_poll_value_of (const cJSON *object, const char *key)
{
  return tape_poll_value (cJSON_GetObjectItemCaseSensitive (object, key));
}

const char *
tape_poll_text_of (const cJSON *object, const char *key)
{
  const char *text = cJSON_GetStringValue (cJSON_GetObjectItemCaseSensitive (object, key));

  return text != NULL ? text : "";
}

gboolean
tape_poll_number_of (const cJSON *object, const char *key, double *number)
{
  TapeValue value = tape_poll_value_of (object, key);

  if (value.is_number)
    {
      *number = value.number;
      return TRUE;
    }
  return value.length > 0 && tape_number_text_parse (value.text, value.length, number);
}

static void
reject (TapePollReading *self, const char *reason, const cJSON *raw)
{
  const char *secrets[] = { self->question->key, NULL };
  const TapePollResponse *response = self->response;
  g_autofree char *text = raw != NULL ? cJSON_PrintUnformatted (raw) : NULL;

  tape_redact_reject (get_batch (self), response->source, response->receive_time, reason,
                      text != NULL ? text : response->body, text != NULL ? strlen (text) : response->length, secrets);
}

/* A time that is nothing is given as text, since a number is in seconds, or finer, by its size. */
static TapeValue
time_value (gint64 time, char *text)
{
  return (TapeValue){ text, tape_time_format (time, text), FALSE, 0 };
}

static void
set_id (TapeBatch *batch, TapeTrade *trade, const TapeValue *value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (!value->is_number)
    tape_batch_set_trade_id (batch, trade, value->text, value->length);
  else if (value->number >= 0 && value->number < TAPE_INTEGER_EXACT && value->number == floor (value->number))
    tape_batch_set_trade_id (batch, trade, digits,
                             (gsize)g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, (gint64)value->number));
}

void
tape_poll_reading_take_trade (TapePollReading *self, const TapeValue *values, const cJSON *raw)
{
  TapeTrade made = { 0 }, *trade;
  const char *reason = tape_event_maker_trade (&self->maker, values, &made);

  if (reason != NULL)
    {
      reject (self, reason, raw);
      return;
    }
  made.receive_time = self->response->receive_time;
  made.source = self->response->source;
  trade = tape_batch_add_trade (get_batch (self));
  *trade = made;
  set_id (get_batch (self), trade, &values[TAPE_FIELD_TRADE_ID]);
}

void
tape_poll_reading_take_quote (TapePollReading *self, const TapeValue *price, const TapeValue *time, double volume)
{
  TapeValue values[TAPE_N_FIELDS] = { 0 };
  char text[TAPE_TIME_TEXT];
  TapePollMemory *memory = &self->answer->memory;
  guint before = get_batch (self)->n_trades;
  gboolean has_volume = isfinite (volume) && volume >= 0;

  values[TAPE_FIELD_PRICE] = *price;
  values[TAPE_FIELD_EVENT_TIME]
      = time->is_number || time->length > 0 ? *time : time_value (self->response->receive_time, text);
  values[TAPE_FIELD_QUANTITY].is_number = TRUE;
  if (has_volume && memory->volume >= 0 && volume > memory->volume)
    values[TAPE_FIELD_QUANTITY].number = volume - memory->volume;
  tape_poll_reading_take_trade (self, values, NULL);
  if (get_batch (self)->n_trades == before)
    return;
  get_batch (self)->trades[before].flags |= TAPE_TRADE_DERIVED;
  if (has_volume)
    memory->volume = volume;
}

void
tape_poll_reading_each (TapePollReading *self,
                        const cJSON *rows,
                        void (*take) (TapePollReading *self, const cJSON *row))
{
  const cJSON *row;

  if (!cJSON_IsArray (rows) && !cJSON_IsObject (rows))
    tape_poll_reading_fail_shape (self);
  else
    cJSON_ArrayForEach (row, rows)
    {
      take (self, row);
    }
}

void
tape_poll_reading_ignore (TapePollReading *self)
{
  get_batch (self)->ignored++;
}

/* Begins a day's bar where the day does. Returns when the bar ends. */
static gint64
fit_bar (TapePollReading *self, TapeBar *bar)
{
  TapeDay day;

  if (bar->length != TAPE_BAR_DAY)
    return bar->start + (gint64)bar->length * TAPE_SECOND;
  tape_universe_get_day (self->response->universe, bar->instrument, bar->start, &day);
  bar->start = day.start;
  return day.end;
}

void
tape_poll_reading_take_bar (TapePollReading *self, const TapeValue *values, const cJSON *raw)
{
  TapeBar bar;
  const char *reason = tape_event_maker_bar (&self->maker, values, &bar);

  if (reason != NULL)
    {
      reject (self, reason, raw);
      return;
    }
  if (fit_bar (self, &bar) > self->response->receive_time)
    {
      tape_poll_reading_ignore (self);
      return;
    }
  bar.source = self->response->source;
  *tape_batch_add_bar (get_batch (self)) = bar;
}

TapeValue
tape_poll_reading_day_time (TapePollReading *self, const char *date, char *text)
{
  const TapeInstrument *instrument = tape_instruments_lookup (self->question->symbol, strlen (self->question->symbol));
  const TapeExchange *exchange = instrument != NULL ? instrument->exchange : tape_exchange_utc ();
  TapeClockText clock = { 0 };
  TapeClockTime midnight;
  TapeDay day;
  gint64 end;

  if (date == NULL || !tape_clock_text_parse (&clock, date, strlen (date), &midnight) || !midnight.date_only)
    return (TapeValue){ NULL, 0, FALSE, 0 };
  tape_exchange_get_date (exchange, (gint32)(tape_time_floor (midnight.time, TAPE_DAY) / TAPE_DAY), &day);
  end = day.close != TAPE_NO_TIME ? day.close : day.end;
  /* The session is without its end. */
  return time_value (MIN (self->response->receive_time, end - 1), text);
}

void
tape_poll_reading_add_match (
    TapePollReading *self, const char *symbol, const char *name, const char *place, const char *currency)
{
  if (*symbol == '\0')
    return;
  if (self->answer->matches == NULL)
    self->answer->matches = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_poll_match_free);
  g_ptr_array_add (self->answer->matches, tape_poll_match_new (symbol, name, place, currency));
}
