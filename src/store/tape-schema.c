/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-schema.h"

#include "store/tape-section.h"
#include "store/tape-totals-migrate.h"

/* Never edit a released step: add the next. */
static const char step_1[]
    = "CREATE TABLE instruments ("
      "  id INTEGER PRIMARY KEY,"
      "  symbol TEXT NOT NULL UNIQUE,"
      "  name TEXT NOT NULL,"
      "  industry TEXT NOT NULL,"
      "  country TEXT NOT NULL,"
      "  currency TEXT NOT NULL,"
      "  exchange TEXT NOT NULL,"
      "  technologies TEXT NOT NULL"
      ") STRICT;"

      "CREATE TABLE sources ("
      "  id INTEGER PRIMARY KEY,"
      "  kind TEXT NOT NULL,"
      "  name TEXT NOT NULL,"
      "  location TEXT NOT NULL,"
      "  head_length INTEGER NOT NULL,"
      "  head_digest INTEGER NOT NULL,"
      "  offset INTEGER NOT NULL DEFAULT 0,"
      "  line INTEGER NOT NULL DEFAULT 0,"
      "  event_time INTEGER,"
      "  digest INTEGER NOT NULL DEFAULT 0,"
      "  finished INTEGER NOT NULL DEFAULT 0,"
      "  state BLOB"
      ") STRICT;"

      "CREATE TABLE trades ("
      "  arrival INTEGER PRIMARY KEY,"
      "  event_time INTEGER NOT NULL,"
      "  receive_time INTEGER,"
      "  instrument INTEGER NOT NULL,"
      "  price REAL NOT NULL,"
      "  quantity REAL NOT NULL,"
      "  side INTEGER NOT NULL,"
      "  derived INTEGER NOT NULL,"
      "  source INTEGER NOT NULL,"
      "  trade_id ANY"
      ") STRICT;"

      "CREATE TABLE blocks ("
      "  first_arrival INTEGER PRIMARY KEY,"
      "  last_arrival INTEGER NOT NULL,"
      "  min_time INTEGER NOT NULL,"
      "  max_time INTEGER NOT NULL,"
      "  instruments BLOB NOT NULL"
      ") STRICT;"

      "CREATE TABLE bars ("
      "  instrument INTEGER NOT NULL,"
      "  length INTEGER NOT NULL,"
      "  start INTEGER NOT NULL,"
      "  open REAL NOT NULL,"
      "  high REAL NOT NULL,"
      "  low REAL NOT NULL,"
      "  close REAL NOT NULL,"
      "  volume REAL NOT NULL,"
      "  turnover REAL NOT NULL,"
      "  buys REAL NOT NULL,"
      "  sells REAL NOT NULL,"
      "  count INTEGER NOT NULL,"
      "  revision INTEGER NOT NULL,"
      "  source INTEGER NOT NULL,"
      "  PRIMARY KEY (instrument, length, start)"
      ") STRICT, WITHOUT ROWID;"

      "CREATE TABLE rejected ("
      "  id INTEGER PRIMARY KEY,"
      "  source INTEGER NOT NULL,"
      "  receive_time INTEGER,"
      "  offset INTEGER,"
      "  line INTEGER,"
      "  reason TEXT NOT NULL,"
      "  raw TEXT NOT NULL"
      ") STRICT;"

      "CREATE TABLE state ("
      "  kind INTEGER NOT NULL,"
      "  instrument INTEGER NOT NULL,"
      "  time INTEGER NOT NULL,"
      "  data BLOB NOT NULL,"
      "  PRIMARY KEY (kind, instrument, time)"
      ") STRICT, WITHOUT ROWID;"

      /* Division rounds towards zero: the second of a time before 1970 is found from its microseconds, which are ≥ 0. */
      "CREATE VIEW stocks (stock, trade_id, price, quantity, trade_type, trade_date, trade_time) AS"
      "  SELECT symbol, CAST (trade_id AS TEXT), price, quantity,"
      "    CASE side WHEN 1 THEN 'buy' WHEN 2 THEN 'sell' ELSE 'unknown' END,"
      "    date ((event_time - micros) / 1000000, 'unixepoch'),"
      "    time ((event_time - micros) / 1000000, 'unixepoch') ||"
      "      CASE WHEN micros = 0 THEN ''"
      "           WHEN micros % 1000 = 0 THEN printf ('.%03d', micros / 1000)"
      "           ELSE printf ('.%06d', micros) END"
      "  FROM (SELECT *, (event_time % 1000000 + 1000000) % 1000000 AS micros FROM trades)"
      "  JOIN instruments ON instruments.id = instrument;";

