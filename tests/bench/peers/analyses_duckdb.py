# SPDX-License-Identifier: GPL-3.0-or-later
"""Analyses by DuckDB from a table of trades in memory, in which each trade's day is already found."""

import exchange_days

# Where trades share a time, the first and the last are found faster if any of them will do.
FAST, EXACT = "event_time", "(event_time, rowid)"
GROWTHS = """
    WITH traded AS (
      SELECT symbol, day, arg_min(price, {order}) FILTER (regular) AS open, arg_min(price, {order}) AS any_open,
        arg_max(price, {order}) FILTER (regular) AS close, arg_max(price, {order}) AS any_close
      FROM trades GROUP BY ALL),
    prices AS (
      SELECT symbol, day, coalesce(open, any_open) AS open, coalesce(close, any_close) AS last,
        lag(coalesce(close, any_close)) OVER (PARTITION BY symbol ORDER BY day) AS previous
      FROM traded),
    growths AS (
      SELECT symbol, day, previous IS NULL AS from_open,
        (last - coalesce(previous, open)) / coalesce(previous, open) AS growth
      FROM prices)
"""
QUERIES = {
    "daily-volume": """
        SELECT symbol, day, volume, turnover, currency FROM (
          SELECT symbol, day, sum(quantity) AS volume, sum(price * quantity) AS turnover FROM trades GROUP BY ALL)
        JOIN instruments USING (symbol)""",
    "buy-sell": """
        SELECT side, currency, sum(n)::BIGINT AS count, sum(of_side) AS quantity, sum(turnover) AS turnover,
          sum(n) / (sum(sum(n)) OVER ()) AS share
        FROM (SELECT symbol, side, count(*) AS n, sum(quantity) AS of_side, sum(price * quantity) AS turnover
          FROM trades GROUP BY ALL) JOIN instruments USING (symbol) GROUP BY ALL""",
    "industry-growth": GROWTHS + """
        SELECT industry, day, avg(growth) AS growth, count(*) AS members,
          CASE WHEN bool_and(from_open) THEN 'open' WHEN bool_or(from_open) THEN 'mixed' ELSE 'previous-close' END
            AS base
        FROM growths JOIN instruments USING (symbol) GROUP BY ALL""",
    "country-growth": GROWTHS + """
        SELECT country, day, count(*) FILTER (growth > 0) AS growing, count(*) AS traded, growing / traded AS share
        FROM growths JOIN instruments USING (symbol) GROUP BY ALL""",
    "highest-average-volume": """
        SELECT symbol, row_number() OVER (ORDER BY average_volume DESC, symbol::VARCHAR) AS rank, average_volume, days,
          average_trade
        FROM (SELECT symbol, avg(volume) AS average_volume, count(*) AS days, sum(volume) / sum(n) AS average_trade
          FROM (SELECT symbol, day, sum(quantity) AS volume, count(*) AS n FROM trades GROUP BY ALL) GROUP BY ALL)""",
    "movers": """
        WITH latest AS (SELECT symbol, max(day) AS day FROM trades GROUP BY ALL),
        minutes AS (
          SELECT symbol, date_trunc('minute', event_time) AS minute, arg_max(price, {order}) AS close
          FROM trades JOIN latest USING (symbol, day) GROUP BY ALL),
        returns AS (
          SELECT symbol, ln(close / lag(close) OVER (PARTITION BY symbol ORDER BY minute)) AS change FROM minutes)
        SELECT symbol, stddev_pop(change) AS volatility FROM returns GROUP BY ALL HAVING count(change) >= 3""",
    "pivot": """
        SELECT symbol, date_trunc('hour', event_time) AS hour, count(*) AS count, sum(quantity) AS volume,
          sum(price * quantity) AS turnover, avg(price) AS mean, min(price) AS min, max(price) AS max
        FROM trades GROUP BY ALL""",
}


class Trades:
    """Those of a CSV file in their order, with what the session's database says of the instruments."""

    name = "DuckDB, in memory"

    def __init__(self, duckdb, csv, instruments):
        self.connection = duckdb.connect()
        self.connection.execute("SET enable_progress_bar = false")
        self.processors = self.connection.execute("SELECT current_setting('threads')").fetchone()[0]
        self.read(csv)
        self.find_days(instruments)

    def read(self, csv):
        columns = self.connection.execute(f"DESCRIBE SELECT * FROM read_csv('{csv}', header = true)").fetchall()
        side = "side" if "side" in (column[0] for column in columns) else "'unknown'"
        types = "{'event_time': 'TIMESTAMP', 'symbol': 'VARCHAR', 'price': 'DOUBLE', 'quantity': 'DOUBLE'}"
        self.connection.execute(
            "CREATE TYPE side AS ENUM ('buy', 'sell', 'unknown');"
            f"CREATE TABLE read AS SELECT event_time, symbol, price, quantity, {side}::side AS side"
            f" FROM read_csv('{csv}', header = true, types = {types})"
        )

    def find_days(self, instruments):
        self.connection.execute(
            "CREATE TYPE symbol AS ENUM (SELECT DISTINCT symbol FROM read);"
            "CREATE TABLE instruments ("
            "  symbol symbol, industry VARCHAR, country VARCHAR, currency VARCHAR, exchange VARCHAR);"
            "CREATE TABLE days (exchange VARCHAR, day DATE, start BIGINT, open BIGINT, close BIGINT)"
        )
        self.connection.executemany("INSERT INTO instruments VALUES (?, ?, ?, ?, ?)", instruments)
        dates = "SELECT min(event_time)::DATE, max(event_time)::DATE FROM read"
        first, last = self.connection.execute(dates).fetchone()
        days = exchange_days.Calendar().days(sorted({row[-1] for row in instruments}), first, last)
        self.connection.executemany("INSERT INTO days VALUES (?, ?, ?, ?, ?)", days)
        self.connection.execute(
            "CREATE TABLE trades AS SELECT event_time, symbol, price, quantity, side, day,"
            " epoch_us(event_time) >= open AND epoch_us(event_time) < close AS regular"
            " FROM (SELECT event_time, symbol::symbol AS symbol, price, quantity, side, rowid AS arrival FROM read)"
            " JOIN instruments USING (symbol) ASOF JOIN days"
            " ON instruments.exchange = days.exchange AND epoch_us(event_time) >= days.start ORDER BY arrival;"
            "DROP TABLE read"
        )

    def frame(self):
        """All trades for pandas, by event time, ties by arrival."""
        return self.connection.execute("SELECT * FROM trades ORDER BY event_time, rowid").df()

    def run(self, name, threads, order=FAST):
        """Columns and rows of an analysis."""
        self.connection.execute(f"SET threads = {threads}")
        answer = self.connection.execute(QUERIES[name].replace("{order}", order))
        return [column[0] for column in answer.description], answer.fetchall()

    def exact(self, name):
        columns, rows = self.run(name, self.processors, EXACT)
        return [dict(zip(columns, row)) for row in rows]

    def close(self):
        self.connection.close()
