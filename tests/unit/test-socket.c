/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>
#include <string.h>

#include "../support/loopback-server.h"
#include "base/tape-time.h"
#include "feed/tape-socket.h"

#define SECRET "secret-of-mine"

/* No machine is too slow for it. */
#define LONG 100000

static LoopbackServer *server;

/* One connection, and what came of it. */
typedef struct
{
  TapeSocket *socket;
  const char *say; /* once it is open */
  guint free_at;   /* messages after which it is freed; 0: never */
  guint n_opened;
  guint n_settled;
  guint n_messages;
  guint n_binary;
  guint64 n_bytes;
  GString *texts; /* of the first ones, each with a line's end */
  gboolean over;
  TapeSocketEnd end;
  char *sentence;
} Said;

static void
said_clear (Said *self)
{
  g_clear_pointer (&self->socket, tape_socket_free);
  if (self->texts != NULL)
    g_string_free (self->texts, TRUE);
  g_free (self->sentence);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Said, said_clear)

static void
on_opened (TapeSocket *socket, gpointer data)
{
  Said *said = data;

  g_assert_true (tape_socket_is_open (socket));
  g_assert_cmpuint (said->n_opened++, ==, 0);
  if (said->say != NULL)
    g_assert_true (tape_socket_send (socket, said->say, strlen (said->say)));
}

static void
on_message (TapeSocket *socket, const char *text, gsize length, gboolean text_frame, gint64 receive_time, gpointer data)
{
  Said *said = data;

  g_assert_cmpuint (said->n_opened, ==, 1);
  g_assert_cmpint (ABS (receive_time - g_get_real_time ()), <, 600 * TAPE_SECOND);
  g_assert_cmpint (tape_socket_get_last_message_time (socket), >, 0);
  said->n_messages++;
  said->n_bytes += length;
  said->n_binary += !text_frame;
  if (said->texts->len < 100000 && length < 1000)
    {
      g_string_append_len (said->texts, text, (gssize)length);
      g_string_append_c (said->texts, '\n');
    }
  if (said->n_messages == said->free_at)
    g_clear_pointer (&said->socket, tape_socket_free);
}

static void
on_settled (TapeSocket *socket, gpointer data)
{
  Said *said = data;

  said->n_settled++;
  g_assert_cmpuint (said->n_settled, <=, said->n_messages);
}

static void
on_ended (TapeSocket *socket, const TapeSocketEnd *end, gpointer data)
{
  Said *said = data;

  g_assert_false (said->over);
  g_assert_false (tape_socket_is_open (socket));
  g_assert_false (tape_socket_send (socket, "x", 1));
  said->over = TRUE;
  said->end = *end;
  said->sentence = g_strdup (end->message);
  said->end.message = said->sentence;
  g_clear_pointer (&said->socket, tape_socket_free);
}

static const TapeSocketTaker taker = { on_opened, on_message, on_settled, on_ended };

static void
open_url (const char *url, TapeSocketOptions how, Said *said)
{
  if (how.connect_limit == 0)
    how.connect_limit = LONG;
  how.url = url;
  said->texts = g_string_new (NULL);
  said->socket = tape_socket_open (&how, &taker, said);
}

static void
open_path (const char *port, const char *path, TapeSocketOptions how, Said *said)
{
  const char *scheme = g_str_equal (port, "plain") ? "ws" : "wss";
  g_autofree char *url = g_strdup_printf ("%s://127.0.0.1:%s/%s", scheme, loopback_server_get (server, port), path);

  open_url (url, how, said);
}

static void
wait_for_end (Said *said)
{
  while (!said->over)
    g_main_context_iteration (NULL, TRUE);
}

static void
run (const char *port, const char *path, TapeSocketOptions how, Said *said)
{
  open_path (port, path, how, said);
  g_assert_false (said->over);
  wait_for_end (said);
}

static void
run_url (const char *url, TapeSocketOptions how, Said *said)
{
  open_url (url, how, said);
  g_assert_false (said->over);
  wait_for_end (said);
}

/* Whatever happens is said in a sentence, which names the host. */
static void
assert_end (const Said *said, TapeSocketReason reason, const char *part)
{
  g_test_message ("%s", said->sentence);
  g_assert_cmpint (said->end.reason, ==, reason);
  g_assert_nonnull (strchr (".?", said->sentence[strlen (said->sentence) - 1]));
  g_assert_nonnull (strstr (said->sentence, part));
}

