#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of live feeds: the Feeds page with a feed in each state, all of it at once, the dialog that adds one at each step,
the Sources page of the preferences; in every theme, against services on loopback.

    shots-feeds.py PROGRAM FOLDER [THEME…]

Run below tests/support/with-display.sh, on a display as high as FEEDS_HEIGHT.
"""

import os
import shutil
import subprocess
import sys
import tempfile

import driver
from live_feeds import Services, dead_end, keys, set_up
from shots import HEIGHTS, THEMES, picture, resize, settled, shoot_dialogs, window_id
from tree import find_node

FEEDS_HEIGHT = 4000
FEEDS_WIDTHS = (360, 800, 1280, 1920)
SILENT_WIDTH = 1280
# Times that a feed falls silent until a picture of it is taken while it is: for about a second at first, then for longer.
SILENCES = 8
SILENCE = 25  # seconds until one is seen, if it is
DIALOG_SIZES = {360: 740, 620: 800}
PREFERENCES = {"sources": ("sources", "Preferences", r"^Coins: ")}
SERVICES = ("binance=200000@1", "coinbase=200000@1", "alpaca=200000@1")
KEYS = {"finnhub": "wrong-key", "alpaca": "good-key good-secret", "alpha_vantage": "good-key", "twelve_data": "good-key"}


def make_feeds(broker):
    return [
        ("Coins", "stream", "binance", ["BTCUSDT", "ETHUSDT"], {}),
        ("More coins", "stream", "coinbase", ["BTC-USD", "ETH-USD"], {}),
        ("Stocks", "stream", "alpaca", ["AAPL", "MSFT"], {}),
        ("Stocks of Finnhub", "stream", "finnhub", ["AAPL"], {}),
        ("Quotes of the day", "poll", "alpha-vantage", ["E429"], {}),
        ("Quotes", "poll", "twelve-data", ["AAPL", "MSFT"], {}),
        ("Quotes that nobody promises", "poll", "yahoo", ["AAPL"], {}),
        ("Desk", "kafka", "kafka", [], {"brokers": broker, "topics": ["stocks"]}),
    ]


def click(window, card, label):
    button = driver.wait_for(
        lambda: find_node(window.find(None, f"^{card}: "), "push button", label), f"{label} of {card}"
    )
    assert button.get_action_iface().do_action(0), f"{label} of {card} cannot be clicked"


def bring_about(window, services):
    """Each state that does not come by itself."""
    for state in ("Coins: Running", "Stocks: Running", "Stocks of Finnhub: Failed", "Quotes of the day: Waiting",
                  "Quotes: Running", "Quotes that nobody promises: Running", "Desk: Connecting"):
        window.find(None, f"^{state}")
    click(window, "Stocks", "Stop$")
    click(window, "Quotes that nobody promises", "^Pause$")
    window.find(None, "^Stocks: Stopped")
    window.find(None, "^Quotes that nobody promises: Paused")
    window.find(None, "^More coins: Running")
    for _ in range(40):
        services.has("coinbase", "refuse-500")
    window.find(None, "^More coins: Reconnecting")


def shoot_silent(window, services, folder, theme):
    """A feed whose service answers and tells nothing, before it is connected anew."""
    resize(window_id(window), SILENT_WIDTH, FEEDS_HEIGHT)
    for _ in range(SILENCES):
        window.find(None, "^More coins: Running")
        services.has("coinbase", "stall")
        try:
            window.find(None, "^More coins: Silent", SILENCE)
        except driver.Late:
            continue
        picture(f"{folder}/silent-{SILENT_WIDTH}-{theme}.png", SILENT_WIDTH, FEEDS_HEIGHT)
        if window.look(None, "^More coins: Silent"):
            return
    raise driver.Late("a picture of a silent feed")


def shoot_states(window, folder, theme):
    """As people see them first, and all of them at once."""
    number = window_id(window)
    width, height = 1280, HEIGHTS[1280]
    resize(number, width, height)
    settled(f"{folder}/live-{width}-{theme}.png", width, height)
    for width in FEEDS_WIDTHS:
        resize(number, width, FEEDS_HEIGHT)
        settled(f"{folder}/states-{width}-{theme}.png", width, FEEDS_HEIGHT)


def shoot_dialog(window, folder, theme, step, title):
    """As it is now, in each size."""
    number = window.focus_dialog(title)
    for width, height in DIALOG_SIZES.items():
        resize(number, width, height)
        settled(f"{folder}/source-{step}-{width}-{theme}.png", width, height)


def choose(window, service):
    dialog = driver.Dialogs(window)
    resize(window.focus_dialog("Choose a Source"), 620, FEEDS_HEIGHT // 2)  # all of them can be pointed at
    dialog.point("list item", f"^{service}: ")
    dialog.gone("list item", f"^{service}: ")
    return dialog


def shoot_choosing(window, folder, theme):
    """A source is chosen, filled in, and tested."""
    subprocess.run(["gapplication", "action", "io.github.tapeline.Tapeline", "choose-sources"], check=True)
    dialog = driver.Dialogs(window)
    dialog.find("list item", "^Binance: ")
    shoot_dialog(window, folder, theme, "choose", "Choose a Source")
    for service in ("Apache Kafka", "Finnhub", "Binance"):
        choose(window, service)
        dialog.find(None, "^It contacts ")
        shoot_dialog(window, folder, theme, service.split()[-1].lower(), service)
        if service == "Finnhub":
            dialog.point("text", "^Key")
            window.type("wrong-key")
        if service != "Apache Kafka":
            dialog.click("push button", "Test$")
            answer = "^That Did Not Work$" if service == "Finnhub" else "^Works"
            dialog.find(None, answer)
            shoot_dialog(window, folder, theme, service.lower() + "-tested", service)
            dialog.click("push button", "Back$")
            dialog.gone(None, answer)
        dialog.click("push button", "Back$")
        dialog.find("list item", "^Binance: ")
    window.press("Escape")
    dialog.gone("list item", "^Binance: ")


def shoot(program, folder, theme):
    os.environ.update(THEMES[theme])
    with tempfile.TemporaryDirectory(prefix="tapeline-shots-") as home:
        shutil.copytree(os.environ["XDG_CONFIG_HOME"] + "/gtk-4.0", f"{home}/config/gtk-4.0")  # the desktop's font
        with Services(home, *SERVICES) as services, dead_end() as broker, keys(**KEYS):
            set_up(program, home, make_feeds(broker))
            with driver.Window(program, home) as window:
                shoot_silent(window, services, folder, theme)
                bring_about(window, services)
                shoot_states(window, folder, theme)
                shoot_choosing(window, folder, theme)
                shoot_dialogs(window, folder, theme, PREFERENCES)
                for complaint in window.complaints():
                    print(f"{theme}: {complaint}", file=sys.stderr)
    for name in THEMES[theme]:
        del os.environ[name]


if __name__ == "__main__":
    for theme in sys.argv[3:] or THEMES:
        shoot(*sys.argv[1:3], theme)
