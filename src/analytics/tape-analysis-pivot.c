/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was traded by any of symbol, industry, country, technology and side, and by day, hour or minute: a row for each
 * combination that there is, and a row a currency, since neither turnover nor prices of two go together. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "analytics/tape-analysis-groups.h"
#include "analytics/tape-analysis-private.h"
#include "analytics/tape-analysis-sums.h"

/* The step of the keys' times. */
static gint64
get_unit (const TapeAnalysisQuery *query)
{
  return query->columns == TAPE_KEY_MINUTE ? TAPE_MINUTE : query->columns == TAPE_KEY_HOUR ? TAPE_HOUR : 1;
}

/* The state is a table of TapeTally. */
static void
begin (TapeAnalysisRun *run)
{
  tape_group_table_init (run->state, run->universe, run->query.rows, TRUE, sizeof (TapeTally), get_unit (&run->query));
}

static TapeWantedMinutes
get_minutes (const TapeAnalysisQuery *query)
{
  return query->columns & (TAPE_KEY_HOUR | TAPE_KEY_MINUTE) ? TAPE_MINUTES_OF_SPAN : TAPE_MINUTES_OF_PARTS;
}

static TapeTally *
ensure (TapeGroupTable *state, const TapeKey *key)
{
  gboolean created;
  TapeTally *tally = tape_key_table_ensure (&state->table, key, &created);

  if (created)
    tape_sums_begin (tally);
  return tally;
}

/* What a day or a minute adds: trades by side, or a day's bar. */
typedef struct
{
  const TapeTally *sides;
  const TapeInstrumentDay *bar;
} Addend;

static void
add_to (TapeAnalysisRun *run, TapeKey *key, const Addend *addend)
{
  TapeGroupTable *state = run->state;
  gboolean by_side = run->query.rows & TAPE_KEY_SIDE;

  if (addend->bar != NULL)
    {
      key->side = by_side ? TAPE_SIDE_UNKNOWN : TAPE_N_SIDES;
      tape_sums_add_bar (ensure (state, key), addend->bar);
      return;
    }
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    if (addend->sides[side].count > 0)
      {
        key->side = (guint16)(by_side ? side : TAPE_N_SIDES);
        tape_sums_add (ensure (state, key), &addend->sides[side]);
      }
}

static void
add (TapeAnalysisRun *run, guint32 instrument, gint64 time, const Addend *addend)
{
  TapeGroupTable *state = run->state;
  guint64 technologies = tape_universe_get (run->universe, instrument)->technologies;
  TapeKey key = { time, state->groups[instrument], TAPE_NO_TECHNOLOGY, TAPE_N_SIDES };

  if (!(run->query.rows & TAPE_KEY_TECHNOLOGY))
    {
      add_to (run, &key, addend);
      return;
    }
  for (; technologies != 0; technologies &= technologies - 1)
    {
      key.technology = (guint16)__builtin_ctzll (technologies);
      add_to (run, &key, addend);
    }
}

static void
add_day (TapeAnalysisRun *run, const TapeInstrumentDay *day)
{
  Addend addend = { day->totals->sides, tape_day_has_trades (day) ? NULL : day };

  if (day->whole)
    add (run, day->instrument, run->query.columns == TAPE_KEY_DAY ? day->date : 0, &addend);
}

static void
add_minute (TapeAnalysisRun *run, const TapeBarTotals *minute, gint32 date)
{
  Addend addend = { minute->sides, NULL };
  gint64 time = 0;

  if (run->query.columns == TAPE_KEY_DAY)
    time = date;
  else if (run->query.columns != 0)
    time = tape_time_floor (minute->bar.start, get_unit (&run->query));
  add (run, minute->bar.instrument, time, &addend);
}

static TapeAnalysisResult *
make_result (TapeAnalysisRun *run)
{
  TapeColumn columns[16];
  guint n = 0;

  tape_groups_append_columns (columns, &n, run->query.rows);
  tape_groups_append_columns (columns, &n, run->query.columns);
  columns[n++] = (TapeColumn){ "count", N_ ("Trades"), TAPE_COLUMN_COUNT };
  columns[n++] = (TapeColumn){ "volume", N_ ("Volume"), TAPE_COLUMN_QUANTITY };
  columns[n++] = (TapeColumn){ "turnover", N_ ("Turnover"), TAPE_COLUMN_PRICE };
  columns[n++] = (TapeColumn){ "currency", N_ ("Currency"), TAPE_COLUMN_TEXT };
  columns[n++] = (TapeColumn){ "mean", N_ ("Mean price"), TAPE_COLUMN_PRICE };
  columns[n++] = (TapeColumn){ "min", N_ ("Lowest price"), TAPE_COLUMN_PRICE };
  columns[n++] = (TapeColumn){ "max", N_ ("Highest price"), TAPE_COLUMN_PRICE };
  return tape_analysis_result_new (run->universe, columns, n);
}

static TapeAnalysisResult *
finish (TapeAnalysisRun *run)
{
  TapeGroupTable *state = run->state;
  TapeAnalysisResult *result = make_result (run);
  g_autofree guint *order = tape_groups_sort (&state->table, run->universe, run->query.rows);

  tape_analysis_result_reserve (result, state->table.n);
  for (guint i = 0; i < state->table.n; i++)
    {
      const TapeKey *key = tape_key_table_key (&state->table, order[i]);
      const TapeTally *tally = tape_key_table_value (&state->table, order[i]);

      tape_groups_add_names (result, run->universe, key, run->query.rows);
      if (run->query.columns != 0)
        tape_analysis_result_add_integer (result, key->time);
      tape_analysis_result_add_integer (result, (gint64)tally->count);
      tape_analysis_result_add_number (result, tally->quantity);
      tape_analysis_result_add_number (result, tally->turnover);
      tape_analysis_result_add_text (result, tape_universe_get (run->universe, key->instrument)->currency);
      tape_analysis_result_add_number (result, tally->count > 0 ? tally->sum / (double)tally->count : NAN);
      tape_analysis_result_add_number (result, tally->low);
      tape_analysis_result_add_number (result, tally->high);
    }
  return result;
}

const TapeAnalysis tape_analysis_pivot = {
  .name = "pivot",
  .title = N_ ("Pivot"),
  .summary = N_ (
      "Trades, volume, turnover and prices by what you choose: rows of instruments, groups or sides, columns of time."),
  .options = TAPE_OPTION_SPAN | TAPE_OPTION_ROWS | TAPE_OPTION_COLUMNS,
  .defaults = { .rows = TAPE_KEY_SYMBOL, .columns = TAPE_KEY_DAY },
  .state_size = sizeof (TapeGroupTable),
  .begin = begin,
  .minutes = get_minutes,
  .add_day = add_day,
  .add_minute = add_minute,
  .finish = finish,
  .clear = tape_group_table_clear,
};
