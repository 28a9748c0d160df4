/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages of services that stream to batches, without a socket; one trade a message. Held against cJSON on the same. */

#include "bench.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "feed/tape-stream.h"

enum
{
  N_MESSAGES = 200000,
  BATCH = 1000,
  RUNS = 5,
};

#define NOON G_GINT64_CONSTANT (1723161600000000)

typedef struct
{
  const TapeStream *stream;
  GPtrArray *messages;
} Bench;

static char *
make_binance (guint i)
{
  return g_strdup_printf (
      "{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":1723161255343,\"s\":\"BTCUSDT\",\"t\":%u,"
      "\"p\":\"61837.%02u000000\",\"q\":\"0.02000000\",\"T\":1723161255342,\"m\":%s,\"M\":true}}",
      1000000 + i, i % 100, i % 2 == 0 ? "true" : "false");
}

static char *
make_coinbase (guint i)
{
  return g_strdup_printf (
      "{\"type\":\"match\",\"trade_id\":%u,\"maker_order_id\":\"f07e510f-4edf-469d-b844-4f670f1e93f1\","
      "\"taker_order_id\":\"e6f50944-3e2a-439e-ae49-308300ba8296\",\"side\":\"sell\",\"size\":\"0.00000001\","
      "\"price\":\"80691.%02u\",\"product_id\":\"BTC-USD\",\"sequence\":134905860111,\"time\":"
      "\"2024-08-08T03:35:57.198335Z\"}",
      1000000 + i, i % 100);
}

static char *
make_finnhub (guint i)
{
  return g_strdup_printf (
      "{\"data\":[{\"c\":[\"1\",\"8\"],\"p\":122.%02u,\"s\":\"TSLA\",\"t\":1672348887195,\"v\":1}],\"type\":\"trade\"}",
      i % 100);
}

static char *
make_alpaca (guint i)
{
  return g_strdup_printf ("[{\"T\":\"t\",\"i\":%u,\"S\":\"AAPL\",\"x\":\"D\",\"p\":126.%02u,\"s\":1,\"t\":"
                          "\"2021-02-22T15:51:44.208Z\",\"c\":[\"@\",\"I\"],\"z\":\"C\"}]",
                          1000000 + i, i % 100);
}

static double
processor_time (void)
{
  return (double)bench_clock (CLOCK_THREAD_CPUTIME_ID) / 1e9;
}

/* With a position for each batch, as a feed hands them over. */
static double
run_reader (gpointer data)
{
  Bench *bench = data;
  TapeStreamSettings settings = { (char *[]){ (char *)bench->stream->example, NULL }, (char *)"key", (char *)"secret" };
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeStreamReader) reader = tape_stream_reader_new (bench->stream, &settings, universe, 1);
  double start = processor_time ();
  guint n_trades = 0;

  for (guint i = 0; i < N_MESSAGES; i += BATCH)
    {
      g_autoptr (TapeBatch) batch = tape_batch_new (TAPE_BATCH_TRADES, BATCH);
      TapePosition position;

      for (guint j = i; j < i + BATCH; j++)
        {
          const char *message = g_ptr_array_index (bench->messages, j);

          tape_stream_reader_read (reader, message, strlen (message), NOON, batch);
        }
      tape_stream_reader_save (reader, &position);
      tape_batch_set_position (batch, &position);
      g_bytes_unref (position.state);
      n_trades += batch->n_trades;
    }
  g_assert_cmpuint (n_trades, ==, N_MESSAGES);
  return N_MESSAGES / (processor_time () - start);
}

static double
run_cjson (gpointer data)
{
  Bench *bench = data;
  double start = processor_time ();

  for (guint i = 0; i < N_MESSAGES; i++)
    {
      const char *message = g_ptr_array_index (bench->messages, i);

      cJSON_Delete (cJSON_ParseWithLength (message, strlen (message)));
    }
  return N_MESSAGES / (processor_time () - start);
}

static void
measure (const char *service, char *(*make) (guint i))
{
  Bench bench = { tape_streams_lookup (service), g_ptr_array_new_with_free_func (g_free) };
  g_autofree char *what = g_strdup_printf ("%s messages to batches", bench.stream->title);
  double value, held_against;

  for (guint i = 0; i < N_MESSAGES; i++)
    g_ptr_array_add (bench.messages, make (i));
  value = bench_median_pair (RUNS, run_reader, run_cjson, &bench, &held_against);
  bench_row (what, value, "messages/s", "cJSON alone", held_against);
  g_ptr_array_unref (bench.messages);
}

int
main (int argc, char **argv)
{
  bench_init ("streams", &argc, &argv);
  measure ("binance", make_binance);
  measure ("coinbase", make_coinbase);
  measure ("finnhub", make_finnhub);
  measure ("alpaca", make_alpaca);
  return bench_finish ();
}
