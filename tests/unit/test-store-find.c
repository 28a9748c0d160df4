/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Trades found by id, by instrument and by time, in sections that are full and in one that is not: against all that was
 * stored. */

#include <string.h>

#include "../support/store-fixture.h"
#include "store/tape-section.h"

#define TRADES      (TAPE_SECTION_TRADES + 20000)
#define INSTRUMENTS 100
#define START       G_GINT64_CONSTANT (1381147200000000)

typedef struct
{
  TapeBatch *batch; /* all that was stored; arrivals from 1 on */
  GPtrArray *ids;   /* each trade's, as text */
} Stored;

/* One in seven has none, half of the others a text; some ids are there many times, some are numbers that are texts. */
static char *
make_id (guint i)
{
  switch (i % 7)
    {
    case 0:
      return NULL;
    case 1:
    case 2:
      return g_strdup_printf ("%u", i);
    case 3:
      return g_strdup_printf ("%u", i % 1000);
    case 4:
      return g_strdup_printf ("0%u", i);
    default:
      return g_strdup_printf ("trade/%08x/%u", i * 2654435761u, i % 5 == 0 ? i % 100 : i);
    }
}

static void
store_all (StoreFixture *fixture, Stored *stored)
{
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  g_autoptr (GError) error = NULL;
  gint64 arrival = 1;

  store_intern_instruments (universe, INSTRUMENTS);
  stored->ids = g_ptr_array_new_with_free_func (g_free);
  stored->batch = tape_batch_new (TAPE_BATCH_TRADES, TRADES);
  for (guint i = 0; i < TRADES; i++)
    {
      TapeTrade *trade = tape_batch_add_trade (stored->batch);
      char *id = make_id (i + 1);

      trade->event_time = START + i * TAPE_MILLISECOND - g_test_rand_int_range (0, 5) * TAPE_SECOND;
      trade->receive_time = trade->event_time + (i % 3 == 0 ? TAPE_MILLISECOND : 0);
      trade->instrument = (guint32)g_test_rand_int_range (0, INSTRUMENTS);
      trade->price = 1 + i % 100;
      trade->quantity = i;
      trade->source = 1;
      if (id != NULL)
        tape_batch_set_trade_id (stored->batch, trade, id, strlen (id));
      g_ptr_array_add (stored->ids, id);
    }
  store_commit_add_batch (commit, tape_batch_ref (stored->batch), &arrival);
  tape_writer_commit (writer, commit, &error);
  g_assert_no_error (error);
}

static void
stored_clear (Stored *stored)
{
  g_ptr_array_unref (stored->ids);
  tape_batch_unref (stored->batch);
}

typedef struct
{
  const Stored *stored;
  const TapeRowSpan *span;
  guint n_wanted; /* found, of those that were wanted */
  guint n_others;
  double last; /* quantity of the last one: they are in order */
} Found;

static gboolean
is_wanted (const TapeRowSpan *span, const TapeTrade *trade, const char *id)
{
  gboolean wanted = trade->event_time >= span->from && trade->event_time < span->to && span->n_instruments == 0;

  for (guint i = 0; i < span->n_instruments && !wanted; i++)
    wanted
        = trade->event_time >= span->from && trade->event_time < span->to && trade->instrument == span->instruments[i];
  return wanted && (span->id == NULL || g_strcmp0 (span->id, id) == 0);
}

static gboolean
take (const TapeTrade *trade, const char *text, gpointer data)
{
  Found *found = data;
  guint i = (guint)trade->quantity;
  const TapeTrade *given = &found->stored->batch->trades[i];

  g_assert_cmpfloat (trade->quantity, >, found->last);
  found->last = trade->quantity;
  g_assert_cmpint (trade->event_time, ==, given->event_time);
  g_assert_cmpint (trade->receive_time, ==, given->receive_time);
  g_assert_cmpuint (trade->instrument, ==, given->instrument);
  g_assert_cmpuint (trade->flags, ==, given->flags);
  if (text != NULL)
    g_assert_cmpstr (text, ==, g_ptr_array_index (found->stored->ids, i));
  if (is_wanted (found->span, trade, g_ptr_array_index (found->stored->ids, i)))
    found->n_wanted++;
  else
    found->n_others++;
  return TRUE;
}

