/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-market-layout.h"

/* Pixels of the cards beside the treemap. */
#define SIDE_WIDTH      262
#define SIDE_WIDTH_HUGE 310

/* Rows by volume where they take the height that is left over, at least. */
#define FILL_ROWS 3

/* Cells of the grid, and whether the card takes what is left over of the width and of the height. */
typedef struct
{
  guint8 column, row, width, height;
  gboolean wide, tall;
} Place;

static const Place places[][TAPE_MARKET_N_CARDS] = {
  [TAPE_WIDTH_NARROW] = {
    [TAPE_MARKET_CARD_TREEMAP] = { 0, 0, 1, 1, TRUE, TRUE },
    [TAPE_MARKET_CARD_MOVERS] = { 0, 1, 1, 1, TRUE, FALSE },
    [TAPE_MARKET_CARD_VOLUME] = { 0, 2, 1, 1, TRUE, FALSE },
    [TAPE_MARKET_CARD_BREADTH] = { 0, 3, 1, 1, TRUE, FALSE },
    [TAPE_MARKET_CARD_GROUPS] = { 0, 4, 1, 1, TRUE, FALSE },
    [TAPE_MARKET_CARD_FLOW] = { 0, 5, 1, 1, TRUE, FALSE },
  },
  [TAPE_WIDTH_MEDIUM] = {
    [TAPE_MARKET_CARD_TREEMAP] = { 0, 0, 2, 1, TRUE, TRUE },
    [TAPE_MARKET_CARD_MOVERS] = { 0, 1, 1, 1, TRUE, FALSE },
    [TAPE_MARKET_CARD_VOLUME] = { 1, 1, 1, 1, TRUE, FALSE },
    [TAPE_MARKET_CARD_BREADTH] = { 0, 2, 1, 1, TRUE, FALSE },
    [TAPE_MARKET_CARD_GROUPS] = { 1, 2, 1, 2, TRUE, FALSE },
    [TAPE_MARKET_CARD_FLOW] = { 0, 3, 1, 1, TRUE, FALSE },
  },
  [TAPE_WIDTH_WIDE] = {
    [TAPE_MARKET_CARD_TREEMAP] = { 0, 0, 2, 2, TRUE, TRUE },
    [TAPE_MARKET_CARD_MOVERS] = { 2, 0, 1, 1, FALSE, FALSE },
    [TAPE_MARKET_CARD_VOLUME] = { 2, 1, 1, 1, FALSE, TRUE },
    [TAPE_MARKET_CARD_BREADTH] = { 0, 2, 1, 1, TRUE, FALSE },
    [TAPE_MARKET_CARD_GROUPS] = { 1, 2, 1, 1, TRUE, FALSE },
    [TAPE_MARKET_CARD_FLOW] = { 2, 2, 1, 1, FALSE, FALSE },
  },
  [TAPE_WIDTH_HUGE] = {
    [TAPE_MARKET_CARD_TREEMAP] = { 0, 0, 1, 3, TRUE, TRUE },
    [TAPE_MARKET_CARD_MOVERS] = { 1, 0, 1, 1, FALSE, FALSE },
    [TAPE_MARKET_CARD_VOLUME] = { 1, 1, 1, 2, FALSE, TRUE },
    [TAPE_MARKET_CARD_GROUPS] = { 2, 0, 1, 1, FALSE, TRUE },
    [TAPE_MARKET_CARD_BREADTH] = { 2, 1, 1, 1, FALSE, FALSE },
    [TAPE_MARKET_CARD_FLOW] = { 2, 2, 1, 1, FALSE, FALSE },
  },
};

/* Pixels that the treemap has at least: much where the page is scrolled anyway. */
static const int treemap_heights[] = {
  [TAPE_WIDTH_NARROW] = 420,
  [TAPE_WIDTH_MEDIUM] = 440,
  [TAPE_WIDTH_WIDE] = 260,
  [TAPE_WIDTH_HUGE] = 400,
};

void
tape_market_layout_place (TapeWidthClass width_class, GtkGrid *grid, GtkWidget *const cards[TAPE_MARKET_N_CARDS])
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (grid));
  int side = width_class == TAPE_WIDTH_WIDE ? SIDE_WIDTH : SIDE_WIDTH_HUGE;

  for (guint i = 0; i < TAPE_MARKET_N_CARDS; i++)
    {
      const Place *place = &places[width_class][i];

      g_object_set (gtk_layout_manager_get_layout_child (layout, cards[i]), "column", place->column, "row", place->row,
                    "column-span", place->width, "row-span", place->height, NULL);
      gtk_widget_set_hexpand (cards[i], place->wide);
      gtk_widget_set_vexpand (cards[i], place->tall);
      gtk_widget_set_size_request (cards[i], place->wide ? -1 : side, -1);
    }
}

int
tape_market_layout_treemap_height (TapeWidthClass width_class)
{
  return treemap_heights[width_class];
}

void
tape_market_layout_choose_rows (TapeWidthClass width_class, int height, TapeMarketRankings *rankings)
{
  gboolean scrolled = width_class == TAPE_WIDTH_NARROW || width_class == TAPE_WIDTH_MEDIUM;

  switch (width_class)
    {
    case TAPE_WIDTH_NARROW:
    case TAPE_WIDTH_MEDIUM:
      rankings->n_movers = 5;
      rankings->n_groups = 12;
      break;
    case TAPE_WIDTH_WIDE:
      rankings->n_movers = height >= 900 ? 6 : height >= 700 ? 4 : 3;
      rankings->n_groups = 6;
      break;
    case TAPE_WIDTH_HUGE:
    default:
      rankings->n_movers = height >= 900 ? 8 : 5;
      rankings->n_groups = height >= 900 ? 16 : 10;
      break;
    }
  rankings->n_volume = scrolled ? 10 : TAPE_MARKET_RANKINGS_MAX;
  tape_rank_list_set_fill (rankings->volume, scrolled ? 0 : FILL_ROWS);
}
