#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the line that ./dev test ends in against meson logs with a known outcome.

    test-summary.py SUMMARIZE-TESTS.PY        prints TAP
"""

import json
import subprocess
import sys
import tempfile

PASSING = {"name": "queue", "result": "OK", "returncode": 0, "stdout": "TAP version 13\n# random seed: R1\n1..2\nok 1 /queue/a\nok 2 /queue/b\n"}
SKIPPING = {"name": "replay", "result": "OK", "returncode": 0, "stdout": "ok 1 /replay/a # SKIP ../shared/data is not there\nok 2 /replay/b\n1..2\n"}
FAILING = {"name": "engine", "result": "FAIL", "returncode": 1, "stdout": "1..2\nok 1 /engine/a\nnot ok 2 /engine/b - a message\n"}
CRASHING = {"name": "store", "result": "ERROR", "returncode": -11, "stdout": "1..3\nok 1 /store/a\n"}
LEAKING = {"name": "plot", "result": "ERROR", "returncode": 1, "stdout": "1..1\nok 1 /plot/a\n"}
HANGING = {"name": "feed", "result": "TIMEOUT", "returncode": -15, "stdout": ""}
PLAIN = {"name": "tool", "result": "OK", "returncode": 0}

CASES = (
    ("counts-single-cases", [PASSING, SKIPPING], "3 passed, 0 failed, 1 skipped", 0),
    ("says-why-a-case-was-skipped", [SKIPPING], "skipped: /replay/a: ../shared/data is not there", 0),
    ("names-a-failed-case-once", [PASSING, FAILING], "3 passed, 1 failed, 0 skipped", 1),
    ("counts-a-crash-as-a-failure", [CRASHING], "1 passed, 1 failed, 0 skipped", 1),
    ("counts-a-leak-found-at-the-end", [LEAKING], "1 passed, 1 failed, 0 skipped", 1),
    ("counts-a-time-out-as-a-failure", [HANGING], "0 passed, 1 failed, 0 skipped", 1),
    ("counts-a-program-without-cases", [PLAIN], "1 passed, 0 failed, 0 skipped", 0),
    ("fails-when-nothing-ran", [], "0 passed, 0 failed, 0 skipped", 1),
)


def summarize(script, tests):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as log:
        log.writelines(json.dumps(test) + "\n" for test in tests)
        log.flush()
        return subprocess.run([sys.executable, script, log.name], capture_output=True, text=True, check=False)


def main(script):
    print(f"1..{len(CASES)}")
    failed = False
    for number, (name, tests, line, status) in enumerate(CASES, start=1):
        process = summarize(script, tests)
        lines = process.stdout.splitlines()
        good = line in lines and lines[-1].endswith(" skipped") and process.returncode == status
        failed = failed or not good
        print(f"{'ok' if good else 'not ok'} {number} /dev/summary/{name}")
        if not good:
            print("\n".join(f"# {text}" for text in [f"status {process.returncode}", *lines, *process.stderr.splitlines()]))
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
