/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "replay-said.h"

#include <string.h>

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

/* The length of bars among messages is known only once all have been looked at, also where the delay need not be found. */
static void
test_json_bars (void)
{
  const gint64 delays[] = { -1, 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (delays); i++)
    {
      const TapeReplayOptions options = { .delay = delays[i] };
      g_autofree char *path = write_file (
          "bars.jsonl",
          "{\"symbol\":\"X\",\"price\":1,\"event_time\":\"2024-01-03T14:29:00Z\",\"trade_id\":7}\n"
          "{\"symbol\":\"X\",\"open\":1,\"high\":3,\"low\":1,\"close\":2,\"time\":\"2024-01-03T14:30:00Z\"}\n"
          "{\"symbol\":\"Y\",\"open\":2,\"high\":3,\"low\":1,\"close\":2,\"time\":\"2024-01-03T14:35:00Z\"}\n"
          "{\"symbol\":\"Z\",\"open\":3,\"high\":3,\"low\":1,\"close\":2,\"time\":\"2024-01-03T14:36:00Z\"}\n",
          -1);
      const char *const paths[] = { path, NULL };
      g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
      g_autoptr (Said) said = replay_from (universe, &options, paths, NULL);

      g_assert_cmpstr (g_ptr_array_index (said->ids, 0), ==, "7");
      g_assert_cmpuint (said->bars->len, ==, 3);
      for (guint j = 0; j < said->bars->len; j++)
        {
          g_assert_cmpuint (bar_at (said, j)->length, ==, TAPE_BAR_MINUTE);
          g_assert_cmpfloat (bar_at (said, j)->open, ==, j + 1);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
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
  g_test_add_func ("/feed/replay/form/json-bars", test_json_bars);
  return run_in_folder ();
}
