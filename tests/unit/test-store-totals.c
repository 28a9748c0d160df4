/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Totals as they are read equal all stored trades: those in bars, those that came too late for them, and those of a
 * database that had no totals. */

#include <string.h>

#include "../support/store-fixture.h"
#include "totals-oracle.h"

enum
{
  N_COMMITS = 30,
  N_QUESTIONS = 60,
  N_MANY = 20000,
};

/* Days of 25, 23 and 24 hours: the ends of summer time in Frankfurt and New York, and its begin in New York. */
static const gint64 days[] = { G_GINT64_CONSTANT (1382832000000000), G_GINT64_CONSTANT (1383436800000000),
                               G_GINT64_CONSTANT (1394323200000000), G_GINT64_CONSTANT (1381104000000000) };
static const char *const symbols[] = { "BAC", "SAP.DE", "7203.T", "NOBODY", "IBM" };

typedef struct
{
  TapeUniverse *universe;
  GArray *trades;      /* of TotalsTrade, in order of arrival */
  GArray *source_bars; /* of TapeBar, by instrument, then start */
  GHashTable *closed;  /* of keys of bars that take no more trades */
  gint64 arrival;
} Oracle;

static void
oracle_init (Oracle *oracle)
{
  *oracle = (Oracle){
    .trades = g_array_new (FALSE, FALSE, sizeof (TotalsTrade)),
    .source_bars = g_array_new (FALSE, FALSE, sizeof (TapeBar)),
    .closed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .arrival = 1,
  };
}

static void
oracle_clear (Oracle *oracle)
{
  g_clear_pointer (&oracle->universe, tape_universe_unref);
  g_array_unref (oracle->trades);
  g_array_unref (oracle->source_bars);
  g_hash_table_unref (oracle->closed);
}

static void
intern_symbols (TapeUniverse *universe)
{
  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++)
    g_assert_cmpuint (tape_universe_intern (universe, symbols[i], strlen (symbols[i])), ==, i);
}

/* Whether a trade is too late for its bar; once one was, all that come after it are. */
static gboolean
is_dropped (Oracle *oracle, const TapeTrade *trade, guint32 length, guint one_in)
{
  gint64 start = totals_oracle_get_start (oracle->universe, trade->instrument, length, trade->event_time);
  g_autofree char *key = g_strdup_printf ("%u %u %" G_GINT64_FORMAT, trade->instrument, length, start);

  if (g_test_rand_int_range (0, (gint)one_in) == 0)
    g_hash_table_add (oracle->closed, g_strdup (key));
  return g_hash_table_contains (oracle->closed, key);
}

/* Prices and quantities whose sums are exact in any order; many at the same moment. */
static void
add_random_trade (Oracle *oracle, TapeBatch *batch, TapeCommit *commit)
{
  TapeTrade *trade = tape_batch_add_trade (batch);
  TotalsTrade item = { .arrival = oracle->arrival++ };

  trade->event_time = days[g_test_rand_int_range (0, G_N_ELEMENTS (days))] + g_test_rand_int_range (-30, 60) * TAPE_HOUR
                      + (g_test_rand_bit () ? g_test_rand_int_range (0, 8) * TAPE_SECOND / 2
                                            : g_test_rand_int_range (0, 7200) * TAPE_SECOND);
  trade->receive_time = trade->event_time;
  trade->instrument = (guint32)g_test_rand_int_range (0, G_N_ELEMENTS (symbols) - 1);
  trade->price = g_test_rand_int_range (1, 4000) / 4.0;
  trade->quantity = g_test_rand_int_range (0, 100);
  trade->source = 1;
  trade->side = (guint8)g_test_rand_int_range (0, TAPE_N_SIDES);

  item.trade = *trade;
  item.from_minute = is_dropped (oracle, trade, TAPE_BAR_MINUTE, 5);
  item.from_day = item.from_minute && is_dropped (oracle, trade, TAPE_BAR_DAY, 20);
  if (item.from_minute)
    {
      const TapeDroppedTrade dropped = { .arrival = item.arrival, .from_day = item.from_day };

      g_array_append_val (commit->dropped, dropped);
    }
  g_array_append_val (oracle->trades, item);
}

