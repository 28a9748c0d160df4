#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Chart page on recorded trades, read through its accessible tree and moved by keys.

    with-display.sh test-chart.py TAPELINE
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import traceback

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

from driver import wait_for  # noqa: E402
from tree import find_node, walk  # noqa: E402

PATIENCE = 40  # seconds, for what takes a moment
TRADES = pathlib.Path(os.environ.get("TAPE_SHARED_DATA", "")) / "trades" / "us-equities-sample.csv"
CHART = re.compile(
    r"^(?P<symbol>\w+), (?P<bars>\S+) (candles|line), (?P<from>.+) to (?P<to>.+)\. Last (?P<last>[\d.]+), "
)
BAR = re.compile(r"^(?P<time>[\d:]+)\. Open (?P<open>\S+), high (?P<high>\S+), low (?P<low>\S+), close ")


LEAVES = ("tree",)  # the treemap's hundreds of tiles


def is_row(node):
    return node.role_name == "list item" and node.get_state_set().contains(Atspi.StateType.VISIBLE)


def has_focus(node):
    return node.get_state_set().contains(Atspi.StateType.FOCUSED)


def has_focus_within(node):
    return node is not None and (has_focus(node) or any(has_focus(found) for found in walk(node, LEAVES)))


class Chart:
    """The application on the recorded trades, all of them taken, with the focus on the chart."""

    def __init__(self, program, home):
        self.process = subprocess.Popen(
            [program, "--speed", "max", str(TRADES)],
            env=dict(os.environ, XDG_DATA_HOME=f"{home}/data", XDG_CONFIG_HOME=f"{home}/config"),
        )

    def __enter__(self):
        try:
            self.frame = wait_for(self.find_frame, "the window")
            # A pointer that rests over the chart has a crosshair of its own.
            subprocess.run(["xdotool", "mousemove", "0", "0"], check=True)
            self.press("alt+2")
            self.node = wait_for(self.find_chart, "a chart with a name")
            self.expect(**{"from": "04:00", "to": "10:46"})  # what was stored is read
            self.focus()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE)

    def find_frame(self):
        assert self.process.poll() is None, "the application ended"
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", "^Tapeline$"], capture_output=True, text=True, check=False
        ).stdout.split()
        if not found:
            return None
        subprocess.run(["xdotool", "windowfocus", found[0]], check=True)
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child is not None and child.get_process_id() == self.process.pid:
                child.set_cache_mask(Atspi.Cache.NONE)
                return child
        return None

    def find_chart(self):
        return find_node(self.frame, "image", CHART, LEAVES)

    def act(self, name):
        names = [Atspi.Action.get_action_name(self.node, i) for i in range(Atspi.Action.get_n_actions(self.node))]
        assert Atspi.Action.do_action(self.node, names.index(name)), name

    def focus(self):
        """Gives the focus to the chart, where it had not the focus."""
        self.act("chart.bar-earlier")
        self.bar_after(None)
        self.press("Escape")
        wait_for(lambda: has_focus(self.node), "the focus on the chart")

    def look(self, pattern):
        return find_node(self.frame, None, pattern, LEAVES)

    def click(self, name):
        node = wait_for(lambda: find_node(self.frame, "push button", f"^{re.escape(name)}$", LEAVES), name)
        assert Atspi.Action.do_action(node, 0), f"{name} cannot be clicked"

    def open_chooser(self):
        self.press("alt+i")
        entry = wait_for(lambda: self.look("^Add an indicator$"), "the chooser of indicators")
        wait_for(lambda: has_focus_within(entry), "the focus where a name is typed")

    def add_indicator(self, name):
        """Adds the first of that name, with the usual parameters; the first of them has the focus then."""
        self.focus()
        self.open_chooser()
        self.type(name)
        wait_for(lambda: len([n for n in walk(self.look("^Indicators to add$"), LEAVES) if is_row(n)]) == 1, f"only {name}")
        self.press("Return")
        wait_for(lambda: has_focus_within(self.look("^On the chart$")), "the focus on a parameter")

    def shows(self, *indicators):
        """Waits until the chart names these indicators, and no other."""

        def said():
            rest = self.node.get_name().partition(" High ")[2]
            found = re.findall(r"\. ([A-Z][\w ,]*: .*?)(?=\. [A-Z]|\.$)", rest)
            return len(found) == len(indicators) and all(f.startswith(i) for f, i in zip(found, indicators))

        wait_for(said, f"a chart that shows {indicators}")

    @staticmethod
    def press(*keys):
        subprocess.run(["xdotool", "key", *keys], check=True)

    @staticmethod
    def type(text):
        subprocess.run(["xdotool", "type", "--delay", "20", text], check=True)

    def says(self):
        match = CHART.match(self.node.get_name())
        return match and match.groupdict()

    def expect(self, **wanted):
        """What the chart says, once it says that."""

        def said():
            words = self.says()
            return words if words and all(words[key] == value for key, value in wanted.items()) else None

        return wait_for(said, f"a chart that says {wanted} instead of {self.node.get_name()}")

    def expect_other(self, key, value):
        def said():
            words = self.says()
            return words if words and words[key] != value else None

        return wait_for(said, f"a chart that says another {key} than {value}")

    def bar(self):
        """What the crosshair's label with the focus says."""
        for i in range(self.node.get_child_count()):
            label = self.node.get_child_at_index(i)
            match = BAR.match(label.get_name())
            if match and has_focus(label):
                return match.groupdict()
        return None

    def label(self):
        """All that the crosshair's label says."""
        return " ".join(self.node.get_child_at_index(i).get_name() for i in range(self.node.get_child_count()))

    def bar_after(self, time):
        def bar():
            words = self.bar()
            return words if words and words["time"] != time else None

        return wait_for(bar, f"a crosshair at another time than {time}")

    def asks(self):
        """Whether a line to type in has the focus."""
        return wait_for(
            lambda: any(has_focus(n) for n in walk(self.node, LEAVES) if n.role_name in ("text", "entry")),
            "a line to type in",
        )


