/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The index of a group: an industry, a country or a technology as a series of its own, so that indicators run over it as
 * over an instrument.
 *
 * Its bars are minutes, one for each minute in which a member of the group traded. The value at the end of such a minute
 * is 100 · (1 + g), g being the plain mean growth of the members that have traded on their present day up to then:
 *
 *  - the growth of a member is (last − base) / base; the base is the previous close or, where none is known, the day's
 *    open;
 *  - last and open are those of the regular session, or of all trades while the session has had none that day, as far as
 *    is known then;
 *  - a member's day is present as long as the minute ends less than TAPE_GROWTH_CURRENT after the day's start.
 *
 * A bar closes at the value and opens at the close of the bar before, the first at its own; its high and low are the
 * larger and the smaller of both. A mean is summed anew each time: nothing drifts.
 *
 * Plain data without pointers, owned by whoever holds it; zeros are a member that never traded and an index without bars.
 * The engine keeps it running, and tape-group-series.h makes it of stored bars, with the same functions. */

#pragma once

#include "analytics/tape-growth.h"
#include "analytics/tape-indicator.h"
#include "base/tape-exchange.h"

G_BEGIN_DECLS

/**
 * TapeGroupMember:
 * @growth: over the day; NaN where prices do not have one
 * @traded: there is a day at all
 * @session: @open and @last are of the regular session
 * @day: its present trading day
 * @previous_close: NaN where none is known
 * @open: first price of the day
 * @last: last price of the day
 *
 * What is known of an instrument after some of its minutes; first, side by side, what a mean looks at.
 */
typedef struct
{
  double growth;
  guint32 traded;
  guint32 session;
  TapeDay day;
  double previous_close;
  double open;
  double last;
} TapeGroupMember;

/**
 * TapeGroupIndex:
 * @close: value at the end of the last bar
 * @n_bars: how many there were
 */
typedef struct
{
  double close;
  guint64 n_bars;
} TapeGroupIndex;

/**
 * tape_group_member_is_in_day:
 *
 * Returns: whether @time is within the member's present day, so that tape_group_member_begin() is not called for
 */
static inline gboolean
tape_group_member_is_in_day (const TapeGroupMember *self, gint64 time)
{
  return self->traded && time >= self->day.start && time < self->day.end;
}

/**
 * tape_group_member_begin:
 * @day: its next trading day
 * @previous_close: close of the latest earlier day that has one; NaN where none is known
 *
 * Begins a day, before its first minute.
 */
void tape_group_member_begin (TapeGroupMember *self, const TapeDay *day, double previous_close);

/**
 * tape_group_member_add:
 * @start: of a minute of the day, later than those before
 * @open: its first price
 * @close: its last price
 */
void tape_group_member_add (TapeGroupMember *self, gint64 start, double open, double close);

/**
 * tape_group_index_value:
 * @members: by number
 * @numbers: (array length=n): members of the group, each once; the sum is made in this order
 * @end: of a minute, up to which all of @members is
 *
 * Returns: the value of the index; NaN where no member traded on a present day
 */
double tape_group_index_value (const TapeGroupMember *members, const guint32 *numbers, guint n, gint64 end);

/**
 * tape_group_index_add:
 * @start: of the minute
 * @value: at its end
 * @bar: (out caller-allocates): the bar that it makes, without volume
 */
void tape_group_index_add (TapeGroupIndex *self, gint64 start, double value, TapeIndicatorBar *bar);

G_END_DECLS
