/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questions to one service, each asked once: last prices (tape-quotes.h), symbols (tape-symbol-search.h). A few run at a time, and
 * none that the account has no calls left for; they count together with those of the feeds of the same account. Where the service
 * refuses the account itself, the rest is not asked any more. One thread, which waits in tape_asker_run(). */

#pragma once

#include <gio/gio.h>

#include "feed/tape-poll.h"

G_BEGIN_DECLS

typedef struct _TapeAsker TapeAsker;

/**
 * TapeAskerCallback:
 * @answer: (nullable): the answer, during the call; %NULL where none came
 * @problem: (nullable): why there is none, or why it is none that was asked for, in a sentence
 *
 * Called once for each question, from tape_asker_run(), unless that is cancelled.
 */
typedef void (*TapeAskerCallback) (const TapePollAnswer *answer, const char *problem, gpointer data);

/**
 * tape_asker_new:
 * @account: (nullable): whose calls are counted, as of tape_home_quota()
 * @limits: (nullable): of its plan; %NULL for the free one
 */
TapeAsker *tape_asker_new (const TapePoll *poll, const char *account, const TapeQuotaLimits *limits);
void tape_asker_free (TapeAsker *self);

/**
 * tape_asker_ask:
 * @question: what its texts are in must be there until tape_asker_run() returns
 *
 * Puts a question behind the others.
 */
void tape_asker_ask (TapeAsker *self, const TapePollQuestion *question, TapeAskerCallback callback, gpointer data);

/**
 * tape_asker_run:
 * @cancellable: (nullable): ends the waiting
 *
 * Asks all, and waits for the answers.
 *
 * Returns: %FALSE with %G_IO_ERROR_CANCELLED
 */
gboolean tape_asker_run (TapeAsker *self, GCancellable *cancellable, GError **error);

/**
 * tape_asker_get_left:
 * @left: (out caller-allocates): what the account may still ask
 */
void tape_asker_get_left (TapeAsker *self, TapeQuotaLeft *left);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeAsker, tape_asker_free)

G_END_DECLS
