/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "../support/live-talk.h"
#include "feed/tape-stream-feed.h"
#include "replay-said.h"

/* Feeds of services on loopback (live-services.py), as a session runs them: on threads of their own, through whatever goes wrong
 * there. In the end every trade is there, once. */

/* Waiting is so many times shorter; correct whatever it is, since a connection too many loses nothing. */
#define HURRY 10

/* s until a test is given up. */
#define PATIENCE 100

typedef struct
{
  TapeFeed *feed;
  const TapeStream *stream;
  TapeUniverse *universe;
  gint64 max_age;
  guint hurry;
  GCancellable *cancellable;
  gboolean over;
  GError *error;

  GMutex lock;
  GHashTable *trades; /* by instrument and id, or by number where there is none: TapeTrade */
  guint n_trades;
  guint n_rejects;
  guint n_bars;
  guint n_begun;
  guint n_ended;
  TapePosition position;
} Run;

static char *
name_trade (const TapeTrade *trade, guint number)
{
  return g_strdup_printf ("%u %" G_GUINT64_FORMAT " %u", trade->instrument, trade->id, trade->id == 0 ? number : 0);
}

static void
take_position (Run *run, const TapePosition *position)
{
  g_clear_pointer (&run->position.state, g_bytes_unref);
  run->position = *position;
  g_bytes_ref (run->position.state);
}

static gboolean
take_batch (TapeBatch *batch, gpointer data)
{
  Run *run = data;

  g_mutex_lock (&run->lock);
  run->n_begun += batch->kind == TAPE_BATCH_BEGIN;
  run->n_ended += batch->kind == TAPE_BATCH_END;
  run->n_rejects += batch->n_rejects;
  run->n_bars += batch->n_bars;
  for (guint i = 0; i < batch->n_trades; i++)
    {
      char *name = name_trade (&batch->trades[i], run->n_trades++);

      g_assert_cmpuint (batch->trades[i].source, ==, 7);
      if ((run->stream->flags & TAPE_STREAM_IDS_COUNT) != 0)
        g_assert_false (g_hash_table_contains (run->trades, name));
      g_hash_table_insert (run->trades, name, g_memdup2 (&batch->trades[i], sizeof (TapeTrade)));
    }
  if (batch->n_positions > 0)
    take_position (run, &batch->positions[0]);
  g_mutex_unlock (&run->lock);
  tape_batch_unref (batch);
  return TRUE;
}

static void
on_over (GObject *object, GAsyncResult *result, gpointer data)
{
  Run *run = data;

  tape_feed_run_finish (run->feed, result, &run->error);
  run->over = TRUE;
}

static Run *
run_new (const char *service, TapeUniverse *universe)
{
  Run *run = g_new0 (Run, 1);

  run->stream = tape_streams_lookup (service);
  run->universe = universe;
  run->trades = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  run->position.event_time = TAPE_NO_TIME;
  run->hurry = HURRY;
  g_mutex_init (&run->lock);
  return run;
}

/* From its position on, with what it has. */
static void
run_start (Run *run, const char *symbols, const char *key)
{
  g_auto (GStrv) list = g_strsplit (symbols, ",", -1);
  TapeStreamSettings chosen = { list, (char *)key, (char *)"good-secret" };
  TapeStreamFeedSettings settings = { run->stream, "", &chosen, run->hurry, run->max_age };
  g_autoptr (GError) error = NULL;
  TapePosition position = run->position;

  run->feed = tape_stream_feed_new (run->universe, &settings, &error);
  g_assert_no_error (error);
  position.source = 7;
  tape_feed_get_type_info (run->feed)->bind (run->feed, 0, 7, position.state == NULL ? NULL : &position);
  run->cancellable = g_cancellable_new ();
  run->over = FALSE;
  tape_feed_run_async (run->feed, take_batch, run, run->cancellable, on_over, run);
}

