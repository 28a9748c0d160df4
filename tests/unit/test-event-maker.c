/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-event-maker.h"

#include <string.h>

static guint32
read_symbol (TapeEventMaker *maker, const char *symbol, gsize length)
{
  const TapeValue values[TAPE_N_FIELDS] = {
    [TAPE_FIELD_EVENT_TIME] = { "2024-06-03T13:30:00Z", 20, FALSE, 0 },
    [TAPE_FIELD_SYMBOL] = { symbol, length, FALSE, 0 },
    [TAPE_FIELD_PRICE] = { "1", 1, FALSE, 0 },
  };
  TapeTrade trade;

  g_assert_cmpstr (tape_event_maker_trade (maker, values, &trade), ==, NULL);
  return trade.instrument;
}

/* More symbols than are remembered, of all lengths, many of them alike but for a byte: each keeps its own number. */
static void
test_symbols (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  TapeEventMaker maker = { 0 };

  g_test_message ("seed %u", seed);
  tape_event_maker_init (&maker, universe, NULL);
  for (guint i = 0; i < 200000; i++)
    {
      char symbol[20];
      gsize length = (gsize)g_rand_int_range (rand, 1, sizeof symbol + 1);
      guint32 instrument;

      for (gsize j = 0; j < length; j++)
        symbol[j] = (char)('A' + (g_rand_int (rand) % 8 == 0));
      instrument = read_symbol (&maker, symbol, length);
      g_assert_cmpuint (instrument, ==, tape_universe_lookup (universe, symbol, length));
      g_assert_cmpmem (tape_universe_get (universe, instrument)->symbol, length, symbol, length);
    }
  g_assert_cmpuint (tape_universe_count (universe), >, 1 << TAPE_KNOWN_SYMBOLS_BITS);
  tape_event_maker_clear (&maker);
}

static void
test_sides (void)
{
  static const struct
  {
    const char *text;
    TapeSide side;
  } cases[] = {
    { "buy", TAPE_SIDE_BUY },    { "BUY", TAPE_SIDE_BUY },      { "b", TAPE_SIDE_BUY },
    { "Bought", TAPE_SIDE_BUY }, { "sell", TAPE_SIDE_SELL },    { "Sell", TAPE_SIDE_SELL },
    { "S", TAPE_SIDE_SELL },     { "sold", TAPE_SIDE_SELL },    { "", TAPE_SIDE_UNKNOWN },
    { "x", TAPE_SIDE_UNKNOWN },  { "buyx", TAPE_SIDE_UNKNOWN }, { "unknown", TAPE_SIDE_UNKNOWN },
  };
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  TapeEventMaker maker = { 0 };

  tape_event_maker_init (&maker, universe, "A");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const TapeValue values[TAPE_N_FIELDS] = {
        [TAPE_FIELD_EVENT_TIME] = { "2024-06-03", 10, FALSE, 0 },
        [TAPE_FIELD_PRICE] = { "1.5", 3, FALSE, 0 },
        [TAPE_FIELD_SIDE] = { cases[i].text, strlen (cases[i].text), FALSE, 0 },
      };
      TapeTrade trade;

      g_assert_cmpstr (tape_event_maker_trade (&maker, values, &trade), ==, NULL);
      g_assert_cmpint (trade.side, ==, cases[i].side);
    }
  tape_event_maker_clear (&maker);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/event-maker/symbols-are-told-apart", test_symbols);
  g_test_add_func ("/feed/event-maker/sides", test_sides);
  return g_test_run ();
}
