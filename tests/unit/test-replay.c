/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-replay.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* What a replay said, put together again from its batches. */
typedef struct
{
  GArray *trades;
  GArray *bars;
  GPtrArray *ids;       /* of trades, "" for none */
  GPtrArray *reasons;   /* of rejects: "line: reason" */
  GString *order;       /* "B1 E1" for each begin and end */
  TapePosition last[8]; /* by source */
  gint64 delay[8];      /* by source */
  GArray *positions;    /* all, in order */
  guint64 ignored;
  guint n_batches;
  GCancellable *stop; /* cancelled when this many batches came */
  guint stop_after;
} Said;

static Said *
said_new (void)
{
  Said *said = g_new0 (Said, 1);

  said->trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  said->bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  said->positions = g_array_new (FALSE, FALSE, sizeof (TapePosition));
  said->ids = g_ptr_array_new_with_free_func (g_free);
  said->reasons = g_ptr_array_new_with_free_func (g_free);
  said->order = g_string_new (NULL);
  return said;
}

static void
said_free (Said *said)
{
  g_array_unref (said->trades);
  g_array_unref (said->bars);
  g_array_unref (said->positions);
  g_ptr_array_unref (said->ids);
  g_ptr_array_unref (said->reasons);
  g_string_free (said->order, TRUE);
  g_clear_object (&said->stop);
  g_free (said);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Said, said_free)

static char *
id_text (const TapeBatch *batch, const TapeTrade *trade)
{
  if ((trade->flags & TAPE_TRADE_HAS_ID) == 0)
    return g_strdup ("");
  if (trade->flags & TAPE_TRADE_TEXT_ID)
    return g_strdup (batch->text + trade->id);
  return g_strdup_printf ("%" G_GUINT64_FORMAT, trade->id);
}

static void
hear_events (Said *said, const TapeBatch *batch)
{
  g_assert_true (batch->n_trades == 0 || batch->kind == TAPE_BATCH_TRADES);
  g_assert_true (batch->n_bars == 0 || batch->kind == TAPE_BATCH_BARS);
  g_assert_cmpuint (tape_batch_n_events (batch), <=, 4096);
  for (guint i = 0; i < batch->n_trades; i++)
    {
      g_assert_cmpint (batch->trades[i].receive_time, ==, batch->trades[i].event_time);
      g_ptr_array_add (said->ids, id_text (batch, &batch->trades[i]));
    }
  if (batch->n_trades > 0)
    g_array_append_vals (said->trades, batch->trades, batch->n_trades);
  if (batch->n_bars > 0)
    g_array_append_vals (said->bars, batch->bars, batch->n_bars);
  for (guint i = 0; i < batch->n_rejects; i++)
    g_ptr_array_add (said->reasons, g_strdup_printf ("%" G_GINT64_FORMAT ": %s", batch->rejects[i].line,
                                                     batch->text + batch->rejects[i].reason));
  for (guint i = 0; i < batch->n_positions; i++)
    {
      said->last[batch->positions[i].source] = batch->positions[i];
      g_array_append_val (said->positions, batch->positions[i]);
    }
  said->ignored += batch->ignored;
}

static gboolean
hear (TapeBatch *batch, gpointer data)
{
  Said *said = data;

  said->n_batches++;
  if (batch->kind == TAPE_BATCH_BEGIN)
    {
      g_assert_false (batch->live);
      said->delay[batch->source] = batch->delay;
      g_string_append_printf (said->order, "B%u ", batch->source);
    }
  else if (batch->kind == TAPE_BATCH_END)
    g_string_append_printf (said->order, "E%u ", batch->source);
  else
    hear_events (said, batch);
  if (said->stop_after > 0 && said->n_batches == said->stop_after)
    g_cancellable_cancel (said->stop);
  tape_batch_unref (batch);
  return TRUE;
}

static const TapeReplayOptions as_fast_as_it_goes = { .delay = -1 };

static TapeFeed *
open_files (TapeUniverse *universe, const TapeReplayOptions *options, const char *const *paths)
{
  g_autoptr (GError) error = NULL;
  TapeFeed *feed = tape_replay_new (universe, paths, options, &error);

  g_assert_no_error (error);
  return feed;
}

/* Replays files as sources 1, 2, …, the first from @position. */
static Said *
replay_from (TapeUniverse *universe,
             const TapeReplayOptions *options,
             const char *const *paths,
             const TapePosition *position)
{
  g_autoptr (TapeFeed) feed = open_files (universe, options, paths);
  g_autoptr (GError) error = NULL;
  Said *said = said_new ();

  for (guint i = 0; i < tape_feed_get_type_info (feed)->count_sources (feed); i++)
    tape_feed_get_type_info (feed)->bind (feed, i, i + 1, i == 0 ? position : NULL);
  tape_feed_run (feed, hear, said, NULL, &error);
  g_assert_no_error (error);
  return said;
}

static Said *
replay (TapeUniverse *universe, const char *path)
{
  return replay_from (universe, &as_fast_as_it_goes, (const char *const[]){ path, NULL }, NULL);
}

/* Files of a test, in a folder of its own. */

static char *folder;

static char *
write_file (const char *name, const char *data, gssize length)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, length, &error);
  g_assert_no_error (error);
  return path;
}

static void
remove_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static char *
gzip (const char *data, gsize length, gsize *packed_length)
{
  g_autoptr (GZlibCompressor) deflater = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6);
  gsize room = length + 1024, read = 0;
  char *packed = g_malloc (room);
  g_autoptr (GError) error = NULL;

  g_converter_convert (G_CONVERTER (deflater), data, length, packed, room, G_CONVERTER_INPUT_AT_END, &read,
                       packed_length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read, ==, length);
  return packed;
}

static Said *
replay_text (TapeUniverse *universe, const char *name, const char *text)
{
  g_autofree char *path = write_file (name, text, -1);

  return replay (universe, path);
}

static char *
shared (const char *name)
{
  char *path = g_build_filename (g_getenv ("TAPE_SHARED_DATA"), name, NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("../shared/data is not there");
      g_clear_pointer (&path, g_free);
    }
  return path;
}

static const TapeTrade *
trade_at (Said *said, guint i)
{
  g_assert_cmpuint (i, <, said->trades->len);
  return &g_array_index (said->trades, TapeTrade, i);
}

