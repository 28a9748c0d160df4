/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recorded trades: one-minute windows equal those counted from all rows of a minute, also when the rows come shuffled. */

#include "engine-oracle.h"
#include "engine-streams.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#define SHUFFLE (30 * TAPE_SECOND)

/* What the rows of one minute add up to. */
typedef struct
{
  TapeWindow window;
  gint64 open_time;
  gint64 close_time;
  long double sum;
  long double squares;
  long double turnover;
} Minute;

/* "2013-10-07T08:00:00.614Z" */
static gint64
read_time (const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  g_assert_nonnull (time);
  return g_date_time_to_unix (time) * TAPE_SECOND + g_date_time_get_microsecond (time);
}

static void
read_row (char *line, TapeUniverse *universe, GArray *trades)
{
  TapeTrade trade = { .source = 1 };
  char *symbol = strchr (line, ',');
  char *price, *quantity;

  *symbol++ = '\0';
  price = strchr (symbol, ',');
  trade.instrument = tape_universe_intern (universe, symbol, (gsize)(price - symbol));
  trade.price = g_ascii_strtod (price + 1, &quantity);
  trade.quantity = g_ascii_strtod (quantity + 1, NULL);
  trade.event_time = trade.receive_time = read_time (line);
  g_array_append_val (trades, trade);
}

/* Rows of event_time,symbol,price,quantity,exchange. */
static GArray *
read_trades (const char *name, TapeUniverse *universe)
{
  const char *directory = g_getenv ("TAPE_SHARED_DATA");
  g_autofree char *path = directory == NULL ? NULL : g_build_filename (directory, "trades", name, NULL);
  g_autoptr (GFile) file = path == NULL ? NULL : g_file_new_for_path (path);
  g_autoptr (GInputStream) input = file == NULL ? NULL : G_INPUT_STREAM (g_file_read (file, NULL, NULL));
  g_autoptr (GDataInputStream) lines = NULL;
  GArray *trades;
  char *line;

  if (input == NULL)
    {
      g_test_skip ("../shared/data is not there");
      return NULL;
    }
  if (g_str_has_suffix (name, ".gz"))
    {
      g_autoptr (GZlibDecompressor) inflate = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
      GInputStream *inflated = g_converter_input_stream_new (input, G_CONVERTER (inflate));

      g_object_unref (input);
      input = inflated;
    }
  trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  lines = g_data_input_stream_new (input);
  g_buffered_input_stream_set_buffer_size (G_BUFFERED_INPUT_STREAM (lines), 1024 * 1024);
  g_free (g_data_input_stream_read_line (lines, NULL, NULL, NULL));
  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    {
      read_row (line, universe, trades);
      g_free (line);
    }
  return trades;
}

static gint
compare_receive_times (gconstpointer a, gconstpointer b)
{
  const TapeTrade *one = a, *other = b;

  return one->receive_time < other->receive_time ? -1 : one->receive_time > other->receive_time;
}

/* Each row comes up to SHUFFLE later than it might. */
static void
shuffle (GArray *trades)
{
  for (guint i = 0; i < trades->len; i++)
    g_array_index (trades, TapeTrade, i).receive_time += (gint64)(g_test_rand_double () * (double)SHUFFLE);
  g_array_sort (trades, compare_receive_times);
  for (guint i = 0; i < trades->len; i++)
    g_array_index (trades, TapeTrade, i).receive_time = g_array_index (trades, TapeTrade, i).event_time;
}

/* --- Counting --- */

static guint
minute_hash (gconstpointer data)
{
  const Minute *minute = data;

  return (guint)(minute->window.start / TAPE_MINUTE) * 31 + minute->window.instrument;
}

static gboolean
minute_equal (gconstpointer a, gconstpointer b)
{
  const Minute *one = a, *other = b;

  return one->window.start == other->window.start && one->window.instrument == other->window.instrument;
}

static void
count_trade (Minute *minute, const TapeTrade *trade)
{
  TapeWindow *window = &minute->window;

  if (window->count == 0 || trade->event_time < minute->open_time)
    {
      minute->open_time = trade->event_time;
      window->open = trade->price;
    }
  if (window->count == 0 || trade->event_time >= minute->close_time)
    {
      minute->close_time = trade->event_time;
      window->close = trade->price;
    }
  window->high = window->count == 0 ? trade->price : MAX (window->high, trade->price);
  window->low = window->count == 0 ? trade->price : MIN (window->low, trade->price);
  window->count++;
  window->volume += trade->quantity;
  minute->sum += trade->price;
  minute->squares += (long double)trade->price * trade->price;
  minute->turnover += (long double)trade->price * trade->quantity;
}

