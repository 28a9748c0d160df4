#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Queries for rules: chosen in the editor of rules, written, renamed and removed in a dialog of their own.

test-queries.py PROGRAM        prints TAP
"""

import os
import sys

import telling
from alerts_page import Page, is_own
from driver import Atspi, Window, run, wait_for

RISE = [("14:30:00", "AAPL", 10), ("14:30:01", "AAPL", 11), ("14:30:02", "MSFT", 20)]
RULES = "SELECT text FROM rules WHERE text LIKE 'query%' ORDER BY id"


def queries(home):
    return telling.ask(telling.user_db(home), "SELECT name, sql FROM queries ORDER BY name")


def dialog(page, title):
    """Gives the keyboard to the dialog that was asked for."""
    wait_for(lambda: is_own(page.window, title), f"{title} on the display")
    page.window.focus_dialog(title)


def can_save(page):
    return page.find("push button", "^_?Save").get_state_set().contains(Atspi.StateType.SENSITIVE)


def write_sql(page, sql):
    entry = page.find(None, "^SQL$")
    page.point(entry)
    page.window.press("ctrl+a")
    page.window.type(sql)


def new_query(page, name, sql):
    page.click("push button", "^_?New…")
    dialog(page, "New Query")
    page.window.type(name)
    write_sql(page, sql)


def starts(program, home):
    return Window(program, home, "--speed", "max", telling.write_trades(home, RISE), page="alerts")


def choose_queries(page):
    page.new_rule()
    page.choose("What", "End")
    page.find(None, "^_?New…")


def writes_a_query_and_a_rule_that_asks_it(program, home):
    with starts(program, home) as window:
        page = Page(window)
        window.find("list item", "^MSFT, ")
        choose_queries(page)
        page.find("label", "^No query is saved yet")
        assert not page.can_arm()
        new_query(page, "High prices", "SELEC stock FROM stocks")
        page.find("label", "syntax")
        wait_for(lambda: not can_save(page), "nothing to save")
        write_sql(page, "SELECT stock, price FROM stocks WHERE price > 15")
        page.find("label", r"^1 row now, in [\d.]+ s: a rule would fire at once.$")
        page.find("label", "^MSFT$")
        window.press("ctrl+Return")
        page.gone(None, "^SQL$")
        assert queries(home) == [("High prices", "SELECT stock, price FROM stocks WHERE price > 15")], queries(home)
        wait_for(lambda: page.line() == 'query "High prices" returns rows', f"the query in the line: {page.line()}")
        window.focus_dialog("New Rule")
        page.click("push button", "Arm$")
        page.rule("^Query “High prices” returns rows")
        window.find("list item", "^High prices, ")
        assert not window.complaints(), window.complaints()


def renames_and_removes_what_a_rule_asks(program, home):
    telling.add_rules(program, home, 'query "Mine" returns rows')
    with starts(program, home) as window:
        page = Page(window)
        window.find("list item", "^MSFT, ")
        # It names one that nobody has saved.
        page.point(page.rule("^Query “Mine” returns rows.*There is no saved query “Mine”"))
        window.press("Return")
        page.editor("Edit Rule")
        page.find("label", "^There is no saved query “Mine”: the rule waits")
        page.click("push button", "^_?Edit…")
        dialog(page, "New Query")
        write_sql(page, "SELECT 1")
        window.press("ctrl+Return")
        page.gone(None, "^SQL$")
        page.gone("label", "^There is no saved query “Mine”")
        window.focus_dialog("Edit Rule")
        # Its rule asks it by its new name.
        page.click("push button", "^_?Edit…")
        dialog(page, "Edit Query")
        page.point(page.find("text", "^Name of the query$"))
        window.press("ctrl+a")
        window.type("One")
        window.press("ctrl+Return")
        page.gone(None, "^SQL$")
        assert queries(home) == [("One", "SELECT 1")], queries(home)
        wait_for(lambda: page.line() == 'query "One" returns rows', f"the query in the line: {page.line()}")
        wait_for(lambda: telling.ask(telling.user_db(home), RULES) == [('query "One" returns rows',)], "the rule")
        window.focus_dialog("Edit Rule")
        page.click("push button", "^_?Edit…")
        dialog(page, "Edit Query")
        page.click("push button", "Remove Query…$")
        page.find("label", "^Its SQL is lost, and 1 rule that asks it waits from then on.$")
        page.click("push button", "^_Remove Remove$|^_?Remove$")
        page.gone(None, "^SQL$")
        page.find("label", "^There is no saved query “One”: the rule waits")
        assert not queries(home), queries(home)
        assert not window.complaints(), window.complaints()


def one_of_several_is_chosen(program, home):
    tapectl = os.path.join(os.path.dirname(program), "..", "cli", "tapectl")
    with starts(program, home) as window:
        page = Page(window)
        window.find("list item", "^MSFT, ")
        for name in ("First", "Second"):
            telling.subprocess.run(
                [tapectl, "sql", "--db", telling.replay_db(home), "--save", name, f"SELECT '{name}'"],
                env=telling.own_folders(home), check=True, capture_output=True,
            )  # fmt: skip
        choose_queries(page)
        wait_for(lambda: page.line() == 'query "First" returns rows', f"the first in the line: {page.line()}")
        page.choose("Query", "End")
        wait_for(lambda: page.line() == 'query "Second" returns rows', f"the second in the line: {page.line()}")
        page.click("push button", "Arm$")
        page.rule("^Query “Second” returns rows")
        assert not window.complaints(), window.complaints()


if __name__ == "__main__":
    run(
        [
            writes_a_query_and_a_rule_that_asks_it,
            renames_and_removes_what_a_rule_asks,
            one_of_several_is_chosen,
        ],
        os.path.abspath(sys.argv[1]),
    )
