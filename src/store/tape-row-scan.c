/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-row-scan.h"

#include <string.h>

#include "base/tape-batch.h"
#include "store/tape-block.h"
#include "store/tape-finder.h"
#include "store/tape-section.h"
#include "store/tape-stored-side.h"

/* Ranges gone through in one transaction, where only some trades of each are read. */
#define RANGES_AT_ONCE 64

/* Where more instruments are wanted, everything is read. */
#define MOST_KEYS 64

/* Neighbours by arrival, in one section, some of which may be wanted: read in some milliseconds. */
typedef struct
{
  gint64 first;
  gint64 last;
} Range;

static gboolean
has_any (const guint8 *set, gsize length, const TapeRowSpan *span)
{
  gboolean found = span->n_instruments == 0;

  for (guint i = 0; i < span->n_instruments && !found; i++)
    found = tape_block_set_has (set, length, span->instruments[i]);
  return found;
}

static gboolean
goes_on (const Range *before, gint64 first)
{
  return before->last + 1 == first && before->first >> TAPE_SECTION_BITS == first >> TAPE_SECTION_BITS;
}

/* A block that lies in two sections is in two ranges. */
static void
add_block (GArray *ranges, gint64 first, gint64 last)
{
  while (first <= last)
    {
      const Range range = { first, MIN (last, first | (TAPE_SECTION_TRADES - 1)) };

      if (ranges->len > 0 && goes_on (&g_array_index (ranges, Range, ranges->len - 1), first))
        g_array_index (ranges, Range, ranges->len - 1).last = range.last;
      else
        g_array_append_val (ranges, range);
      first = range.last + 1;
    }
}

static GArray *
find_ranges (sqlite3 *db, const TapeRowSpan *span, GError **error)
{
  g_autoptr (sqlite3_stmt) statement
      = tape_database_prepare (db,
                               "SELECT first_arrival, last_arrival, instruments FROM blocks "
                               "WHERE max_time >= ? AND min_time < ? ORDER BY first_arrival",
                               error);
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (Range));
  int result;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, span->from);
  sqlite3_bind_int64 (statement, 2, span->to);
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    if (has_any (sqlite3_column_blob (statement, 2), (gsize)sqlite3_column_bytes (statement, 2), span))
      add_block (ranges, sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 1));
  return tape_database_done (statement, result, error) ? g_steal_pointer (&ranges) : NULL;
}

static void
read_trade (sqlite3_stmt *statement, TapeTrade *trade, const char **text)
{
  int type = sqlite3_column_type (statement, 8);

  *trade = (TapeTrade){
    .event_time = sqlite3_column_int64 (statement, 0),
    .receive_time = sqlite3_column_type (statement, 1) == SQLITE_NULL ? sqlite3_column_int64 (statement, 0)
                                                                      : sqlite3_column_int64 (statement, 1),
    .price = sqlite3_column_double (statement, 2),
    .quantity = sqlite3_column_double (statement, 3),
    .instrument = (guint32)sqlite3_column_int64 (statement, 4),
    .source = (guint16)sqlite3_column_int64 (statement, 5),
    .flags = sqlite3_column_int (statement, 7) != 0 ? TAPE_TRADE_DERIVED : 0,
  };
  tape_stored_side_decode (trade, sqlite3_column_int64 (statement, 6));
  *text = NULL;
  if (type == SQLITE_NULL)
    return;
  trade->flags |= TAPE_TRADE_HAS_ID;
  if (type == SQLITE_INTEGER)
    {
      trade->id = (guint64)sqlite3_column_int64 (statement, 8);
      return;
    }
  trade->flags |= TAPE_TRADE_TEXT_ID;
  *text = (const char *)sqlite3_column_text (statement, 8);
}

/* What a call goes by. */
typedef struct
{
  TapeTradeRowFunc each;
  gpointer data;
  sqlite3_stmt *rows;
  TapeFinder finder;
  TapeBatch *id; /* a trade with the id that is looked for; NULL: any */
  guint32 id_key;
  const guint32 *keys;
  guint n_keys; /* 0: everything is read */
} Scan;

static gboolean
scan_init (Scan *self, sqlite3 *db, const TapeRowSpan *span, GError **error)
{
  self->keys = span->instruments;
  self->n_keys = span->n_instruments <= MOST_KEYS ? span->n_instruments : 0;
  if (span->id != NULL && *span->id != '\0')
    {
      self->id = tape_batch_new (TAPE_BATCH_TRADES, 1);
      tape_batch_set_trade_id (self->id, tape_batch_add_trade (self->id), span->id, strlen (span->id));
      self->id_key = tape_id_key (self->id->trades, self->id->text);
      self->keys = &self->id_key;
      self->n_keys = 1;
    }
  self->rows = tape_database_prepare (db,
                                      "SELECT event_time, receive_time, price, quantity, instrument, source, side, "
                                      "derived, trade_id FROM trades WHERE arrival BETWEEN ? AND ? ORDER BY arrival",
                                      error);
  return self->rows != NULL && tape_finder_init (&self->finder, db, error);
}

static void
scan_clear (Scan *self)
{
  g_clear_pointer (&self->rows, sqlite3_finalize);
  g_clear_pointer (&self->id, tape_batch_unref);
  tape_finder_clear (&self->finder);
}

static gboolean
has_id (const Scan *self)
{
  int type = sqlite3_column_type (self->rows, 8);
  const TapeTrade *wanted;

  if (self->id == NULL)
    return TRUE;
  wanted = self->id->trades;
  if ((wanted->flags & TAPE_TRADE_TEXT_ID) == 0)
    return type == SQLITE_INTEGER && (guint64)sqlite3_column_int64 (self->rows, 8) == wanted->id;
  return type == SQLITE_TEXT
         && strcmp ((const char *)sqlite3_column_text (self->rows, 8), self->id->text + wanted->id) == 0;
}

