/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The right to write a database: a lock on a file beside it, PATH.lock, which says who holds it. The system lets go of
 * it when the process ends, however it ends. Inside store/ only; any one thread at a time. */

#pragma once

#include "store/tape-store-error.h"

G_BEGIN_DECLS

typedef struct _TapeLock TapeLock;

/**
 * tape_lock_take:
 * @path: of the database, in a folder that is there
 * @error: %TAPE_STORE_ERROR_IN_USE with a sentence that says who has it, or %TAPE_STORE_ERROR_OPEN
 *
 * Does not wait.
 *
 * Returns: (transfer full) (nullable): the right to write, until it is released
 */
TapeLock *tape_lock_take (const char *path, GError **error);

/**
 * tape_lock_release:
 *
 * Gives it back and removes the lock file.
 */
void tape_lock_release (TapeLock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeLock, tape_lock_release)

G_END_DECLS
