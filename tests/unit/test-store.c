/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is committed is what is read: random commits held against arrays in memory. */

#include <sqlite3.h>
#include <string.h>

#include "../support/store-fixture.h"

enum
{
  N_COMMITS = 25,
  N_INSTRUMENTS = 700, /* more than a chunk of a block's set */
  N_QUESTIONS = 150,
};

/* Where the trades lie; a third of them come out of order. */
#define BASE_TIME G_GINT64_CONSTANT (1381147200000000)

typedef struct
{
  TapeTrade trade;
  gint64 arrival;
  char *id;
} Kept;

typedef struct
{
  GArray *trades; /* Kept, by arrival */
  gint64 clock;
  gint64 arrival;
} Oracle;

static void
clear_kept (gpointer item)
{
  g_free (((Kept *)item)->id);
}

static gint64
random_time (Oracle *oracle)
{
  oracle->clock += g_test_rand_int_range (0, 30) * TAPE_MILLISECOND;
  if (g_test_rand_int_range (0, 3) > 0)
    return oracle->clock;
  return oracle->clock - g_test_rand_int_range (0, 60000) * TAPE_MILLISECOND;
}

/* Prices and quantities whose sums are exact in any order. */
static void
fill_trade (Oracle *oracle, TapeBatch *batch, TapeTrade *trade)
{
  g_autofree char *id = NULL;

  trade->event_time = random_time (oracle);
  trade->receive_time = trade->event_time + (g_test_rand_bit () ? 0 : g_test_rand_int_range (1, 1000));
  trade->instrument
      = g_test_rand_bit () ? (guint32)g_test_rand_int_range (0, 3) : (guint32)g_test_rand_int_range (0, N_INSTRUMENTS);
  trade->price = g_test_rand_int_range (1, 4000) / 4.0;
  trade->quantity = g_test_rand_int_range (0, 100);
  trade->source = (guint16)g_test_rand_int_range (1, 3);
  trade->side = (guint8)g_test_rand_int_range (0, TAPE_N_SIDES);
  trade->flags = g_test_rand_int_range (0, 9) == 0 ? TAPE_TRADE_DERIVED : 0;
  if (g_test_rand_bit ())
    id = g_strdup_printf ("%s%d", g_test_rand_bit () ? "x" : "", g_test_rand_int_range (0, G_MAXINT32));
  if (id != NULL)
    tape_batch_set_trade_id (batch, trade, id, strlen (id));
}

static TapeCommitBatch
make_batch (Oracle *oracle, TapeCommit *commit)
{
  TapeCommitBatch item = {
    .batch = tape_batch_new (TAPE_BATCH_TRADES, 0),
    .first_arrival = oracle->arrival,
    .first_duplicate = commit->duplicates->len,
  };
  guint n = (guint)g_test_rand_int_range (0, 400);

  for (guint i = 0; i < n; i++)
    {
      TapeTrade *trade = tape_batch_add_trade (item.batch);
      Kept kept = { .arrival = oracle->arrival };

      fill_trade (oracle, item.batch, trade);
      if (g_test_rand_int_range (0, 20) == 0)
        {
          g_array_append_val (commit->duplicates, i);
          item.n_duplicates++;
          continue;
        }
      item.n_stored++;
      oracle->arrival++;
      kept.trade = *trade;
      if ((trade->flags & TAPE_TRADE_TEXT_ID) != 0)
        kept.id = g_strdup (item.batch->text + trade->id);
      g_array_append_val (oracle->trades, kept);
    }
  return item;
}

static void
intern_instruments (TapeUniverse *universe)
{
  for (guint i = tape_universe_count (universe); i < N_INSTRUMENTS; i++)
    {
      char symbol[16];

      g_assert_cmpuint (tape_universe_intern (universe, symbol, (gsize)g_snprintf (symbol, sizeof symbol, "T%u", i)),
                        ==, i);
    }
}

