/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was bought and what was sold, by the aggressor: in all, by instrument, by industry, by hour. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "analytics/tape-analysis-groups.h"
#include "analytics/tape-analysis-private.h"
#include "analytics/tape-analysis-sums.h"

/* By #TapeSide. */
typedef struct
{
  TapeTally sides[TAPE_N_SIDES];
} Flow;

/* The state is a table of Flow, by hour or 0, and group with currency. */
static void
begin (TapeAnalysisRun *run)
{
  tape_group_table_init (run->state, run->universe, run->query.by, TRUE, sizeof (Flow), TAPE_HOUR);
}

static TapeWantedMinutes
get_minutes (const TapeAnalysisQuery *query)
{
  return query->by == TAPE_KEY_HOUR ? TAPE_MINUTES_OF_SPAN : TAPE_MINUTES_OF_PARTS;
}

static Flow *
ensure (TapeAnalysisRun *run, guint32 instrument, gint64 time)
{
  TapeGroupTable *state = run->state;
  TapeKey key = { time, state->groups[instrument], TAPE_NO_TECHNOLOGY, TAPE_N_SIDES };
  gboolean created;
  Flow *flow = tape_key_table_ensure (&state->table, &key, &created);

  for (guint side = 0; side < TAPE_N_SIDES && created; side++)
    tape_sums_begin (&flow->sides[side]);
  return flow;
}

static void
add_day (TapeAnalysisRun *run, const TapeInstrumentDay *day)
{
  Flow *flow;

  if (!day->whole)
    return;
  flow = ensure (run, day->instrument, 0);
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    tape_sums_add (&flow->sides[side], &day->totals->sides[side]);
  if (!tape_day_has_trades (day))
    tape_sums_add_bar (&flow->sides[TAPE_SIDE_UNKNOWN], day);
}

static void
add_minute (TapeAnalysisRun *run, const TapeBarTotals *minute, gint32 date)
{
  gint64 time = run->query.by == TAPE_KEY_HOUR ? tape_time_floor (minute->bar.start, TAPE_HOUR) : 0;
  Flow *flow = ensure (run, minute->bar.instrument, time);

  for (guint side = 0; side < TAPE_N_SIDES; side++)
    tape_sums_add (&flow->sides[side], &minute->sides[side]);
}

static TapeAnalysisResult *
make_result (TapeAnalysisRun *run)
{
  TapeColumn columns[8];
  guint n = 0;

  tape_groups_append_columns (columns, &n, run->query.by);
  columns[n++] = *tape_groups_get_column (TAPE_KEY_SIDE);
  columns[n++] = (TapeColumn){ "count", N_ ("Trades"), TAPE_COLUMN_COUNT };
  columns[n++] = (TapeColumn){ "quantity", N_ ("Quantity"), TAPE_COLUMN_QUANTITY };
  columns[n++] = (TapeColumn){ "turnover", N_ ("Turnover"), TAPE_COLUMN_PRICE };
  columns[n++] = (TapeColumn){ "currency", N_ ("Currency"), TAPE_COLUMN_TEXT };
  columns[n++] = (TapeColumn){ "share", N_ ("Share"), TAPE_COLUMN_FRACTION };
  return tape_analysis_result_new (run->universe, columns, n);
}

static void
add_row (TapeAnalysisRun *run, TapeAnalysisResult *result, TapeSide side, guint entry, guint64 all)
{
  TapeGroupTable *state = run->state;
  const TapeKey *key = tape_key_table_key (&state->table, entry);
  const Flow *flow = tape_key_table_value (&state->table, entry);
  const TapeTally *tally = &flow->sides[side];
  TapeKey named = { key->time, key->instrument, TAPE_NO_TECHNOLOGY, side };

  tape_groups_add_names (result, run->universe, &named, run->query.by);
  if (run->query.by == TAPE_KEY_HOUR)
    tape_analysis_result_add_integer (result, key->time);
  tape_groups_add_names (result, run->universe, &named, TAPE_KEY_SIDE);
  tape_analysis_result_add_integer (result, (gint64)tally->count);
  tape_analysis_result_add_number (result, tally->quantity);
  tape_analysis_result_add_number (result, tally->turnover);
  tape_analysis_result_add_text (result, tape_universe_get (run->universe, key->instrument)->currency);
  tape_analysis_result_add_number (result, all > 0 ? (double)tally->count / (double)all : NAN);
}

/* Whether two entries differ in their currency at most. */
static gboolean
is_same_group (TapeAnalysisRun *run, const guint32 *names, guint one, guint other)
{
  TapeGroupTable *state = run->state;
  const TapeKey *a = tape_key_table_key (&state->table, one);
  const TapeKey *b = tape_key_table_key (&state->table, other);

  return a->time == b->time && names[a->instrument] == names[b->instrument];
}

static guint64
count_trades (TapeGroupTable *state, const guint *entries, guint n)
{
  guint64 count = 0;

  for (guint i = 0; i < n; i++)
    for (guint side = 0; side < TAPE_N_SIDES; side++)
      count += ((const Flow *)tape_key_table_value (&state->table, entries[i]))->sides[side].count;
  return count;
}

static TapeAnalysisResult *
finish (TapeAnalysisRun *run)
{
  static const TapeSide sides[] = { TAPE_SIDE_BUY, TAPE_SIDE_SELL, TAPE_SIDE_UNKNOWN };
  TapeGroupTable *state = run->state;
  TapeAnalysisResult *result = make_result (run);
  g_autofree guint *order = tape_groups_sort (&state->table, run->universe, run->query.by);
  g_autofree guint32 *names = tape_groups_new (run->universe, run->query.by, FALSE);
  guint n;

  for (guint i = 0; i < state->table.n; i += n)
    {
      guint64 all;

      for (n = 1; i + n < state->table.n && is_same_group (run, names, order[i], order[i + n]);)
        n++;
      all = count_trades (state, order + i, n);
      for (guint side = 0; side < G_N_ELEMENTS (sides); side++)
        for (guint j = i; j < i + n; j++)
          add_row (run, result, sides[side], order[j], all);
    }
  return result;
}

const TapeAnalysis tape_analysis_buy_sell = {
  .name = "buy-sell",
  .title = N_ ("Buyers and sellers"),
  .summary = N_ ("Trades, quantity and turnover by who started them; the share is of the group's trades."),
  .options = TAPE_OPTION_SPAN | TAPE_OPTION_BY,
  .tells_sides = TRUE,
  .state_size = sizeof (TapeGroupTable),
  .begin = begin,
  .minutes = get_minutes,
  .add_day = add_day,
  .add_minute = add_minute,
  .finish = finish,
  .clear = tape_group_table_clear,
};
