/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "live-talk.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "feed/tape-http.h"
#include "feed/tape-service-url.h"
#include "feed/tape-socket.h"

/* ms */
#define AGAIN    20
#define LOOK     100
#define PATIENCE 90000

/* Bytes that the server may say of itself. */
#define LENGTH (256 * 1024 * 1024)

struct _LiveTalkWires
{
  TapeStreamSettings *settings;
  TapeHttp *http;
  TapeSocket *socket;
  guint connect;    /* source of the next connection */
  guint ask;        /* source of the next request */
  gboolean asking;  /* a request is under way */
  gboolean done;    /* the service has traded all there is */
  guint64 happened; /* then: how many trades that were */
  guint64 ignored;  /* then: how many messages without a trade had come */
};

/* Requests. */

typedef struct
{
  char *body;
  gboolean done;
} Got;

static void
take_body (const TapeHttpAnswer *answer, const GError *error, gpointer data)
{
  Got *got = data;

  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 200);
  got->body = g_strndup (answer->body, answer->length);
  got->done = TRUE;
}

static char *
get (TapeHttp *http, const char *path)
{
  g_autofree char *url = g_strdup_printf ("https://%s%s", g_getenv ("TAPELINE_TEST_SERVICES"), path);
  TapeHttpRequest request = { .url = url, .length = LENGTH };
  Got got = { NULL, FALSE };

  tape_http_get (http, &request, take_body, &got);
  while (!got.done)
    g_main_context_iteration (NULL, TRUE);
  return got.body;
}

char *
live_services_get (const char *path)
{
  g_autoptr (TapeHttp) http = tape_http_new (NULL);

  return get (http, path);
}

LoopbackServer *
live_services_start (const char *const *arguments)
{
  g_autoptr (GPtrArray) given = g_ptr_array_new ();
  g_autofree char *address = NULL;
  LoopbackServer *server;

  for (guint i = 0; arguments != NULL && arguments[i] != NULL; i++)
    if (*arguments[i] != '\0')
      g_ptr_array_add (given, (gpointer)arguments[i]);
  g_ptr_array_add (given, NULL);
  server = loopback_server_start ("live-services.py", (const char *const *)given->pdata);
  address = g_strconcat ("127.0.0.1:", loopback_server_get (server, "port"), NULL);
  g_setenv ("TAPELINE_TEST_SERVICES", address, TRUE);
  return server;
}

/* What was missed. */

static void ask_later (LiveTalk *self);

static void
take_answer (const TapeHttpAnswer *answer, const GError *error, gpointer data)
{
  LiveTalk *self = data;

  self->wires->asking = FALSE;
  if (answer != NULL)
    tape_stream_reader_read_answer (self->reader, answer->status, answer->body, answer->length, answer->receive_time,
                                    self->batch);
  ask_later (self);
}

static gboolean
ask (gpointer data)
{
  LiveTalk *self = data;
  g_auto (TapeStreamRequest) request = { 0 };
  g_autofree char *url = NULL;
  TapeHttpRequest get = { 0 };

  self->wires->ask = 0;
  if (tape_stream_reader_get_gap (self->reader) == NULL)
    return G_SOURCE_REMOVE;
  tape_stream_reader_make_request (self->reader, &request);
  url = tape_service_url (request.url);
  get.url = url;
  get.headers = (const char *const *)request.headers;
  self->wires->asking = TRUE;
  tape_http_get (self->wires->http, &get, take_answer, self);
  return G_SOURCE_REMOVE;
}

static void
ask_later (LiveTalk *self)
{
  if (self->wires->ask == 0 && !self->wires->asking && tape_stream_reader_get_gap (self->reader) != NULL)
    self->wires->ask = g_timeout_add (AGAIN, ask, self);
}

/* The connection. */

static void
send_all (LiveTalk *self, char **messages)
{
  for (guint i = 0; messages[i] != NULL; i++)
    tape_socket_send (self->wires->socket, messages[i], strlen (messages[i]));
}

static void
on_opened (TapeSocket *socket, gpointer data)
{
  LiveTalk *self = data;
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);

  self->n_connections++;
  tape_stream_reader_connected (self->reader, FALSE);
  self->stream->greet (self->wires->settings, messages);
  g_ptr_array_add (messages, NULL);
  send_all (self, (char **)messages->pdata);
}

static void connect_later (LiveTalk *self);

static void
leave (LiveTalk *self)
{
  g_clear_pointer (&self->wires->socket, tape_socket_free);
}

static void
on_message (TapeSocket *socket, const char *text, gsize length, gboolean text_frame, gint64 receive_time, gpointer data)
{
  LiveTalk *self = data;
  TapeStreamNews news = tape_stream_reader_read (self->reader, text, length, receive_time, self->batch);

  if ((news & TAPE_STREAM_REPLY) != 0)
    {
      g_auto (GStrv) replies = tape_stream_reader_take_replies (self->reader);

      send_all (self, replies);
    }
  ask_later (self);
  if ((news & TAPE_STREAM_FATAL) != 0)
    {
      self->refused = g_strdup (tape_stream_reader_get_error (self->reader));
      leave (self);
    }
  else if ((news & TAPE_STREAM_RETRY) != 0)
    {
      leave (self);
      connect_later (self);
    }
}

