/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Growth by industry and by technology: the mean of the members that traded on a day. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "analytics/tape-analysis-groups.h"
#include "analytics/tape-analysis-private.h"

typedef struct
{
  TapeKeyTable table; /* of TapeGroupGrowth, by date, group and technology */
  guint32 *groups;
  TapeKeys key;
} State;

static void
begin (TapeAnalysisRun *run, TapeKeys key)
{
  State *state = run->state;

  tape_key_table_init (&state->table, sizeof (TapeGroupGrowth), 1);
  state->groups = tape_groups_new (run->universe, key, run->query.weight == TAPE_WEIGHT_TURNOVER);
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
add_to (State *state, const TapeInstrumentDay *day, guint16 technology, double weight)
{
  TapeKey key = { day->date, state->groups[day->instrument], technology, TAPE_N_SIDES };
  gboolean created;
  TapeGroupGrowth *group = tape_key_table_ensure (&state->table, &key, &created);

  tape_group_growth_add (group, day->growth, day->base, weight);
}

static void
add_day (TapeAnalysisRun *run, const TapeInstrumentDay *day)
{
  State *state = run->state;
  double weight = run->query.weight == TAPE_WEIGHT_TURNOVER ? day->turnover : 1;
  guint64 technologies = tape_universe_get (run->universe, day->instrument)->technologies;

  if (isnan (weight))
    return;
  if (state->key == TAPE_KEY_INDUSTRY)
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
  g_autofree guint *order = tape_groups_sort (&state->table, run->universe, state->key);

  for (guint i = 0; i < state->table.n; i++)
    {
      const TapeKey *key = tape_key_table_key (&state->table, order[i]);
      TapeGroupGrowth *group = tape_key_table_value (&state->table, order[i]);
      const char *currency = tape_universe_get (run->universe, key->instrument)->currency;

      tape_group_growth_finish (group);
      tape_groups_add_names (result, run->universe, key, state->key);
      tape_analysis_result_add_integer (result, key->time);
      tape_analysis_result_add_number (result, group->growth);
      tape_analysis_result_add_integer (result, group->members);
      tape_analysis_result_add_text (result, tape_base_name (group->base));
      tape_analysis_result_add_text (result, run->query.weight == TAPE_WEIGHT_TURNOVER ? currency : NULL);
    }
  return result;
}

static void
clear (TapeAnalysisRun *run)
{
  State *state = run->state;

  tape_key_table_clear (&state->table);
  g_free (state->groups);
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
  .clear = clear,
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
  .clear = clear,
};
