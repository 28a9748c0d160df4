#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Analysis page on trades with known growth, read through its accessible tree, moved by pointer and keys.

test-analysis.py PROGRAM        prints TAP
"""

import os
import subprocess
import sys

from driver import PATIENCE, Atspi, Window, own_folders, run, wait_for, walk

# Over the second day AAPL gains 2 per cent and XOM loses as much; half of AAPL's trades are bought.
TRADES = """event_time,symbol,price,quantity,side
2024-03-05T15:00:00Z,AAPL,100.00,10,buy
2024-03-05T15:00:00Z,XOM,50.00,20,sell
2024-03-06T15:00:00Z,AAPL,101.00,30,buy
2024-03-06T15:01:00Z,AAPL,102.00,40,sell
2024-03-06T15:01:00Z,XOM,49.00,100,sell
"""

ANALYSES = [
    ("Growth by industry", r"^Energy, Wed 6 Mar 2024, down 2\.00.%, 1 member$"),
    ("Growth by technology", r", Wed 6 Mar 2024, up 2\.00.%, 1 member$"),
    ("Growth by country", r"^United States, Wed 6 Mar 2024, Growing: 1, Traded: 2, Share: 50.%$"),
    ("Buyers and sellers", r"^Information Technology: 2 buys, 1 sells, 0 unknown; 67.% bought$"),
    ("Volume by day", r"^XOM, Volume: 120$"),
    ("Highest average volume", r"^XOM, Average volume: 60, Days: 2, Average trade: 60$"),
    ("Movers", r"^AAPL, Apple, Last: 102\.00, up 2\.00.%, Volume: 70"),
    ("Micro-batches", r"^XOM, Wed 6 Mar 2024, .*, Mean price: 49\.00, Mean so far: 49\.50, Trades: 1$"),
    ("Pivot", r"^AAPL, Wed 6 Mar 2024, Trades: 2, Volume: 70, .*Mean price: 101\.50, Lowest price: 101\.00, "),
]


def write_trades(home, text=TRADES):
    path = os.path.join(home, "trades.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def texts_below(node):
    """All names below node, those in the cells of a table among them."""
    return (child.name for child in walk(node, ()))


class Page:
    """The Analysis page of a window that is wide enough for everything."""

    def __init__(self, window):
        self.window = window

    def click(self, role, pattern):
        """With the pointer, in the middle."""
        node = self.window.find(role, pattern)
        place = wait_for(lambda: self.place(node), f"{pattern} in a place of its own")
        at = (str(place.x + place.width // 2), str(place.y + place.height // 2))
        subprocess.run(["xdotool", "mousemove", *at, "click", "1"], check=True, timeout=PATIENCE)

    @staticmethod
    def place(node):
        place = node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        return place if place.width > 1 and place.height > 1 else None

    def choose(self, title):
        self.click("list item", f"^{title}$")

    def cell(self, pattern):
        return self.window.find("table cell", pattern)

    def option(self, name, *keys):
        """Moves by keys in the drop-down."""
        self.click("combo box", f"^{name}$")
        self.window.press(*keys, "Return")


def open_page(program, home, text=TRADES, **settings):
    environment = own_folders(home)
    for key, value in {"watchlist-shown": "false", **settings}.items():
        subprocess.run(
            ["gsettings", "set", "io.github.tapeline.Tapeline", key, value], env=environment, check=True
        )
    return Window(program, home, "--speed", "max", write_trades(home, text), page="analysis")


def each_analysis_says_what_the_trades_are(program, home):
    with open_page(program, home) as window:
        page = Page(window)
        for title, cell in ANALYSES:
            page.choose(title)
            page.cell(cell)
        window.close()
        assert not window.complaints(), window.complaints()


def options_change_what_is_found(program, home):
    with open_page(program, home) as window:
        page = Page(window)
        page.cell("^Energy, Tue 5 Mar 2024")
        page.option("Span", "Home")
        window.gone("table cell", "5 Mar 2024")
        page.cell("^Energy, Wed 6 Mar 2024, down 2.00")
        page.choose("Buyers and sellers")
        # The span stays with the person.
        page.cell("^Information Technology: 1 buys, 1 sells, 0 unknown; 50.% bought$")
        page.option("Grouping", "Home", "Down")
        page.cell("^XOM: 0 buys, 1 sells")


def arrows_go_from_cell_to_cell(program, home):
    with open_page(program, home) as window:
        page = Page(window)

        def focused():
            for node in walk(window.application):
                if node.role_name == "table cell" and node.get_state_set().contains(Atspi.StateType.FOCUSED):
                    return node.name
            return ""

        page.click("table cell", "^Energy, Tue 5 Mar 2024")
        wait_for(lambda: focused().startswith("Energy, Tue 5 Mar"), "the focus on the cell")
        window.press("Right")
        wait_for(lambda: focused().startswith("Energy, Wed 6 Mar"), "the focus one day later")
        window.press("Down")
        wait_for(lambda: focused().startswith("Information Technology, Wed 6 Mar"), "the focus one row below")
        window.press("ctrl+Home")
        wait_for(lambda: focused().startswith("Energy, Tue 5 Mar"), "the focus on the first cell")
        window.press("i")
        wait_for(lambda: focused().startswith("Information Technology, Tue 5"), "the focus on the row of that letter")


def table_is_the_twin_of_the_picture(program, home):
    with open_page(program, home) as window:
        page = Page(window)
        page.cell("^Energy, Wed 6 Mar 2024")
        window.click("push button", "^Table$")
        window.gone("table cell", "^Energy, Wed 6 Mar 2024, down")
        table = window.find("tree table", "^Table of the analysis$")
        texts = {"Energy", "Information Technology", "Wed 6 Mar 2024", "−2.00\u00a0%", "+2.00\u00a0%", "previous close"}
        wait_for(lambda: texts <= set(texts_below(table)), "all texts in the table")
        window.click("push button", "^Picture$")
        page.cell("^Energy, Wed 6 Mar 2024")


TRADES_WITH_IDS = """event_time,symbol,price,quantity,side,trade_id
2024-03-05T15:00:00Z,AAPL,100.25,10,buy,1
2024-03-05T15:00:00.250Z,XOM,50.75,20,sell,x-2
2024-03-06T15:00:00Z,AAPL,101.50,30,buy,3
2024-03-06T15:01:00Z,XOM,49.75,100,,x-4
"""


def finds_trades(program, home):
    with open_page(program, home, TRADES_WITH_IDS, symbol="AAPL") as window:
        page = Page(window)

        def shows(texts, others):
            def look():
                table = window.look("tree table", "^Table of trades$")
                found = set(texts_below(table)) if table is not None else set()
                return texts <= found and not others & found

            wait_for(look, f"{texts} in the table, and not {others}")

        def ask(name, text):
            page.click("text", f"^{name}$")
            window.press("ctrl+a", "BackSpace")
            if text:
                window.type(text)
            window.press("Return")

        page.choose("Trades")
        shows({"101.50", "30", "3", "Buy"}, {"100.25", "49.75"})
        ask("Symbol", "XOM")
        shows({"49.75", "x-4", "Unknown"}, {"101.50"})
        ask("Id", "x-2")
        window.find(None, "^Stored: Tue 5 Mar 2024 to Wed 6 Mar 2024.$")
        page.click("push button", "^Search All Days$")
        shows({"50.75", "x-2", "Sell"}, {"49.75"})
        ask("Symbol", "ZZZ")
        window.find(None, "^There is no “ZZZ” here")
        ask("Symbol", "")
        shows({"XOM", "50.75"}, {"AAPL"})
        ask("Id", "")
        shows({"AAPL", "XOM", "100.25", "49.75"}, set())
        window.find(None, "^4 trades$")
        page.choose("Volume by day")
        page.cell(r"^XOM, Volume: 100$|^XOM, Volume: 120$")
        window.close()
        assert not window.complaints(), window.complaints()


def copies_the_table(program, home):
    with open_page(program, home, **{"watchlist-shown": "true"}) as window:
        page = Page(window)
        page.click("table cell", "^Energy, Tue 5 Mar 2024")
        window.press("ctrl+c", "ctrl+f", "ctrl+v")
        window.find(None, r"^No “industry\sday\sgrowth\smembers\sbase\scurrency\s.*Energy\s2024-03-05\s")


def saves_table_and_picture(program, home):
    with open_page(program, home) as window:
        page = Page(window)
        for keys, name, begins in (
            ("ctrl+s", "table.csv", b"industry,day,growth,members,base,currency\nEnergy,2024-03-05,"),
            ("ctrl+shift+s", "picture.png", b"\x89PNG"),
        ):
            path = os.path.join(home, name)
            page.click("table cell", "^Energy, Tue 5 Mar 2024")
            window.press(keys)
            window.save_as("Save Analysis", "industry-growth" + os.path.splitext(name)[1], path)
            wait_for(lambda: os.path.exists(path) and os.path.getsize(path) > 0, path)
            with open(path, "rb") as file:
                assert file.read(len(begins)) == begins, name
        assert not window.complaints(), window.complaints()


def says_what_is_stored_where_the_period_is_empty(program, home):
    with open_page(program, home, TRADES.replace(",XOM,", ",ZZZY,").replace(",AAPL,", ",ZZZZ,")) as window:
        page = Page(window)
        page.choose("Growth by technology")
        window.find(None, "^There are trades in this period, but none that this analysis counts.$")


def says_that_a_simulation_is_none_of_it_real(program, home):
    with Window(program, home, page="analysis") as window:
        window.find(None, "^These prices are simulated. Nothing here is real.$")
        window.find("table cell", r"^Energy, .*, \d+ members$")


if __name__ == "__main__":
    run(
        [
            each_analysis_says_what_the_trades_are,
            options_change_what_is_found,
            arrows_go_from_cell_to_cell,
            table_is_the_twin_of_the_picture,
            finds_trades,
            copies_the_table,
            saves_table_and_picture,
            says_what_is_stored_where_the_period_is_empty,
            says_that_a_simulation_is_none_of_it_real,
        ],
        sys.argv[1],
    )
