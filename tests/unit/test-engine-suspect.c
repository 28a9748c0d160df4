/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Jumps that a split, or an error, would make: suspect until three more trades confirm them. Held trade by trade against a
 * naive reading of the definition. */

#include "engine-ledger.h"
#include "engine-streams.h"
#include "jump-oracle.h"

#include <math.h>
#include <string.h>

#define INSTRUMENTS 3
#define START       (1000 * TAPE_DAY)

/* --- Engines --- */

static TapeUniverse *
new_universe (void)
{
  static const char *const symbols[INSTRUMENTS] = { "AAPL", "IBM", "BAC" };
  TapeUniverse *universe = tape_universe_new (FALSE);

  for (guint i = 0; i < INSTRUMENTS; i++)
    tape_universe_intern (universe, symbols[i], strlen (symbols[i]));
  return universe;
}

static TapeEngine *
new_engine (TapeUniverse *universe)
{
  const TapeEngineConfig config = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT };

  return tape_engine_new (universe, &config);
}

static void
add_trade (TapeBatch *batch, guint32 instrument, gint64 time, double price)
{
  *tape_batch_add_trade (batch) = (TapeTrade){
    .event_time = time,
    .receive_time = time,
    .price = price,
    .quantity = 1,
    .instrument = instrument,
    .source = 1,
  };
}

static void
give (TapeEngine *engine, guint32 instrument, gint64 time, double price)
{
  g_autoptr (TapeBatch) batch = tape_batch_new (TAPE_BATCH_TRADES, 1);

  add_trade (batch, instrument, time, price);
  tape_engine_process (engine, batch);
}

static void
assert_row (TapeEngine *engine, guint32 instrument, gboolean suspect, double price)
{
  g_autoptr (TapeFrame) frame = tape_engine_make_frame (engine);

  g_assert_cmpfloat (frame->rows[instrument].latest, ==, price);
  g_assert_true (frame->rows[instrument].suspect == suspect);
}

/* --- Examples --- */

typedef struct
{
  const char *path;
  double prices[10];
  const char *suspect; /* of each price */
} Example;

static const Example examples[] = {
  { "/engine/suspect/split-2-to-1", { 100, 50, 51, 50, 49, 50 }, "-!!!--" },
  { "/engine/suspect/split-3-to-2", { 90, 60, 60, 60, 60 }, "-!!!-" },
  { "/engine/suspect/reverse-split-1-to-10", { 5, 50, 51, 52, 50.5, 50 }, "-!!!--" },
  { "/engine/suspect/nearly-zero", { 100, 0.0001, 0.0001, 0.0001, 0.0001 }, "-!!!-" },
  { "/engine/suspect/a-glitch-returns", { 100, 0.01, 100.5, 99 }, "-!--" },
  { "/engine/suspect/a-glitch-returns-after-two", { 100, 200, 200, 200, 101, 100 }, "-!!!--" },
  { "/engine/suspect/a-second-jump-starts-anew", { 100, 50, 50, 50, 25, 25, 25, 25, 25 }, "-!!!!!!--" },
  { "/engine/suspect/a-plain-move-is-not", { 100, 118, 101, 85, 100, 110 }, "------" },
  { "/engine/suspect/far-up-by-no-split-is-not", { 1, 37, 37 }, "---" },
  { "/engine/suspect/confirmed-then-split-again", { 8, 4, 4, 4, 4, 2, 2, 2, 2 }, "-!!!-!!!-" },
};

static void
test_example (gconstpointer data)
{
  static const double scales[] = { 1, 1e-12, 1e12 };
  const Example *example = data;

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      g_autoptr (TapeUniverse) universe = new_universe ();
      g_autoptr (TapeEngine) engine = new_engine (universe);

      for (guint j = 0; example->suspect[j] != '\0'; j++)
        {
          g_test_message ("price %u of scale %g", j, scales[i]);
          give (engine, 0, START + j * TAPE_SECOND, example->prices[j] * scales[i]);
          assert_row (engine, 0, example->suspect[j] == '!', example->prices[j] * scales[i]);
        }
    }
}

