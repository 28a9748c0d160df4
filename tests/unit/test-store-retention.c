/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What retention removes is not missed: beside a database that keeps everything, one whose trades are removed between the
 * commits says the same of seconds, minutes, days and sides. */

#include <string.h>

#include "../support/store-fixture.h"
#include "store/tape-store-check.h"
#include "totals-oracle.h"

enum
{
  N_TRADES = 30000,
  N_LOOKS = 4,
  LATENESS = 600, /* seconds after which a minute takes no more trades */
  NEEDED_LAST = 500,
};

#define BEGIN G_GINT64_CONSTANT (1383350400000000) /* 2013-11-02, in New York the day before one of 25 hours */

static const char *const symbols[] = { "BAC", "SAP.DE", "7203.T", "RELIANCE.NS", "NOBODY" };

typedef struct
{
  StoreFixture *fixture; /* everything is kept in its database */
  char *path;            /* of the other */
  TapeUniverse *universe;
  TapeUniverse *other_universe;
  TapeWriter *writer;
  TapeWriter *other;
  TapeRetention retention;
  TapeRetentionProgress progress;
  GArray *trades; /* of TotalsTrade, in order of arrival */
  gint64 latest;
  gint64 needed_since;
} Twins;

static TapeWriter *
open_writer (const char *path, TapeUniverse **universe)
{
  const TapeSource source = { .kind = (char *)"test", .name = (char *)"a test" };
  g_autoptr (GError) error = NULL;
  TapeWriter *writer;

  *universe = tape_universe_new (FALSE);
  writer = tape_writer_open (path, *universe, &error);
  g_assert_no_error (error);
  tape_writer_put_source (writer, 1, &source, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++)
    g_assert_cmpuint (tape_universe_intern (*universe, symbols[i], strlen (symbols[i])), ==, i);
  return writer;
}

static void
twins_init (Twins *twins, StoreFixture *fixture, gint64 trades, gint64 seconds, gint64 minutes)
{
  *twins = (Twins){
    .fixture = fixture,
    .path = g_build_filename (fixture->folder, "kept", "test.db", NULL),
    .retention = { trades, seconds, minutes },
    .trades = g_array_new (FALSE, FALSE, sizeof (TotalsTrade)),
    .latest = BEGIN,
    .needed_since = G_MININT64,
  };
  twins->writer = open_writer (fixture->path, &twins->universe);
  twins->other = open_writer (twins->path, &twins->other_universe);
}

static void
twins_clear (Twins *twins)
{
  tape_writer_free (twins->writer);
  tape_writer_free (twins->other);
  tape_universe_unref (twins->universe);
  tape_universe_unref (twins->other_universe);
  g_array_unref (twins->trades);
  g_free (twins->path);
}

/* --- What comes --- */

/* Mostly in order, many in the same second; some late by minutes, a few by more than a day. The first opens its day. */
static gint64
choose_time (Twins *twins)
{
  gint kind = g_test_rand_int_range (0, 1000);
  gint64 back = kind < 990   ? g_test_rand_int_range (0, 300) * TAPE_SECOND / 2
                : kind < 999 ? g_test_rand_int_range (0, 7200) * TAPE_SECOND
                             : g_test_rand_int_range (0, 1800) * TAPE_MINUTE;

  if (kind < 600)
    twins->latest += g_test_rand_int_range (0, 16000) * TAPE_MILLISECOND;
  if (kind < 900)
    return twins->latest;
  return MAX (BEGIN, twins->latest - back);
}

