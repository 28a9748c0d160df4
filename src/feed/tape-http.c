/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-http-private.h"

#include <glib-unix.h>

#include "base/tape-thread.h"
#include "base/tape-time.h"

/* The headers of an answer, and how often it may send to another address of the same place. */
#define MAX_HEADERS   (64 * 1024)
#define MAX_REDIRECTS 5

#define CONNECT_TIME    10000
#define MAX_CONNECTIONS 8

typedef struct
{
  TapeHttp *http;
  guint id;
  CURL *easy;
  struct curl_slist *headers;
  char **secrets;
  char *url;
  guint time;
  gint64 deadline;
  gsize length;
  GByteArray *body;
  gsize n_headers;
  guint n_redirects;
  TapeHttpFailure failure;
  char detail[CURL_ERROR_SIZE];
  TapeHttpCallback callback;
  gpointer data;
} Transfer;

struct _TapeHttp
{
  TapeOwner owner;
  GMainContext *context;
  CURLM *multi;
  GHashTable *transfers; /* by id */
  GHashTable *sockets;   /* the source that watches a descriptor, by it */
  GSource *timer;
  guint last_id;
  gboolean calling;
};

static void
transfer_free (gpointer data)
{
  Transfer *self = data;

  curl_easy_cleanup (self->easy);
  curl_slist_free_all (self->headers);
  g_strfreev (self->secrets);
  g_free (self->url);
  g_byte_array_unref (self->body);
  g_free (self);
}

static void
source_end (gpointer data)
{
  g_source_destroy (data);
  g_source_unref (data);
}

/* What libcurl calls while it works on a transfer */

static gsize
on_body (char *data, gsize size, gsize n, gpointer user_data)
{
  Transfer *self = user_data;

  if (n > self->length - self->body->len)
    {
      self->failure.too_long = TRUE;
      return 0;
    }
  g_byte_array_append (self->body, (const guint8 *)data, (guint)n);
  return n;
}

static gsize
on_header (char *data, gsize size, gsize n, gpointer user_data)
{
  Transfer *self = user_data;

  self->n_headers += n;
  if (self->n_headers <= MAX_HEADERS)
    return n;
  self->failure.too_long = TRUE;
  return 0;
}

/* Makes it ask for the address that it has, in the time that is left. */
static void
transfer_begin (Transfer *self)
{
  gint64 left = (self->deadline - g_get_monotonic_time ()) / TAPE_MILLISECOND;

  g_byte_array_set_size (self->body, 0);
  self->n_headers = 0;
  self->failure = (TapeHttpFailure){ .time = self->time, .length = self->length };
  self->detail[0] = '\0';
  curl_easy_setopt (self->easy, CURLOPT_URL, self->url);
  curl_easy_setopt (self->easy, CURLOPT_TIMEOUT_MS, (long)MAX (left, 1));
  curl_multi_add_handle (self->http->multi, self->easy);
}

static void
transfer_report (Transfer *self, CURLcode code)
{
  long status = 0;
  TapeHttpAnswer answer = { .receive_time = g_get_real_time () };
  g_autoptr (GError) error = NULL;

  if (code == CURLE_OK && !self->failure.elsewhere)
    {
      curl_easy_getinfo (self->easy, CURLINFO_RESPONSE_CODE, &status);
      tape_http_read_times (self->easy, &answer);
      answer.status = (guint)status;
      answer.length = self->body->len;
      g_byte_array_append (self->body, (const guint8 *)"", 1);
      answer.body = (const char *)self->body->data;
    }
  else
    {
      g_autofree char *host = tape_http_get_host (self->url);

      /* libcurl calls HTTP/0.9, which is anything, a protocol that we do not support. */
      if (code == CURLE_UNSUPPORTED_PROTOCOL && tape_http_is_same_place (self->url, self->url))
        code = CURLE_WEIRD_SERVER_REPLY;
      self->failure.code = code;
      self->failure.detail = self->detail[0] != '\0' ? self->detail : curl_easy_strerror (code);
      self->failure.host = host;
      error = tape_http_failure_to_error (&self->failure, (const char *const *)self->secrets);
    }
  self->http->calling = TRUE;
  self->callback (error == NULL ? &answer : NULL, error, self->data);
  self->http->calling = FALSE;
}

