/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How events are batched changes nothing, and neither does a restart: windows, frames and what is committed are the same
 * bit for bit. The bars are held against the oracle. */

#include "../support/lean.h"
#include "engine-ledger.h"
#include "engine-oracle.h"
#include "engine-streams.h"

#include <string.h>

typedef struct
{
  TapeEngineConfig config;
  StreamSpec spec;
  TapeUniverse *universe;
  GArray *stream;
} Setting;

/* All that an engine says while it takes a stream. */
typedef struct
{
  TapeEngine *engine;
  GArray *windows;
  Ledger *ledger;
} Run;

static Setting
draw_setting (guint32 seed)
{
  static const char *const windows[] = { "1m", "5m/1m", "10s/5s", "1d", "24h", "1s", "session" };
  static const gint64 gaps[]
      = { 5 * TAPE_SECOND, 15 * TAPE_SECOND, TAPE_SECOND, TAPE_HOUR, TAPE_HOUR, TAPE_SECOND / 4, TAPE_HOUR };
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  guint which = (guint)g_rand_int_range (random, 0, G_N_ELEMENTS (windows));
  Setting self = { .universe = stream_universe () };

  tape_window_spec_parse (windows[which], &self.config.window, NULL);
  self.config.mode = (TapeMode)g_rand_int_range (random, TAPE_MODE_APPEND, TAPE_MODE_COMPLETE + 1);
  self.config.trigger = g_rand_int_range (random, 0, 3) * TAPE_SECOND;
  self.config.lateness = g_rand_int_range (random, 0, 4) * 5 * tape_time_floor (gaps[which] + TAPE_SECOND, TAPE_SECOND);
  self.spec = (StreamSpec){
    .start = g_rand_int_range (random, 0, 17000) * TAPE_DAY - TAPE_HOUR,
    .gap = gaps[which],
    .spread = g_rand_int_range (random, 0, 4) * gaps[which],
    .n = 400,
    .n_sources = (guint)g_rand_int_range (random, 1, 4),
    .live = g_rand_boolean (random),
    .price = 100,
    .daily_bars = g_rand_boolean (random),
  };
  self.stream = stream_new (self.universe, &self.spec, g_rand_int (random));
  g_test_message ("seed %u: %s, mode %d, trigger %d s, lateness %d s, %s", seed, windows[which], self.config.mode,
                  (int)(self.config.trigger / TAPE_SECOND), (int)(self.config.lateness / TAPE_SECOND),
                  self.spec.live ? "live" : "recorded");
  return self;
}

static void
setting_clear (Setting *self)
{
  tape_universe_unref (self->universe);
  g_array_unref (self->stream);
}

static void
run_open (Run *self, Setting *setting)
{
  TapeEngineConfig config = setting->config;

  self->windows = g_array_new (FALSE, FALSE, sizeof (TapeWindow));
  self->ledger = ledger_new ();
  config.emit = stream_keep_windows;
  config.emit_data = self->windows;
  self->engine = tape_engine_new (setting->universe, &config);
}

static void
run_close (Run *self)
{
  g_array_unref (self->windows);
  ledger_free (self->ledger);
  tape_engine_free (self->engine);
}

#define ASSERT_SAME(one, other, field)                                                                                 \
  g_assert_cmpmem (&(one)->field, sizeof (one)->field, &(other)->field, sizeof (other)->field)

static void
assert_same_window (const TapeWindow *one, const TapeWindow *other)
{
  ASSERT_SAME (one, other, instrument);
  ASSERT_SAME (one, other, revision);
  ASSERT_SAME (one, other, start);
  ASSERT_SAME (one, other, end);
  ASSERT_SAME (one, other, count);
  ASSERT_SAME (one, other, open);
  ASSERT_SAME (one, other, high);
  ASSERT_SAME (one, other, low);
  ASSERT_SAME (one, other, close);
  ASSERT_SAME (one, other, mean);
  ASSERT_SAME (one, other, stddev);
  ASSERT_SAME (one, other, volume);
  ASSERT_SAME (one, other, turnover);
  ASSERT_SAME (one, other, vwap);
}

