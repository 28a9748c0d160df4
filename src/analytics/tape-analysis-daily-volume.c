/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was traded of each instrument on each day. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "analytics/tape-analysis-groups.h"
#include "analytics/tape-analysis-private.h"

typedef struct
{
  double volume;
  double turnover;
} Volume;

typedef struct
{
  TapeKeyTable table; /* of Volume, by date and instrument */
} State;

static void
begin (TapeAnalysisRun *run)
{
  State *state = run->state;

  tape_key_table_init (&state->table, sizeof (Volume), 1);
}

static void
add_day (TapeAnalysisRun *run, const TapeInstrumentDay *day)
{
  State *state = run->state;
  TapeKey key = { day->date, day->instrument, TAPE_NO_TECHNOLOGY, TAPE_N_SIDES };
  gboolean created;
  Volume *volume = tape_key_table_ensure (&state->table, &key, &created);

  *volume = (Volume){ day->volume, day->turnover };
}

static TapeAnalysisResult *
finish (TapeAnalysisRun *run)
{
  State *state = run->state;
  const TapeColumn columns[] = {
    *tape_groups_get_column (TAPE_KEY_SYMBOL),         *tape_groups_get_column (TAPE_KEY_DAY),
    { "volume", N_ ("Volume"), TAPE_COLUMN_QUANTITY }, { "turnover", N_ ("Turnover"), TAPE_COLUMN_PRICE },
    { "currency", N_ ("Currency"), TAPE_COLUMN_TEXT },
  };
  TapeAnalysisResult *result = tape_analysis_result_new (run->universe, columns, G_N_ELEMENTS (columns));
  g_autofree guint *order = tape_groups_sort (&state->table, run->universe, TAPE_KEY_SYMBOL);

  for (guint i = 0; i < state->table.n; i++)
    {
      const TapeKey *key = tape_key_table_key (&state->table, order[i]);
      const Volume *volume = tape_key_table_value (&state->table, order[i]);

      tape_groups_add_names (result, run->universe, key, TAPE_KEY_SYMBOL);
      tape_analysis_result_add_integer (result, key->time);
      tape_analysis_result_add_number (result, volume->volume);
      tape_analysis_result_add_number (result, volume->turnover);
      tape_analysis_result_add_text (result, tape_universe_get (run->universe, key->instrument)->currency);
    }
  return result;
}

static void
clear (TapeAnalysisRun *run)
{
  State *state = run->state;

  tape_key_table_clear (&state->table);
}

const TapeAnalysis tape_analysis_daily_volume = {
  .name = "daily-volume",
  .title = N_ ("Volume by day"),
  .summary = N_ ("How much of each instrument was traded on each day, and for how much money."),
  .options = TAPE_OPTION_SPAN,
  .state_size = sizeof (State),
  .begin = begin,
  .add_day = add_day,
  .finish = finish,
  .clear = clear,
};
