#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Alerts page: rules are written, changed, removed and brought back; what fires is explained, snoozed and filtered.

test-alerts.py PROGRAM        prints TAP
"""

import subprocess
import sys

from alerts_page import Page, is_own
from driver import Window, run


def a_rule_in_one_line_fires_and_says_why(program, home):
    with Window(program, home, page="alerts") as window:
        page = Page(window)
        page.rule("^Moves ±5 % against the previous close. All watched · every time, 5 min apart; ")
        page.write("AAPL is above 1")
        page.rule("^AAPL: is above 1. every time, 5 min apart; ")
        fired = window.find("list item", r"^AAPL, ▲ [\d.]+: AAPL: is above 1. \d\d:\d\d:\d\d, ")
        page.point(fired)
        page.find("label", r"^Why\? Rule AAPL is above 1")
        page.find("label", r"^Trade of [\d.]+ × ")
        page.click("push button", "^Snooze 1 Hour$")
        page.find("push button", r"^Snoozed until \d\d:\d\d: End$")
        page.click("push button", "^Snoozed until ")
        page.find("push button", "^Snooze 1 Hour$")
        # Seen: it is not new any more.
        window.find("list item", r"^AAPL, ▲ [\d.]+: AAPL: is above 1. \d\d:\d\d:\d\d, (?!.*, new)")
        page.click("push button", "Show on Chart$")
        window.find(None, "^AAPL, .*candles")
        assert not window.complaints(), window.complaints()


def a_removed_rule_comes_back(program, home):
    with Window(program, home, page="alerts") as window:
        page = Page(window)
        page.write("MSFT crosses 1")
        page.point(page.rule("^MSFT: crosses 1. "))
        window.press("Delete")
        window.gone("list item", "^MSFT: crosses 1. ")
        window.press("ctrl+z")
        page.rule("^MSFT: crosses 1. ")
        # It is switched off, and stays so.
        page.click(None, "^Armed: MSFT: crosses 1$")
        page.rule("^MSFT: crosses 1. .*; off; ")
        window.close()
    with Window(program, home, page=None) as window:
        Page(window).rule("^MSFT: crosses 1. .*; off; ")


def a_rule_is_changed(program, home):
    with Window(program, home, page="alerts") as window:
        page = Page(window)
        page.write("MSFT crosses 1")
        page.point(page.rule("^MSFT: crosses 1. "))
        window.press("Return")
        title = page.editor("Edit Rule")
        assert page.line() == "MSFT crosses 1", page.line()
        page.type(title, "MSFT crosses 2")
        page.rule("^MSFT: crosses 2. ")
        window.gone("list item", "^MSFT: crosses 1. ")


def the_log_is_filtered(program, home):
    with Window(program, home, page="alerts") as window:
        page = Page(window)
        page.write("AAPL is above 1")
        page.write("MSFT is above 2")
        window.find("list item", "^AAPL, ▲.*: AAPL: is above 1")
        window.find("list item", "^MSFT, ▲.*: MSFT: is above 2")
        window.take_focus()
        page.click(None, "^Filter the log$")
        page.find("entry", "^Symbol or rule$")
        window.type("msft")
        window.gone("list item", "^AAPL, ▲")
        window.find("list item", "^MSFT, ▲")
        window.type("x")
        page.find("label", "^Nothing like that has fired.$")
        window.press("Escape")
        window.find("list item", "^AAPL, ▲")


def a_narrow_window_shows_one_at_a_time(program, home):
    with Window(program, home, page="alerts") as window:
        page = Page(window)
        for number in is_own(window, "Tapeline"):
            subprocess.run(["xdotool", "windowsize", number, "360", "740"], check=True)
        page.click("push button", "^Rules$")
        page.click("push button", "New Rule$", "Tapeline")
        page.editor("New Rule")
        window.press("Escape")
        page.gone(None, "^The rule in one line$")
        assert not window.complaints(), window.complaints()


if __name__ == "__main__":
    run(
        [
            a_rule_in_one_line_fires_and_says_why,
            a_removed_rule_comes_back,
            a_rule_is_changed,
            the_log_is_filtered,
            a_narrow_window_shows_one_at_a_time,
        ],
        sys.argv[1],
    )
