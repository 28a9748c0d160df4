/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Copies the write-ahead log into the database off the writing path: on a thread and a connection of its own, while the
 * writer goes on. The log starts over only when all of it was copied while nobody wrote; under a load that leaves no such
 * moment the writer waits for one, so that the log stays bounded. Inside store/ only; on the writer's thread. */

#pragma once

#include "store/tape-database.h"

G_BEGIN_DECLS

typedef struct _TapeCheckpointer TapeCheckpointer;

/**
 * tape_checkpointer_new:
 * @path: of a database that is open for writing
 *
 * Returns: (transfer full) (nullable): the checkpointer, its thread waiting
 */
TapeCheckpointer *tape_checkpointer_new (const char *path, GError **error);

/**
 * tape_checkpointer_free:
 *
 * Waits for what it is at.
 */
void tape_checkpointer_free (TapeCheckpointer *self);

/**
 * tape_checkpointer_note:
 * @frames: how long the log is after a commit, in pages
 *
 * Starts copying when the log has grown, and waits until it is copied when it has grown too much.
 */
void tape_checkpointer_note (TapeCheckpointer *self, int frames);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeCheckpointer, tape_checkpointer_free)

G_END_DECLS
