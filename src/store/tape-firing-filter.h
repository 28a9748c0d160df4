/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which firings of the log are wanted, and what is said of them once they were told. */

#pragma once

#include "base/tape-firing.h"

G_BEGIN_DECLS

/**
 * TapeFiringFilter:
 * @before_id: those logged before the one of this number; G_MAXINT64: all
 * @rule: number of a rule; 0: of any
 * @subject: (nullable): symbol, or name of a group or source; %NULL: of any
 * @from: event time of the first
 * @to: event time that they are before
 */
typedef struct
{
  gint64 before_id;
  gint64 rule;
  const char *subject;
  gint64 from;
  gint64 to;
} TapeFiringFilter;

/* Lets all through. */
#define TAPE_FIRING_FILTER_ALL                                                                                         \
  {                                                                                                                    \
    .before_id = G_MAXINT64, .from = G_MININT64, .to = G_MAXINT64                                                      \
  }

/**
 * TapeFiringFunc:
 * @firing: a firing; valid during the call
 *
 * Must not call the reader.
 *
 * Returns: whether the next is wanted
 */
typedef gboolean (*TapeFiringFunc) (const TapeFiring *firing, gpointer data);

/**
 * TapeFiringMark:
 * @id: number of a firing
 * @told: how it was told
 * @time: by the clock
 */
typedef struct
{
  gint64 id;
  TapeTold told;
  gint64 time;
} TapeFiringMark;

G_END_DECLS
