# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of notifications share: the desktop's service that records them, rules, replays, and calls as the desktop makes them."""

import json
import os
import signal
import sqlite3
import subprocess
import sys

from driver import PATIENCE, find_node, own_folders, wait_for

import gi  # noqa: E402, driver asks for the versions

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

APP = "io.github.tapeline.Tapeline"
PATH = "/io/github/tapeline/Tapeline"
SUPPORT = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "support")


class Recorder:
    """A process beside the application, on the same bus; what it received outlives it."""

    def __init__(self, home, script, *arguments):
        self.record = f"{home}/received"
        self.command = [sys.executable, f"{SUPPORT}/{script}", *arguments, self.record]
        self.process = None

    def start(self):
        self.process = subprocess.Popen(self.command)
        return self

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.kill()

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def send(self, number):
        self.process.send_signal(number)

    def calls(self, call=None):
        if not os.path.exists(self.record):
            return []
        with open(self.record, encoding="utf-8") as file:
            lines = [json.loads(line) for line in file.read().splitlines()]
        return [line for line in lines if call is None or line["call"] == call]

    def find(self, pattern, count=1):
        """The last of at least that many notifications whose title begins so."""

        def look():
            found = [line for line in self.calls("add") if line["title"].startswith(pattern)]
            return found[-1] if len(found) >= count else None

        return wait_for(look, f"{count} notifications that begin with {pattern}: {self.calls()}")


def service(home, kind="gtk"):
    return Recorder(home, "notifications.py", kind)


def set_key(home, key, value):
    subprocess.run(["gsettings", "set", APP, key, value], env=own_folders(home), check=True)


def add_rules(program, home, *rules):
    """Beside the rule out of the box, from number 2."""
    tapectl = os.path.join(os.path.dirname(program), "..", "cli", "tapectl")
    for rule in rules:
        subprocess.run([tapectl, "alerts", "add", rule], env=own_folders(home), check=True, capture_output=True)


def write_trades(home, rows, name="trades.csv"):
    """Rows of (clock of 5 March 2024 in UTC, symbol, price)."""
    path = os.path.join(home, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write("event_time,symbol,price,quantity\n")
        for clock, symbol, price in rows:
            file.write(f"2024-03-05T{clock}Z,{symbol},{price},100\n")
    return path


def ask(path, sql):
    """Rows of a database that may be written to meanwhile; none where it is not there yet."""
    if not os.path.exists(path):
        return []
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=PATIENCE)
    try:
        return connection.execute(sql).fetchall()
    except sqlite3.OperationalError:
        return []
    finally:
        connection.close()


def user_db(home):
    return f"{home}/data/tapeline/user.db"


def replay_db(home):
    folder = f"{home}/data/tapeline/replays"
    found = [name for name in os.listdir(folder) if name.endswith(".db")] if os.path.isdir(folder) else []
    return os.path.join(folder, found[0]) if found else ""


def told(home):
    """How each firing of the replay was told: 0 not yet, 1 alone, 2 summed up, 3 never."""
    return [row[0] for row in ask(replay_db(home), "SELECT told FROM firings ORDER BY id")]


def bus():
    return Gio.bus_get_sync(Gio.BusType.SESSION)


def call(name, path, interface, method, parameters=None):
    return bus().call_sync(name, path, interface, method, parameters, None, 0, int(PATIENCE * 1000)).unpack()


def no_data():
    """What the desktop says besides when it activates the application."""
    return GLib.Variant("(a{sv})", ({},))


def press(action, target=None):
    """As the desktop does when a button of a notification is pressed, whether the application runs or not."""
    targets = [] if target is None else [target]
    call(APP, PATH, "org.freedesktop.Application", "ActivateAction", GLib.Variant("(sava{sv})", (action, targets, {})))


def show_target(session, firing, symbol, time):
    return GLib.Variant("(sxsx)", (session, firing, symbol, time))


def snooze_target(session, rule, subject):
    return GLib.Variant("(sxs)", (session, rule, subject))


def make_startable(name, command):
    """Lets the bus start what has that name on it when it is wanted."""
    folder = os.path.join(os.environ["XDG_DATA_HOME"], "dbus-1", "services")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, f"{name}.service"), "w", encoding="utf-8") as file:
        file.write(f"[D-BUS Service]\nName={name}\nExec={' '.join(command)}\n")
    call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "ReloadConfig")


def make_activatable(program, home):
    """Lets the bus start the application, as the installed service file does, in the folders of this test."""
    folders = [f"XDG_DATA_HOME={home}/data", f"XDG_CONFIG_HOME={home}/config"]
    make_startable(APP, ["/usr/bin/env", *folders, program, "--gapplication-service"])


def find_process():
    """Number of the process that is the application on the bus, or None."""
    name = GLib.Variant("(s)", (APP,))
    try:
        return call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                    "GetConnectionUnixProcessID", name)[0]  # fmt: skip
    except GLib.Error:
        return None


def count_windows(process):
    found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(process)], capture_output=True, text=True)
    return len(found.stdout.split())


def end(process):
    """Ends a process that the bus started, as logging out does."""
    os.kill(process, signal.SIGTERM)
    wait_for(lambda: find_process() is None, "the end of the application")


def open_preferences(window):
    """Words of their pages are in the tree, whichever is shown."""
    press("preferences")
    window.focus_dialog("Preferences")


def find_label(window, pattern):
    """Words within a row, too."""

    return wait_for(lambda: find_node(window.application, "label", pattern, ("label",)), f"words like {pattern}")
