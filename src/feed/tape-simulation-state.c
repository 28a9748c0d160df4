/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The state as bytes: little-endian, 8 bytes each; first what it is, then how many there are of everything, then all. */

#include "config.h"

#include "feed/tape-simulation-private.h"

/* The last byte is the version. */
#define MAGIC G_GUINT64_CONSTANT (0x746170652d736901)

enum
{
  FIELD_MAGIC,
  FIELD_PAST, /* bars of the past are still to come: they are made from the beginning */
  FIELD_START,
  FIELD_TIME,
  FIELD_DENSE_FROM,
  FIELD_OFFSET,
  FIELD_TRADES,
  FIELD_N_INSTRUMENTS,
  FIELD_N_FACTORS,
  FIELD_N_HELD,
  N_FIELDS
};

/* Of a held trade: event time, receive time, price, quantity, id, instrument and side. */
#define HELD_FIELDS 6

typedef struct
{
  guint64 *words;
  gsize n;
} Words;

static void
put (Words *words, guint64 word)
{
  words->words[words->n++] = GUINT64_TO_LE (word);
}

static guint64
get (Words *words)
{
  return GUINT64_FROM_LE (words->words[words->n++]);
}

static void
put_double (Words *words, double number)
{
  guint64 bits;

  memcpy (&bits, &number, sizeof bits);
  put (words, bits);
}

static double
get_double (Words *words)
{
  guint64 bits = get (words);
  double number;

  memcpy (&number, &bits, sizeof number);
  return number;
}

static void
put_trade (Words *words, const TapeTrade *trade)
{
  put (words, (guint64)trade->event_time);
  put (words, (guint64)trade->receive_time);
  put_double (words, trade->price);
  put_double (words, trade->quantity);
  put (words, trade->id);
  put (words, (guint64)trade->instrument << 8 | trade->side);
}

static void
get_trade (Words *words, TapeTrade *trade)
{
  guint64 rest;

  memset (trade, 0, sizeof *trade);
  trade->event_time = (gint64)get (words);
  trade->receive_time = (gint64)get (words);
  trade->price = get_double (words);
  trade->quantity = get_double (words);
  trade->id = get (words);
  rest = get (words);
  trade->instrument = (guint32)(rest >> 8);
  trade->side = rest & 0xff;
  trade->flags = TAPE_TRADE_HAS_ID;
}

GBytes *
tape_simulation_save (TapeSimulation *self)
{
  gboolean past = self->past != NULL;
  guint n_instruments = past ? 0 : self->n_instruments;
  guint n_factors = past ? 0 : self->n_factors;
  guint n_held = past ? 0 : self->held->len;
  gsize n = N_FIELDS + n_factors + n_instruments + (gsize)n_held * HELD_FIELDS;
  Words words = { .words = g_new (guint64, n) };

  put (&words, MAGIC);
  put (&words, past);
  put (&words, (guint64)self->start);
  put (&words, (guint64)self->time);
  put (&words, (guint64)self->dense_from);
  put (&words, past ? 0 : self->offset);
  put (&words, self->n_trades);
  put (&words, n_instruments);
  put (&words, n_factors);
  put (&words, n_held);
  for (guint i = 0; i < n_factors; i++)
    put_double (&words, self->factors[i]);
  for (guint i = 0; i < n_instruments; i++)
    put_double (&words, self->own[i]);
  for (guint i = 0; i < n_held; i++)
    put_trade (&words, &g_array_index (self->held, TapeTrade, i));
  return g_bytes_new_take (words.words, n * sizeof (guint64));
}

/* Times that can be added to. */
static gboolean
are_times_sane (const guint64 *words)
{
  const gint64 far = G_MAXINT64 / 4;

  for (guint i = FIELD_START; i <= FIELD_DENSE_FROM; i++)
    {
      gint64 time = (gint64)GUINT64_FROM_LE (words[i]);

      if (time < -far || time > far)
        return FALSE;
    }
  return TRUE;
}

/* Numbers that are some, instruments that there are. */
static gboolean
is_sane (TapeSimulation *self, Words words, guint64 n_held)
{
  words.n = N_FIELDS;
  for (guint i = 0; i < self->n_factors + self->n_instruments; i++)
    {
      double deviation = get_double (&words);

      if (!(deviation > -50 && deviation < 50))
        return FALSE;
    }
  for (guint64 i = 0; i < n_held; i++)
    {
      TapeTrade trade;

      get_trade (&words, &trade);
      if (tape_trade_check (trade.price, trade.quantity, trade.event_time, trade.receive_time) != NULL
          || trade.instrument >= self->n_instruments || trade.side >= TAPE_N_SIDES)
        return FALSE;
    }
  return TRUE;
}

gboolean
tape_simulation_is_state (TapeSimulation *self, GBytes *state)
{
  gsize size;
  guint64 *data = (guint64 *)g_bytes_get_data (state, &size);
  Words words = { .words = data, .n = FIELD_N_INSTRUMENTS };
  guint64 n_instruments, n_factors, n_held, past;

  if (size < N_FIELDS * sizeof (guint64) || size % sizeof (guint64) != 0 || GUINT64_FROM_LE (data[FIELD_MAGIC]) != MAGIC
      || !are_times_sane (data))
    return FALSE;
  past = GUINT64_FROM_LE (data[FIELD_PAST]);
  n_instruments = get (&words);
  n_factors = get (&words);
  n_held = get (&words);
  if (past)
    return self->options.past && size == N_FIELDS * sizeof (guint64);
  return n_instruments == self->n_instruments && n_factors == self->n_factors && n_held <= size / sizeof (guint64)
         && size / sizeof (guint64) == N_FIELDS + n_factors + n_instruments + n_held * HELD_FIELDS
         && is_sane (self, words, n_held);
}

gboolean
tape_simulation_restore (TapeSimulation *self, GBytes *state)
{
  Words words = { .words = (guint64 *)g_bytes_get_data (state, NULL) };
  gboolean past;
  guint n_held;

  if (!tape_simulation_is_state (self, state))
    return FALSE;

  words.n = FIELD_PAST;
  past = get (&words) != 0;
  tape_simulation_begin (self, (gint64)get (&words));
  if (past)
    return TRUE;

  g_clear_pointer (&self->past, tape_simulation_past_free);
  self->time = (gint64)get (&words);
  self->dense_from = (gint64)get (&words);
  self->offset = get (&words);
  self->n_trades = get (&words);
  n_held = (guint)GUINT64_FROM_LE (words.words[FIELD_N_HELD]);
  words.n = N_FIELDS;
  for (guint i = 0; i < self->n_factors; i++)
    self->factors[i] = get_double (&words);
  for (guint i = 0; i < self->n_instruments; i++)
    self->own[i] = get_double (&words);
  g_array_set_size (self->held, n_held);
  for (guint i = 0; i < n_held; i++)
    get_trade (&words, &g_array_index (self->held, TapeTrade, i));
  return TRUE;
}
