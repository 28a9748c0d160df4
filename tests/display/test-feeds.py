#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cards of live feeds: how each of them is, the worst first, and what can be done about it.

test-feeds.py PROGRAM        prints TAP
"""

import re
import sys

from driver import Dialogs, Window, find_node, run, wait_for, walk
from live_feeds import Services, dead_end, keys, set_up
from tree import LEAVES

REFUSED = ["coinbase:refuse-500@0"] * 50


def cards(window):
    """Names of the cards, from the top on."""
    names = [node.name for node in walk(window.application, (*LEAVES, "list"))]
    return [name for name in names if re.match(r"(Coins|Stocks|Quotes|Quotes in between|Desk|More coins): [A-Z][a-z]+\. ", name)]


def changes_what_is_set_up(window):
    """From its card, in the dialog that has set it up."""
    edit = find_node(window.find(None, "^Coins: "), "push button", "^Edit$")
    assert edit.get_action_iface().do_action(0), "it cannot be edited"
    dialogs = Dialogs(window)
    dialogs.find(None, "^It contacts data-stream.binance.vision")
    dialogs.click("push button", "Cancel$")
    dialogs.gone(None, "^It contacts data-stream.binance.vision")


def says_how_each_is(program, home):
    with Services(home, "binance=5000@1", *REFUSED), dead_end() as broker, keys(
        finnhub="wrong-key", alpha_vantage="good-key", twelve_data="good-key"
    ):
        set_up(program, home, [
            ("Coins", "stream", "binance", ["BTCUSDT", "ETHUSDT"], {}),
            ("More coins", "stream", "coinbase", ["BTC-USD"], {}),
            ("Stocks", "stream", "finnhub", ["AAPL"], {}),
            ("Quotes", "poll", "alpha-vantage", ["E429"], {}),
            ("Quotes in between", "poll", "twelve-data", ["AAPL"], {}),
            ("Desk", "kafka", "kafka", [], {"brokers": broker, "topics": ["stocks"]}),
        ])
        with Window(program, home) as window:
            window.find(None, "^Stocks: Failed")
            window.find(None, "^More coins: Reconnecting")
            window.find(None, "^Quotes: Waiting. The calls of the day are spent")
            window.find(None, "^0 of 25 calls left today, more at ")
            window.find(None, "^Coins: Running")
            window.find(None, "^Quotes in between: Running")
            window.find(None, "^Desk: Connecting")
            order = ["Stocks", "More coins", "Quotes", "Desk", "Coins", "Quotes in between"]
            wait_for(lambda: [name.split(":")[0] for name in cards(window)] == order, "the worst first")
            changes_what_is_set_up(window)
            window.find("push button", "Reconnect Now$")
            window.click("push button", "Use Simulator$")
            window.find(None, "^These prices are simulated")
            assert not window.complaints(), window.complaints()


if __name__ == "__main__":
    run([says_how_each_is], sys.argv[1])
