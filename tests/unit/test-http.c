/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>
#include <string.h>

#include "../support/loopback-server.h"
#include "base/tape-time.h"
#include "feed/tape-http.h"

#define SECRET "secret/of+mine"

static LoopbackServer *server;

/* One request, and what came of it. */
typedef struct
{
  gboolean over;
  guint status;
  gint64 retry_after;
  gint64 date;
  gint64 receive_time;
  GBytes *body;
  GError *error;
} Said;

static void
said_clear (Said *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Said, said_clear)

static void
on_answer (const TapeHttpAnswer *answer, const GError *error, gpointer data)
{
  Said *said = data;

  g_assert_false (said->over);
  g_assert_true ((answer == NULL) != (error == NULL));
  said->over = TRUE;
  said->error = error == NULL ? NULL : g_error_copy (error);
  if (answer == NULL)
    return;
  said->status = answer->status;
  said->retry_after = answer->retry_after;
  said->date = answer->date;
  said->receive_time = answer->receive_time;
  said->body = g_bytes_new (answer->body, answer->length);
  g_assert_true (answer->body[answer->length] == '\0');
}

static char *
make_url (const char *port, const char *path)
{
  return g_strdup_printf ("https://127.0.0.1:%s/%s", loopback_server_get (server, port), path);
}

static void
wait_for (Said *said)
{
  while (!said->over)
    g_main_context_iteration (NULL, TRUE);
}

/* Asks, and waits. What is 0 in @how is as the defaults are, but for the time, which no machine is too slow for. */
static void
ask (TapeHttp *http, const char *port, const char *path, TapeHttpRequest how, Said *said)
{
  g_autofree char *url = make_url (port, path);

  how.url = url;
  if (how.time == 0)
    how.time = 60000;
  tape_http_get (http, &how, on_answer, said);
  g_assert_false (said->over);
  wait_for (said);
}

static void
assert_body (const Said *said, const char *body, gsize length)
{
  g_assert_no_error (said->error);
  g_assert_cmpmem (g_bytes_get_data (said->body, NULL), g_bytes_get_size (said->body), body, length);
}

static void
test_body (void)
{
  g_autoptr (TapeHttp) http = tape_http_new (NULL);
  g_auto (Said) some = { 0 }, none = { 0 }, odd = { 0 };
  gint64 before = g_get_real_time ();

  ask (http, "port", "body/5", (TapeHttpRequest){ 0 }, &some);
  assert_body (&some, "xxxxx", 5);
  g_assert_cmpuint (some.status, ==, 200);
  g_assert_cmpint (some.retry_after, ==, -1);
  g_assert_cmpint (some.date, ==, TAPE_NO_TIME);
  g_assert_cmpint (some.receive_time, >=, before);
  g_assert_cmpint (some.receive_time, <=, g_get_real_time ());

  ask (http, "port", "body/0", (TapeHttpRequest){ 0 }, &none);
  assert_body (&none, "", 0);
  ask (http, "port", "nul", (TapeHttpRequest){ 0 }, &odd);
  assert_body (&odd, "a\0b\xff", 4);
}

/* An answer is one whatever its status is; when the server wants to be asked again is told from its own clock. */
static void
test_statuses (void)
{
  static const struct
  {
    const char *path;
    guint status;
    gint64 retry_after; /* s */
  } cases[] = {
    { "status/401", 401, -1 },
    { "status/403", 403, -1 },
    { "status/404", 404, -1 },
    { "status/418?Retry-After=172800", 418, 172800 },
    { "status/429?Retry-After=7", 429, 7 },
    { "status/429?Retry-After=0", 429, 0 },
    { "status/429?Retry-After=99999999999999999999", 429, 7 * 86400 },
    { "status/429?Retry-After=soon", 429, -1 },
    { "status/429?Retry-After=-5", 429, -1 },
    { "status/429?Date=Wed,%2021%20Oct%202015%2007:28:00%20GMT&Retry-After=Wed,%2021%20Oct%202015%2007:29:30%20GMT",
      429, 90 },
    { "status/503?Date=Wed,%2021%20Oct%202015%2007:28:00%20GMT&Retry-After=Wed,%2021%20Oct%202015%2007:20:30%20GMT",
      503, 0 },
    { "status/451", 451, -1 },
    { "status/500", 500, -1 },
    { "status/301", 301, -1 },
  };
  g_autoptr (TapeHttp) http = tape_http_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Said) said = { 0 };

      ask (http, "port", cases[i].path, (TapeHttpRequest){ 0 }, &said);
      assert_body (&said, "{\"error\":\"no\"}", 14);
      g_assert_cmpuint (said.status, ==, cases[i].status);
      g_assert_cmpint (said.retry_after, ==, cases[i].retry_after < 0 ? -1 : cases[i].retry_after * TAPE_SECOND);
      if (strstr (cases[i].path, "Date=") != NULL)
        g_assert_cmpint (said.date, ==, G_GINT64_CONSTANT (1445412480) * TAPE_SECOND);
    }
}

