#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several sources of one instrument, of services on loopback: which is used, what is said where they disagree, and what is said
of rules while nothing comes.

test-several.py PROGRAM TAPECTL        prints TAP
"""

import contextlib
import os
import pathlib
import sqlite3
import subprocess
import sys

from driver import Window, find_node, own_folders, run

SERVICES = pathlib.Path(__file__).parent.parent / "support" / "live-services.py"

# The upper goes first. The second says a price far from the first's, and goes on.
FEEDS = (("Yahoo", "poll", "yahoo"), ("Binance", "stream", "binance"))


class Services:
    """The services, with a trade of Binance five times a second."""

    def __init__(self, folder):
        words = [sys.executable, SERVICES, folder, "binance=5000@0.05"]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        port = self.process.stdout.readline().split()[1]
        os.environ["TAPELINE_TEST_SERVICES"] = f"localhost:{port}"
        os.environ["TAPE_TEST_CA_FILE"] = str(next(pathlib.Path(folder).glob("trusted*.pem")))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def set_up(home):
    """Both are there as if the dialog had kept them, and the chart shows their instrument."""
    path = pathlib.Path(home, "data", "tapeline", "user.db")
    path.parent.mkdir(parents=True)
    subprocess.run([sys.argv[2], "sql", "--saved", "--user", path], stdout=subprocess.DEVNULL, check=True)
    with contextlib.closing(sqlite3.connect(path)) as user, user:
        for number, (name, kind, service) in enumerate(FEEDS):
            row = (number + 1, name, kind, service, "default", "{}", number, 1)
            user.execute("INSERT INTO feeds VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
            user.execute("INSERT INTO feed_symbols VALUES (?, 0, 'BTCUSDT')", (number + 1,))
    for key, value in (("session-stored", "true"), ("symbol", "BTCUSDT")):
        words = ["gsettings", "set", "io.github.tapeline.Tapeline", key, value]
        subprocess.run(words, env=own_folders(home), check=True)


def uses_one_and_says_where_they_disagree(program, home):
    set_up(home)
    with Services(home) as services, Window(program, home, page="chart") as window:
        window.find(None, "^Sources disagree: Binance is .* away from Yahoo, whose price this is")
        window.find("push button", "^Sources disagree on 1$")
        window.press("alt+5")
        window.find(None, "^Its price of BTCUSDT is .* away from that of Yahoo, which is used.")
        card = window.find(None, "^Yahoo: .*[.]")
        assert find_node(card, "push button", "Stop$").get_action_iface().do_action(0)
        # Binance stands in: there is nobody to disagree with, and rules wait for nobody.
        window.gone("push button", "^Sources disagree on 1$")
        window.press("alt+3")
        window.gone(None, "Rules wait for")
        services.end()
        window.find(None, "^Binance: reconnecting. Rules wait for its prices.$")
        assert not window.complaints(), window.complaints()


if __name__ == "__main__":
    run([uses_one_and_says_where_they_disagree], sys.argv[1])
