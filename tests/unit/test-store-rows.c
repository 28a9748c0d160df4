/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What replaces what: blocks, bars, positions, state and rejected events, each by its own rule. */

#include <string.h>

#include "../support/store-fixture.h"

#define BASE_TIME G_GINT64_CONSTANT (1381147200000000)

/* A block is full at 8192 trades, whatever the transactions are. */
static void
test_blocks (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  gint64 arrival = 1;

  store_intern_instruments (universe, 10);
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
    {
      const TapeBarTotals totals = { .bar = bar };

      g_array_append_val (commit->bars, totals);
    }
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

  store_intern_instruments (universe, 10);
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

  store_intern_instruments (universe, 10);
  for (guint i = 0; i < 333; i++)
    {
      const TapeBarTotals bar = { .bar = minute_bar (i) };

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

      store_assert_bar (&g_array_index (bars, TapeBar, i), &wanted);
    }
  g_assert_cmpint (tape_reader_get_last_time (reader, 1, NULL, &error), ==, minute_bar (331).start);
  g_assert_cmpint (tape_reader_get_last_time (reader, 5, NULL, &error), ==, TAPE_NO_TIME);
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
  tape_writer_load_state (writer, TAPE_STATE_ALL, add_to_text, text, &error);
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
  tape_reader_each_reject (reader, 1, 2, add_reject_to_text, text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text->str, ==, "a test -1 0 Nothing. [];a test 20 2 No time. [c,d];");
  g_string_truncate (text, 0);
  tape_reader_each_reject (reader, 2, 10, add_reject_to_text, text, NULL, &error);
  g_assert_cmpstr (text->str, ==, "");
  tape_reader_each_reject (reader, 0, 1, add_reject_to_text, text, NULL, &error);
  g_assert_cmpstr (text->str, ==, "a test -1 0 Nothing. [];");
}

static void
add_id_to_text (const TapeTrade *trade, const char *text, gint64 arrival, gpointer data)
{
  g_string_append_printf (data, "%" G_GINT64_FORMAT " %u %s%" G_GUINT64_FORMAT ";", arrival, trade->instrument,
                          text != NULL ? text : "", text != NULL ? 0 : trade->id);
}

/* Of the last so many arrivals those with an id, and all from a time on. */
static void
test_ids (StoreFixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "1", "2", "x", "", "007" };
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  g_autoptr (TapeReader) reader = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  TapeBatch *batch = store_batch_new (G_N_ELEMENTS (ids), 3, BASE_TIME, 5);
  gint64 arrival = 11;

  store_intern_instruments (universe, 10);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    tape_batch_set_trade_id (batch, &batch->trades[i], ids[i], strlen (ids[i]));
  store_commit_add_batch (commit, batch, &arrival);
  tape_writer_commit (writer, commit, &error);
  g_assert_no_error (error);
  reader = store_fixture_open_reader (fixture);
  tape_reader_load_trades (reader, G_MAXINT64, 4, add_id_to_text, text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text->str, ==, "12 3 2;13 3 x0;15 3 0070;");

  g_string_truncate (text, 0);
  tape_reader_load_trades (reader, batch->trades[3].event_time, 1, add_id_to_text, text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text->str, ==, "14 3 0;15 3 0070;");
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
  STORE_TEST ("/store/blocks/grow-until-full", test_blocks);
  STORE_TEST ("/store/bars/replace", test_bars_replace);
  STORE_TEST ("/store/bars/latest-in-order", test_bars_read);
  STORE_TEST ("/store/positions/latest-counts", test_positions);
  STORE_TEST ("/store/state/replaced-and-deleted-by-key", test_state);
  STORE_TEST ("/store/rejects/newest-first", test_rejects);
  STORE_TEST ("/store/ids/of-the-last-arrivals", test_ids);
  STORE_TEST ("/store/reader/cancelled", test_cancelled);
  return g_test_run ();
}