static void
assert_same_row (const TapeFrameRow *one, const TapeFrameRow *other)
{
  ASSERT_SAME (one, other, last_time);
  ASSERT_SAME (one, other, latest);
  ASSERT_SAME (one, other, day);
  ASSERT_SAME (one, other, date);
  ASSERT_SAME (one, other, previous_date);
  ASSERT_SAME (one, other, last);
  ASSERT_SAME (one, other, open);
  ASSERT_SAME (one, other, high);
  ASSERT_SAME (one, other, low);
  ASSERT_SAME (one, other, previous_close);
  ASSERT_SAME (one, other, base);
  ASSERT_SAME (one, other, growth);
  ASSERT_SAME (one, other, volume);
  ASSERT_SAME (one, other, turnover);
  ASSERT_SAME (one, other, vwap);
  ASSERT_SAME (one, other, count);
  ASSERT_SAME (one, other, flow);
  for (guint i = 0; i < TAPE_N_VALUES; i++)
    ASSERT_SAME (one, other, values[i]);
  ASSERT_SAME (one, other, spark);
}

static void
assert_same_group (const TapeFrameGroup *one, const TapeFrameGroup *other)
{
  ASSERT_SAME (one, other, growth);
  ASSERT_SAME (one, other, index);
  for (guint i = 0; i < TAPE_N_VALUES; i++)
    ASSERT_SAME (one, other, values[i]);
  ASSERT_SAME (one, other, members);
  ASSERT_SAME (one, other, growing);
  ASSERT_SAME (one, other, base);
}

static void
assert_same_source (const TapeFrameSource *one, const TapeFrameSource *other)
{
  g_assert_cmpuint (one->source, ==, other->source);
  g_assert_cmpint (one->active, ==, other->active);
  g_assert_cmpint (one->watermark, ==, other->watermark);
  g_assert_cmpint (one->last_event_time, ==, other->last_event_time);
  g_assert_cmpint (one->last_receive_time, ==, other->last_receive_time);
  g_assert_cmpuint (one->trades, ==, other->trades);
  g_assert_cmpuint (one->bars, ==, other->bars);
  g_assert_cmpuint (one->duplicates, ==, other->duplicates);
  g_assert_cmpuint (one->late, ==, other->late);
  g_assert_cmpuint (one->late_dropped, ==, other->late_dropped);
}

static void
assert_same_frame (TapeEngine *one_engine, TapeEngine *other_engine)
{
  g_autoptr (TapeFrame) one = tape_engine_make_frame (one_engine);
  g_autoptr (TapeFrame) other = tape_engine_make_frame (other_engine);

  g_assert_cmpint (one->now, ==, other->now);
  g_assert_cmpint (one->watermark, ==, other->watermark);
  g_assert_cmpuint (one->arrival, ==, other->arrival);
  g_assert_cmpint (one->market_day, ==, other->market_day);
  g_assert_cmpuint (one->n_rows, ==, other->n_rows);
  for (guint i = 0; i < one->n_rows; i++)
    assert_same_row (&one->rows[i], &other->rows[i]);
  for (guint grouping = 0; grouping < TAPE_N_GROUPINGS; grouping++)
    for (guint i = 0; i < tape_group_count (grouping); i++)
      assert_same_group (&one->groups[grouping][i], &other->groups[grouping][i]);
  g_assert_cmpuint (one->n_sources, ==, other->n_sources);
  for (guint i = 0; i < one->n_sources; i++)
    assert_same_source (&one->sources[i], &other->sources[i]);
}

/* The last windows of @one are those of @other. */
static void
assert_same_windows (GArray *one, GArray *other)
{
  guint skip = one->len - other->len;

  g_assert_cmpuint (one->len, >=, other->len);
  for (guint i = 0; i < other->len; i++)
    assert_same_window (&g_array_index (one, TapeWindow, skip + i), &g_array_index (other, TapeWindow, i));
}

/* With commits now and then, or where there is no @random one in the end. */
static void
feed_with_commits (Run *self, GArray *stream, guint from, guint to, guint size, GRand *random)
{
  while (from < to)
    {
      g_autoptr (TapeBatch) batch = stream_batch (stream, &from, to, size);

      tape_engine_process (self->engine, batch);
      if (random != NULL && g_rand_int_range (random, 0, 15) == 0)
        ledger_take (self->ledger, self->engine);
    }
  ledger_take (self->ledger, self->engine);
}

