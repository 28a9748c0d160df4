/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Copies the write-ahead log into the database off the writing path: on a thread and a connection of its own, while the
 * writer goes on. The log starts over only when all of it was copied while nobody wrote; under a load that leaves no such
 * moment the writer waits for one, so that the log stays bounded. While somebody reads what was there long ago, in a
 * transaction of minutes as another program may, it cannot start over: the writer does not wait then, the log grows, and is
 * cut to its usual length afterwards. Inside store/ only; on the writer's thread. */

#pragma once

#include "store/tape-database.h"

G_BEGIN_DECLS

typedef struct _TapeCheckpointer TapeCheckpointer;

/**
 * TapeCheckpointLimits:
 * @start: pages in the log from which on they are copied
 * @most: from which on the writer waits for that
 */
typedef struct
{
  int start;
  int most;
} TapeCheckpointLimits;

extern const TapeCheckpointLimits tape_checkpoint_limits;

/**
 * tape_checkpointer_new:
 * @path: of a database that is open for writing
 * @limits: tape_checkpoint_limits
 *
 * Returns: (transfer full) (nullable): the checkpointer, its thread waiting
 */
TapeCheckpointer *tape_checkpointer_new (const char *path, const TapeCheckpointLimits *limits, GError **error);

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
 * Starts copying when the log has grown, and waits until it is copied when it has grown too much and that would help.
 */
void tape_checkpointer_note (TapeCheckpointer *self, int frames);

/**
 * tape_checkpointer_count_rounds:
 *
 * Returns: how many times it copied, once it is at rest
 */
guint tape_checkpointer_count_rounds (TapeCheckpointer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeCheckpointer, tape_checkpointer_free)

G_END_DECLS
