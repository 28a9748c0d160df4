/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One instrument from several sources: which trades are taken is held against an oracle that says it naively, on random
 * streams with silences, delays, trades out of order and from the future, ends, other ranks, ticks and restarts. An engine
 * that is told which are set aside must come to the same, bit for bit: that is what a trial does with what is stored. */

#include "engine-streams.h"
#include "selection-draw.h"
#include "selection-run.h"

/* --- Equal --- */

static void
assert_same_windows (const SelectionRun *one, const SelectionRun *other)
{
  g_assert_cmpuint (one->windows->len, ==, other->windows->len);
  for (guint i = 0; i < one->windows->len; i++)
    {
      const TapeWindow *left = &g_array_index (one->windows, TapeWindow, i);
      const TapeWindow *right = &g_array_index (other->windows, TapeWindow, i);

      g_assert_cmpuint (left->instrument, ==, right->instrument);
      g_assert_cmpint (left->end, ==, right->end);
      g_assert_cmpuint (left->count, ==, right->count);
      g_assert_cmpuint (left->revision, ==, right->revision);
      g_assert_cmpfloat (left->open, ==, right->open);
      g_assert_cmpfloat (left->close, ==, right->close);
      g_assert_cmpfloat (left->volume, ==, right->volume);
    }
}

static void
assert_same_frames (const SelectionRun *one, const SelectionRun *other)
{
  g_autoptr (TapeFrame) left = tape_engine_make_frame (one->engine);
  g_autoptr (TapeFrame) right = tape_engine_make_frame (other->engine);

  g_assert_cmpint (left->watermark, ==, right->watermark);
  g_assert_cmpuint (left->arrival, ==, right->arrival);
  for (guint i = 0; i < left->n_rows; i++)
    {
      g_assert_cmpint (left->rows[i].last_time, ==, right->rows[i].last_time);
      g_assert_cmpuint (left->rows[i].count, ==, right->rows[i].count);
      g_assert_cmpmem (&left->rows[i].latest, sizeof (double), &right->rows[i].latest, sizeof (double));
      g_assert_cmpmem (&left->rows[i].volume, sizeof (double), &right->rows[i].volume, sizeof (double));
    }
  for (guint i = 0; i < left->n_sources; i++)
    {
      g_assert_cmpuint (left->sources[i].trades, ==, right->sources[i].trades);
      g_assert_cmpuint (left->sources[i].late, ==, right->sources[i].late);
      g_assert_cmpint (left->sources[i].watermark, ==, right->sources[i].watermark);
    }
}

static void
assert_aside (const SelectionRun *run, GArray *events)
{
  guint at = 0;

  for (guint i = 0; i < events->len; i++)
    {
      const SelectionEvent *event = &g_array_index (events, SelectionEvent, i);
      const TapeTrade *trade;

      if (event->kind != TAPE_BATCH_TRADES)
        continue;
      trade = &g_array_index (run->ledger->trades, TapeTrade, at);
      at++;
      g_assert_cmpint ((trade->flags & TAPE_TRADE_ASIDE) != 0, ==, event->aside != 0);
    }
  g_assert_cmpuint (at, ==, run->ledger->trades->len);
}

static void
assert_says (const SelectionRun *run, const SelectionStanding *standings, const SelectionCount *counts)
{
  g_autoptr (TapeFrame) frame = tape_engine_make_frame (run->engine);
  guint in_use[SELECTION_SOURCES + 1] = { 0 };

  for (guint i = 0; i < SELECTION_INSTRUMENTS; i++)
    {
      g_assert_cmpuint (frame->rows[i].source, ==, standings[i].source);
      g_assert_cmpuint (frame->rows[i].against, ==, standings[i].against);
      g_assert_cmpfloat (frame->rows[i].disagreement, ==, standings[i].share);
      in_use[standings[i].source]++;
    }
  for (guint i = 0; i < frame->n_sources; i++)
    {
      const TapeFrameSource *source = &frame->sources[i];

      g_assert_cmpuint (source->aside, ==, counts[source->source].aside);
      g_assert_cmpuint (source->disagreements, ==, counts[source->source].disagreements);
      g_assert_cmpuint (source->in_use, ==, in_use[source->source]);
    }
}

