#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frame of the window: watchlist, badge, pages, files, what is remembered.

test-window.py PROGRAM        prints TAP
"""

import os
import subprocess
import sys

from driver import Window, name_of, own_folders, run, wait_for, walk

ROWS = [
    ("14:30:00", "AAA", 10.00, 100),
    ("14:30:01", "BBB", 20.00, 200),
    ("14:30:02", "AAA", 10.50, 300),
    ("14:31:30", "BBB", 19.00, 400),
]


def write_trades(home, name="trades.csv", rows=ROWS):
    path = os.path.join(home, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write("event_time,symbol,price,quantity\n")
        for clock, symbol, price, quantity in rows:
            file.write(f"2024-03-05T{clock}Z,{symbol},{price},{quantity}\n")
    return path


def opens_with_the_simulation_and_says_so(program, home):
    with Window(program, home) as window:
        window.find("push button", "^SIMULATED: These prices are simulated")
        window.find(None, "^These prices are simulated. Nothing here is real.$")
        window.find("list item", "^AAPL, Apple: .* since the previous close")
        window.close()
        assert not window.complaints(), window.complaints()


def adds_a_symbol_by_typing_and_brings_back_what_was_removed(program, home):
    with Window(program, home) as window:
        window.find("list item", "^AAPL, Apple")
        window.press("ctrl+f")
        window.type("ORCL")
        window.find("list item", "^Add ORCL, Oracle")
        window.press("Return")
        window.find("list item", "^ORCL, Oracle")
        window.press("ctrl+f")
        window.type("ORCL")
        window.gone("list item", "^AAPL, Apple")
        window.press("Down", "Delete")
        window.find(None, "^ORCL removed$")
        window.press("ctrl+z", "ctrl+f", "BackSpace")
        window.find("list item", "^ORCL, Oracle")


def watched(window):
    """The symbols of the rows, in their order."""
    return [node.name.split(",")[0] for node in walk(window.find("list", "^Watchlist$"))]


def moves_rows_by_pointer_and_by_key(program, home):
    with Window(program, home) as window:
        window.find("list item", "^AAPL, Apple")
        assert watched(window)[:4] == ["AAPL", "MSFT", "NVDA", "AMZN"], watched(window)
        window.drag(("list item", "^AAPL, Apple"), ("list item", "^NVDA, "))
        wait_for(lambda: watched(window)[:4] == ["MSFT", "NVDA", "AAPL", "AMZN"], "AAPL after NVDA")
        window.press("ctrl+f")
        window.type("IBM")
        window.gone("list item", "^MSFT, ")
        window.press("Down", "ctrl+f", "BackSpace")
        window.find("list item", "^MSFT, ")
        place = watched(window).index("IBM")
        window.press("Escape", "alt+Up")
        wait_for(lambda: watched(window).index("IBM") == place - 1, "IBM one up")
        window.close()
        assert not window.complaints(), window.complaints()


def adds_a_symbol_that_nobody_knows(program, home):
    with Window(program, home) as window:
        window.find("list item", "^AAPL, Apple")
        window.press("ctrl+f")
        window.type("zzzz")
        window.find(None, "^No “zzzz”$")
        window.click("push button", "Add Anyway")
        window.find("list item", "^ZZZZ, ZZZZ: no trade seen")


def goes_to_pages_and_hides_the_watchlist_by_key(program, home):
    with Window(program, home) as window:
        window.find("list", "^Watchlist$")
        window.find("push button", "Stop$")
        window.press("alt+2")
        window.gone("push button", "Stop$")
        window.press("alt+5")
        window.find("push button", "Stop$")
        window.press("F9")
        window.gone("list", "^Watchlist$")
        window.press("F9")
        window.find("list", "^Watchlist$")


def opens_a_file_and_counts_what_it_holds(program, home):
    path = write_trades(home)
    with Window(program, home, "--speed", "max", path) as window:
        window.find("list item", "^AAA, AAA: 10.50")
        window.find("list item", "^BBB, BBB: 19.00")
        window.find(None, "^trades.csv: Finished")
        window.find(None, "^Trades stored: 4$")
        window.close()
        assert not window.complaints(), window.complaints()


def keeps_rejected_rows_with_reason_and_line(program, home):
    path = write_trades(home, rows=ROWS + [("14:32:00", "AAA", -1, 100)])
    with Window(program, home, "--speed", "max", path) as window:
        window.find("list item", "^line 6, rejected: .*As it came: 2024-03-05T14:32:00Z,AAA,-1,100")


def says_in_one_sentence_what_is_wrong_with_a_file(program, home):
    empty = os.path.join(home, "empty.csv")
    binary = os.path.join(home, "noise.csv")
    wordy = os.path.join(home, "poem.csv")
    open(empty, "w").close()
    with open(binary, "wb") as file:
        file.write(bytes(range(256)) * 64)
    with open(wordy, "w", encoding="utf-8") as file:
        file.write("rose,violet\nred,blue\n")
    for path in (os.path.join(home, "nowhere.csv"), home, empty, binary, wordy):
        with Window(program, home, path) as window:
            name = os.path.basename(path)
            message = name_of(window.find("alert", name))
            assert "\n" not in message and message.endswith("."), message
            window.click("push button", "Dismiss")
            window.gone("alert", name)
            window.close()
            assert not window.complaints(), window.complaints()


def shows_the_same_when_opened_again(program, home):
    path = write_trades(home)
    with Window(program, home, "--speed", "max", path) as window:
        window.find("list item", "^AAA, AAA: 10.50")
        window.find(None, "^trades.csv: Finished")
        window.close()
    with Window(program, home, page=None) as window:
        window.find("push button", "^REPLAY: ")
        window.find("list item", "^AAA, AAA: 10.50")
        window.find(None, "^trades.csv: Finished")
        window.find(None, "^Trades stored: 4$")


def refuses_a_speed_that_is_none(program, home):
    with Window(program, home) as window:
        # The second call hands over to the first, or would be one of its own: either way it says what is allowed.
        done = subprocess.run(
            [program, "--speed", "fast"], env=own_folders(home), capture_output=True, text=True, timeout=30
        )
        assert done.returncode == 2, done
        assert "“fast” is not a speed" in done.stderr, done.stderr
        window.find("frame", "Tapeline")


if __name__ == "__main__":
    run(
        [
            opens_with_the_simulation_and_says_so,
            adds_a_symbol_by_typing_and_brings_back_what_was_removed,
            moves_rows_by_pointer_and_by_key,
            adds_a_symbol_that_nobody_knows,
            goes_to_pages_and_hides_the_watchlist_by_key,
            opens_a_file_and_counts_what_it_holds,
            keeps_rejected_rows_with_reason_and_line,
            says_in_one_sentence_what_is_wrong_with_a_file,
            shows_the_same_when_opened_again,
            refuses_a_speed_that_is_none,
        ],
        sys.argv[1],
    )
