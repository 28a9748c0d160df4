/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server's numbers mean, in sentences. Any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tape_socket_words_refused:
 * @status: of HTTP, other than 101
 * @retry_after: µs that it wants to be left alone, or -1
 *
 * Returns: (transfer full): "ws.finnhub.io opens no connection: it does not accept the key (401)."
 */
char *tape_socket_words_refused (const char *host, guint status, gint64 retry_after);

/**
 * tape_socket_words_closed:
 * @code: of RFC 6455 and its registry; 0 for none
 * @words: its own, without keys; valid UTF-8; may be empty
 *
 * Returns: (transfer full): "ws.finnhub.io closed the connection: it restarts (1012, “new version”)."
 */
char *tape_socket_words_closed (const char *host, guint code, const char *words);

G_END_DECLS
