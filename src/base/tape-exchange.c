/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-exchange.h"

#include "base/tape-table.h"
#include "base/tape-zone.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define WEEK       7
/* No exchange is closed for longer; ends the search for the next opening. */
#define DAYS_AHEAD 60
#define CLOSED     0

/* A day on which the exchange closes at @close local time instead of its regular one, or, CLOSED, does not open. */
typedef struct
{
  gint32 date;
  gint64 close;
} Holiday;

/* Times of day in µs of local time. */
struct _TapeExchange
{
  const char *mic;
  const char *name;
  const char *city;
  const char *zone_name;
  const char *country;
  gint64 open;
  gint64 close;
  gint64 break_start;
  gint64 break_end;
  guint weekdays;       /* bit 0 is Monday */
  GArray *holidays;     /* of Holiday, by date */
  const TapeZone *zone; /* NULL until first used */
};

static GPtrArray *exchanges;
static TapeExchange *utc;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t zones_lock = PTHREAD_MUTEX_INITIALIZER;

static gint64
parse_clock (const char *text)
{
  return atoi (text) * TAPE_HOUR + atoi (text + 3) * TAPE_MINUTE;
}

static TapeExchange *
find_exchange (const char *mic)
{
  for (guint i = 0; i < exchanges->len; i++)
    {
      TapeExchange *self = g_ptr_array_index (exchanges, i);

      if (strcmp (self->mic, mic) == 0)
        return self;
    }
  return NULL;
}

static TapeExchange *
exchange_new (const char *const *fields)
{
  TapeExchange *self = g_new0 (TapeExchange, 1);

  self->mic = fields[0];
  self->name = fields[1];
  self->city = fields[2];
  self->zone_name = fields[3];
  self->open = parse_clock (fields[4]);
  self->close = parse_clock (fields[5]);
  if (*fields[6] != '\0')
    {
      self->break_start = parse_clock (fields[6]);
      self->break_end = parse_clock (fields[7]);
    }
  for (const char *day = fields[8]; *day != '\0'; day++)
    self->weekdays |= 1u << (*day - '1');
  self->country = fields[9];
  self->holidays = g_array_new (FALSE, FALSE, sizeof (Holiday));
  return self;
}

static int
compare_holidays (const void *a, const void *b)
{
  const Holiday *first = a;
  const Holiday *second = b;

  return (first->date > second->date) - (first->date < second->date);
}

static void
load_holidays (void)
{
  const char *fields[3];
  TapeTable table;

  tape_table_open (&table, "holidays.csv");
  while (tape_table_next (&table, fields, G_N_ELEMENTS (fields)))
    {
      TapeExchange *self = find_exchange (fields[0]);
      Holiday holiday = { tape_time_from_date (atoi (fields[1]), atoi (fields[1] + 5), atoi (fields[1] + 8)),
                          *fields[2] == '\0' ? CLOSED : parse_clock (fields[2]) };

      if (self == NULL)
        g_error ("holidays.csv:%u: exchange %s is not in exchanges.csv", table.line, fields[0]);
      g_array_append_val (self->holidays, holiday);
    }
  tape_table_close (&table);
  for (guint i = 0; i < exchanges->len; i++)
    g_array_sort (((TapeExchange *)g_ptr_array_index (exchanges, i))->holidays, compare_holidays);
}

static void
load (void)
{
  static const char *const utc_fields[] = { "", "", "UTC", "UTC", "00:00", "24:00", "", "", "1234567", "" };
  const char *fields[G_N_ELEMENTS (utc_fields)];
  TapeTable table;

  utc = exchange_new (utc_fields);
  exchanges = g_ptr_array_new ();
  tape_table_open (&table, "exchanges.csv");
  while (tape_table_next (&table, fields, G_N_ELEMENTS (fields)))
    g_ptr_array_add (exchanges, exchange_new (fields));
  load_holidays ();
}

const TapeExchange *
tape_exchange_lookup (const char *mic)
{
  pthread_once (&once, load);
  return find_exchange (mic);
}

const TapeExchange *
tape_exchange_utc (void)
{
  pthread_once (&once, load);
  return utc;
}

const TapeExchange *const *
tape_exchange_list (guint *n_exchanges)
{
  pthread_once (&once, load);
  *n_exchanges = exchanges->len;
  return (const TapeExchange *const *)exchanges->pdata;
}

const char *
tape_exchange_get_mic (const TapeExchange *self)
{
  return self->mic;
}

const char *
tape_exchange_get_name (const TapeExchange *self)
{
  return self->name;
}

const char *
tape_exchange_get_city (const TapeExchange *self)
{
  return self->city;
}

const char *
tape_exchange_get_zone (const TapeExchange *self)
{
  return self->zone_name;
}