static void
put_source_bar (Oracle *oracle, const TapeBar *bar)
{
  guint i = 0;

  while (i < oracle->source_bars->len)
    {
      const TapeBar *other = &g_array_index (oracle->source_bars, TapeBar, i);

      if (other->instrument > bar->instrument || (other->instrument == bar->instrument && other->start >= bar->start))
        break;
      i++;
    }
  if (i < oracle->source_bars->len && g_array_index (oracle->source_bars, TapeBar, i).start == bar->start
      && g_array_index (oracle->source_bars, TapeBar, i).instrument == bar->instrument)
    g_array_remove_index (oracle->source_bars, i);
  g_array_insert_val (oracle->source_bars, i, *bar);
}

/* A source's day, that starts at the exchange's midnight, or in UTC; of an instrument with trades, or without. */
static TapeBatch *
make_source_bars (Oracle *oracle, guint n)
{
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_BARS, n);

  for (guint i = 0; i < n; i++)
    {
      guint32 instrument = (guint32)g_test_rand_int_range (0, G_N_ELEMENTS (symbols));
      gint64 time = days[g_test_rand_int_range (0, G_N_ELEMENTS (days))] + g_test_rand_int_range (-4, 5) * TAPE_DAY;
      TapeBar bar = {
        .start = g_test_rand_bit () ? time : totals_oracle_get_start (oracle->universe, instrument, TAPE_BAR_DAY, time),
        .length = TAPE_BAR_DAY,
        .instrument = instrument,
        .open = g_test_rand_double_range (1, 2),
        .high = 3,
        .low = 0.1,
        .close = g_test_rand_double_range (1, 2),
        .volume = g_test_rand_int_range (0, 1000000),
        .source = 1,
      };

      *tape_batch_add_bar (batch) = bar;
      put_source_bar (oracle, &bar);
    }
  return batch;
}

/* All bars that a trade of this commit is in. */
static void
add_changed_bars (Oracle *oracle, TapeCommit *commit, guint32 length, guint first)
{
  g_autoptr (GArray) bars = totals_oracle_make (oracle->universe, oracle->trades, length, FALSE);

  for (guint i = 0; i < bars->len; i++)
    {
      const TapeBarTotals *totals = &g_array_index (bars, TapeBarTotals, i);
      gboolean changed = FALSE;

      for (guint j = first; j < oracle->trades->len && !changed; j++)
        {
          const TotalsTrade *item = &g_array_index (oracle->trades, TotalsTrade, j);

          changed
              = item->trade.instrument == totals->bar.instrument
                && totals_oracle_get_start (oracle->universe, item->trade.instrument, length, item->trade.event_time)
                       == totals->bar.start;
        }
      if (changed)
        g_array_append_vals (commit->bars, totals, 1);
    }
}

static void
commit_random (Oracle *oracle, TapeWriter *writer)
{
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  g_autoptr (GError) error = NULL;
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, 0);
  const TapeCommitBatch bars = { .batch = make_source_bars (oracle, (guint)g_test_rand_int_range (0, 4)) };
  guint first = oracle->trades->len, n = (guint)g_test_rand_int_range (0, 80);
  gint64 arrival = oracle->arrival;

  for (guint i = 0; i < n; i++)
    add_random_trade (oracle, batch, commit);
  store_commit_add_batch (commit, batch, &arrival);
  g_array_append_val (commit->batches, bars);
  add_changed_bars (oracle, commit, TAPE_BAR_DAY, first);
  add_changed_bars (oracle, commit, TAPE_BAR_MINUTE, first);
  tape_writer_commit (writer, commit, &error);
  g_assert_no_error (error);
}

/* The sources' days on which there is no trade, put between those that have some. */
static void
add_source_bars (Oracle *oracle, GArray *bars)
{
  for (guint i = 0; i < oracle->source_bars->len; i++)
    {
      const TapeBar *bar = &g_array_index (oracle->source_bars, TapeBar, i);
      const TapeBarTotals totals = { .bar = *bar, .open_time = TAPE_NO_TIME, .close_time = TAPE_NO_TIME };
      gint64 day = totals_oracle_get_start (oracle->universe, bar->instrument, TAPE_BAR_DAY, bar->start);
      gboolean traded = FALSE;
      guint place = 0;

      for (guint j = 0; j < bars->len; j++)
        {
          const TapeBar *other = &g_array_index (bars, TapeBarTotals, j).bar;

          traded |= other->count > 0 && other->instrument == bar->instrument && other->start == day;
          if (other->instrument < bar->instrument
              || (other->instrument == bar->instrument && other->start < bar->start))
            place = j + 1;
        }
      if (!traded)
        g_array_insert_val (bars, place, totals);
    }
}

