/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a polled feed asks of the past: once, of each symbol, where calls are left for it; and what comes of the answers. */

#include <gio/gio.h>
#include <string.h>

#include "../support/loopback-server.h"
#include "feed/tape-poll-feed.h"

static char *base;
static const char *past; /* what becomes of a question for the past, see do_turn() in misbehaving-http.py */
static guint serial;     /* of the feed, so that the server begins anew */

/* Questions as they were asked: "A", "A-86400", "A-60". */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static GString *asked;

static gboolean
make_request (const TapePollQuestion *question, TapePollRequest *request)
{
  g_autofree char *name = question->kind == TAPE_POLL_LATEST
                              ? g_strdup (question->symbol)
                              : g_strdup_printf ("%s-%u", question->symbol, question->length);

  pthread_mutex_lock (&lock);
  g_string_append_printf (asked, "%s%s", asked->len > 0 ? " " : "", name);
  pthread_mutex_unlock (&lock);
  request->url = g_strdup_printf ("%s/turn/%s,%s%u", question->base,
                                  question->kind == TAPE_POLL_LATEST ? "ok,ok" : past, name, serial);
  request->cost = 1;
  return TRUE;
}

static void
take_price (const TapePollQuestion *question, const TapePollResponse *response, TapePollAnswer *answer)
{
  TapeTrade *trade;

  answer->batch = tape_batch_new (TAPE_BATCH_TRADES, 1);
  trade = tape_batch_add_trade (answer->batch);
  *trade = (TapeTrade){ .event_time = response->receive_time,
                        .receive_time = response->receive_time,
                        .price = 1,
                        .instrument
                        = tape_universe_intern (response->universe, question->symbol, strlen (question->symbol)),
                        .source = response->source };
  answer->memory.id++;
}

static void
take_bar (const TapePollQuestion *question, const TapePollResponse *response, TapePollAnswer *answer)
{
  TapeBar *bar;

  answer->batch = tape_batch_new (TAPE_BATCH_BARS, 1);
  bar = tape_batch_add_bar (answer->batch);
  *bar
      = (TapeBar){ .start = tape_time_floor (response->receive_time, TAPE_DAY) - TAPE_DAY,
                   .length = question->length,
                   .instrument = tape_universe_intern (response->universe, question->symbol, strlen (question->symbol)),
                   .open = 1,
                   .high = 1,
                   .low = 1,
                   .close = 1,
                   .source = response->source };
}

static void
parse (const TapePollQuestion *question, const TapePollResponse *response, TapePollAnswer *answer)
{
  static const struct
  {
    guint status;
    TapePollOutcome outcome;
  } outcomes[] = {
    { 403, TAPE_POLL_FATAL },
    { 404, TAPE_POLL_UNKNOWN_SYMBOL },
    { 429, TAPE_POLL_NO_QUOTA },
    { 500, TAPE_POLL_RETRY },
  };

  answer->until = response->retry_after < 0 ? TAPE_NO_TIME : response->receive_time + response->retry_after;
  for (gsize i = 0; i < G_N_ELEMENTS (outcomes); i++)
    if (response->status == outcomes[i].status)
      {
        answer->outcome = outcomes[i].outcome;
        answer->message = g_strdup ("It is refused.");
        return;
      }
  if (question->kind == TAPE_POLL_LATEST)
    take_price (question, response, answer);
  else
    take_bar (question, response, answer);
}

static const TapePoll poll = {
  .name = "test",
  .title = "Test",
  .flags = TAPE_POLL_ROUND_THE_CLOCK,
  .hosts = { "127.0.0.1" },
  .limits = { .zone = "UTC" },
  .cost = 1,
  .pasts = { TAPE_BAR_DAY, TAPE_BAR_MINUTE },
  .interval_open = TAPE_HOUR,
  .interval_closed = TAPE_HOUR,
  .make_request = make_request,
  .parse = parse,
};

typedef struct
{
  guint n_bars;
  guint n_trades;
  TapePosition position;
} Told;

/* On the feed's thread, while nobody else looks. */
static gboolean
take_batch (TapeBatch *batch, gpointer data)
{
  Told *told = data;

  told->n_bars += batch->n_bars;
  told->n_trades += batch->n_trades;
  g_assert_true (batch->n_bars == 0 || batch->kind == TAPE_BATCH_BARS);
  for (guint i = 0; i < batch->n_positions; i++)
    {
      g_clear_pointer (&told->position.state, g_bytes_unref);
      told->position = batch->positions[i];
      g_bytes_ref (told->position.state);
    }
  tape_batch_unref (batch);
  return TRUE;
}

static void
on_over (GObject *object, GAsyncResult *result, gpointer over)
{
  *(gboolean *)over = TRUE;
}

