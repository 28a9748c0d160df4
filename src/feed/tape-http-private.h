/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What tape-http.c is made of that is not about connections. */

#pragma once

#include <curl/curl.h>

#include "feed/tape-http.h"

G_BEGIN_DECLS

/**
 * TapeHttpFailure:
 * @code: what libcurl says
 * @detail: its own words, or ""
 * @host: of the request
 * @time: ms that it had
 * @length: bytes that its body could have
 * @too_long: we ended it, since it said too much
 * @elsewhere: it sends to another place, or around in a circle
 */
typedef struct
{
  CURLcode code;
  const char *detail;
  const char *host;
  guint time;
  gsize length;
  gboolean too_long;
  gboolean elsewhere;
} TapeHttpFailure;

/**
 * tape_http_failure_to_error:
 * @secrets: (nullable) (array zero-terminated=1): what it must not show
 *
 * Returns: (transfer full): a sentence of the domain TAPE_HTTP_ERROR
 */
GError *tape_http_failure_to_error (const TapeHttpFailure *failure, const char *const *secrets);

/**
 * tape_http_get_host:
 *
 * Returns: (transfer full): the host of an address; the address itself without what may be a key where it has none
 */
char *tape_http_get_host (const char *url);

/**
 * tape_http_is_same_place:
 *
 * Returns: whether both are https, of the same host and port
 */
gboolean tape_http_is_same_place (const char *url, const char *other);

/**
 * tape_http_read_times:
 * @easy: a transfer that is over
 * @answer: takes the server's clock and the time that it wants to be left alone
 *
 * Reads the headers Date and Retry-After. The latter may be a time of the server's clock.
 */
void tape_http_read_times (CURL *easy, TapeHttpAnswer *answer);

G_END_DECLS
