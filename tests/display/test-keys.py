#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys are nowhere but in the keyring: not in the window, its log, its files, the list of processes, whatever services repeat of
them.

test-keys.py PROGRAM TAPECTL        prints TAP
"""

import os
import pathlib
import re
import sqlite3
import subprocess
import sys

SUPPORT = pathlib.Path(__file__).parents[1] / "support"
sys.path.insert(0, str(SUPPORT))

from bus_keyring import Keyring  # noqa: E402
from driver import PATIENCE, Dialogs, Window, run, wait_for, walk  # noqa: E402
from repeating_services import KEYS, SECRETS, Services, check_search, find_secret, search_files, search_processes  # noqa: E402

# What is set up: each way to a service that takes a key. The cluster is not there.
FEEDS = [
    ("Finnhub stream", "stream", "finnhub", "{}", "GOOD BAD ODD"),
    ("Alpaca", "stream", "alpaca", "{}", "GOOD BAD ODD"),
    ("Finnhub", "poll", "finnhub", '{"extended":true}', "GOOD BAD ODD WRONG"),
    ("Twelve Data", "poll", "twelve-data", '{"extended":true}', "GOOD BAD ODD WRONG"),
    ("Alpha Vantage", "poll", "alpha-vantage", '{"extended":true}', "GOOD BAD ODD WRONG"),
    ("Kafka", "kafka", "kafka", '{"brokers":"localhost:1","topics":["trades"],"security":"sasl"}', ""),
]


def set_up(home, tapectl):
    """Feeds as the dialog keeps them."""
    path = pathlib.Path(home, "data", "tapeline", "user.db")
    path.parent.mkdir(parents=True)
    subprocess.run([tapectl, "sql", "--saved", "--user", path], check=True, stdout=subprocess.DEVNULL)
    with sqlite3.connect(path) as user:
        for number, (name, kind, service, settings, symbols) in enumerate(FEEDS, 1):
            user.execute("INSERT INTO feeds VALUES (?, ?, ?, ?, 'default', ?, ?, 1)", (number, name, kind, service, settings, number))
            rows = [(number, place, symbol) for place, symbol in enumerate(symbols.split())]
            user.executemany("INSERT INTO feed_symbols VALUES (?, ?, ?)", rows)
    user.close()


def texts_of_all(window):
    """What the window shows, once each feed is in a state that it comes to; the cluster's does not end."""
    texts = [node.name for node in walk(window.application, ())]
    states = [next((text for text in texts if re.match(f"{name}: (Failed|Waiting|Reconnecting|Connecting)", text)), None) for name, *_ in FEEDS]
    return texts if all(states) else None


def enter(window, service, key, secret):
    """As a person does, in the preferences."""
    dialogs = Dialogs(window)
    window.focus_dialog("Preferences")
    dialogs.point("list item", f"^{service}: No key")
    wait_for(lambda: dialogs.place("push button", "Save Key$"), "its row opened")
    for name, text in (("Key", key), ("Secret", secret)):
        dialogs.point("label", f"^{name}$")
        window.type(text)
    dialogs.click("push button", "Save Key$")
    dialogs.find("list item", f"^{service}: A key is kept")
    return dialogs


def check(texts):
    """None shows a key, nor was anything called with one."""
    found = search_processes() + [text for text in texts if find_secret(text.encode())]
    assert not found, found


def are_nowhere_else(program, home, tapectl=sys.argv[2]):
    check_search()
    services = Services(home)
    os.environ.update(services.get_environment())
    set_up(home, tapectl)
    with Keyring() as keyring:
        for service in KEYS:
            if service != "alpaca":
                keyring.keep(service, "\n".join(filter(None, (KEYS[service], SECRETS.get(service)))))
        with Window(program, home) as window:
            window.find(None, "^Alpaca: Failed")
            subprocess.run(["gapplication", "action", "io.github.tapeline.Tapeline", "sources"], check=True, timeout=PATIENCE)
            enter(window, "Alpaca", KEYS["alpaca"], SECRETS["alpaca"])
            assert "Tapeline: alpaca, default" in keyring.describe(), keyring.describe()
            wait_for(lambda: {"finnhub", "alpaca"} <= services.refused, "keys that are refused")
            texts = wait_for(lambda: texts_of_all(window), "all feeds in a state")
            check(texts)
            assert any("•••" in text for text in texts), texts
    assert services.given >= {KEYS[service] for service in KEYS if service != "kafka"} | {SECRETS["alpaca"]}, services.given
    found, n_files = search_files(home)
    assert not found and n_files > 5, (found, n_files)


if __name__ == "__main__":
    os.environ["G_MESSAGES_DEBUG"] = "all"
    run([are_nowhere_else], sys.argv[1])