/* Some of the commits by a writer that was closed and opened in between. */
static void
commit_random (StoreFixture *fixture, Oracle *oracle)
{
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);

  oracle->trades = g_array_new (FALSE, FALSE, sizeof (Kept));
  g_array_set_clear_func (oracle->trades, clear_kept);
  oracle->clock = BASE_TIME;
  oracle->arrival = 1;
  intern_instruments (universe);
  for (guint i = 0; i < N_COMMITS; i++)
    {
      g_autoptr (TapeCommit) commit = tape_commit_new ();
      g_autoptr (GError) error = NULL;
      guint n_batches = (guint)g_test_rand_int_range (0, 8);

      for (guint j = 0; j < n_batches; j++)
        {
          TapeCommitBatch item = make_batch (oracle, commit);

          g_array_append_val (commit->batches, item);
        }
      tape_writer_commit (writer, commit, &error);
      g_assert_no_error (error);
      if (g_test_rand_int_range (0, 5) == 0)
        {
          g_clear_pointer (&universe, tape_universe_unref);
          g_clear_pointer (&writer, tape_writer_free);
          writer = store_fixture_open_writer (fixture, &universe);
          g_assert_cmpuint (tape_universe_count (universe), ==, N_INSTRUMENTS);
        }
    }
}

static void
assert_row (sqlite3_stmt *row, const Kept *kept)
{
  const TapeTrade *trade = &kept->trade;

  g_assert_cmpint (sqlite3_column_int64 (row, 0), ==, kept->arrival);
  g_assert_cmpint (sqlite3_column_int64 (row, 1), ==, trade->event_time);
  if (trade->receive_time == trade->event_time)
    g_assert_cmpint (sqlite3_column_type (row, 2), ==, SQLITE_NULL);
  else
    g_assert_cmpint (sqlite3_column_int64 (row, 2), ==, trade->receive_time);
  g_assert_cmpint (sqlite3_column_int64 (row, 3), ==, trade->instrument);
  g_assert_cmpfloat (sqlite3_column_double (row, 4), ==, trade->price);
  g_assert_cmpfloat (sqlite3_column_double (row, 5), ==, trade->quantity);
  g_assert_cmpint (sqlite3_column_int (row, 6), ==, trade->side);
  g_assert_cmpint (sqlite3_column_int (row, 7), ==, (trade->flags & TAPE_TRADE_DERIVED) != 0);
  g_assert_cmpint (sqlite3_column_int (row, 8), ==, trade->source);
  if (kept->id != NULL)
    g_assert_cmpstr ((const char *)sqlite3_column_text (row, 9), ==, kept->id);
  else if ((trade->flags & TAPE_TRADE_HAS_ID) != 0)
    {
      g_assert_cmpint (sqlite3_column_type (row, 9), ==, SQLITE_INTEGER);
      g_assert_cmpint (sqlite3_column_int64 (row, 9), ==, (gint64)trade->id);
    }
  else
    g_assert_cmpint (sqlite3_column_type (row, 9), ==, SQLITE_NULL);
}

static void
assert_all_rows (StoreFixture *fixture, Oracle *oracle)
{
  sqlite3 *db;
  sqlite3_stmt *row;

  g_assert_cmpint (sqlite3_open_v2 (fixture->path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT * FROM trades ORDER BY arrival", -1, &row, NULL), ==, SQLITE_OK);
  for (guint i = 0; i < oracle->trades->len; i++)
    {
      g_assert_cmpint (sqlite3_step (row), ==, SQLITE_ROW);
      assert_row (row, &g_array_index (oracle->trades, Kept, i));
    }
  g_assert_cmpint (sqlite3_step (row), ==, SQLITE_DONE);
  sqlite3_finalize (row);
  sqlite3_close (db);
}

static int
compare_kept (gconstpointer a, gconstpointer b)
{
  const Kept *left = a, *right = b;

  if (left->trade.event_time != right->trade.event_time)
    return left->trade.event_time < right->trade.event_time ? -1 : 1;
  return left->arrival < right->arrival ? -1 : 1;
}

/* A full scan: the latest @max in arrival, then in order of time. */
static GArray *
scan (Oracle *oracle, guint32 instrument, gint64 from, gint64 to, guint max)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (Kept));

  for (guint i = oracle->trades->len; i > 0 && found->len < max; i--)
    {
      const Kept *kept = &g_array_index (oracle->trades, Kept, i - 1);

      if (kept->trade.instrument == instrument && kept->trade.event_time >= from && kept->trade.event_time < to)
        g_array_append_vals (found, kept, 1);
    }
  g_array_sort (found, compare_kept);
  return found;
}

