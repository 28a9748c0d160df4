#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The editor of rules: by rows and by the line; what is no rule says so, and what is one is tried on what is stored.

test-rule-editor.py PROGRAM        prints TAP
"""

import os
import re
import sys

from alerts_page import Page
from driver import Window, run, wait_for


def write_days(home):
    """Three days of AAPL; on each it rises 3 % over its open once."""
    path = os.path.join(home, "days.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("event_time,symbol,price,quantity\n")
        for day in (5, 6, 7):
            for i in range(60):
                price = 103.5 if 30 <= i < 40 else 100
                file.write(f"2024-03-{day:02}T15:{i:02}:00Z,AAPL,{price},10\n")
    return path


def a_rule_in_rows_follows_the_choices(program, home):
    with Window(program, home, page="alerts") as window:
        page = Page(window)
        window.find("list item", "^AAPL, Apple: .* since")
        page.new_rule()
        page.find(None, "^The rule in one line$")
        assert page.line() == "watched moves ±5 % against previous close", page.line()
        page.choose("What", "Down")
        wait_for(lambda: re.match(r"AAPL is above [\d.]+$", page.line() or ""), f"a price in the line: {page.line()}")
        page.choose("Direction", "Down")
        wait_for(lambda: (page.line() or "").startswith("AAPL is below "), f"below in the line: {page.line()}")
        page.choose("How often", "End")
        wait_for(lambda: (page.line() or "").endswith(", once"), f"once in the line: {page.line()}")
        page.click("push button", "Arm$")
        page.rule(r"^AAPL: is below [\d.,]+. once; ")
        assert not window.complaints(), window.complaints()


def what_is_no_rule_says_so_in_place(program, home):
    with Window(program, home, page="alerts") as window:
        page = Page(window)
        page.new_rule()
        assert page.can_arm()
        window.press("ctrl+a")
        window.type("AAPL moves sideways")
        page.find("label", "sideways")
        wait_for(lambda: not page.can_arm(), "nothing to arm")
        window.press("ctrl+a")
        window.type("Binance rises 0 % against the open")
        page.find("label", "%")
        wait_for(lambda: not page.can_arm(), "nothing to arm")
        window.press("Escape")
        page.gone(None, "^The rule in one line$")
        assert not window.complaints(), window.complaints()


def a_trial_says_how_often_it_would_have_been(program, home):
    with Window(program, home, "--speed", "max", write_days(home), page="alerts") as window:
        page = Page(window)
        window.find("push button", "^REPLAY: |^STOPPED: ")
        window.find("list item", "^AAPL, ")
        page.new_rule()
        window.press("ctrl+a")
        window.type("AAPL rises 9 % against the open")
        page.find("label", r"^It would not have fired\.$")
        window.press("ctrl+a")
        window.type("AAPL rises 3 % against the open")
        page.find("label", r"^3 times on AAPL, about one a day\.$")
        page.find(None, r"^Firings by day. 3 times on AAPL")
        # Each goes to its place on the chart, which shows all of them until one goes back.
        page.point(page.find("list item", r"^AAPL, ▲ \+3\.50.%, "))
        page.find("label", r"^Tried, not fired: .*; 3 times on AAPL\.$")
        page.find("image", "^AAPL, .*candles.* [123] alerts?, ", "Tapeline")
        page.point(page.find("push button", "Back to the Rule$"))
        page.find("label", r"^3 times on AAPL, about one a day\.$")
        page.gone("label", "^Tried, not fired")
        window.press("Escape")
        assert not window.complaints(), window.complaints()


if __name__ == "__main__":
    run(
        [
            a_rule_in_rows_follows_the_choices,
            what_is_no_rule_says_so_in_place,
            a_trial_says_how_often_it_would_have_been,
        ],
        sys.argv[1],
    )
