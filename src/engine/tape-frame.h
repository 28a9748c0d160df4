/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A frame is what the engine shows of itself: an immutable snapshot, published at most once for each frame of the
 * display, a newer one replacing an older one that was not taken. Made on the engine thread, read by any. */

#pragma once

#include "alerts/tape-alert-standing.h"
#include "analytics/tape-growth.h"
#include "base/tape-event.h"
#include "base/tape-instruments.h"

G_BEGIN_DECLS

/* Points of a sparkline, evenly spread over the instrument's session of the day. */
#define TAPE_SPARK_POINTS 48

/* What was traded by trades of one side. */
typedef struct
{
  guint64 count;
  double quantity;
  double turnover;
} TapeFlow;

/* The indicators that are kept of every instrument; the rest of the table is computed where it is asked for. */
typedef enum
{
  TAPE_VALUE_SMA_5,
  TAPE_VALUE_SMA_10,
  TAPE_VALUE_EMA_10,
  TAPE_VALUE_RSI_14,
  TAPE_VALUE_MACD,
  TAPE_VALUE_MACD_SIGNAL,
  TAPE_VALUE_MACD_HISTOGRAM,
  TAPE_VALUE_BOLLINGER_LOWER,
  TAPE_VALUE_BOLLINGER_MIDDLE,
  TAPE_VALUE_BOLLINGER_UPPER,
  TAPE_N_VALUES
} TapeFrameValue;

/**
 * TapeFrameRow:
 * @last_time: event time of the latest trade; TAPE_NO_TIME: never traded
 * @latest: its price
 * @suspect: @latest is a price that a split, or an error, would make, and too few trades have confirmed it
 * @day: start of the trading day that the rest speaks of, TAPE_NO_TIME if there is none; all below is of this day
 * @date: its date, days since 1970
 * @last: last price of the regular session, or of all the day where that had none
 * @open: likewise
 * @high: highest price of what @last is of
 * @low: lowest
 * @previous_close: NaN where unknown
 * @previous_date: date of @previous_close
 * @base: against what @growth is
 * @growth: (last − base) / base as a fraction; NaN without a base
 * @volume: Σ quantity of all the day's trades
 * @turnover: Σ price · quantity
 * @vwap: NaN where nothing was traded
 * @count: trades
 * @flow: by #TapeSide
 * @values: by #TapeFrameValue, over the closed minutes; NaN where there are not enough
 * @source: of those that take part, the one in use; 0: none has told of it
 * @against: number of the source whose latest price disagrees most with that of @source; 0: none does
 * @disagreement: by so much of @source's
 * @stale_after: µs without a trade, while the exchange is open, after which its price is stale; 0: as usual
 * @spark: last price at each of TAPE_SPARK_POINTS points from the session's start; NaN where nothing was traded up to it and
 *   from now on
 *
 * Row i is instrument i of the universe.
 */
typedef struct
{
  gint64 last_time;
  double latest;
  gboolean suspect;
  gint64 day;
  gint32 date;
  gint32 previous_date;
  double last;
  double open;
  double high;
  double low;
  double previous_close;
  TapeBase base;
  double growth;
  double volume;
  double turnover;
  double vwap;
  guint64 count;
  TapeFlow flow[TAPE_N_SIDES];
  double values[TAPE_N_VALUES];
  guint32 source;
  guint32 against;
  double disagreement;
  gint64 stale_after;
  float spark[TAPE_SPARK_POINTS];
} TapeFrameRow;

/**
 * TapeFrameGroup:
 * @growth: mean growth of the members whose day is current, equal weights; NaN where there is none
 * @index: the group's index at the end of its last closed minute, see tape-group-index.h; NaN where there is none
 * @values: by #TapeFrameValue, over the closed minutes of the index; NaN where there are not enough
 * @members: how many have a growth
 * @growing: how many of those grew
 * @base: against what their growth is
 */
typedef struct
{
  double growth;
  double index;
  double values[TAPE_N_VALUES];
  guint members;
  guint growing;
  TapeBase base;
} TapeFrameGroup;

