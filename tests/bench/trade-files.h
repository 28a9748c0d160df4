/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Simulated trades as files, for the benchmarks that read some. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * trade_files_make:
 * @trades: how many
 * @symbols: of how many instruments
 * @csv: where to write them as CSV
 * @json: where to write them as JSON lines
 *
 * Returns: (transfer full) (element-type TapeBatch): the same trades in memory
 */
GPtrArray *trade_files_make (guint trades, guint symbols, const char *csv, const char *json);

/* What reading them is held against, each returning how many lines it found: */

/* Finding the ends of the lines, and nothing else. */
guint trade_files_find_lines (const char *path);

/* Every line through cJSON, and nothing else. */
guint trade_files_parse_json (const char *path);

/**
 * trade_files_drop_last_column:
 * @from: CSV without quotes
 * @to: where it is written without the last column
 */
void trade_files_drop_last_column (const char *from, const char *to);

G_END_DECLS
