#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the start of the process to the first painted window, beside a libadwaita window with nothing in it; then what
watching the simulator costs.

    with-display.sh bench-startup.py TAPELINE EMPTY-WINDOW MAKE-SESSION [--trades N] [--seconds N] [--runs N]
"""

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from rows import Rows

PATIENCE = 60  # seconds that a mark may take, or the end
QUIT = ["gdbus", "call", "--session", "--timeout", "5", "--dest", "io.github.tapeline.Tapeline"]
QUIT += ["--object-path", "/io/github/tapeline/Tapeline", "--method", "org.gtk.Actions.Activate", "quit", "[]", "{}"]


class Program:
    """A program that prints tracing marks, with a folder for its data; ended when the block is left."""

    def __init__(self, command, home):
        environment = {**os.environ, "TAPELINE_TRACE": "1", "XDG_DATA_HOME": f"{home}/data"}
        self.begun = time.monotonic()
        self.process = subprocess.Popen([command], env=environment, stderr=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def end(self):
        self.process.terminate()

    def __exit__(self, *_):
        self.end()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stderr.close()

    def milliseconds_to(self, mark):
        """From the start of the process to MARK."""
        overdue = threading.Timer(PATIENCE, self.process.kill)
        overdue.start()
        try:
            for line in self.process.stderr:
                name, _, at = line.partition(" ")
                if name == mark:
                    return int(at) / 1e3 - self.begun * 1e3
                if not at.strip().isdigit():  # no mark
                    print(line, end="", file=sys.stderr)
        finally:
            overdue.cancel()
        raise RuntimeError(f"{self.process.args[0]} did not say “{mark}” within {PATIENCE} s")

    def processor_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mebibytes(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("no VmRSS")


class Application(Program):
    def end(self):
        """Asks it to quit, so that the next start finds its database closed."""
        if subprocess.run(QUIT, stdout=subprocess.DEVNULL, check=False).returncode != 0:
            super().end()


def fresh_home(parent):
    return tempfile.mkdtemp(dir=parent)


def home_with_trades(parent, make_session, trades):
    home = fresh_home(parent)
    database = pathlib.Path(home, "data", "tapeline", "simulation.db")
    database.parent.mkdir(parents=True)
    begun = time.monotonic()
    subprocess.run([make_session, str(database), str(trades)], check=True)
    size = database.stat().st_size / 2**20
    print(f"{trades:,} trades stored in {time.monotonic() - begun:.1f} s, {size:.0f} MiB", flush=True)
    return home


def measure_starts(rows, options, parent, home):
    empty, stored, stored_data, first, first_data = [], [], [], [], []
    for turn in range(options.runs + 1):
        kept = turn > 0  # the first turn reads programs and libraries into memory
        with Program(options.empty_window, fresh_home(parent)) as program:
            empty += [program.milliseconds_to("painted")][:kept]
        with Application(options.tapeline, home) as program:
            stored += [program.milliseconds_to("painted")][:kept]
            stored_data += [program.milliseconds_to("data")][:kept]
        new = fresh_home(parent)
        with Application(options.tapeline, new) as program:
            first += [program.milliseconds_to("painted")][:kept]
            first_data += [program.milliseconds_to("data")][:kept]
        shutil.rmtree(new)
    yardstick = ("empty libadwaita window", statistics.median(empty))
    count = f"{options.trades / 1e6:g} million trades stored"
    rows.add(f"start to paint, {count}", statistics.median(stored), "ms", *yardstick)
    rows.add(f"start to data, {count}", statistics.median(stored_data), "ms", *yardstick)
    rows.add("start to paint, nothing stored", statistics.median(first), "ms", *yardstick)
    rows.add("start to data, nothing stored", statistics.median(first_data), "ms", *yardstick)
    rows.add("start to paint, more than the empty window", statistics.median(stored) - yardstick[1], "ms")


def watch(running, mark, seconds):
    """Percent of a core, and MiB resident, of a window that was left alone for a moment."""
    with running as program:
        program.milliseconds_to(mark)
        time.sleep(seconds / 2)
        before, begun = program.processor_seconds(), time.monotonic()
        time.sleep(seconds)
        used = (program.processor_seconds() - before) / (time.monotonic() - begun)
        return 100 * used, program.resident_mebibytes()


def measure_watching(rows, options, parent, home):
    empty_processor, empty_memory = watch(Program(options.empty_window, fresh_home(parent)), "painted", options.seconds)
    processor, memory = watch(Application(options.tapeline, home), "data", options.seconds)
    rows.add("processor, simulator visible", processor, "% of core")
    rows.add("processor, empty libadwaita window", empty_processor, "% of core")
    rows.add("memory, simulator visible", memory, "MiB", "empty libadwaita window", empty_memory)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tapeline")
    parser.add_argument("empty_window")
    parser.add_argument("make_session")
    parser.add_argument("--trades", type=int, default=10_000_000, help="stored in the session's database")
    parser.add_argument("--seconds", type=int, default=10, help="for which processor time is counted")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    rows = Rows("startup")
    with tempfile.TemporaryDirectory(prefix="tapeline-bench-", ignore_cleanup_errors=True) as parent:
        home = home_with_trades(parent, options.make_session, options.trades)
        measure_starts(rows, options, parent, home)
        measure_watching(rows, options, parent, home)
    rows.finish()


if __name__ == "__main__":
    main()
