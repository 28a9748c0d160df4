/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "analytics/tape-analysis-groups.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

static const TapeColumn key_columns[] = {
  { "symbol", N_ ("Symbol"), TAPE_COLUMN_TEXT },   { "industry", N_ ("Industry"), TAPE_COLUMN_TEXT },
  { "country", N_ ("Country"), TAPE_COLUMN_TEXT }, { "technology", N_ ("Technology"), TAPE_COLUMN_TEXT },
  { "side", N_ ("Side"), TAPE_COLUMN_TEXT },       { "day", N_ ("Day"), TAPE_COLUMN_DAY },
  { "hour", N_ ("Hour"), TAPE_COLUMN_TIME },       { "minute", N_ ("Minute"), TAPE_COLUMN_TIME },
};

/* --- Groups --- */

/* 0 where two instruments are in one group. */
static int
compare_names (const TapeInstrument *a, const TapeInstrument *b, TapeKeys keys)
{
  int order = 0;

  if (keys & TAPE_KEY_SYMBOL)
    order = strcmp (a->symbol, b->symbol);
  if (order == 0 && (keys & TAPE_KEY_INDUSTRY) && a->industry != b->industry)
    order = strcmp (tape_group_name (TAPE_GROUP_INDUSTRY, a->industry),
                    tape_group_name (TAPE_GROUP_INDUSTRY, b->industry));
  if (order == 0 && (keys & TAPE_KEY_COUNTRY) && a->country != b->country)
    order = strcmp (tape_group_name (TAPE_GROUP_COUNTRY, a->country), tape_group_name (TAPE_GROUP_COUNTRY, b->country));
  return order;
}

typedef struct
{
  TapeUniverse *universe;
  TapeKeys keys;
  gboolean names;
  gboolean currency;
} Order;

static int
compare_instruments (gconstpointer a, gconstpointer b, gpointer data)
{
  const Order *order = data;
  const TapeInstrument *one = tape_universe_get (order->universe, *(const guint32 *)a);
  const TapeInstrument *other = tape_universe_get (order->universe, *(const guint32 *)b);
  int result = order->names ? compare_names (one, other, order->keys) : 0;

  if (result == 0 && order->currency)
    result = strcmp (one->currency, other->currency);
  return result;
}

/* All instruments in @order; those that are equal in it by their numbers. */
static guint32 *
sort_instruments (Order *order, guint n)
{
  guint32 *sorted = g_new (guint32, n + 1);

  for (guint32 i = 0; i < n; i++)
    sorted[i] = i;
  g_qsort_with_data (sorted, (gint)n, sizeof *sorted, compare_instruments, order);
  return sorted;
}

guint32 *
tape_groups_new (TapeUniverse *universe, TapeKeys keys, gboolean currency)
{
  guint n = tape_universe_count (universe);
  Order order = { universe, keys, TRUE, currency };
  g_autofree guint32 *sorted = sort_instruments (&order, n);
  guint32 *groups = g_new (guint32, n + 1);

  for (guint i = 0; i < n; i++)
    {
      gboolean same = i > 0 && compare_instruments (&sorted[i - 1], &sorted[i], &order) == 0;

      groups[sorted[i]] = same ? groups[sorted[i - 1]] : sorted[i];
    }
  return groups;
}

void
tape_group_table_init (
    TapeGroupTable *self, TapeUniverse *universe, TapeKeys keys, gboolean currency, gsize value_size, gint64 unit)
{
  tape_key_table_init (&self->table, value_size, unit);
  self->groups = tape_groups_new (universe, keys, currency);
}

void
tape_group_table_clear (TapeAnalysisRun *run)
{
  TapeGroupTable *self = run->state;

  tape_key_table_clear (&self->table);
  g_clear_pointer (&self->groups, g_free);
}

/* --- Order of the result --- */

/* By instrument: its place in @order; equal where the order says so. */
static guint32 *
rank_instruments (Order *order, guint n)
{
  g_autofree guint32 *sorted = sort_instruments (order, n);
  guint32 *ranks = g_new (guint32, n + 1);
  guint32 rank = 0;

  for (guint i = 0; i < n; i++)
    {
      rank += i > 0 && compare_instruments (&sorted[i - 1], &sorted[i], order) != 0;
      ranks[sorted[i]] = rank;
    }
  return ranks;
}

