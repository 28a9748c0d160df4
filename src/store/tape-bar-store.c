/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-bar-store.h"

/* How many bars that do not change any more leave the open ones with a commit: as many as it has trades by this, one of so
 * many that wait, and these. */
enum
{
  SETTLE_BY_TRADES = 64,
  SETTLE_BY_WAITING = 16,
  SETTLE = 16,
};

/* @totals is NULL for a source's bar. */
typedef struct
{
  const TapeBar *bar;
  const TapeBarTotals *totals;
  guint order;
} OrderedBar;

gboolean
tape_bar_store_init (TapeBarStore *self, sqlite3 *db, GError **error)
{
  self->remove
      = tape_database_prepare (db, "DELETE FROM bars WHERE instrument = ? AND length = ? AND start = ?", error);
  return self->remove != NULL && tape_bar_insert_init (&self->bars, db, error)
         && tape_totals_insert_init (&self->totals, db, error) && tape_open_bars_init (&self->open, db, error);
}

void
tape_bar_store_clear (TapeBarStore *self)
{
  tape_bar_insert_clear (&self->bars);
  tape_totals_insert_clear (&self->totals);
  tape_open_bars_clear (&self->open);
  g_clear_pointer (&self->remove, sqlite3_finalize);
}

void
tape_bar_store_roll_back (TapeBarStore *self)
{
  tape_open_bars_forget (&self->open);
}

static void
add_bar (GArray *ordered, const TapeBar *bar, const TapeBarTotals *totals)
{
  const OrderedBar entry = { bar, totals, ordered->len };

  g_array_append_val (ordered, entry);
}

static int
compare_bars (gconstpointer a, gconstpointer b)
{
  const OrderedBar *left = a, *right = b;

  if (left->bar->instrument != right->bar->instrument)
    return left->bar->instrument < right->bar->instrument ? -1 : 1;
  if (left->bar->length != right->bar->length)
    return left->bar->length < right->bar->length ? -1 : 1;
  if (left->bar->start != right->bar->start)
    return left->bar->start < right->bar->start ? -1 : 1;
  return left->order < right->order ? -1 : 1;
}

/* In the order of both tables, so that each of their pages is written once: a year of days comes day by day, and lies
 * instrument by instrument. */
static GArray *
order_bars (const TapeCommit *commit)
{
  GArray *ordered = g_array_new (FALSE, FALSE, sizeof (OrderedBar));

  for (guint i = 0; i < commit->batches->len; i++)
    {
      const TapeBatch *batch = g_array_index (commit->batches, TapeCommitBatch, i).batch;

      for (guint j = 0; j < batch->n_bars; j++)
        add_bar (ordered, &batch->bars[j], NULL);
    }
  for (guint i = 0; i < commit->bars->len; i++)
    {
      const TapeBarTotals *totals = &g_array_index (commit->bars, TapeBarTotals, i);

      add_bar (ordered, &totals->bar, totals);
    }
  g_array_sort (ordered, compare_bars);
  return ordered;
}

static gboolean
store_bar (TapeBarStore *self, const OrderedBar *ordered, GError **error)
{
  const TapeBarTotals plain = { .bar = *ordered->bar, .open_time = TAPE_NO_TIME, .close_time = TAPE_NO_TIME };

  return tape_bar_insert_add (&self->bars, ordered->bar, error)
         && tape_totals_insert_add (&self->totals, ordered->totals != NULL ? ordered->totals : &plain, error);
}

/* Those that stay open no more, and those that never were. */
static gboolean
store_settled (TapeBarStore *self, GArray *settled, const GArray *taken, GError **error)
{
  for (guint i = 0; i < taken->len; i++)
    {
      const TapeBarTotals *totals = &g_array_index (taken, TapeBarTotals, i);

      add_bar (settled, &totals->bar, totals);
    }
  g_array_sort (settled, compare_bars);
  for (guint i = 0; i < settled->len; i++)
    if (!store_bar (self, &g_array_index (settled, OrderedBar, i), error))
      return FALSE;
  return tape_totals_insert_end (&self->totals, error);
}

