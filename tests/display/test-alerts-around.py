#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerts in the rest of the window: thresholds in the watchlist, firings on the chart, the count, the preferences.

test-alerts-around.py PROGRAM        prints TAP
"""

import os
import re
import sqlite3
import subprocess
import sys

from alerts_page import press
from driver import Window, name_of, own_folders, run, wait_for, walk

CHART = r"^AAPL, 1-minute candles, "


def rules(home):
    """What user.db says, by text."""
    with sqlite3.connect(f"file:{home}/data/tapeline/user.db?mode=ro", uri=True) as database:
        return dict(database.execute("SELECT text, enabled FROM rules"))


def expect_rule(home, text, enabled=1):
    wait_for(lambda: rules(home).get(text) == enabled, f"{text}, {enabled}, among {rules(home)}")


def setting(home, key):
    shown = subprocess.run(
        ["gsettings", "get", "io.github.tapeline.Tapeline", key], env=own_folders(home), capture_output=True, text=True
    )
    return shown.stdout.strip()


def has_focus(node):
    return node.get_state_set().contains(node_states.FOCUSED)


def focus_row(window, symbol):
    """Moves the keyboard to a row of the watchlist, as a person does who filters for it."""
    window.press("ctrl+f")
    window.type(symbol)
    window.find("list item", f"^{symbol}, ")
    window.press("Down")
    wait_for(lambda: has_focus(window.look("list item", f"^{symbol}, ")), f"the keyboard on {symbol}")


def set_threshold(window, symbol, text):
    window.press("alt+a")
    entry = window.find("text", f"^Alert when {symbol} moves by$")
    wait_for(lambda: has_focus(entry), "the keyboard in the entry")
    window.press("ctrl+a")
    window.type(text)
    window.press("Return")


def unseen(window):
    """The count on the tab of the Alerts page."""
    tab = window.look("page tab", "^Alerts$")
    counts = [node.name for node in walk(tab) if node.name.isdigit()] if tab else []
    return int(counts[0]) if counts else 0


def marks_what_fires_at_a_threshold_that_is_set_in_a_row(program, home):
    with Window(program, home, page="chart") as window:
        chart = window.find(None, CHART)
        window.find("list item", "^AAPL, Apple: .*; alert$")
        before = unseen(window)  # the simulated past may have fired
        focus_row(window, "AAPL")
        set_threshold(window, "AAPL", "0,01")
        window.find("list item", "^AAPL, Apple: .*; alert at ± 0.01.%$")
        expect_rule(home, "AAPL moves ±0.01 % against previous close")
        fired = r"\d+ alerts?, .*at .*AAPL: moves ±.?0\.01.% against the previous close, at"
        wait_for(lambda: re.search(fired, name_of(chart)), "a firing on the chart")
        wait_for(lambda: unseen(window) > before, "a count on the tab")
        window.close()
        assert not window.complaints(), window.complaints()
    # It is there again after a restart, read from the log.
    with Window(program, home, page="chart") as window:
        window.find(None, CHART + r".*AAPL: moves ±.?0\.01.% against the previous close, at")
        assert unseen(window) > 0


def opens_a_firing_from_the_chart(program, home):
    with Window(program, home, page="chart") as window:
        chart = window.find(None, CHART)
        focus_row(window, "AAPL")
        set_threshold(window, "AAPL", "0.01")
        wait_for(lambda: "alert" in name_of(chart), "a firing on the chart")
        actions = chart.get_action_iface()
        names = [actions.get_action_name(i) for i in range(actions.get_n_actions())]
        assert actions.do_action(names.index("chart.open-firing"))
        window.find(None, r"AAPL · .*Why\? Rule AAPL moves ±0.01 % against previous close")
        window.find("push button", "Show in Log")
        window.press("Escape")
        wait_for(lambda: has_focus(chart), "the keyboard on the chart again")
        assert actions.do_action(names.index("chart.open-firing"))
        window.click("push button", "Show in Log")
        wait_for(lambda: window.look(None, CHART) is None or unseen(window) == 0, "the Alerts page")
        window.close()
        assert not window.complaints(), window.complaints()


def writes_a_rule_at_a_price_of_the_chart(program, home):
    with Window(program, home, page="chart") as window:
        chart = window.find(None, CHART)
        actions = chart.get_action_iface()
        names = [actions.get_action_name(i) for i in range(actions.get_n_actions())]
        assert actions.do_action(names.index("chart.bar-earlier"))
        # The rule there is from the start fires at two prices; the nearer is said beside the quote.
        window.find(None, r"Next alert: [▲▼] [\d.]+ in [\d.]+.%")
        window.press("alt+a")
        window.focus_dialog("New Rule")
        window.click("push button", "Arm")
        wait_for(lambda: any(re.fullmatch(r"AAPL crosses [\d.]+", text) for text in rules(home)), "a rule at that price")


def says_what_a_threshold_may_be_and_removes_it(program, home):
    with Window(program, home, page="feeds") as window:
        focus_row(window, "MSFT")
        set_threshold(window, "MSFT", "0")
        window.find("label", "^A number of per cent, from 0.01 to 1000$")
        window.press("ctrl+a")
        window.type("7")
        window.press("Return")
        window.find("list item", "^MSFT, .*; alert at ± 7.00.%$")
        expect_rule(home, "MSFT moves ±7 % against previous close")
        # The keyboard is where it was.
        wait_for(lambda: has_focus(window.look("list item", "^MSFT, ")), "the keyboard on MSFT")
        window.press("alt+a")
        window.click("push button", "Remove Own Threshold")
        window.find("list item", "^MSFT, .*; alert$")
        wait_for(lambda: "MSFT moves ±7 % against previous close" not in rules(home), "no rule on MSFT")
        window.close()
        assert not window.complaints(), window.complaints()


def gives_a_list_a_threshold_of_its_own(program, home):
    with Window(program, home, page="feeds") as window:
        window.find("list item", "^AAPL, Apple")
        press(window.application, "push button", "^Choose a list$")
        window.click("menu item", "Threshold of This List")
        entry = window.find("text", "^Alert when one of “Watched” moves by$")
        wait_for(lambda: has_focus(entry), "the keyboard in the entry")
        window.press("ctrl+a")
        window.type("2.5")
        window.press("Return")
        expect_rule(home, 'list "Watched" moves ±2.5 % against previous close')


def find_preferences(window):
    top = window.application
    dialogs = [top.get_child_at_index(i) for i in range(top.get_child_count())]
    return next((dialog for dialog in dialogs if dialog is not None and name_of(dialog) == "Preferences"), None)


def changes_the_preferences_at_once_and_back(program, home):
    with Window(program, home, page="feeds") as window:
        window.find("list item", "^AAPL, Apple")
        expect_rule(home, "watched moves ±5 % against previous close")
        subprocess.run(["gapplication", "action", "io.github.tapeline.Tapeline", "preferences"], check=True)
        window.focus_dialog("Preferences")
        dialog = wait_for(lambda: find_preferences(window), "the preferences")
        press(dialog, "page tab", "^Alerts$")
        press(dialog, "check box", "^Volume surges to$")
        expect_rule(home, "watched volume of 5m at least 3 times average")
        press(dialog, "check box", "^Price moves by$")
        expect_rule(home, "watched moves ±5 % against previous close", 0)
        # What no rule watches any more has no bell; a rule on the volume watches all the same.
        press(dialog, "check box", "^Volume surges to$")
        expect_rule(home, "watched volume of 5m at least 3 times average", 0)
        window.find("list item", "^AAPL, Apple: .* since the previous close$")
        press(dialog, "check box", "^Hold alerts back$")
        wait_for(lambda: setting(home, "alerts-quiet") == "true", "quiet hours")
        press(dialog, "push button", "^Alerts back to their defaults")
        expect_rule(home, "watched moves ±5 % against previous close")
        expect_rule(home, "watched volume of 5m at least 3 times average", 0)
        wait_for(lambda: setting(home, "alerts-quiet") == "false", "no quiet hours")
        window.find("list item", "^AAPL, Apple: .*; alert$")
        assert not window.complaints(), window.complaints()


if __name__ == "__main__":
    from gi.repository import Atspi

    node_states = Atspi.StateType
    run(
        [
            marks_what_fires_at_a_threshold_that_is_set_in_a_row,
            opens_a_firing_from_the_chart,
            writes_a_rule_at_a_price_of_the_chart,
            says_what_a_threshold_may_be_and_removes_it,
            gives_a_list_a_threshold_of_its_own,
            changes_the_preferences_at_once_and_back,
        ],
        os.path.abspath(sys.argv[1]),
    )
