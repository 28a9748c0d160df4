/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Trades that a source may deliver once more after a restart, however many of other sources have come since: of each such
 * source, what is stored from a little before its position on. Engine thread only. */

#pragma once

#include "base/tape-batch.h"

G_BEGIN_DECLS

typedef struct _TapeKnown TapeKnown;

TapeKnown *tape_known_new (void);
void tape_known_free (TapeKnown *self);

/**
 * tape_known_add:
 * @batch: trades with ids
 */
void tape_known_add (TapeKnown *self, const TapeBatch *batch);

/**
 * tape_known_forget:
 *
 * Forgets the trades of @source.
 *
 * Returns: whether any are left of others
 */
gboolean tape_known_forget (TapeKnown *self, guint32 source);

/**
 * tape_known_contains:
 * @key: of its id, by tape_ids_key()
 */
gboolean tape_known_contains (const TapeKnown *self, const TapeTrade *trade, guint64 key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeKnown, tape_known_free)

G_END_DECLS
