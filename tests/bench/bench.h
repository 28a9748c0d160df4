/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the benchmarks share: the median of several runs, a table for people, and one JSON object:
 *
 *   {"name": …, "rows": [{"what", "value", "unit", "yardstick", "yardstick_value", "ratio"}, …]}
 *
 * It goes to the file after --json, or else, as the last line, to standard output. Main thread only. */

#pragma once

#include <glib.h>
#include <time.h>

G_BEGIN_DECLS

/**
 * bench_init:
 * @name: of the benchmark
 *
 * Takes --json FILE out of the arguments and begins the table.
 */
void bench_init (const char *name, int *argc, char ***argv);

/**
 * bench_clock:
 * @clock: CLOCK_PROCESS_CPUTIME_ID or CLOCK_THREAD_CPUTIME_ID: what else the machine does is not in them
 *
 * Returns: nanoseconds
 */
gint64 bench_clock (clockid_t clock);

/**
 * bench_median:
 * @runs: how many, odd; once they have taken 20 s, 3 are enough
 * @run: does it once
 *
 * Returns: the median of what @run returned
 */
double bench_median (guint runs, double (*run) (gpointer data), gpointer data);

/**
 * bench_median_pair:
 * @run: does it once
 * @yardstick: does once what it is held against
 * @yardstick_value: (out): the median of the yardstick
 *
 * As bench_median(), the two taking turns, so that what disturbs the machine disturbs both.
 */
double bench_median_pair (guint runs,
                          double (*run) (gpointer data),
                          double (*yardstick) (gpointer data),
                          gpointer data,
                          double *yardstick_value);

/**
 * bench_row:
 * @what: what was measured
 * @value: the figure
 * @unit: its unit
 * @yardstick: (nullable): what it is held against
 * @yardstick_value: its figure, in the same unit; @value / @yardstick_value is the ratio
 */
void bench_row (const char *what, double value, const char *unit, const char *yardstick, double yardstick_value);

/**
 * bench_finish:
 *
 * Returns: the exit status
 */
int bench_finish (void);

G_END_DECLS
