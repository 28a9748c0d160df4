/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a forecast is made of. Trades are counted by the table of blocks; bars by those of some instruments; what a row takes
 * by some rows. Nothing is read whole. */

#include "store/tape-retention.h"
#include "store/tape-schema.h"

enum
{
  SAMPLED_INSTRUMENTS = 16,
  SAMPLES = 8,
  SAMPLED_TRADES = 1024, /* each */
};

/* Where too few are stored to say: measured in a session of 320 instruments. */
#define TYPICAL_TRADE_BYTES  44
#define TYPICAL_SECOND_BYTES 90
#define TYPICAL_MINUTE_BYTES 190

/* The same hour in UTC; division rounds towards zero. */
#define HOUR_OF(time) time " - (" time " % 3600000000 + 3600000000) % 3600000000"

typedef struct
{
  sqlite3 *db;
  TapeRetentionFacts *facts;
  double sampled_trades;
  double seconds_per_trade;
} Reading;

static TapeRetentionHour *
get_hour (TapeRetentionFacts *facts, gint64 start)
{
  const TapeRetentionHour hour = { .start = start };
  guint i = facts->hours->len;

  while (i > 0 && g_array_index (facts->hours, TapeRetentionHour, i - 1).start > start)
    i--;
  if (i > 0 && g_array_index (facts->hours, TapeRetentionHour, i - 1).start == start)
    return &g_array_index (facts->hours, TapeRetentionHour, i - 1);
  g_array_insert_val (facts->hours, i, hour);
  return &g_array_index (facts->hours, TapeRetentionHour, i);
}

/* Calls @each for each row of @sql, whose parameters are @a and @b. */
static gboolean
each_row (
    Reading *self, const char *sql, gint64 a, gint64 b, void (*each) (sqlite3_stmt *row, Reading *self), GError **error)
{
  g_autoptr (sqlite3_stmt) statement = tape_database_prepare (self->db, sql, error);
  int result, n;

  if (statement == NULL)
    return FALSE;
  n = sqlite3_bind_parameter_count (statement);
  if (n > 0)
    sqlite3_bind_int64 (statement, 1, a);
  if (n > 1)
    sqlite3_bind_int64 (statement, 2, b);
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    each (statement, self);
  return tape_database_done (statement, result, error);
}

static void
take_block_hour (sqlite3_stmt *row, Reading *self)
{
  get_hour (self->facts, sqlite3_column_int64 (row, 0))->trades += sqlite3_column_double (row, 1);
  self->facts->trades += sqlite3_column_int64 (row, 1);
}

static void
take_minutes (sqlite3_stmt *row, Reading *self)
{
  get_hour (self->facts, sqlite3_column_int64 (row, 0))->minutes += sqlite3_column_double (row, 1);
}

static void
take_removed (sqlite3_stmt *row, Reading *self)
{
  get_hour (self->facts, sqlite3_column_int64 (row, 0))->seconds
      += sqlite3_column_double (row, 1) * self->seconds_per_trade;
}

/* Bytes of a value as SQLite stores it. */
static guint
weigh_value (sqlite3_stmt *row, int column)
{
  gint64 number = sqlite3_column_int64 (row, column);
  guint64 size = (guint64)(number < 0 ? ~number : number);

  if (sqlite3_column_type (row, column) == SQLITE_NULL)
    return 0;
  if (sqlite3_column_type (row, column) == SQLITE_TEXT)
    return (guint)sqlite3_column_bytes (row, column);
  if (sqlite3_column_type (row, column) == SQLITE_FLOAT && sqlite3_column_double (row, column) != (double)number)
    return 8;
  return number == 0 || number == 1 ? 0
         : size < 1U << 7           ? 1
         : size < 1U << 15          ? 2
         : size < 1U << 23          ? 3
         : size < 1U << 31          ? 4
         : size >> 47 == 0          ? 6
                                    : 8;
}

/* Adds up what the sampled trades take. */
static void
weigh_trade (sqlite3_stmt *row, Reading *self)
{
  int n = sqlite3_column_count (row);
  guint bytes = 9 + (guint)n; /* its place in the page, its key, its length, and a byte that says what each value is */

  for (int i = 0; i < n; i++)
    bytes += weigh_value (row, i);
  self->facts->trade_bytes += bytes;
}

