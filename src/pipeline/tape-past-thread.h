/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The thread that answers what new rules on bars ask of the past. The writer's thread hands it what a commit asks once that
 * is stored, and goes on at once; the answers go into a queue that the engine's thread empties. Each question gets one
 * answer, unless that queue is closed. */

#pragma once

#include "base/tape-queue.h"
#include "base/tape-universe.h"

G_BEGIN_DECLS

typedef struct _TapePastThread TapePastThread;

/**
 * TapePastThreadOptions:
 * @database: path
 * @universe: the session's
 * @lateness: the engine's, µs
 * @answers: queue that gets the TapePastAnswers, and must outlive the thread
 * @answered: called on the thread after each answer
 * @failed: called on the thread where something cannot be read, @message: (transfer full): a sentence
 * @data: for both
 */
typedef struct
{
  const char *database;
  TapeUniverse *universe;
  gint64 lateness;
  TapeQueue *answers;
  void (*answered) (gpointer data);
  void (*failed) (char *message, gpointer data);
  gpointer data;
} TapePastThreadOptions;

TapePastThread *tape_past_thread_start (const TapePastThreadOptions *options);

/**
 * tape_past_thread_ask:
 * @questions: (element-type TapePastQuestion): of a commit; copied
 * @stored: whether that was stored; else they cannot be answered
 *
 * Does not wait. Any thread.
 */
void tape_past_thread_ask (TapePastThread *self, const GArray *questions, gboolean stored);

/**
 * tape_past_thread_stop:
 *
 * Lets it read nothing any more: what is asked is answered with nothing. Any thread.
 */
void tape_past_thread_stop (TapePastThread *self);

/* Ends and frees it. */
void tape_past_thread_free (TapePastThread *self);

G_END_DECLS