static void
test_headers (void)
{
  static const char *const headers[] = { "X-Finnhub-Token: abc\r\nX-Second: def\n", "X-Other: ü", NULL };
  g_autoptr (TapeHttp) http = tape_http_new (NULL);
  g_auto (Said) said = { 0 };
  g_autofree char *text = NULL;

  ask (http, "port", "headers", (TapeHttpRequest){ .headers = headers }, &said);
  text = g_strndup (g_bytes_get_data (said.body, NULL), g_bytes_get_size (said.body));
  g_assert_nonnull (strstr (text, "X-Finnhub-Token: abcX-Second: def\n"));
  g_assert_nonnull (strstr (text, "X-Other: "));
  g_assert_nonnull (strstr (text, "User-Agent: Tapeline/"));
  g_assert_null (strstr (text, "Accept-Encoding"));
}

static void
test_pool (void)
{
  g_autoptr (TapeHttp) http = tape_http_new (NULL);
  g_auto (Said) first = { 0 };
  GMainContext *context = g_main_context_default ();
  gint timeout, priority;

  ask (http, "port", "connection", (TapeHttpRequest){ 0 }, &first);
  for (guint i = 0; i < 5; i++)
    {
      g_auto (Said) said = { 0 };

      ask (http, "port", "connection", (TapeHttpRequest){ 0 }, &said);
      g_assert_true (g_bytes_equal (said.body, first.body));
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;

  /* And between requests nothing is waited for. */
  g_assert_true (g_main_context_acquire (context));
  g_main_context_prepare (context, &priority);
  g_main_context_query (context, priority, &timeout, NULL, 0);
  g_main_context_release (context);
  g_assert_cmpint (timeout, ==, -1);
}

static void
test_many (void)
{
  g_autoptr (TapeHttp) http = tape_http_new (NULL);
  Said said[60] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    {
      g_autofree char *url = make_url ("port", i % 2 ? "connection" : "chunked/300000");

      tape_http_get (http, &(TapeHttpRequest){ .url = url, .time = 100000 }, on_answer, &said[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    {
      wait_for (&said[i]);
      g_assert_no_error (said[i].error);
      if (i % 2 == 0)
        g_assert_cmpuint (g_bytes_get_size (said[i].body), ==, 300000);
      said_clear (&said[i]);
    }
}

/* The limit is exact, whether the server says how much comes or not. */
static void
test_length (void)
{
  g_autoptr (TapeHttp) http = tape_http_new (NULL);
  static const struct
  {
    const char *path;
    gsize length;
    gboolean fits;
  } cases[] = {
    { "body/1048576", 0, TRUE },
    { "body/1048577", 0, FALSE },
    { "chunked/1048576", 0, TRUE },
    { "chunked/1048577", 0, FALSE },
    { "body/10", 10, TRUE },
    { "body/11", 10, FALSE },
    { "chunked/11", 10, FALSE },
    { "flood/body", 0, FALSE },
    { "promise", 0, FALSE },
    { "flood/headers", 0, FALSE },
    { "chunked/2000000", 2000000, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Said) said = { 0 };

      ask (http, "port", cases[i].path, (TapeHttpRequest){ .length = cases[i].length }, &said);
      if (cases[i].fits)
        g_assert_no_error (said.error);
      else
        g_assert_error (said.error, TAPE_HTTP_ERROR, TAPE_HTTP_ERROR_LENGTH);
    }
}

/* What is compressed all the same stays as it is. */
static void
test_bomb (void)
{
  g_autoptr (TapeHttp) http = tape_http_new (NULL);
  g_auto (Said) said = { 0 };

  ask (http, "port", "bomb", (TapeHttpRequest){ 0 }, &said);
  g_assert_no_error (said.error);
  g_assert_cmpuint (g_bytes_get_size (said.body), <, 100000);
  g_assert_cmpint (*(const guint8 *)g_bytes_get_data (said.body, NULL), ==, 0x1f);
}

static void
test_redirects (void)
{
  static const struct
  {
    const char *path;
    gboolean followed;
  } cases[] = {
    { "redirect/301", TRUE },
    { "redirect/302", TRUE },
    { "redirect/307", TRUE },
    { "redirect/308?to=redirect/302", TRUE },
    { "redirect/302?scheme=http", FALSE },
    { "redirect/302?scheme=http&port=plain", FALSE },
    { "redirect/302?scheme=file", FALSE },
    { "redirect/302?port=other", FALSE },
    { "redirect/302?host=localhost", FALSE },
    { "redirect/302?to=redirect/302%3Fscheme%3Dhttp", FALSE },
    { "circle", FALSE },
  };
  g_autoptr (TapeHttp) http = tape_http_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Said) said = { 0 };

      ask (http, "port", cases[i].path, (TapeHttpRequest){ 0 }, &said);
      if (cases[i].followed)
        assert_body (&said, "xxx", 3);
      else
        g_assert_error (said.error, TAPE_HTTP_ERROR, TAPE_HTTP_ERROR_REDIRECT);
    }
}

static void
test_faults (void)
{
  static const struct
  {
    const char *port;
    const char *path;
    gint code;
    guint time;
  } cases[] = {
    { "refused", "body/1", TAPE_HTTP_ERROR_CONNECT, 0 },     { "unknown", "body/1", TAPE_HTTP_ERROR_CERTIFICATE, 0 },
    { "other", "body/1", TAPE_HTTP_ERROR_CERTIFICATE, 0 },   { "plain", "body/1", TAPE_HTTP_ERROR_BROKEN, 0 },
    { "port", "reset/begin", TAPE_HTTP_ERROR_BROKEN, 0 },    { "port", "reset/middle", TAPE_HTTP_ERROR_BROKEN, 0 },
    { "port", "end/begin", TAPE_HTTP_ERROR_BROKEN, 0 },      { "port", "end/middle", TAPE_HTTP_ERROR_BROKEN, 0 },
    { "port", "garbage", TAPE_HTTP_ERROR_PROTOCOL, 0 },      { "port", "silence/begin", TAPE_HTTP_ERROR_TIME, 200 },
    { "port", "silence/middle", TAPE_HTTP_ERROR_TIME, 200 }, { "port", "trickle", TAPE_HTTP_ERROR_TIME, 300 },
  };
  g_autoptr (TapeHttp) http = tape_http_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Said) said = { 0 }, after = { 0 };

      ask (http, cases[i].port, cases[i].path, (TapeHttpRequest){ .time = cases[i].time }, &said);
      g_test_message ("%s/%s: %s", cases[i].port, cases[i].path, said.error->message);
      g_assert_error (said.error, TAPE_HTTP_ERROR, cases[i].code);
      g_assert_nonnull (strstr (said.error->message, "127.0.0.1"));

      ask (http, "port", "body/1", (TapeHttpRequest){ 0 }, &after);
      assert_body (&after, "x", 1);
    }
}