static const TapeBar *
bar_at (Said *said, guint i)
{
  g_assert_cmpuint (i, <, said->bars->len);
  return &g_array_index (said->bars, TapeBar, i);
}

static const char *
reason_at (Said *said, guint i)
{
  g_assert_cmpuint (i, <, said->reasons->len);
  return g_ptr_array_index (said->reasons, i);
}

static const char *
symbol_of (TapeUniverse *universe, guint32 instrument)
{
  return tape_universe_get (universe, instrument)->symbol;
}

static void
assert_time (gint64 time, const char *expected)
{
  char text[TAPE_TIME_TEXT];

  tape_time_format (time, text);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_same_events (Said *a, Said *b)
{
  g_assert_cmpmem (a->trades->data, a->trades->len * sizeof (TapeTrade), b->trades->data,
                   b->trades->len * sizeof (TapeTrade));
  g_assert_cmpmem (a->bars->data, a->bars->len * sizeof (TapeBar), b->bars->data, b->bars->len * sizeof (TapeBar));
  g_assert_cmpuint (a->reasons->len, ==, b->reasons->len);
  for (guint i = 0; i < a->reasons->len; i++)
    g_assert_cmpstr (reason_at (a, i), ==, reason_at (b, i));
  g_assert_cmpuint (a->ignored, ==, b->ignored);
}

/* Real files. */

static void
test_us_trades (void)
{
  g_autofree char *path = shared ("trades/us-equities-2013-10-07..09.csv.gz");
  g_autofree char *sample_path = shared ("trades/us-equities-sample.csv");
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) all = NULL, sample = NULL;

  if (path == NULL || sample_path == NULL)
    return;
  all = replay (universe, path);
  g_assert_cmpuint (all->trades->len, ==, 542293);
  g_assert_cmpuint (all->reasons->len, ==, 0);
  g_assert_cmpint (all->delay[1], ==, 0);
  g_assert_cmpstr (all->order->str, ==, "B1 E1 ");
  g_assert_true (all->last[1].finished);
  g_assert_cmpint (all->last[1].line, ==, 542294);
  g_assert_cmpint (all->last[1].offset, ==, 22305485);
  assert_time (trade_at (all, 0)->event_time, "2013-10-07T08:00:00.614Z");
  g_assert_cmpstr (symbol_of (universe, trade_at (all, 0)->instrument), ==, "BAC");
  g_assert_cmpfloat (trade_at (all, 0)->price, ==, 13.94);
  g_assert_cmpfloat (trade_at (all, 0)->quantity, ==, 500);
  g_assert_cmpuint (trade_at (all, 0)->side, ==, TAPE_SIDE_UNKNOWN);
  g_assert_cmpuint (trade_at (all, 0)->flags, ==, 0);

  sample = replay (universe, sample_path);
  g_assert_cmpuint (sample->trades->len, ==, 40000);
  g_assert_cmpmem (sample->trades->data, 40000 * sizeof (TapeTrade), all->trades->data, 40000 * sizeof (TapeTrade));
}

static void
test_binance (void)
{
  g_autofree char *path = shared ("trades/binance-btcusdt-2024-08-08.jsonl.gz");
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) said = NULL;
  guint sides[TAPE_N_SIDES] = { 0 };

  if (path == NULL)
    return;
  said = replay (universe, path);
  g_assert_cmpuint (said->trades->len, ==, 9757);
  g_assert_cmpuint (said->reasons->len, ==, 0);
  g_assert_cmpuint (said->ignored, ==, 0);
  assert_time (trade_at (said, 0)->event_time, "2024-08-08T23:54:15.342Z");
  g_assert_cmpfloat (trade_at (said, 0)->price, ==, 61837.63);
  g_assert_cmpfloat (trade_at (said, 0)->quantity, ==, 0.02);
  g_assert_cmpuint (trade_at (said, 0)->id, ==, 3735683259);
  g_assert_cmpuint (trade_at (said, 0)->side, ==, TAPE_SIDE_SELL);
  g_assert_cmpstr (symbol_of (universe, trade_at (said, 0)->instrument), ==, "BTCUSDT");
  for (guint i = 0; i < said->trades->len; i++)
    sides[trade_at (said, i)->side]++;
  g_assert_cmpuint (sides[TAPE_SIDE_UNKNOWN], ==, 0);
  g_assert_cmpuint (sides[TAPE_SIDE_BUY], ==, 4103);
  g_assert_cmpuint (sides[TAPE_SIDE_SELL], ==, 5654);
}

static void
test_coinbase (void)
{
  g_autofree char *path = shared ("trades/coinbase-recorded-2021.jsonl");
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) said = NULL;

  if (path == NULL)
    return;
  said = replay (universe, path);
  g_assert_cmpuint (said->trades->len, ==, 107);
  g_assert_cmpuint (said->ignored, ==, 110);
  g_assert_cmpuint (said->reasons->len, ==, 0);
  /* The maker sold, so the aggressor bought. */
  g_assert_cmpuint (trade_at (said, 0)->side, ==, TAPE_SIDE_BUY);
  g_assert_cmpstr (symbol_of (universe, trade_at (said, 0)->instrument), ==, "BAND-GBP");
  g_assert_cmpfloat (trade_at (said, 0)->price, ==, 14.7775);
  g_assert_cmpfloat (trade_at (said, 0)->quantity, ==, 0.04);
  g_assert_cmpstr (g_ptr_array_index (said->ids, 0), ==, "881613");
  assert_time (trade_at (said, 0)->event_time, "2021-04-17T16:43:30.244075Z");
}

static void
test_cut_off_row (void)
{
  g_autofree char *path = shared ("daily/index-HSI.csv");
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) said = NULL;

  if (path == NULL)
    return;
  said = replay (universe, path);
  g_assert_cmpuint (said->bars->len, ==, 5692);
  g_assert_cmpuint (said->reasons->len, ==, 1);
  g_assert_cmpstr (reason_at (said, 0), ==, "5694: The row is cut off: the file ends in the middle of it.");
  g_assert_true (said->last[1].finished);
}

