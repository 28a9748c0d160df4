/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-time-ticks.h"

#include <math.h>

/* How far left of the picture a tick is looked for from which the choice begins. */
#define LOOK_BACK 20000

typedef enum
{
  UNIT_TIME,
  UNIT_DAY,
  UNIT_MONTH,
  UNIT_YEAR,
} Unit;

/* @length is in µs, in days, months or years. */
typedef struct
{
  Unit unit;
  gint64 length;
} Step;

/* Places in the table below. */
enum
{
  STEP_DAY = 16,
  STEP_MONTH = 18,
  STEP_YEAR = 20,
  N_STEPS = 24
};

static const Step steps[N_STEPS] = {
  { UNIT_TIME, TAPE_SECOND },
  { UNIT_TIME, 2 * TAPE_SECOND },
  { UNIT_TIME, 5 * TAPE_SECOND },
  { UNIT_TIME, 10 * TAPE_SECOND },
  { UNIT_TIME, 15 * TAPE_SECOND },
  { UNIT_TIME, 30 * TAPE_SECOND },
  { UNIT_TIME, TAPE_MINUTE },
  { UNIT_TIME, 2 * TAPE_MINUTE },
  { UNIT_TIME, 5 * TAPE_MINUTE },
  { UNIT_TIME, 10 * TAPE_MINUTE },
  { UNIT_TIME, 15 * TAPE_MINUTE },
  { UNIT_TIME, 30 * TAPE_MINUTE },
  { UNIT_TIME, TAPE_HOUR },
  { UNIT_TIME, 2 * TAPE_HOUR },
  { UNIT_TIME, 4 * TAPE_HOUR },
  { UNIT_TIME, 12 * TAPE_HOUR },
  [STEP_DAY] = { UNIT_DAY, 1 },
  { UNIT_DAY, 7 },
  [STEP_MONTH] = { UNIT_MONTH, 1 },
  { UNIT_MONTH, 3 },
  [STEP_YEAR] = { UNIT_YEAR, 1 },
  { UNIT_YEAR, 2 },
  { UNIT_YEAR, 10 },
  { UNIT_YEAR, 100 },
};

/* Which multiple of the step @local lies in. */
static gint64
get_multiple (TapeTimeStep step, gint64 local)
{
  gint32 date = (gint32)(tape_time_floor (local, TAPE_DAY) / TAPE_DAY);
  gint year, month, day;

  if (steps[step].unit == UNIT_TIME)
    return tape_time_floor (local, steps[step].length) / steps[step].length;
  /* Weeks begin on Monday; 1970-01-01 was a Thursday. */
  if (steps[step].unit == UNIT_DAY)
    return tape_time_floor (date + 3, steps[step].length) / steps[step].length;
  tape_time_to_date (date, &year, &month, &day);
  if (steps[step].unit == UNIT_MONTH)
    return (year * 12 + month - 1) / steps[step].length;
  return year / steps[step].length;
}

/* Bars from one multiple to the next where no bar is missing. */
static double
get_bars (const TapeTimeTicks *self, TapeTimeStep step)
{
  double day = self->interval < TAPE_DAY ? (double)self->session / self->interval : 1;

  switch (steps[step].unit)
    {
    case UNIT_TIME:
      return (double)steps[step].length / self->interval;
    case UNIT_DAY:
      return steps[step].length == 1 ? day : day * 5;
    case UNIT_MONTH:
      return steps[step].length * day * 21;
    case UNIT_YEAR:
    default:
      return steps[step].length * day * 252;
    }
}

/* Within the day only where its own label has room. */
static TapeTimeStep
choose_step (const TapeTimeTicks *self)
{
  gboolean days_fit = get_bars (self, STEP_DAY) * self->spacing >= self->slot;

  for (TapeTimeStep step = days_fit ? 0 : STEP_DAY; step < N_STEPS; step++)
    if (get_bars (self, step) * self->spacing >= self->slot && get_bars (self, step) >= 1)
      return step;
  return N_STEPS - 1;
}

static gint64
get_local (const TapeTimeTicks *self, guint bar)
{
  gint64 start = self->bars[bar].start;

  return start + self->offset (start, self->zone);
}

/* Quarters of an hour are none of the tens of minutes between which they lie. */
static gboolean
is_among (TapeTimeStep step, TapeTimeStep least)
{
  return steps[least].unit != UNIT_TIME || steps[step].unit != UNIT_TIME
         || steps[step].length % steps[least].length == 0;
}

