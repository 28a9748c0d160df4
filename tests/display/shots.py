#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of every page, and of the windows over it, in every size and theme, from the running application.

    shots.py PROGRAM FOLDER

The simulator runs, with its past; each theme is a run of its own. Run below tests/support/with-display.sh.
"""

import os
import shutil
import subprocess
import sys
import tempfile

import driver
import telling

# What GTK puts around a window where nothing composes windows: it may stay so much wider than it was asked to be.
FRAME = 12
# As many pictures of what never comes to rest.
LOOKS = 8
HEIGHTS = {360: 740, 800: 720, 1280: 800, 1920: 1080}
PAGES = {"market": "alt+1", "chart": "alt+2", "alerts": "alt+3", "analysis": "alt+4", "feeds": "alt+5"}
THEMES = {
    "light": {"ADW_DEBUG_COLOR_SCHEME": "prefer-light"},
    "dark": {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"},
    "high-contrast": {"ADW_DEBUG_COLOR_SCHEME": "prefer-light", "ADW_DEBUG_HIGH_CONTRAST": "1"},
}
# Windows over the main one: the action that shows each, its title, and what says that it has what it shows.
DIALOGS = {
    "storage": ("storage", "Preferences", r"^Simulation: \d+ trades"),
    "export": ("export", "Export", r"^From$"),
    "import": ("import", "Import", r"^Trades or bars from a file$"),
}
DIALOG_HEIGHTS = {360: 740, 620: 1100}
# Rules besides the one that is there from the start.
RULES = """watched moves ±2 % against previous close, once a day
AAPL, NVDA, XOM moves ±0.1 % against price 1m ago
MSFT, JPM volume of 1m at least 1.5 times average
industry Energy growth ±0.5 % with at least 3 fresh
TSLA sma 5 crosses sma 10 on 1m
any source silent for 30s, important
"""
# A line of the log on an instrument, once the desktop has it.
FIRED = r"^[A-Z0-9.-]+, [▲▼].*, (told|summed up)"
# What says that a page has what it shows.
READY = {
    "market": r"\d+ up, \d+ down",
    "chart": r", 1-minute candles, .*Last ",
    "alerts": r"^Rules$",
    "analysis": r"^Energy, .* members?$",
    "feeds": r"Simulator",
}


def geometry(number):
    shown = subprocess.run(["xdotool", "getwindowgeometry", "--shell", number], capture_output=True, text=True)
    return dict(line.split("=", 1) for line in shown.stdout.splitlines() if "=" in line)


def window_id(window):
    """The main window; tooltips and menus are windows too."""
    found = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--pid", str(window.process.pid)], capture_output=True, text=True
    )
    return max(found.stdout.split(), key=lambda number: int(geometry(number).get("WIDTH", 0)))


def resize(number, width, height):
    subprocess.run(["xdotool", "windowsize", number, str(width), str(height)], check=True)
    subprocess.run(["xdotool", "windowmove", number, "0", "0"], check=True)

    def resized():
        now = geometry(number)
        return abs(int(now["WIDTH"]) - width) <= FRAME and int(now["HEIGHT"]) == height

    driver.wait_for(resized, f"a window of {width} × {height}")


def picture(path, width, height):
    area = f"{width}x{height}+0+0"
    subprocess.run(["import", "-window", "root", "-crop", area, "+repage", path], check=True)


def settled(path, width, height):
    """Takes pictures until two in a row differ in figures at the most, not in what stands where; where trades stream by,
    LOOKS of them."""
    before = None
    looks = 0

    def look():
        nonlocal before, looks
        looks += 1
        picture(path, width, height)
        now = subprocess.run(
            ["convert", path, "-resize", "64x40!", "-colorspace", "gray", "-depth", "4", "gray:-"],
            capture_output=True,
            check=True,
        ).stdout
        changed = before is None or sum(a != b for a, b in zip(before, now)) > len(now) // 50
        before = now
        return not changed or looks == LOOKS

    driver.wait_for(look, f"{path} to come to rest")


def shoot_dialogs(window, folder, theme, dialogs):
    for name, (action, title, ready) in dialogs.items():
        subprocess.run(["gapplication", "action", "io.github.tapeline.Tapeline", action], check=True)
        number = window.focus_dialog(title)
        for width, height in DIALOG_HEIGHTS.items():
            resize(number, width, height)
            window.find(None, ready)
            settled(f"{folder}/{name}-{width}-{theme}.png", width, height)
        window.press("Escape")
        driver.wait_for(lambda: not geometry(number), f"{title} to close")


def fill_log(program, home, window):
    """Rules that fire before long, on prices of now; a service receives what is told of them."""
    arguments = [os.path.join(os.path.dirname(program), "..", "cli", "tapectl"), "alerts", "add"]
    subprocess.run(
        arguments, env=driver.own_folders(home), input=RULES, text=True, check=True, stdout=subprocess.DEVNULL
    )
    window.press(PAGES["alerts"])
    window.find("list item", FIRED)


def open_newest(window):
    """Shows why the newest that fired did, as a click on its line does."""
    fired = window.find("list item", FIRED)
    place = fired.get_component_iface().get_extents(driver.Atspi.CoordType.WINDOW)
    at = (str(place.x + place.width // 2), str(place.y + 12))
    subprocess.run(["xdotool", "mousemove", *at, "click", "1", "mousemove", "0", "0"], check=True)
    window.find("list item", FIRED)


def shoot_rule(window, folder, theme):
    """A rule that is being written, with its trial."""
    number = window_id(window)
    resize(number, 1280, HEIGHTS[1280])
    window.press(PAGES["alerts"])
    window.click("push button", "New Rule$")
    window.find(None, "^The rule in one line$")
    editor = driver.wait_for(lambda: find_named(window, "New Rule"), "the editor on the display")
    subprocess.run(["xdotool", "windowfocus", "--sync", editor], check=True)
    for width, height in {360: 740, 920: 800}.items():
        resize(editor, width, height)
        settled(f"{folder}/rule-{width}-{theme}.png", width, height)
    window.press("Escape")
    driver.wait_for(lambda: not geometry(editor), "the editor to close")
    subprocess.run(["xdotool", "windowfocus", "--sync", number], check=True)


def find_named(window, title):
    command = ["xdotool", "search", "--all", "--onlyvisible", "--pid", str(window.process.pid), "--name", f"^{title}$"]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
    return found[-1] if found else None


def shoot(program, folder, theme):
    os.environ.update(THEMES[theme])
    with tempfile.TemporaryDirectory(prefix="tapeline-shots-") as home:
        shutil.copytree(os.environ["XDG_CONFIG_HOME"] + "/gtk-4.0", f"{home}/config/gtk-4.0")  # the desktop's font
        with telling.service(home), driver.Window(program, home, page="market") as window:
            number = window_id(window)
            window.find(None, READY["market"])
            fill_log(program, home, window)
            open_newest(window)
            for width, height in HEIGHTS.items():
                resize(number, width, height)
                for page, keys in PAGES.items():
                    window.press(keys)
                    window.find(None, READY[page])
                    settled(f"{folder}/{page}-{width}-{theme}.png", width, height)
            shoot_rule(window, folder, theme)
            shoot_dialogs(window, folder, theme, DIALOGS)
            for complaint in window.complaints():
                print(f"{theme}: {complaint}", file=sys.stderr)
    for name in THEMES[theme]:
        del os.environ[name]


def main(program, folder):
    for theme in THEMES:
        shoot(program, folder, theme)


if __name__ == "__main__":
    main(*sys.argv[1:])
