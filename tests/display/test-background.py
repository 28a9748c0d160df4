#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running on without a window: only where it was asked for and the desktop's portal allows it.

test-background.py PROGRAM        prints TAP
"""

import os
import subprocess
import sys

import telling
from driver import PATIENCE, Window, own_folders, run, wait_for

RISE = [("14:30:00", "AAPL", 10), ("14:30:01", "AAPL", 11), ("14:30:02", "MSFT", 20)]


def portal(home, answer):
    recorder = telling.Recorder(home, "background-portal.py", answer)
    recorder.record = recorder.command[-1] = f"{home}/requests"
    return recorder


def wait_for_name(name):
    wait_for(lambda: name in telling.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                          "ListNames")[0], name)  # fmt: skip


def close_window(window):
    """As the person does by its button, not by Quit."""
    window.press("ctrl+w")


def quit_from_outside(window):
    telling.press("quit")
    assert window.process.wait(PATIENCE) == 0


def runs_on_where_it_is_allowed_and_says_so_once(program, home):
    telling.set_key(home, "alerts-run-in-background", "true")
    with portal(home, "grant") as desktop, telling.service(home) as service:
        wait_for_name("org.freedesktop.portal.Desktop")
        with Window(program, home) as window:
            window.find("list item", "^AAPL, Apple")
            request = wait_for(lambda: desktop.calls("request"), "the request")[0]
            assert request["autostart"] and request["commandline"] == ["tapeline", "--background"], request
            assert not request["dbus-activatable"] and request["reason"], request
            close_window(window)
            service.find("Tapeline runs on")
            wait_for(lambda: not telling.count_windows(window.process.pid), "the end of the window")
            assert window.process.poll() is None
            telling.call(telling.APP, telling.PATH, "org.freedesktop.Application", "Activate", telling.no_data())
            window.find("list item", "^AAPL, Apple")
            window.take_focus()
            close_window(window)
            wait_for(lambda: not telling.count_windows(window.process.pid), "the end of the window")
            quit_from_outside(window)
            assert not window.complaints(), window.complaints()
        said = [line for line in service.calls("add") if line["id"] == "background"]
        assert len(said) == 1 and said[0]["buttons"][0]["action"] == "app.quit", said


def starts_without_a_window_and_tells(program, home):
    telling.set_key(home, "alerts-run-in-background", "true")
    telling.set_key(home, "alerts-notify-replays", "true")
    telling.add_rules(program, home, "AAPL is above 10.5, once")
    path = telling.write_trades(home, RISE)
    telling.set_key(home, "session-files", f"['{path}']")
    telling.set_key(home, "replay-speed", "0.0")
    with portal(home, "grant"), telling.service(home) as service:
        wait_for_name("org.freedesktop.portal.Desktop")
        process = subprocess.Popen([program, "--background"], env=own_folders(home))
        service.find("AAPL")
        wait_for(lambda: telling.told(home) == [1], "the mark that it was told")
        assert telling.count_windows(process.pid) == 0
        telling.press("quit")
        assert process.wait(PATIENCE) == 0


def does_nothing_in_the_background_unless_asked(program, home):
    process = subprocess.run([program, "--background"], env=own_folders(home), timeout=PATIENCE)
    assert process.returncode == 0
    assert not os.path.exists(f"{home}/data/tapeline/simulation.db")


def ends_where_it_is_refused(program, home):
    telling.set_key(home, "alerts-run-in-background", "true")
    with portal(home, "refuse") as desktop:
        wait_for_name("org.freedesktop.portal.Desktop")
        with Window(program, home) as window:
            window.find("list item", "^AAPL, Apple")
            wait_for(lambda: desktop.calls("request"), "the request")
            close_window(window)
            assert window.process.wait(PATIENCE) == 0


def ends_where_there_is_no_portal(program, home):
    telling.set_key(home, "alerts-run-in-background", "true")
    with Window(program, home) as window:
        window.find("list item", "^AAPL, Apple")
        telling.open_preferences(window)
        telling.find_label(window, "^This desktop has no portal that lets applications run in the background")
        window.press("Escape")
        window.take_focus()
        close_window(window)
        assert window.process.wait(PATIENCE) == 0


def asks_when_it_is_switched_on_and_takes_it_back(program, home):
    with portal(home, "grant") as desktop:
        wait_for_name("org.freedesktop.portal.Desktop")
        with Window(program, home) as window:
            window.find("list item", "^AAPL, Apple")
            assert not desktop.calls(), desktop.calls()
            telling.set_key(home, "alerts-run-in-background", "true")
            wait_for(lambda: len(desktop.calls("request")) == 1, "the request")
            telling.set_key(home, "alerts-run-in-background", "false")
            wait_for(lambda: len(desktop.calls("request")) == 2, "another request")
            assert not desktop.calls("request")[1]["autostart"], desktop.calls()
            close_window(window)
            assert window.process.wait(PATIENCE) == 0


if __name__ == "__main__":
    run(
        [
            runs_on_where_it_is_allowed_and_says_so_once,
            starts_without_a_window_and_tells,
            does_nothing_in_the_background_unless_asked,
            ends_where_it_is_refused,
            ends_where_there_is_no_portal,
            asks_when_it_is_switched_on_and_takes_it_back,
        ],
        os.path.abspath(sys.argv[1]),
    )