/* Prices and quantities whose sums are exact in any order. */
static void
add_trade (Twins *twins, TapeBatch *batch, TapeCommit *commit)
{
  TapeTrade *trade = tape_batch_add_trade (batch);
  TotalsTrade item = { .arrival = twins->trades->len + 1 };
  const TapeDroppedTrade *dropped;
  TapeDay day;

  trade->event_time = trade->receive_time = choose_time (twins);
  trade->instrument = (guint32)g_test_rand_int_range (0, G_N_ELEMENTS (symbols));
  trade->price = g_test_rand_int_range (1, 4000) / 4.0;
  trade->quantity = g_test_rand_int_range (0, 100);
  trade->source = 1;
  trade->side = (guint8)g_test_rand_int_range (0, TAPE_N_SIDES);
  if (trade->side != TAPE_SIDE_UNKNOWN && g_test_rand_int_range (0, 3) == 0)
    trade->flags |= TAPE_TRADE_ESTIMATED;

  tape_universe_get_day (twins->universe, trade->instrument, trade->event_time, &day);
  item.trade = *trade;
  item.from_minute
      = twins->latest >= tape_time_floor (trade->event_time, TAPE_MINUTE) + TAPE_MINUTE + LATENESS * TAPE_SECOND;
  item.from_day = item.from_minute && twins->latest >= day.end + LATENESS * TAPE_SECOND;
  g_array_append_val (twins->trades, item);
  if (!item.from_minute)
    return;
  dropped = &(const TapeDroppedTrade){ item.arrival, item.from_day, twins->latest };
  g_array_append_vals (commit->dropped, dropped, 1);
}

static char *
name_bar (Twins *twins, const TapeTrade *trade, guint32 length)
{
  return g_strdup_printf ("%u %u %" G_GINT64_FORMAT, trade->instrument, length,
                          totals_oracle_get_start (twins->universe, trade->instrument, length, trade->event_time));
}

/* All bars that a trade from @first on is in. */
static void
add_bars (Twins *twins, TapeCommit *commit, guint32 length, guint first)
{
  g_autoptr (GArray) bars = totals_oracle_make (twins->universe, twins->trades, length, FALSE);
  g_autoptr (GHashTable) changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = first; i < twins->trades->len; i++)
    {
      const TotalsTrade *item = &g_array_index (twins->trades, TotalsTrade, i);

      if (!(length == TAPE_BAR_DAY ? item->from_day : item->from_minute))
        g_hash_table_add (changed, name_bar (twins, &item->trade, length));
    }
  for (guint i = 0; i < bars->len; i++)
    {
      const TapeBarTotals *totals = &g_array_index (bars, TapeBarTotals, i);
      const TapeTrade at = { .instrument = totals->bar.instrument, .event_time = totals->bar.start };
      g_autofree char *name = name_bar (twins, &at, length);

      if (g_hash_table_contains (changed, name))
        g_array_append_vals (commit->bars, totals, 1);
    }
}

static void
commit_trades (Twins *twins, guint n)
{
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  g_autoptr (GError) error = NULL;
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, n);
  guint first = twins->trades->len;
  gint64 arrival = first + 1;

  for (guint i = 0; i < n; i++)
    add_trade (twins, batch, commit);
  store_commit_add_batch (commit, batch, &arrival);
  add_bars (twins, commit, TAPE_BAR_MINUTE, first);
  add_bars (twins, commit, TAPE_BAR_DAY, first);
  commit->needed_since = twins->needed_since = twins->latest - 2 * LATENESS * TAPE_SECOND;
  commit->needed_last = NEEDED_LAST;
  tape_writer_commit (twins->writer, commit, &error);
  g_assert_no_error (error);
  tape_writer_commit (twins->other, commit, &error);
  g_assert_no_error (error);
}

/* --- What is removed --- */

static void
reopen (Twins *twins)
{
  tape_writer_free (twins->other);
  tape_universe_unref (twins->other_universe);
  twins->other = open_writer (twins->path, &twins->other_universe);
  tape_writer_set_needed (twins->other, twins->needed_since, NEEDED_LAST);
}

