/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>

void
store_fixture_set_up (StoreFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("tapeline-test-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "folder", "test.db", NULL);
}

void
store_remove_tree (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      store_remove_tree (child);
    }
  g_remove (path);
}

void
store_limit_files (guint64 bytes)
{
  struct rlimit limit;

  getrlimit (RLIMIT_FSIZE, &limit);
  limit.rlim_cur = bytes == G_MAXUINT64 ? RLIM_INFINITY : bytes;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

void
store_fixture_tear_down (StoreFixture *self, gconstpointer data)
{
  store_remove_tree (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

static gboolean
match_any (const TapeSource *source, const TapePosition *position, gpointer data)
{
  return TRUE;
}

TapeWriter *
store_fixture_open_writer (StoreFixture *self, TapeUniverse **universe)
{
  const TapeSource source = { .kind = (char *)"test", .name = (char *)"a test" };
  g_autoptr (TapeUniverse) own = tape_universe_new (FALSE);
  g_autoptr (GError) error = NULL;
  TapeWriter *writer = tape_writer_open (self->path, own, &error);
  TapePosition position;

  g_assert_no_error (error);
  if (tape_writer_find_source (writer, "test", match_any, NULL, &position, &error) == 0)
    tape_writer_put_source (writer, 0, &source, &error);
  g_clear_pointer (&position.state, g_bytes_unref);
  g_assert_no_error (error);
  if (universe != NULL)
    *universe = g_steal_pointer (&own);
  return writer;
}

TapeReader *
store_fixture_open_reader (StoreFixture *self)
{
  g_autoptr (GError) error = NULL;
  TapeReader *reader = tape_reader_open (self->path, &error);

  g_assert_no_error (error);
  return reader;
}

gint64
store_fixture_get_number (StoreFixture *self, const char *sql)
{
  sqlite3 *db;
  sqlite3_stmt *statement;
  gint64 number;

  g_assert_cmpint (sqlite3_open_v2 (self->path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return number;
}

void
store_fixture_exec (const char *path, const char *sql)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

void
store_commit_add_batch (TapeCommit *commit, TapeBatch *batch, gint64 *arrival)
{
  const TapeCommitBatch item = {
    .batch = batch,
    .first_arrival = *arrival,
    .n_stored = batch->n_trades,
    .first_duplicate = commit->duplicates->len,
  };

  g_array_append_val (commit->batches, item);
  *arrival += batch->n_trades;
}

TapeBatch *
store_batch_new (guint n, guint32 instrument, gint64 time, gint64 offset)
{
  const TapePosition position = { .source = 1, .offset = offset, .event_time = time };
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, n);

  for (guint i = 0; i < n; i++)
    {
      TapeTrade *trade = tape_batch_add_trade (batch);

      trade->event_time = trade->receive_time = time + i * TAPE_MILLISECOND;
      trade->instrument = instrument;
      trade->price = 100;
      trade->quantity = 1;
      trade->source = 1;
    }
  tape_batch_set_position (batch, &position);
  return batch;
}

void
store_intern_instruments (TapeUniverse *universe, guint n)
{
  for (guint i = tape_universe_count (universe); i < n; i++)
    {
      char symbol[16];

      g_assert_cmpuint (tape_universe_intern (universe, symbol, (gsize)g_snprintf (symbol, sizeof symbol, "T%u", i)),
                        ==, i);
    }
}

void
store_assert_bar (const TapeBar *bar, const TapeBar *wanted)
{
  g_assert_cmpint (bar->start, ==, wanted->start);
  g_assert_cmpuint (bar->length, ==, wanted->length);
  g_assert_cmpuint (bar->instrument, ==, wanted->instrument);
  g_assert_cmpfloat (bar->open, ==, wanted->open);
  g_assert_cmpfloat (bar->high, ==, wanted->high);
  g_assert_cmpfloat (bar->low, ==, wanted->low);
  g_assert_cmpfloat (bar->close, ==, wanted->close);
  g_assert_cmpfloat (bar->volume, ==, wanted->volume);
  g_assert_cmpfloat (bar->turnover, ==, wanted->turnover);
  g_assert_cmpfloat (bar->buys, ==, wanted->buys);
  g_assert_cmpfloat (bar->sells, ==, wanted->sells);
  g_assert_cmpuint (bar->count, ==, wanted->count);
  g_assert_cmpuint (bar->revision, ==, wanted->revision);
  g_assert_cmpuint (bar->source, ==, wanted->source);
}

TapeFiring *
store_firing_new (gint64 rule, const char *subject, gint64 serial, gint64 time)
{
  const TapeEvidence trade = { .time = time,
                               .source = 1,
                               .side = TAPE_SIDE_BUY,
                               .price = 105.25,
                               .quantity = 3,
                               .open = NAN,
                               .high = NAN,
                               .low = NAN,
                               .value = 0.0525 };
  TapeFiring *firing = tape_firing_new ();

  firing->rule = rule;
  firing->text = g_strdup_printf ("%s rises 5 %% against previous close", subject);
  firing->subject = g_strdup (subject);
  firing->instrument = 0;
  firing->serial = serial;
  firing->direction = 1;
  firing->value = 0.0525;
  firing->before = 0.0499;
  firing->threshold = 0.05;
  firing->price = 105.25;
  firing->baseline = 100;
  firing->baseline_time = time - TAPE_DAY;
  firing->event_time = time;
  firing->receive_time = time + 41 * TAPE_MILLISECOND;
  firing->fired_time = firing->receive_time + 300;
  firing->source = 1;
  g_array_append_val (firing->evidence, trade);
  return firing;
}

static gboolean
is_same (double number, double wanted)
{
  return memcmp (&number, &wanted, sizeof number) == 0 || (isnan (number) && isnan (wanted));
}

void
store_assert_firing (const TapeFiring *firing, const TapeFiring *wanted)
{
  g_autofree char *evidence = tape_evidence_format (firing->evidence);
  g_autofree char *wanted_evidence = tape_evidence_format (wanted->evidence);

  g_assert_cmpint (firing->rule, ==, wanted->rule);
  g_assert_cmpstr (firing->text, ==, wanted->text);
  g_assert_cmpstr (firing->subject, ==, wanted->subject);
  g_assert_cmpuint (firing->instrument, ==, wanted->instrument);
  g_assert_cmpint (firing->serial, ==, wanted->serial);
  g_assert_cmpint (firing->direction, ==, wanted->direction);
  g_assert_cmpuint (firing->flags, ==, wanted->flags);
  g_assert_true (is_same (firing->value, wanted->value));
  g_assert_true (is_same (firing->before, wanted->before));
  g_assert_true (is_same (firing->threshold, wanted->threshold));
  g_assert_true (is_same (firing->price, wanted->price));
  g_assert_true (is_same (firing->baseline, wanted->baseline));
  g_assert_cmpint (firing->baseline_time, ==, wanted->baseline_time);
  g_assert_cmpint (firing->event_time, ==, wanted->event_time);
  g_assert_cmpint (firing->receive_time, ==, wanted->receive_time);
  g_assert_cmpint (firing->fired_time, ==, wanted->fired_time);
  g_assert_cmpint (firing->held_since, ==, wanted->held_since);
  g_assert_cmpuint (firing->source, ==, wanted->source);
  g_assert_cmpuint (firing->fresh, ==, wanted->fresh);
  g_assert_cmpuint (firing->members, ==, wanted->members);
  g_assert_cmpstr (evidence, ==, wanted_evidence);
}
