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

from bus_keyring import SUPPORT, Keyring


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
    """A keyring that holds keys of services, each as KEY or KEY SECRET."""
    with Keyring() as keyring:
        for service, words in entered.items():
            keyring.keep(service.replace("_", "-"), words.replace(" ", "\n"))
        yield keyring


def set_up(program, home, feeds):
    """Sets up feeds, (name, kind, service, symbols, settings) each, by priority; the window shows them when it is started."""
    tapectl = os.path.join(os.path.dirname(program), "..", "cli", "tapectl")
    path = f"{home}/data/tapeline/user.db"
    os.makedirs(os.path.dirname(path))
    subprocess.run([tapectl, "sql", "--saved", "--user", path], check=True, stdout=subprocess.DEVNULL)  # makes it
    with contextlib.closing(sqlite3.connect(path)) as user, user:
        for priority, (name, kind, service, symbols, settings) in enumerate(feeds):
            columns = "INSERT INTO feeds (name, kind, service, settings, priority, enabled) VALUES (?, ?, ?, ?, ?, 1)"
            added = user.execute(columns, (name, kind, service, json.dumps(settings), priority))
            rows = [(added.lastrowid, i, symbol) for i, symbol in enumerate(symbols)]
            user.executemany("INSERT INTO feed_symbols (feed, position, symbol) VALUES (?, ?, ?)", rows)