static void
append_totals (const TapeBarTotals *totals, gpointer data)
{
  g_array_append_vals (data, totals, 1);
}

static GArray *
read_totals (TapeReader *reader, guint32 length, gint64 from, gint64 to)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (TapeBarTotals));
  g_autoptr (GError) error = NULL;

  tape_reader_each_totals (reader, length, from, to, append_totals, found, NULL, &error);
  g_assert_no_error (error);
  return found;
}

/* @wanted: all bars; compared are those that start in [@from, @to). */
static void
assert_totals (TapeReader *reader, guint32 length, gint64 from, gint64 to, GArray *wanted)
{
  g_autoptr (GArray) found = read_totals (reader, length, from, to);
  guint n = 0;

  for (guint i = 0; i < wanted->len; i++)
    {
      const TapeBarTotals *totals = &g_array_index (wanted, TapeBarTotals, i);

      if (totals->bar.start < from || totals->bar.start >= to)
        continue;
      g_assert_cmpuint (n, <, found->len);
      totals_oracle_assert_equal (&g_array_index (found, TapeBarTotals, n++), totals);
    }
  g_assert_cmpuint (n, ==, found->len);
}

static void
test_random (StoreFixture *fixture, gconstpointer data)
{
  static const guint32 lengths[] = { TAPE_BAR_MINUTE, TAPE_BAR_DAY };
  g_autoptr (TapeWriter) writer = NULL;
  g_autoptr (TapeReader) reader = NULL;
  Oracle oracle;

  oracle_init (&oracle);
  writer = store_fixture_open_writer (fixture, &oracle.universe);
  intern_symbols (oracle.universe);
  for (guint i = 0; i < N_COMMITS; i++)
    commit_random (&oracle, writer);

  reader = store_fixture_open_reader (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GArray) wanted = totals_oracle_make (oracle.universe, oracle.trades, lengths[i], TRUE);

      if (lengths[i] == TAPE_BAR_DAY)
        add_source_bars (&oracle, wanted);
      assert_totals (reader, lengths[i], G_MININT64, G_MAXINT64, wanted);
      for (guint j = 0; j < N_QUESTIONS; j++)
        {
          gint64 from
              = days[g_test_rand_int_range (0, G_N_ELEMENTS (days))] + g_test_rand_int_range (-40, 40) * TAPE_HOUR;

          assert_totals (reader, lengths[i], from, from + g_test_rand_int_range (0, 60) * TAPE_HOUR, wanted);
        }
    }
  oracle_clear (&oracle);
}

/* One trade at a time of one instrument, all of them dropped but @n_in_bar. */
static TapeBarTotals
read_day_of (StoreFixture *fixture, const char *kind, const gint64 *times, guint n, guint n_in_bar)
{
  const TapeSource source = { .kind = (char *)kind };
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  g_autoptr (TapeReader) reader = NULL;
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  g_autoptr (GArray) trades = g_array_new (FALSE, FALSE, sizeof (TotalsTrade));
  g_autoptr (GArray) bars = NULL, found = NULL;
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, n);
  gint64 arrival = 1;

  tape_writer_put_source (writer, 0, &source, NULL);
  intern_symbols (universe);
  for (guint i = 0; i < n; i++)
    {
      const TapeDroppedTrade dropped = { .arrival = i + 1, .from_day = TRUE };
      TotalsTrade item = { .arrival = i + 1, .from_day = i >= n_in_bar };

      item.trade = (TapeTrade){ .event_time = times[i], .receive_time = times[i], .price = i + 1, .source = 1 };
      *tape_batch_add_trade (batch) = item.trade;
      g_array_append_val (trades, item);
      if (item.from_day)
        g_array_append_val (commit->dropped, dropped);
    }
  store_commit_add_batch (commit, batch, &arrival);
  bars = totals_oracle_make (universe, trades, TAPE_BAR_DAY, FALSE);
  g_array_append_vals (commit->bars, bars->data, bars->len);
  g_assert_true (tape_writer_commit (writer, commit, NULL));
  reader = store_fixture_open_reader (fixture);
  found = read_totals (reader, TAPE_BAR_DAY, G_MININT64, G_MAXINT64);
  g_assert_cmpuint (found->len, ==, 1);
  return g_array_index (found, TapeBarTotals, 0);
}