static void
iterate (void)
{
  g_main_context_iteration (NULL, FALSE);
  g_usleep (2000);
}

static void
run_stop (Run *run)
{
  g_cancellable_cancel (run->cancellable);
  while (!run->over)
    g_main_context_iteration (NULL, TRUE);
  tape_feed_wait (run->feed);
  g_clear_pointer (&run->feed, tape_feed_free);
  g_clear_object (&run->cancellable);
}

static void
run_free (Run *run)
{
  g_clear_error (&run->error);
  g_hash_table_unref (run->trades);
  g_clear_pointer (&run->position.state, g_bytes_unref);
  g_mutex_clear (&run->lock);
  g_free (run);
}

static guint
count_bars (Run *run)
{
  guint n;

  g_mutex_lock (&run->lock);
  n = run->n_bars;
  g_mutex_unlock (&run->lock);
  return n;
}

static guint
count_trades (Run *run)
{
  guint n;

  g_mutex_lock (&run->lock);
  n = g_hash_table_size (run->trades);
  g_mutex_unlock (&run->lock);
  return n;
}

static gint64
get_number (const char *service, const char *name)
{
  g_autofree char *text = live_services_get ("/control/state");
  g_autofree char *begin = g_strdup_printf ("\"%s\": {", service), *field = g_strdup_printf ("\"%s\": ", name);
  const char *at = strstr (text, begin), *value;

  g_assert_nonnull (at);
  value = strstr (at, field);
  g_assert_true (value != NULL && value < strchr (at, '}'));
  return g_str_has_prefix (value + strlen (field), "true") ? 1 : g_ascii_strtoll (value + strlen (field), NULL, 10);
}

static Said *
get_traded (Run *run)
{
  g_autofree char *path = g_strconcat ("/control/trades?service=", run->stream->name, NULL);
  g_autofree char *text = live_services_get (path);

  return replay_text (run->universe, "traded.csv", text);
}

/* All that has happened has come. */
static void
wait_for_all (Run *run)
{
  gint64 until = g_get_monotonic_time () + PATIENCE * G_USEC_PER_SEC;

  while (!get_number (run->stream->name, "done"))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      for (guint i = 0; i < 20; i++)
        iterate ();
    }
  if (run->stream->fill_pause == 0)
    return;
  while (count_trades (run) < (guint)get_number (run->stream->name, "trades"))
    {
      g_assert_false (run->over);
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      for (guint i = 0; i < 20; i++)
        iterate ();
    }
}

static void
assert_all (Run *run)
{
  g_autoptr (Said) said = get_traded (run);

  for (guint i = 0; i < said->trades->len && run->stream->fill_pause > 0; i++)
    {
      const TapeTrade *traded = trade_at (said, i);
      g_autofree char *name = name_trade (traded, 0);
      const TapeTrade *got = g_hash_table_lookup (run->trades, name);

      g_assert_nonnull (got);
      g_assert_cmpint (got->event_time, ==, traded->event_time);
      g_assert_cmpfloat (got->price, ==, traded->price);
      g_assert_cmpfloat (got->quantity, ==, traded->quantity);
      g_assert_cmpuint (got->side, ==, traded->side);
    }
  g_assert_cmpuint (g_hash_table_size (run->trades), <=, said->trades->len);
}

typedef struct
{
  const char *service;
  const char *symbols;
  guint n_rejects;
} Place;

static const Place places[] = {
  { "binance", "BTCUSDT,ETHUSDT", 1 },
  { "coinbase", "BTC-USD,ETH-USD", 0 },
  { "finnhub", "AAPL,MSFT", 0 },
  { "alpaca", "AAPL,MSFT", 0 },
};