static GHashTable *
count_minutes (GArray *trades)
{
  GHashTable *minutes = g_hash_table_new_full (minute_hash, minute_equal, g_free, NULL);

  for (guint i = 0; i < trades->len; i++)
    {
      const TapeTrade *trade = &g_array_index (trades, TapeTrade, i);
      Minute key = { .window = { .instrument = trade->instrument } };
      Minute *minute;

      key.window.start = tape_time_floor (trade->event_time, TAPE_MINUTE);
      key.window.end = key.window.start + TAPE_MINUTE;
      minute = g_hash_table_lookup (minutes, &key);
      if (minute == NULL)
        {
          minute = g_memdup2 (&key, sizeof key);
          g_hash_table_add (minutes, minute);
        }
      count_trade (minute, trade);
    }
  return minutes;
}

static void
finish (Minute *minute)
{
  long double n = minute->window.count, mean = minute->sum / n;

  minute->window.mean = (double)mean;
  minute->window.stddev = (double)sqrtl (MAX (0, minute->squares / n - mean * mean));
  minute->window.turnover = (double)minute->turnover;
  minute->window.vwap = minute->window.volume > 0 ? (double)minute->turnover / minute->window.volume : NAN;
}

/* --- Running --- */

static GArray *
run_engine (TapeUniverse *universe, GArray *trades, gint64 delay)
{
  GArray *windows = g_array_new (FALSE, FALSE, sizeof (TapeWindow));
  TapeEngineConfig config = {
    .lateness = 0,
    .trigger = TAPE_TRIGGER_DEFAULT,
    .window = { TAPE_MINUTE, TAPE_MINUTE, FALSE },
    .emit = stream_keep_windows,
    .emit_data = windows,
  };
  g_autoptr (TapeEngine) engine = tape_engine_new (universe, &config);
  g_autoptr (TapeBatch) begin = tape_batch_new_begin (1, FALSE, delay);
  g_autoptr (TapeBatch) end = tape_batch_new_end (1);

  tape_engine_process (engine, begin);
  for (guint i = 0; i < trades->len;)
    {
      g_autoptr (TapeBatch) batch = tape_batch_new (TAPE_BATCH_TRADES, 4096);

      for (guint n = 0; n < 4096 && i < trades->len; n++)
        *tape_batch_add_trade (batch) = g_array_index (trades, TapeTrade, i++);
      tape_engine_process (engine, batch);
      tape_commit_free (tape_engine_take_commit (engine));
    }
  tape_engine_process (engine, end);
  return windows;
}

static void
assert_minutes (TapeUniverse *universe, GArray *trades, gint64 delay)
{
  g_autoptr (GHashTable) minutes = count_minutes (trades);
  g_autoptr (GArray) windows = run_engine (universe, trades, delay);

  g_assert_cmpuint (windows->len, ==, g_hash_table_size (minutes));
  for (guint i = 0; i < windows->len; i++)
    {
      const TapeWindow *window = &g_array_index (windows, TapeWindow, i);
      Minute key = { .window = *window };
      Minute *minute = g_hash_table_lookup (minutes, &key);

      g_assert_nonnull (minute);
      finish (minute);
      oracle_assert_window (window, &minute->window);
    }
}

typedef struct
{
  const char *name;
  guint n_trades;
} Recording;

static void
test_minutes (gconstpointer data)
{
  const Recording *recording = data;
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (GArray) trades = read_trades (recording->name, universe);

  if (trades == NULL)
    return;
  g_assert_cmpuint (trades->len, ==, recording->n_trades);
  assert_minutes (universe, trades, 0);
  shuffle (trades);
  assert_minutes (universe, trades, SHUFFLE);
}

int
main (int argc, char *argv[])
{
  static const Recording morning = { "us-equities-sample.csv", 40000 };
  static const Recording three_days = { "us-equities-2013-10-07..09.csv.gz", 542293 };

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/engine/real/minutes-of-a-morning-equal-counting", &morning, test_minutes);
  g_test_add_data_func ("/engine/real/minutes-of-three-days-equal-counting", &three_days, test_minutes);
  return g_test_run ();
}