static void
ask_for_trades (TapeReader *reader, Oracle *oracle, guint32 instrument, gint64 from, gint64 to, guint max)
{
  g_autoptr (GArray) expected = scan (oracle, instrument, from, to, max);
  g_autoptr (GArray) trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  g_autoptr (GError) error = NULL;

  tape_reader_get_trades (reader, instrument, from, to, max, trades, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (trades->len, ==, expected->len);
  for (guint i = 0; i < trades->len; i++)
    {
      TapeTrade wanted = g_array_index (expected, Kept, i).trade;

      wanted.id = 0;
      wanted.flags &= TAPE_TRADE_DERIVED;
      g_assert_cmpmem (&g_array_index (trades, TapeTrade, i), sizeof wanted, &wanted, sizeof wanted);
    }
}

/* Bars made the plain way, one after the other, of the trades in order of time. */
static GArray *
make_seconds (Oracle *oracle, guint32 instrument, gint64 from, gint64 to)
{
  g_autoptr (GArray) trades = scan (oracle, instrument, G_MININT64, G_MAXINT64, G_MAXUINT);
  GArray *bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));

  for (guint i = 0; i < trades->len; i++)
    {
      const TapeTrade *trade = &g_array_index (trades, Kept, i).trade;
      const TapeBar one = {
        .start = tape_time_floor (trade->event_time, TAPE_SECOND),
        .length = TAPE_BAR_SECOND,
        .instrument = instrument,
        .open = trade->price,
        .high = trade->price,
        .low = trade->price,
        .close = trade->price,
        .volume = trade->quantity,
        .turnover = trade->price * trade->quantity,
        .buys = trade->side == TAPE_SIDE_BUY ? trade->quantity : 0,
        .sells = trade->side == TAPE_SIDE_SELL ? trade->quantity : 0,
        .count = 1,
      };

      if (one.start < from || one.start >= to)
        continue;
      if (bars->len > 0 && g_array_index (bars, TapeBar, bars->len - 1).start == one.start)
        tape_bar_merge (&g_array_index (bars, TapeBar, bars->len - 1), &one);
      else
        g_array_append_val (bars, one);
    }
  return bars;
}

static void
assert_bar (const TapeBar *bar, const TapeBar *wanted)
{
  g_assert_cmpint (bar->start, ==, wanted->start);
  g_assert_cmpuint (bar->length, ==, wanted->length);
  g_assert_cmpuint (bar->instrument, ==, wanted->instrument);
  g_assert_cmpfloat (bar->open, ==, wanted->open);
  g_assert_cmpfloat (bar->high, ==, wanted->high);
  g_assert_cmpfloat (bar->low, ==, wanted->low);
  g_assert_cmpfloat (bar->close, ==, wanted->close);
  g_assert_cmpfloat (bar->volume, ==, wanted->volume);
  g_assert_cmpfloat (bar->turnover, ==, wanted->turnover);
  g_assert_cmpfloat (bar->buys, ==, wanted->buys);
  g_assert_cmpfloat (bar->sells, ==, wanted->sells);
  g_assert_cmpuint (bar->count, ==, wanted->count);
  g_assert_cmpuint (bar->revision, ==, wanted->revision);
  g_assert_cmpuint (bar->source, ==, wanted->source);
}

