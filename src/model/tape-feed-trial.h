/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A feed that is tried before it is kept: it runs beside the session for a few seconds, on a universe of its own; nothing of
 * what it brings is shown or stored, only counted. What came of it is said in one sentence: "Works: 12 trades in 3 s."
 * Main thread only, with a main context that runs. */

#pragma once

#include <gio/gio.h>

#include "feed/tape-feed.h"

G_BEGIN_DECLS

#define TAPE_TYPE_FEED_TRIAL (tape_feed_trial_get_type ())
G_DECLARE_FINAL_TYPE (TapeFeedTrial, tape_feed_trial, TAPE, FEED_TRIAL, GObject)

/* Signals: "changed" (void): more came, or it has ended. */

/* How long a person waits gladly: for as long trades are counted after the first; for as long the first is waited for, µs. */
#define TAPE_FEED_TRIAL_SPAN     (3 * TAPE_SECOND)
#define TAPE_FEED_TRIAL_PATIENCE (20 * TAPE_SECOND)

typedef enum
{
  TAPE_FEED_TRIAL_RUNNING,
  TAPE_FEED_TRIAL_WORKS,  /* trades or bars came */
  TAPE_FEED_TRIAL_QUIET,  /* nothing is wrong, and nothing came */
  TAPE_FEED_TRIAL_FAILED, /* it cannot be as it is, or not now: the text says why */
} TapeFeedTrialState;

/**
 * tape_feed_trial_new:
 * @feed: (transfer full): a feed that was not run, on @universe
 * @universe: that of @feed alone
 * @symbols: (nullable) (array zero-terminated=1): of which something is to come; %NULL where that is not known
 * @span: µs for which is counted what comes, from the first on
 * @patience: µs after which the first is not waited for any more
 *
 * Starts it. Giving up the last reference stops it.
 */
TapeFeedTrial *
tape_feed_trial_new (TapeFeed *feed, TapeUniverse *universe, const char *const *symbols, gint64 span, gint64 patience);

TapeFeedTrialState tape_feed_trial_get_state (TapeFeedTrial *self);

/**
 * tape_feed_trial_get_text:
 *
 * Returns: (transfer none): how it is, in a sentence
 */
const char *tape_feed_trial_get_text (TapeFeedTrial *self);

/**
 * tape_feed_trial_get_messages:
 *
 * Returns: (transfer none) (element-type TapeFeedMessage): the last messages and what was made of them, newest first
 */
GPtrArray *tape_feed_trial_get_messages (TapeFeedTrial *self);

G_END_DECLS
