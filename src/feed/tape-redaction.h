/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Takes keys out of texts that people, logs or files are to see: services repeat them in their errors, and some want them in
 * the URL. A key is found in whatever dress the text wears it: as it is, percent-encoded (up to three times over), as a form writes it
 * ("+" for a space), with the escapes of JSON, in upper or lower case. Any thread.
 *
 * What is cut off in the middle of a key does not show the key as a whole any more: redact first, then shorten. */

#pragma once

#include <glib.h>

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

G_END_DECLS