/* Of rows of state only those of one commit are the same bit for bit: a flag may say what the watermark says too. */
static void
test_batches (void)
{
  static const guint sizes[] = { 1, 2, 3, 7, 100, G_MAXUINT };

  for (guint round = 0; round < LEAN (30); round++)
    {
      guint32 seed = (guint32)g_test_rand_int ();
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      Setting setting = draw_setting (seed);
      gboolean often = round % 2 == 0;
      Run runs[G_N_ELEMENTS (sizes)];

      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        {
          run_open (&runs[i], &setting);
          feed_with_commits (&runs[i], setting.stream, 0, setting.stream->len, sizes[i], often ? random : NULL);
          g_assert_cmpuint (runs[i].windows->len, ==, runs[0].windows->len);
          assert_same_windows (runs[i].windows, runs[0].windows);
          assert_same_frame (runs[i].engine, runs[0].engine);
          ledger_assert_equal (runs[i].ledger, runs[0].ledger, !often);
        }
      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        run_close (&runs[i]);
      setting_clear (&setting);
    }
}

/* All of @windows from @from on are in @again, in that order; among them may be some that are told once more. */
static void
assert_told (GArray *windows, guint from, GArray *again)
{
  guint at = 0;

  for (guint i = from; i < windows->len; i++, at++)
    {
      const TapeWindow *window = &g_array_index (windows, TapeWindow, i);

      while (at < again->len
             && (g_array_index (again, TapeWindow, at).end != window->end
                 || g_array_index (again, TapeWindow, at).instrument != window->instrument
                 || g_array_index (again, TapeWindow, at).count != window->count))
        at++;
      g_assert_cmpuint (at, <, again->len);
      assert_same_window (window, &g_array_index (again, TapeWindow, at));
    }
}

/* What ticks told after the last commit is told again, nothing else. */
static void
restart (Setting *setting, guint cut, GRand *random)
{
  gboolean ticks_lost = cut > 0 && g_array_index (setting->stream, StreamEvent, cut - 1).kind == TAPE_BATCH_TICK;
  Run whole, before, after;

  run_open (&whole, setting);
  run_open (&before, setting);
  run_open (&after, setting);
  feed_with_commits (&whole, setting->stream, 0, setting->stream->len, 7, random);
  feed_with_commits (&before, setting->stream, 0, cut, 5, random);
  ledger_restore (before.ledger, after.engine);
  ledger_free (after.ledger);
  after.ledger = g_steal_pointer (&before.ledger);
  before.ledger = ledger_new ();
  stream_go_on (setting->stream, cut, after.engine);
  if (!ticks_lost)
    assert_same_frame (before.engine, after.engine);
  feed_with_commits (&after, setting->stream, cut, setting->stream->len, 9, random);

  assert_told (whole.windows, before.windows->len, after.windows);
  if (!ticks_lost)
    g_assert_cmpuint (before.windows->len + after.windows->len, ==, whole.windows->len);
  assert_same_frame (whole.engine, after.engine);
  ledger_assert_equal (whole.ledger, after.ledger, FALSE);
  run_close (&whole);
  run_close (&before);
  run_close (&after);
}

static void
test_restarts (void)
{
  for (guint round = 0; round < LEAN (40); round++)
    {
      guint32 seed = (guint32)g_test_rand_int ();
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      Setting setting = draw_setting (seed);

      for (guint i = 0; i < 3; i++)
        restart (&setting, (guint)g_rand_int_range (random, 0, (gint32)setting.stream->len), random);
      setting_clear (&setting);
    }
}

static void
process_trade (TapeEngine *engine, guint16 source, gint64 time)
{
  g_autoptr (TapeBatch) batch = tape_batch_new (TAPE_BATCH_TRADES, 1);

  *tape_batch_add_trade (batch)
      = (TapeTrade){ .event_time = time, .receive_time = time, .price = 1, .quantity = 1, .source = source };
  tape_engine_process (engine, batch);
}

