#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Storage page of the preferences and the dialogs for data: what is stored, back up, delete, export.

test-storage.py PROGRAM        prints TAP
"""

import datetime
import gzip
import os
import sqlite3
import sys

from driver import Dialogs, Window, name_of, run, wait_for


def write_trades(home, name="trades.csv", rows=500):
    path = os.path.join(home, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write("event_time,symbol,price,quantity,side,trade_id\n")
        for i in range(rows):
            symbol = "AAPL" if i % 2 == 0 else "XOM"
            file.write(f"2024-03-05T15:{i // 60 % 60:02}:{i % 60:02}Z,{symbol},{100 + i % 7},{i + 1},buy,{i}\n")
    return path


def open_storage(window):
    window.find(None, "^These prices are simulated")
    window.press("ctrl+comma")
    window.focus_dialog("Preferences")
    dialogs = Dialogs(window)
    dialogs.click("page tab", "^Storage$")
    dialogs.find("list item", "^Simulation: ")
    return dialogs


def stored(dialogs, title):
    """What the row of that title says."""
    return name_of(dialogs.find("list item", f"^{title}: "))


def open_export(window):
    window.find("push button", "^REPLAY: |^STOPPED: ")
    window.press("ctrl+e")
    window.focus_dialog("Export")
    return Dialogs(window)


def says_what_is_stored_while_it_is_written(program, home):
    with Window(program, home) as window:
        dialogs = open_storage(window)
        dialogs.find("list item", "^Live and imported data: Nothing stored")
        dialogs.find("list item", r"^Simulation: \d+ trades on \d+ days, [\d.]+.MB$")
        dialogs.find("list item", r"^Watchlists: .*, [\d.]+.kB$")
        before = stored(dialogs, "Simulation")
        wait_for(lambda: stored(dialogs, "Simulation") != before, "newer numbers")
        dialogs.point("list item", "^Simulation: ")
        dialogs.find("list item", "^Location$")
        dialogs.find(None, "/tapeline/simulation.db$")
        assert not window.complaints(), window.complaints()


def backs_up_what_is_being_written(program, home):
    path = os.path.join(home, "copy.db")
    proposed = f"tapeline-simulation-{datetime.date.today()}.db"
    with Window(program, home) as window:
        dialogs = open_storage(window)
        dialogs.find("list item", r"^Simulation: \d+ trades")
        dialogs.point("list item", "^Simulation: ")
        dialogs.click("push button", "^Back up: Simulation")
        window.save_as("Back Up", proposed, path)
        dialogs.find(None, r"^Backed up and checked: “copy.db”, [\d.]+.MB\.$")
        dialogs.find("push button", "Open Folder$")
        # It goes on being written.
        before = stored(dialogs, "Simulation")
        wait_for(lambda: stored(dialogs, "Simulation") != before, "newer numbers")
        assert not window.complaints(), window.complaints()
    assert [name for name in os.listdir(home) if name.startswith("copy.db")] == ["copy.db"]
    with sqlite3.connect(path) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count (*) FROM trades").fetchone()[0] > 0


def deletes_only_what_was_confirmed(program, home):
    data = os.path.join(home, "data", "tapeline")

    def file():
        try:
            return os.stat(os.path.join(data, "simulation.db")).st_ino
        except FileNotFoundError:  # between the old one and the new one
            return first

    with Window(program, home) as window:
        dialogs = open_storage(window)
        dialogs.find("list item", r"^Simulation: \d+ trades")
        first = os.stat(os.path.join(data, "simulation.db")).st_ino
        dialogs.point("list item", "^Simulation: ")
        dialogs.click("push button", "^Delete: Simulation")
        dialogs.find(None, r"^Delete simulated data\?$")
        dialogs.find(None, r"^\d+ trades on \d+ days, [\d.]+.MB: all of it is removed .* This cannot be undone\.")
        dialogs.click("push button", "Cancel$")
        dialogs.gone(None, r"^Delete simulated data\?$")
        assert file() == first
        dialogs.click("push button", "^Delete: Simulation")
        dialogs.find(None, r"^Delete simulated data\?$")
        dialogs.click("push button", "Delete$")
        wait_for(lambda: file() != first, "another database")
        # The simulation goes on, in a new one; what belongs to the person is untouched.
        dialogs.find("list item", r"^Simulation: \d+ trades")
        assert os.path.exists(os.path.join(data, "user.db"))
        assert not window.complaints(), window.complaints()


def exports_the_replay_that_is_shown(program, home):
    path = os.path.join(home, "out.csv")
    with Window(program, home, "--speed", "max", write_trades(home)) as window:
        dialogs = open_export(window)
        dialogs.click("push button", "Export…$")
        window.save_as("Export", "trades.csv", path)
        dialogs.find(None, "^500 rows are in “out.csv”.$")
        assert not window.complaints(), window.complaints()
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    assert lines[0].startswith("event_time,symbol,price,quantity,side"), lines[0]
    assert len(lines) == 501, len(lines)


def exports_typed_symbols_compressed(program, home):
    path = os.path.join(home, "out.jsonl.gz")
    with Window(program, home, "--speed", "max", write_trades(home)) as window:
        dialogs = open_export(window)
        dialogs.choose("Symbols", "End")
        dialogs.choose("Format", "End")
        dialogs.point("list item", "^Compress$")
        dialogs.point("text", "^Symbols, such as")
        window.type("XOM")
        dialogs.click("push button", "Export…$")
        window.save_as("Export", "trades.jsonl.gz", path)
        dialogs.find(None, "^250 rows are in “out.jsonl.gz”.$")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        lines = file.read().splitlines()
    assert len(lines) == 250 and all('"XOM"' in line for line in lines)


def import_file(window, path):
    """Through the dialog, up to the preview."""
    window.press("ctrl+i")
    window.focus_dialog("Import")
    dialogs = Dialogs(window)
    dialogs.click("push button", "Choose File…$")
    window.open_path("Import a File", path)
    dialogs.find("list item", f"^{os.path.basename(path)}$")
    return dialogs


def imports_after_a_look_at_it(program, home):
    path = write_trades(home, "new.csv")
    with open(path, "a", encoding="utf-8") as file:
        file.write("2024-03-05T16:00:00Z,AAPL,-5,1,buy,x\n")
    with Window(program, home) as window:
        window.find(None, "^These prices are simulated")
        dialogs = import_file(window, path)
        dialogs.find(None, "^CSV, rows: 501, trades$")
        dialogs.find("list item", "^trade_id: Trade id")
        dialogs.find(None, "^2024-03-05T15:00:09Z$")
        dialogs.find(None, "^Line 502: The price is negative")
        assert not os.path.exists(os.path.join(home, "data", "tapeline", "main.db"))
        dialogs.click("push button", "Import$")
        dialogs.find(None, "^500 rows were imported.$")
        dialogs.find(None, "^Rejected$")
        dialogs.find(None, "^Line 502: The price is negative")
        dialogs.click("push button", "Show Data$")
        window.find("push button", "^STOPPED: ")
        window.find("list item", "^XOM, ")
        # Once more: nothing of it is stored twice, also while it is shown.
        dialogs = import_file(window, path)
        dialogs.click("push button", "Import$")
        dialogs.find(None, "^Nothing new: ")
        window.press("Escape")
        window.find("list item", "^XOM, ")
        assert not window.complaints(), window.complaints()
    with sqlite3.connect(os.path.join(home, "data", "tapeline", "main.db")) as main:
        assert main.execute("SELECT count (*) FROM trades").fetchone()[0] == 500
    # What was shown last is shown again.
    with Window(program, home) as window:
        window.find("push button", "^STOPPED: ")
        window.find("list item", "^XOM, ")


def compacts_what_is_not_shown(program, home):
    with Window(program, home) as window:
        window.find(None, "^These prices are simulated")
        window.find("list item", "^AAPL, Apple: .* since the previous close")
    path = os.path.join(home, "data", "tapeline", "simulation.db")
    with sqlite3.connect(path) as simulation:
        simulation.execute("CREATE TABLE ballast AS SELECT * FROM bars")
        simulation.execute("DROP TABLE ballast")
    before = os.path.getsize(path)
    with Window(program, home, "--speed", "max", write_trades(home)) as window:
        window.find("push button", "^REPLAY: |^STOPPED: ")
        window.press("ctrl+comma")
        window.focus_dialog("Preferences")
        dialogs = Dialogs(window)
        dialogs.click("page tab", "^Storage$")
        dialogs.find("list item", r"^Simulation: \d+ trades")
        dialogs.point("list item", "^Simulation: ")
        dialogs.click("push button", "^Compact: Simulation")
        dialogs.find("list item", r"^[\d.]+.MB were given back to the disk\.$")
        assert not window.complaints(), window.complaints()
    assert os.path.getsize(path) < before, (os.path.getsize(path), before)


def removes_older_data_only_when_confirmed(program, home):
    """Of ten days of trades two are to stay."""
    path = os.path.join(home, "days.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("event_time,symbol,price,quantity\n")
        for day in range(1, 11):
            for i in range(20000):
                file.write(f"2024-03-{day:02}T{i // 3600 + 10}:{i // 60 % 60:02}:{i % 60:02}Z,AAPL,{100 + i % 7},1\n")

    def count():
        with sqlite3.connect(f"file:{home}/data/tapeline/main.db?mode=ro", uri=True) as main:
            return main.execute("SELECT count (*) FROM trades").fetchone()[0]

    with Window(program, home) as window:
        window.find(None, "^These prices are simulated")
        dialogs = import_file(window, path)
        dialogs.click("push button", "Import$")
        dialogs.find(None, "^200,?000 rows were imported.$")
        dialogs.click("push button", "Show Data$")
        window.find("push button", "^STOPPED: ")
        window.press("ctrl+comma")
        window.focus_dialog("Preferences")
        dialogs.click("page tab", "^Storage$")
        dialogs.find("list item", "^Live and imported data: 200,?000 trades on 10 days")
        dialogs.find(None, r"^At today’s rate [\d.]+.[kM]B in 30 days, [\d.]+.[kM]B now$")
        dialogs.point("spin button", "^Trades: Live and imported data")
        window.press("ctrl+a")
        window.type("2")
        window.press("Return")
        dialogs.find(None, "^Older data would be removed")
        assert count() == 200000
        dialogs.click("push button", "Keep$")
        dialogs.gone(None, "^Older data would be removed")
        dialogs.point("spin button", "^Trades: Live and imported data")
        window.press("ctrl+a")
        window.type("2")
        window.press("Return")
        dialogs.find(None, "^Older data would be removed")
        dialogs.click("push button", "^Remove: Live and imported data")
        dialogs.find(None, r"^Remove older data\?$")
        dialogs.click("push button", "_Remove Remove$")
        wait_for(lambda: count() < 100000, "trades to go")
        assert not window.complaints(), window.complaints()


if __name__ == "__main__":
    run(
        [
            says_what_is_stored_while_it_is_written,
            backs_up_what_is_being_written,
            deletes_only_what_was_confirmed,
            exports_the_replay_that_is_shown,
            exports_typed_symbols_compressed,
            imports_after_a_look_at_it,
            removes_older_data_only_when_confirmed,
            compacts_what_is_not_shown,
        ],
        sys.argv[1],
    )
