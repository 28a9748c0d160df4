#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The columns of `tapectl indicators` beside those of TA-Lib and pandas, over recorded daily bars and over the minutes
of recorded trades: whether they are the same; and how long a value takes beside TA-Lib's functions.

    same-indicators.py TAPECTL BENCH-INDICATORS [--runs N]

Values agree to 1e-9, relative to the larger of value and inputs. pandas follows the definitions and is compared from
the first value on; TA-Lib where it has a value and has settled. Ends with the first difference, and status 1.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

import agree
import indicators_pandas
import indicators_talib
import packages
import recordings
from peer_rows import PeerRows

ASKED = (
    "sma:5 sma:20 ema:10 rsi:14 atr:14 roc:10 momentum:10 macd:12,26,9 bollinger:20,2 stochastic:14,3,3 obv vwap min:5"
    " max:5 mean:5 sum:5 stddev:5"
).split()
FIGURES = ["open", "high", "low", "close", "volume"]
N_BARS = 1_000_000  # as many as bench-indicators has
DAILY = recordings.FOLDER / "daily" / "ten-stocks-2013-2018.csv"


def make_minutes(pandas, tapectl, path):
    """Of windows what makes them bars."""
    command = [tapectl, "windows", "--format", "csv", str(recordings.path_of(recordings.EQUITIES))]
    with path.open("wb") as out:
        subprocess.run(command, stdout=out, check=True)
    bars = pandas.read_csv(path).rename(columns={"start": "event_time"})
    bars[["event_time", "symbol", *FIGURES]].to_csv(path, index=False)


def our_columns(pandas, tapectl, path, folder):
    """A file of bars of several instruments with our columns."""
    printed = folder / "indicators.csv"
    with printed.open("wb") as out:
        subprocess.run([tapectl, "indicators", "--format", "csv", str(path), *ASKED], stdout=out, check=True)
    return pandas.read_csv(printed)


def inputs_of(name, bars):
    """How large what a column was made of is, at each bar."""
    if name.startswith(("rsi", "stochastic", "roc")):
        return 100.0
    return bars["volume"].cumsum() if name == "obv" else bars["high"].cummax()


def first_wrong(mine, theirs, inputs):
    """The first place where both have a value and differ, or only one has any; or None."""
    size = theirs.abs().clip(lower=inputs)
    wrong = ((mine - theirs).abs() > agree.NEAR * size) | (mine.isna() != theirs.isna())
    return wrong.idxmax() if wrong.any() else None


def check(ours, theirs, bars, first):
    """Raises agree.Differ unless their columns, each from the bar on that first gives, are ours; gives the number of
    bars."""
    for name, values in theirs.items():
        if name not in ours.columns:
            raise agree.Differ(f"there is no column {name}")
        begin = first(name, values)
        mine, other = ours[name].iloc[begin:], values.iloc[begin:]
        inputs = inputs_of(name, bars)
        wrong = first_wrong(mine, other, inputs if isinstance(inputs, float) else inputs.iloc[begin:])
        if wrong is not None:
            raise agree.Differ(f"{name} in row {wrong + 1} differs: {mine[wrong]}, not {other[wrong]}")
    return len(bars)


def from_start(name, values):
    return 0


def once_settled(name, values):
    return max(indicators_talib.SETTLED.get(name, 0), values.first_valid_index())


def compare(rows, pandas, talib, tapectl, what, path, time_column, folder):
    """Days are those of the time's text: the minutes are from between 04:00 and 20:00 in New York, on one day in UTC as
    well."""
    every = our_columns(pandas, tapectl, path, folder).rename(columns={"Name": "symbol"})
    for symbol, ours in every.groupby("symbol"):
        ours = ours.reset_index(drop=True)
        bars = ours[FIGURES].assign(day=ours[time_column].str[:10])
        rows.equal(f"{what}, {symbol}, pandas", check, ours, indicators_pandas.columns(bars), bars, from_start)
        if talib is not None:
            arrays = {figure: bars[figure].to_numpy(dtype="float64") for figure in FIGURES}
            theirs = {name: pandas.Series(values) for name, values in indicators_talib.columns(talib, arrays).items()}
            rows.equal(f"{what}, {symbol}, TA-Lib", check, ours, theirs, bars, once_settled)


def compare_recorded(rows, pandas, talib, tapectl, folder):
    for path in (DAILY, recordings.path_of(recordings.EQUITIES)):
        if not path.exists():
            rows.skip(f"{path.name} is not beside the checkout, so nothing is computed from it")
    if DAILY.exists():
        compare(rows, pandas, talib, tapectl, "daily bars", DAILY, "date", folder)
    if recordings.path_of(recordings.EQUITIES).exists():
        minutes = folder / "minutes.csv"
        make_minutes(pandas, tapectl, minutes)
        compare(rows, pandas, talib, tapectl, "minutes", minutes, "event_time", folder)


def measure(rows, talib, bench_indicators, runs, folder):
    """All of ours and all of theirs take turns; both make medians within a turn as well."""
    result, bars = folder / "indicators.json", indicators_talib.random_bars(N_BARS)
    ours, theirs = [], []
    for _ in range(runs):
        subprocess.run([bench_indicators, "--json", str(result)], stdout=subprocess.DEVNULL, check=True)
        ours.append({row["what"]: row["value"] for row in json.loads(result.read_text())["rows"]})
        theirs.append({name: indicators_talib.nanoseconds_a_bar(talib, bars, name) for name in indicators_talib.TIMED})
    for name in indicators_talib.TIMED:
        yardstick = statistics.median(turn[name] for turn in theirs)
        for what in (f"{name}, over an array", f"{name}, running"):
            value = statistics.median(turn[what] for turn in ours)
            rows.add(what, value, "ns/bar", "TA-Lib, over an array", yardstick)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tapectl")
    parser.add_argument("bench_indicators")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    rows = PeerRows("peers-indicators")
    packages.FOLDER.mkdir(parents=True, exist_ok=True)
    pandas, talib = rows.have(packages.load, "pandas"), rows.have(packages.load, "talib")
    with tempfile.TemporaryDirectory(dir=packages.FOLDER) as name:
        folder = pathlib.Path(name)
        if pandas is not None:
            compare_recorded(rows, pandas, talib, options.tapectl, folder)
        if talib is not None:
            measure(rows, talib, options.bench_indicators, options.runs, folder)
    rows.finish()


if __name__ == "__main__":
    main()