/* 2013-10-07 in New York: the regular session is from 13:30 to 20:00 UTC. */
#define BEFORE (days[3] + 13 * TAPE_HOUR)
#define WITHIN (days[3] + 15 * TAPE_HOUR)
#define AFTER  (days[3] + 21 * TAPE_HOUR)

static void
assert_prices (const TapeBarTotals *totals, double open, double high, double low, double close, guint32 count)
{
  g_assert_cmpfloat (totals->bar.open, ==, open);
  g_assert_cmpfloat (totals->bar.high, ==, high);
  g_assert_cmpfloat (totals->bar.low, ==, low);
  g_assert_cmpfloat (totals->bar.close, ==, close);
  g_assert_cmpuint (totals->bar.count, ==, count);
}

static void
test_outside_changes_nothing (StoreFixture *fixture, gconstpointer data)
{
  const gint64 times[] = { WITHIN, WITHIN + 1, BEFORE, AFTER };
  TapeBarTotals totals = read_day_of (fixture, "replay", times, G_N_ELEMENTS (times), 2);

  assert_prices (&totals, 1, 2, 1, 2, 4);
}

static void
test_inside_replaces (StoreFixture *fixture, gconstpointer data)
{
  const gint64 times[] = { BEFORE, AFTER, WITHIN, WITHIN - 1, AFTER + 1 };
  TapeBarTotals totals = read_day_of (fixture, "replay", times, G_N_ELEMENTS (times), 2);

  assert_prices (&totals, 4, 4, 3, 3, 5);
}

static void
test_outside_only (StoreFixture *fixture, gconstpointer data)
{
  const gint64 times[] = { BEFORE, BEFORE, AFTER, AFTER, BEFORE - 1 };
  TapeBarTotals totals = read_day_of (fixture, "replay", times, G_N_ELEMENTS (times), 1);

  assert_prices (&totals, 5, 5, 1, 4, 5);
}

/* Where the simulator made the trades, the session lasts all day. */
static void
test_simulated (StoreFixture *fixture, gconstpointer data)
{
  const gint64 times[] = { WITHIN, BEFORE, AFTER };
  TapeBarTotals totals = read_day_of (fixture, "simulator", times, G_N_ELEMENTS (times), 1);

  assert_prices (&totals, 2, 3, 1, 3, 3);
}

static void
add_trade (const TapeTrade *trade, const char *text, gint64 arrival, gpointer data)
{
  const TotalsTrade item = { .trade = *trade, .arrival = arrival };

  g_array_append_val (data, item);
}

static void
make_schema_1 (StoreFixture *fixture)
{
  g_autofree char *sql_path = g_test_build_filename (G_TEST_DIST, "unit", "databases", "schema-1.sql", NULL);
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *sql = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_get_contents (sql_path, &sql, NULL, NULL));
  store_fixture_exec (fixture->path, sql);
}

/* What the first version wrote: bars that lack trades, some that were still open when it ended, and sources' days. */
static void
test_migrated (StoreFixture *fixture, gconstpointer data)
{
  static const guint32 lengths[] = { TAPE_BAR_MINUTE, TAPE_BAR_DAY };
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = NULL;
  g_autoptr (TapeReader) reader = NULL;
  g_autoptr (GArray) trades = g_array_new (FALSE, FALSE, sizeof (TotalsTrade));
  g_autoptr (GError) error = NULL;
  guint n_sources = 0;
  gint64 revised;

  make_schema_1 (fixture);
  g_assert_null (tape_reader_open (fixture->path, &error));
  g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_FORMAT);
  g_clear_error (&error);
  store_fixture_exec (fixture->path, "DELETE FROM bars WHERE count > 0 AND start > 1383580800000000");
  revised = store_fixture_get_number (fixture, "SELECT sum (revision) FROM bars");
  g_assert_cmpint (revised, >, 0);

  writer = store_fixture_open_writer (fixture, &universe);
  reader = store_fixture_open_reader (fixture);
  tape_reader_load_trades (reader, G_MININT64, 0, add_trade, trades, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (trades->len, ==, 134);
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GArray) wanted = totals_oracle_make (universe, trades, lengths[i], TRUE);
      g_autoptr (GArray) found = read_totals (reader, lengths[i], G_MININT64, G_MAXINT64);

      for (guint j = 0, k = 0; j < found->len; j++)
        if (g_array_index (found, TapeBarTotals, j).bar.source == 0)
          totals_oracle_assert_equal (&g_array_index (found, TapeBarTotals, j),
                                      &g_array_index (wanted, TapeBarTotals, k++));
        else
          n_sources++;
      g_assert_cmpuint (found->len, ==, wanted->len + (lengths[i] == TAPE_BAR_DAY ? n_sources : 0));
    }
  g_assert_cmpuint (n_sources, ==, 2);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM dropped"), ==, 0);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT sum (revision) FROM bars"), ==, revised);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT sum (count) FROM bars WHERE length = 60"), ==, 134);
}

