/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-calendar.h"

#include <string.h>

#define WEEK        7
#define ALL_WEEK    ((1u << WEEK) - 1)
#define DATE_LENGTH 10 /* of "2024-12-24" */
/* In place of a time of day: the one of other days. */
#define REGULAR     -1

typedef struct
{
  gint32 from;
  guint weekdays; /* bit 0 is Monday */
  TapeHours hours;
} Session;

/* What the days of one row have in common. */
typedef struct
{
  const char *name;
  const char *dates;
  gint64 open;
  gint64 close;
} Occasion;

typedef struct
{
  gint32 date;
  guint occasion;
} Day;

struct _TapeCalendar
{
  GArray *sessions;  /* of Session, by date */
  GArray *occasions; /* of Occasion */
  GArray *days;      /* of Day, by date */
};

TapeCalendar *
tape_calendar_new (void)
{
  TapeCalendar *self = g_new0 (TapeCalendar, 1);

  self->sessions = g_array_new (FALSE, FALSE, sizeof (Session));
  self->occasions = g_array_new (FALSE, FALSE, sizeof (Occasion));
  self->days = g_array_new (FALSE, FALSE, sizeof (Day));
  return self;
}

void
tape_calendar_free (TapeCalendar *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->sessions);
  g_array_unref (self->occasions);
  g_array_unref (self->days);
  g_free (self);
}

static gint
parse_digits (const char *text, guint n)
{
  gint number = 0;

  for (guint i = 0; i < n; i++)
    number = number * 10 + (text[i] - '0');
  return number;
}

static gint64
parse_clock (const char *text, gint64 otherwise)
{
  if (*text == '\0')
    return otherwise;
  return parse_digits (text, 2) * TAPE_HOUR + parse_digits (text + 3, 2) * TAPE_MINUTE;
}

static gint32
parse_date (const char *text)
{
  return tape_time_from_date (parse_digits (text, 4), parse_digits (text + 5, 2), parse_digits (text + 8, 2));
}

void
tape_calendar_add_session (TapeCalendar *self,
                           const char *from,
                           const char *open,
                           const char *close,
                           const char *break_start,
                           const char *break_end,
                           const char *weekdays)
{
  Session session = { .from = *from == '\0' ? G_MININT32 : parse_date (from),
                      .hours = { .open = parse_clock (open, 0),
                                 .close = parse_clock (close, 0),
                                 .break_start = parse_clock (break_start, 0),
                                 .break_end = parse_clock (break_end, 0) } };

  for (const char *day = weekdays; *day != '\0'; day++)
    session.weekdays |= 1u << (*day - '1');
  g_array_append_val (self->sessions, session);
}

void
tape_calendar_add_occasion (
    TapeCalendar *self, const char *name, const char *open, const char *close, const char *dates)
{
  Occasion occasion
      = { .name = name, .dates = dates, .open = parse_clock (open, REGULAR), .close = parse_clock (close, REGULAR) };

  g_array_append_val (self->occasions, occasion);
}

static int
compare_days (const void *a, const void *b)
{
  const Day *first = a;
  const Day *second = b;

  return (first->date > second->date) - (first->date < second->date);
}

void
tape_calendar_finish (TapeCalendar *self)
{
  for (guint i = 0; i < self->occasions->len; i++)
    {
      const char *dates = g_array_index (self->occasions, Occasion, i).dates;

      for (const char *end = dates + strlen (dates); dates < end; dates += DATE_LENGTH + 1)
        {
          Day day = { .date = parse_date (dates), .occasion = i };

          g_array_append_val (self->days, day);
        }
    }
  g_array_sort (self->days, compare_days);
}

static const Occasion *
find_occasion (const TapeCalendar *self, gint32 date)
{
  const Day *days = (const Day *)self->days->data;
  guint from = 0;

  /* Those before @from are before @date, those from @from + n on are not. */
  for (guint n = self->days->len; n > 0; n /= 2)
    if (days[from + n / 2].date < date)
      {
        from += n / 2 + 1;
        n--;
      }
  if (from == self->days->len || days[from].date != date)
    return NULL;
  return &g_array_index (self->occasions, Occasion, days[from].occasion);
}

static const Session *
find_session (const TapeCalendar *self, gint32 date)
{
  guint i = self->sessions->len - 1;

  while (i > 0 && date < g_array_index (self->sessions, Session, i).from)
    i--;
  return &g_array_index (self->sessions, Session, i);
}

static gboolean
trades_on (const Session *session, gint32 date)
{
  /* 1970-01-01 was a Thursday. */
  guint weekday = (guint)(((date + 3) % WEEK + WEEK) % WEEK);

  return (session->weekdays & 1u << weekday) != 0;
}

/* Sets @hours to those of @occasion where it has any; a break that does not lie within them is none. */
static void
apply_occasion (const Occasion *occasion, TapeHours *hours)
{
  if (occasion->open != REGULAR)
    hours->open = occasion->open;
  if (occasion->close != REGULAR)
    hours->close = occasion->close;
  if (hours->break_start <= hours->open || hours->break_end >= hours->close)
    hours->break_start = hours->break_end = 0;
}

gboolean
tape_calendar_get_hours (const TapeCalendar *self, gint32 date, TapeHours *hours)
{
  const Session *session = find_session (self, date);
  const Occasion *occasion = find_occasion (self, date);

  if (occasion == NULL ? !trades_on (session, date) : occasion->open == REGULAR && occasion->close == REGULAR)
    return FALSE;
  *hours = session->hours;
  if (occasion != NULL)
    apply_occasion (occasion, hours);
  return TRUE;
}

const char *
tape_calendar_get_occasion (const TapeCalendar *self, gint32 date)
{
  const Occasion *occasion = find_occasion (self, date);

  return occasion == NULL ? NULL : occasion->name;
}

gboolean
tape_calendar_never_closes (const TapeCalendar *self)
{
  const Session *first = &g_array_index (self->sessions, Session, 0);

  return self->sessions->len == 1 && self->days->len == 0 && first->weekdays == ALL_WEEK && first->hours.open == 0
         && first->hours.close == TAPE_DAY;
}
