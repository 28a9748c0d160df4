/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-indicator-set.h"

#include <math.h>

/* Bars that are laid out as arrays at once. */
#define BLOCK 256

typedef struct
{
  gint64 start[BLOCK];
  double open[BLOCK];
  double high[BLOCK];
  double low[BLOCK];
  double close[BLOCK];
  double volume[BLOCK];
  gint32 date[BLOCK];
} Columns;

typedef struct
{
  guint n_outputs;
  GArray *values[TAPE_INDICATOR_OUTPUTS]; /* of double: one a bar */
  GArray *states;                         /* before bar 0, @stride, 2 · @stride, … */
  guint stride;                           /* a multiple of BLOCK */
} Line;

struct _TapeIndicatorSet
{
  GArray *indicators; /* of TapeIndicator */
  GArray *lines;      /* of Line: one an indicator */
};

static void
line_init (Line *self, const TapeIndicator *indicator)
{
  gsize size = tape_indicator_state_size (indicator);

  *self = (Line){ .n_outputs = tape_indicator_count_outputs (indicator) };
  for (guint i = 0; i < self->n_outputs; i++)
    self->values[i] = g_array_new (FALSE, FALSE, sizeof (double));
  /* So far apart that they hold no more doubles than there are bars. */
  self->stride = (guint)(size / sizeof (double) / BLOCK + 1) * BLOCK;
  self->states = g_array_new (FALSE, TRUE, (guint)size);
  g_array_set_size (self->states, 1);
  tape_indicator_clear_state (indicator, self->states->data);
}

static void
line_clear (gpointer data)
{
  Line *self = data;

  for (guint i = 0; i < self->n_outputs; i++)
    g_array_unref (self->values[i]);
  g_array_unref (self->states);
}

TapeIndicatorSet *
tape_indicator_set_new (void)
{
  TapeIndicatorSet *self = g_new (TapeIndicatorSet, 1);

  self->indicators = g_array_new (FALSE, FALSE, sizeof (TapeIndicator));
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  g_array_set_clear_func (self->lines, line_clear);
  return self;
}

void
tape_indicator_set_free (TapeIndicatorSet *self)
{
  g_array_unref (self->indicators);
  g_array_unref (self->lines);
  g_free (self);
}

void
tape_indicator_set_choose (TapeIndicatorSet *self, const TapeIndicator *indicators, guint n_indicators)
{
  g_array_set_size (self->lines, 0);
  g_array_set_size (self->indicators, 0);
  g_array_append_vals (self->indicators, indicators, n_indicators);
  for (guint i = 0; i < n_indicators; i++)
    {
      Line line;

      line_init (&line, &indicators[i]);
      g_array_append_val (self->lines, line);
    }
}

/* --- Computing. --- */

static void
fill_dates (Columns *columns, const TapeIndicatorBars *bars, guint first, guint n)
{
  TapeDay day = { .end = G_MININT64 };

  for (guint i = 0; i < n; i++)
    {
      gint64 start = bars->bars[first + i].start;

      if (start >= day.end)
        tape_universe_get_day (bars->universe, bars->instrument, start, &day);
      columns->date[i] = day.date;
    }
}

static void
fill_columns (Columns *columns, const TapeIndicatorBars *bars, guint first, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const TapeBar *bar = &bars->bars[first + i];

      columns->start[i] = bar->start;
      columns->open[i] = bar->open;
      columns->high[i] = bar->high;
      columns->low[i] = bar->low;
      columns->close[i] = bar->close;
      columns->volume[i] = bar->volume;
    }
}

static void
line_run (
    Line *self, const TapeIndicator *indicator, gpointer state, const TapeIndicatorBars *bars, guint first, guint n)
{
  Columns columns;
  const TapeIndicatorSeries series = { .start = columns.start,
                                       .open = columns.open,
                                       .high = columns.high,
                                       .low = columns.low,
                                       .close = columns.close,
                                       .volume = columns.volume,
                                       .date = columns.date };
  double *outputs[TAPE_INDICATOR_OUTPUTS];

  fill_columns (&columns, bars, first, n);
  if (indicator->form->needs & TAPE_INDICATOR_NEEDS_DATE)
    fill_dates (&columns, bars, first, n);
  for (guint i = 0; i < self->n_outputs; i++)
    outputs[i] = &g_array_index (self->values[i], double, first);
  tape_indicator_run (indicator, state, &series, n, outputs);
}

static void
line_forget (Line *self, guint first, guint end)
{
  for (guint i = 0; i < self->n_outputs; i++)
    for (guint bar = first; bar < end; bar++)
      g_array_index (self->values[i], double, bar) = NAN;
}

/* How many bars are of the first day. */
static guint
count_first_day (const TapeIndicatorBars *bars)
{
  TapeDay day;
  guint n = 0;

  if (bars->n_bars == 0)
    return 0;
  tape_universe_get_day (bars->universe, bars->instrument, bars->bars[0].start, &day);
  while (n < bars->n_bars && bars->bars[n].start < day.end)
    n++;
  return n;
}

static void
line_update (Line *self, const TapeIndicator *indicator, const TapeIndicatorBars *bars, guint first)
{
  guint kept = MIN (first / self->stride, self->states->len - 1);
  gsize size = g_array_get_element_size (self->states);
  g_autofree void *state = g_memdup2 (self->states->data + kept * size, size);

  g_array_set_size (self->states, kept + 1);
  for (guint i = 0; i < self->n_outputs; i++)
    g_array_set_size (self->values[i], bars->n_bars);
  for (guint bar = kept * self->stride; bar < bars->n_closed;)
    {
      guint n = MIN (BLOCK, bars->n_closed - bar);

      line_run (self, indicator, state, bars, bar, n);
      bar += n;
      if (bar % self->stride == 0)
        g_array_append_vals (self->states, state, 1);
    }
  line_forget (self, bars->n_closed, bars->n_bars);
  if (!bars->complete && (indicator->form->needs & TAPE_INDICATOR_NEEDS_DATE))
    line_forget (self, 0, count_first_day (bars));
}

void
tape_indicator_set_update (TapeIndicatorSet *self, const TapeIndicatorBars *bars, guint first)
{
  g_return_if_fail (bars->n_closed <= bars->n_bars);

  first = MIN (first, bars->n_closed);
  for (guint i = 0; i < self->lines->len; i++)
    line_update (&g_array_index (self->lines, Line, i), &g_array_index (self->indicators, TapeIndicator, i), bars,
                 first);
}

/* --- What there is to know. --- */

const TapeIndicator *
tape_indicator_set_get (TapeIndicatorSet *self, guint *n_indicators)
{
  *n_indicators = self->indicators->len;
  return (const TapeIndicator *)(void *)self->indicators->data;
}

const double *
tape_indicator_set_get_values (TapeIndicatorSet *self, guint indicator, guint output)
{
  const Line *line;

  g_return_val_if_fail (indicator < self->lines->len, NULL);
  line = &g_array_index (self->lines, Line, indicator);
  g_return_val_if_fail (output < line->n_outputs, NULL);
  return (const double *)(void *)line->values[output]->data;
}

gboolean
tape_indicator_set_needs_days (TapeIndicatorSet *self)
{
  for (guint i = 0; i < self->indicators->len; i++)
    if (g_array_index (self->indicators, TapeIndicator, i).form->needs & TAPE_INDICATOR_NEEDS_DATE)
      return TRUE;
  return FALSE;
}
