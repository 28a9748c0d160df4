/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The forms of one indicator: running and over arrays, at every stride, from a state that was copied or stored, on streams and
 * on real days. */

#include "../support/lean.h"
#include "indicator-oracle.h"

#include <math.h>
#include <string.h>

#define N_BARS (100 + LEAN (400))

typedef void (*Check) (const TapeIndicator *indicator, const TapeIndicatorBar *bars, gsize n);

static void
for_each (const char *const *texts, Check check)
{
  guint32 seed = (guint32)g_test_rand_int ();

  g_test_message ("seed %u", seed);
  for (guint i = 0; texts[i] != NULL; i++)
    for (IndicatorStream stream = 0; stream < N_STREAMS; stream++)
      {
        g_autoptr (GRand) random = g_rand_new_with_seed (seed);
        g_autofree TapeIndicatorBar *bars = indicator_stream_make (stream, N_BARS, random);
        g_autoptr (GError) error = NULL;
        TapeIndicator indicator;

        tape_indicator_parse (&indicator, texts[i], &error);
        g_assert_no_error (error);
        check (&indicator, bars, N_BARS);
      }
}

static gpointer
make_state (const TapeIndicator *indicator)
{
  return g_malloc0 (tape_indicator_state_size (indicator));
}

/* Values of all bars one after the other, as the running form says them. */
static double *
run_one_by_one (const TapeIndicator *indicator, const TapeIndicatorBar *bars, gsize n)
{
  double *values = g_new0 (double, n *TAPE_INDICATOR_OUTPUTS);
  g_autofree void *state = make_state (indicator);

  for (gsize i = 0; i < n; i++)
    tape_indicator_update (indicator, state, &bars[i], values + i * TAPE_INDICATOR_OUTPUTS);
  return values;
}

static void
assert_same (const TapeIndicator *indicator, double value, const double *values, gsize i, guint output)
{
  double other = values[i * TAPE_INDICATOR_OUTPUTS + output];

  if (memcmp (&value, &other, sizeof value) != 0 && !(isnan (value) && isnan (other)))
    g_error ("output %u of %s at bar %" G_GSIZE_FORMAT " is %.17g in one form and %.17g in the other", output,
             indicator->type->name, i, value, other);
}

/* The arrays that it does not need, it does not touch. */
static TapeIndicatorSeries
leave_out (const TapeIndicator *indicator, TapeIndicatorSeries series)
{
  guint needs = indicator->form->needs;

  series.open = NULL;
  series.start = needs & TAPE_INDICATOR_NEEDS_START ? series.start : NULL;
  series.close = needs & TAPE_INDICATOR_NEEDS_CLOSE ? series.close : NULL;
  series.volume = needs & TAPE_INDICATOR_NEEDS_VOLUME ? series.volume : NULL;
  series.date = needs & TAPE_INDICATOR_NEEDS_DATE ? series.date : NULL;
  if (!(needs & TAPE_INDICATOR_NEEDS_RANGE))
    series.high = series.low = NULL;
  return series;
}

static void
check_stride (
    const TapeIndicator *indicator, const IndicatorArrays *arrays, gsize n, gsize stride, const double *values)
{
  g_autofree void *state = make_state (indicator);
  g_autofree double *memory = g_new (double, stride *TAPE_INDICATOR_OUTPUTS);
  double *outputs[TAPE_INDICATOR_OUTPUTS] = { memory, memory + stride, memory + 2 * stride };

  for (gsize first = 0; first < n; first += stride)
    {
      gsize length = MIN (stride, n - first);
      TapeIndicatorSeries series = leave_out (indicator, indicator_arrays_from (arrays, first));

      tape_indicator_run (indicator, state, &series, length, outputs);
      for (guint output = 0; output < tape_indicator_count_outputs (indicator); output++)
        for (gsize i = 0; i < length; i++)
          assert_same (indicator, outputs[output][i], values, first + i, output);
    }
}

static void
check_strides (const TapeIndicator *indicator, const TapeIndicatorBar *bars, gsize n)
{
  static const gsize strides[] = { 1, 2, 3, 7, 100, N_BARS };
  g_autofree double *values = run_one_by_one (indicator, bars, n);
  g_auto (IndicatorArrays) arrays;

  indicator_arrays_init (&arrays, bars, n);
  for (gsize i = 0; i < G_N_ELEMENTS (strides); i++)
    check_stride (indicator, &arrays, n, strides[i], values);
}

static void
test_strides (void)
{
  for_each (indicator_oracle_all, check_strides);
  for_each (indicator_oracle_spans, check_strides);
}

