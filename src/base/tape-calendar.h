/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When an exchange trades, by its own dates and the clock on its wall: regular hours, which may change through the
 * years, and the days that differ from them. Filled by one thread; once finished immutable: any thread. */

#pragma once

#include "base/tape-time.h"

G_BEGIN_DECLS

typedef struct _TapeCalendar TapeCalendar;

/**
 * TapeHours:
 * @open: start of the session
 * @close: its end, later than @open
 * @break_start: start of the lunch break within the session; 0 where there is none
 * @break_end: its end; 0 where there is none
 *
 * Hours of one day, in µs since its midnight as the clock on the wall shows them, up to 24:00.
 */
typedef struct
{
  gint64 open;
  gint64 close;
  gint64 break_start;
  gint64 break_end;
} TapeHours;

TapeCalendar *tape_calendar_new (void);
void tape_calendar_free (TapeCalendar *self);

/**
 * tape_calendar_add_session:
 * @from: first date on which these hours hold, as "2024-11-05", later than those added before; "" for the first, which
 *   holds for all days before as well
 * @open: such as "09:30"
 * @close: such as "16:00"
 * @break_start: start of the lunch break; "" if there is none
 * @break_end: its end; "" if there is none
 * @weekdays: days of the week with a session, "1" for Monday, such as "12345"
 */
void tape_calendar_add_session (TapeCalendar *self,
                                const char *from,
                                const char *open,
                                const char *close,
                                const char *break_start,
                                const char *break_end,
                                const char *weekdays);

/**
 * tape_calendar_add_occasion:
 * @name: (transfer none): what the days are called; must outlive @self
 * @open: when the session begins on them; "" for when it does on other days
 * @close: when it ends; "" for when it does on other days
 * @dates: (transfer none): the days, as "2024-12-24 2025-12-24"; must outlive @self. They are read by
 *   tape_calendar_finish()
 *
 * Adds days on which the hours differ. There is no session where both @open and @close are empty; there is one, even at
 * the weekend, where neither is.
 */
void tape_calendar_add_occasion (
    TapeCalendar *self, const char *name, const char *open, const char *close, const char *dates);

/**
 * tape_calendar_finish:
 *
 * Reads the dates of all occasions. To be called once, before any of the questions below.
 */
void tape_calendar_finish (TapeCalendar *self);

/**
 * tape_calendar_get_hours:
 * @date: days since 1970-01-01
 * @hours: (out caller-allocates): those of that day, if there is a session
 *
 * Returns: whether there is a session on @date
 */
gboolean tape_calendar_get_hours (const TapeCalendar *self, gint32 date, TapeHours *hours);

/**
 * tape_calendar_get_occasion:
 * @date: days since 1970-01-01
 *
 * Returns: (transfer none) (nullable): what makes @date differ from other days, in English, such as "Thanksgiving"
 */
const char *tape_calendar_get_occasion (const TapeCalendar *self, gint32 date);

/**
 * tape_calendar_never_closes:
 *
 * Returns: whether the session runs round the clock, every day
 */
gboolean tape_calendar_never_closes (const TapeCalendar *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeCalendar, tape_calendar_free)

G_END_DECLS
