/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How alert rules stand between two firings: the evaluator makes it, frames carry it, the window shows it. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TapeAlertStanding:
 * @rule: number of a rule that is in force
 * @subjects: instruments, groups or sources that it is on and that the session knows
 * @waiting: of those, for how many something that it needs does not exist yet: a baseline, enough bars, a snooze's end
 * @armed: of those, how many may fire
 * @nearest: the instrument that is nearest to firing, or TAPE_NO_INSTRUMENT
 * @distance: how far its price is from where it would fire, as a fraction of it, ≥ 0; NaN where that cannot be said
 */
typedef struct
{
  gint64 rule;
  guint subjects;
  guint waiting;
  guint armed;
  guint32 nearest;
  double distance;
} TapeAlertStanding;

/**
 * TapeAlertLevel:
 * @rule: number of the rule
 * @price: at which it fires
 * @direction: 1: at or above @price, −1: at or below
 * @armed: whether it may fire now
 */
typedef struct
{
  gint64 rule;
  double price;
  int direction;
  gboolean armed;
} TapeAlertLevel;

G_END_DECLS
