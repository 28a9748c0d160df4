/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Last prices, asked for once: tapectl quote, and the test of a key. Blocks the calling thread, which the window's is not. The
 * calls count together with those of the feeds of the same account. */

#pragma once

#include <gio/gio.h>

#include "feed/tape-poll.h"

G_BEGIN_DECLS

/**
 * TapeQuote:
 * @symbol: as it was asked for
 * @price: the last price; means nothing where there is a problem
 * @time: event time of @price
 * @volume: that of the day so far; < 0 where the service does not say it
 * @currency: "" where unknown
 * @problem: (nullable): why there is no price, in a sentence
 */
typedef struct
{
  char *symbol;
  double price;
  gint64 time;
  double volume;
  const char *currency;
  char *problem;
} TapeQuote;

/**
 * TapeQuotesRequest:
 * @poll: the service
 * @account: whose calls are counted, as of tape_home_quota()
 * @key: (nullable): the account's key
 * @symbols: (array zero-terminated=1): what is asked for
 * @extended: take prices before and after the session too
 * @limits: (nullable): of the account's plan; %NULL: of the free one
 */
typedef struct
{
  const TapePoll *poll;
  const char *account;
  const char *key;
  const char *const *symbols;
  gboolean extended;
  const TapeQuotaLimits *limits;
} TapeQuotesRequest;

/**
 * tape_quotes_get:
 * @cancellable: (nullable): ends the waiting
 * @left: (out) (optional): what the account may still ask
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Asks a few at a time, each once, and none that the account has no calls left for. Where the service refuses the account itself,
 * the rest is not asked any more.
 *
 * Returns: (transfer full) (nullable) (element-type TapeQuote): one for each symbol, in their order
 */
GPtrArray *
tape_quotes_get (const TapeQuotesRequest *request, GCancellable *cancellable, TapeQuotaLeft *left, GError **error);

G_END_DECLS
