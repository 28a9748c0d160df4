#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""No key is in anything that tapectl prints, logs or keeps, whatever the services repeat of it.

    test-tapectl-keys.py TAPECTL [NAME…]         prints TAP
"""

import pathlib
import shutil
import sys

SUPPORT = pathlib.Path(__file__).parents[1] / "support"
sys.path.insert(0, str(SUPPORT))
from repeating_services import KEYS, SECRETS, Services, check_search, find_secret, search_files, search_processes  # noqa: E402
from tapectl_place import TIME_LIMIT, Place, run_cases  # noqa: E402

ASKED = ("finnhub", "twelve-data", "alpha-vantage")


class Keyed(Place):
    """A place with all keys, and the services; everything that can be logged is."""

    def __init__(self, tapectl, folder):
        super().__init__(tapectl, folder)
        self.services = Services(folder)
        self.environment |= self.services.get_environment()
        self.environment |= {"DBUS_SESSION_BUS_ADDRESS": "disabled:", "G_MESSAGES_DEBUG": "all"}
        for word, texts in (("KEY", KEYS), ("SECRET", SECRETS)):
            self.environment |= {f"TAPELINE_{word}_{name.upper().replace('-', '_')}": text for name, text in texts.items()}

    def look(self, *arguments, statuses=(0, 1)):
        """What a call printed, after a look for keys in it, in the list of processes while it ran, and in all that it kept."""
        process = self.start(*arguments)
        found = search_processes()
        printed = b"\n".join(process.communicate(timeout=TIME_LIMIT))
        assert process.returncode in statuses, (process.returncode, printed)
        assert not found, found
        assert find_secret(printed) is None, (arguments, find_secret(printed), printed)
        files, n = search_files(self.environment["HOME"])
        assert not files, files
        return printed.decode(), n

    def forget_calls(self):
        """Those of a free plan are spent within seconds, and then a feed waits."""
        for folder in pathlib.Path(self.environment["HOME"]).rglob("quotas"):
            shutil.rmtree(folder)


def a_key_would_be_found(_place):
    check_search()


def quotes(place):
    for service in ASKED:
        printed, n_files = place.look("quote", "--feed", service, "GOOD", "BAD", "ODD", "WRONG", "--format", "csv")
        assert "GOOD,12.5," in printed, printed
        assert KEYS[service] in place.services.given and n_files > 0


def messages(place):
    """As raw as they are shown: one of each kind, since of many only a few are."""
    for service in ("twelve-data", "alpha-vantage"):
        for symbol in ("GOOD", "BAD", "ODD", "WRONG"):
            place.forget_calls()
            printed, _ = place.look("tail", service, "--symbols", symbol, "--count", "1", "--format", "jsonl")
            assert "•••" in printed, (service, symbol, printed)
        assert KEYS[service] in place.services.given


def streams(place):
    for service in ("finnhub", "alpaca"):
        printed, _ = place.look("tail", service, "--symbols", "GOOD,BAD,ODD", "--format", "jsonl")
        assert "•••" in printed and KEYS[service] in place.services.given, (service, printed)
    assert SECRETS["alpaca"] in place.services.given


CASES = (a_key_would_be_found, quotes, messages, streams)

if __name__ == "__main__":
    sys.exit(run_cases("tapectl/keys", CASES, *sys.argv[1:], place=Keyed))