static void
ask_for_seconds (TapeReader *reader, Oracle *oracle, guint32 instrument, gint64 from, gint64 to, guint max)
{
  g_autoptr (GArray) expected = make_seconds (oracle, instrument, from, to);
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  g_autoptr (GError) error = NULL;

  tape_reader_get_bars (reader, instrument, TAPE_BAR_SECOND, from, to, max, bars, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (bars->len, ==, MIN (max, expected->len));
  for (guint i = 0; i < bars->len; i++)
    assert_bar (&g_array_index (bars, TapeBar, i), &g_array_index (expected, TapeBar, expected->len - bars->len + i));
}

static void
assert_last_times (TapeReader *reader, Oracle *oracle)
{
  for (guint32 instrument = 0; instrument < N_INSTRUMENTS; instrument += 50)
    {
      g_autoptr (GArray) trades = scan (oracle, instrument, G_MININT64, G_MAXINT64, G_MAXUINT);
      g_autoptr (GError) error = NULL;
      gint64 last = trades->len == 0 ? TAPE_NO_TIME : g_array_index (trades, Kept, trades->len - 1).trade.event_time;

      g_assert_cmpint (tape_reader_get_last_time (reader, instrument, &error), ==, last);
      g_assert_no_error (error);
    }
}

static void
test_random (StoreFixture *fixture, gconstpointer data)
{
  static const guint most[] = { 0, 1, 7, 100, 1000, G_MAXUINT };
  g_autoptr (TapeReader) reader = NULL;
  Oracle oracle = { 0 };

  commit_random (fixture, &oracle);
  assert_all_rows (fixture, &oracle);
  reader = store_fixture_open_reader (fixture);
  for (guint i = 0; i < N_QUESTIONS; i++)
    {
      guint32 instrument = (guint32)g_test_rand_int_range (0, g_test_rand_bit () ? 3 : N_INSTRUMENTS + 600);
      gint64 span = MAX (oracle.clock - BASE_TIME, TAPE_SECOND);
      gint64 from = BASE_TIME + (gint64)(g_test_rand_double () * (double)span);
      gint64 to = from + (gint64)(g_test_rand_double () * (double)span);
      guint max = most[g_test_rand_int_range (0, G_N_ELEMENTS (most))];

      if (g_test_rand_int_range (0, 8) == 0)
        {
          from = G_MININT64;
          to = G_MAXINT64;
        }
      ask_for_trades (reader, &oracle, instrument, from, to, max);
      ask_for_seconds (reader, &oracle, instrument, from, to, max);
    }
  assert_last_times (reader, &oracle);
  g_array_unref (oracle.trades);
}

/* A block is full at 8192 trades, whatever the transactions are. */
static void
test_blocks (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  gint64 arrival = 1;

  intern_instruments (universe);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (TapeCommit) commit = tape_commit_new ();
      g_autoptr (GError) error = NULL;

      store_commit_add_batch (commit, store_batch_new (i == 3 ? 20000 : 10, i, BASE_TIME, arrival), &arrival);
      tape_writer_commit (writer, commit, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM blocks"), ==, 3);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT max (last_arrival - first_arrival) + 1 FROM blocks"), ==,
                   8192);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT sum (last_arrival - first_arrival + 1) FROM blocks"), ==,
                   20040);
}

static void
commit_bar (TapeWriter *writer, TapeBar bar, double close, guint32 count, guint32 source)
{
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  g_autoptr (GError) error = NULL;

  bar.open = bar.high = bar.low = bar.close = close;
  bar.count = count;
  bar.source = source;
  if (source != 0)
    {
      const TapeCommitBatch item = { .batch = tape_batch_new (TAPE_BATCH_BARS, 1) };

      *tape_batch_add_bar (item.batch) = bar;
      g_array_append_val (commit->batches, item);
    }
  else
    g_array_append_val (commit->bars, bar);
  tape_writer_commit (writer, commit, &error);
  g_assert_no_error (error);
}

static double
get_close (StoreFixture *fixture, const TapeBar *bar)
{
  g_autoptr (TapeReader) reader = store_fixture_open_reader (fixture);
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  g_autoptr (GError) error = NULL;

  tape_reader_get_bars (reader, bar->instrument, bar->length, bar->start, bar->start + 1, 10, bars, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (bars->len, ==, 1);
  return g_array_index (bars, TapeBar, 0).close;
}

static void
test_bars_replace (StoreFixture *fixture, gconstpointer data)
{
  const TapeBar bar = { .start = BASE_TIME, .length = TAPE_BAR_DAY };
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);

  intern_instruments (universe);
  commit_bar (writer, bar, 10, 0, 1);
  commit_bar (writer, bar, 11, 0, 2);
  g_assert_cmpfloat (get_close (fixture, &bar), ==, 11);
  commit_bar (writer, bar, 12, 5, 0);
  g_assert_cmpfloat (get_close (fixture, &bar), ==, 12);
  commit_bar (writer, bar, 13, 0, 1);
  g_assert_cmpfloat (get_close (fixture, &bar), ==, 12);
  commit_bar (writer, bar, 14, 6, 0);
  g_assert_cmpfloat (get_close (fixture, &bar), ==, 14);
}

