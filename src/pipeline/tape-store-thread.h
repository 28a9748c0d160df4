/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The store's writer on a thread of its own: takes commits from a queue. When one cannot be stored it says why, keeps it,
 * and tries again, so that nothing is lost; what feeds the queue waits meanwhile. Between commits it removes what is older
 * than its tier, and writes down which firings were told. */

#pragma once

#include "base/tape-queue.h"
#include "pipeline/tape-delays.h"
#include "pipeline/tape-firing-tray.h"
#include "pipeline/tape-past-thread.h"

G_BEGIN_DECLS

typedef struct _TapeStoreThread TapeStoreThread;

/**
 * tape_store_thread_start:
 * @writer: (transfer full) (nullable): %NULL: commits are counted and thrown away
 * @commits: queue of TapeCommit; the thread ends when it is closed and empty
 * @tray: gets the firings that are logged, gives those that are to be logged; must outlive this. What it gets as long as
 *   nothing can be stored has the numbers that it will have; without a writer, or once it has given up, 0
 * @past: (nullable): is asked what commits ask; must outlive this
 * @delays: (nullable): gets how long batches needed to be stored; must outlive this
 * @persistent: whether to try again what failed; else the first failure throws away what comes after it
 * @failed: (nullable): called on the writer's thread when it gives up
 */
TapeStoreThread *tape_store_thread_start (TapeWriter *writer,
                                          TapeQueue *commits,
                                          TapeFiringTray *tray,
                                          TapePastThread *past,
                                          TapeDelays *delays,
                                          gboolean persistent,
                                          void (*failed) (gpointer data),
                                          gpointer data);

/**
 * tape_store_thread_stop_retrying:
 *
 * From now on what cannot be stored is given up; what is waiting to be tried again is tried once more, at once. Any thread.
 */
void tape_store_thread_stop_retrying (TapeStoreThread *self);

/**
 * tape_store_thread_join:
 *
 * Waits for its end, which closing the queue brings.
 *
 * Returns: whether all was stored
 */
gboolean tape_store_thread_join (TapeStoreThread *self, GError **error);

/**
 * tape_store_thread_free:
 *
 * After it was joined.
 */
void tape_store_thread_free (TapeStoreThread *self);

/**
 * tape_store_thread_get_message:
 *
 * Returns: (transfer full) (nullable): why the last commit could not be stored; %NULL if it was
 */
char *tape_store_thread_get_message (TapeStoreThread *self);

/**
 * tape_store_thread_is_damaged:
 *
 * Returns: whether the last commit could not be stored because the database is damaged: trying again does not help
 */
gboolean tape_store_thread_is_damaged (TapeStoreThread *self);

/**
 * tape_store_thread_get_stored:
 *
 * Returns: trades and bars of sources committed so far
 */
guint64 tape_store_thread_get_stored (TapeStoreThread *self);

/**
 * tape_store_thread_set_retention:
 * @retention: copied; all for ever: nothing is removed any more
 *
 * From the next step on. Any thread.
 */
void tape_store_thread_set_retention (TapeStoreThread *self, const TapeRetention *retention);

/**
 * tape_store_thread_compact:
 *
 * Gives back all space that is not used, once. Any thread.
 */
void tape_store_thread_compact (TapeStoreThread *self);

/**
 * tape_store_thread_get_retention:
 * @progress: (out caller-allocates): since the thread started. Any thread.
 *
 * Returns: (transfer full) (nullable): why the last step could not be taken
 */
char *tape_store_thread_get_retention (TapeStoreThread *self, TapeRetentionProgress *progress);

G_END_DECLS