/* Bars that may still be revised are tried on a copy that is thrown away; the state itself never sees them. */
static void
check_copies (const TapeIndicator *indicator, const TapeIndicatorBar *bars, gsize n)
{
  g_autofree double *values = run_one_by_one (indicator, bars, n);
  gsize size = tape_indicator_state_size (indicator);
  g_autofree char *settled = make_state (indicator);
  g_autofree char *head = g_malloc (size);

  for (gsize i = 0; i + 3 < n; i++)
    {
      double found[TAPE_INDICATOR_OUTPUTS];

      memcpy (head, settled, size);
      for (gsize j = i; j < i + 3; j++)
        {
          TapeIndicatorBar wrong = bars[j];

          wrong.close *= 1.5;
          wrong.high *= 2;
          tape_indicator_update (indicator, head, &wrong, found);
        }
      memcpy (head, settled, size);
      for (gsize j = i; j < i + 3; j++)
        {
          tape_indicator_update (indicator, head, &bars[j], found);
          for (guint output = 0; output < tape_indicator_count_outputs (indicator); output++)
            assert_same (indicator, found[output], values, j, output);
        }
      tape_indicator_update (indicator, settled, &bars[i], found);
    }
}

static void
test_copies (void)
{
  for_each (indicator_oracle_all, check_copies);
  for_each (indicator_oracle_spans, check_copies);
}

/* A state that is cleared knows nothing of what was. */
static void
check_cleared (const TapeIndicator *indicator, const TapeIndicatorBar *bars, gsize n)
{
  g_autofree void *state = make_state (indicator);
  g_autofree void *zeros = make_state (indicator);
  double values[TAPE_INDICATOR_OUTPUTS];

  for (gsize i = 0; i < n; i++)
    tape_indicator_update (indicator, state, &bars[i], values);
  g_assert_cmpint (memcmp (state, zeros, tape_indicator_state_size (indicator)), !=, 0);
  tape_indicator_clear_state (indicator, state);
  g_assert_cmpmem (state, tape_indicator_state_size (indicator), zeros, tape_indicator_state_size (indicator));
}

static void
test_cleared (void)
{
  for_each (indicator_oracle_all, check_cleared);
}

/* No bars: no values, and nothing is touched. */
static void
test_empty (void)
{
  const TapeIndicatorSeries nothing = { NULL };
  guint n_types;
  const TapeIndicatorType *const *types = tape_indicator_types (&n_types);

  for (guint i = 0; i < n_types; i++)
    {
      double *outputs[TAPE_INDICATOR_OUTPUTS] = { NULL };
      g_autofree char *state = NULL;
      TapeIndicator indicator;
      gsize size;

      g_assert_true (tape_indicator_parse (&indicator, types[i]->name, NULL));
      size = tape_indicator_state_size (&indicator);
      state = make_state (&indicator);
      tape_indicator_run (&indicator, state, &nothing, 0, outputs);
      tape_indicator_compute (&indicator, &nothing, 0, outputs);
      for (gsize j = 0; j < size; j++)
        g_assert_cmpint (state[j], ==, 0);
    }
}

/* --- Real days --- */

static gboolean
read_days (const char *symbol, GArray *bars)
{
  g_autofree char *path = g_build_filename (g_getenv ("TAPE_SHARED_DATA"), "daily", "ten-stocks-2013-2018.csv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (g_strchomp (lines[i]), ",", -1);
      TapeIndicatorBar bar;

      if (g_strv_length (fields) != 7 || strcmp (fields[6], symbol) != 0)
        continue;
      bar = (TapeIndicatorBar){ .start = bars->len * TAPE_DAY,
                                .open = g_ascii_strtod (fields[1], NULL),
                                .high = g_ascii_strtod (fields[2], NULL),
                                .low = g_ascii_strtod (fields[3], NULL),
                                .close = g_ascii_strtod (fields[4], NULL),
                                .volume = g_ascii_strtod (fields[5], NULL),
                                .date = (gint32)bars->len / 5 };
      g_array_append_val (bars, bar);
    }
  return TRUE;
}

static void
check_real (const TapeIndicator *indicator, const TapeIndicatorBar *bars, gsize n)
{
  g_autofree double *values = run_one_by_one (indicator, bars, n);

  for (gsize i = 0; i < n; i += 1 + i / 50)
    indicator_oracle_check (indicator, bars, i, values + i * TAPE_INDICATOR_OUTPUTS);
}

static void
test_real (void)
{
  static const char *const symbols[] = { "AAPL", "AMZN", "JPM" };

  for (guint s = 0; s < G_N_ELEMENTS (symbols); s++)
    {
      g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (TapeIndicatorBar));

      if (!read_days (symbols[s], bars))
        {
          g_test_skip ("../shared/data is not there");
          return;
        }
      if (s == 0)
        g_assert_cmpuint (bars->len, >, 1000);
      for (guint i = 0; indicator_oracle_all[i] != NULL; i++)
        {
          TapeIndicator indicator;

          g_assert_true (tape_indicator_parse (&indicator, indicator_oracle_all[i], NULL));
          check_real (&indicator, (const TapeIndicatorBar *)(void *)bars->data, bars->len);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/indicators/forms/strides", test_strides);
  g_test_add_func ("/indicators/forms/copied-state", test_copies);
  g_test_add_func ("/indicators/forms/cleared-state", test_cleared);
  g_test_add_func ("/indicators/forms/empty", test_empty);
  g_test_add_func ("/indicators/forms/real-days", test_real);
  return g_test_run ();
}
