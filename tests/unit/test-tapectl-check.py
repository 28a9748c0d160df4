#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds `tapectl check` to what it promises of damaged databases, and tapectl to one writer at a time.

    test-tapectl-check.py TAPECTL         prints TAP
"""

import contextlib
import csv
import io
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

TIME_LIMIT = 120
PAGE = 8192


class Place:
    """A folder, the program and a database in it."""

    def __init__(self, tapectl, folder, trades):
        self.tapectl = tapectl
        self.folder = folder
        self.trades = trades
        self.database = self.path("trades.db")
        home = self.path("home")
        self.environment = {**os.environ, "HOME": home, "XDG_DATA_HOME": home, "LC_ALL": "C.UTF-8", "LANGUAGE": ""}

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self, *arguments):
        return subprocess.Popen(
            [self.tapectl, *arguments], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
        )

    def run(self, *arguments, status=0):
        process = self.start(*arguments)
        output, errors = process.communicate(timeout=TIME_LIMIT)
        assert process.returncode == status, (arguments, process.returncode, output, errors)
        return output, errors

    def rows(self, *arguments, status=0):
        output, errors = self.run(*arguments, "--format", "csv", status=status)
        return list(csv.DictReader(io.StringIO(output))), errors

    def parts(self, database, status=0):
        rows, errors = self.rows("check", "--parts", "--db", database, status=status)
        return {row["part"]: row for row in rows}, errors

    def replay(self):
        self.run("replay", self.trades, "--db", self.database, "--delay", "1s", "--lateness", "1s")
        return self.database

    def change(self, *statements):
        with contextlib.closing(sqlite3.connect(self.database)) as db:
            for statement in statements:
                db.execute(statement)
            db.commit()

    def ask(self, database, sql):
        with contextlib.closing(sqlite3.connect(database)) as db:
            return db.execute(sql).fetchone()[0]

    def await_source(self):
        """Waits until a program has made the database and begins to write it."""
        end = time.monotonic() + TIME_LIMIT
        while time.monotonic() < end:
            with contextlib.suppress(sqlite3.OperationalError), contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as db:
                if db.execute("SELECT count (*) FROM sources").fetchone()[0] > 0:
                    return
            time.sleep(0.01)
        raise AssertionError("nothing was written")

    def find_page(self, table):
        """A page of this table that holds rows."""
        with contextlib.closing(sqlite3.connect(self.database)) as db:
            pages = db.execute("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' AND ncell > 0 ORDER BY pageno DESC", (table,)).fetchall()
        return pages[len(pages) // 2][0]

    def damage(self, *pages):
        with open(self.database, "r+b") as file:
            for page in pages:
                file.seek((page - 1) * PAGE)
                file.write(b"\xa5" * PAGE)

    def read(self):
        with open(self.database, "rb") as file:
            return file.read()


# What is wrong, by part.


def says_that_all_is_well(place):
    parts, errors = place.parts(place.replay())
    assert errors == "" and {part["integrity"] for part in parts.values()} == {"ok"}, parts
    assert parts["file"]["rows"] == "" and parts["trades"]["rows"] == str(place.ask(place.database, "SELECT count (*) FROM trades")), parts
    for table in ("instruments", "sources", "blocks", "bars", "rejected", "state", "totals", "dropped", "firings"):
        assert table in parts, parts


def names_the_damaged_table(place):
    for table in ("trades", "bars", "totals", "state", "rejected", "sources", "instruments", "blocks"):
        with contextlib.suppress(FileNotFoundError):
            os.remove(place.database)
        place.replay()
        place.damage(place.find_page(table))
        before = place.read()
        parts, errors = place.parts(place.database, status=1)
        assert {name for name, part in parts.items() if part["integrity"] != "ok"} == {table}, (table, parts)
        assert len(errors.splitlines()) == 1 and place.database in errors and "--salvage" in errors, errors
        assert place.read() == before


def says_what_does_not_fit(place):
    cases = {
        "DELETE FROM blocks": ("blocks", "Trades that no block finds"),
        "UPDATE blocks SET max_time = min_time": ("blocks", "Trades that no block finds"),
        "DELETE FROM totals": ("totals", "Bars without totals"),
        "DELETE FROM bars WHERE length = 60": ("bars", "Bars that have totals and are not there"),
        "UPDATE bars SET close = close + 1": ("totals", "Bars that their totals do not equal"),
        "UPDATE totals SET bars = x'00'": ("totals", "Rows that cannot be read"),
        "DELETE FROM sources": ("trades", "Trades of no source"),
        "DELETE FROM instruments WHERE id = 0": ("instruments", "Numbers of instruments that are left out"),
        "INSERT INTO dropped VALUES (999999999, 0, NULL)": ("dropped", "Rows of no trade"),
    }
    for statement, (table, problem) in cases.items():
        with contextlib.suppress(FileNotFoundError):
            os.remove(place.database)
        place.replay()
        place.change(statement)
        parts, errors = place.parts(place.database, status=1)
        assert problem in parts[table]["integrity"], (statement, parts)
        rows, _ = place.rows("check", "--db", place.database, status=1)
        assert f"{table}: {problem}" in rows[0]["integrity"], (statement, rows)


# Saving what can be read.


def saves_what_can_be_read(place):
    place.replay()
    trades = place.ask(place.database, "SELECT count (*) FROM trades")
    place.damage(place.find_page("trades"), place.find_page("totals"))
    before = place.read()
    saved = place.path("saved.db")
    rows, errors = place.rows("check", "--db", place.database, "--salvage", saved)
    report = {row["part"]: row for row in rows}
    assert report["trades"]["damaged"] == "1" and report["bars"]["damaged"] == "0", report
    assert 0 < int(report["trades"]["lost"]) < 400 and int(report["trades"]["saved"]) + int(report["trades"]["lost"]) == trades, report
    assert f"{report['trades']['saved']} of {trades} trades" in errors, errors
    assert place.read() == before
    place.parts(saved)


def mends_what_does_not_fit(place):
    place.replay()
    place.change("DELETE FROM blocks", "DELETE FROM totals WHERE length = 60", "DELETE FROM bars WHERE length = 86400")
    saved = place.path("saved.db")
    place.run("check", "--db", place.database, "--salvage", saved)
    parts, _ = place.parts(saved)
    assert parts["trades"]["rows"] == str(place.ask(place.database, "SELECT count (*) FROM trades")), parts


def saves_what_has_no_header(place):
    place.replay()
    trades = place.ask(place.database, "SELECT count (*) FROM trades")
    place.damage(1)
    errors = place.run("check", "--db", place.database, status=1)[1]
    assert len(errors.splitlines()) == 1 and "--salvage" in errors, errors
    saved = place.path("saved.db")
    place.run("check", "--db", place.database, "--salvage", saved)
    assert place.ask(saved, "SELECT count (*) FROM trades") == trades
    place.parts(saved)


def writes_over_nothing(place):
    place.replay()
    errors = place.run("check", "--db", place.database, "--salvage", place.trades, status=1)[1]
    assert len(errors.splitlines()) == 1 and place.trades in errors, errors
    errors = place.run("check", "--db", place.trades, "--salvage", place.path("saved.db"), status=1)[1]
    assert len(errors.splitlines()) == 1 and place.trades in errors, errors
    assert not os.path.exists(place.path("saved.db"))


def stops_saving(place):
    """Ctrl+C as soon as there is a new file."""
    many = place.path("many.csv")
    with open(many, "wb") as file:
        subprocess.run([place.tapectl, "simulate", "--trades", "200000"], check=True, stdout=file)
    place.run("replay", many, "--db", place.database, "--delay", "1s")
    saved = place.path("saved.db")
    process = place.start("check", "--db", place.database, "--salvage", saved)
    end = time.monotonic() + TIME_LIMIT
    while not os.path.exists(saved) and process.poll() is None and time.monotonic() < end:
        time.sleep(0.0005)
    process.send_signal(signal.SIGINT)
    errors = process.communicate(timeout=TIME_LIMIT)[1]
    assert process.returncode == 1 and len(errors.splitlines()) == 1, (process.returncode, errors)
    assert not os.path.exists(saved)


# One writer.


def says_who_writes(place):
    """Two replays into one database at once; whoever reads does so all the while."""
    slow = place.start("replay", place.trades, "--db", place.database, "--speed", "1")
    place.await_source()
    try:
        for arguments in (("replay", place.trades, "--db", place.database), ("check", "--db", place.database, "--salvage", place.path("saved.db"))):
            errors = place.run(*arguments, status=1)[1]
            assert len(errors.splitlines()) == 1 and place.database in errors, errors
            assert f"tapectl (process {slow.pid})" in errors, errors
        place.run("sql", "SELECT count (*) FROM trades", "--db", place.database)
        parts, _ = place.parts(place.database)
        assert parts["trades"]["integrity"] == "ok", parts
        assert slow.poll() is None
    finally:
        slow.send_signal(signal.SIGINT)
        slow.communicate(timeout=TIME_LIMIT)
    place.replay()


TESTS = [
    says_that_all_is_well,
    names_the_damaged_table,
    says_what_does_not_fit,
    saves_what_can_be_read,
    mends_what_does_not_fit,
    saves_what_has_no_header,
    writes_over_nothing,
    stops_saving,
    says_who_writes,
]


def write_trades(tapectl, path):
    """Late ones, some that come twice, some that are not valid."""
    output = subprocess.run(
        [tapectl, "simulate", "--trades", "6000", "--symbols", "40", "--late", "0.02", "--duplicates", "0.01"], check=True, capture_output=True
    ).stdout
    with open(path, "wb") as file:
        file.write(output + b",,,,,\n2024-06-03T13:30:00Z,IBM,-1,10,buy,\n")


def main():
    tapectl = os.path.abspath(sys.argv[1])
    print(f"1..{len(TESTS)}")
    with tempfile.TemporaryDirectory(prefix="tapeline-test-") as folder:
        trades = os.path.join(folder, "trades.csv")
        write_trades(tapectl, trades)
        for number, test in enumerate(TESTS, 1):
            own = os.path.join(folder, str(number))
            os.mkdir(own)
            name = "tapectl check: " + test.__name__.replace("_", " ")
            try:
                test(Place(tapectl, own, trades))
                print(f"ok {number} - {name}", flush=True)
            except Exception as problem:  # pylint: disable=broad-except
                print(f"not ok {number} - {name}\n# {type(problem).__name__}: {str(problem)[:2000]!r}", flush=True)


if __name__ == "__main__":
    main()
