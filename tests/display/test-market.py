#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# The Market page, driven through its accessible tree while the simulator runs.
#
#   with-display.sh test-market.py TAPELINE
import re
import subprocess
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

from tree import find_node  # noqa: E402

LEAVES = ("tree", "list item", "table cell")  # hundreds of tiles, and of rows
WAIT = 60  # seconds, for what takes a moment
TILE = re.compile(r"^(?P<symbol>[^,]+), .*(up|down|unchanged|change unknown).*; (?P<group>.+), (?P<place>\d+) of (?P<of>\d+)$")


class Failed(Exception):
    pass


class Gone(Exception):
    """A widget went while it was asked."""


def wait(what, condition):
    """Waits until CONDITION gives something, and gives it back."""
    context = GLib.MainContext.default()
    deadline = GLib.get_monotonic_time() + WAIT * 1000000
    while GLib.get_monotonic_time() < deadline:
        try:
            found = condition()
        except (GLib.Error, Gone):
            found = None
        if found:
            return found
        GLib.timeout_add(50, lambda: GLib.SOURCE_REMOVE)
        context.iteration(True)
    raise Failed(f"no {what} within {WAIT} s")


def find(root, role, name=None):
    pattern = "" if name is None else f"^{re.escape(name)}$"
    return find_node(root, None if role is None else Atspi.role_get_name(role), pattern, LEAVES)


def act(node, name=None):
    for i in range(Atspi.Action.get_n_actions(node)):
        if name is None or Atspi.Action.get_action_name(node, i) == name:
            return Atspi.Action.do_action(node, i)
    raise Failed(f"{node.get_name()} has no action {name}")


class Market:
    def __init__(self):
        self.window = wait("window", self.find_window)
        self.page = wait("Market page", self.find_page)
        self.tree = wait("treemap", lambda: find(self.page, Atspi.Role.TREE))

    @staticmethod
    def find_window():
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(i)
            if application is not None and application.get_name() == "tapeline":
                return find(application, Atspi.Role.FRAME)
        return None

    def find_page(self):
        tree = find(self.window, Atspi.Role.TREE)
        page = tree
        while page is not None and page.get_name() != "TapeMarketPage":
            page = page.get_parent()
        return page

    def tiles(self):
        """What a few of the tiles say, the first and the last among them; nothing where one has no whole name."""
        count = self.tree.get_child_count()
        children = [self.tree.get_child_at_index(i) for i in sorted({*range(0, count, max(count // 20, 1)), count - 1})]
        if count == 0 or None in children:
            raise Gone()
        tiles = [TILE.match(child.get_name()) for child in children]
        return tiles if all(tiles) else []

    def groups(self):
        return {tile["group"] for tile in self.tiles()}

    def in_one_group(self):
        tiles = self.tiles()
        return tiles and len(self.groups()) == 1 and int(tiles[0]["of"]) == self.tree.get_child_count()

    def button(self, name):
        return wait(f"button {name}", lambda: find(self.page, Atspi.Role.TOGGLE_BUTTON, name)
                    or find(self.page, Atspi.Role.PUSH_BUTTON, name))

    def header(self, name):
        """The column header of a table that has a place on the screen."""
        node = find(self.page, Atspi.Role.LABEL, name)
        return node is not None and Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW).width > 0

    def chart_symbol(self):
        chart = find(self.window, None, "TapeChartPage")
        label = find(chart, Atspi.Role.LABEL) if chart is not None else None
        return label.get_name() if label is not None else None


def test_names(market):
    wait("ten tiles", lambda: market.tree.get_child_count() >= 10)
    tiles = wait("names of tiles", market.tiles)
    for tile in tiles:
        if int(tile["place"]) > int(tile["of"]):
            raise Failed(f"place beyond the group: {tile.string}")
    if not market.tree.get_name():
        raise Failed("the treemap has no name")


def test_sentence(market):
    sentence = wait("sentence", lambda: find_node(market.page, "label", r"\d+ up, \d+ down\.", LEAVES)).get_name()
    if "strongest" not in sentence:
        raise Failed(f"the sentence names no group: {sentence}")


def test_grouping(market):
    for name in ("Country", "Technology", "Industry"):
        before = market.groups()
        act(market.button(name))
        wait(f"other groups for {name}", lambda: market.groups() and market.groups().isdisjoint(before))


def test_drill_down(market):
    wait("several groups", lambda: len(market.groups()) > 1)
    # With nothing focused yet the first tile is the current one.
    act(market.tree, "treemap.open")
    wait("one group", market.in_one_group)
    act(market.tree, "treemap.up")
    wait("all groups again", lambda: len(market.groups()) > 1)


def test_table(market):
    act(market.button("Table"))
    wait("columns", lambda: market.header("Turnover"))
    act(market.button("Groups"))
    wait("columns of groups", lambda: market.header("Growing"))
    act(market.button("Table"))


def test_open_symbol(market):
    """The last: it leaves the page."""
    first = wait("first tile", lambda: market.tree.get_child_at_index(0))
    tile = TILE.match(first.get_name())
    act(first, "tile.open")
    wait(f"{tile['symbol']} on the chart", lambda: market.chart_symbol() == tile["symbol"])


TESTS = [test_names, test_sentence, test_grouping, test_drill_down, test_table, test_open_symbol]


def main():
    failures = 0
    Atspi.set_timeout(WAIT * 1000, WAIT * 1000)
    print(f"1..{len(TESTS)}", flush=True)
    with subprocess.Popen([sys.argv[1]], stdout=sys.stderr) as application:
        try:
            market = Market()
            for number, test in enumerate(TESTS, 1):
                name = test.__name__.removeprefix("test_").replace("_", "-")
                try:
                    test(market)
                    print(f"ok {number} /market/{name}", flush=True)
                except (Failed, GLib.Error) as error:
                    failures += 1
                    print(f"not ok {number} /market/{name}\n# {error}", flush=True)
        except Failed as error:
            failures += 1
            print(f"Bail out! {error}", flush=True)
        finally:
            application.terminate()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
