#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds `tapectl replay --alert`, `alerts log` and `export alerts` to what they promise: what rules find in files is printed,
logged once, explained, and never told.

    test-tapectl-firings.py TAPECTL     prints TAP
"""

import csv
import io
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "support"))

from tapectl_place import need, query, run_cases, shared  # noqa: E402

MANUAL = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..", "data", "man", "tapectl.1")
REAL = shared("trades", "us-equities-sample.csv")
RULES = ("IBM rises 5 % against 100", "everything crosses 50")

ROWS = """event_time,symbol,price,quantity,side,trade_id
2024-03-04T15:00:00Z,IBM,100,10,buy,1
2024-03-04T15:00:01Z,IBM,104.9,10,buy,2
2024-03-04T15:00:02Z,IBM,105.25,10,sell,3
2024-03-04T15:00:03Z,AAPL,49.5,1,,4
2024-03-04T15:00:04Z,AAPL,50.5,1,,5
2024-03-05T03:00:00Z,IBM,99,10,buy,6
2024-03-05T15:00:00Z,IBM,106,10,buy,7
"""


def alerts(*rules):
    return [argument for rule in rules for argument in ("--alert", rule)]


def table(text):
    reader = csv.DictReader(io.StringIO(text))
    rows = list(reader)
    return reader.fieldnames, rows


def stored(place, content=ROWS, database="a.db"):
    place.run("replay", place.write("rows.csv", content), "--db", place.path(database), *alerts(*RULES))
    return place.path(database)


def log(place, database, *arguments):
    return table(place.run("alerts", "log", "--db", database, "--format", "csv", *arguments)[0])[1]


def tells_how_it_is_used(place):
    with open(MANUAL, encoding="utf-8") as file:
        manual = file.read()
    help_text, _ = place.run("alerts", "log", "--help")
    for line in help_text.splitlines():
        option = line.strip().split("=")[0].split()
        if option and option[-1].startswith("--") and option[-1] != "--help":
            assert f"-{option[-1][2:]}" in manual, option
    assert "--alert" in place.run("replay", "--help")[0]
    assert "\n  alerts\n" in place.run("export", "--help")[0]
    assert "log" in place.run("alerts", "--help")[0]
    columns = table(place.run("alerts", "log", "--db", stored(place), "--format", "csv")[0])[0]
    assert " , ".join(columns[:13]) + " ," in manual, columns


def prints_what_rules_find(place):
    path = place.write("rows.csv", ROWS)
    output, errors = place.run("replay", path, *alerts(*RULES), "--format", "csv")
    _, rows = table(output)
    assert [(row["rule"], row["subject"], row["direction"], row["time"]) for row in rows] == [
        ("1", "IBM", "up", "2024-03-04T15:00:02Z"),
        ("2", "AAPL", "up", "2024-03-04T15:00:04Z"),
        ("1", "IBM", "up", "2024-03-05T15:00:00Z"),
    ], rows
    assert errors.startswith("read,stored"), errors
    assert rows[0]["value"] == "0.052499999999999991" or abs(float(rows[0]["value"]) - 0.0525) < 1e-12
    assert rows[0]["id"] == "0" and rows[0]["told"] == "never" and rows[0]["fired_time"] == "", rows[0]
    explained, _ = place.run("replay", path, *alerts(RULES[0]), "--explain", "--format", "table")
    assert explained.splitlines()[:4] == [
        "2024-03-04T15:00:02Z  IBM  IBM rises 5 % against 100",
        "  Baseline 100, as the rule gives it.",
        "  Trade of 105.25 × 10 at 2024-03-04T15:00:02Z, sold, from rows.csv.",
        "  105.25 / 100 − 1 = +5.25 %. The rule asks for +5.00 % or more. The trade before it stood at +4.90 %.",
    ], explained


def logs_them_once(place):
    """Whatever is read again, in parts or whole."""
    database = stored(place, "".join(ROWS.splitlines(keepends=True)[:5]))
    assert [row["id"] for row in log(place, database)] == ["1"]
    stored(place)
    stored(place)
    rows = log(place, database)
    assert [(row["id"], row["subject"]) for row in rows] == [("1", "IBM"), ("2", "AAPL"), ("3", "IBM")], rows
    assert {row["told"] for row in rows} == {"never"}
    assert query(database, "SELECT id, serial FROM firings ORDER BY id") == [(1, 1), (2, 1), (3, 2)]


def prints_parts_of_the_log(place):
    database = stored(place)

    def ids(*arguments):
        return "".join(row["id"] for row in log(place, database, *arguments))

    assert ids() == "123"
    assert ids("--rule", "1") == "13"
    assert ids("--symbol", "AAPL") == "2"
    assert ids("--last", "2") == "23"
    assert ids("--last", "1", "--rule", "2") == "2"
    assert ids("--from", "2024-03-05") == "3"
    assert ids("--to", "2024-03-04") == "12"
    assert ids("--from", "2024-03-04T15:00:04Z", "--to", "2024-03-05T15:00:00Z") == "2"
    (row,) = log(place, database, "--symbol", "AAPL", "--explain")
    assert row["explanation"].startswith("Trade of 50.5 × 1 at"), row
    assert "From 49.5 to 50.5: upwards across 50." in row["explanation"], row
    lines = place.run("alerts", "log", "--db", database, "--explain", "--format", "jsonl")[0].splitlines()
    assert json.loads(lines[0])["baseline"] == 100 and "explanation" in json.loads(lines[0])


def exports_them(place):
    database = stored(place)
    columns, rows = table(place.run("export", "alerts", "--db", database)[0])
    assert columns[:5] == ["id", "time", "rule", "text", "subject"] and columns[-1] == "evidence", columns
    assert [row["id"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["text"] == RULES[0] and rows[0]["source"] == "rows.csv" and rows[0]["baseline"] == "100"
    assert rows[1]["evidence"].count("trade ") == 2 and "\n" not in rows[1]["evidence"], rows[1]
    assert len(table(place.run("export", "alerts", "--db", database, "--symbols", "AAPL")[0])[1]) == 1
    # 03:00 UTC on the fifth would still be the fourth in New York.
    assert len(table(place.run("export", "alerts", "--db", database, "--from", "2024-03-05")[0])[1]) == 1
    assert place.run("sql", "SELECT count (*) AS n FROM alerts WHERE subject = 'IBM'", "--db", database, "--format", "csv")[0] == "n\n2\n"


def refuses_what_cannot_be(place):
    path = place.write("rows.csv", ROWS)
    for rule, naming in (
        ("IBM shines", "“IBM shines”"),
        ("IBM rises 0 % against 100", "“IBM rises 0 %"),
        ("watched moves ±5 % against previous close", "watchlists"),
        ('query "x" returns rows', "saved queries"),
    ):
        place.refuses("replay", path, "--alert", rule, "--db", place.path("none.db"), status=2, naming=naming)
    place.refuses("replay", path, "--alert", RULES[0], "--window", "1m", status=2, naming="--window")
    assert not os.path.exists(place.path("none.db"))
    database = stored(place)
    for arguments in (("--last", "-1"), ("--from", "2024-03-05", "--to", "2024-03-04"), ("--from", "yesterday")):
        _, errors = place.run("alerts", "log", "--db", database, *arguments, status=2)
        assert errors.startswith("tapectl alerts"), errors
    _, errors = place.run("alerts", "log", "--db", place.path("none.db"), status=1)
    assert "none.db" in errors


def explains_real_trades(place):
    database = place.path("real.db")
    place.run("replay", need(REAL), "--db", database, *alerts("everything moves ±0.5 % against the open", "everything volume of 5m at least 3 times average"))
    rows = log(place, database, "--explain")
    assert len(rows) > 3
    for row in rows:
        assert "us-equities-sample.csv" in row["explanation"] or "Bar of 5 min" in row["explanation"], row
        assert "The rule asks for" in row["explanation"], row


CASES = (
    tells_how_it_is_used,
    prints_what_rules_find,
    logs_them_once,
    prints_parts_of_the_log,
    exports_them,
    refuses_what_cannot_be,
    explains_real_trades,
)


if __name__ == "__main__":
    sys.exit(run_cases("tapectl-firings", CASES, *sys.argv[1:]))
