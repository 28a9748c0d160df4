/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes the file of a database as small as what is in it. Blocks: not the main thread. */

#pragma once

#include "store/tape-store-error.h"

G_BEGIN_DECLS

/**
 * TapeCompactFunc:
 * @share: how much is given back, 0 to 1; −1 where that is not known
 *
 * Called on the thread of the call.
 */
typedef void (*TapeCompactFunc) (double share, gpointer data);

/**
 * tape_store_compact:
 * @path: of a database that is there, and that nobody writes: a session that does gives space back by itself,
 *   tape_session_compact()
 * @progress: (nullable): told how far it is
 * @freed: (out): bytes given back to the disk
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED; what was given back stays so
 * @error: a %TAPE_STORE_ERROR
 *
 * Page by page, readers go on beside it. A file that was not made to shrink page by page is written anew, which takes as much
 * free space again as it has and cannot be stopped halfway: then it is as it was; from then on it can.
 */
gboolean tape_store_compact (const char *path,
                             TapeCompactFunc progress,
                             gpointer data,
                             gint64 *freed,
                             GCancellable *cancellable,
                             GError **error);

G_END_DECLS