def minutes(clock):
    hours, rest = clock.split(":")[:2]
    return int(hours) * 60 + int(rest)


def chart_says_what_it_shows(program, home):
    with Chart(program, home) as chart:
        said = chart.expect(symbol="BAC", bars="1-minute")
        assert float(said["last"]) > 0, said


def arrows_move_the_crosshair_by_bars(program, home):
    with Chart(program, home) as chart:
        chart.press("Left")
        last = chart.bar_after(None)
        assert last["time"] == "10:46", last
        chart.press("Left")
        before = chart.bar_after(last["time"])
        assert minutes(before["time"]) == minutes(last["time"]) - 1, before
        assert float(before["low"]) <= float(before["open"]) <= float(before["high"]), before
        chart.press("shift+Left")
        far = chart.bar_after(before["time"])
        assert minutes(far["time"]) <= minutes(before["time"]) - 10, far
        chart.press("Right")
        assert minutes(chart.bar_after(far["time"])["time"]) > minutes(far["time"])
        chart.press("Escape")
        wait_for(lambda: chart.bar() is None, "no crosshair")


def keys_choose_the_interval(program, home):
    with Chart(program, home) as chart:
        chart.press("bracketright")
        chart.expect(bars="5-minute", to="10:45")
        chart.press("bracketleft")
        chart.expect(bars="1-minute", to="10:46")
        chart.type("1")
        chart.asks()
        chart.type("h")
        chart.press("Return")
        chart.expect(bars="1-hour", to="10:00")


def keys_zoom_and_pan_and_follow_again(program, home):
    with Chart(program, home) as chart:
        start = chart.says()["from"]
        chart.press("plus", "plus", "plus")
        near = chart.expect_other("from", start)
        assert minutes(near["from"]) > minutes(start), near
        assert near["to"] == "10:46", near
        chart.press("Prior")
        earlier = chart.expect_other("to", "10:46")
        assert minutes(earlier["to"]) < minutes("10:46"), earlier
        chart.press("End")
        chart.expect(**{"from": near["from"], "to": "10:46"})
        chart.press("Home")
        assert minutes(chart.expect_other("from", near["from"])["from"]) <= minutes("04:10")


def a_time_is_gone_to(program, home):
    with Chart(program, home) as chart:
        chart.press("plus", "plus", "plus", "plus", "plus")
        chart.press("alt+g")
        chart.asks()
        chart.type("09:31")
        chart.press("Return")
        said = chart.expect_other("to", "10:46")
        assert minutes(said["from"]) < minutes("09:31") < minutes(said["to"]), said


