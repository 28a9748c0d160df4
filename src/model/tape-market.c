/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-market.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "model/tape-format.h"

struct _TapeMarket
{
  GObject parent_instance;

  TapeFrame *frame;
  TapeUniverse *universe;
  TapeGrouping grouping;
  guint group;
  TapeMarketWeight weight;

  GArray *members;    /* of guint32: instruments that traded on the day */
  GArray *tiles;      /* of TapeMarketTile */
  GPtrArray *cache;   /* of TapeMarketRow or NULL, by instrument */
  GListStore *rows;   /* of TapeMarketRow, in order of instrument */
  GListStore *groups; /* of TapeMarketGroup, in order of number */
  const char *currency;
  guint left_out;
  gboolean only_bars;
};

G_DEFINE_FINAL_TYPE (TapeMarket, tape_market, G_TYPE_OBJECT)

static guint changed_signal;

static void
clear_row (gpointer row)
{
  g_clear_object (&row);
}

static void
tape_market_finalize (GObject *object)
{
  TapeMarket *self = TAPE_MARKET (object);

  g_clear_pointer (&self->frame, tape_frame_unref);
  g_clear_pointer (&self->universe, tape_universe_unref);
  g_array_unref (self->members);
  g_array_unref (self->tiles);
  g_ptr_array_unref (self->cache);
  g_object_unref (self->rows);
  g_object_unref (self->groups);
  G_OBJECT_CLASS (tape_market_parent_class)->finalize (object);
}

static void
tape_market_class_init (TapeMarketClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tape_market_finalize;
  changed_signal = g_signal_new ("changed", TAPE_TYPE_MARKET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_market_init (TapeMarket *self)
{
  self->group = TAPE_MARKET_ALL;
  self->members = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->tiles = g_array_new (FALSE, FALSE, sizeof (TapeMarketTile));
  self->cache = g_ptr_array_new_with_free_func (clear_row);
  self->rows = g_list_store_new (TAPE_TYPE_MARKET_ROW);
  self->groups = g_list_store_new (TAPE_TYPE_MARKET_GROUP);
}

TapeMarket *
tape_market_new (void)
{
  return g_object_new (TAPE_TYPE_MARKET, NULL);
}

static const TapeFrameRow *
get_values (TapeMarket *self, guint32 instrument)
{
  return &self->frame->rows[instrument];
}

static const TapeInstrument *
get_instrument (TapeMarket *self, guint32 instrument)
{
  return tape_universe_get (self->universe, instrument);
}

static void
collect_members (TapeMarket *self)
{
  guint n = MIN (self->frame->n_rows, tape_universe_count (self->universe));

  g_array_set_size (self->members, 0);
  for (guint32 i = 0; i < n; i++)
    {
      const TapeFrameRow *row = get_values (self, i);

      if (tape_frame_row_is_current (self->frame, row))
        g_array_append_val (self->members, i);
    }
}

/* The currency with most trades, ties by its code; NULL if there is none. */
static const char *
find_currency (TapeMarket *self)
{
  g_autoptr (GHashTable) trades = g_hash_table_new (g_str_hash, g_str_equal);
  const char *best = NULL;
  guint64 most = 0;
  GHashTableIter iter;
  gpointer currency;
  gpointer count;

  for (guint i = 0; i < self->members->len; i++)
    {
      guint32 number = g_array_index (self->members, guint32, i);
      const char *code = get_instrument (self, number)->currency;
      gsize sum = GPOINTER_TO_SIZE (g_hash_table_lookup (trades, code)) + get_values (self, number)->count;

      if (*code != '\0')
        g_hash_table_insert (trades, (gpointer)code, GSIZE_TO_POINTER (sum));
    }
  g_hash_table_iter_init (&iter, trades);
  while (g_hash_table_iter_next (&iter, &currency, &count))
    {
      guint64 sum = GPOINTER_TO_SIZE (count);

      if (best == NULL || sum > most || (sum == most && strcmp (currency, best) < 0))
        {
          best = currency;
          most = sum;
        }
    }
  return best;
}

static guint64
count_trades (TapeMarket *self)
{
  guint64 sum = 0;

  for (guint i = 0; i < self->members->len; i++)
    sum += get_values (self, g_array_index (self->members, guint32, i))->count;
  return sum;
}

static double
weigh (TapeMarket *self, guint32 number)
{
  const TapeFrameRow *values = get_values (self, number);

  /* Where bars are all there is, nothing says how many trades they are of. */
  if (self->only_bars)
    return 1;
  if (self->weight == TAPE_MARKET_BY_TRADES)
    return (double)values->count;
  return g_strcmp0 (get_instrument (self, number)->currency, self->currency) == 0 ? values->turnover : 0;
}

static void
collect_tiles (TapeMarket *self)
{
  guint n_groups = tape_group_count (self->grouping);

  g_array_set_size (self->tiles, 0);
  self->left_out = 0;
  self->only_bars = count_trades (self) == 0;
  self->currency = self->weight == TAPE_MARKET_BY_TURNOVER && !self->only_bars ? find_currency (self) : NULL;
  for (guint i = 0; i < self->members->len; i++)
    {
      TapeMarketTile tile = { .instrument = g_array_index (self->members, guint32, i) };
      gboolean placed = FALSE;

      tile.weight = weigh (self, tile.instrument);
      for (tile.group = 0; tile.group < n_groups && tile.weight > 0; tile.group++)
        {
          if (!tape_instrument_in_group (get_instrument (self, tile.instrument), self->grouping, tile.group))
            continue;
          placed = TRUE;
          if (self->group == TAPE_MARKET_ALL || self->group == tile.group)
            g_array_append_val (self->tiles, tile);
        }
      if (!placed)
        self->left_out++;
    }
}

static TapeMarketRow *
get_row (TapeMarket *self, guint32 number)
{
  if (self->cache->len <= number)
    g_ptr_array_set_size (self->cache, (gint)number + 1);
  if (self->cache->pdata[number] == NULL)
    self->cache->pdata[number] = tape_market_row_new (get_instrument (self, number));
  return self->cache->pdata[number];
}

/* Changes the list only if others are in it than before. */
static void
replace_items (GListStore *store, GPtrArray *items)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (store));
  gboolean same = n == items->len;

  for (guint i = 0; i < n && same; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (store), i);

      same = item == items->pdata[i];
    }
  if (!same)
    g_list_store_splice (store, 0, n, items->pdata, items->len);
}

