#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The editor of rules: by rows and by the line; what is no rule says so.

test-rule-editor.py PROGRAM        prints TAP
"""

import re
import sys

from alerts_page import Page
from driver import Window, run, wait_for


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


if __name__ == "__main__":
    run(
        [
            a_rule_in_rows_follows_the_choices,
            what_is_no_rule_says_so_in_place,
        ],
        sys.argv[1],
    )
