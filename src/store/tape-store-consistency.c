/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store/tape-store-consistency.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/tape-event.h"
#include "store/tape-block.h"
#include "store/tape-totals-strip.h"

typedef struct
{
  sqlite3 *db;
  TapeConsistencyFunc each;
  gpointer data;
} Check;

/* @what: is wrong, @n times */
static void
tell (Check *self, const char *table, gint64 n, const char *what)
{
  g_autofree char *problem = NULL;

  if (n == 0)
    return;
  problem = g_strdup_printf (_ ("%s: %" G_GINT64_FORMAT "."), what, n);
  self->each (table, problem, self->data);
}

/* --- What a row names. --- */

static gboolean
check_names (Check *self, GError **error)
{
  const struct
  {
    const char *table;
    const char *sql;
    const char *what;
  } checks[] = {
    { "instruments", "SELECT ifnull (max (id) + 1, 0) - count (*) FROM instruments",
      _ ("Numbers of instruments that are left out") },
    { "bars", "SELECT count (*) FROM bars WHERE instrument NOT IN (SELECT id FROM instruments)",
      _ ("Bars of no instrument") },
    { "bars", "SELECT count (*) FROM bars WHERE source > 0 AND source NOT IN (SELECT id FROM sources)",
      _ ("Bars of no source") },
    { "open_bars", "SELECT count (*) FROM open_bars WHERE instrument NOT IN (SELECT id FROM instruments)",
      _ ("Bars of no instrument") },
    { "open_bars", "SELECT count (*) FROM open_bars JOIN bars USING (instrument, length, start)",
      _ ("Bars that are twice there") },
    { "dropped",
      "SELECT count (*) FROM dropped WHERE NOT EXISTS (SELECT 1 FROM trades WHERE trades.arrival = "
      "dropped.arrival)",
      _ ("Rows of no trade") },
    { "rejected", "SELECT count (*) FROM rejected WHERE source NOT IN (SELECT id FROM sources)",
      _ ("Rows of no source") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      gint64 n;

      if (!tape_database_get_number (self->db, checks[i].sql, &n, error))
        return FALSE;
      tell (self, checks[i].table, n, checks[i].what);
    }
  return TRUE;
}

/* --- Trades and blocks. --- */

typedef struct
{
  GHashTable *sources;
  gint64 n_instruments;
  gint64 first, last, min_time, max_time; /* of the block; last below first: there is none yet */
  GByteArray *set;
  gint64 next; /* arrival that the next block may begin with */
  gint64 overlapping;
  gint64 uncovered;
  gint64 without_instrument;
  gint64 without_source;
} Trades;

static gboolean
load_sources (Check *self, Trades *trades, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = tape_database_prepare (self->db, "SELECT id FROM sources", error);

  if (statement == NULL)
    return FALSE;
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_hash_table_add (trades->sources, GUINT_TO_POINTER ((guint)sqlite3_column_int (statement, 0)));
  return tape_database_run (statement, error)
         && tape_database_get_number (self->db, "SELECT ifnull (max (id) + 1, 0) FROM instruments",
                                      &trades->n_instruments, error);
}

/* Goes on to the first block that ends at @arrival or behind it. */
static void
find_block (Trades *self, sqlite3_stmt *blocks, gint64 arrival)
{
  while (self->last < arrival && sqlite3_step (blocks) == SQLITE_ROW)
    {
      self->first = sqlite3_column_int64 (blocks, 0);
      self->last = sqlite3_column_int64 (blocks, 1);
      self->min_time = sqlite3_column_int64 (blocks, 2);
      self->max_time = sqlite3_column_int64 (blocks, 3);
      g_byte_array_set_size (self->set, 0);
      g_byte_array_append (self->set, sqlite3_column_blob (blocks, 4), (guint)sqlite3_column_bytes (blocks, 4));
      self->overlapping += self->first < self->next || self->last < self->first;
      self->next = self->last + 1;
    }
}

static void
check_trade (Trades *self, sqlite3_stmt *blocks, sqlite3_stmt *trade)
{
  gint64 arrival = sqlite3_column_int64 (trade, 0);
  gint64 time = sqlite3_column_int64 (trade, 1);
  gint64 instrument = sqlite3_column_int64 (trade, 2);

  find_block (self, blocks, arrival);
  self->uncovered += arrival < self->first || arrival > self->last || time < self->min_time || time > self->max_time
                     || !tape_block_set_has (self->set->data, self->set->len, (guint32)instrument);
  self->without_instrument += instrument < 0 || instrument >= self->n_instruments;
  self->without_source
      += !g_hash_table_contains (self->sources, GUINT_TO_POINTER ((guint)sqlite3_column_int (trade, 3)));
}

static gboolean
scan_trades (Check *self, Trades *trades, GError **error)
{
  g_autoptr (sqlite3_stmt) blocks = tape_database_prepare (
      self->db,
      "SELECT first_arrival, last_arrival, min_time, max_time, instruments FROM blocks ORDER BY first_arrival", error);
  g_autoptr (sqlite3_stmt) rows = tape_database_prepare (
      self->db, "SELECT arrival, event_time, instrument, source FROM trades ORDER BY arrival", error);
  int result;

  if (blocks == NULL || rows == NULL)
    return FALSE;
  while ((result = sqlite3_step (rows)) == SQLITE_ROW)
    check_trade (trades, blocks, rows);
  /* The blocks may end early, and not at their end. */
  return tape_database_done (rows, result, error) && tape_database_run (blocks, error);
}

static gboolean
check_trades (Check *self, GError **error)
{
  g_autoptr (GHashTable) sources = g_hash_table_new (NULL, NULL);
  g_autoptr (GByteArray) set = g_byte_array_new ();
  Trades trades = { .sources = sources, .set = set, .last = -1, .next = G_MININT64 };

  if (!load_sources (self, &trades, error) || !scan_trades (self, &trades, error))
    return FALSE;
  tell (self, "trades", trades.without_instrument, _ ("Trades of no instrument"));
  tell (self, "trades", trades.without_source, _ ("Trades of no source"));
  tell (self, "blocks", trades.uncovered, _ ("Trades that no block finds"));
  tell (self, "blocks", trades.overlapping, _ ("Blocks that begin in others"));
  return TRUE;
}

/* --- Bars and totals. Trades that came too late for a bar are added to its totals before retention removes them. --- */

typedef struct
{
  sqlite3_stmt *find;
  gboolean folded;  /* retention has added trades to totals whose bars lack them */
  gint64 n;         /* bars in totals */
  gint64 alone;     /* of them, in no bars, since all their trades came too late */
  gint64 lost;      /* of them, in no bars */
  gint64 different; /* of them, not as their bar */
  gint64 unreadable;
} Totals;

static gboolean
is_same_bar (sqlite3_stmt *row, const TapeBar *bar)
{
  const double numbers[]
      = { bar->open, bar->high, bar->low, bar->close, bar->volume, bar->turnover, bar->buys, bar->sells };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (sqlite3_column_double (row, (int)i) != numbers[i])
      return FALSE;
  return sqlite3_column_int64 (row, 8) == bar->count && sqlite3_column_int64 (row, 9) == bar->revision
         && sqlite3_column_int64 (row, 10) == bar->source;
}

static gboolean
is_folded (const Totals *self, const TapeBar *bar)
{
  return self->folded && bar->count > sqlite3_column_int64 (self->find, 8);
}

static gboolean
check_strip (Totals *self, sqlite3_stmt *strip, GError **error)
{
  TapeBarTotals totals = { .bar = { .instrument = (guint32)sqlite3_column_int64 (strip, 0),
                                    .length = (guint32)sqlite3_column_int64 (strip, 1) } };
  gint64 start = sqlite3_column_int64 (strip, 2);
  const guint8 *bytes = sqlite3_column_blob (strip, 3);
  gsize length = (gsize)sqlite3_column_bytes (strip, 3);

  while (length > 0)
    {
      if (!tape_totals_strip_next (&bytes, &length, start, &totals))
        {
          self->unreadable++;
          return TRUE;
        }
      self->n++;
      sqlite3_bind_int64 (self->find, 1, totals.bar.instrument);
      sqlite3_bind_int64 (self->find, 2, totals.bar.length);
      sqlite3_bind_int64 (self->find, 3, totals.bar.start);
      if (sqlite3_step (self->find) == SQLITE_ROW)
        self->different += !is_same_bar (self->find, &totals.bar) && !is_folded (self, &totals.bar);
      else if (self->folded && totals.bar.count > 0)
        self->alone++;
      else
        self->lost++;
      if (!tape_database_run (self->find, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_bars (Check *self, GError **error)
{
  g_autoptr (sqlite3_stmt) strips = tape_database_prepare (
      self->db, "SELECT instrument, length, start, bars FROM totals ORDER BY instrument, length, start", error);
  g_autoptr (sqlite3_stmt) find = tape_database_prepare (
      self->db,
      "SELECT open, high, low, close, volume, turnover, buys, sells, count, revision, source FROM bars "
      "WHERE instrument = ? AND length = ? AND start = ?",
      error);
  Totals totals = { .find = find };
  gint64 n_bars, folded;
  int result;

  /* Bars of a second that stand for removed trades have none. */
  if (strips == NULL || find == NULL
      || !tape_database_get_number (self->db, "SELECT count (*) FROM bars WHERE opened IS NULL", &n_bars, error)
      || !tape_database_get_number (self->db, "SELECT EXISTS (SELECT 1 FROM removed)", &folded, error))
    return FALSE;
  totals.folded = folded != 0;
  while ((result = sqlite3_step (strips)) == SQLITE_ROW)
    if (!check_strip (&totals, strips, error))
      return FALSE;
  if (!tape_database_done (strips, result, error))
    return FALSE;
  tell (self, "bars", totals.lost, _ ("Bars that have totals and are not there"));
  tell (self, "totals", n_bars - (totals.n - totals.lost - totals.alone), _ ("Bars without totals"));
  tell (self, "totals", totals.different, _ ("Bars that their totals do not equal"));
  tell (self, "totals", totals.unreadable, _ ("Rows that cannot be read"));
  return TRUE;
}

gboolean
tape_store_consistency_check (
    sqlite3 *db, TapeConsistencyFunc each, gpointer data, GCancellable *cancellable, GError **error)
{
  Check self = { db, each, data };
  gboolean done;

  tape_database_watch (db, cancellable);
  done = check_names (&self, error) && check_trades (&self, error) && check_bars (&self, error);
  tape_database_watch (db, NULL);
  return done;
}