/* A day begins with its first bar, a time within it only with a bar that starts then: 14:30, and never 14:31 because
 * nothing was traded before it. */
static gboolean
begins_with (TapeTimeStep step, gint64 local, gint64 before)
{
  if (steps[step].unit == UNIT_TIME)
    return local % steps[step].length == 0;
  return get_multiple (step, local) != get_multiple (step, before);
}

/* The longest step that begins with @bar. */
static gboolean
find_step (const TapeTimeTicks *self, guint bar, TapeTimeStep least, TapeTimeStep *found)
{
  gint64 local = get_local (self, bar);
  gint64 before = bar > 0 ? get_local (self, bar - 1) : local - 1;
  /* All that is longer begins with a day. */
  TapeTimeStep shortest = MIN (least, STEP_DAY);

  if (get_multiple (shortest, local) == get_multiple (shortest, before))
    return FALSE;
  for (TapeTimeStep step = N_STEPS - 1;; step--)
    {
      if (is_among (step, least) && begins_with (step, local, before))
        {
          *found = step;
          return TRUE;
        }
      if (step == least)
        return FALSE;
    }
}

/* The first bar of a day, of a year for long steps: there the choice begins, wherever the picture does. */
static guint
find_anchor (const TapeTimeTicks *self, guint first, TapeTimeStep least)
{
  TapeTimeStep long_step = steps[least].unit == UNIT_TIME ? STEP_DAY : STEP_YEAR;
  guint stop = first > LOOK_BACK ? first - LOOK_BACK : 0;
  TapeTimeStep step;

  while (first > stop && !find_step (self, first, MAX (long_step, least), &step))
    first--;
  return first;
}

void
tape_time_ticks_find (const TapeTimeTicks *self, guint first, guint last, GArray *ticks)
{
  TapeTimeStep least;

  g_return_if_fail (self->spacing > 0 && self->interval > 0);

  last = MIN (last, self->n_bars);
  if (first >= last)
    return;
  least = choose_step (self);
  for (guint bar = find_anchor (self, first, least); bar < last; bar++)
    {
      TapeTimeTick tick = { .bar = bar };
      gboolean fits = find_step (self, bar, least, &tick.step);

      while (fits && ticks->len > 0)
        {
          const TapeTimeTick *before = &g_array_index (ticks, TapeTimeTick, ticks->len - 1);

          if ((bar - before->bar) * self->spacing >= self->slot)
            break;
          if (before->step >= tick.step)
            fits = FALSE;
          else
            g_array_set_size (ticks, ticks->len - 1);
        }
      if (fits)
        g_array_append_val (ticks, tick);
    }
}

gboolean
tape_time_step_is_date (TapeTimeStep step)
{
  return steps[step].unit != UNIT_TIME;
}

char *
tape_time_step_format (TapeTimeStep step, gint64 local)
{
  gint64 second = tape_time_floor (local, TAPE_SECOND) / TAPE_SECOND;
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (second);
  const char *format;

  g_return_val_if_fail (time != NULL && step < N_STEPS, g_strdup (""));

  switch (steps[step].unit)
    {
    case UNIT_TIME:
      format = steps[step].length < TAPE_MINUTE ? "%H:%M:%S" : "%H:%M";
      break;
    case UNIT_DAY:
      format = "%a %-d";
      break;
    case UNIT_MONTH:
      format = "%b";
      break;
    case UNIT_YEAR:
    default:
      format = "%Y";
      break;
    }
  return g_date_time_format (time, format);
}

char **
tape_time_step_samples (void)
{
  g_autoptr (GStrvBuilder) samples = g_strv_builder_new ();

  g_strv_builder_add (samples, "00:00:00");
  for (guint i = 0; i < 12; i++)
    {
      /* The 20th to the 31st of a month hold every name of a weekday; the months are those of 1970. */
      gint64 day = tape_time_from_date (1970, 1, 20 + (gint)i) * TAPE_DAY;
      gint64 month = tape_time_from_date (1970, 1 + (gint)i, 1) * TAPE_DAY;
      g_autofree char *day_text = tape_time_step_format (STEP_DAY, day);
      g_autofree char *month_text = tape_time_step_format (STEP_MONTH, month);

      g_strv_builder_add (samples, day_text);
      g_strv_builder_add (samples, month_text);
    }
  return g_strv_builder_end (samples);
}
