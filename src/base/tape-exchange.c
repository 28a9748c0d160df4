/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-exchange.h"

#include "base/tape-calendar.h"
#include "base/tape-table.h"
#include "base/tape-zone.h"

#include <pthread.h>
#include <string.h>

/* No exchange is closed for longer; ends the search for the next opening. */
#define DAYS_AHEAD 60

struct _TapeExchange
{
  const char *mic;
  const char *name;
  const char *city;
  const char *zone_name;
  const char *country;
  TapeCalendar *calendar; /* finished before the zone is set */
  const TapeZone *zone;   /* NULL until first used */
};

static GPtrArray *exchanges;
static TapeExchange *utc;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t zones_lock = PTHREAD_MUTEX_INITIALIZER;

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
exchange_new (const char *mic, const char *name, const char *city, const char *zone_name, const char *country)
{
  TapeExchange *self = g_new0 (TapeExchange, 1);

  self->mic = mic;
  self->name = name;
  self->city = city;
  self->zone_name = zone_name;
  self->country = country;
  self->calendar = tape_calendar_new ();
  return self;
}

/* The tables that follow keep their text, for names and dates stay in it. */

static void
load_exchanges (void)
{
  const char *fields[5];
  TapeTable table;

  exchanges = g_ptr_array_new ();
  tape_table_open (&table, "exchanges.csv");
  while (tape_table_next (&table, fields, G_N_ELEMENTS (fields)))
    g_ptr_array_add (exchanges, exchange_new (fields[0], fields[1], fields[2], fields[3], fields[4]));
}

static TapeExchange *
find_in_row (const TapeTable *table, const char *mic)
{
  TapeExchange *self = find_exchange (mic);

  if (self == NULL)
    g_error ("%s:%u: exchange %s is not in exchanges.csv", table->name, table->line, mic);
  return self;
}

static void
load_sessions (void)
{
  const char *fields[7];
  TapeTable table;

  tape_table_open (&table, "sessions.csv");
  while (tape_table_next (&table, fields, G_N_ELEMENTS (fields)))
    tape_calendar_add_session (find_in_row (&table, fields[0])->calendar, fields[1], fields[2], fields[3], fields[4],
                               fields[5], fields[6]);
  tape_table_close (&table);
}

static void
load_holidays (void)
{
  const char *fields[5];
  TapeTable table;

  tape_table_open (&table, "holidays.csv");
  while (tape_table_next (&table, fields, G_N_ELEMENTS (fields)))
    {
      g_auto (GStrv) mics = g_strsplit (fields[0], ";", -1);

      for (guint i = 0; mics[i] != NULL; i++)
        tape_calendar_add_occasion (find_in_row (&table, mics[i])->calendar, fields[1], fields[2], fields[3],
                                    fields[4]);
    }
}

static void
load (void)
{
  utc = exchange_new ("", "", "UTC", "UTC", "");
  tape_calendar_add_session (utc->calendar, "", "00:00", "24:00", "", "", "1234567");
  load_exchanges ();
  load_sessions ();
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
    {
      tape_calendar_finish (self->calendar);
      __atomic_store_n (&self->zone, tape_zone_new (self->zone_name), __ATOMIC_RELEASE);
    }
  zone = self->zone;
  pthread_mutex_unlock (&zones_lock);
  return zone;
}

/* Zones take a millisecond or two each to load, dates of holidays some time too, and few of them are used, so each waits
 * until it is asked for. */
static inline const TapeZone *
get_zone (const TapeExchange *self)
{
  const TapeZone *zone = __atomic_load_n (&self->zone, __ATOMIC_ACQUIRE);

  return G_LIKELY (zone != NULL) ? zone : load_zone ((TapeExchange *)self);
}

static inline const TapeCalendar *
get_calendar (const TapeExchange *self)
{
  get_zone (self);
  return self->calendar;
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
  TapeHours hours;
  gboolean trades = tape_calendar_get_hours (self->calendar, date, &hours);

  day->date = date;
  day->start = tape_zone_get_midnight (zone, date);
  day->end = tape_zone_get_midnight (zone, date + 1);
  day->open = trades ? on_day (self, day, hours.open) : TAPE_NO_TIME;
  day->close = trades ? on_day (self, day, hours.close) : TAPE_NO_TIME;
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

const char *
tape_exchange_get_occasion (const TapeExchange *self, gint32 date)
{
  return tape_calendar_get_occasion (get_calendar (self), date);
}

/* The moments of @day at which the exchange opens and closes in turn, in order. */
static guint
get_changes (const TapeExchange *self, const TapeDay *day, gint64 changes[4])
{
  TapeHours hours;
  guint n = 0;

  if (!tape_calendar_get_hours (get_calendar (self), day->date, &hours))
    return 0;
  changes[n++] = day->open;
  if (hours.break_end != 0)
    {
      changes[n++] = on_day (self, day, hours.break_start);
      changes[n++] = on_day (self, day, hours.break_end);
    }
  changes[n++] = day->close;
  return n;
}

gboolean
tape_exchange_is_open (const TapeExchange *self, gint64 time, gint64 *next_change)
{
  gint64 changes[4];
  gboolean open = tape_calendar_never_closes (get_calendar (self));
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