static void
test_blank_rows (void)
{
  g_autofree char *path = shared ("daily/index-GSPTSE-blank-rows.csv");
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) said = NULL;

  if (path == NULL)
    return;
  said = replay (universe, path);
  g_assert_cmpuint (said->bars->len, ==, 10526);
  g_assert_cmpuint (said->reasons->len, ==, 27670);
  g_assert_cmpstr (reason_at (said, 0), ==, "10528: The row is blank.");
  g_assert_cmpstr (reason_at (said, 27669), ==, "38197: The row is blank.");
  assert_time (bar_at (said, 0)->start, "1979-06-29T04:00:00Z");
  assert_time (bar_at (said, 1)->start, "1979-07-03T04:00:00Z");
  g_assert_cmpuint (bar_at (said, 0)->length, ==, TAPE_BAR_DAY);
  g_assert_cmpfloat (bar_at (said, 0)->open, ==, 1614.699951);
  g_assert_cmpfloat (bar_at (said, 0)->close, ==, 1618.400024);
}

static void
test_daily_bars (void)
{
  g_autofree char *path = shared ("daily/ten-stocks-2013-2018.csv");
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) said = NULL;

  if (path == NULL)
    return;
  said = replay (universe, path);
  g_assert_cmpuint (said->bars->len, ==, 13040);
  g_assert_cmpuint (said->reasons->len, ==, 0);
  g_assert_cmpstr (symbol_of (universe, bar_at (said, 0)->instrument), ==, "AAPL");
  /* The midnight of New York, in winter and in summer. */
  assert_time (bar_at (said, 0)->start, "2013-02-08T05:00:00Z");
  assert_time (bar_at (said, 100)->start, "2013-06-28T04:00:00Z");
  g_assert_cmpuint (bar_at (said, 0)->length, ==, TAPE_BAR_DAY);
  g_assert_cmpuint (bar_at (said, 0)->source, ==, 1);
  g_assert_cmpfloat (bar_at (said, 0)->high, ==, 153.05);
  g_assert_cmpfloat (bar_at (said, 0)->volume, ==, 8570054);
}

/* Forms. */

static void
test_canonical_csv (void)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) said = replay_text (universe, "canonical.csv",
                                       "event_time,symbol,price,quantity,side,trade_id\n"
                                       "2024-01-02T15:00:00Z,AAPL,185.5,100,buy,17\r\n"
                                       "\n"
                                       "2024-01-02T15:00:01.25Z,\"AAPL\",185.25,1.5,SELL,a-18\n"
                                       "2024-01-02T15:00:02Z,AAPL,1e2,0,cross,\n");

  g_assert_cmpuint (said->trades->len, ==, 3);
  g_assert_cmpuint (said->reasons->len, ==, 0);
  g_assert_cmpuint (trade_at (said, 0)->side, ==, TAPE_SIDE_BUY);
  g_assert_cmpuint (trade_at (said, 1)->side, ==, TAPE_SIDE_SELL);
  g_assert_cmpuint (trade_at (said, 2)->side, ==, TAPE_SIDE_UNKNOWN);
  g_assert_cmpstr (g_ptr_array_index (said->ids, 0), ==, "17");
  g_assert_cmpstr (g_ptr_array_index (said->ids, 1), ==, "a-18");
  g_assert_cmpuint (trade_at (said, 2)->flags, ==, 0);
  assert_time (trade_at (said, 1)->event_time, "2024-01-02T15:00:01.250Z");
  g_assert_cmpfloat (trade_at (said, 2)->price, ==, 100);
  g_assert_cmpint (said->last[1].line, ==, 5);
}

static void
test_other_names (void)
{
  static const char *const files[] = {
    "Stock,Trade_Type,trade_date,trade_time,LAST,volume\nIBM,Sell,2024-07-01,09:30:00,180,5\n",
    "v,p,ticker,action,timestamp\n5,180,IBM,S,1719840600\n",
    "exchange,size,price,Name,side,Date\nXNYS,5,180,IBM,sell,2024-07-01 09:30:00\n",
    "\xef\xbb\xbf"
    "timestamp,symbol,price,quantity,side\n1719840600000000000,IBM,180,5,s\n",
    "{\"symbol\":\"IBM\",\"price\":180,\"quantity\":\"5\",\"action\":\"sell\",\"timestamp\":1719840600000}\n",
    "{\"ticker\":\"IBM\",\"p\":\"180\",\"v\":5,\"side\":\"S\",\"event_time\":\"2024-07-01T13:30:00+00:00\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
      g_autoptr (Said) said = replay_text (universe, "names.csv", files[i]);

      g_assert_cmpuint (said->reasons->len, ==, 0);
      g_assert_cmpuint (said->trades->len, ==, 1);
      g_assert_cmpstr (symbol_of (universe, trade_at (said, 0)->instrument), ==, "IBM");
      assert_time (trade_at (said, 0)->event_time, "2024-07-01T13:30:00Z");
      g_assert_cmpfloat (trade_at (said, 0)->price, ==, 180);
      g_assert_cmpfloat (trade_at (said, 0)->quantity, ==, 5);
      g_assert_cmpuint (trade_at (said, 0)->side, ==, TAPE_SIDE_SELL);
    }
}

static void
test_mapped (void)
{
  static const char *const map[] = { "when=event_time", "Was=price", "amount=quantity", "x=symbol", NULL };
  const TapeReplayOptions options = { .delay = -1, .map = map };
  g_autofree char *path
      = write_file ("mapped.csv", "price,x,was,when,amount\nno,SPY,400.5,2024-01-02T15:00:00Z,7\n", -1);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) said = replay_from (universe, &options, (const char *const[]){ path, NULL }, NULL);

  g_assert_cmpuint (said->trades->len, ==, 1);
  g_assert_cmpfloat (trade_at (said, 0)->price, ==, 400.5);
  g_assert_cmpfloat (trade_at (said, 0)->quantity, ==, 7);
}

