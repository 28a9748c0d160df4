/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine-ledger.h"

#include <string.h>

Ledger *
ledger_new (void)
{
  Ledger *self = g_new0 (Ledger, 1);

  self->bars = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->state = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  self->trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->arrivals = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->dropped = g_array_new (FALSE, FALSE, sizeof (TapeDroppedTrade));
  self->firings = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_firing_free);
  return self;
}

void
ledger_free (Ledger *self)
{
  g_hash_table_unref (self->bars);
  g_hash_table_unref (self->state);
  g_array_unref (self->trades);
  g_ptr_array_unref (self->texts);
  g_array_unref (self->arrivals);
  g_array_unref (self->dropped);
  g_ptr_array_unref (self->firings);
  g_free (self);
}

static char *
make_key (guint32 first, guint32 second, gint64 time)
{
  return g_strdup_printf ("%u %u %" G_GINT64_FORMAT, first, second, time);
}

static void
take_bars (Ledger *self, const TapeCommit *commit)
{
  for (guint i = 0; i < commit->bars->len; i++)
    {
      const TapeBarTotals *totals = &g_array_index (commit->bars, TapeBarTotals, i);

      if (totals->bar.source == 0)
        g_hash_table_replace (self->bars, make_key (totals->bar.instrument, totals->bar.length, totals->bar.start),
                              g_memdup2 (totals, sizeof *totals));
    }
  g_array_append_vals (self->dropped, commit->dropped->data, commit->dropped->len);
}

static void
take_state (Ledger *self, const TapeCommit *commit)
{
  for (guint i = 0; i < commit->state->len; i++)
    {
      const TapeStateRow *row = &g_array_index (commit->state, TapeStateRow, i);
      g_autofree char *key = make_key (row->kind, row->instrument, row->time);

      if (row->length == 0)
        g_hash_table_remove (self->state, key);
      else
        g_hash_table_replace (self->state, g_steal_pointer (&key),
                              g_bytes_new (commit->state_data->data + row->offset, row->length));
    }
}

static void
take_trades (Ledger *self, const TapeCommit *commit)
{
  for (guint i = 0; i < commit->batches->len; i++)
    {
      const TapeCommitBatch *entry = &g_array_index (commit->batches, TapeCommitBatch, i);
      gint64 arrival = entry->first_arrival;
      guint next = 0;

      for (guint j = 0; j < entry->batch->n_trades; j++)
        {
          const TapeTrade *trade = &entry->batch->trades[j];
          gboolean text = (trade->flags & TAPE_TRADE_TEXT_ID) != 0;

          if (next < entry->n_duplicates
              && g_array_index (commit->duplicates, guint32, entry->first_duplicate + next) == j)
            {
              next++;
              continue;
            }
          g_array_append_val (self->trades, *trade);
          g_ptr_array_add (self->texts, text ? g_strdup (entry->batch->text + trade->id) : NULL);
          g_array_append_val (self->arrivals, arrival);
          arrival++;
        }
      g_assert_cmpuint (next, ==, entry->n_duplicates);
      g_assert_cmpint (arrival, ==, entry->first_arrival + entry->n_stored);
    }
}

void
ledger_take (Ledger *self, TapeEngine *engine)
{
  g_autoptr (TapeCommit) commit = tape_engine_take_commit (engine);

  if (commit != NULL)
    ledger_take_commit (self, commit);
}

void
ledger_take_commit (Ledger *self, const TapeCommit *commit)
{
  take_bars (self, commit);
  take_state (self, commit);
  take_trades (self, commit);
  for (guint i = 0; i < commit->firings->len; i++)
    g_ptr_array_add (self->firings, tape_firing_copy (g_ptr_array_index (commit->firings, i)));
}

