/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The stored trades as they came, many at a time, without their ids: for whoever lets them pass once more. A read-only
 * connection of its own; what is read at a time is a short transaction, so that nobody who writes waits. One thread at a
 * time; blocks on the disk. */

#pragma once

#include "base/tape-event.h"
#include "store/tape-store-error.h"

G_BEGIN_DECLS

typedef struct _TapeArrivalScan TapeArrivalScan;

/**
 * TapeTimeSpan:
 * @from: event time
 * @to: event time, excluded
 */
typedef struct
{
  gint64 from;
  gint64 to;
} TapeTimeSpan;

/**
 * TapeTurn:
 * @arrival: of the last trade before it; 0 before the first
 * @source: number of the source
 * @begins: it begins, else it ends
 * @first: a session begins with it
 * @live: as the batch says that begins it
 * @delay: likewise
 * @lateness: the engine's, in µs
 * @time: the largest receive time so far, or TAPE_NO_TIME
 *
 * A source begins or ends.
 */
typedef struct
{
  gint64 arrival;
  guint32 source;
  gboolean begins;
  gboolean first;
  gboolean live;
  gint64 delay;
  gint64 lateness;
  gint64 time;
} TapeTurn;

TapeArrivalScan *tape_arrival_scan_open (const char *path, GError **error);
void tape_arrival_scan_free (TapeArrivalScan *self);

/**
 * tape_arrival_scan_find:
 * @from: event time
 * @to: event time, excluded
 * @first: (out): arrival with which the first block begins that may hold trades of [@from, @to); 0 where there is none
 * @last: (out): with which the last of them ends
 * @end: (out): arrival of the last trade that is stored; 0 where there is none
 */
gboolean tape_arrival_scan_find (
    TapeArrivalScan *self, gint64 from, gint64 to, gint64 *first, gint64 *last, gint64 *end, GError **error);

/**
 * tape_arrival_scan_get_spans:
 * @spans: (element-type TapeTimeSpan): appended to: the times that have blocks of trades, rising, those that touch as one
 */
gboolean tape_arrival_scan_get_spans (TapeArrivalScan *self, GArray *spans, GError **error);

/**
 * tape_arrival_scan_get_minutes:
 * @span: (out caller-allocates): from the start of the instrument's first stored bar of a minute to the end of its last;
 *   empty where there is none
 */
gboolean tape_arrival_scan_get_minutes (TapeArrivalScan *self, guint32 instrument, TapeTimeSpan *span, GError **error);

/**
 * tape_arrival_scan_add_minutes:
 * @bars: (element-type TapeBar): appended to: the instrument's stored bars of a minute that start in @span, in order
 */
gboolean tape_arrival_scan_add_minutes (
    TapeArrivalScan *self, guint32 instrument, const TapeTimeSpan *span, GArray *bars, GError **error);

/**
 * tape_arrival_scan_get_turns:
 * @turns: (element-type TapeTurn): appended to, in order; none where an older version wrote the database
 */
gboolean tape_arrival_scan_get_turns (TapeArrivalScan *self, GArray *turns, GError **error);

/**
 * tape_arrival_scan_read:
 * @next: (inout): arrival of the first that is wanted; then that after the last one read
 * @last: arrival of the last that is wanted
 * @trades: (array length=max): gets them, in order of arrival
 * @max: how many at most
 * @n_trades: (out): how many there were
 */
gboolean tape_arrival_scan_read (
    TapeArrivalScan *self, gint64 *next, gint64 last, TapeTrade *trades, guint max, guint *n_trades, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeArrivalScan, tape_arrival_scan_free)

G_END_DECLS