/* What is not the latest by event time is no price of now. */
static void
test_late (void)
{
  g_autoptr (TapeUniverse) universe = new_universe ();
  g_autoptr (TapeEngine) engine = new_engine (universe);

  give (engine, 0, START + TAPE_MINUTE, 100);
  give (engine, 0, START, 50);
  assert_row (engine, 0, FALSE, 100);
  give (engine, 0, START + TAPE_MINUTE, 50);
  assert_row (engine, 0, TRUE, 50);
  for (guint i = 0; i < 5; i++)
    give (engine, 0, START + i, 50);
  assert_row (engine, 0, TRUE, 50);
}

/* --- Random prices --- */

/* Mostly small moves, else a jump by a split's ratio and a little, a price that was before, or nearly nothing. */
static double
draw_price (const double *prices, guint n, double start)
{
  static const double ratios[] = { 1.25, 1.5, 2, 3, 10, 100, 37 };
  double kind = g_test_rand_double ();
  double last = prices[n - 1];
  double ratio = ratios[g_test_rand_int_range (0, G_N_ELEMENTS (ratios))] * g_test_rand_double_range (0.95, 1.05);

  if (kind < 0.6)
    return last * g_test_rand_double_range (0.95, 1.05);
  if (kind < 0.7)
    return prices[n - 1 - (guint)g_test_rand_int_range (0, (gint32)MIN (n, 4))];
  if (kind < 0.72)
    return start * 1e-4;
  if (kind < 0.8)
    return start;
  return g_test_rand_bit () ? last * ratio : last / ratio;
}

static void
test_random (gconstpointer data)
{
  static const double starts[] = { 100, 1e-12, 1e12 };
  double start = starts[GPOINTER_TO_UINT (data)];
  guint n_suspect = 0;

  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (TapeUniverse) universe = new_universe ();
      g_autoptr (TapeEngine) engine = new_engine (universe);
      g_autoptr (TapeEngine) batched = new_engine (universe);
      g_autoptr (TapeBatch) batch = tape_batch_new (TAPE_BATCH_TRADES, 64);
      g_autoptr (Ledger) ledger = ledger_new ();
      JumpOracle naive[INSTRUMENTS] = { 0 };
      double prices[INSTRUMENTS][200] = { 0 };
      guint counts[INSTRUMENTS] = { 0 };

      for (guint i = 0; i < 200; i++)
        {
          guint32 which = (guint32)g_test_rand_int_range (0, INSTRUMENTS);
          double price = counts[which] == 0 ? start : draw_price (prices[which], counts[which], start);

          prices[which][counts[which]++] = price;
          jump_oracle_take (&naive[which], price);
          give (engine, which, START + i * TAPE_SECOND, price);
          add_trade (batch, which, START + i * TAPE_SECOND, price);
          assert_row (engine, which, naive[which].suspect, price);
          n_suspect += naive[which].suspect;
          if (i == 100)
            {
              ledger_take (ledger, engine);
              g_clear_pointer (&engine, tape_engine_free);
              engine = new_engine (universe);
              ledger_restore (ledger, engine);
            }
        }
      tape_engine_process (batched, batch);
      for (guint32 i = 0; i < INSTRUMENTS; i++)
        assert_row (batched, i, naive[i].suspect, naive[i].latest);
    }
  g_assert_cmpuint (n_suspect, >, 100);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (examples); i++)
    g_test_add_data_func (examples[i].path, &examples[i], test_example);
  g_test_add_func ("/engine/suspect/late-prices-say-nothing", test_late);
  g_test_add_data_func ("/engine/suspect/random-prices", GUINT_TO_POINTER (0), test_random);
  g_test_add_data_func ("/engine/suspect/random-prices-of-nearly-nothing", GUINT_TO_POINTER (1), test_random);
  g_test_add_data_func ("/engine/suspect/random-prices-of-a-trillion", GUINT_TO_POINTER (2), test_random);
  return g_test_run ();
}
