/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a WebSocket begins (RFC 6455, 4): the address, the request that asks for it, the answer that grants it. Text only,
 * knows no transport. Any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest head of an answer. */
#define TAPE_UPGRADE_HEAD_MAX 16384

/**
 * TapeSocketAddress:
 * @tls: "wss"
 * @host: without brackets
 * @port: always given
 * @target: path and query, as the request names it
 * @authority: host and port, as the request names them
 */
typedef struct
{
  gboolean tls;
  char *host;
  guint16 port;
  char *target;
  char *authority;
} TapeSocketAddress;

/**
 * tape_socket_address_parse:
 * @address: (out caller-allocates): to be cleared, also where it failed
 * @url: "wss://…", or "ws://…" of this machine
 *
 * Returns: (nullable): %NULL, or what is wrong with @url, static, in plain words, not translated yet
 */
const char *tape_socket_address_parse (TapeSocketAddress *address, const char *url);
void tape_socket_address_clear (TapeSocketAddress *address);

/**
 * tape_socket_address_is_local:
 *
 * Returns: whether it is this machine by its name: localhost, 127.…, ::1
 */
gboolean tape_socket_address_is_local (const TapeSocketAddress *address);

/**
 * tape_upgrade_request:
 * @headers: (nullable) (array zero-terminated=1): "Name: value"
 * @key: base64 of 16 random bytes
 *
 * Returns: (transfer full) (nullable): the request; %NULL if a header holds what none may, as a line's end
 */
char *tape_upgrade_request (const TapeSocketAddress *address, const char *const *headers, const char *key);

/**
 * TapeUpgradeAnswer:
 * @status: of HTTP; 101 grants it
 * @fault: (nullable): what is wrong with the answer, static, in plain words, not translated yet
 * @retry_after: µs that the server wants to be left alone, or -1
 */
typedef struct
{
  guint status;
  const char *fault;
  gint64 retry_after;
} TapeUpgradeAnswer;

/**
 * tape_upgrade_answer:
 * @data: (array length=length): what came so far, any bytes
 * @key: of the request
 * @now: wall clock µs, by which a date to retry at is read
 *
 * Reads the answer's head.
 *
 * Returns: its bytes, or 0 if it is not all there
 */
gsize tape_upgrade_answer (const char *data, gsize length, const char *key, gint64 now, TapeUpgradeAnswer *answer);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TapeSocketAddress, tape_socket_address_clear)

G_END_DECLS
