/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bars of one instrument and length, in order of start, put together from several tellings of the same: of two that
 * start together the one that holds more trades is the later telling. A GArray of TapeBar; one thread at a time. */

#pragma once

#include "base/tape-event.h"

G_BEGIN_DECLS

/**
 * tape_bar_list_find:
 * @bars: (element-type TapeBar): in order of start
 *
 * Returns: index of the first bar that starts at or after @time; the length if there is none
 */
guint tape_bar_list_find (GArray *bars, gint64 time);

/**
 * tape_bar_list_merge:
 * @bars: (element-type TapeBar): in order of start; changed
 * @more: (array length=n_more): in order of start
 *
 * Returns: index of the first bar that is another one now; the length if none is
 */
guint tape_bar_list_merge (GArray *bars, const TapeBar *more, guint n_more);

/**
 * tape_bar_list_holds:
 * @more: (element-type TapeBar): in order of start
 *
 * Returns: whether @more tells at least as much of every bar of @bars that starts in [@from, @to)
 */
gboolean tape_bar_list_holds (GArray *bars, GArray *more, gint64 from, gint64 to);

G_END_DECLS
