#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules to a file and from a file, by the menu of the Alerts page and the dialogs that ask for a file.

test-rule-files.py PROGRAM        prints TAP
"""

import os
import sys

import telling
from alerts_page import Page, press
from driver import Window, run, wait_for


def choose(page, entry):
    """Opens the menu of the rules and takes an entry of it."""
    page.window.take_focus()
    press(page.window.application, None, "^Import and export rules$")
    page.window.click("menu item", entry)


def read(path):
    with open(path, encoding="utf-8") as file:
        return [line for line in file.read().splitlines() if line and not line.startswith("#")]


def rules_go_to_a_file_and_come_from_one(program, home):
    path = os.path.join(home, "mine.txt")
    with Window(program, home, page="alerts") as window:
        page = Page(window)
        page.write("MSFT crosses 1, once a day")
        page.rule("^MSFT: crosses 1. ")
        choose(page, "Export Rules")
        window.save_as("Export Rules", "rules.txt", path)
        wait_for(lambda: os.path.exists(path), "the file")
        assert read(path) == ["watched moves ±5 % against previous close", "MSFT crosses 1, once a day"], read(path)
    with open(path, "a", encoding="utf-8") as file:
        file.write("NVDA is above 9140\n# what I tried\noff: AAPL falls 3 % against the open\n")
    with Window(program, home, page="alerts") as window:
        page = Page(window)
        choose(page, "Import Rules")
        window.open_path("Import Rules", path)
        page.rule("^NVDA: is above 9140. ")
        page.rule("^AAPL: falls 3 % .*; off; ")
        assert len(telling.ask(telling.user_db(home), "SELECT text FROM rules")) == 4
        assert not window.complaints(), window.complaints()


def a_file_that_is_wrong_adds_nothing(program, home):
    path = os.path.join(home, "wrong.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.write("NVDA is above 9140\nNVDA rises 0 % against the open\n")
    with Window(program, home, page="alerts") as window:
        page = Page(window)
        choose(page, "Import Rules")
        window.open_path("Import Rules", path)
        page.find(None, "^Line 2: A threshold of 0 % .*\n1 line is wrong, and nothing was added")
        assert window.look("list item", "^NVDA: is above") is None


if __name__ == "__main__":
    run([rules_go_to_a_file_and_come_from_one, a_file_that_is_wrong_adds_nothing], os.path.abspath(sys.argv[1]))
