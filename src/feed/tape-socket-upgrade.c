/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-socket-upgrade.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/tape-time.h"
#include "feed/tape-http-times.h"

#define ACCEPT_GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

void
tape_socket_address_clear (TapeSocketAddress *address)
{
  g_clear_pointer (&address->host, g_free);
  g_clear_pointer (&address->target, g_free);
  g_clear_pointer (&address->authority, g_free);
}

gboolean
tape_socket_address_is_local (const TapeSocketAddress *address)
{
  g_autoptr (GInetAddress) ip = g_inet_address_new_from_string (address->host);

  return ip != NULL ? g_inet_address_get_is_loopback (ip) : g_ascii_strcasecmp (address->host, "localhost") == 0;
}

static gboolean
has_control_or_blank (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guint8)*text <= ' ' || *text == 0x7f)
      return TRUE;
  return FALSE;
}

const char *
tape_socket_address_parse (TapeSocketAddress *address, const char *url)
{
  g_autofree char *scheme = NULL, *path = NULL, *query = NULL;
  int port = -1;

  *address = (TapeSocketAddress){ 0 };
  if (has_control_or_blank (url))
    return N_ ("it holds a blank");
  if (!g_uri_split_network (url, G_URI_FLAGS_NONE, &scheme, &address->host, &port, NULL)
      || !g_uri_split (url, G_URI_FLAGS_ENCODED, NULL, NULL, NULL, NULL, &path, &query, NULL, NULL))
    return N_ ("it is not one");
  address->tls = g_ascii_strcasecmp (scheme, "wss") == 0;
  if (!address->tls && g_ascii_strcasecmp (scheme, "ws") != 0)
    return N_ ("it does not begin with wss://");
  if (address->host == NULL || *address->host == '\0' || has_control_or_blank (address->host))
    return N_ ("it names no host");
  if (!address->tls && !tape_socket_address_is_local (address))
    return N_ ("it is not encrypted: it has to begin with wss://");
  if (port == 0)
    return N_ ("it is not one");

  address->port = (guint16)(port > 0 ? port : address->tls ? 443 : 80);
  address->target
      = g_strdup_printf ("%s%s%s", *path == '\0' ? "/" : path, query == NULL ? "" : "?", query == NULL ? "" : query);
  address->authority
      = strchr (address->host, ':') == NULL ? g_strdup (address->host) : g_strdup_printf ("[%s]", address->host);
  if (port > 0)
    {
      g_autofree char *host = g_steal_pointer (&address->authority);

      address->authority = g_strdup_printf ("%s:%d", host, port);
    }
  return NULL;
}

static gboolean
is_header (const char *header)
{
  const char *colon = strchr (header, ':');

  if (colon == NULL || colon == header)
    return FALSE;
  for (const char *at = header; *at != '\0'; at++)
    if ((guint8)*at < ' ' || *at == 0x7f || (at < colon && *at == ' '))
      return FALSE;
  return TRUE;
}

char *
tape_upgrade_request (const TapeSocketAddress *address, const char *const *headers, const char *key)
{
  g_autoptr (GString) request = g_string_new (NULL);

  g_string_append_printf (request, "GET %s HTTP/1.1\r\nHost: %s\r\n", address->target, address->authority);
  g_string_append (request, "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n");
  g_string_append_printf (request, "Sec-WebSocket-Key: %s\r\nUser-Agent: Tapeline/" TAPE_VERSION "\r\n", key);
  for (gsize i = 0; headers != NULL && headers[i] != NULL; i++)
    {
      if (!is_header (headers[i]))
        return NULL;
      g_string_append_printf (request, "%s\r\n", headers[i]);
    }
  g_string_append (request, "\r\n");
  return g_string_free (g_steal_pointer (&request), FALSE);
}

/* The answer. */

typedef struct
{
  gboolean upgrade;
  gboolean connection;
  gboolean accepted;
  gboolean extended;
  gint64 date;             /* of the server's clock */
  const char *retry_after; /* as it was written */
} Granted;