static gboolean
has_asked (const char *questions)
{
  gboolean has;

  pthread_mutex_lock (&lock);
  has = strcmp (asked->str, questions) == 0;
  g_assert_cmpint (strncmp (asked->str, questions, asked->len), ==, 0);
  pthread_mutex_unlock (&lock);
  return has;
}

/* Runs a feed until it has asked @questions and reached @state. */
static void
run (
    Told *told, const char *questions, TapeFeedState state, const TapeQuotaLimits *limits, const TapePosition *position)
{
  static const char *const symbols[] = { "A", "B", NULL };
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TapePollFeedSettings settings = { .poll = &poll, .account = "", .symbols = symbols, .base = base, .limits = limits };
  g_autoptr (TapeFeed) feed = tape_poll_feed_new (universe, &settings, NULL);
  gboolean over = FALSE, there = FALSE;

  serial++;
  g_string_truncate (asked, 0);
  tape_feed_get_type_info (feed)->bind (feed, 0, 3, position);
  *told = (Told){ 0 };
  tape_feed_run_async (feed, take_batch, told, cancellable, on_over, &over);
  while (!there)
    {
      g_autoptr (TapeFeedHealth) health = tape_feed_get_health (feed, TRUE);

      there = has_asked (questions) && health->state == state;
      g_usleep (1000);
    }
  g_cancellable_cancel (cancellable);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  tape_feed_wait (feed);
  g_assert_true (has_asked (questions));
}

static void
test_asks_once (void)
{
  Told told, again;

  past = "ok";
  run (&told, "A B A-86400 B-86400 A-60 B-60", TAPE_FEED_RUNNING, NULL, NULL);
  g_assert_cmpuint (told.n_trades, ==, 2);

  /* What has just been answered for has no new past, however slow this machine is. */
  told.position.event_time = g_get_real_time () + TAPE_HOUR;
  run (&again, "A B", TAPE_FEED_RUNNING, NULL, &told.position);
  g_bytes_unref (again.position.state);

  /* What was answered for long ago has. */
  told.position.event_time = g_get_real_time () - TAPE_HOUR;
  run (&again, "A B A-86400 B-86400 A-60 B-60", TAPE_FEED_RUNNING, NULL, &told.position);
  g_bytes_unref (again.position.state);
  g_bytes_unref (told.position.state);
}

/* Without a past a price is a price. */
static void
test_fails (void)
{
  static const char *const answers[] = { "404", "500", "reset,reset,reset,reset" };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      Told told;

      past = answers[i];
      run (&told, "A B A-86400 B-86400 A-60 B-60", TAPE_FEED_RUNNING, NULL, NULL);
      g_assert_cmpuint (told.n_trades, ==, 2);
      g_assert_cmpuint (told.n_bars, ==, 0);
      g_bytes_unref (told.position.state);
    }
}

static void
test_refused (void)
{
  Told told;

  /* A plan without bars: one question of each length tells. */
  past = "403";
  run (&told, "A B A-86400 A-60", TAPE_FEED_RUNNING, NULL, NULL);
  g_bytes_unref (told.position.state);

  past = "429:7200";
  run (&told, "A B A-86400", TAPE_FEED_RUNNING, NULL, NULL);
  g_bytes_unref (told.position.state);

  past = "500:7200";
  run (&told, "A B A-86400", TAPE_FEED_RECONNECTING, NULL, NULL);
  g_bytes_unref (told.position.state);
}

/* Four fifths of a day's calls are for prices. */
static void
test_few_calls (void)
{
  static const struct
  {
    guint per_day;
    const char *questions;
  } cases[] = {
    { 10, "A B" },
    { 15, "A B A-86400" },
    { 25, "A B A-86400 B-86400 A-60" },
  };
  TapeQuotaLimits limits = { .zone = "UTC" };

  past = "ok";
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Told told;

      limits.per_day = cases[i].per_day;
      run (&told, cases[i].questions, TAPE_FEED_RUNNING, &limits, NULL);
      g_bytes_unref (told.position.state);
    }
}

int
main (int argc, char *argv[])
{
  static const char *const proxies[] = { "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" };
  LoopbackServer *server;
  int result;

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (proxies); i++)
    g_unsetenv (proxies[i]);
  asked = g_string_new (NULL);
  server = loopback_server_start ("misbehaving-http.py", NULL);
  base = g_strdup_printf ("https://127.0.0.1:%s", loopback_server_get (server, "port"));
  g_test_add_func ("/poll-past/is-asked-for-once", test_asks_once);
  g_test_add_func ("/poll-past/may-fail", test_fails);
  g_test_add_func ("/poll-past/may-be-refused", test_refused);
  g_test_add_func ("/poll-past/leaves-calls-for-prices", test_few_calls);
  result = g_test_run ();
  g_free (base);
  g_string_free (asked, TRUE);
  loopback_server_stop (server);
  return result;
}