/* Trades @first to @last, whatever they are of. */
static gboolean
read_range (Scan *self, gint64 first, gint64 last, GError **error)
{
  gboolean wanted = TRUE;
  int result;

  sqlite3_bind_int64 (self->rows, 1, first);
  sqlite3_bind_int64 (self->rows, 2, last);
  while (wanted && (result = sqlite3_step (self->rows)) == SQLITE_ROW)
    if (has_id (self))
      {
        TapeTrade trade;
        const char *text;

        read_trade (self->rows, &trade, &text);
        wanted = self->each (&trade, text, self->data);
      }
  if (wanted)
    return tape_database_done (self->rows, result, error);
  sqlite3_reset (self->rows);
  return FALSE;
}

/* Those of them that may be wanted; all are of one section. */
static gboolean
read_section (Scan *self, gint64 first, gint64 last, GError **error)
{
  gint64 section = first >> TAPE_SECTION_BITS, begin = section << TAPE_SECTION_BITS;
  gint64 rows = self->id != NULL ? TAPE_SECTION_ID_ROWS (section) : TAPE_SECTION_ROWS (section);

  if (self->n_keys == 0)
    return read_range (self, first, last, error);
  if (!tape_finder_load (&self->finder, section, rows, self->keys, self->n_keys, error))
    return FALSE;
  if (!tape_finder_worth (&self->finder))
    return read_range (self, first, last, error);
  for (guint place = tape_finder_next (&self->finder, (guint)(first - begin)); place <= last - begin;
       place = tape_finder_next (&self->finder, place + 1))
    if (!read_range (self, begin + place, begin + place, error))
      return FALSE;
  return TRUE;
}

/* Many small reads share a transaction: each by itself would cost more than what it reads. */
static gboolean
read_ranges (Scan *self, sqlite3 *db, const Range *ranges, guint n, GError **error)
{
  gboolean done = n == 1 || tape_database_exec (db, "BEGIN", error);

  for (guint i = 0; done && i < n; i++)
    done = read_section (self, ranges[i].first, ranges[i].last, error);
  if (n > 1)
    sqlite3_exec (db, "COMMIT", NULL, NULL, NULL);
  return done;
}

gboolean
tape_row_scan_trades (sqlite3 *db,
                      const TapeRowSpan *span,
                      TapeTradeRowFunc each,
                      TapeRowProgressFunc progress,
                      gpointer data,
                      GCancellable *cancellable,
                      GError **error)
{
  Scan scan = { .each = each, .data = data };
  g_autoptr (GArray) ranges = scan_init (&scan, db, span, error) ? find_ranges (db, span, error) : NULL;
  guint at_once = scan.n_keys == 0 ? 1 : RANGES_AT_ONCE;
  gboolean done = ranges != NULL;

  for (guint i = 0; done && i < ranges->len; i += at_once)
    {
      guint n = MIN (at_once, ranges->len - i);

      done = !g_cancellable_set_error_if_cancelled (cancellable, error)
             && read_ranges (&scan, db, &g_array_index (ranges, Range, i), n, error);
      if (done && progress != NULL)
        progress ((i + n + 0.0) / ranges->len, data);
    }
  scan_clear (&scan);
  return done;
}

void
tape_row_scan_read_bar (sqlite3_stmt *statement, guint32 instrument, TapeBar *bar)
{
  *bar = (TapeBar){
    .start = sqlite3_column_int64 (statement, 1),
    .length = (guint32)sqlite3_column_int64 (statement, 0),
    .instrument = instrument,
    .open = sqlite3_column_double (statement, 2),
    .high = sqlite3_column_double (statement, 3),
    .low = sqlite3_column_double (statement, 4),
    .close = sqlite3_column_double (statement, 5),
    .volume = sqlite3_column_double (statement, 6),
    .turnover = sqlite3_column_double (statement, 7),
    .buys = sqlite3_column_double (statement, 8),
    .sells = sqlite3_column_double (statement, 9),
    .count = (guint32)sqlite3_column_int64 (statement, 10),
    .revision = (guint32)sqlite3_column_int64 (statement, 11),
    .source = (guint32)sqlite3_column_int64 (statement, 12),
  };
}

gboolean
tape_row_scan_bars (sqlite3 *db,
                    guint32 instrument,
                    guint32 length,
                    gint64 from,
                    gint64 to,
                    TapeBarRowFunc each,
                    gpointer data,
                    GError **error)
{
  g_autoptr (sqlite3_stmt) statement = tape_database_prepare (
      db,
      "SELECT length, start, open, high, low, close, volume, turnover, buys, sells, count, revision, source "
      "FROM all_bars WHERE instrument = ? AND length BETWEEN ? AND ? AND start >= ? AND start < ? ORDER BY length, "
      "start",
      error);
  gboolean wanted = TRUE;
  int result;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, instrument);
  sqlite3_bind_int64 (statement, 2, length);
  sqlite3_bind_int64 (statement, 3, length != 0 ? length : G_MAXUINT32);
  sqlite3_bind_int64 (statement, 4, from);
  sqlite3_bind_int64 (statement, 5, to);
  while ((result = sqlite3_step (statement)) == SQLITE_ROW && wanted)
    {
      TapeBar bar;

      tape_row_scan_read_bar (statement, instrument, &bar);
      wanted = each (&bar, data);
    }
  if (wanted)
    return tape_database_done (statement, result, error);
  sqlite3_reset (statement);
  return FALSE;
}
