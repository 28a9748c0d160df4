#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Alerts page: rules are written, armed, removed and brought back; what fires is explained, snoozed and filtered.

test-alerts.py PROGRAM        prints TAP
"""

import re
import subprocess
import sys

from driver import PATIENCE, Atspi, Window, name_of, run, wait_for, walk

# Looked into to the last label.
LEAVES = ("combo box", "label", "page tab", "scroll bar")


class Page:
    """The window and what stands over it, looked into deeper than the driver does."""

    def __init__(self, window):
        self.window = window
        self.window.find("list", "^Rules$")

    def look(self, role, pattern, top=None):
        application = self.window.application
        for i in reversed(range(application.get_child_count())):
            root = application.get_child_at_index(i)
            if root is None or (top is not None and name_of(root) != top):
                continue
            for node in walk(root, LEAVES):
                if (role is None or node.get_role_name() == role) and re.search(pattern, name_of(node)):
                    return node
        return None

    def find(self, role, pattern, top=None, patience=PATIENCE):
        return wait_for(
            lambda: self.look(role, pattern, top), f"{role or 'something'} named {pattern}", patience, self.window._check
        )

    def gone(self, role, pattern, top=None):
        wait_for(lambda: self.look(role, pattern, top) is None, f"no {role or 'more'} named {pattern}")

    def point(self, node, x=None):
        place = wait_for(lambda: self.place(node), "a place of its own")
        at = (place.x + (place.width // 2 if x is None else x), place.y + min(place.height // 2, 18))
        subprocess.run(["xdotool", "mousemove", str(at[0]), str(at[1]), "click", "1"], check=True, timeout=PATIENCE)

    @staticmethod
    def place(node):
        place = node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        return place if place.width > 1 and place.height > 1 else None

    def click(self, role, pattern, top=None):
        node = self.find(role, pattern, top)
        assert node.get_action_iface().do_action(0), f"{pattern} cannot be clicked"

    def new_rule(self):
        self.click("push button", "New Rule$", "Tapeline")
        return self.editor("New Rule")

    def editor(self, title):
        self.find(None, "^The rule in one line$", title)
        wait_for(lambda: is_own(self.window, title), f"{title} on the display")
        self.window.focus_dialog(title)
        return title

    def write(self, text):
        """A rule in one line, and Enter."""
        self.new_rule()
        self.window.press("ctrl+a")
        self.window.type(text)
        wait_for(lambda: self.line() == text, f"“{text}” in the line, not “{self.line()}”")
        self.window.press("Return")
        self.gone(None, "^The rule in one line$")

    def line(self):
        node = self.look(None, "^The rule in one line$")
        return None if node is None else Atspi.Text.get_text(node, 0, -1)

    def can_arm(self):
        node = self.find("push button", "Arm$")
        return node.get_state_set().contains(Atspi.StateType.SENSITIVE)

    def rule(self, pattern):
        return self.window.find("list item", pattern)


def is_own(window, title):
    command = ["xdotool", "search", "--all", "--onlyvisible", "--pid", str(window.process.pid), "--name", f"^{title}$"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()


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
        assert not window.complaints(), window.complaints()


if __name__ == "__main__":
    run(
        [
            a_rule_in_one_line_fires_and_says_why,
            what_is_no_rule_says_so_in_place,
            a_removed_rule_comes_back,
        ],
        sys.argv[1],
    )
