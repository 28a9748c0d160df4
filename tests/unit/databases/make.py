#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps a database as this version writes it, for the versions to come: before the schema or the engine's state changes,

    tests/unit/databases/make.py build/src/cli/tapectl > tests/unit/databases/session-N.sql

and a row for N in tests/unit/test-migrations.c. The database is that of a run that was stopped in the middle: bars and a
day of trades, both finished, and a second day that goes on in the test. `make.py files` makes these files again."""

import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
SYMBOLS = ("AIG", "BAC", "IBM", "SPY")


def write_trades(name, start, n, step, seed):
    rng = random.Random(seed)
    price = dict.fromkeys(SYMBOLS, 50.0)
    with open(HERE / name, "w") as file:
        file.write("event_time,symbol,price,quantity,side,trade_id\n")
        for i in range(n):
            symbol = rng.choice(SYMBOLS)
            price[symbol] = round(price[symbol] * rng.uniform(0.998, 1.002), 2)
            back = rng.randrange(900_000) if rng.random() < 0.03 else rng.randrange(3000)
            event = start + i * step - back
            side = rng.choice(("buy", "sell", ""))
            kind = rng.random()
            if kind < 0.01:
                file.write(",,,,,\n")
            elif kind < 0.02:
                file.write(f"{start},SPY,50,1,buy,again\n")
            else:
                file.write(f"{event},{symbol},{price[symbol]},{rng.randrange(500)},{side},{name[0]}{i}\n")


def write_bars(name):
    with open(HERE / name, "w") as file:
        file.write("date,symbol,open,high,low,close,volume\n")
        for day in ("2013-10-01", "2013-10-02", "2013-10-03"):
            file.write(f"{day},AIG,50,52,49,51,1000\n{day},XOM,86,87,85,86.5,2000\n")


def make_files():
    write_bars("bars.csv")
    write_trades("first.csv", 1381152600000, 300, 4000, 1)  # 2013-10-07, 13:30 UTC
    write_trades("second.csv", 1381239000000, 900, 3000, 2)  # the next day


def make_database(tapectl, folder):
    database = folder / "data.db"
    replay = [tapectl, "replay", "--db", str(database), "--delay", "2s", "--format", "csv"]
    for name in ("bars.csv", "first.csv"):
        subprocess.run(replay + [HERE / name], check=True, stdout=subprocess.DEVNULL)
    run = subprocess.Popen(replay + ["--speed", "250", HERE / "second.csv"], stdout=subprocess.DEVNULL)
    time.sleep(6.5)
    run.send_signal(signal.SIGKILL)
    run.wait()
    return database


def dump(database):
    connection = sqlite3.connect(database)
    for pragma in ("application_id", "user_version"):
        print(f"PRAGMA {pragma} = {connection.execute('PRAGMA ' + pragma).fetchone()[0]};")
    for line in connection.iterdump():
        print(line)


def main():
    if sys.argv[1:] == ["files"]:
        make_files()
        return
    with tempfile.TemporaryDirectory() as folder:
        dump(make_database(sys.argv[1], pathlib.Path(folder)))


main()
