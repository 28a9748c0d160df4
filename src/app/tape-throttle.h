/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A throttle: what is only read, such as a clock or a counter, need not change with each frame. The first call runs at
 * once, those within the interval after it become one at its end. A plain struct inside of what uses it. Main thread only. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GSourceFunc run; /* its result is ignored */
  gpointer data;
  guint interval; /* ms */
  guint source;
  gboolean again;
} TapeThrottle;

/**
 * tape_throttle_init:
 * @interval: ms between two runs at least
 */
void tape_throttle_init (TapeThrottle *self, guint interval, GSourceFunc run, gpointer data);

/**
 * tape_throttle_call:
 *
 * Runs now, or at the end of the interval.
 */
void tape_throttle_call (TapeThrottle *self);

/**
 * tape_throttle_clear:
 *
 * Runs no more until the next call.
 */
void tape_throttle_clear (TapeThrottle *self);

G_END_DECLS
