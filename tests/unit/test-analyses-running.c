/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The running day and the stored ones: at many moments of a stream, the analyses of the bars that the engine has handed on
 * say what its frame says, to the last bit where both hold one number, to 1e-9 where both added up. */

#include <math.h>
#include <string.h>

#include "analytics/tape-analysis.h"
#include "engine-streams.h"

/* What a store would hold: the last of each bar. */
typedef struct
{
  TapeUniverse *universe;
  GArray *days; /* of TapeBarTotals */
} Stored;

static int
compare_days (gconstpointer a, gconstpointer b)
{
  const TapeBar *one = &((const TapeBarTotals *)a)->bar;
  const TapeBar *other = &((const TapeBarTotals *)b)->bar;

  if (one->instrument != other->instrument)
    return one->instrument < other->instrument ? -1 : 1;
  return one->start < other->start ? -1 : one->start > other->start;
}

static void
put_day (Stored *self, const TapeBarTotals *totals)
{
  for (guint i = 0; i < self->days->len; i++)
    {
      TapeBarTotals *old = &g_array_index (self->days, TapeBarTotals, i);

      if (compare_days (old, totals) != 0)
        continue;
      *old = *totals;
      return;
    }
  g_array_append_vals (self->days, totals, 1);
}

/* A source's bar is stored with its batch, unless there are trades of its day. */
static void
put_bar (Stored *self, const TapeBar *bar)
{
  TapeBarTotals totals = { .bar = *bar, .open_time = TAPE_NO_TIME, .close_time = TAPE_NO_TIME };

  for (guint i = 0; i < self->days->len; i++)
    if (compare_days (&g_array_index (self->days, TapeBarTotals, i), &totals) == 0
        && g_array_index (self->days, TapeBarTotals, i).bar.source == 0)
      return;
  put_day (self, &totals);
}

static void
take_commit (Stored *self, TapeEngine *engine)
{
  g_autoptr (TapeCommit) commit = tape_engine_take_commit (engine);

  for (guint i = 0; commit != NULL && i < commit->batches->len; i++)
    {
      const TapeBatch *batch = g_array_index (commit->batches, TapeCommitBatch, i).batch;

      for (guint j = 0; j < batch->n_bars; j++)
        put_bar (self, &batch->bars[j]);
    }
  for (guint i = 0; commit != NULL && i < commit->bars->len; i++)
    if (g_array_index (commit->bars, TapeBarTotals, i).bar.length == TAPE_BAR_DAY)
      put_day (self, &g_array_index (commit->bars, TapeBarTotals, i));
  g_array_sort (self->days, compare_days);
}

static TapeAnalysisResult *
analyze (Stored *self, TapeAnalysisQuery *query)
{
  g_autoptr (TapeAnalysisRun) run = tape_analysis_run_new (query, self->universe);

  for (guint i = 0; i < self->days->len; i++)
    tape_analysis_run_add_day (run, &g_array_index (self->days, TapeBarTotals, i));
  return tape_analysis_run_finish (run);
}

static void
init_query (TapeAnalysisQuery *query, const char *name)
{
  g_autoptr (GError) error = NULL;
  const TapeAnalysis *analysis = tape_analysis_lookup (name, &error);

  g_assert_no_error (error);
  tape_analysis_query_init (query, analysis);
}

static void
assert_close (double value, double wanted)
{
  g_assert_cmpfloat (fabs (value - wanted), <=, 1e-9 * fabs (wanted));
}

static guint32
find_instrument (Stored *self, const char *symbol)
{
  return tape_universe_lookup (self->universe, symbol, strlen (symbol));
}

static guint
check_movers (Stored *self, const TapeFrame *frame)
{
  TapeAnalysisQuery query;
  g_autoptr (TapeAnalysisResult) result = NULL;
  guint n = 0;

  init_query (&query, "movers");
  query.ranking = TAPE_RANKING_ACTIVE;
  result = analyze (self, &query);
  for (guint i = 0; i < frame->n_rows; i++)
    n += frame->rows[i].day != TAPE_NO_TIME && frame->rows[i].volume > 0;
  g_assert_cmpuint (tape_analysis_result_get_n_rows (result), ==, n);
  for (guint i = 0; i < n; i++)
    {
      const TapeFrameRow *row = &frame->rows[find_instrument (self, tape_analysis_result_get_text (result, i, 1))];

      g_assert_cmpfloat (tape_analysis_result_get_number (result, i, 3), ==, row->last);
      g_assert_cmpfloat (tape_analysis_result_get_number (result, i, 4), ==, row->growth);
      g_assert_cmpfloat (tape_analysis_result_get_number (result, i, 5), ==, row->volume);
    }
  return n;
}