static const char step_2[] = "CREATE TABLE totals ("
                             "  instrument INTEGER NOT NULL,"
                             "  length INTEGER NOT NULL,"
                             "  start INTEGER NOT NULL,"
                             "  bars BLOB NOT NULL,"
                             "  PRIMARY KEY (instrument, length, start)"
                             ") STRICT, WITHOUT ROWID;"

                             "CREATE TABLE dropped ("
                             "  arrival INTEGER PRIMARY KEY,"
                             "  from_day INTEGER NOT NULL"
                             ") STRICT;";

/* A side that is an estimate: 3 a buy, 4 a sell. */
static const char step_3[]
    = "ALTER TABLE blocks ADD COLUMN estimated INTEGER NOT NULL DEFAULT 0;"

      "DROP VIEW stocks;"
      "CREATE VIEW stocks (stock, trade_id, price, quantity, trade_type, trade_date, trade_time, estimated) AS"
      "  SELECT symbol, CAST (trade_id AS TEXT), price, quantity,"
      "    CASE WHEN side IN (1, 3) THEN 'buy' WHEN side IN (2, 4) THEN 'sell' ELSE 'unknown' END,"
      "    date ((event_time - micros) / 1000000, 'unixepoch'),"
      "    time ((event_time - micros) / 1000000, 'unixepoch') ||"
      "      CASE WHEN micros = 0 THEN ''"
      "           WHEN micros % 1000 = 0 THEN printf ('.%03d', micros / 1000)"
      "           ELSE printf ('.%06d', micros) END,"
      "    side IN (3, 4)"
      "  FROM (SELECT *, (event_time % 1000000 + 1000000) % 1000000 AS micros FROM trades)"
      "  JOIN instruments ON instruments.id = instrument;";

/* What retention leaves: bars of a second that know when they opened and closed, and numbers of trades. */
static const char step_4[] = "ALTER TABLE bars ADD COLUMN opened INTEGER;"
                             "ALTER TABLE bars ADD COLUMN closed INTEGER;"

                             "CREATE TABLE removed ("
                             "  length INTEGER NOT NULL,"
                             "  start INTEGER NOT NULL,"
                             "  instrument INTEGER NOT NULL,"
                             "  trades INTEGER NOT NULL,"
                             "  estimated INTEGER NOT NULL,"
                             "  PRIMARY KEY (length, start, instrument)"
                             ") STRICT, WITHOUT ROWID;";

/* Where in each full section of the trades those of an instrument and of an id lie. */
static const char step_5[] = "CREATE TABLE places ("
                             "  key INTEGER PRIMARY KEY,"
                             "  places BLOB NOT NULL"
                             ") STRICT;";

/* For people and other tools: names in place of numbers, seconds in place of microseconds. */
static const char step_6[]
    = "CREATE VIEW candles (symbol, length, time, start, open, high, low, close, volume, turnover, buys, sells, count) "
      "AS"
      "  SELECT symbol, length, start / 1000000, strftime ('%Y-%m-%dT%H:%M:%SZ', start / 1000000, 'unixepoch'),"
      "    open, high, low, close, volume, turnover, buys, sells, count"
      "  FROM bars JOIN instruments ON instruments.id = instrument;"

      "CREATE VIEW ticks (symbol, time, price, quantity, side, estimated, trade_id, source) AS"
      "  SELECT symbol, trades.event_time / 1000000.0, price, quantity,"
      "    CASE WHEN side IN (1, 3) THEN 'buy' WHEN side IN (2, 4) THEN 'sell' ELSE 'unknown' END, side IN (3, 4),"
      "    CAST (trade_id AS TEXT), sources.name"
      "  FROM trades JOIN instruments ON instruments.id = instrument LEFT JOIN sources ON sources.id = source;"

      "CREATE VIEW rejects (source, line, offset, time, reason, raw) AS"
      "  SELECT name, rejected.line, rejected.offset, receive_time / 1000000.0, reason, raw"
      "  FROM rejected LEFT JOIN sources ON sources.id = source;";