static void
test_faults (void)
{
  static const char *const faults[] = {
    "binance:reset@10",
    "binance:skip@30",
    "binance:rest-429@30",
    "binance:shutdown@50",
    "binance:garbage@70",
    "binance:duplicate@80",
    "binance:bomb@90",
    "binance:refuse-500@110",
    "binance:rest-reset@112",
    "coinbase:close@20",
    "coinbase:silent@50",
    "coinbase:skip@90",
    "coinbase:stall@120",
    "finnhub:reset@30",
    "finnhub:large@100",
    "alpaca:reset@30",
    "alpaca:close@80",
    "alpaca:refuse-503@120",
    NULL,
  };
  LoopbackServer *server = live_services_start (faults);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  Run *runs[G_N_ELEMENTS (places)];

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      runs[i] = run_new (places[i].service, universe);
      run_start (runs[i], places[i].symbols, "good-key");
    }
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      wait_for_all (runs[i]);
      run_stop (runs[i]);
      g_assert_error (runs[i]->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      assert_all (runs[i]);
      g_assert_cmpuint (runs[i]->n_rejects, ==, places[i].n_rejects);
      g_assert_cmpuint (runs[i]->n_begun, ==, 1);
    }
  g_assert_cmpint (get_number ("finnhub", "most"), ==, 1);
  g_assert_cmpint (get_number ("alpaca", "most"), ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    run_free (runs[i]);
  loopback_server_stop (server);
}

/* Stopped in the middle, and gone on with from its position. */
static void
test_restart (void)
{
  LoopbackServer *server = live_services_start ((const char *const[]){ "binance=300@10", NULL });
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  Run *run = run_new ("binance", universe);

  for (guint i = 1; i <= 4; i++)
    {
      run_start (run, places[0].symbols, NULL);
      while (count_trades (run) < i * 40)
        iterate ();
      run_stop (run);
      g_clear_error (&run->error);
    }
  run_start (run, places[0].symbols, NULL);
  wait_for_all (run);
  run_stop (run);
  assert_all (run);
  run_free (run);
  loopback_server_stop (server);
}

/* A hundred days and minutes of each symbol, of which the last may not be over; not again where it has just been there. */
static void
test_past (void)
{
  LoopbackServer *server = live_services_start ((const char *const[]){ "binance=300@10", NULL });
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  Run *run = run_new ("binance", universe);
  guint n;

  run_start (run, places[0].symbols, NULL);
  while (count_bars (run) < 2 * 2 * 99 || count_trades (run) < 1)
    iterate ();
  run_stop (run);
  g_clear_error (&run->error);
  n = run->n_bars;
  g_assert_cmpuint (n, <=, 2 * 2 * 100);
  /* However slow this machine is. */
  run->position.event_time = g_get_real_time () + TAPE_HOUR;
  run_start (run, places[0].symbols, NULL);
  wait_for_all (run);
  run_stop (run);
  assert_all (run);
  g_assert_cmpuint (run->n_bars, ==, n);
  run_free (run);
  loopback_server_stop (server);
}

/* A connection that grows old is replaced while it is still read from: nothing is lost, nothing comes twice. */
static void
test_old (void)
{
  LoopbackServer *server = live_services_start (NULL);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  Run *run = run_new ("binance", universe);

  run->max_age = 200 * TAPE_MILLISECOND;
  run_start (run, places[0].symbols, NULL);
  wait_for_all (run);
  while (get_number ("binance", "most") < 2)
    iterate ();
  run_stop (run);
  assert_all (run);
  g_assert_cmpint (get_number ("binance", "most"), ==, 2);
  run_free (run);
  loopback_server_stop (server);
}

