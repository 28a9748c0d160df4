/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-squarify.h"

#include <math.h>

static double
usable (double weight)
{
  return isfinite (weight) && weight > 0 ? weight : 0;
}

/* The worst aspect ratio in a row along @side that holds areas from @smallest to @largest, @sum together. */
static double
worst_ratio (double smallest, double largest, double sum, double side)
{
  double square = side * side;

  return MAX (square * largest / (sum * sum), sum * sum / (square * smallest));
}

/* How many weights from the first on make the best row along @side; their sum goes to @sum. */
static guint
measure_row (const double *weights, guint n_weights, double scale, double side, double *sum)
{
  double smallest = INFINITY;
  double largest = 0;
  double best = INFINITY;
  guint n = 0;

  *sum = 0;
  for (guint i = 0; i < n_weights; i++)
    {
      double area = usable (weights[i]) * scale;
      double ratio;

      if (area > 0)
        {
          smallest = MIN (smallest, area);
          largest = MAX (largest, area);
          ratio = worst_ratio (smallest, largest, *sum + area, side);
          if (ratio > best)
            break;
          best = ratio;
          *sum += area;
        }
      n = i + 1;
    }
  return n;
}

/* Lays one row along the shorter side of @rest, and takes it off. The last row takes all that is left, so that rounding
 * leaves no gap. */
static void
place_row (const double *weights,
           guint n_weights,
           double scale,
           double sum,
           gboolean last,
           cairo_rectangle_t *rest,
           cairo_rectangle_t *parts)
{
  gboolean column = rest->width >= rest->height;
  double side = column ? rest->height : rest->width;
  double depth = last ? (column ? rest->width : rest->height) : sum / side;
  double before = 0;

  for (guint i = 0; i < n_weights; i++)
    {
      double from = side * (before / sum);
      double to;

      before += usable (weights[i]) * scale;
      to = side * MIN (before / sum, 1);
      if (column)
        parts[i] = (cairo_rectangle_t){ rest->x, rest->y + from, depth, to - from };
      else
        parts[i] = (cairo_rectangle_t){ rest->x + from, rest->y, to - from, depth };
    }
  if (column)
    {
      rest->x += depth;
      rest->width -= depth;
    }
  else
    {
      rest->y += depth;
      rest->height -= depth;
    }
}

void
tape_squarify (const double *weights, guint n_weights, const cairo_rectangle_t *bounds, cairo_rectangle_t *parts)
{
  cairo_rectangle_t rest;
  double total = 0;
  double scale;
  guint next = 0;
  guint last = 0;

  g_return_if_fail (bounds != NULL);

  rest = *bounds;
  for (guint i = 0; i < n_weights; i++)
    {
      parts[i] = (cairo_rectangle_t){ bounds->x, bounds->y, 0, 0 };
      total += usable (weights[i]);
      if (usable (weights[i]) > 0)
        last = i + 1;
    }
  if (!(total > 0) || !isfinite (total) || !(bounds->width > 0) || !(bounds->height > 0))
    return;

  scale = bounds->width * bounds->height / total;
  while (next < last)
    {
      double sum;
      guint n = measure_row (weights + next, last - next, scale, MIN (rest.width, rest.height), &sum);

      if (!(sum > 0) || !(rest.width > 0) || !(rest.height > 0))
        break;
      place_row (weights + next, n, scale, sum, next + n == last, &rest, parts + next);
      next += n;
    }
}
