/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How many members of each country grew on a day, of those that traded. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "analytics/tape-analysis-groups.h"
#include "analytics/tape-analysis-private.h"

typedef struct
{
  TapeKeyTable table; /* of TapeGroupGrowth, by date and group */
  guint32 *groups;
} State;

static void
begin (TapeAnalysisRun *run)
{
  State *state = run->state;

  tape_key_table_init (&state->table, sizeof (TapeGroupGrowth), 1);
  state->groups = tape_groups_new (run->universe, TAPE_KEY_COUNTRY, FALSE);
}

static void
add_day (TapeAnalysisRun *run, const TapeInstrumentDay *day)
{
  State *state = run->state;
  TapeKey key = { day->date, state->groups[day->instrument], TAPE_NO_TECHNOLOGY, TAPE_N_SIDES };
  gboolean created;
  TapeGroupGrowth *group = tape_key_table_ensure (&state->table, &key, &created);

  tape_group_growth_add (group, day->growth, day->base, 1);
}

static TapeAnalysisResult *
finish (TapeAnalysisRun *run)
{
  State *state = run->state;
  const TapeColumn columns[] = {
    *tape_groups_get_column (TAPE_KEY_COUNTRY),       *tape_groups_get_column (TAPE_KEY_DAY),
    { "growing", N_ ("Growing"), TAPE_COLUMN_COUNT }, { "traded", N_ ("Traded"), TAPE_COLUMN_COUNT },
    { "share", N_ ("Share"), TAPE_COLUMN_FRACTION },
  };
  TapeAnalysisResult *result = tape_analysis_result_new (run->universe, columns, G_N_ELEMENTS (columns));
  g_autofree guint *order = tape_groups_sort (&state->table, run->universe, TAPE_KEY_COUNTRY);

  for (guint i = 0; i < state->table.n; i++)
    {
      const TapeKey *key = tape_key_table_key (&state->table, order[i]);
      const TapeGroupGrowth *group = tape_key_table_value (&state->table, order[i]);

      tape_groups_add_names (result, run->universe, key, TAPE_KEY_COUNTRY);
      tape_analysis_result_add_integer (result, key->time);
      tape_analysis_result_add_integer (result, group->growing);
      tape_analysis_result_add_integer (result, group->members);
      tape_analysis_result_add_number (result, (double)group->growing / group->members);
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

const TapeAnalysis tape_analysis_country_growth = {
  .name = "country-growth",
  .title = N_ ("Growth by country"),
  .summary = N_ ("How many members of each country grew on a day, of how many that traded."),
  .options = TAPE_OPTION_SPAN,
  .uses_growth = TRUE,
  .state_size = sizeof (State),
  .begin = begin,
  .add_day = add_day,
  .finish = finish,
  .clear = clear,
};
