/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A service that streams faster than any: it stands for Binance on loopback, over TLS, and sends one trade a message to whoever
 * connects; beside it a reader that does nothing but read.
 *
 *   trade-storm serve CERTIFICATE KEY SYMBOLS RATE   says "port N", then serves; RATE trades a second, 0 for as fast as it goes; at the
 *                                                    end of its input says "sent N" and "milliseconds N": of all connections
 *   trade-storm read PORT SECONDS                    reads
 */

#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

enum
{
  TICK = 2000, /* µs between two writes */
  MOST = 1000, /* trades of one write */
  HEAD = 4,    /* bytes of a frame's head */
  ROOM = 256,  /* bytes of a frame at most */
  SYMBOLS_MAX = 1000,
};

typedef struct
{
  GTlsCertificate *certificate;
  guint n_symbols;
  guint rate;
  guint64 ids[SYMBOLS_MAX]; /* of each symbol's last trade */
  _Atomic guint64 sent;
  _Atomic gint64 begun; /* monotonic µs of the first trade */
  _Atomic gint64 ended; /* and of the last */
} Storm;

/* --- What is sent. Each message is as long as all others. --- */

static gsize
write_trade (Storm *storm, char *frame)
{
  guint symbol = (guint)g_random_int_range (0, (gint)storm->n_symbols);
  gint64 now = g_get_real_time () / 1000;
  guint64 id = ++storm->ids[symbol];
  int length = snprintf (
      frame + HEAD, ROOM - HEAD,
      "{\"stream\":\"s%03uusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":%" G_GINT64_FORMAT
      ",\"s\":\"S%03uUSDT\",\"t\":%09" G_GUINT64_FORMAT ",\"p\":\"%03u.%02u000000\",\"q\":\"0.02000000\","
      "\"T\":%" G_GINT64_FORMAT ",\"m\":%s,\"M\":true}}",
      symbol, now, symbol, 100000000 + id, 100 + symbol % 900, (guint)(id % 100), now, id % 2 == 0 ? "true " : "false");

  frame[0] = (char)0x81;
  frame[1] = 126;
  frame[2] = (char)(length >> 8);
  frame[3] = (char)length;
  return HEAD + (gsize)length;
}

static gboolean
send_trades (Storm *storm, GOutputStream *out, guint n)
{
  char frames[MOST * ROOM];
  gsize length = 0;

  for (guint i = 0; i < n; i++)
    length += write_trade (storm, frames + length);
  storm->sent += n; /* also what is on its way when the other side goes */
  if (!g_output_stream_write_all (out, frames, length, NULL, NULL, NULL))
    return FALSE;
  storm->ended = g_get_monotonic_time ();
  return TRUE;
}

static void
storm_on (Storm *storm, GOutputStream *out)
{
  gint64 begun = g_get_monotonic_time ();
  guint64 sent = 0;

  storm->begun = begun;
  for (;;)
    {
      gint64 now = g_get_monotonic_time ();
      guint64 due = (guint64)(now - begun) * storm->rate / G_USEC_PER_SEC;
      guint n = storm->rate == 0 ? MOST : (guint)MIN (due - MIN (due, sent), MOST);

      /* What was not taken for a second is not made up for. */
      if (storm->rate > 0 && due > sent + storm->rate)
        begun = now - (gint64)(sent * G_USEC_PER_SEC / storm->rate);
      if (n > 0 && !send_trades (storm, out, n))
        return;
      sent += n;
      if (storm->rate > 0 && n < MOST)
        g_usleep (TICK);
    }
}

/* --- Connections. --- */

static char *
read_head (GInputStream *in)
{
  g_autoptr (GString) head = g_string_new (NULL);
  char byte;

  while (strstr (head->str, "\r\n\r\n") == NULL)
    {
      if (g_input_stream_read (in, &byte, 1, NULL, NULL) != 1)
        return NULL;
      g_string_append_c (head, byte);
    }
  return g_string_free (g_steal_pointer (&head), FALSE);
}