static void
test_month_first (void)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) said = replay_text (universe, "month-first.csv",
                                       "date,symbol,price\n01/02/2024,ZZZ,1\n01/13/2024,ZZZ,1\n13/01/2024,ZZZ,1\n");
  g_autoptr (Said) undecided = replay_text (universe, "day-first.csv", "date,symbol,price\n01/02/2024,ZZZ,1\n");

  g_assert_cmpuint (said->trades->len, ==, 2);
  assert_time (trade_at (said, 0)->event_time, "2024-01-02T00:00:00Z");
  assert_time (trade_at (said, 1)->event_time, "2024-01-13T00:00:00Z");
  g_assert_cmpint (said->delay[1], ==, 0);
  g_assert_cmpstr (reason_at (said, 0), ==, "4: The time \"13/01/2024\" cannot be read.");
  assert_time (trade_at (undecided, 0)->event_time, "2024-02-01T00:00:00Z");
}

/* A file without a symbol is of one instrument, which is its name; its bars are as long as they lie apart. */
static void
test_minute_bars_of_one_instrument (void)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) said = replay_text (universe, "AAPL.1m.csv",
                                       "timestamp,open,high,low,close,volume\n"
                                       "2024-01-02T15:00:00Z,1,2,1,2,\n2024-01-02T15:01:00Z,1,2,1,2,9\n"
                                       "2024-01-03T15:00:00Z,1,2,1,2,9\n");

  g_assert_cmpuint (said->bars->len, ==, 3);
  g_assert_cmpstr (symbol_of (universe, bar_at (said, 0)->instrument), ==, "AAPL");
  g_assert_cmpuint (bar_at (said, 0)->length, ==, TAPE_BAR_MINUTE);
  g_assert_cmpfloat (bar_at (said, 0)->volume, ==, 0);
}

static void
test_json_messages (void)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) said = replay_text (
      universe, "messages.jsonl",
      "{\"result\":null,\"id\":1}\n"
      "{\"e\":\"trade\",\"E\":1672515782136,\"s\":\"BNBBTC\",\"t\":12345,\"p\":\"0.001\",\"q\":\"100\","
      "\"T\":1672515782130,\"m\":false}\n"
      "{\"e\":\"24hrMiniTicker\",\"E\":1672515782136,\"s\":\"BNBBTC\",\"c\":\"0.0025\"}\n"
      "{\"type\":\"heartbeat\",\"sequence\":90}\n"
      "{\"symbol\":\"X\",\"price\":1,\"event_time\":1672515782136,\"trade_id\":12345678901234567}\n"
      "{\"symbol\":\"X\",\"open\":1,\"high\":3,\"low\":1,\"close\":2,\"volume\":5,\"date\":\"2023-01-02\"}\n"
      "{\"symbol\":\"X\",\"price\":\"abc\",\"event_time\":1672515782136}\n"
      "{\"symbol\":\"X\",\"event_time\":1672515782136}\n"
      "[1,2]\n{\"symbol\":\n\n{} x\n");

  g_assert_cmpuint (said->ignored, ==, 3);
  g_assert_cmpuint (said->trades->len, ==, 2);
  g_assert_cmpuint (trade_at (said, 0)->side, ==, TAPE_SIDE_BUY);
  assert_time (trade_at (said, 0)->event_time, "2022-12-31T19:43:02.130Z");
  g_assert_cmpstr (g_ptr_array_index (said->ids, 1), ==, "12345678901234567");
  g_assert_cmpuint (said->bars->len, ==, 1);
  g_assert_cmpfloat (bar_at (said, 0)->high, ==, 3);
  g_assert_cmpuint (said->reasons->len, ==, 5);
  g_assert_cmpstr (reason_at (said, 0), ==, "7: The price \"abc\" is not a number.");
  g_assert_cmpstr (reason_at (said, 1), ==, "8: There is no price.");
  g_assert_cmpstr (reason_at (said, 2), ==, "9: The line is not a JSON object.");
  g_assert_cmpstr (reason_at (said, 3), ==, "10: The line is not JSON.");
  g_assert_cmpstr (reason_at (said, 4), ==, "12: The line is not JSON.");
}

/* What is wrong with rows. */

static void
test_rejects (void)
{
  static const char *const expected[] = {
    "2: The price \"abc\" is not a number.",
    "3: There is no price.",
    "4: The price is zero.",
    "5: The price is negative.",
    "6: The price is infinite.",
    "7: The quantity is negative.",
    "8: The time \"yesterday\" cannot be read.",
    "9: There is no time.",
    "10: The time is before 1900.",
    "11: The time is more than a day ahead.",
    "12: There is no symbol.",
    "13: The row is cut off: it has 2 columns, 4 are needed.",
    "14: The row is blank.",
    "15: The price \"n\xef\xbf\xbdn\" is not a number.",
    "17: A quotation mark is never closed.",
    "19: The price \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…\" is not a number.",
  };
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) said = replay_text (universe, "rejects.csv",
                                       "event_time,symbol,price,quantity\n"
                                       "2024-01-02T15:00:00Z,X,abc,1\n"
                                       "2024-01-02T15:00:00Z,X,,1\n"
                                       "2024-01-02T15:00:00Z,X,0,1\n"
                                       "2024-01-02T15:00:00Z,X,-1,1\n"
                                       "2024-01-02T15:00:00Z,X,1e999,1\n"
                                       "2024-01-02T15:00:00Z,X,1,-1\n"
                                       "yesterday,X,1,1\n"
                                       ",X,1,1\n"
                                       "1899-01-02T15:00:00Z,X,1,1\n"
                                       "2999-01-02T15:00:00Z,X,1,1\n"
                                       "2024-01-02T15:00:00Z,,1,1\n"
                                       "2024-01-02T15:00:00Z,X\n"
                                       ",,,\n"
                                       "2024-01-02T15:00:00Z,X,n\xffn,1\n"
                                       "2024-01-02T15:00:00Z,X,1,1\n"
                                       "2024-01-02T15:00:00Z,X,\"1,1\n"
                                       "2024-01-02T15:00:01Z,X,2,1\n"
                                       "2024-01-02T15:00:01Z,X,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,1\n");

  g_assert_cmpuint (said->reasons->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (reason_at (said, i), ==, expected[i]);
  g_assert_cmpuint (said->trades->len, ==, 2);
  g_assert_cmpfloat (trade_at (said, 1)->price, ==, 2);
}

