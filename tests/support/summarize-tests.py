#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the single cases behind meson's test logs (testlog.json), and says which failed or were skipped, and why.

The last line is "N passed, N failed, N skipped". A program that ended badly without a failed case (a crash, a time-out,
a leak found at its end) counts as one failure. Exits 1 if anything failed or nothing ran.
"""

import json
import re
import sys

CASE = re.compile(r"^(?P<bad>not )?ok\b(?: \d+)?(?: -)? ?(?P<name>.*?)(?: # (?P<directive>SKIP|TODO)\b ?(?P<why>.*))?$", re.IGNORECASE)
PLAN = re.compile(r"^1\.\.(?P<count>\d+)", re.MULTILINE)


def cases(test):
    """Yields (outcome, name, why) for each case of one test program."""
    found = []
    output = test.get("stdout") or ""
    if PLAN.search(output):
        for line in output.splitlines():
            case = CASE.match(line)
            if case:
                outcome = "skipped" if case["directive"] else "failed" if case["bad"] else "passed"
                found.append((outcome, case["name"] or test["name"], case["why"] or ""))
    result = test["result"]
    if result == "SKIP" and not found:
        found.append(("skipped", test["name"], "the program says so"))
    if result not in ("OK", "SKIP", "EXPECTEDFAIL") and not any(outcome == "failed" for outcome, _, _ in found):
        found.append(("failed", test["name"], f"{result.lower()}, exit status {test['returncode']}"))
    return found or [("passed", test["name"], "")]


def main(paths):
    count = {"passed": 0, "failed": 0, "skipped": 0}
    for path in paths:
        with open(path, encoding="utf-8") as log:
            for line in log:
                for outcome, name, why in cases(json.loads(line)):
                    count[outcome] += 1
                    if outcome != "passed":
                        print(f"{outcome}: {name}{': ' if why else ''}{why}")
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**count))
    return 1 if count["failed"] or not any(count.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
