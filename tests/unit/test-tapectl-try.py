#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds `tapectl alerts try` to what it promises: what a replay logged is what a trial finds; of bars, of nothing, beside a
writer it says what it could do; and the README's trial of real trades prints what the README shows.

    test-tapectl-try.py TAPECTL         prints TAP
"""

import json
import os
import re
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "support"))

from tapectl_place import need, query, run_cases, shared  # noqa: E402

README = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..", "README.md")
REAL = shared("trades", "us-equities-2013-10-07..09.csv.gz")
RULES = ("everything moves ±1 % against previous close", "everything volume of 5m at least 10 times average")
SHARED_COLUMNS = ("time", "subject", "direction", "value", "before", "threshold", "price", "baseline", "baseline_time")

ROWS = """event_time,symbol,price,quantity,side
2024-03-04T15:00:00Z,IBM,100,10,buy
2024-03-04T15:00:01Z,IBM,106,10,buy
2024-03-04T15:10:00Z,IBM,100,10,sell
2024-03-05T15:00:00Z,IBM,107,10,buy
"""

BARS = "event_time,length,symbol,open,high,low,close,volume\n" + "".join(
    f"2024-03-04T15:{i:02}:00Z,1m,IBM,100,{101.5 if i == 30 else 101},99,100,10\n" for i in range(40)
)


def attempt(place, rule, database, *arguments):
    _, rows = place.rows("alerts", "try", rule, "--db", database, *arguments)
    return rows


def said(place, rule, database, *arguments):
    return place.run("alerts", "try", rule, "--db", database, "--format", "csv", *arguments)[1].strip()


def stored(place, content=ROWS):
    place.run("replay", place.write("rows.csv", content), "--db", place.path("a.db"))
    return place.path("a.db")


def finds_what_a_replay_logged(place):
    database = place.path("a.db")
    place.run("replay", need(REAL), "--db", database, *(word for rule in RULES for word in ("--alert", rule)))
    _, logged = place.rows("alerts", "log", "--db", database)
    assert len(logged) > 20, len(logged)
    before = query(database, "SELECT count(*), max(id) FROM firings")
    for rule in RULES:
        wanted = [{name: row[name] for name in SHARED_COLUMNS} for row in logged if row["text"] == rule]
        tried = attempt(place, rule, database)
        assert wanted and [{name: row[name] for name in SHARED_COLUMNS} for row in tried] == wanted, (rule, tried, wanted)
    assert query(database, "SELECT count(*), max(id) FROM firings") == before


def prints_what_the_readme_shows(place):
    with open(README, encoding="utf-8") as file:
        readme = file.read()
    calls = re.findall(r"^\$ tapectl (alerts try \"([^\"]+)\" --db us-equities\.db)\n((?:(?!```|\$).*\n)+)", readme, re.MULTILINE)
    assert calls
    database = place.path("us-equities.db")
    place.run("replay", need(REAL), "--db", database)
    for _, rule, output in calls:
        table, summary = place.run("alerts", "try", rule, "--db", database, "--format", "table")
        assert [line.rstrip() for line in (table + summary).splitlines()] == output.splitlines(), (table, summary, output)


def tries_a_span(place):
    database = stored(place)
    rule = "IBM rises 5 % against 100, cooldown 0s"
    assert [row["time"] for row in attempt(place, rule, database)] == ["2024-03-04T15:00:01Z", "2024-03-05T15:00:00Z"]
    assert [row["time"] for row in attempt(place, rule, database, "--to", "2024-03-04")] == ["2024-03-04T15:00:01Z"]
    assert [row["time"] for row in attempt(place, rule, database, "--from", "2024-03-05")] == ["2024-03-05T15:00:00Z"]
    assert attempt(place, rule, database, "--from", "2024-03-04T15:00:02Z", "--to", "2024-03-05T15:00Z") == []
    assert said(place, rule, database) == "2 firings on 2 days."
    assert said(place, rule, database, "--from", "2024-03-04", "--to", "2024-03-06") == "2 firings on 2 days. 2 of 3 days are stored."
    assert said(place, rule, database, "--from", "2023-03-04", "--to", "2023-03-06") == "Nothing that the rule is on is stored of that time."


def tells_in_other_forms(place):
    database = stored(place)
    output, _ = place.run("alerts", "try", "IBM rises 5 % against 100", "--db", database, "--format", "json")
    rows = json.loads(output)
    assert rows[0]["subject"] == "IBM" and rows[0]["price"] == 106 and rows[0]["past"] == 0, rows


def plays_bars(place):
    database = stored(place, BARS)
    rows = attempt(place, "IBM rises 1.4 % against 100", database)
    assert [(row["time"], row["price"]) for row in rows] == [("2024-03-04T15:30:40Z", "101.5")], rows
    assert said(place, "IBM rises 1.4 % against 100", database).endswith("1 day is from 1-minute bars.")


def says_what_is_wrong(place):
    database = stored(place)
    place.refuses("alerts", "try", "IBM frobs", "--db", database, status=2, naming="frobs")
    place.refuses("alerts", "try", "IBM is above 0", "--db", database, status=2)
    place.refuses("alerts", "try", 'query "Big" returns rows', "--db", database, status=2, naming="saved query")
    place.refuses("alerts", "try", "IBM is above 1", "--db", database, "--from", "2024-03-05", "--to", "2024-03-04", status=2)
    place.refuses("alerts", "try", "IBM is above 1", "--db", place.path("none.db"), naming="none.db")
    place.refuses("alerts", "try", "IBM is above 1", "--db", place.write("text.db", "no database" * 1000), naming="text.db")
    assert "RULE" in place.run("alerts", "try", "--help")[0]


def tries_beside_a_writer(place):
    database = stored(place)
    slow = place.write("slow.csv", "event_time,symbol,price,quantity\n" + "".join(f"2024-03-06T15:{i:02}:00Z,IBM,100,1\n" for i in range(60)))
    writer = place.start("replay", slow, "--db", database, "--speed", "1")
    try:
        assert len(attempt(place, "IBM rises 5 % against 100, cooldown 0s", database)) == 2
        assert writer.poll() is None
    finally:
        writer.send_signal(signal.SIGINT)
        writer.communicate(timeout=60)


def knows_watchlists(place):
    database = stored(place)
    assert attempt(place, "watched rises 5 % against 100", database) == []
    assert "There is no watchlist “Lost”" in said(place, "list Lost rises 5 % against 100", database)


CASES = (
    finds_what_a_replay_logged,
    prints_what_the_readme_shows,
    tries_a_span,
    tells_in_other_forms,
    plays_bars,
    says_what_is_wrong,
    tries_beside_a_writer,
    knows_watchlists,
)

if __name__ == "__main__":
    sys.exit(run_cases("tapectl-try", CASES, *sys.argv[1:]))