static void
test_oracle (void)
{
  guint rounds = g_test_thorough () ? 5000 : 150;
  guint64 aside = 0, disagreements = 0;

  for (guint round = 0; round < rounds; round++)
    {
      guint32 seed = (guint32)g_test_rand_int ();
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      g_autoptr (TapeUniverse) universe = stream_universe ();
      g_autoptr (GArray) events = selection_draw_events (seed, 200);
      guint cut = (guint)g_rand_int_range (random, 0, (gint32)events->len);
      SelectionStanding standings[SELECTION_INSTRUMENTS];
      SelectionCount counts[SELECTION_SOURCES + 1];
      SelectionRun select, single, again, told;

      g_test_message ("seed %u", seed);
      selection_oracle_run (events, SELECTION_SHARE, standings, counts, G_N_ELEMENTS (counts));
      selection_run_open (&select, universe);
      selection_run_feed (&select, events, 0, events->len, 50, FALSE);
      selection_run_open (&single, universe);
      selection_run_feed (&single, events, 0, events->len, 1, FALSE);
      selection_run_open (&again, universe);
      selection_run_feed (&again, events, 0, cut, 3, FALSE);
      selection_run_restart (&again, events, cut, FALSE);
      selection_run_feed (&again, events, cut, events->len, 7, FALSE);
      selection_run_open (&told, universe);
      selection_run_feed (&told, events, 0, events->len, 11, TRUE);

      assert_aside (&select, events);
      assert_aside (&single, events);
      assert_aside (&again, events);
      assert_says (&select, standings, counts);
      assert_says (&single, standings, counts);
      assert_says (&again, standings, counts);
      assert_same_windows (&select, &single);
      assert_same_windows (&select, &told);
      assert_same_frames (&select, &told);
      assert_same_frames (&select, &again);
      ledger_assert_equal (select.ledger, told.ledger, FALSE);
      ledger_assert_equal (select.ledger, single.ledger, FALSE);
      ledger_assert_equal (select.ledger, again.ledger, FALSE);
      for (guint i = 1; i <= SELECTION_SOURCES; i++)
        {
          aside += counts[i].aside;
          disagreements += counts[i].disagreements;
        }
      selection_run_close (&select);
      selection_run_close (&single);
      selection_run_close (&again);
      selection_run_close (&told);
    }
  /* It was about something. */
  g_assert_cmpuint (aside, >, rounds * 10);
  g_assert_cmpuint (disagreements, >, rounds);
}

/* --- Examples --- */

static const gint64 start = 16000 * TAPE_DAY + 15 * TAPE_HOUR;

typedef struct
{
  TapeUniverse *universe;
  SelectionRun run;
} Pair;

static void
begin_ranked (Pair *self, guint32 source, guint32 rank)
{
  const SelectionEvent event = { .source = source, .group = source, .rank = rank };
  g_autoptr (TapeBatch) batch = selection_new_begin (&event, FALSE);

  tape_engine_process (self->run.engine, batch);
}

/* The source 1 is the first choice, 2 the second. */
static void
pair_open (Pair *self)
{
  self->universe = stream_universe ();
  selection_run_open (&self->run, self->universe);
  begin_ranked (self, 1, 1);
  begin_ranked (self, 2, 2);
}

static void
pair_close (Pair *self)
{
  selection_run_close (&self->run);
  tape_universe_unref (self->universe);
}

/* Times in seconds. Returns: whether it was taken */
static gboolean
say (Pair *self, guint16 source, double event, double receive, double price)
{
  g_autoptr (TapeBatch) batch = tape_batch_new (TAPE_BATCH_TRADES, 1);
  guint at = self->run.ledger->trades->len;

  *tape_batch_add_trade (batch) = (TapeTrade){ .event_time = start + (gint64)(event * TAPE_SECOND),
                                               .receive_time = start + (gint64)(receive * TAPE_SECOND),
                                               .price = price,
                                               .quantity = 1,
                                               .source = source };
  tape_engine_process (self->run.engine, batch);
  ledger_take (self->run.ledger, self->run.engine);
  return (g_array_index (self->run.ledger->trades, TapeTrade, at).flags & TAPE_TRADE_ASIDE) == 0;
}

static void
assert_in_use (Pair *self, guint32 source)
{
  g_autoptr (TapeFrame) frame = tape_engine_make_frame (self->run.engine);

  g_assert_cmpuint (frame->rows[0].source, ==, source);
}

/* The second takes over a minute after it told what the first did not; the first comes back at once; what it lacked before
 * the second took over is still its own, what the second told is not. */
static void
test_fail_over (void)
{
  Pair pair;

  pair_open (&pair);
  g_assert_true (say (&pair, 1, 0, 0, 100));
  g_assert_false (say (&pair, 2, 0, 0.1, 100));
  g_assert_false (say (&pair, 2, 10, 10, 100));
  g_assert_false (say (&pair, 2, 69.9, 69.9, 100));
  assert_in_use (&pair, 1);
  g_assert_true (say (&pair, 2, 70, 70, 101));
  assert_in_use (&pair, 2);
  g_assert_true (say (&pair, 2, 90, 90, 102));

  g_assert_false (say (&pair, 1, 80, 95, 101));
  assert_in_use (&pair, 1);
  g_assert_false (say (&pair, 2, 96, 96, 102));
  g_assert_false (say (&pair, 1, 90, 97, 101));
  g_assert_true (say (&pair, 1, 97, 97, 103));
  g_assert_false (say (&pair, 2, 97.5, 97.5, 103));
  pair_close (&pair);
}

