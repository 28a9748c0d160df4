/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bars that still change lie apart from those that do not. Whoever reads sees every bar once, as it was committed last,
 * whatever came in which order and wherever it lies. */

#include <glib/gstdio.h>
#include <math.h>

#include "../support/store-fixture.h"
#include "store/tape-salvage.h"
#include "store/tape-totals.h"

enum
{
  N_INSTRUMENTS = 20,
  N_MINUTES = 60,
  N_COMMITS = 120,
  N_BARS = 40, /* at most, of a commit */
};

static const gint64 begin = G_GINT64_CONSTANT (1381147200) * TAPE_SECOND;

/* What is stored, the plain way: NaN open where there is no bar. */
typedef struct
{
  TapeBarTotals bars[N_INSTRUMENTS][2][N_MINUTES]; /* by instrument, minute or day, start */
} Model;

static guint32
get_length (guint kind)
{
  return kind == 0 ? TAPE_BAR_MINUTE : TAPE_BAR_DAY;
}

static void
clear_model (Model *model)
{
  for (guint i = 0; i < N_INSTRUMENTS; i++)
    for (guint kind = 0; kind < 2; kind++)
      for (guint j = 0; j < N_MINUTES; j++)
        model->bars[i][kind][j].bar.open = NAN;
}

static TapeBarTotals
make_bar (GRand *random, guint32 instrument, guint kind, guint place, guint32 revision)
{
  TapeBarTotals totals;
  TapeTrade trade = { .instrument = instrument };

  tape_totals_start (&totals, instrument, get_length (kind), begin + place * get_length (kind) * TAPE_SECOND);
  for (int n = g_rand_int_range (random, 1, 6); n > 0; n--)
    {
      trade.event_time = totals.bar.start + g_rand_int_range (random, 0, TAPE_MINUTE);
      trade.price = g_rand_int_range (random, 1, 100000) / 100.0;
      trade.quantity = g_rand_int_range (random, 0, 1000);
      trade.side = (guint8)g_rand_int_range (random, 0, TAPE_N_SIDES);
      tape_totals_add (&totals, NULL, &trade);
    }
  totals.bar.revision = revision;
  return totals;
}

/* Mostly the newest, some that come late, now and then one of a source. */
static void
add_random_bar (TapeCommit *commit, TapeBatch *batch, GRand *random, guint now)
{
  guint32 instrument = (guint32)g_rand_int_range (random, 0, N_INSTRUMENTS);
  guint kind = g_rand_double (random) < 0.3;
  guint place
      = g_rand_double (random) < 0.7 ? now : (guint)g_rand_int_range (random, 0, (gint32)MIN (now + 3, N_MINUTES));
  TapeBarTotals totals = make_bar (random, instrument, kind, place, (guint32)g_rand_int_range (random, 0, 3));

  if (kind == 1 || g_rand_double (random) < 0.9)
    {
      g_array_append_val (commit->bars, totals);
      return;
    }
  totals.bar.count = 0;
  totals.bar.source = 1;
  *tape_batch_add_bar (batch) = totals.bar;
}

static TapeBarTotals *
find (Model *model, const TapeBar *bar)
{
  return &model->bars[bar->instrument][bar->length == TAPE_BAR_DAY][(bar->start - begin) / (bar->length * TAPE_SECOND)];
}

/* A batch's bars come before those that the engine made. */
static void
put_commit (Model *model, const TapeCommit *commit, const TapeBatch *batch)
{
  for (guint i = 0; i < batch->n_bars; i++)
    {
      const TapeBar *bar = &batch->bars[i];
      TapeBarTotals *stored = find (model, bar);

      if (isnan (stored->bar.open) || stored->bar.count == 0)
        *stored = (TapeBarTotals){ .bar = *bar, .open_time = TAPE_NO_TIME, .close_time = TAPE_NO_TIME };
    }
  for (guint i = 0; i < commit->bars->len; i++)
    {
      const TapeBarTotals *totals = &g_array_index (commit->bars, TapeBarTotals, i);

      *find (model, &totals->bar) = *totals;
    }
}

static void
commit_random (TapeWriter *writer, Model *model, GRand *random, guint now)
{
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  g_autoptr (GError) error = NULL;
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_BARS, 0);
  gint64 arrival = 1;

  for (int n = g_rand_int_range (random, 1, N_BARS); n > 0; n--)
    add_random_bar (commit, batch, random, now);
  put_commit (model, commit, batch);
  store_commit_add_batch (commit, batch, &arrival);
  g_assert_true (tape_writer_commit (writer, commit, &error));
  g_assert_no_error (error);
}

