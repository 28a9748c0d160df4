/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One file of a replay: what it holds, how far it was read, and the next of its rows, made ready. Rows are peeked at one by
 * one, so that several files can be merged; only what was taken counts for the position. Made on any thread, then used
 * by the feed's thread alone once that runs. */

#pragma once

#include <gio/gio.h>

#include "base/tape-batch.h"
#include "base/tape-source.h"
#include "feed/tape-event-maker.h"

G_BEGIN_DECLS

typedef struct _TapeReplayFile TapeReplayFile;

typedef enum
{
  TAPE_ROW_TRADE,
  TAPE_ROW_BAR,
  TAPE_ROW_REJECT,
  TAPE_ROW_IGNORED,
  TAPE_ROW_END, /* there are no more */
} TapeRowKind;

/**
 * TapeReplayRow:
 * @kind: what it is
 * @trade: the trade, but for its id
 * @bar: the bar
 * @time: event time of the trade or bar
 * @reason: why it was rejected
 * @raw: (array length=raw_length): the row as it came, without the end of its line
 *
 * The next row of a file.
 */
typedef struct
{
  TapeRowKind kind;
  union
  {
    TapeTrade trade;
    TapeBar bar;
  };
  gint64 time;
  const char *reason;
  const char *raw;
  gsize raw_length;
} TapeReplayRow;

/**
 * tape_replay_file_new:
 * @map: (nullable) (array zero-terminated=1): checked; must outlive the file
 * @error: a %TAPE_FEED_ERROR, naming the file and what to do
 *
 * Opens a file and recognises what it holds by its first 64 KiB.
 */
TapeReplayFile *tape_replay_file_new (TapeUniverse *universe, const char *path, const char *const *map, GError **error);
void tape_replay_file_free (TapeReplayFile *self);

/**
 * tape_replay_file_take_receive_times:
 *
 * From now on a trade's receive time is what the file says, where it does.
 */
void tape_replay_file_take_receive_times (TapeReplayFile *self);

/**
 * tape_replay_file_get_default_symbol:
 *
 * Returns: (transfer none) (nullable): the symbol of all rows, where no column says it
 */
const char *tape_replay_file_get_default_symbol (TapeReplayFile *self);

const TapeSource *tape_replay_file_get_source (TapeReplayFile *self);

/**
 * tape_replay_file_matches:
 *
 * Returns: whether the file begins as @stored does and holds before @position what was read there
 */
gboolean tape_replay_file_matches (TapeReplayFile *self, const TapeSource *stored, const TapePosition *position);

/**
 * tape_replay_file_bind:
 * @number: the source's in the store
 * @position: (nullable): where to go on
 */
void tape_replay_file_bind (TapeReplayFile *self, guint32 number, const TapePosition *position);
guint32 tape_replay_file_get_number (TapeReplayFile *self);

/**
 * tape_replay_file_survey:
 * @delay: µs, or -1 to find it
 *
 * The first pass: the order of day and month, the length of bars, and the delay, where they have to be found.
 */
gboolean tape_replay_file_survey (TapeReplayFile *self, gint64 delay, GCancellable *cancellable, GError **error);
gint64 tape_replay_file_get_delay (TapeReplayFile *self);

/**
 * tape_replay_file_start:
 *
 * Goes to where the reading begins.
 */
gboolean tape_replay_file_start (TapeReplayFile *self, GError **error);

/**
 * tape_replay_file_advance:
 *
 * Makes the next row ready.
 */
gboolean tape_replay_file_advance (TapeReplayFile *self, GError **error);

/**
 * tape_replay_file_peek:
 *
 * Returns: (transfer none): the row made ready; valid until the next is
 */
const TapeReplayRow *tape_replay_file_peek (TapeReplayFile *self);

/**
 * tape_replay_file_take:
 * @batch: takes the row made ready, as event, reject or ignored message
 */
void tape_replay_file_take (TapeReplayFile *self, TapeBatch *batch);

/**
 * tape_replay_file_add_position:
 * @batch: takes the position after the last row taken, where that has changed since the last call
 *
 * Returns: whether it had
 */
gboolean tape_replay_file_add_position (TapeReplayFile *self, TapeBatch *batch);

double tape_replay_file_get_progress (TapeReplayFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeReplayFile, tape_replay_file_free)

G_END_DECLS
