/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Removes what is older than its tier, in steps of a few milliseconds, each a transaction of its own. Inside store/ only,
 * on the thread of its connection, between two commits.
 *
 * Trades go block by block, and those of a block from its first on. What was traded stays: bars of seconds, where these are
 * kept longer, and the totals of minutes and days, which get the trades that had come too late for them. A block waits for
 * those that arrived before it and share a second with it: what is merged later arrived later. */

#pragma once

#include "base/tape-universe.h"
#include "store/tape-database.h"
#include "store/tape-retention.h"

G_BEGIN_DECLS

typedef struct _TapeRemover TapeRemover;

/**
 * TapeRemoverLimits:
 * @now: what ages are counted from; TAPE_NO_TIME: nothing is old
 * @needed_since: event time: nothing from it on is removed
 * @last_arrival: no trade after it is removed
 * @compact: gives back all space that is not used, not only what is much
 */
typedef struct
{
  gint64 now;
  gint64 needed_since;
  gint64 last_arrival;
  gboolean compact;
} TapeRemoverLimits;

/**
 * tape_remover_new:
 * @universe: holds all instruments that are stored; must outlive it
 *
 * Returns: (transfer full) (nullable): the remover
 */
TapeRemover *tape_remover_new (sqlite3 *db, TapeUniverse *universe, GError **error);
void tape_remover_free (TapeRemover *self);

/**
 * tape_remover_step:
 * @progress: (inout): its numbers are added to
 *
 * Takes a step, if there is one to be taken: else @progress' stage is TAPE_RETENTION_DONE. After an error nothing of the
 * step is done.
 */
gboolean tape_remover_step (TapeRemover *self,
                            const TapeRetention *retention,
                            const TapeRemoverLimits *limits,
                            TapeRetentionProgress *progress,
                            GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeRemover, tape_remover_free)

G_END_DECLS