static void
keep_totals (const TapeBarTotals *totals, gpointer data)
{
  g_array_append_vals (data, totals, 1);
}

static void
assert_totals (const TapeBarTotals *totals, const TapeBarTotals *wanted)
{
  store_assert_bar (&totals->bar, &wanted->bar);
  g_assert_cmpint (totals->open_time, ==, wanted->open_time);
  g_assert_cmpint (totals->close_time, ==, wanted->close_time);
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    {
      g_assert_cmpuint (totals->sides[side].count, ==, wanted->sides[side].count);
      if (wanted->sides[side].count > 0)
        g_assert_cmpmem (&totals->sides[side], sizeof (TapeTally), &wanted->sides[side], sizeof (TapeTally));
    }
}

static void
assert_bars_of (TapeReader *reader, const Model *model, guint32 instrument, guint kind)
{
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  g_autoptr (GError) error = NULL;
  guint n = 0;

  tape_reader_get_bars (reader, instrument, get_length (kind), G_MININT64, G_MAXINT64, G_MAXUINT, bars, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_MINUTES; i++)
    if (!isnan (model->bars[instrument][kind][i].bar.open))
      {
        g_assert_cmpuint (n, <, bars->len);
        store_assert_bar (&g_array_index (bars, TapeBar, n++), &model->bars[instrument][kind][i].bar);
      }
  g_assert_cmpuint (n, ==, bars->len);
}

static void
assert_stored (TapeReader *reader, const Model *model)
{
  for (guint kind = 0; kind < 2; kind++)
    {
      g_autoptr (GArray) totals = g_array_new (FALSE, FALSE, sizeof (TapeBarTotals));
      g_autoptr (GError) error = NULL;
      guint n = 0;

      tape_reader_each_totals (reader, get_length (kind), G_MININT64, G_MAXINT64, keep_totals, totals, NULL, &error);
      g_assert_no_error (error);
      for (guint32 instrument = 0; instrument < N_INSTRUMENTS; instrument++)
        {
          assert_bars_of (reader, model, instrument, kind);
          for (guint i = 0; i < N_MINUTES; i++)
            if (!isnan (model->bars[instrument][kind][i].bar.open))
              {
                g_assert_cmpuint (n, <, totals->len);
                assert_totals (&g_array_index (totals, TapeBarTotals, n++), &model->bars[instrument][kind][i]);
              }
        }
      g_assert_cmpuint (n, ==, totals->len);
    }
}

static TapeWriter *
open_writer (StoreFixture *fixture)
{
  g_autoptr (TapeUniverse) universe = NULL;
  TapeWriter *writer = store_fixture_open_writer (fixture, &universe);

  store_intern_instruments (universe, N_INSTRUMENTS);
  return writer;
}

static void
test_random (StoreFixture *fixture, gconstpointer data)
{
  g_autofree Model *model = g_new0 (Model, 1);
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32)g_test_rand_int ());
  g_autoptr (TapeWriter) writer = open_writer (fixture);
  gint64 most = 0;

  clear_model (model);
  for (guint i = 0; i < N_COMMITS; i++)
    {
      g_autoptr (TapeReader) reader = NULL;

      if (i % 37 == 36) /* now and then it begins anew */
        {
          tape_writer_free (writer);
          g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM open_bars"), ==, 0);
          writer = open_writer (fixture);
        }
      commit_random (writer, model, random, i * N_MINUTES / N_COMMITS);
      reader = store_fixture_open_reader (fixture);
      assert_stored (reader, model);
      most = MAX (most, store_fixture_get_number (fixture, "SELECT count (*) FROM open_bars"));
      g_assert_cmpint (store_fixture_get_number (fixture,
                                                 "SELECT count (*) - count (DISTINCT instrument || ' ' || length "
                                                 "|| ' ' || start) FROM all_bars"),
                       ==, 0);
    }
  g_assert_cmpint (most, >, N_INSTRUMENTS);
  g_assert_cmpint (most, <, 4 * N_INSTRUMENTS);
}