/* What no new attempt would change ends the feed; the sentence holds no key. */
static void
test_refused (void)
{
  LoopbackServer *server = live_services_start (NULL);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);

  for (gsize i = 2; i < G_N_ELEMENTS (places); i++)
    {
      Run *run = run_new (places[i].service, universe);
      g_autoptr (TapeFeedHealth) health = NULL;

      run_start (run, places[i].symbols, "bad-key");
      while (!run->over)
        iterate ();
      health = tape_feed_get_health (run->feed, TRUE);
      g_assert_error (run->error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_SERVICE);
      g_assert_nonnull (strstr (run->error->message, "refused the key"));
      g_assert_cmpint (health->state, ==, TAPE_FEED_FAILED);
      g_assert_cmpstr (health->message, ==, run->error->message);
      g_assert_cmpuint (run->n_begun, ==, 1);
      g_assert_cmpuint (run->n_ended, ==, 1);
      run_stop (run);
      run_free (run);
    }
  loopback_server_stop (server);
}

static gboolean
is_in_state (Run *run, TapeFeedState state, const char *part)
{
  g_autoptr (TapeFeedHealth) health = tape_feed_get_health (run->feed, FALSE);

  if (health->state != state)
    return FALSE;
  if (part != NULL)
    g_assert_nonnull (strstr (health->message, part));
  return TRUE;
}

/* With nobody there it says so, and when it tries again; stopped then, it stops. */
static void
test_nobody (void)
{
  LoopbackServer *server = live_services_start (NULL);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  Run *run = run_new ("binance", universe);

  run_start (run, "BTCUSDT", NULL);
  while (!is_in_state (run, TAPE_FEED_RUNNING, NULL))
    iterate ();
  loopback_server_stop (server);
  while (!is_in_state (run, TAPE_FEED_RECONNECTING, "127.0.0.1"))
    iterate ();
  run_stop (run);
  g_assert_error (run->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  run_free (run);
}

/* The service says for how long it wants to be left alone. */
static void
test_waits (void)
{
  static const char *const faults[] = { "binance:refuse-418@0", "binance:refuse-429@0", "binance:refuse-418@0",
                                        "binance:refuse-429@0", "binance:refuse-429@0", "binance:refuse-429@0",
                                        "binance:refuse-429@0", "binance:refuse-429@0", NULL };
  LoopbackServer *server = live_services_start (faults);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  Run *run = run_new ("binance", universe);
  g_autoptr (TapeFeedHealth) health = NULL;

  run->hurry = 1;
  run_start (run, "BTCUSDT", NULL);
  while (health == NULL || health->state != TAPE_FEED_WAITING)
    {
      g_clear_pointer (&health, tape_feed_health_free);
      iterate ();
      health = tape_feed_get_health (run->feed, FALSE);
    }
  g_assert_nonnull (strstr (health->message, "asked too often"));
  g_assert_cmpint (health->next, !=, TAPE_NO_TIME);
  run_stop (run);
  run_free (run);
  loopback_server_stop (server);
}

static void
test_options (void)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  TapeStreamSettings none = { NULL, NULL, NULL }, no_key = { (char *[]){ (char *)"AAPL", NULL }, NULL, NULL };
  g_autoptr (GError) first = NULL, second = NULL;

  g_assert_null (tape_stream_feed_new (
      universe, &(TapeStreamFeedSettings){ tape_streams_lookup ("binance"), "", &none, 0, 0 }, &first));
  g_assert_error (first, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION);
  g_assert_null (tape_stream_feed_new (
      universe, &(TapeStreamFeedSettings){ tape_streams_lookup ("finnhub"), "", &no_key, 0, 0 }, &second));
  g_assert_error (second, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stream-feed/every-trade-once-through-all-faults", test_faults);
  g_test_add_func ("/stream-feed/goes-on-from-its-position", test_restart);
  g_test_add_func ("/stream-feed/asks-for-the-past-once", test_past);
  g_test_add_func ("/stream-feed/replaces-what-grows-old", test_old);
  g_test_add_func ("/stream-feed/ends-where-it-is-refused", test_refused);
  g_test_add_func ("/stream-feed/says-that-nobody-is-there", test_nobody);
  g_test_add_func ("/stream-feed/waits-for-the-service", test_waits);
  g_test_add_func ("/stream-feed/options-that-cannot-be", test_options);
  return run_in_folder ();
}