static void
on_ended (TapeSocket *socket, const TapeSocketEnd *end, gpointer data)
{
  LiveTalk *self = data;
  TapeStreamNews news = TAPE_STREAM_RETRY;
  g_autofree char *sentence = end->status > 0 ? tape_stream_explain_status (self->stream, end->status, &news) : NULL;

  g_test_message ("%s: %s", self->stream->name, end->message);
  leave (self);
  if (news == TAPE_STREAM_FATAL)
    self->refused = g_steal_pointer (&sentence);
  else
    connect_later (self);
}

static const TapeSocketTaker taker = { .opened = on_opened, .message = on_message, .ended = on_ended };

static gboolean
connect_now (gpointer data)
{
  LiveTalk *self = data;
  g_autofree char *own = self->stream->make_url (self->wires->settings), *url = tape_service_url (own);
  TapeSocketOptions options = { .url = url };

  self->wires->connect = 0;
  self->wires->socket = tape_socket_open (&options, &taker, self);
  return G_SOURCE_REMOVE;
}

static void
connect_later (LiveTalk *self)
{
  self->wires->connect = g_timeout_add (AGAIN, connect_now, self);
}

LiveTalk *
live_talk_new (const char *service, const char *symbols, TapeUniverse *universe, const char *key, const char *secret)
{
  LiveTalk *self = g_new0 (LiveTalk, 1);
  g_autoptr (GError) error = NULL;

  self->stream = tape_streams_lookup (service);
  self->universe = tape_universe_ref (universe);
  self->batch = tape_batch_new (TAPE_BATCH_TRADES, 1024);
  self->wires = g_new0 (struct _LiveTalkWires, 1);
  self->wires->settings = g_new0 (TapeStreamSettings, 1);
  self->wires->settings->symbols = g_strsplit (symbols, ",", -1);
  self->wires->settings->key = g_strdup (key);
  self->wires->settings->secret = g_strdup (secret);
  tape_stream_check (self->stream, self->wires->settings, &error);
  g_assert_no_error (error);
  self->reader = tape_stream_reader_new (self->stream, self->wires->settings, universe, 1);
  self->wires->http = tape_http_new (NULL);
  connect_later (self);
  return self;
}

void
live_talk_free (LiveTalk *self)
{
  leave (self);
  tape_socket_drain ();
  g_clear_handle_id (&self->wires->connect, g_source_remove);
  g_clear_handle_id (&self->wires->ask, g_source_remove);
  tape_http_free (self->wires->http);
  tape_stream_settings_free (self->wires->settings);
  g_free (self->wires);
  tape_stream_reader_free (self->reader);
  tape_batch_unref (self->batch);
  tape_universe_unref (self->universe);
  g_free (self->refused);
  g_free (self);
}

/* Whether all is there. */

static guint
count_distinct (LiveTalk *self)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->batch->n_trades; i++)
    g_hash_table_add (
        ids, g_strdup_printf ("%u %" G_GUINT64_FORMAT, self->batch->trades[i].instrument, self->batch->trades[i].id));
  return g_hash_table_size (ids);
}

static void
look_at_state (LiveTalk *self, const cJSON *all)
{
  const cJSON *state = cJSON_GetObjectItemCaseSensitive (all, self->stream->name);

  if (self->wires->done || !cJSON_IsTrue (cJSON_GetObjectItemCaseSensitive (state, "done")))
    return;
  g_assert_null (cJSON_GetObjectItemCaseSensitive (state, "borne"));
  self->wires->done = TRUE;
  self->wires->happened = (guint64)cJSON_GetNumberValue (cJSON_GetObjectItemCaseSensitive (state, "happened"));
  self->wires->ignored = self->batch->ignored;
}

/* Where ids do not tell: the second message without a trade after all had happened was sent behind all of it. */
static gboolean
is_complete (LiveTalk *self)
{
  if (self->refused != NULL)
    return TRUE;
  if (!self->wires->done || self->wires->asking || tape_stream_reader_get_gap (self->reader) != NULL)
    return FALSE;
  if (self->stream->fill_pause == 0)
    return self->batch->ignored >= self->wires->ignored + 2;
  return count_distinct (self) >= self->wires->happened;
}

static gboolean
wake (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_CONTINUE;
}

static guint
count_complete (TapeHttp *http, LiveTalk *const *talks, guint n_talks)
{
  g_autofree char *text = get (http, "/control/state");
  cJSON *all = cJSON_Parse (text);
  guint complete = 0;

  for (guint i = 0; i < n_talks; i++)
    {
      look_at_state (talks[i], all);
      complete += is_complete (talks[i]) ? 1 : 0;
    }
  cJSON_Delete (all);
  return complete;
}

void
live_talks_run (LiveTalk *const *talks, guint n_talks)
{
  g_autoptr (TapeHttp) http = tape_http_new (NULL);
  gint64 until = g_get_monotonic_time () + PATIENCE * 1000;
  gboolean look = FALSE;
  guint source = g_timeout_add (LOOK, wake, &look);

  while (!look || count_complete (http, talks, n_talks) < n_talks)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      for (look = FALSE; !look;)
        g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (source);
}
