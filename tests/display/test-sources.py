#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Choosing where prices come from: the dialog that sets up a feed, its trial, the Sources page of the preferences.

test-sources.py PROGRAM        prints TAP

No service is asked: nobody listens where all of them are said to be.
"""

import contextlib
import os
import socket
import sqlite3
import subprocess
import sys

from driver import PATIENCE, Dialogs, Window, own_folders, run, wait_for


def closed_port():
    """A port of loopback that nobody listens at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def open_dialog(window):
    window.find(None, "^These prices are simulated")
    window.click("push button", "Choose Sources…$")
    dialog = Dialogs(window)
    dialog.find("list item", "^Binance: ")
    return dialog


def choose(window, service):
    """Goes on to what a service takes."""
    dialog = Dialogs(window)
    dialog.point("list item", f"^{service}: ")
    dialog.gone("list item", f"^{service}: ")
    return dialog


def show_preferences(window):
    subprocess.run(["gapplication", "action", "io.github.tapeline.Tapeline", "sources"], check=True, timeout=PATIENCE)
    return Dialogs(window)


def feeds_of(home):
    with contextlib.closing(sqlite3.connect(os.path.join(home, "data", "tapeline", "user.db"))) as user:
        return user.execute("SELECT name, kind, service, enabled FROM feeds ORDER BY priority, id").fetchall()


def says_what_is_missing(program, home):
    with Window(program, home) as window:
        dialog = open_dialog(window)
        for service in ("Coinbase", "Alpaca", "Finnhub", "Alpha Vantage", "Apache Kafka", "File…"):
            dialog.find("list item", f"^{service}: ")
        assert dialog.look("list item", "^Yahoo") is None, "nobody chose what is unofficial"
        choose(window, "Alpaca")
        dialog.find(None, "^Enter the key that Alpaca gave you")
        dialog.find(None, "^It contacts stream.data.alpaca.markets")
        assert not dialog.is_sensitive("push button", "Test$")
        dialog.click("push button", "Back$")
        choose(window, "Binance")
        wait_for(lambda: dialog.is_sensitive("push button", "Test$"), "nothing that is missing")
        assert not window.complaints(), window.complaints()
    assert feeds_of(home) == []


def keeps_what_was_tried(program, home):
    with Window(program, home) as window:
        dialog = open_dialog(window)
        choose(window, "Binance")
        dialog.click("push button", "Test$")
        dialog.find(None, "^That Did Not Work$")
        dialog.find("push button", "Test Again$")
        dialog.click("push button", "Use It Anyway$")
        window.gone(None, "^These prices are simulated")
        assert feeds_of(home) == [("Binance", "stream", "binance", 1)]
        assert not window.complaints(), window.complaints()
    # It is there again, and what the preferences do with it is kept.
    with Window(program, home) as window:
        window.find(None, "^Binance: ")
        dialog = show_preferences(window)
        dialog.click("push button", "^Binance: remove")
        dialog.gone("list item", "^Binance: ")
        assert feeds_of(home) == []
        assert not window.complaints(), window.complaints()


def offers_what_is_unofficial_once_chosen(program, home):
    setting = ["gsettings", "set", "io.github.tapeline.Tapeline", "unofficial-sources", "true"]
    subprocess.run(setting, env=own_folders(home), check=True)
    with Window(program, home) as window:
        open_dialog(window).find("list item", "^Yahoo.*: Unofficial")
        assert not window.complaints(), window.complaints()


if __name__ == "__main__":
    os.environ["TAPELINE_TEST_SERVICES"] = f"localhost:{closed_port()}"
    run([says_what_is_missing, keeps_what_was_tried, offers_what_is_unofficial_once_chosen], sys.argv[1])