/* Takes a bar out of the tables of those that do not change any more, if it is there. */
static gboolean
open_again (TapeBarStore *self, const TapeBar *bar, GError **error)
{
  sqlite3_bind_int64 (self->remove, 1, bar->instrument);
  sqlite3_bind_int64 (self->remove, 2, bar->length);
  sqlite3_bind_int64 (self->remove, 3, bar->start);
  if (!tape_database_run (self->remove, error))
    return FALSE;
  return sqlite3_changes (sqlite3_db_handle (self->remove)) == 0
         || tape_totals_insert_remove (&self->totals, bar, error);
}

/* The next bar of its instrument and length that is made of trades, if the commit has one. */
static const TapeBar *
find_next_made (const GArray *ordered, guint i)
{
  const OrderedBar *bars = (const OrderedBar *)(gpointer)ordered->data;

  for (guint j = i + 1; j < ordered->len && bars[j].bar->instrument == bars[i].bar->instrument
                        && bars[j].bar->length == bars[i].bar->length;
       j++)
    if (bars[j].totals != NULL)
      return bars[j].bar;
  return NULL;
}

static gboolean
place_bar (TapeBarStore *self, const GArray *ordered, guint i, gboolean has_trades, GArray *settled, GError **error)
{
  const OrderedBar *place = &g_array_index (ordered, OrderedBar, i);
  const TapeBar *next = place->totals != NULL || has_trades ? find_next_made (ordered, i) : NULL;

  if (next != NULL && next->start == place->bar->start)
    return TRUE;
  if (tape_open_bars_has (&self->open, place->bar))
    {
      if (place->totals != NULL)
        tape_open_bars_put (&self->open, place->totals);
      return TRUE;
    }
  if (place->totals == NULL || next != NULL || !tape_open_bars_is_newest (&self->open, place->bar))
    {
      g_array_append_val (settled, *place);
      return TRUE;
    }
  tape_open_bars_put (&self->open, place->totals);
  return open_again (self, place->bar, error);
}

static guint
choose_settling (TapeBarStore *self, const TapeCommit *commit)
{
  return SETTLE + (guint)(commit->weight / SETTLE_BY_TRADES) + self->open.waiting.length / SETTLE_BY_WAITING;
}

gboolean
tape_bar_store_put (TapeBarStore *self, const TapeCommit *commit, GError **error)
{
  g_autoptr (GArray) ordered = order_bars (commit);
  g_autoptr (GArray) settled = g_array_new (FALSE, FALSE, sizeof (OrderedBar));
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (TapeBarTotals));

  if (!tape_open_bars_load (&self->open, error))
    return FALSE;
  tape_totals_insert_begin (&self->totals);
  for (guint i = 0; i < ordered->len; i++)
    if (!place_bar (self, ordered, i, commit->bars->len > 0, settled, error))
      return FALSE;
  return tape_open_bars_take (&self->open, choose_settling (self, commit), G_MININT64, taken, error)
         && store_settled (self, settled, taken, error) && tape_open_bars_write (&self->open, error);
}

gboolean
tape_bar_store_needs_settling (TapeBarStore *self, gint64 ended, gboolean *needed, GError **error)
{
  *needed = FALSE;
  if (!tape_open_bars_load (&self->open, error))
    return FALSE;
  *needed = tape_open_bars_has_ended (&self->open, ended);
  return TRUE;
}

gboolean
tape_bar_store_settle (TapeBarStore *self, gint64 ended, GError **error)
{
  g_autoptr (GArray) settled = g_array_new (FALSE, FALSE, sizeof (OrderedBar));
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (TapeBarTotals));

  if (!tape_open_bars_load (&self->open, error))
    return FALSE;
  tape_totals_insert_begin (&self->totals);
  return tape_open_bars_take (&self->open, 0, ended, taken, error) && store_settled (self, settled, taken, error);
}
