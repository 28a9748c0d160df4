/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-scale.h"

#include <math.h>

/* Beyond the ends, in pixels: far enough to be out of sight, near enough for the fixed-point numbers of Cairo. */
#define BEYOND 4096.0

#define DECIMALS_MAX 14

void
tape_scale_init (TapeScale *self, double low, double high, double start, double end)
{
  g_return_if_fail (self != NULL);

  if (!isfinite (low) || !isfinite (high) || !isfinite (high - low))
    {
      low = 0;
      high = 1;
    }
  if (high < low)
    {
      double swapped = low;

      low = high;
      high = swapped;
    }
  /* Fewer than some thousand representable values apart are as good as one. */
  if (high - low <= fabs (high) * 1e-12)
    {
      double half = high != 0 ? fabs (high) * 0.005 : 0.5;

      low -= half;
      high += half;
    }
  *self = (TapeScale){ .low = low, .high = high, .start = start, .end = end };
}

gboolean
tape_scale_set_logarithmic (TapeScale *self, gboolean logarithmic)
{
  self->logarithmic = logarithmic && self->low > 0;
  return self->logarithmic == !!logarithmic;
}

static double
get_share (const TapeScale *self, double value)
{
  if (!self->logarithmic)
    return (value - self->low) / (self->high - self->low);
  if (value <= 0)
    return -G_MAXFLOAT;
  return log (value / self->low) / log (self->high / self->low);
}

double
tape_scale_map (const TapeScale *self, double value)
{
  double pixel = self->start + get_share (self, value) * (self->end - self->start);

  return CLAMP (pixel, MIN (self->start, self->end) - BEYOND, MAX (self->start, self->end) + BEYOND);
}

double
tape_scale_unmap (const TapeScale *self, double pixel)
{
  double share = self->end != self->start ? (pixel - self->start) / (self->end - self->start) : 0;

  if (self->logarithmic)
    return self->low * pow (self->high / self->low, share);
  return self->low + share * (self->high - self->low);
}

/* The smallest of 1, 2 and 5 times a power of ten that is not below @rough. */
static double
get_nice_step (double rough)
{
  double power;

  g_return_val_if_fail (rough > 0 && isfinite (rough), 1);

  power = pow (10, floor (log10 (rough)));
  if (rough <= power * (1 + 1e-9))
    return power;
  if (rough <= 2 * power * (1 + 1e-9))
    return 2 * power;
  if (rough <= 5 * power * (1 + 1e-9))
    return 5 * power;
  return 10 * power;
}

static guint
get_decimals (double step)
{
  double digits = ceil (-log10 (step) - 1e-9);

  return (guint)CLAMP (digits, 0, DECIMALS_MAX);
}

static guint
even_ticks (const TapeScale *self, double step, double *ticks, guint max)
{
  double first = ceil (self->low / step - 1e-9);
  guint n = 0;

  for (double i = first; n < max && i * step <= self->high + step * 1e-9; i++)
    ticks[n++] = i * step;
  return n;
}

/* 1, 2 and 5 of each power of ten, as far apart as asked. */
static guint
decade_ticks (const TapeScale *self, double spacing, double *ticks, guint max, guint *decimals)
{
  static const double digits[] = { 1, 2, 5 };
  double pixels = fabs (self->end - self->start) / log10 (self->high / self->low);
  /* All three where the closest two, 2 and 1, are far enough apart; else powers of ten only. */
  gsize stride = pixels * log10 (2) >= spacing ? 1 : G_N_ELEMENTS (digits);
  double power_step = MAX (1, ceil (spacing / pixels));
  guint n = 0;

  for (double power = floor (log10 (self->low)); power <= log10 (self->high); power += power_step)
    for (gsize i = 0; i < G_N_ELEMENTS (digits) && n < max; i += stride)
      {
        double value = digits[i] * pow (10, power);

        if (value >= self->low && value <= self->high)
          ticks[n++] = value;
      }
  *decimals = n > 0 ? get_decimals (ticks[0]) : 0;
  return n;
}

guint
tape_scale_ticks (const TapeScale *self, double spacing, double *ticks, guint max, guint *decimals)
{
  double pixels = fabs (self->end - self->start);
  double rough, step;

  g_return_val_if_fail (spacing > 0, 0);

  *decimals = 0;
  if (pixels < spacing)
    return 0;
  if (self->logarithmic && self->high / self->low > 8)
    return decade_ticks (self, spacing, ticks, max, decimals);

  /* On a logarithmic scale equal steps are closest at the top. */
  rough = (self->high - self->low) * spacing / pixels;
  if (self->logarithmic)
    rough = self->high - tape_scale_unmap (self, self->end > self->start ? self->end - spacing : self->end + spacing);
  step = get_nice_step (rough);
  *decimals = get_decimals (step);
  return even_ticks (self, step, ticks, max);
}