static void
test_numbers (void)
{
  static const char *const paths[] = { "numbers/5000/1", "numbers/5000/2", "numbers/5000/3" };

  for (gsize i = 0; i < 2 * G_N_ELEMENTS (paths); i++)
    {
      g_auto (Said) said = { 0 };
      const char *at;

      run (i % 2 == 0 ? "port" : "plain", paths[i / 2], (TapeSocketOptions){ 0 }, &said);
      assert_end (&said, TAPE_SOCKET_CLOSED, "127.0.0.1 closed the connection: it is done (1000)");
      g_assert_cmpuint (said.end.close_code, ==, 1000);
      g_assert_cmpuint (said.n_messages, ==, 5000);
      g_assert_cmpuint (said.n_settled, >, 0);
      at = said.texts->str;
      for (guint64 n = 0; n < 5000; n++, at++)
        g_assert_cmpuint (g_ascii_strtoull (at, (char **)&at, 10), ==, n);
    }
}

static void
test_messages (void)
{
  g_auto (Said) together = { 0 }, fragments = { 0 }, echo = { .say = "gr\303\274\303\237e", .free_at = 1 },
                headers = { 0 };
  static const char *const more[] = { "X-Key: abc", "X-Other: d", NULL };

  run ("port", "together", (TapeSocketOptions){ 0 }, &together);
  g_assert_cmpstr (together.texts->str, ==, "at once\n");
  run ("port", "fragments", (TapeSocketOptions){ 0 }, &fragments);
  g_assert_cmpuint (fragments.n_messages, ==, 3);
  g_assert_cmpuint (fragments.n_binary, ==, 1);
  g_assert_true (g_str_has_prefix (fragments.texts->str, "Hello\n"));
  assert_end (&fragments, TAPE_SOCKET_CLOSED, "it does not say why");
  g_assert_cmpuint (fragments.end.close_code, ==, 0);

  open_path ("port", "echo", (TapeSocketOptions){ 0 }, &echo);
  while (echo.n_messages == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (echo.texts->str, ==, "gr\303\274\303\237e\n");
  g_assert_null (echo.socket);

  run ("port", "headers", (TapeSocketOptions){ .headers = more }, &headers);
  g_assert_nonnull (strstr (headers.texts->str, "X-Key: abc\nX-Other: d\n"));
  g_assert_null (strstr (headers.texts->str, "Extensions"));
  g_assert_nonnull (strstr (headers.texts->str, "Host: 127.0.0.1:"));
}

static void
test_large_out (void)
{
  g_autofree char *text = g_strnfill (200000, 'x');
  g_auto (Said) echo = { .say = text, .free_at = 1 };

  open_path ("port", "echo", (TapeSocketOptions){ 0 }, &echo);
  g_assert_false (tape_socket_send (echo.socket, "early", 5));
  while (echo.n_messages == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (echo.n_bytes, ==, 200000);
}

static void
test_sizes (void)
{
  static const struct
  {
    const char *path;
    gsize limit;
    guint64 taken;
  } cases[] = {
    { "size/125", 0, 125 },
    { "size/126", 0, 126 },
    { "size/65535", 0, 65535 },
    { "size/65536", 0, 65536 },
    { "size/1048576", 0, 1048576 },
    { "size/1048577", 0, 0 },
    { "size/10", 10, 10 },
    { "size/11", 10, 0 },
    { "pieces/1048576/1000", 0, 1048576 },
    { "pieces/1048577/65536", 0, 0 },
    { "pieces/100000000/100000", 0, 0 },
    { "pieces/11/1", 10, 0 },
    { "raw/817f4000000000000000", 0, 0 }, /* a head that promises 2^62 bytes, and nothing else */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Said) said = { 0 };

      g_test_message ("%s", cases[i].path);
      run ("port", cases[i].path, (TapeSocketOptions){ .message_limit = cases[i].limit }, &said);
      g_assert_cmpuint (said.n_bytes, ==, cases[i].taken);
      if (cases[i].taken > 0)
        assert_end (&said, TAPE_SOCKET_CLOSED, "closed");
      else
        assert_end (&said, TAPE_SOCKET_TOO_LARGE, "127.0.0.1 sent a message that is too large");
    }
}

static void
test_protocol (void)
{
  static const struct
  {
    const char *path;
    const char *part;
  } cases[] = {
    { "bomb", "compressed" },
    { "raw/c10161", "compressed" },
    { "raw/8181000000006161", "masked" },
    { "raw/8300", "kind that there is not" },
    { "raw/8b00", "kind that there is not" },
    { "raw/0900", "in pieces" },
    { "raw/887e007e", "too long" },
    { "raw/8000", "never began" },
    { "raw/01016181016100", "within another" },
    { "raw/817e007d", "not written as it should be" },
    { "raw/817f000000000000ffff", "not written as it should be" },
    { "raw/817fffffffffffffffff", "not written as it should be" },
    { "raw/8102c328", "not UTF-8" },
    { "raw/010161800180", "not UTF-8" },
    { "raw/880103", "without a reason that there is" },
    { "raw/88020000", "without a reason that there is" },
    { "raw/880203ed", "without a reason that there is" },
    { "raw/880403e8c328", "not UTF-8" },
    { "garbage", "not HTTP" },
    { "endless", "no end" },
    { "answer/Accept: /Accept: x", "does not fit" },
    { "answer/upgrade: WebSocket/Upgrade: h2c", "not a WebSocket" },
    { "answer/keep-alive, Upgrade/keep-alive", "not a WebSocket" },
    { "answer/101/101/Sec-WebSocket-Extensions: permessage-deflate", "extension" },
    { "answer/HTTP%2F1.1 101/HTTP%2F1.1 1x1", "not HTTP" },
    { "answer/HTTP%2F1.1 101/HTTP%2F2", "not HTTP" },
    { "deaf", "takes no answers" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Said) said = { 0 };
      g_autofree char *path = g_uri_escape_string (cases[i].path, "/%:,", FALSE);

      g_test_message ("%s", cases[i].path);
      run ("port", path, (TapeSocketOptions){ 0 }, &said);
      assert_end (&said, TAPE_SOCKET_PROTOCOL, cases[i].part);
      g_assert_nonnull (strstr (said.sentence, "127.0.0.1"));
      g_assert_cmpuint (said.n_messages, ==, 0);
    }
}

static void
test_nul (void)
{
  g_auto (Said) said = { 0 };

  run ("port", "raw/8105c3bc0061628800", (TapeSocketOptions){ 0 }, &said);
  assert_end (&said, TAPE_SOCKET_CLOSED, "closed");
  g_assert_cmpmem (said.texts->str, said.texts->len, "\303\274\0ab\n", 6);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *path;
    guint status;
    gint64 retry_after; /* s */
    const char *part;
  } cases[] = {
    { "status/401", 401, -1, "it does not accept the key (401)." },
    { "status/402", 402, -1, "paid" },
    { "status/403", 403, -1, "does not allow this" },
    { "status/404", 404, -1, "no such stream" },
    { "status/418?Retry-After=172800", 418, 172800, "asked too often (418). It wants to be left alone for 172800 s." },
    { "status/429?Retry-After=7", 429, 7, "left alone for 7 s." },
    { "status/429?Retry-After=0", 429, 0, "left alone for 0 s." },
    { "status/429?Retry-After=999999999", 429, 7 * 86400, "(429)" },
    { "status/429?Retry-After=soon", 429, -1, "asked too often (429)." },
    { "status/429?Retry-After=-5", 429, -1, "(429)" },
    { "status/503?Date=Wed,%2021%20Oct%202015%2007:28:00%20GMT&Retry-After=Wed,%2021%20Oct%202015%2007:29:30%20GMT",
      503, 90, "a fault of its own (503)" },
    { "status/503?Retry-After=Wed,%2021%20Oct%202015%2007:29:30%20GMT", 503, 0, "a fault of its own (503)" },
    { "status/400", 400, -1, "does not take what it was asked" },
    { "status/451", 451, -1, "country" },
    { "status/500", 500, -1, "a fault of its own" },
    { "status/301?Location=wss://elsewhere.example/", 301, -1, "sends elsewhere" },
    { "status/200", 200, -1, "no WebSocket" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Said) said = { 0 };

      run ("port", cases[i].path, (TapeSocketOptions){ 0 }, &said);
      assert_end (&said, TAPE_SOCKET_REFUSED, cases[i].part);
      g_assert_cmpuint (said.end.status, ==, cases[i].status);
      g_assert_cmpint (said.end.retry_after, ==, cases[i].retry_after < 0 ? -1 : cases[i].retry_after * TAPE_SECOND);
      g_assert_cmpuint (said.n_opened, ==, 0);
    }
}