/* Lines over the limit, plain and within a quotation mark, cost themselves only. */
static void
test_long_lines (void)
{
  g_autofree char *long_text = g_strnfill (3 * 1024 * 1024, 'x');
  g_autofree char *text = g_strdup_printf ("event_time,symbol,price\n"
                                           "2024-01-02T15:00:00Z,X,1\n"
                                           "%s\n"
                                           "2024-01-02T15:00:01Z,X,2\n"
                                           "2024-01-02T15:00:01Z,\"%s\n"
                                           "2024-01-02T15:00:01Z,\"X,2\n"
                                           "%.*s\n"
                                           "2024-01-02T15:00:02Z,X,3\n",
                                           long_text, long_text, 1024 * 1024 + 1, long_text);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) said = replay_text (universe, "long.csv", text);

  g_assert_cmpuint (said->reasons->len, ==, 4);
  g_assert_cmpstr (reason_at (said, 0), ==, "3: The line is longer than 1 MiB.");
  g_assert_cmpstr (reason_at (said, 1), ==, "5: The line is longer than 1 MiB.");
  g_assert_cmpstr (reason_at (said, 2), ==, "6: A quotation mark is never closed.");
  g_assert_cmpstr (reason_at (said, 3), ==, "7: The line is longer than 1 MiB.");
  g_assert_cmpuint (said->trades->len, ==, 3);
  g_assert_cmpint (said->last[1].line, ==, 8);
}

/* What is no file of trades at all. */

static void
assert_refused (const char *path, const TapeReplayOptions *options, gint code, const char *sentence)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_null (tape_replay_new (universe, (const char *const[]){ path, NULL }, options, &error));
  g_assert_error (error, TAPE_FEED_ERROR, code);
  g_assert_nonnull (strstr (error->message, sentence));
}

static void
assert_text_refused (const char *text, gssize length, gint code, const char *sentence)
{
  g_autofree char *path = write_file ("refused", text, length);

  assert_refused (path, &as_fast_as_it_goes, code, sentence);
}

static void
test_refused_files (void)
{
  static const char gzip_rest[] = "\x1f\x8b\x08\x00nonsense that is not compressed";

  assert_refused ("/nowhere/x.csv", &as_fast_as_it_goes, TAPE_FEED_ERROR_FILE, "There is no file \"/nowhere/x.csv\"");
  assert_refused (folder, &as_fast_as_it_goes, TAPE_FEED_ERROR_FILE, "is a folder. Name a file in it.");
  assert_refused ("/dev/null", &as_fast_as_it_goes, TAPE_FEED_ERROR_FILE, "is not a regular file");
  assert_text_refused ("", 0, TAPE_FEED_ERROR_EMPTY, "\"refused\" is empty");
  assert_text_refused ("\n\n \n", -1, TAPE_FEED_ERROR_EMPTY, "\"refused\" is empty");
  assert_text_refused ("symbol,pr\0ice\n", 14, TAPE_FEED_ERROR_FORMAT, "is not text but a binary file");
  assert_text_refused (gzip_rest, sizeof gzip_rest, TAPE_FEED_ERROR_FILE, "is damaged");
  assert_text_refused ("Symbol,Security\nA,B\n", -1, TAPE_FEED_ERROR_FORMAT,
                       "has no column that could be a price; its columns are: Symbol, Security.");
  assert_text_refused ("symbol,price\nA,1\n", -1, TAPE_FEED_ERROR_FORMAT, "has no column that could be a time");
  assert_text_refused ("{\"a\":1}\n{\"b\":1}\n", -1, TAPE_FEED_ERROR_FORMAT, "has no key that could be a price");
  assert_text_refused ("\"symbol,price", -1, TAPE_FEED_ERROR_FORMAT, "does not begin with the names of columns");
}

static void
test_refused_options (void)
{
  static const char *const unknown[] = { "a=colour", NULL }, *const absent[] = { "a=price", NULL };
  g_autofree char *path = write_file ("options.csv", "event_time,symbol,price\n", -1);

  assert_refused (path, &(TapeReplayOptions){ .speed = -1 }, TAPE_FEED_ERROR_OPTION, "The speed must be");
  assert_refused (path, &(TapeReplayOptions){ .delay = -2 }, TAPE_FEED_ERROR_OPTION, "The delay must not");
  assert_refused (path, &(TapeReplayOptions){ .map = unknown }, TAPE_FEED_ERROR_OPTION, "write COLUMN=FIELD");
  assert_refused (path, &(TapeReplayOptions){ .map = absent }, TAPE_FEED_ERROR_OPTION, "has no column \"a\" to map");
  assert_refused (NULL, &as_fast_as_it_goes, TAPE_FEED_ERROR_OPTION, "There is no file to replay");
}

/* What there was before a compressed file breaks off counts. */
static void
test_cut_off_gzip (void)
{
  GString *text = g_string_new ("event_time,symbol,price,quantity\n");
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autofree char *packed = NULL, *path = NULL;
  g_autoptr (TapeFeed) feed = NULL;
  g_autoptr (Said) said = said_new ();
  g_autoptr (GError) error = NULL;
  gsize length;

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, "2024-01-02T15:00:00Z,X,%u,%u\n", g_rand_int_range (rand, 1, 1 << 30), i);
  packed = gzip (text->str, text->len, &length);
  path = write_file ("cut.csv.gz", packed, (gssize)(length - length / 8));
  feed = open_files (universe, &(TapeReplayOptions){ .delay = 0 }, (const char *const[]){ path, NULL });
  tape_feed_get_type_info (feed)->bind (feed, 0, 1, NULL);

  g_assert_false (tape_feed_run (feed, hear, said, NULL, &error));
  g_assert_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "is cut off in the middle of its compressed bytes"));
  g_assert_cmpuint (said->trades->len, >, 50000);
  g_assert_false (said->last[1].finished);
  g_string_free (text, TRUE);
}

/* Positions. */