static void
take_second (sqlite3_stmt *row, Reading *self)
{
  self->sampled_trades += sqlite3_column_double (row, 0);
  self->seconds_per_trade += sqlite3_column_double (row, 1);
}

/* Trades here and there from the first to the last: what they weigh, and how many seconds they are. */
static gboolean
sample_trades (Reading *self, GError **error)
{
  TapeRetentionFacts *facts = self->facts;
  gint64 first, last, places;

  if (!tape_database_get_number (self->db, "SELECT min (arrival) FROM trades", &first, error)
      || !tape_database_get_number (self->db, "SELECT max (arrival) FROM trades", &last, error)
      || !tape_database_get_number (self->db, "SELECT sum (length (places)) FROM places", &places, error))
    return FALSE;
  for (guint i = 0; i < SAMPLES; i++)
    {
      gint64 from = first + MAX (0, last - first - SAMPLED_TRADES) * i / (SAMPLES - 1), to = from + SAMPLED_TRADES;

      if (!each_row (self,
                     "SELECT event_time, receive_time, instrument, price, quantity, side, derived, source, trade_id "
                     "FROM trades WHERE arrival >= ? AND arrival < ?",
                     from, to, weigh_trade, error)
          || !each_row (self,
                        "SELECT sum (n), count (*) FROM (SELECT count (*) AS n FROM trades "
                        "WHERE arrival >= ? AND arrival < ? GROUP BY instrument, event_time / 1000000)",
                        from, to, take_second, error))
        return FALSE;
    }
  facts->trade_bytes = self->sampled_trades > 0 ? facts->trade_bytes / self->sampled_trades : TYPICAL_TRADE_BYTES;
  facts->trade_bytes += (double)places / (double)MAX (facts->trades, 1);
  self->seconds_per_trade /= MAX (self->sampled_trades, 1);
  return TRUE;
}

/* Those of the sampled instruments, for all. */
static gboolean
read_bars (Reading *self, gint64 since, GError **error)
{
  TapeRetentionFacts *facts = self->facts;
  gint64 n_instruments, first_second = G_MAXINT64, recent = 0;
  guint n_sampled;
  double factor;

  if (!tape_database_get_number (self->db, "SELECT count (*) FROM instruments", &n_instruments, error))
    return FALSE;
  n_sampled = (guint)MIN (n_instruments, SAMPLED_INSTRUMENTS);
  for (guint i = 0; i < n_sampled; i++)
    {
      gint64 instrument = i * n_instruments / n_sampled, second, n;
      g_autofree char *seconds = g_strdup_printf (
          "SELECT coalesce (min (start), 9223372036854775807) FROM bars WHERE instrument = %d AND length = 1",
          (int)instrument);
      g_autofree char *minutes = g_strdup_printf ("SELECT count (*) FROM bars WHERE instrument = %d AND length = 60 "
                                                  "AND start > %" G_GINT64_FORMAT,
                                                  (int)instrument, since);

      if (!each_row (
              self, "SELECT " HOUR_OF ("start") ", count (*) FROM bars WHERE instrument = ? AND length = 60 GROUP BY 1",
              instrument, 0, take_minutes, error)
          || !tape_database_get_number (self->db, seconds, &second, error)
          || !tape_database_get_number (self->db, minutes, &n, error))
        return FALSE;
      first_second = MIN (first_second, second);
      recent += n;
    }
  factor = n_sampled > 0 ? (double)n_instruments / n_sampled : 0;
  for (guint i = 0; i < facts->hours->len; i++)
    g_array_index (facts->hours, TapeRetentionHour, i).minutes *= factor;
  facts->minutes_per_day = (double)recent * factor;
  return first_second == G_MAXINT64
         || each_row (self,
                      "SELECT " HOUR_OF ("start") ", sum (trades) FROM removed WHERE length = 3600 AND start >= ? "
                                                  "GROUP BY 1",
                      first_second - TAPE_HOUR, 0, take_removed, error);
}

