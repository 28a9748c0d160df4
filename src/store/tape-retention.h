/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long what is stored is kept, in tiers: trades, bars of seconds, bars of minutes; those of days are kept for ever.
 * And what that comes to: what it would free now, and how large the database will be. Plain data and pure functions; any
 * thread. tape_writer_retain() does it, a session beside its ingestion, pipeline/tape-retain.h without one.
 *
 * Ages are counted back from the clock or from the latest stored event time, whichever is earlier, so that a clock that
 * jumps ahead removes nothing. */

#pragma once

#include <gio/gio.h>

#include "base/tape-time.h"

G_BEGIN_DECLS

#define TAPE_KEEP_FOR_EVER 0

/**
 * TapeRetention:
 * @trades: how long trades are kept, µs; TAPE_KEEP_FOR_EVER
 * @seconds: bars of less than a minute; those of one second are made of the trades that are removed
 * @minutes: bars of a minute and more, up to less than a day
 *
 * A tier is kept at least as long as the one before it, whatever it says.
 */
typedef struct
{
  gint64 trades;
  gint64 seconds;
  gint64 minutes;
} TapeRetention;

/**
 * tape_retention_from_days:
 *
 * Returns: the tiers in µs; numbers of days ≤ 0 are for ever
 */
TapeRetention tape_retention_from_days (int trades, int seconds, int minutes);

/**
 * tape_retention_settle:
 *
 * Makes each tier as long as the one before it at least.
 */
void tape_retention_settle (TapeRetention *self);

gboolean tape_retention_equal (const TapeRetention *self, const TapeRetention *other);

/**
 * TapeRetentionHour:
 * @start: in UTC, event time
 *
 * What is stored of one hour; numbers are estimates, from the table of blocks and a sample of the instruments.
 */
typedef struct
{
  gint64 start;
  double trades;
  double seconds;
  double minutes;
} TapeRetentionHour;

/**
 * TapeRetentionFacts:
 * @now: what ages are counted from; TAPE_NO_TIME where no trade is stored
 * @bytes: size of the file and of its log
 * @free_bytes: what of that is not used
 * @removed: trades that retention has removed so far
 * @trades: that are stored
 * @hours: (element-type TapeRetentionHour): by start; those of which nothing is stored are left out
 * @trades_per_day: at the rate of the last day, scaled where less is stored
 * @seconds_per_day: bars of a second that these trades are
 * @minutes_per_day: bars of a minute
 * @trade_bytes: what one takes in this file, bytes
 * @second_bytes: likewise
 * @minute_bytes: likewise, with its totals
 */
typedef struct
{
  gint64 now;
  gint64 bytes;
  gint64 free_bytes;
  gint64 removed;
  gint64 trades;
  GArray *hours;
  double trades_per_day;
  double seconds_per_day;
  double minutes_per_day;
  double trade_bytes;
  double second_bytes;
  double minute_bytes;
} TapeRetentionFacts;

/**
 * tape_retention_facts_read:
 * @path: of a database
 * @clock: g_get_real_time()
 * @facts: (out caller-allocates): to be cleared, also on error
 * @cancellable: (nullable): stops it, with %G_IO_ERROR_CANCELLED
 *
 * Reads what a forecast needs, in a fraction of a second also where much is stored; beside a writer. Blocks on the disk.
 */
gboolean tape_retention_facts_read (
    const char *path, gint64 clock, TapeRetentionFacts *facts, GCancellable *cancellable, GError **error);
void tape_retention_facts_clear (TapeRetentionFacts *facts);

/**
 * tape_retention_get_freed:
 *
 * Returns: about how many bytes @retention would give back to the disk now, what is not used already included
 */
gint64 tape_retention_get_freed (const TapeRetentionFacts *facts, const TapeRetention *retention);

/**
 * tape_retention_get_forecast:
 * @days: from now on, ≥ 0
 *
 * Returns: about how many bytes the database has in @days days under @retention, if as much comes each day as on the last
 */
gint64 tape_retention_get_forecast (const TapeRetentionFacts *facts, const TapeRetention *retention, double days);

/* What a step of retention was at, or what comes next. */
typedef enum
{
  TAPE_RETENTION_DONE,    /* nothing is to be removed now */
  TAPE_RETENTION_TRADES,  /* trades, and the bars of seconds that stay of them */
  TAPE_RETENTION_BARS,    /* bars of seconds and minutes */
  TAPE_RETENTION_REJECTS, /* rejected events, but the last TAPE_RETENTION_REJECTS_KEPT */
  TAPE_RETENTION_SPACE,   /* what was used is given back to the disk */
} TapeRetentionStage;

/* So many rejected events stay where trades are not kept for ever. */
#define TAPE_RETENTION_REJECTS_KEPT 10000

/**
 * TapeRetentionProgress:
 * @stage: what it is at
 * @trades: trades removed so far
 * @bars: bars removed so far
 * @rejects: rejected events removed so far
 * @bytes: given back to the disk so far
 * @trades_left: trades that are still to be removed
 * @bytes_left: bytes that are not used and still to be given back
 */
typedef struct
{
  TapeRetentionStage stage;
  gint64 trades;
  gint64 bars;
  gint64 rejects;
  gint64 bytes;
  gint64 trades_left;
  gint64 bytes_left;
} TapeRetentionProgress;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TapeRetentionFacts, tape_retention_facts_clear)

G_END_DECLS
