#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds `tapectl quote` to what it promises, against a server on loopback that stands for all services.

    test-tapectl-quote.py TAPECTL         prints TAP
"""

import datetime
import json
import pathlib
import sqlite3
import sys
import threading
import time
import zoneinfo

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from loopback_tls import HttpsHandler, HttpsServer, make_certificate  # noqa: E402
from tapectl_place import Place, run_cases  # noqa: E402

KEY = "K3y-never-to-be-seen"
QUOTE_TIME = int(time.time()) - 3600


class Services(HttpsServer):
    """Answers by host and path; what was asked, with its headers, stays in `asked`."""

    def __init__(self, certificate):
        super().__init__(certificate, Handler)
        self.asked = []
        self.answers = {}
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(HttpsHandler):
    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        status, body, headers = 404, {"error": "what?"}, {}
        for part, answer in self.server.answers.items():
            if part in self.path:
                status, body, headers = answer
        self.answer(status, json.dumps(body).encode(), headers.items())


class Asked(Place):
    """A place with the services."""

    def __init__(self, tapectl, folder):
        super().__init__(tapectl, folder)
        certificate = make_certificate(folder, "services")
        self.services = Services(certificate)
        # No keyring: what is known is in the environment.
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"
        self.environment["TAPELINE_TEST_SERVICES"] = f"localhost:{self.services.server_address[1]}"
        self.environment["TAPE_TEST_CA_FILE"] = str(certificate)
        for name in list(self.environment):
            if name.startswith("TAPELINE_KEY_"):
                del self.environment[name]

    def answer(self, part, body, status=200, **headers):
        self.services.answers[part] = (status, body, {name.replace("_", "-"): value for name, value in headers.items()})


def quote_body(price):
    return {"c": price, "d": None, "dp": None, "h": price, "l": price, "o": price, "pc": price, "t": QUOTE_TIME}


def prices(place):
    place.environment["TAPELINE_KEY_FINNHUB"] = KEY
    place.answer("symbol=AAPL", quote_body(261.74))
    place.answer("symbol=MSFT", quote_body(412.5))
    columns, rows = place.rows("quote", "aapl", "MSFT")
    assert columns == ["symbol", "price", "currency", "time", "volume", "feed", "delayed"], columns
    assert [(row["symbol"], row["price"], row["currency"], row["feed"]) for row in rows] == [
        ("AAPL", "261.74", "USD", "finnhub"),
        ("MSFT", "412.5", "USD", "finnhub"),
    ], rows
    assert rows[0]["time"].startswith(time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(QUOTE_TIME))), rows
    assert sorted(path for path, _ in place.services.asked) == [
        "/finnhub.io/api/v1/quote?symbol=AAPL",
        "/finnhub.io/api/v1/quote?symbol=MSFT",
    ], place.services.asked
    assert all(headers["X-Finnhub-Token"] == KEY for _, headers in place.services.asked)


def coins_need_no_key(place):
    place.answer(
        "data-api.binance.vision/api/v3/trades",
        [{"id": 7, "price": "5.25", "qty": "2", "time": QUOTE_TIME * 1000, "isBuyerMaker": True}],
    )
    _, rows = place.rows("quote", "BTCUSDT")
    assert [(row["symbol"], row["price"], row["feed"]) for row in rows] == [("BTCUSDT", "5.25", "binance")], rows


def one_of_two_is_unknown(place):
    place.environment["TAPELINE_KEY_FINNHUB"] = KEY
    place.answer("symbol=AAPL", quote_body(261.74))
    place.answer("symbol=AAPX", {"c": 0, "d": None, "dp": None, "h": 0, "l": 0, "o": 0, "pc": 0, "t": 0})
    output, errors = place.run("quote", "AAPX", "AAPL", "--format", "csv", status=1)
    assert len(output.splitlines()) == 2 and output.splitlines()[1].startswith("AAPL,261.74,"), output
    assert errors == 'tapectl quote: Finnhub does not know the symbol "AAPX".\n', errors


def a_wrong_key_is_said_once(place):
    place.environment["TAPELINE_KEY_FINNHUB"] = KEY
    place.answer("finnhub.io", {"error": f"Invalid API key {KEY}"}, status=401)
    symbols = [f"SYM{i}" for i in range(20)]
    lines = place.refuses("quote", *symbols, naming="Finnhub does not accept the key.")
    assert KEY not in lines[0], lines
    assert len(place.services.asked) < len(symbols), place.services.asked


def new_york_day():
    return datetime.datetime.now(zoneinfo.ZoneInfo("America/New_York")).date()


def errors_inside_200(place):
    place.environment["TAPELINE_KEY_ALPHA_VANTAGE"] = KEY
    place.answer("alphavantage", {"Information": f"We have detected your API key as {KEY}: 25 requests per day."})
    day = new_york_day()
    lines = place.refuses("quote", "IBM", naming="Today's calls of Alpha Vantage are spent.")
    assert KEY not in lines[0], lines
    # It is remembered until the service's day is over: the next call is not made.
    asked = len(place.services.asked)
    lines = place.refuses("quote", "IBM")
    if new_york_day() == day:
        assert "The calls of Alpha Vantage are spent. The next one is at 2" in lines[0], lines
        assert len(place.services.asked) == asked


def calls_are_counted(place):
    place.environment["TAPELINE_KEY_TWELVE_DATA"] = KEY
    place.answer("twelvedata", {"close": "5.5", "last_quote_at": QUOTE_TIME, "volume": "100"})
    symbols = [f"SYM{i}" for i in range(8)]
    start = time.monotonic()
    output, _ = place.run("quote", *symbols, "--format", "csv")
    assert len(output.splitlines()) == 9, output
    process = place.start("quote", "AAPL")
    _, errors = process.communicate(timeout=120)
    # Eight a minute, however slow this machine is.
    if time.monotonic() - start < 60:
        assert process.returncode == 1 and b"The calls of Twelve Data are spent." in errors, errors
        assert len(place.services.asked) == 8, place.services.asked


def no_connection(place):
    place.environment["TAPELINE_KEY_FINNHUB"] = KEY
    place.environment["TAPELINE_TEST_SERVICES"] = "localhost:1"
    assert KEY not in place.refuses("quote", "AAPL")[0]


def a_wrong_certificate(place):
    place.environment["TAPELINE_KEY_FINNHUB"] = KEY
    place.environment["TAPE_TEST_CA_FILE"] = str(make_certificate(place.folder, "other"))
    place.answer("symbol=AAPL", quote_body(261.74))
    place.refuses("quote", "AAPL")
    assert not place.services.asked, place.services.asked


def without_a_key(place):
    place.refuses("quote", "AAPL", naming="There is no key of any service.")
    place.refuses("quote", "AAPL", "--feed", "finnhub", naming="Finnhub")
    assert not place.services.asked, place.services.asked


def set_up(place, *feeds):
    """Has feeds set up, as the window does."""
    user = place.path("user.db")
    place.run("sql", "--saved", "--user", user)
    connection = sqlite3.connect(user)
    with connection:
        for number, (name, kind, service, account, settings, symbols) in enumerate(feeds, 1):
            connection.execute(
                "INSERT INTO feeds (id, name, kind, service, account, settings, priority, enabled) VALUES (?, ?, ?, ?, ?, ?, 0, 1)",
                (number, name, kind, service, account, settings),
            )
            connection.executemany("INSERT INTO feed_symbols VALUES (?, ?, ?)", [(number, i, s) for i, s in enumerate(symbols)])
    connection.close()
    return user


def what_is_set_up(place):
    """Its symbols where none are said, its service and its key, also where it streams."""
    user = set_up(
        place,
        ("My quotes", "poll", "finnhub", "default", "{}", ["AAPL", "MSFT"]),
        ("My stream", "stream", "finnhub", "default", "{}", ["MSFT"]),
        ("My coins", "stream", "coinbase", None, "{}", ["BTC-USD"]),
        ("My pairs", "stream", "binance", None, "{}", ["BTCUSDT"]),
    )
    place.environment["TAPELINE_KEY_FINNHUB"] = KEY
    place.answer("symbol=AAPL", quote_body(261.74))
    place.answer("symbol=MSFT", quote_body(412.5))
    _, rows = place.rows("quote", "--feed", "My quotes", "--user", user)
    assert [(row["symbol"], row["price"], row["feed"]) for row in rows] == [
        ("AAPL", "261.74", "finnhub"),
        ("MSFT", "412.5", "finnhub"),
    ], rows
    _, rows = place.rows("quote", "--feed", "My quotes", "--user", user, "MSFT")
    assert [row["symbol"] for row in rows] == ["MSFT"], rows
    _, rows = place.rows("quote", "--feed", "My stream", "--user", user)
    assert [(row["symbol"], row["feed"]) for row in rows] == [("MSFT", "finnhub")], rows
    place.answer(
        "data-api.binance.vision/api/v3/trades",
        [{"id": 7, "price": "5.25", "qty": "2", "time": QUOTE_TIME * 1000, "isBuyerMaker": True}],
    )
    output, errors = place.run("quote", "--feed", "My pairs", "--user", user, "--format", "csv")
    assert output.splitlines()[1].startswith("BTCUSDT,5.25,") and errors == "", (output, errors)
    place.refuses("quote", "--feed", "My coins", "--user", user, status=2, naming="“My coins” cannot be asked for a price")


def the_plan_of_what_is_set_up(place):
    """Its calls are more than those of the free plan: eight a minute."""
    symbols = [f"SYM{i}" for i in range(12)]
    user = set_up(place, ("Paid", "poll", "twelve-data", "default", '{"per_minute": 1000}', symbols))
    place.environment["TAPELINE_KEY_TWELVE_DATA"] = KEY
    place.answer("twelvedata", {"close": "5.5", "last_quote_at": QUOTE_TIME, "volume": "100"})
    output, _ = place.run("quote", "--feed", "Paid", "--user", user, "--format", "csv")
    assert len(output.splitlines()) == 13, output


def wrong_usage(place):
    place.refuses("quote", status=2)
    place.refuses("quote", "--feed", "finnhub", status=2, naming="symbols")
    place.refuses("quote", "AAPL", "--feed", "nobody", status=2, naming="alpha-vantage")
    place.refuses("quote", "AAPL", "--format", "sheet", status=2)


CASES = [
    prices,
    coins_need_no_key,
    one_of_two_is_unknown,
    a_wrong_key_is_said_once,
    errors_inside_200,
    calls_are_counted,
    no_connection,
    a_wrong_certificate,
    without_a_key,
    what_is_set_up,
    the_plan_of_what_is_set_up,
    wrong_usage,
]

if __name__ == "__main__":
    sys.exit(run_cases("tapectl/quote", CASES, sys.argv[1], *sys.argv[2:], place=Asked))
