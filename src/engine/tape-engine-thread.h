/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine's thread: takes batches from a queue and ticks from a clock that is handed in, hands on commits, publishes
 * frames. Started and ended by its owner; the functions below are for any thread. */

#pragma once

#include "base/tape-queue.h"
#include "engine/tape-engine.h"

G_BEGIN_DECLS

typedef struct _TapeEngineThread TapeEngineThread;

/**
 * TapeEngineThreadOptions:
 * @batches: queue of TapeBatch; the thread ends when it is closed and empty
 * @commits: (nullable): queue that gets the TapeCommits; closed at the end
 * @past: (nullable): queue of the TapePastAnswers to what commits ask, one each; who puts one there wakes @batches; closed at
 *   the end
 * @waits: whether it takes nothing before all that was asked is answered, so that what it finds does not depend on how long
 *   that takes
 * @clock: (nullable): receive time, µs; %NULL: no ticks
 * @frames: whether frames are published
 * @prepare: (nullable): called first, on the thread, with the engine; for what would keep others waiting. Gives back the
 *   engine, or another in its place
 * @processed: (nullable): called with each batch that the engine has taken, for measuring
 * @data: for @prepare and @processed
 */
typedef struct
{
  TapeQueue *batches;
  TapeQueue *commits;
  TapeQueue *past;
  gboolean waits;
  gint64 (*clock) (void);
  gboolean frames;
  TapeEngine *(*prepare) (TapeEngine *engine, gpointer data);
  void (*processed) (const TapeBatch *batch, gpointer data);
  gpointer data;
} TapeEngineThreadOptions;

/**
 * tape_engine_thread_start:
 * @engine: (transfer full): not to be touched any more
 * @options: copied; the queues must outlive the thread
 */
TapeEngineThread *tape_engine_thread_start (TapeEngine *engine, const TapeEngineThreadOptions *options);

/**
 * tape_engine_thread_join:
 *
 * Waits for its end, which closing the queue of batches brings. The last frame can still be taken.
 *
 * Returns: (transfer none): the engine, at rest
 */
TapeEngine *tape_engine_thread_join (TapeEngineThread *self);

/**
 * tape_engine_thread_free:
 *
 * Frees it and the engine, after it was joined.
 */
void tape_engine_thread_free (TapeEngineThread *self);

/**
 * tape_engine_thread_take_frame:
 *
 * Returns: (transfer full) (nullable): the newest frame that was not taken; asks for the next
 */
TapeFrame *tape_engine_thread_take_frame (TapeEngineThread *self);

void tape_engine_thread_set_notify (TapeEngineThread *self, void (*notify) (gpointer data), gpointer data);
/**
 * tape_engine_thread_set_rules:
 * @rules: (transfer none) (nullable): see tape_engine_set_rules(); in force before the next batch
 */
void tape_engine_thread_set_rules (TapeEngineThread *self, TapeRuleSet *rules);

/**
 * tape_engine_thread_set_disagreement:
 * @share: see tape_engine_set_disagreement(); in force before the next batch
 */
void tape_engine_thread_set_disagreement (TapeEngineThread *self, double share);

void tape_engine_thread_set_focus (TapeEngineThread *self, guint32 instrument);

G_END_DECLS
