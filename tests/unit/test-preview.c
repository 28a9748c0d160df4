/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a file would say if it were read. */

#include "feed/tape-preview.h"

#include <string.h>

#include "replay-said.h"

static TapePreview *
preview_text (const char *name, const char *text, const char *const *map)
{
  g_autofree char *path = write_file (name, text, -1);
  g_autoptr (GError) error = NULL;
  TapePreview *preview = tape_preview_new (path, map, NULL, &error);

  g_assert_no_error (error);
  return preview;
}

/* "column=field", with "-" for none, and a comma behind each. */
static void
assert_columns (const TapePreview *preview, const char *wanted)
{
  g_autoptr (GString) said = g_string_new (NULL);

  for (guint i = 0; i < preview->columns->len; i++)
    {
      const TapePreviewColumn *column = preview->columns->pdata[i];

      g_string_append_printf (said, "%s=%s,", column->name,
                              column->field == TAPE_FIELD_NONE ? "-" : tape_field_get_name (column->field));
    }
  g_assert_cmpstr (said->str, ==, wanted);
}

static const TapePreviewRow *
row_at (const GPtrArray *rows, guint i)
{
  g_assert_cmpuint (i, <, rows->len);
  return rows->pdata[i];
}

static void
test_trades (void)
{
  g_autoptr (TapePreview) preview = preview_text ("trades.csv",
                                                  "Index,timestamp,last,price,size,note,trade_id\n"
                                                  "AAPL,2024-03-04T15:00:00Z,1,100.5,10,x,007\n"
                                                  "AAPL,soon,1,100.5,10,x,8\n"
                                                  "\n"
                                                  "IBM,2024-03-04T15:00:01Z,1,-2,10,x,9\n"
                                                  "IBM,2024-03-04T15:00:02Z,1,2,10,x,9\n",
                                                  NULL);
  const TapePreviewRow *row;

  g_assert_false (preview->json);
  g_assert_null (preview->symbol);
  g_assert_false (preview->simulated);
  assert_columns (preview,
                  "Index=symbol,timestamp=event_time,last=-,price=price,size=quantity,note=-,trade_id=trade_id,");
  g_assert_cmpuint (preview->rows->len, ==, 2);
  row = row_at (preview->rows, 0);
  g_assert_cmpint (row->kind, ==, TAPE_ROW_TRADE);
  g_assert_cmpint (row->line, ==, 2);
  g_assert_cmpstr (row->symbol, ==, "AAPL");
  g_assert_cmpstr (row->id, ==, "007");
  g_assert_cmpfloat (row->trade.price, ==, 100.5);
  assert_time (row->trade.event_time, "2024-03-04T15:00:00Z");
  g_assert_cmpint (row_at (preview->rows, 1)->line, ==, 6);
  g_assert_cmpuint (preview->errors->len, ==, 2);
  g_assert_cmpint (row_at (preview->errors, 0)->line, ==, 3);
  g_assert_cmpstr (row_at (preview->errors, 0)->reason, ==, "The time \"soon\" cannot be read.");
  g_assert_cmpstr (row_at (preview->errors, 0)->raw, ==, "AAPL,soon,1,100.5,10,x,8");
  g_assert_cmpint (row_at (preview->errors, 1)->line, ==, 5);
  g_assert_true (preview->whole);
  g_assert_cmpuint (preview->n_trades, ==, 2);
  g_assert_cmpuint (preview->n_rejected, ==, 2);
  g_assert_cmpuint (preview->n_estimated, ==, 4);
}

static void
test_map (void)
{
  static const char *const map[] = { "Zeit=event_time", "Kurs=price", NULL };
  g_autoptr (TapePreview) preview = preview_text ("SAP.csv", "Zeit,Kurs\n2024-03-04T15:00:00Z,100.5\n", map);

  assert_columns (preview, "Zeit=event_time,Kurs=price,");
  g_assert_cmpstr (preview->symbol, ==, "SAP");
  g_assert_cmpstr (row_at (preview->rows, 0)->symbol, ==, "SAP");
}

