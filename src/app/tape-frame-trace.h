/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What each picture of a window costs, for who measures it from outside. Main thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * tape_frame_trace_watch:
 * @clock: of a window; watched until it is gone
 *
 * With TAPELINE_TRACE=1 in the environment, writes after each picture "frame MICROSECONDS", the processor time of the main thread since
 * the picture before, and "paint MICROSECONDS", the time that the picture took by the clock on the wall. Without it, does nothing.
 */
void tape_frame_trace_watch (GdkFrameClock *clock);

G_END_DECLS
