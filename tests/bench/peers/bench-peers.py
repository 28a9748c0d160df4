#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine, and a CSV file to windows, beside DuckDB on the same trades in the same run; and whether both computed
the same numbers: count, open, high, low, close and volume of every instrument and minute.

    bench-peers.py BENCH-ENGINE TAPECTL [--trades N] [--runs N]

DuckDB comes from the Python package index into build/peers, and nowhere else.
"""

import argparse
import importlib
import json
import pathlib
import subprocess
import sys
import tempfile
import time

from rows import Rows, medians

VERSION = "2.0.0"
PEERS = pathlib.Path(__file__).resolve().parents[3] / "build" / "peers"
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


def load_duckdb():
    """The module, installed where it is missing."""
    target = PEERS / f"duckdb-{VERSION}-{sys.implementation.cache_tag}"
    sys.path.insert(0, str(target))
    if not target.exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"]
        pip += ["--timeout", "15", "--no-deps", "--only-binary", ":all:", "--target", str(target), f"duckdb=={VERSION}"]
        said = subprocess.run(pip, capture_output=True, text=True, timeout=180, check=False)
        if said.returncode != 0:
            raise ImportError((said.stderr.strip().splitlines() or ["pip failed"])[-1])
    importlib.invalidate_caches()
    return importlib.import_module("duckdb")


class Peer:
    """DuckDB on the simulated trades of so many instruments, in a CSV file and in a table in memory."""

    def __init__(self, duckdb, tapectl, trades, symbols, folder):
        self.trades = trades
        self.csv = folder / f"trades-{symbols}.csv"
        with self.csv.open("wb") as out:
            subprocess.run(
                [tapectl, "simulate", "--trades", str(trades), "--symbols", str(symbols), "--format", "csv"],
                stdout=out,
                check=True,
            )
        self.connection = duckdb.connect()
        self.connection.execute("SET enable_progress_bar = false")
        self.processors = self.connection.execute("SELECT current_setting('threads')").fetchone()[0]
        self.file = f"read_csv('{self.csv}', header = true, columns = {COLUMNS})"
        # Instruments as small numbers, as the engine gets them; rows in the order of the file, as rowid counts them.
        self.connection.execute(
            f"SET threads = 1; CREATE TYPE symbol AS ENUM (SELECT DISTINCT symbol FROM {self.file});"
            f"CREATE TABLE trades AS SELECT event_time, symbol::symbol AS symbol, price, quantity FROM {self.file}"
        )

    def nanoseconds_a_trade(self):
        """Processor time of one thread, as bench-engine counts it."""
        self.connection.execute("SET threads = 1")
        begun = time.process_time()
        self.connection.execute("CREATE OR REPLACE TEMP TABLE minutes AS " + MINUTES.format("trades"))
        return (time.process_time() - begun) * 1e9 / self.trades

    def rows_a_second(self, threads):
        """From the file."""
        self.connection.execute(f"SET threads = {threads}")
        begun = time.monotonic()
        self.connection.execute("CREATE OR REPLACE TEMP TABLE minutes AS " + MINUTES.format(self.file))
        return self.trades / (time.monotonic() - begun)

    def compare(self, ours, what):
        """Holds every figure of a CSV file of windows against the exact ones; gives how many windows there are."""
        differ = " OR ".join(f"o.{figure} IS DISTINCT FROM t.{figure}" for figure in FIGURES if figure != "volume")
        differ += f" OR NOT coalesce(abs(o.volume - t.volume) <= {ROUNDING} * t.volume, false)"
        columns = ", ".join(f"o.{figure}, t.{figure}" for figure in FIGURES)
        self.connection.execute(
            f"SET threads = {self.processors}; CREATE OR REPLACE TEMP TABLE theirs AS {EXACT_MINUTES};"
            f"CREATE OR REPLACE TEMP TABLE ours AS SELECT symbol, start::TIMESTAMP AS start, {', '.join(FIGURES)}"
            f" FROM read_csv('{ours}', header = true, types = {{'symbol': 'VARCHAR', 'start': 'TIMESTAMP'}})"
        )
        first = self.connection.execute(
            f"SELECT symbol, start, {columns} FROM ours o FULL JOIN theirs t USING (symbol, start) WHERE {differ}"
            " ORDER BY start, symbol LIMIT 1"
        ).fetchone()
        if first is not None:
            pairs = zip(FIGURES, first[2::2], first[3::2])
            words = ", ".join(f"{figure} {mine}, not {theirs}" for figure, mine, theirs in pairs if mine != theirs)
            raise SystemExit(f"{what}: {first[0]} at {first[1]} differs from DuckDB: {words}")
        counts = self.connection.execute("SELECT (SELECT count(*) FROM ours), count(*) FROM theirs")
        n_ours, n_theirs = counts.fetchone()
        if n_ours != n_theirs or n_ours == 0:
            raise SystemExit(f"{what}: {n_ours} windows instead of {n_theirs}")
        return n_ours


def measure_engine(rows, peer, bench_engine, symbols, options, folder):
    result, minutes = folder / "engine.json", folder / "minutes.csv"
    command = [bench_engine, "--symbols", str(symbols), "--trades", str(options.trades), "--json", str(result)]

    def engine(*more):
        subprocess.run([*command, *more], stdout=subprocess.DEVNULL, check=True)
        return json.loads(result.read_text())["rows"][0]["value"]

    ours, theirs = medians(options.runs, engine, peer.nanoseconds_a_trade)
    rows.add(f"engine, every stage, {symbols} instruments", ours, "ns/trade", "DuckDB, minutes only, 1 thread", theirs)
    engine("--bars", str(minutes))
    rows.same(f"engine, {symbols} instruments", peer.compare(minutes, f"engine, {symbols} instruments"))


def measure_file(rows, peer, tapectl, options, folder):
    def windows(*more, out=subprocess.DEVNULL):
        begun = time.monotonic()
        subprocess.run([tapectl, "windows", "--format", "csv", *more, str(peer.csv)], stdout=out, check=True)
        return peer.trades / (time.monotonic() - begun)

    given, found, one, every = medians(
        options.runs,
        lambda: windows("--delay", "0s"),
        windows,
        lambda: peer.rows_a_second(1),
        lambda: peer.rows_a_second(peer.processors),
    )
    for what, ours in (("given", given), ("found", found)):
        for threads, theirs in (("1 thread", one), (f"{peer.processors} threads", every)):
            rows.add(f"CSV to windows, delay {what}", ours, "rows/s", f"DuckDB read_csv, {threads}", theirs)
    for what, more in (("given", ["--delay", "0s"]), ("found", [])):
        printed = folder / "windows.csv"
        with printed.open("wb") as out:
            windows(*more, out=out)
        rows.same(f"CSV to windows, delay {what}", peer.compare(printed, f"CSV to windows, delay {what}"))


class PeerRows(Rows):
    def same(self, what, n_windows):
        self.figures.setdefault("compared", {})[what] = n_windows
        print(f"{what}: {n_windows:,} windows equal DuckDB's in {', '.join(FIGURES)}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bench_engine")
    parser.add_argument("tapectl")
    parser.add_argument("--trades", type=int, default=4_000_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    rows = PeerRows("peers")
    try:
        duckdb = load_duckdb()
    except (ImportError, OSError, subprocess.TimeoutExpired) as error:
        rows.skip(f"DuckDB {VERSION} cannot be had here, so nothing is held against it: {error}")
        rows.finish()
        return
    with tempfile.TemporaryDirectory(dir=PEERS) as name:
        folder = pathlib.Path(name)
        for symbols in (500, 10_000):
            peer = Peer(duckdb, options.tapectl, options.trades, symbols, folder)
            measure_engine(rows, peer, options.bench_engine, symbols, options, folder)
            if symbols == 500:
                measure_file(rows, peer, options.tapectl, options, folder)
            peer.connection.close()
            peer.csv.unlink()
    rows.finish()


if __name__ == "__main__":
    main()