static void
test_bars (void)
{
  g_autoptr (TapePreview) own
      = preview_text ("own.csv",
                      "symbol,start,length,open,high,low,close,volume,turnover,buys,sells,count,revision,comment\n"
                      "A,2024-03-04T15:00:00Z,1m,1,2,0.5,1.5,10,15,4,6,3,1,simulated\n"
                      "A,2024-03-04T15:00:00Z,3600,1,2,0.5,1.5,10,,,,0,0,simulated\n"
                      "A,2024-03-04T15:00:00Z,long,1,2,0.5,1.5,10,,,,0,0,simulated\n",
                      NULL);
  g_autoptr (TapePreview) other = preview_text (
      "other.csv", "Date,open,high,low,close,Volume,turnover,Name\n2024-03-04,1,2,0.5,1.5,10,?,A\n", NULL);

  assert_columns (own, "symbol=symbol,start=event_time,length=length,open=open,high=high,low=low,close=close,"
                       "volume=quantity,turnover=turnover,buys=buys,sells=sells,count=-,revision=-,comment=-,");
  g_assert_true (own->simulated);
  g_assert_cmpuint (own->n_bars, ==, 2);
  g_assert_cmpuint (row_at (own->rows, 0)->bar.length, ==, 60);
  g_assert_cmpfloat (row_at (own->rows, 0)->bar.turnover, ==, 15);
  g_assert_cmpfloat (row_at (own->rows, 0)->bar.buys, ==, 4);
  g_assert_cmpfloat (row_at (own->rows, 0)->bar.sells, ==, 6);
  g_assert_cmpuint (row_at (own->rows, 1)->bar.length, ==, 3600);
  g_assert_nonnull (strstr (row_at (own->errors, 0)->reason, "\"long\""));
  assert_columns (other,
                  "Date=event_time,open=open,high=high,low=low,close=close,Volume=quantity,turnover=-,Name=symbol,");
  g_assert_cmpuint (other->n_rejected, ==, 0);
  g_assert_cmpuint (row_at (other->rows, 0)->bar.length, ==, TAPE_BAR_DAY);
}

static void
test_json (void)
{
  g_autoptr (TapePreview) own = preview_text (
      "own.jsonl",
      "{\"ticker\":\"A\",\"event_time\":\"2024-03-04T15:00:00Z\",\"p\":2,\"price\":1,\"x\":[]}\n"
      "{\"symbol\":\"B\",\"event_time\":\"2024-03-04T15:00:00Z\",\"price\":1,\"estimated\":1,\"side\":\"buy\"}\n"
      "{\"symbol\":\"B\"\n",
      NULL);
  g_autoptr (TapePreview) binance = preview_text (
      "binance.jsonl",
      "{\"stream\":\"x\",\"data\":{\"e\":\"trade\",\"E\":1,\"s\":\"BTCUSDT\",\"t\":5,\"p\":\"1.5\",\"q\":\"2\","
      "\"T\":1723075200123,\"m\":true}}\n",
      NULL);
  g_autoptr (TapePreview) bars = preview_text (
      "bars.jsonl",
      "{\"symbol\":\"A\",\"start\":\"2024-03-04T15:00:00Z\",\"length\":\"5m\",\"open\":1,\"high\":1,\"low\":1,"
      "\"close\":1,\"price\":3}\n",
      NULL);

  g_assert_true (own->json);
  assert_columns (own,
                  "ticker=-,event_time=event_time,p=-,price=price,x=-,symbol=symbol,estimated=estimated,side=side,");
  g_assert_cmpuint (own->n_trades, ==, 2);
  g_assert_cmpuint (own->n_rejected, ==, 1);
  g_assert_cmpint (row_at (own->rows, 1)->trade.flags, ==, TAPE_TRADE_ESTIMATED);
  assert_columns (binance, "e=-,E=-,s=symbol,t=trade_id,p=price,q=quantity,T=event_time,m=side,");
  g_assert_cmpstr (row_at (binance->rows, 0)->id, ==, "5");
  assert_columns (bars,
                  "symbol=symbol,start=event_time,length=length,open=open,high=high,low=low,close=close,price=-,");
  g_assert_cmpuint (row_at (bars->rows, 0)->bar.length, ==, 300);
}

