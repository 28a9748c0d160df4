/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether a polled service takes a key: asked with one call for a symbol that it knows, which counts as any other. */

#pragma once

#include <gio/gio.h>

#include "feed/tape-poll.h"
#include "pipeline/tape-key.h"

G_BEGIN_DECLS

/**
 * tape_key_test_async:
 * @poll: the service
 * @account: whose calls are counted, as of tape_home_quota()
 * @key: (nullable): copied
 *
 * Asks on a thread of its own; answers in the calling thread's main context.
 */
void tape_key_test_async (const TapePoll *poll,
                          const char *account,
                          const TapeKey *key,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data);

/**
 * tape_key_test_finish:
 * @error: why it does not work, or could not be seen, in a sentence without the key; %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): "Works, 57 calls left this minute."
 */
char *tape_key_test_finish (GAsyncResult *result, GError **error);

/**
 * tape_key_test_describe:
 * @left: what may still be asked
 *
 * Returns: (transfer full): "Works, 57 calls left this minute.", "Works, 24 calls left today.", by which there is less of; "Works."
 *   where there is no limit
 */
char *tape_key_test_describe (const TapeQuotaLeft *left);

G_END_DECLS