/* What is there beside trades and their blocks is bars and totals, for the most part. */
static void
weigh_bars (TapeRetentionFacts *facts)
{
  double typical = 0, scale;

  facts->second_bytes = TYPICAL_SECOND_BYTES;
  facts->minute_bytes = TYPICAL_MINUTE_BYTES;
  for (guint i = 0; i < facts->hours->len; i++)
    {
      const TapeRetentionHour *hour = &g_array_index (facts->hours, TapeRetentionHour, i);

      typical += hour->seconds * TYPICAL_SECOND_BYTES + hour->minutes * TYPICAL_MINUTE_BYTES;
    }
  if (typical < 4 * 1024 * 1024)
    return;
  scale = ((double)(facts->bytes - facts->free_bytes) - (double)facts->trades * facts->trade_bytes) / typical;
  facts->second_bytes *= CLAMP (scale, 0.5, 2);
  facts->minute_bytes *= CLAMP (scale, 0.5, 2);
}

static gboolean
read_size (Reading *self, const char *path, GError **error)
{
  TapeRetentionFacts *facts = self->facts;
  gint64 page_size, free_pages;

  if (!tape_database_get_number (self->db, "PRAGMA page_size", &page_size, error)
      || !tape_database_get_number (self->db, "PRAGMA freelist_count", &free_pages, error)
      || !tape_database_get_number (self->db, "SELECT sum (trades) FROM removed", &facts->removed, error))
    return FALSE;
  facts->bytes = tape_database_get_size (path);
  facts->free_bytes = MIN (page_size * free_pages, facts->bytes);
  return TRUE;
}

static gboolean
read_all (Reading *self, const char *path, gint64 clock, GError **error)
{
  TapeRetentionFacts *facts = self->facts;
  gint64 first, last, since, recent;
  g_autofree char *sql = NULL;
  double scale;

  if (!read_size (self, path, error)
      || !each_row (self,
                    "SELECT " HOUR_OF ("max_time") ", sum (last_arrival - first_arrival + 1) FROM blocks GROUP BY 1", 0,
                    0, take_block_hour, error)
      || !sample_trades (self, error)
      || !tape_database_get_number (self->db, "SELECT min (min_time) FROM blocks", &first, error)
      || !tape_database_get_number (self->db, "SELECT max (max_time) FROM blocks", &last, error))
    return FALSE;
  if (self->seconds_per_trade > 0)
    facts->now = MIN (clock, last);
  since = facts->now == TAPE_NO_TIME ? G_MAXINT64 : facts->now - TAPE_DAY;
  if (!read_bars (self, since, error))
    return FALSE;
  weigh_bars (facts);
  if (facts->now == TAPE_NO_TIME)
    return TRUE;

  sql = g_strdup_printf ("SELECT sum (last_arrival - first_arrival + 1) FROM blocks WHERE max_time > %" G_GINT64_FORMAT,
                         since);
  if (!tape_database_get_number (self->db, sql, &recent, error))
    return FALSE;
  scale = (double)TAPE_DAY / (double)CLAMP (facts->now - first, TAPE_HOUR, TAPE_DAY);
  facts->trades_per_day = (double)recent * scale;
  facts->seconds_per_day = facts->trades_per_day * self->seconds_per_trade;
  facts->minutes_per_day *= scale;
  return TRUE;
}

gboolean
tape_retention_facts_read (
    const char *path, gint64 clock, TapeRetentionFacts *facts, GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3) db = NULL;
  Reading self = { .facts = facts };
  gboolean done;

  *facts = (TapeRetentionFacts){ .now = TAPE_NO_TIME };
  facts->hours = g_array_new (FALSE, FALSE, sizeof (TapeRetentionHour));
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  self.db = db = tape_database_open (path, TAPE_DATABASE_READ, &tape_store_schema, error);
  if (db == NULL || !tape_database_exec (db, "BEGIN", error))
    return FALSE;
  tape_database_watch (db, cancellable);
  done = read_all (&self, path, clock, error);
  tape_database_watch (db, NULL);
  return done;
}
