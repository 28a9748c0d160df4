/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "../support/loopback-server.h"
#include "feed/tape-poll-feed.h"

#define KEY "my+secret/key"

static LoopbackServer *server;
static char *base;
static const char *quota_file; /* of the next feed */

/* A service whose symbols say what becomes of each question for them, see do_turn() in misbehaving-http.py: "ok", whose
 * body is its number, or a status with the time to be left alone. */

static gboolean
make_request (const TapePollQuestion *question, TapePollRequest *request)
{
  static const char *const headers[] = { "X-Key: " KEY, NULL };

  if (strcmp (question->symbol, "never") == 0)
    return FALSE;
  g_assert_cmpstr (question->key, ==, KEY);
  request->url = g_strdup_printf ("%s/turn/%s", question->base, question->symbol);
  request->headers = g_strdupv ((char **)headers);
  request->cost = 1;
  return TRUE;
}

static void
take_trade (const TapePollQuestion *question, const TapePollResponse *response, TapePollAnswer *answer)
{
  guint64 n = strtoull (response->body, NULL, 10);
  TapeTrade *trade;

  answer->batch = tape_batch_new (TAPE_BATCH_TRADES, 1);
  trade = tape_batch_add_trade (answer->batch);
  trade->event_time = trade->receive_time = response->receive_time;
  trade->price = (double)n;
  trade->quantity = (double)(n - answer->memory.id);
  trade->instrument = tape_universe_intern (response->universe, question->symbol, strlen (question->symbol));
  trade->source = response->source;
  trade->flags = TAPE_TRADE_DERIVED;
  answer->memory.id = n;
}

static void
parse (const TapePollQuestion *question, const TapePollResponse *response, TapePollAnswer *answer)
{
  gint64 until = response->retry_after < 0 ? TAPE_NO_TIME : response->receive_time + response->retry_after;

  answer->until = until;
  switch (response->status)
    {
    case 200:
      take_trade (question, response, answer);
      break;
    case 401:
      answer->outcome = TAPE_POLL_FATAL;
      answer->message = g_strdup ("The key is wrong.");
      break;
    case 404:
      answer->outcome = TAPE_POLL_UNKNOWN_SYMBOL;
      answer->message = g_strdup_printf ("There is no %s.", question->symbol);
      break;
    case 429:
      answer->outcome = TAPE_POLL_NO_QUOTA;
      answer->message = g_strdup ("Too many calls.");
      break;
    default:
      answer->outcome = TAPE_POLL_RETRY;
      answer->message = g_strdup_printf ("It fails with %u.", response->status);
    }
}

static const TapePoll poll = {
  .name = "test",
  .title = "Test",
  .flags = TAPE_POLL_NEEDS_KEY | TAPE_POLL_ROUND_THE_CLOCK,
  .hosts = { "127.0.0.1" },
  .sample = "ok",
  .limits = { .zone = "UTC" },
  .cost = 1,
  .interval_open = 5 * TAPE_MILLISECOND,
  .interval_closed = TAPE_DAY,
  .make_request = make_request,
  .parse = parse,
};

/* A feed under way, and what it has handed over. */
typedef struct
{
  TapeUniverse *universe;
  TapeFeed *feed;
  GCancellable *cancellable;
  pthread_mutex_t lock;
  GArray *trades; /* guarded by the lock */
  guint n_begin;
  guint n_end;
  TapePosition position;
  gboolean over;
  GError *error;
} Run;

static gboolean
take_batch (TapeBatch *batch, gpointer data)
{
  Run *run = data;

  pthread_mutex_lock (&run->lock);
  g_array_append_vals (run->trades, batch->trades, batch->n_trades);
  run->n_begin += batch->kind == TAPE_BATCH_BEGIN;
  run->n_end += batch->kind == TAPE_BATCH_END && !batch->live;
  if (batch->kind == TAPE_BATCH_BEGIN)
    g_assert_true (batch->live && batch->delay == 10 * TAPE_SECOND);
  for (guint i = 0; i < batch->n_positions; i++)
    {
      g_clear_pointer (&run->position.state, g_bytes_unref);
      run->position = batch->positions[i];
      g_bytes_ref (run->position.state);
    }
  pthread_mutex_unlock (&run->lock);
  tape_batch_unref (batch);
  return TRUE;
}

static void
on_over (GObject *object, GAsyncResult *result, gpointer data)
{
  Run *run = data;

  run->over = TRUE;
  tape_feed_run_finish (run->feed, result, &run->error);
}