/* Up to @n steps. */
static void
take_steps (Twins *twins, guint n)
{
  g_autoptr (GError) error = NULL;

  twins->progress.stage = TAPE_RETENTION_TRADES;
  for (guint i = 0; i < n && twins->progress.stage != TAPE_RETENTION_DONE; i++)
    {
      gint64 before = twins->progress.trades;

      if (g_test_rand_int_range (0, 40) == 0)
        reopen (twins);
      tape_writer_retain (twins->other, &twins->retention, G_MAXINT64, FALSE, &twins->progress, &error);
      g_assert_no_error (error);
      g_assert_cmpint (twins->progress.trades - before, <=, 8192);
    }
}

/* --- What both say --- */

static void
assert_same_seconds (TapeReader *reader, TapeReader *other, gint64 from, gint64 to, guint max)
{
  for (guint32 i = 0; i < G_N_ELEMENTS (symbols); i++)
    {
      g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (TapeBar));
      g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
      g_autoptr (GError) error = NULL;

      tape_reader_get_bars (reader, i, TAPE_BAR_SECOND, from, to, max, wanted, NULL, &error);
      g_assert_no_error (error);
      tape_reader_get_bars (other, i, TAPE_BAR_SECOND, from, to, max, bars, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (bars->len, ==, wanted->len);
      for (guint j = 0; j < bars->len; j++)
        store_assert_bar (&g_array_index (bars, TapeBar, j), &g_array_index (wanted, TapeBar, j));
    }
}

static void
append_totals (const TapeBarTotals *totals, gpointer data)
{
  g_array_append_vals (data, totals, 1);
}

static void
assert_same_totals (TapeReader *reader, TapeReader *other, guint32 length, gint64 from)
{
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (TapeBarTotals));
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (TapeBarTotals));

  g_assert_true (tape_reader_each_totals (reader, length, from, G_MAXINT64, append_totals, wanted, NULL, NULL));
  g_assert_true (tape_reader_each_totals (other, length, from, G_MAXINT64, append_totals, bars, NULL, NULL));
  g_assert_cmpuint (bars->len, ==, wanted->len);
  for (guint i = 0; i < bars->len; i++)
    totals_oracle_assert_equal (&g_array_index (bars, TapeBarTotals, i), &g_array_index (wanted, TapeBarTotals, i));
}

static void
assert_same_sides (TapeReader *reader, TapeReader *other, const TapeTradeSpan *span)
{
  guint64 n_estimates, n_trades, other_estimates, other_trades;

  g_assert_true (tape_reader_count_estimates (reader, span, &n_estimates, &n_trades, NULL, NULL));
  g_assert_true (tape_reader_count_estimates (other, span, &other_estimates, &other_trades, NULL, NULL));
  g_assert_cmpuint (other_estimates, ==, n_estimates);
  g_assert_cmpuint (other_trades, ==, n_trades);
}

typedef struct
{
  guint32 instrument;
  TapeDay day;
} OneDay;

static gboolean
is_of_day (guint32 instrument, gint64 event_time, gpointer data)
{
  const OneDay *one = data;

  return instrument == one->instrument && event_time >= one->day.start && event_time < one->day.end;
}

/* Each day of each instrument, cut out of spans that begin and end anywhere. */
static void
assert_same_days (Twins *twins, TapeReader *reader, TapeReader *other)
{
  for (guint32 i = 0; i < G_N_ELEMENTS (symbols); i++)
    for (gint64 time = BEGIN; time < twins->latest; time += TAPE_DAY)
      {
        OneDay one = { .instrument = i };
        TapeTradeSpan span = { .whole_from = G_MAXINT64, .whole_to = G_MININT64, .holds = is_of_day, .data = &one };

        tape_universe_get_day (twins->universe, i, time, &one.day);
        span.from = one.day.start - TAPE_HOUR;
        span.to = one.day.end + TAPE_HOUR;
        assert_same_sides (reader, other, &span);
      }
}