/* Where the day of every instrument that is shown is of one date, its groups are those of that date. */
static gboolean
is_of_one_date (const TapeFrame *frame)
{
  for (guint i = 0; i < frame->n_rows; i++)
    if (frame->rows[i].day != TAPE_NO_TIME
        && (frame->rows[i].date == frame->market_day) != tape_frame_row_is_current (frame, &frame->rows[i]))
      return FALSE;
  return frame->market_day != TAPE_NO_DATE;
}

static guint
check_industries (Stored *self, const TapeFrame *frame)
{
  const TapeFrameGroup *groups = frame->groups[TAPE_GROUP_INDUSTRY];
  TapeAnalysisQuery query;
  g_autoptr (TapeAnalysisResult) result = NULL;
  gsize row = 0;

  init_query (&query, "industry-growth");
  query.span.from_date = query.span.to_date = frame->market_day;
  result = analyze (self, &query);
  for (; row < tape_analysis_result_get_n_rows (result); row++)
    for (guint i = 0; i < tape_group_count (TAPE_GROUP_INDUSTRY); i++)
      if (g_str_equal (tape_group_name (TAPE_GROUP_INDUSTRY, i), tape_analysis_result_get_text (result, row, 0)))
        {
          g_assert_cmpfloat (tape_analysis_result_get_number (result, row, 2), ==, groups[i].growth);
          g_assert_cmpint (tape_analysis_result_get_integer (result, row, 3), ==, groups[i].members);
          g_assert_cmpstr (tape_analysis_result_get_text (result, row, 4), ==, tape_base_name (groups[i].base));
        }
  return (guint)row;
}

static void
check_sides (Stored *self, const TapeFrame *frame)
{
  TapeAnalysisQuery query;

  init_query (&query, "pivot");
  query.rows = TAPE_KEY_SYMBOL | TAPE_KEY_SIDE;
  for (guint i = 0; i < frame->n_rows; i++)
    {
      const TapeFrameRow *row = &frame->rows[i];
      g_autoptr (TapeAnalysisResult) result = NULL;
      guint64 count = 0;

      if (row->day == TAPE_NO_TIME || row->count == 0)
        continue;
      query.span.from_date = query.span.to_date = row->date;
      result = analyze (self, &query);
      for (gsize j = 0; j < tape_analysis_result_get_n_rows (result); j++)
        {
          const char *side = tape_analysis_result_get_text (result, j, 1);
          const TapeFlow *flow = &row->flow[*side == 'b'   ? TAPE_SIDE_BUY
                                            : *side == 's' ? TAPE_SIDE_SELL
                                                           : TAPE_SIDE_UNKNOWN];

          if (find_instrument (self, tape_analysis_result_get_text (result, j, 0)) != i)
            continue;
          count += (guint64)tape_analysis_result_get_integer (result, j, 3);
          g_assert_cmpint (tape_analysis_result_get_integer (result, j, 3), ==, (gint64)flow->count);
          assert_close (tape_analysis_result_get_number (result, j, 4), flow->quantity);
          assert_close (tape_analysis_result_get_number (result, j, 5), flow->turnover);
        }
      g_assert_cmpuint (count, ==, row->count);
    }
}

static void
check_stream (const StreamSpec *spec, guint32 seed)
{
  const TapeEngineConfig config = { .lateness = 30 * TAPE_DAY, .trigger = TAPE_TRIGGER_DEFAULT };
  g_autoptr (TapeUniverse) universe = stream_universe ();
  g_autoptr (TapeEngine) engine = tape_engine_new (universe, &config);
  g_autoptr (GArray) stream = stream_new (universe, spec, seed);
  Stored stored = { universe, g_array_new (FALSE, FALSE, sizeof (TapeBarTotals)) };
  guint movers = 0, industries = 0;

  for (guint from = 0; from < stream->len;)
    {
      guint to = MIN (from + stream->len / 20 + 1, stream->len);
      g_autoptr (TapeFrame) frame = NULL;

      stream_feed (stream, from, to, 64, engine);
      from = to;
      take_commit (&stored, engine);
      frame = tape_engine_make_frame (engine);
      movers += check_movers (&stored, frame);
      check_sides (&stored, frame);
      if (is_of_one_date (frame))
        industries += check_industries (&stored, frame);
    }
  g_assert_cmpuint (movers, >, 50);
  g_assert_cmpuint (industries, >, 0);
  g_array_unref (stored.days);
}

static void
test_running (void)
{
  /* A Tuesday in October, for three days. */
  const gint64 start = tape_time_from_date (2024, 10, 8) * TAPE_DAY + 13 * TAPE_HOUR;
  StreamSpec spec
      = { .start = start, .gap = 5 * TAPE_SECOND, .spread = TAPE_MINUTE, .n = 3000, .n_sources = 2, .price = 100 };

  for (guint32 seed = 1; seed <= 3; seed++)
    {
      check_stream (&spec, seed);
      spec.daily_bars = !spec.daily_bars;
      spec.gap *= 5;
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analyses-running/same-as-stored", test_running);
  return g_test_run ();
}