static void
collect_rows (TapeMarket *self)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  for (guint i = 0; i < self->members->len; i++)
    {
      guint32 number = g_array_index (self->members, guint32, i);
      TapeMarketRow *row = get_row (self, number);

      tape_market_row_update (row, get_values (self, number));
      if (self->group == TAPE_MARKET_ALL
          || tape_instrument_in_group (tape_market_row_get_instrument (row), self->grouping, self->group))
        g_ptr_array_add (rows, row);
    }
  replace_items (self->rows, rows);
}

static TapeMarketGroup *
find_group (TapeMarket *self, guint number)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->groups));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TapeMarketGroup) group = g_list_model_get_item (G_LIST_MODEL (self->groups), i);

      if (tape_market_group_get_number (group) == number)
        return g_steal_pointer (&group);
    }
  return tape_market_group_new (self->grouping, number);
}

static void
collect_groups (TapeMarket *self)
{
  const TapeFrameGroup *values = self->frame->groups[self->grouping];
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < tape_group_count (self->grouping); i++)
    {
      TapeMarketGroup *group;

      if (values[i].members == 0)
        continue;
      group = find_group (self, i);
      tape_market_group_update (group, &values[i]);
      g_ptr_array_add (groups, group);
    }
  replace_items (self->groups, groups);
}

static void
collect (TapeMarket *self)
{
  if (self->frame != NULL)
    {
      collect_members (self);
      collect_tiles (self);
      collect_rows (self);
      collect_groups (self);
    }
  g_signal_emit (self, changed_signal, 0);
}

static void
forget (TapeMarket *self)
{
  g_list_store_remove_all (self->rows);
  g_list_store_remove_all (self->groups);
  g_ptr_array_set_size (self->cache, 0);
  g_array_set_size (self->members, 0);
  g_array_set_size (self->tiles, 0);
  self->currency = NULL;
  self->left_out = 0;
  g_clear_pointer (&self->frame, tape_frame_unref);
  g_clear_pointer (&self->universe, tape_universe_unref);
}

void
tape_market_update (TapeMarket *self, const TapeFrame *frame, TapeUniverse *universe)
{
  g_return_if_fail (TAPE_IS_MARKET (self) && frame != NULL && universe != NULL);

  if (self->universe != universe)
    {
      forget (self);
      self->universe = tape_universe_ref (universe);
    }
  g_clear_pointer (&self->frame, tape_frame_unref);
  self->frame = tape_frame_ref ((TapeFrame *)frame);
  collect (self);
}

void
tape_market_reset (TapeMarket *self)
{
  g_return_if_fail (TAPE_IS_MARKET (self));

  forget (self);
  self->group = TAPE_MARKET_ALL;
  g_signal_emit (self, changed_signal, 0);
}