/* Only so many rows are looked at, kept, and how many there are is estimated; gzipped or not. */
static void
test_long (void)
{
  g_autoptr (GString) text = g_string_new ("event_time,symbol,price\n");
  g_autofree char *packed = NULL;
  gsize length;

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, "2024-03-04T%02u:%02u:%02u.%03uZ,S%u,%u.%u\n", i / 7200, i / 120 % 60, i / 2 % 60,
                            i % 2 * 500 + i % 97, i * 7919 % 503, i % 1000 == 0 ? 0 : 100, i * 104729 % 1009);
  packed = gzip (text->str, (gssize)text->len, &length);
  for (gint i = 0; i < 2; i++)
    {
      g_autofree char *path = i == 0 ? write_file ("long.csv", text->str, (gssize)text->len)
                                     : write_file ("long.csv.gz", packed, (gssize)length);
      g_autoptr (GError) error = NULL;
      g_autoptr (TapePreview) preview = tape_preview_new (path, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_false (preview->whole);
      g_assert_cmpuint (preview->rows->len, ==, TAPE_PREVIEW_ROWS);
      g_assert_cmpuint (preview->n_trades + preview->n_rejected, ==, TAPE_PREVIEW_LOOK);
      g_assert_cmpuint (preview->n_estimated, >, 80000);
      g_assert_cmpuint (preview->n_estimated, <, 120000);
    }
}

static void
test_refused (void)
{
  static const char *const map[] = { "a=colour", NULL };
  g_autofree char *path = write_file ("picture.csv", "a,b\n1,2\n", -1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *good = write_file ("good.csv", "time,price\n1,2\n", -1);
  g_autoptr (GError) error = NULL;

  g_assert_null (tape_preview_new (path, NULL, NULL, &error));
  g_assert_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_null (tape_preview_new (path, map, NULL, &error));
  g_assert_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION);
  g_assert_nonnull (strstr (error->message, "sells"));
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (tape_preview_new (good, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_real (void)
{
  static const struct
  {
    const char *name;
    gboolean json;
    gboolean bars;
    guint64 least;
  } files[] = {
    { "trades/us-equities-sample.csv", FALSE, FALSE, 39000 },
    { "trades/us-equities-2013-10-07..09.csv.gz", FALSE, FALSE, 100000 },
    { "trades/binance-btcusdt-2024-08-08.jsonl.gz", TRUE, FALSE, 100 },
    { "daily/ten-stocks-2013-2018.csv", FALSE, TRUE, 10000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = shared (files[i].name);
      g_autoptr (GError) error = NULL;
      g_autoptr (TapePreview) preview = NULL;

      if (path == NULL)
        continue;
      preview = tape_preview_new (path, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (preview->json, ==, files[i].json);
      g_assert_cmpuint (files[i].bars ? preview->n_bars : preview->n_trades, >, 0);
      g_assert_cmpuint (preview->n_estimated, >=, files[i].least);
      g_test_message ("%s: about %" G_GUINT64_FORMAT " rows", files[i].name, preview->n_estimated);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/preview/trades", test_trades);
  g_test_add_func ("/preview/map", test_map);
  g_test_add_func ("/preview/bars", test_bars);
  g_test_add_func ("/preview/json", test_json);
  g_test_add_func ("/preview/long", test_long);
  g_test_add_func ("/preview/refused", test_refused);
  g_test_add_func ("/preview/real", test_real);
  return run_in_folder ();
}
