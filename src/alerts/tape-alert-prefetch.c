/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What rules have of hundreds of instruments does not fit the processor's caches, and bars of all of them close, and minutes
 * settle, at once: what the next ones touch is asked for while those before them are looked at, pointer by pointer. */

#include "alerts/tape-alerts-private.h"

#define CACHE_LINE 64

static inline void
fetch (gconstpointer start, gsize length)
{
  for (gsize at = 0; at < length; at += CACHE_LINE)
    __builtin_prefetch ((const char *)start + at, 1);
}

static inline void
fetch_last (const GArray *array, gsize size)
{
  if (array->len > 0)
    fetch (array->data + (array->len - 1) * size, 2 * size);
}

static void
fetch_series (const TapeAlertSeries *series, guint step)
{
  if (step == 3)
    fetch (series, sizeof *series);
  else if (step == 4)
    {
      __builtin_prefetch (series->list, 1);
      __builtin_prefetch (series->bars, 1);
      __builtin_prefetch (series->indicators->pdata, 0);
    }
  else
    {
      fetch_last (series->list, sizeof (TapeAlertBar));
      fetch_last (series->bars, sizeof (TapeAlertBar));
      for (guint i = 0; i < series->indicators->len; i++)
        fetch (g_ptr_array_index (series->indicators, i), sizeof (TapeAlertIndicator));
    }
}

/* A look changes those that do not rest. */
static void
fetch_subjects (const TapeAlertWatch *watch)
{
  for (guint i = 0; i < watch->bar_tests->len; i++)
    {
      const TapeAlertBarTest *of = &g_array_index (watch->bar_tests, TapeAlertBarTest, i);

      if (!of->rests)
        fetch (of->subject, sizeof *of->subject);
    }
}

void
tape_alerts_prefetch (const TapeAlerts *self, guint32 instrument, guint step)
{
  const TapeAlertWatch *watch = instrument < self->room ? self->watches[instrument] : NULL;

  if (watch == NULL)
    return;
  switch (step)
    {
    case 0:
      fetch (watch, sizeof *watch);
      break;
    case 1:
      __builtin_prefetch (watch->series, 0);
      __builtin_prefetch (watch->bar_tests, 0);
      break;
    case 2:
      __builtin_prefetch (watch->series->pdata, 0);
      fetch (watch->bar_tests->data, MIN (watch->bar_tests->len, 8) * sizeof (TapeAlertBarTest));
      break;
    default:
      if (step == 3)
        fetch_subjects (watch);
      for (guint i = 0; i < watch->series->len; i++)
        fetch_series (tape_alert_watch_get_series (watch, i), step);
    }
}

void
tape_alerts_prefetch_trade (const TapeAlerts *self, guint32 instrument, guint step)
{
  const TapeAlertWatch *watch = instrument < self->room ? self->watches[instrument] : NULL;

  if (watch == NULL || !self->bands[instrument].keeps)
    return;
  if (step == 0)
    __builtin_prefetch (&watch->history, 1);
  else if (watch->history.end > 0)
    __builtin_prefetch (&watch->history.trades[watch->history.end], 1);
}
