/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Events as plain data: what feeds make, the engine takes and the store keeps. A trade is 48 bytes, so that a batch of
 * a few thousand fits the processor's cache. */

#pragma once

#include <glib.h>

#include "base/tape-time.h"

G_BEGIN_DECLS

/* A number of the universe; TAPE_NO_INSTRUMENT is none. */
#define TAPE_NO_INSTRUMENT G_MAXUINT32

typedef enum
{
  TAPE_SIDE_UNKNOWN,
  TAPE_SIDE_BUY,  /* the aggressor bought */
  TAPE_SIDE_SELL, /* the aggressor sold */
  TAPE_N_SIDES
} TapeSide;

typedef enum
{
  TAPE_TRADE_HAS_ID = 1 << 0,    /* the source gave an id */
  TAPE_TRADE_TEXT_ID = 1 << 1,   /* id is the offset of a NUL-terminated text in the batch, not a number */
  TAPE_TRADE_DERIVED = 1 << 2,   /* made of a quote */
  TAPE_TRADE_ESTIMATED = 1 << 3, /* its side is an estimate */
  TAPE_TRADE_ASIDE = 1 << 4,     /* another source of its instrument was in use: it is stored, and in no bar */
} TapeTradeFlags;

/**
 * TapeTrade:
 * @event_time: when the market says it happened
 * @receive_time: when it reached us; in a replay the event time
 * @price: > 0, in the instrument's currency
 * @quantity: ≥ 0, in units of the instrument
 * @id: the source's id, see @flags; 0 where it gave none
 * @instrument: number in the universe
 * @source: number of the source in the session's store
 * @side: a #TapeSide
 * @flags: a set of #TapeTradeFlags
 */
typedef struct
{
  gint64 event_time;
  gint64 receive_time;
  double price;
  double quantity;
  guint64 id;
  guint32 instrument;
  guint16 source;
  guint8 side;
  guint8 flags;
} TapeTrade;

G_STATIC_ASSERT (sizeof (TapeTrade) == 48);

/* Lengths of bars, in seconds. A bar of TAPE_BAR_DAY is a calendar day of the exchange, 23 to 25 hours long. */
enum
{
  TAPE_BAR_SECOND = 1,
  TAPE_BAR_MINUTE = 60,
  TAPE_BAR_HOUR = 3600,
  TAPE_BAR_DAY = 86400,
};

/**
 * TapeBar:
 * @start: event time at which it starts
 * @length: seconds
 * @instrument: number in the universe
 * @open: first price by event time, ties by arrival; prices are finite and > 0
 * @high: highest price
 * @low: lowest price
 * @close: last price by event time, ties by arrival
 * @volume: Σ quantity
 * @turnover: Σ price · quantity; 0 where a source's bar does not say
 * @buys: Σ quantity of trades whose aggressor bought
 * @sells: Σ quantity of trades whose aggressor sold
 * @count: number of trades; 0 for a bar that came from a source
 * @revision: number of late trades in it
 * @source: for a bar that came from a source its number, else 0
 */
typedef struct
{
  gint64 start;
  guint32 length;
  guint32 instrument;
  double open;
  double high;
  double low;
  double close;
  double volume;
  double turnover;
  double buys;
  double sells;
  guint32 count;
  guint32 revision;
  guint32 source;
} TapeBar;

/**
 * TapeTally:
 * @count: trades; all else means nothing where it is 0
 * @quantity: Σ quantity
 * @turnover: Σ price · quantity
 * @sum: Σ price
 * @low: lowest price
 * @high: highest price
 *
 * What was traded by the trades of one side.
 */
typedef struct
{
  guint64 count;
  double quantity;
  double turnover;
  double sum;
  double low;
  double high;
} TapeTally;

/**
 * TapeBarTotals:
 * @bar: the bar
 * @open_time: event time of its open; TAPE_NO_TIME where no trade is known
 * @close_time: event time of its close
 * @sides: by #TapeSide; for a day these are all its trades, also where the prices are those of the regular session
 *
 * A bar with all that analyses are made of.
 */
typedef struct
{
  TapeBar bar;
  gint64 open_time;
  gint64 close_time;
  TapeTally sides[TAPE_N_SIDES];
} TapeBarTotals;

/* Raw text of a rejected message is kept up to this many bytes; a longer line or message than the second is rejected
 * without being buffered. */
#define TAPE_REJECT_RAW    4096
#define TAPE_MESSAGE_LIMIT (1024 * 1024)

/**
 * TapeReject:
 * @receive_time: when it reached us
 * @offset: position in the source, in its own unit: byte of the uncompressed file, Kafka offset; -1 unknown
 * @line: line number from 1 for files; 0 unknown
 * @source: number of the source
 * @reason: offset in the batch's text of a sentence that says what is wrong
 * @raw: offset in the batch's text of the raw message, valid UTF-8, at most TAPE_REJECT_RAW bytes
 */
typedef struct
{
  gint64 receive_time;
  gint64 offset;
  gint64 line;
  guint32 source;
  guint32 reason;
  guint32 raw;
} TapeReject;

/**
 * TapePosition:
 * @offset: how far the source was read, in its own unit
 * @line: lines read so far, for files
 * @event_time: of the last event, or TAPE_NO_TIME
 * @digest: of the 4 KiB before @offset, for files
 * @source: number of the source
 * @finished: the source has said everything that it had
 * @state: (nullable): whatever else the feed needs to go on from here
 *
 * How far a source was read; stored in the transaction that stores what was read.
 */
typedef struct
{
  gint64 offset;
  gint64 line;
  gint64 event_time;
  guint64 digest;
  guint32 source;
  gboolean finished;
  GBytes *state;
} TapePosition;

/**
 * tape_trade_check:
 * @price: as read
 * @quantity: as read
 * @event_time: µs; TAPE_NO_TIME where there is none
 * @now: receive time, µs
 *
 * The one validity check of a trade, called by the parser that still has the raw text.
 *
 * Returns: (nullable): %NULL if the trade is valid, else a static, translated sentence that says what is wrong
 */
const char *tape_trade_check (double price, double quantity, gint64 event_time, gint64 now);

/**
 * tape_bar_check:
 * @bar: prices, volume and start as read
 * @now: receive time, µs
 *
 * As tape_trade_check(), for a bar.
 *
 * Returns: (nullable): %NULL if it is valid, else a static, translated sentence
 */
const char *tape_bar_check (const TapeBar *bar, gint64 now);

/**
 * tape_bar_merge:
 * @bar: an earlier bar of the same instrument
 * @next: one that follows it in event time
 *
 * Widens @bar by @next: the close of @next, the extremes and sums of both. Start and length stay.
 */
void tape_bar_merge (TapeBar *bar, const TapeBar *next);

G_END_DECLS
