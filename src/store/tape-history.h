/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All that is stored, in order of time: what an engine is made again of where its state is of no use. A read-only connection
 * of its own; one thread at a time; blocks on the disk, for seconds where much is stored. */

#pragma once

#include "base/tape-event.h"
#include "store/tape-store-error.h"

G_BEGIN_DECLS

typedef struct _TapeHistory TapeHistory;

/**
 * TapeHistoryEnd:
 * @is_empty: there are neither trades nor bars
 * @arrival: number of the last trade; 0 if there is none
 * @event_time: up to which all sources that have more to say were read, or where none has, the last of all; TAPE_NO_TIME
 *   if nobody tells
 * @finished: no source has more to say
 */
typedef struct
{
  gboolean is_empty;
  gint64 arrival;
  gint64 event_time;
  gboolean finished;
} TapeHistoryEnd;

TapeHistory *tape_history_open (const char *path, GError **error);
void tape_history_free (TapeHistory *self);

gboolean tape_history_get_end (TapeHistory *self, TapeHistoryEnd *end, GError **error);

/**
 * tape_history_each_source:
 * @each: called for each source, with what is stored of it
 *
 * Reads every trade.
 */
gboolean
tape_history_each_source (TapeHistory *self,
                          void (*each) (guint32 source, guint64 trades, guint64 bars, guint64 rejected, gpointer data),
                          gpointer data,
                          GError **error);

/**
 * tape_history_each_bar:
 * @each: called for each day and each minute as it is stored, without the trades that it lacks: minutes in order of start,
 *   a day ahead of all minutes that come after its start
 */
gboolean tape_history_each_bar (TapeHistory *self,
                                void (*each) (const TapeBarTotals *totals, gpointer data),
                                gpointer data,
                                GError **error);

/**
 * tape_history_each_dropped:
 * @each: called in order of arrival for each trade that its minute's bar lacks; @from_day: so does its day's
 */
gboolean tape_history_each_dropped (TapeHistory *self,
                                    void (*each) (const TapeTrade *trade, gboolean from_day, gpointer data),
                                    gpointer data,
                                    GError **error);

/**
 * tape_history_each_of_source:
 * @from: event time of the first
 * @to: of the last
 * @each: called in order of arrival for each trade of @source that has an id; @text: (nullable): the id, where it is a text
 *
 * Reads the blocks that may hold such.
 */
gboolean tape_history_each_of_source (TapeHistory *self,
                                      guint32 source,
                                      gint64 from,
                                      gint64 to,
                                      void (*each) (const TapeTrade *trade, const char *text, gpointer data),
                                      gpointer data,
                                      GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeHistory, tape_history_free)

G_END_DECLS
