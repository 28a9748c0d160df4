#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desktop's service for notifications receives of alerts, what its buttons do, and what becomes of them where it fails.

test-notifications.py PROGRAM        prints TAP
"""

import os
import signal
import subprocess
import sys
import time

import telling
from driver import Window, run, wait_for

RISE = [("14:30:00", "AAPL", 10), ("14:30:01", "AAPL", 11), ("14:30:02", "MSFT", 20)]
RULE = "AAPL is above 10.5, once"


def prepare(program, home, rows, *rules):
    """A replay that fires and is to be told."""
    telling.set_key(home, "alerts-notify-replays", "true")
    telling.add_rules(program, home, *rules)
    return telling.write_trades(home, rows)


def says_what_fired_with_its_buttons(program, home):
    path = prepare(program, home, RISE, RULE)
    with telling.service(home) as service, Window(program, home, "--speed", "max", path) as window:
        received = service.find("AAPL")
        assert received["application"] == telling.APP and received["id"] == "2:AAPL", received
        assert received["title"] == "AAPL ▲ above 10.50", received
        assert received["body"] == "11.00 at Tue 5 Mar 2024 09:30:01 New York, trades.csv · now off", received
        assert received["priority"] == "high", received
        show = ["replay", 1, "AAPL", 1709649001000000]
        assert received["default-action"] == "app.show-alert" and received["default-action-target"] == show, received
        assert received["buttons"] == [
            {"label": "Show", "action": "app.show-alert", "target": show},
            {"label": "Snooze 1 hour", "action": "app.snooze-alert", "target": ["replay", 2, "AAPL"]},
        ], received
        wait_for(lambda: telling.told(home) == [1], "the mark that it was told")
        window.close()
        assert not window.complaints(), window.complaints()


def tells_once_however_often_it_is_started(program, home):
    path = prepare(program, home, RISE, RULE)
    with telling.service(home) as service:
        with Window(program, home, "--speed", "max", path) as window:
            wait_for(lambda: telling.told(home) == [1], "the mark that it was told")
            window.close()
        with Window(program, home) as window:
            window.find("list item", "^AAPL, Apple: 11.00")
            window.close()
        assert len(service.calls("add")) == 1, service.calls()


def replays_are_not_told_unless_asked_for(program, home):
    path = prepare(program, home, RISE, RULE)
    telling.set_key(home, "alerts-notify-replays", "false")
    with telling.service(home) as service, Window(program, home, "--speed", "max", path):
        wait_for(lambda: telling.told(home) == [3], "the mark that it is not to be told")
        assert not service.calls(), service.calls()


def a_burst_is_one_notification(program, home):
    symbols = ["BAC", "JPM", "GS", "MS", "C", "WFC", "AXP", "BLK", "SCHW", "USB", "PNC", "TFC"]
    rows = [("14:30:00", symbol, 10) for symbol in symbols] + [("14:30:05", symbol, 11) for symbol in symbols]
    path = prepare(program, home, rows, ", ".join(symbols) + " is above 10.5, once")
    with telling.service(home) as service, Window(program, home, "--speed", "max", path):
        received = service.find("12 alerts")
        assert received["title"] == "12 alerts in 10 s" and received["id"] == "burst", received
        assert received["body"] == "BAC, JPM, GS and 9 more" and received["priority"] == "normal", received
        assert [button["label"] for button in received["buttons"]] == ["Show"], received
        wait_for(lambda: telling.told(home) == [2] * 12, "the mark that they were summed up")
        shown = {line["id"] for line in service.calls("add")} - {line["id"] for line in service.calls("remove")}
        assert shown == {"burst"}, service.calls()


def says_that_prices_are_simulated(program, home):
    telling.add_rules(program, home, "everything moves ±0.05 % against price 1m ago, cooldown 1s")
    with telling.service(home) as service, Window(program, home):
        service.find("SIMULATED · ")


def buttons_work_while_it_runs(program, home):
    path = prepare(program, home, RISE, RULE)
    with telling.service(home), Window(program, home, "--speed", "max", path) as window:
        wait_for(lambda: telling.told(home) == [1], "the mark that it was told")
        telling.press("show-alert", telling.show_target("replay", 1, "AAPL", 1709649001000000))
        window.find("image", "^AAPL, 1-minute candles")
        telling.press("snooze-alert", telling.snooze_target("stored", 2, "AAPL"))
        telling.press("show-alert", telling.show_target("replay", 1, "", 1709649001000000))
        window.gone("image", "^AAPL, 1-minute candles")
        assert not telling.ask(telling.user_db(home), "SELECT * FROM snoozes"), "a snooze of another session was taken"


def snoozing_starts_it_without_a_window(program, home):
    prepare(program, home, RISE, RULE)
    telling.make_activatable(program, home)
    before = time.time() * 1e6
    telling.press("snooze-alert", telling.snooze_target("stored", 2, "AAPL"))
    rows = wait_for(lambda: telling.ask(telling.user_db(home), "SELECT rule, subject, until FROM snoozes"), "the snooze")
    assert [row[:2] for row in rows] == [(2, "AAPL")] and 3590e6 < rows[0][2] - before < 3700e6, rows
    process = telling.find_process()
    assert telling.count_windows(process) == 0
    telling.end(process)


def showing_starts_it_at_the_place(program, home):
    path = prepare(program, home, RISE, RULE)
    with telling.service(home) as service:
        with Window(program, home, "--speed", "max", path) as window:
            target = service.find("AAPL")["default-action-target"]
            wait_for(lambda: telling.told(home) == [1], "the mark that it was told")
            window.close()
        telling.make_activatable(program, home)
        telling.press("show-alert", telling.show_target(*target))
        process = wait_for(telling.find_process, "the application on the bus")
        wait_for(lambda: telling.count_windows(process), "its window")
        settings = f"{home}/config/glib-2.0/settings/keyfile"
        wait_for(lambda: "page='chart'" in open(settings, encoding="utf-8").read(), "the Chart page")
        telling.end(process)


def waits_for_a_service_that_is_missing(program, home):
    path = prepare(program, home, RISE, RULE)
    service = telling.service(home)
    with Window(program, home, "--speed", "max", path) as window:
        wait_for(lambda: telling.told(home) == [0], "what fired in the log")
        telling.open_preferences(window)
        telling.find_label(window, "^This desktop has no service for notifications")
        with service:
            service.find("AAPL")
            wait_for(lambda: telling.told(home) == [1], "the mark that it was told")


def tells_again_what_a_crash_of_the_service_lost(program, home):
    path = prepare(program, home, RISE, RULE)
    with telling.service(home) as service, Window(program, home, "--speed", "max", path):
        first = service.find("AAPL")
        service.kill()
        service.start()
        assert service.find("AAPL", 2) == first


def waits_for_a_service_that_hangs(program, home):
    path = prepare(program, home, RISE, RULE)
    with telling.service(home) as service:
        wait_for(lambda: telling.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                      "ListNames")[0].count("org.gtk.Notifications"), "the service")  # fmt: skip
        service.send(signal.SIGSTOP)
        with Window(program, home, "--speed", "max", path):
            wait_for(lambda: telling.told(home) == [0], "what fired in the log")
            time.sleep(1)
            assert telling.told(home) == [0] and not service.calls(), "told by a service that hangs"
            service.send(signal.SIGCONT)
            wait_for(lambda: telling.told(home) == [1], "the mark that it was told")
            assert len(service.calls("add")) == 1, service.calls()


def tells_after_it_was_killed_before_it_told(program, home):
    path = prepare(program, home, RISE, RULE)
    with Window(program, home, "--speed", "max", path) as window:
        wait_for(lambda: telling.told(home) == [0], "what fired in the log")
        window.process.kill()
        window.process.wait()
    with telling.service(home) as service, Window(program, home):
        assert service.find("AAPL")["id"] == "2:AAPL"
        wait_for(lambda: telling.told(home) == [1], "the mark that it was told")
        assert len(service.calls("add")) == 1, service.calls()


def other_desktops_are_told_as_well(program, home):
    path = prepare(program, home, RISE, RULE)
    with telling.service(home, "desktop") as service, Window(program, home, "--speed", "max", path) as window:
        received = service.find("AAPL")
        assert received["body"].startswith("11.00 at ") and received["desktop_entry"] == telling.APP, received
        assert received["actions"][3::2] == ["Show", "Snooze 1 hour"], received
        wait_for(lambda: telling.told(home) == [1], "the mark that it was told")
        with open(service.record + ".action", "w", encoding="utf-8") as file:
            file.write(received["actions"][2])
        service.send(signal.SIGUSR1)
        window.find("image", "^AAPL, 1-minute candles")


def a_sandbox_tells_by_the_portal_which_starts_when_it_is_wanted(program, home):
    path = prepare(program, home, RISE, RULE)
    portal = telling.service(home, "portal")
    telling.make_startable("org.freedesktop.portal.Desktop", portal.command)
    os.environ["GTK_USE_PORTAL"] = "1"
    try:
        with Window(program, home, "--speed", "max", path):
            received = portal.find("AAPL")
            assert received["title"] == "AAPL ▲ above 10.50" and received["id"] == "2:AAPL", received
            assert received["default-action"] == "app.show-alert" and received["priority"] == "high", received
            assert [button["label"] for button in received["buttons"]] == ["Show", "Snooze 1 hour"], received
            wait_for(lambda: telling.told(home) == [1], "the mark that it was told")
    finally:
        del os.environ["GTK_USE_PORTAL"]


def a_stand_in_from_packages_is_told_as_well(program, home):
    path = prepare(program, home, RISE, RULE)
    log = f"{home}/mock"
    with open(log, "wb") as file:
        command = [sys.executable, "-m", "dbusmock", "--session", "--template", "notification_daemon"]
        mock = subprocess.Popen(command, stdout=file)
    try:
        with Window(program, home, "--speed", "max", path):
            wait_for(lambda: telling.told(home) == [1], "the mark that it was told")
            with open(log, encoding="utf-8") as file:
                lines = [line for line in file if " Notify " in line]
            assert len(lines) == 1 and "AAPL ▲ above 10.50" in lines[0] and "Snooze 1 hour" in lines[0], lines
    finally:
        mock.kill()
        mock.wait()


if __name__ == "__main__":
    run(
        [
            says_what_fired_with_its_buttons,
            tells_once_however_often_it_is_started,
            replays_are_not_told_unless_asked_for,
            a_burst_is_one_notification,
            says_that_prices_are_simulated,
            buttons_work_while_it_runs,
            snoozing_starts_it_without_a_window,
            showing_starts_it_at_the_place,
            waits_for_a_service_that_is_missing,
            tells_again_what_a_crash_of_the_service_lost,
            waits_for_a_service_that_hangs,
            tells_after_it_was_killed_before_it_told,
            other_desktops_are_told_as_well,
            a_sandbox_tells_by_the_portal_which_starts_when_it_is_wanted,
            a_stand_in_from_packages_is_told_as_well,
        ],
        os.path.abspath(sys.argv[1]),
    )