void
tape_market_set_grouping (TapeMarket *self, TapeGrouping grouping)
{
  g_return_if_fail (TAPE_IS_MARKET (self) && grouping < TAPE_N_GROUPINGS);

  if (self->grouping == grouping)
    return;
  self->grouping = grouping;
  self->group = TAPE_MARKET_ALL;
  g_list_store_remove_all (self->groups);
  collect (self);
}

TapeGrouping
tape_market_get_grouping (TapeMarket *self)
{
  return self->grouping;
}

void
tape_market_set_group (TapeMarket *self, guint group)
{
  g_return_if_fail (TAPE_IS_MARKET (self));
  g_return_if_fail (group == TAPE_MARKET_ALL || group < tape_group_count (self->grouping));

  if (self->group == group)
    return;
  self->group = group;
  collect (self);
}

guint
tape_market_get_group (TapeMarket *self)
{
  return self->group;
}

void
tape_market_set_weight (TapeMarket *self, TapeMarketWeight weight)
{
  g_return_if_fail (TAPE_IS_MARKET (self));

  if (self->weight == weight)
    return;
  self->weight = weight;
  collect (self);
}

TapeMarketWeight
tape_market_get_weight (TapeMarket *self)
{
  return self->weight;
}

const TapeFrame *
tape_market_get_frame (TapeMarket *self)
{
  return self->frame;
}

TapeUniverse *
tape_market_get_universe (TapeMarket *self)
{
  return self->universe;
}

guint
tape_market_get_n_members (TapeMarket *self)
{
  return self->members->len;
}

const TapeMarketTile *
tape_market_get_tiles (TapeMarket *self, guint *n_tiles)
{
  *n_tiles = self->tiles->len;
  return (const TapeMarketTile *)(gconstpointer)self->tiles->data;
}

guint
tape_market_get_left_out (TapeMarket *self, const char **currency)
{
  *currency = self->currency;
  return self->left_out;
}

guint
tape_market_rank (TapeMarket *self, TapeRanking ranking, guint32 *instruments, guint max)
{
  g_autofree TapeRanked *ranked = g_new (TapeRanked, self->members->len + 1);
  guint n = 0;

  for (guint i = 0; i < self->members->len; i++)
    {
      guint32 number = g_array_index (self->members, guint32, i);
      const TapeFrameRow *values = get_values (self, number);
      double score = tape_ranking_score (ranking, values->growth, values->volume, NAN);

      if (!isnan (score))
        ranked[n++] = (TapeRanked){ score, get_instrument (self, number)->symbol, number };
    }
  tape_ranked_sort (ranked, n);
  n = MIN (n, max);
  for (guint i = 0; i < n; i++)
    instruments[i] = ranked[i].instrument;
  return n;
}

char *
tape_market_dup_breadth (TapeMarket *self)
{
  if (self->frame == NULL)
    return g_strdup ("");
  /* Translators: how many instruments grew and fell on the day. */
  return g_strdup_printf (_ ("%u up, %u down."), self->frame->up, self->frame->down);
}

char *
tape_market_dup_extremes (TapeMarket *self)
{
  guint first = self->grouping == TAPE_GROUP_TECHNOLOGY ? 0 : TAPE_GROUP_UNKNOWN + 1;
  const TapeFrameGroup *groups = self->frame != NULL ? self->frame->groups[self->grouping] : NULL;
  guint strongest = TAPE_MARKET_ALL;
  guint weakest = TAPE_MARKET_ALL;
  g_autofree char *most = NULL;
  g_autofree char *least = NULL;

  for (guint i = first; groups != NULL && i < tape_group_count (self->grouping); i++)
    {
      if (groups[i].members == 0 || isnan (groups[i].growth))
        continue;
      if (strongest == TAPE_MARKET_ALL || groups[i].growth > groups[strongest].growth)
        strongest = i;
      if (weakest == TAPE_MARKET_ALL || groups[i].growth < groups[weakest].growth)
        weakest = i;
    }
  if (strongest == TAPE_MARKET_ALL)
    return g_strdup ("");
  most = tape_format_percent (groups[strongest].growth);
  least = tape_format_percent (groups[weakest].growth);
  if (strongest == weakest)
    return g_strdup_printf ("%s %s.", tape_group_name (self->grouping, strongest), most);
  /* Translators: a group of instruments and its mean growth, twice. */
  return g_strdup_printf (_ ("%s strongest, %s. %s weakest, %s."), tape_group_name (self->grouping, strongest), most,
                          tape_group_name (self->grouping, weakest), least);
}

GListModel *
tape_market_get_rows (TapeMarket *self)
{
  return G_LIST_MODEL (self->rows);
}

GListModel *
tape_market_get_groups (TapeMarket *self)
{
  return G_LIST_MODEL (self->groups);
}
