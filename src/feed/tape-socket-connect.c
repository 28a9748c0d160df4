/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-socket-connect.h"

#include <glib/gi18n-lib.h>

#include "feed/tape-http.h"
#include "feed/tape-socket.h"

G_DEFINE_QUARK (tape - socket - error - quark, tape_socket_error)

/* Whom a task connects to. */
typedef struct
{
  char *host;
  guint16 port;
  gboolean tls;
} Target;

static void
target_free (gpointer data)
{
  Target *target = data;

  g_free (target->host);
  g_free (target);
}

/* What went wrong. */

static GError *
make_error (TapeSocketReason reason, char *message)
{
  GError *error = g_error_new_literal (TAPE_SOCKET_ERROR, (int)reason, message);

  g_free (message);
  return error;
}

static GError *
describe_network (const char *host, const GError *error)
{
  if (error->domain == G_RESOLVER_ERROR)
    return make_error (TAPE_SOCKET_NETWORK,
                       g_strdup_printf (_ ("The name %s was not found: is the network there?"), host));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return make_error (TAPE_SOCKET_NETWORK, g_strdup_printf (_ ("%s takes no connections."), host));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE))
    return make_error (TAPE_SOCKET_NETWORK, g_strdup_printf (_ ("There is no way to %s: is the network there?"), host));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return make_error (TAPE_SOCKET_NETWORK, g_strdup_printf (_ ("%s does not answer."), host));
  return make_error (TAPE_SOCKET_NETWORK, g_strdup_printf (_ ("%s cannot be reached: %s."), host, error->message));
}

static GError *
describe_certificate (const char *host, GTlsCertificateFlags flags)
{
  if (flags & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return make_error (TAPE_SOCKET_CERTIFICATE,
                       g_strdup_printf (_ ("Who answers for %s shows the certificate of someone else."), host));
  if (flags & (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED))
    return make_error (
        TAPE_SOCKET_CERTIFICATE,
        g_strdup_printf (_ ("The certificate of %s is not valid today: is this machine’s clock right?"), host));
  if (flags & G_TLS_CERTIFICATE_REVOKED)
    return make_error (TAPE_SOCKET_CERTIFICATE, g_strdup_printf (_ ("The certificate of %s has been revoked."), host));
  if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return make_error (TAPE_SOCKET_CERTIFICATE,
                       g_strdup_printf (_ ("The certificate of %s is by no one whom this machine trusts."), host));
  return make_error (TAPE_SOCKET_CERTIFICATE, g_strdup_printf (_ ("The certificate of %s is not valid."), host));
}

static GError *
describe_tls (const char *host, GTlsConnection *tls, const GError *error)
{
  GTlsCertificateFlags flags = g_tls_connection_get_peer_certificate_errors (tls);

  if (flags != 0)
    return describe_certificate (host, flags);
  if (error->domain == G_TLS_ERROR)
    return make_error (TAPE_SOCKET_CERTIFICATE,
                       g_strdup_printf (_ ("No encrypted connection to %s came about: %s."), host, error->message));
  if (error->domain == G_IO_ERROR && error->code == G_IO_ERROR_CONNECTION_CLOSED)
    return make_error (TAPE_SOCKET_NETWORK, g_strdup_printf (_ ("%s ended the connection at its beginning."), host));
  return describe_network (host, error);
}

/* One step after another. */

static void
on_handshake (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  Target *target = g_task_get_task_data (task);
  GTlsConnection *tls = G_TLS_CONNECTION (object);

  if (g_tls_connection_handshake_finish (tls, result, &error))
    g_task_return_pointer (task, g_object_ref (tls), g_object_unref);
  else
    g_task_return_error (task, describe_tls (target->host, tls, error));
}

static GIOStream *
make_tls (const Target *target, GIOStream *stream, GError **error)
{
  static const char *const protocols[] = { "http/1.1", NULL };
  g_autoptr (GSocketConnectable) identity = g_network_address_new (target->host, target->port);
  g_autoptr (GIOStream) tls = g_tls_client_connection_new (stream, identity, error);
  const char *trust = g_getenv (TAPE_HTTP_TEST_CA_FILE);

  if (tls == NULL)
    return NULL;
  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (tls), protocols);
  if (trust != NULL)
    {
      g_autoptr (GTlsDatabase) database = g_tls_file_database_new (trust, error);

      if (database == NULL)
        return NULL;
      g_tls_connection_set_database (G_TLS_CONNECTION (tls), database);
    }
  return g_steal_pointer (&tls);
}

static void
on_connected (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) tls = NULL;
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (object), result, &error);
  Target *target = g_task_get_task_data (task);

  if (connection == NULL)
    {
      g_task_return_error (task, describe_network (target->host, error));
      return;
    }
  if (!target->tls)
    {
      g_task_return_pointer (task, g_steal_pointer (&connection), g_object_unref);
      return;
    }
  tls = make_tls (target, G_IO_STREAM (connection), &error);
  if (tls == NULL)
    g_task_return_error (task,
                         make_error (TAPE_SOCKET_CERTIFICATE,
                                     g_strdup_printf (_ ("%s cannot be reached: %s. Is glib-networking installed?"),
                                                      target->host, error->message)));
  else
    g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, g_task_get_cancellable (task),
                                      on_handshake, g_object_ref (task));
}

/* As https, by which the desktop's settings choose a proxy. */
static GSocketConnectable *
make_connectable (const TapeSocketAddress *address, GError **error)
{
  g_autofree char *uri = g_uri_join (G_URI_FLAGS_NONE, address->tls ? "https" : "http", NULL, address->host,
                                     address->port, "/", NULL, NULL);

  return g_network_address_parse_uri (uri, address->port, error);
}

void
tape_socket_connect_async (const TapeSocketAddress *address,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) connectable = NULL;
  g_autoptr (GError) error = NULL;
  Target *target = g_new0 (Target, 1);

  target->host = g_strdup (address->host);
  target->port = address->port;
  target->tls = address->tls;
  g_task_set_source_tag (task, tape_socket_connect_async);
  g_task_set_task_data (task, target, target_free);
  g_socket_client_set_enable_proxy (client, !tape_socket_address_is_local (address));
  connectable = make_connectable (address, &error);
  if (connectable == NULL)
    {
      g_task_return_error (task, describe_network (target->host, error));
      g_object_unref (task);
      return;
    }
  g_socket_client_connect_async (client, connectable, cancellable, on_connected, task);
}

GIOStream *
tape_socket_connect_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
