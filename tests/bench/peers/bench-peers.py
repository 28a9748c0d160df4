#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine, and a CSV file to windows, beside DuckDB and pandas on the same trades in the same run; and whether all
computed the same numbers: count, open, high, low, close and volume of every instrument and minute.

    bench-peers.py BENCH-ENGINE TAPECTL [--trades N] [--runs N]
"""

import argparse
import json
import pathlib
import subprocess
import tempfile
import time

import engine_duckdb
import engine_pandas
import packages
from peer_rows import PeerRows
from rows import medians

FEW, MANY = 500, 10_000  # instruments


def simulate(options, symbols, path):
    command = [options.tapectl, "simulate", "--trades", str(options.trades), "--symbols", str(symbols)]
    with path.open("wb") as out:
        subprocess.run([*command, "--format", "csv"], stdout=out, check=True)


def measure_engine(rows, peers, options, symbols, folder):
    result, minutes = folder / "engine.json", folder / "minutes.csv"
    command = [options.bench_engine, "--symbols", str(symbols), "--trades", str(options.trades), "--json", str(result)]

    def engine(*more):
        subprocess.run([*command, *more], stdout=subprocess.DEVNULL, check=True)
        return json.loads(result.read_text())["rows"][0]["value"]

    ours, *theirs = medians(options.runs, engine, *(peer.nanoseconds_a_trade for peer in peers))
    for peer, value in zip(peers, theirs):
        what = f"engine, every stage, {symbols} instruments"
        rows.add(what, ours, "ns/trade", f"{peer.name}, minutes only, 1 thread", value)
    engine("--bars", str(minutes))
    for peer in peers:
        rows.equal(f"engine, {symbols} instruments, {peer.name}", peer.compare, minutes)


def measure_file(rows, duckdb, csv, options, folder):
    def windows(*more, out=subprocess.DEVNULL):
        begun = time.monotonic()
        subprocess.run([options.tapectl, "windows", "--format", "csv", *more, str(csv)], stdout=out, check=True)
        return options.trades / (time.monotonic() - begun)

    given, found, one, every = medians(
        options.runs,
        lambda: windows("--delay", "0s"),
        windows,
        lambda: duckdb.rows_a_second(1),
        lambda: duckdb.rows_a_second(duckdb.processors),
    )
    for what, ours in (("given", given), ("found", found)):
        for threads, theirs in (("1 thread", one), (f"{duckdb.processors} threads", every)):
            rows.add(f"CSV to windows, delay {what}", ours, "rows/s", f"DuckDB read_csv, {threads}", theirs)
    for what, more in (("given", ["--delay", "0s"]), ("found", [])):
        printed = folder / "windows.csv"
        with printed.open("wb") as out:
            windows(*more, out=out)
        rows.equal(f"CSV to windows, delay {what}, DuckDB", duckdb.compare, printed)


def measure(rows, duckdb, pandas, options, symbols, folder):
    csv = folder / f"trades-{symbols}.csv"
    simulate(options, symbols, csv)
    peers = []
    if duckdb is not None:
        peers.append(engine_duckdb.Minutes(duckdb, csv))
    if pandas is not None:
        peers.append(engine_pandas.Minutes(pandas, csv))
    measure_engine(rows, peers, options, symbols, folder)
    if duckdb is not None and symbols == FEW:
        measure_file(rows, peers[0], csv, options, folder)
    for peer in peers:
        peer.close()
    csv.unlink()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bench_engine")
    parser.add_argument("tapectl")
    parser.add_argument("--trades", type=int, default=4_000_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    rows = PeerRows("peers")
    packages.FOLDER.mkdir(parents=True, exist_ok=True)
    duckdb, pandas = rows.have(packages.load, "duckdb"), rows.have(packages.load, "pandas")
    if duckdb is not None or pandas is not None:
        with tempfile.TemporaryDirectory(dir=packages.FOLDER) as name:
            for symbols in (FEW, MANY):
                measure(rows, duckdb, pandas, options, symbols, pathlib.Path(name))
    rows.finish()


if __name__ == "__main__":
    main()