static void
restore_rows (Ledger *self, TapeEngine *engine)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->state);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      g_auto (GStrv) parts = g_strsplit (key, " ", 3);
      g_autoptr (GError) error = NULL;
      TapeStateRow row = {
        .kind = (guint32)g_ascii_strtoull (parts[0], NULL, 10),
        .instrument = (guint32)g_ascii_strtoull (parts[1], NULL, 10),
        .time = g_ascii_strtoll (parts[2], NULL, 10),
        .length = (guint32)g_bytes_get_size (value),
      };

      g_assert_true (tape_engine_restore_row (engine, &row, g_bytes_get_data (value, NULL), &error));
      g_assert_no_error (error);
    }
}

void
ledger_restore (Ledger *self, TapeEngine *engine)
{
  restore_rows (self, engine);
  for (guint i = 0; i < self->trades->len; i++)
    {
      TapeTrade trade = g_array_index (self->trades, TapeTrade, i);

      if (trade.flags & TAPE_TRADE_TEXT_ID)
        trade.id = 0;
      if (trade.event_time < tape_engine_get_restore_time (engine)
          && g_array_index (self->arrivals, gint64, i) + TAPE_ENGINE_RESTORE_TRADES < (gint64)self->trades->len)
        continue;
      tape_engine_restore_trade (engine, &trade, g_ptr_array_index (self->texts, i),
                                 g_array_index (self->arrivals, gint64, i));
    }
  tape_engine_restored (engine);
}

static void
assert_same_bars (Ledger *self, Ledger *other)
{
  GHashTableIter iter;
  gpointer key, value;

  g_assert_cmpuint (g_hash_table_size (self->bars), ==, g_hash_table_size (other->bars));
  g_hash_table_iter_init (&iter, self->bars);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const TapeBarTotals *totals = value, *same_totals = g_hash_table_lookup (other->bars, key);
      const TapeBar *bar = &totals->bar, *same = &same_totals->bar;

      g_assert_nonnull (same_totals);
      g_assert_cmpmem (totals->sides, sizeof totals->sides, same_totals->sides, sizeof same_totals->sides);
      g_assert_cmpfloat (bar->open, ==, same->open);
      g_assert_cmpfloat (bar->high, ==, same->high);
      g_assert_cmpfloat (bar->low, ==, same->low);
      g_assert_cmpfloat (bar->close, ==, same->close);
      g_assert_cmpfloat (bar->volume, ==, same->volume);
      g_assert_cmpfloat (bar->turnover, ==, same->turnover);
      g_assert_cmpfloat (bar->buys, ==, same->buys);
      g_assert_cmpfloat (bar->sells, ==, same->sells);
      g_assert_cmpuint (bar->count, ==, same->count);
      g_assert_cmpuint (bar->revision, ==, same->revision);
    }
}

void
ledger_assert_equal (Ledger *self, Ledger *other, gboolean state)
{
  GHashTableIter iter;
  gpointer key, value;

  assert_same_bars (self, other);
  g_assert_cmpuint (self->trades->len, ==, other->trades->len);
  for (guint i = 0; i < self->trades->len; i++)
    {
      const TapeTrade *trade = &g_array_index (self->trades, TapeTrade, i);
      const TapeTrade *same = &g_array_index (other->trades, TapeTrade, i);

      g_assert_cmpint (trade->event_time, ==, same->event_time);
      g_assert_cmpfloat (trade->price, ==, same->price);
      g_assert_cmpstr (g_ptr_array_index (self->texts, i), ==, g_ptr_array_index (other->texts, i));
      g_assert_cmpint (g_array_index (self->arrivals, gint64, i), ==, g_array_index (other->arrivals, gint64, i));
    }
  if (!state)
    return;
  g_assert_cmpuint (g_hash_table_size (self->state), ==, g_hash_table_size (other->state));
  g_hash_table_iter_init (&iter, self->state);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      g_assert_nonnull (g_hash_table_lookup (other->state, key));
      g_assert_true (g_bytes_equal (value, g_hash_table_lookup (other->state, key)));
    }
}
