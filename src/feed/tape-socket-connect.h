/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way to a WebSocket's server: name, proxy, connection, TLS with a certificate that is verified. Whatever goes wrong is a
 * sentence. On the calling thread's default main context. */

#pragma once

#include <gio/gio.h>

#include "feed/tape-socket-upgrade.h"

G_BEGIN_DECLS

/* Its codes are #TapeSocketReason; its messages are sentences. */
#define TAPE_SOCKET_ERROR (tape_socket_error_quark ())

GQuark tape_socket_error_quark (void);

/**
 * tape_socket_connect_async:
 * @address: copied as far as it is needed
 *
 * Connects. Where @cancellable is cancelled, @callback is still called.
 */
void tape_socket_connect_async (const TapeSocketAddress *address,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);

/**
 * tape_socket_connect_finish:
 *
 * Returns: (transfer full) (nullable): a stream whose both ends are pollable
 */
GIOStream *tape_socket_connect_finish (GAsyncResult *result, GError **error);

G_END_DECLS
