#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Setting up sources that answer: symbols that are found, keys that are tested, feeds that run, with all services and a keyring on
this machine.

test-live-sources.py PROGRAM        prints TAP
"""

import contextlib
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import tempfile

from driver import PATIENCE, Dialogs, Window, run, wait_for

SUPPORT = pathlib.Path(__file__).parent.parent / "support"
PYTHON = "/usr/bin/python3"


@contextlib.contextmanager
def live_services():
    """Stand for all services, for this process and those that it starts."""
    with tempfile.TemporaryDirectory(prefix="tapeline-services-") as folder:
        command = [PYTHON, str(SUPPORT / "live-services.py"), folder, "finnhub=20000@1"]
        server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        os.environ["TAPELINE_TEST_SERVICES"] = "localhost:" + server.stdout.readline().split()[1]
        os.environ["TAPE_TEST_CA_FILE"] = f"{folder}/trusted.pem"
        try:
            yield
        finally:
            server.communicate("")


@contextlib.contextmanager
def keyring():
    service = subprocess.Popen([PYTHON, str(SUPPORT / "secret-service.py")])
    try:
        ask = ["gdbus", "call", "--session", "--dest", "org.freedesktop.secrets", "--object-path", "/org/freedesktop/secrets"]
        ask += ["--method", "io.github.tapeline.Tests.Describe"]
        wait_for(lambda: subprocess.run(ask, capture_output=True, check=False).returncode == 0, "the keyring")
        yield
    finally:
        service.send_signal(signal.SIGTERM)
        service.wait(PATIENCE)


def feeds_of(home):
    symbols = "SELECT group_concat(symbol, ' ') FROM (SELECT symbol FROM feed_symbols WHERE feed = id ORDER BY position)"
    with contextlib.closing(sqlite3.connect(os.path.join(home, "data", "tapeline", "user.db"))) as user:
        return user.execute(f"SELECT name, ({symbols}), enabled FROM feeds ORDER BY priority, id").fetchall()


def do(action):
    subprocess.run(["gapplication", "action", "io.github.tapeline.Tapeline", action], check=True, timeout=PATIENCE)


def choose(window, service, about):
    """Goes on to what a service takes, which gets the keyboard."""
    do("choose-sources")
    dialog = Dialogs(window)
    dialog.point("list item", f"^{service}: .*{about}")
    dialog.gone("list item", f"^{service}: .*{about}")
    window.focus_dialog(service)
    return dialog


def finds_symbols_and_tests_a_key(program, home):
    with keyring(), Window(program, home) as window:
        dialog = choose(window, "Twelve Data", "800 calls a day")
        window.type("bad-key")
        dialog.find(None, "^Each|^The symbol is asked for every")
        dialog.click("push button", "Test$")
        dialog.find(None, "^That Did Not Work$")
        dialog.find(None, "^Twelve Data does not accept the key")
        dialog.click("push button", "Back$")
        dialog.gone(None, "^That Did Not Work$")
        window.press("ctrl+a")
        window.type("good-key")
        dialog.point("text", "^Symbols$")
        window.press("End")
        window.type(", zebr")
        dialog.find("list item", "^ZBR1: Zebra One · NYSE · USD")
        dialog.find(None, "^[4-7] calls left this minute")
        window.press("Down", "Down", "Return")
        dialog.gone("list item", "^ZBR1")
        window.type(", app")
        dialog.find("list item", "^AAPL: Apple")
        window.press("Escape")
        dialog.gone("list item", "^AAPL: Apple")
        window.press("BackSpace", "BackSpace", "BackSpace", "BackSpace", "BackSpace", "Return")
        dialog.find(None, r"^Works: \d+ trades? in .* \d calls? left this minute\.")
        dialog.click("push button", "Use It$")
        window.find(None, "^Twelve Data quotes: ")
        assert feeds_of(home) == [("Twelve Data quotes", "AAPL ZBR2", 1)]
        assert not window.complaints(), window.complaints()


def leaves_a_running_feed_alone(program, home):
    with keyring(), Window(program, home) as window:
        dialog = choose(window, "Finnhub", "happen")
        window.type("good-key")
        window.press("Return")
        dialog.find(None, r"^Works: \d+ trades? in ")
        dialog.click("push button", "Use It$")
        window.find(None, "^Finnhub: ")
        window.gone(None, "^These prices are simulated")
        # Its key has one connection.
        dialog = choose(window, "Finnhub", "happen")
        dialog.find(None, "^You have this source already, as “Finnhub”")
        wait_for(lambda: dialog.is_sensitive("push button", "Test$"), "the key of the keyring")
        dialog.click("push button", "Test$")
        dialog.find(None, "^Not Tested$")
        dialog.find(None, "^“Finnhub” runs with this key")
        dialog.click("push button", "Use It$")
        dialog.gone(None, "^Not Tested$")
        assert feeds_of(home) == [("Finnhub", "AAPL", 1)]
        do("sources")
        dialog.click(None, "^Finnhub: runs")
        wait_for(lambda: feeds_of(home) == [("Finnhub", "AAPL", 0)], "a feed that is paused")
        dialog.click("push button", "^Finnhub: edit")
        dialog.find("text", "^Symbols$")
        assert not window.complaints(), window.complaints()


if __name__ == "__main__":
    with live_services():
        run([finds_symbols_and_tests_a_key, leaves_a_running_feed_alone], sys.argv[1])
