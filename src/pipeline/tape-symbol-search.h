/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Symbols by the beginning of a name, as a service knows them: one call, which counts as any other. */

#pragma once

#include <gio/gio.h>

#include "feed/tape-poll.h"
#include "pipeline/tape-key.h"

G_BEGIN_DECLS

/**
 * tape_symbol_search_async:
 * @poll: a service with %TAPE_POLL_HAS_SEARCH
 * @account: (nullable): whose calls are counted, as of tape_home_quota()
 * @key: (nullable): the account's; copied
 * @limits: of its plan; copied
 * @text: what is looked for
 *
 * Asks on a thread of its own; answers in the calling thread's main context.
 */
void tape_symbol_search_async (const TapePoll *poll,
                               const char *account,
                               const TapeKey *key,
                               const TapeQuotaLimits *limits,
                               const char *text,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data);

/**
 * tape_symbol_search_finish:
 * @left: (out) (optional): what the account may still ask
 * @error: why there is no answer, in a sentence without the key; %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type TapePollMatch): what there is, in the service's order
 */
GPtrArray *tape_symbol_search_finish (GAsyncResult *result, TapeQuotaLeft *left, GError **error);

G_END_DECLS
