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
 * @fold: the value; in the older part the sum, or the largest, of all from it to the end of that part
 * @squares: in the older part Σ (value − shift)² of these
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
 * @head: moments of the newer part; of others than a spread the sum is the fold, and the rest unused
 * @shift: of the older part of a spread
 * @first: index of the oldest entry
 * @older: entries of the older part
 * @newer: entries of the newer part
 * @started: there was a value
 */
typedef struct
{
  gint64 complete;
  TapeMoments head;
  double shift;
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

/* The fold of no values, of which @first will be the first. */
static inline TapeMoments
tape_rolling_span_begin (TapeRollingFold how, double first)
{
  return (TapeMoments){ .shift = how == TAPE_ROLLING_SPREAD ? first : 0, .sum = how == TAPE_ROLLING_MAX ? first : 0 };
}

static inline void
tape_rolling_span_fold (TapeMoments *moments, TapeRollingFold how, double value)
{
  if (how == TAPE_ROLLING_SUM)
    moments->sum += value;
  else if (how == TAPE_ROLLING_MAX)
    moments->sum = MAX (moments->sum, value);
  else
    tape_moments_add (moments, value);
}

/* Makes the newer part the older one. */
static inline void
tape_rolling_span_turn (TapeRollingSpan *self, TapeRollingSpanEntry *entries, guint32 capacity, TapeRollingFold how)
{
  TapeMoments tail = { 0 };

  for (guint32 i = self->newer; i-- > 0;)
    {
      TapeRollingSpanEntry *entry = tape_rolling_span_entry (self, entries, capacity, i);

      if (i + 1 == self->newer)
        tail = tape_rolling_span_begin (how, entry->fold);
      tape_rolling_span_fold (&tail, how, entry->fold);
      entry->fold = tail.sum;
      entry->squares = tail.squares;
    }
  self->shift = tail.shift;
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
static G_ALWAYS_INLINE inline gboolean
tape_rolling_span_add (TapeRollingSpan *self,
                       TapeRollingSpanEntry *entries,
                       guint32 capacity,
                       TapeRollingFold how,
                       gint64 span,
                       gint64 time,
                       double value)
{
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
    self->head = tape_rolling_span_begin (how, value);
  tape_rolling_span_fold (&self->head, how, value);
  *tape_rolling_span_entry (self, entries, capacity, self->older + self->newer)
      = (TapeRollingSpanEntry){ time, value, 0 };
  self->newer++;
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
  return self->older > 0 ? entries[self->first].fold + self->head.sum : self->head.sum;
}

static inline double
tape_rolling_span_max (const TapeRollingSpan *self, const TapeRollingSpanEntry *entries)
{
  return self->older > 0 ? MAX (entries[self->first].fold, self->head.sum) : self->head.sum;
}

static inline double
tape_rolling_span_stddev (const TapeRollingSpan *self, const TapeRollingSpanEntry *entries)
{
  const TapeRollingSpanEntry *oldest = &entries[self->first];
  TapeMoments older = { self->shift, oldest->fold, oldest->squares };
  TapeMoments all = self->older > 0 ? tape_moments_join (&self->head, &older, self->older) : self->head;
  double mean;

  return tape_moments_stddev (&all, 1.0 / tape_rolling_span_count (self), &mean);
}

G_END_DECLS
