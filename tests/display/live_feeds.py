# SPDX-License-Identifier: GPL-3.0-or-later
"""Live feeds that are set up before the window is started, and the services on loopback that they read."""

import contextlib
import json
import os
import socket
import sqlite3
import ssl
import subprocess
import sys
import urllib.request

from driver import own_folders

SUPPORT = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "support")


class Services:
    """live-services.py, whose words are @words; while it runs the environment says where it is."""

    def __init__(self, home, *words):
        self.command = [sys.executable, f"{SUPPORT}/live-services.py", home, *words]
        self.certificate = f"{home}/trusted.pem"
        self.address = None
        self.process = None

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.address = f"localhost:{self.process.stdout.readline().split()[1]}"
        os.environ.update(TAPELINE_TEST_SERVICES=self.address, TAPE_TEST_CA_FILE=self.certificate)
        return self

    def __exit__(self, *_):
        del os.environ["TAPELINE_TEST_SERVICES"], os.environ["TAPE_TEST_CA_FILE"]
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()

    def ask(self, what):
        context = ssl.create_default_context(cafile=self.certificate)
        with urllib.request.urlopen(f"https://{self.address}/control/{what}", context=context) as answer:
            return answer.read()

    def has(self, service, fault):
        """Has it happen before the next trade."""
        self.ask(f"fault?service={service}&fault={fault}")


@contextlib.contextmanager
def dead_end():
    """The address of somebody who takes connections and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield "127.0.0.1:%d" % listening.getsockname()[1]


@contextlib.contextmanager
def keys(**entered):
    """Has the environment hold keys of services: alpaca="KEY SECRET"."""
    variables = {}
    for service, words in entered.items():
        key, _, secret = words.partition(" ")
        variables[f"TAPELINE_KEY_{service.upper()}"] = key
        if secret:
            variables[f"TAPELINE_SECRET_{service.upper()}"] = secret
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in variables:
            del os.environ[name]


def set_up(program, home, feeds):
    """Sets up feeds, (name, kind, service, symbols, settings) each, by priority; the window shows them when it is started."""
    tapectl = os.path.join(os.path.dirname(program), "..", "cli", "tapectl")
    # A rule that never fires makes the database.
    subprocess.run([tapectl, "alerts", "add", "AAPL is above 1000000"], env=own_folders(home), check=True, capture_output=True)
    with contextlib.closing(sqlite3.connect(f"{home}/data/tapeline/user.db")) as user, user:
        for priority, (name, kind, service, symbols, settings) in enumerate(feeds):
            columns = "INSERT INTO feeds (name, kind, service, settings, priority, enabled) VALUES (?, ?, ?, ?, ?, 1)"
            added = user.execute(columns, (name, kind, service, json.dumps(settings), priority))
            rows = [(added.lastrowid, i, symbol) for i, symbol in enumerate(symbols)]
            user.executemany("INSERT INTO feed_symbols (feed, position, symbol) VALUES (?, ?, ?)", rows)
