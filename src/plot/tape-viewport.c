/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-viewport.h"

#include <math.h>

/* Bars that stay in sight when one pans to the left end. */
#define BARS_LEFT 5

static const double spacings[]
    = { 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 17, 20, 24, 30, 40 };

#define STEP_DEFAULT 15

void
tape_viewport_init (TapeViewport *self)
{
  *self = (TapeViewport){ .step = STEP_DEFAULT, .following = TRUE };
}

double
tape_viewport_get_spacing (const TapeViewport *self)
{
  return spacings[self->step];
}

/* Index of the latest bar that starts at or before @time; 0 if none does. */
static guint
find_bar (const TapeBar *bars, guint n_bars, gint64 time)
{
  guint low = 0, high = n_bars;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (bars[middle].start <= time)
        low = middle + 1;
      else
        high = middle;
    }
  return low > 0 ? low - 1 : 0;
}

/* The right edge, in bars from the left of the first one's slot. */
static double
get_end (const TapeViewport *self, guint n_bars)
{
  return n_bars + TAPE_VIEWPORT_MARGIN / tape_viewport_get_spacing (self);
}

static double
get_right (const TapeViewport *self, const TapeBar *bars, guint n_bars)
{
  if (self->following || n_bars == 0)
    return get_end (self, n_bars);
  return find_bar (bars, n_bars, self->anchor) + self->offset;
}

static void
set_right (TapeViewport *self, const TapeBar *bars, guint n_bars, double right)
{
  guint index;

  self->following = n_bars == 0 || right >= get_end (self, n_bars) - 1e-6;
  if (self->following)
    return;
  right = MAX (right, MIN (BARS_LEFT, n_bars));
  index = (guint)CLAMP (floor (right), 0, n_bars - 1);
  self->anchor = bars[index].start;
  self->offset = right - index;
}

TapeBarPlace
tape_viewport_get_place (const TapeViewport *self, const TapeBar *bars, guint n_bars)
{
  double spacing = tape_viewport_get_spacing (self);

  return (TapeBarPlace){ .left = round (self->width - get_right (self, bars, n_bars) * spacing), .spacing = spacing };
}

void
tape_viewport_pan (TapeViewport *self, const TapeBar *bars, guint n_bars, double delta)
{
  set_right (self, bars, n_bars, get_right (self, bars, n_bars) + delta);
}

void
tape_viewport_center (TapeViewport *self, const TapeBar *bars, guint n_bars, guint bar)
{
  set_right (self, bars, n_bars, bar + 0.5 + self->width / 2 / tape_viewport_get_spacing (self));
}

gboolean
tape_viewport_zoom (TapeViewport *self, const TapeBar *bars, guint n_bars, gint steps, double pixel)
{
  gint step = CLAMP ((gint)self->step + steps, 0, (gint)G_N_ELEMENTS (spacings) - 1);
  double right = get_right (self, bars, n_bars);
  double beside, at;

  if (step == (gint)self->step)
    return FALSE;
  if (isnan (pixel) && self->following)
    {
      self->step = (guint)step;
      return TRUE;
    }
  beside = isnan (pixel) ? 0 : self->width - pixel;
  at = right - beside / tape_viewport_get_spacing (self);
  self->step = (guint)step;
  set_right (self, bars, n_bars, at + beside / tape_viewport_get_spacing (self));
  return TRUE;
}

void
tape_viewport_fit (TapeViewport *self, guint n_shown, double least, double most)
{
  double room = self->width - TAPE_VIEWPORT_MARGIN;
  guint step = 0;

  for (guint i = 0; i < G_N_ELEMENTS (spacings); i++)
    if (spacings[i] <= least || (spacings[i] <= most && n_shown * spacings[i] <= room))
      step = i;
  self->step = step;
}

void
tape_viewport_show (TapeViewport *self, const TapeBar *bars, guint n_bars, guint first, guint last)
{
  g_return_if_fail (first <= last && last < n_bars);

  tape_viewport_fit (self, last - first + 1, 0, G_MAXDOUBLE);
  set_right (self, bars, n_bars, last + 1);
}
