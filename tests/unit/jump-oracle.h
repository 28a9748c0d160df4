/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A naive reading of when a price is suspect. */

#pragma once

#include <glib.h>

/* What is known of one instrument; all zeros before its first price. */
typedef struct
{
  gboolean traded;
  double latest;
  gboolean suspect;
  double before;
  double jumped_to;
  guint confirmed;
} JumpOracle;

/* Takes the next price in order of time. */
void jump_oracle_take (JumpOracle *self, double price);