def a_symbol_is_found_by_typing(program, home):
    with Chart(program, home) as chart:
        chart.type("ib")
        chart.press("Return")
        chart.expect(symbol="IBM", to="10:46")
        wait_for(lambda: has_focus(chart.node), "the focus back on the chart")
        chart.type("ai")
        wait_for(lambda: not has_focus(chart.node), "the focus in the watchlist")
        chart.press("Escape")
        wait_for(lambda: has_focus(chart.node), "the focus back on the chart")
        chart.expect(symbol="IBM")
        chart.press("Left")
        assert chart.bar_after(None)["time"] == "10:46"


def indicators_are_chosen_and_kept(program, home):
    with Chart(program, home) as chart:
        chart.shows("SMA 5: ", "SMA 10: ")
        chart.add_indicator("rsi")
        chart.shows("SMA 5: ", "SMA 10: ", "RSI 14: ")
        chart.press("ctrl+a")
        chart.type("7")
        chart.press("Return")
        chart.shows("SMA 5: ", "SMA 10: ", "RSI 7: ")
        chart.press("Escape")
        chart.add_indicator("band")
        chart.shows("SMA 5: ", "SMA 10: ", "RSI 7: ", "Bollinger 20, 2: Lower band ")
        chart.press("Escape")

        # Each is a line of the crosshair.
        chart.focus()
        chart.press("Left", "Up")
        wait_for(lambda: "Bollinger 20, 2: Lower band " in chart.label(), "a crosshair that reads the band")
        chart.press("Up")
        wait_for(lambda: "RSI 7: " in chart.label(), "a crosshair that reads the index")

    with Chart(program, home) as chart:
        chart.shows("SMA 5: ", "SMA 10: ", "RSI 7: ", "Bollinger 20, 2: ")
        chart.open_chooser()
        chart.click("Remove RSI 7")
        chart.shows("SMA 5: ", "SMA 10: ", "Bollinger 20, 2: ")
        chart.click("Back to Defaults")
        chart.shows("SMA 5: ", "SMA 10: ")


def parameters_that_do_not_go_together_are_refused(program, home):
    with Chart(program, home) as chart:
        chart.add_indicator("macd")
        chart.shows("SMA 5: ", "SMA 10: ", "MACD 12, 26, 9: MACD ")
        chart.press("ctrl+a")
        chart.type("30")
        chart.press("Return")
        wait_for(lambda: chart.look(r"macd:30,26,9.*fast"), "a sentence that says what is wrong")
        chart.shows("SMA 5: ", "SMA 10: ", "MACD 12, 26, 9: MACD ")


def actions_run_from_the_accessible_tree(program, home):
    with Chart(program, home) as chart:
        start = chart.says()["from"]
        chart.act("chart.zoom-in")
        chart.act("chart.zoom-in")
        assert minutes(chart.expect_other("from", start)["from"]) > minutes(start)


def run(tests, program):
    """Runs tests, functions of the program and a folder of their own, and prints TAP."""
    failed = 0
    print(f"1..{len(tests)}")
    for number, test in enumerate(tests, start=1):
        name = "/chart/" + test.__name__.replace("_", "-")
        with tempfile.TemporaryDirectory(prefix="tapeline-chart-") as home:
            try:
                test(program, home)
                print(f"ok {number} {name}", flush=True)
            except Exception:  # noqa: BLE001, whatever it is, it is a failure
                failed += 1
                print(f"not ok {number} {name}", flush=True)
                print("# " + traceback.format_exc().replace("\n", "\n# "), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    if not TRADES.exists():
        print("1..0 # SKIP ../shared/data is not there")
        sys.exit(0)
    sys.exit(run(
        [
            chart_says_what_it_shows,
            arrows_move_the_crosshair_by_bars,
            keys_choose_the_interval,
            keys_zoom_and_pan_and_follow_again,
            a_time_is_gone_to,
            a_symbol_is_found_by_typing,
            indicators_are_chosen_and_kept,
            parameters_that_do_not_go_together_are_refused,
            actions_run_from_the_accessible_tree,
        ],
        sys.argv[1],
    ))