static void
test_what_is_delivered_late (void)
{
  Pair pair;

  pair_open (&pair);
  g_assert_true (say (&pair, 1, 10, 10, 100));
  g_assert_false (say (&pair, 2, 20, 20, 100));
  g_assert_true (say (&pair, 2, 81, 81, 100));
  g_assert_false (say (&pair, 1, 81, 90, 100));
  g_assert_true (say (&pair, 1, 91, 91, 100));
  /* Up to what was taken last before the other came. */
  g_assert_true (say (&pair, 1, 9, 92, 100));
  g_assert_true (say (&pair, 1, 10, 92, 100));
  g_assert_false (say (&pair, 2, 11, 93, 100));
  g_assert_true (say (&pair, 1, 80, 93, 100));
  g_assert_true (say (&pair, 2, 81, 93, 100));
  g_assert_true (say (&pair, 1, 90, 93, 100));
  pair_close (&pair);
}

/* Where nobody trades nobody is stale: the copy that comes first does not take over. */
static void
test_silent_market (void)
{
  Pair pair;

  pair_open (&pair);
  g_assert_true (say (&pair, 1, 0, 0, 100));
  g_assert_false (say (&pair, 2, 0.003, 0.01, 100));
  g_assert_false (say (&pair, 2, 900.003, 900, 100));
  g_assert_true (say (&pair, 1, 900, 900.01, 100));
  assert_in_use (&pair, 1);
  pair_close (&pair);
}

/* A source that ends is stale at once. */
static void
test_end (void)
{
  g_autoptr (TapeBatch) end = tape_batch_new_end (1);
  Pair pair;

  pair_open (&pair);
  g_assert_true (say (&pair, 1, 0, 0, 100));
  g_assert_false (say (&pair, 2, 1, 1, 100));
  tape_engine_process (pair.run.engine, end);
  g_assert_true (say (&pair, 2, 2, 2, 100));
  begin_ranked (&pair, 1, 1);
  g_assert_true (say (&pair, 1, 3, 3, 100));
  g_assert_false (say (&pair, 2, 4, 4, 100));
  pair_close (&pair);
}

static void
test_disagreement (void)
{
  g_autoptr (TapeFrame) differ = NULL;
  g_autoptr (TapeFrame) agree = NULL;
  Pair pair;

  pair_open (&pair);
  say (&pair, 1, 0, 0, 100);
  say (&pair, 2, 1, 1, 100.9);
  say (&pair, 2, 2, 2, 102);
  say (&pair, 2, 3, 3, 103);
  differ = tape_engine_make_frame (pair.run.engine);
  g_assert_cmpuint (differ->rows[0].source, ==, 1);
  g_assert_cmpuint (differ->rows[0].against, ==, 2);
  g_assert_cmpfloat (differ->rows[0].disagreement, ==, 0.03);
  g_assert_cmpuint (differ->sources[1].disagreements, ==, 1);
  g_assert_cmpuint (differ->sources[1].disagreeing, ==, 1);
  g_assert_cmpuint (differ->sources[0].in_use, ==, 1);

  say (&pair, 1, 4, 4, 103);
  agree = tape_engine_make_frame (pair.run.engine);
  g_assert_cmpuint (agree->rows[0].against, ==, 0);
  g_assert_cmpuint (agree->sources[1].disagreements, ==, 1);
  g_assert_cmpuint (agree->sources[1].disagreeing, ==, 0);
  pair_close (&pair);
}

/* Rows that a damaged disk left are refused. */
static void
test_damaged_state (void)
{
  static const char bytes[64] = { [8] = 1, [12] = 120, [16] = 9 };
  Pair pair;

  pair_open (&pair);
  for (guint32 kind = 66; kind <= 67; kind++)
    for (guint32 length = 0; length < sizeof bytes; length++)
      {
        const TapeStateRow row = { .kind = kind, .time = 1, .length = length };
        g_autoptr (GError) error = NULL;

        if (kind == 66 && length == 24)
          continue;
        g_assert_false (tape_engine_restore_row (pair.run.engine, &row, bytes, &error));
        g_assert_error (error, TAPE_ENGINE_ERROR, TAPE_ENGINE_ERROR_STATE);
      }
  pair_close (&pair);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/select/oracle", test_oracle);
  g_test_add_func ("/engine/select/fail-over", test_fail_over);
  g_test_add_func ("/engine/select/what-is-delivered-late", test_what_is_delivered_late);
  g_test_add_func ("/engine/select/silent-market", test_silent_market);
  g_test_add_func ("/engine/select/end", test_end);
  g_test_add_func ("/engine/select/disagreement", test_disagreement);
  g_test_add_func ("/engine/select/damaged-state", test_damaged_state);

  return g_test_run ();
}
