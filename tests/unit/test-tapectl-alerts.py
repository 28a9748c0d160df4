#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds `tapectl alerts list|add|remove` to what they promise.

    test-tapectl-alerts.py TAPECTL         prints TAP
"""

import contextlib
import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
import tempfile

FIRST = "watched moves ±5 % against previous close"


class Place:
    """A folder, the program and a database of rules in it."""

    def __init__(self, tapectl, folder):
        self.tapectl = tapectl
        self.folder = folder
        self.user = os.path.join(folder, "rules.db")
        home = os.path.join(folder, "home")
        self.own = os.path.join(home, "tapeline", "user.db")
        self.environment = {**os.environ, "HOME": home, "XDG_DATA_HOME": home, "LC_ALL": "C.UTF-8", "LANGUAGE": ""}

    def run_own(self, *arguments, status=0, given=None):
        given = given if given is None or isinstance(given, bytes) else given.encode()
        result = subprocess.run(
            [self.tapectl, "alerts", *arguments], env=self.environment, capture_output=True, input=given or b"", timeout=60, check=False
        )
        output, errors = result.stdout.decode(), result.stderr.decode()
        assert result.returncode == status, (arguments, result.returncode, output, errors)
        return output, errors

    def run(self, *arguments, status=0, given=None):
        return self.run_own(*arguments, "--user", self.user, status=status, given=given)

    def rows(self, *arguments, given=None):
        return list(csv.DictReader(io.StringIO(self.run(*arguments, "--format", "csv", given=given)[0])))

    def texts(self):
        return [row["text"] for row in self.rows("list")]

    def ask(self, *statements):
        with contextlib.closing(sqlite3.connect(self.user)) as db, db:
            return [db.execute(sql).fetchall() for sql in statements][-1]


def begins_with_the_rule_of_the_box(place):
    errors = place.run("list", status=1)[1]
    assert "There are no rules yet" in errors and not os.path.exists(place.user), errors
    added = place.rows("add", "AAPL", "rises", "5", "%")
    assert added == [{"rule": "2", "enabled": "1", "text": "AAPL rises 5 % against previous close", "note": ""}], added
    rows = place.rows("list")
    assert [row["text"] for row in rows] == [FIRST, "AAPL rises 5 % against previous close"], rows
    assert "Nothing is watched" in rows[0]["note"], rows
    assert not os.path.exists(place.own)


def uses_the_applications_own(place):
    place.run_own("add", "AAPL is above 190")
    assert os.path.exists(place.own)
    assert "AAPL is above 190\n" in place.run_own("list")[0]


def adds_what_list_prints(place):
    place.run("add", given='off: list "a b" falls 1 %\nMSFT is above 190, once\n')
    text, _ = place.run("list")
    assert text.splitlines()[1:] == [FIRST, 'off: list "a b" falls 1 % against previous close', "MSFT is above 190, once"], text
    assert place.run("list", "--format", "rules")[0] == text
    output, errors = place.run("add", given=text)
    assert output.splitlines() == ["rule,enabled,text,note"] and "3 rules were there already." in errors, (output, errors)
    other = Place(place.tapectl, os.path.join(place.folder, "other"))
    os.mkdir(other.folder)
    other.run("add", given=text)
    assert other.run("list")[0] == text


def refuses_what_is_wrong(place):
    cases = {
        ("AAPL risse 5 %",): "“risse” at character 6 is not understood: did you mean “rises”?",
        ("AAPL", "rises", "0", "%"): "A threshold of 0 % is met by every price",
        ("AAPL zooms 5",): "“zooms” at character 6 is unknown to this version",
        ("AAPL is above 1\nMSFT is above 1",): "This is not one rule.",
        ("",): "This is not one rule.",
        ("AAPL is above 1", "--format", "xml"): "There is no format “xml”",
    }
    for arguments, said in cases.items():
        output, errors = place.run("add", *arguments, status=2)
        assert said in errors and output == "", (arguments, errors)
    errors = place.run("add", given="AAPL is above 1\nAAPL rises 0 %\n", status=1)[1]
    assert "Line 2: A threshold of 0 %" in errors and "nothing was added" in errors, errors
    errors = place.run("add", given=b"AAPL \xff 1\n", status=1)[1]
    assert "byte 6 is not text in UTF-8" in errors, errors
    assert not os.path.exists(place.user)
    for arguments in ((), ("zoom",), ("list", "x"), ("remove",), ("remove", "x")):
        place.run_own(*arguments, status=2)


def keeps_what_a_newer_version_wrote(place):
    output, errors = place.run("add", given="AAPL is above 1\n  off: AAPL zooms 5, twice\n")
    assert "Line 2 is kept, and waits: “zooms” at character 13 is unknown" in errors and "2 rules added." in errors, errors
    rows = place.rows("list")
    assert rows[2]["text"] == "AAPL zooms 5, twice" and rows[2]["enabled"] == "0" and "a newer one may know it" in rows[2]["note"], rows
    assert "off: AAPL zooms 5, twice\n" in place.run("list")[0]


def says_what_a_rule_waits_for(place):
    place.run("add", given='list Lost is above 1\nquery "Lost" returns rows\nAAPL is above 1, until 2020-01-01\nMSFT is above 1\n')
    notes = [row["note"] for row in place.rows("list")][1:]
    assert "There is no watchlist “Lost”" in notes[0] and "There is no saved query “Lost”" in notes[1], notes
    assert "The rule ended on 2020-01-01" in notes[2] and notes[3] == "", notes
    place.ask("INSERT INTO lists VALUES (1, 'Lost', 0)", "INSERT INTO list_items VALUES (1, 0, 'AAPL')", "INSERT INTO queries VALUES (1, 'Lost', 'SELECT 1')")
    notes = [row["note"] for row in place.rows("list")]
    assert "The rule ended" in notes.pop(3) and not any(notes), notes
    note = place.rows("add", "AAPL, APPL is above 1")[0]["note"]
    assert "“APPL” is not in the instrument table" in note, note


def removes(place):
    place.run("add", given="AAPL is above 1\nMSFT is above 1\n")
    errors = place.run("remove", "1", "7", status=1)[1]
    assert "There is no rule 7, and none was removed" in errors and len(place.texts()) == 3, errors
    gone = place.rows("remove", "1", "3", "1")
    assert [row["rule"] for row in gone] == ["1", "3"], gone
    assert place.texts() == ["AAPL is above 1"]
    place.run("remove", "2")
    assert place.texts() == []
    place.run("add", "MSFT is above 2")
    assert place.ask("SELECT id, text FROM rules") == [(4, "MSFT is above 2")]


def prints_every_form(place):
    place.run("add", "AAPL is above 1")
    wanted = place.rows("list")
    lines = place.run("list", "--format", "jsonl")[0].splitlines()
    array = json.loads(place.run("list", "--format", "json")[0])
    assert [json.loads(line) for line in lines] == array
    assert [(str(row["rule"]), row["text"], row["note"] or "") for row in array] == [(row["rule"], row["text"], row["note"]) for row in wanted]
    table = place.run("list", "--format", "table")[0]
    assert table.splitlines()[0].split() == ["rule", "enabled", "text", "note"] and "AAPL is above 1" in table, table


def helps(place):
    output, errors = place.run_own("--help")
    assert errors == "" and all(f"\n  {name}" in output for name in ("list", "add", "remove")), output
    for name in ("list", "add", "remove"):
        assert f"tapectl alerts {name} [OPTION…]" in place.run_own(name, "--help")[0]


def asks_queries_that_were_saved(place):
    def sql(*arguments, status=0):
        result = subprocess.run(
            [place.tapectl, "sql", *arguments], env=place.environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert result.returncode == status, (arguments, result)
        return result.stdout, result.stderr

    database = os.path.join(place.folder, "trades.db")
    trades = os.path.join(place.folder, "trades.csv")
    with open(trades, "w", encoding="utf-8") as file:
        file.write("event_time,symbol,price,quantity\n2024-03-05T14:30:00Z,AAPL,10,500\n")
    subprocess.run([place.tapectl, "replay", trades, "--db", database], env=place.environment, capture_output=True, check=True)
    first, better = "SELECT stock FROM stocks", "SELECT stock AS symbol FROM stocks WHERE quantity > 400"
    for query in (first, better):
        output, _ = sql("--db", database, "--user", place.user, "--save", "Large", query)
        assert output.splitlines()[1:] == ["AAPL"], output
    rows = list(csv.DictReader(io.StringIO(sql("--saved", "--user", place.user)[0])))
    assert rows == [{"name": "Large", "sql": better}], rows
    sql("--db", database, "--user", place.user, "--save", "Wrong", "SELECT FROM", status=1)
    assert "Wrong" not in sql("--saved", "--user", place.user)[0], "what was not answered is not kept"
    assert place.rows("add", 'query "Large" returns rows')[0]["note"] == ""
    sql("--forget", "Large", "--user", place.user)
    assert "There is no saved query “Large”" in place.rows("list")[1]["note"]
    assert "No query is saved as “Large”" in sql("--forget", "Large", "--user", place.user, status=1)[1]
    for arguments in ((), ("--saved", "SELECT 1"), ("--forget", "a", "--saved"), ("--save", "", "SELECT 1")):
        sql(*arguments, "--user", place.user, status=2)


TESTS = [
    begins_with_the_rule_of_the_box,
    uses_the_applications_own,
    adds_what_list_prints,
    refuses_what_is_wrong,
    keeps_what_a_newer_version_wrote,
    says_what_a_rule_waits_for,
    removes,
    prints_every_form,
    helps,
    asks_queries_that_were_saved,
]


def main():
    tapectl = os.path.abspath(sys.argv[1])
    print(f"1..{len(TESTS)}")
    with tempfile.TemporaryDirectory(prefix="tapeline-test-") as folder:
        for number, test in enumerate(TESTS, 1):
            own = os.path.join(folder, str(number))
            os.mkdir(own)
            name = "tapectl alerts: " + test.__name__.replace("_", " ")
            try:
                test(Place(tapectl, own))
                print(f"ok {number} - {name}", flush=True)
            except Exception as problem:  # pylint: disable=broad-except
                print(f"not ok {number} - {name}\n# {type(problem).__name__}: {str(problem)[:2000]!r}", flush=True)


if __name__ == "__main__":
    main()
