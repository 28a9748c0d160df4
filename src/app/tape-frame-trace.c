/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/tape-frame-trace.h"

#include <time.h>

#include "base/tape-trace.h"

#define WATCH "tape-frame-trace"

typedef struct
{
  gint64 processor_time; /* of the main thread at the end of the last picture, µs */
  gint64 begun;          /* monotonic µs */
} Watch;

static gint64
get_processor_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static void
on_before_paint (G_GNUC_UNUSED GdkFrameClock *clock, Watch *watch)
{
  watch->begun = g_get_monotonic_time ();
}

static void
on_after_paint (G_GNUC_UNUSED GdkFrameClock *clock, Watch *watch)
{
  gint64 now = get_processor_time ();

  tape_trace_number ("frame", now - watch->processor_time);
  tape_trace_number ("paint", g_get_monotonic_time () - watch->begun);
  watch->processor_time = now;
}

void
tape_frame_trace_watch (GdkFrameClock *clock)
{
  Watch *watch;

  if (!tape_trace_is_on () || g_object_get_data (G_OBJECT (clock), WATCH) != NULL)
    return;
  watch = g_new (Watch, 1);
  watch->processor_time = get_processor_time ();
  watch->begun = g_get_monotonic_time ();
  g_signal_connect (clock, "before-paint", G_CALLBACK (on_before_paint), watch);
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), watch);
  g_object_set_data_full (G_OBJECT (clock), WATCH, watch, g_free);
}