/* Bars that still change, apart from those that do not, and the view of both. */
static const char step_7[]
    = "CREATE TABLE open_bars ("
      "  instrument INTEGER NOT NULL,"
      "  length INTEGER NOT NULL,"
      "  start INTEGER NOT NULL,"
      "  open REAL NOT NULL,"
      "  high REAL NOT NULL,"
      "  low REAL NOT NULL,"
      "  close REAL NOT NULL,"
      "  volume REAL NOT NULL,"
      "  turnover REAL NOT NULL,"
      "  buys REAL NOT NULL,"
      "  sells REAL NOT NULL,"
      "  count INTEGER NOT NULL,"
      "  revision INTEGER NOT NULL,"
      "  source INTEGER NOT NULL,"
      "  totals BLOB NOT NULL,"
      "  PRIMARY KEY (instrument, length, start)"
      ") STRICT, WITHOUT ROWID;"

      "CREATE VIEW all_bars AS"
      "  SELECT instrument, length, start, open, high, low, close, volume, turnover, buys, "
      "sells, count, revision, source, opened, closed"
      "  FROM bars UNION ALL"
      "  SELECT instrument, length, start, open, high, low, close, volume, turnover, buys, "
      "sells, count, revision, source, null, null"
      "  FROM open_bars;"

      "DROP VIEW candles;"
      "CREATE VIEW candles (symbol, length, time, start, open, high, low, close, volume, turnover, buys, sells, count) "
      "AS"
      "  SELECT symbol, length, start / 1000000, strftime ('%Y-%m-%dT%H:%M:%SZ', start / 1000000, 'unixepoch'),"
      "    open, high, low, close, volume, turnover, buys, sells, count"
      "  FROM all_bars JOIN instruments ON instruments.id = instrument;";

/* A time with microseconds as people read it, UTC. */
#define ISO(column)                                                                                                    \
  "strftime ('%Y-%m-%dT%H:%M:%S', (" column " - (" column " % 1000000 + 1000000) % 1000000) / 1000000, 'unixepoch') "  \
  "|| printf ('.%06dZ', (" column " % 1000000 + 1000000) % 1000000)"

/* What alert rules found, and the view of it. */
static const char step_8[]
    = "CREATE TABLE firings ("
      "  id INTEGER PRIMARY KEY,"
      "  rule INTEGER NOT NULL,"
      "  text TEXT NOT NULL,"
      "  subject TEXT NOT NULL,"
      "  instrument INTEGER,"
      "  serial INTEGER NOT NULL,"
      "  direction INTEGER NOT NULL,"
      "  flags INTEGER NOT NULL,"
      "  value REAL,"
      "  before REAL,"
      "  threshold REAL,"
      "  price REAL,"
      "  baseline REAL,"
      "  baseline_time INTEGER,"
      "  event_time INTEGER NOT NULL,"
      "  receive_time INTEGER NOT NULL,"
      "  fired_time INTEGER,"
      "  held_since INTEGER,"
      "  source INTEGER NOT NULL,"
      "  fresh INTEGER NOT NULL,"
      "  members INTEGER NOT NULL,"
      "  evidence TEXT NOT NULL,"
      "  told INTEGER NOT NULL,"
      "  told_time INTEGER,"
      "  seen INTEGER NOT NULL,"
      "  UNIQUE (rule, subject, serial)"
      ") STRICT;"
      "CREATE INDEX firings_untold ON firings (id) WHERE told = 0;"
      "CREATE INDEX firings_unseen ON firings (id) WHERE seen = 0;"

      "CREATE VIEW alerts (id, time, at, rule, text, subject, direction, value, before, threshold, price, baseline, "
      "baseline_at, received_at, fired_at, held_since, past, source, fresh, members, told, told_at, seen) AS"
      "  SELECT firings.id, firings.event_time / 1000000.0, " ISO (
          "firings.event_time") ", rule, text, subject,"
                                "    CASE direction WHEN 1 THEN 'up' WHEN -1 THEN 'down' ELSE '' END, value, before, "
                                "threshold, price, baseline, " ISO ("baseline_time") ", " ISO (
                                    "receive_time") ", " ISO ("fired_time") ", " ISO ("held_since") ","
                                                                                                    "    flags & 1, "
                                                                                                    "sources.name, "
                                                                                                    "fresh, members,"
                                                                                                    "    CASE told "
                                                                                                    "WHEN 1 THEN "
                                                                                                    "'alone' WHEN 2 "
                                                                                                    "THEN 'summed up' "
                                                                                                    "WHEN 3 THEN "
                                                                                                    "'never' ELSE 'not "
                                                                                                    "yet' END, " ISO (
                                                                                                        "told_time") ","
                                                                                                                     " "
                                                                                                                     "s"
                                                                                                                     "e"
                                                                                                                     "e"
                                                                                                                     "n"
                                                                                                                     " "
                                                                                                                     " "
                                                                                                                     "F"
                                                                                                                     "R"
                                                                                                                     "O"
                                                                                                                     "M"
                                                                                                                     " "
                                                                                                                     "f"
                                                                                                                     "i"
                                                                                                                     "r"
                                                                                                                     "i"
                                                                                                                     "n"
                                                                                                                     "g"
                                                                                                                     "s"
                                                                                                                     " "
                                                                                                                     "L"
                                                                                                                     "E"
                                                                                                                     "F"
                                                                                                                     "T"
                                                                                                                     " "
                                                                                                                     "J"
                                                                                                                     "O"
                                                                                                                     "I"
                                                                                                                     "N"
                                                                                                                     " "
                                                                                                                     "s"
                                                                                                                     "o"
                                                                                                                     "u"
                                                                                                                     "r"
                                                                                                                     "c"
                                                                                                                     "e"
                                                                                                                     "s"
                                                                                                                     " "
                                                                                                                     "O"
                                                                                                                     "N"
                                                                                                                     " "
                                                                                                                     "s"
                                                                                                                     "o"
                                                                                                                     "u"
                                                                                                                     "r"
                                                                                                                     "c"
                                                                                                                     "e"
                                                                                                                     "s"
                                                                                                                     "."
                                                                                                                     "i"
                                                                                                                     "d"
                                                                                                                     " "
                                                                                                                     "="
                                                                                                                     " "
                                                                                                                     "s"
                                                                                                                     "o"
                                                                                                                     "u"
                                                                                                                     "r"
                                                                                                                     "c"
                                                                                                                     "e"
                                                                                                                     ";";

