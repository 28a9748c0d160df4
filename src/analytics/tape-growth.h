/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Growth: how far a price moved from what it is held against, of an instrument and of a group of them. Plain data, owned
 * by whoever holds it. */

#pragma once

#include "base/tape-time.h"

G_BEGIN_DECLS

/* A day is current for as long from its beginning: exchanges around the world then stand beside each other, and last
 * Friday's prices are gone by Monday. */
#define TAPE_GROWTH_CURRENT (2 * TAPE_DAY)

/* What growth is held against. */
typedef enum
{
  TAPE_BASE_NONE,           /* no growth */
  TAPE_BASE_PREVIOUS_CLOSE, /* close of the latest earlier day that has one */
  TAPE_BASE_OPEN,           /* the day's open, where no previous close is known */
  TAPE_BASE_MIXED,          /* of groups: members differ */
} TapeBase;

/**
 * tape_growth:
 * @last: a price, > 0
 * @base: the price it is held against, > 0
 *
 * Returns: (last − base) / base, as a fraction
 */
static inline double
tape_growth (double last, double base)
{
  return (last - base) / base;
}

/**
 * tape_growth_of_day:
 * @last: the day's last price, > 0
 * @open: its open
 * @previous_close: NaN where none is known
 * @base: (out): against what it is
 *
 * Returns: the growth over the day of an instrument that has one
 */
double tape_growth_of_day (double last, double open, double previous_close, TapeBase *base);

/**
 * tape_base_name:
 *
 * Returns: (transfer none) (nullable): "previous-close", "open" or "mixed"; %NULL for none
 */
const char *tape_base_name (TapeBase base);

/**
 * TapeGroupGrowth:
 * @growth: mean growth of the members by their weights, once tape_group_growth_finish() was called; NaN where there is none
 * @weight: Σ of the members' weights
 * @members: how many have a growth
 * @growing: how many of those grew
 * @base: of all of them
 *
 * Starts as zeros.
 */
typedef struct
{
  double growth;
  double weight;
  guint members;
  guint growing;
  TapeBase base;
} TapeGroupGrowth;

/**
 * tape_group_growth_add:
 * @growth: of a member
 * @base: against what it is
 * @weight: ≥ 0; 1 for each where all count alike
 */
static inline void
tape_group_growth_add (TapeGroupGrowth *self, double growth, TapeBase base, double weight)
{
  self->base = self->members == 0 || self->base == base ? base : TAPE_BASE_MIXED;
  self->growth += growth * weight;
  self->weight += weight;
  self->members++;
  self->growing += growth > 0;
}

/**
 * tape_group_growth_finish:
 *
 * Makes the mean, after the last member.
 */
void tape_group_growth_finish (TapeGroupGrowth *self);

G_END_DECLS