static void
assert_same (Twins *twins)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeReader) reader = tape_reader_open (twins->fixture->path, &error);
  g_autoptr (TapeReader) other = tape_reader_open (twins->path, &error);
  TapeTradeSpan span = { G_MININT64, G_MAXINT64, G_MININT64, G_MAXINT64, NULL, NULL };
  gint64 first, last, other_first, other_last;

  g_assert_no_error (error);
  assert_same_totals (reader, other, TAPE_BAR_DAY, G_MININT64);
  assert_same_sides (reader, other, &span);
  assert_same_days (twins, reader, other);
  g_assert_true (tape_reader_get_span (reader, &first, &last, NULL, NULL));
  g_assert_true (tape_reader_get_span (other, &other_first, &other_last, NULL, NULL));
  g_assert_cmpint (other_first, ==, first);
  g_assert_cmpint (other_last, ==, last);
  if (twins->retention.minutes == TAPE_KEEP_FOR_EVER)
    assert_same_totals (reader, other, TAPE_BAR_MINUTE, G_MININT64);
  if (twins->retention.seconds != TAPE_KEEP_FOR_EVER)
    return;
  assert_same_seconds (reader, other, G_MININT64, G_MAXINT64, G_MAXUINT);
  for (guint i = 0; i < 20; i++)
    {
      gint64 from = BEGIN + g_test_rand_int_range (0, 250000) * TAPE_SECOND + g_test_rand_bit ();
      gint64 hour = tape_time_floor (from, TAPE_HOUR);

      assert_same_seconds (reader, other, from, from + g_test_rand_int_range (0, 20000) * TAPE_SECOND,
                           (guint)g_test_rand_int_range (1, 2000));
      span = (TapeTradeSpan){ hour, hour + 9 * TAPE_HOUR, hour, hour + 9 * TAPE_HOUR, NULL, NULL };
      assert_same_sides (reader, other, &span);
    }
}

static gint64
get_number (Twins *twins, const char *sql)
{
  StoreFixture other = { .path = twins->path };

  return store_fixture_get_number (&other, sql);
}

/* Nothing that is young is missing, nor what came last; what is left is whole blocks. */
static void
assert_kept (Twins *twins)
{
  g_autofree char *young = g_strdup_printf ("SELECT count (*) FROM trades WHERE event_time >= %" G_GINT64_FORMAT,
                                            twins->latest - twins->retention.trades);
  g_autofree char *last
      = g_strdup_printf ("SELECT count (*) FROM trades WHERE arrival > %u", twins->trades->len - NEEDED_LAST);

  g_assert_cmpint (get_number (twins, young), ==, store_fixture_get_number (twins->fixture, young));
  g_assert_cmpint (get_number (twins, last), ==, NEEDED_LAST);
  g_assert_cmpint (get_number (twins, "SELECT count (*) FROM trades"), ==,
                   get_number (twins, "SELECT sum (last_arrival - first_arrival + 1) FROM blocks"));
  g_assert_cmpint (get_number (twins, "SELECT count (*) FROM trades") + twins->progress.trades, ==, twins->trades->len);
  g_assert_cmpint (get_number (twins, "SELECT sum (trades) FROM removed"), ==, twins->progress.trades);
  g_assert_cmpint (
      get_number (twins, "SELECT count (*) FROM dropped LEFT JOIN trades USING (arrival) WHERE price IS NULL"), ==, 0);
}