/**
 * TapeFrameSource:
 * @source: its number
 * @active: whether it counts for the watermark
 * @watermark: its own
 * @last_event_time: largest event time
 * @last_receive_time: of its last event
 * @trades: stored
 * @bars: taken
 * @duplicates: trades that were there already
 * @late: trades that came after the watermark
 * @late_dropped: of those, too late for their window
 * @rejected: events that were not valid
 * @ignored: messages without an event
 * @rank: its feed's among those of the same instruments, 1 comes first; 0: it takes no part in that
 * @aside: trades that were stored and are in no bar, another source of their instrument having been in use
 * @disagreements: times that its price began to disagree with that of the source in use
 * @in_use: instruments of which it is in use
 * @disagreeing: instruments of which its price disagrees now, and no other's more
 * @handed_over: monotonic µs at which the first of what came since the frame before was handed over; 0: none came. For
 *   measuring only, set by the engine's thread
 */
typedef struct
{
  guint32 source;
  gboolean active;
  gint64 watermark;
  gint64 last_event_time;
  gint64 last_receive_time;
  guint64 trades;
  guint64 bars;
  guint64 duplicates;
  guint64 late;
  guint64 late_dropped;
  guint64 rejected;
  guint64 ignored;
  guint32 rank;
  guint64 aside;
  guint64 disagreements;
  guint in_use;
  guint disagreeing;
  gint64 handed_over;
} TapeFrameSource;

/**
 * TapeFrame:
 * @serial: rises with each frame
 * @now: receive time that the engine knows, TAPE_NO_TIME before the first event
 * @watermark: of the session; TAPE_NO_TIME before the first event
 * @ended: no source is left that has not ended: all windows are closed, whatever the watermark
 * @market_day: the latest date on which anything traded; TAPE_NO_DATE before that
 * @rows: (array length=n_rows): by instrument
 * @groups: by #TapeGrouping, then by group; of instruments whose day is current
 * @up: instruments that grew, of those whose day is current: tape_frame_row_is_current()
 * @down: that fell
 * @flat: that did neither
 * @flow: of all instruments whose day is current, counts and quantities by side; turnover is not added up across currencies
 * @estimated: sides that the sources do not tell are estimated by the tick rule, or were before the restart
 * @sources: (array length=n_sources): in order of number
 * @arrival: trades taken so far
 * @focus: the instrument whose @bars and @trades are here, or TAPE_NO_INSTRUMENT
 * @bars: (element-type TapeBar): of @focus: all seconds, then all minutes, that trades may still change, and the running
 *   day, each in order of start; what is older is in the store and does not change any more
 * @rules: (element-type TapeAlertStanding): by number; as of the second in which @now was last another, or somewhat older
 *   where they are on very many instruments
 * @levels: (element-type TapeAlertLevel): prices at which rules on @focus fire
 * @trades: (element-type TapeTrade): the last of @focus since it is the focus, oldest first, at most TAPE_FRAME_TRADES
 */
typedef struct
{
  guint64 serial;
  gint64 now;
  gint64 watermark;
  gboolean ended;
  gint32 market_day;
  TapeFrameRow *rows;
  guint n_rows;
  TapeFrameGroup *groups[TAPE_N_GROUPINGS];
  guint up;
  guint down;
  guint flat;
  TapeFlow flow[TAPE_N_SIDES];
  gboolean estimated;
  TapeFrameSource *sources;
  guint n_sources;
  guint64 arrival;
  guint32 focus;
  GArray *bars;
  GArray *rules;
  GArray *levels;
  GArray *trades;

  /*< private >*/
  int references;
} TapeFrame;

#define TAPE_FRAME_TRADES 128

#define TAPE_FRAME_CURRENT TAPE_GROWTH_CURRENT

/**
 * tape_frame_row_is_current:
 * @row: a row of @self
 *
 * Returns: whether the day that @row speaks of is of now, so that it counts in groups and totals
 */
static inline gboolean
tape_frame_row_is_current (const TapeFrame *self, const TapeFrameRow *row)
{
  return row->day != TAPE_NO_TIME && self->now - row->day < TAPE_FRAME_CURRENT;
}

TapeFrame *tape_frame_ref (TapeFrame *self);
void tape_frame_unref (TapeFrame *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeFrame, tape_frame_unref)

G_END_DECLS