static TapeBar
minute_bar (guint i)
{
  return (TapeBar){ .start = BASE_TIME + i * TAPE_MINUTE,
                    .length = TAPE_BAR_MINUTE,
                    .instrument = i % 3,
                    .open = i + 0.5,
                    .high = i + 2,
                    .low = i + 0.25,
                    .close = i + 1,
                    .volume = i,
                    .turnover = i * 2,
                    .buys = i / 2,
                    .sells = i / 4,
                    .count = i + 1,
                    .revision = i % 2 };
}

/* The latest so many, in order of start; and what comes last of an instrument may be a bar. */
static void
test_bars_read (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  g_autoptr (TapeReader) reader = NULL;
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  g_autoptr (GError) error = NULL;

  intern_instruments (universe);
  for (guint i = 0; i < 333; i++)
    {
      const TapeBar bar = minute_bar (i);

      g_array_append_val (commit->bars, bar);
    }
  tape_writer_commit (writer, commit, &error);
  g_assert_no_error (error);

  reader = store_fixture_open_reader (fixture);
  tape_reader_get_bars (reader, 1, TAPE_BAR_MINUTE, BASE_TIME, BASE_TIME + 301 * TAPE_MINUTE, 50, bars, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (bars->len, ==, 50);
  for (guint i = 0; i < 50; i++)
    {
      const TapeBar wanted = minute_bar (298 - 3 * (49 - i));

      assert_bar (&g_array_index (bars, TapeBar, i), &wanted);
    }
  g_assert_cmpint (tape_reader_get_last_time (reader, 1, &error), ==, minute_bar (331).start);
  g_assert_cmpint (tape_reader_get_last_time (reader, 5, &error), ==, TAPE_NO_TIME);
  g_assert_no_error (error);
}

static gboolean
match_head (const TapeSource *source, const TapePosition *position, gpointer data)
{
  return source->head_digest == *(guint64 *)data;
}

static void
test_positions (StoreFixture *fixture, gconstpointer data)
{
  const TapeSource source = { .kind = (char *)"replay",
                              .name = (char *)"a.csv",
                              .location = (char *)"/a.csv",
                              .head_length = 65536,
                              .head_digest = G_GUINT64_CONSTANT (0xfedcba9876543210) };
  guint64 head = source.head_digest;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, NULL);
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  g_autoptr (GError) error = NULL;
  TapePosition position;
  guint32 number = tape_writer_put_source (writer, 0, &source, &error);

  g_assert_cmpuint (number, ==, 2);
  g_assert_cmpuint (tape_writer_find_source (writer, "replay", match_head, &head, &position, &error), ==, 2);
  g_assert_cmpint (position.offset, ==, 0);
  g_assert_cmpint (position.event_time, ==, TAPE_NO_TIME);
  g_assert_null (position.state);

  for (guint i = 1; i <= 3; i++)
    {
      g_autoptr (GBytes) state = g_bytes_new ("state", i);
      const TapeCommitBatch item = { .batch = tape_batch_new (TAPE_BATCH_TRADES, 0) };
      const TapePosition here = { .source = number,
                                  .offset = 1000 * i,
                                  .line = i,
                                  .event_time = BASE_TIME + i,
                                  .digest = G_MAXUINT64 - i,
                                  .finished = i == 3,
                                  .state = state };

      tape_batch_set_position (item.batch, &here);
      g_array_append_val (commit->batches, item);
    }
  tape_writer_commit (writer, commit, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (tape_writer_find_source (writer, "replay", match_head, &head, &position, &error), ==, 2);
  g_assert_cmpuint (position.source, ==, 2);
  g_assert_cmpint (position.offset, ==, 3000);
  g_assert_cmpint (position.line, ==, 3);
  g_assert_cmpint (position.event_time, ==, BASE_TIME + 3);
  g_assert_cmpuint (position.digest, ==, G_MAXUINT64 - 3);
  g_assert_true (position.finished);
  g_assert_cmpmem (g_bytes_get_data (position.state, NULL), g_bytes_get_size (position.state), "sta", 3);
  g_clear_pointer (&position.state, g_bytes_unref);

  head++;
  g_assert_cmpuint (tape_writer_find_source (writer, "replay", match_head, &head, &position, &error), ==, 0);
  g_assert_cmpuint (tape_writer_find_source (writer, "kafka", match_head, &head, &position, &error), ==, 0);
  g_assert_no_error (error);
}

static void
add_to_text (const TapeStateRow *row, gconstpointer bytes, gpointer data)
{
  g_string_append_printf (data, "%u,%u,%" G_GINT64_FORMAT ":%.*s ", row->kind, row->instrument, row->time,
                          (int)row->length, (const char *)bytes);
}

static void
test_state (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, NULL);
  g_autoptr (TapeCommit) first = tape_commit_new ();
  g_autoptr (TapeCommit) second = tape_commit_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  tape_commit_add_state (first, 2, 0, 0, "late", 4);
  tape_commit_add_state (first, 1, 7, TAPE_NO_TIME, "one", 3);
  tape_commit_add_state (first, 1, 7, 5, "gone", 4);
  tape_commit_add_state (first, 1, 7, 4, "old", 3);
  tape_writer_commit (writer, first, &error);
  g_assert_no_error (error);
  tape_commit_add_state (second, 1, 7, 5, NULL, 0);
  tape_commit_add_state (second, 1, 7, 4, "newer", 5);
  tape_commit_add_state (second, 9, 9, 9, NULL, 0);
  tape_writer_commit (writer, second, &error);
  g_assert_no_error (error);

  g_clear_pointer (&writer, tape_writer_free);
  writer = store_fixture_open_writer (fixture, NULL);
  tape_writer_load_state (writer, add_to_text, text, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text->str, ==, "1,7,-9223372036854775808:one 1,7,4:newer 2,0,0:late ");
}