static void
test_addresses (void)
{
  static const struct
  {
    const char *url;
    gint code;
  } cases[] = {
    { "http://127.0.0.1:1/a?" SECRET, TAPE_HTTP_ERROR_ADDRESS },
    { "file:///etc/passwd", TAPE_HTTP_ERROR_ADDRESS },
    { "https://", TAPE_HTTP_ERROR_ADDRESS },
    { "", TAPE_HTTP_ERROR_ADDRESS },
    { "https://127.0.0.1/a b\n" SECRET, TAPE_HTTP_ERROR_ADDRESS },
    /* No label is as long: nobody has to be asked about it. */
    { "https://xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.invalid/?" SECRET,
      TAPE_HTTP_ERROR_NAME },
  };
  static const char *const secrets[] = { SECRET, "secret", NULL };
  g_autoptr (TapeHttp) http = tape_http_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Said) said = { 0 };

      tape_http_get (http, &(TapeHttpRequest){ .url = cases[i].url, .secrets = secrets }, on_answer, &said);
      wait_for (&said);
      g_test_message ("%s: %s", cases[i].url, said.error->message);
      g_assert_error (said.error, TAPE_HTTP_ERROR, cases[i].code);
      g_assert_null (strstr (said.error->message, "secret"));
    }
}

/* A request that is cancelled says nothing, at whatever moment that is. */
static void
test_cancel (void)
{
  g_autoptr (TapeHttp) http = tape_http_new (NULL);

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *url = make_url ("port", i % 2 ? "trickle" : "body/100");
      g_auto (Said) cancelled = { 0 }, other = { 0 };
      guint id = tape_http_get (http, &(TapeHttpRequest){ .url = url, .time = 60000 }, on_answer, &cancelled);

      for (guint j = 0; j < i && !cancelled.over; j++)
        g_main_context_iteration (NULL, FALSE);
      g_assert_true (i % 2 == 0 || !cancelled.over);
      tape_http_cancel (http, id);
      tape_http_cancel (http, id);
      cancelled.over = TRUE;
      ask (http, "port", "body/1", (TapeHttpRequest){ 0 }, &other);
      assert_body (&other, "x", 1);
    }
}

