/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-simulated-instrument.h"

#include "feed/tape-random.h"

/* Standard deviation that a factor brings to a day's growth. With an own part of 0.6 % to 2.2 %, days are of 1 % to 3 %. */
#define LOAD_MARKET     0.0085
#define LOAD_COUNTRY    0.004
#define LOAD_INDUSTRY   0.006
#define LOAD_TECHNOLOGY 0.005
#define OWN_LOW         0.006
#define OWN_HIGH        0.022

/* Everybody knows about where these trade; they are also the ones traded most, in this order. */
static const struct
{
  const char *symbol;
  double price;
} prominent[] = {
  { "AAPL", 228 },      { "NVDA", 135 },        { "MSFT", 425 },         { "TSLA", 250 },       { "AMZN", 186 },
  { "7203.T", 2650 },   { "ASML.AS", 670 },     { "META", 575 },         { "GOOGL", 165 },      { "BTC-USD", 64000 },
  { "SPY", 575 },       { "SHEL.L", 2500 },     { "BAC", 42 },           { "SAP.DE", 210 },     { "2330.TW", 1040 },
  { "JPM", 222 },       { "0700.HK", 420 },     { "RELIANCE.NS", 1370 }, { "NESN.SW", 83 },     { "005930.KS", 59000 },
  { "MC.PA", 620 },     { "AMD", 155 },         { "XOM", 120 },          { "IBM", 232 },        { "CBA.AX", 138 },
  { "RY.TO", 168 },     { "NOVO-B.CO", 770 },   { "ETH-USD", 2500 },     { "AZN.L", 11400 },    { "6758.T", 2700 },
  { "LLY", 900 },       { "VOLV-B.ST", 268 },   { "9988.HK", 100 },      { "600519.SS", 1560 }, { "AVGO", 177 },
  { "NFLX", 720 },      { "BHP.AX", 43 },       { "AIG", 77 },           { "SIE.DE", 178 },     { "D05.SI", 39 },
  { "BTCUSDT", 64000 }, { "ETHUSDT", 2500 },    { "TTE.PA", 60 },        { "2222.SR", 27 },     { "SOL-USD", 145 },
  { "SOLUSDT", 145 },   { "BNBUSDT", 570 },     { "XRP-USD", 0.53 },     { "XRPUSDT", 0.53 },   { "LTC-USD", 66 },
  { "LTCUSDT", 66 },    { "DOGE-USD", 0.1085 }, { "DOGEUSDT", 0.1085 },  { "HSBA.L", 680 },
};

/* Where prices of a currency lie, and what makes an ordinary trade; the last row is for all others. */
static const struct
{
  const char *currency;
  double low;
  double high;
  double order;
} ranges[] = {
  { "USD", 15, 450, 5000 },   { "CAD", 8, 180, 5000 },      { "GBX", 150, 4500, 300000 },
  { "EUR", 8, 300, 4000 },    { "CHF", 20, 500, 4000 },     { "SEK", 45, 600, 40000 },
  { "DKK", 60, 1500, 30000 }, { "NOK", 30, 500, 40000 },    { "JPY", 700, 9000, 500000 },
  { "HKD", 6, 350, 40000 },   { "CNY", 6, 250, 30000 },     { "KRW", 15000, 400000, 5000000 },
  { "TWD", 25, 900, 100000 }, { "INR", 180, 5500, 300000 }, { "AUD", 3, 120, 6000 },
  { "NZD", 2, 30, 5000 },     { "SGD", 1.5, 30, 6000 },     { "SAR", 15, 140, 15000 },
  { "USDT", 1, 500, 2000 },   { NULL, 10, 300, 5000 },
};

/* The smallest step of a price below a limit, as tick / unit. An approximation of the exchanges' rules; a currency's
 * rows by rising limit, those without a currency for all others. */
static const struct
{
  const char *currency;
  double below;
  guint16 tick;
  guint16 unit;
} ticks[] = {
  { "JPY", 3000, 1, 1 },   { "JPY", 5000, 5, 1 },     { "JPY", 30000, 10, 1 },   { "JPY", 50000, 50, 1 },
  { "JPY", 1e12, 100, 1 }, { "KRW", 2000, 1, 1 },     { "KRW", 5000, 5, 1 },     { "KRW", 20000, 10, 1 },
  { "KRW", 50000, 50, 1 }, { "KRW", 200000, 100, 1 }, { "KRW", 500000, 500, 1 }, { "KRW", 1e12, 1000, 1 },
  { "TWD", 10, 1, 100 },   { "TWD", 50, 5, 100 },     { "TWD", 100, 1, 10 },     { "TWD", 500, 5, 10 },
  { "TWD", 1000, 1, 1 },   { "TWD", 1e12, 5, 1 },     { "HKD", 10, 1, 100 },     { "HKD", 20, 2, 100 },
  { "HKD", 100, 5, 100 },  { "HKD", 200, 1, 10 },     { "HKD", 500, 2, 10 },     { "HKD", 1e12, 5, 10 },
  { "INR", 1e12, 5, 100 }, { "GBX", 500, 1, 10 },     { "GBX", 2000, 5, 10 },    { "GBX", 1e12, 1, 1 },
  { "USD", 1, 1, 10000 },  { "USD", 1e12, 1, 100 },   { "USDT", 1, 1, 10000 },   { "USDT", 1e12, 1, 100 },
  { "EUR", 10, 1, 1000 },  { "EUR", 50, 5, 1000 },    { "EUR", 100, 2, 100 },    { "EUR", 500, 1, 10 },
  { "EUR", 1e12, 5, 10 },  { "CHF", 50, 1, 100 },     { "CHF", 100, 2, 100 },    { "CHF", 500, 1, 10 },
  { "CHF", 1e12, 5, 10 },  { "SEK", 100, 2, 100 },    { "SEK", 500, 1, 10 },     { "SEK", 1e12, 5, 10 },
  { "DKK", 100, 2, 100 },  { "DKK", 500, 1, 10 },     { "DKK", 1e12, 5, 10 },    { "NOK", 100, 2, 100 },
  { "NOK", 500, 1, 10 },   { "NOK", 1e12, 5, 10 },    { NULL, 1, 1, 1000 },      { NULL, 1e12, 1, 100 },
};