static void
test_closed (void)
{
  static const struct
  {
    const char *path;
    guint code;
    const char *part;
  } cases[] = {
    { "close/1001", 1001, "it goes away (1001)." },
    { "close/1002", 1002, "does not understand" },
    { "close/1008?reason=token%20" SECRET "%20is%20bad", 1008,
      "does not allow what it was asked (1008, “token ••• is bad”)" },
    { "close/1009", 1009, "sent too much" },
    { "close/1011", 1011, "fault of its own" },
    { "close/1012?reason=new+version", 1012, "it restarts (1012, “new version”)." },
    { "close/1013", 1013, "too busy" },
    { "close/4000?reason=%E2%82%AC", 4000, "(4000, “€”)." },
  };
  static const char *const secrets[] = { SECRET, NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Said) said = { 0 };

      run ("port", cases[i].path, (TapeSocketOptions){ .secrets = secrets }, &said);
      assert_end (&said, TAPE_SOCKET_CLOSED, cases[i].part);
      g_assert_cmpuint (said.end.close_code, ==, cases[i].code);
      g_assert_null (strstr (said.sentence, SECRET));
    }
}

static void
test_broken (void)
{
  static const struct
  {
    const char *path;
    const char *say;
  } cases[] = {
    { "reset", NULL }, { "end", NULL }, { "break", "xx" }, { "leave/middle", NULL }, { "leave/clean", NULL },
  };

  for (gsize i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      g_auto (Said) said = { .say = cases[i / 2].say };

      run (i % 2 == 0 ? "port" : "plain", cases[i / 2].path, (TapeSocketOptions){ 0 }, &said);
      assert_end (&said, TAPE_SOCKET_NETWORK, "127.0.0.1");
      g_assert_cmpuint (said.n_messages, ==, 0);
    }
}