/* What was rolled back is forgotten. */
static void
test_rolled_back (StoreFixture *fixture, gconstpointer data)
{
  g_autofree Model *model = g_new0 (Model, 1);
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32)g_test_rand_int ());
  g_autoptr (TapeWriter) writer = open_writer (fixture);
  g_autoptr (TapeReader) reader = NULL;

  clear_model (model);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (TapeCommit) broken = tape_commit_new ();
      g_autoptr (GError) error = NULL;
      TapeBarTotals totals = make_bar (random, 0, 0, i, 0), wrong = totals;

      commit_random (writer, model, random, i);
      wrong.bar.open = NAN; /* no column takes it */
      g_array_append_val (broken->bars, totals);
      wrong.bar.instrument = 1;
      g_array_append_val (broken->bars, wrong);
      g_assert_false (tape_writer_commit (writer, broken, &error));
      g_assert_nonnull (error);
    }
  reader = store_fixture_open_reader (fixture);
  assert_stored (reader, model);
}

static gint64
get_last_time (TapeReader *reader, guint32 instrument)
{
  g_autoptr (GError) error = NULL;
  gint64 time = tape_reader_get_last_time (reader, instrument, NULL, &error);

  g_assert_no_error (error);
  return time;
}

static void
test_ends (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (TapeWriter) writer = open_writer (fixture);
  g_autoptr (TapeReader) reader = NULL;
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  const TapeBarTotals totals = make_bar (random, 3, 0, 7, 0);
  gint64 first, last;

  g_array_append_val (commit->bars, totals);
  g_assert_true (tape_writer_commit (writer, commit, NULL));
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM bars"), ==, 0);
  reader = store_fixture_open_reader (fixture);
  g_assert_cmpint (get_last_time (reader, 3), ==, totals.bar.start);
  g_assert_cmpint (get_last_time (reader, 4), ==, TAPE_NO_TIME);
  g_assert_true (tape_reader_get_span (reader, &first, &last, NULL, NULL));
  g_assert_cmpint (first, ==, totals.bar.start);
  g_assert_cmpint (last, ==, totals.bar.start);
}

static void
copy_file (const char *from, const char *to, const char *end)
{
  g_autofree char *source = g_strconcat (from, end, NULL);
  g_autofree char *copy = g_strconcat (to, end, NULL);
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (source, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (copy, bytes, (gssize)length, NULL));
}

/* As they lie there when the writer is killed. */
static void
test_saved (StoreFixture *fixture, gconstpointer data)
{
  g_autofree Model *model = g_new0 (Model, 1);
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32)g_test_rand_int ());
  g_autoptr (TapeWriter) writer = open_writer (fixture);
  g_autofree char *copy = g_build_filename (fixture->folder, "copy.db", NULL);
  g_autofree char *saved = g_build_filename (fixture->folder, "saved.db", NULL);
  StoreFixture after = { .path = saved };
  g_autoptr (TapeReader) reader = NULL;
  g_auto (TapeSalvageReport) report = { 0 };
  g_autoptr (GError) error = NULL;

  clear_model (model);
  for (guint i = 0; i < N_MINUTES; i++)
    commit_random (writer, model, random, i);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM open_bars"), >, N_INSTRUMENTS);
  copy_file (fixture->path, copy, "");
  copy_file (fixture->path, copy, "-wal");
  tape_salvage_run (copy, saved, NULL, &report, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (store_fixture_get_number (&after, "SELECT count (*) FROM open_bars"), ==, 0);
  reader = store_fixture_open_reader (&after);
  assert_stored (reader, model);
}

static void
test_from_schema_6 (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *sql_path = g_test_build_filename (G_TEST_DIST, "unit", "databases", "schema-6.sql", NULL);
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *sql = NULL;
  gint64 bars;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_get_contents (sql_path, &sql, NULL, NULL));
  store_fixture_exec (fixture->path, sql);
  bars = store_fixture_get_number (fixture, "SELECT count (*) FROM bars");
  g_assert_cmpint (bars, >, 0);
  tape_writer_free (store_fixture_open_writer (fixture, NULL));
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM all_bars"), ==, bars);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM open_bars"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/open-bars/random", test_random);
  STORE_TEST ("/store/open-bars/rolled-back", test_rolled_back);
  STORE_TEST ("/store/open-bars/ends", test_ends);
  STORE_TEST ("/store/open-bars/saved-of-a-damaged-database", test_saved);
  STORE_TEST ("/store/open-bars/from-schema-6", test_from_schema_6);
  return g_test_run ();
}