/* By number of a technology: its place by name. */
static guint *
rank_technologies (void)
{
  guint n = tape_group_count (TAPE_GROUP_TECHNOLOGY);
  guint *ranks = g_new0 (guint, n + 1);

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++)
      ranks[i] += strcmp (tape_group_name (TAPE_GROUP_TECHNOLOGY, j), tape_group_name (TAPE_GROUP_TECHNOLOGY, i)) < 0;
  return ranks;
}

static guint
rank_side (guint16 side)
{
  static const guint ranks[]
      = { [TAPE_SIDE_BUY] = 0, [TAPE_SIDE_SELL] = 1, [TAPE_SIDE_UNKNOWN] = 2, [TAPE_N_SIDES] = 3 };

  return ranks[side];
}

/* An entry as what it is ordered by, the most important first. */
typedef struct
{
  guint64 group;
  gint64 time;
  guint32 currency;
  guint32 entry;
} Place;

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Place *one = a;
  const Place *other = b;

  if (one->group != other->group)
    return one->group < other->group ? -1 : 1;
  if (one->time != other->time)
    return one->time < other->time ? -1 : 1;
  return one->currency < other->currency ? -1 : one->currency > other->currency;
}

guint *
tape_groups_sort (const TapeKeyTable *table, TapeUniverse *universe, TapeKeys keys)
{
  guint n = tape_universe_count (universe);
  Order by_name = { universe, keys, TRUE, FALSE };
  Order by_currency = { universe, keys, FALSE, TRUE };
  g_autofree guint32 *names = rank_instruments (&by_name, n);
  g_autofree guint32 *currencies = rank_instruments (&by_currency, n);
  g_autofree guint *technologies = rank_technologies ();
  g_autofree Place *places = g_new (Place, table->n + 1);
  guint *sorted = g_new (guint, table->n + 1);

  for (guint i = 0; i < table->n; i++)
    {
      const TapeKey *key = tape_key_table_key (table, i);
      guint technology = key->technology == TAPE_NO_TECHNOLOGY ? 0 : technologies[key->technology];
      guint64 group = (guint64)names[key->instrument] << 32;

      places[i] = (Place){ group | technology << 8 | rank_side (key->side), key->time, currencies[key->instrument], i };
    }
  if (table->n > 1)
    qsort (places, table->n, sizeof *places, compare_places);
  for (guint i = 0; i < table->n; i++)
    sorted[i] = places[i].entry;
  return sorted;
}

/* --- Names --- */

static const char *
get_side_name (guint16 side)
{
  static const char *const names[]
      = { [TAPE_SIDE_UNKNOWN] = "unknown", [TAPE_SIDE_BUY] = "buy", [TAPE_SIDE_SELL] = "sell" };

  return names[side];
}

void
tape_groups_add_names (TapeAnalysisResult *result, TapeUniverse *universe, const TapeKey *key, TapeKeys keys)
{
  const TapeInstrument *instrument = tape_universe_get (universe, key->instrument);

  if (keys & TAPE_KEY_SYMBOL)
    tape_analysis_result_add_text (result, instrument->symbol);
  if (keys & TAPE_KEY_INDUSTRY)
    tape_analysis_result_add_text (result, tape_group_name (TAPE_GROUP_INDUSTRY, instrument->industry));
  if (keys & TAPE_KEY_COUNTRY)
    tape_analysis_result_add_text (result, tape_group_name (TAPE_GROUP_COUNTRY, instrument->country));
  if (keys & TAPE_KEY_TECHNOLOGY)
    tape_analysis_result_add_text (result, tape_group_name (TAPE_GROUP_TECHNOLOGY, key->technology));
  if (keys & TAPE_KEY_SIDE)
    tape_analysis_result_add_text (result, get_side_name (key->side));
}

const TapeColumn *
tape_groups_get_column (TapeKeys key)
{
  return &key_columns[g_bit_nth_lsf (key, -1)];
}

void
tape_groups_append_columns (TapeColumn *columns, guint *n, TapeKeys keys)
{
  for (guint i = 0; i < G_N_ELEMENTS (key_columns); i++)
    if (keys & (1u << i))
      columns[(*n)++] = key_columns[i];
}