static char *
make_accept (const char *head)
{
  const char *name = "Sec-WebSocket-Key: ", *key = strstr (head, name);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize size = sizeof digest;

  if (key == NULL)
    return NULL;
  key += strlen (name);
  g_checksum_update (checksum, (const guchar *)key, (gssize)strcspn (key, "\r"));
  g_checksum_update (checksum, (const guchar *)GUID, -1);
  g_checksum_get_digest (checksum, digest, &size);
  return g_base64_encode (digest, size);
}

static gboolean
say (GOutputStream *out, const char *text)
{
  return g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL);
}

static gboolean
on_run (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, Storm *storm)
{
  g_autoptr (GIOStream) tls = g_tls_server_connection_new (G_IO_STREAM (connection), storm->certificate, NULL);
  GOutputStream *out = g_io_stream_get_output_stream (tls);
  GInputStream *in = g_io_stream_get_input_stream (tls);
  g_autofree char *head = read_head (in), *accept = head != NULL ? make_accept (head) : NULL, *answer = NULL;
  char greeting[4096];

  if (accept == NULL)
    {
      say (out, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      return TRUE;
    }
  answer = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            "Sec-WebSocket-Accept: %s\r\n\r\n",
                            accept);
  if (say (out, answer) && g_input_stream_read (in, greeting, sizeof greeting, NULL, NULL) > 0
      && say (out, "\x81\x16{\"result\":null,\"id\":1}"))
    storm_on (storm, out);
  return TRUE;
}

static gpointer
wait_for_end (gpointer loop)
{
  while (getchar () != EOF)
    ;
  g_main_loop_quit (loop);
  return NULL;
}

static int
serve (char **arguments)
{
  static Storm storm;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (8);
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);

  g_assert_no_error (error);
  storm.certificate = g_tls_certificate_new_from_files (arguments[0], arguments[1], &error);
  g_assert_no_error (error);
  storm.n_symbols = (guint)CLAMP (atoi (arguments[2]), 1, SYMBOLS_MAX);
  storm.rate = (guint)MAX (atoi (arguments[3]), 0);
  g_signal_connect (service, "run", G_CALLBACK (on_run), &storm);
  printf ("port %u\n", port);
  fflush (stdout);
  g_thread_unref (g_thread_new ("input", wait_for_end, loop));
  g_main_loop_run (loop);
  printf ("sent %" G_GUINT64_FORMAT "\nmilliseconds %" G_GINT64_FORMAT "\n", storm.sent,
          (storm.ended - storm.begun) / 1000);
  return 0;
}

/* --- What it is held against. --- */

static gboolean
trust (GTlsConnection *connection, GTlsCertificate *certificate, GTlsCertificateFlags errors, gpointer data)
{
  return TRUE;
}

static void
on_event (GSocketClient *client, GSocketClientEvent event, GSocketConnectable *to, GIOStream *connection, gpointer data)
{
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    g_signal_connect (connection, "accept-certificate", G_CALLBACK (trust), NULL);
}

static int
read_only (char **arguments)
{
  static char buffer[64 * 1024];
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  GInputStream *in;
  gint64 end;

  g_socket_client_set_tls (client, TRUE);
  g_signal_connect (client, "event", G_CALLBACK (on_event), NULL);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16)atoi (arguments[0]), NULL, &error);
  g_assert_no_error (error);
  say (g_io_stream_get_output_stream (G_IO_STREAM (connection)), "GET / HTTP/1.1\r\nSec-WebSocket-Key: a\r\n\r\n");
  say (g_io_stream_get_output_stream (G_IO_STREAM (connection)), "begin");
  in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  end = g_get_monotonic_time () + atoi (arguments[1]) * G_USEC_PER_SEC;
  while (g_get_monotonic_time () < end)
    if (g_input_stream_read (in, buffer, sizeof buffer, NULL, &error) <= 0)
      g_error ("The server went away.");
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 6 && g_str_equal (argv[1], "serve"))
    return serve (argv + 2);
  if (argc == 4 && g_str_equal (argv[1], "read"))
    return read_only (argv + 2);
  fputs ("trade-storm serve CERTIFICATE KEY SYMBOLS RATE | trade-storm read PORT SECONDS\n", stderr);
  return 2;
}