/* Whether the answer sends to another address, to which it is on its way then. */
static gboolean
transfer_redirect (Transfer *self)
{
  const char *to = NULL;

  if (curl_easy_getinfo (self->easy, CURLINFO_REDIRECT_URL, &to) != CURLE_OK || to == NULL)
    return FALSE;
  if (self->n_redirects == MAX_REDIRECTS || !tape_http_is_same_place (self->url, to))
    {
      self->failure.elsewhere = TRUE;
      return FALSE;
    }
  self->n_redirects++;
  g_free (self->url);
  self->url = g_strdup (to);
  transfer_begin (self);
  return TRUE;
}

static void
transfer_end (Transfer *self, CURLcode code)
{
  TapeHttp *http = self->http;

  curl_multi_remove_handle (http->multi, self->easy);
  if (code == CURLE_OK && transfer_redirect (self))
    return;
  g_hash_table_steal (http->transfers, GUINT_TO_POINTER (self->id));
  transfer_report (self, code);
  transfer_free (self);
}

/* Calls back for all that is over. */
static void
end_transfers (TapeHttp *self)
{
  CURLMsg *message;
  int n_left;

  while ((message = curl_multi_info_read (self->multi, &n_left)) != NULL)
    {
      CURLcode code = message->data.result;
      Transfer *transfer = NULL;

      curl_easy_getinfo (message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
      transfer_end (transfer, code);
    }
}

/* libcurl says which descriptors and what time it waits for; we say when it came. */

static void
work (TapeHttp *self, curl_socket_t descriptor)
{
  int n_running;

  tape_owner_assert (&self->owner);
  /* No conditions: it looks at the descriptor itself. What it is told of a hang-up it would take for an error, though
   * there may be an answer to be read before. */
  curl_multi_socket_action (self->multi, descriptor, 0, &n_running);
  end_transfers (self);
}

static gboolean
on_descriptor (gint descriptor, GIOCondition condition, gpointer data)
{
  work (data, descriptor);
  return G_SOURCE_CONTINUE;
}

static int
on_watch (CURL *easy, curl_socket_t descriptor, int what, void *data, void *socket_data)
{
  TapeHttp *self = data;
  GIOCondition condition = (what & CURL_POLL_IN ? G_IO_IN : 0) | (what & CURL_POLL_OUT ? G_IO_OUT : 0);
  GSource *source;

  g_hash_table_remove (self->sockets, GINT_TO_POINTER (descriptor));
  if (what == CURL_POLL_REMOVE)
    return 0;
  source = g_unix_fd_source_new (descriptor, condition);
  g_source_set_callback (source, G_SOURCE_FUNC (on_descriptor), self, NULL);
  g_source_attach (source, self->context);
  g_hash_table_insert (self->sockets, GINT_TO_POINTER (descriptor), source);
  return 0;
}

static gboolean
on_time (gpointer data)
{
  TapeHttp *self = data;

  g_clear_pointer (&self->timer, g_source_unref);
  work (self, CURL_SOCKET_TIMEOUT);
  return G_SOURCE_REMOVE;
}

static int
on_timer (CURLM *multi, long time, void *data)
{
  TapeHttp *self = data;

  g_clear_pointer (&self->timer, source_end);
  if (time < 0)
    return 0;
  self->timer = g_timeout_source_new ((guint)time);
  g_source_set_callback (self->timer, on_time, self, NULL);
  g_source_attach (self->timer, self->context);
  return 0;
}

static gpointer
begin_libcurl (gpointer data)
{
  return GINT_TO_POINTER (curl_global_init (CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

TapeHttp *
tape_http_new (GMainContext *context)
{
  static GOnce once = G_ONCE_INIT;
  TapeHttp *self = g_new0 (TapeHttp, 1);

  g_once (&once, begin_libcurl, NULL);
  self->context = context != NULL ? g_main_context_ref (context) : g_main_context_ref_thread_default ();
  self->transfers = g_hash_table_new_full (NULL, NULL, NULL, transfer_free);
  self->sockets = g_hash_table_new_full (NULL, NULL, NULL, source_end);
  self->multi = curl_multi_init ();
  curl_multi_setopt (self->multi, CURLMOPT_SOCKETFUNCTION, on_watch);
  curl_multi_setopt (self->multi, CURLMOPT_SOCKETDATA, self);
  curl_multi_setopt (self->multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt (self->multi, CURLMOPT_TIMERDATA, self);
  curl_multi_setopt (self->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)MAX_CONNECTIONS);
  curl_multi_setopt (self->multi, CURLMOPT_MAXCONNECTS, (long)MAX_CONNECTIONS);
  return self;
}

static void
remove_transfer (gpointer key, gpointer value, gpointer data)
{
  Transfer *transfer = value;

  curl_multi_remove_handle (((TapeHttp *)data)->multi, transfer->easy);
}

void
tape_http_free (TapeHttp *self)
{
  g_assert (!self->calling);

  g_hash_table_foreach (self->transfers, remove_transfer, self);
  g_hash_table_unref (self->transfers);
  curl_multi_cleanup (self->multi);
  g_clear_pointer (&self->timer, source_end);
  g_hash_table_unref (self->sockets);
  g_main_context_unref (self->context);
  g_free (self);
}

/* A key that was pasted with the end of its line makes no second header. */
static struct curl_slist *
copy_headers (const char *const *headers)
{
  struct curl_slist *list = NULL;

  for (guint i = 0; headers != NULL && headers[i] != NULL; i++)
    {
      GString *header = g_string_new (NULL);

      for (const char *c = headers[i]; *c != '\0'; c++)
        if (!g_ascii_iscntrl (*c))
          g_string_append_c (header, *c);
      list = curl_slist_append (list, header->str);
      g_string_free (header, TRUE);
    }
  return list;
}

/* What is the same for every request. */
static CURL *
make_easy (void)
{
  CURL *easy = curl_easy_init ();
  const char *test_ca_file = g_getenv (TAPE_HTTP_TEST_CA_FILE);

  curl_easy_setopt (easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (easy, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt (easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  curl_easy_setopt (easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt (easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  if (test_ca_file != NULL)
    {
      curl_easy_setopt (easy, CURLOPT_CAINFO, test_ca_file);
      curl_easy_setopt (easy, CURLOPT_CAPATH, NULL);
    }
  curl_easy_setopt (easy, CURLOPT_USERAGENT, "Tapeline/" TAPE_VERSION);
  curl_easy_setopt (easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt (easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIME);
  /* Nobody waits for a name that is still being looked up when the feed ends. */
  curl_easy_setopt (easy, CURLOPT_QUICK_EXIT, 1L);
  return easy;
}

guint
tape_http_get (TapeHttp *self, const TapeHttpRequest *request, TapeHttpCallback callback, gpointer data)
{
  Transfer *transfer = g_new0 (Transfer, 1);
  CURL *easy = make_easy ();

  tape_owner_assert (&self->owner);

  transfer->http = self;
  transfer->id = ++self->last_id;
  transfer->easy = easy;
  transfer->headers = copy_headers (request->headers);
  transfer->secrets = g_strdupv ((char **)request->secrets);
  transfer->url = g_strdup (request->url);
  transfer->time = request->time != 0 ? request->time : TAPE_HTTP_TIME;
  transfer->deadline = g_get_monotonic_time () + transfer->time * TAPE_MILLISECOND;
  transfer->length = request->length != 0 ? request->length : TAPE_HTTP_LENGTH;
  transfer->body = g_byte_array_new ();
  transfer->callback = callback;
  transfer->data = data;
  curl_easy_setopt (easy, CURLOPT_PRIVATE, transfer);
  curl_easy_setopt (easy, CURLOPT_HTTPHEADER, transfer->headers);
  curl_easy_setopt (easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)transfer->length);
  curl_easy_setopt (easy, CURLOPT_ERRORBUFFER, transfer->detail);
  curl_easy_setopt (easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt (easy, CURLOPT_WRITEDATA, transfer);
  curl_easy_setopt (easy, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt (easy, CURLOPT_HEADERDATA, transfer);
  g_hash_table_insert (self->transfers, GUINT_TO_POINTER (transfer->id), transfer);
  transfer_begin (transfer);
  return transfer->id;
}

void
tape_http_cancel (TapeHttp *self, guint id)
{
  Transfer *transfer = g_hash_table_lookup (self->transfers, GUINT_TO_POINTER (id));

  tape_owner_assert (&self->owner);
  if (transfer == NULL)
    return;
  curl_multi_remove_handle (self->multi, transfer->easy);
  g_hash_table_remove (self->transfers, GUINT_TO_POINTER (id));
}
