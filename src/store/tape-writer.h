/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one writer of a session's database. While it is open no other process and no other writer can open the same
 * file for writing; readers always can. Made on any thread; its calls exclude each other, so that a source can be bound
 * while the writer thread commits, and wait for one that runs: only threads that may block on the disk call it. */

#pragma once

#include "base/tape-commit.h"
#include "base/tape-source.h"
#include "base/tape-universe.h"
#include "store/tape-firing-filter.h"
#include "store/tape-retention.h"
#include "store/tape-store-error.h"
#include "store/tape-stored-state.h"

G_BEGIN_DECLS

typedef struct _TapeWriter TapeWriter;

/**
 * tape_writer_open:
 * @path: file of the database; made, with its folder, if it is not there
 * @universe: gets the instruments that the store knows, in its order; must be empty
 * @error: a %TAPE_STORE_ERROR
 *
 * Opens, migrates and takes the right to write.
 *
 * Returns: (transfer full) (nullable): the writer
 */
TapeWriter *tape_writer_open (const char *path, TapeUniverse *universe, GError **error);

/**
 * tape_writer_free:
 *
 * Gives the right to write back. What was not committed is not stored.
 */
void tape_writer_free (TapeWriter *self);

/**
 * TapeSourceFunc:
 *
 * Must not call the writer.
 *
 * Returns: whether this is the one
 */
typedef gboolean (*TapeSourceFunc) (const TapeSource *source, const TapePosition *position, gpointer data);

/**
 * tape_writer_find_source:
 * @kind: of the source
 * @match: asked of each stored source of that kind, newest first, until it says yes
 * @data: handed to @match
 * @position: (out): where it was read to; its state to be unreffed
 * @error: set where the store cannot be read; left alone where none matched
 *
 * Returns: its number, or 0 if none matched
 */
guint32 tape_writer_find_source (
    TapeWriter *self, const char *kind, TapeSourceFunc match, gpointer data, TapePosition *position, GError **error);

/**
 * tape_writer_put_source:
 * @number: 0 for a new one; else the one to give a new location, name, head
 *
 * Commits at once.
 *
 * Returns: its number, from 1 to 65,535; 0 on error
 */
guint32 tape_writer_put_source (TapeWriter *self, guint32 number, const TapeSource *source, GError **error);

/**
 * tape_writer_load_state:
 * @kind: of the rows, or TAPE_STATE_ALL
 * @each: called for each row that the engine left, by kind, instrument, time; @row's offset is 0, @bytes its data
 */
gboolean tape_writer_load_state (TapeWriter *self, guint32 kind, TapeStateFunc each, gpointer data, GError **error);

/**
 * tape_writer_commit:
 * @commit: its trades' instruments are of the writer's universe, its sources were put
 *
 * Stores all of @commit in one transaction, or nothing of it; after an error the same commit may be tried again. New
 * instruments of the universe come first. A bar made of trades replaces any bar of its instrument, length and start; a
 * source's bar replaces only another source's. Of several positions of a source the last counts. Its firings get their
 * numbers, also where it fails; those that are in the log already are taken out of @commit.
 *
 * Returns: whether it is on the disk
 */
gboolean tape_writer_commit (TapeWriter *self, const TapeCommit *commit, GError **error);

/**
 * tape_writer_number_firings:
 * @firings: (element-type TapeFiring): those that have no number get one, which they keep when they are logged
 */
void tape_writer_number_firings (TapeWriter *self, GPtrArray *firings);

/**
 * tape_writer_log_firings:
 * @firings: (element-type TapeFiring): those that have no number get one; those that are in the log already are taken out
 *
 * Logs what was found beside the engine, in a transaction. A serial of 0 is to be the next of its rule and subject.
 */
gboolean tape_writer_log_firings (TapeWriter *self, GPtrArray *firings, GError **error);

/**
 * tape_writer_mark_firings:
 * @marks: (element-type TapeFiringMark): of those that were told
 * @seen_up_to: a person has looked at those up to this number; 0: at none
 *
 * In one transaction.
 */
gboolean tape_writer_mark_firings (TapeWriter *self, const GArray *marks, gint64 seen_up_to, GError **error);

/**
 * tape_writer_list_untold:
 *
 * Returns: (transfer full) (nullable) (element-type TapeFiring): what is in the log and was not told, oldest first; %NULL
 *   on error
 */
GPtrArray *tape_writer_list_untold (TapeWriter *self, GError **error);

/**
 * tape_writer_set_needed:
 * @since: event time: trades, and bars of minutes, from it on are needed by who goes on from what is stored
 * @last: so many of the last trades to arrive are, too
 *
 * Keeps tape_writer_retain() from removing them. Each commit says it anew; before any of the two nothing is removed.
 */
void tape_writer_set_needed (TapeWriter *self, gint64 since, gint64 last);

/**
 * tape_writer_retain:
 * @retention: how long each tier is kept
 * @clock: g_get_real_time()
 * @compact: give back all space that is not used; else what is little is left for what comes
 * @progress: (inout): its numbers are added to; TAPE_RETENTION_DONE where there was nothing to do
 *
 * Removes a little of what is older than its tier, or gives back a little space: a transaction of a few milliseconds. What
 * was traded is kept as bars, totals and numbers: every analysis finds the same as before, as far as its tier reaches.
 *
 * Returns: whether that went well; if not, nothing of the step is done
 */
gboolean tape_writer_retain (TapeWriter *self,
                             const TapeRetention *retention,
                             gint64 clock,
                             gboolean compact,
                             TapeRetentionProgress *progress,
                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeWriter, tape_writer_free)

G_END_DECLS
