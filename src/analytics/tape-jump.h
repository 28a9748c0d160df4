/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Jumps of a price that are more likely a split, or an error, than a move of the market: suspect until more trades confirm
 * them. Plain data, owned by whoever holds it. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many more trades confirm a jump. */
#define TAPE_JUMP_CONFIRMATIONS 3

/**
 * TapeJump:
 * @before: the price that was left
 * @price: the price that was jumped to
 * @confirmations: trades near it since
 *
 * A jump that is not confirmed yet.
 */
typedef struct
{
  double before;
  double price;
  guint64 confirmations;
} TapeJump;

/**
 * tape_jump_is_small:
 *
 * Returns: whether @price is so near @before that it cannot be suspect; also where nothing is known before (NaN)
 */
static inline gboolean
tape_jump_is_small (double before, double price)
{
  return !(price > before * 1.2 || price < before * 0.825);
}

/**
 * tape_jump_is_suspect:
 * @before: the latest price
 * @price: the next
 *
 * Returns: whether @price is @before times the ratio of a usual split, either way, to within 3 %, or less than a hundredth
 *   of it
 */
gboolean tape_jump_is_suspect (double before, double price);

/**
 * tape_jump_follow:
 * @price: of the next trade
 *
 * A price within 10 % of the one jumped to confirms the jump, one within 10 % of the one before takes it back, and any
 * other is a new jump.
 *
 * Returns: whether it is still suspect
 */
gboolean tape_jump_follow (TapeJump *self, double price);

G_END_DECLS
