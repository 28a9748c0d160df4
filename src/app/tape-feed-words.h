/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words for how feeds are and how real prices are, the same everywhere in the window. Main thread only. */

#pragma once

#include "model/tape-desk.h"

G_BEGIN_DECLS

/**
 * tape_reality_get_word:
 *
 * Returns: (transfer none): "LIVE", "SIMULATED"
 */
const char *tape_reality_get_word (TapeReality reality);
const char *tape_reality_get_icon (TapeReality reality);
const char *tape_reality_get_css_class (TapeReality reality);

/**
 * tape_feed_state_get_word:
 *
 * Returns: (transfer none): "Running", "Failed"
 */
const char *tape_feed_state_get_word (TapeFeedState state);
const char *tape_feed_state_get_icon (TapeFeedState state);

/**
 * tape_feed_state_get_rank:
 *
 * Returns: how bad it is: 0 the worst
 */
guint tape_feed_state_get_rank (TapeFeedState state);

/**
 * tape_feed_state_is_running:
 *
 * Returns: whether the feed has started and not ended
 */
gboolean tape_feed_state_is_running (TapeFeedState state);

/**
 * tape_feed_describe_next:
 *
 * Returns: (transfer full): what happens next, as a sentence
 */
char *tape_feed_describe_next (TapeFeed *feed, const TapeFeedHealth *health);

/**
 * tape_feed_describe_calls:
 *
 * Returns: (transfer full) (nullable): what it may still ask: "57 of 60 calls left this minute."; %NULL where there may be as
 *   many as one likes
 */
char *tape_feed_describe_calls (const TapeFeedHealth *health);

/**
 * tape_delay_format:
 * @delay: µs; NaN where unknown
 *
 * Returns: (transfer full): "0.24 ms", "82 ms", "3.4 s"
 */
char *tape_delay_format (double delay);

/**
 * tape_speed_format:
 * @speed: times the recorded pace; 0 as fast as it goes
 *
 * Returns: (transfer full): "60×", "max"
 */
char *tape_speed_format (double speed);

G_END_DECLS
