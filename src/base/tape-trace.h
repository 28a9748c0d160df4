/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tracing marks: moments that are worth measuring from outside, as from the start of the program to its first picture.
 * Free of state: any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tape_trace:
 * @mark: its name, one word
 *
 * With TAPELINE_TRACE=1 in the environment, writes the line "MARK TIME" to standard error, TIME being the monotonic clock
 * in µs; without it, does nothing.
 */
void tape_trace (const char *mark);

/**
 * tape_trace_number:
 * @mark: its name, one word
 *
 * Likewise, with @number in place of the time.
 */
void tape_trace_number (const char *mark, gint64 number);

/**
 * tape_trace_is_on:
 *
 * Returns: whether marks are written, for what costs something to find out
 */
gboolean tape_trace_is_on (void);

G_END_DECLS