/* When sources began and ended, for whoever lets the trades pass once more. */
static const char step_9[] = "CREATE TABLE turns ("
                             "  id INTEGER PRIMARY KEY,"
                             "  arrival INTEGER NOT NULL,"
                             "  source INTEGER NOT NULL,"
                             "  begins INTEGER NOT NULL,"
                             "  first INTEGER NOT NULL,"
                             "  live INTEGER NOT NULL,"
                             "  delay INTEGER NOT NULL,"
                             "  lateness INTEGER NOT NULL,"
                             "  time INTEGER"
                             ") STRICT;";

/* Trades that were set aside for those of another source: eight more in their side. */
static const char step_10[]
    = "ALTER TABLE blocks ADD COLUMN aside INTEGER NOT NULL DEFAULT 0;"
      "ALTER TABLE removed ADD COLUMN aside INTEGER NOT NULL DEFAULT 0;"

      "DROP VIEW stocks;"
      "CREATE VIEW stocks (stock, trade_id, price, quantity, trade_type, trade_date, trade_time, estimated) AS"
      "  SELECT symbol, CAST (trade_id AS TEXT), price, quantity,"
      "    CASE WHEN side IN (1, 3) THEN 'buy' WHEN side IN (2, 4) THEN 'sell' ELSE 'unknown' END,"
      "    date ((event_time - micros) / 1000000, 'unixepoch'),"
      "    time ((event_time - micros) / 1000000, 'unixepoch') ||"
      "      CASE WHEN micros = 0 THEN ''"
      "           WHEN micros % 1000 = 0 THEN printf ('.%03d', micros / 1000)"
      "           ELSE printf ('.%06d', micros) END,"
      "    side IN (3, 4)"
      "  FROM (SELECT *, (event_time % 1000000 + 1000000) % 1000000 AS micros FROM trades WHERE side < 8)"
      "  JOIN instruments ON instruments.id = instrument;"

      "DROP VIEW ticks;"
      "CREATE VIEW ticks (symbol, time, price, quantity, side, estimated, trade_id, source) AS"
      "  SELECT symbol, trades.event_time / 1000000.0, price, quantity,"
      "    CASE WHEN side IN (1, 3) THEN 'buy' WHEN side IN (2, 4) THEN 'sell' ELSE 'unknown' END, side IN (3, 4),"
      "    CAST (trade_id AS TEXT), sources.name"
      "  FROM trades JOIN instruments ON instruments.id = instrument LEFT JOIN sources ON sources.id = source"
      "  WHERE side < 8;";

/* The watermark that judged a trade that came too late for its minute: it may have been in time for longer bars. */
static const char step_11[] = "ALTER TABLE dropped ADD COLUMN watermark INTEGER;";

static const TapeSchemaStep steps[] = {
  { .sql = step_1 },
  { .sql = step_2, .fill = tape_totals_migrate },
  { .sql = step_3 },
  { .sql = step_4 },
  { .sql = step_5, .fill = tape_section_migrate },
  { .sql = step_6 },
  { .sql = step_7 },
  { .sql = step_8 },
  { .sql = step_9 },
  { .sql = step_10 },
  { .sql = step_11 },
};

/* "Tape" */
const TapeSchema tape_store_schema = { .application_id = 0x54617065, .steps = steps, .n_steps = G_N_ELEMENTS (steps) };
