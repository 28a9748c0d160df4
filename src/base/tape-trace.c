/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-trace.h"

gboolean
tape_trace_is_on (void)
{
  static gsize state; /* 1: off, 2: on */

  if (g_once_init_enter (&state))
    g_once_init_leave (&state, g_strcmp0 (g_getenv ("TAPELINE_TRACE"), "1") == 0 ? 2 : 1);
  return state == 2;
}

void
tape_trace (const char *mark)
{
  tape_trace_number (mark, g_get_monotonic_time ());
}

void
tape_trace_number (const char *mark, gint64 number)
{
  if (tape_trace_is_on ())
    g_printerr ("%s %" G_GINT64_FORMAT "\n", mark, number);
}