const char *
tape_exchange_get_country (const TapeExchange *self)
{
  return self->country;
}

static const TapeZone *
load_zone (TapeExchange *self)
{
  const TapeZone *zone;

  pthread_mutex_lock (&zones_lock);
  if (self->zone == NULL)
    __atomic_store_n (&self->zone, tape_zone_new (self->zone_name), __ATOMIC_RELEASE);
  zone = self->zone;
  pthread_mutex_unlock (&zones_lock);
  return zone;
}

/* Zones take a millisecond or two each to load and few of them are used, so each waits until it is asked for. */
static inline const TapeZone *
get_zone (const TapeExchange *self)
{
  const TapeZone *zone = __atomic_load_n (&self->zone, __ATOMIC_ACQUIRE);

  return G_LIKELY (zone != NULL) ? zone : load_zone ((TapeExchange *)self);
}

/* The time of day at which the regular session of @date ends; CLOSED if there is none. */
static gint64
get_close (const TapeExchange *self, gint32 date)
{
  Holiday key = { date, 0 };
  const Holiday *holiday;
  /* 1970-01-01 was a Thursday. */
  guint weekday = (guint)(((date + 3) % WEEK + WEEK) % WEEK);

  if (!(self->weekdays & 1u << weekday))
    return CLOSED;
  holiday = self->holidays->len == 0
                ? NULL
                : bsearch (&key, self->holidays->data, self->holidays->len, sizeof key, compare_holidays);
  return holiday != NULL ? holiday->close : self->close;
}

/* Event time of the time of day @clock, up to 24:00, on @day. */
static gint64
on_day (const TapeExchange *self, const TapeDay *day, gint64 clock)
{
  if (clock == 0)
    return day->start;
  if (clock == TAPE_DAY)
    return day->end;
  return tape_zone_from_local (get_zone (self), day->date * TAPE_DAY + clock);
}

static void
set_day (const TapeExchange *self, gint32 date, TapeDay *day)
{
  const TapeZone *zone = get_zone (self);
  gint64 close = get_close (self, date);

  day->date = date;
  day->start = tape_zone_get_midnight (zone, date);
  day->end = tape_zone_get_midnight (zone, date + 1);
  day->open = close == CLOSED ? TAPE_NO_TIME : on_day (self, day, self->open);
  day->close = close == CLOSED ? TAPE_NO_TIME : on_day (self, day, close);
}

void
tape_exchange_get_day (const TapeExchange *self, gint64 time, TapeDay *day)
{
  set_day (self, tape_zone_get_date (get_zone (self), time), day);
}

void
tape_exchange_get_date (const TapeExchange *self, gint32 date, TapeDay *day)
{
  set_day (self, date, day);
}

gint64
tape_exchange_get_offset (const TapeExchange *self, gint64 time)
{
  return tape_zone_get_offset (get_zone (self), time);
}

gint64
tape_exchange_from_local (const TapeExchange *self, gint64 local)
{
  return tape_zone_from_local (get_zone (self), local);
}

static gboolean
never_closes (const TapeExchange *self)
{
  return self->weekdays == (1u << WEEK) - 1 && self->open == 0 && self->close == TAPE_DAY && self->holidays->len == 0;
}

/* The moments of @day at which the exchange opens and closes in turn, in order. */
static guint
get_changes (const TapeExchange *self, const TapeDay *day, gint64 changes[4])
{
  guint n = 0;

  if (day->open == TAPE_NO_TIME)
    return 0;
  changes[n++] = day->open;
  if (self->break_end != 0)
    {
      gint64 break_end = on_day (self, day, self->break_end);

      if (break_end < day->close)
        {
          changes[n++] = on_day (self, day, self->break_start);
          changes[n++] = break_end;
        }
    }
  changes[n++] = day->close;
  return n;
}

gboolean
tape_exchange_is_open (const TapeExchange *self, gint64 time, gint64 *next_change)
{
  gint64 changes[4];
  gboolean open = never_closes (self);
  gint64 next = TAPE_NO_TIME;
  TapeDay day;

  for (guint ahead = 0; !open && next == TAPE_NO_TIME && ahead < DAYS_AHEAD; ahead++)
    {
      guint n;

      if (ahead == 0)
        tape_exchange_get_day (self, time, &day);
      else
        tape_exchange_get_date (self, day.date + 1, &day);
      n = get_changes (self, &day, changes);
      for (guint i = 0; i < n && next == TAPE_NO_TIME; i++)
        if (time < changes[i])
          {
            next = changes[i];
            open = i % 2 == 1;
          }
    }
  if (next_change != NULL)
    *next_change = next;
  return open;
}