typedef struct
{
  TapeHttp *http;
  guint cancel;
  guint left;
  gboolean over;
} Chain;

/* Begins the next, and cancels the one that is silent. */
static void
on_link (const TapeHttpAnswer *answer, const GError *error, gpointer data)
{
  Chain *chain = data;
  g_autofree char *url = make_url ("port", "body/3");

  g_assert_no_error (error);
  g_assert_cmpuint (answer->length, ==, 3);
  tape_http_cancel (chain->http, chain->cancel);
  chain->over = --chain->left == 0;
  if (!chain->over)
    tape_http_get (chain->http, &(TapeHttpRequest){ .url = url, .time = 60000 }, on_link, chain);
}

static void
on_silent (const TapeHttpAnswer *answer, const GError *error, gpointer data)
{
  g_assert_not_reached ();
}

static void
test_calls (void)
{
  g_autoptr (TapeHttp) http = tape_http_new (NULL);
  g_autofree char *url = make_url ("port", "body/3");
  g_autofree char *silent = make_url ("port", "silence/begin");
  Chain chain = { .http = http, .left = 5 };

  chain.cancel = tape_http_get (http, &(TapeHttpRequest){ .url = silent, .time = 60000 }, on_silent, NULL);
  tape_http_get (http, &(TapeHttpRequest){ .url = url, .time = 60000 }, on_link, &chain);
  while (!chain.over)
    g_main_context_iteration (NULL, TRUE);
}

/* Ends with requests in every state; the main context of another thread than the first works as well. */
static gpointer
free_early (gpointer data)
{
  for (guint n = 0; n < 12; n++)
    {
      g_autoptr (GMainContext) context = g_main_context_new ();
      TapeHttp *http = tape_http_new (context);

      for (guint i = 0; i < 12; i++)
        {
          static const char *const paths[] = { "silence/begin", "trickle", "silence/middle" };
          g_autofree char *url = make_url (i % 4 == 3 ? "refused" : "port", paths[i % 3]);

          if (i % 4 != 3)
            tape_http_get (http, &(TapeHttpRequest){ .url = url, .time = 60000 }, on_silent, NULL);
        }
      for (guint i = 0; i < n * 4; i++)
        g_main_context_iteration (context, FALSE);
      tape_http_free (http);
      g_assert_false (g_main_context_pending (context));
    }
  return NULL;
}

static void
test_free (void)
{
  g_thread_join (g_thread_new ("other", free_early, NULL));
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
  g_test_add_func ("/http/answers-with-any-body", test_body);
  g_test_add_func ("/http/answers-with-any-status-and-times", test_statuses);
  g_test_add_func ("/http/sends-headers-a-line-each", test_headers);
  g_test_add_func ("/http/uses-a-connection-again-and-rests", test_pool);
  g_test_add_func ("/http/asks-many-at-once", test_many);
  g_test_add_func ("/http/takes-so-much-and-no-more", test_length);
  g_test_add_func ("/http/inflates-nothing", test_bomb);
  g_test_add_func ("/http/follows-within-a-host-only", test_redirects);
  g_test_add_func ("/http/says-each-fault-in-a-sentence", test_faults);
  g_test_add_func ("/http/shows-no-secret-of-an-address", test_addresses);
  g_test_add_func ("/http/cancelled-says-nothing", test_cancel);
  g_test_add_func ("/http/begins-and-cancels-within-a-call", test_calls);
  g_test_add_func ("/http/ends-with-requests-under-way", test_free);
  result = g_test_run ();
  loopback_server_stop (server);
  return result;
}
