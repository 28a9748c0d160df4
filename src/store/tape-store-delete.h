/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Removes a session's database for good. */

#pragma once

#include "store/tape-store-error.h"

G_BEGIN_DECLS

/**
 * tape_store_delete:
 * @path: a database that this process has closed
 * @error: a %TAPE_STORE_ERROR; %TAPE_STORE_ERROR_IN_USE where another program writes it, and then nothing is removed
 *
 * Removes the file and its log. Returns at once, however large it is: the space is given back on another thread.
 *
 * Returns: whether it is gone, also where it was not there
 */
gboolean tape_store_delete (const char *path, GError **error);

G_END_DECLS
