/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-market-rankings.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/tape-market-text.h"
#include "model/tape-format.h"

#define RANK_EVERY G_USEC_PER_SEC

static double
get_base (const TapeFrameRow *row)
{
  return row->base == TAPE_BASE_PREVIOUS_CLOSE ? row->previous_close : row->base == TAPE_BASE_OPEN ? row->open : NAN;
}

static char *
describe (const TapeInstrument *instrument, const char *what)
{
  if (g_str_equal (instrument->symbol, instrument->name))
    return g_strdup_printf ("%s, %s", instrument->symbol, what);
  return g_strdup_printf ("%s, %s, %s", instrument->symbol, instrument->name, what);
}

static void
show_mover (
    TapeRankList *list, guint position, const TapeInstrument *instrument, const TapeFrameRow *row, gboolean speak)
{
  g_autofree char *percent = tape_format_percent (row->growth);
  g_autofree char *figure = g_strdup_printf ("%s\302\240 %s", tape_format_arrow (row->growth), percent);
  g_autofree char *growth = tape_market_text_speak_growth (row->growth);
  g_autofree char *price = tape_format_price (instrument, row->last);
  g_autofree char *what = g_strdup_printf ("%s, %s", growth, price);
  g_autofree char *sentence = speak ? describe (instrument, what) : NULL;

  tape_rank_list_set (list, position,
                      &(TapeRankEntry){ .name = instrument->symbol,
                                        .figure = figure,
                                        .sentence = sentence,
                                        .change = row->growth,
                                        .points = row->spark,
                                        .n_points = TAPE_SPARK_POINTS,
                                        .base = get_base (row) });
}

static void
show_volume (TapeRankList *list,
             guint position,
             const TapeInstrument *instrument,
             const TapeFrameRow *row,
             double largest,
             gboolean speak)
{
  g_autofree char *figure = tape_format_compact (row->volume);
  /* Translators: a quantity. */
  g_autofree char *what = g_strdup_printf (_ ("volume %s"), figure);
  g_autofree char *sentence = speak ? describe (instrument, what) : NULL;

  tape_rank_list_set (list, position,
                      &(TapeRankEntry){ .name = instrument->symbol,
                                        .figure = figure,
                                        .sentence = sentence,
                                        .change = NAN,
                                        .share = largest > 0 ? MIN (row->volume / largest, 1) : 0 });
}

static void
show_instruments (TapeMarketRankings *self, TapeRanking ranking, TapeRankList *list, gboolean speak)
{
  const TapeFrame *frame = tape_market_get_frame (self->market);
  double largest = 0;

  for (guint i = 0; i < self->n[ranking]; i++)
    largest = MAX (largest, frame->rows[self->numbers[ranking][i]].volume);
  for (guint i = 0; i < self->n[ranking]; i++)
    {
      guint32 number = self->numbers[ranking][i];
      const TapeInstrument *instrument = tape_universe_get (tape_market_get_universe (self->market), number);

      if (ranking == TAPE_RANKING_ACTIVE)
        show_volume (list, i, instrument, &frame->rows[number], largest, speak);
      else
        show_mover (list, i, instrument, &frame->rows[number], speak);
    }
  tape_rank_list_cut (list, self->n[ranking]);
}

static int
compare_groups (gconstpointer a, gconstpointer b, gpointer data)
{
  const TapeFrameGroup *groups = data;
  double one = groups[*(const guint *)a].growth;
  double other = groups[*(const guint *)b].growth;

  return (one < other) - (one > other);
}

/* The strongest and the weakest, in falling order. */
static void
rank_groups (TapeMarketRankings *self)
{
  TapeGrouping grouping = tape_market_get_grouping (self->market);
  TapeFrameGroup *groups = tape_market_get_frame (self->market)->groups[grouping];
  g_autofree guint *numbers = g_new (guint, tape_group_count (grouping) + 1);
  guint max = MIN (self->n_groups, TAPE_MARKET_RANKINGS_MAX);
  guint n = 0;
  guint skip;

  for (guint i = 0; i < tape_group_count (grouping); i++)
    if (groups[i].members > 0 && !isnan (groups[i].growth))
      numbers[n++] = i;
  g_qsort_with_data (numbers, (int)n, sizeof *numbers, compare_groups, groups);
  self->n_group_numbers = MIN (n, max);
  skip = n - self->n_group_numbers;
  for (guint i = 0; i < self->n_group_numbers; i++)
    self->group_numbers[i] = numbers[i < (self->n_group_numbers + 1) / 2 ? i : i + skip];
}