static void
fill_minutes (StoreFixture *fixture, guint n)
{
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  gint64 arrival = 1;

  intern_symbols (universe);
  for (guint i = 0; i < n; i++)
    {
      const TapeBarTotals totals = { .bar = { .start = i * TAPE_MINUTE, .length = TAPE_BAR_MINUTE, .count = 1 } };

      g_array_append_val (commit->bars, totals);
    }
  store_commit_add_batch (commit, store_batch_new (2, 0, n * TAPE_MINUTE, 1), &arrival);
  g_assert_true (tape_writer_commit (writer, commit, NULL));
}

typedef struct
{
  GCancellable *cancellable;
  guint n;
} Cancelling;

static void
cancel (const TapeBarTotals *totals, gpointer data)
{
  Cancelling *cancelling = data;

  cancelling->n++;
  g_cancellable_cancel (cancelling->cancellable);
}

static void
test_cancelled (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TapeReader) reader = NULL;
  g_autoptr (GArray) found = NULL;
  g_autoptr (GError) error = NULL;
  Cancelling cancelling = { cancellable, 0 };

  fill_minutes (fixture, N_MANY);
  reader = store_fixture_open_reader (fixture);
  g_assert_false (tape_reader_each_totals (reader, TAPE_BAR_MINUTE, G_MININT64, G_MAXINT64, cancel, &cancelling,
                                           cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (cancelling.n, >, 0);
  g_assert_cmpuint (cancelling.n, <, N_MANY);
  found = read_totals (reader, TAPE_BAR_MINUTE, G_MININT64, G_MAXINT64);
  g_assert_cmpuint (found->len, ==, N_MANY);
}

static void
test_damaged (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TapeBarTotals));

  fill_minutes (fixture, 40);
  store_fixture_exec (fixture->path, "UPDATE totals SET bars = x'ff' WHERE start = 960000000");
  reader = store_fixture_open_reader (fixture);
  g_assert_false (tape_reader_each_totals (reader, TAPE_BAR_MINUTE, 0, G_MAXINT64, append_totals, found, NULL, &error));
  g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_DAMAGED);
  g_assert_cmpuint (found->len, ==, 16);
}

static void
test_span (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  gint64 first = 0, last = 0;

  tape_writer_free (store_fixture_open_writer (fixture, NULL));
  reader = store_fixture_open_reader (fixture);
  tape_reader_get_span (reader, &first, &last, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (first, ==, TAPE_NO_TIME);
  g_assert_cmpint (last, ==, TAPE_NO_TIME);
  fill_minutes (fixture, 3);
  tape_reader_get_span (reader, &first, &last, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (first, ==, 0);
  g_assert_cmpint (last, ==, 3 * TAPE_MINUTE + TAPE_MILLISECOND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/totals/equal-all-trades", test_random);
  STORE_TEST ("/store/totals/dropped-outside-the-session", test_outside_changes_nothing);
  STORE_TEST ("/store/totals/dropped-inside-the-session", test_inside_replaces);
  STORE_TEST ("/store/totals/nothing-inside-the-session", test_outside_only);
  STORE_TEST ("/store/totals/simulated-round-the-clock", test_simulated);
  STORE_TEST ("/store/totals/migrated", test_migrated);
  STORE_TEST ("/store/totals/cancelled", test_cancelled);
  STORE_TEST ("/store/totals/damaged", test_damaged);
  STORE_TEST ("/store/totals/span", test_span);
  return g_test_run ();
}
