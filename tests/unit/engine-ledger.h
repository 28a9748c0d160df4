/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a store would hold of an engine's commits: bars and rows of state by key, trades with their arrival numbers. */

#pragma once

#include "base/tape-commit.h"
#include "engine/tape-engine.h"

G_BEGIN_DECLS

/**
 * Ledger:
 * @bars: (element-type utf8 TapeBarTotals): that the engine made, by instrument, length and start
 * @state: (element-type utf8 GBytes): data by kind, instrument and time
 * @trades: (element-type TapeTrade): all but duplicates
 * @texts: (element-type utf8): the id of each, or NULL
 * @arrivals: (element-type gint64): the arrival number of each
 * @dropped: (element-type TapeDroppedTrade): that came too late for their bars
 * @firings: (element-type TapeFiring): what alert rules found
 */
typedef struct
{
  GHashTable *bars;
  GHashTable *state;
  GArray *trades;
  GPtrArray *texts;
  GArray *arrivals;
  GArray *dropped;
  GPtrArray *firings;
} Ledger;

Ledger *ledger_new (void);
void ledger_free (Ledger *self);

/* Takes what @engine has to commit, if there is anything. */
void ledger_take (Ledger *self, TapeEngine *engine);

void ledger_take_commit (Ledger *self, const TapeCommit *commit);

/* Gives a new engine all that is here. */
void ledger_restore (Ledger *self, TapeEngine *engine);

/* Fails unless both hold the same bars, the same trades and, if @state, the same rows of state. */
void ledger_assert_equal (Ledger *self, Ledger *other, gboolean state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ledger, ledger_free)

G_END_DECLS
