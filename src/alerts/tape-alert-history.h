/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The last trades of one instrument by event time, ties by arrival: what *t ago* is found in. Engine thread only. */

#pragma once

#include "base/tape-event.h"

G_BEGIN_DECLS

/* One trade; stored as it is. */
typedef struct
{
  gint64 time;
  double price;
} TapeAlertPast;

/**
 * TapeAlertHistory:
 * @trades: (array): room for some
 * @first: index of the oldest that is kept
 * @end: index after the latest
 * @saved: (element-type gint64) (nullable): starts of the minutes that rows of state hold, rising
 * @unsaved_from: start of the first minute that cannot change any more and that the next commit is to hold, or G_MAXINT64
 * @settled_to: end of the last minute that cannot change any more
 */
typedef struct
{
  TapeAlertPast *trades;
  GArray *saved;
  gint64 unsaved_from;
  gint64 settled_to;
  guint room;
  guint first;
  guint end;
} TapeAlertHistory;

void tape_alert_history_init (TapeAlertHistory *self);
void tape_alert_history_clear (TapeAlertHistory *self);

/* Takes all that is in one to another, which is empty. */
void tape_alert_history_move (TapeAlertHistory *from, TapeAlertHistory *to);

/**
 * tape_alert_history_add:
 * @trade: the next in order of arrival
 */
void tape_alert_history_add (TapeAlertHistory *self, const TapeTrade *trade);

/**
 * tape_alert_history_insert:
 * @past: one from before a restart
 */
void tape_alert_history_insert (TapeAlertHistory *self, const TapeAlertPast *past);

/**
 * tape_alert_history_find:
 *
 * Returns: (transfer none) (nullable): the latest trade at or before @time; valid until one is added
 */
const TapeAlertPast *tape_alert_history_find (const TapeAlertHistory *self, gint64 time);

/**
 * tape_alert_history_range:
 * @low: (out): lowest price
 * @high: (out): highest price
 *
 * Returns: whether there is any trade that tape_alert_history_find() finds for a time from @from to @to
 */
gboolean tape_alert_history_range (const TapeAlertHistory *self, gint64 from, gint64 to, double *low, double *high);

/**
 * tape_alert_history_list:
 * @n: (out): how many
 *
 * Returns: (transfer none) (array length=n): those from @start on and before @end
 */
const TapeAlertPast *tape_alert_history_list (const TapeAlertHistory *self, gint64 start, gint64 end, guint *n);

/**
 * tape_alert_history_forget:
 * @time: event time at or after which anybody may ask
 *
 * Lets go of what is before the minute of the latest trade at or before @time: what is left does not depend on how often.
 */
void tape_alert_history_forget (TapeAlertHistory *self, gint64 time);

G_END_DECLS
