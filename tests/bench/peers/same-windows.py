#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The windows of `tapectl windows` beside those of pandas and of Spark Structured Streaming over the same recorded
trades, in order and shuffled by up to 30 s: whether they are the same, and how long each takes.

    same-windows.py TAPECTL [--trades N] [--without-spark]

What can be compared, and how exactly, says the project's definition of its windows: counts, extremes, open and close
equal, sums to 1e-9; of Spark, which never emits the last windows, those that end at or before its last watermark. Ends
with the first difference, and status 1.
"""

import argparse
import contextlib
import csv
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import agree
import packages
import recordings
import windows_pandas
import windows_spark
from peer_rows import PeerRows

EXACT = ("count", "open", "high", "low", "close")
ROUNDED = ("mean", "stddev", "volume", "turnover", "vwap")
FIGURES = {"exact": EXACT, "rounded": ROUNDED, "inputs": {"stddev": "high"}}
DAY = 86_400
WINDOWS = {"1m": (60, 60), "5m/1m": (300, 60), "1h": (3600, 3600), "1d": (DAY, DAY)}  # size and slide in seconds
N_PARTS = 6  # micro-batches that Spark makes of a recording
TIMED = 100_000  # trades, below which a time is that of starting
JAVA = "openjdk-17-jre-headless"


def read_table(path, start):
    """A CSV file of windows by symbol and start, in µs."""
    with open(path, encoding="utf-8", newline="") as file:
        return {
            (row["symbol"], start(row["start"])): {
                figure: float(row[figure]) if row[figure] else None for figure in EXACT + ROUNDED
            }
            for row in csv.DictReader(file)
        }


class Stream:
    """A recording in one order, as files."""

    def __init__(self, name, order, trades, folder):
        self.name, self.order = f"{name}, {order}", order
        self.delay = recordings.greatest_step_back(trades)
        self.watermark = max(trade.time for trade in trades) - self.delay
        self.midnight = recordings.seconds_from_midnight(name, trades)
        self.n_trades = len(trades)
        self.timed = self.n_trades >= TIMED
        self.path = folder / f"{name}-{order.replace(' ', '-')}.csv"
        self.parts = self.path.with_suffix("")
        recordings.write(trades, self.path)
        recordings.write_parts(trades, self.parts, N_PARTS)

    def cut(self, window):
        """Size, slide and origin in seconds; days are those of the exchange."""
        size, slide = WINDOWS[window]
        return size, slide, self.midnight if size == DAY else 0


def tapectl_windows(tapectl, stream, window, out):
    """Gives the seconds it took."""
    command = [tapectl, "windows", "--format", "csv", "--window", window, "--mode", "append", "--lateness", "0s"]
    command += ["--delay", f"{stream.delay // 1000}ms", str(stream.path)]
    begun = time.monotonic()
    with out.open("wb") as file:
        subprocess.run(command, stdout=file, check=True)
    return time.monotonic() - begun


def add_time(rows, stream, window, seconds, yardstick, taken):
    """Of an order and a recording that is long enough to tell."""
    if stream.timed:
        what, n_trades = f"windows {window}, {stream.order}", stream.n_trades
        rows.add(what, n_trades / seconds, "trades/s", yardstick, n_trades / taken)


def hold(rows, what, ours, theirs):
    """With times that people can read in what is said of a difference."""
    ours, theirs = ({(symbol, recordings.moment(start)): row for (symbol, start), row in table.items()}
                    for table in (ours, theirs))
    rows.equal(what, agree.check, ours, theirs, **FIGURES)


def beside_pandas(rows, pandas, stream, window, ours, seconds):
    begun = time.monotonic()
    theirs = windows_pandas.windows(pandas, stream.path, *stream.cut(window))
    add_time(rows, stream, window, seconds, "pandas", time.monotonic() - begun)
    hold(rows, f"{stream.name}, {window}, pandas", ours, theirs)


def beside_spark(rows, spark, stream, window, ours, seconds):
    size = WINDOWS[window][0] * recordings.SECOND
    closed = {key: figures for key, figures in ours.items() if key[1] + size <= stream.watermark}
    if not closed:
        return  # nor would Spark emit any
    taken, theirs = spark.windows(stream, window)
    add_time(rows, stream, window, seconds, f"Spark, 1 thread, {N_PARTS} batches", taken)
    hold(rows, f"{stream.name}, {window}, Spark", closed, theirs)


class Spark:
    """The program windows_spark.py, which keeps one Spark for all windows; what it says is in a file beside it."""

    def __init__(self, folder):
        if shutil.which("java") is None:
            raise packages.Missing(
                f"Spark cannot run here, so nothing is held against it: there is no Java; install the package {JAVA}"
            )
        packages.load("pyspark")
        self.folder = folder / "spark"
        self.folder.mkdir()
        self.log = packages.FOLDER / "spark.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, windows_spark.__file__, str(self.folder)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            )

    def windows(self, stream, window):
        """The seconds of the query, without those in which Spark starts, and the table."""
        size, slide, origin = stream.cut(window)
        out = self.folder / "windows.csv"
        job = {"folder": str(stream.parts), "size": size, "slide": slide, "origin": origin, "delay": stream.delay}
        job["out"] = str(out)
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        said = self.process.stdout.readline()
        if not said:
            raise SystemExit(f"Spark ended with status {self.process.wait()}; what it said is in {self.log}")
        return float(said), read_table(out, int)

    def stop(self):
        self.process.stdin.close()
        self.process.wait(timeout=windows_spark.PATIENCE)


def compare(rows, options, pandas, spark, folder):
    for name in recordings.RECORDINGS:
        if not recordings.path_of(name).exists():
            rows.skip(f"{recordings.path_of(name).name} is not beside the checkout, so nothing is computed from it")
            continue
        trades = recordings.read(name, options.trades)
        for order, kept in (("in order", trades), ("shuffled by 30 s", recordings.shuffled(trades))):
            stream = Stream(name, order, kept, folder)
            for window in WINDOWS:
                printed = folder / "ours.csv"
                seconds = tapectl_windows(options.tapectl, stream, window, printed)
                ours = read_table(printed, recordings.microseconds)
                if pandas is not None:
                    beside_pandas(rows, pandas, stream, window, ours, seconds)
                if spark is not None:
                    beside_spark(rows, spark, stream, window, ours, seconds)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tapectl")
    parser.add_argument("--trades", type=int, help="of each recording; all if not given")
    parser.add_argument("--without-spark", action="store_true")
    options = parser.parse_args()
    rows = PeerRows("peers-windows")
    packages.FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=packages.FOLDER) as name, contextlib.ExitStack() as at_end:
        folder = pathlib.Path(name)
        pandas = rows.have(packages.load, "pandas")
        spark = None if options.without_spark else rows.have(Spark, folder)
        if spark is not None:
            at_end.callback(spark.stop)
        if pandas is not None or spark is not None:
            compare(rows, options, pandas, spark, folder)
    rows.finish()


if __name__ == "__main__":
    main()