/* Rows of every kind: events, rejects, empty lines, quotation marks with line ends in them. */
static char *
random_rows (GRand *rand, guint n, gboolean last_ends)
{
  GString *text = g_string_new ("event_time,symbol,price,quantity,side,trade_id\n");

  for (guint i = 0; i < n; i++)
    {
      guint kind = (guint)g_rand_int_range (rand, 0, 20);

      if (kind == 0)
        g_string_append (text, ",,,,,\r\n");
      else if (kind == 1)
        g_string_append (text, "\n\r\n");
      else if (kind == 2)
        g_string_append (text, "2024-01-02,X,\"a\nb\"\"c\",1,,\n");
      else
        g_string_append_printf (text, "2024-01-02 15:%02u:%02u.%03u,%s,%u.%02u,%u,%s,%s%u\n", i / 60 % 60, i % 60,
                                (guint)g_rand_int_range (rand, 0, 1000), kind % 2 ? "AAPL" : "\"S,P\"", kind * 7,
                                i % 100, i, kind % 3 ? "buy" : "sell", kind % 4 ? "" : "id-", i);
    }
  g_string_append_printf (text, "2024-01-03,X,1,1,,%s", last_ends ? "\n" : "");
  return g_string_free (text, FALSE);
}

/* The events of a replay that was stopped after each few batches and gone on with by a new feed. */
static Said *
replay_in_pieces (TapeUniverse *universe, const char *path, GRand *rand)
{
  Said *said = said_new ();
  TapePosition position;

  do
    {
      g_autoptr (TapeFeed) feed = open_files (universe, &as_fast_as_it_goes, (const char *const[]){ path, NULL });
      const TapeFeedType *type = tape_feed_get_type_info (feed);

      position = said->last[1];
      if (position.offset > 0)
        g_assert_true (type->matches (feed, 0, type->get_source (feed, 0), &position));
      type->bind (feed, 0, 1, position.offset > 0 ? &position : NULL);
      g_clear_object (&said->stop);
      said->stop = g_cancellable_new ();
      said->n_batches = 0;
      said->stop_after = (guint)g_rand_int_range (rand, 2, 4);
      tape_feed_run (feed, hear, said, said->stop, NULL);
    }
  while (!said->last[1].finished);
  return said;
}

static void
test_resume_at_batches (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree char *text = random_rows (rand, 30000, TRUE), *path = write_file ("pieces.csv", text, -1);
  g_autofree char *packed = NULL, *packed_path = NULL;
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) whole = NULL, pieces = NULL, packed_pieces = NULL;
  gsize length;

  g_test_message ("seed %u", seed);
  packed = gzip (text, strlen (text), &length);
  packed_path = write_file ("pieces.csv.gz", packed, (gssize)length);
  whole = replay (universe, path);
  pieces = replay_in_pieces (universe, path, rand);
  packed_pieces = replay_in_pieces (universe, packed_path, rand);
  assert_same_events (whole, pieces);
  assert_same_events (whole, packed_pieces);
  g_assert_cmpint (whole->last[1].offset, ==, (gint64)strlen (text));
  g_assert_cmpuint (whole->last[1].digest, ==, packed_pieces->last[1].digest);
}

/* A file that is read while it grows, cut at any byte: read up to there, then the rest, the same events come, unless the
 * cut goes through a row; then the row is lost, and said to be. */
static void
test_resume_a_grown_file (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree char *text = random_rows (rand, 60, FALSE);
  gsize length = strlen (text), header = strcspn (text, "\n") + 1;
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) whole = replay_text (universe, "grown.csv", text);

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 200; i++)
    {
      gsize cut = (gsize)g_rand_int_range (rand, (gint32)header, (gint32)length);
      g_autofree char *path = write_file ("grown.csv", text, (gssize)cut), *again = NULL;
      g_autoptr (Said) first = replay (universe, path), second = NULL;
      g_autoptr (TapeFeed) feed = NULL;
      gsize n_rejects;

      again = write_file ("grown.csv", text, (gssize)length);
      feed = open_files (universe, &as_fast_as_it_goes, (const char *const[]){ again, NULL });
      g_assert_cmpint (first->last[1].offset, ==, cut > header ? (gint64)cut : (gint64)header);
      second = replay_from (universe, &as_fast_as_it_goes, (const char *const[]){ again, NULL }, &first->last[1]);
      g_assert_cmpint (second->last[1].line, ==, whole->last[1].line);
      n_rejects = first->reasons->len + second->reasons->len;
      if (text[cut - 1] == '\n' && n_rejects == whole->reasons->len)
        {
          g_assert_cmpuint (first->trades->len + second->trades->len, ==, whole->trades->len);
          g_assert_cmpmem (first->trades->data, first->trades->len * sizeof (TapeTrade), whole->trades->data,
                           first->trades->len * sizeof (TapeTrade));
        }
      else
        g_assert_cmpuint (first->trades->len + second->trades->len + n_rejects, >=,
                          whole->trades->len + whole->reasons->len);
    }
}

static void
test_finished_says_nothing (void)
{
  g_autofree char *path = write_file ("finished.csv", "event_time,symbol,price\n2024-01-02,X,1\n", -1);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) first = replay (universe, path);
  g_autoptr (Said) second
      = replay_from (universe, &as_fast_as_it_goes, (const char *const[]){ path, NULL }, &first->last[1]);

  g_assert_cmpuint (first->trades->len, ==, 1);
  g_assert_cmpuint (second->n_batches, ==, 2);
  g_assert_cmpstr (second->order->str, ==, "B1 E1 ");
}

static void
test_matches (void)
{
  const char *text = "event_time,symbol,price\n2024-01-02,X,1\n2024-01-02,X,2\n";
  g_autofree char *path = write_file ("a.csv", text, -1), *grown = NULL, *other = NULL, *shorter = NULL;
  g_autofree char *longer = g_strconcat (text, "2024-01-02,X,3\n", NULL);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) said = replay (universe, path);
  g_autoptr (TapeFeed) feed = open_files (universe, &as_fast_as_it_goes, (const char *const[]){ path, NULL });
  g_autoptr (TapeFeed) again
      = open_files (universe, &(TapeReplayOptions){ .delay = -1, .again = TRUE }, (const char *const[]){ path, NULL });
  const TapeFeedType *type = tape_feed_get_type_info (feed);
  const TapeSource *source = type->get_source (feed, 0);
  g_autoptr (TapeFeed) grown_feed = NULL, other_feed = NULL, shorter_feed = NULL;

  g_assert_cmpstr (source->kind, ==, "replay");
  g_assert_cmpstr (source->name, ==, "a.csv");
  g_assert_cmpstr (source->location, ==, path);
  g_assert_true (type->matches (feed, 0, source, &said->last[1]));
  g_assert_false (type->matches (again, 0, source, &said->last[1]));

  grown = write_file ("b.csv", longer, -1);
  grown_feed = open_files (universe, &as_fast_as_it_goes, (const char *const[]){ grown, NULL });
  g_assert_true (type->matches (grown_feed, 0, source, &said->last[1]));
  longer[strlen (text) - 2] = '9';
  other = write_file ("c.csv", longer, -1);
  other_feed = open_files (universe, &as_fast_as_it_goes, (const char *const[]){ other, NULL });
  g_assert_false (type->matches (other_feed, 0, source, &said->last[1]));
  shorter = write_file ("d.csv", text, (gssize)strlen (text) - 5);
  shorter_feed = open_files (universe, &as_fast_as_it_goes, (const char *const[]){ shorter, NULL });
  g_assert_false (type->matches (shorter_feed, 0, source, &said->last[1]));
}

