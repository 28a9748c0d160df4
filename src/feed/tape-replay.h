/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Replay: files of trades or bars as a feed. CSV and JSON lines, gzipped or not; columns recognised by name or mapped by
 * hand; several files merged by event time; at the recorded pace, a multiple, or as fast as it goes. */

#pragma once

#include "feed/tape-feed.h"

G_BEGIN_DECLS

/**
 * TapeReplayOptions:
 * @speed: times the recorded pace; 0 as fast as it goes
 * @delay: µs; -1: the file's greatest step back in event time, found in a first pass
 * @map: (nullable) (array zero-terminated=1): "COLUMN=FIELD" with FIELD one of event_time, date, time, symbol, price,
 *   quantity, side, trade_id, open, high, low, close
 * @again: take the files as new sources even if the store knows them
 */
typedef struct
{
  double speed;
  gint64 delay;
  const char *const *map;
  gboolean again;
} TapeReplayOptions;

/**
 * tape_replay_new:
 * @paths: (array zero-terminated=1): files
 * @options: copied
 * @error: a %TAPE_FEED_ERROR, naming the file and what to do
 *
 * Opens the files and recognises what they hold.
 *
 * Returns: (transfer full) (nullable): the feed
 */
TapeFeed *
tape_replay_new (TapeUniverse *universe, const char *const *paths, const TapeReplayOptions *options, GError **error);

G_END_DECLS
