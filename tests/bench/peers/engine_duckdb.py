# SPDX-License-Identifier: GPL-3.0-or-later
"""Minutes of every instrument by DuckDB, from a CSV file of trades and from a table in memory made of it."""

import time

import agree

COLUMNS = (
    "{'event_time': 'TIMESTAMP', 'symbol': 'VARCHAR', 'price': 'DOUBLE', 'quantity': 'DOUBLE', 'side': 'VARCHAR',"
    " 'trade_id': 'BIGINT'}"
)
# What is timed: where trades share a time, DuckDB may take any of them as the first and the last.
MINUTES = (
    "SELECT symbol, date_trunc('minute', event_time) AS start, arg_min(price, event_time) AS open, max(price) AS high,"
    " min(price) AS low, arg_max(price, event_time) AS close, sum(quantity) AS volume FROM {} GROUP BY ALL"
)
# What is compared: ties are broken by arrival.
EXACT_MINUTES = (
    "SELECT symbol::VARCHAR AS symbol, date_trunc('minute', event_time) AS start, count(*) AS count,"
    " arg_min(price, (event_time, rowid)) AS open, max(price) AS high, min(price) AS low,"
    " arg_max(price, (event_time, rowid)) AS close, sum(quantity) AS volume FROM trades GROUP BY ALL"
)
ROUNDING = 1e-12  # of volumes with fractions, as those of currencies, which are added up in other orders
FIGURES = ("count", "open", "high", "low", "close", "volume")


class Minutes:
    name = "DuckDB"

    def __init__(self, duckdb, csv):
        self.connection = duckdb.connect()
        self.connection.execute("SET enable_progress_bar = false")
        self.processors = self.connection.execute("SELECT current_setting('threads')").fetchone()[0]
        self.file = f"read_csv('{csv}', header = true, columns = {COLUMNS})"
        # Instruments as small numbers, as the engine gets them; rows in the order of the file, as rowid counts them.
        self.connection.execute(
            f"SET threads = 1; CREATE TYPE symbol AS ENUM (SELECT DISTINCT symbol FROM {self.file});"
            f"CREATE TABLE trades AS SELECT event_time, symbol::symbol AS symbol, price, quantity FROM {self.file}"
        )
        self.n_trades = self.connection.execute("SELECT count(*) FROM trades").fetchone()[0]

    def close(self):
        self.connection.close()

    def nanoseconds_a_trade(self):
        """Processor time of one thread, as bench-engine counts it."""
        self.connection.execute("SET threads = 1")
        begun = time.process_time()
        self.connection.execute("CREATE OR REPLACE TEMP TABLE minutes AS " + MINUTES.format("trades"))
        return (time.process_time() - begun) * 1e9 / self.n_trades

    def rows_a_second(self, threads):
        """From the file."""
        self.connection.execute(f"SET threads = {threads}")
        begun = time.monotonic()
        self.connection.execute("CREATE OR REPLACE TEMP TABLE minutes AS " + MINUTES.format(self.file))
        return self.n_trades / (time.monotonic() - begun)

    def compare(self, ours):
        """Raises agree.Differ unless the CSV file of windows, in which a later row replaces one of the same window,
        holds the same; gives how many windows there are."""
        differ = " OR ".join(f"o.{figure} IS DISTINCT FROM t.{figure}" for figure in FIGURES if figure != "volume")
        differ += f" OR NOT coalesce(abs(o.volume - t.volume) <= {ROUNDING} * t.volume, false)"
        columns = ", ".join(f"o.{figure}, t.{figure}" for figure in FIGURES)
        self.connection.execute(
            f"SET threads = {self.processors}; CREATE OR REPLACE TEMP TABLE theirs AS {EXACT_MINUTES};"
            f"CREATE OR REPLACE TEMP TABLE written AS SELECT symbol, start::TIMESTAMP AS start, {', '.join(FIGURES)}"
            f" FROM read_csv('{ours}', header = true, types = {{'symbol': 'VARCHAR', 'start': 'TIMESTAMP'}});"
            "CREATE OR REPLACE TEMP TABLE ours AS FROM written"
            " QUALIFY row_number() OVER (PARTITION BY symbol, start ORDER BY rowid DESC) = 1"
        )
        first = self.connection.execute(
            f"SELECT symbol, start, {columns} FROM ours o FULL JOIN theirs t USING (symbol, start) WHERE {differ}"
            " ORDER BY start, symbol LIMIT 1"
        ).fetchone()
        if first is not None:
            pairs = zip(FIGURES, first[2::2], first[3::2])
            words = ", ".join(f"{figure} {mine}, not {theirs}" for figure, mine, theirs in pairs if mine != theirs)
            raise agree.Differ(f"{first[0]} at {first[1]} differs: {words}")
        counts = self.connection.execute("SELECT (SELECT count(*) FROM ours), count(*) FROM theirs")
        n_ours, n_theirs = counts.fetchone()
        if n_ours != n_theirs or n_ours == 0:
            raise agree.Differ(f"{n_ours} windows, not {n_theirs}")
        return n_ours
