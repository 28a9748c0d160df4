/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A short ranking in a card: each row has a name, a picture (a sparkline or a bar) and a figure. Rows stay and change
 * what they show. Main thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPE_TYPE_RANK_LIST (tape_rank_list_get_type ())
G_DECLARE_FINAL_TYPE (TapeRankList, tape_rank_list, TAPE, RANK_LIST, GtkWidget)

/* Properties: "label" (string: its accessible name), "name-chars" (int: letters that names have room for).
 * Signals: "chosen" (guint position): a row was activated. */

/**
 * TapeRankEntry:
 * @name: what stands in front
 * @figure: what stands at the end
 * @sentence: (nullable): the row for those who hear it, and its tooltip; %NULL leaves what was said
 * @change: colours the figure by its sign; NaN for none
 * @points: (array length=n_points) (nullable): of a sparkline
 * @base: its hairline
 * @share: length of the bar where there are no @points, 0 to 1
 */
typedef struct
{
  const char *name;
  const char *figure;
  const char *sentence;
  double change;
  const float *points;
  guint n_points;
  double base;
  double share;
} TapeRankEntry;

/**
 * tape_rank_list_set:
 * @position: of the row, at most one beyond the last
 */
void tape_rank_list_set (TapeRankList *self, guint position, const TapeRankEntry *entry);

/**
 * tape_rank_list_cut:
 * @n: rows to keep
 */
void tape_rank_list_cut (TapeRankList *self, guint n);

/**
 * tape_rank_list_set_fill:
 * @min_rows: rows that it has room for at least; 0: for all
 *
 * With @min_rows it takes the height that it is given and shows as many whole rows as fit.
 */
void tape_rank_list_set_fill (TapeRankList *self, guint min_rows);

G_END_DECLS
