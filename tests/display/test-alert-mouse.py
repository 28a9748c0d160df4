#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerts on the chart with the mouse: a click on a mark says why it fired, a click with Alt writes a rule at that price.

test-alert-mouse.py PROGRAM        prints TAP
"""

import os
import re
import subprocess
import sys

import telling
from alerts_page import Page, count_windows
from driver import PATIENCE, Atspi, Late, Window, run, wait_for

CHART = "^AAPL, 1-minute candles, "
PRICES = [100 + i // 3 for i in range(60)]


def show_chart(program, home):
    """An hour of AAPL that rises from 100 to 119, and fires once at 110."""
    telling.add_rules(program, home, "AAPL is above 110, once")
    rows = [(f"14:{30 + i}:00" if i < 30 else f"15:{i - 30:02}:00", "AAPL", price) for i, price in enumerate(PRICES)]
    return Window(program, home, "--speed", "max", telling.write_trades(home, rows), page="chart")


def mouse(*arguments):
    subprocess.run(["xdotool", *[str(argument) for argument in arguments]], check=True, timeout=PATIENCE)


def place(node):
    return node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)


def write_at(window, x, y):
    """The price of the rule that a click with Alt there begins."""
    mouse("mousemove", x, y, "keydown", "alt", "click", 1, "keyup", "alt")
    page = Page.__new__(Page)
    page.window = window
    page.editor("New Rule")
    line = page.line()
    found = re.fullmatch(r"AAPL crosses ([\d.]+)", line)
    assert found, line
    window.press("Escape")
    page.gone(None, "^The rule in one line$")
    return float(found[1])


def find_height(window, x, area, price):
    """Where a price stands, by what two clicks with Alt say of the scale."""
    first, second = area.y + area.height // 8, area.y + area.height // 2
    high, low = write_at(window, x, first), write_at(window, x, second)
    return first + (high - price) * (second - first) / (high - low)


def click_on_mark(window, area, y):
    """The mark is below the price, at the middle of the bars; a click beside it opens nothing."""
    before = count_windows(window)
    middle = area.x + area.width // 2
    for x in sorted(range(middle - 60, middle + 60, 6), key=lambda x: abs(x - middle)):
        mouse("mousemove", x, int(y), "click", 1)
        try:
            return wait_for(lambda: count_windows(window) > before, "what it opens", 0.3)
        except Late:
            continue
    raise AssertionError("no mark to click on")


def a_click_on_a_mark_says_why_it_fired(program, home):
    with show_chart(program, home) as window:
        area = place(window.find(None, CHART + ".*1 alert, at 10:00: AAPL: is above 110, at 110"))
        y = find_height(window, area.x + area.width // 2, area, 110) + 8
        click_on_mark(window, area, y)
        window.find(None, r"AAPL · .*Why\? Rule AAPL is above 110")
        window.click("push button", "Show in Log")
        window.find("list item", "^AAPL, ▲ 110.00: AAPL: is above 110")
        Page(window).find("label", r"^Why\? Rule AAPL is above 110")
        assert not window.complaints(), window.complaints()


def a_click_with_alt_writes_a_rule_at_that_price(program, home):
    with show_chart(program, home) as window:
        area = place(window.find(None, CHART))
        heights = [area.y + area.height * share // 8 for share in (1, 2, 3)]
        high, middle, low = [write_at(window, area.x + area.width // 2, y) for y in heights]
        assert high > middle > low, (high, middle, low)
        # The scale is even, and the prices are those of the chart.
        assert abs((high + low) / 2 - middle) < (high - low) / 50, (high, middle, low)
        assert 90 < low < high < 130, (high, middle, low)


if __name__ == "__main__":
    run(
        [
            a_click_on_a_mark_says_why_it_fired,
            a_click_with_alt_writes_a_rule_at_that_price,
        ],
        os.path.abspath(sys.argv[1]),
    )
