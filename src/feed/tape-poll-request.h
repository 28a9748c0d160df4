/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the services' requests share. Private to tape-poll-*.c. Free of state: any thread. */

#pragma once

#include "base/tape-instruments.h"
#include "feed/tape-poll.h"

G_BEGIN_DECLS

/**
 * tape_poll_url_new:
 * @host: of the service, unless the question names another
 * @path: such as "/api/v1/quote"
 *
 * Returns: (transfer full): a URL to be added to
 */
GString *tape_poll_url_new (const TapePollQuestion *question, const char *host, const char *path);

/**
 * tape_poll_url_add:
 * @value: any text; percent-encoded here
 *
 * Adds a parameter.
 */
void tape_poll_url_add (GString *url, const char *name, const char *value);
void tape_poll_url_add_number (GString *url, const char *name, gint64 value);

/**
 * tape_poll_request_set:
 * @url: (transfer full): of the request
 * @header: (nullable): name of the header that takes the key
 * @prefix: of the key in it
 */
void tape_poll_request_set (
    TapePollRequest *request, GString *url, const TapePollQuestion *question, const char *header, const char *prefix);

/**
 * tape_poll_plain_symbol:
 * @mic: (out) (nullable): of its exchange, if that is one whose symbols we end in a suffix; else %NULL
 *
 * Returns: (transfer full): @symbol without the suffix by which we tell exchanges: "SHOP" of "SHOP.TO"
 */
char *tape_poll_plain_symbol (const char *symbol, const char **mic);

/**
 * tape_poll_full_symbol:
 * @symbol: as the service calls it at @mic
 *
 * Returns: (transfer full): the symbol as we have it: with the suffix of its exchange
 */
char *tape_poll_full_symbol (const char *symbol, const char *mic);

G_END_DECLS
