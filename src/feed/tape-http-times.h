/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Times as a server writes them in the headers of an answer. Any thread. */

#pragma once

#include "base/tape-time.h"

G_BEGIN_DECLS

/* The longest that a server is left alone because it says so. */
#define TAPE_HTTP_RETRY_MAX (7 * TAPE_DAY)

/**
 * tape_http_read_date:
 * @text: (nullable): of the header Date: "Wed, 21 Oct 2015 07:28:00 GMT", or in one of the older forms
 *
 * Returns: µs since 1970; %TAPE_NO_TIME where it is none
 */
gint64 tape_http_read_date (const char *text);

/**
 * tape_http_read_retry_after:
 * @text: (nullable): of the header Retry-After: seconds, or a date of the server's clock
 * @now: µs since 1970 by the server's clock, or else by ours
 *
 * Returns: µs that it wants to be left alone, at most %TAPE_HTTP_RETRY_MAX; -1 where it does not say
 */
gint64 tape_http_read_retry_after (const char *text, gint64 now);

G_END_DECLS
