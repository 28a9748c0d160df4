/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Growth by industry and by technology: the mean of the members that traded on a day; by country: how many of them grew. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "analytics/tape-analysis-groups.h"
#include "analytics/tape-analysis-private.h"

typedef struct
{
  TapeGroupTable by; /* of TapeGroupGrowth, by date, group and technology */
  TapeKeys key;
} State;

/* Growth by country knows no weights, whatever the query says. */
static gboolean
is_weighted (TapeAnalysisRun *run)
{
  return run->query.analysis->options & TAPE_OPTION_WEIGHT && run->query.weight == TAPE_WEIGHT_TURNOVER;
}

static void
begin (TapeAnalysisRun *run, TapeKeys key)
{
  State *state = run->state;

  tape_group_table_init (&state->by, run->universe, key, is_weighted (run), sizeof (TapeGroupGrowth), 1);
  state->key = key;
}

static void
begin_industry (TapeAnalysisRun *run)
{
  begin (run, TAPE_KEY_INDUSTRY);
}

static void
begin_technology (TapeAnalysisRun *run)
{
  begin (run, TAPE_KEY_TECHNOLOGY);
}

static void
begin_country (TapeAnalysisRun *run)
{
  begin (run, TAPE_KEY_COUNTRY);
}

static void
add_to (State *state, const TapeInstrumentDay *day, guint16 technology, double weight)
{
  TapeKey key = { day->date, state->by.groups[day->instrument], technology, TAPE_N_SIDES };
  gboolean created;
  TapeGroupGrowth *group = tape_key_table_ensure (&state->by.table, &key, &created);

  tape_group_growth_add (group, day->growth, day->base, weight);
}

static void
add_day (TapeAnalysisRun *run, const TapeInstrumentDay *day)
{
  State *state = run->state;
  double weight = is_weighted (run) ? day->turnover : 1;
  guint64 technologies = tape_universe_get (run->universe, day->instrument)->technologies;

  if (isnan (weight))
    return;
  if (state->key != TAPE_KEY_TECHNOLOGY)
    add_to (state, day, TAPE_NO_TECHNOLOGY, weight);
  else
    for (; technologies != 0; technologies &= technologies - 1)
      add_to (state, day, (guint16)__builtin_ctzll (technologies), weight);
}

static TapeAnalysisResult *
finish (TapeAnalysisRun *run)
{
  State *state = run->state;
  const TapeColumn columns[] = {
    *tape_groups_get_column (state->key),
    *tape_groups_get_column (TAPE_KEY_DAY),
    { "growth", N_ ("Growth"), TAPE_COLUMN_FRACTION },
    { "members", N_ ("Members"), TAPE_COLUMN_COUNT },
    { "base", N_ ("Against"), TAPE_COLUMN_TEXT },
    { "currency", N_ ("Currency"), TAPE_COLUMN_TEXT },
  };
  TapeAnalysisResult *result = tape_analysis_result_new (run->universe, columns, G_N_ELEMENTS (columns));
  g_autofree guint *order = tape_groups_sort (&state->by.table, run->universe, state->key);

  for (guint i = 0; i < state->by.table.n; i++)
    {
      const TapeKey *key = tape_key_table_key (&state->by.table, order[i]);
      TapeGroupGrowth *group = tape_key_table_value (&state->by.table, order[i]);
      const char *currency = tape_universe_get (run->universe, key->instrument)->currency;

      tape_group_growth_finish (group);
      tape_groups_add_names (result, run->universe, key, state->key);
      tape_analysis_result_add_integer (result, key->time);
      tape_analysis_result_add_number (result, group->growth);
      tape_analysis_result_add_integer (result, group->members);
      tape_analysis_result_add_text (result, tape_base_name (group->base));
      tape_analysis_result_add_text (result, is_weighted (run) ? currency : NULL);
    }
  return result;
}

static TapeAnalysisResult *
finish_country (TapeAnalysisRun *run)
{
  State *state = run->state;
  const TapeColumn columns[] = {
    *tape_groups_get_column (TAPE_KEY_COUNTRY),       *tape_groups_get_column (TAPE_KEY_DAY),
    { "growing", N_ ("Growing"), TAPE_COLUMN_COUNT }, { "traded", N_ ("Traded"), TAPE_COLUMN_COUNT },
    { "share", N_ ("Share"), TAPE_COLUMN_FRACTION },
  };
  TapeAnalysisResult *result = tape_analysis_result_new (run->universe, columns, G_N_ELEMENTS (columns));
  g_autofree guint *order = tape_groups_sort (&state->by.table, run->universe, TAPE_KEY_COUNTRY);

  for (guint i = 0; i < state->by.table.n; i++)
    {
      const TapeKey *key = tape_key_table_key (&state->by.table, order[i]);
      const TapeGroupGrowth *group = tape_key_table_value (&state->by.table, order[i]);

      tape_groups_add_names (result, run->universe, key, TAPE_KEY_COUNTRY);
      tape_analysis_result_add_integer (result, key->time);
      tape_analysis_result_add_integer (result, group->growing);
      tape_analysis_result_add_integer (result, group->members);
      tape_analysis_result_add_number (result, (double)group->growing / group->members);
    }
  return result;
}

const TapeAnalysis tape_analysis_industry_growth = {
  .name = "industry-growth",
  .title = N_ ("Growth by industry"),
  .summary = N_ ("How much the members of each industry that traded on a day grew, on average."),
  .options = TAPE_OPTION_SPAN | TAPE_OPTION_WEIGHT,
  .uses_growth = TRUE,
  .state_size = sizeof (State),
  .begin = begin_industry,
  .add_day = add_day,
  .finish = finish,
  .clear = tape_group_table_clear,
};

const TapeAnalysis tape_analysis_technology_growth = {
  .name = "technology-growth",
  .title = N_ ("Growth by technology"),
  .summary
  = N_ ("How much the members of each technology that traded on a day grew, on average; one may be in several."),
  .options = TAPE_OPTION_SPAN | TAPE_OPTION_WEIGHT,
  .uses_growth = TRUE,
  .state_size = sizeof (State),
  .begin = begin_technology,
  .add_day = add_day,
  .finish = finish,
  .clear = tape_group_table_clear,
};

const TapeAnalysis tape_analysis_country_growth = {
  .name = "country-growth",
  .title = N_ ("Growth by country"),
  .summary = N_ ("How many members of each country grew on a day, of how many that traded."),
  .options = TAPE_OPTION_SPAN,
  .uses_growth = TRUE,
  .state_size = sizeof (State),
  .begin = begin_country,
  .add_day = add_day,
  .finish = finish_country,
  .clear = tape_group_table_clear,
};