static void
show_groups (TapeMarketRankings *self, gboolean speak)
{
  TapeGrouping grouping = tape_market_get_grouping (self->market);
  const TapeFrameGroup *groups = tape_market_get_frame (self->market)->groups[grouping];
  double largest = 0;

  for (guint i = 0; i < self->n_group_numbers; i++)
    largest = MAX (largest, fabs (groups[self->group_numbers[i]].growth));
  for (guint i = 0; i < self->n_group_numbers; i++)
    {
      const TapeFrameGroup *group = &groups[self->group_numbers[i]];
      const char *name = tape_group_name (grouping, self->group_numbers[i]);
      g_autofree char *figure = tape_format_percent (group->growth);
      g_autofree char *sentence = speak ? tape_market_text_group (name, group) : NULL;

      tape_rank_list_set (self->groups, i,
                          &(TapeRankEntry){ .name = name,
                                            .figure = figure,
                                            .sentence = sentence,
                                            .change = group->growth,
                                            .share = largest > 0 ? fabs (group->growth) / largest : 0 });
    }
  tape_rank_list_cut (self->groups, self->n_group_numbers);
}

static void
rank (TapeMarketRankings *self)
{
  const guint most[] = { self->n_movers, self->n_movers, self->n_volume };

  self->ranked = g_get_monotonic_time ();
  self->day = tape_market_get_frame (self->market)->market_day;
  for (guint i = 0; i < G_N_ELEMENTS (most); i++)
    self->n[i] = tape_market_rank (self->market, i, self->numbers[i], MIN (most[i], TAPE_MARKET_RANKINGS_MAX));
  rank_groups (self);
}

void
tape_market_rankings_update (TapeMarketRankings *self, gboolean anew)
{
  gboolean due;

  g_return_if_fail (self->market != NULL && tape_market_get_frame (self->market) != NULL);

  due = anew || g_get_monotonic_time () - self->ranked >= RANK_EVERY
        || self->day != tape_market_get_frame (self->market)->market_day;

  if (due)
    rank (self);
  show_instruments (self, TAPE_RANKING_GAINERS, self->gainers, due);
  show_instruments (self, TAPE_RANKING_LOSERS, self->losers, due);
  show_instruments (self, TAPE_RANKING_ACTIVE, self->volume, due);
  show_groups (self, due);
}

static void
open_instrument (TapeMarketRankings *self, TapeRanking ranking, GtkWidget *list, guint position)
{
  if (position < self->n[ranking])
    gtk_widget_activate_action (
        list, "win.show-symbol", "s",
        tape_universe_get (tape_market_get_universe (self->market), self->numbers[ranking][position])->symbol);
}

static void
on_gainer (TapeRankList *list, guint position, TapeMarketRankings *self)
{
  open_instrument (self, TAPE_RANKING_GAINERS, GTK_WIDGET (list), position);
}

static void
on_loser (TapeRankList *list, guint position, TapeMarketRankings *self)
{
  open_instrument (self, TAPE_RANKING_LOSERS, GTK_WIDGET (list), position);
}

static void
on_volume (TapeRankList *list, guint position, TapeMarketRankings *self)
{
  open_instrument (self, TAPE_RANKING_ACTIVE, GTK_WIDGET (list), position);
}

static void
on_group (TapeRankList *list, guint position, TapeMarketRankings *self)
{
  if (position < self->n_group_numbers)
    tape_market_set_group (self->market, self->group_numbers[position]);
}

void
tape_market_rankings_begin (TapeMarketRankings *self, TapeMarket *market)
{
  self->market = market;
  g_signal_connect (self->gainers, "chosen", G_CALLBACK (on_gainer), self);
  g_signal_connect (self->losers, "chosen", G_CALLBACK (on_loser), self);
  g_signal_connect (self->volume, "chosen", G_CALLBACK (on_volume), self);
  g_signal_connect (self->groups, "chosen", G_CALLBACK (on_group), self);
}
