/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ids of an instrument's last trades, to tell a trade that comes twice. Ids nearly always rise, so a look-up is
 * needed only for one that does not. Engine thread only. */

#pragma once

#include "base/tape-batch.h"
#include "engine/tape-engine.h"

G_BEGIN_DECLS

/* How many ids of an instrument are remembered, and for how many arrivals of any. */
#define TAPE_IDS_RING     1024
#define TAPE_IDS_ARRIVALS TAPE_ENGINE_RESTORE_TRADES

typedef struct _TapeIds TapeIds;

/**
 * tape_ids_key:
 * @text: the batch's text, for ids that are not numbers
 *
 * Returns: a number for the trade's id, the same for the same id
 */
guint64 tape_ids_key (const TapeTrade *trade, const char *text);

/**
 * tape_ids_take:
 * @self: (inout): the ring of the trade's instrument; made when it is %NULL
 * @key: of tape_ids_key()
 * @arrival: the arrival number that the trade gets if it is new
 *
 * Returns: whether a trade of the same source, id and event time is remembered; if not, this one is from now on
 */
gboolean tape_ids_take (TapeIds **self, const TapeTrade *trade, guint64 key, gint64 arrival);

/**
 * tape_ids_prefetch:
 *
 * Asks for the memory that the next tape_ids_take() touches.
 */
void tape_ids_prefetch (const TapeIds *self);

void tape_ids_free (TapeIds *self);

G_END_DECLS