/* A file that was not read to its end and is not opened again does not hold up the watermark of those that are. */
static void
test_source_that_stays_away (void)
{
  Setting setting = draw_setting ((guint32)g_test_rand_int ());
  g_autoptr (TapeBatch) first = tape_batch_new_begin (1, FALSE, 0);
  g_autoptr (TapeBatch) second = tape_batch_new_begin (2, FALSE, TAPE_SECOND);
  g_autoptr (TapeFrame) frame = NULL;
  Run before, after;

  run_open (&before, &setting);
  run_open (&after, &setting);
  tape_engine_process (before.engine, first);
  process_trade (before.engine, 1, TAPE_DAY);
  ledger_take (before.ledger, before.engine);
  ledger_restore (before.ledger, after.engine);
  tape_engine_process (after.engine, second);
  process_trade (after.engine, 2, 2 * TAPE_DAY);

  frame = tape_engine_make_frame (after.engine);
  g_assert_cmpint (frame->watermark, ==, 2 * TAPE_DAY - TAPE_SECOND);
  g_assert_false (frame->sources[0].active);
  g_assert_true (frame->sources[1].active);
  run_close (&before);
  run_close (&after);
  setting_clear (&setting);
}

/* Rows that another version or a damaged disk left are refused with an error that says so. */
static void
test_damaged_state (void)
{
  Setting setting = draw_setting ((guint32)g_test_rand_int ());
  TapeStateRow row = { .length = 3 };
  Run run;

  run_open (&run, &setting);
  for (row.kind = 0; row.kind < 10; row.kind++)
    for (row.instrument = 0; row.instrument < 10; row.instrument += 9)
      {
        g_autoptr (GError) error = NULL;

        g_assert_false (tape_engine_restore_row (run.engine, &row, "???", &error));
        g_assert_error (error, TAPE_ENGINE_ERROR, TAPE_ENGINE_ERROR_STATE);
      }
  run_close (&run);
  setting_clear (&setting);
}

/* --- Bars --- */

/* What was traded by side, of all trades of the bar. */
static void
assert_sides (Oracle *oracle, const TapeBarTotals *totals, gint64 end)
{
  TapeTally sides[TAPE_N_SIDES] = { 0 };

  for (guint i = 0; i < oracle->trades->len; i++)
    {
      const OracleTrade *taken = &g_array_index (oracle->trades, OracleTrade, i);
      const TapeTrade *trade = &taken->trade;
      TapeTally *side = &sides[trade->side];

      if (trade->instrument != totals->bar.instrument || trade->event_time < totals->bar.start
          || trade->event_time >= end
          || (oracle->config.mode != TAPE_MODE_COMPLETE && taken->mark >= end + oracle->config.lateness))
        continue;
      side->low = side->count == 0 ? trade->price : MIN (side->low, trade->price);
      side->high = MAX (side->high, trade->price);
      side->count++;
      side->quantity += trade->quantity;
      side->turnover += trade->price * trade->quantity;
      side->sum += trade->price;
    }
  for (guint i = 0; i < TAPE_N_SIDES; i++)
    {
      g_assert_cmpuint (totals->sides[i].count, ==, sides[i].count);
      g_assert_cmpfloat (totals->sides[i].low, ==, sides[i].low);
      g_assert_cmpfloat (totals->sides[i].high, ==, sides[i].high);
      oracle_assert_close (totals->sides[i].quantity, sides[i].quantity, 0);
      oracle_assert_close (totals->sides[i].turnover, sides[i].turnover, 0);
      oracle_assert_close (totals->sides[i].sum, sides[i].sum, 0);
    }
}

/* The trades that came too late for their minute, and of those the ones that are not in their day either. */
static void
assert_dropped (const Ledger *ledger, Oracle *oracle)
{
  guint n = 0;

  for (guint i = 0; oracle->config.mode != TAPE_MODE_COMPLETE && i < oracle->trades->len; i++)
    {
      const OracleTrade *taken = &g_array_index (oracle->trades, OracleTrade, i);
      gint64 end = tape_time_floor (taken->trade.event_time, TAPE_MINUTE) + TAPE_MINUTE;
      const TapeDroppedTrade *dropped;
      TapeDay day;

      if (taken->mark < end + oracle->config.lateness)
        continue;
      tape_universe_get_day (oracle->universe, taken->trade.instrument, taken->trade.event_time, &day);
      g_assert_cmpuint (n, <, ledger->dropped->len);
      dropped = &g_array_index (ledger->dropped, TapeDroppedTrade, n++);
      g_assert_cmpint (dropped->arrival, ==, taken->arrival);
      g_assert_cmpint (dropped->from_day, ==, taken->mark >= day.end + oracle->config.lateness);
      g_assert_cmpint (dropped->watermark, ==, taken->mark);
    }
  g_assert_cmpuint (n, ==, ledger->dropped->len);
}

