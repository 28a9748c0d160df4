/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-zone.h"

#include <pthread.h>

/* From @start on, local time is @offset ahead of UTC. */
typedef struct
{
  gint64 start;
  gint64 offset;
} Span;

/* 1900-01-01 and 2100-01-01, in seconds. */
#define FIRST_SECOND G_GINT64_CONSTANT (-2208988800)
#define LAST_SECOND  G_GINT64_CONSTANT (4102444800)

/* Time is cut into stretches of 204 days, in each of which few changes lie. */
#define STRETCH_BITS  44
#define STRETCH(time) (((time)-FIRST_SECOND * TAPE_SECOND) >> STRETCH_BITS)
#define N_STRETCHES   ((guint)STRETCH (LAST_SECOND * TAPE_SECOND) + 1)

struct _TapeZone
{
  guint n_spans;
  Span *spans;
  guint *first_spans; /* the span that holds the beginning of each stretch */
};

static void
add_span (GArray *spans, gint64 start, GTimeZone *zone, int interval)
{
  Span span = { start, g_time_zone_get_offset (zone, interval) * TAPE_SECOND };

  if (spans->len == 0 || g_array_index (spans, Span, spans->len - 1).offset != span.offset)
    g_array_append_val (spans, span);
}

/* GTimeZone numbers the intervals between changes, but does not tell where they begin: halve until it is found. */
static void
find_changes (GArray *spans, GTimeZone *zone, gint64 from, int from_interval, gint64 to, int to_interval)
{
  gint64 middle = from + (to - from) / 2;
  int interval;

  if (from_interval == to_interval)
    return;
  if (to - from == 1)
    {
      add_span (spans, to * TAPE_SECOND, zone, to_interval);
      return;
    }
  interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, middle);
  find_changes (spans, zone, from, from_interval, middle, interval);
  find_changes (spans, zone, middle, interval, to, to_interval);
}

/* The span that holds @time. */
static guint
find_span (const TapeZone *self, gint64 time)
{
  gint64 within = CLAMP (time, FIRST_SECOND * TAPE_SECOND, LAST_SECOND * TAPE_SECOND);
  guint i = self->first_spans[STRETCH (within)];

  while (i + 1 < self->n_spans && self->spans[i + 1].start <= time)
    i++;
  return i;
}

static void
index_spans (TapeZone *self)
{
  guint span = 0;

  self->first_spans = g_new (guint, N_STRETCHES);
  for (guint i = 0; i < N_STRETCHES; i++)
    {
      gint64 start = FIRST_SECOND * TAPE_SECOND + ((gint64)i << STRETCH_BITS);

      while (span + 1 < self->n_spans && self->spans[span + 1].start <= start)
        span++;
      self->first_spans[i] = span;
    }
}

static GArray *
read_spans (const char *name)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (name);
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (Span));
  int first;
  int last;

  if (zone == NULL)
    {
      g_warning ("Time zone %s is unknown to this system, UTC is taken for it; install the time zone data", name);
      zone = g_time_zone_new_utc ();
    }
  first = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, FIRST_SECOND);
  last = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, LAST_SECOND);
  add_span (spans, G_MININT64, zone, first);
  find_changes (spans, zone, FIRST_SECOND, first, LAST_SECOND, last);
  return spans;
}

TapeZone *
tape_zone_new (const char *name)
{
  /* GLib shares its zones between threads under locks that the thread sanitizer does not see. */
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  TapeZone *self = g_new0 (TapeZone, 1);
  GArray *spans;

  pthread_mutex_lock (&lock);
  spans = read_spans (name);
  pthread_mutex_unlock (&lock);
  self->n_spans = spans->len;
  self->spans = (Span *)(gpointer)g_array_free (spans, FALSE);
  index_spans (self);
  return self;
}

void
tape_zone_free (TapeZone *self)
{
  g_free (self->spans);
  g_free (self->first_spans);
  g_free (self);
}

gint64
tape_zone_get_offset (const TapeZone *self, gint64 time)
{
  return self->spans[find_span (self, time)].offset;
}

/* The event time of @local; where the clock skips @local, *@gap_end is when it did so, else TAPE_NO_TIME. */
static gint64
resolve (const TapeZone *self, gint64 local, gint64 *gap_end)
{
  *gap_end = TAPE_NO_TIME;
  /* No offset is as large as a day, so the span of a day before is the earliest that can show @local. */
  for (guint i = find_span (self, local - TAPE_DAY);; i++)
    {
      gint64 time = local - self->spans[i].offset;

      if (time < self->spans[i].start)
        {
          *gap_end = self->spans[i].start;
          return local - self->spans[i - 1].offset;
        }
      if (i + 1 == self->n_spans || time < self->spans[i + 1].start)
        return time;
    }
}

gint64
tape_zone_from_local (const TapeZone *self, gint64 local)
{
  gint64 gap_end;

  return resolve (self, local, &gap_end);
}

gint64
tape_zone_get_midnight (const TapeZone *self, gint32 date)
{
  gint64 gap_end;
  gint64 midnight = resolve (self, date * TAPE_DAY, &gap_end);

  return gap_end != TAPE_NO_TIME ? gap_end : midnight;
}

gint32
tape_zone_get_date (const TapeZone *self, gint64 time)
{
  gint64 local = time + tape_zone_get_offset (self, time);
  gint32 date = (gint32)(tape_time_floor (local, TAPE_DAY) / TAPE_DAY);

  return time < tape_zone_get_midnight (self, date + 1) ? date : date + 1;
}