/* Merging and delay. */

static void
test_merge (void)
{
  g_autofree char *a = write_file ("a.csv", "event_time,symbol,price\n10,A,1\n30,A,2\nbad,A,3\n20,A,4\n50,A,5\n", -1);
  g_autofree char *b = write_file ("b.csv", "event_time,symbol,price\n10,B,1\n25,B,2\n30,B,3\n40,B,4\n", -1);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) said = replay_from (universe, &as_fast_as_it_goes, (const char *const[]){ a, b, NULL }, NULL);
  static const struct
  {
    gint64 second;
    guint source;
  } expected[] = { { 10, 1 }, { 10, 2 }, { 25, 2 }, { 30, 1 }, { 20, 1 }, { 30, 2 }, { 40, 2 }, { 50, 1 } };

  g_assert_cmpuint (said->trades->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_cmpint (trade_at (said, i)->event_time, ==, expected[i].second * TAPE_SECOND);
      g_assert_cmpuint (trade_at (said, i)->source, ==, expected[i].source);
    }
  g_assert_cmpstr (said->order->str, ==, "B1 B2 E2 E1 ");
  g_assert_cmpint (said->delay[1], ==, 10 * TAPE_SECOND);
  g_assert_cmpint (said->delay[2], ==, 0);
  g_assert_cmpstr (reason_at (said, 0), ==, "4: The time \"bad\" cannot be read.");
  g_assert_true (said->last[1].finished && said->last[2].finished);
}

static char *
write_random_trades (GRand *rand, const char *name, guint n)
{
  GString *text = g_string_new ("timestamp,symbol,price\n");
  char *path;

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%u,%s,%u\n", i * 2 + (guint)g_rand_int_range (rand, 0, 9), name, i + 1);
  path = write_file (name, text->str, -1);
  g_string_free (text, TRUE);
  return path;
}

/* Batches hold rows of both files; stopped after some and gone on with, the merge is as in one go. */
static void
test_resume_merged (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree char *a = write_random_trades (rand, "A.csv", 9000), *b = write_random_trades (rand, "B.csv", 12000);
  const char *const paths[] = { a, b, NULL };
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) whole = replay_from (universe, &as_fast_as_it_goes, paths, NULL), pieces = said_new ();

  g_test_message ("seed %u", seed);
  g_assert_cmpuint (whole->trades->len, ==, 21000);
  for (guint runs = 0; !pieces->last[1].finished || !pieces->last[2].finished; runs++)
    {
      g_autoptr (TapeFeed) feed = open_files (universe, &as_fast_as_it_goes, paths);
      const TapePosition positions[] = { pieces->last[1], pieces->last[2] };

      g_assert_cmpuint (runs, <, 20);
      for (guint i = 0; i < 2; i++)
        tape_feed_get_type_info (feed)->bind (feed, i, i + 1, positions[i].offset > 0 ? &positions[i] : NULL);
      g_clear_object (&pieces->stop);
      pieces->stop = g_cancellable_new ();
      pieces->n_batches = 0;
      pieces->stop_after = 4;
      tape_feed_run (feed, hear, pieces, pieces->stop, NULL);
    }
  assert_same_events (whole, pieces);
}

static void
test_given_delay (void)
{
  g_autofree char *path = write_file ("a.csv", "event_time,symbol,price\n10,A,1\n5,A,2\n", -1);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (Said) said
      = replay_from (universe, &(TapeReplayOptions){ .delay = 7 }, (const char *const[]){ path, NULL }, NULL);

  g_assert_cmpint (said->delay[1], ==, 7);
}

/* Pace. */

static gint64
time_replay (double speed, const char *text, Said **said)
{
  g_autofree char *path = write_file ("paced.csv", text, -1);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  gint64 start = g_get_monotonic_time ();

  *said = replay_from (universe, &(TapeReplayOptions){ .delay = 0, .speed = speed },
                       (const char *const[]){ path, NULL }, NULL);
  return g_get_monotonic_time () - start;
}

/* Never sooner than the pace says; a gap is cut to a second. */
static void
test_pace (void)
{
  g_autoptr (Said) said = NULL, gap = NULL;

  g_assert_cmpint (time_replay (100, "event_time,symbol,price\n0,A,1\n10,A,2\n20,A,3\n30,A,4\n", &said), >=,
                   300 * TAPE_MILLISECOND);
  g_assert_cmpuint (said->trades->len, ==, 4);
  g_assert_cmpuint (said->n_batches, ==, 6);
  g_assert_cmpint (time_replay (1, "event_time,symbol,price\n0,A,1\n1000000,A,2\n", &gap), >=, TAPE_SECOND);
  g_assert_cmpuint (gap->trades->len, ==, 2);
}

/* Makes the feed as fast as it goes once its first events came: without that, the test would take an hour. */
static gboolean
hear_and_hurry (TapeBatch *batch, gpointer data)
{
  gpointer *both = data;

  if (tape_batch_n_events (batch) > 0)
    tape_feed_set_speed (both[1], 0);
  return hear (batch, both[0]);
}