static guint64
hash_symbol (const char *symbol)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (const char *c = symbol; *c != '\0'; c++)
    hash = (hash ^ (guint8)*c) * G_GUINT64_CONSTANT (0x100000001b3);
  return tape_random_mix (hash);
}

static gboolean
is_currency (const char *row, const char *currency)
{
  return row == NULL || g_str_equal (row, currency);
}

static double
between (TapeRandom *random, double low, double high)
{
  return low * tape_random_exp (tape_random_log (high / low) * tape_random_unit (random));
}

static void
choose_price (TapeSimulatedInstrument *self, const TapeInstrument *instrument, TapeRandom *random)
{
  guint range = 0, row = 0, place = 0;
  double order;

  while (!is_currency (ranges[range].currency, instrument->currency))
    range++;
  self->base = between (random, ranges[range].low, ranges[range].high);
  order = ranges[range].order;

  while (place < G_N_ELEMENTS (prominent) && !g_str_equal (prominent[place].symbol, instrument->symbol))
    place++;
  self->prominence = tape_random_next (random) >> 8;
  if (place < G_N_ELEMENTS (prominent))
    {
      self->base = prominent[place].price;
      self->prominence = G_MAXUINT64 - place;
    }

  while (!is_currency (ticks[row].currency, instrument->currency) || self->base >= ticks[row].below)
    row++;
  self->tick = ticks[row].tick;
  self->unit = ticks[row].unit;
  self->base_ticks = self->base * self->unit / self->tick;
  self->half_spread = MAX (0.5, 0.00012 * self->base_ticks);

  /* A lot is the power of ten that costs a good part of an ordinary trade; less than a unit only of coins. */
  self->lot = 1;
  self->lot_unit = 1;
  while (self->lot * self->base * 10 < order)
    self->lot *= 10;
  while (instrument->country == TAPE_GROUP_UNKNOWN && instrument->known && self->lot_unit < 1000
         && self->base > order * self->lot_unit)
    self->lot_unit *= 10;
}

void
tape_simulated_factors_init (TapeSimulatedFactors *self)
{
  memset (self, 0, sizeof *self);
  self->n_factors = 1;
}

static void
add_load (TapeSimulatedInstrument *self, TapeSimulatedFactors *factors, TapeGrouping grouping, guint group, double load)
{
  guint16 *slot = &factors->slots[grouping][group];

  if (*slot == 0)
    *slot = (guint16)factors->n_factors++;
  self->loads[self->n_loads] = load;
  self->factors[self->n_loads++] = *slot;
}

static void
choose_loads (TapeSimulatedInstrument *self,
              TapeSimulatedFactors *factors,
              const TapeInstrument *instrument,
              TapeRandom *random)
{
  guint n = 0, added = 0;

  self->loads[0] = LOAD_MARKET * (0.6 + 0.8 * tape_random_unit (random));
  self->factors[0] = 0;
  self->n_loads = 1;
  if (instrument->country != TAPE_GROUP_UNKNOWN)
    add_load (self, factors, TAPE_GROUP_COUNTRY, instrument->country, LOAD_COUNTRY);
  if (instrument->industry != TAPE_GROUP_UNKNOWN)
    add_load (self, factors, TAPE_GROUP_INDUSTRY, instrument->industry, LOAD_INDUSTRY);

  for (guint64 rest = instrument->technologies; rest != 0; rest &= rest - 1)
    n++;
  n = MIN (n, TAPE_SIMULATED_TECHNOLOGIES);
  for (guint group = 0; group < 64 && added < n; group++)
    if (tape_instrument_in_group (instrument, TAPE_GROUP_TECHNOLOGY, group))
      {
        add_load (self, factors, TAPE_GROUP_TECHNOLOGY, group, LOAD_TECHNOLOGY / tape_random_root (n));
        added++;
      }
}

void
tape_simulated_instrument_init (TapeSimulatedInstrument *self,
                                TapeSimulatedFactors *factors,
                                const TapeInstrument *instrument)
{
  TapeRandom random;

  memset (self, 0, sizeof *self);
  tape_random_init (&random, hash_symbol (instrument->symbol), 0);
  choose_price (self, instrument, &random);
  self->volatility = between (&random, OWN_LOW, OWN_HIGH);
  choose_loads (self, factors, instrument, &random);
}
