/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is written of what is stored: every kind of row, parts of it, and nothing where it was stopped. */

#include <glib/gstdio.h>
#include <string.h>

#include "../support/store-fixture.h"
#include "pipeline/tape-export.h"

#define TIME    G_GINT64_CONSTANT (1381147200000000) /* 2013-10-07T12:00:00Z */
#define COLUMNS "event_time,symbol,price,quantity,side,trade_id,receive_time,derived,estimated\n"

static TapeTrade *
add_trade (TapeBatch *batch, guint32 instrument, gint64 time, double price, TapeSide side, const char *id)
{
  TapeTrade *trade = tape_batch_add_trade (batch);

  *trade = (TapeTrade){ .event_time = time,
                        .receive_time = time,
                        .price = price,
                        .quantity = 1,
                        .instrument = instrument,
                        .source = 1,
                        .side = (guint8)side };
  if (id != NULL)
    tape_batch_set_trade_id (batch, trade, id, strlen (id));
  return trade;
}

static void
add_bar (TapeCommit *commit, guint32 instrument, guint32 length, gint64 start, double price)
{
  const TapeBarTotals totals = { .bar = { .start = start,
                                          .length = length,
                                          .instrument = instrument,
                                          .open = price,
                                          .high = price + 1,
                                          .low = price - 1,
                                          .close = price,
                                          .volume = 2.5,
                                          .turnover = 250,
                                          .buys = 1,
                                          .sells = 0.5,
                                          .count = 3,
                                          .revision = 1 } };

  g_array_append_val (commit->bars, totals);
}

/* Symbols in another order than their numbers. */
static void
fill (StoreFixture *fixture)
{
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  guint32 msft = tape_universe_intern (universe, "MSFT", 4), aapl = tape_universe_intern (universe, "AAPL", 4);
  guint32 odd = tape_universe_intern (universe, "B,\"x\"", 5);
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, 8);
  g_autoptr (GError) error = NULL;
  gint64 arrival = 1;

  add_trade (batch, msft, TIME, 0.1, TAPE_SIDE_BUY, "7");
  add_trade (batch, aapl, TIME - 1, 1e-7, TAPE_SIDE_SELL, "007")->receive_time = TIME;
  add_trade (batch, odd, -1500000, 12345678.9, TAPE_SIDE_UNKNOWN, " a,b")->flags |= TAPE_TRADE_DERIVED;
  add_trade (batch, aapl, TIME + TAPE_DAY, 2, TAPE_SIDE_BUY, NULL)->flags |= TAPE_TRADE_ESTIMATED;
  store_commit_add_batch (commit, batch, &arrival);
  add_bar (commit, msft, TAPE_BAR_MINUTE, TIME, 10);
  add_bar (commit, aapl, TAPE_BAR_DAY, TIME, 20);
  add_bar (commit, aapl, TAPE_BAR_MINUTE, TIME + TAPE_DAY, 30);
  tape_writer_commit (writer, commit, &error);
  g_assert_no_error (error);
}

static TapeExportOptions
options_of (const char *name)
{
  g_autoptr (GError) error = NULL;
  const TapeExportOptions options
      = { .table = tape_export_lookup (name, &error), .form = TAPE_TEXT_CSV, .span = TAPE_SPAN_ALL };

  g_assert_no_error (error);
  return options;
}

