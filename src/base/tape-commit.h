/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What one transaction of the store holds: the engine fills it, the store's writer commits it whole. Batches in the order
 * in which the engine took them, with the arrival numbers it gave; bars that changed, open ones too; trades that came too
 * late for theirs; what changed of the engine's state, as rows the store does not look into. Filled by the engine thread, then immutable. */

#pragma once

#include "base/tape-batch.h"
#include "base/tape-firing.h"

G_BEGIN_DECLS

/**
 * TapeCommitBatch:
 * @batch: (transfer full): the batch
 * @first_arrival: the arrival number of its first trade that is no duplicate; those after it count on by one
 * @n_stored: trades that are no duplicates
 * @first_duplicate: index into the commit's duplicates
 * @n_duplicates: how many of them are this batch's: indices of trades, rising, that are not to be stored
 * @time: of one that begins or ends a source: the largest receive time before it; TAPE_NO_TIME if there was none
 */
typedef struct
{
  TapeBatch *batch;
  gint64 first_arrival;
  guint n_stored;
  guint first_duplicate;
  guint n_duplicates;
  gint64 time;
} TapeCommitBatch;

/**
 * TapeDroppedTrade:
 * @arrival: its number
 * @from_day: it is not in its day's bar either
 * @watermark: that judged it
 *
 * A trade that came too late for its minute's bar. It is stored as all are; who adds bars up adds it to them.
 */
typedef struct
{
  gint64 arrival;
  gboolean from_day;
  gint64 watermark;
} TapeDroppedTrade;

/**
 * TapeStateRow:
 * @kind: the engine's own
 * @instrument: key, second part
 * @time: key, third part
 * @offset: of the row's data in the commit's state_data
 * @length: of the data; 0: the row is to be deleted
 */
typedef struct
{
  guint32 kind;
  guint32 instrument;
  gint64 time;
  guint32 offset;
  guint32 length;
} TapeStateRow;

/**
 * TapePastQuestion:
 * @number: what its answer is known by, from 1
 * @instrument: whose bars
 * @span: µs, of a bar; TAPE_DAY is the exchange's day
 * @n: so many bars are wanted, if there are as many
 * @until: event time: minutes that start before it cannot change any more, and are stored with this commit at the latest
 * @arrival: of the last trade that is
 *
 * A rule on bars that is new asks what bars there were before it.
 */
typedef struct
{
  guint64 number;
  guint32 instrument;
  guint n;
  gint64 span;
  gint64 until;
  gint64 arrival;
} TapePastQuestion;

/**
 * TapeCommit:
 * @batches: (element-type TapeCommitBatch): in order
 * @duplicates: (element-type guint32): see #TapeCommitBatch
 * @bars: (element-type TapeBarTotals): each replaces the one of the same instrument, length and start
 * @dropped: (element-type TapeDroppedTrade): in order of arrival
 * @firings: (element-type TapeFiring): what alert rules found, in order
 * @questions: (element-type TapePastQuestion): to be answered once it is stored
 * @state: (element-type TapeStateRow): replace or delete by key
 * @state_data: the rows' data
 * @needed_since: event time: trades from it on are needed to go on from this commit; G_MININT64: all
 * @needed_last: so many of the last to arrive are, too
 * @lateness: how long the engine waits for late trades, µs
 * @weight: trades in it
 */
typedef struct
{
  GArray *batches;
  GArray *duplicates;
  GArray *bars;
  GArray *dropped;
  GPtrArray *firings;
  GArray *questions;
  GArray *state;
  GByteArray *state_data;
  gint64 needed_since;
  gint64 needed_last;
  gint64 lateness;
  guint64 weight;
} TapeCommit;

TapeCommit *tape_commit_new (void);
void tape_commit_free (TapeCommit *self);

/**
 * tape_commit_add_state:
 * @data: (nullable): the row's new data; %NULL deletes it
 */
void
tape_commit_add_state (TapeCommit *self, guint32 kind, guint32 instrument, gint64 time, const void *data, gsize length);

/**
 * tape_commit_get_size:
 *
 * Returns: what it takes of memory, in trades
 */
guint64 tape_commit_get_size (const TapeCommit *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeCommit, tape_commit_free)

G_END_DECLS