static void
assert_bars (Ledger *ledger, Oracle *oracle, const TapeWindowSpec *spec, guint32 length, guint *n)
{
  g_autoptr (GArray) windows = oracle_windows (oracle, spec, G_MININT64, G_MAXINT64);

  for (guint i = 0; i < windows->len; i++)
    {
      const TapeWindow *window = &g_array_index (windows, TapeWindow, i);
      g_autofree char *key = g_strdup_printf ("%u %u %" G_GINT64_FORMAT, window->instrument, length, window->start);
      const TapeBarTotals *totals = g_hash_table_lookup (ledger->bars, key);
      const TapeBar *bar = &totals->bar;

      g_assert_nonnull (totals);
      assert_sides (oracle, totals, window->end);
      g_assert_cmpuint (bar->count, ==, window->count);
      g_assert_cmpuint (bar->revision, ==, window->revision);
      g_assert_cmpfloat (bar->volume, ==, window->volume);
      g_assert_cmpfloat (bar->buys + bar->sells, <=, bar->volume);
      oracle_assert_close (bar->turnover, window->turnover, 0);
      if (length == TAPE_BAR_DAY)
        continue; /* prices of the regular session: a day's row in a frame */
      g_assert_cmpfloat (bar->open, ==, window->open);
      g_assert_cmpfloat (bar->high, ==, window->high);
      g_assert_cmpfloat (bar->low, ==, window->low);
      g_assert_cmpfloat (bar->close, ==, window->close);
    }
  *n += windows->len;
}

static void
feed_both (Run *run, Oracle *oracle, GArray *stream, GRand *random)
{
  feed_with_commits (run, stream, 0, stream->len, 10, random);
  for (guint at = 0; at < stream->len;)
    {
      g_autoptr (TapeBatch) batch = stream_batch (stream, &at, stream->len, G_MAXUINT);

      oracle_process (oracle, batch);
    }
}

/* In the end the store holds each minute and each day, with its late trades; also when sources began anew after all had
 * ended and everything was closed. */
static void
test_bars (void)
{
  static const TapeWindowSpec minutes = { .size = TAPE_MINUTE, .slide = TAPE_MINUTE },
                              days = { .size = TAPE_DAY, .slide = TAPE_DAY, .calendar = TRUE };

  for (guint round = 0; round < LEAN (40); round++)
    {
      guint32 seed = (guint32)g_test_rand_int ();
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      Setting setting = draw_setting (seed);
      g_autoptr (Oracle) oracle = oracle_new (setting.universe, &setting.config);
      g_autoptr (GArray) more = NULL;
      guint n = 0;
      Run run;

      setting.spec.start += (setting.spec.n + (guint)g_rand_int_range (random, -20, 20)) * setting.spec.gap;
      more = stream_new (setting.universe, &setting.spec, seed + 1);
      run_open (&run, &setting);
      feed_both (&run, oracle, setting.stream, random);
      if (round % 2 == 0)
        feed_both (&run, oracle, more, random);
      assert_bars (run.ledger, oracle, &minutes, TAPE_BAR_MINUTE, &n);
      assert_bars (run.ledger, oracle, &days, TAPE_BAR_DAY, &n);
      g_assert_cmpuint (g_hash_table_size (run.ledger->bars), ==, n);
      assert_dropped (run.ledger, oracle);
      run_close (&run);
      setting_clear (&setting);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/commit/bars-equal-oracle", test_bars);
  g_test_add_func ("/engine/batches/any-size-gives-the-same-bits", test_batches);
  g_test_add_func ("/engine/restart/goes-on-as-if-undisturbed", test_restarts);
  g_test_add_func ("/engine/restart/source-that-stays-away-holds-nothing-up", test_source_that_stays_away);
  g_test_add_func ("/engine/restart/damaged-state-is-refused", test_damaged_state);
  return g_test_run ();
}