/* Returns how many others came too. */
static guint
check (TapeReader *reader, const Stored *stored, const TapeRowSpan *span)
{
  Found found = { .stored = stored, .span = span, .last = -1 };
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_assert_true (tape_reader_each_trade (reader, span, take, NULL, &found, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < TRADES; i++)
    n += is_wanted (span, &stored->batch->trades[i], g_ptr_array_index (stored->ids, i));
  g_assert_cmpuint (found.n_wanted, ==, n);
  return found.n_others;
}

static void
test_by_id (StoreFixture *fixture, gconstpointer data)
{
  static const char *const absent[] = { "nothing", "1.5", "00", "99999999999999999999", "é" };
  g_autoptr (TapeReader) reader = NULL;
  Stored stored;

  store_all (fixture, &stored);
  reader = store_fixture_open_reader (fixture);
  for (guint i = 1; i < TRADES; i += 701)
    if (g_ptr_array_index (stored.ids, i) != NULL)
      {
        const guint32 instrument = (guint32)g_test_rand_int_range (0, INSTRUMENTS);
        TapeRowSpan span = { .from = G_MININT64, .to = G_MAXINT64, .id = g_ptr_array_index (stored.ids, i) };

        g_assert_cmpuint (check (reader, &stored, &span), ==, 0);
        span.from = START + 20 * TAPE_SECOND;
        check (reader, &stored, &span);
        span.instruments = &instrument;
        span.n_instruments = 1;
        check (reader, &stored, &span);
      }
  for (guint i = 0; i < G_N_ELEMENTS (absent); i++)
    {
      const TapeRowSpan span = { .from = G_MININT64, .to = G_MAXINT64, .id = absent[i] };

      g_assert_cmpuint (check (reader, &stored, &span), ==, 0);
    }
  stored_clear (&stored);
}

/* Few instruments are gone to; of a full section no other trade is read. */
static void
test_by_instrument (StoreFixture *fixture, gconstpointer data)
{
  guint32 instruments[INSTRUMENTS];
  g_autoptr (TapeReader) reader = NULL;
  Stored stored;

  store_all (fixture, &stored);
  reader = store_fixture_open_reader (fixture);
  for (guint i = 0; i < INSTRUMENTS; i++)
    instruments[i] = (i * 37) % INSTRUMENTS;
  for (guint n = 0; n <= INSTRUMENTS; n += n < 4 ? 1 : 24)
    {
      TapeRowSpan span = { .from = G_MININT64, .to = G_MAXINT64, .instruments = instruments, .n_instruments = n };
      guint n_others = check (reader, &stored, &span);

      if (n > 0 && n < 4)
        g_assert_cmpuint (n_others, <=, TRADES - TAPE_SECTION_TRADES + 1);
      span.from = START + 50 * TAPE_SECOND;
      span.to = START + 70 * TAPE_SECOND;
      check (reader, &stored, &span);
    }
  stored_clear (&stored);
}

static gboolean
take_three (const TapeTrade *trade, const char *text, gpointer data)
{
  return ++*(guint *)data < 3;
}

static void
test_enough (StoreFixture *fixture, gconstpointer data)
{
  const guint32 instrument = 1;
  const TapeRowSpan span = { .from = G_MININT64, .to = G_MAXINT64, .instruments = &instrument, .n_instruments = 1 };
  g_autoptr (TapeReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;
  Stored stored;

  store_all (fixture, &stored);
  reader = store_fixture_open_reader (fixture);
  g_assert_false (tape_reader_each_trade (reader, &span, take_three, NULL, &n, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 3);
  check (reader, &stored, &span);
  stored_clear (&stored);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/find/by-id", test_by_id);
  STORE_TEST ("/store/find/by-instrument", test_by_instrument);
  STORE_TEST ("/store/find/enough", test_enough);
  return g_test_run ();
}
