#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds with-display.sh to its word: a display, buses, home and settings of its own, and nothing left behind.

    test-with-display.py WITH-DISPLAY.SH        prints TAP
"""

import contextlib
import os
import subprocess
import sys
import tempfile

TIME_LIMIT = 60
PLACES = ("DISPLAY", "HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS")


def start(script, folder, command):
    environment = {**os.environ, "TMPDIR": folder}
    return subprocess.Popen(
        [script, "sh", "-c", command], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def list_processes(folder):
    """Command lines that name it."""
    lines = []
    for number in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{number}/cmdline", "rb") as file:
            lines.append(file.read().replace(b"\0", b" ").decode(errors="replace"))
    return [line for line in lines if folder in line]


def passes_the_exit_status_on(script, folder):
    process = start(script, folder, "exit 7")
    process.communicate(timeout=TIME_LIMIT)
    assert process.returncode == 7, process.returncode


def keeps_standard_output_to_the_command(script, folder):
    activate = "gdbus call --session -d org.a11y.Bus -o /org/a11y/bus -m org.a11y.Bus.GetAddress >/dev/null && echo said"
    output, _ = start(script, folder, activate).communicate(timeout=TIME_LIMIT)
    assert output == "said\n", output


def gives_each_run_places_of_its_own(script, folder):
    tell = "; ".join(f'echo "${name}"' for name in PLACES) + "; read -r _"
    runs = [start(script, folder, tell) for _ in range(2)]
    told = [[run.stdout.readline().strip() for _ in PLACES] for run in runs]
    for run in runs:
        run.communicate("done\n", timeout=TIME_LIMIT)
    for name, first, second in zip(PLACES, *told):
        assert first and second and first != second and os.environ.get(name) not in (first, second), (name, first, second)


def leaves_nothing_behind_when_stopped(script, folder):
    process = start(script, folder, "echo up; read -r _")
    assert process.stdout.readline() == "up\n"
    process.terminate()
    process.communicate(timeout=TIME_LIMIT)
    assert process.returncode == 143, process.returncode
    assert not [name for name in os.listdir(folder) if name.startswith("tapeline-display-")], os.listdir(folder)
    assert not (left := list_processes(folder)), left


CASES = (
    passes_the_exit_status_on,
    keeps_standard_output_to_the_command,
    gives_each_run_places_of_its_own,
    leaves_nothing_behind_when_stopped,
)


def main(script):
    print(f"1..{len(CASES)}")
    failed = False
    for number, case in enumerate(CASES, start=1):
        name = f"/dev/with-display/{case.__name__.replace('_', '-')}"
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            try:
                case(script, folder)
                print(f"ok {number} {name}", flush=True)
            except (AssertionError, subprocess.TimeoutExpired) as error:
                failed = True
                print(f"not ok {number} {name}\n# {error!r}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
