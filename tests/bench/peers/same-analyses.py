#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `tapectl analyze` finds in a database beside what DuckDB and pandas find in the same trades in memory: whether
it is the same, over recorded and over simulated trades; and how long each takes over the simulated ones.

    same-analyses.py TAPECTL [--trades N] [--runs N]

Counts, days, bases and ranks are equal, sums and means to 1e-9. Ends with the first difference, and status 1.
"""

import argparse
import contextlib
import csv
import pathlib
import sqlite3
import subprocess
import tempfile
import time
import typing

import agree
import analyses_duckdb
import analyses_pandas
import packages
import recordings
from peer_rows import PeerRows
from rows import medians


class Analysis(typing.NamedTuple):
    options: tuple
    keys: tuple
    exact: tuple
    rounded: tuple
    inputs: dict = {}


ANALYSES = {
    "daily-volume": Analysis((), ("symbol", "day"), ("currency",), ("volume", "turnover")),
    "buy-sell": Analysis((), ("side", "currency"), ("count",), ("quantity", "turnover", "share")),
    "industry-growth": Analysis((), ("industry", "day"), ("members", "base"), ("growth",), {"growth": 1.0}),
    "country-growth": Analysis((), ("country", "day"), ("growing", "traded"), ("share",)),
    "highest-average-volume": Analysis((), ("symbol",), ("rank", "days"), ("average_volume", "average_trade")),
    "movers": Analysis(("--ranking", "volatile"), ("symbol",), (), ("volatility",)),
    "pivot": Analysis(
        ("--rows", "symbol", "--columns", "hour"),
        ("symbol", "hour"), ("count", "min", "max"), ("volume", "turnover", "mean"),
    ),
}


def text(key, name):
    """As tapectl writes it."""
    if name == "day":
        return f"{key:%Y-%m-%d}"
    return f"{key:%Y-%m-%dT%H:%M:%SZ}" if name == "hour" else str(key)


def their_table(analysis, rows):
    """See agree.py."""
    return {
        tuple(text(row[key], key) for key in analysis.keys): {
            figure: row[figure] for figure in analysis.exact + analysis.rounded
        }
        for row in rows
    }


def our_table(analysis, path):
    """Without the sides that nobody took, which we list and others do not."""
    with open(path, encoding="utf-8", newline="") as file:
        return {
            tuple(row[key] for key in analysis.keys): {
                figure: number(row[figure]) for figure in analysis.exact + analysis.rounded
            }
            for row in csv.DictReader(file)
            if row.get("count") != "0"
        }


def number(value):
    """What a field says, where it is no number the text."""
    try:
        return float(value) if value else None
    except ValueError:
        return value


class Session:
    """A database that tapectl made of a CSV file."""

    def __init__(self, tapectl, path):
        self.tapectl = tapectl
        self.database = path.with_suffix(".db")
        command = [tapectl, "replay", "--db", str(self.database), "--format", "json", str(path)]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)

    def instruments(self):
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            query = "SELECT symbol, industry, country, currency, exchange FROM instruments"
            return connection.execute(query).fetchall()

    def analyze(self, name, out=subprocess.DEVNULL):
        """Gives the seconds it took."""
        command = [self.tapectl, "analyze", name, "--db", str(self.database), "--format", "csv"]
        begun = time.monotonic()
        subprocess.run([*command, *ANALYSES[name].options], stdout=out, check=True)
        return time.monotonic() - begun


def seconds(run, *arguments):
    begun = time.monotonic()
    run(*arguments)
    return time.monotonic() - begun


class Peers:
    """DuckDB, and pandas if it can be had, over the same trades."""

    def __init__(self, duckdb, pandas, path, instruments):
        self.duckdb = analyses_duckdb.Trades(duckdb, path, instruments)
        self.frame = self.instruments = None
        if pandas is not None:
            self.frame = self.duckdb.frame()
            names = ["symbol", "industry", "country", "currency", "exchange"]
            self.instruments = pandas.DataFrame(instruments, columns=names).set_index("symbol")

    def pandas(self, name):
        return analyses_pandas.ANALYSES[name](self.frame, self.instruments)


def compare(rows, what, session, peers, folder):
    for name, analysis in ANALYSES.items():
        printed = folder / "analysis.csv"
        with printed.open("wb") as out:
            session.analyze(name, out)
        ours, figures = our_table(analysis, printed), analysis._asdict()
        kept = {word: figures[word] for word in ("exact", "rounded", "inputs")}
        found = {"DuckDB": peers.duckdb.exact(name)}
        if peers.frame is not None:
            found["pandas"] = peers.pandas(name).to_dict("records")
        for peer, theirs in found.items():
            rows.equal(f"{name}, {what}, {peer}", agree.check, ours, their_table(analysis, theirs), **kept)


def measure(rows, session, peers, runs):
    for name in ANALYSES:
        yardsticks = {
            f"DuckDB, in memory, {threads} thread{'s' * (threads > 1)}": lambda threads=threads: seconds(
                peers.duckdb.run, name, threads
            )
            for threads in sorted({1, min(2, peers.duckdb.processors)})
        }
        if peers.frame is not None:
            yardsticks["pandas, in memory"] = lambda: seconds(peers.pandas, name)
        ours, *theirs = medians(runs, lambda: session.analyze(name), *yardsticks.values())
        for yardstick, value in zip(yardsticks, theirs):
            rows.add(f"analyze {name}", ours, "s", yardstick, value)


def over_recorded(rows, duckdb, pandas, tapectl, folder):
    recording = recordings.path_of(recordings.EQUITIES)
    if not recording.exists():
        rows.skip(f"{recording.name} is not beside the checkout, so nothing is found in it")
        return
    path = folder / "recorded.csv"
    recordings.write(recordings.read(recordings.EQUITIES), path)
    session = Session(tapectl, path)
    compare(rows, "recorded", session, Peers(duckdb, pandas, path, session.instruments()), folder)


def over_simulated(rows, duckdb, pandas, options, folder):
    path = folder / "simulated.csv"
    with path.open("wb") as out:
        command = [options.tapectl, "simulate", "--trades", str(options.trades), "--format", "csv"]
        subprocess.run(command, stdout=out, check=True)
    session = Session(options.tapectl, path)
    peers = Peers(duckdb, pandas, path, session.instruments())
    path.unlink()
    measure(rows, session, peers, options.runs)
    compare(rows, f"{options.trades:,} simulated trades", session, peers, folder)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tapectl")
    parser.add_argument("--trades", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    rows = PeerRows("peers-analyses")
    packages.FOLDER.mkdir(parents=True, exist_ok=True)
    duckdb, pandas = rows.have(packages.load, "duckdb"), rows.have(packages.load, "pandas")
    if duckdb is not None:
        with tempfile.TemporaryDirectory(dir=packages.FOLDER) as name:
            over_recorded(rows, duckdb, pandas, options.tapectl, pathlib.Path(name))
            over_simulated(rows, duckdb, pandas, options, pathlib.Path(name))
    rows.finish()


if __name__ == "__main__":
    main()