/* What limits of time end; each server would go on for an hour. */
static void
test_times (void)
{
  g_auto (Said) nothing = { 0 }, drip = { 0 }, silence = { 0 }, trickle = { 0 };

  run ("port", "nothing", (TapeSocketOptions){ .connect_limit = 300 }, &nothing);
  assert_end (&nothing, TAPE_SOCKET_NETWORK, "127.0.0.1 did not answer within 0.3 s.");
  run ("port", "drip/0", (TapeSocketOptions){ .connect_limit = 300 }, &drip);
  assert_end (&drip, TAPE_SOCKET_NETWORK, "did not answer");
  run ("port", "silence", (TapeSocketOptions){ .silence_limit = 300, .ping_interval = 100 }, &silence);
  assert_end (&silence, TAPE_SOCKET_SILENT, "127.0.0.1 has said nothing for 0.3 s: the connection is given up.");
  run ("port", "trickle", (TapeSocketOptions){ .silence_limit = 300 }, &trickle);
  assert_end (&trickle, TAPE_SOCKET_SILENT, "nothing");
}

static void
test_pings (void)
{
  g_auto (Said) pinged = { 0 }, pings = { 0 };

  run ("port", "pinged/5", (TapeSocketOptions){ .silence_limit = LONG, .ping_interval = 10 }, &pinged);
  g_assert_cmpstr (pinged.texts->str, ==, "enough\n");
  run ("port", "pings/126", (TapeSocketOptions){ .silence_limit = LONG }, &pings);
  g_assert_cmpstr (pings.texts->str, ==, "all answered\n");
}

static void
test_unreachable (void)
{
  g_auto (Said) refused = { 0 }, other = { 0 }, unknown = { 0 }, plain = { 0 }, name = { 0 };
  g_autofree char *as_tls = g_strdup_printf ("wss://localhost:%s/echo", loopback_server_get (server, "plain"));
  g_autofree char *label = g_strnfill (64, 'x'); /* too long to be asked for anywhere */
  g_autofree char *no_name = g_strdup_printf ("wss://%s.invalid/", label);

  run ("refused", "echo", (TapeSocketOptions){ 0 }, &refused);
  assert_end (&refused, TAPE_SOCKET_NETWORK, "127.0.0.1 takes no connections.");
  run ("other", "echo", (TapeSocketOptions){ 0 }, &other);
  assert_end (&other, TAPE_SOCKET_CERTIFICATE, "certificate of someone else");
  run ("unknown", "echo", (TapeSocketOptions){ 0 }, &unknown);
  assert_end (&unknown, TAPE_SOCKET_CERTIFICATE, "by no one whom this machine trusts");
  run_url (as_tls, (TapeSocketOptions){ .connect_limit = 300 }, &plain);
  assert_end (&plain, TAPE_SOCKET_NETWORK, "localhost did not answer");
  run_url (no_name, (TapeSocketOptions){ 0 }, &name);
  assert_end (&name, TAPE_SOCKET_NETWORK, "was not found");
}