static void
begin (Run *run, const char *symbols, const TapeQuotaLimits *limits, const TapePosition *position)
{
  g_auto (GStrv) names = g_strsplit (symbols, " ", -1);
  g_autoptr (GError) error = NULL;

  *run = (Run){ .universe = tape_universe_new (FALSE), .cancellable = g_cancellable_new () };
  run->trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  pthread_mutex_init (&run->lock, NULL);
  run->feed = tape_poll_feed_new (run->universe,
                                  &(TapePollFeedSettings){ .poll = &poll,
                                                           .account = "",
                                                           .symbols = (const char *const *)names,
                                                           .key = KEY,
                                                           .base = base,
                                                           .limits = limits,
                                                           .quota_file = quota_file },
                                  &error);
  g_assert_no_error (error);
  tape_feed_get_type_info (run->feed)->bind (run->feed, 0, 3, position);
  tape_feed_run_async (run->feed, take_batch, run, run->cancellable, on_over, run);
}

static void
wait_over (Run *run)
{
  while (!run->over)
    g_main_context_iteration (NULL, TRUE);
  tape_feed_wait (run->feed);
}

static void
cancel (Run *run)
{
  g_cancellable_cancel (run->cancellable);
  wait_over (run);
  g_assert_error (run->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
clear (Run *run)
{
  g_assert_true (run->over);
  tape_feed_free (run->feed);
  tape_universe_unref (run->universe);
  g_object_unref (run->cancellable);
  g_array_unref (run->trades);
  g_clear_pointer (&run->position.state, g_bytes_unref);
  g_clear_error (&run->error);
  pthread_mutex_destroy (&run->lock);
}

static guint
count_trades (Run *run)
{
  guint n;

  pthread_mutex_lock (&run->lock);
  n = run->trades->len;
  pthread_mutex_unlock (&run->lock);
  return n;
}

static void
wait_trades (Run *run, guint n)
{
  while (count_trades (run) < n && !run->over)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

static TapeFeedHealth *
wait_state (Run *run, TapeFeedState state)
{
  while (TRUE)
    {
      g_autoptr (TapeFeedHealth) health = tape_feed_get_health (run->feed, TRUE);

      if (health->state == state)
        return g_steal_pointer (&health);
      g_assert_false (run->over);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

/* The trades of @symbol are numbered from @first on, without a gap, none twice. */
static guint
check_trades (Run *run, const char *symbol, guint first)
{
  guint32 instrument = tape_universe_lookup (run->universe, symbol, strlen (symbol));
  guint n = 0;

  for (guint i = 0; i < run->trades->len; i++)
    {
      const TapeTrade *trade = &g_array_index (run->trades, TapeTrade, i);

      if (trade->instrument != instrument)
        continue;
      g_assert_cmpfloat (trade->price, ==, first + n);
      g_assert_cmpfloat (trade->quantity, ==, 1);
      g_assert_cmpuint (trade->source, ==, 3);
      n++;
    }
  return n;
}

static void
test_asks (void)
{
  Run run;

  begin (&run, "ok,ok,a ok,ok,b ok,ok,c", NULL, NULL);
  wait_trades (&run, 30);
  {
    g_autoptr (TapeFeedHealth) health = wait_state (&run, TAPE_FEED_RUNNING);
    const TapeFeedMessage *message = g_ptr_array_index (health->messages, health->messages->len - 1);

    g_assert_null (health->message);
    g_assert_cmpint (health->next, ==, TAPE_NO_TIME);
    g_assert_cmpuint (health->calls.limit, ==, 0);
    g_assert_cmpstr (message->raw, ==, "1");
    g_assert_nonnull (strstr (message->parsed, "ok,ok,a 1"));
  }
  cancel (&run);
  g_assert_cmpuint (run.n_begin, ==, 1);
  g_assert_cmpuint (check_trades (&run, "ok,ok,a", 1), >=, 10);
  g_assert_cmpuint (check_trades (&run, "ok,ok,b", 1), >=, 9);
  g_assert_cmpuint (check_trades (&run, "ok,ok,c", 1), >=, 9);
  clear (&run);
}

/* What fails, and comes back when it is asked again: nothing is lost, nothing doubled. */
static void
test_comes_back (void)
{
  static const char *const symbols[]
      = { "500:0,ok,500:0,503:0,ok", "429:0,ok,429:0,ok", "ok,reset,ok", "ok,end,garbage:0,ok" };

  for (gsize i = 0; i < G_N_ELEMENTS (symbols); i++)
    {
      Run run;

      begin (&run, symbols[i], NULL, NULL);
      wait_trades (&run, 5);
      cancel (&run);
      g_assert_cmpuint (check_trades (&run, symbols[i], 1), >=, 5);
      clear (&run);
    }
}

/* Left alone for as long as the service wants, and stopped at once all the same. */
static void
test_waits (void)
{
  static const struct
  {
    const char *symbol;
    TapeFeedState state;
    const char *message;
  } cases[] = {
    { "ok,500:7200,ok", TAPE_FEED_RECONNECTING, "It fails with 500." },
    { "ok,429:7200,ok", TAPE_FEED_WAITING, "The calls of the day are spent." },
    { "ok,429:30,ok", TAPE_FEED_WAITING, "The calls of the minute are spent." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Run run;
      gint64 after = i == 2 ? 0 : TAPE_HOUR;

      begin (&run, cases[i].symbol, NULL, NULL);
      {
        g_autoptr (TapeFeedHealth) health = wait_state (&run, cases[i].state);

        g_assert_cmpstr (health->message, ==, cases[i].message);
        g_assert_cmpint (health->next, >, g_get_real_time () + after);
      }
      cancel (&run);
      g_assert_cmpuint (check_trades (&run, cases[i].symbol, 1), ==, 1);
      g_assert_cmpuint (run.n_end, ==, 0);
      clear (&run);
    }
}

static void
test_ends (void)
{
  static const struct
  {
    const char *symbols;
    const char *message;
  } cases[] = {
    { "ok,ok,401", "The key is wrong." },
    { "404", "There is no 404." },
    { "404,x 404,y never", "Test cannot be asked for “never”." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Run run;

      begin (&run, cases[i].symbols, NULL, NULL);
      wait_over (&run);
      {
        g_autoptr (TapeFeedHealth) health = tape_feed_get_health (run.feed, FALSE);

        g_assert_error (run.error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_SERVICE);
        g_assert_cmpstr (run.error->message, ==, cases[i].message);
        g_assert_cmpint (health->state, ==, TAPE_FEED_FAILED);
        g_assert_cmpstr (health->message, ==, cases[i].message);
      }
      g_assert_cmpuint (run.n_end, ==, 1);
      clear (&run);
    }
}

/* One that the service does not know is left out; it stays said. */
static void
test_unknown (void)
{
  Run run;

  begin (&run, "404,z ok,z", NULL, NULL);
  wait_trades (&run, 10);
  {
    g_autoptr (TapeFeedHealth) health = wait_state (&run, TAPE_FEED_RUNNING);

    g_assert_cmpstr (health->message, ==, "There is no 404,z.");
  }
  cancel (&run);
  g_assert_cmpuint (check_trades (&run, "ok,z", 1), >=, 10);
  clear (&run);
}

/* A zone in which it is about noon, so that no day ends meanwhile. */
static char *
get_noon_zone (void)
{
  gint hour = (gint)(g_get_real_time () / TAPE_HOUR % 24);

  return g_strdup_printf ("Etc/GMT%+d", hour - 12);
}

/* It counts before the service does, and a restart forgets neither calls nor trades. */
static void
test_quota (void)
{
  g_autofree char *zone = get_noon_zone ();
  TapeQuotaLimits limits = { .per_day = 3, .zone = zone };
  TapeQuotaLimits more = { .per_day = 5, .zone = zone };
  Run first, second, third;

  begin (&first, "ok,q ok,r ok,s ok,t", &limits, NULL);
  {
    g_autoptr (TapeFeedHealth) health = wait_state (&first, TAPE_FEED_WAITING);

    g_assert_cmpstr (health->message, ==, "The calls of the day are spent.");
    g_assert_cmpint (health->next, >, g_get_real_time ());
    g_assert_cmpuint (health->events, ==, 3);
  }
  cancel (&first);
  {
    g_autoptr (TapeFeedHealth) health = tape_feed_get_health (first.feed, FALSE);

    g_assert_cmpuint (health->calls.left, ==, 0);
    g_assert_cmpuint (health->calls.limit, ==, 3);
    g_assert_true (health->calls.of_day);
  }
  g_assert_cmpuint (check_trades (&first, "ok,q", 1), ==, 1);
  g_assert_cmpuint (check_trades (&first, "ok,s", 1), ==, 1);
  g_assert_cmpint (first.position.offset, ==, 3);

  begin (&second, "ok,q ok,r ok,s ok,t", &limits, &first.position);
  tape_feed_health_free (wait_state (&second, TAPE_FEED_WAITING));
  cancel (&second);
  g_assert_cmpuint (second.trades->len, ==, 0);

  begin (&third, "ok,q ok,t ok,r", &more, &first.position);
  tape_feed_health_free (wait_state (&third, TAPE_FEED_WAITING));
  cancel (&third);
  g_assert_cmpuint (check_trades (&third, "ok,q", 2), ==, 1);
  g_assert_cmpuint (check_trades (&third, "ok,t", 1), ==, 1);
  g_assert_cmpuint (third.trades->len, ==, 2);
  clear (&first);
  clear (&second);
  clear (&third);
}

static void
test_paused (void)
{
  Run run;
  guint n;

  begin (&run, "ok,ok,p", NULL, NULL);
  wait_trades (&run, 3);
  tape_feed_set_paused (run.feed, TRUE);
  tape_feed_health_free (wait_state (&run, TAPE_FEED_PAUSED));
  n = count_trades (&run);
  tape_feed_set_paused (run.feed, FALSE);
  wait_trades (&run, n + 5);
  tape_feed_set_paused (run.feed, TRUE);
  cancel (&run);
  g_assert_cmpuint (check_trades (&run, "ok,ok,p", 1), >=, n + 5);
  clear (&run);
}

/* Two that ask with the same account count together. */
static void
test_shared_quota (void)
{
  g_autofree char *zone = get_noon_zone ();
  g_autofree char *folder = g_dir_make_tmp ("tape-quota-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "quota", NULL);
  TapeQuotaLimits limits = { .per_day = 3, .zone = zone };
  g_autoptr (TapeQuota) other = tape_quota_new (&limits);
  Run run;

  g_assert_true (tape_quota_share (other, file, NULL));
  g_assert_true (tape_quota_take (other, 2, g_get_real_time ()));
  quota_file = file;
  begin (&run, "ok,1 ok,2", &limits, NULL);
  quota_file = NULL;
  tape_feed_health_free (wait_state (&run, TAPE_FEED_WAITING));
  cancel (&run);
  g_assert_cmpuint (run.trades->len, ==, 1);
  g_assert_false (tape_quota_take (other, 1, g_get_real_time ()));
  clear (&run);
  g_unlink (file);
  g_rmdir (folder);
}

/* The server repeats the key; nobody sees it. */
static void
test_secret (void)
{
  Run run;

  begin (&run, "key,500:7200", NULL, NULL);
  {
    g_autoptr (TapeFeedHealth) health = wait_state (&run, TAPE_FEED_RECONNECTING);
    gboolean seen = FALSE;

    for (guint i = 0; i < health->messages->len; i++)
      {
        const TapeFeedMessage *message = g_ptr_array_index (health->messages, i);

        g_assert_null (strstr (message->raw, "secret"));
        seen = seen || strstr (message->raw, "your key is •••") != NULL;
      }
    g_assert_true (seen);
  }
  cancel (&run);
  clear (&run);
}

static void
test_settings (void)
{
  static const char *const none[] = { NULL }, *const bad[] = { "", "with\nbreak", NULL },
                           *const good[] = { "ok", NULL };
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  TapePollFeedSettings settings = { .poll = &poll, .account = "work", .symbols = good };
  g_autoptr (TapeFeed) feed = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (tape_poll_feed_new (universe, &settings, &error));
  g_assert_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION);
  g_clear_error (&error);
  settings.key = KEY;
  settings.symbols = none;
  g_assert_null (tape_poll_feed_new (universe, &settings, &error));
  g_assert_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION);
  g_clear_error (&error);
  settings.symbols = bad;
  g_assert_null (tape_poll_feed_new (universe, &settings, &error));
  g_assert_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION);
  g_clear_error (&error);
  settings.symbols = good;
  feed = tape_poll_feed_new (universe, &settings, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tape_feed_get_name (feed), ==, "Test (work)");
  g_assert_cmpstr (tape_feed_get_type_info (feed)->name, ==, "test");
  g_assert_true (tape_feed_get_type_info (feed)->live);
  g_assert_cmpstr (tape_feed_get_type_info (feed)->get_source (feed, 0)->kind, ==, "test");
}

int
main (int argc, char *argv[])
{
  static const char *const proxies[] = { "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" };
  int result;

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (proxies); i++)
    g_unsetenv (proxies[i]);
  server = loopback_server_start ("misbehaving-http.py", NULL);
  base = g_strdup_printf ("https://127.0.0.1:%s", loopback_server_get (server, "port"));
  g_test_add_func ("/poll-feed/asks-for-each-in-turn", test_asks);
  g_test_add_func ("/poll-feed/comes-back-without-loss", test_comes_back);
  g_test_add_func ("/poll-feed/waits-for-the-service", test_waits);
  g_test_add_func ("/poll-feed/ends-where-asking-does-not-help", test_ends);
  g_test_add_func ("/poll-feed/leaves-out-unknown-symbols", test_unknown);
  g_test_add_func ("/poll-feed/spends-no-more-calls-than-there-are", test_quota);
  g_test_add_func ("/poll-feed/counts-together-with-others", test_shared_quota);
  g_test_add_func ("/poll-feed/goes-on-after-a-pause-and-ends-within-one", test_paused);
  g_test_add_func ("/poll-feed/shows-no-key", test_secret);
  g_test_add_func ("/poll-feed/needs-a-key-and-symbols", test_settings);
  result = g_test_run ();
  g_free (base);
  loopback_server_stop (server);
  return result;
}
