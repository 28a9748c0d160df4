/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sum, extremes and spread of the values of the last span of event time, (now − span, now], each in constant time on
 * average and without residue: a queue of two parts, of which the older holds the folds of all its tails and the newer
 * is one head, folded value by value. When the older part is used up, the newer becomes it. As in tape-rolling.h, nothing
 * is ever subtracted.
 *
 * Plain data; zeros are an empty queue. The entries lie elsewhere. */

#pragma once

#include <glib.h>
#include <math.h>

#include "analytics/tape-rolling.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_ROLLING_SUM,
  TAPE_ROLLING_MAX,
  TAPE_ROLLING_SPREAD,
} TapeRollingFold;

/**
 * TapeRollingSpanEntry:
 * @time: of the value
 * @fold: the value; in the older part the sum, largest or mean of all from it to the end of that part
 * @squares: in the older part of a spread Σ (value − mean)² of these
 */
typedef struct
{
  gint64 time;
  double fold;
  double squares;
} TapeRollingSpanEntry;

/**
 * TapeRollingSpan:
 * @complete: time from which all values of a span are known
 * @shift: of a spread's sums
 * @fold: sum, largest, or Σ (value − shift) of the newer part
 * @squares: Σ (value − shift)² of the newer part
 * @first: index of the oldest entry
 * @older: entries of the older part
 * @newer: entries of the newer part
 * @started: there was a value
 */
typedef struct
{
  gint64 complete;
  double shift;
  double fold;
  double squares;
  guint32 first;
  guint32 older;
  guint32 newer;
  guint32 started;
} TapeRollingSpan;

static inline TapeRollingSpanEntry *
tape_rolling_span_entry (const TapeRollingSpan *self, TapeRollingSpanEntry *entries, guint32 capacity, guint32 index)
{
  guint32 place = self->first + index;

  return &entries[place < capacity ? place : place - capacity];
}

/* Makes the newer part the older one. */
static inline void
tape_rolling_span_turn (TapeRollingSpan *self, TapeRollingSpanEntry *entries, guint32 capacity, TapeRollingFold how)
{
  double shift = 0, fold = 0, squares = 0;

  for (guint32 i = self->newer, n = 1; i-- > 0; n++)
    {
      TapeRollingSpanEntry *entry = tape_rolling_span_entry (self, entries, capacity, i);

      if (how == TAPE_ROLLING_SUM)
        entry->fold = fold += entry->fold;
      else if (how == TAPE_ROLLING_MAX)
        entry->fold = fold = n == 1 ? entry->fold : MAX (entry->fold, fold);
      else
        {
          shift = n == 1 ? entry->fold : shift;
          fold += entry->fold - shift;
          squares += (entry->fold - shift) * (entry->fold - shift);
          entry->fold = shift + fold / n;
          entry->squares = tape_spread_around_mean (fold, squares, n);
        }
    }
  self->older = self->newer;
  self->newer = 0;
}

static inline void
tape_rolling_span_drop (TapeRollingSpan *self, TapeRollingSpanEntry *entries, guint32 capacity, TapeRollingFold how)
{
  if (self->older == 0)
    tape_rolling_span_turn (self, entries, capacity, how);
  self->older--;
  self->first = self->first + 1 < capacity ? self->first + 1 : 0;
}

/**
 * tape_rolling_span_add:
 * @entries: (array length=capacity): kept from call to call
 * @capacity: how many values a span has at most, > 0
 * @how: a constant
 * @span: µs, > 0
 * @time: of the value, not before the one before
 *
 * Takes the next value. Where more than @capacity fall into one span, the oldest are forgotten, and until they have left the
 * span its values are not all known.
 *
 * Returns: whether all values of the span are known: the first of all was a whole span ago
 */
static inline gboolean
tape_rolling_span_add (TapeRollingSpan *self,
                       TapeRollingSpanEntry *entries,
                       guint32 capacity,
                       TapeRollingFold how,
                       gint64 span,
                       gint64 time,
                       double value)
{
  double distance;

  if (!self->started)
    {
      self->started = TRUE;
      self->complete = time + span;
    }
  while (self->older + self->newer > 0 && entries[self->first].time <= time - span)
    tape_rolling_span_drop (self, entries, capacity, how);
  if (self->older + self->newer == capacity)
    {
      self->complete = MAX (self->complete, entries[self->first].time + span);
      tape_rolling_span_drop (self, entries, capacity, how);
    }

  if (self->newer == 0)
    {
      self->shift = how == TAPE_ROLLING_SPREAD ? value : 0;
      self->fold = how == TAPE_ROLLING_MAX ? value : 0;
      self->squares = 0;
    }
  *tape_rolling_span_entry (self, entries, capacity, self->older + self->newer)
      = (TapeRollingSpanEntry){ time, value, 0 };
  self->newer++;
  distance = value - self->shift;
  self->fold = how == TAPE_ROLLING_MAX ? MAX (self->fold, value) : self->fold + distance;
  self->squares += how == TAPE_ROLLING_SPREAD ? distance * distance : 0;
  return time >= self->complete;
}

static inline guint32
tape_rolling_span_count (const TapeRollingSpan *self)
{
  return self->older + self->newer;
}

static inline double
tape_rolling_span_sum (const TapeRollingSpan *self, const TapeRollingSpanEntry *entries)
{
  return self->older > 0 ? entries[self->first].fold + self->fold : self->fold;
}

static inline double
tape_rolling_span_max (const TapeRollingSpan *self, const TapeRollingSpanEntry *entries)
{
  return self->older > 0 ? MAX (entries[self->first].fold, self->fold) : self->fold;
}

static inline double
tape_rolling_span_stddev (const TapeRollingSpan *self, const TapeRollingSpanEntry *entries)
{
  double here = self->newer, there = self->older;
  double head_mean = self->shift + self->fold / here;
  double squares = tape_spread_around_mean (self->fold, self->squares, here);

  if (self->older > 0)
    {
      double mean = entries[self->first].fold;

      squares = tape_spread_join (&mean, entries[self->first].squares, there, head_mean, squares, here);
    }
  return sqrt (squares / (here + there));
}

G_END_DECLS
