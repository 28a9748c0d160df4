#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service that streams as much as it is told to, over TLS from loopback, through the application with its window open: how many
messages a second it takes, what its pictures cost meanwhile, and that each trade is stored.

    with-display.sh bench-live.py TAPELINE TAPECTL TRADE-STORM SUPPORT [--seconds N] [--rates N,N] [--pages NAME,NAME]

Processor time of the main thread between two pictures, and of the threads, is said beside what the wall clock says: what else the
machine does is not in it.
"""

import argparse
import contextlib
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import threading
import os
import time

from rows import Rows

PATIENCE = 60  # seconds
SYMBOLS = 50
LIMIT = 16  # ms that a picture may take
SETTLING = 3  # seconds before what is counted
FASTEST = 0  # of rates
QUIT = ["gdbus", "call", "--session", "--timeout", "5", "--dest", "io.github.tapeline.Tapeline"]
QUIT += ["--object-path", "/io/github/tapeline/Tapeline", "--method", "org.gtk.Actions.Activate", "quit", "[]", "{}"]


class Storm:
    """The service. Once it has ended: how many trades it sent, and in how many seconds."""

    def __init__(self, options, certificate, rate):
        command = [options.storm, "serve", str(certificate), str(certificate.with_suffix(".key")), str(SYMBOLS), str(rate)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        said, _ = self.process.communicate("", PATIENCE)
        values = dict(line.split() for line in said.splitlines())
        self.sent, self.seconds = int(values["sent"]), int(values["milliseconds"]) / 1e3


class Application:
    """The application, set up to take all that the service has."""

    def __init__(self, options, home, page):
        self.pictures = []
        environment = {**os.environ, "TAPELINE_TRACE": "1", "XDG_DATA_HOME": f"{home}/data", "XDG_CONFIG_HOME": f"{home}/config"}
        subprocess.run(["gsettings", "set", "io.github.tapeline.Tapeline", "page", page], env=environment, check=True)
        user = pathlib.Path(home, "data", "tapeline", "user.db")
        user.parent.mkdir(parents=True)
        subprocess.run([options.tapectl, "sql", "--saved", "--user", user], check=True, stdout=subprocess.DEVNULL)
        with contextlib.closing(sqlite3.connect(user)) as connection, connection:
            connection.execute("INSERT INTO feeds VALUES (1, 'Storm', 'stream', 'binance', NULL, '{}', 0, 1)")
            symbols = [(1, i, f"S{i:03}USDT") for i in range(SYMBOLS)]
            connection.executemany("INSERT INTO feed_symbols VALUES (?, ?, ?)", symbols)
        self.process = subprocess.Popen([options.tapeline], env=environment, stderr=subprocess.PIPE, text=True)
        self.reader = threading.Thread(target=self.read)
        self.shown = threading.Event()
        self.reader.start()

    def read(self):
        marks = {}
        for line in self.process.stderr:
            name, _, number = line.partition(" ")
            if not number.strip().isdigit():  # no mark
                print(line, end="", file=sys.stderr)
            elif name == "data":
                self.shown.set()
            elif name == "paint":
                self.pictures.append((int(marks["frame"]) / 1e3, int(number) / 1e3))
            marks[name] = number

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(QUIT, stdout=subprocess.DEVNULL, check=False)
        try:
            self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            self.reader.join()

    def processor_seconds(self):
        """Of each kind of thread, by name; of the main thread as "main"."""
        seconds = {}
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            name, _, rest = (task / "stat").read_text().partition("(")[2].rpartition(")")
            fields = rest.split()
            name = "main" if task.name == str(self.process.pid) else name
            seconds[name] = seconds.get(name, 0) + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return seconds


def trades_stored(home):
    count = 0
    for database in pathlib.Path(home, "data", "tapeline").glob("*.db"):
        with contextlib.closing(sqlite3.connect(database)) as connection:
            if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'trades'").fetchone():
                count += connection.execute("SELECT count(*) FROM trades").fetchone()[0]
    return count


def watch(application, seconds):
    """The pictures of so many seconds, and what each thread took of a core."""
    if not application.shown.wait(PATIENCE):
        raise RuntimeError(f"nothing was shown within {PATIENCE} s")
    time.sleep(SETTLING)
    before, begun, first = application.processor_seconds(), time.monotonic(), len(application.pictures)
    time.sleep(seconds)
    after, took = application.processor_seconds(), time.monotonic() - begun
    shares = {name: (value - before.get(name, 0)) / took for name, value in after.items()}
    return application.pictures[first:], shares


def describe(rows, what, pictures, shares):
    for index, how in enumerate(("processor", "wall clock")):
        times = sorted(picture[index] for picture in pictures)
        rows.add(f"{what}: a picture, {how}, median", times[len(times) // 2], "ms")
        rows.add(f"{what}: a picture, {how}, longest", times[-1], "ms")
        rows.add(f"{what}: pictures over {LIMIT} ms, {how}", sum(value > LIMIT for value in times), f"of {len(times)}")
    for name, share in sorted(shares.items(), key=lambda pair: -pair[1]):
        if share >= 0.01:
            rows.add(f"{what}: thread {name}", 100 * share, "% of core")


def measure(rows, options, certificate, rate, page):
    what = f"{rate:,}/s, {page}" if rate != FASTEST else f"as fast as it goes, {page}"
    with tempfile.TemporaryDirectory(prefix="tapeline-bench-", ignore_cleanup_errors=True) as home:
        storm = Storm(options, certificate, rate)
        os.environ["TAPELINE_TEST_SERVICES"] = f"127.0.0.1:{storm.port}"
        with Application(options, home, page) as application, storm:
            pictures, shares = watch(application, options.seconds)
        stored = trades_stored(home)
    rows.add(f"{what}: messages taken", storm.sent / storm.seconds, "messages/s", *yardstick(options, certificate, rate))
    describe(rows, what, pictures, shares)
    # What was on its way at the end was sent, and is asked for when it runs again.
    rows.add(f"{what}: stored of those sent", 100 * stored / storm.sent, "%")


def yardstick(options, certificate, rate):
    if rate != FASTEST:
        return "asked for", rate
    with Storm(options, certificate, rate) as storm:
        subprocess.run([options.storm, "read", str(storm.port), str(options.seconds)], check=True)
    return "a reader that does nothing", storm.sent / storm.seconds


def main():
    parser = argparse.ArgumentParser()
    for name in ("tapeline", "tapectl", "storm", "support"):
        parser.add_argument(name)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--rates", default="10000,100000,0", help="messages a second; 0 for as fast as it goes")
    parser.add_argument("--pages", default="market,chart,feeds")
    options = parser.parse_args()
    sys.path.insert(0, options.support)
    from loopback_tls import make_certificate

    rows = Rows("live")
    with tempfile.TemporaryDirectory(prefix="tapeline-bench-") as folder:
        certificate = make_certificate(folder, "trusted")
        os.environ["TAPE_TEST_CA_FILE"] = str(certificate)
        for rate in map(int, options.rates.split(",")):
            for page in options.pages.split(","):
                measure(rows, options, certificate, rate, page)
    rows.finish()


if __name__ == "__main__":
    main()