static char *
make_accept (const char *key)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize size = sizeof digest;

  g_checksum_update (checksum, (const guchar *)key, -1);
  g_checksum_update (checksum, (const guchar *)ACCEPT_GUID, -1);
  g_checksum_get_digest (checksum, digest, &size);
  return g_base64_encode (digest, size);
}

static gboolean
has_token (const char *list, const char *token)
{
  g_auto (GStrv) items = g_strsplit (list, ",", -1);

  for (gsize i = 0; items[i] != NULL; i++)
    if (g_ascii_strcasecmp (g_strstrip (items[i]), token) == 0)
      return TRUE;
  return FALSE;
}

static void
read_header (char *line, const char *accept, Granted *granted)
{
  char *colon = strchr (line, ':');
  const char *value;

  if (colon == NULL)
    return;
  *colon = '\0';
  value = g_strstrip (colon + 1);
  if (g_ascii_strcasecmp (line, "Upgrade") == 0)
    granted->upgrade |= has_token (value, "websocket");
  else if (g_ascii_strcasecmp (line, "Connection") == 0)
    granted->connection |= has_token (value, "upgrade");
  else if (g_ascii_strcasecmp (line, "Sec-WebSocket-Accept") == 0)
    granted->accepted = g_str_equal (value, accept);
  else if (g_ascii_strcasecmp (line, "Sec-WebSocket-Extensions") == 0)
    granted->extended |= *value != '\0';
  else if (g_ascii_strcasecmp (line, "Retry-After") == 0)
    granted->retry_after = value;
  else if (g_ascii_strcasecmp (line, "Date") == 0)
    granted->date = tape_http_read_date (value);
}

static guint
read_status (const char *line)
{
  if (strncmp (line, "HTTP/1.", 7) != 0 || !g_ascii_isdigit (line[7]) || line[8] != ' ')
    return 0;
  if (!g_ascii_isdigit (line[9]) || !g_ascii_isdigit (line[10]) || !g_ascii_isdigit (line[11])
      || (line[12] != ' ' && line[12] != '\0'))
    return 0;
  return (guint)(line[9] - '0') * 100 + (guint)(line[10] - '0') * 10 + (guint)(line[11] - '0');
}

static const char *
find_fault (const Granted *granted, const TapeUpgradeAnswer *answer)
{
  if (answer->status == 0)
    return N_ ("its answer is not HTTP");
  if (answer->status != 101)
    return NULL;
  if (!granted->upgrade || !granted->connection)
    return N_ ("it agrees to something that is not a WebSocket");
  if (!granted->accepted)
    return N_ ("its answer does not fit what was asked");
  if (granted->extended)
    return N_ ("it wants an extension that was not asked for");
  return NULL;
}

gsize
tape_upgrade_answer (const char *data, gsize length, const char *key, gint64 now, TapeUpgradeAnswer *answer)
{
  const char *end = memmem (data, MIN (length, TAPE_UPGRADE_HEAD_MAX), "\r\n\r\n", 4);
  g_autofree char *head = NULL, *accept = NULL;
  g_auto (GStrv) lines = NULL;
  Granted granted = { .date = TAPE_NO_TIME };

  *answer = (TapeUpgradeAnswer){ .retry_after = -1 };
  if (length >= 5 && memcmp (data, "HTTP/", 5) != 0)
    {
      answer->fault = N_ ("its answer is not HTTP");
      return length;
    }
  if (end == NULL)
    {
      answer->fault = length >= TAPE_UPGRADE_HEAD_MAX ? N_ ("its answer has no end") : NULL;
      return answer->fault == NULL ? 0 : length;
    }

  head = g_strndup (data, (gsize)(end - data));
  accept = make_accept (key);
  lines = g_strsplit (head, "\r\n", -1);
  answer->status = read_status (lines[0] == NULL ? "" : lines[0]);
  for (gsize i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    read_header (lines[i], accept, &granted);
  answer->retry_after
      = tape_http_read_retry_after (granted.retry_after, granted.date != TAPE_NO_TIME ? granted.date : now);
  answer->fault = find_fault (&granted, answer);
  return (gsize)(end - data) + 4;
}
