#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The log of alerts over time: a firing that is older than what was read is opened, "today" ends at midnight.

test-alert-log.py PROGRAM        prints TAP
"""

import os
import sys

import telling
from alerts_page import Page
from driver import Window, run, wait_for, walk

# More than two pages of the log.
MANY = 500


def write_swings(home):
    """A price that goes up and down a second, and fires each time it is up, on one minute and the next ones."""
    rows = []
    for i in range(2 * MANY):
        seconds = 14 * 3600 + 30 * 60 + i
        clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        rows.append((clock, "AAPL", 100 + (i % 2) * 10 + (5 if i == 1 else 0)))
    return telling.write_trades(home, rows)


def is_chosen(page, choices, choice):
    node = page.look("combo box", f"^{choices}$")
    return node is not None and any(child.name == choice for child in walk(node))


def opens_what_is_older_than_what_was_read(program, home):
    telling.add_rules(program, home, "AAPL is above 105, cooldown 0s", "any source silent for 1h")
    with Window(program, home, "--speed", "max", write_swings(home), page="alerts") as window:
        wait_for(lambda: len(telling.told(home)) == MANY, f"{MANY} firings")
        page = Page(window)
        window.find("list item", "^AAPL, ▲ 110.00: ")
        # The first of all, as the button of its notification and the chart ask for it.
        page.window.take_focus()
        telling.press("show-alert", telling.show_target("replay", 1, "", 1709649001000000))
        window.find("list item", "^AAPL, ▲ 115.00: ")
        page.find("label", "^Why")
        assert not window.complaints(), window.complaints()


def write_night(home):
    """AAPL rises a second after the start, on 5 March in New York; ten minutes later it is the 6th there."""
    path = os.path.join(home, "night.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("event_time,symbol,price,quantity\n")
        for second in range(620):
            clock = f"{4 + (50 * 60 + second) // 3600:02}:{(50 + second // 60) % 60:02}:{second % 60:02}"
            file.write(f"2024-03-06T{clock}Z,AAPL,{110 if second > 0 else 100},1\n")
    return path


def today_ends_at_midnight(program, home):
    telling.add_rules(program, home, "AAPL is above 105, once")
    with Window(program, home, "--speed", "1", write_night(home), page="alerts") as window:
        page = Page(window)
        fired = "^AAPL, ▲ 110.00: AAPL: is above 105"
        window.find("list item", fired)
        page.click(None, "^Filter the log$")
        page.choose("Days", "Down")
        wait_for(lambda: is_chosen(page, "Days", "Today"), "today chosen")
        window.find("list item", fired)
        # Midnight passes while nobody touches anything.
        page.choose("Speed of the replay", "End")
        window.gone("list item", fired)
        page.choose("Days", "Down")
        window.find("list item", fired)
        assert not window.complaints(), window.complaints()


if __name__ == "__main__":
    run([opens_what_is_older_than_what_was_read, today_ends_at_midnight], os.path.abspath(sys.argv[1]))
