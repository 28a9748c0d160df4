#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds `tapectl tail` to what it promises of messages, feeds and keys.

    test-tapectl-tail.py TAPECTL [NAME…]         prints TAP
"""

import json
import pathlib
import signal
import sqlite3
import subprocess
import sys

SUPPORT = pathlib.Path(__file__).parents[1] / "support"
sys.path.insert(0, str(SUPPORT))
from tapectl_place import run_cases  # noqa: E402

COLUMNS = ["received", "was", "parsed", "raw"]


def ends_after_so_many(place):
    columns, rows = place.rows("tail", "simulator", "--count", "3")
    assert columns == COLUMNS and len(rows) == 3, rows
    for row in rows:
        symbol = row["raw"].split(",")[1]
        assert row["was"] == "read" and row["parsed"].startswith(symbol + " "), row
    times = [row["received"] for row in rows]
    assert times == sorted(times) and len(set(times)) == 3, times


def says_what_is_wrong(place):
    """The file ends, and so does the call, at any speed with the first message."""
    path = place.write("bad.csv", "event_time,symbol,price,quantity\n2024-03-05T14:30:00Z,IBM,-1,1\n")
    output, _ = place.run("tail", path, "--format", "jsonl")
    rows = [json.loads(line) for line in output.splitlines()]
    assert [row["was"] for row in rows] == ["rejected"], rows
    assert "price" in rows[0]["parsed"] and "IBM,-1" in rows[0]["raw"], rows


def ctrl_c_is_its_end(place):
    process = place.start("tail", "simulator", "--format", "csv")
    lines = [process.stdout.readline() for _ in range(3)]
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=120)
    assert process.returncode == 0 and errors == b"", (process.returncode, errors)
    assert lines[0].decode().strip() == ",".join(COLUMNS) and (lines[2] + rest).endswith(b"\n"), (lines, rest)


def is_told_what_to_read(place):
    place.refuses("tail", "nothing", status=2, naming="“nothing” is no feed that is set up")
    place.refuses("tail", "finnhub", status=2, naming="--symbols")
    place.refuses("tail", "simulator", "--symbols", "IBM", status=2, naming="--symbols is for services")
    place.refuses("tail", "simulator", "--count", "-1", status=2, naming="--count")


def says_where_a_key_is_looked_for(place):
    place.environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent/bus"
    place.refuses("tail", "finnhub", "--symbols", "AAPL", naming="TAPELINE_KEY_FINNHUB")
    place.environment["TAPELINE_KEY_FINNHUB"] = "hidden\tkey"
    first = place.refuses("tail", "finnhub", "--symbols", "AAPL", naming="TAPELINE_KEY_FINNHUB")[0]
    assert "hidden" not in first, first


def knows_what_is_set_up(place):
    user = place.path("user.db")
    place.run("sql", "--saved", "--user", user)
    connection = sqlite3.connect(user)
    with connection:
        connection.execute("INSERT INTO feeds VALUES (1, 'Old', 'pigeon', 'loft', NULL, '{}', 0, 1)")
    connection.close()
    place.refuses("tail", "Old", "--user", user, naming="does not know “loft”", status=2)


class Services:
    """The server that stands for all services, and what tapectl must know of it."""

    def __init__(self, place, *words):
        self.server = subprocess.Popen(
            [sys.executable, str(SUPPORT / "live-services.py"), place.folder, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        port = self.server.stdout.readline().split()[1]
        place.environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent/bus"
        place.environment["TAPELINE_TEST_SERVICES"] = f"localhost:{port}"
        place.environment["TAPE_TEST_CA_FILE"] = str(next(pathlib.Path(place.folder).glob("trusted*.pem")))

    def __enter__(self):
        return self

    def __exit__(self, *_problem):
        self.server.stdin.close()
        self.server.wait(120)
        self.server.stdout.close()


def reads_a_service(place):
    place.environment["TAPELINE_KEY_TWELVE_DATA"] = "good-key"
    with Services(place):
        _, rows = place.rows("tail", "twelve-data", "--symbols", "AAPL", "--count", "1")
    assert rows[0]["was"] == "read" and rows[0]["parsed"].startswith("AAPL 228.01 "), rows
    assert "good-key" not in str(rows), rows


def reads_what_streams(place):
    """More trades than can be over by then."""
    with Services(place, "binance=50000@10"):
        _, rows = place.rows("tail", "binance", "--symbols", "btcusdt", "--count", "3")
    assert any(row["parsed"].startswith("BTCUSDT ") and "BTCUSDT" in row["raw"] for row in rows), rows


def shows_no_key_that_a_service_repeats(place):
    place.environment["TAPELINE_KEY_TWELVE_DATA"] = "the-wrong-key"
    with Services(place):
        output, errors = place.run("tail", "twelve-data", "--symbols", "AAPL", status=1)
    assert "the-wrong-key" not in output and "the-wrong-key" not in errors, (output, errors)
    assert "Twelve Data" in errors, errors


CASES = (
    reads_a_service,
    reads_what_streams,
    shows_no_key_that_a_service_repeats,
    ends_after_so_many,
    says_what_is_wrong,
    ctrl_c_is_its_end,
    is_told_what_to_read,
    says_where_a_key_is_looked_for,
    knows_what_is_set_up,
)

if __name__ == "__main__":
    sys.exit(run_cases("tapectl/tail", CASES, *sys.argv[1:]))