static char *
write_out (StoreFixture *fixture, const TapeExportOptions *options, guint64 n_rows)
{
  g_autofree char *path = g_build_filename (fixture->folder, "out", NULL);
  TapeExportProgress progress = { 0 };
  g_autoptr (GError) error = NULL;
  char *content = NULL;
  guint64 rows;

  tape_export_run (fixture->path, options, path, &progress, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (tape_export_progress_get (&progress, &rows), ==, 1);
  g_assert_cmpuint (rows, ==, n_rows);
  g_file_get_contents (path, &content, NULL, &error);
  g_assert_no_error (error);
  return content;
}

static void
test_trades (StoreFixture *fixture, gconstpointer data)
{
  TapeExportOptions options = options_of ("trades");
  g_autofree char *csv = NULL;
  g_autofree char *json = NULL;

  fill (fixture);
  csv = write_out (fixture, &options, 4);
  g_assert_cmpstr (csv, ==,
                   COLUMNS "2013-10-07T12:00:00Z,MSFT,0.1,1,buy,7,,,\n"
                           "2013-10-07T11:59:59.999999Z,AAPL,0.0000001,1,sell,007,2013-10-07T12:00:00Z,,\n"
                           "1969-12-31T23:59:58.500Z,\"B,\"\"x\"\"\",12345678.9,1,unknown,\" a,b\",,1,\n"
                           "2013-10-08T12:00:00Z,AAPL,2,1,buy,,,,1\n");
  options.form = TAPE_TEXT_JSON;
  json = write_out (fixture, &options, 4);
  g_assert_true (g_str_has_prefix (json, "{\"event_time\":\"2013-10-07T12:00:00Z\",\"symbol\":\"MSFT\",\"price\":0.1,"
                                         "\"quantity\":1,\"side\":\"buy\",\"trade_id\":7}\n"
                                         "{\"event_time\":\"2013-10-07T11:59:59.999999Z\",\"symbol\":\"AAPL\","
                                         "\"price\":0.0000001,\"quantity\":1,\"side\":\"sell\",\"trade_id\":\"007\","
                                         "\"receive_time\":\"2013-10-07T12:00:00Z\"}\n"));
}

/* Days are those of the exchange: 2013-10-07 in New York begins at 04:00 UTC. */
static void
test_parts (StoreFixture *fixture, gconstpointer data)
{
  static const char *const symbols[] = { "AAPL", "MSFT", NULL };
  TapeExportOptions options = options_of ("trades");
  g_autofree char *day = NULL;
  g_autofree char *one = NULL;
  g_autofree char *text_id = NULL;
  g_autofree char *until = NULL;

  fill (fixture);
  options.symbols = symbols;
  options.span.from_date = options.span.to_date = tape_time_from_date (2013, 10, 8);
  day = write_out (fixture, &options, 1);
  g_assert_cmpstr (day, ==, COLUMNS "2013-10-08T12:00:00Z,AAPL,2,1,buy,,,,1\n");
  options.span = TAPE_SPAN_ALL;
  options.id = "7";
  one = write_out (fixture, &options, 1);
  g_assert_cmpstr (one, ==, COLUMNS "2013-10-07T12:00:00Z,MSFT,0.1,1,buy,7,,,\n");
  options.id = "007";
  text_id = write_out (fixture, &options, 1);
  g_assert_nonnull (strstr (text_id, "AAPL"));
  options.id = NULL;
  options.span.to = TIME;
  until = write_out (fixture, &options, 1);
  g_assert_nonnull (strstr (until, ",007,"));
}

static void
test_bars (StoreFixture *fixture, gconstpointer data)
{
  TapeExportOptions options = options_of ("bars");
  g_autofree char *all = NULL;
  g_autofree char *days = NULL;
  g_autofree char *seconds = NULL;

  fill (fixture);
  all = write_out (fixture, &options, 3);
  g_assert_cmpstr (all, ==,
                   "symbol,start,length,open,high,low,close,volume,turnover,buys,sells,count,revision\n"
                   "AAPL,2013-10-08T12:00:00Z,1m,30,31,29,30,2.5,250,1,0.5,3,1\n"
                   "AAPL,2013-10-07T12:00:00Z,1d,20,21,19,20,2.5,250,1,0.5,3,1\n"
                   "MSFT,2013-10-07T12:00:00Z,1m,10,11,9,10,2.5,250,1,0.5,3,1\n");
  options.length = TAPE_BAR_DAY;
  days = write_out (fixture, &options, 1);
  g_assert_nonnull (strstr (days, "\nAAPL,2013-10-07T12:00:00Z,1d,20,"));
  options.length = TAPE_BAR_SECOND;
  seconds = write_out (fixture, &options, 4);
  g_assert_nonnull (strstr (seconds, "\n\"B,\"\"x\"\"\",1969-12-31T23:59:58Z,1s,12345678.9,"));
}

/* Over several transactions of the reading, of which some hold nothing that is wanted. */
static void
test_many (StoreFixture *fixture, gconstpointer data)
{
  static const char *const symbols[] = { "T1", "T2", NULL };
  TapeExportOptions options = options_of ("trades");
  g_autofree char *all = NULL;
  g_autofree char *some = NULL;
  g_autofree char *early = NULL;
  g_autofree char *seconds = NULL;
  gint64 arrival = 1;

  {
    g_autoptr (TapeUniverse) universe = NULL;
    g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);

    store_intern_instruments (universe, 3);
    for (guint i = 0; i < 6; i++)
      {
        g_autoptr (TapeCommit) commit = tape_commit_new ();
        g_autoptr (GError) error = NULL;
        guint n = i % 3 == 0 ? 100000 : 1000;

        /* The last two are years later. */
        store_commit_add_batch (commit, store_batch_new (n, i % 3, TIME + i / 4 * 2000 * TAPE_DAY, i), &arrival);
        tape_writer_commit (writer, commit, &error);
        g_assert_no_error (error);
      }
  }
  all = write_out (fixture, &options, 204000);
  g_assert_nonnull (strstr (all, "Z,T0,100,"));
  options.symbols = symbols;
  some = write_out (fixture, &options, 4000);
  g_assert_null (strstr (some, ",T0,"));
  options.span.to = TIME + TAPE_DAY;
  early = write_out (fixture, &options, 2000);
  g_assert_nonnull (strstr (early, ",T2,"));

  options = options_of ("bars");
  options.symbols = symbols;
  options.length = TAPE_BAR_SECOND;
  seconds = write_out (fixture, &options, 4);
  g_assert_nonnull (strstr (seconds, "\nT1,2013-10-07T12:00:00Z,1s,"));
  g_assert_nonnull (strstr (seconds, "\nT2,2019-03-30T12:00:00Z,1s,"));
}