static void
test_changed_speed (void)
{
  GString *text = g_string_new ("event_time,symbol,price\n");
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autofree char *path = NULL;
  g_autoptr (TapeFeed) feed = NULL;
  g_autoptr (Said) said = said_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3600; i++)
    g_string_append_printf (text, "%u,A,1\n", i);
  path = write_file ("hurry.csv", text->str, -1);
  feed = open_files (universe, &(TapeReplayOptions){ .delay = 0, .speed = 1 }, (const char *const[]){ path, NULL });
  tape_feed_get_type_info (feed)->bind (feed, 0, 1, NULL);
  g_assert_true (tape_feed_run (feed, hear_and_hurry, (gpointer[]){ said, feed }, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (said->trades->len, ==, 3600);
  g_string_free (text, TRUE);
}

/* Pauses the feed with its first events; whoever waits for them is told. */
static gboolean
hear_and_pause (TapeBatch *batch, gpointer data)
{
  gpointer *both = data;
  Said *said = both[0];

  if (tape_batch_n_events (batch) > 0 && said->trades->len == 0)
    tape_feed_set_paused (both[1], TRUE);
  return hear (batch, said);
}

static void
take_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

/* While paused nothing comes; then the rest does. */
static void
test_pause (void)
{
  g_autofree char *path = NULL;
  GString *text = g_string_new ("event_time,symbol,price\n");
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeFeed) feed = NULL;
  g_autoptr (Said) said = said_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  TapeFeedState state;

  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (text, "%u,A,1\n", i);
  path = write_file ("paused.csv", text->str, -1);
  feed = open_files (universe, &as_fast_as_it_goes, (const char *const[]){ path, NULL });
  tape_feed_get_type_info (feed)->bind (feed, 0, 1, NULL);
  tape_feed_run_async (feed, hear_and_pause, (gpointer[]){ said, feed }, NULL, take_result, &result);
  do
    {
      TapeFeedHealth *health = tape_feed_get_health (feed, FALSE);

      state = health->state;
      tape_feed_health_free (health);
      g_thread_yield ();
    }
  while (state != TAPE_FEED_PAUSED);
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  g_assert_null (result);

  tape_feed_set_paused (feed, FALSE);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (tape_feed_run_finish (feed, result, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (said->trades->len, ==, 10000);
  g_string_free (text, TRUE);
}

static void
test_health (void)
{
  g_autofree char *path = write_file ("health.csv", "event_time,symbol,price\n0,A,1.5\nx,A,2\n", -1);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeFeed) feed = open_files (universe, &as_fast_as_it_goes, (const char *const[]){ path, NULL });
  g_autoptr (TapeFeedHealth) health = NULL;
  g_autoptr (Said) said = said_new ();
  const TapeFeedMessage *message;

  tape_feed_get_type_info (feed)->bind (feed, 0, 1, NULL);
  g_assert_true (tape_feed_run (feed, hear, said, NULL, NULL));
  health = tape_feed_get_health (feed, TRUE);
  g_assert_cmpstr (tape_feed_get_name (feed), ==, "health.csv");
  g_assert_cmpint (health->state, ==, TAPE_FEED_FINISHED);
  g_assert_cmpfloat (health->progress, ==, 1);
  g_assert_cmpuint (health->events, ==, 1);
  g_assert_cmpuint (health->rejected, ==, 1);
  g_assert_cmpuint (health->messages->len, ==, 1);
  message = g_ptr_array_index (health->messages, 0);
  g_assert_cmpstr (message->raw, ==, "0,A,1.5");
  g_assert_false (message->rejected);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("tape-replay-XXXXXX", NULL);
  g_assert_nonnull (folder);

  g_test_add_func ("/feed/replay/real/us-trades", test_us_trades);
  g_test_add_func ("/feed/replay/real/binance", test_binance);
  g_test_add_func ("/feed/replay/real/coinbase-side-is-the-makers", test_coinbase);
  g_test_add_func ("/feed/replay/real/cut-off-row-is-rejected-with-its-line", test_cut_off_row);
  g_test_add_func ("/feed/replay/real/blank-rows-are-rejected", test_blank_rows);
  g_test_add_func ("/feed/replay/real/daily-bars-begin-at-local-midnight", test_daily_bars);
  g_test_add_func ("/feed/replay/form/canonical-csv", test_canonical_csv);
  g_test_add_func ("/feed/replay/form/other-names", test_other_names);
  g_test_add_func ("/feed/replay/form/mapped-by-hand", test_mapped);
  g_test_add_func ("/feed/replay/form/month-first", test_month_first);
  g_test_add_func ("/feed/replay/form/minute-bars-of-one-instrument", test_minute_bars_of_one_instrument);
  g_test_add_func ("/feed/replay/form/json-messages", test_json_messages);
  g_test_add_func ("/feed/replay/bad/rows-are-rejected-with-a-reason", test_rejects);
  g_test_add_func ("/feed/replay/bad/long-lines-cost-themselves-only", test_long_lines);
  g_test_add_func ("/feed/replay/bad/files-are-refused-with-a-sentence", test_refused_files);
  g_test_add_func ("/feed/replay/bad/options-are-refused", test_refused_options);
  g_test_add_func ("/feed/replay/bad/gzip-that-breaks-off", test_cut_off_gzip);
  g_test_add_func ("/feed/replay/position/resumed-at-batches-is-as-in-one-go", test_resume_at_batches);
  g_test_add_func ("/feed/replay/position/resumed-where-a-file-was-cut", test_resume_a_grown_file);
  g_test_add_func ("/feed/replay/position/finished-file-says-nothing", test_finished_says_nothing);
  g_test_add_func ("/feed/replay/position/knows-the-file-again", test_matches);
  g_test_add_func ("/feed/replay/merge/by-event-time-ties-in-order", test_merge);
  g_test_add_func ("/feed/replay/merge/resumed-is-as-in-one-go", test_resume_merged);
  g_test_add_func ("/feed/replay/merge/given-delay", test_given_delay);
  g_test_add_func ("/feed/replay/pace/never-sooner-and-gaps-cut", test_pace);
  g_test_add_func ("/feed/replay/pace/changed-while-waiting", test_changed_speed);
  g_test_add_func ("/feed/replay/pace/pause", test_pause);
  g_test_add_func ("/feed/replay/health", test_health);
  result = g_test_run ();
  remove_folder ();
  g_free (folder);
  return result;
}
