#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other tools read a database as it is: runs what README.md says of them, and holds the views to the tables.

    test-other-tools.py TAPECTL        prints TAP
"""

import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}
RULE = "everything moves ±0.01 against the open"


class Place:
    def __init__(self, tapectl, folder):
        self.tapectl = tapectl
        self.folder = folder
        self.database = str(folder / "trades.db")
        text = (ROOT / "README.md").read_text()
        section = text.split("## Use it from other tools\n")[1].split("\n## ")[0]
        self.queries = re.findall(r"```sql\n(.*?)```", section, re.S)
        self.programs = re.findall(r"```python\n(.*?)```", section, re.S)
        trades = folder / "trades.csv"
        with open(trades, "w") as file:
            subprocess.run([tapectl, "simulate", "--trades", "3000"], stdout=file, check=True, env=ENVIRONMENT)
        with open(trades, "a") as file:
            file.write("2024-03-04T15:00:00.5Z,AAPL,100.25,10,buy,a1\n,,,,,\n1950-01-01T00:00:01.5Z,AAPL,1,10,,\n")
        bars = folder / "bars.csv"
        bars.write_text("date,symbol,open,high,low,close,volume\n2013-10-01,AIG,50,52,49,51,1000\n")
        for path in (trades, bars):
            subprocess.run([tapectl, "replay", path, "--db", self.database, "--format", "csv", "--alert", RULE], stdout=subprocess.DEVNULL, check=True, env=ENVIRONMENT)
        self.connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)

    def rows(self, sql):
        return self.connection.execute(sql).fetchall()


def readme_queries_run(place):
    assert len(place.queries) >= 4 and place.programs
    for sql in place.queries:
        rows = place.rows(sql)
        assert rows, sql
        answer = subprocess.run([place.tapectl, "sql", sql, "--db", place.database, "--format", "csv"], capture_output=True, text=True, env=ENVIRONMENT)
        assert answer.returncode == 0 and len(answer.stdout.splitlines()) == len(rows) + 1, (sql, answer.stderr)


def sqlite3_reads_it(place):
    for sql in place.queries:
        answer = subprocess.run(["sqlite3", "-readonly", "-csv", place.database, sql], capture_output=True, text=True, check=True)
        assert answer.stderr == "" and len(answer.stdout.splitlines()) == len(place.rows(sql)), answer


def every_view_reads(place):
    views = [name for (name,) in place.rows("SELECT name FROM sqlite_schema WHERE type = 'view'")]
    assert {"stocks", "candles", "ticks", "rejects", "alerts"} <= set(views), views
    for view in views:
        assert place.rows(f"SELECT * FROM {view}"), view


def views_equal_tables(place):
    for view, table in (("alerts", "firings"), ("candles", "bars"), ("ticks", "trades"), ("stocks", "trades"), ("rejects", "rejected")):
        assert place.rows(f"SELECT count(*) FROM {view}") == place.rows(f"SELECT count(*) FROM {table}"), view
    assert place.rows("SELECT sum(price), sum(quantity) FROM ticks") == place.rows("SELECT sum(price), sum(quantity) FROM trades")
    assert place.rows("SELECT sum(close), sum(count) FROM candles") == place.rows("SELECT sum(close), sum(count) FROM bars")
    rows = place.rows("SELECT time, price, side, trade_id, source FROM ticks WHERE trade_id = 'a1'")
    assert rows == [(1709564400.5, 100.25, "buy", "a1", "trades.csv")], rows
    rows = place.rows("SELECT time, start FROM candles WHERE length = 60 AND time < 0")
    assert rows == [(-631152000, "1950-01-01T00:00:00Z")], rows
    rows = place.rows("SELECT time, start, open, count FROM candles WHERE symbol = 'AIG' AND count = 0")
    assert rows[0][1].startswith("2013-10-01T") and rows[0][2:] == (50, 0), rows
    rows = place.rows("SELECT source, line, raw FROM rejects")
    assert rows == [("trades.csv", 3003, ",,,,,")], rows


# What Grafana's source looks for: a column of numbers for the time, one of text for the series, one of numbers, in order of time.
def grafana_finds_its_columns(place):
    sql = next(sql for sql in place.queries if "metric" in sql)
    rows = place.rows(sql)
    assert all(isinstance(time, int) and isinstance(metric, str) and isinstance(value, float) for time, metric, value in rows)
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)


def pandas_reads_it(place):
    known = {}
    before = os.getcwd()
    os.chdir(place.folder)
    try:
        exec(place.programs[0], known)  # pylint: disable=exec-used
    finally:
        os.chdir(before)
    assert len(known["candles"]) == place.rows("SELECT count(*) FROM bars WHERE length = 86400")[0][0]
    assert str(known["candles"].index.dtype).startswith("datetime64")
    assert len(known["ticks"]) == place.rows("SELECT count(*) FROM ticks WHERE symbol = 'AAPL'")[0][0] > 0
    assert str(known["ticks"]["time"].dtype).startswith("datetime64")


CASES = (readme_queries_run, sqlite3_reads_it, every_view_reads, views_equal_tables, grafana_finds_its_columns, pandas_reads_it)


def main(tapectl):
    failed = False
    print(f"1..{len(CASES)}")
    with tempfile.TemporaryDirectory() as folder:
        place = Place(tapectl, pathlib.Path(folder))
        for number, case in enumerate(CASES, start=1):
            name = f"/other-tools/{case.__name__.replace('_', '-')}"
            try:
                case(place)
                print(f"ok {number} {name}")
            except Exception as error:  # pylint: disable=broad-except
                failed = True
                print(f"not ok {number} {name}\n# {type(error).__name__}: {error}")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
