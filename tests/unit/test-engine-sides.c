/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tick rule: sides that no source tells, held against a naive reading of the definition on random streams with
 * duplicates, several instruments and known sides in between; however they are batched, and after a restart. */

#include "engine-ledger.h"
#include "engine-streams.h"

#include <string.h>

static GArray *
draw_stream (TapeUniverse *universe, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  const StreamSpec spec = {
    .start = 1000 * TAPE_DAY,
    .gap = TAPE_SECOND,
    .spread = 5 * TAPE_SECOND,
    .n = 400,
    .n_sources = 3,
    .live = g_rand_boolean (random),
    .price = 100,
    .daily_bars = g_rand_boolean (random),
  };

  g_test_message ("seed %u", seed);
  return stream_new (universe, &spec, g_rand_int (random));
}

static TapeEngine *
new_engine (TapeUniverse *universe, gboolean tick_rule)
{
  const TapeEngineConfig config
      = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT, .tick_rule = tick_rule };

  return tape_engine_new (universe, &config);
}

/* --- The oracle --- */

/* Whether the trade at @i came before: same source, instrument, id and time. */
static gboolean
is_duplicate (GArray *stream, guint i)
{
  const StreamEvent *event = &g_array_index (stream, StreamEvent, i);

  for (guint j = 0; j < i && event->id[0] != '\0'; j++)
    {
      const StreamEvent *other = &g_array_index (stream, StreamEvent, j);

      if (other->kind == TAPE_BATCH_TRADES && other->trade.source == event->trade.source
          && other->trade.instrument == event->trade.instrument && other->trade.event_time == event->trade.event_time
          && strcmp (other->id, event->id) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The side of the last of @taken: its own, or that of the last change of the instrument's price up to it. */
static TapeSide
say_side (GArray *taken)
{
  const TapeTrade *trade = &g_array_index (taken, TapeTrade, taken->len - 1);
  double price = trade->price;

  if (trade->side != TAPE_SIDE_UNKNOWN)
    return (TapeSide)trade->side;
  for (guint i = taken->len - 1; i-- > 0;)
    {
      const TapeTrade *before = &g_array_index (taken, TapeTrade, i);

      if (before->instrument != trade->instrument)
        continue;
      if (before->price != price)
        return before->price < price ? TAPE_SIDE_BUY : TAPE_SIDE_SELL;
    }
  return TAPE_SIDE_UNKNOWN;
}

static void
assert_sides (GArray *stream, GArray *found, gboolean tick_rule)
{
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  guint n_estimated = 0;

  for (guint i = 0; i < stream->len; i++)
    {
      const StreamEvent *event = &g_array_index (stream, StreamEvent, i);
      const TapeTrade *trade;
      gboolean estimated;

      if (event->kind != TAPE_BATCH_TRADES || is_duplicate (stream, i))
        continue;
      g_assert_cmpuint (taken->len, <, found->len);
      trade = &g_array_index (found, TapeTrade, taken->len);
      g_array_append_val (taken, event->trade);
      g_assert_cmpfloat (trade->price, ==, event->trade.price);
      g_assert_cmpuint (trade->side, ==, tick_rule ? say_side (taken) : (TapeSide)event->trade.side);
      estimated = (trade->flags & TAPE_TRADE_ESTIMATED) != 0;
      g_assert_true (estimated == (trade->side != event->trade.side));
      n_estimated += estimated;
    }
  g_assert_cmpuint (taken->len, ==, found->len);
  g_assert_true ((n_estimated > 0) == tick_rule);
}

/* --- What the engine says --- */

/* Feeds tell the same batches to others: they stay as they were. */
static void
feed (TapeEngine *engine, Ledger *ledger, GArray *stream, guint from, guint to, guint size)
{
  while (from < to)
    {
      g_autoptr (TapeBatch) batch = stream_batch (stream, &from, to, size);
      g_autofree TapeTrade *before = g_memdup2 (batch->trades, batch->n_trades * sizeof *batch->trades);

      tape_engine_process (engine, batch);
      if (batch->n_trades > 0)
        g_assert_cmpmem (batch->trades, batch->n_trades * sizeof *batch->trades, before,
                         batch->n_trades * sizeof *batch->trades);
      if (g_test_rand_int_range (0, 10) == 0)
        ledger_take (ledger, engine);
    }
  ledger_take (ledger, engine);
}

static void
assert_estimated (TapeEngine *engine, gboolean estimated)
{
  g_autoptr (TapeFrame) frame = tape_engine_make_frame (engine);

  g_assert_true (frame->estimated == estimated);
}

static void
test_batches (gconstpointer data)
{
  static const guint sizes[] = { 1, 2, 7, 100 };
  gboolean tick_rule = GPOINTER_TO_INT (data);

  for (guint round = 0; round < 10; round++)
    {
      g_autoptr (TapeUniverse) universe = stream_universe ();
      g_autoptr (GArray) stream = draw_stream (universe, (guint32)g_test_rand_int ());

      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        {
          g_autoptr (TapeEngine) engine = new_engine (universe, tick_rule);
          g_autoptr (Ledger) ledger = ledger_new ();

          feed (engine, ledger, stream, 0, stream->len, sizes[i]);
          assert_sides (stream, ledger->trades, tick_rule);
          assert_estimated (engine, tick_rule);
        }
    }
}

/* What the rule knows of each instrument outlives the engine. */
static void
test_restart (void)
{
  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (TapeUniverse) universe = stream_universe ();
      g_autoptr (GArray) stream = draw_stream (universe, (guint32)g_test_rand_int ());
      guint cut = (guint)g_test_rand_int_range (0, (gint32)stream->len);
      g_autoptr (TapeEngine) before = new_engine (universe, TRUE);
      g_autoptr (TapeEngine) after = new_engine (universe, TRUE);
      g_autoptr (Ledger) ledger = ledger_new ();

      feed (before, ledger, stream, 0, cut, 5);
      ledger_restore (ledger, after);
      feed (after, ledger, stream, cut, stream->len, 7);
      assert_sides (stream, ledger->trades, TRUE);
    }
}

/* The running day still holds what the rule said before it was switched off. */
static void
test_switched_off (void)
{
  g_autoptr (TapeUniverse) universe = stream_universe ();
  g_autoptr (GArray) stream = draw_stream (universe, 1);
  g_autoptr (TapeEngine) before = new_engine (universe, TRUE);
  g_autoptr (TapeEngine) after = new_engine (universe, FALSE);
  g_autoptr (Ledger) ledger = ledger_new ();

  assert_estimated (after, FALSE);
  feed (before, ledger, stream, 0, stream->len / 2, 7);
  ledger_restore (ledger, after);
  assert_estimated (after, TRUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/engine/sides/estimates-equal-the-definition-in-any-batches", GINT_TO_POINTER (TRUE),
                        test_batches);
  g_test_add_data_func ("/engine/sides/nothing-is-estimated-unless-asked-for", GINT_TO_POINTER (FALSE), test_batches);
  g_test_add_func ("/engine/sides/a-restart-changes-nothing", test_restart);
  g_test_add_func ("/engine/sides/estimates-from-before-a-restart-are-told", test_switched_off);
  return g_test_run ();
}
