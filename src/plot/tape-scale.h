/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A scale: values to pixels and back, linear or logarithmic, and the round values at which an axis is labelled. A plain
 * value; any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TapeScale:
 * @low: value at @start
 * @high: value at @end, above @low
 * @start: pixel
 * @end: pixel
 * @logarithmic: equal ratios are equally far apart
 */
typedef struct
{
  double low;
  double high;
  double start;
  double end;
  gboolean logarithmic;
} TapeScale;

/**
 * tape_scale_init:
 * @low: lowest value; not finite: as if nothing were known
 * @high: highest value
 * @start: pixel of @low
 * @end: pixel of @high
 *
 * Linear. A range without width is widened around its value, an unknown one is 0 to 1.
 */
void tape_scale_init (TapeScale *self, double low, double high, double start, double end);

/**
 * tape_scale_set_logarithmic:
 *
 * Returns: whether the scale is as asked: one that holds values that are not above 0 stays linear
 */
gboolean tape_scale_set_logarithmic (TapeScale *self, gboolean logarithmic);

/**
 * tape_scale_map:
 *
 * Returns: the pixel of @value, kept within a screen's height beyond both ends, so that no value overflows what draws
 */
double tape_scale_map (const TapeScale *self, double value);

/**
 * tape_scale_unmap:
 *
 * Returns: the value at @pixel
 */
double tape_scale_unmap (const TapeScale *self, double pixel);

/**
 * tape_scale_ticks:
 * @spacing: how many pixels are at least between two ticks
 * @ticks: (out caller-allocates) (array length=max): the round values within the scale, rising
 * @max: how many at most
 * @decimals: (out): digits after the point that tell them apart
 *
 * Returns: how many there are
 */
guint tape_scale_ticks (const TapeScale *self, double spacing, double *ticks, guint max, guint *decimals);

G_END_DECLS