static void
assert_sound (Twins *twins)
{
  g_auto (TapeStoreCheck) check = { 0 };
  g_autoptr (GError) error = NULL;

  tape_store_check (twins->path, NULL, &check, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (check.integrity, ==, "ok");
}

static void
run (Twins *twins)
{
  for (guint look = 0; look < N_LOOKS; look++)
    {
      while (twins->trades->len < N_TRADES * (look + 1) / N_LOOKS)
        {
          commit_trades (twins, (guint)g_test_rand_int_range (1, 4000));
          take_steps (twins, (guint)g_test_rand_int_range (0, 12));
        }
      if (look == N_LOOKS - 1)
        take_steps (twins, G_MAXUINT);
      assert_same (twins);
      assert_kept (twins);
      assert_sound (twins);
    }
}

/* --- Tests --- */

static void
test_trades (StoreFixture *fixture, gconstpointer data)
{
  Twins twins;

  twins_init (&twins, fixture, 6 * TAPE_HOUR, TAPE_KEEP_FOR_EVER, TAPE_KEEP_FOR_EVER);
  run (&twins);
  g_assert_cmpint (twins.progress.trades, >, N_TRADES / 5);
  g_assert_cmpint (get_number (&twins, "SELECT count (*) FROM bars WHERE length = 1"), >, 1000);
  g_assert_cmpint (get_number (&twins, "PRAGMA freelist_count"), <=, 1024);

  /* What was removed in part is whole again with what comes late. */
  commit_trades (&twins, 20);
  assert_same (&twins);
  twins_clear (&twins);
}

/* All tiers: of minutes those of the last day are left, of seconds those of the last twelve hours. */
static void
test_tiers (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeReader) reader = NULL, other = NULL;
  gint64 seconds_from, minutes_from;
  Twins twins;

  twins_init (&twins, fixture, 6 * TAPE_HOUR, 12 * TAPE_HOUR, TAPE_DAY);
  run (&twins);
  reader = tape_reader_open (fixture->path, NULL);
  other = tape_reader_open (twins.path, NULL);
  seconds_from = twins.latest - 12 * TAPE_HOUR;
  minutes_from = twins.latest - TAPE_DAY;
  assert_same_totals (reader, other, TAPE_BAR_MINUTE, minutes_from);
  assert_same_seconds (reader, other, seconds_from, G_MAXINT64, G_MAXUINT);
  g_assert_cmpint (get_number (&twins, "SELECT min (start) FROM bars WHERE length = 60"), >, minutes_from - TAPE_HOUR);
  g_assert_cmpint (get_number (&twins, "SELECT min (start) FROM totals WHERE length = 60"), >,
                   minutes_from - TAPE_HOUR);
  g_assert_cmpint (get_number (&twins, "SELECT ifnull (min (start), 9223372036854775807) FROM bars WHERE length = 1"),
                   >, seconds_from - TAPE_HOUR);
  g_assert_cmpint (get_number (&twins, "SELECT count (*) FROM removed WHERE length = 86400"), >, 0);
  g_assert_cmpint (twins.progress.bars, >, 500);
  twins_clear (&twins);
}

static void
test_seconds_not_kept (StoreFixture *fixture, gconstpointer data)
{
  Twins twins;

  twins_init (&twins, fixture, 6 * TAPE_HOUR, 6 * TAPE_HOUR, TAPE_KEEP_FOR_EVER);
  run (&twins);
  g_assert_cmpint (get_number (&twins, "SELECT count (*) FROM bars WHERE length = 1"), ==, 0);
  twins_clear (&twins);
}

/* @n trades of one instrument at @time, of rising price; each is of a second of its own if @apart. */
static void
commit_at (TapeWriter *writer, guint n, gint64 time, gboolean apart, gint64 *arrival)
{
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  TapeBatch *batch = store_batch_new (n, 0, time, *arrival);

  for (guint i = 0; i < n; i++)
    {
      batch->trades[i].event_time = batch->trades[i].receive_time = time + (apart ? i * TAPE_SECOND : 0);
      batch->trades[i].price = (double)(*arrival + i);
    }
  store_commit_add_batch (commit, batch, arrival);
  commit->needed_since = G_MAXINT64;
  g_assert_true (tape_writer_commit (writer, commit, NULL));
}

/* Two blocks are old but for one trade of the first; both have trades of the same moment. The second waits for the first,
 * since what is merged later must have arrived later; a third, which shares no second with them, does not wait. */
