#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds `tapectl export` and `tapectl import` to what they promise: columns, parts, forms, whole files or none, equal rows, a
preview before anything is stored, clear errors.

    test-tapectl-export.py TAPECTL      prints TAP
"""

import csv
import gzip
import io
import json
import os
import random
import signal
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "support"))

from tapectl_place import TIME_LIMIT, need, query, run_cases, shared  # noqa: E402

MANUAL = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..", "data", "man", "tapectl.1")
REAL = shared("trades", "us-equities-sample.csv")
BITCOIN = shared("trades", "binance-btcusdt-2024-08-08.jsonl.gz")
DAILY = shared("daily", "ten-stocks-2013-2018.csv")

TRADE_COLUMNS = "event_time,symbol,price,quantity,side,trade_id,receive_time,derived,estimated".split(",")
BAR_COLUMNS = "symbol,start,length,open,high,low,close,volume,turnover,buys,sells,count,revision".split(",")
ANALYSES = "industry-growth technology-growth country-growth buy-sell daily-volume highest-average-volume movers batches pivot".split()

ROWS = '''event_time,symbol,price,quantity,side,trade_id
2024-03-04T15:00:00.000001Z,AAPL,100.1,10,buy,007
2024-03-04T15:00:01Z,IBM,0.30000000000000004,0,sell,7
2024-03-05T03:00:00Z,AAPL,101,5,,"a, ""b"""
,,,,,
2024-03-05T15:00:00Z,AAPL,102,5,buy,922337203685477
'''

TRADES = (
    "SELECT event_time, receive_time, symbol, price, quantity, side, derived, trade_id, typeof (trade_id) "
    "FROM trades JOIN instruments ON instruments.id = instrument ORDER BY arrival"
)
BARS = (
    "SELECT symbol, length, start, open, high, low, close, volume, turnover, buys, sells, count, revision "
    "FROM bars JOIN instruments ON instruments.id = instrument ORDER BY symbol, length, start"
)


def stored(place, content=ROWS, name="rows.csv", database="a.db"):
    place.run("replay", place.write(name, content), "--db", place.path(database))
    return place.path(database)


def read(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8", newline="") as file:
        return file.read()


def table(text):
    reader = csv.DictReader(io.StringIO(text))
    rows = list(reader)
    return reader.fieldnames, rows


def tells_how_they_are_used(place):
    manual = read(MANUAL)
    for command in ("export", "import"):
        help_text, _ = place.run(command, "--help")
        assert f".Cm {command}" in manual
        for line in help_text.splitlines():
            option = line.strip().split("=")[0].split()
            if option and option[-1].startswith("--") and option[-1] != "--help":
                assert f"-{option[-1][2:]}" in manual, option
        assert command in place.run("--help")[0]
    for name in ["trades", "bars", "alerts", *ANALYSES]:
        assert f"\n  {name}\n" in place.run("export", "--help")[0], name


def writes_trades(place):
    database = stored(place)
    output, errors = place.run("export", "trades", "--db", database)
    columns, rows = table(output)
    assert errors == "" and columns == TRADE_COLUMNS, (errors, columns)
    assert [row["trade_id"] for row in rows] == ["007", "7", 'a, "b"', "922337203685477"]
    assert rows[0] == dict(
        zip(TRADE_COLUMNS, ["2024-03-04T15:00:00.000001Z", "AAPL", "100.1", "10", "buy", "007", "", "", ""])
    ), rows[0]
    assert rows[1]["price"] == "0.30000000000000004" and rows[2]["side"] == "unknown"
    assert place.run("export", "trades", "-", "--db", database)[0] == output

    lines = [json.loads(line) for line in place.run("export", "trades", "--format", "jsonl", "--db", database)[0].splitlines()]
    assert lines[1] == {
        "event_time": "2024-03-04T15:00:01Z", "symbol": "IBM", "price": 0.30000000000000004, "quantity": 0, "side": "sell", "trade_id": 7,
    }
    assert lines[0]["trade_id"] == "007" and lines[3]["trade_id"] == 922337203685477


def writes_files(place):
    database = stored(place)
    text, _ = place.run("export", "trades", "--db", database)
    lines, _ = place.run("export", "trades", "--db", database, "--format", "jsonl")
    for name, wanted in (("a.csv", text), ("a.csv.gz", text), ("a.jsonl", lines), ("a.jsonl.gz", lines), ("a.ndjson", lines), ("a", text)):
        output, errors = place.run("export", "trades", place.path(name), "--db", database)
        assert output == "" and errors == "", (output, errors)
        assert read(place.path(name)) == wanted, name
    place.run("export", "trades", place.path("a.csv"), "--db", database, "--format", "jsonl", "--symbols", "IBM")
    assert read(place.path("a.csv")).count("\n") == 1, "the earlier file is replaced"


def writes_parts(place):
    """Days are those of New York: 03:00 UTC on the fifth is still the fourth."""
    database = stored(place)

    def count(*arguments):
        return len(table(place.run("export", "trades", "--db", database, *arguments)[0])[1])

    assert count("--symbols", "IBM") == 1
    assert count("--symbols", "IBM, AAPL,") == 4
    assert count("--from", "2024-03-04", "--to", "2024-03-04") == 3
    assert count("--from", "2024-03-05") == 1
    assert count("--from", "2024-03-04T15:00:01Z", "--to", "2024-03-05T15:00:00Z") == 2
    assert count("--id", "007") == 1
    assert count("--id", "7") == 1
    assert count("--id", "8") == 0


def writes_bars_and_analyses(place):
    database = stored(place)
    columns, rows = table(place.run("export", "bars", "--db", database)[0])
    assert columns == BAR_COLUMNS
    assert [(row["symbol"], row["length"]) for row in rows] == [("AAPL", "1m")] * 3 + [("AAPL", "1d")] * 2 + [("IBM", "1m"), ("IBM", "1d")], rows
    assert len(query(database, BARS)) == len(rows)
    seconds = table(place.run("export", "bars", "--length", "1s", "--db", database)[0])[1]
    assert len(seconds) == 4 and {row["length"] for row in seconds} == {"1s"}
    for name in ANALYSES:
        exported = place.run("export", name, "--db", database)[0]
        assert exported == place.run("analyze", name, "--db", database, "--format", "csv")[0], name
    volumes = table(place.run("export", "daily-volume", "--symbols", "IBM", "--db", database)[0])[1]
    assert [row["symbol"] for row in volumes] == ["IBM"]


def says_what_is_simulated(place):
    """Also where the file is not of trades; and what says so does not go beside what is real."""
    database = stored(place, place.run("simulate", "--trades", "500")[0])
    # As the application's simulation stores them.
    connection = sqlite3.connect(database)
    connection.execute("UPDATE sources SET kind = 'simulator'")
    connection.commit()
    connection.close()
    for what in ("trades", "bars", "daily-volume"):
        columns, rows = table(place.run("export", what, "--db", database)[0])
        assert columns[-1] == "comment" and rows and {row["comment"] for row in rows} == {"simulated"}, what
    trades = place.path("s.csv")
    place.run("export", "trades", trades, "--db", database)
    output, errors = place.run("import", trades, status=1)
    assert output == "" and "simulated" in errors.splitlines()[-1], errors
    assert not os.path.exists(os.path.join(place.environment["XDG_DATA_HOME"], "tapeline", "main.db"))
    place.run("import", trades, "--db", place.path("b.db"))


def refuses_what_cannot_be(place):
    database = stored(place)
    for arguments, naming in (
        (("tables",), "trades, bars, alerts, industry-growth"),
        (("bars", "--id", "7"), "id"),
        (("trades", "--length", "1m"), "length"),
        (("bars", "--length", "1x"), "1x"),
        (("bars", "--length", "500ms"), "500ms"),
        (("batches", "--from", "2024-03-04"), "batches"),
        (("industry-growth", "--symbols", "IBM"), "industry-growth"),
        (("trades", "--from", "yesterday"), "yesterday"),
        (("trades", "--from", "2024-03-05", "--to", "2024-03-04"), "2024-03-05"),
        (("trades", "--format", "table"), "table"),
    ):
        place.refuses("export", *arguments, "--db", database, status=2, naming=naming)
    for arguments, naming in (
        (("trades", "--symbols", "NOPE", "--db", database), "NOPE"),
        (("trades", "--db", place.path("nothing.db")), "nothing.db"),
        (("trades", place.folder, "--db", database), place.folder),
        (("trades", place.path("no/where.csv"), "--db", database), "where.csv"),
        (("trades", "/dev/full", "--db", database), "/dev/full"),
        (("trades",), "--db"),
    ):
        place.refuses("export", *arguments, status=1, naming=naming)
    place.refuses("import", place.path("nothing.csv"), status=1, naming="nothing.csv")
    place.refuses("import", place.write("picture.csv", "a,b\n1,2\n"), status=1, naming="picture.csv")
    place.refuses("import", place.path("rows.csv"), "--map", "price=colour", status=2, naming="colour")
    assert not os.path.exists(os.path.join(place.environment["XDG_DATA_HOME"], "tapeline"))


def previews(place):
    path = place.write("rows.csv", ROWS.replace("event_time", "when").replace("quantity", "note"))
    output, errors = place.run("import", "--preview", path, "--map", "when=event_time")
    columns, rows = table(output)
    assert columns[0] == "line" and columns[-1] == "reason"
    assert [row["line"] for row in rows] == ["2", "3", "4", "6", "5"], rows
    assert rows[0]["price"] == "100.1" and rows[0]["trade_id"] == "007" and rows[0]["reason"] == ""
    assert rows[-1]["reason"] == "The row is blank."
    for text in ("when→event_time", "not read: note", "of 5 rows, 1 would be rejected", "line 5: The row is blank."):
        assert text in errors, (text, errors)
    assert not os.path.exists(os.path.join(place.environment["XDG_DATA_HOME"], "tapeline"))


def imports_into_the_application(place):
    """Once, rejected rows with their reason; what the application has of it is read without --db."""
    path = place.write("rows.csv", ROWS)
    _, rows = place.rows("import", path)
    assert {key: rows[0][key] for key in ("read", "stored", "rejected", "duplicates")} == {"read": "5", "stored": "4", "rejected": "1", "duplicates": "0"}
    _, rows = place.rows("import", path)
    assert rows[0]["read"] == "0"
    database = os.path.join(place.environment["XDG_DATA_HOME"], "tapeline", "main.db")
    assert query(database, "SELECT line, reason FROM rejected") == [(5, "The row is blank.")]
    assert len(table(place.run("export", "trades")[0])[1]) == 4


def comes_back_equal(place):
    """Real trades, messages of a service and days, by way of every form."""
    for number, (source, tables) in enumerate(((REAL, TRADES), (BITCOIN, TRADES), (DAILY, BARS))):
        need(source)
        first = place.path(f"first-{number}.db")
        place.run("import", source, "--db", first)
        for form in ("csv", "jsonl.gz"):
            path, second = place.path(f"{number}.{form}"), place.path(f"{number}-{form}.db")
            place.run("export", "bars" if tables == BARS else "trades", path, "--db", first)
            _, errors = place.run("import", path, "--db", second)
            assert "rejected" not in errors, errors
            for sql in {tables, BARS}:
                assert query(first, sql) == query(second, sql), (source, form)


def estimated_sides_come_back(place):
    rng = random.Random(5)
    rows = "".join(f"2024-03-04T15:{i // 60:02}:{i % 60:02}Z,A,{rng.randint(99, 101)}\n" for i in range(600))
    place.run("replay", "--tick-rule", place.write("rows.csv", "event_time,symbol,price\n" + rows), "--db", place.path("a.db"))
    place.run("export", "trades", place.path("a.csv"), "--db", place.path("a.db"))
    place.run("import", place.path("a.csv"), "--db", place.path("b.db"))
    assert query(place.path("a.db"), TRADES) == query(place.path("b.db"), TRADES)
    assert {row[5] for row in query(place.path("b.db"), TRADES)} == {0, 3, 4}
    assert query(place.path("a.db"), "SELECT sum (estimated) FROM blocks") == query(place.path("b.db"), "SELECT sum (estimated) FROM blocks")


def stops_cleanly(place):
    """Ctrl+C: no file, and none beside it; what was there before stays."""
    database = place.path("a.db")
    place.run("replay", place.write("t.csv", place.run("simulate", "--trades", "300000")[0]), "--db", database)
    target = os.path.join(place.folder, "out")
    os.mkdir(target)
    for before in (False, True):
        path = os.path.join(target, "a.csv.gz")
        if before:
            with open(path, "w", encoding="utf-8") as file:
                file.write("before")
        process = place.start("export", "trades", path, "--db", database)
        deadline = time.monotonic() + TIME_LIMIT
        while process.poll() is None and not any(name.endswith(".part") for name in os.listdir(target)):
            assert time.monotonic() < deadline
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=TIME_LIMIT)
        assert process.returncode == 1 and output == b"", (process.returncode, errors)
        assert errors == b"tapectl export: Stopped before its end; no file was written.\n", errors
        assert os.listdir(target) == (["a.csv.gz"] if before else []), os.listdir(target)
    with open(os.path.join(target, "a.csv.gz"), encoding="utf-8") as file:
        assert file.read() == "before"


CASES = (
    tells_how_they_are_used,
    writes_trades,
    writes_files,
    writes_parts,
    writes_bars_and_analyses,
    says_what_is_simulated,
    refuses_what_cannot_be,
    previews,
    imports_into_the_application,
    comes_back_equal,
    estimated_sides_come_back,
    stops_cleanly,
)


if __name__ == "__main__":
    sys.exit(run_cases("tapectl-export", CASES, *sys.argv[1:]))
