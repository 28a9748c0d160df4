/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store/tape-salvage-condition.h"

#include <string.h>

#include "store/tape-stored-side.h"
#include "store/tape-totals-pack.h"
#include "store/tape-totals-strip.h"

/* 1 January of 1900 and of 2200, between which lie all times. */
#define FIRST_TIME "-2208988800000000"
#define LAST_TIME  "7258118400000000"

/* 25 hours before the first time: the day of an exchange that holds it begins by then. */
#define FIRST_START "-2209078800000000"

/* SQL's strip_is_whole (instrument, length, start, bars): whether its bytes are bars. */
static void
strip_is_whole (sqlite3_context *context, int n, sqlite3_value **values)
{
  TapeBarTotals totals = { .bar = { .length = (guint32)sqlite3_value_int64 (values[1]) } };
  gint64 start = sqlite3_value_int64 (values[2]);
  const guint8 *bytes = sqlite3_value_blob (values[3]);
  gsize length = (gsize)sqlite3_value_bytes (values[3]);
  gboolean whole = length > 0 && tape_totals_strip_floor (start, totals.bar.length) == start;

  while (whole && length > 0)
    whole = tape_totals_strip_next (&bytes, &length, start, &totals)
            && tape_totals_strip_floor (totals.bar.start, totals.bar.length) == start;
  sqlite3_result_int (context, whole);
}

/* SQL's bar_is_whole (start, totals): whether its bytes are a bar that is made of trades. */
static void
bar_is_whole (sqlite3_context *context, int n, sqlite3_value **values)
{
  TapeBarTotals totals = { .bar = { .start = sqlite3_value_int64 (values[0]) } };

  sqlite3_result_int (
      context, tape_totals_unpack (sqlite3_value_blob (values[1]), (gsize)sqlite3_value_bytes (values[1]), &totals)
                   && totals.bar.count > 0);
}

/* SQL's side_is_valid (side): whether whoever reads trades takes it for one. */
static void
side_is_valid (sqlite3_context *context, int n, sqlite3_value **values)
{
  TapeTrade trade = { .flags = 0 };

  sqlite3_result_int (context, tape_stored_side_decode (&trade, sqlite3_value_int64 (values[0])));
}

void
tape_salvage_conditions_add (sqlite3 *db)
{
  sqlite3_create_function (db, "bar_is_whole", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, bar_is_whole, NULL, NULL);
  sqlite3_create_function (db, "strip_is_whole", 4, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, strip_is_whole, NULL,
                           NULL);
  sqlite3_create_function (db, "side_is_valid", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, side_is_valid, NULL, NULL);
}

char *
tape_salvage_condition (const char *table, guint32 n_instruments, gint64 last_arrival)
{
  if (strcmp (table, "instruments") == 0)
    return g_strdup ("?1 BETWEEN 0 AND 16777215 AND length (?2) BETWEEN 1 AND 64");
  if (strcmp (table, "sources") == 0)
    return g_strdup ("?1 BETWEEN 1 AND 65535 AND ?5 >= 0 AND ifnull (?7, 0) >= -1 AND ifnull (?8, 0) >= 0");
  if (strcmp (table, "trades") == 0)
    return g_strdup_printf (
        "?1 BETWEEN 1 AND %" G_GINT64_FORMAT " AND ?2 BETWEEN " FIRST_TIME " AND " LAST_TIME
        " AND ?4 BETWEEN 0 AND %u AND ?5 > 0 AND ?5 < 9e999 AND ?6 >= 0 AND ?6 < 9e999 AND side_is_valid (?7) "
        "AND ?8 IN (0, 1) AND ?9 BETWEEN 1 AND 65535",
        last_arrival > 0 ? last_arrival : G_MAXINT64 / 2, n_instruments - 1);
  if (strcmp (table, "bars") == 0)
    return g_strdup_printf ("?1 BETWEEN 0 AND %u AND ?2 BETWEEN 1 AND 4294967295 AND ?3 BETWEEN " FIRST_START
                            " AND " LAST_TIME " AND ?5 >= ?6 AND ?12 >= 0 AND ?13 >= 0 AND ?14 BETWEEN 0 AND 65535",
                            n_instruments - 1);
  if (strcmp (table, "open_bars") == 0)
    return g_strdup_printf ("?1 BETWEEN 0 AND %u AND ?2 BETWEEN 1 AND 134217728 AND ?3 BETWEEN " FIRST_START
                            " AND " LAST_TIME " AND ?14 = 0 AND bar_is_whole (?3, ?15)",
                            n_instruments - 1);
  if (strcmp (table, "totals") == 0)
    return g_strdup_printf ("?1 BETWEEN 0 AND %u AND ?2 BETWEEN 1 AND 134217728 AND strip_is_whole (?1, ?2, ?3, ?4)",
                            n_instruments - 1);
  if (strcmp (table, "firings") == 0)
    return g_strdup_printf ("?1 BETWEEN 1 AND 9007199254740991 AND (?5 IS NULL OR ?5 BETWEEN 0 AND %u) AND ?6 >= 1 AND "
                            "?7 BETWEEN -1 AND 1 AND ?15 BETWEEN " FIRST_TIME " AND " LAST_TIME
                            " AND ?19 BETWEEN 0 AND 65535 AND ?23 BETWEEN 0 AND 3 AND ?25 IN (0, 1)",
                            n_instruments - 1);
  if (strcmp (table, "dropped") == 0)
    return g_strdup ("?2 IN (0, 1)");
  return NULL;
}