static void
add_reject_to_text (const TapeReject *reject, const char *source, const char *reason, const char *raw, gpointer data)
{
  g_string_append_printf (data, "%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s [%s];", source, reject->offset,
                          reject->line, reason, raw);
}

static void
test_rejects (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, NULL);
  g_autoptr (TapeReader) reader = NULL;
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  const TapeCommitBatch item = { .batch = tape_batch_new (TAPE_BATCH_TRADES, 0) };

  tape_batch_add_reject (item.batch, 1, BASE_TIME, 10, 1, "No price.", "a,b", 3);
  tape_batch_add_reject (item.batch, 1, BASE_TIME, 20, 2, "No time.", "c,d", 3);
  tape_batch_add_reject (item.batch, 1, TAPE_NO_TIME, -1, 0, "Nothing.", "", 0);
  g_array_append_val (commit->batches, item);
  tape_writer_commit (writer, commit, &error);
  g_assert_no_error (error);

  reader = store_fixture_open_reader (fixture);
  tape_reader_each_reject (reader, 1, 2, add_reject_to_text, text, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text->str, ==, "a test -1 0 Nothing. [];a test 20 2 No time. [c,d];");
  g_string_truncate (text, 0);
  tape_reader_each_reject (reader, 2, 10, add_reject_to_text, text, &error);
  g_assert_cmpstr (text->str, ==, "");
  tape_reader_each_reject (reader, 0, 1, add_reject_to_text, text, &error);
  g_assert_cmpstr (text->str, ==, "a test -1 0 Nothing. [];");
}

static void
test_cancelled (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, NULL);
  g_autoptr (TapeReader) reader = store_fixture_open_reader (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GArray) trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (tape_reader_get_trades (reader, 0, 0, 1, 1, trades, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/random/rows-trades-and-seconds-equal-a-full-scan", test_random);
  STORE_TEST ("/store/blocks/grow-until-full", test_blocks);
  STORE_TEST ("/store/bars/replace", test_bars_replace);
  STORE_TEST ("/store/bars/latest-in-order", test_bars_read);
  STORE_TEST ("/store/positions/latest-counts", test_positions);
  STORE_TEST ("/store/state/replaced-and-deleted-by-key", test_state);
  STORE_TEST ("/store/rejects/newest-first", test_rejects);
  STORE_TEST ("/store/reader/cancelled", test_cancelled);
  return g_test_run ();
}
