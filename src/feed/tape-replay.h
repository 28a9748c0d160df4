/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Replay: files of trades or bars as a feed. CSV and JSON lines, gzipped or not; columns recognised by name or mapped by
 * hand; several files merged by event time, ties in the order named; at the recorded pace, a multiple, or as fast as it
 * goes. At a pace, no gap is waited out longer than a second of wall time: nights and weekends pass at once.
 *
 * Each file is a source. What a file does not say is taken so:
 * - rows without a symbol are of one instrument: the file's name up to its first point;
 * - a quantity that is empty or has no column is 0; a side that is neither is unknown;
 * - "3/4/2024" is the third of April, unless a date of the file can only be month/day/year;
 * - bars that name a day last the exchange's day, others as long as the file's bars lie apart at the least;
 * - a last line without an end is cut off if it has fewer columns than the header or ends in a number begun ("2913.").
 *   What is added to such a line after it was read is rejected, since a part of it was a row already.
 *
 * tape_replay_new() reads the files' first 64 KiB only; the first pass is the feed's thread's. To match a gzipped file
 * with a stored position it is uncompressed up to there. */

#pragma once

#include "feed/tape-feed.h"

G_BEGIN_DECLS

/**
 * TapeReplayOptions:
 * @speed: times the recorded pace; 0 as fast as it goes
 * @delay: µs; -1: the file's greatest step back in event time, found in a first pass
 * @map: (nullable) (array zero-terminated=1): "COLUMN=FIELD" with FIELD as of tape_field_get_name()
 * @again: take the files as new sources even if the store knows them
 * @receive_times: take the receive times that a file says; else the event time is the receive time
 */
typedef struct
{
  double speed;
  gint64 delay;
  const char *const *map;
  gboolean again;
  gboolean receive_times;
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