typedef struct
{
  GArray *bars;
  guint wanted;
} Bars;

static gboolean
keep_bar (const TapeBar *bar, gpointer data)
{
  Bars *self = data;

  g_array_append_vals (self->bars, bar, 1);
  return self->bars->len != self->wanted;
}

/* Random trades of many instruments, late ones among them, and bars of a second that a source has. */
static void
fill_seconds (StoreFixture *fixture, guint n_instruments)
{
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, 0);
  TapeCommitBatch bars = { .batch = tape_batch_new (TAPE_BATCH_BARS, 0) };
  g_autoptr (GError) error = NULL;
  gint64 arrival = 1;

  store_intern_instruments (universe, n_instruments);
  for (guint i = 0; i < 60000; i++)
    add_trade (batch, (guint32)g_rand_int_range (random, 0, (gint32)n_instruments),
               TIME + i * 10000 - (g_rand_int_range (random, 0, 20) == 0 ? g_rand_int_range (random, 0, 60000000) : 0)
                   - i % 3 * 7000,
               g_rand_int_range (random, 90, 110), (TapeSide)(i % 3), NULL);
  for (guint i = 0; i < 300; i++)
    {
      TapeBar *bar = tape_batch_add_bar (bars.batch);

      *bar = (TapeBar){ .start = TIME + (i - 100) * TAPE_SECOND,
                        .length = 1,
                        .instrument = i % 2,
                        .open = 50,
                        .high = 51,
                        .low = 49,
                        .close = 50,
                        .volume = 3,
                        .source = 1 };
    }
  g_array_append_val (commit->batches, bars);
  store_commit_add_batch (commit, batch, &arrival);
  tape_writer_commit (writer, commit, &error);
  g_assert_no_error (error);
}

