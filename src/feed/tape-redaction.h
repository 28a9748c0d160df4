/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Takes keys out of texts that people, logs or files are to see: services repeat them in their errors, and some want them in
 * the URL. A key is found in whatever dress the text wears it: as it is, percent-encoded (up to three times over), as a form writes it
 * ("+" for a space), with the escapes of JSON, in upper or lower case. Any thread.
 *
 * What is cut off in the middle of a key does not show the key as a whole any more: redact first, then shorten. */

#pragma once

#include "base/tape-batch.h"

G_BEGIN_DECLS

/* What stands where a key stood. */
#define TAPE_REDACTED "•••"

/**
 * tape_redact:
 * @text: (array length=length): any bytes
 * @length: how many; -1 for up to its NUL
 * @secrets: (nullable) (array zero-terminated=1): what must not be seen; empty ones are passed over
 *
 * Returns: (transfer full): @text with TAPE_REDACTED for each secret, up to its first NUL
 */
char *tape_redact (const char *text, gssize length, const char *const *secrets);

/**
 * tape_redact_url:
 * @url: an address
 *
 * Returns: (transfer full): @url without its query, its fragment and what names a user, which is where a key may stand: for
 *   places that need not know the secrets
 */
char *tape_redact_url (const char *url);

/**
 * tape_redact_reject:
 * @batch: takes the reject
 * @source: number of the source
 * @receive_time: when the message reached us
 * @reason: a sentence, which may quote a part of the message, cut off anywhere
 * @raw: (array length=length): the message, any bytes
 * @secrets: (array zero-terminated=1): what must not be seen
 *
 * As tape_batch_add_reject(), without the secrets in what is kept: where the message holds one, its reason quotes nothing.
 */
void tape_redact_reject (TapeBatch *batch,
                         guint16 source,
                         gint64 receive_time,
                         const char *reason,
                         const char *raw,
                         gsize length,
                         const char *const *secrets);

G_END_DECLS