static void
test_order (StoreFixture *fixture, gconstpointer data)
{
  const TapeRetention retention = { .trades = TAPE_HOUR };
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  g_autoptr (TapeReader) reader = NULL;
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  TapeRetentionProgress progress = { 0 };
  gint64 arrival = 1;

  store_intern_instruments (universe, 1);
  commit_at (writer, 8191, BEGIN, FALSE, &arrival);
  commit_at (writer, 1, BEGIN + TAPE_DAY, FALSE, &arrival);
  commit_at (writer, 8192, BEGIN, FALSE, &arrival);
  commit_at (writer, 8192, BEGIN - TAPE_DAY, TRUE, &arrival);
  commit_at (writer, 10, BEGIN + TAPE_DAY, FALSE, &arrival);

  for (guint round = 0; round < 2; round++)
    {
      do
        g_assert_true (tape_writer_retain (writer, &retention, G_MAXINT64, FALSE, &progress, NULL));
      while (progress.stage != TAPE_RETENTION_DONE);
      g_assert_cmpint (progress.trades, ==, round == 0 ? 8192 : 3 * 8192);
      if (round == 0)
        commit_at (writer, 8192, BEGIN + 2 * TAPE_DAY, FALSE, &arrival);
    }
  reader = store_fixture_open_reader (fixture);
  g_assert_true (tape_reader_get_bars (reader, 0, TAPE_BAR_SECOND, BEGIN, BEGIN + TAPE_SECOND, 10, bars, NULL, NULL));
  g_assert_cmpuint (bars->len, ==, 1);
  g_assert_cmpfloat (g_array_index (bars, TapeBar, 0).open, ==, 1);
  g_assert_cmpfloat (g_array_index (bars, TapeBar, 0).close, ==, 2 * 8192);
  g_assert_cmpuint (g_array_index (bars, TapeBar, 0).count, ==, 2 * 8192 - 1);
}

/* What is needed to go on stays however old it is, and so does everything before it is known what is. */
static void
test_needed (StoreFixture *fixture, gconstpointer data)
{
  const TapeRetention retention = { .trades = TAPE_SECOND };
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  TapeRetentionProgress progress = { 0 };
  gint64 arrival = 1;

  store_intern_instruments (universe, 1);
  commit_at (writer, 5 * 8192, BEGIN, TRUE, &arrival);
  tape_writer_set_needed (writer, G_MININT64, 0);
  g_assert_true (tape_writer_retain (writer, &retention, G_MAXINT64, FALSE, &progress, NULL));
  g_assert_cmpint (progress.trades, ==, 0);
  tape_writer_set_needed (writer, BEGIN + 2 * 8192 * TAPE_SECOND, 0);
  do
    g_assert_true (tape_writer_retain (writer, &retention, G_MAXINT64, FALSE, &progress, NULL));
  while (progress.stage != TAPE_RETENTION_DONE);
  g_assert_cmpint (progress.trades, ==, 2 * 8192);

  /* A clock that is behind makes nothing old; one that is ahead no more than the data do. */
  tape_writer_set_needed (writer, G_MAXINT64, 0);
  g_assert_true (tape_writer_retain (writer, &retention, BEGIN, FALSE, &progress, NULL));
  g_assert_cmpint (progress.trades, ==, 2 * 8192);
  do
    g_assert_true (tape_writer_retain (writer, &retention, G_MAXINT64, FALSE, &progress, NULL));
  while (progress.stage != TAPE_RETENTION_DONE);
  g_assert_cmpint (progress.trades, ==, 4 * 8192);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/retention/trades-are-not-missed", test_trades);
  STORE_TEST ("/store/retention/tiers", test_tiers);
  STORE_TEST ("/store/retention/seconds-not-kept", test_seconds_not_kept);
  STORE_TEST ("/store/retention/in-the-order-of-arrival", test_order);
  STORE_TEST ("/store/retention/what-is-needed-stays", test_needed);
  return g_test_run ();
}