/* Those of many at once are those of each. */
static void
test_seconds (StoreFixture *fixture, gconstpointer data)
{
  static const guint32 instruments[] = { 2, 0, 3 };
  const TapeRowSpan span = { .from = TIME - 50 * TAPE_SECOND,
                             .to = TIME + 500 * TAPE_SECOND,
                             .instruments = instruments,
                             .n_instruments = G_N_ELEMENTS (instruments) };
  Bars all = { g_array_new (FALSE, FALSE, sizeof (TapeBar)), 0 };
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  g_autoptr (TapeReader) reader = NULL;
  g_autoptr (GError) error = NULL;

  fill_seconds (fixture, 4);
  reader = store_fixture_open_reader (fixture);
  tape_reader_each_second (reader, &span, keep_bar, NULL, &all, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (instruments); i++)
    tape_reader_get_bars (reader, instruments[i], TAPE_BAR_SECOND, span.from, span.to, G_MAXUINT, wanted, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (wanted->len, >, 1500);
  g_assert_cmpuint (all.bars->len, ==, wanted->len);
  for (guint i = 0; i < wanted->len; i++)
    store_assert_bar (&g_array_index (all.bars, TapeBar, i), &g_array_index (wanted, TapeBar, i));

  all.wanted = all.bars->len + 7;
  g_assert_false (tape_reader_each_second (reader, &span, keep_bar, NULL, &all, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (all.bars->len, ==, all.wanted);
  g_array_unref (all.bars);
}

/* Each analysis that there is has a table, whose header is there also where nothing was found. */
static void
test_analyses (StoreFixture *fixture, gconstpointer data)
{
  guint n_tables;

  fill (fixture);
  tape_export_list (&n_tables);
  g_assert_cmpuint (n_tables, ==, 12);
  for (guint i = 2; i < n_tables; i++)
    {
      TapeExportOptions options = options_of (tape_export_table_get_name (tape_export_get (i)));
      g_autofree char *path = g_build_filename (fixture->folder, "out", NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *content = NULL;

      tape_export_run (fixture->path, &options, path, NULL, NULL, &error);
      g_assert_no_error (error);
      g_file_get_contents (path, &content, NULL, NULL);
      g_assert_nonnull (strchr (content, '\n'));
    }
}

/* What a table does not take is said, not left out in silence. */
static void
test_refused (StoreFixture *fixture, gconstpointer data)
{
  static const char *const symbols[] = { "NOPE", NULL };
  g_autofree char *path = g_build_filename (fixture->folder, "out", NULL);
  TapeExportOptions options = options_of ("trades");
  g_autoptr (GError) error = NULL;

  fill (fixture);
  g_assert_null (tape_export_lookup ("tables", &error));
  g_assert_error (error, TAPE_EXPORT_ERROR, TAPE_EXPORT_ERROR_TABLE);
  g_assert_nonnull (strstr (error->message, "trades, bars, alerts, industry-growth"));
  g_clear_error (&error);

  options.symbols = symbols;
  g_assert_false (tape_export_run (fixture->path, &options, path, NULL, NULL, &error));
  g_assert_error (error, TAPE_EXPORT_ERROR, TAPE_EXPORT_ERROR_SYMBOL);
  g_clear_error (&error);

  options = options_of ("batches");
  options.span.from_date = 0;
  g_assert_false (tape_export_check (&options, NULL, NULL, &error));
  g_assert_error (error, TAPE_EXPORT_ERROR, TAPE_EXPORT_ERROR_OPTION);
  g_clear_error (&error);

  options = options_of ("bars");
  options.id = "1";
  g_assert_false (tape_export_check (&options, NULL, NULL, &error));
  g_assert_error (error, TAPE_EXPORT_ERROR, TAPE_EXPORT_ERROR_OPTION);
  g_clear_error (&error);

  options = options_of ("trades");
  options.span.from_date = 10;
  options.span.to_date = 9;
  g_assert_false (tape_export_check (&options, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "1970-01-11"));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* Stopped in the middle: no file, and none beside it. */
static void
test_cancelled (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "out", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TapeExportOptions options = options_of ("trades");
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = NULL;
  guint n = 0;

  fill (fixture);
  g_cancellable_cancel (cancellable);
  g_assert_false (tape_export_run (fixture->path, &options, path, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  folder = g_dir_open (fixture->folder, 0, NULL);
  while (g_dir_read_name (folder) != NULL)
    n++;
  g_assert_cmpuint (n, ==, 1); /* the database's folder */
}

static void
test_forms (void)
{
  g_assert_cmpint (tape_export_form_of (NULL), ==, TAPE_TEXT_CSV);
  g_assert_cmpint (tape_export_form_of ("a.csv.gz"), ==, TAPE_TEXT_CSV);
  g_assert_cmpint (tape_export_form_of ("a.jsonl"), ==, TAPE_TEXT_JSON);
  g_assert_cmpint (tape_export_form_of ("a.jsonl.gz"), ==, TAPE_TEXT_JSON);
  g_assert_cmpint (tape_export_form_of ("jsonl.gz"), ==, TAPE_TEXT_CSV);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/export/trades", test_trades);
  STORE_TEST ("/export/parts", test_parts);
  STORE_TEST ("/export/bars", test_bars);
  STORE_TEST ("/export/many", test_many);
  STORE_TEST ("/export/seconds", test_seconds);
  STORE_TEST ("/export/analyses", test_analyses);
  STORE_TEST ("/export/refused", test_refused);
  STORE_TEST ("/export/cancelled", test_cancelled);
  g_test_add_func ("/export/forms", test_forms);
  return g_test_run ();
}
