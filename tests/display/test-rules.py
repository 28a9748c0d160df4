#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules that tapectl adds and removes while the window is open.

    with-display.sh test-rules.py TAPELINE        prints TAP; tapectl lies beside it in the build
"""

import os
import subprocess
import sys

from driver import Window, own_folders, run


def tapectl(program, home, *arguments, given=""):
    path = os.path.join(os.path.dirname(program), "..", "cli", "tapectl")
    result = subprocess.run([path, "alerts", *arguments], env=own_folders(home), input=given, capture_output=True, text=True, check=True)
    return result.stdout


def takes_up_what_tapectl_changes(program, home):
    with Window(program, home, page="alerts") as window:
        window.find("list item", "^Moves ±5 % against the previous close")
        tapectl(program, home, "add", given="NVDA is above 9140, once\nAAPL zooms 5\nlist Lost is above 1\n")
        window.find("list item", "^NVDA: is above 9140")
        window.find("list item", "^AAPL zooms 5.*“zooms” at character 6 is unknown to this version")
        window.find("list item", "^Lost: is above 1.*There is no watchlist “Lost” any more: the rule waits")
        tapectl(program, home, "add", given="AAPL moves ±5 % against price 1d ago\nMSFT is above 1, until 2020-01-01\n")
        window.find("list item", r"^AAPL: moves ±5 % against the price 1 d ago.*; waits for data; .*It waits for a price of 1 d before\.$")
        window.find("list item", "^MSFT: is above 1.*; over; .*The rule ended on 2020-01-01")
        tapectl(program, home, "remove", "2", "5", "6")
        window.gone("list item", "^NVDA: is above 9140")
    assert tapectl(program, home, "list").splitlines()[1:] == ["watched moves ±5 % against previous close", "AAPL zooms 5", "list Lost is above 1"]


if __name__ == "__main__":
    run([takes_up_what_tapectl_changes], os.path.abspath(sys.argv[1]))