static void
test_addresses (void)
{
  static const char *const urls[] = {
    "",
    "wss://",
    "wss:///x",
    "https://127.0.0.1/",
    "ws://service.example/?token=" SECRET,
    "wss://a b/",
    "wss://a%0d%0ab/",
    "wss://127.0.0.1:0/",
    "wss://127.0.0.1:99999/?token=" SECRET,
    "wss://127.0.0.1/\r\nX: y",
    "wss://[::1/",
  };
  static const char *const bad_header[] = { "X-Key: a\r\nX: b", NULL };
  g_auto (Said) header = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_auto (Said) said = { 0 };

      run_url (urls[i], (TapeSocketOptions){ 0 }, &said);
      assert_end (&said, TAPE_SOCKET_ADDRESS, "address");
      g_assert_null (strstr (said.sentence, SECRET));
    }
  run ("port", "echo", (TapeSocketOptions){ .headers = bad_header }, &header);
  assert_end (&header, TAPE_SOCKET_ADDRESS, "key");
}

/* Freed at any time: nothing is said any more, and nothing is left. */
static void
test_free (void)
{
  g_auto (Said) within = { .free_at = 3 };

  for (guint i = 0; i < 40; i++)
    {
      g_auto (Said) said = { 0 };

      open_path (i % 2 == 0 ? "port" : "unknown", "numbers/1000/1", (TapeSocketOptions){ 0 }, &said);
      for (guint turn = 0; turn < i && !said.over; turn++)
        g_main_context_iteration (NULL, TRUE);
    }
  open_path ("port", "numbers/1000/1", (TapeSocketOptions){ 0 }, &within);
  while (within.socket != NULL)
    g_main_context_iteration (NULL, TRUE);
  tape_socket_drain ();
  g_assert_cmpuint (within.n_messages, ==, 3);
  g_assert_false (within.over);
}

static void
test_flood (void)
{
  static const char *const ports[] = { "port", "plain" };
  guint n = g_test_perf () ? 2000000 : 20000;

  for (gsize i = 0; i < G_N_ELEMENTS (ports); i++)
    {
      g_auto (Said) said = { 0 };
      g_autofree char *path = g_strdup_printf ("flood/%u/150", n);
      double seconds;

      g_test_timer_start ();
      run (ports[i], path, (TapeSocketOptions){ .silence_limit = LONG, .ping_interval = 1000 }, &said);
      seconds = g_test_timer_elapsed ();
      g_assert_cmpuint (said.n_messages, ==, n);
      g_assert_cmpuint (said.n_settled, <, n / 10);
      g_test_message ("%s: %.0f messages/s, settled %u times", ports[i], n / seconds, said.n_settled);
    }
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  server = loopback_server_start ("misbehaving-socket.py", NULL);
  g_test_add_func ("/socket/messages-in-any-pieces", test_numbers);
  g_test_add_func ("/socket/sends-and-takes", test_messages);
  g_test_add_func ("/socket/sends-what-is-large", test_large_out);
  g_test_add_func ("/socket/takes-so-much-and-no-more", test_sizes);
  g_test_add_func ("/socket/ends-at-what-the-protocol-does-not-allow", test_protocol);
  g_test_add_func ("/socket/takes-a-nul-within-a-text", test_nul);
  g_test_add_func ("/socket/refused-says-why-and-until-when", test_refused);
  g_test_add_func ("/socket/closed-says-why-without-secrets", test_closed);
  g_test_add_func ("/socket/broken-at-any-point", test_broken);
  g_test_add_func ("/socket/silence-and-trickle-end", test_times);
  g_test_add_func ("/socket/pings-both-ways", test_pings);
  g_test_add_func ("/socket/unreachable-and-not-who-it-says", test_unreachable);
  g_test_add_func ("/socket/addresses-that-cannot-be", test_addresses);
  g_test_add_func ("/socket/freed-at-any-time", test_free);
  g_test_add_func ("/socket/many-messages", test_flood);
  result = g_test_run ();
  loopback_server_stop (server);
  return result;
}
