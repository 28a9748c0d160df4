#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds tapectl to what it promises: columns, forms, exit statuses, clear errors, clean stops.

    test-tapectl.py TAPECTL         prints TAP
"""

import csv
import gzip
import io
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "support"))

from tapectl_place import TIME_LIMIT, need, query, run_cases, shared  # noqa: E402

SAMPLE = shared("trades", "us-equities-sample.csv")
MANUAL = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..", "data", "man", "tapectl.1")
WHOLE = shared("trades", "us-equities-2013-10-07..09.csv.gz")

WINDOW_COLUMNS = "symbol,start,end,revision,count,open,high,low,close,mean,stddev,volume,turnover,vwap".split(",")
SUMMARY_COLUMNS = "read,stored,rejected,ignored,duplicates,late,late_dropped,windows,seconds,trades_per_second".split(",")
CHECK_COLUMNS = "integrity,trades,bytes,reclaimable_bytes,schema".split(",")
STOCKS_COLUMNS = "stock,trade_id,price,quantity,trade_type,trade_date,trade_time,estimated".split(",")
TRADE_COLUMNS = "event_time,symbol,price,quantity,side,trade_id".split(",")

TRADES = """event_time,symbol,price,quantity,side,trade_id
2024-03-04T15:00:00.000Z,AAPL,100.1,10,buy,a1
2024-03-04T15:00:30Z,AAPL,0.30000000000000004,0,sell,
2024-03-04T15:00:31.000001Z,IBM,12345678.9,1e-3,,7
,,,,,
2024-03-04T15:02:00Z,AAPL,101,5,buy,a2
"""


# Usage.


def tells_how_it_is_used(place):
    with open(MANUAL, encoding="utf-8") as file:
        manual = file.read()
    output, errors = place.run("--help")
    assert errors == ""
    for command in ("simulate", "replay", "windows", "analyze", "sql", "check", "retain"):
        assert f"\n  {command} " in output, command
        text, errors = place.run(command, "--help")
        assert errors == "" and text.startswith("Usage:\n  tapectl " + command), text
        assert "--format" in text, text
        for option in re.findall(r"--([a-z-]+)", text):
            assert re.search(rf"[ ,]-{option}(?![a-z-])", manual), (command, option)
    assert "[OPTION…] FILE…" in place.run("replay", "--help")[0]
    assert place.run("--version")[0].startswith("tapectl ")


def refuses_wrong_usage(place):
    trades = place.write("trades.csv", TRADES)
    for arguments in (
        ("replay",),
        ("windows",),
        ("sql",),
        ("sql", "SELECT 1", "SELECT 2"),
        ("check", "x.db"),
        ("check", "--keep-trades", "long"),
        ("retain", "--keep-trades", "0d"),
        ("retain", "x.db"),
        ("simulate",),
        ("simulate", "--trades", "0"),
        ("simulate", "--trades", "many"),
        ("simulate", "--trades", "5", "--late", "2"),
        ("simulate", "--trades", "5", "--symbols", "-3"),
        ("simulate", "--trades", "5", "more"),
        ("replay", trades, "--format", "xml"),
        ("replay", trades, "--speed", "fast"),
        ("replay", trades, "--speed", "0"),
        ("replay", trades, "--speed", "nan"),
        ("replay", trades, "--nonsense"),
        ("replay", trades, trades),
        ("replay", trades, "--map", "price"),
        ("replay", trades, "--map", "price=nonsense"),
        ("windows", trades, "--window", "7s/2s"),
        ("windows", trades, "--window", "0s"),
        ("windows", trades, "--window", "1d/1h"),
        ("windows", trades, "--delay", "5"),
        ("windows", trades, "--lateness", "-5s"),
        ("windows", trades, "--mode", "replace"),
        ("windows", trades, "--trigger", "often"),
        ("windows", trades, "--db", "x.db"),
    ):
        output, errors = place.run(*arguments, status=2)
        assert output == "", (arguments, output)
        lines = errors.splitlines()
        assert len(lines) == 2 and f"tapectl {arguments[0]} --help" in lines[1], (arguments, errors)
    for arguments in ((), ("nonsense",)):
        output, errors = place.run(*arguments, status=2)
        assert output == "" and "Commands:" in errors, (arguments, output, errors)


def refuses_bad_files(place):
    database = place.path("never.db")
    os.mkdir(place.path("folder"))
    cases = {
        "none.csv": None,
        "folder": None,
        "empty.csv": b"",
        "binary": random.Random(1).randbytes(5000),
        "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        "no-price.csv": b"event_time,symbol,colour\n2024-01-01T00:00:00Z,AAPL,blue\n",
        "no-rows-at-all.csv.gz": gzip.compress(b""),
        "broken.csv.gz": gzip.compress(TRADES.encode())[:12],
        "prose.txt": b"It was a dark and stormy night.\n",
        "objects.jsonl": b'{"colour":"blue"}\n' * 3,
    }
    for name, content in cases.items():
        path = place.path(name) if content is None else place.write(name, content)
        place.refuses("replay", path, "--db", database, naming=name)
        place.refuses("replay", path, "--window", "1m", naming=name)
        place.refuses("windows", path, naming=name)
        place.refuses("windows", path, "--format", "json", naming=name)
        assert not os.path.exists(database), name


def refuses_bad_databases(place):
    trades = place.write("trades.csv", TRADES)
    other = place.path("other.db")
    future = place.path("future.db")
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE songs (title)")
    connection.commit()
    connection.close()
    place.run("replay", trades, "--db", future)
    connection = sqlite3.connect(future)
    connection.execute("PRAGMA user_version = 999")
    connection.commit()
    connection.close()
    before = {path: open(path, "rb").read() for path in (trades, other, future)}
    for path in (trades, other, future):
        place.refuses("replay", trades, "--db", path, naming=path)
        place.refuses("sql", "SELECT 1", "--db", path, naming=path)
        place.refuses("check", "--db", path, naming=path)
    for path, content in before.items():
        assert open(path, "rb").read() == content, path
    for path in (place.path("none.db"), place.folder):
        place.refuses("sql", "SELECT 1", "--db", path, naming=path)
        place.refuses("check", "--db", path, naming=path)
    assert not os.path.exists(place.path("none.db"))
    for command in (("sql", "SELECT 1"), ("check",)):
        place.refuses(*command, naming="--db")


def refuses_places_that_cannot_be_written(place):
    trades = place.write("trades.csv", TRADES)
    place.refuses("replay", trades, "--db", os.path.join(trades, "x.db"), naming=trades)
    place.refuses("replay", trades, "--db", place.folder, naming=place.folder)
    closed = place.path("closed")
    os.mkdir(closed, 0o555)
    if not os.access(closed, os.W_OK):
        place.refuses("replay", trades, "--db", os.path.join(closed, "x.db"), naming=closed)
    # Nobody, root neither, can make a file there.
    place.refuses("replay", trades, "--db", "/proc/1/x.db", naming="/proc/1/x.db")
    for command in (("simulate", "--trades", "50"), ("simulate", "--trades", "50", "--format", "json"), ("windows", trades), ("replay", trades)):
        with open("/dev/full", "wb") as full:
            process = subprocess.run([place.tapectl, *command], env=place.environment, stdout=full, stderr=subprocess.PIPE, timeout=TIME_LIMIT)
        assert process.returncode == 1 and b"No space left" in process.stderr, (command, process)


# Replay, sql, check.


def replays_into_a_database(place):
    trades = place.write("trades.csv", TRADES)
    database = place.path("folder/new.db")
    columns, (summary,) = place.rows("replay", trades, "--db", database, "--speed", "max")
    assert columns == SUMMARY_COLUMNS, columns
    assert [summary[name] for name in SUMMARY_COLUMNS[:8]] == ["5", "4", "1", "0", "0", "0", "0", "0"], summary
    assert query(database, "SELECT line FROM rejected") == [(5,)]

    output, errors = place.run("replay", trades, "--db", database, "--format", "json")
    summary = json.loads(output)
    assert list(summary) == SUMMARY_COLUMNS and summary["read"] == summary["stored"] == 0, summary
    assert "--again" in errors and len(errors.splitlines()) == 1, errors
    summary = json.loads(place.run("replay", trades, "--db", database, "--again", "--format", "jsonl")[0])
    assert summary["stored"] == 4, summary

    with open(trades, "a", encoding="utf-8") as file:
        file.write("2024-03-04T15:03:00Z,IBM,102,5,sell,a3\n")
    summary = json.loads(place.run("replay", trades, "--db", database, "--format", "json")[0])
    assert (summary["read"], summary["stored"]) == (1, 1), summary
    assert query(database, "SELECT count (*) FROM trades") == [(9,)]


def reads_every_form_alike(place):
    rows = list(csv.DictReader(io.StringIO(TRADES)))
    lines = "".join(json.dumps({key: value for key, value in row.items() if value}) + "\n" for row in rows if row["symbol"])
    renamed = TRADES.replace("event_time,symbol,price,quantity", "wann,was,wieviel,menge")
    wanted = place.rows("windows", place.write("trades.csv", TRADES))
    assert wanted[0] == WINDOW_COLUMNS and len(wanted[1]) == 3, wanted
    mapping = [argument for pair in ("wann=event_time", "was=symbol", "wieviel=price", "menge=quantity") for argument in ("--map", pair)]
    for name, content, options in (
        ("trades.csv.gz", gzip.compress(TRADES.encode()), []),
        ("trades.jsonl", lines, []),
        ("trades.jsonl.gz", gzip.compress(lines.encode()), []),
        ("renamed.csv", renamed, mapping),
    ):
        assert place.rows("windows", place.write(name, content), *options) == wanted, name


def answers_sql(place):
    database = place.path("trades.db")
    place.run("replay", place.write("trades.csv", TRADES), "--db", database)
    columns, rows = place.rows("sql", "SELECT * FROM stocks", "--db", database)
    assert columns == STOCKS_COLUMNS, columns
    assert [tuple(row.values()) for row in rows] == [
        ("AAPL", "a1", "100.1", "10", "buy", "2024-03-04", "15:00:00", "0"),
        ("AAPL", "", "0.30000000000000004", "0", "sell", "2024-03-04", "15:00:30", "0"),
        ("IBM", "7", "12345678.9", "0.001", "unknown", "2024-03-04", "15:00:31.000001", "0"),
        ("AAPL", "a2", "101", "5", "buy", "2024-03-04", "15:02:00", "0"),
    ], rows
    objects = json.loads(place.run("sql", "SELECT * FROM stocks", "--db", database, "--format", "json")[0])
    lines = place.run("sql", "SELECT * FROM stocks", "--db", database, "--format", "jsonl")[0].splitlines()
    assert [json.loads(line) for line in lines] == objects
    assert [row["price"] for row in objects] == [100.1, 0.30000000000000004, 12345678.9, 101]
    assert objects[1]["trade_id"] is None and objects[2]["trade_id"] == "7", objects
    assert json.loads(place.run("sql", "SELECT 1 WHERE 0", "--db", database, "--format", "json")[0]) == []

    table = place.run("sql", "SELECT stock, price FROM stocks", "--db", database, "--format", "table")[0].splitlines()
    assert table[0].split() == ["stock", "price"] and len(table) == 5, table
    assert len({len(line) for line in table}) == 1, table

    for sql in ("DELETE FROM trades", "DROP VIEW stocks", "SELECT nonsense", "nonsense", "", "SELECT 1; SELECT 2"):
        place.refuses("sql", sql, "--db", database)
    assert query(database, "SELECT count (*) FROM trades") == [(4,)]


SIDELESS = """event_time,symbol,price,quantity,side
2024-03-04T15:00:00Z,AAPL,10,1,
2024-03-04T15:00:01Z,AAPL,11,2,
2024-03-04T15:00:02Z,IBM,5,3,
2024-03-04T15:00:03Z,AAPL,11,4,
2024-03-04T15:00:04Z,AAPL,10,5,buy
2024-03-05T15:00:05Z,AAPL,10,6,
"""


def estimates_sides(place):
    path = place.write("sideless.csv", SIDELESS)
    told, estimated = place.path("told.db"), place.path("estimated.db")
    assert "estimated" not in place.run("replay", path, "--db", told)[1]
    assert "estimated by the tick rule" in place.run("replay", path, "--db", estimated, "--tick-rule")[1]
    sql = "SELECT quantity, trade_type, estimated FROM stocks"
    assert [tuple(row.values()) for row in place.rows("sql", sql, "--db", estimated)[1]] == [
        ("1", "unknown", "0"), ("2", "buy", "1"), ("3", "unknown", "0"), ("4", "buy", "1"), ("5", "buy", "0"),
        ("6", "sell", "1"),
    ]
    assert {row["trade_type"] for row in place.rows("sql", sql, "--db", told)[1]} == {"unknown", "buy"}

    says = "sides estimated by the tick rule: %d of %d trades"
    for options, wanted in (
        (["buy-sell"], (3, 6)),
        (["buy-sell", "--by", "symbol", "--to", "2024-03-04"], (2, 5)),
        (["buy-sell", "--from", "2024-03-04T15:00Z", "--to", "2024-03-04T15:01Z"], (2, 5)),
        (["pivot", "--rows", "side", "--from", "2024-03-05"], (1, 1)),
        (["pivot", "--rows", "symbol"], None),
        (["daily-volume"], None),
    ):
        said = place.run("analyze", *options, "--db", estimated)[1]
        assert says % wanted in said if wanted else "estimated" not in said, (options, said)
        assert "estimated" not in place.run("analyze", *options, "--db", told)[1], options


def writes_any_text(place):
    database = place.path("trades.db")
    place.run("replay", place.write("trades.csv", TRADES), "--db", database)
    text = 'a,"b"\r\n\x1b[31mc\td\\é€'
    literal = "||".join(f"char({ord(letter)})" for letter in text)
    sql = f'SELECT {literal} AS "x,""y""", CAST (x\'41ff42c3\' AS TEXT) AS bad, NULL AS none, 9223372036854775807 AS large, 1e308 * 10 AS infinite'
    names = ['x,"y"', "bad", "none", "large", "infinite"]
    (row,) = json.loads(place.run("sql", sql, "--db", database, "--format", "json")[0])
    assert list(row) == names and row['x,"y"'] == text and row["bad"] == "A\ufffdB\ufffd", row
    assert row["none"] is None and row["large"] == 9223372036854775807 and row["infinite"] is None, row
    output = place.start("sql", sql, "--db", database, "--format", "csv").communicate(timeout=TIME_LIMIT)[0]
    header, values = csv.reader(io.StringIO(output.decode("latin-1"), newline=""))
    assert header == names and values[0].encode("latin-1").decode() == text and values[2:] == ["", "9223372036854775807", ""], (header, values)
    table = place.run("sql", sql, "--db", database, "--format", "table")[0]
    assert len(table.splitlines()) == 2 and not [letter for letter in table if ord(letter) < 32 and letter != "\n"], table


def removes_what_is_old(place):
    with open(place.path("days.csv"), "w", encoding="utf-8") as file:
        file.write("event_time,symbol,price,quantity,side\n")
        for i in range(120000):
            file.write(f"{1381147200000 + 2000 * i},{('BAC', 'IBM', 'AIG')[i % 3]},{100 + i % 7 / 4},{i % 9},{('buy', 'sell')[i % 2]}\n")
    database, asked = place.path("days.db"), ("buy-sell", "--by", "hour")
    place.run("replay", place.path("days.csv"), "--db", database)
    before = place.rows("analyze", *asked, "--db", database)
    size = os.path.getsize(database)
    freed = int(place.rows("check", "--db", database, "--keep-trades", "1d", "--keep-seconds", "1d")[1][0]["reclaimable_bytes"])
    assert place.rows("retain", "--db", database)[1] == [{"trades": "0", "bars": "0", "rejected": "0", "bytes": "0"}]

    columns, (row,) = place.rows("retain", "--db", database, "--keep-trades", "1d", "--keep-seconds", "1d")
    assert columns == ["trades", "bars", "rejected", "bytes"], columns
    ((kept, first, last),) = query(database, "SELECT count(*), min(arrival), max(arrival) FROM trades")
    assert kept == 120000 - int(row["trades"]) == last - first + 1 and last == 120000 and 50000 <= kept < 60000, (row, kept, first)
    assert int(row["bytes"]) == size - os.path.getsize(database) and 0.7 < freed / int(row["bytes"]) < 1.4, (row, size, freed)
    assert place.rows("analyze", *asked, "--db", database) == before
    assert place.rows("check", "--db", database)[1][0]["integrity"] == "ok"


def checks_a_database(place):
    database = place.path("trades.db")
    place.run("replay", place.write("trades.csv", TRADES), "--db", database)
    columns, (row,) = place.rows("check", "--db", database)
    assert columns == CHECK_COLUMNS and row["integrity"] == "ok" and row["trades"] == "4" and row["schema"] == str(query(database, "PRAGMA user_version")[0][0]), row
    result = json.loads(place.run("check", "--db", database, "--format", "json")[0])
    assert list(result) == CHECK_COLUMNS and result["bytes"] == os.path.getsize(database) and result["reclaimable_bytes"] >= 0, result

    with open(database, "r+b") as file:
        file.seek(8192 + 100)
        file.write(b"\xff" * (os.path.getsize(database) - 8192 - 100))
    output, errors = place.run("check", "--db", database, status=1)
    assert len(errors.splitlines()) == 1 and database in errors, (output, errors)


# Simulate.


def simulates_the_same_bytes(place):
    first = place.run("simulate", "--trades", "5000", "--seed", "7")[0]
    assert first == place.run("simulate", "--trades", "5000", "--seed", "7", "--format", "csv")[0]
    assert first != place.run("simulate", "--trades", "5000", "--seed", "8")[0]
    rows = list(csv.DictReader(io.StringIO(first)))
    assert list(rows[0]) == TRADE_COLUMNS and len(rows) == 5000
    objects = json.loads(place.run("simulate", "--trades", "5000", "--seed", "7", "--format", "json")[0])
    for row, known in zip(rows, objects, strict=True):
        assert list(known) == TRADE_COLUMNS
        assert (row["event_time"], row["symbol"], float(row["price"]), float(row["quantity"]), row["side"], row["trade_id"]) == (
            known["event_time"], known["symbol"], known["price"], known["quantity"], known["side"], str(known["trade_id"])), (row, known)


def simulates_trouble(place):
    output = place.run("simulate", "--trades", "20000", "--symbols", "5", "--late", "0.05", "--duplicates", "0.1", "--out-of-order", "0.1")[0]
    rows = list(csv.reader(io.StringIO(output)))[1:]
    times = [row[0] for row in rows]
    assert len({row[1] for row in rows}) == 5
    assert 1000 < len(rows) - len({tuple(row) for row in rows}) < 3000, len(rows)
    assert sum(later < earlier for earlier, later in zip(times, times[1:])) > 1000
    summary = json.loads(place.run("replay", place.write("simulated.csv", output), "--delay", "10s", "--format", "json")[0])
    assert summary["read"] == len(rows) and summary["duplicates"] == len(rows) - 20000 and summary["late"] > 100, summary


def stops_when_nobody_reads(place):
    trades = place.write("trades.csv", place.run("simulate", "--trades", "100000")[0])
    for command in (("simulate", "--trades", "1000000000"), ("simulate", "--trades", "1000000000", "--format", "jsonl"), ("windows", trades, "--window", "1s")):
        process = place.start(*command)
        assert process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()
        process.stderr.close()
        assert process.wait(timeout=TIME_LIMIT) in (-signal.SIGPIPE, 1) and errors.count(b"\n") <= 1, (command, process.returncode, errors)


# Windows.


def naive_windows(rows):
    """Minutes by symbol; rows are (time, symbol, price, quantity) in order of arrival."""
    found = {}
    for time_text, symbol, price, quantity in rows:
        found.setdefault((time_text[:16], symbol), []).append((time_text.rstrip("Z"), float(price), float(quantity)))
    wanted = []
    for (minute, symbol), trades in sorted(found.items()):
        by_time = sorted(trades, key=lambda trade: trade[0])
        prices = [trade[1] for trade in trades]
        volume = sum(trade[2] for trade in trades)
        turnover = sum(trade[1] * trade[2] for trade in trades)
        wanted.append((symbol, minute + ":00Z", len(trades), by_time[0][1], max(prices), min(prices), by_time[-1][1], volume, sum(prices) / len(prices), turnover))
    return wanted


def assert_windows(place, path, trades):
    columns, rows = place.rows("windows", path)
    assert columns == WINDOW_COLUMNS, columns
    wanted = naive_windows(trades)
    assert len(rows) == len(wanted), (len(rows), len(wanted))
    for row, (*exact, mean, turnover) in zip(rows, wanted):
        numbers = [float(row[name]) for name in ("open", "high", "low", "close", "volume")]
        assert [row["symbol"], row["start"], int(row["count"]), *numbers] == exact, (row, exact)
        assert row["revision"] == "0", row
        assert abs(float(row["mean"]) - mean) <= 1e-9 * mean and abs(float(row["turnover"]) - turnover) <= 1e-9 * turnover, row
        assert row["vwap"] == "" if exact[7] == 0 else abs(float(row["vwap"]) - turnover / exact[7]) <= 1e-9 * mean, row


def read_trades(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    assert header[:4] == TRADE_COLUMNS[:4]
    return [tuple(row[:4]) for row in rows]


def windows_equal_a_naive_computation(place):
    assert_windows(place, need(WHOLE), read_trades(WHOLE))


def windows_of_shuffled_rows_too(place):
    rows = read_trades(need(WHOLE))
    seed = random.randrange(2**32)
    print(f"# seed {seed}")
    generator = random.Random(seed)

    def seconds(text):
        return int(text[8:10]) * 86400 + int(text[11:13]) * 3600 + int(text[14:16]) * 60 + float(text[17:-1])

    rows = [row for _, row in sorted((seconds(row[0]) + generator.uniform(0, 30), row) for row in rows)]
    text = "event_time,symbol,price,quantity\n" + "".join(",".join(row) + "\n" for row in rows)
    assert_windows(place, place.write("shuffled.csv", text), rows)


def windows_of_every_shape(place):
    trades = place.write("simulated.csv", place.run("simulate", "--trades", "20000", "--symbols", "20", "--late", "0.01")[0])
    total = {}
    for shape in ("1m", "5m/1m", "24h", "1d"):
        columns, rows = place.rows("windows", trades, "--window", shape, "--lateness", "1d")
        assert columns == WINDOW_COLUMNS
        newest = {(row["symbol"], row["start"]): row for row in rows}
        total[shape] = sum(int(row["count"]) for row in newest.values())
    assert total == {"1m": 20000, "5m/1m": 100000, "24h": 20000, "1d": 20000}, total


def modes_come_to_the_same(place):
    trades = place.write("simulated.csv", place.run("simulate", "--trades", "5000", "--symbols", "5", "--late", "0.02")[0])
    newest = {}
    for mode in ("append", "update", "complete"):
        _, rows = place.rows("windows", trades, "--mode", mode, "--trigger", "10s", "--lateness", "1d")
        newest[mode] = {(row["symbol"], row["start"]): tuple(row[name] for name in WINDOW_COLUMNS if name != "revision") for row in rows}
        assert sum(int(row[3]) for row in newest[mode].values()) == 5000, mode
    assert newest["append"] == newest["update"] == newest["complete"]


def prints_windows_beside_storing(place):
    trades = place.write("trades.csv", TRADES)
    process = place.start("replay", trades, "--window", "1m", "--format", "json", "--db", place.path("x.db"))
    output, errors = process.communicate(timeout=TIME_LIMIT)
    assert process.returncode == 0, errors
    windows, summary = json.loads(output), json.loads(errors)
    assert [list(window) for window in windows] == [WINDOW_COLUMNS] * 3, windows
    assert summary["windows"] == 3 and summary["stored"] == 4, summary
    assert query(place.path("x.db"), "SELECT count (*) FROM trades") == [(4,)]


# Signals.


def stored_by(place, database):
    """How many trades the running replay has stored, by a reader beside it."""
    if not os.path.exists(database):
        return 0
    process = place.start("sql", "SELECT count (*) AS n FROM trades", "--db", database, "--format", "json")
    output, _ = process.communicate(timeout=TIME_LIMIT)
    return json.loads(output)[0]["n"] if process.returncode == 0 else 0


def interrupt_stops_cleanly(place):
    trades = place.write("simulated.csv", place.run("simulate", "--trades", "50000")[0])
    undisturbed, database = place.path("undisturbed.db"), place.path("trades.db")
    place.run("replay", trades, "--db", undisturbed)
    for sent in (signal.SIGINT, signal.SIGTERM):
        process = place.start("replay", trades, "--db", database, "--speed", "20")
        deadline = time.monotonic() + TIME_LIMIT
        before = stored_by(place, database)
        while stored_by(place, database) <= before:
            assert time.monotonic() < deadline and process.poll() is None
        refusal = place.refuses("replay", trades, "--db", database, naming=database)[0]
        assert str(process.pid) in refusal, refusal
        process.send_signal(sent)
        output, errors = process.communicate(timeout=TIME_LIMIT)
        assert process.returncode == 1 and output == b"" and errors.count(b"\n") == 1 and b"stored" in errors, (process.returncode, output, errors)
        stored = query(database, "SELECT (SELECT count (*) FROM trades), line - 1 FROM sources")
        assert len(stored) == 1 and stored[0][0] == stored[0][1] > before, stored
    place.run("replay", trades, "--db", database)
    everything = "SELECT * FROM trades ORDER BY arrival"
    bars = "SELECT * FROM bars ORDER BY instrument, length, start"
    assert query(database, everything) == query(undisturbed, everything)
    assert query(database, bars) == query(undisturbed, bars)


def interrupt_stops_whatever_runs(place):
    database = place.path("trades.db")
    place.run("replay", place.write("trades.csv", TRADES), "--db", database)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i % 1000 = 0"
    for command in (("simulate", "--trades", "1000000000"), ("sql", endless, "--db", database, "--format", "csv")):
        process = place.start(*command)
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=TIME_LIMIT)
        assert process.returncode == 1 and output.endswith(b"\n") and errors.count(b"\n") == 1, (command, process.returncode, errors)


CASES = (
    tells_how_it_is_used,
    refuses_wrong_usage,
    refuses_bad_files,
    refuses_bad_databases,
    refuses_places_that_cannot_be_written,
    replays_into_a_database,
    reads_every_form_alike,
    answers_sql,
    estimates_sides,
    writes_any_text,
    removes_what_is_old,
    checks_a_database,
    simulates_the_same_bytes,
    simulates_trouble,
    stops_when_nobody_reads,
    windows_equal_a_naive_computation,
    windows_of_shuffled_rows_too,
    windows_of_every_shape,
    modes_come_to_the_same,
    prints_windows_beside_storing,
    interrupt_stops_cleanly,
    interrupt_stops_whatever_runs,
)


if __name__ == "__main__":
    sys.exit(run_cases("tapectl", CASES, *sys.argv[1:]))
